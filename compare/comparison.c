/* SPDX-License-Identifier: MIT */
#include "compare/comparison.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/onset.h"
#include "audio/align.h"
#include "audio/encode.h"
#include "audio/loudness.h"
#include "compare/ab_segments.h"
#include "compare/dynamics_match.h"
#include "compare/listen_pair_private.h"
#include "compare/score_reference.h"
#include "compare/sound_measure.h"
#include "compare/verdict.h"
#include "core/error.h"
#include "midi/edit/program_override.h"
#include "midi/file/midi_read.h"
#include "midi/file/smf_to_notes.h"
#include "render/synth/sound_input.h"

enum { BLOCK = NEUME_SOUND_INPUT_BLOCK };

static const double onset_window = 0.05;    /* seconds */
static const double least_confidence = 0.3; /* audio/align.h */

struct comparing {
    const struct neume_compare_options *options;
    const char *name[2]; /* for messages */
    const struct neume_sound *recording;
    const struct neume_smf *midi; /* or NULL: it is read from name[1] */
    struct neume_smf smf;
    struct neume_render_options render;
    struct neume_sound_input sound[2];
    struct neume_sound_measure measured[2];
    enum neume_status recording_status; /* of measured[0], */
    atomic_int stop;                    /* which is wanted no longer */
    struct neume_notes written;         /* of the MIDI, on its own clock; from the second pass on on the recording's */
    struct neume_distance *distance;
    struct neume_difference *difference;
    struct neume_listen_pair *pair;
    struct neume_ab *ab;
    struct neume_ab_segments segments;
    struct neume_encoder *encoder;
    struct neume_compare_result *result;
};

/* A SoundFont that cannot be used is the SoundFont's fault and not the file's. */
static enum neume_status open_renderer(struct comparing *c)
{
    enum neume_status status = neume_renderer_new(&c->sound[1].renderer, &c->smf, &c->render);
    const char *given = c->render.soundfont ? c->render.soundfont : getenv("NEUME_SOUNDFONT");
    int fonts = status == NEUME_ERR_NO_SOUNDFONT || status == NEUME_ERR_SOUNDFONT || status == NEUME_ERR_NOT_FOUND ||
                status == NEUME_ERR_PERMISSION || status == NEUME_ERR_DIRECTORY;
    const char *subject = !fonts ? c->name[1] : given && *given ? given : "SoundFont";
    return neume_error_input(c->options->error, status, subject);
}

/* Opens one of the two anew, from its start. */
static enum neume_status open_sound(struct comparing *c, int side)
{
    neume_sound_input_close(&c->sound[side]);
    if (side)
        return open_renderer(c);
    enum neume_status status = neume_sound_input_open(&c->sound[0], c->recording);
    return neume_error_input(c->options->error, status, c->name[0]);
}

/* share: 0..1, or -1 where it is unknown, as before the recording was read once. */
static int show_progress(const struct comparing *c, double share)
{
    return c->options->progress ? c->options->progress(c->options->user, share) : 0;
}

/* Measures what is open. The MIDI's side is the caller's thread, and shows that something happens. */
static enum neume_status measure_open(struct comparing *c, int side)
{
    struct neume_sound_measure *m = &c->measured[side];
    float stereo[2 * BLOCK];
    size_t got = BLOCK;
    enum neume_status status = neume_sound_measure_init(m);
    while (status == NEUME_OK && got == BLOCK) {
        status = neume_sound_input_read(&c->sound[side], stereo, BLOCK, &got);
        if (status == NEUME_OK)
            status = neume_sound_measure_process(m, stereo, got);
        if (atomic_load(&c->stop) || (side && show_progress(c, -1)))
            status = NEUME_ERR_CANCELLED;
    }
    return status == NEUME_OK ? neume_sound_measure_flush(m) : status;
}

static enum neume_status measure_midi(struct comparing *c)
{
    enum neume_status code = open_sound(c, 1);
    return code == NEUME_OK ? neume_error_input(c->options->error, measure_open(c, 1), c->name[1]) : code;
}

static void *measure_recording(void *user)
{
    struct comparing *c = user;
    if ((c->recording_status = measure_open(c, 0)) != NEUME_OK)
        atomic_store(&c->stop, 1);
    return NULL;
}

/* Both at once, where there can be a thread; the recording is open. */
static enum neume_status measure_both(struct comparing *c)
{
    pthread_t thread;
    int is_thread = !pthread_create(&thread, NULL, measure_recording, c);
    if (!is_thread)
        measure_recording(c);
    enum neume_status code = measure_midi(c);
    if (code != NEUME_OK)
        atomic_store(&c->stop, 1);
    if (is_thread)
        pthread_join(thread, NULL);
    int is_fault = c->recording_status != NEUME_OK && c->recording_status != NEUME_ERR_CANCELLED;
    return is_fault ? neume_error_input(c->options->error, c->recording_status, c->name[0]) : code;
}

/* The offset, and what it says of the onsets. */
static void shift(struct comparing *c, const struct neume_alignment *alignment, int shifted)
{
    struct neume_compare_result *r = c->result;
    struct neume_sound_measure *a = &c->measured[0], *b = &c->measured[1];
    double by = (shifted ? alignment->offset : 0) - (r->shifted ? r->offset : 0);
    r->offset = alignment->offset;
    r->confidence = alignment->confidence;
    r->shifted = shifted;
    for (size_t i = 0; i < b->onset_count; i++)
        b->onset[i] -= by;
    r->onsets = neume_onset_agreement(a->onset, a->onset_count, b->onset, b->onset_count, onset_window);
}

/* Offset, loudness and onsets, from the first pass. */
static enum neume_status conclude(struct comparing *c)
{
    struct neume_compare_result *r = c->result;
    struct neume_sound_measure *a = &c->measured[0], *b = &c->measured[1];
    struct neume_alignment alignment;
    struct neume_loudness loudness;
    enum neume_status status = neume_align(a->envelope, b->envelope, 0, c->options->max_offset, &alignment);
    if (status != NEUME_OK)
        return status;
    for (int side = 0; side < 2; side++) {
        neume_loudness_get(c->measured[side].meter, &loudness);
        r->loudness[side] = loudness.integrated;
        r->length[side] = (double)c->measured[side].frames / NEUME_SOUND_INPUT_RATE;
        r->onset_count[side] = c->measured[side].onset_count;
    }
    r->gain = neume_loudness_gain(r->loudness[1], r->loudness[0]);
    shift(c, &alignment, alignment.confidence > least_confidence);
    return NEUME_OK;
}

/* Where the pitches that are heard say that the envelopes are wrong. Sets *again where all has to be measured anew. */
static enum neume_status realign(struct comparing *c, int *again)
{
    static const double finer = 0.05; /* seconds: the envelopes know better than the notes */
    struct neume_compare_result *r = c->result;
    struct neume_alignment alignment;
    double given = r->shifted ? r->offset : 0, offset, range = c->options->max_offset;
    enum neume_status status = neume_listen_pair_offset(c->pair, &c->written, range, given, &offset);
    *again = status == NEUME_OK && offset != given;
    if (!*again)
        return status;
    status = neume_align(c->measured[0].envelope, c->measured[1].envelope, offset, finer, &alignment);
    if (status == NEUME_OK)
        shift(c, &alignment, 1);
    return status;
}

/* Moves the MIDI by `lead` frames: what it is late by is skipped; what it is early by comes as silence. */
struct shifted {
    struct neume_sound_input *sound;
    long long lead;
};

static enum neume_status read_shifted(struct shifted *s, float *stereo, size_t frames, size_t *got)
{
    enum neume_status status = NEUME_OK;
    while (s->lead > 0 && status == NEUME_OK) {
        size_t step = s->lead < (long long)frames ? (size_t)s->lead : frames;
        status = neume_sound_input_read(s->sound, stereo, step, got);
        s->lead = *got < step ? 0 : s->lead - (long long)step;
    }
    size_t silent = 0;
    if (s->lead < 0) {
        silent = -s->lead < (long long)frames ? (size_t)-s->lead : frames;
        memset(stereo, 0, silent * 2 * sizeof *stereo);
        s->lead += (long long)silent;
    }
    if (status == NEUME_OK)
        status = neume_sound_input_read(s->sound, stereo + 2 * silent, frames - silent, got);
    *got += silent;
    return status;
}

static enum neume_status plan_segments(struct comparing *c)
{
    double lead = c->result->shifted ? c->result->offset : 0;
    double length = fmax(c->result->length[0], c->result->length[1] - lead);
    return neume_ab_segments_plan(&c->segments, &c->smf, c->options->ab_bars, c->options->ab_seconds, lead, length);
}

static enum neume_status open_ab(struct comparing *c)
{
    struct neume_ab_config config;
    struct neume_encode_options encode;
    if (!c->options->ab)
        return NEUME_OK;
    enum neume_status status = plan_segments(c);
    neume_ab_config_init(&config);
    config.mode = c->options->ab_mode;
    config.border = c->segments.border;
    config.border_count = c->segments.count;
    config.segment = c->options->ab_seconds;
    config.sample_rate = NEUME_SOUND_INPUT_RATE;
    neume_encode_options_init(&encode);
    encode.sample_rate = NEUME_SOUND_INPUT_RATE;
    encode.set = c->options->set;
    if (status == NEUME_OK)
        status = neume_ab_new(&c->ab, &config);
    if (status == NEUME_OK)
        status = neume_encoder_open(&c->encoder, c->options->ab, &encode);
    if (status == NEUME_OK && config.mode == NEUME_AB_ALTERNATE) {
        status = neume_ab_segments_mark(&c->segments, c->encoder, NEUME_SOUND_INPUT_RATE);
        status = status == NEUME_ERR_UNSUPPORTED ? NEUME_OK : status; /* only WAV has marks */
    }
    return neume_error_output(c->options->error, status, c->options->ab);
}

static enum neume_status close_ab(struct comparing *c)
{
    enum neume_status status = neume_encoder_close(c->encoder);
    if (status != NEUME_OK)
        return neume_error_output(c->options->error, status, c->options->ab);
    if (c->options->ab_labels)
        status = neume_ab_segments_write(&c->segments, c->options->ab_labels, c->options->set);
    return neume_error_output(c->options->error, status, c->options->ab_labels);
}

/* What both are turned down by, so that the louder of them does not clip where the two overlap in a crossfade. */
static float headroom(const struct comparing *c)
{
    float peak = fmaxf(c->measured[0].peak, c->measured[1].peak * (float)c->result->gain) * sqrtf(2);
    return peak > 0.99f ? 0.99f / peak : 1;
}

static enum neume_status write_ab(struct comparing *c, float *a, float *b, size_t count)
{
    float both[2 * BLOCK];
    float down = headroom(c);
    if (!c->encoder)
        return NEUME_OK;
    for (size_t i = 0; i < 2 * count; i++) {
        a[i] *= down;
        b[i] *= down;
    }
    neume_ab_process(c->ab, a, b, count, both);
    enum neume_status status = neume_encoder_write(c->encoder, both, count);
    return neume_error_output(c->options->error, status, c->options->ab);
}

static enum neume_status measure_distance(struct comparing *c, const float *a, const float *b, size_t count)
{
    float mono[2][BLOCK];
    for (size_t i = 0; i < count; i++) {
        mono[0][i] = 0.5f * (a[2 * i] + a[2 * i + 1]);
        mono[1][i] = 0.5f * (b[2 * i] + b[2 * i + 1]);
    }
    neume_distance_process(c->distance, mono[0], mono[1], count);
    enum neume_status status = neume_listen_pair_process(c->pair, 0, mono[0], count);
    return status == NEUME_OK ? neume_listen_pair_process(c->pair, 1, mono[1], count) : status;
}

/* The second pass: both together, the shorter of them followed by silence. */
static enum neume_status compare_sounds(struct comparing *c)
{
    float a[2 * BLOCK], b[2 * BLOCK];
    struct shifted midi = {.sound = &c->sound[1],
                           .lead = c->result->shifted ? llround(c->result->offset * NEUME_SOUND_INPUT_RATE) : 0};
    enum neume_status code = NEUME_OK;
    size_t done = 0, got_a = BLOCK, got_b = BLOCK;
    while (code == NEUME_OK && (got_a || got_b)) {
        enum neume_status status = neume_sound_input_read(&c->sound[0], a, BLOCK, &got_a);
        if (show_progress(c, 0.5 + 0.5 * fmin((double)done / fmax((double)c->measured[0].frames, 1), 1)))
            status = NEUME_ERR_CANCELLED;
        if (status != NEUME_OK)
            return neume_error_input(c->options->error, status, c->name[0]);
        status = read_shifted(&midi, b, BLOCK, &got_b);
        if (status != NEUME_OK)
            return neume_error_input(c->options->error, status, c->name[1]);
        size_t count = got_a > got_b ? got_a : got_b;
        for (size_t i = 0; i < 2 * got_b; i++)
            b[i] *= (float)c->result->gain;
        memset(a + 2 * got_a, 0, (count - got_a) * 2 * sizeof *a);
        memset(b + 2 * got_b, 0, (count - got_b) * 2 * sizeof *b);
        status = measure_distance(c, a, b, count);
        if (status != NEUME_OK)
            return neume_error_input(c->options->error, status, "compare");
        code = write_ab(c, a, b, count);
        done += count;
    }
    c->result->likeness = neume_distance_flush(c->distance);
    return code;
}

/* What the MIDI has is listened for; where it has nothing, for notes. */
static enum neume_status open_measures(struct comparing *c)
{
    unsigned kinds = c->written.count ? 0 : NEUME_LISTEN_PITCHED;
    for (size_t i = 0; i < c->written.count; i++)
        kinds |= c->written.note[i].drum ? NEUME_LISTEN_DRUMS : NEUME_LISTEN_PITCHED;
    enum neume_status status = neume_distance_new(&c->distance, NEUME_SOUND_INPUT_RATE);
    if (status == NEUME_OK)
        status = neume_difference_new(&c->difference);
    if (status == NEUME_OK)
        status = neume_listen_pair_new(&c->pair, kinds);
    if (status == NEUME_OK)
        neume_distance_watch(c->distance, neume_difference_watch, c->difference);
    return status;
}

/* The true scores are of the MIDI as it is, the rest of the MIDI as it is shifted. */
static enum neume_status find(struct comparing *c)
{
    struct neume_compare_measured measured = {c->difference, c->pair, &c->written, c->options->max_offset};
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; c->result->shifted && i < c->written.count; i++) {
        c->written.note[i].onset -= c->result->offset;
        c->written.note[i].offset -= c->result->offset;
    }
    if (status == NEUME_OK)
        status = neume_compare_find_differences(c->result, &measured);
    if (status != NEUME_OK)
        return neume_error_input(c->options->error, status, "compare");
    const struct neume_compare_options *o = c->options;
    if (o->reference)
        return neume_compare_score_reference(o->reference, &c->written, c->result, o->error);
    return o->reference_notes ? neume_compare_score_notes(o->reference_notes, &c->written, c->result, o->error)
                              : NEUME_OK;
}

/* Plays the MIDI with velocities that follow the recording, and measures it again. */
static enum neume_status follow(struct comparing *c)
{
    double lead = c->result->shifted ? c->result->offset : 0;
    enum neume_status status = neume_match_dynamics(&c->smf, c->measured[0].envelope, c->measured[1].envelope, lead);
    if (status != NEUME_OK)
        return neume_error_input(c->options->error, status, c->name[1]);
    neume_sound_measure_release(&c->measured[1]);
    c->measured[1] = (struct neume_sound_measure){0};
    c->result->shifted = 0;
    enum neume_status code = measure_midi(c);
    if (code == NEUME_OK && (status = conclude(c)) != NEUME_OK)
        code = neume_error_input(c->options->error, status, "compare");
    return code;
}

static void release_measures(struct comparing *c)
{
    neume_encoder_free(c->encoder);
    neume_ab_free(c->ab);
    neume_ab_segments_release(&c->segments);
    neume_distance_free(c->distance);
    neume_difference_free(c->difference);
    neume_listen_pair_free(c->pair);
    c->encoder = NULL;
    c->ab = NULL;
    c->distance = NULL;
    c->difference = NULL;
    c->pair = NULL;
}

/* Sets *again where the offset turned out to be another. */
static enum neume_status second_pass(struct comparing *c, int *again)
{
    enum neume_status code = open_sound(c, 0);
    if (code == NEUME_OK)
        code = open_sound(c, 1);
    if (code == NEUME_OK)
        code = open_ab(c);
    if (code != NEUME_OK)
        return code;
    enum neume_status status = open_measures(c);
    if (status != NEUME_OK)
        return neume_error_input(c->options->error, status, "compare");
    code = compare_sounds(c);
    if (code == NEUME_OK && (status = neume_listen_pair_flush(c->pair)) == NEUME_OK)
        status = realign(c, again);
    return status == NEUME_OK ? code : neume_error_input(c->options->error, status, "compare");
}

/* At most twice: what is heard does not depend on the offset. */
static enum neume_status compare_both(struct comparing *c)
{
    int again = 0;
    enum neume_status code = second_pass(c, &again);
    if (code == NEUME_OK && again) {
        release_measures(c);
        code = second_pass(c, &again);
    }
    if (code == NEUME_OK)
        code = find(c);
    if (code == NEUME_OK && c->encoder)
        code = close_ab(c);
    return code;
}

static enum neume_status keep_played(struct comparing *c)
{
    struct neume_smf *played = malloc(sizeof *played);
    if (!played)
        return neume_error_input(c->options->error, NEUME_ERR_MEMORY, "compare");
    *played = c->smf;
    neume_smf_init(&c->smf);
    c->result->played = played;
    return NEUME_OK;
}

/* Reads both files; what can be wrong with them is known before the long work. */
static enum neume_status read_files(struct comparing *c)
{
    const struct neume_compare_options *o = c->options;
    struct neume_error *error = o->error;
    enum neume_status status = c->midi ? neume_smf_copy(&c->smf, c->midi)
                                       : neume_midi_read(&c->smf, c->name[1], &c->result->left_out);
    if (status != NEUME_OK)
        return neume_error_input(error, status, c->name[1]);
    c->result->repairs = c->smf.repairs;
    status = neume_program_override(&c->smf, o->program);
    if (status == NEUME_ERR_ARGUMENT) {
        char words[NEUME_ERROR_WORDS];
        snprintf(words, sizeof words, "%s has %zu tracks, and no more", c->name[1], c->smf.track_count);
        return neume_error_say(error, status, "program", 0, words);
    }
    if (status == NEUME_OK)
        status = neume_smf_to_notes(&c->smf, 1, &c->written);
    return neume_error_input(error, status, c->name[1]);
}

static enum neume_status work(struct comparing *c)
{
    enum neume_status status = read_files(c);
    status = status == NEUME_OK ? open_sound(c, 0) : status;
    if (status == NEUME_OK)
        status = measure_both(c);
    if (status == NEUME_OK)
        status = neume_error_input(c->options->error, conclude(c), "compare");
    if (status == NEUME_OK && c->options->follow)
        status = follow(c);
    if (status == NEUME_OK)
        status = compare_both(c);
    return status == NEUME_OK && c->options->follow ? keep_played(c) : status;
}

static enum neume_status run(struct comparing *c)
{
    memset(c->result, 0, sizeof *c->result);
    neume_render_options_init(&c->render);
    c->render.soundfont = c->options->soundfont;
    c->render.reverb = c->options->reverb;
    c->render.rate = NEUME_SOUND_INPUT_RATE;
    neume_smf_init(&c->smf);
    enum neume_status status = work(c);
    release_measures(c);
    neume_notes_release(&c->written);
    for (int side = 0; side < 2; side++) {
        neume_sound_input_close(&c->sound[side]);
        neume_sound_measure_release(&c->measured[side]);
    }
    neume_smf_release(&c->smf);
    if (status != NEUME_OK)
        neume_compare_result_release(c->result);
    return status;
}

enum neume_status neume_compare_files(const char *audio, const char *midi, const struct neume_compare_options *options,
                                      struct neume_compare_result *comparison)
{
    struct neume_sound recording = {.path = audio};
    return run(
        &(struct comparing){.options = options, .name = {audio, midi}, .recording = &recording, .result = comparison});
}

enum neume_status neume_compare_measure(const struct neume_sound *recording, const struct neume_smf *midi,
                                        const struct neume_compare_options *options,
                                        struct neume_compare_result *comparison)
{
    const char *name = recording->path ? recording->path : "samples";
    return run(&(struct comparing){
        .options = options, .name = {name, "MIDI"}, .recording = recording, .midi = midi, .result = comparison});
}
