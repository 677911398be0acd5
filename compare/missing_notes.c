/* SPDX-License-Identifier: MIT */
#include "compare/missing_notes.h"

#include <math.h>
#include <stdio.h>

#include "compare/heard.h"
#include "compare/listen_pair_private.h"

/* A logistic regression on pieces of which a tenth of the notes was taken away
 * (models/train/evaluate/missing_notes.py): of the notes that are heard in the recording and not written, which are
 * those that were taken? The strings of an octave sound along, faint notes of the render are heard in the recording
 * too, and where the transcriber hears little of what is written, it knows little of what is not. */
static const struct {
    double base, recording, render, octave, partial, heard, velocity, near;
} weight = {-8.04, 1.83, -0.99, -2.12, -1.06, 1.95, 2.54, 3.29};
static const double held = -3; /* struck while the MIDI's own of that pitch sounds on; by hand: the pieces have none */
static const double goes_on = 0.5; /* share of the chance of a missing note, below which the next one that begins where
                                    * it ends is the same note, heard in pieces */
static const double joint = 0.05;  /* seconds between such pieces */
static const double least_chance = 0.15, least_drum = 0.4;
static const double surely = 0.27;      /* confidence of a written note that counts as heard */
static const double silent = 0.0474;    /* that of a note which is not heard at all */
static const double neighbourhood = 10; /* seconds within which a pitch that is written makes another likely */

/* What the MIDI has before a note that is heard. */
struct written_before {
    double until[128]; /* when the notes of each pitch end that began before the window */
    double share;      /* of its notes that are heard in the recording */
    struct {
        size_t place; /* of the last note of each pitch that is missing, + 1 */
        double end, chance;
    } missing[128];
};

static double log_odds(double p)
{
    p = fmin(fmax(p, 1e-3), 0.999);
    return log(p / (1 - p));
}

static double share_heard(const struct neume_listen_pair *pair, const struct neume_notes *written)
{
    size_t pitched = 0, heard = 0;
    for (size_t i = 0; i < written->count; i++) {
        if (written->note[i].drum)
            continue;
        const struct neume_note *found = neume_compare_find_sound(&pair->heard[0], &written->note[i]);
        pitched++;
        heard += found && found->confidence > surely;
    }
    return pitched ? (double)heard / (double)pitched : 0;
}

/* Whether one begins with it `below` semitones under it. */
static int begins_below(const struct neume_notes *written, const struct neume_note *note, int below)
{
    struct neume_note other = *note;
    other.pitch = (uint8_t)(note->pitch - below);
    return note->pitch >= below && neume_compare_find_sound(written, &other) != NULL;
}

/* Whether one sounds on of which it may be a partial. */
static int is_partial(const struct written_before *before, const struct neume_note *note)
{
    static const int below[] = {12, 19, 24};
    for (size_t i = 0; i < sizeof below / sizeof *below; i++)
        if (note->pitch >= below[i] && before->until[note->pitch - below[i]] > note->onset)
            return 1;
    return 0;
}

static int is_near(const struct neume_notes *written, const struct neume_note *note)
{
    for (size_t i = neume_compare_first_from(written, note->onset - neighbourhood); i < written->count; i++) {
        if (written->note[i].onset > note->onset + neighbourhood)
            break;
        if (neume_compare_same_sound(&written->note[i], note))
            return 1;
    }
    return 0;
}

static double chance(const struct neume_listen_pair *pair, const struct neume_notes *written,
                     const struct written_before *before, const struct neume_note *note)
{
    const struct neume_note *rendered = neume_compare_find_sound(&pair->heard[1], note);
    double z = weight.base + weight.recording * log_odds(note->confidence);
    z += weight.render * log_odds(rendered ? rendered->confidence : silent);
    z += weight.octave * begins_below(written, note, 12) + weight.partial * is_partial(before, note);
    z += weight.heard * before->share + weight.velocity * note->velocity / 127.0;
    z += weight.near * is_near(written, note);
    z += before->until[note->pitch] > note->onset + NEUME_LISTEN_WINDOW ? held : 0;
    return 1 / (1 + exp(-z));
}

/* A missing note, or the rest of the one before it. */
static enum neume_status push_note(struct neume_compare_data *data, size_t *capacity, struct written_before *before,
                                   const struct neume_note *note, double sure)
{
    const size_t last = before->missing[note->pitch].place;
    if (last && note->onset - before->missing[note->pitch].end < joint &&
        sure < goes_on * before->missing[note->pitch].chance) {
        data->place[last - 1].end = before->missing[note->pitch].end = note->offset;
        return NEUME_OK;
    }
    enum neume_status status = neume_compare_push_sound(data, capacity, NEUME_PLACE_MISSING, note, sure);
    before->missing[note->pitch].place = data->place_count;
    before->missing[note->pitch].end = note->offset;
    before->missing[note->pitch].chance = sure;
    return status;
}

enum neume_status neume_compare_push_missing(const struct neume_listen_pair *pair, const struct neume_notes *written,
                                             struct neume_compare_data *data, size_t *capacity)
{
    struct written_before before = {.share = share_heard(pair, written)};
    enum neume_status status = NEUME_OK;
    for (size_t i = 0, w = 0; i < pair->heard[0].count && status == NEUME_OK; i++) {
        const struct neume_note *note = &pair->heard[0].note[i];
        for (; w < written->count && written->note[w].onset < note->onset - NEUME_LISTEN_WINDOW; w++)
            if (!written->note[w].drum)
                before.until[written->note[w].pitch] =
                    fmax(before.until[written->note[w].pitch], written->note[w].offset);
        if (neume_compare_find_sound(written, note) || neume_compare_find_sound(&pair->heard[0], note) != note)
            continue;
        if (!note->drum) {
            double sure = chance(pair, written, &before, note);
            if (sure >= least_chance)
                status = push_note(data, capacity, &before, note, sure);
        } else if (note->confidence >= least_drum && !neume_compare_find_sound(&pair->heard[1], note)) {
            status = neume_compare_push_sound(data, capacity, NEUME_PLACE_MISSING, note, note->confidence);
        }
    }
    return status;
}
