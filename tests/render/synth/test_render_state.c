/* SPDX-License-Identifier: MIT
 *
 * What a channel is set to, and which note-off ends which note, as it sounds: pitch and level of a sawtooth. */
#include <complex.h>

#include "tests/render/play.h"
#include "tests/support/soundfont.h"

enum { RATE = 44100 };

/* Messages of one track in hexadecimal, each with its time in 100 ms before it ("T05"); a tick is a sample. */
static void make(struct neume_smf *smf, const char *text)
{
    uint64_t tick = 0;
    neume_smf_init(smf);
    smf->division = RATE / 2;
    assert_ok(neume_smf_add_track(smf));
    while (*text) {
        unsigned byte[32] = {0}, n = 0, tenths = 0;
        if (*text == 'T') {
            tenths = (unsigned)strtoul(text + 1, NULL, 10);
            tick = (uint64_t)tenths * (RATE / 10);
            text += 3;
        }
        for (; *text && *text != 'T'; text += strspn(text, " ")) {
            char *end;
            byte[n++] = (unsigned)strtoul(text, &end, 16);
            text = end;
            if (byte[0] == NEUME_MIDI_SYSEX ? byte[n - 1] == 0xF7
                                            : n == ((byte[0] & 0xF0) == NEUME_MIDI_PROGRAM ? 2 : 3))
                break;
        }
        text += strspn(text, " ");
        uint8_t data[32];
        for (unsigned i = 1; i < n; i++)
            data[i - 1] = (uint8_t)byte[i];
        if (n && byte[0] == NEUME_MIDI_SYSEX)
            assert_ok(neume_smf_add_sysex(smf, 0, tick, NEUME_MIDI_SYSEX, data, n - 1));
        else if (n)
            assert_ok(neume_smf_add_message(smf, 0, tick, (int)byte[0], data[0], n > 2 ? data[1] : 0));
    }
    assert_ok(neume_smf_end_track(smf, 0, tick + RATE));
}

/* The first `seconds`, left channel alone. Free it. */
static float *render(const struct neume_smf *smf, const char *font, double seconds)
{
    struct neume_render_options o;
    struct neume_renderer *r;
    size_t frames = (size_t)(seconds * RATE), got;
    float *out = calloc(2 * frames, sizeof *out);
    assert_non_null(out);
    neume_render_options_init(&o);
    o.soundfont = font;
    o.length = seconds;
    assert_ok(neume_renderer_new(&r, smf, &o));
    assert_ok(neume_renderer_process(r, out, frames, &got));
    neume_renderer_free(r);
    for (size_t i = 0; i < frames; i++)
        out[i] = out[2 * i];
    return out;
}

static double complex tone(const float *x, size_t from, size_t count, double hz)
{
    double complex sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (double)x[from + i] * (1 - cos(6.283185307179586 * (double)i / (double)count)) *
               cexp(-6.283185307179586 * I * hz * (double)(from + i) / RATE);
    return sum;
}

/* Cents from A4, expected near `cents`: by how the phase of the fundamental moves between two windows. */
static double pitch(const float *x, size_t from, double cents)
{
    enum { WINDOW = 8192, HOP = 1024 };
    double hz = 440 * exp2(cents / 1200);
    double turn = carg(tone(x, from + HOP, WINDOW, hz) / tone(x, from, WINDOW, hz));
    return 1200 * log2((hz + turn / 6.283185307179586 * RATE / HOP) / 440);
}

#define NOTE "T01 90 45 64 T09 80 45 00"

static void test_pitch(void **state)
{
    static const struct {
        const char *name, *messages;
        double cents;
    } rows[] = {
        {"at rest", NOTE, 0},
        {"whole bend", "T00 E0 00 00 " NOTE, -200},
        {"2 semitones and 50 cents", "T00 B0 65 00 B0 64 00 B0 06 02 B0 26 32 E0 00 00 " NOTE, -250},
        {"a range set while bent", "T00 E0 00 00 B0 65 00 B0 64 00 B0 06 0C " NOTE, -1200},
        {"a range beyond the synthesizer's", "T00 B0 65 00 B0 64 00 B0 06 60 E0 00 38 " NOTE, -1200},
        {"CC 121", "T00 E0 00 00 B0 79 00 " NOTE, 0},
        {"null", "T00 B0 65 00 B0 64 00 B0 65 7F B0 64 7F B0 06 0C E0 00 00 " NOTE, -200},
        {"increment", "T00 B0 65 00 B0 64 00 B0 60 00 E0 00 00 " NOTE, -201},
        {"MPE", "T00 B0 65 00 B0 64 06 B0 06 0F E1 00 44 E0 00 00 T01 91 45 64 T09 81 45 00", 100},
        {"fine tuning", "T00 B0 65 00 B0 64 01 B0 06 60 " NOTE, 50},
        {"coarse tuning", "T00 B0 65 00 B0 64 02 B0 06 3D " NOTE, -300},
        {"GM master fine tuning", "T00 F0 7F 7F 04 03 00 20 F7 " NOTE, -50},
        {"GM master coarse tuning", "T00 F0 7F 7F 04 04 00 42 F7 " NOTE, 200},
        {"GM reset", "T00 E0 00 00 F0 7E 7F 09 01 F7 " NOTE, 0},
    };
    char *folder = support_new_folder();
    const char *font = support_path(folder, "saw.sf2");
    (void)state;
    support_write_soundfont(font);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_smf smf;
        make(&smf, rows[i].messages);
        float *x = render(&smf, font, 1);
        double cents = pitch(x, RATE / 5, rows[i].cents);
        if (!(fabs(cents - rows[i].cents) < 0.5))
            fail_msg("%s: %.2f cents and not %.2f", rows[i].name, cents, rows[i].cents);
        free(x);
        neume_smf_release(&smf);
    }
    support_remove_folder(folder);
}

static double level(const float *x, double from, double to)
{
    double sum = 0;
    for (size_t i = (size_t)(from * RATE); i < (size_t)(to * RATE); i++)
        sum += (double)x[i] * x[i];
    return 10 * log10(sum / ((to - from) * RATE) + 1e-12);
}

/* Levels in dB beside the note alone, in a window of seconds. */
static void test_level(void **state)
{
    static const struct {
        const char *name, *messages;
        double from, to, least, most;
    } rows[] = {
        {"on before off", "T01 90 45 64 T05 90 45 64 80 45 00 T09 80 45 00", 0.6, 0.8, -0.5, 0.5},
        {"repeats that overlap", "T01 90 45 64 T04 90 45 64 T05 80 45 00 T09 80 45 00", 0.6, 0.8, -0.5, 0.5},
        {"and the end of the last", "T01 90 45 64 T03 90 45 64 T04 80 45 00 T05 80 45 00", 0.7, 0.9, -200, -40},
        {"a stray note-off", "T01 90 45 64 T02 81 45 00 T09 80 45 00", 0.6, 0.8, -0.5, 0.5},
        {"half the master volume", "T00 F0 7F 7F 04 01 00 40 F7 " NOTE, 0.3, 0.8, -12.5, -11.5},
        {"soft pedal", "T00 B0 43 7F " NOTE, 0.3, 0.8, -6, -2},
        {"soft pedal up again", "T00 B0 43 7F B0 43 00 " NOTE, 0.3, 0.8, -0.1, 0.1},
        {"a bank that is missing", "T00 B0 00 08 B0 20 03 C0 00 " NOTE, 0.3, 0.8, -0.1, 0.1},
        {"a volume for all of an MPE zone", "T00 B0 65 00 B0 64 06 B0 06 0F B0 07 00 T01 91 45 64 T09 81 45 00", 0.3,
         0.8, -200, -60},
    };
    char *folder = support_new_folder();
    const char *font = support_path(folder, "saw.sf2");
    struct neume_smf smf;
    (void)state;
    support_write_soundfont(font);
    make(&smf, NOTE);
    float *alone = render(&smf, font, 1);
    double usual = level(alone, 0.3, 0.8);
    free(alone);
    neume_smf_release(&smf);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        make(&smf, rows[i].messages);
        float *x = render(&smf, font, 1);
        double here = level(x, rows[i].from, rows[i].to) - usual;
        if (!(here >= rows[i].least && here <= rows[i].most))
            fail_msg("%s: %.2f dB", rows[i].name, here);
        free(x);
        neume_smf_release(&smf);
    }
    support_remove_folder(folder);
}

/* Drums sound the same wherever the standards put them. */
static void test_drums(void **state)
{
    static const char *const elsewhere[] = {
        "T00 F0 43 10 4C 00 00 7E 00 F7 B4 00 7F C4 00 T02 94 26 64",
        "T00 F0 41 10 42 12 40 00 7F 00 41 F7 F0 41 10 42 12 40 15 15 01 15 F7 T02 94 26 64",
        "T00 F0 7E 7F 09 03 F7 B4 00 78 C4 00 T02 94 26 64",
    };
    struct neume_smf smf;
    (void)state;
    begin(&smf);
    neume_smf_release(&smf);
    make(&smf, "T02 99 26 64");
    float *usual = render(&smf, NULL, 1);
    neume_smf_release(&smf);
    for (size_t k = 0; k < sizeof elsewhere / sizeof *elsewhere; k++) {
        make(&smf, elsewhere[k]);
        float *x = render(&smf, NULL, 1);
        for (size_t i = 0; i < RATE; i++)
            if (fabsf(x[i] - usual[i]) > 1e-6f)
                fail_msg("way %zu: sample %zu differs", k, i);
        free(x);
        neume_smf_release(&smf);
    }
    free(usual);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pitch),
        cmocka_unit_test(test_level),
        cmocka_unit_test(test_drums),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
