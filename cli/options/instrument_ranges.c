/* SPDX-License-Identifier: MIT */
#include "cli/options/instrument_ranges.h"

#include <assert.h>

/* What a good player reaches, with a tone to spare on either side; in the order of CLI_INSTRUMENT_RANGES. */
static const struct cli_instrument_range ranges[] = {
    {0, 127},  {36, 88},                                          /* all, voice */
    {57, 88},  {53, 83}, {50, 80},  {45, 76}, {40, 71}, {36, 67}, /* soprano ... bass-voice */
    {72, 110}, {57, 98}, {51, 100}, {56, 95}, {48, 98}, {32, 79}, /* piccolo ... bassoon */
    {34, 92},  {50, 88}, {33, 81},  {32, 79}, {24, 67},           /* saxophone ... tuba */
    {53, 107}, {46, 95}, {34, 86},  {22, 69},                     /* violin ... double-bass */
    {36, 90},  {21, 70}, {58, 110},                               /* guitar, bass-guitar, whistling */
};

struct cli_instrument_range neume_cli_instrument_range(int index)
{
    assert(index >= 0 && index < (int)(sizeof ranges / sizeof *ranges));
    return ranges[index];
}
