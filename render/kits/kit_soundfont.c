/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/kits/kit_soundfont.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "render/kits/kit_private.h"
#include "render/kits/kit_regions.h"
#include "render/synth/render_synth.h"

enum { BLOCK = 64 * NEUME_RENDER_BLOCK, VOICES = 32, CHANNEL = 9, DRUM_BANK = 128 };

#define GAIN    0.5 /* as of neume render */
#define HELD    10  /* seconds until a note is let go that would sound for ever, */
#define LONGEST 30  /* and until it is cut */

int neume_kit_bank_rate(const struct neume_kit *kit)
{
    return kit->rate >= 8000 && kit->rate <= 96000 ? kit->rate : 48000;
}

/* The kit that is played, into kit->bank_number and kit->program; how many sounds there are. */
static size_t find_kit(struct neume_kit *kit, int wanted)
{
    int number, program, found = 0, first = -1;
    const char *name;
    size_t count = 0;
    for (; neume_bank_sound(kit->bank, count, &number, &program, &name); count++) {
        if (number != DRUM_BANK)
            continue;
        if (first < 0 || program < first)
            first = program;
        found |= program == wanted;
    }
    kit->bank_number = first < 0 ? 0 : DRUM_BANK;
    kit->program = found ? wanted : first;
    return count;
}

static enum neume_status list_drum_kits(struct neume_kit *kit)
{
    enum neume_status status = NEUME_OK;
    int number, program;
    const char *name;
    for (size_t i = 0; status == NEUME_OK && neume_bank_sound(kit->bank, i, &number, &program, &name); i++)
        if (number == kit->bank_number)
            status =
                neume_kit_say(kit, 0, "program %d: %s%s", program, name, program == kit->program ? ", played" : "");
    return status;
}

enum neume_status neume_kit_read_soundfont(struct neume_kit *kit, const char *path, int program,
                                           struct neume_kit_problem *problem)
{
    kit->file = strdup(path);
    if (!kit->file)
        return NEUME_ERR_MEMORY;
    enum neume_status status = neume_kit_check_file(path);
    if (status == NEUME_OK)
        status = neume_bank_new_drums(&kit->bank, path, neume_kit_bank_rate(kit), GAIN);
    if (status != NEUME_OK)
        return status;
    size_t sounds = find_kit(kit, program < 0 ? 0 : program);
    if (kit->program < 0 && sounds == 1) { /* made for one sampler: its only instrument is the kit */
        int number;
        const char *name;
        neume_bank_sound(kit->bank, 0, &number, &kit->program, &name);
        kit->bank_number = number;
        program = program < 0 ? -1 : kit->program == program ? program : 128;
    }
    if (kit->program < 0) {
        snprintf(problem->words, sizeof problem->words, "no drums: none of its %zu sounds is in bank 128", sounds);
        return NEUME_ERR_EMPTY;
    }
    if (program >= 0 && program != kit->program) {
        snprintf(problem->words, sizeof problem->words, "no drum kit is program %d of it", program);
        return NEUME_ERR_EMPTY;
    }
    return list_drum_kits(kit);
}

static enum neume_status pump(struct neume_synth *synth, int rate, const struct neume_cue *cue, float **frame,
                              size_t *frames)
{
    float left[BLOCK], right[BLOCK];
    size_t capacity = 0;
    for (*frames = 0; neume_synth_sounds(synth) && *frames < (size_t)(LONGEST * rate); *frames += BLOCK) {
        if (*frames + BLOCK > capacity) {
            capacity = 2 * capacity + 16 * BLOCK;
            float *grown = realloc(*frame, 2 * capacity * sizeof *grown);
            if (!grown)
                return NEUME_ERR_MEMORY;
            *frame = grown;
        }
        if (*frames / BLOCK == (size_t)(HELD * rate) / BLOCK)
            neume_synth_let_go(synth, cue);
        neume_synth_render(synth, BLOCK, left, right);
        for (size_t i = 0; i < BLOCK; i++) {
            (*frame)[2 * (*frames + i)] = left[i];
            (*frame)[2 * (*frames + i) + 1] = right[i];
        }
    }
    return NEUME_OK;
}

/* In a synthesizer of its own: FluidSynth starts a voice at the level that it was last used at. */
enum neume_status neume_kit_render(const struct neume_kit *kit, int key, int velocity, float **frame, size_t *frames,
                                   int *exclusive_class)
{
    struct neume_synth *synth = NULL;
    struct neume_cue cue = {
        .status = NEUME_MIDI_NOTE_ON, .channel = CHANNEL, .data = {(uint8_t)key, (uint8_t)velocity}, .voices = VOICES};
    *frame = NULL;
    *exclusive_class = 0;
    enum neume_status status = neume_synth_new(&synth, kit->bank, VOICES + 2);
    if (status == NEUME_OK) {
        neume_synth_select(synth, CHANNEL, kit->bank_number, kit->program);
        status = neume_synth_strike(synth, &cue);
    }
    if (status == NEUME_OK)
        *exclusive_class = neume_synth_exclusive_class(synth);
    if (status == NEUME_OK)
        status = pump(synth, neume_kit_bank_rate(kit), &cue, frame, frames);
    neume_synth_free(synth);
    return status;
}

enum neume_status neume_kit_probe(const struct neume_kit *kit, uint8_t sounds[128])
{
    float silence[2][NEUME_RENDER_BLOCK];
    struct neume_synth *synth = NULL;
    enum neume_status status = neume_synth_new(&synth, kit->bank, VOICES + 2);
    if (status != NEUME_OK)
        return status;
    for (int i = 0; i < 2 * 128 && status == NEUME_OK; i++) {
        struct neume_cue reset = {.status = NEUME_CUE_RESET};
        struct neume_cue on = {.channel = CHANNEL, .data = {(uint8_t)(i / 2), i % 2 ? 100 : 40}, .voices = VOICES};
        neume_synth_control(synth, &reset, NULL);
        for (int b = 0; b < 4 && neume_synth_sounds(synth); b++) /* voices end in their next block */
            neume_synth_render(synth, NEUME_RENDER_BLOCK, silence[0], silence[1]);
        neume_synth_select(synth, CHANNEL, kit->bank_number, kit->program);
        status = neume_synth_strike(synth, &on);
        sounds[i / 2] |= neume_synth_sounds(synth) != 0;
    }
    neume_synth_free(synth);
    return status;
}
