/* SPDX-License-Identifier: MIT
 *
 * A synthetic single line with known truth: notes with glides, vibrato, repeats and rests over the whole range. */
#ifndef NEUME_TESTS_SUPPORT_LINE_H
#define NEUME_TESTS_SUPPORT_LINE_H

#include <stddef.h>
#include <stdint.h>

struct line_note {
    double onset, offset; /* seconds */
    int pitch;            /* MIDI */
};

struct line {
    double rate;    /* Hz */
    float *samples; /* [count] */
    float *f0;      /* [count]: Hz, 0 in rests */
    size_t count;
    struct line_note *notes; /* [note_count] */
    size_t note_count;
};

struct line_config {
    double rate, seconds;
    int low, high;     /* MIDI pitches */
    int odd_harmonics; /* 1: a clarinet-like spectrum */
    double roll_off;   /* harmonic h has amplitude h^-roll_off; 20 and more is a sine */
    double vibrato;    /* cents, at 5.5 Hz, on half of the notes */
    double glide;      /* share of the notes that slide into the next one, 0..1 */
    double shortest;   /* seconds */
    double snr;        /* dB of white noise over the whole line; 200: none */
    uint64_t seed;
};

void line_init(struct line *line, const struct line_config *config);
void line_release(struct line *line);

#endif
