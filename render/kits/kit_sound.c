/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/kits/kit_sound.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/brightness.h"
#include "audio/decode.h"
#include "audio/mixdown.h"
#include "audio/resample.h"
#include "render/kits/kit_archive.h"
#include "render/kits/kit_attack.h"
#include "render/kits/kit_private.h"
#include "render/kits/kit_regions.h"
#include "render/kits/kit_soundfont.h"

enum { BLOCK = 4096, LONGEST = 30 /* seconds of a sample; the longest cymbal has died by then */ };

/* A growing buffer of frames. */
struct pile {
    float *frame; /* [capacity][channels] */
    size_t count, capacity, channels, most;
};

static enum neume_status pile_room(struct pile *p, size_t more)
{
    if (p->count + more <= p->capacity)
        return NEUME_OK;
    size_t capacity = 2 * p->capacity > p->count + more ? 2 * p->capacity : p->count + more;
    float *grown = realloc(p->frame, capacity * p->channels * sizeof *grown);
    if (!grown)
        return NEUME_ERR_MEMORY;
    p->frame = grown;
    p->capacity = capacity;
    return NEUME_OK;
}

/* The whole file, from frame `offset` on, or as much as a sample may have. */
static enum neume_status decode(struct neume_decoder *decoder, size_t offset, struct pile *p)
{
    size_t got = BLOCK;
    while (got == BLOCK && p->count < p->most) {
        enum neume_status status = pile_room(p, BLOCK);
        if (status == NEUME_OK)
            status = neume_decoder_read(decoder, p->frame + p->count * p->channels, BLOCK, &got);
        if (status != NEUME_OK)
            return status;
        size_t skip = offset < got ? offset : got;
        float *to = p->frame + p->count * p->channels;
        memmove(to, to + skip * p->channels, (got - skip) * p->channels * sizeof *to);
        offset -= skip;
        p->count += got - skip;
    }
    p->count = p->count < p->most ? p->count : p->most;
    for (size_t i = 0; i < p->count * p->channels; i++)
        if (!(fabsf(p->frame[i]) <= 64)) /* also what is no number */
            p->frame[i] = 0;
    return NEUME_OK;
}

/* Without the silence at its end. */
static void trim(struct pile *p)
{
    size_t count = p->count * p->channels;
    while (count && fabsf(p->frame[count - 1]) < 1e-6f) /* -120 dB */
        count--;
    p->count = (count + p->channels - 1) / p->channels;
}

static enum neume_status resample(const struct pile *in, double from, double to, struct pile *out)
{
    struct neume_resampler *r;
    size_t used = 0, n, made;
    enum neume_status status = neume_resampler_new(&r, from, to, (int)in->channels);
    while (status == NEUME_OK && used < in->count) {
        status = pile_room(out, BLOCK);
        if (status == NEUME_OK)
            status = neume_resampler_process(r, in->frame + used * in->channels, in->count - used, &n,
                                             out->frame + out->count * out->channels, BLOCK, &made);
        if (status == NEUME_OK) {
            used += n;
            out->count += made;
        }
    }
    for (made = 1; status == NEUME_OK && made;) {
        status = pile_room(out, BLOCK);
        if (status == NEUME_OK)
            status = neume_resampler_flush(r, out->frame + out->count * out->channels, BLOCK, &made);
        if (status == NEUME_OK)
            out->count += made;
    }
    neume_resampler_free(r);
    return status;
}

/* To the kit's channels: both sides of a mono sample to left and right; what is heard of all channels to one. */
static float *place(const struct pile *p, const struct neume_kit *kit, float pan)
{
    size_t channels = (size_t)kit->channels;
    float *out = calloc(p->count * channels + 1, sizeof *out);
    float left = fminf(1, 1 - pan), right = fminf(1, 1 + pan);
    if (out && channels == 1 && neume_mixdown_all(p->frame, p->count, p->channels, kit->rate, out) != NEUME_OK) {
        free(out);
        return NULL;
    }
    for (size_t i = 0; out && channels > 1 && i < p->count; i++) {
        const float *in = p->frame + i * p->channels;
        out[i * channels] = left * in[0];
        out[i * channels + 1] = right * in[p->channels > 1];
    }
    return out;
}

/* What is heard of the one or two channels that have sound. */
static enum neume_status fill_mono(const struct neume_kit *kit, const struct neume_kit_sound *s, float *mono)
{
    size_t channels = (size_t)kit->channels, sides = channels < 2 ? channels : 2;
    float *both = malloc((s->frames * sides + 1) * sizeof *both);
    if (!both)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < s->frames * sides; i++)
        both[i] = s->frame[i / sides * channels + i % sides];
    enum neume_status status = neume_mixdown_all(both, s->frames, sides, kit->rate, mono);
    for (size_t i = 0; channels > 2 && i < s->frames; i++)
        mono[i] *= 2 / (float)channels;
    free(both);
    return status;
}

/* Frames from the attack until the energy of 5 ms stays 30 dB below its largest. */
static size_t find_decay(const float *mono, size_t count, size_t attack, size_t block)
{
    double loudest = 0;
    size_t last = attack;
    for (int pass = 0; pass < 2; pass++)
        for (size_t at = attack; at < count; at += block) {
            double sum = 0;
            for (size_t i = at; i < at + block && i < count; i++)
                sum += (double)mono[i] * mono[i];
            if (!pass)
                loudest = fmax(loudest, sum);
            else if (sum > 1e-3 * loudest)
                last = at + block;
        }
    return (last < count ? last : count) - attack;
}

static enum neume_status examine(const struct neume_kit *kit, struct neume_kit_region *r)
{
    struct neume_kit_sound *s = &r->sound;
    size_t window = (size_t)(NEUME_KIT_LEVEL * kit->rate), about = 0, used = 0;
    float *mono = malloc(2 * (s->frames + 1) * sizeof *mono), peak = 0;
    double sum = 0;
    enum neume_status status = mono ? fill_mono(kit, s, mono) : NEUME_ERR_MEMORY;
    if (status != NEUME_OK) {
        free(mono);
        return status;
    }
    for (size_t i = 0; i < s->frames; i++)
        peak = fmaxf(peak, fabsf(mono[i]));
    if (peak < 1e-5f) { /* -100 dB: nothing that one hears */
        r->bad = NEUME_ERR_EMPTY;
        free(mono);
        return NEUME_OK;
    }
    while (fabsf(mono[about]) < 0.05f * peak)
        about++;
    s->attack = neume_kit_attack(mono, s->frames, about, kit->rate);
    s->skin = neume_kit_attack_skin(mono, s->frames, s->attack, kit->rate, mono + s->frames);
    for (size_t i = s->attack; i < s->frames && used < window; i++, used++)
        sum += (double)mono[i] * mono[i];
    struct neume_brightness brightness = {0};
    neume_brightness_process(&brightness, mono + s->attack, used);
    s->brightness = (float)neume_brightness_value(&brightness, kit->rate);
    s->level = (float)sqrt(sum / (double)window);
    s->decay = find_decay(mono, s->frames, s->attack, (size_t)kit->rate / 200);
    free(mono);
    return NEUME_OK;
}

/* Cents by which the sample is played higher, the region's key being one. */
static double cents_of(const struct neume_kit_region *r)
{
    return (double)r->tune + (double)r->keytrack * (r->low_key - r->center);
}

static float envelope_at(const struct neume_kit_region *r, float at)
{
    if (at < r->attack)
        return at / r->attack;
    at -= r->attack + r->hold;
    if (at <= 0)
        return 1;
    /* As players of SFZ have it: by e^-9 over the time of the decay. */
    return r->decay > 0 ? fmaxf(r->sustain, expf(-9 * at / r->decay)) : r->sustain;
}

static void shape(const struct neume_kit *kit, const struct neume_kit_region *r, struct pile *p)
{
    if (r->attack <= 0 && r->sustain >= 1)
        return;
    for (size_t i = 0; i < p->count; i++) {
        float gain = envelope_at(r, (float)i / (float)kit->rate);
        for (size_t c = 0; c < p->channels; c++)
            p->frame[i * p->channels + c] *= gain;
    }
}

/* The channels of a file to left and right, by the region's matrix. */
static enum neume_status mix_down(const struct neume_kit_region *r, struct pile *p)
{
    if (!r->matrix)
        return NEUME_OK;
    float *both = calloc(2 * p->count + 1, sizeof *both);
    if (!both)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < p->count * p->channels; i++) {
        if (i % p->channels >= r->matrix_channels)
            continue;
        both[i / p->channels * 2] += r->matrix[2 * (i % p->channels)] * p->frame[i];
        both[i / p->channels * 2 + 1] += r->matrix[2 * (i % p->channels) + 1] * p->frame[i];
    }
    free(p->frame);
    p->frame = both;
    p->channels = 2;
    return NEUME_OK;
}

static enum neume_status open_sample(const struct neume_kit *kit, const struct neume_kit_region *r,
                                     struct neume_decoder **decoder, struct neume_audio_info *info)
{
    char taken[32];
    FILE *file = kit->archive ? neume_kit_archive_take(kit->archive, r->path, taken) : NULL;
    char *path = file ? strdup(taken) : kit->archive ? NULL : neume_kit_find_file(r->path);
    enum neume_status status = path ? neume_kit_check_file(path) : NEUME_ERR_NOT_FOUND;
    if (status == NEUME_OK)
        status = neume_decoder_open(decoder, path, info);
    free(path);
    if (file)
        fclose(file); /* the decoder has opened it once more */
    return status;
}

static enum neume_status read_file(const struct neume_kit *kit, struct neume_kit_region *r, struct pile *p)
{
    struct neume_decoder *decoder = NULL;
    struct neume_audio_info info;
    enum neume_status status = open_sample(kit, r, &decoder, &info);
    if (status != NEUME_OK)
        return status;
    struct pile raw = {.channels = (size_t)info.channels, .most = (size_t)LONGEST * (size_t)info.sample_rate};
    if (r->end && r->end - (r->end < r->offset ? r->end : r->offset) < raw.most)
        raw.most = r->end - (r->end < r->offset ? r->end : r->offset);
    *p = (struct pile){.channels = raw.channels};
    status = decode(decoder, r->offset, &raw);
    neume_decoder_free(decoder);
    trim(&raw);
    /* Played faster by the tuning: as if it had been recorded at a higher rate. */
    double from = info.sample_rate * exp2(cents_of(r) / 1200);
    if (status == NEUME_OK && from == kit->rate) {
        *p = raw;
        return NEUME_OK;
    }
    if (status == NEUME_OK)
        status = resample(&raw, from, kit->rate, p);
    free(raw.frame);
    return status;
}

static enum neume_status render(const struct neume_kit *kit, struct neume_kit_region *r, struct pile *p)
{
    struct pile raw = {.channels = 2};
    enum neume_status status = neume_kit_render(kit, r->low_key, r->low_velocity, &raw.frame, &raw.count, &r->group);
    r->off_by = r->group;
    if (status != NEUME_OK || neume_kit_bank_rate(kit) == kit->rate) {
        *p = raw;
        return status;
    }
    status = resample(&raw, neume_kit_bank_rate(kit), kit->rate, p);
    free(raw.frame);
    return status;
}

/* Frees the samples that were not asked for the longest, but none that may sound now: a mix asks for each of its voices
 * again and again. */
static void make_room(struct neume_kit *kit)
{
    while (kit->bytes > kit->most_bytes && kit->clock >= kit->next_look) {
        struct neume_kit_region *oldest = NULL;
        for (size_t i = 0; i < kit->count; i++) {
            struct neume_kit_region *r = &kit->region[i];
            if (r->sound.frame && r->sound.used + NEUME_KIT_VOICES < kit->clock &&
                (!oldest || r->sound.used < oldest->sound.used))
                oldest = r;
        }
        if (!oldest) {
            kit->next_look = kit->clock + NEUME_KIT_VOICES;
            return;
        }
        free(oldest->sound.frame);
        oldest->sound.frame = NULL;
        kit->bytes -= oldest->sound.frames * (size_t)kit->channels * sizeof *oldest->sound.frame;
    }
}

enum neume_status neume_kit_load(struct neume_kit *kit, struct neume_kit_region *r)
{
    struct pile p = {.channels = 2};
    r->sound.used = ++kit->clock;
    make_room(kit);
    if (r->sound.frame || r->bad != NEUME_OK)
        return NEUME_OK;
    enum neume_status status = r->path ? read_file(kit, r, &p) : render(kit, r, &p);
    if (status == NEUME_OK)
        status = mix_down(r, &p);
    if (status == NEUME_OK) {
        shape(kit, r, &p);
        r->sound.frame = place(&p, kit, r->pan);
        if (r->sound.frame) {
            r->sound.frames = p.count;
            kit->bytes += p.count * (size_t)kit->channels * sizeof *p.frame;
        }
        status = !r->sound.frame ? NEUME_ERR_MEMORY : r->sound.level > 0 ? NEUME_OK : examine(kit, r);
    }
    free(p.frame);
    if (status == NEUME_OK || status == NEUME_ERR_MEMORY)
        return status;
    r->bad = status;
    return NEUME_OK;
}

const float *neume_kit_frames(struct neume_kit *kit, size_t region)
{
    struct neume_kit_region *r = &kit->region[region];
    size_t frames = r->sound.frames;
    enum neume_status status = neume_kit_load(kit, r);
    if (status != NEUME_OK)
        r->bad = status;
    else if (r->bad == NEUME_OK && r->sound.frames < frames) /* the file has changed meanwhile */
        r->bad = NEUME_ERR_READ;
    return r->bad == NEUME_OK ? r->sound.frame : NULL;
}
