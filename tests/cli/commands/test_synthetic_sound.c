/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "datasets/loaders/synthetic.h"
#include "render/synth/render_mono.h"
#include "tests/support/support.h"

enum { RATE = 22050 };

/* The sound begins where the truth says so: silence before the first onset, energy after it. */
static void test_play(void **state)
{
    (void)state;
    for (size_t i = 0; i < neume_synthetic_count(); i++) {
        float *samples = NULL;
        size_t count = 0;
        double before = 0, after = 0;
        struct neume_notes notes;
        struct neume_smf smf;
        struct neume_render_options options;
        neume_notes_init(&notes);
        neume_smf_init(&smf);
        neume_render_options_init(&options);
        options.rate = RATE;
        assert_ok(neume_synthetic_compose(i, &smf, &notes));
        enum neume_status status = neume_render_mono(&smf, &options, &samples, &count);
        neume_smf_release(&smf);
        if (status == NEUME_ERR_NO_SOUNDFONT) {
            neume_notes_release(&notes);
            skip();
        }
        assert_ok(status);
        size_t onset = (size_t)(notes.note[0].onset * RATE);
        assert_true(count >= (size_t)(neume_notes_end(&notes) * RATE));
        for (size_t k = 0; k < onset; k++)
            before += samples[k] * samples[k];
        for (size_t k = onset; k < onset + RATE / 5; k++)
            after += samples[k] * samples[k];
        assert_true(before < 1e-6 && after > 1e-3);
        free(samples);
        neume_notes_release(&notes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_play)};
    return cmocka_run_group_tests_name("cli/synthetic_sound", tests, NULL, NULL);
}
