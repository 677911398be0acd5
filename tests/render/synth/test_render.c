/* SPDX-License-Identifier: MIT */
#include "tests/render/play.h"

/* The same note at many places: silence before, and then the very same samples. */
static void test_onsets_are_exact(void **state)
{
    (void)state;
    static const unsigned offsets[] = {1, 2, 31, 32, 33, 63, 64, 65, 127, 1000, 1023, 1024, 1025, 11025, 44099};
    struct neume_smf smf;
    size_t frames;
    begin(&smf);
    note(&smf, 0, 0, 0, 5000, 60, 100);
    float *reference = play(&smf, 0.5, -1, 1000, &frames);
    assert_true(energy(reference, 0, 5000) > 0.1);
    for (size_t k = 0; k < sizeof offsets / sizeof offsets[0]; k++) {
        size_t at = offsets[k];
        neume_smf_release(&smf);
        begin(&smf);
        note(&smf, 0, 0, at, at + 5000, 60, 100);
        float *out = play(&smf, (double)(at + 22050) / 44100, -1, 1000, &frames);
        assert_int_equal(frames, at + 22050);
        for (size_t i = 0; i < 2 * at; i++)
            assert_true(out[i] == 0);
        for (size_t i = 0; i < 2 * 22050; i++)
            if (fabsf(out[2 * at + i] - reference[i]) > 1e-7f)
                fail_msg("offset %zu: sample %zu is %g, not %g", at, i, (double)out[2 * at + i], (double)reference[i]);
        free(out);
    }
    free(reference);
    neume_smf_release(&smf);
}

/* Notes of all 64 phases at once are the sum of each alone. */
static void test_parts_add_up(void **state)
{
    (void)state;
    struct neume_smf smf;
    size_t frames;
    double *sum = calloc(2 * 44100, sizeof *sum), worst = 0;
    assert_non_null(sum);
    for (int k = 0; k < 20; k++) {
        begin(&smf);
        note(&smf, 0, 0, (uint64_t)(k * 1013), (uint64_t)(k * 1013 + 9000), 40 + 2 * k, 90);
        float *one = play(&smf, 1, -1, 512, &frames);
        for (size_t i = 0; i < 2 * frames; i++)
            sum[i] += (double)one[i];
        free(one);
        neume_smf_release(&smf);
    }
    begin(&smf);
    for (int k = 0; k < 20; k++)
        note(&smf, 0, 0, (uint64_t)(k * 1013), (uint64_t)(k * 1013 + 9000), 40 + 2 * k, 90);
    sort(&smf);
    float *all = play(&smf, 1, -1, 512, &frames);
    for (size_t i = 0; i < 2 * frames; i++)
        worst = fmax(worst, fabs(sum[i] - (double)all[i]));
    if (worst > 2e-6)
        fail_msg("%g apart", worst);
    free(all);
    free(sum);
    neume_smf_release(&smf);
}

/* A piece with everything that the parts must share: programs, bends, the pedal, keys struck again, drums. */
static void make_dense(struct neume_smf *smf, unsigned notes)
{
    uint64_t seed = 11, tick = 0;
    begin(smf);
    assert_ok(neume_smf_add_track(smf));
    assert_ok(neume_smf_add_message(smf, 0, 0, 0xC1, 48, 0));
    assert_ok(neume_smf_add_sysex(smf, 0, 0, 0xF0, "\x7E\x7F\x09\x01\xF7", 5));
    for (unsigned i = 0; i < notes; i++) {
        size_t track = i % 2;
        int channel = i % 7 == 0 ? 9 : (int)(i % 3);
        uint64_t length = 300 + (uint64_t)(support_random(&seed) * 20000);
        tick += (uint64_t)(support_random(&seed) * 1500);
        note(smf, track, channel, tick, tick + length, 36 + (int)(support_random(&seed) * 48),
             1 + (int)(support_random(&seed) * 127));
        if (i % 10 == 0)
            assert_ok(neume_smf_add_message(smf, 0, tick + 7, 0xB0, 64, i % 20 ? 0 : 127));
        if (i % 6 == 0)
            assert_ok(neume_smf_add_message(smf, 0, tick + 3, 0xE1, 0, (int)(support_random(&seed) * 128)));
    }
    sort(smf);
}

static void test_blocks_never_show(void **state)
{
    (void)state;
    static const size_t blocks[] = {1, 63, 64, 1000, 4096, 0};
    struct neume_smf smf;
    size_t frames, again;
    make_dense(&smf, 150);
    float *reference = play(&smf, 3, -1, 100000, &frames);
    assert_int_equal(frames, 3 * 44100);
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        float *out = play(&smf, 3, -1, blocks[i], &again);
        assert_int_equal(again, frames);
        assert_memory_equal(out, reference, 2 * frames * sizeof *out);
        free(out);
    }
    free(reference);
    neume_smf_release(&smf);
}

/* A key shared by two tracks is let go by either, in the stems as in the whole; only the hi-hats may differ. */
static void test_stems_add_up(void **state)
{
    (void)state;
    struct neume_smf smf;
    size_t frames;
    double worst = 0;
    begin(&smf);
    assert_ok(neume_smf_add_track(&smf));
    for (unsigned i = 0; i < 60; i++)
        note(&smf, i % 2, (int)(i % 3), i * 701, i * 701 + 9000, 50 + (int)(i % 13), 80);
    sort(&smf);
    float *all = play(&smf, 2, -1, 512, &frames), *a = play(&smf, 2, 0, 512, &frames),
          *b = play(&smf, 2, 1, 512, &frames);
    for (size_t i = 0; i < 2 * frames; i++)
        worst = fmax(worst, fabs((double)a[i] + (double)b[i] - (double)all[i]));
    assert_true(energy(a, 0, frames) > 1 && energy(b, 0, frames) > 1);
    if (worst > 1e-5)
        fail_msg("%g apart", worst);
    free(all);
    free(a);
    free(b);
    neume_smf_release(&smf);
}

static void test_length(void **state)
{
    (void)state;
    static const double lengths[] = {0.00001, 0.0001, 0.5, 1.23456, 3};
    struct neume_smf smf;
    size_t frames;
    begin(&smf);
    float *out = play(&smf, 0, -1, 512, &frames);
    assert_int_equal(frames, 0); /* no notes, no sound */
    free(out);
    out = play(&smf, 0.25, -1, 512, &frames);
    assert_int_equal(frames, 11025);
    assert_true(energy(out, 0, frames) == 0);
    free(out);
    note(&smf, 0, 0, 0, 22050, 60, 100);
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        out = play(&smf, lengths[i], -1, 512, &frames);
        assert_int_equal(frames, llround(lengths[i] * 44100));
        free(out);
    }
    out = play(&smf, 0, -1, 512, &frames); /* to the end of the release, and not for ever */
    assert_true(frames > 22050 && frames < 22050 + 441000 + 2048);
    assert_true(energy(out, frames - 1024, frames) < 1e-6);
    free(out);
    neume_smf_release(&smf);
}

static void test_rates(void **state)
{
    (void)state;
    static const double rates[] = {8000, 22050, 48000, 96000};
    struct neume_smf smf;
    begin(&smf);
    note(&smf, 0, 0, 11025, 20000, 72, 110);
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        struct neume_render_options o;
        struct neume_renderer *r;
        size_t got, frames = (size_t)rates[i], first = 0;
        float *out = malloc(2 * frames * sizeof *out);
        assert_non_null(out);
        neume_render_options_init(&o);
        o.rate = rates[i];
        o.length = 1;
        assert_ok(neume_renderer_new(&r, &smf, &o));
        assert_ok(neume_renderer_process(r, out, frames, &got));
        assert_int_equal(got, frames);
        while (first < frames && out[2 * first] == 0)
            first++;
        assert_true(first >= frames / 4 && (double)first < 0.26 * rates[i]);
        neume_renderer_free(r);
        free(out);
    }
    neume_smf_release(&smf);
}

struct job {
    struct neume_smf smf;
    float *out;
    size_t frames;
};

static void *play_job(void *data)
{
    struct job *j = data;
    j->out = play(&j->smf, 2, -1, 700, &j->frames);
    return NULL;
}

/* Several renderers at once, each in its own thread, do not hear each other. */
static void test_threads(void **state)
{
    (void)state;
    struct job jobs[4] = {0};
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        make_dense(&jobs[i].smf, 80);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, play_job, &jobs[i]), 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(jobs[i].frames, 88200);
        assert_memory_equal(jobs[i].out, jobs[0].out, 2 * 88200 * sizeof(float));
        neume_smf_release(&jobs[i].smf);
        if (i)
            free(jobs[i].out);
    }
    free(jobs[0].out);
}

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        struct neume_render_options o;
        enum neume_status status;
    } bad[] = {
        {{NULL, 7999, 0.5, 1, 1, 0, -1}, NEUME_ERR_ARGUMENT},
        {{NULL, 44100.5, 0.5, 1, 1, 0, -1}, NEUME_ERR_ARGUMENT},
        {{NULL, 200000, 0.5, 1, 1, 0, -1}, NEUME_ERR_ARGUMENT},
        {{NULL, 176400, 0.5, 1, 1, 0, -1}, NEUME_ERR_UNSUPPORTED},
        {{NULL, 44100, -1, 1, 1, 0, -1}, NEUME_ERR_ARGUMENT},
        {{NULL, 44100, 0.5, -1, 1, 0, -1}, NEUME_ERR_ARGUMENT},
        {{NULL, 44100, 0.5, (double)NAN, 1, 0, -1}, NEUME_ERR_ARGUMENT},
        {{NULL, 44100, 0.5, 1, 61, 0, -1}, NEUME_ERR_ARGUMENT},
        {{NULL, 44100, 0.5, 1, 1, -0.1, -1}, NEUME_ERR_ARGUMENT},
        {{NULL, 44100, 0.5, 1, 1, 1.1, -1}, NEUME_ERR_ARGUMENT},
        {{NULL, 44100, 0.5, 1, 1, 0, 1}, NEUME_ERR_ARGUMENT},
        {{NULL, 44100, 0.5, 1, 1, 0, -2}, NEUME_ERR_ARGUMENT},
        {{"/nowhere/a.sf2", 44100, 0.5, 1, 1, 0, -1}, NEUME_ERR_NOT_FOUND},
        {{"/tmp", 44100, 0.5, 1, 1, 0, -1}, NEUME_ERR_DIRECTORY},
    };
    char *folder = support_new_folder();
    struct neume_renderer *r;
    struct neume_smf smf;
    neume_smf_init(&smf);
    assert_ok(neume_smf_add_track(&smf));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_status(neume_renderer_new(&r, &smf, &bad[i].o), bad[i].status);
        assert_null(r);
    }
    struct neume_render_options o;
    neume_render_options_init(&o);
    static const char *const junk[] = {"", "not a SoundFont", "RIFF\4\0\0\0sfbk"};
    for (size_t i = 0; i < 3; i++) {
        o.soundfont = support_path(folder, "junk.sf2");
        support_write_file(o.soundfont, junk[i], i == 2 ? 12 : strlen(junk[i]));
        assert_status(neume_renderer_new(&r, &smf, &o), NEUME_ERR_SOUNDFONT);
        assert_null(r);
    }
    /* a note that hangs for a month */
    neume_render_options_init(&o);
    assert_ok(neume_smf_add_message(&smf, 0, 0, 0x90, 60, 60));
    assert_ok(neume_smf_end_track(&smf, 0, (uint64_t)960 * 86400 * 30));
    assert_status(neume_renderer_new(&r, &smf, &o), NEUME_ERR_UNSUPPORTED);
    neume_smf_release(&smf);
    support_remove_folder(folder);
    neume_renderer_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_onsets_are_exact),
        cmocka_unit_test(test_parts_add_up),
        cmocka_unit_test(test_blocks_never_show),
        cmocka_unit_test(test_stems_add_up),
        cmocka_unit_test(test_length),
        cmocka_unit_test(test_rates),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
