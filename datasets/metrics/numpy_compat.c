/* SPDX-License-Identifier: MIT */
#include "datasets/metrics/numpy_compat.h"

#include <math.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    const struct neume_ranked *x = a, *y = b;

    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

void neume_rank(const double *values, size_t n, struct neume_ranked *ranked)
{
    int sorted = 1;

    for (size_t i = 0; i < n; i++) {
        ranked[i] = (struct neume_ranked){values[i], (uint32_t)i};
        if (i > 0 && values[i] < values[i - 1])
            sorted = 0;
    }
    if (!sorted)
        qsort(ranked, n, sizeof *ranked, by_value);
}

size_t neume_rank_from(const struct neume_ranked *ranked, size_t n, double least)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (ranked[middle].value < least)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

double neume_round4(double x)
{
    return rint(x * 1e4) / 1e4;
}

int neume_all_close(const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(fabs(a[i] - b[i]) <= 1e-8 + 1e-5 * fabs(b[i])))
            return 0;
    return 1;
}

int neume_times_valid(const double *times, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!isfinite(times[i]) || times[i] > 30000 || (i > 0 && times[i] < times[i - 1]))
            return 0;
    return 1;
}
