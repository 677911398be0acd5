/* SPDX-License-Identifier: MIT
 *
 * The reader of drum maps against any bytes: a map has notes alone, and says what is wrong where it is none. */
#include <string.h>

#include "neume/drum.h"
#include "tests/fuzz/fuzz.h"

static void check_map(const struct neume_drum_map *map)
{
    fuzz_require(memchr(map->title, 0, sizeof map->title));
    for (int k = 0; k < 128; k++)
        fuzz_require(map->key[k] < 128 || map->key[k] == NEUME_DRUM_OFF);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct neume_drum_map map;
    struct neume_drum_map_problem problem;
    enum neume_status s = neume_drum_map_load(&map, fuzz_file("kit.map", data, size), &problem);
    fuzz_require(memchr(problem.words, 0, sizeof problem.words) && problem.line >= 0);
    fuzz_require(s != NEUME_OK || !problem.line);
    check_map(&map);
    neume_drum_map_invert(&map);
    check_map(&map);
    return 0;
}
