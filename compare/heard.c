/* SPDX-License-Identifier: MIT */
#include "compare/heard.h"

#include "compare/places.h"
#include "datasets/readers/truth.h"
#include <math.h>
#include <stdio.h>

static const double least_heard = 0.167; /* confidence: that of the transcriber at a sensitivity of 0.8 */

/* Drums are the same where they fold to the same of five classes. */
int neume_compare_same_sound(const struct neume_note *a, const struct neume_note *b)
{
    if (a->drum != b->drum)
        return 0;
    return a->drum ? neume_drum_class_of_key(a->pitch) == neume_drum_class_of_key(b->pitch) : a->pitch == b->pitch;
}

size_t neume_compare_first_from(const struct neume_notes *notes, double time)
{
    size_t low = 0, high = notes->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (notes->note[middle].onset < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct neume_note *neume_compare_find_sound(const struct neume_notes *notes, const struct neume_note *note)
{
    const struct neume_note *best = NULL;
    for (size_t i = neume_compare_first_from(notes, note->onset - NEUME_LISTEN_WINDOW); i < notes->count; i++) {
        if (notes->note[i].onset > note->onset + NEUME_LISTEN_WINDOW)
            break;
        if (neume_compare_same_sound(&notes->note[i], note) && (!best || notes->note[i].confidence > best->confidence))
            best = &notes->note[i];
    }
    return best;
}

int neume_compare_is_heard(const struct neume_note *note)
{
    return note && (note->drum || note->confidence >= least_heard);
}

enum neume_status neume_compare_push_sound(struct neume_compare_data *data, size_t *capacity,
                                           enum neume_compare_place_kind kind, const struct neume_note *note,
                                           double score)
{
    char name[16];
    struct neume_compare_place place = {.start = note->onset,
                                        .end = note->offset,
                                        .kind = kind,
                                        .pitch = note->drum ? -1 : note->pitch,
                                        .drum = note->drum ? (int)neume_drum_class_of_key(note->pitch) : -1,
                                        .score = fmin(score, 1)};
    neume_compare_name_sound(note->drum ? place.drum : note->pitch, note->drum, name, sizeof name);
    snprintf(place.words, sizeof place.words,
             kind == NEUME_PLACE_MISSING ? "%s is heard, and not in the MIDI" : "%s of the MIDI is not heard", name);
    return neume_compare_push_place(data, capacity, &place);
}
