/* SPDX-License-Identifier: MIT */
#include "midi/edit/key.h"

#include <math.h>
#include <string.h>

enum { FEWEST = 4 /* pitch classes that are a key */ };

/* From the tonic up. Albrecht and Shanahan 2013, table 1. */
static const double profile[2][12] = {
    {0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081},
    {0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052},
};

static const int letter_fifths['G' - 'A' + 1] = {3, 5, 0, 2, 4, -1, 1}; /* of the major keys A to G */

static int modulo(int a, int b)
{
    return ((a % b) + b) % b;
}

static double correlate(const double *seconds, const double *shape, int tonic)
{
    double x = 0, y = 0, xx = 0, yy = 0, xy = 0;
    for (int c = 0; c < 12; c++) {
        double a = seconds[(c + tonic) % 12], b = shape[c];
        x += a;
        y += b;
        xx += a * a;
        yy += b * b;
        xy += a * b;
    }
    double spread = (xx - x * x / 12) * (yy - y * y / 12);
    return spread > 0 ? (xy - x * y / 12) / sqrt(spread) : 0;
}

int neume_key_find(const double *seconds, struct neume_key *key)
{
    double best = NEUME_KEY_LEAST;
    int classes = 0, found = 0;
    for (int c = 0; c < 12; c++)
        classes += seconds[c] > 0;
    for (int minor = 0; minor < 2 && classes >= FEWEST; minor++)
        for (int tonic = 0; tonic < 12; tonic++) {
            double here = correlate(seconds, profile[minor], tonic);
            if (here <= best)
                continue;
            best = here;
            found = 1;
            int fifths = modulo(7 * (tonic + 3 * minor), 12);
            /* F sharp major, but E flat minor, as most write them. */
            *key = (struct neume_key){fifths > 6 - minor ? fifths - 12 : fifths, minor};
        }
    return found;
}

int neume_key_tonic(const struct neume_key *key)
{
    return modulo(7 * key->fifths - 3 * key->minor, 12);
}

const char *neume_key_name(const struct neume_key *key)
{
    static const char *const names[2][15] = {
        {"Cb major", "Gb major", "Db major", "Ab major", "Eb major", "Bb major", "F major", "C major", "G major",
         "D major", "A major", "E major", "B major", "F# major", "C# major"},
        {"Ab minor", "Eb minor", "Bb minor", "F minor", "C minor", "G minor", "D minor", "A minor", "E minor",
         "B minor", "F# minor", "C# minor", "G# minor", "D# minor", "A# minor"}};
    return key->fifths < -7 || key->fifths > 7 ? "" : names[key->minor != 0][key->fifths + 7];
}

static unsigned rotate(unsigned scale, int by)
{
    return (scale << by | scale >> (12 - by)) & 0xFFF;
}

/* From the tonic, which is bit 0. */
enum { MAJOR = 0xAB5, MINOR = 0x5AD };

unsigned neume_key_scale(const struct neume_key *key)
{
    return rotate(key->minor ? MINOR : MAJOR, neume_key_tonic(key));
}

static int same_word(const char *text, const char *word)
{
    while (*word && (*text | 0x20) == (*word | 0x20)) {
        text++;
        word++;
    }
    return !*text && !*word;
}

/* A letter and its sharps or flats, at most three; *text then stands behind them. */
static int take_tonic(const char **text, int *fifths)
{
    char letter = (char)(**text & ~0x20);
    if (letter < 'A' || letter > 'G')
        return -1;
    *fifths = letter_fifths[letter - 'A'];
    ++*text;
    for (int i = 0; i < 3 && (**text == '#' || **text == 'b'); i++, ++*text)
        *fifths += **text == '#' ? 7 : -7;
    return 0;
}

int neume_key_parse(const char *text, struct neume_key *key)
{
    int fifths, is_minor = 0;
    if (take_tonic(&text, &fifths))
        return -1;
    if (!strcmp(text, "m"))
        is_minor = 1;
    else if (*text) {
        if (*text != ' ' && *text != ':')
            return -1;
        text++;
        is_minor = same_word(text, "min") || same_word(text, "minor");
        if (!is_minor && !same_word(text, "maj") && !same_word(text, "major"))
            return -1;
    }
    *key = (struct neume_key){fifths - 3 * is_minor, is_minor};
    return key->fifths < -7 || key->fifths > 7 ? -1 : 0;
}

static const char *const scale_names[] = {
    "major",   "minor",      "harmonic-minor",   "melodic-minor", "dorian",     "phrygian",  "lydian", "mixolydian",
    "locrian", "pentatonic", "minor-pentatonic", "blues",         "whole-tone", "chromatic", NULL};

int neume_scale_parse(const char *text, unsigned *scale)
{
    static const unsigned masks[] = {MAJOR, MINOR, 0x9AD, 0xAAD, 0x6AD, 0x5AB, 0xAD5,
                                     0x6B5, 0x56B, 0x295, 0x4A9, 0x4E9, 0x555, 0xFFF};
    struct neume_key key;
    int fifths;
    if (!neume_key_parse(text, &key)) {
        *scale = neume_key_scale(&key);
        return 0;
    }
    if (take_tonic(&text, &fifths) || (*text != ' ' && *text != ':'))
        return -1;
    for (int i = 0; scale_names[i]; i++)
        if (same_word(text + 1, scale_names[i])) {
            *scale = rotate(masks[i], modulo(7 * fifths, 12));
            return 0;
        }
    return -1;
}

int neume_scale_nearest(unsigned scale, int pitch)
{
    for (int far = 0; far < 12; far++) {
        if (pitch - far >= 0 && scale >> (pitch - far) % 12 & 1)
            return pitch - far;
        if (pitch + far <= 127 && scale >> (pitch + far) % 12 & 1)
            return pitch + far;
    }
    return pitch;
}
