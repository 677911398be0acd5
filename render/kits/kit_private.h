/* SPDX-License-Identifier: MIT
 *
 * What the readers of kits fill in. */
#ifndef NEUME_RENDER_KITS_KIT_PRIVATE_H
#define NEUME_RENDER_KITS_KIT_PRIVATE_H

#include "render/kits/kit_base.h"

/* How one of the regions that fit is chosen. */
enum neume_kit_choice {
    NEUME_KIT_SEQUENCE, /* all of them sound, by their places in the sequence and one draw: SFZ */
    NEUME_KIT_SHUFFLE,  /* one is drawn, not the last one again: folders */
    NEUME_KIT_SLOTS,    /* each slot plays one of its own, by its order: Hydrogen */
    NEUME_KIT_POWER     /* those of one sample, whose power is near to the velocity: DrumGizmo */
};

enum neume_kit_order { NEUME_KIT_FIRST, NEUME_KIT_ROUND_ROBIN, NEUME_KIT_RANDOM };

/* A component of a Hydrogen instrument. */
struct neume_kit_slot {
    enum neume_kit_order order;
    uint32_t last; /* place among those that fitted last time, + 1; 0: none yet */
};

/* Text that the kit keeps for its regions. */
struct neume_kit_text {
    struct neume_kit_text *next;
    size_t used, size;
    char text[];
};

struct neume_kit_note {
    int is_warning; /* else it is for neume_kit_note() alone */
    char *text;
};

struct neume_bank;
struct neume_kit_archive;

struct neume_kit {
    struct neume_kit_region *region; /* [count]; behind the first `originals` those that were made of them */
    size_t count, capacity, originals;
    uint32_t *of_key; /* originals by key: those of key k are of_key[first[k]] .. of_key[first[k + 1] - 1] */
    size_t first[129];
    enum neume_kit_choice choice;
    int rate, channels;
    int is_sample;  /* 1: a single sound file, for any drum */
    int normalises; /* 1: layers as if recorded equally loud */
    int is_linear;  /* 1: the gain follows the velocity, and not its square */
    int chokes;     /* 1: the file says who ends whom; 0: closed and pedal hi-hats end open ones, if without classes */
    int pedal;      /* where controller 4 stands, 0..127 */
    int by_pedal;   /* 1: one key has all hi-hats, by the pedal; -1: not yet known */
    int pedal_open; /* where the pedal lets the hi-hat ring, and */
    int pedal_closed; /* where it does not */
    uint64_t random;
    char *file;               /* a SoundFont's path, or NULL */
    struct neume_bank *bank;  /* the SoundFont, loaded */
    int bank_number, program; /* of the SoundFont's kit */
    size_t last[128];         /* by key: the region chosen last, + 1; 0: none */
    float (*curve)[128];      /* [curves]: gains by velocity */
    size_t curves;
    struct neume_kit_slot *slot; /* [slots] */
    size_t slots;
    struct neume_kit_text *text;
    struct neume_kit_note *note; /* [notes] */
    size_t notes;
    struct neume_kit_archive *archive; /* of a packed kit, whose regions' paths are names in it; or NULL */
    size_t bytes, most_bytes;          /* of the samples in memory; what is kept beside those that sound */
    uint64_t clock, next_look;         /* how often a sample was asked for; when one may be freed */
    char *unnamed;                     /* of a folder: the first sound file whose name says no drum, or NULL; */
    size_t unnamed_count;              /* and how many there are */
};

#endif
