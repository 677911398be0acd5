/* SPDX-License-Identifier: MIT */
#include "models/classify/hit_filter.h"

#include <math.h>

#include "models/classify/mode_classifier.h"

static const double near = 0.05;     /* seconds between a note's onset and a noise that may be its own */
static const double bar = -0.3;      /* log-odds from which a hit is told, as in drums/drum_fusion.c */
static const double explained = 1.5; /* log-odds that a note's own attack takes, where drums are unlikely */
static const double weight = 2;      /* of the recording's odds beside one hit's own */
static const double cell = 0.5;      /* seconds: what sounds is counted in these */

static double log_odds(double p)
{
    p = fmin(fmax(p, 1e-4), 1 - 1e-4);
    return log(p / (1 - p));
}

/* Seconds in which something of either list, both sorted, sounds. */
static double sounding(const struct neume_notes *a, const struct neume_notes *b)
{
    double covered = 0, end = 0;
    for (size_t i = 0, k = 0; i < a->count || k < b->count;) {
        int is_a = k == b->count || (i < a->count && a->note[i].onset < b->note[k].onset);
        const struct neume_note *n = is_a ? &a->note[i++] : &b->note[k++];
        double until = fmax(n->offset, n->onset + cell);
        covered += fmax(0, until - fmax(end, n->onset));
        end = fmax(end, until);
    }
    return covered;
}

static struct neume_notes part_of(const struct neume_notes *notes, size_t first, size_t end)
{
    struct neume_notes part = *notes;
    part.note = notes->note ? notes->note + first : NULL;
    part.count = end - first;
    neume_notes_sort(&part);
    return part;
}

void neume_hit_filter(struct neume_notes *notes, size_t first, size_t hits)
{
    struct neume_notes tones = part_of(notes, first, hits), strokes = part_of(notes, hits, notes->count);
    struct neume_mode_evidence evidence;
    size_t kept = hits, from = 0;
    neume_mode_evidence_count(&strokes, &tones, sounding(&tones, &strokes), &evidence);
    double prior = weight * neume_mode_drum_odds(&evidence);
    if (prior >= 0)
        return;
    for (size_t i = 0; i < strokes.count; i++) {
        const struct neume_note *n = &strokes.note[i];
        while (from < tones.count && tones.note[from].onset < n->onset - near)
            from++;
        int has_note = from < tones.count && tones.note[from].onset <= n->onset + near;
        if (log_odds(n->confidence) + prior - has_note * explained > bar)
            notes->note[kept++] = *n;
    }
    notes->count = kept;
}
