/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/synth/render_synth.h"

#include <fluidsynth.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "midi/file/channel_state.h"
#include "render/synth/font_file.h"

#define BLOCK NEUME_RENDER_BLOCK

enum {
    DRUM_BANK = 128, /* of a SoundFont */
    SILENT = 1440,   /* cB of attenuation: the most there is */
};

struct neume_bank {
    struct neume_synth *loader; /* owns the SoundFont, and knows what a note will sound like */
    fluid_sfont_t *font;
    int rate, ports;
    int drums; /* 1: all channels play drums, so that no other sound is loaded */
    double gain;
    size_t next; /* where the list of sounds stands */
};

struct neume_synth {
    struct neume_bank *bank;
    fluid_settings_t *settings;
    fluid_synth_t *fluid;
    int voices;           /* that it has room for */
    int shares;           /* 1 where it was given the bank's SoundFont */
    fluid_voice_t **list; /* [list_size]: scratch */
    int list_size;
};

/* FluidSynth counts its synthesizers for libinstpatch, which is set up with the first and taken down with the last, and
 * is not made for several threads. */
static pthread_mutex_t births = PTHREAD_MUTEX_INITIALIZER;

static void say_nothing(int level, const char *message, void *data)
{
    (void)level, (void)message, (void)data;
}

void neume_synth_silence(void)
{
    for (int level = 0; level < LAST_LOG_LEVEL; level++)
        fluid_set_log_function(level, say_nothing, NULL);
}

/* At first, and after a reset. */
static void set_drum_channels(struct neume_synth *y)
{
    for (int channel = 0; channel < 16 * y->bank->ports; channel++)
        if (channel % 16 == 9 || y->bank->drums)
            fluid_synth_set_channel_type(y->fluid, channel, CHANNEL_TYPE_DRUM);
}

static enum neume_status bare_synth(struct neume_synth **synth, struct neume_bank *bank, int voices)
{
    struct neume_synth *y = calloc(1, sizeof *y);
    *synth = NULL;
    if (!y)
        return NEUME_ERR_MEMORY;
    y->bank = bank;
    y->voices = voices;
    pthread_mutex_lock(&births);
    y->settings = new_fluid_settings();
    pthread_mutex_unlock(&births);
    if (!y->settings)
        goto fail;
    fluid_settings_setnum(y->settings, "synth.sample-rate", bank->rate);
    fluid_settings_setnum(y->settings, "synth.gain", bank->gain);
    fluid_settings_setint(y->settings, "synth.polyphony", voices);
    fluid_settings_setint(y->settings, "synth.midi-channels", 16 * bank->ports);
    fluid_settings_setint(y->settings, "synth.reverb.active", 0);
    fluid_settings_setint(y->settings, "synth.chorus.active", 0);
    fluid_settings_setint(y->settings, "synth.threadsafe-api", 0);
    fluid_settings_setint(y->settings, "synth.dynamic-sample-loading", 1);
    pthread_mutex_lock(&births);
    y->fluid = new_fluid_synth(y->settings);
    pthread_mutex_unlock(&births);
    if (!y->fluid)
        goto fail;
    set_drum_channels(y);
    *synth = y;
    return NEUME_OK;
fail:
    neume_synth_free(y);
    return NEUME_ERR_MEMORY;
}

enum neume_status neume_synth_new(struct neume_synth **synth, struct neume_bank *bank, int voices)
{
    enum neume_status s = bare_synth(synth, bank, voices);
    if (s != NEUME_OK)
        return s;
    (*synth)->shares = fluid_synth_add_sfont((*synth)->fluid, bank->font) != FLUID_FAILED;
    if ((*synth)->shares)
        return NEUME_OK;
    neume_synth_free(*synth);
    *synth = NULL;
    return NEUME_ERR_SOUNDFONT;
}

void neume_synth_free(struct neume_synth *y)
{
    if (!y)
        return;
    /* The SoundFont belongs to the loader; a synthesizer that still lists it would free it. */
    pthread_mutex_lock(&births);
    if (y->shares)
        fluid_synth_remove_sfont(y->fluid, y->bank->font);
    delete_fluid_synth(y->fluid);
    delete_fluid_settings(y->settings);
    pthread_mutex_unlock(&births);
    free(y->list);
    free(y);
}

static enum neume_status open_bank(struct neume_bank **bank, const char *path, const struct neume_bank *like)
{
    struct neume_bank *b = calloc(1, sizeof *b);
    *bank = NULL;
    if (!b)
        return NEUME_ERR_MEMORY;
    *b = *like;
    enum neume_status s = bare_synth(&b->loader, b, 256);
    if (s == NEUME_OK) {
        pthread_mutex_lock(&births);
        s = neume_font_load(b->loader->fluid, b->loader->settings, path, &b->font);
        pthread_mutex_unlock(&births);
    }
    if (s == NEUME_OK)
        *bank = b;
    else
        neume_bank_free(b);
    return s;
}

enum neume_status neume_bank_new(struct neume_bank **bank, const char *path, int rate, double gain, int ports)
{
    return open_bank(bank, path, &(struct neume_bank){.rate = rate, .gain = gain, .ports = ports});
}

enum neume_status neume_bank_new_drums(struct neume_bank **bank, const char *path, int rate, double gain)
{
    return open_bank(bank, path, &(struct neume_bank){.rate = rate, .gain = gain, .ports = 1, .drums = 1});
}

int neume_bank_sound(struct neume_bank *bank, size_t i, int *number, int *program, const char **name)
{
    fluid_preset_t *p = NULL;
    if (!bank->next || i < bank->next) {
        fluid_sfont_iteration_start(bank->font);
        bank->next = 0;
    }
    while (bank->next <= i && (p = fluid_sfont_iteration_next(bank->font)) != NULL)
        bank->next++;
    if (!p) {
        bank->next = 0;
        return 0;
    }
    *number = fluid_preset_get_banknum(p);
    *program = fluid_preset_get_num(p);
    *name = fluid_preset_get_name(p);
    return 1;
}

/* Keeps the samples of the channel's preset for good: a piece that goes to and fro between two programs would have them
 * loaded anew each time. */
static void keep_samples(fluid_synth_t *fluid, int channel)
{
    int font, number, program;
    if (fluid_synth_get_program(fluid, channel, &font, &number, &program) == FLUID_OK)
        fluid_synth_pin_preset(fluid, font, number, program);
}

void neume_synth_select(struct neume_synth *y, int channel, int number, int program)
{
    fluid_synth_program_select(y->fluid, channel, fluid_sfont_get_id(y->bank->font), number, program);
    keep_samples(y->fluid, channel); /* for the next synthesizer */
}

void neume_bank_free(struct neume_bank *b)
{
    if (!b)
        return;
    neume_synth_free(b->loader);
    free(b);
}

int neume_synth_sounds(struct neume_synth *y)
{
    return fluid_synth_get_active_voice_count(y->fluid);
}

static int has_preset(const struct neume_synth *y, int bank, int program)
{
    return fluid_sfont_get_preset(y->bank->font, bank, program) != NULL;
}

/* The bank of a SoundFont, which has one number for it, in which the program is to be looked for first. */
static int bank_wanted(const struct neume_synth *y, const struct neume_cue *c)
{
    int msb = c->bank >> 7, lsb = c->bank & 0x7F;
    switch (c->standard) {
    case NEUME_STANDARD_GM: /* which has no banks */
        return 0;
    case NEUME_STANDARD_GS: /* LSB: of which module's sounds */
        return msb;
    case NEUME_STANDARD_XG:
        return msb ? msb : lsb;
    case NEUME_STANDARD_GM2:
        return msb == 121 ? lsb : msb;
    default:
        break;
    }
    if (has_preset(y, c->bank, c->data[0]))
        return c->bank;
    return msb && msb != 121 ? msb : lsb;
}

/* Falls back as the standards do: from a variation to the capital tone of its group (GS), then to bank 0; from a drum
 * kit to the first of its group, then to the standard kit. */
static void find_sound(const struct neume_synth *y, const struct neume_cue *c, int *bank, int *program)
{
    *program = c->data[0];
    *bank = c->data[1] ? DRUM_BANK : bank_wanted(y, c);
    if (has_preset(y, *bank, *program))
        return;
    if (c->data[1]) {
        *program = has_preset(y, *bank, *program & ~7) ? *program & ~7 : 0;
    } else {
        *bank = has_preset(y, *bank & ~7, *program) ? *bank & ~7 : 0;
    }
}

static void set_sound(struct neume_synth *y, const struct neume_cue *c)
{
    int bank, program;
    find_sound(y, c, &bank, &program);
    fluid_synth_set_channel_type(y->fluid, c->channel, c->data[1] ? CHANNEL_TYPE_DRUM : CHANNEL_TYPE_MELODIC);
    if (fluid_synth_program_select(y->fluid, c->channel, fluid_sfont_get_id(y->bank->font), bank, program) != FLUID_OK)
        fluid_synth_program_change(y->fluid, c->channel, c->data[0]);
}

static void set_pitch(struct neume_synth *y, const struct neume_cue *c)
{
    int range = -1;
    if (fluid_synth_get_pitch_wheel_sens(y->fluid, c->channel, &range) != FLUID_OK || range != c->range)
        fluid_synth_pitch_wheel_sens(y->fluid, c->channel, c->range);
    fluid_synth_pitch_bend(y->fluid, c->channel, c->data[0] | c->data[1] << 7);
    if (fluid_synth_get_gen(y->fluid, c->channel, GEN_FINETUNE) != c->value)
        fluid_synth_set_gen(y->fluid, c->channel, GEN_FINETUNE, c->value);
}

static void reset(struct neume_synth *y)
{
    fluid_synth_system_reset(y->fluid);
    fluid_synth_set_gain(y->fluid, (float)y->bank->gain);
    set_drum_channels(y);
}

void neume_synth_control(struct neume_synth *y, const struct neume_cue *c, const uint8_t *bytes)
{
    fluid_synth_t *fluid = y->fluid;
    switch (c->status) {
    case NEUME_MIDI_KEY_PRESSURE:
        fluid_synth_key_pressure(fluid, c->channel, c->data[0], c->data[1]);
        break;
    case NEUME_MIDI_CONTROL:
        fluid_synth_cc(fluid, c->channel, c->data[0], c->data[1]);
        break;
    case NEUME_MIDI_PRESSURE:
        fluid_synth_channel_pressure(fluid, c->channel, c->data[0]);
        break;
    case NEUME_MIDI_SYSEX:
        fluid_synth_sysex(fluid, (const char *)bytes + c->at, (int)c->size, NULL, NULL, NULL, 0);
        break;
    case NEUME_CUE_SOUND:
        set_sound(y, c);
        break;
    case NEUME_CUE_PITCH:
        set_pitch(y, c);
        break;
    case NEUME_CUE_VOLUME: /* by the square, as a channel's volume is (GM's recommended curve, 40 log10) */
        fluid_synth_set_gain(fluid, (float)y->bank->gain * c->value * c->value);
        break;
    case NEUME_CUE_RESET:
        reset(y);
        break;
    default:
        break;
    }
}

/* All voices that play, in y->list; their number, or 0 where there is no memory. */
static int list_voices(struct neume_synth *y)
{
    int count = fluid_synth_get_active_voice_count(y->fluid), n = 0;
    if (count + 1 > y->list_size) {
        fluid_voice_t **grown = realloc(y->list, (size_t)(count + 64) * sizeof *grown);
        if (!grown)
            return 0;
        y->list = grown;
        y->list_size = count + 64;
    }
    fluid_synth_get_voicelist(y->fluid, y->list, y->list_size, -1);
    while (n < y->list_size && y->list[n])
        n++;
    return n;
}

static int exclusive_class(fluid_voice_t *voice)
{
    return (int)fluid_voice_gen_get(voice, GEN_EXCLUSIVECLASS);
}

int neume_synth_exclusive_class(struct neume_synth *y)
{
    int class = 0;
    for (int i = 0, count = list_voices(y); i < count && !class; i++)
        class = exclusive_class(y->list[i]);
    return class > 0 ? class : 0;
}

/* What one sound of the SoundFont needs, by preset, key and velocity; asked once each. */
struct sound {
    const fluid_preset_t *preset;
    uint8_t key, velocity, choke, voices;
};

struct sounds {
    struct sound *slot; /* [size], open addressing; preset NULL: free */
    size_t size, count;
};

static struct sound *sound_slot(const struct sounds *t, const fluid_preset_t *preset, int key, int velocity)
{
    size_t h = ((size_t)preset >> 4) * 31 + (size_t)key * 128 + (size_t)velocity;
    h *= 0x9E3779B1u;
    for (;; h++) {
        struct sound *s = &t->slot[h & (t->size - 1)];
        if (!s->preset || (s->preset == preset && s->key == key && s->velocity == velocity))
            return s;
    }
}

static int grow_sounds(struct sounds *t)
{
    if (2 * (t->count + 1) <= t->size)
        return 1;
    struct sounds bigger = {.size = t->size ? 2 * t->size : 1024, .count = t->count};
    bigger.slot = calloc(bigger.size, sizeof *bigger.slot);
    if (!bigger.slot)
        return 0;
    for (size_t i = 0; i < t->size; i++) {
        const struct sound *s = &t->slot[i];
        if (s->preset)
            *sound_slot(&bigger, s->preset, s->key, s->velocity) = *s;
    }
    free(t->slot);
    *t = bigger;
    return 1;
}

/* Strikes the note in the loader to see what voices it starts, and throws them away. */
static void ask_sound(struct neume_synth *loader, const struct neume_cue *c, struct sound *s)
{
    float silence[2][BLOCK];
    fluid_synth_noteon(loader->fluid, c->channel, s->key, s->velocity);
    int count = list_voices(loader);
    s->voices = (uint8_t)(count < 255 ? count : 255);
    for (int i = 0; i < count && !s->choke; i++) {
        int class = exclusive_class(loader->list[i]);
        s->choke = (uint8_t)(class > 0 && class < 256 ? class : 0);
    }
    fluid_synth_all_sounds_off(loader->fluid, -1);
    for (int i = 0; i < 4 && neume_synth_sounds(loader); i++)
        neume_synth_render(loader, BLOCK, silence[0], silence[1]);
}

static enum neume_status ask_note(struct neume_synth *loader, struct sounds *table, struct neume_cue *c)
{
    fluid_preset_t *preset = fluid_synth_get_channel_preset(loader->fluid, c->channel);
    if (!preset)
        return NEUME_OK;
    if (!grow_sounds(table))
        return NEUME_ERR_MEMORY;
    struct sound *s = sound_slot(table, preset, c->data[0], c->data[1]);
    if (!s->preset) {
        *s = (struct sound){.preset = preset, .key = c->data[0], .velocity = c->data[1]};
        table->count++;
        ask_sound(loader, c, s);
    }
    c->choke = s->choke;
    c->voices = s->voices;
    return NEUME_OK;
}

enum neume_status neume_bank_ask(struct neume_bank *bank, struct neume_cues *cues, const uint8_t *bytes)
{
    struct sounds table = {0};
    enum neume_status s = NEUME_OK;
    for (size_t i = 0; i < cues->count && s == NEUME_OK; i++) {
        struct neume_cue *c = &cues->cue[i];
        if (c->status == NEUME_MIDI_NOTE_ON)
            s = ask_note(bank->loader, &table, c);
        else if (c->status != NEUME_MIDI_NOTE_OFF)
            neume_synth_control(bank->loader, c, bytes);
        if (c->status == NEUME_CUE_SOUND)
            keep_samples(bank->loader->fluid, c->channel);
    }
    free(table.slot);
    return s;
}

/* Silences the voices of a note within a millisecond. */
static void silence(struct neume_synth *y, int count, unsigned note)
{
    for (int i = 0; i < count; i++) {
        fluid_voice_t *v = y->list[i];
        if (fluid_voice_get_id(v) != note)
            continue;
        fluid_voice_gen_set(v, GEN_EXCLUSIVECLASS, 0);
        fluid_voice_gen_set(v, GEN_ATTENUATION, SILENT);
        fluid_voice_update_param(v, GEN_ATTENUATION);
        fluid_voice_gen_set(v, GEN_VOLENVRELEASE, -12000); /* timecents: 1 ms */
        fluid_voice_update_param(v, GEN_VOLENVRELEASE);
    }
    fluid_synth_stop(y->fluid, note);
}

/* Before it is heard. */
static void silence_newest(struct neume_synth *y)
{
    int count = list_voices(y);
    unsigned newest = 0;
    for (int i = 0; i < count; i++)
        if (fluid_voice_get_id(y->list[i]) > newest)
            newest = fluid_voice_get_id(y->list[i]);
    silence(y, count, newest);
}

static void silence_oldest(struct neume_synth *y)
{
    int count = list_voices(y), oldest = -1;
    for (int i = 0; i < count; i++)
        if (fluid_voice_gen_get(y->list[i], GEN_ATTENUATION) < SILENT &&
            (oldest < 0 || fluid_voice_get_id(y->list[i]) < fluid_voice_get_id(y->list[oldest])))
            oldest = i;
    if (oldest >= 0)
        silence(y, count, fluid_voice_get_id(y->list[oldest]));
}

enum neume_status neume_synth_strike(struct neume_synth *y, const struct neume_cue *c)
{
    /* FluidSynth never has to steal: its count of active voices, which says when a piece is over, stays too high then.
     */
    int needed = neume_synth_sounds(y) + c->voices + 1;
    if (needed > NEUME_SYNTH_VOICES - NEUME_SYNTH_VOICES / 8)
        silence_oldest(y);
    if (needed > NEUME_SYNTH_VOICES)
        return NEUME_OK;
    if (needed > y->voices) {
        int wanted = needed + y->voices < NEUME_SYNTH_VOICES ? needed + y->voices : NEUME_SYNTH_VOICES;
        if (fluid_synth_set_polyphony(y->fluid, wanted) != FLUID_OK)
            return NEUME_ERR_MEMORY;
        y->voices = wanted;
    }
    fluid_synth_noteon(y->fluid, c->channel, c->data[0], c->data[1]);
    return NEUME_OK;
}

void neume_synth_let_go(struct neume_synth *y, const struct neume_cue *c)
{
    fluid_synth_noteoff(y->fluid, c->channel, c->data[0]);
}

void neume_synth_strike_elsewhere(struct neume_synth *y, const struct neume_cue *c)
{
    neume_synth_let_go(y, c);
    int count = c->choke ? list_voices(y) : 0, found = 0;
    for (int i = 0; i < count; i++)
        found |= fluid_voice_get_channel(y->list[i]) == c->channel && exclusive_class(y->list[i]) == c->choke;
    /* Struck here as well, unheard, it has FluidSynth choke in its own way: no other call cuts a voice that has been
     * let go already. */
    if (found && neume_synth_strike(y, c) == NEUME_OK)
        silence_newest(y);
}

void neume_synth_render(struct neume_synth *y, int frames, float *left, float *right)
{
    fluid_synth_write_float(y->fluid, frames, left, 0, 1, right, 0, 1);
}
