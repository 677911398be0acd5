/* SPDX-License-Identifier: MIT */
#include "neume/part.h"

#include <stddef.h>

static const struct {
    const char *name;
    int program;
} parts[NEUME_PART_COUNT] = {{"none", 0},   {"bass", 34},    {"piano", 1},  {"mallets", 12}, {"guitar", 28},
                             {"organ", 17}, {"strings", 49}, {"voice", 53}, {"brass", 62},   {"reed", 66},
                             {"flute", 74}, {"lead", 82},    {"pad", 90},   {"drums", 0}};

const char *neume_part_name(enum neume_part part)
{
    return (unsigned)part < NEUME_PART_COUNT ? parts[part].name : "?";
}

int neume_part_program(enum neume_part part)
{
    return (unsigned)part < NEUME_PART_COUNT ? parts[part].program : 0;
}

enum neume_part neume_part_of_program(int program)
{
    static const struct {
        int last; /* program */
        enum neume_part part;
    } range[] = {{8, NEUME_PART_PIANO},
                 {16, NEUME_PART_MALLETS},
                 {24, NEUME_PART_ORGAN},
                 {32, NEUME_PART_GUITAR},
                 {40, NEUME_PART_BASS},
                 {45, NEUME_PART_STRINGS},
                 {47, NEUME_PART_GUITAR} /* pizzicato, harp */,
                 {48, NEUME_PART_NONE} /* timpani */,
                 {52, NEUME_PART_STRINGS},
                 {55, NEUME_PART_VOICE},
                 {56, NEUME_PART_NONE} /* orchestra hit */,
                 {64, NEUME_PART_BRASS},
                 {72, NEUME_PART_REED},
                 {80, NEUME_PART_FLUTE},
                 {88, NEUME_PART_LEAD},
                 {96, NEUME_PART_PAD},
                 {104, NEUME_PART_NONE},
                 {108, NEUME_PART_GUITAR},
                 {109, NEUME_PART_MALLETS} /* kalimba */,
                 {110, NEUME_PART_REED},
                 {111, NEUME_PART_STRINGS},
                 {112, NEUME_PART_REED},
                 {115, NEUME_PART_MALLETS}};
    if (program < 1)
        return NEUME_PART_NONE;
    for (size_t i = 0; i < sizeof range / sizeof *range; i++)
        if (program <= range[i].last)
            return range[i].part;
    return NEUME_PART_NONE;
}
