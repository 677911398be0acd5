/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CORE_DRUM_CLASS_H
#define NEUME_CORE_DRUM_CLASS_H

/* The five classes that drum transcription is scored by, in the order of reports. */
enum neume_drum_class {
    NEUME_DRUM_KICK,   /* KD */
    NEUME_DRUM_SNARE,  /* SD */
    NEUME_DRUM_HIHAT,  /* HH */
    NEUME_DRUM_TOM,    /* TT */
    NEUME_DRUM_CYMBAL, /* CY */
    NEUME_DRUM_CLASSES,
    NEUME_DRUM_OTHER = NEUME_DRUM_CLASSES /* cowbells, claps, sticks: an onset, but of no class */
};

/* "KD", "SD", "HH", "TT", "CY"; "-" for OTHER. */
const char *neume_drum_class_name(enum neume_drum_class drum);

/* The class of a General MIDI percussion key 0..127. */
enum neume_drum_class neume_drum_class_of_key(int key);

#endif
