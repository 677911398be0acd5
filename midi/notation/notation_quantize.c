/* SPDX-License-Identifier: MIT */
#include "midi/notation/notation_quantize.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "midi/notation/hand_split.h"
#include "midi/notation/notation_grid.h"
#include "midi/notation/notation_private.h"

/* How early a note may be for the quarter that it belongs to. Of NEUME_QUARTER: 6 is 31 ms at 120 BPM. */
enum { EARLY = 6 };

static int by_place(const void *a, const void *b)
{
    const struct neume_notation_onset *x = a, *y = b;
    if (x->bar != y->bar)
        return x->bar < y->bar ? -1 : 1;
    if (x->quarter != y->quarter)
        return x->quarter < y->quarter ? -1 : 1;
    return x->x != y->x ? (x->x < y->x ? -1 : 1) : 0;
}

/* The quarter of the bar that an onset belongs to: a little before the beat is the beat, also that of the next bar. */
static void find_quarter(const struct neume_notation *n, struct neume_notation_onset *o, double at)
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

static int is_three(const struct neume_notation_part *p, size_t bar, int quarter)
{
    return p->grid[0][bar][quarter > 63 ? 63 : quarter] == 3;
}

/* Ends are written on sixteenths, longer notes' of played music on eighths: nobody lets go as exactly as that. */
static int64_t place_end(const struct neume_notation *n, const struct neume_notation_part *p,
                         const struct neume_notation_raw *r, double length, int exact)
{
    int quarter = (int)(r->off / NEUME_QUARTER), three = is_three(p, r->off_bar, quarter);
    double inside = r->off - quarter * NEUME_QUARTER;
    int step = exact && length < 9 ? 6 : exact && length < 20 ? 12 : exact || length < 60 ? 24 : 48;
    if (three)
        step = NEUME_QUARTER / 3;
    else if (!neume_notation_is_compound(&n->bar[r->off_bar]))
        inside = neume_notation_unswing(n, inside);
    int64_t place = quarter * NEUME_QUARTER + (int64_t)lround(inside / step) * step;
    return n->bar[r->off_bar].start + (place > n->bar[r->off_bar].length ? n->bar[r->off_bar].length : place);
}

/* What a note lasts at least that begins so far in a bar, on a line of the quarter that it begins. */
static int least_length(const struct neume_notation *n, const struct neume_notation_part *p, size_t bar, int at)
{
    if (at >= n->bar[bar].length && bar + 1 < n->bars)
        at -= n->bar[bar++].length;
    if (is_three(p, bar, at / NEUME_QUARTER))
        return at % (NEUME_QUARTER / 3) ? NEUME_QUARTER / 6 : NEUME_QUARTER / 3;
    return at % 12 ? 6 : at % 24 ? 12 : 24;
}

static double raw_start(const struct neume_notation *n, const struct neume_notation_raw *r)
{
    return (double)n->bar[r->on_bar].start + r->on;
}

/* Of notes in the order of their onsets: one that ended before another began still does, or, where both begin at one
 * place, ends with it. */
static void keep_apart(const struct neume_notation *n, struct neume_notation_part *p,
                       const struct neume_notation_raw *raw, const struct neume_notation_onset *onset)
{
    enum { SAME_PLACE = 16 };       /* how many notes may have gone where one is that ended before them */
    static const double legato = 5; /* such an overlap is none; 26 ms at 120 BPM */
    for (size_t i = p->count; i-- > 0;) {
        const struct neume_notation_raw *r = &raw[onset[i].note];
        struct neume_notation_note *note = &p->note[onset[i].note];
        double end = (double)n->bar[r->off_bar].start + r->off - legato;
        size_t low = i + 1, high = p->count;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            if (raw_start(n, &raw[onset[middle].note]) < end)
                low = middle + 1;
            else
                high = middle;
        }
        for (size_t k = low; k < p->count && k < low + SAME_PLACE; k++) {
            const struct neume_notation_note *next = &p->note[onset[k].note];
            if (next->start < note->start)
                continue;
            int64_t latest = next->start > note->start ? next->start : next->end;
            note->end = latest < note->end || next->start == note->start ? latest : note->end;
            break;
        }
    }
}

enum neume_status neume_notation_quantize(const struct neume_notation *n, struct neume_notation_part *p,
                                          const struct neume_notation_raw *raw)
{
    struct neume_notation_onset *onset = calloc(p->count + 1, sizeof *onset);
    if (!onset)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < p->count; i++) {
        onset[i].bar = raw[i].on_bar;
        onset[i].note = i;
        find_quarter(n, &onset[i], raw[i].on);
    }
    qsort(onset, p->count, sizeof *onset, by_place);
    int exact = neume_notation_grid(n, onset, p->count);
    for (size_t i = 0; i < p->count; i++)
        p->grid[0][onset[i].bar][onset[i].quarter] = onset[i].three ? 3 : 4;
    for (size_t i = 0; i < p->count; i++) {
        const struct neume_notation_onset *o = &onset[i];
        const struct neume_notation_raw *r = &raw[o->note];
        struct neume_notation_note *note = &p->note[o->note];
        int place = (int)o->quarter * NEUME_QUARTER + o->place, length = n->bar[o->bar].length;
        note->start = n->bar[o->bar].start + (place > length ? length : place);
        double lasts = (double)n->bar[r->off_bar].start + r->off - raw_start(n, r);
        note->end = place_end(n, p, r, lasts, exact);
        if (note->end <= note->start)
            note->end = note->start + least_length(n, p, o->bar, place > length ? length : place);
    }
    keep_apart(n, p, raw, onset);
    free(onset);
    return NEUME_OK;
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
