/* SPDX-License-Identifier: MIT
 *
 * What compare says beyond its few numbers: measures over time, places where the two differ, a verdict, and the truth
 * about every note where a reference is given. */
#ifndef NEUME_COMPARE_VERDICT_H
#define NEUME_COMPARE_VERDICT_H

#include "analysis/difference.h"
#include "compare/compare_result.h"
#include "compare/listen_pair.h"

/* What has been measured. */
struct neume_compare_measured {
    const struct neume_difference *difference;
    const struct neume_listen_pair *pair; /* flushed */
    const struct neume_notes *written;    /* the MIDI on the recording's clock, sorted */
    double max_offset;                    /* seconds that were searched */
};

/* Fills comparison->data, empty before, and comparison->notes; its other members are known. MEMORY. */
enum neume_status neume_compare_find_differences(struct neume_compare_result *comparison,
                                                 const struct neume_compare_measured *measured);

#endif
