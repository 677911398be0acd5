/* SPDX-License-Identifier: MIT */
#include "datasets/metrics/notes_pairing.h"

#include <math.h>

static double offset_tolerance(const struct neume_pairing *p, const struct neume_note_rules *rules, size_t i)
{
    double length = p->reference->offset[i] - p->reference->onset[i];

    return fmax(rules->offset_ratio * length, rules->offset_min_tolerance);
}

int neume_pairing_may_match(const struct neume_pairing *p, const struct neume_note_limits *limits, size_t i, size_t j)
{
    const struct neume_note_rules *rules = limits->rules;
    const struct neume_note_set *r = p->reference, *e = p->estimate;

    if (limits->onsets && neume_round4(fabs(r->onset[i] - e->onset[j])) > rules->onset_tolerance)
        return 0;
    if (limits->pitches && fabs(1200 * (p->reference_octaves[i] - p->estimate_octaves[j])) > rules->pitch_tolerance)
        return 0;
    return !limits->offsets || neume_round4(fabs(r->offset[i] - e->offset[j])) <= offset_tolerance(p, rules, i);
}

double neume_pairing_reach(const struct neume_pairing *p, const struct neume_note_limits *limits, size_t i)
{
    double tolerance = limits->offsets ? offset_tolerance(p, limits->rules, i) : limits->rules->onset_tolerance;
    return tolerance + 1e-4; /* more than rounding to 1e-4 can add */
}
