/* SPDX-License-Identifier: MIT */
#include "neume/render.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "api/sound.h"
#include "audio/encode.h"
#include "compare/comparison.h"
#include "core/error.h"
#include "core/sized.h"
#include "midi/file/midi_read.h"
#include "render/synth/render.h"
#include "render/synth/render_synth.h"

enum { BLOCK = 4096, RATE = 44100 };

void neume_render_silence(void)
{
    neume_synth_silence();
}

void neume_play_options_init(struct neume_play_options *options)
{
    *options = (struct neume_play_options){
        .size = sizeof *options, .gain = 0.5, .max_offset = 10, .rate = RATE, .bits = 16, .ab_seconds = 4, .track = -1};
}

/* The caller's options, which may be of an older and shorter kind, over the defaults. */
static enum neume_status take_options(struct neume_play_options *o, const struct neume_play_options *given,
                                      struct neume_error *error)
{
    neume_play_options_init(o);
    if ((!given || neume_sized_take(o, sizeof *o, given) == NEUME_OK) && o->gain >= 0 && o->gain <= 10 &&
        o->reverb >= 0 && o->reverb <= 1 && o->max_offset >= 0 && o->max_offset <= 600 &&
        (o->bits == 16 || o->bits == 24 || o->bits == 32) && o->ab_seconds >= 0.1 && o->ab_seconds <= 3600)
        return NEUME_OK;
    return neume_error_input(error, NEUME_ERR_ARGUMENT, "options");
}

static struct neume_render_options render_options(const struct neume_play_options *o)
{
    struct neume_render_options how;
    neume_render_options_init(&how);
    how.soundfont = o->soundfont;
    how.gain = o->gain;
    how.reverb = o->reverb;
    how.rate = o->rate;
    how.length = o->length;
    how.track = o->track;
    return how;
}

static enum neume_status pump(struct neume_renderer *renderer, struct neume_encoder *encoder, const char *sound,
                              const struct neume_play_options *o, struct neume_error *error)
{
    float block[2 * BLOCK];
    double total = (double)neume_renderer_frames(renderer), done = 0;
    for (size_t got = BLOCK; got == BLOCK; done += (double)got) {
        enum neume_status status = neume_renderer_process(renderer, block, BLOCK, &got);
        if (status == NEUME_OK && o->progress && o->progress(o->user, total > 0 ? fmin(done / total, 1) : -1))
            status = NEUME_ERR_CANCELLED;
        if (status != NEUME_OK)
            return neume_error_input(error, status, "render");
        status = neume_encoder_write(encoder, block, got);
        if (status != NEUME_OK)
            return neume_error_output(error, status, sound);
    }
    return neume_error_output(error, neume_encoder_close(encoder), sound);
}

enum neume_status neume_render_file(const char *midi, const char *sound, const struct neume_play_options *given,
                                    struct neume_error *error)
{
    struct neume_play_options o;
    struct neume_render_options how;
    struct neume_encode_options encode;
    struct neume_renderer *renderer = NULL;
    struct neume_encoder *encoder = NULL;
    struct neume_smf smf;
    neume_smf_init(&smf);
    neume_encode_options_init(&encode);
    enum neume_status status = take_options(&o, given, error);
    how = render_options(&o);
    encode.sample_rate = o.rate;
    encode.format = o.bits == 16 ? NEUME_PCM_16 : o.bits == 24 ? NEUME_PCM_24 : NEUME_FLOAT_32;
    if (status == NEUME_OK)
        status = neume_error_input(error, neume_midi_read(&smf, midi, NULL), midi);
    if (status == NEUME_OK)
        status = neume_error_input(error, neume_renderer_new(&renderer, &smf, &how), o.soundfont ? o.soundfont : midi);
    if (status == NEUME_OK)
        status = neume_error_output(error, neume_encoder_open(&encoder, sound, &encode), sound);
    if (status == NEUME_OK)
        status = pump(renderer, encoder, sound, &o, error);
    neume_encoder_free(encoder);
    neume_renderer_free(renderer);
    neume_smf_release(&smf);
    return status;
}

/* All of it into *stereo, which grows. */
static enum neume_status collect(struct neume_renderer *renderer, const struct neume_play_options *o, float **stereo,
                                 size_t *frames)
{
    double total = (double)neume_renderer_frames(renderer);
    size_t capacity = 0, got = BLOCK;
    enum neume_status status = NEUME_OK;
    while (status == NEUME_OK && got == BLOCK) {
        if (*frames + BLOCK > capacity) {
            capacity = 2 * (*frames + BLOCK);
            float *grown = realloc(*stereo, 2 * capacity * sizeof *grown);
            if (!grown)
                return NEUME_ERR_MEMORY;
            *stereo = grown;
        }
        status = neume_renderer_process(renderer, *stereo + 2 * *frames, BLOCK, &got);
        *frames += status == NEUME_OK ? got : 0;
        if (status == NEUME_OK && o->progress &&
            o->progress(o->user, total > 0 ? fmin((double)*frames / total, 1) : -1))
            status = NEUME_ERR_CANCELLED;
    }
    return status;
}

enum neume_status neume_render_memory(const struct neume_smf *midi, const struct neume_play_options *given,
                                      float **stereo, size_t *frames, struct neume_error *error)
{
    struct neume_play_options o;
    struct neume_renderer *renderer = NULL;
    *stereo = NULL;
    *frames = 0;
    enum neume_status status = take_options(&o, given, error);
    if (status != NEUME_OK)
        return status;
    struct neume_render_options how = render_options(&o);
    status = neume_renderer_new(&renderer, midi, &how);
    if (status == NEUME_OK)
        status = collect(renderer, &o, stereo, frames);
    neume_renderer_free(renderer);
    if (status != NEUME_OK) {
        free(*stereo);
        *stereo = NULL;
        *frames = 0;
    }
    return neume_error_input(error, status, o.soundfont ? o.soundfont : "render");
}

static void summarise(const struct neume_compare_result *r, struct neume_comparison *a)
{
    *a = (struct neume_comparison){.offset = r->offset,
                                   .offset_confidence = r->confidence,
                                   .onset_f = r->onsets.f,
                                   .chroma_similarity = r->likeness.chroma,
                                   .spectral_distance = r->likeness.log_frequency,
                                   .loudness_correlation = r->likeness.loudness,
                                   .note_f = r->heard.f,
                                   .other_music = r->data.other_music};
    memcpy(a->verdict, r->data.verdict, sizeof a->verdict);
    for (size_t i = 0; i < r->data.place_count; i++) {
        a->missing += r->data.place[i].kind == NEUME_PLACE_MISSING;
        a->extra += r->data.place[i].kind == NEUME_PLACE_EXTRA;
        a->misnamed += r->data.place[i].kind == NEUME_PLACE_MISNAMED;
    }
}

/* Takes the places out of the result; NULL where there are none. */
static enum neume_status take_places(const struct neume_compare_result *r, struct neume_compare_place **place,
                                     size_t *count)
{
    if (!r->data.place_count)
        return NEUME_OK;
    *place = malloc(r->data.place_count * sizeof **place);
    if (!*place)
        return NEUME_ERR_MEMORY;
    *count = r->data.place_count;
    memcpy(*place, r->data.place, *count * sizeof **place);
    return NEUME_OK;
}

/* What is compared: files, or what is in memory. */
struct pair {
    const char *recording, *midi;
    const struct neume_sound *sound;
    const struct neume_smf *smf;
};

static enum neume_status run(const struct pair *pair, const struct neume_play_options *o,
                             struct neume_compare_result *result, struct neume_error *error)
{
    struct neume_sound own;
    struct neume_compare_options how = {.soundfont = o->soundfont,
                                        .reverb = o->reverb,
                                        .follow = o->follow,
                                        .reference = o->reference,
                                        .reference_notes = o->reference_notes,
                                        .max_offset = o->max_offset,
                                        .ab = o->ab,
                                        .ab_labels = o->ab_labels,
                                        .ab_mode = o->ab_sides ? NEUME_AB_SIDES : NEUME_AB_ALTERNATE,
                                        .ab_seconds = o->ab_seconds,
                                        .progress = o->progress,
                                        .user = o->user,
                                        .error = error};
    if (!pair->sound)
        return neume_compare_files(pair->recording, pair->midi, &how, result);
    enum neume_status status = neume_api_sound_take(&own, pair->sound);
    if (status != NEUME_OK)
        return neume_error_input(error, status, "samples");
    return neume_compare_measure(&own, pair->smf, &how, result);
}

/* place, count: may be NULL. */
static enum neume_status compare(const struct pair *pair, const struct neume_play_options *given,
                                 struct neume_comparison *comparison, struct neume_compare_place **place, size_t *count,
                                 struct neume_error *error)
{
    struct neume_play_options o;
    struct neume_compare_result result;
    memset(comparison, 0, sizeof *comparison);
    if (place) {
        *place = NULL;
        *count = 0;
    }
    enum neume_status status = take_options(&o, given, error);
    if (status == NEUME_OK)
        status = run(pair, &o, &result, error);
    if (status != NEUME_OK)
        return status;
    status = place ? neume_error_input(error, take_places(&result, place, count), "places") : NEUME_OK;
    if (status == NEUME_OK)
        summarise(&result, comparison);
    neume_compare_result_release(&result);
    return status;
}

enum neume_status neume_compare_places(const char *recording, const char *midi,
                                       const struct neume_play_options *options, struct neume_comparison *comparison,
                                       struct neume_compare_place **place, size_t *count, struct neume_error *error)
{
    return compare(&(struct pair){.recording = recording, .midi = midi}, options, comparison, place, count, error);
}

enum neume_status neume_compare_file(const char *recording, const char *midi, const struct neume_play_options *options,
                                     struct neume_comparison *comparison, struct neume_error *error)
{
    return compare(&(struct pair){.recording = recording, .midi = midi}, options, comparison, NULL, NULL, error);
}

enum neume_status neume_compare_sound(const struct neume_sound *recording, const struct neume_smf *midi,
                                      const struct neume_play_options *options, struct neume_comparison *comparison,
                                      struct neume_compare_place **place, size_t *count, struct neume_error *error)
{
    return compare(&(struct pair){.sound = recording, .smf = midi}, options, comparison, place, count, error);
}
