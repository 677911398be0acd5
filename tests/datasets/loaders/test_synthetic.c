/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "datasets/loaders/clips.h"
#include "datasets/loaders/dataset.h"
#include "datasets/loaders/datasets.h"
#include "datasets/loaders/find.h"
#include "datasets/loaders/reference.h"
#include "datasets/loaders/synthetic.h"
#include "datasets/readers/truth.h"
#include "midi/file/smf_write.h"
#include "tests/support/support.h"

/* The same bytes each time, in a music that makes sense: long enough, in range, no key struck while it sounds. */
static void test_compose(void **state)
{
    (void)state;
    for (size_t i = 0; i < neume_synthetic_count(); i++) {
        struct neume_smf one, two;
        struct neume_notes notes;
        double until[2][128] = {{0}};
        neume_smf_init(&one);
        neume_smf_init(&two);
        neume_notes_init(&notes);
        assert_ok(neume_synthetic_compose(i, &one, &notes));
        assert_ok(neume_synthetic_compose(i, &two, NULL));
        assert_true(neume_smf_equal(&one, &two));
        assert_in_range(notes.count, 20, 1000);
        assert_true(neume_notes_end(&notes) > 20 && neume_notes_end(&notes) < 40);
        for (size_t n = 0; n < notes.count; n++) {
            const struct neume_note *note = &notes.note[n];
            assert_in_range(note->pitch, 28, 100);
            assert_true(note->offset - note->onset >= 0.05 && note->onset > 0.1);
            assert_true(note->onset >= until[note->drum][note->pitch]);
            until[note->drum][note->pitch] = note->offset;
            assert_true(note->drum == !strcmp(neume_synthetic_category(i), "drums") ||
                        !strcmp(neume_synthetic_category(i), "band"));
        }
        neume_notes_release(&notes);
        neume_smf_release(&one);
        neume_smf_release(&two);
    }
    assert_status(neume_synthetic_compose(neume_synthetic_count(), NULL, NULL), NEUME_ERR_ARGUMENT);
    assert_null(neume_synthetic_id(neume_synthetic_count()));
    assert_null(neume_synthetic_category(neume_synthetic_count()));
}

/* A frozen figure: whoever changes the pieces changes every figure made with them. */
static void test_frozen(void **state)
{
    (void)state;
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (size_t i = 0; i < neume_synthetic_count(); i++) {
        struct neume_smf smf;
        uint8_t *bytes;
        size_t size;
        neume_smf_init(&smf);
        assert_ok(neume_synthetic_compose(i, &smf, NULL));
        assert_ok(neume_smf_write_memory(&smf, &bytes, &size));
        for (size_t b = 0; b < size; b++)
            hash = (hash ^ bytes[b]) * 1099511628211u;
        free(bytes);
        neume_smf_release(&smf);
    }
    assert_true(hash == 0xAC4C615FD4F3922Du);
}

static void test_clips(void **state)
{
    (void)state;
    const struct neume_dataset *dataset = neume_dataset_find("synthetic");
    struct neume_clips clips;
    struct neume_truth truth;
    neume_truth_init(&truth);
    assert_ok(neume_dataset_clips(dataset, NULL, &clips, NULL));
    assert_int_equal(clips.count, neume_synthetic_count());
    assert_int_equal(neume_dataset_presence(dataset, &clips), NEUME_PRESENT);
    for (size_t i = 0; i < clips.count; i++) {
        const struct neume_clip *clip = &clips.clip[i];
        assert_string_equal(clip->id, neume_synthetic_id((size_t)clip->synthetic));
        assert_null(clip->audio);
        assert_ok(neume_clip_truth(clip, &truth, NULL));
        assert_int_equal(truth.note_count > 0, strcmp(clip->category, "drums") != 0);
        assert_int_equal(truth.hit_count > 0, !strcmp(clip->category, "drums") || !strcmp(clip->category, "band"));
        assert_int_equal(clip->kind, truth.note_count ? NEUME_CLIP_NOTES : NEUME_CLIP_DRUMS);
    }
    neume_truth_release(&truth);
    neume_clips_release(&clips);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compose),
        cmocka_unit_test(test_frozen),
        cmocka_unit_test(test_clips),
    };
    return cmocka_run_group_tests_name("datasets/synthetic", tests, NULL, NULL);
}
