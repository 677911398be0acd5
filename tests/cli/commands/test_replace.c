/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "audio/decode.h"
#include "audio/encode.h"
#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_read.h"
#include "midi/file/smf_to_notes.h"
#include "render/synth/soundfont.h"
#include "tests/cli/program.h"

enum { RATE = 22050 };

static void add_sample(const char *path, double hz, uint64_t seed)
{
    static float x[RATE];
    struct neume_encode_options o = {.sample_rate = 44100, .channels = 1, .format = NEUME_PCM_24};
    struct neume_encoder *e;
    for (int i = 0; i < RATE; i++)
        x[i] = (float)(exp(-i / 4000.0) * (0.6 * sin(hz * i) + 0.1 * (2 * support_random(&seed) - 1)));
    assert_ok(neume_encoder_open(&e, path, &o));
    assert_ok(neume_encoder_write(e, x, RATE));
    assert_ok(neume_encoder_close(e));
    neume_encoder_free(e);
}

static int setup(void **state)
{
    program_setup(state);
    assert_int_equal(mkdir("kit", 0777), 0);
    assert_int_equal(mkdir("nothing", 0777), 0);
    add_sample("kit/kick 1.wav", 0.009, 1);
    add_sample("kit/kick 2.wav", 0.010, 2);
    add_sample("kit/kick 3.wav", 0.011, 3);
    add_sample("kit/snare.flac", 0.03, 4);
    support_write_file("bad.sfz", "<region> sample\n", 16);
    return 0;
}

static struct ran run_well(const char *line)
{
    struct ran ran = program_run(line);
    if (ran.code)
        fail_msg("%s: code %d\n%s", line, ran.code, ran.err);
    return ran;
}

/* The whole file; free it. */
static float *read_sound(const char *path, struct neume_audio_info *info, size_t *frames)
{
    struct neume_decoder *d;
    assert_ok(neume_decoder_open(&d, path, info));
    float *x = malloc(sizeof *x * 40 * RATE * (size_t)info->channels);
    assert_non_null(x);
    assert_ok(neume_decoder_read(d, x, 40 * RATE, frames));
    neume_decoder_free(d);
    return x;
}

/* The largest difference of two recordings of one rate, number of channels and length. */
static double difference(const char *a, const char *b)
{
    struct neume_audio_info of_a, of_b;
    size_t frames_a, frames_b;
    double most = 0;
    float *x = read_sound(a, &of_a, &frames_a), *y = read_sound(b, &of_b, &frames_b);
    assert_int_equal(of_a.sample_rate, of_b.sample_rate);
    assert_int_equal(of_a.channels, of_b.channels);
    assert_int_equal(frames_a, frames_b);
    for (size_t i = 0; i < frames_a * (size_t)of_a.channels; i++)
        most = fmax(most, fabs((double)x[i] - (double)y[i]));
    free(x);
    free(y);
    return most;
}

static void keeps_rate_channels_and_length(void **state)
{
    (void)state;
    static const struct {
        const char *line, *output, *format;
    } rows[] = {
        {"$NEUME replace hits.wav --kit kit -o a.wav", "a.wav", "WAV, 24 bit"},
        {"$NEUME replace hits.wav --kit kit -o a.flac --bits 16", "a.flac", "FLAC, 16 bit"},
        {"$NEUME replace hits.wav -k kit/ -o a.wav --bits 32f -b 0", "a.wav", "WAV, 32 bit float"},
        {"$NEUME replace hits.wav --kit kit --follow timbre -o a.wav", "a.wav", "WAV, 24 bit"},
        {"$NEUME replace hits.wav --kit kit/snare.flac --only kick,snare -o a.wav", "a.wav", "WAV, 24 bit"},
        {"$NEUME replace hits.wav --kit kit --offset -2,snare=1 --humanize 2 --min-velocity 5 -o a.wav", "a.wav",
         "WAV, 24 bit"},
        {"$NEUME replace - --kit kit -o - <hits.wav >a.wav", "a.wav", "WAV, 24 bit"},
        {"$NEUME replace hits.wav --kit kit --midi song.mid --as-written -o a.wav", "a.wav", "WAV, 24 bit"},
        {"$NEUME replace hits.wav --kit kit --midi - --gain -3 -o a.aiff <song.mid", "a.aiff", "AIFF, 24 bit"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_audio_info info;
        size_t frames;
        struct ran ran = run_well(rows[i].line);
        if (!strstr(ran.err, "replaced") && !strstr(ran.err, "doubled"))
            fail_msg("%s: %s", rows[i].line, ran.err);
        free(read_sound(rows[i].output, &info, &frames));
        if (strcmp(info.format, rows[i].format) || info.sample_rate != RATE || info.channels != 1 || frames != RATE)
            fail_msg("%s: %s, %d Hz, %d channels, %zu frames", rows[i].line, info.format, info.sample_rate,
                     info.channels, frames);
        assert_true(difference("hits.wav", rows[i].output) > 0.01);
    }
    assert_string_equal(run_well("$NEUME replace -q hits.wav --kit kit -o a.wav").err, "");
    assert_false(program_left_something("."));
}

static void seeds(void **state)
{
    (void)state;
    run_well("$NEUME replace hits.wav --kit kit --midi song.mid -o a.wav --seed 5");
    run_well("$NEUME replace hits.wav --kit kit --midi song.mid -o b.wav --seed 5 && cmp a.wav b.wav");
    run_well("for seed in 6 7 8 9; do $NEUME replace hits.wav --kit kit --midi song.mid -o b.wav --seed $seed; "
             "cmp -s a.wav b.wav || exit 0; done; exit 1");
}

static void copies_where_there_is_nothing_to_do(void **state)
{
    (void)state;
    static const struct {
        const char *line, *input, *words;
    } rows[] = {
        {"$NEUME replace silent.wav --kit kit -o a.wav", "silent.wav", "no drum hits, copied -> a.wav"},
        {"$NEUME replace hits.wav --kit kit --only CY -o a.wav --midi song.mid", "hits.wav",
         "no hit to replace, copied"},
        {"cp song.mid none.mid; $NEUME edit song.mid -o none.mid --channel 1 && $NEUME replace tone.wav --kit kit "
         "--midi none.mid --only RD -o a.wav",
         "tone.wav", "copied"},
        {"mkdir -p toms; cp kit/snare.flac toms/tom.flac; $NEUME replace hits.wav --kit toms --midi song.mid -o a.wav",
         "hits.wav", "toms: warning: no sample for KD 3, SD 2; the original stays there"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ran ran = run_well(rows[i].line);
        if (!strstr(ran.err, rows[i].words))
            fail_msg("%s: %s", rows[i].line, ran.err);
        assert_true(difference(rows[i].input, "a.wav") == 0);
    }
}

static void tail_stems_and_hits(void **state)
{
    (void)state;
    struct neume_audio_info info;
    size_t frames, frames_kd, frames_sd, frames_rest;
    struct neume_smf smf;
    struct neume_notes notes;
    run_well("$NEUME replace hits.wav --kit kit --midi song.mid --as-written -o a.wav --tail --stems st --bits 32f "
             "--midi-out used.mid");
    float *mix = read_sound("a.wav", &info, &frames), *kd = read_sound("st/KD.wav", &info, &frames_kd);
    float *sd = read_sound("st/SD.wav", &info, &frames_sd);
    float *rest = read_sound("st/original.wav", &info, &frames_rest);
    assert_true(frames > RATE && frames == frames_kd && frames == frames_sd && frames == frames_rest);
    for (size_t i = 0; i < frames; i++)
        assert_true(fabsf(mix[i] - kd[i] - sd[i] - rest[i]) < 1e-6f);
    free(mix);
    free(kd);
    free(sd);
    free(rest);
    neume_smf_init(&smf);
    neume_notes_init(&notes);
    assert_ok(neume_smf_read(&smf, "used.mid"));
    assert_ok(neume_smf_to_notes(&smf, 0, &notes));
    assert_int_equal(notes.count, 5);
    assert_true(notes.note[1].drum && notes.note[1].pitch == 38 && notes.note[1].velocity == 100);
    assert_true(fabs(notes.note[1].onset - 0.25) < 1e-3);
    neume_notes_release(&notes);
    neume_smf_release(&smf);
}

static void refused(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int code;
        const char *words;
    } rows[] = {
        {"$NEUME replace hits.wav --kit kit", 2, "an output is missing: -o FILE"},
        {"$NEUME replace hits.wav -o keep.wav", 2, "a kit is missing: --kit KIT"},
        {"$NEUME replace --kit kit -o keep.wav", 2, "an input file is missing"},
        {"$NEUME replace hits.wav --kit kit -o a.xyz", 2, "'a.xyz' does not end in"},
        {"$NEUME replace hits.wav --kit kit -o keep.wav --blend 101", 2, "--blend: '101' is not"},
        {"$NEUME replace hits.wav --kit kit -o keep.wav --only KD,XY", 2, "--only: 'XY' is none of"},
        {"$NEUME replace hits.wav --kit kit -o keep.wav --seed -1", 2, "--seed: '-1' is not"},
        {"$NEUME replace hits.wav --kit kit -o keep.wav --offset 101", 2, "--offset: '101' is not a number from -100"},
        {"$NEUME replace hits.wav --kit kit -o keep.wav --offset KD=1,2", 2, "--offset: '2' is not a number"},
        {"$NEUME replace hits.wav --kit kit -o keep.wav --offset gong=1", 2, "--offset: 'gong' is none of KD"},
        {"$NEUME replace hits.wav --kit kit -o keep.wav --min-velocity 0", 2, "--min-velocity: '0' is not"},
        {"$NEUME replace hits.wav --kit kit/snare.flac -o keep.wav", 2, "--only says which drum a single sample"},
        {"$NEUME replace hits.wav --kit kit -o hits.wav", 2, "the output would replace an input"},
        {"$NEUME replace hits.wav --kit kit --midi keep.mid --midi-out keep.mid -o a.wav", 2, "would replace an input"},
        {"$NEUME replace hits.wav --kit kit -o kit/snare.flac", 2, "kit/snare.flac: the output would replace an input"},
        {"mkdir mine; cp kit/snare.flac mine/SD.flac; $NEUME replace hits.wav --kit mine -o a.flac --midi song.mid "
         "--stems mine",
         2, "mine/SD.flac: the output would replace an input"},
        {"$NEUME replace - --kit kit --midi - -o keep.wav <hits.wav", 2, "standard input can be read only once"},
        {"$NEUME replace hits.wav --kit kit -o a.flac --bits 32f", 2, "not a file type that neume writes"},
        {"$NEUME replace missing.wav --kit kit -o keep.wav", 3, "missing.wav: no such file"},
        {"$NEUME replace text.wav --kit kit -o keep.wav", 3, "text.wav: not a format"},
        {"$NEUME replace empty.wav --kit kit -o keep.wav", 3, "empty.wav: the file is empty"},
        {"$NEUME replace hits.wav --kit missing -o keep.wav", 3, "missing: no such file"},
        {"mkdir -p odder; cp kit/snare.flac odder/boum.flac; $NEUME replace hits.wav --kit odder -o keep.wav", 3,
         "odder: no drum in the names of its sound files, as in kick.wav"},
        {"$NEUME replace hits.wav --kit nothing -o keep.wav", 3, "nothing: the kit has no sample for any drum"},
        {"$NEUME replace hits.wav --kit text.mid -o keep.wav", 3, "text.mid: no kit"},
        {"$NEUME replace hits.wav --kit bad.sfz -o keep.wav", 3, "bad.sfz:1: neither a header nor"},
        {"$NEUME replace hits.wav --kit kit --midi cut.mid -o keep.wav", 3, "cut.mid: the file is damaged"},
        {"$NEUME replace hits.wav --kit kit -o nowhere/a.wav", 4, "nowhere/a.wav: no such folder"},
        {"$NEUME replace hits.wav --kit kit -o keep.wav --midi song.mid --midi-out nowhere/a.mid", 4,
         "nowhere/a.mid: no such folder"},
        {"$NEUME replace hits.wav --kit kit -o keep.wav --midi song.mid --stems keep.txt", 4,
         "keep.txt: is not a folder"},
        {"$NEUME replace -q hits.wav --kit kit --midi song.mid -o - >/dev/full", 4, "no space left"},
        {"$NEUME replace -q hits.wav --kit kit -o keep.wav --midi-out /dev/full", 4, "/dev/full: no space left"},
        {"mkdir -p full; ln -sf /dev/full full/original.wav; $NEUME replace -q hits.wav --kit kit --stems full -o "
         "keep.wav",
         4, "full/original.wav: no space left"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ran ran = program_run(rows[i].line);
        if (ran.code != rows[i].code || ran.err_lines != 1 || !strstr(ran.err, rows[i].words))
            fail_msg("%s: code %d (expected %d), stderr (expected '%s'):\n%s", rows[i].line, ran.code, rows[i].code,
                     rows[i].words, ran.err);
        char *kept = support_read_file("keep.wav", NULL);
        assert_string_equal(kept, "keep");
        free(kept);
    }
    assert_false(program_left_something("."));
}

/* Kick, snare and hi-hats with velocities of their own, many of them together. */
static void write_groove(const char *path)
{
    struct neume_notes notes;
    neume_notes_init(&notes);
    for (int i = 0; i < 32; i++) {
        double onset = 0.1 + 0.16 * i;
        struct neume_note n = {.onset = onset, .offset = onset + 0.05, .pitch = 42, .drum = 1, .confidence = 1};
        n.velocity = (uint8_t)(70 + 17 * i % 40);
        assert_ok(neume_notes_push(&notes, &n, NULL));
        n.pitch = i % 8 == 4 ? 38 : 36;
        n.velocity = (uint8_t)(80 + 13 * i % 37);
        if (i % 4 == 0 || i % 8 == 7)
            assert_ok(neume_notes_push(&notes, &n, NULL));
    }
    assert_ok(neume_notes_write_midi(&notes, path, NULL));
    neume_notes_release(&notes);
}

/* A rendered track, replaced by the very sounds that it was rendered with, hardly changes: by -41 dB with FluidR3_GM,
 * by -36 dB with TimGM6mb. */
static void comes_back(void **state)
{
    (void)state;
    struct neume_audio_info info;
    char *font = NULL, line[512];
    size_t frames, again;
    double left = 0, all = 0;
    assert_ok(neume_soundfont_find(&font));
    write_groove("groove.mid");
    run_well("$NEUME render groove.mid --bits 32f -o groove.wav --gain 0.3");
    snprintf(line, sizeof line, "$NEUME replace groove.wav --kit '%s' --midi groove.mid -o back.wav --bits 32f", font);
    struct ran ran = run_well(line);
    assert_non_null(strstr(ran.err, "replaced 44 hits"));
    float *was = read_sound("groove.wav", &info, &frames), *is = read_sound("back.wav", &info, &again);
    assert_int_equal(frames, again);
    for (size_t i = 0; i < frames * (size_t)info.channels; i++) {
        left += pow((double)is[i] - (double)was[i], 2);
        all += pow((double)was[i], 2);
    }
    if (!(10 * log10(left / all) < -30))
        fail_msg("the difference is %.1f dB", 10 * log10(left / all));
    print_message("the difference is %.1f dB\n", 10 * log10(left / all));
    free(was);
    free(is);
    free(font);
}

static float largest(const char *path)
{
    struct neume_audio_info info;
    size_t frames;
    float most = 0, *x = read_sound(path, &info, &frames);
    for (size_t i = 0; i < frames * (size_t)info.channels; i++)
        most = fmaxf(most, fabsf(x[i]));
    free(x);
    return most;
}

/* Kits that lack what they name, and recordings without drums: something sensible comes out, and what is missing is
 * named. */
static void what_is_missing(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        const char *words[2];
        int same; /* 1: the output is the recording */
    } rows[] = {
        {"printf '<region> sample=gone.wav key=36\n<region> sample=kit/snare.flac key=38\n' >x.sfz; "
         "$NEUME replace hits.wav --kit x.sfz --midi song.mid -o a.wav",
         {"gone.wav: warning: passed over: no such file", "no sample for KD 3; the original stays there"},
         0},
        {"printf '<region> sample=gone.wav key=36\n' >y.sfz; $NEUME replace hits.wav --kit y.sfz --midi song.mid -o "
         "a.wav",
         {"gone.wav: warning: passed over", "no sample for KD 3, SD 2; the original stays there"},
         1},
        {"mkdir -p quiet; cp silent.wav quiet/kick.wav; $NEUME replace hits.wav --kit quiet --midi song.mid -o a.wav",
         {"quiet/kick.wav: warning: passed over: silent or empty", "no hit to replace, copied"},
         1},
        {"$NEUME replace silent.wav --kit kit -o a.wav", {"no drum hits, copied", "a.wav"}, 1},
        {"$NEUME replace dc.wav --kit kit -o a.wav", {"no drum hits, copied", "a.wav"}, 1},
        {"$NEUME replace one.wav --kit kit -o a.wav", {"no drum hits, copied", "a.wav"}, 1},
        {"$NEUME replace one.wav --kit kit --midi song.mid -o a.wav", {"replaced 5 hits", "a.wav"}, 0},
        {"$NEUME replace silent.wav --kit kit --midi song.mid -o a.wav", {"replaced 5 hits", "a.wav"}, 0},
        {"$NEUME replace half.wav --kit kit --midi song.mid -o a.wav", {"replaced", "a.wav"}, 0},
        {"$NEUME replace nan.wav --kit kit --midi song.mid -o a.wav", {"replaced 5 hits", "a.wav"}, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ran ran = run_well(rows[i].line);
        if (!strstr(ran.err, rows[i].words[0]) || !strstr(ran.err, rows[i].words[1]))
            fail_msg("%s: %s", rows[i].line, ran.err);
        const char *input = strstr(rows[i].line, "replace ") + 8;
        char name[32];
        snprintf(name, sizeof name, "%.*s", (int)strcspn(input, " "), input);
        if (rows[i].same && difference(name, "a.wav") != 0)
            fail_msg("%s: the recording was changed", rows[i].line);
        assert_true(largest("a.wav") <= 1);
    }
}

/* What would clip is turned down; floats may go over. */
static void loud_samples(void **state)
{
    (void)state;
    static const struct {
        const char *options, *words;
        float least, most;
    } rows[] = {
        {"", "turned down by up to", 0.9f, 1},
        {"--limit off", "warning: clipped by", 0.999f, 1},
        {"--bits 32f", "replaced", 1.5f, 64},
        {"--bits 32f --limit auto", "replaced", 1.5f, 64},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char line[256];
        snprintf(line, sizeof line, "$NEUME replace hits.wav --kit kit --midi song.mid --gain 20 -o loud.wav %s",
                 rows[i].options);
        struct ran ran = run_well(line);
        float most = largest("loud.wav");
        if (!strstr(ran.err, rows[i].words) || most < rows[i].least || most > rows[i].most)
            fail_msg("%s: %g\n%s", line, (double)most, ran.err);
    }
}

/* Samples that cannot be used are named, and the others are. */
static void bad_samples(void **state)
{
    (void)state;
    struct ran ran = run_well("mkdir -p odd; cp kit/*.* odd; cp silent.wav odd/snare.wav; rm odd/snare.flac; "
                              "cp text.wav 'odd/kick 2.wav'; for seed in 1 2 3; do $NEUME replace hits.wav --kit odd "
                              "--midi song.mid -o a.wav --seed $seed; done");
    assert_non_null(strstr(ran.err, "odd/snare.wav: warning: passed over: silent or empty"));
    assert_non_null(strstr(ran.err, "odd/kick 2.wav: warning: passed over: not a format that neume reads"));
    assert_non_null(strstr(ran.err, "no sample for SD 2; the original stays there"));
    assert_non_null(strstr(ran.err, "replaced 3 hits (KD 3)"));
    assert_null(strstr(ran.err, "no drum"));
    ran = run_well("cp kit/*.flac odd; cp odd/snare.flac odd/zzz.flac; "
                   "$NEUME replace hits.wav --kit odd --midi song.mid -o a.wav");
    assert_non_null(strstr(ran.err, "odd/zzz.flac: warning: passed over: its name says no drum"));
    ran = run_well("cp odd/snare.flac odd/boum.flac; $NEUME replace hits.wav --kit odd --midi song.mid -o a.wav");
    assert_non_null(strstr(ran.err, "odd/boum.flac: warning: passed over, with 1 more: their names say no drum"));
}

/* Three hits of each drum, before and after. */
static void auditions(void **state)
{
    (void)state;
    struct neume_audio_info info;
    size_t frames;
    run_well("$NEUME replace hits.wav --kit kit --midi song.mid -o a.wav --audition heard --bits 32f");
    float *x = read_sound("heard/KD.wav", &info, &frames);
    size_t one = (size_t)(0.5 * info.sample_rate) + (size_t)(0.2 * info.sample_rate);
    double change = 0;
    assert_int_equal(frames % (2 * one), 0);
    assert_true(frames / one >= 2 && frames / one <= 6);
    for (size_t i = 0; i < one * (size_t)info.channels; i++)
        change += fabs((double)x[i] - (double)x[i + one * (size_t)info.channels]);
    assert_true(change > 1);
    free(x);
    assert_int_equal(
        program_run("$NEUME replace hits.wav --kit kit --midi song.mid -o heard/KD.wav --audition heard").code, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(auditions),
        cmocka_unit_test(keeps_rate_channels_and_length),
        cmocka_unit_test(seeds),
        cmocka_unit_test(copies_where_there_is_nothing_to_do),
        cmocka_unit_test(tail_stems_and_hits),
        cmocka_unit_test(refused),
        cmocka_unit_test(bad_samples),
        cmocka_unit_test(loud_samples),
        cmocka_unit_test(what_is_missing),
        cmocka_unit_test(comes_back),
    };
    return cmocka_run_group_tests(tests, setup, program_teardown);
}
