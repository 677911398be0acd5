/* SPDX-License-Identifier: MIT */
#include "cli/edit_words.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A number at *text, which then stands behind it. */
static int take_number(const char **text, double least, double most, double *value)
{
    char *end;
    int starts = isdigit((unsigned char)**text) || strchr("+-.", **text);
    *value = **text && starts ? strtod(*text, &end) : NAN;
    if (!(*value >= least && *value <= most))
        return -1;
    *text = end;
    return 0;
}

static int take_whole(const char **text, double least, double most, int *value)
{
    double number;
    if (take_number(text, least, most, &number) || number != floor(number))
        return -1;
    *value = (int)number;
    return 0;
}

int neume_cli_edit_grid(const char *text, struct neume_note_value *value)
{
    *value = (struct neume_note_value){0, 1, 1};
    if (strncmp(text, "1/", 2))
        return -1;
    text += 2;
    if (!isdigit((unsigned char)*text) || take_whole(&text, 1, 128, &value->denominator) ||
        value->denominator & (value->denominator - 1))
        return -1;
    if (*text == 'T' || *text == 't') {
        value->times = 2;
        value->per = 3;
        text++;
    } else if (*text == 'D' || *text == 'd') {
        value->times = 3;
        value->per = 2;
        text++;
    }
    return *text ? -1 : 0;
}

int neume_cli_edit_window(const char *text, struct neume_edit_options *options)
{
    double number;
    if (take_number(&text, 0, 1e6, &number))
        return -1;
    if (!strcmp(text, "%") && number <= 100) {
        options->window = number / 100;
        return 0;
    }
    options->window_ticks = (int)number;
    return *text || number != floor(number) ? -1 : 0;
}

int neume_cli_edit_humanize(const char *text, struct neume_edit_options *options)
{
    double ms;
    if (take_number(&text, 0, 10000, &ms))
        return -1;
    options->humanize = ms / 1000;
    if (*text == ',') {
        text++;
        if (take_whole(&text, 0, 127, &options->humanize_velocity))
            return -1;
    }
    return *text ? -1 : 0;
}

int neume_cli_edit_velocity(const char *text, struct neume_edit_options *options)
{
    static const struct {
        const char *word; /* in the order of the enum */
        double least, most;
    } edits[] = {
        {"scale=", 0, 16}, {"add=", -127, 127}, {"compress=", 0.1, 100}, {"curve=", 0.1, 10}, {"fixed=", 1, 127}};
    for (options->velocities = 0; options->velocities < NEUME_EDIT_MOST_VELOCITIES; text++) {
        size_t k = 0, count = sizeof edits / sizeof *edits;
        struct neume_edit_velocity *e = &options->velocity[options->velocities++];
        while (k < count && strncmp(text, edits[k].word, strlen(edits[k].word)))
            k++;
        if (k == count)
            return -1;
        text += strlen(edits[k].word);
        e->kind = (enum neume_edit_velocity_kind)k;
        if (take_number(&text, edits[k].least, edits[k].most, &e->value))
            return -1;
        if (!*text)
            return 0;
        if (*text != ',')
            return -1;
    }
    return -1;
}

int neume_cli_edit_key(const char *text, struct neume_edit_options *options)
{
    static const int fifths['G' - 'A' + 1] = {3, 5, 0, 2, 4, -1, 1}; /* of the major keys A to G */
    char letter = (char)(*text & ~0x20);
    if (letter < 'A' || letter > 'G')
        return -1;
    int f = fifths[letter - 'A'];
    for (text++; *text == '#' || *text == 'b'; text++)
        f += *text == '#' ? 7 : -7;
    if (!strcmp(text, ":min") || !strcmp(text, "m"))
        f -= 3;
    else if (*text && strcmp(text, ":maj"))
        return -1;
    options->has_key = 1;
    options->key_fifths = f;
    return f < -7 || f > 7 ? -1 : 0;
}

int neume_cli_edit_bars(const char *text, struct neume_edit_options *options)
{
    if (!isdigit((unsigned char)*text) || take_whole(&text, 1, 1e6, &options->first_bar))
        return -1;
    options->last_bar = options->first_bar;
    if (*text == '-') {
        text++;
        options->last_bar = 1000000;
        if (*text && (!isdigit((unsigned char)*text) || take_whole(&text, options->first_bar, 1e6, &options->last_bar)))
            return -1;
    }
    return *text ? -1 : 0;
}
