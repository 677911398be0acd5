/* SPDX-License-Identifier: MIT
 *
 * The formats that one dataset alone writes (datasets/loaders/reference.c) against any bytes. */
#include "datasets/loaders/reference.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/truth_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *path = (char *)fuzz_file("a.txt", data, size);
    for (int f = NEUME_REFERENCE_ROLAND; f < NEUME_REFERENCE_SYNTHETIC; f++) {
        struct neume_truth truth;
        struct neume_dataset_problem problem;
        const struct neume_clip clip = {
            .reference = &path, .references = 1, .format = (enum neume_reference_format)f, .channel = -1};
        neume_truth_init(&truth);
        enum neume_status s = neume_clip_truth(&clip, &truth, &problem);
        fuzz_require(s == NEUME_OK || *problem.text);
        if (s == NEUME_OK)
            truth_check(&truth);
        neume_truth_release(&truth);
    }
    return 0;
}
