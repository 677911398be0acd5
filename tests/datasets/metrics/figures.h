/* SPDX-License-Identifier: MIT */
#ifndef NEUME_TESTS_DATASETS_FIGURES_H
#define NEUME_TESTS_DATASETS_FIGURES_H

#include <math.h>

#include "tests/support/support.h"

/* Fails the test unless the measure is what it should be, but for rounding. */
#define assert_figure(got, expected)                               \
    do {                                                           \
        double figure = (got), right = (expected);                 \
        if (!(fabs(figure - right) <= 1e-12))                      \
            fail_msg("%s: %.17g, not %.17g", #got, figure, right); \
    } while (0)

#endif
