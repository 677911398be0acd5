/* SPDX-License-Identifier: MIT */
#include "datasets/readers/labels.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/readers/text.h"

struct label {
    const char *word;
    unsigned char drum;
};

enum {
    K = NEUME_DRUM_KICK,
    S = NEUME_DRUM_SNARE,
    H = NEUME_DRUM_HIHAT,
    T = NEUME_DRUM_TOM,
    C = NEUME_DRUM_CYMBAL,
    O = NEUME_DRUM_OTHER
};

/* The classes, the subclasses of MDB Drums, and words. */
static const struct label exact[] = {{"OT", O},
                                     {"TMB", O},
                                     {"cowbell", O},
                                     {"KD", K},
                                     {"SD", S},
                                     {"SDB", S},
                                     {"SDD", S},
                                     {"SDF", S},
                                     {"SDG", S},
                                     {"SDNS", S},
                                     {"SST", S},
                                     {"CHH", H},
                                     {"OHH", H},
                                     {"PHH", H},
                                     {"HH", H},
                                     {"HIT", T},
                                     {"MHT", T},
                                     {"HFT", T},
                                     {"LFT", T},
                                     {"TT", T},
                                     {"RDC", C},
                                     {"RDB", C},
                                     {"CRC", C},
                                     {"CHC", C},
                                     {"SPC", C},
                                     {"CY", C},
                                     {"kick", K},
                                     {"bass drum", K},
                                     {"snare", S},
                                     {"hi-hat", H},
                                     {"hihat", H},
                                     {"closed hat", H},
                                     {"open hat", H},
                                     {"pedal hat", H},
                                     {"tom", T},
                                     {"cymbal", C},
                                     {"crash", C},
                                     {"ride", C},
                                     {"splash", C},
                                     {"ride bell", C},
                                     {"crash 2", C},
                                     {"ride 2", C},
                                     {"side stick", S},
                                     {"high tom", T},
                                     {"low tom", T},
                                     {"acoustic bass drum", K},
                                     {"electric snare", S},
                                     {"low floor tom", T},
                                     {"high floor tom", T},
                                     {"low-mid tom", T},
                                     {"high-mid tom", T},
                                     {"chinese cymbal", C}};

/* The strokes of ENST-Drums by how they begin; '#' is a digit, '$' the end. */
static const struct label beginnings[] = {
    {"bd", K},  {"sd", S},  {"rs", S},  {"cs", S}, {"chh", H}, {"ohh", H}, {"hh", H},  {"lt", T}, {"mt", T}, {"ht", T},
    {"lmt", T}, {"lft", T}, {"hft", T}, {"rc", C}, {"cr", C},  {"c#", C},  {"spl", C}, {"ch", C}, {"cc", C}, {"c$", C}};

static int begins(struct neume_field label, const char *pattern)
{
    for (size_t i = 0; pattern[i]; i++) {
        if (pattern[i] == '$')
            return i == label.size;
        if (i >= label.size)
            return 0;
        int c = tolower((unsigned char)label.at[i]);
        if (pattern[i] == '#' ? !isdigit(c) : c != pattern[i])
            return 0;
    }
    return 1;
}

int neume_drum_class_of_label(struct neume_field label, enum neume_drum_class *drum)
{
    *drum = NEUME_DRUM_OTHER;
    for (size_t i = 0; i < sizeof exact / sizeof *exact; i++)
        if (neume_field_is(label, exact[i].word)) {
            *drum = (enum neume_drum_class)exact[i].drum;
            return 1;
        }
    /* No stroke has a longer name; a sentence is none. */
    for (size_t i = 0; label.size <= 12 && i < sizeof beginnings / sizeof *beginnings; i++)
        if (begins(label, beginnings[i].word)) {
            *drum = (enum neume_drum_class)beginnings[i].drum;
            return 1;
        }
    return 0;
}

/* A whole number as a label: 0, 1 and 2 as RBMA13 counts kick, snare and hi-hat, else a General MIDI key. */
static int drum_of_number(double number, enum neume_drum_class *drum)
{
    *drum = NEUME_DRUM_OTHER;
    if (number != floor(number) || number < 0 || number > 127)
        return 0;
    *drum = number <= 2 ? (enum neume_drum_class)(int)number : neume_drum_class_of_key((int)number);
    return number <= 2 || number >= 27;
}

static void warn_of_label(struct neume_reading *r, struct neume_field label)
{
    neume_reading_warn(r, r->line, "'%.*s' is no drum that is known; counted as an onset of no class",
                       (int)(label.size < 40 ? label.size : 40), label.at);
}

static enum neume_status read_drum(struct neume_reading *r)
{
    struct neume_truth *t = r->truth;
    enum neume_drum_class drum;
    double time, number;
    enum neume_status s = neume_reading_time(r, 0, "time", &time);
    if (s != NEUME_OK)
        return s;
    if (r->count < 2)
        return neume_truth_add_onset(t, time);
    if (neume_field_number(r->field[1], &number)) {
        if (!drum_of_number(number, &drum))
            return neume_reading_fail(r, r->line, "%g is no drum: 0, 1, 2 or a percussion key", number);
    } else if (!neume_drum_class_of_label(r->field[1], &drum) &&
               !neume_drum_class_of_label(neume_reading_rest(r, 1), &drum)) {
        warn_of_label(r, r->field[1]);
    }
    if (t->hit_count && time < t->hit[t->hit_count - 1].time)
        neume_reading_warn(r, r->line, "times are not in order");
    return neume_truth_add_hit(t, time, drum);
}

/* 1 where the label is a pitch: a MIDI number, or a name such as C4 (which is 60), F#3 or Bb-1. */
static int pitch_of_label(struct neume_field label, double *pitch)
{
    static const int steps[] = {9, 11, 0, 2, 4, 5, 7}; /* A to G */
    char text[16], *end;
    if (neume_field_number(label, pitch))
        return 1;
    if (label.size < 2 || label.size >= sizeof text)
        return 0;
    memcpy(text, label.at, label.size);
    text[label.size] = 0;
    int letter = toupper((unsigned char)text[0]), at = 1;
    if (letter < 'A' || letter > 'G')
        return 0;
    int key = steps[letter - 'A'];
    for (; text[at] == '#' || text[at] == 'b'; at++)
        key += text[at] == '#' ? 1 : -1;
    if (!isdigit((unsigned char)text[at]) && text[at] != '-')
        return 0;
    long octave = strtol(text + at, &end, 10);
    *pitch = (double)(12 * (octave + 1) + key);
    return !*end;
}

/* Audacity exports "start<tab>end<tab>label"; a line that begins with a backslash is the frequency range of the label
 * above it. */
static enum neume_status read_label(struct neume_reading *r)
{
    struct neume_truth_note n = {.velocity = 64};
    struct neume_field word = neume_reading_rest(r, 2);
    enum neume_drum_class drum;
    enum neume_status s = neume_reading_time(r, 0, "start", &n.onset);
    if (s == NEUME_OK)
        s = neume_reading_time(r, 1, "end", &n.offset);
    if (s != NEUME_OK)
        return s;
    if (pitch_of_label(word, &n.pitch)) {
        s = neume_check_pitch(r, r->line, n.pitch);
        n.hz = neume_pitch_to_hz(n.pitch);
        return s == NEUME_OK ? neume_reading_add_note(r, r->line, &n) : s;
    }
    if (n.offset < n.onset)
        return neume_reading_fail(r, r->line, "the label ends (%g s) before it starts (%g s)", n.offset, n.onset);
    if (neume_drum_class_of_label(word, &drum))
        return neume_truth_add_hit(r->truth, n.onset, drum);
    return neume_truth_add_onset(r->truth, n.onset);
}

static enum neume_status each_line(struct neume_reading *r, enum neume_status (*read_line)(struct neume_reading *r))
{
    enum neume_status s = NEUME_OK;
    double number;
    neume_reading_rewind(r);
    for (int first = 1; s == NEUME_OK && neume_reading_next(r); first = 0)
        if (*r->whole.at != '\\' && (!first || neume_field_number(r->field[0], &number)))
            s = read_line(r);
    return s;
}

enum neume_status neume_read_drums(struct neume_reading *r)
{
    return each_line(r, read_drum);
}

enum neume_status neume_read_labels(struct neume_reading *r)
{
    return each_line(r, read_label);
}

int neume_label_is_drum(struct neume_field label)
{
    double pitch;
    return label.size > 0 && !pitch_of_label(label, &pitch);
}
