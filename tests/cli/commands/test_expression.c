/* SPDX-License-Identifier: MIT
 *
 * Lines with known expression, transcribed with bends and loudness and played again: does the rendering follow the
 * singer? The pitch of both is followed by neume's own tracker, and compared with the curve that was sung. */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/pyin.h"
#include "audio/encode.h"
#include "audio/source.h"
#include "tests/cli/program.h"
#include "tests/support/soundfont.h"

#define RATE 44100
#define PI   3.14159265358979323846
#define GAP  0.25 /* seconds before each note, and at the end */

enum { NOTES = 4, PARTIALS = 20, ROOM = 64 };

/* Four notes: a vibrato of up to `vibrato` cents at `hz`, a scoop by `scoop` cents, a glide by `glide` semitones in the
 * middle of the note, a swell of `swell` dB. */
struct row {
    const char *name;
    double seconds, hz, vibrato, scoop, glide, swell;
};

static const struct row rows[] = {
    {"vibrato 4 Hz", 1, 4, 100, 0, 0, 0},      {"vibrato 5 Hz", 1, 5, 100, 0, 0, 0},
    {"vibrato 6 Hz", 1, 6, 100, 0, 0, 0},      {"vibrato 7 Hz", 1, 7, 100, 0, 0, 0},
    {"vibrato 8 Hz", 1, 8, 100, 0, 0, 0},      {"scoops", 0.8, 0, 0, 150, 0, 0},
    {"glides up", 1.2, 0, 0, 0, 3, 0},         {"glides down", 1.2, 0, 0, 0, -7, 0},
    {"crescendo", 1.5, 0, 0, 0, 0, 24},        {"decrescendo", 1.5, 0, 0, 0, 0, -24},
    {"all at once", 1.5, 5.5, 60, 100, 2, 12},
};

struct sung {
    float *sample, *hz, *db; /* [count]; hz 0 in rests */
    size_t count;
};

static double clamp(double x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

static void sing(const struct row *r, struct sung *s)
{
    static const int pitches[NOTES] = {57, 64, 69, 76};
    s->count = (size_t)((NOTES * (r->seconds + GAP) + GAP) * RATE);
    s->sample = calloc(s->count, sizeof *s->sample);
    s->hz = calloc(s->count, sizeof *s->hz);
    s->db = calloc(s->count, sizeof *s->db);
    assert_true(s->sample && s->hz && s->db);
    for (int n = 0; n < NOTES; n++) {
        size_t first = (size_t)((GAP + n * (r->seconds + GAP)) * RATE), length = (size_t)(r->seconds * RATE);
        double phase = 0;
        for (size_t i = 0; i < length; i++) {
            double t = (double)i / RATE, whole = t / r->seconds, sum = 0;
            double cents = r->vibrato * sin(2 * PI * r->hz * t) - r->scoop * exp(-t / 0.05) +
                           100 * r->glide * clamp((t - 0.4 * r->seconds) / 0.3);
            double hz = 440 * pow(2, (pitches[n] - 69 + cents / 100) / 12);
            double db = r->swell < 0 ? r->swell * whole : r->swell * (whole - 1);
            phase = fmod(phase + hz / RATE, 1);
            for (int h = 1; h <= PARTIALS && h * hz < 9000; h++)
                sum += sin(2 * PI * h * phase) / h;
            s->sample[first + i] =
                (float)(0.15 * sum * pow(10, db / 20) * clamp(t / 0.02) * clamp((r->seconds - t) / 0.03));
            s->hz[first + i] = (float)hz;
            s->db[first + i] = (float)db;
        }
    }
}

static void release(struct sung *s)
{
    free(s->sample);
    free(s->hz);
    free(s->db);
}

static void write_sound(const char *path, const float *sample, size_t count)
{
    struct neume_encode_options o = {.sample_rate = RATE, .channels = 1, .format = NEUME_PCM_16};
    struct neume_encoder *e;
    assert_ok(neume_encoder_open(&e, path, &o));
    assert_ok(neume_encoder_write(e, sample, count));
    assert_ok(neume_encoder_close(e));
    neume_encoder_free(e);
}

/* As many samples as the source has. */
static float *read_sound(const char *path, double rate, size_t count)
{
    struct neume_source *source;
    float *sample = calloc(count, sizeof *sample);
    size_t got = 1;
    assert_non_null(sample);
    assert_ok(neume_source_open(&source, path, rate));
    for (size_t at = 0; at < count && got; at += got)
        assert_ok(neume_source_read(source, sample + at, count - at, &got));
    neume_source_free(source);
    return sample;
}

/* dB of the 50 ms around `time`. */
static double loudness(const float *sample, size_t count, double time)
{
    double sum = 1e-12;
    size_t from = (size_t)(fmax(time - 0.025, 0) * RATE), to = (size_t)((time + 0.025) * RATE);
    for (size_t i = from; i < to && i < count; i++)
        sum += (double)sample[i] * sample[i];
    return 10 * log10(sum);
}

/* Sung from 30 ms before to 30 ms after. */
static int inside(const struct sung *s, double time)
{
    size_t at = (size_t)(time * RATE), around = (size_t)(0.03 * RATE);
    return at >= around && at + around < s->count && s->hz[at - around] > 0 && s->hz[at] > 0 && s->hz[at + around] > 0;
}

struct result {
    size_t frames, heard;
    double cents, db; /* sums of squares */
};

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void compare(const struct sung *s, const struct neume_pitch_frame *frame, size_t frames, const float *rendered,
                    struct result *r)
{
    double *db = malloc((frames + 1) * sizeof *db), *sorted = malloc((frames + 1) * sizeof *db);
    size_t n = 0;
    assert_true(db && sorted);
    for (size_t i = 0; i < frames; i++) {
        if (!inside(s, frame[i].time))
            continue;
        r->frames++;
        db[n] = loudness(rendered, s->count, frame[i].time) - loudness(s->sample, s->count, frame[i].time);
        sorted[n] = db[n];
        n++;
        if (frame[i].f0 <= 0)
            continue;
        double cents = 1200 * log2((double)frame[i].f0 / (double)s->hz[(size_t)(frame[i].time * RATE)]);
        r->heard++;
        r->cents += cents * cents;
    }
    qsort(sorted, n, sizeof *sorted, by_value);
    for (size_t i = 0; i < n; i++)
        r->db += (db[i] - sorted[n / 2]) * (db[i] - sorted[n / 2]);
    free(db);
    free(sorted);
}

static struct neume_pitch_frame *follow(const char *path, double seconds, size_t *count)
{
    struct neume_pyin_config c;
    struct neume_pyin *p;
    neume_pyin_config_init(&c);
    size_t samples = (size_t)(seconds * c.sample_rate), room = samples / 200 + ROOM, made;
    struct neume_pitch_frame *frame = malloc(room * sizeof *frame);
    float *sample = read_sound(path, c.sample_rate, samples);
    assert_non_null(frame);
    assert_ok(neume_pyin_new(&p, &c));
    *count = 0;
    for (size_t used = 0; used < samples; *count += made)
        used += neume_pyin_process(p, sample + used, samples - used, frame + *count, room - *count, &made);
    while ((made = neume_pyin_flush(p, frame + *count, room - *count)) > 0)
        *count += made;
    neume_pyin_free(p);
    free(sample);
    return frame;
}

static void play_again(const char *bends, double most_cents, double most_db)
{
    struct result all = {0};
    char line[256];
    snprintf(line, sizeof line,
             "$NEUME transcribe -q --mode melody --bends %s --cc 11 sung.wav -o sung.mid && "
             "$NEUME render -q sung.mid --soundfont saw.sf2 -o played.wav",
             bends);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sung s;
        struct result r = {0};
        size_t frames;
        sing(&rows[i], &s);
        write_sound("sung.wav", s.sample, s.count);
        struct ran ran = program_run(line);
        if (ran.code)
            fail_msg("%s: %s", line, ran.err);
        struct neume_pitch_frame *frame = follow("played.wav", (double)s.count / RATE, &frames);
        float *played = read_sound("played.wav", RATE, s.count);
        compare(&s, frame, frames, played, &r);
        double cents = sqrt(r.cents / (double)r.heard), db = sqrt(r.db / (double)r.frames);
        print_message("%-12s %s: %.1f cents, %.2f dB, %.1f %% heard\n", rows[i].name, bends, cents, db,
                      100.0 * (double)r.heard / (double)r.frames);
        assert_true(cents < most_cents && db < most_db && (double)r.heard > 0.98 * (double)r.frames);
        all.frames += r.frames;
        all.heard += r.heard;
        all.cents += r.cents;
        all.db += r.db;
        free(frame);
        free(played);
        release(&s);
    }
    print_message("all %s: %.1f cents, %.2f dB (root mean squares)\n", bends, sqrt(all.cents / (double)all.heard),
                  sqrt(all.db / (double)all.frames));
}

static void on_one_channel(void **state)
{
    (void)state;
    support_write_soundfont("saw.sf2");
    play_again("channel", 10, 1.5);
}

static void as_mpe(void **state)
{
    (void)state;
    support_write_soundfont("saw.sf2");
    play_again("mpe", 10, 1.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(on_one_channel), cmocka_unit_test(as_mpe)};
    return cmocka_run_group_tests(tests, program_setup, program_teardown);
}
