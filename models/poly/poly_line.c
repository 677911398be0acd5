/* SPDX-License-Identifier: MIT */
#include "models/poly/poly_line.h"

#include <math.h>
#include <stdlib.h>

enum { KEYS = 128, LEAST_NOTES = 8 }; /* of a line: fewer could be anything */

enum { NONE, UNDERTONE, COVERED };

/* Chosen on the development sets: lines have shares of 0 to 0.12, harmonicas 0.09 to 0.45, all else more than 0.2. */
static const double undertone_share = 0.15; /* of the sounding time with two notes: under it undertones go, */
static const double covered_share = 0.07;   /* and under this all that another note covers */
static const double together = 0.09;        /* seconds between the onsets of a tone and its undertone */
static const double half = 0.5, most = 0.7; /* of a note's length: what lies under its overtone, or under any louder */
static const float softer = 3;              /* dB that such a note is weaker at least */

struct heard {
    const struct neume_note *note;
    const float *strike;
    unsigned char *fault; /* NONE, or what a note may be */
};

struct entry {
    double onset;
    size_t note;
};

static int sooner(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->onset != y->onset)
        return x->onset < y->onset ? -1 : 1;
    return (x->note > y->note) - (x->note < y->note);
}

/* Of note i's length, what note j sounds through, if it is louder; else 0. */
static double covered(const struct heard *h, size_t i, size_t j)
{
    const struct neume_note *a = &h->note[i], *b = &h->note[j];
    if (h->strike[j] < h->strike[i] + softer || !(a->offset > a->onset))
        return 0;
    return (fmin(a->offset, b->offset) - fmax(a->onset, b->onset)) / (a->offset - a->onset);
}

/* What note i is, if note j is in the right. */
static void judge(const struct heard *h, size_t i, size_t j)
{
    int up = h->note[j].pitch - h->note[i].pitch;
    double share = covered(h, i, j);
    if ((up == 12 || up == 19 || up == 24) && share > half && fabs(h->note[i].onset - h->note[j].onset) < together)
        h->fault[i] = UNDERTONE;
    else if (share > most && h->fault[i] == NONE)
        h->fault[i] = COVERED;
}

/* Judges each note by those that sound when it begins, and those by it: of each pitch only the last can. */
static void judge_all(const struct heard *h, const struct entry *by_onset, size_t count)
{
    size_t last[KEYS] = {0}; /* one more than the index of each pitch's last note */
    for (size_t e = 0; e < count; e++) {
        size_t i = by_onset[e].note;
        for (size_t key = 0; key < KEYS; key++)
            if (last[key] && h->note[last[key] - 1].offset > h->note[i].onset) {
                judge(h, i, last[key] - 1);
                judge(h, last[key] - 1, i);
            }
        last[h->note[i].pitch % KEYS] = i + 1;
    }
}

/* The share of the sounding time in which a note sounds beside another, undertones aside; 1 where few notes say. */
static double shared_time(const struct heard *h, const struct entry *by_onset, size_t count)
{
    double end = -HUGE_VAL, both = 0, all = 0;
    size_t notes = 0;
    for (size_t e = 0; e < count; e++) {
        const struct neume_note *n = &h->note[by_onset[e].note];
        if (h->fault[by_onset[e].note] == UNDERTONE)
            continue;
        both += fmax(fmin(n->offset, end) - n->onset, 0);
        all += fmax(n->offset - n->onset, 0);
        end = fmax(end, n->offset);
        notes++;
    }
    return notes >= LEAST_NOTES && all > 0 ? both / all : 1;
}

enum neume_status neume_poly_line_mend(struct neume_note *note, const float *strike, size_t count)
{
    struct heard h = {note, strike, calloc(count + 1, 1)};
    struct entry *by_onset = malloc((count + 1) * sizeof *by_onset);
    if (h.fault && by_onset) {
        for (size_t i = 0; i < count; i++)
            by_onset[i] = (struct entry){note[i].onset, i};
        qsort(by_onset, count, sizeof *by_onset, sooner);
        judge_all(&h, by_onset, count);
        double share = shared_time(&h, by_onset, count);
        for (size_t i = 0; i < count; i++)
            if ((h.fault[i] == UNDERTONE && share < undertone_share) || (h.fault[i] && share < covered_share))
                note[i].offset = note[i].onset;
    }
    enum neume_status status = h.fault && by_onset ? NEUME_OK : NEUME_ERR_MEMORY;
    free(by_onset);
    free(h.fault);
    return status;
}
