/* SPDX-License-Identifier: MIT */
#include "cli/commands/roll_words.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options/options.h"

static int bar_place(const char *text, struct cli_roll_place *place)
{
    char *end;
    if (!isdigit((unsigned char)*text))
        return -1;
    unsigned long bar = strtoul(text, &end, 10), beat = 1;
    if (*end == '.' && isdigit((unsigned char)end[1]))
        beat = strtoul(end + 1, &end, 10);
    if (*end || bar < 1 || bar > 1000000 || beat < 1 || beat > 1000)
        return -1;
    *place = (struct cli_roll_place){0, (unsigned)bar, (unsigned)beat};
    return 0;
}

int neume_cli_roll_place(const char *text, struct cli_roll_place *place)
{
    double seconds = 0;
    if (*text == 'b')
        return bar_place(text + 1, place);
    for (int part = 0; part < 3; part++) {
        char *end;
        if (!isdigit((unsigned char)*text) && *text != '.')
            return -1;
        double value = strtod(text, &end);
        if (end == text || !isfinite(value) || (part && value >= 60) || value > 1e9 ||
            strspn(text, "0123456789.") != (size_t)(end - text))
            return -1;
        seconds = seconds * 60 + value;
        if (!*end) {
            *place = (struct cli_roll_place){.seconds = seconds};
            return 0;
        }
        if (*end != ':')
            return -1;
        text = end + 1;
    }
    return -1;
}

int neume_cli_roll_pitches(const char *text, int *low, int *high)
{
    char first[16];
    /* A name may hold a '-' of its own: C-1. */
    for (const char *dash = strchr(text, '-'); dash; dash = strchr(dash + 1, '-')) {
        snprintf(first, sizeof first, "%.*s", (int)(dash - text), text);
        int a = neume_cli_pitch(first), b = neume_cli_pitch(dash + 1);
        if (a >= 0 && b >= a) {
            *low = a;
            *high = b;
            return 0;
        }
    }
    return -1;
}

static int lane_of(const char *word)
{
    char *end;
    if (!strcmp(word, "velocity"))
        return NEUME_ROLL_VELOCITY;
    if (!strcmp(word, "bend"))
        return NEUME_ROLL_BEND;
    if (!strcmp(word, "pressure"))
        return NEUME_ROLL_PRESSURE;
    if (!strcmp(word, "pedal"))
        return 64;
    word += !strncmp(word, "cc", 2) ? 2 : 0;
    if (!isdigit((unsigned char)*word))
        return -1;
    long number = strtol(word, &end, 10);
    return *end || number > 119 ? -1 : (int)number;
}

static void all_lanes(const struct neume_roll_score *score, struct neume_roll_options *options)
{
    char used[NEUME_ROLL_LANES] = {0};
    for (size_t i = 0; i < score->curve_count; i++)
        used[score->curve[i].lane] = 1;
    options->lane[options->lanes++] = NEUME_ROLL_VELOCITY;
    for (int lane = 0; lane < NEUME_ROLL_VELOCITY && options->lanes < NEUME_ROLL_MOST_LANES; lane++)
        if (used[lane])
            options->lane[options->lanes++] = lane;
}

int neume_cli_roll_lanes(const char *text, const struct neume_roll_score *score, struct neume_roll_options *options)
{
    char word[16];
    options->auto_lanes = !strcmp(text, "auto");
    options->lanes = 0;
    if (options->auto_lanes || !strcmp(text, "none"))
        return 0;
    if (!strcmp(text, "all")) {
        all_lanes(score, options);
        return 0;
    }
    for (;;) {
        size_t length = strcspn(text, ",");
        snprintf(word, sizeof word, "%.*s", (int)(length > 15 ? 15 : length), text);
        int lane = length > 15 ? -1 : lane_of(word);
        if (lane < 0 || options->lanes == NEUME_ROLL_MOST_LANES)
            return -1;
        options->lane[options->lanes++] = lane;
        if (!text[length])
            return 0;
        text += length + 1;
    }
}
