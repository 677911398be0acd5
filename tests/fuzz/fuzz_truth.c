/* SPDX-License-Identifier: MIT
 *
 * Every reader of datasets/readers against any bytes: by the name and the content, and as each format in turn. What
 * is read has its times in order and its pitches in range, and can be scored. */
#include <string.h>

#include "datasets/readers/reader.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/truth_check.h"

static void read_as(const char *path, enum neume_truth_format format, int pedal)
{
    struct neume_truth truth;
    struct neume_reader_remarks remarks;
    const struct neume_reader_options options = {format, pedal};
    neume_truth_init(&truth);
    enum neume_status s = neume_truth_read(&truth, path, &options, &remarks);
    fuzz_require(memchr(remarks.error, 0, sizeof remarks.error) && memchr(remarks.warning, 0, sizeof remarks.warning));
    fuzz_require(s != NEUME_ERR_DAMAGED || *remarks.error || remarks.format == NEUME_FORMAT_MIDI);
    if (s == NEUME_OK)
        truth_check(&truth);
    neume_truth_release(&truth);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *path = fuzz_file("a.txt", data, size);
    for (int f = NEUME_FORMAT_AUTO; f < NEUME_FORMAT_COUNT; f++)
        read_as(path, (enum neume_truth_format)f, 0);
    read_as(path, NEUME_FORMAT_MIDI, 1);
    read_as(fuzz_file("a.csv", data, size), NEUME_FORMAT_AUTO, 0);
    return 0;
}
