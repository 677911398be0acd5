/* SPDX-License-Identifier: MIT */
#include "core/drum_class.h"

const char *neume_drum_class_name(enum neume_drum_class drum)
{
    static const char *const names[NEUME_DRUM_CLASSES] = {"KD", "SD", "HH", "TT", "CY"};
    return (unsigned)drum < NEUME_DRUM_CLASSES ? names[drum] : "-";
}

enum neume_drum_class neume_drum_class_of_key(int key)
{
    enum {
        K = NEUME_DRUM_KICK,
        S = NEUME_DRUM_SNARE,
        H = NEUME_DRUM_HIHAT,
        T = NEUME_DRUM_TOM,
        C = NEUME_DRUM_CYMBAL,
        O = NEUME_DRUM_OTHER
    };
    /* Keys 35 to 59. */
    static const unsigned char classes[] = {K, K, S, S, O, S, T, H, T, H, T, H, T, T, C, T, C, C, C, O, C, O, C, O, C};
    return key >= 35 && key <= 59 ? (enum neume_drum_class)classes[key - 35] : NEUME_DRUM_OTHER;
}
