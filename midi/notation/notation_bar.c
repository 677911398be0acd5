/* SPDX-License-Identifier: MIT */
#include "midi/notation/notation_bar.h"

#include <stdlib.h>
#include <string.h>

#include "midi/notation/notation_private.h"

enum { NO_ACCIDENTAL = 9, EIGHTH = 3 };

struct writer {
    struct neume_notation_page *page;
    const struct neume_notation_part *part;
    const struct neume_notation_bar *bar;
    size_t number;    /* of the bar */
    uint8_t grid[64]; /* of its quarters, for the voice in work */
    int beat;         /* NEUME_QUARTER, or half as much again */
    enum neume_status status;
};

static struct neume_notation_piece *add_piece(struct writer *w)
{
    struct neume_notation_page *g = w->page;
    if (g->pieces == g->piece_capacity) {
        size_t wanted = g->piece_capacity ? 2 * g->piece_capacity : 64;
        struct neume_notation_piece *grown = realloc(g->piece, wanted * sizeof *grown);
        if (!grown) {
            w->status = NEUME_ERR_MEMORY;
            return NULL;
        }
        g->piece = grown;
        g->piece_capacity = wanted;
    }
    memset(&g->piece[g->pieces], 0, sizeof *g->piece);
    return &g->piece[g->pieces++];
}

static struct neume_notation_head *add_head(struct writer *w)
{
    struct neume_notation_page *g = w->page;
    if (g->heads == g->head_capacity) {
        size_t wanted = g->head_capacity ? 2 * g->head_capacity : 64;
        struct neume_notation_head *grown = realloc(g->head, wanted * sizeof *grown);
        if (!grown) {
            w->status = NEUME_ERR_MEMORY;
            return NULL;
        }
        g->head = grown;
        g->head_capacity = wanted;
    }
    memset(&g->head[g->heads], 0, sizeof *g->head);
    return &g->head[g->heads++];
}

static int in_triplets(const struct writer *w, int at)
{
    int quarter = at / NEUME_QUARTER;
    return quarter < 64 && w->grid[quarter] % 3 == 0 && w->grid[quarter] && quarter * NEUME_QUARTER < w->bar->length;
}

/* Whether a value of `length` may stand at `at`, for a note that goes on to `stop`: the beats must be seen. */
static int may_stand(const struct writer *w, int at, int length, int stop)
{
    int inside = at % w->beat, end = at + length, whole = 4 * NEUME_QUARTER;
    if (end > w->bar->length || (in_triplets(w, end) && end % NEUME_QUARTER))
        return 0;
    if (length < NEUME_QUARTER || (w->beat > NEUME_QUARTER && length < w->beat)) {
        static const int steps[][2] = {{96, 48}, {72, 24}, {48, 24}, {36, 12}, {24, 12},
                                       {18, 6},  {12, 6},  {6, 3},   {3, 3}};
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
            if (steps[i][0] == length)
                return inside + length <= w->beat && inside % steps[i][1] == 0 && (length != 36 || inside % 48 != 36);
        return 0;
    }
    if (length == NEUME_QUARTER && inside == NEUME_QUARTER / 2) /* a syncope, but not over the middle of the bar */
        return end == stop && w->beat == NEUME_QUARTER &&
               (w->bar->length % whole || end % (whole / 2) != NEUME_QUARTER / 2);
    if (inside)
        return 0;
    if (w->beat > NEUME_QUARTER)
        return length % w->beat == 0;
    return length < whole || at % whole == 0;
}

static const struct {
    int16_t length;
    uint8_t type, dots;
} values[] = {{576, 0, 1}, {384, 0, 0}, {288, 1, 1}, {192, 1, 0}, {144, 2, 1}, {96, 2, 0}, {72, 3, 1},
              {48, 3, 0},  {36, 4, 1},  {24, 4, 0},  {18, 5, 1},  {12, 5, 0},  {6, 6, 0},  {3, 7, 0}};

/* Of triplets, which sound two thirds of what is written. */
static const struct {
    int16_t length;
    uint8_t type, dots;
} triplet_values[] = {{64, 2, 0}, {48, 3, 1}, {32, 3, 0}, {24, 4, 1}, {16, 4, 0}, {8, 5, 0}};

/* Rests show the bar more plainly than notes do: none is dotted but in a beat, none lies across the middle. */
static int may_rest(const struct writer *w, int at, int length)
{
    return w->beat > NEUME_QUARTER || length < NEUME_QUARTER ||
           (at % length == 0 && length != 3 * NEUME_QUARTER && length != 3 * NEUME_QUARTER / 2);
}

/* The next piece of what lasts from `at` to `end`; answers where it ends. */
static int cut(const struct writer *w, struct neume_notation_piece *p, int at, int end)
{
    int next = (at / NEUME_QUARTER + 1) * NEUME_QUARTER, limit = end < next ? end : next;
    p->at = at;
    if (in_triplets(w, at) && (at % NEUME_QUARTER || end < next)) {
        for (size_t i = 0; i < sizeof triplet_values / sizeof *triplet_values; i++)
            if (triplet_values[i].length <= limit - at) {
                p->length = triplet_values[i].length;
                p->type = triplet_values[i].type;
                p->dots = triplet_values[i].dots;
                p->triplet = 1;
                p->tuplet_start = at % NEUME_QUARTER == 0;
                p->tuplet_stop = at + p->length == next;
                return at + p->length;
            }
    }
    size_t last = sizeof values / sizeof *values - 1, i = 0;
    while (i < last && (values[i].length > end - at || !may_stand(w, at, values[i].length, end) ||
                        (p->rest && !may_rest(w, at, values[i].length))))
        i++;
    p->length = values[i].length <= end - at ? values[i].length : end - at;
    p->type = values[i].type;
    p->dots = values[i].dots;
    return at + p->length;
}

/* Degree and alteration on the line of fifths, F C G D A E B, around the key: of C major E flat to G sharp. */
static void spell(struct neume_notation_head *h, int fifths)
{
    static const int8_t steps[7] = {3, 0, 4, 1, 5, 2, 6}; /* of F C G D A E B */
    int pitch = h->note->pitch, on_line = 0;
    for (int k = fifths - 3; k <= fifths + 8; k++)
        if (((7 * k - pitch) % 12 + 12) % 12 == 0)
            on_line = k; /* C is 0 */
    int from_f = on_line + 1, letter = (from_f % 7 + 7) % 7;
    h->step = steps[letter];
    h->alter = (int8_t)((from_f - letter) / 7);
    static const int8_t semitones[7] = {0, 2, 4, 5, 7, 9, 11};
    h->octave = (int8_t)((pitch - h->alter - semitones[h->step]) / 12 - 1);
}

/* Rests, or room in the second voice, which need not be filled. */
static void rest(struct writer *w, int staff, int voice, int at, int end)
{
    while (at < end && w->status == NEUME_OK) {
        struct neume_notation_piece *p = add_piece(w);
        if (!p)
            return;
        p->staff = (uint8_t)staff;
        p->voice = (uint8_t)voice;
        p->rest = 1;
        if (!at && end == w->bar->length && !voice) {
            p->whole_bar = 1;
            p->length = end;
            return;
        }
        int next = (at / NEUME_QUARTER + 1) * NEUME_QUARTER;
        if (voice && (!in_triplets(w, at) || (at % NEUME_QUARTER == 0 && end >= next))) {
            p->rest = 2;
            p->at = at;
            p->length = (end < next ? end : next) - at;
            at += p->length;
            continue;
        }
        at = cut(w, p, at, end);
    }
}

/* The notes note[from .. to) of the part that are of this voice and begin at `start` or sound since before. */
static void chord(struct writer *w, int staff, int voice, int as, int64_t start, int64_t end, size_t from, size_t to)
{
    int at = (int)(start - w->bar->start), stop = (int)(end - w->bar->start);
    while (at < stop && w->status == NEUME_OK) {
        struct neume_notation_piece *p = add_piece(w);
        if (!p)
            return;
        int begins = at;
        size_t piece = w->page->pieces - 1;
        p->staff = (uint8_t)staff;
        p->voice = (uint8_t)as;
        p->first = w->page->heads;
        at = cut(w, p, at, stop);
        for (size_t i = from; i < to; i++) {
            const struct neume_notation_note *n = &w->part->note[i];
            if (n->staff != staff || n->voice != voice || n->start > start || n->end < end || n->end <= start)
                continue;
            struct neume_notation_head *h = add_head(w);
            if (!h)
                return;
            h->note = n;
            h->tied_from = n->start < w->bar->start + begins;
            h->tied_to = n->end > w->bar->start + at;
            h->accidental = NO_ACCIDENTAL;
            spell(h, w->bar->fifths);
            w->page->piece[piece].notes++;
        }
    }
}

/* A quarter that is cut in three for the sake of other voices is not in this one if it keeps to halves. */
static void choose_grid(struct writer *w, int staff, int voice, size_t from, size_t to)
{
    uint8_t three[64] = {0};
    memcpy(w->grid, w->part->grid[staff][w->number], sizeof w->grid);
    for (size_t i = from; i < to; i++) {
        const struct neume_notation_note *n = &w->part->note[i];
        const int64_t edge[2] = {n->start - w->bar->start, n->end - w->bar->start};
        for (int e = 0; e < 2 && n->staff == staff && n->voice == voice; e++)
            if (edge[e] > 0 && edge[e] < w->bar->length && edge[e] % (NEUME_QUARTER / 4))
                three[edge[e] / NEUME_QUARTER < 63 ? edge[e] / NEUME_QUARTER : 63] = 1;
    }
    for (size_t q = 0; q < 64; q++)
        if (w->grid[q] == 3 && !three[q])
            w->grid[q] = 4;
}

/* All of one voice in its order, written as voice `as`. Answers 0 where it has nothing. */
static int write_voice(struct writer *w, int staff, int voice, int as, size_t from, size_t to)
{
    int64_t bar_end = w->bar->start + w->bar->length, at = w->bar->start;
    int any = 0;
    choose_grid(w, staff, voice, from, to);
    for (size_t i = from; i < to && w->status == NEUME_OK; i++) {
        const struct neume_notation_note *n = &w->part->note[i];
        int64_t start = n->start > at ? n->start : at;
        if (n->staff != staff || n->voice != voice || n->end <= start || start >= bar_end)
            continue;
        if (any && n->start < at) /* of the chord before */
            continue;
        int64_t end = n->end < bar_end ? n->end : bar_end;
        rest(w, staff, as, (int)(at - w->bar->start), (int)(start - w->bar->start));
        chord(w, staff, voice, as, start, end, from, to);
        at = end;
        any = 1;
    }
    if (any || !as)
        rest(w, staff, as, (int)(at - w->bar->start), w->bar->length);
    return any;
}

/* The first voice is the upper one. Bars that tie to others keep the voices as they are. */
static int should_swap(const struct writer *w, int staff, size_t from, size_t to)
{
    int64_t start = w->bar->start, end = start + w->bar->length;
    double sum[2] = {0};
    int count[2] = {0};
    for (size_t i = from; i < to; i++) {
        const struct neume_notation_note *n = &w->part->note[i];
        if (n->staff != staff || n->end <= start || n->start >= end)
            continue;
        if (n->start < start || n->end > end)
            return 0;
        sum[n->voice] += n->pitch;
        count[n->voice]++;
    }
    return count[1] && (!count[0] || sum[1] / count[1] > sum[0] / count[0]);
}

/* With two voices on a staff the stems say which is which. */
static void write_staff(struct writer *w, int staff, size_t from, size_t to)
{
    int swap = should_swap(w, staff, from, to);
    size_t first = w->page->pieces;
    write_voice(w, staff, swap, 0, from, to);
    if (write_voice(w, staff, !swap, 1, from, to))
        for (size_t i = first; i < w->page->pieces; i++)
            w->page->piece[i].stem = (int8_t)(w->page->piece[i].voice ? -1 : 1);
}

static int flags(const struct neume_notation_piece *p)
{
    return p->rest || p->type < EIGHTH ? 0 : p->type - EIGHTH + 1;
}

/* Beams within each beat; a flag that stands alone between others gets a hook. */
static void beam(struct writer *w)
{
    struct neume_notation_page *g = w->page;
    for (size_t i = 0; i < g->pieces; i++) {
        struct neume_notation_piece *p = &g->piece[i];
        const struct neume_notation_piece *before = i ? p - 1 : NULL, *after = i + 1 < g->pieces ? p + 1 : NULL;
        int left = before && before->staff == p->staff && before->voice == p->voice &&
                           before->at / w->beat == p->at / w->beat
                       ? flags(before)
                       : 0;
        int right = after && after->staff == p->staff && after->voice == p->voice &&
                            after->at / w->beat == p->at / w->beat
                        ? flags(after)
                        : 0;
        for (int k = 1; k <= flags(p) && k <= 4 && (left || right); k++)
            p->beam[k - 1] = (int8_t)(left >= k ? (right >= k ? 2 : 3) : right >= k ? 1 : right ? 4 : 5);
    }
}

static int by_time(const void *a, const void *b)
{
    const struct neume_notation_piece *x = *(struct neume_notation_piece *const *)a;
    const struct neume_notation_piece *y = *(struct neume_notation_piece *const *)b;
    if (x->staff != y->staff)
        return x->staff - y->staff;
    return x->at != y->at ? x->at - y->at : x->voice - y->voice;
}

/* An accidental holds for its place on the staff until the bar ends, for both voices. */
static void write_accidentals(struct writer *w)
{
    struct neume_notation_page *g = w->page;
    struct neume_notation_piece **order = malloc((g->pieces + 1) * sizeof *order);
    int8_t state[14][7];
    int staff = -1;
    if (!order) {
        w->status = NEUME_ERR_MEMORY;
        return;
    }
    for (size_t i = 0; i < g->pieces; i++)
        order[i] = &g->piece[i];
    qsort(order, g->pieces, sizeof *order, by_time);
    for (size_t i = 0; i < g->pieces; i++) {
        for (int o = 0; order[i]->staff != staff && o < 14; o++)
            for (int line = 0; line < 7; line++) { /* F C G D A E B */
                static const int8_t steps[7] = {3, 0, 4, 1, 5, 2, 6};
                int f = w->bar->fifths;
                state[o][steps[line]] = (int8_t)(line < f ? 1 : line >= 7 + f ? -1 : 0);
            }
        staff = order[i]->staff;
        for (size_t k = 0; k < order[i]->notes; k++) {
            struct neume_notation_head *h = &g->head[order[i]->first + k];
            int8_t *now = &state[h->octave + 2][h->step];
            if (*now != h->alter && !h->tied_from) {
                *now = h->alter;
                h->accidental = h->alter;
            }
        }
    }
    free(order);
}

enum neume_status neume_notation_write_bar(struct neume_notation_page *page, const struct neume_notation *notation,
                                           const struct neume_notation_part *part, size_t bar)
{
    struct writer w = {.page = page, .part = part, .bar = &notation->bar[bar], .number = bar};
    int64_t end = w.bar->start + w.bar->length;
    size_t to;
    w.beat = neume_notation_is_compound(w.bar) ? 3 * 4 * NEUME_QUARTER / w.bar->denominator : NEUME_QUARTER;
    page->pieces = page->heads = 0;
    if (!bar)
        page->next = 0;
    while (page->next < part->count && part->note[page->next].end <= w.bar->start)
        page->next++;
    for (to = page->next; to < part->count && part->note[to].start < end; to++)
        ;
    for (int staff = 0; staff < part->staves; staff++)
        write_staff(&w, staff, page->next, to);
    beam(&w);
    if (w.status == NEUME_OK && !part->drums)
        write_accidentals(&w);
    return w.status;
}

void neume_notation_page_release(struct neume_notation_page *page)
{
    if (!page)
        return;
    free(page->piece);
    free(page->head);
    memset(page, 0, sizeof *page);
}
