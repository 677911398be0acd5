/* SPDX-License-Identifier: MIT
 *
 * What `neume song.wav` says and writes of recordings that it is not meant for, and of modes that do not fit. */
#define _XOPEN_SOURCE 700
#include <stdlib.h>
#include <string.h>

#include "audio/encode.h"
#include "tests/cli/program.h"
#include "tests/support/drums.h"
#include "tests/support/line.h"
#include "tests/support/noises.h"
#include "tests/support/signals.h"

enum { RATE = 44100 };

static void write_wav(const char *name, const float *samples, size_t count)
{
    struct neume_encoder *e;
    struct neume_encode_options options;
    neume_encode_options_init(&options);
    options.channels = 1;
    assert_ok(neume_encoder_open(&e, name, &options));
    assert_ok(neume_encoder_write(e, samples, count));
    assert_ok(neume_encoder_close(e));
    neume_encoder_free(e);
}

static void write_kit(void)
{
    struct drums d;
    drums_init(&d, 8);
    for (int i = 0; i < 4; i++) {
        d.strikes = 0;
        drums_play(&d, "KhShKhSh", 0.1 + 1.9 * i, 0.23, 0.5);
    }
    write_wav("kit.wav", d.samples, d.count);
    drums_release(&d);
}

static void write_sounds(void)
{
    size_t count = 8 * RATE;
    struct line l;
    float *x = signal_new(count);
    noises_speech(x, count);
    write_wav("speech.wav", x, count);
    memset(x, 0, count * sizeof *x);
    noises_applause(x, count);
    write_wav("applause.wav", x, count);
    memset(x, 0, count * sizeof *x);
    write_wav("silence.wav", x, count);
    signal_noise(x, count, 0.1, 3);
    write_wav("noise.wav", x, count);
    memset(x, 0, count * sizeof *x);
    x[RATE] = 0.9f;
    write_wav("click.wav", x, 3 * RATE);
    memset(x, 0, count * sizeof *x);
    noises_metronome(x, count, 1200);
    write_wav("metronome.wav", x, count);
    memset(x, 0, count * sizeof *x);
    for (size_t i = 0; i < 16; i++)
        noises_tone(x + RATE / 10 + i * RATE / 2, RATE / 20, 880, 0.5);
    write_wav("bleeps.wav", x, count);
    memset(x, 0, count * sizeof *x);
    noises_tone(x, count, 440, 0.2);
    write_wav("moment.wav", x, RATE / 10);
    noises_tone(x, count, 350, 0.2);
    write_wav("dial.wav", x, count);
    free(x);
    line_init(&l, &(struct line_config){RATE, 8, 60, 80, 0, 1, 0, 0.2, 0.2, 40, 21});
    write_wav("line.wav", l.samples, l.count);
    float *late = signal_new((l.count + 150 * RATE));
    memcpy(late + 95 * RATE, l.samples, l.count * sizeof *late);
    write_wav("late.wav", late, l.count + 150 * RATE);
    free(late);
    line_release(&l);
    write_kit();
}

/* The words of the one line, or both, that say what was done; and how many notes were written. */
static void test_said(void **state)
{
    (void)state;
    static const struct {
        const char *line, *says, *also; /* also: or NULL */
    } rows[] = {
        {"$NEUME silence.wav -o a.mid", "(auto: nothing sounds; confidence 1.00), 0 notes", NULL},
        {"$NEUME noise.wav -o a.mid", "neither tones nor drum strokes", "0 notes"},
        {"$NEUME speech.wav -o a.mid", "(auto: speech, no steady pitch", "0 notes"},
        {"$NEUME speech.wav -o a.mid", "hint: no music is heard, and nothing written; --mode melody", NULL},
        {"$NEUME applause.wav -o a.mid", "(auto: noise, no drum that is struck", "0 notes"},
        {"$NEUME line.wav -o a.mid", "melody (auto: one pitch at a time; confidence", NULL},
        {"$NEUME late.wav -o a.mid", "(auto: one pitch at a time; confidence", NULL},
        {"$NEUME metronome.wav -o a.mid", "drums (auto: a metronome's clicks; confidence 1.00), 16 hits", NULL},
        {"$NEUME bleeps.wav -o a.mid", "drums (auto: a metronome's clicks; confidence 1.00), 16 hits", NULL},
        {"$NEUME click.wav -o a.mid", "neither tones nor drum strokes", "0 notes"},
        {"$NEUME dial.wav -o a.mid", "poly (auto: several pitches at a time", "2 notes"},
        {"$NEUME moment.wav -o a.mid", "1 note in 0.1 s", NULL},
        {"$NEUME --mode drums moment.wav -o a.mid", "0 notes in 0.1 s", NULL},
        {"$NEUME kit.wav -o a.mid", "drums (auto: drum strokes without tones; confidence", "hits in"},
        {"$NEUME --mode drums line.wav -o a.mid", "hits are surely those of drums", NULL},
        {"$NEUME --mode melody kit.wav -o a.mid", "hint: one pitch is heard in", NULL},
    };
    write_sounds();
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct ran ran = program_run(rows[r].line);
        if (ran.code || !strstr(ran.err, rows[r].says) || (rows[r].also && !strstr(ran.err, rows[r].also)))
            fail_msg("%s: code %d, expected '%s': %s", rows[r].line, ran.code, rows[r].says, ran.err);
    }
}

/* A voice has no drums, whatever is heard; and --json says how sure auto is. */
static void test_range_and_json(void **state)
{
    (void)state;
    struct ran ran = program_run("$NEUME kit.wav --range voice -o a.mid");
    assert_int_equal(ran.code, 0);
    assert_null(strstr(ran.err, "hits in"));
    assert_null(strstr(ran.err, "drums (auto"));
    ran = program_run("$NEUME -q --json kit.wav -o a.mid");
    assert_int_equal(ran.code, 0);
    assert_non_null(strstr(ran.out, "\"confidence\": 0."));
    assert_null(strstr(ran.out, "\"next\""));
    ran = program_run("$NEUME -q --json --mode drums kit.wav -o a.mid");
    assert_null(strstr(ran.out, "\"confidence\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_said), cmocka_unit_test(test_range_and_json)};
    return cmocka_run_group_tests(tests, program_setup, program_teardown);
}
