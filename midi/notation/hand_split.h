/* SPDX-License-Identifier: MIT
 *
 * Which hand plays a note of a keyboard: the one that is nearer, by where both were lately. */
#ifndef NEUME_MIDI_NOTATION_HAND_SPLIT_H
#define NEUME_MIDI_NOTATION_HAND_SPLIT_H

/* MIDI pitches about which the hands move. */
struct neume_hand_split {
    double right, left;
};

static inline struct neume_hand_split neume_hand_split_rest(void)
{
    return (struct neume_hand_split){70, 50};
}

/* Answers 1 for the left hand, which then has moved towards the note. Each hand keeps to its side of the keyboard. */
static inline int neume_hand_split_take(struct neume_hand_split *h, int pitch)
{
    int is_left = pitch < (h->right + h->left) / 2;
    double *hand = is_left ? &h->left : &h->right;
    *hand += 0.1 * (pitch - *hand);
    h->right = h->right < 64 ? 64 : h->right > 80 ? 80 : h->right;
    h->left = h->left < 36 ? 36 : h->left > 56 ? 56 : h->left;
    return is_left;
}

#endif
