/* SPDX-License-Identifier: MIT
 *
 * What must hold of every reference and estimate that was read. */
#ifndef NEUME_TESTS_FUZZ_TRUTH_CHECK_H
#define NEUME_TESTS_FUZZ_TRUTH_CHECK_H

#include "datasets/readers/truth.h"

/* Times are finite, not negative and in order, pitches in their ranges; it can be scored, and all is right of itself.
 */
void truth_check(const struct neume_truth *truth);

#endif
