/* SPDX-License-Identifier: MIT */
#include "render/replace/replace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/simd.h"
#include "render/kits/kit.h"
#include "render/kits/kit_choose.h"
#include "render/kits/kit_sound.h"
#include "render/kits/kit_timbre.h"
#include "render/replace/replace_measure.h"
#include "render/replace/replace_private.h"

enum { CHUNK = 1024, LISTEN = 4096 };

void neume_replace_options_init(struct neume_replace_options *options)
{
    *options = (struct neume_replace_options){
        .rate = 44100, .channels = 2, .blend = 1, .gain = 1, .min_velocity = 1, .only = ~0u, .refine = 1};
}

static int by_frame(const void *a, const void *b)
{
    const struct stroke *x = a, *y = b;
    if (x->frame != y->frame)
        return x->frame < y->frame ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

void neume_replace_sort(struct neume_replace *r)
{
    if (r->count)
        qsort(r->stroke, r->count, sizeof *r->stroke, by_frame);
}

/* Two hits of one key at one place would only be too loud. */
static void unite(struct neume_replace *r)
{
    int64_t near = neume_replace_ms(r, 2);
    size_t kept = 0;
    for (size_t i = 0; i < r->count; i++) {
        const struct stroke *s = &r->stroke[i];
        size_t k = kept;
        while (k > 0 && s->frame - r->stroke[k - 1].frame <= near && r->stroke[k - 1].key != s->key)
            k--;
        if (k > 0 && s->frame - r->stroke[k - 1].frame <= near) {
            if (s->velocity > r->stroke[k - 1].velocity)
                r->stroke[k - 1].velocity = s->velocity;
        } else {
            r->stroke[kept++] = *s;
        }
    }
    r->count = kept;
}

static enum neume_status choose(struct neume_replace *r)
{
    for (size_t i = 0; i < r->count; i++) {
        struct stroke *s = &r->stroke[i];
        size_t region[NEUME_KIT_MOST], count = 0;
        s->drum = (uint8_t)neume_drum_of_key(s->key);
        if (!(r->options.only >> s->drum & 1) || s->velocity < r->options.min_velocity) {
            r->report.left[s->drum]++;
            continue;
        }
        int velocity = s->velocity;
        enum neume_status status = s->timbre ? neume_kit_layer(r->kit, s->key, s->timbre, &velocity) : NEUME_OK;
        if (status == NEUME_OK)
            status = neume_kit_choose(r->kit, s->key, velocity, region, &count);
        if (status != NEUME_OK)
            return status;
        for (size_t v = 0; v < count; v++)
            s->region[v] = (uint32_t)region[v];
        s->regions = (uint8_t)count;
        s->lead = (uint32_t)neume_kit_lead(r->kit, s->region, count, s->velocity, neume_replace_is_skin(s));
        s->muted = r->options.mute >> s->drum & 1;
        (!count ? r->report.missing : s->muted ? r->report.ducked : r->report.replaced)[s->drum]++;
    }
    return NEUME_OK;
}

static int are_good(const struct neume_replace_hit *hit, size_t count, const struct neume_replace_options *o)
{
    if (o->rate < 4000 || o->rate > 384000 || o->channels < 1 || o->channels > 1024 || !(o->blend >= 0) ||
        o->blend > 1 || !(o->gain >= 0) || o->gain > 16 || !(o->humanize >= 0) || o->humanize > 0.05 ||
        o->min_velocity < 1 || o->min_velocity > 127 || count > UINT32_MAX / 2)
        return 0;
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        if (!(fabs(o->offset[d]) <= 0.1))
            return 0;
    for (size_t i = 0; i < count; i++)
        if (hit[i].frame < 0 || hit[i].key > 127 || hit[i].velocity < 1 || hit[i].velocity > 127 || hit[i].timbre > 127)
            return 0;
    return 1;
}

enum neume_status neume_replace_new(struct neume_replace **out, struct neume_kit *kit,
                                    const struct neume_replace_hit *hit, size_t count,
                                    const struct neume_replace_options *options)
{
    *out = NULL;
    if (!are_good(hit, count, options))
        return NEUME_ERR_ARGUMENT;
    struct neume_replace *r = calloc(1, sizeof *r);
    if (!r)
        return NEUME_ERR_MEMORY;
    r->kit = kit;
    r->options = *options;
    r->count = count;
    r->stroke = calloc(count + 1, sizeof *r->stroke);
    r->ring = calloc(NEUME_REPLACE_RING, sizeof *r->ring);
    for (int w = 0; w < 2; w++)
        r->window[w] = calloc(NEUME_REPLACE_RING, sizeof *r->window[w]);
    for (int k = 0; k <= 128; k++)
        r->share[k] = -1;
    enum neume_status status = NEUME_ERR_MEMORY;
    if (r->stroke && r->ring && r->window[0] && r->window[1]) {
        for (size_t i = 0; i < count; i++)
            r->stroke[i] = (struct stroke){.frame = hit[i].frame,
                                           .given = hit[i].frame,
                                           .order = (uint32_t)i,
                                           .key = hit[i].key,
                                           .velocity = hit[i].velocity,
                                           .timbre = hit[i].timbre};
        neume_replace_sort(r);
        unite(r);
        status = choose(r);
    }
    if (status != NEUME_OK) {
        neume_replace_free(r);
        return status;
    }
    *out = r;
    return NEUME_OK;
}

void neume_replace_free(struct neume_replace *r)
{
    if (!r)
        return;
    free(r->stroke);
    free(r->voice);
    free(r->duck);
    free(r->voices_on);
    free(r->ducks_on);
    free(r->state);
    neume_separator_free(r->separator);
    free(r->ring);
    free(r->window[0]);
    free(r->window[1]);
    free(r);
}

void neume_replace_listen(struct neume_replace *r, const float *mono, size_t count)
{
    while (count) {
        size_t n = count < LISTEN ? count : LISTEN;
        for (size_t i = 0; i < n; i++)
            r->ring[r->heard++ & (NEUME_REPLACE_RING - 1)] = mono[i];
        neume_replace_measure(r, 0);
        mono += n;
        count -= n;
    }
}

static float smooth(double x)
{
    return (float)(0.5 - 0.5 * cos(3.14159265358979323846 * x));
}

/* 0: the original as it is; 1: down. */
static float depth_at(const struct duck *d, int64_t at)
{
    if (at <= d->from || at >= d->up)
        return 0;
    if (at < d->down)
        return smooth((double)(at - d->from) / (double)(d->down - d->from));
    if (at <= d->hold)
        return 1;
    return 1 - smooth((double)(at - d->hold) / (double)(d->up - d->hold));
}

static void start_ducks(struct neume_replace *r, int64_t end)
{
    while (r->next_duck < r->ducks && r->duck[r->next_duck].from < end)
        r->ducks_on[r->ducks_on_count++] = (uint32_t)r->next_duck++;
}

/* Drops the ducks that are over. */
static void end_ducks(struct neume_replace *r, int64_t end)
{
    size_t kept = 0;
    for (size_t k = 0; k < r->ducks_on_count; k++)
        if (r->duck[r->ducks_on[k]].up > end)
            r->ducks_on[kept++] = r->ducks_on[k];
    r->ducks_on_count = kept;
}

int64_t neume_replace_depth(void *user, int64_t center, float depth[2])
{
    struct neume_replace *r = user;
    depth[0] = depth[1] = 0;
    start_ducks(r, center + 1);
    end_ducks(r, center);
    for (size_t k = 0; k < r->ducks_on_count; k++) {
        const struct duck *d = &r->duck[r->ducks_on[k]];
        depth[d->low] = fmaxf(depth[d->low], (float)r->options.blend * depth_at(d, center));
    }
    return r->next_duck < r->ducks ? r->duck[r->next_duck].from : INT64_MAX;
}

size_t neume_replace_delay(const struct neume_replace *r)
{
    return r->separator ? neume_separator_delay(r->separator) : 0;
}

/* down[2][CHUNK]: of all of the original, and of its low part. */
static void duck(struct neume_replace *r, float (*down)[CHUNK], size_t frames)
{
    int64_t end = r->now + (int64_t)frames;
    memset(down, 0, 2 * sizeof *down);
    start_ducks(r, end);
    for (size_t k = 0; k < r->ducks_on_count; k++) {
        const struct duck *d = &r->duck[r->ducks_on[k]];
        for (size_t i = 0; i < frames; i++)
            down[d->low][i] = fmaxf(down[d->low][i], depth_at(d, r->now + (int64_t)i));
    }
    end_ducks(r, end);
}

/* What the voice's gain is multiplied by at frame `at` of the mix: where it fades in or out. */
static float fade_at(const struct voice *v, int64_t at, double fade)
{
    float gain = 1;
    if (v->share > 0 && at > v->start && at - v->start < NEUME_REPLACE_RAMP)
        gain *= 1 + v->share * (float)(NEUME_REPLACE_RAMP - (at - v->start)) / (float)(at - v->start);
    if (at > v->choked)
        gain *= 1 - smooth((double)(at - v->choked) / fade);
    return gain;
}

NEUME_SIMD static void add_scaled(const float *restrict in, float gain, float *restrict out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        out[i] += gain * in[i];
}

static void add(const struct neume_replace *r, const struct voice *v, float *out, size_t frames)
{
    size_t channels = (size_t)r->options.channels, sides = channels < 2 ? 1 : 2;
    int64_t from = v->start > r->now ? v->start : r->now, end = r->now + (int64_t)frames;
    int64_t ramp = v->share > 0 ? v->start + NEUME_REPLACE_RAMP : v->start;
    double fade = (double)neume_replace_ms(r, 1000 * (double)neume_kit_region(r->kit, v->region)->off_time);
    end = v->end < end ? v->end : end;
    const float *in = from < end ? neume_kit_frames(r->kit, v->region) : NULL;
    if (!in)
        return;
    in += (size_t)(from - v->start) * channels;
    out += (size_t)(from - r->now) * channels;
    if (from >= ramp && end <= v->choked && sides == channels) {
        add_scaled(in, v->gain, out, (size_t)(end - from) * channels);
        return;
    }
    for (int64_t at = from; at < end; at++, in += channels, out += channels) {
        float gain = v->gain * fade_at(v, at, fade);
        for (size_t c = 0; c < sides; c++)
            out[c] += gain * in[c];
    }
}

static void mix(struct neume_replace *r, float *out, float *const *drum, size_t frames)
{
    int64_t end = r->now + (int64_t)frames;
    size_t kept = 0;
    while (r->next_voice < r->voices && r->voice[r->next_voice].start < end)
        r->voices_on[r->voices_on_count++] = (uint32_t)r->next_voice++;
    for (size_t k = 0; k < r->voices_on_count; k++) {
        const struct voice *v = &r->voice[r->voices_on[k]];
        float *stem = drum ? drum[r->stroke[v->stroke].drum] : NULL;
        add(r, v, out, frames);
        if (stem)
            add(r, v, stem, frames);
        if (v->end > end)
            r->voices_on[kept++] = r->voices_on[k];
    }
    r->voices_on_count = kept;
}

/* What lies over NEUME_REPLACE_SPLIT. */
static float highs_of(struct neume_replace *r, size_t channel, float x, int64_t at)
{
    float(*state)[2] = r->state[channel];
    float y = neume_biquad_step(&r->high, state[1], neume_biquad_step(&r->high, state[0], x));
    if (at % 64 == 0) /* not once a block: blocks must not show */
        for (int s = 0; s < 2; s++)
            neume_biquad_settle(state[s]);
    return y;
}

static void duck_all(struct neume_replace *r, const float *in, float *out, size_t frames)
{
    float down[2][CHUNK], blend = (float)r->options.blend;
    size_t channels = (size_t)r->options.channels;
    duck(r, down, frames);
    for (size_t i = 0; i < frames; i++)
        for (size_t c = 0; c < channels; c++) {
            float x = in ? in[i * channels + c] : 0;
            float highs = r->splits ? highs_of(r, c, x, r->now + (int64_t)i) : 0;
            if (down[1][i] > 0)
                x += blend * down[1][i] * (highs - x);
            out[i * channels + c] = down[0][i] > 0 ? x * (1 - blend * down[0][i]) : x;
        }
}

static void process_chunk(struct neume_replace *r, const float *in, float *out, float *const *drum, float *original,
                          size_t frames)
{
    if (r->separator)
        neume_separator_process(r->separator, in, out, frames);
    else
        duck_all(r, in, out, frames);
    if (original)
        memcpy(original, out, frames * (size_t)r->options.channels * sizeof *out);
    mix(r, out, drum, frames);
    r->now += (int64_t)frames;
}

void neume_replace_process(struct neume_replace *r, const float *in, float *out,
                           const struct neume_replace_stems *stems, size_t frames)
{
    size_t channels = (size_t)r->options.channels;
    for (size_t done = 0; done < frames;) {
        size_t n = frames - done < CHUNK ? frames - done : CHUNK, at = done * channels;
        float *drum[NEUME_DRUM_COUNT] = {0}, *original = stems && stems->original ? stems->original + at : NULL;
        for (int d = 0; stems && d < NEUME_DRUM_COUNT; d++)
            if (stems->drum[d]) {
                drum[d] = stems->drum[d] + at;
                memset(drum[d], 0, n * channels * sizeof *drum[d]);
            }
        process_chunk(r, in ? in + at : NULL, out + at, drum, original, n);
        done += n;
    }
}

int64_t neume_replace_tail(const struct neume_replace *r)
{
    return r->last > r->now ? r->last - r->now : 0;
}

void neume_replace_report(const struct neume_replace *r, struct neume_replace_report *report)
{
    *report = r->report;
}

int neume_replace_hit_used(const struct neume_replace *r, size_t *cursor, struct neume_replace_hit *hit)
{
    while (*cursor < r->count) {
        const struct stroke *s = &r->stroke[(*cursor)++];
        if (s->regions && !s->muted) {
            *hit = (struct neume_replace_hit){.frame = s->frame, .key = s->key, .velocity = s->velocity};
            return 1;
        }
    }
    return 0;
}
