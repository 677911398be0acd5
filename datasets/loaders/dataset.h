/* SPDX-License-Identifier: MIT
 *
 * The index of datasets: what each is, and where its audio, its truth and its official split lie under a root folder,
 * in the layout that it ships with.
 *
 *     struct neume_tree tree = {0};
 *     struct neume_clips clips = {0};
 *     enum neume_status s = neume_tree_read(&tree, "/data");
 *     if (s == NEUME_OK)
 *         s = neume_dataset_clips(neume_dataset_find("maps"), &tree, &clips, NULL);
 *     ...
 *     neume_clips_release(&clips);
 *     neume_tree_release(&tree);
 *
 * The root may be the dataset's own folder or one above it: several datasets may lie side by side in one root. */
#ifndef NEUME_DATASETS_LOADERS_DATASET_H
#define NEUME_DATASETS_LOADERS_DATASET_H

#include <stddef.h>

#include "neume/status.h"

struct neume_truth;
struct neume_rules;

/* What the reference of a clip is about, and so which measures apply. */
enum neume_clip_kind {
    NEUME_CLIP_NOTES, /* pitched notes: onset, offset, pitch, perhaps velocity */
    NEUME_CLIP_DRUMS, /* drum hits: time, class */
    NEUME_CLIP_F0,    /* one f0 at a time, frame by frame: time, Hz, 0 where unvoiced */
    NEUME_CLIP_BEATS, /* beat times */
    NEUME_CLIP_KIND_COUNT
};

/* How a reference is written down, where the bytes alone do not say. */
enum neume_reference_format {
    NEUME_REFERENCE_ANY,        /* by name and content, as neume eval reads it */
    NEUME_REFERENCE_MIDI,       /* a Standard MIDI File, notes as long as the keys are down */
    NEUME_REFERENCE_MIDI_PEDAL, /* the same, lengthened by the sustain pedal, as is usual for piano */
    NEUME_REFERENCE_ROLAND,     /* MIDI of Roland drum kits: General MIDI and a few keys more */
    NEUME_REFERENCE_MAPS,       /* header, then onset, offset (s), MIDI pitch */
    NEUME_REFERENCE_MUSICNET,   /* CSV: start, end in samples at 44.1 kHz, instrument, MIDI pitch, ... */
    NEUME_REFERENCE_HZ_NOTES,   /* onset (s), Hz, duration (s) */
    NEUME_REFERENCE_BACH10,     /* onset (ms), score onset, MIDI pitch, part; no offsets */
    NEUME_REFERENCE_TONAS,      /* tuning (cents), then onset (s), duration (s), fractional MIDI pitch, energy */
    NEUME_REFERENCE_TONAS_F0,   /* time (s), energy, Hz as tracked, Hz as corrected */
    NEUME_REFERENCE_F0,         /* time (s), Hz */
    NEUME_REFERENCE_MIR1K,      /* one fractional MIDI pitch a line, every 20 ms from 20 ms on; 0 unvoiced */
    NEUME_REFERENCE_IKALA,      /* the same every 32 ms from 16 ms on */
    NEUME_REFERENCE_BEATS,      /* time (s), number in the bar or nothing */
    NEUME_REFERENCE_JTD_BEATS,  /* CSV: row, beat (s), what each player did then, number in the bar */
    NEUME_REFERENCE_DRUMS,      /* time (s), label */
    NEUME_REFERENCE_IDMT,       /* XML: <event> with <onsetSec> and <instrument> KD, SD, HH */
    NEUME_REFERENCE_RBMA,       /* time (s), number 0..23: 0 kick, 1 snare, 2 hi-hat, ... */
    NEUME_REFERENCE_SYNTHETIC,  /* no file: neume composed it */
    NEUME_REFERENCE_FORMAT_COUNT
};

enum { NEUME_MISSING_AUDIO = 1, NEUME_MISSING_REFERENCE = 2 };

/* All strings are owned by the list, and never NULL but where said. */
struct neume_clip {
    char *id;         /* unique within the dataset */
    char *category;   /* "piano", "jazz", ...: what results are grouped by; may be "" */
    char *split;      /* "train", "validation", "test", a fold; "" where the dataset has none */
    char *audio;      /* path; NULL where none is known, as for a synthetic clip */
    char **reference; /* [references] paths that together are the truth; a mix may have one for each part */
    size_t references;
    enum neume_clip_kind kind;
    enum neume_reference_format format;
    int channel;      /* the channel that the reference is about, from 0; -1: all channels mixed */
    int synthetic;    /* the index of a synthetic piece (loaders/synthetic.h), or -1 */
    unsigned missing; /* NEUME_MISSING_*: what should lie beside it and does not; 0: the clip can be scored */
};

/* Sorted by id. Zeroed is empty and valid. */
struct neume_clips {
    struct neume_clip *clip; /* [count] */
    size_t count, capacity;
    size_t missing; /* how many of them have `missing` set */
};

struct neume_dataset {
    const char *name;     /* as one types it: "maps" */
    const char *title;    /* "MAPS (MIDI Aligned Piano Sounds)" */
    const char *what;     /* one line: what was recorded, and what the reference says */
    const char *licence;  /* an SPDX name where there is one, else a few words */
    const char *size;     /* of the download, as its home page has it; "" where there is none */
    const char *home;     /* URL; "" where there is none */
    const char *citation; /* "Emiya et al., 2010, ..." */
    const char *splits;   /* the words that `split` can be and who says so; "" where there is no official split */
    size_t clips;         /* clips of the whole dataset by these rules; 0 where any number is right */
    enum neume_clip_kind kind;
    const struct neume_rules *rules; /* where its files lie: loaders/rules.h */
};

/* All of them, in the order of the listing; ends with NULL. */
extern const struct neume_dataset *const neume_datasets[];

/* The files under a root, read once for any number of datasets. Zeroed is empty and valid. */
struct neume_tree {
    char *root;
    char **path; /* [count], relative to the root, sorted */
    size_t count, capacity;
};

/* Where an index file of a dataset is wrong. */
struct neume_dataset_problem {
    char file[256]; /* relative to the root, cut to fit */
    size_t line;    /* from 1; 0: the file as a whole */
    char text[160]; /* what is wrong, in a few words */
};

enum neume_presence { NEUME_ABSENT, NEUME_PARTIAL, NEUME_PRESENT };

#endif
