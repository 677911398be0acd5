/* SPDX-License-Identifier: MIT
 *
 * JAMS, and the JSON that neume writes: what is read has its times in order and its pitches in range, and can be
 * scored. A target apart from fuzz_truth.c, since its mutator keeps JSON whole. */
#include <string.h>

#include "datasets/readers/reader.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/truth_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct neume_truth truth;
    struct neume_reader_remarks remarks;
    neume_truth_init(&truth);
    enum neume_status s = neume_truth_read(&truth, fuzz_file("a.jams", data, size), NULL, &remarks);
    fuzz_require(memchr(remarks.error, 0, sizeof remarks.error) && memchr(remarks.warning, 0, sizeof remarks.warning));
    if (s == NEUME_OK)
        truth_check(&truth);
    neume_truth_release(&truth);
    return 0;
}
