/* SPDX-License-Identifier: MIT */
#include "cli/commands/comparison.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/onset.h"
#include "audio/align.h"
#include "audio/encode.h"
#include "audio/loudness.h"
#include "cli/commands/dynamics_match.h"
#include "cli/commands/verdict.h"
#include "cli/io/ab_segments.h"
#include "cli/io/console.h"
#include "cli/io/input.h"
#include "cli/io/sound_input.h"
#include "cli/options/program_override.h"
#include "midi/file/notes_to_smf.h"

enum { BLOCK = CLI_SOUND_BLOCK, ROOM = 64 };

static const double onset_window = 0.05;    /* seconds */
static const double least_confidence = 0.3; /* audio/align.h */

/* What the first pass learns about one of the two. */
struct measured {
    struct neume_envelope *envelope;
    struct neume_loudness_meter *meter;
    struct neume_onset_detector *detector;
    double *onset; /* seconds, [onset_count] */
    size_t onset_count, onset_capacity;
    float peak;
    size_t frames;
};

struct comparing {
    const struct cli_comparison_options *options;
    const char *name[2];
    struct cli_input input;
    struct neume_smf smf;
    struct neume_render_options render;
    struct cli_sound sound[2];
    struct measured measured[2];
    struct neume_notes written; /* of the MIDI, on its own clock; from the second pass on on the recording's */
    struct neume_distance *distance;
    struct neume_difference *difference;
    struct cli_listen_pair *ears;
    struct neume_ab *ab;
    struct cli_ab_segments turns;
    struct neume_encoder *encoder;
    struct cli_comparison *result;
};

static enum neume_status keep_onsets(struct measured *m, const struct neume_onset *found, size_t count)
{
    if (m->onset_count + count > m->onset_capacity) {
        size_t capacity = 2 * m->onset_capacity + 1024;
        double *more = realloc(m->onset, capacity * sizeof *more);
        if (!more)
            return NEUME_ERR_MEMORY;
        m->onset = more;
        m->onset_capacity = capacity;
    }
    for (size_t i = 0; i < count; i++)
        m->onset[m->onset_count++] = found[i].time;
    return NEUME_OK;
}

static enum neume_status open_measured(struct measured *m)
{
    struct neume_onset_config config;
    neume_onset_config_init(&config);
    config.sample_rate = CLI_SOUND_RATE;
    enum neume_status status = neume_envelope_new(&m->envelope, CLI_SOUND_RATE);
    if (status == NEUME_OK)
        status = neume_loudness_new(&m->meter, CLI_SOUND_RATE, 2);
    if (status == NEUME_OK)
        status = neume_onset_new(&m->detector, &config);
    return status;
}

static void release_measured(struct measured *m)
{
    neume_envelope_free(m->envelope);
    neume_loudness_free(m->meter);
    neume_onset_free(m->detector);
    free(m->onset);
}

static enum neume_status measure_block(struct measured *m, const float *stereo, size_t count)
{
    float mono[BLOCK];
    struct neume_onset found[ROOM];
    size_t made;
    for (size_t i = 0; i < count; i++) {
        mono[i] = 0.5f * (stereo[2 * i] + stereo[2 * i + 1]);
        m->peak = fmaxf(m->peak, fmaxf(fabsf(stereo[2 * i]), fabsf(stereo[2 * i + 1])));
    }
    m->frames += count;
    enum neume_status status = neume_envelope_process(m->envelope, mono, count);
    if (status == NEUME_OK)
        status = neume_loudness_process(m->meter, stereo, count);
    for (size_t used = 0; status == NEUME_OK && used < count;) {
        used += neume_onset_process(m->detector, mono + used, count - used, found, ROOM, &made);
        status = keep_onsets(m, found, made);
    }
    return status;
}

/* Opens one of the two anew, from its start. */
static enum cli_exit open_sound(struct comparing *c, int side)
{
    neume_cli_sound_close(&c->sound[side]);
    if (side)
        return neume_cli_open_renderer(&c->sound[1].renderer, c->name[1], &c->smf, &c->render);
    enum neume_status status = neume_cli_sound_from_file(&c->sound[0], c->input.path);
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(c->name[0], status, CLI_INPUT);
}

/* The share of the whole that is done is not known before the first pass; each of the three readings counts a third. */
static int show_progress(const struct comparing *c, int reading, size_t frames)
{
    struct cli_task task = {.index = 0};
    double whole = (double)c->measured[0].frames;
    double share = reading == 0 || whole < 1 ? -1 : (reading + fmin((double)frames / whole, 1)) / 3;
    return neume_cli_progress(&task, share);
}

static enum cli_exit measure(struct comparing *c, int side)
{
    struct measured *m = &c->measured[side];
    float stereo[2 * BLOCK];
    struct neume_onset found[ROOM];
    size_t got = BLOCK;
    enum cli_exit code = open_sound(c, side);
    if (code != CLI_EXIT_DONE)
        return code;
    enum neume_status status = open_measured(m);
    while (status == NEUME_OK && got == BLOCK) {
        status = neume_cli_sound_read(&c->sound[side], stereo, BLOCK, &got);
        if (status == NEUME_OK)
            status = measure_block(m, stereo, got);
        if (show_progress(c, side, m->frames))
            status = NEUME_ERR_CANCELLED;
    }
    while (status == NEUME_OK && (got = neume_onset_flush(m->detector, found, ROOM)) > 0)
        status = keep_onsets(m, found, got);
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(c->name[side], status, CLI_INPUT);
}

/* The offset, and what it says of the onsets. */
static void shift(struct comparing *c, const struct neume_alignment *alignment, int shifted)
{
    struct cli_comparison *r = c->result;
    struct measured *a = &c->measured[0], *b = &c->measured[1];
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
    struct cli_comparison *r = c->result;
    struct measured *a = &c->measured[0], *b = &c->measured[1];
    struct neume_alignment alignment;
    struct neume_loudness loudness;
    enum neume_status status = neume_align(a->envelope, b->envelope, 0, c->options->max_offset, &alignment);
    if (status != NEUME_OK)
        return status;
    for (int side = 0; side < 2; side++) {
        neume_loudness_get(c->measured[side].meter, &loudness);
        r->loudness[side] = loudness.integrated;
        r->length[side] = (double)c->measured[side].frames / CLI_SOUND_RATE;
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
    struct cli_comparison *r = c->result;
    struct neume_alignment alignment;
    double given = r->shifted ? r->offset : 0, offset, range = c->options->max_offset;
    enum neume_status status = neume_cli_listen_pair_offset(c->ears, &c->written, range, given, &offset);
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
    struct cli_sound *sound;
    long long lead;
};

static enum neume_status read_shifted(struct shifted *s, float *stereo, size_t frames, size_t *got)
{
    enum neume_status status = NEUME_OK;
    while (s->lead > 0 && status == NEUME_OK) {
        size_t step = s->lead < (long long)frames ? (size_t)s->lead : frames;
        status = neume_cli_sound_read(s->sound, stereo, step, got);
        s->lead = *got < step ? 0 : s->lead - (long long)step;
    }
    size_t silent = 0;
    if (s->lead < 0) {
        silent = -s->lead < (long long)frames ? (size_t)-s->lead : frames;
        memset(stereo, 0, silent * 2 * sizeof *stereo);
        s->lead += (long long)silent;
    }
    if (status == NEUME_OK)
        status = neume_cli_sound_read(s->sound, stereo + 2 * silent, frames - silent, got);
    *got += silent;
    return status;
}

static enum neume_status plan_turns(struct comparing *c)
{
    double lead = c->result->shifted ? c->result->offset : 0;
    double length = fmax(c->result->length[0], c->result->length[1] - lead);
    return neume_cli_plan_ab_segments(&c->turns, &c->smf, c->options->ab_bars, c->options->ab_seconds, lead, length);
}

static enum cli_exit open_ab(struct comparing *c)
{
    struct neume_ab_config config;
    struct neume_encode_options encode;
    if (!c->options->ab)
        return CLI_EXIT_DONE;
    enum neume_status status = plan_turns(c);
    neume_ab_config_init(&config);
    config.mode = c->options->ab_mode;
    config.border = c->turns.border;
    config.border_count = c->turns.count;
    config.segment = c->options->ab_seconds;
    config.sample_rate = CLI_SOUND_RATE;
    neume_encode_options_init(&encode);
    encode.sample_rate = CLI_SOUND_RATE;
    if (status == NEUME_OK)
        status = neume_ab_new(&c->ab, &config);
    if (status == NEUME_OK)
        status = neume_encoder_open(&c->encoder, c->options->ab, &encode);
    if (status == NEUME_OK && config.mode == NEUME_AB_ALTERNATE) {
        status = neume_cli_mark_ab_segments(&c->turns, c->encoder, CLI_SOUND_RATE);
        status = status == NEUME_ERR_UNSUPPORTED ? NEUME_OK : status; /* only WAV has marks */
    }
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(c->options->ab, status, CLI_OUTPUT);
}

static enum cli_exit close_ab(struct comparing *c)
{
    enum neume_status status = neume_encoder_close(c->encoder);
    if (status != NEUME_OK)
        return neume_cli_fail(c->options->ab, status, CLI_OUTPUT);
    if (c->options->ab_labels)
        status = neume_cli_write_ab_segments(&c->turns, c->options->ab_labels);
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(c->options->ab_labels, status, CLI_OUTPUT);
}

/* What both are turned down by, so that the louder of them does not clip where the two overlap in a crossfade. */
static float headroom(const struct comparing *c)
{
    float peak = fmaxf(c->measured[0].peak, c->measured[1].peak * (float)c->result->gain) * sqrtf(2);
    return peak > 0.99f ? 0.99f / peak : 1;
}

static enum cli_exit write_ab(struct comparing *c, float *a, float *b, size_t count)
{
    float both[2 * BLOCK];
    float down = headroom(c);
    if (!c->encoder)
        return CLI_EXIT_DONE;
    for (size_t i = 0; i < 2 * count; i++) {
        a[i] *= down;
        b[i] *= down;
    }
    neume_ab_process(c->ab, a, b, count, both);
    enum neume_status status = neume_encoder_write(c->encoder, both, count);
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(c->options->ab, status, CLI_OUTPUT);
}

static enum neume_status measure_distance(struct comparing *c, const float *a, const float *b, size_t count)
{
    float mono[2][BLOCK];
    for (size_t i = 0; i < count; i++) {
        mono[0][i] = 0.5f * (a[2 * i] + a[2 * i + 1]);
        mono[1][i] = 0.5f * (b[2 * i] + b[2 * i + 1]);
    }
    neume_distance_process(c->distance, mono[0], mono[1], count);
    enum neume_status status = neume_cli_listen_pair_process(c->ears, 0, mono[0], count);
    return status == NEUME_OK ? neume_cli_listen_pair_process(c->ears, 1, mono[1], count) : status;
}

/* The second pass: both together, the shorter of them followed by silence. */
static enum cli_exit compare_sounds(struct comparing *c)
{
    float a[2 * BLOCK], b[2 * BLOCK];
    struct shifted midi = {.sound = &c->sound[1],
                           .lead = c->result->shifted ? llround(c->result->offset * CLI_SOUND_RATE) : 0};
    enum cli_exit code = CLI_EXIT_DONE;
    size_t done = 0, got_a = BLOCK, got_b = BLOCK;
    while (code == CLI_EXIT_DONE && (got_a || got_b)) {
        enum neume_status status = neume_cli_sound_read(&c->sound[0], a, BLOCK, &got_a);
        if (show_progress(c, 2, done))
            status = NEUME_ERR_CANCELLED;
        if (status != NEUME_OK)
            return neume_cli_fail(c->name[0], status, CLI_INPUT);
        status = read_shifted(&midi, b, BLOCK, &got_b);
        if (status != NEUME_OK)
            return neume_cli_fail(c->name[1], status, CLI_INPUT);
        size_t count = got_a > got_b ? got_a : got_b;
        for (size_t i = 0; i < 2 * got_b; i++)
            b[i] *= (float)c->result->gain;
        memset(a + 2 * got_a, 0, (count - got_a) * 2 * sizeof *a);
        memset(b + 2 * got_b, 0, (count - got_b) * 2 * sizeof *b);
        status = measure_distance(c, a, b, count);
        if (status != NEUME_OK)
            return neume_cli_fail("compare", status, CLI_INPUT);
        code = write_ab(c, a, b, count);
        done += count;
    }
    c->result->likeness = neume_distance_flush(c->distance);
    return code;
}

/* What the MIDI has is listened for; where it has nothing, for notes. */
static enum neume_status open_measures(struct comparing *c)
{
    unsigned kinds = c->written.count ? 0 : CLI_EARS_PITCHED;
    for (size_t i = 0; i < c->written.count; i++)
        kinds |= c->written.note[i].drum ? CLI_EARS_DRUMS : CLI_EARS_PITCHED;
    enum neume_status status = neume_distance_new(&c->distance, CLI_SOUND_RATE);
    if (status == NEUME_OK)
        status = neume_difference_new(&c->difference);
    if (status == NEUME_OK)
        status = neume_cli_listen_pair_new(&c->ears, kinds);
    if (status == NEUME_OK)
        neume_distance_watch(c->distance, neume_difference_watch, c->difference);
    return status;
}

/* The true scores are of the MIDI as it is, the rest of the MIDI as it is shifted. */
static enum cli_exit find(struct comparing *c)
{
    struct cli_measured measured = {c->difference, c->ears, &c->written, c->options->max_offset};
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; c->result->shifted && i < c->written.count; i++) {
        c->written.note[i].onset -= c->result->offset;
        c->written.note[i].offset -= c->result->offset;
    }
    if (status == NEUME_OK)
        status = neume_cli_find_differences(c->result, &measured);
    if (status != NEUME_OK)
        return neume_cli_fail("compare", status, CLI_INPUT);
    return c->options->reference ? neume_cli_judge(c->options->reference, &c->written, c->result) : CLI_EXIT_DONE;
}

/* Plays the MIDI with velocities that follow the recording, and measures it again. */
static enum cli_exit follow(struct comparing *c)
{
    double lead = c->result->shifted ? c->result->offset : 0;
    enum neume_status status =
        neume_cli_match_dynamics(&c->smf, c->measured[0].envelope, c->measured[1].envelope, lead);
    if (status != NEUME_OK)
        return neume_cli_fail(c->name[1], status, CLI_INPUT);
    release_measured(&c->measured[1]);
    c->measured[1] = (struct measured){0};
    c->result->shifted = 0;
    enum cli_exit code = measure(c, 1);
    if (code == CLI_EXIT_DONE && (status = conclude(c)) != NEUME_OK)
        code = neume_cli_fail("compare", status, CLI_INPUT);
    return code;
}

static void release_measures(struct comparing *c)
{
    neume_encoder_free(c->encoder);
    neume_ab_free(c->ab);
    neume_cli_release_ab_segments(&c->turns);
    neume_distance_free(c->distance);
    neume_difference_free(c->difference);
    neume_cli_listen_pair_free(c->ears);
    c->encoder = NULL;
    c->ab = NULL;
    c->distance = NULL;
    c->difference = NULL;
    c->ears = NULL;
}

/* Sets *again where the offset turned out to be another. */
static enum cli_exit second_pass(struct comparing *c, int *again)
{
    enum cli_exit code = open_sound(c, 0);
    if (code == CLI_EXIT_DONE)
        code = open_sound(c, 1);
    if (code == CLI_EXIT_DONE)
        code = open_ab(c);
    if (code != CLI_EXIT_DONE)
        return code;
    enum neume_status status = open_measures(c);
    if (status != NEUME_OK)
        return neume_cli_fail("compare", status, CLI_INPUT);
    code = compare_sounds(c);
    if (code == CLI_EXIT_DONE && (status = neume_cli_listen_pair_flush(c->ears)) == NEUME_OK)
        status = realign(c, again);
    return status == NEUME_OK ? code : neume_cli_fail("compare", status, CLI_INPUT);
}

/* At most twice: what is heard does not depend on the offset. */
static enum cli_exit compare_both(struct comparing *c)
{
    int again = 0;
    enum cli_exit code = second_pass(c, &again);
    if (code == CLI_EXIT_DONE && again) {
        release_measures(c);
        code = second_pass(c, &again);
    }
    if (code == CLI_EXIT_DONE)
        code = find(c);
    if (code == CLI_EXIT_DONE && c->encoder)
        code = close_ab(c);
    return code;
}

static enum cli_exit keep_played(struct comparing *c)
{
    struct neume_smf *played = malloc(sizeof *played);
    if (!played)
        return neume_cli_fail("compare", NEUME_ERR_MEMORY, CLI_INPUT);
    *played = c->smf;
    neume_smf_init(&c->smf);
    c->result->played = played;
    return CLI_EXIT_DONE;
}

enum cli_exit neume_cli_compare_files(const char *audio, const char *midi, const struct cli_comparison_options *options,
                                      struct cli_comparison *comparison)
{
    struct comparing c = {.options = options, .name = {audio, midi}, .result = comparison};
    memset(comparison, 0, sizeof *comparison);
    neume_render_options_init(&c.render);
    c.render.soundfont = options->soundfont;
    c.render.reverb = options->reverb;
    c.render.rate = CLI_SOUND_RATE;
    neume_smf_init(&c.smf);
    enum neume_status status = neume_cli_input_open(&c.input, audio);
    enum cli_exit code = status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(audio, status, CLI_INPUT);
    if (code == CLI_EXIT_DONE)
        code = neume_cli_read_midi(midi, &c.smf);
    if (code == CLI_EXIT_DONE)
        code = neume_cli_apply_programs(&c.smf, midi, options->program);
    if (code == CLI_EXIT_DONE && (status = neume_smf_to_notes(&c.smf, 1, &c.written)) != NEUME_OK)
        code = neume_cli_fail(midi, status, CLI_INPUT);
    for (int side = 0; side < 2 && code == CLI_EXIT_DONE; side++)
        code = measure(&c, side);
    if (code == CLI_EXIT_DONE) {
        status = conclude(&c);
        code = status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail("compare", status, CLI_INPUT);
        if (code == CLI_EXIT_DONE && options->follow)
            code = follow(&c);
        if (code == CLI_EXIT_DONE)
            code = compare_both(&c);
    }
    if (code == CLI_EXIT_DONE && options->follow)
        code = keep_played(&c);
    release_measures(&c);
    neume_notes_release(&c.written);
    for (int side = 0; side < 2; side++) {
        neume_cli_sound_close(&c.sound[side]);
        release_measured(&c.measured[side]);
    }
    neume_smf_release(&c.smf);
    neume_cli_input_close(&c.input);
    if (code != CLI_EXIT_DONE)
        neume_cli_comparison_release(comparison);
    return code;
}
