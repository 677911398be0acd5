/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "neume/dataset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "neume/neume.h"
#include "tests/support/support.h"

/* The synthetic set against its own truth, but for one clip without a note and one that fails. */
static void synthetic(void **state)
{
    (void)state;
    struct neume_dataset_files *set;
    struct neume_dataset_clip clip;
    struct neume_dataset_figure mean, pooled;
    struct neume_scores scores;
    struct neume_error error;
    char *bytes;
    size_t size, count = 0;
    assert_ok(neume_dataset_open(&set, "synthetic", NULL, NULL, &error));
    for (; neume_dataset_clip_get(set, count, &clip); count++) {
        struct neume_notes notes = {0};
        assert_true(*clip.id && !clip.audio && !clip.missing_audio && !clip.missing_reference);
        assert_ok(neume_dataset_truth(set, count, &notes, &error));
        assert_true(notes.count > 0);
        if (count == 0)
            notes.count = 0;
        assert_ok(neume_dataset_score(set, count, count == 1 ? NULL : &notes, &scores, &error));
        const char *measure = !strcmp(clip.kind, "drums") ? "drum_F" : "note_F";
        assert_true(neume_score_value(&scores, measure) == (count > 1));
        assert_status(neume_dataset_score(set, count, &notes, &scores, &error), NEUME_ERR_ARGUMENT);
        assert_true(!scores.count && !strcmp(error.subject, clip.id));
        neume_notes_release(&notes);
    }
    assert_true(count > 3 && !clip.id);
    assert_ok(neume_dataset_figure_get(set, "onset_F", 0, &mean));
    assert_ok(neume_dataset_figure_get(set, "onset_F", 1, &pooled));
    assert_true(mean.clips > 2 && fabs(mean.value - (double)(mean.clips - 2) / (double)mean.clips) < 1e-9);
    assert_true(mean.low <= mean.value && mean.high >= mean.value && pooled.value > 0 && pooled.value < 1);
    assert_status(neume_dataset_figure_get(set, "beauty", 0, &mean), NEUME_ERR_ARGUMENT);
    static const char *const begin[] = {"", "{", "<!"};
    for (int f = NEUME_REPORT_TEXT; f <= NEUME_REPORT_HTML; f++) {
        assert_ok(neume_dataset_report(set, (enum neume_report_format)f, &bytes, &size, &error));
        assert_true(size > 100 && !bytes[size] && !strncmp(bytes, begin[f], strlen(begin[f])));
        if (f == NEUME_REPORT_TEXT)
            assert_non_null(strstr(bytes, "1 failed"));
        neume_free(bytes);
    }
    assert_status(neume_dataset_report(set, (enum neume_report_format)3, &bytes, &size, &error), NEUME_ERR_ARGUMENT);
    assert_status(neume_dataset_truth(set, count, &(struct neume_notes){0}, &error), NEUME_ERR_ARGUMENT);
    neume_dataset_free(set);
    neume_dataset_free(NULL);
}

/* A table of one's own: two clips, of which one lacks its sound and one its truth. */
static void manifest(void **state)
{
    (void)state;
    static const char table[] = "id,wav,ref\na,a.wav,a.csv\nb,b.wav,b.csv\n",
                      notes_of[] = "onset,offset,pitch\n1,2,60\n";
    char *folder = support_new_folder();
    struct neume_dataset_files *set;
    struct neume_dataset_clip clip;
    struct neume_notes notes = {0};
    struct neume_error error;
    support_write_file(support_path(folder, "manifest.csv"), table, sizeof table - 1);
    support_write_file(support_path(folder, "a.csv"), notes_of, sizeof notes_of - 1);
    support_write_file(support_path(folder, "b.wav"), "RIFF", 4);
    assert_ok(neume_dataset_open(&set, "manifest", folder, NULL, &error));
    assert_true(neume_dataset_clip_get(set, 0, &clip) && clip.missing_audio && !clip.missing_reference);
    assert_true(clip.references == 1 && strstr(clip.reference[0], "a.csv"));
    assert_ok(neume_dataset_truth(set, 0, &notes, &error));
    assert_true(notes.count == 1 && notes.note[0].pitch == 60 && notes.note[0].onset == 1);
    assert_true(neume_dataset_clip_get(set, 1, &clip) && !clip.missing_audio && clip.missing_reference);
    assert_status(neume_dataset_truth(set, 1, &notes, &error), NEUME_ERR_NOT_FOUND);
    assert_int_equal(notes.count, 1);
    assert_false(neume_dataset_clip_get(set, 2, &clip));
    neume_dataset_free(set);
    assert_status(neume_dataset_open(&set, "manifest", folder, "test", &error), NEUME_ERR_EMPTY);
    assert_status(neume_dataset_open(&set, "maps", folder, NULL, &error), NEUME_ERR_EMPTY);
    assert_status(neume_dataset_open(&set, "nothing", folder, NULL, &error), NEUME_ERR_ARGUMENT);
    assert_string_equal(error.subject, "nothing");
    assert_status(neume_dataset_open(&set, "maps", support_path(folder, "a.csv"), NULL, &error), NEUME_ERR_DIRECTORY);
    assert_status(neume_dataset_open(&set, "maps", "/nowhere", NULL, &error), NEUME_ERR_NOT_FOUND);
    support_write_file(support_path(folder, "manifest.csv"), "id,wav\nx\n", 9);
    assert_status(neume_dataset_open(&set, "manifest", folder, NULL, &error), NEUME_ERR_DAMAGED);
    assert_true(error.line >= 1 && *error.words);
    assert_null(set);
    neume_notes_release(&notes);
    support_remove_folder(folder);
}

static void what_is_known(void **state)
{
    (void)state;
    struct neume_dataset_info info;
    size_t count = 0;
    int maps = 0;
    for (; neume_dataset_info_get(count, &info); count++) {
        assert_true(*info.name && *info.title && *info.what && *info.kind && info.licence && info.home);
        maps |= !strcmp(info.name, "maps") && !strcmp(info.kind, "notes");
    }
    assert_true(count > 20 && maps && !info.name);
    assert_false(neume_dataset_info_get(count + 100, &info));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(synthetic), cmocka_unit_test(manifest),
                                       cmocka_unit_test(what_is_known)};
    return cmocka_run_group_tests_name("api/dataset", tests, NULL, NULL);
}
