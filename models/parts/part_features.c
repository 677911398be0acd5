/* SPDX-License-Identifier: MIT */
#include "models/parts/part_features.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double held = 8, near = 1, around = 2; /* seconds: that a note is followed at most, and about an onset */
static const double together = 0.03, ends_together = 0.06, joined = 0.3; /* seconds */

struct entry {
    double key;
    size_t note;
};

static int by_key(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->note > y->note) - (x->note < y->note);
}

enum neume_status neume_part_order(const struct neume_part_song *song, size_t *index)
{
    struct entry *entry = malloc((song->count + 1) * sizeof *entry);
    if (!entry)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < song->count; i++)
        entry[i] = (struct entry){song->note[i].onset, i};
    qsort(entry, song->count, sizeof *entry, by_key);
    for (size_t i = 0; i < song->count; i++)
        index[i] = entry[i].note;
    free(entry);
    return NEUME_OK;
}

/* What lies about a note. */
struct company {
    int sounding, begun, chord, same, close, near, under; /* notes */
    int lower, higher;                                    /* semitones to the next that sounds; 24: none */
    int lowest, highest;                                  /* semitones to the last within `near` */
    int octave_up, octave_down;
    double loudness, before, after; /* summed dB of what sounds; seconds to what comes before and after */
};

static void meet(struct company *c, const struct neume_part_song *song, size_t i, size_t j)
{
    const struct neume_note *a = &song->note[i], *b = &song->note[j];
    double late = b->onset - a->onset;
    int up = b->pitch - a->pitch, begun = fabs(late) < together;
    if (begun || (late < 0 && b->offset > a->onset)) {
        c->sounding++;
        c->loudness += (double)song->strike[j];
        c->lower = up < 0 && -up < c->lower ? -up : c->lower;
        c->higher = up > 0 && up < c->higher ? up : c->higher;
    }
    c->begun += begun;
    c->chord += begun && fabs(a->offset - b->offset) < ends_together;
    c->octave_up |= begun && up == 12;
    c->octave_down |= begun && up == -12;
    if (fabs(late) < near) {
        c->near++;
        c->under += up < 0;
        c->close += abs(up) <= 6;
        c->lowest = -up > c->lowest ? -up : c->lowest;
        c->highest = up > c->highest ? up : c->highest;
    }
    c->same += !up && fabs(late) < around;
    if (abs(up) <= 7 && late < -together)
        c->before = fmin(c->before, fabs(a->onset - b->offset));
    if (abs(up) <= 7 && late > together)
        c->after = fmin(c->after, fabs(b->onset - a->offset));
}

static struct company find_company(const struct neume_part_song *song, const size_t *index, size_t at)
{
    struct company c = {.lower = 24, .higher = 24, .before = joined, .after = joined};
    size_t i = index[at];
    double onset = song->note[i].onset;
    for (size_t e = at; e-- > 0 && onset - song->note[index[e]].onset < held;)
        meet(&c, song, i, index[e]);
    for (size_t e = at + 1; e < song->count && song->note[index[e]].onset - onset < around; e++)
        meet(&c, song, i, index[e]);
    return c;
}

static float bounded(double x, double most)
{
    return (float)fmin(fmax(x, -most), most);
}

/* How a note lies among others and in the song: of `rank`, 0..1, is its pitch, and its strike. */
static void describe_place(const struct neume_part_song *song, size_t i, const struct company *c, double loud,
                           const double rank[2], double crowd, float *f)
{
    const struct neume_note *n = &song->note[i];
    double octaves = (n->pitch - 60) / 12.0, strike = (double)song->strike[i];
    *f++ = (float)octaves;
    *f++ = (float)(octaves * octaves);
    *f++ = bounded(log2(fmax(n->offset - n->onset, 1e-3) / 0.25), 4);
    *f++ = n->confidence;
    *f++ = bounded((strike - loud) / 20, 3);
    *f++ = bounded(c->sounding / 5.0, 4);
    *f++ = bounded(c->begun / 4.0, 4);
    *f++ = (float)(c->lower / 12.0);
    *f++ = (float)(c->higher / 12.0);
    *f++ = bounded(c->sounding ? (strike - c->loudness / c->sounding) / 20 : 0, 3);
    *f++ = (float)(c->near ? (double)c->under / c->near : 0.5);
    *f++ = bounded(c->lowest / 12.0, 4);
    *f++ = bounded(c->highest / 12.0, 4);
    *f++ = bounded(c->close / 10.0, 4);
    *f++ = (float)rank[0];
    *f++ = (float)rank[1];
    *f++ = (float)(c->before / joined);
    *f++ = (float)(c->after / joined);
    *f++ = bounded(c->same / 5.0, 4);
    *f++ = bounded(c->chord / 4.0, 4);
    *f++ = (float)c->octave_up;
    *f++ = (float)c->octave_down;
    *f++ = bounded(crowd / 5, 4);
}

/* rank[count][2]: the share of notes that are lower, and softer; *loud: dB of the median. */
static enum neume_status find_ranks(const struct neume_part_song *song, double (*rank)[2], double *loud)
{
    struct entry *entry = malloc((song->count + 1) * sizeof *entry);
    if (!entry)
        return NEUME_ERR_MEMORY;
    for (int which = 0; which < 2; which++) {
        for (size_t i = 0; i < song->count; i++)
            entry[i] = (struct entry){which ? (double)song->strike[i] : song->note[i].pitch, i};
        qsort(entry, song->count, sizeof *entry, by_key);
        size_t first = 0; /* of those that are equal */
        for (size_t e = 0; e < song->count; e++) {
            first = entry[e].key > entry[first].key ? e : first;
            rank[entry[e].note][which] = (double)first / (double)song->count;
        }
    }
    *loud = song->count ? entry[song->count / 2].key : 0;
    free(entry);
    return NEUME_OK;
}

enum neume_status neume_part_describe(const struct neume_part_song *song, const size_t *index, float *feature)
{
    struct company *company = malloc((song->count + 1) * sizeof *company);
    double(*rank)[2] = malloc((song->count + 1) * sizeof *rank), loud = 0, crowd = 0;
    enum neume_status status = company && rank ? find_ranks(song, rank, &loud) : NEUME_ERR_MEMORY;
    for (size_t e = 0; e < song->count && status == NEUME_OK; e++) {
        company[e] = find_company(song, index, e);
        crowd += company[e].sounding / (double)song->count;
    }
    for (size_t e = 0; e < song->count && status == NEUME_OK; e++) {
        float *row = feature + e * NEUME_PART_FEATURES;
        memcpy(row, song->partials + index[e] * NEUME_POLY_PARTIALS, NEUME_POLY_PARTIALS * sizeof *row);
        describe_place(song, index[e], &company[e], loud, rank[index[e]], crowd, row + NEUME_POLY_PARTIALS);
    }
    free(company);
    free(rank);
    return status;
}
