/* SPDX-License-Identifier: MIT */
#include "tests/render/play.h"

/* The closed hi-hat at a place that shares the open one's synthesizer (a multiple of 64 later), and at places that do
 * not: it must cut it all the same, held or let go. */
static void test_hi_hats_choke(void **state)
{
    (void)state;
    for (int held = 0; held < 2; held++) {
        double loudness[4];
        for (int k = 0; k < 4; k++) {
            static const uint64_t closed_at[4] = {6400, 6401, 6437, 6463};
            struct neume_smf smf;
            size_t frames, at = closed_at[k];
            begin(&smf);
            note(&smf, 0, 9, 0, held ? 40000 : 1000, 46, 127);
            note(&smf, 0, 9, at, at + 100, 42, 30);
            sort(&smf);
            float *out = play(&smf, 1, -1, 512, &frames);
            loudness[k] = energy(out, at + 4000, at + 16000);
            free(out);
            neume_smf_release(&smf);
        }
        struct neume_smf smf;
        size_t frames;
        begin(&smf);
        note(&smf, 0, 9, 0, held ? 40000 : 1000, 46, 127);
        float *out = play(&smf, 1, -1, 512, &frames);
        double open = energy(out, 10400, 22400);
        free(out);
        neume_smf_release(&smf);
        for (int k = 1; k < 4; k++)
            if (fabs(decibels(loudness[k], loudness[0])) > 0.5 || decibels(open, loudness[k]) < 3)
                fail_msg("held %d, place %d: %.2f dB beside the same synthesizer's, %.1f dB below the open one", held,
                         k, decibels(loudness[k], loudness[0]), decibels(open, loudness[k]));
    }
}

/* A key struck again lets the earlier sound go, in whichever synthesizer that is: what is left is the last strike's. */
static void test_struck_again(void **state)
{
    (void)state;
    static const uint64_t again[] = {640, 641, 700, 6399};
    for (size_t k = 0; k < sizeof again / sizeof again[0]; k++) {
        float *out[2];
        size_t frames;
        double worst = 0;
        for (int twice = 0; twice < 2; twice++) {
            struct neume_smf smf;
            begin(&smf);
            assert_ok(neume_smf_add_message(&smf, 0, 0, 0xC0, 19, 0)); /* an organ, which would go on for ever */
            if (twice)
                assert_ok(neume_smf_add_message(&smf, 0, 0, 0x90, 60, 90));
            assert_ok(neume_smf_add_message(&smf, 0, again[k], 0x90, 60, 90));
            assert_ok(neume_smf_end_track(&smf, 0, 200000));
            out[twice] = play(&smf, 4, -1, 512, &frames);
            neume_smf_release(&smf);
        }
        assert_true(energy(out[0], 132300, 176400) > 0.1);
        assert_true(fabs(energy(out[1], 0, 8820) - energy(out[0], 0, 8820)) > 1e-3); /* the first is heard */
        for (size_t i = 2 * 132300; i < 2 * 176400; i++)
            worst = fmax(worst, fabs((double)out[0][i] - (double)out[1][i]));
        if (worst > 1e-5)
            fail_msg("struck again after %d: %g apart", (int)again[k], worst);
        free(out[0]);
        free(out[1]);
    }
}

/* Every key of every channel held: no more voices than may be, and silence behind them. */
static void test_most_voices(void **state)
{
    (void)state;
    char *font;
    struct neume_bank *bank;
    struct neume_synth *synth;
    if (neume_soundfont_find(&font) != NEUME_OK)
        skip();
    assert_ok(neume_bank_new(&bank, font, 44100, 0.5, 1));
    assert_ok(neume_synth_new(&synth, bank, NEUME_SYNTH_VOICES));
    for (int strike = 0; strike < 4 * 16 * 128; strike++) {
        float out[2][NEUME_RENDER_BLOCK];
        struct neume_cue cue = {.status = NEUME_MIDI_NOTE_ON, .channel = (uint16_t)(strike / 128 % 16), .voices = 2};
        cue.data[0] = (uint8_t)(strike % 128);
        cue.data[1] = 100;
        assert_ok(neume_synth_strike(synth, &cue));
        if (strike % 16 == 0)
            neume_synth_render(synth, NEUME_RENDER_BLOCK, out[0], out[1]);
        assert_in_range(neume_synth_sounds(synth), 1, NEUME_SYNTH_VOICES);
    }
    assert_true(neume_synth_sounds(synth) > NEUME_SYNTH_VOICES / 2);
    const struct neume_cue off = {.status = NEUME_MIDI_CONTROL, .data = {120, 0}};
    for (int block = 0; block < 20000 && neume_synth_sounds(synth); block++) {
        float out[2][NEUME_RENDER_BLOCK];
        for (uint16_t channel = 0; channel < 16 && !block; channel++) {
            struct neume_cue c = off;
            c.channel = channel;
            neume_synth_control(synth, &c, NULL);
        }
        neume_synth_render(synth, NEUME_RENDER_BLOCK, out[0], out[1]);
    }
    assert_int_equal(neume_synth_sounds(synth), 0);
    neume_synth_free(synth);
    neume_bank_free(bank);
    free(font);
}

/* One after another in the same synthesizer, 300 at a time: none may push another out. */
static void test_many_voices(void **state)
{
    (void)state;
    for (unsigned step = 64; step <= 67; step += 3) {
        struct neume_smf smf;
        size_t frames;
        double sum = 0;
        begin(&smf);
        assert_ok(neume_smf_add_message(&smf, 0, 0, 0xC0, 19, 0));
        for (int c = 0; c < 4; c++)
            assert_ok(neume_smf_add_message(&smf, 0, 0, 0xC0 | c, 19, 0));
        for (unsigned i = 0; i < 300; i++)
            assert_ok(neume_smf_add_message(&smf, 0, i * step, 0x90 | (int)(i % 4), 24 + (int)(i / 4), 40));
        assert_ok(neume_smf_end_track(&smf, 0, 50000));
        float *all = play(&smf, 1, -1, 512, &frames);
        neume_smf_release(&smf);
        for (int c = 0; c < 4; c++) {
            begin(&smf);
            assert_ok(neume_smf_add_message(&smf, 0, 0, 0xC0 | c, 19, 0));
            for (unsigned i = 0; i < 300; i++)
                if ((int)(i % 4) == c)
                    assert_ok(neume_smf_add_message(&smf, 0, i * step, 0x90 | c, 24 + (int)(i / 4), 40));
            assert_ok(neume_smf_end_track(&smf, 0, 50000));
            float *one = play(&smf, 1, -1, 512, &frames);
            for (size_t i = 0; i < 2 * frames; i++)
                all[i] -= one[i];
            sum += energy(one, 0, frames);
            free(one);
            neume_smf_release(&smf);
        }
        assert_true(decibels(energy(all, 0, frames), sum) < -80);
        free(all);
    }
}

/* Channels in mono or portamento keep to one synthesizer, whatever stands around their notes. */
static void test_mono_channels(void **state)
{
    (void)state;
    struct neume_smf smf;
    size_t frames;
    begin(&smf);
    assert_ok(neume_smf_add_message(&smf, 0, 0, 0xB0, 126, 1));
    for (unsigned i = 0; i < 500; i++)
        note(&smf, 0, (int)(i % 2), i * 97, i * 97 + 200, 50 + (int)(i % 20), 90);
    sort(&smf);
    float *out = play(&smf, 0, -1, 512, &frames);
    assert_true(energy(out, 0, frames) > 1);
    assert_true(frames > 500 * 97 && frames < 500 * 97 + 441000);
    free(out);
    neume_smf_release(&smf);
}

/* A synthesizer made for 4 voices plays 100 notes as one made for 1000 does. */
static void test_synth_grows(void **state)
{
    (void)state;
    static float out[2][2][6400];
    char *font;
    enum neume_status s = neume_soundfont_find(&font);
    if (s == NEUME_ERR_NO_SOUNDFONT)
        skip();
    assert_ok(s);
    for (int k = 0; k < 2; k++) {
        struct neume_bank *bank;
        struct neume_synth *synth;
        assert_ok(neume_bank_new(&bank, font, 44100, 0.1, 1));
        assert_ok(neume_synth_new(&synth, bank, k ? 1000 : 4));
        assert_false(neume_synth_sounds(synth));
        for (int i = 0; i < 100; i++) {
            struct neume_cue c = {.status = NEUME_MIDI_NOTE_ON, .data = {(uint8_t)(i + 10), 90}, .voices = 8};
            assert_ok(neume_synth_strike(synth, &c));
            neume_synth_render(synth, 64, out[k][0] + 64 * i, out[k][1] + 64 * i);
        }
        assert_true(neume_synth_sounds(synth));
        neume_synth_free(synth);
        neume_bank_free(bank);
    }
    assert_memory_equal(out[0], out[1], sizeof out[0]);
    free(font);
    neume_synth_free(NULL);
    neume_bank_free(NULL);
    neume_cues_release(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hi_hats_choke), cmocka_unit_test(test_struck_again),  cmocka_unit_test(test_most_voices),
        cmocka_unit_test(test_many_voices),   cmocka_unit_test(test_mono_channels), cmocka_unit_test(test_synth_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
