/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/kits/kit_soundfont.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/kits/kit_private.h"
#include "render/synth/render.h"

enum { BLOCK = 4096, GATE = 48 /* ticks: 50 ms, NEUME_SCORE_DRUM_GATE */ };

static int is_silent(const float *frame, size_t frames)
{
    for (size_t i = 0; i < 2 * frames; i++)
        if (fabsf(frame[i]) > 1e-4f)
            return 0;
    return 1;
}

/* Drum banks that were made for one sampler have their kit as the first instrument instead of as percussion. */
enum neume_status neume_kit_read_soundfont(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem)
{
    enum neume_status status = NEUME_OK;
    int silent = 1;
    kit->bank = strdup(path);
    if (!kit->bank)
        return NEUME_ERR_MEMORY;
    for (int channel = 9; channel >= 0 && silent && status == NEUME_OK; channel -= 9)
        for (int key = 36; key <= 38 && silent && status == NEUME_OK; key += 2) {
            float *frame = NULL;
            size_t frames = 0;
            kit->bank_channel = channel;
            status = neume_kit_render(kit, key, 100, &frame, &frames);
            silent = status != NEUME_OK || is_silent(frame, frames);
            free(frame);
        }
    if (status == NEUME_OK && silent) {
        snprintf(problem->words, sizeof problem->words, "no drums: keys 36 and 38 are silent");
        return NEUME_ERR_EMPTY;
    }
    return status;
}

static enum neume_status one_note(struct neume_smf *smf, int channel, int key, int velocity)
{
    enum neume_status status = neume_smf_add_track(smf);
    if (status == NEUME_OK)
        status = neume_smf_add_message(smf, 0, 0, NEUME_MIDI_NOTE_ON | channel, key, velocity);
    if (status == NEUME_OK)
        status = neume_smf_add_message(smf, 0, GATE, NEUME_MIDI_NOTE_OFF | channel, key, 0);
    return status == NEUME_OK ? neume_smf_end_track(smf, 0, GATE) : status;
}

static enum neume_status pump(struct neume_renderer *renderer, float **frame, size_t *frames)
{
    size_t got = BLOCK, capacity = 0;
    *frames = 0;
    while (got == BLOCK) {
        if (*frames + BLOCK > capacity) {
            capacity = 2 * capacity + BLOCK;
            float *grown = realloc(*frame, 2 * capacity * sizeof *grown);
            if (!grown)
                return NEUME_ERR_MEMORY;
            *frame = grown;
        }
        enum neume_status status = neume_renderer_process(renderer, *frame + 2 * *frames, BLOCK, &got);
        if (status != NEUME_OK)
            return status;
        *frames += got;
    }
    return NEUME_OK;
}

enum neume_status neume_kit_render(const struct neume_kit *kit, int key, int velocity, float **frame, size_t *frames)
{
    struct neume_smf smf;
    struct neume_render_options options;
    struct neume_renderer *renderer = NULL;
    *frame = NULL;
    neume_smf_init(&smf);
    neume_render_options_init(&options);
    options.soundfont = kit->bank;
    options.rate = kit->rate;
    enum neume_status status = one_note(&smf, kit->bank_channel, key, velocity);
    if (status == NEUME_OK)
        status = neume_renderer_new(&renderer, &smf, &options);
    if (status == NEUME_OK)
        status = pump(renderer, frame, frames);
    neume_renderer_free(renderer);
    neume_smf_release(&smf);
    return status;
}
