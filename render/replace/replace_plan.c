/* SPDX-License-Identifier: MIT */
#include "render/replace/replace_plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "render/kits/kit.h"
#include "render/kits/kit_choose.h"
#include "render/kits/kit_regions.h"
#include "render/replace/replace.h"
#include "render/replace/replace_measure.h"
#include "render/replace/replace_private.h"

#define FADE_FROM    5    /* ms before a hit: the original starts to fade, */
#define FADE_TO      1    /* and is down */
#define LONGEST_DUCK 1.5  /* seconds */
#define TOGETHER     15   /* ms within which two hits are one event to the ear, and to a fade */
#define GUARD        2    /* ms before a drum that stays, by which the original is back */
#define ALONE        40   /* ms without another hit that let a hit be measured by itself */
#define FITS         0.3f /* and above which one is found in the mixture with others */

static int is_alone(const struct neume_replace *r, size_t i)
{
    int64_t near = neume_replace_ms(r, ALONE), at = r->stroke[i].frame;
    return (i == 0 || at - r->stroke[i - 1].frame > near) && (i + 1 == r->count || r->stroke[i + 1].frame - at > near);
}

/* What another drum drowns began with it: the strokes are still in the order they were given in. */
static void follow_another(struct neume_replace *r, size_t i)
{
    struct stroke *s = &r->stroke[i];
    for (size_t k = i > 4 ? i - 4 : 0; k < r->count && k < i + 5; k++) {
        const struct stroke *other = &r->stroke[k];
        if (other->fits && other->regions && llabs(other->given - s->given) <= 1) {
            int64_t frame = other->frame - other->lead + s->lead;
            s->frame = frame < 0 ? 0 : frame;
            return;
        }
    }
}

/* Whether the recording was made with this very kit: if so, many of the hits are found again almost without a rest.
 * Then each lies where it fits best, and not where the mixture of all drums that sound there seems to begin. */
static void find_same_kit(struct neume_replace *r)
{
    size_t heard = 0, found = 0;
    for (size_t i = 0; i < r->count; i++) {
        const struct stroke *s = &r->stroke[i];
        heard += s->regions && s->heard;
        found += s->regions && s->heard && s->fits;
    }
    r->same = found > 0 && 5 * found >= heard;
    for (size_t i = 0; i < r->count && r->same; i++) {
        struct stroke *s = &r->stroke[i];
        s->fits = s->regions && fabsf(s->match_correlation) > FITS && s->match >= 0;
        if (s->fits) {
            s->heard = 1;
            s->frame = s->match;
            s->correlation = s->match_correlation;
        }
    }
    for (size_t i = 0; i < r->count && r->same; i++)
        if (r->stroke[i].regions && !r->stroke[i].fits)
            follow_another(r, i);
}

/* How much louder the original is than the sample. Where several drums sound together its energy is at least that of
 * each of them, in all and in the highs, so that the smaller ratio is nearer to the truth. */
static float ratio_of(const struct stroke *s, int alone)
{
    float ratio = s->level / s->new_level;
    return alone || !(s->new_steps > 0) || !(s->step_level > 0) ? ratio : fminf(ratio, s->step_level / s->new_steps);
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static float median(float *x, size_t count)
{
    qsort(x, count, sizeof *x, by_size);
    return count % 2 ? x[count / 2] : sqrtf(x[count / 2 - 1] * x[count / 2]);
}

/* 0: a hit that tells best how loud its drum is; larger: one that tells it less well; -1: one that does not. */
static int worth(const struct neume_replace *r, size_t i)
{
    const struct stroke *s = &r->stroke[i];
    float fit = fabsf(s->match_correlation);
    if (!s->regions || !s->heard)
        return -1;
    if (!r->same)
        return !is_alone(r, i);
    return fit > 0.95f ? 0 : fit > 0.8f ? 1 : fit > 0.5f ? 2 : fit > FITS ? 3 : -1;
}

/* The ratios of a drum's hits (of any drum where it is COUNT), by those that tell it best. */
static size_t collect(const struct neume_replace *r, int drum, float *ratio)
{
    size_t count = 0;
    for (int rank = 0; rank < 4 && !count; rank++)
        for (size_t i = 0; i < r->count; i++) {
            const struct stroke *s = &r->stroke[i];
            if (worth(r, i) == rank && (drum == NEUME_DRUM_COUNT || s->drum == drum))
                ratio[count++] = r->same ? fabsf(s->match_gain) : ratio_of(s, !rank);
        }
    return count;
}

static enum neume_status settle_levels(struct neume_replace *r)
{
    float *ratio = malloc((r->count + 1) * sizeof *ratio);
    if (!ratio)
        return NEUME_ERR_MEMORY;
    size_t n = collect(r, NEUME_DRUM_COUNT, ratio);
    float all = n ? median(ratio, n) : 1;
    for (int d = 0; d < NEUME_DRUM_COUNT; d++) {
        n = collect(r, d, ratio);
        /* Within 60 dB: a sample of a whisper need not become noise. */
        float gain = n ? median(ratio, n) : all;
        r->report.gain[d] = r->report.replaced[d] ? fminf(fmaxf(gain, 1e-3f), 1e3f) * (float)r->options.gain : 1;
    }
    free(ratio);
    return NEUME_OK;
}

/* What votes together: the hits of one sample, which a hit's first region stands for; a SoundFont's sounds of one key.
 */
static size_t ballot(const struct neume_replace *r, const struct stroke *s)
{
    return r->kit->file ? s->key : s->region[0];
}

/* One polarity for each sample, which all of its hits vote for. */
static enum neume_status settle_polarity(struct neume_replace *r)
{
    double *vote = calloc(r->kit->count + 128, sizeof *vote), sum = 0;
    if (!vote)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < r->count; i++)
        if (r->stroke[i].regions && r->stroke[i].heard)
            vote[ballot(r, &r->stroke[i])] += (double)r->stroke[i].correlation;
    for (size_t i = 0; i < r->count; i++) {
        struct stroke *s = &r->stroke[i];
        if (!s->regions)
            continue;
        float polarity = vote[ballot(r, s)] < 0 ? -1.0f : 1.0f;
        s->gain = polarity * r->report.gain[s->drum];
        r->report.inverted += polarity < 0;
        r->report.heard += s->heard;
        sum += s->heard ? (double)(polarity * s->correlation) : 0;
    }
    r->report.correlation = r->report.heard ? sum / (double)r->report.heard : 0;
    free(vote);
    return NEUME_OK;
}

/* How much louder a hit that sounds alone was than its new one is; 0 where it does not tell. */
static float error_of(const struct neume_replace *r, size_t i)
{
    const struct stroke *s = &r->stroke[i];
    if (!s->regions || !s->heard || !is_alone(r, i) || !(s->new_level > 0))
        return 0;
    return s->level * (float)r->options.gain / (s->new_level * fabsf(s->gain));
}

/* Hits as loud as they were, one by one, if that is asked for; and how well they are. */
static enum neume_status settle_hits(struct neume_replace *r)
{
    float *off = malloc((r->count + 1) * sizeof *off);
    size_t good = 0;
    if (!off)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < r->count; i++) {
        float error = error_of(r, i);
        if (!(error > 0))
            continue;
        if (r->options.follow_level && !r->same)
            r->stroke[i].gain *= fminf(fmaxf(error, 0.5f), 2);
        float left = fabsf(20 * log10f(error_of(r, i)));
        off[r->report.levels++] = left + 1e-6f; /* medians are geometric means */
        good += left <= 1.5f;
    }
    r->report.level_error = r->report.levels ? (double)median(off, r->report.levels) : 0;
    r->report.level_good = r->report.levels ? (double)good / (double)r->report.levels : 0;
    free(off);
    return NEUME_OK;
}

/* Where the caller wants the new hits beside the attack, and a little chance. */
static void settle_places(struct neume_replace *r)
{
    uint64_t random = r->options.seed;
    double rate = r->options.rate;
    for (size_t i = 0; i < r->count; i++) {
        struct stroke *s = &r->stroke[i];
        s->shift = (int32_t)lround(r->options.offset[s->drum] * rate);
        if (!(r->options.humanize > 0))
            continue;
        s->shift += (int32_t)lround(r->options.humanize * rate * (2 * (double)neume_kit_draw(&random) - 1));
        s->gain *= powf(10, (2 * neume_kit_draw(&random) - 1) / 20);
    }
}

static int by_start(const void *a, const void *b)
{
    const struct voice *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->stroke != y->stroke ? (x->stroke > y->stroke) - (x->stroke < y->stroke)
                                  : (x->region > y->region) - (x->region < y->region);
}

static enum neume_status make_voices(struct neume_replace *r)
{
    size_t count = 0;
    for (size_t i = 0; i < r->count; i++)
        count += r->stroke[i].regions;
    r->voice = calloc(count + 1, sizeof *r->voice);
    r->voices_on = calloc(count + 1, sizeof *r->voices_on);
    if (!r->voice || !r->voices_on)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < r->count; i++)
        for (int v = 0; v < r->stroke[i].regions && !r->stroke[i].muted; v++) {
            const struct stroke *s = &r->stroke[i];
            const struct neume_kit_region *region = neume_kit_region(r->kit, s->region[v]);
            const struct neume_kit_sound *sound = &region->sound;
            int64_t start = s->frame + s->shift - s->lead + (int64_t)neume_kit_delay(r->kit, region);
            r->voice[r->voices++] = (struct voice){.start = start,
                                                   .end = start + (int64_t)sound->frames,
                                                   .choked = INT64_MAX,
                                                   .stroke = (uint32_t)i,
                                                   .region = s->region[v],
                                                   .share = r->same ? s->share : 0,
                                                   .gain = s->gain * neume_kit_gain(r->kit, s->region[v], s->velocity)};
        }
    if (count)
        qsort(r->voice, r->voices, sizeof *r->voice, by_start);
    return NEUME_OK;
}

/* Whether a hit's new voice ends an older one. */
static int ends(const struct neume_replace *r, const struct voice *new, const struct voice *old)
{
    const struct stroke *by = &r->stroke[new->stroke], *of = &r->stroke[old->stroke];
    if (new->stroke == old->stroke || by->frame <= of->frame)
        return 0;
    const struct neume_kit_region *a = neume_kit_region(r->kit, new->region),
                                  *b = neume_kit_region(r->kit, old->region);
    if (r->kit->chokes || a->off_by || b->off_by)
        return b->off_by && b->off_by == a->group && !(a->instrument && a->instrument == b->instrument);
    return of->drum == NEUME_DRUM_HO &&
           (by->drum == NEUME_DRUM_HC || by->drum == NEUME_DRUM_HP || by->drum == NEUME_DRUM_HO);
}

/* r->voices_on is free until the mixing starts. */
static void settle_chokes(struct neume_replace *r)
{
    size_t on = 0;
    for (size_t v = 0; v < r->voices; v++) {
        int64_t at = r->stroke[r->voice[v].stroke].frame;
        size_t kept = 0;
        for (size_t k = 0; k < on; k++) {
            struct voice *old = &r->voice[r->voices_on[k]];
            if (ends(r, &r->voice[v], old) && at < old->choked) {
                int64_t fade = neume_replace_ms(r, 1000 * (double)neume_kit_region(r->kit, old->region)->off_time);
                old->choked = at;
                old->end = old->end < at + fade ? old->end : at + fade;
            }
            if (old->end > at)
                r->voices_on[kept++] = r->voices_on[k];
        }
        on = kept;
        r->voices_on[on++] = (uint32_t)v;
    }
    for (size_t v = 0; v < r->voices; v++)
        r->last = r->voice[v].end > r->last ? r->voice[v].end : r->last;
}

/* The first stroke from `i` on, in direction `step`, that stays in the original, and that is no metal where the duck is
 * low; NULL where there is none within `reach` frames. */
static const struct stroke *kept_near(const struct neume_replace *r, size_t i, int step, int64_t reach, int low)
{
    int64_t at = r->stroke[i].frame;
    for (size_t k = i + (size_t)step; k < r->count; k += (size_t)step) {
        const struct stroke *s = &r->stroke[k];
        if (llabs(s->frame - at) > reach)
            return NULL;
        if (!s->regions && !(low && neume_replace_is_metal(s)))
            return s;
    }
    return NULL;
}

/* Where the original, or its low part, is down for stroke i; 0 where a drum that stays sounds with it. */
static int make_duck(const struct neume_replace *r, size_t i, int low, struct duck *d)
{
    const struct stroke *s = &r->stroke[i];
    int64_t together = neume_replace_ms(r, TOGETHER), longest = (int64_t)(LONGEST_DUCK * r->options.rate), length = 0;
    if (kept_near(r, i, -1, together, low) || kept_near(r, i, 1, together, low))
        return 0;
    for (int v = 0; v < s->regions; v++) {
        int64_t decay = (int64_t)neume_kit_region(r->kit, s->region[v])->sound.decay;
        length = decay > length ? decay : length;
    }
    length = length < longest ? length : longest;
    int64_t release = length / 2, shortest = neume_replace_ms(r, 10), slowest = neume_replace_ms(r, 150);
    release = release < shortest ? shortest : release > slowest ? slowest : release;
    *d = (struct duck){.from = s->frame - neume_replace_ms(r, FADE_FROM),
                       .down = s->frame - neume_replace_ms(r, FADE_TO),
                       .hold = s->frame + length,
                       .up = s->frame + length + release,
                       .low = low};
    const struct stroke *next = kept_near(r, i, 1, length + release, low);
    if (next && next->frame - neume_replace_ms(r, GUARD) < d->up) {
        d->up = next->frame - neume_replace_ms(r, GUARD);
        int64_t quick = d->up - neume_replace_ms(r, 5);
        d->hold = d->hold < quick ? d->hold : quick;
        d->cut = 1;
    }
    return 1;
}

/* A skin that metal which stays sounds with, or soon after, goes down to where the metal sounds; but for that all of
 * the original goes, as far as it may. */
static void duck_for(struct neume_replace *r, size_t i)
{
    struct duck all, low;
    int is_all = make_duck(r, i, 0, &all), is_low = !neume_replace_is_metal(&r->stroke[i]) && make_duck(r, i, 1, &low);
    if (is_all)
        r->duck[r->ducks++] = all;
    if (is_low && (!is_all || low.up > all.up)) {
        r->duck[r->ducks++] = low;
        r->splits = 1;
    }
    r->report.below += !is_all && is_low;
    r->report.doubled += !is_all && !is_low;
}

static enum neume_status make_ducks(struct neume_replace *r)
{
    r->duck = calloc(2 * r->count + 1, sizeof *r->duck);
    r->ducks_on = calloc(2 * r->count + 1, sizeof *r->ducks_on);
    r->state = calloc((size_t)r->options.channels, sizeof *r->state);
    if (!r->duck || !r->ducks_on || !r->state)
        return NEUME_ERR_MEMORY;
    r->high = neume_biquad_high_pass(NEUME_REPLACE_SPLIT, r->options.rate);
    for (size_t i = 0; i < r->count && r->options.blend > 0; i++)
        if (r->stroke[i].regions)
            duck_for(r, i);
    return NEUME_OK;
}

static int by_from(const void *a, const void *b)
{
    const struct duck *x = a, *y = b;
    return x->from != y->from ? (x->from > y->from) - (x->from < y->from) : x->low - y->low;
}

/* Ducks as the transform sees them: a drum is in every frame of it that holds the attack, and a drum that stays must be
 * in none that goes down. With the very kit that the recording was made with, nothing is to stay. */
static enum neume_status make_separator(struct neume_replace *r)
{
    if (r->same || !r->ducks)
        return NEUME_OK;
    int64_t half = (int64_t)neume_separator_size(r->options.rate) / 2;
    for (size_t i = 0; i < r->ducks; i++) {
        struct duck *d = &r->duck[i];
        int64_t shift = d->cut ? half : 0;
        d->from = d->down = d->down - half;
        d->hold = d->hold - shift > d->down ? d->hold - shift : d->down;
        d->up = d->up - shift > d->hold ? d->up - shift : d->hold + 1;
    }
    qsort(r->duck, r->ducks, sizeof *r->duck, by_from);
    r->now = -2 * half;
    return neume_separator_new(&r->separator, r->options.rate, r->options.channels, NEUME_REPLACE_SPLIT,
                               neume_replace_depth, r);
}

enum neume_status neume_replace_prepare(struct neume_replace *r)
{
    neume_replace_measure(r, 1);
    find_same_kit(r);
    neume_replace_sort(r);
    enum neume_status status = settle_levels(r);
    if (status == NEUME_OK)
        status = settle_polarity(r);
    if (status == NEUME_OK)
        status = settle_hits(r);
    settle_places(r);
    if (status == NEUME_OK)
        status = make_voices(r);
    if (status == NEUME_OK)
        status = make_ducks(r);
    if (status == NEUME_OK)
        status = make_separator(r);
    if (status == NEUME_OK)
        settle_chokes(r);
    return status;
}
