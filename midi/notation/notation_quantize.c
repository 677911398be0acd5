/* SPDX-License-Identifier: MIT */
#include "midi/notation/notation_quantize.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "midi/notation/hand_split.h"
#include "midi/notation/notation_private.h"

/* How early a note may be for the quarter that it belongs to, and how far onsets lie on average from a grid that
 * fits. Of NEUME_QUARTER: 6 is 31 ms at 120 BPM. */
enum { EARLY = 6, GOOD_FIT = 4 };

/* How much better triplets, and finer grids, must fit than sixteenths, which need no brackets and fewer beams. */
static const double triplets_better = 0.5, finer_better = 0.35;

static double error_of(const double *x, size_t count, double step)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += fabs(x[i] - round(x[i] / step) * step);
    return sum / (double)count;
}

/* Onsets that stand apart in time and would fall together. */
static int too_coarse(const double *x, size_t count, double step)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < i; k++)
            if (fabs(x[i] - x[k]) > step * 0.4 && round(x[i] / step) == round(x[k] / step))
                return 1;
    return 0;
}

/* How many steps a quarter is cut into, for the onsets x[count] in it. */
static uint8_t choose_grid(const double *x, size_t count, int with_triplets)
{
    if (!count)
        return 4;
    double four = error_of(x, count, 24), three = error_of(x, count, 32);
    int off_beat = 0;
    for (size_t i = 0; i < count; i++)
        off_beat += fabs(x[i] - round(x[i] / NEUME_QUARTER) * NEUME_QUARTER) > 16;
    int crowded = too_coarse(x, count, 24);
    if (with_triplets && off_beat && three < four * triplets_better && !too_coarse(x, count, 32) && three < GOOD_FIT)
        return 3;
    if (!crowded && four < GOOD_FIT)
        return 4;
    double eight = error_of(x, count, 12), six = error_of(x, count, 16);
    if (with_triplets && off_beat > 1 && six < eight * triplets_better && six < four * finer_better)
        return 6;
    if (crowded || (count > 2 && eight < four * finer_better))
        return 8;
    return 4;
}

struct onset {
    size_t quarter; /* of the bar */
    size_t bar;
    double x; /* in the quarter, from -EARLY */
    size_t note;
};

static int by_place(const void *a, const void *b)
{
    const struct onset *x = a, *y = b;
    if (x->bar != y->bar)
        return x->bar < y->bar ? -1 : 1;
    if (x->quarter != y->quarter)
        return x->quarter < y->quarter ? -1 : 1;
    return x->x != y->x ? (x->x < y->x ? -1 : 1) : 0;
}

/* The quarter of the bar that an onset belongs to: a little before the beat is the beat, also that of the next bar. */
static void find_quarter(const struct neume_notation *n, struct onset *o, double at)
{
    if (at + EARLY >= n->bar[o->bar].length && o->bar + 1 < n->bars) {
        at -= n->bar[o->bar].length;
        o->bar++;
    }
    o->quarter = at + EARLY < 0 ? 0 : (size_t)((at + EARLY) / NEUME_QUARTER);
    if (o->quarter > 63)
        o->quarter = 63;
    o->x = at - (double)o->quarter * NEUME_QUARTER;
}

static int grid_step(uint8_t grid)
{
    return NEUME_QUARTER / (grid ? grid : 4);
}

static int64_t snap(const struct neume_notation *n, const struct neume_notation_part *p, size_t bar, double at)
{
    int quarter = (int)(at / NEUME_QUARTER);
    quarter = quarter > 63 ? 63 : quarter;
    int step = grid_step(p->grid[0][bar][quarter]);
    double inside = at - quarter * NEUME_QUARTER;
    int64_t place = quarter * NEUME_QUARTER + (int64_t)lround(inside / step) * step;
    return n->bar[bar].start + (place > n->bar[bar].length ? n->bar[bar].length : place);
}

static void choose_grids(const struct neume_notation *n, struct neume_notation_part *p, struct onset *onset)
{
    double x[64];
    for (size_t i = 0, k; i < p->count; i = k) {
        size_t count = 0;
        for (k = i; k < p->count && onset[k].bar == onset[i].bar && onset[k].quarter == onset[i].quarter; k++)
            if (count < 64 && (!count || onset[k].x - x[count - 1] > 3)) /* a chord counts once */
                x[count++] = onset[k].x;
        /* A bar that does not end with a quarter has no room for a bracket there. */
        const struct neume_notation_bar *bar = &n->bar[onset[i].bar];
        int whole = (int)(onset[i].quarter + 1) * NEUME_QUARTER <= bar->length;
        p->grid[0][onset[i].bar][onset[i].quarter] =
            choose_grid(x, count, whole && !neume_notation_is_compound(bar) && bar->denominator <= 4);
    }
}

void neume_notation_quantize(const struct neume_notation *n, struct neume_notation_part *p,
                             const struct neume_notation_raw *raw)
{
    struct onset *onset = calloc(p->count + 1, sizeof *onset);
    for (size_t i = 0; i < p->count && onset; i++) {
        onset[i].bar = raw[i].on_bar;
        onset[i].note = i;
        find_quarter(n, &onset[i], raw[i].on);
    }
    if (onset && p->count) {
        qsort(onset, p->count, sizeof *onset, by_place);
        choose_grids(n, p, onset);
    }
    for (size_t i = 0; i < p->count; i++) {
        struct neume_notation_note *note = &p->note[onset ? onset[i].note : i];
        const struct neume_notation_raw *r = &raw[onset ? onset[i].note : i];
        size_t bar = onset ? onset[i].bar : r->on_bar;
        double at = onset ? fmax((double)onset[i].quarter * NEUME_QUARTER + onset[i].x, 0) : r->on;
        note->start = snap(n, p, bar, at);
        note->end = snap(n, p, r->off_bar, r->off);
        int quarter = (int)(at / NEUME_QUARTER);
        if (note->end <= note->start)
            note->end = note->start + grid_step(p->grid[0][bar][quarter > 63 ? 63 : quarter]);
    }
    free(onset);
}

/* Piano, organ, and what the file says nothing of. */
static int is_keyboard(const struct neume_notation_part *p)
{
    return !p->drums && p->program < 24;
}

static void share_hands(struct neume_notation_part *p)
{
    struct neume_hand_split hands = neume_hand_split_rest();
    for (size_t i = 0; i < p->count; i++)
        p->note[i].staff = (uint8_t)neume_hand_split_take(&hands, p->note[i].pitch);
}

void neume_notation_staves(struct neume_notation_part *p)
{
    size_t low = 0, high = 0;
    double sum = 0;
    for (size_t i = 0; i < p->count; i++) {
        low += p->note[i].pitch < 55;
        high += p->note[i].pitch > 64;
        sum += p->note[i].pitch;
    }
    p->staves = 1;
    p->centre = p->count ? (int)lround(sum / (double)p->count) : 0;
    p->low = !p->drums && p->count && p->centre < 58;
    if (!is_keyboard(p) || low * 20 < p->count || high * 20 < p->count)
        return;
    p->staves = 2;
    share_hands(p);
}

/* A voice of a staff, up to where it has got. */
struct voice {
    int64_t start, end; /* of its last chord */
    size_t first, last; /* the notes of it lie between these */
};

/* Ends the last chord of a voice where the next begins, or, where only a little is missing, stretches it to there:
 * short rests are of the performance, not of the music. */
static void lead_to(struct neume_notation_part *p, struct voice *v, int staff, int voice, int64_t next)
{
    int64_t length = v->end - v->start, gap = next - v->end;
    int fills = gap > 0 && gap <= NEUME_QUARTER / 2 && gap <= length && (gap <= NEUME_QUARTER / 4 || p->drums);
    if (v->end <= v->start || (gap >= 0 && !fills))
        return;
    for (size_t i = v->first; i <= v->last; i++)
        if (p->note[i].staff == staff && p->note[i].voice == voice && p->note[i].start == v->start)
            p->note[i].end = next;
    v->end = next;
}

static int64_t span(int64_t a, int64_t b)
{
    return a < b ? b - a : a - b;
}

/* Takes a note into the chord of a voice, all of which ends together. */
static void join(struct neume_notation_part *p, struct voice *v, size_t i, int voice)
{
    p->note[i].voice = (uint8_t)voice;
    p->note[i].end = v->end;
    v->last = i;
}

static void begin(struct neume_notation_part *p, struct voice *v, size_t i, int voice)
{
    struct neume_notation_note *n = &p->note[i];
    lead_to(p, v, n->staff, voice, n->start);
    n->voice = (uint8_t)voice;
    *v = (struct voice){n->start, n->end, i, i};
}

/* Drums are written as strokes: up to the next one or a quarter, on one stem. */
static void drum_voices(struct neume_notation_part *p)
{
    for (size_t i = p->count, next = p->count; i-- > 0;) {
        struct neume_notation_note *n = &p->note[i];
        if (next < p->count && p->note[next].start == n->start) {
            n->end = p->note[next].end;
            continue;
        }
        int64_t most = (n->start / NEUME_QUARTER + 1) * NEUME_QUARTER;
        n->end = next < p->count && p->note[next].start < most ? p->note[next].start : most;
        next = i;
    }
}

/* The first voice is the upper one: among what begins together the highest notes, and those that end with them. Notes
 * that differ by no more than an eighth make one chord. */
void neume_notation_voices(struct neume_notation_part *p)
{
    struct voice voice[2][NEUME_MOST_VOICES];
    memset(voice, 0, sizeof voice);
    if (p->drums) {
        drum_voices(p);
        return;
    }
    for (size_t i = 0, k; i < p->count; i = k) {
        for (k = i; k < p->count && p->note[k].start == p->note[i].start; k++)
            ;
        for (size_t m = k; m-- > i;) {
            struct neume_notation_note *n = &p->note[m];
            struct voice *v = voice[n->staff], *free_voice = NULL;
            int joined = 0;
            for (int c = 0; c < NEUME_MOST_VOICES && !joined; c++) {
                int full = c + 1 == NEUME_MOST_VOICES && !free_voice;
                if (v[c].start == n->start && v[c].end > v[c].start) {
                    if (span(v[c].end, n->end) <= NEUME_QUARTER / 2 || full) {
                        v[c].first = m < v[c].first ? m : v[c].first;
                        size_t last = v[c].last;
                        join(p, &v[c], m, c);
                        v[c].last = last > m ? last : m;
                        joined = 1;
                    }
                } else if (!free_voice && (v[c].end <= n->start || v[c].end - n->start <= NEUME_QUARTER / 4)) {
                    free_voice = &v[c];
                }
            }
            if (joined)
                continue;
            /* All voices sound on: the first gives way. */
            if (!free_voice)
                free_voice = v[0].start < n->start ? &v[0] : &v[1];
            begin(p, free_voice, m, (int)(free_voice - v));
        }
    }
}
