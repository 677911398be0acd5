/* SPDX-License-Identifier: MIT */
#include "cli/options/edit_words.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/options/options.h"
#include "midi/edit/edit_setup.h"
#include "midi/edit/key.h"

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
    options->find_key = !strcmp(text, "auto");
    options->sign = strcmp(text, "none") != 0;
    options->has_key = options->sign && !options->find_key;
    return options->has_key ? neume_key_parse(text, &options->key) : 0;
}

int neume_cli_edit_scale(const char *text, struct neume_edit_options *options)
{
    options->find_scale = !strcmp(text, "auto");
    return options->find_scale ? 0 : neume_scale_parse(text, &options->scale);
}

int neume_cli_edit_split(const char *text, struct neume_edit_options *options)
{
    int hands = !strcmp(text, "hands"), pitch = neume_cli_pitch(text);
    options->split = hands ? NEUME_SPLIT_HANDS : pitch;
    return hands || pitch > 0 ? 0 : -1;
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

/* Two lists of different lengths: the last of the shorter one holds for the rest. */
static struct neume_edit_setup *setup_at(struct neume_edit_setup *setup, int *count, int i)
{
    for (; *count <= i; ++*count)
        if (*count)
            setup[*count] = setup[*count - 1];
    return &setup[i];
}

static int take_item(const char **text, enum cli_list what, int *value)
{
    if (!isdigit((unsigned char)**text) ||
        take_whole(text, what == CLI_LIST_PROGRAM, what == CLI_LIST_PROGRAM ? 128 : 127, value))
        return -1;
    if (what != CLI_LIST_BANK)
        return 0;
    int low = 0;
    if (**text == ':') {
        ++*text;
        if (!isdigit((unsigned char)**text) || take_whole(text, 0, 127, &low))
            return -1;
    }
    *value = *value << 7 | low;
    return 0;
}

static void put_item(struct neume_edit_setup *s, enum cli_list what, int value)
{
    if (what == CLI_LIST_PROGRAM)
        s->program = value;
    else if (what == CLI_LIST_BANK)
        s->bank = value;
    else if (what == CLI_LIST_VOLUME)
        s->volume = value;
    else
        s->pan = value;
}

int neume_cli_edit_list(const char *text, enum cli_list what, struct neume_edit_setup *setup, int *count)
{
    int value = 0, i = 0;
    for (;; text++, i++) {
        if (i == NEUME_EDIT_MOST_SETUPS || take_item(&text, what, &value))
            return -1;
        put_item(setup_at(setup, count, i), what, value);
        if (!*text)
            break;
        if (*text != ',')
            return -1;
    }
    for (i++; i < *count; i++)
        put_item(&setup[i], what, value);
    return 0;
}

int neume_cli_edit_names(const char *text, char *names, size_t size, struct neume_edit_setup *setup, int *count)
{
    size_t length = strlen(text);
    int i = 0;
    if (length >= size)
        return -1;
    memcpy(names, text, length + 1);
    for (int k = 0; k < *count; k++)
        setup[k].name = NULL;
    for (char *p = names; p; i++) {
        char *comma = strchr(p, ',');
        if (i == NEUME_EDIT_MOST_SETUPS)
            return -1;
        if (comma)
            *comma = 0;
        setup_at(setup, count, i)->name = p;
        p = comma ? comma + 1 : NULL;
    }
    if (i < NEUME_EDIT_MOST_SETUPS && *count == i) /* further tracks keep their names */
        setup_at(setup, count, i)->name = NULL;
    return 0;
}
