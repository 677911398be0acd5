/* SPDX-License-Identifier: MIT */
#include "datasets/metrics/continuity.h"

#include <math.h>
#include <stdlib.h>

#define THRESHOLD 0.175 /* of an interval, for phase and for period */

size_t neume_beat_times_nearest(struct neume_beat_times beats, double time)
{
    size_t low = 0, high = beats.n, best;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (beats.time[middle] < time)
            low = middle + 1;
        else
            high = middle;
    }
    best = low == beats.n ? low - 1 : low;
    if (low > 0 && fabs(time - beats.time[low - 1]) <= fabs(time - beats.time[best]))
        best = low - 1;
    while (best > 0 && fabs(time - beats.time[best - 1]) == fabs(time - beats.time[best]))
        best--;
    return best;
}

/* The interval before beat i, or where `ahead` asks for it and there is one, the interval after it. */
static double interval(struct neume_beat_times beats, size_t i, int ahead)
{
    if (ahead && i + 1 < beats.n)
        return beats.time[i + 1] - beats.time[i];
    return i > 0 ? beats.time[i] - beats.time[i - 1] : 0;
}

/* Does beat m of the estimate fall in with the reference at `nearest`? Two reference beats at one time have no
 * interval to compare with, and nothing falls in with those. */
static int falls_in(struct neume_beat_times reference, size_t nearest, struct neume_beat_times estimate, size_t m)
{
    int ahead = m == 0 || nearest == 0;
    double expected = interval(reference, nearest, ahead);
    double phase, period;

    if (expected == 0)
        return 0;
    phase = fabs(fabs(estimate.time[m] - reference.time[nearest]) / expected);
    period = fabs(1 - interval(estimate, m, ahead) / expected);
    return phase < THRESHOLD && period < THRESHOLD;
}

enum neume_status neume_beat_times_continuity(struct neume_beat_times reference, struct neume_beat_times estimate,
                                              double *longest, double *total)
{
    size_t n = reference.n > estimate.n ? reference.n : estimate.n;
    size_t run = 0, longest_run = 0, hits = 0;
    unsigned char *used = calloc(reference.n + 1, 1);

    if (used == NULL)
        return NEUME_ERR_MEMORY;
    for (size_t m = 0; m < estimate.n; m++) {
        size_t nearest = neume_beat_times_nearest(reference, estimate.time[m]);
        int hit = !used[nearest] && falls_in(reference, nearest, estimate, m);

        used[nearest] |= (unsigned char)hit;
        hits += (size_t)hit;
        run = hit ? run + 1 : 0;
        if (run > longest_run)
            longest_run = run;
    }
    free(used);
    *longest = (double)longest_run / (double)n;
    *total = (double)hits / (double)n;
    return NEUME_OK;
}
