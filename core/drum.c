/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "core/drum.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#define TOGETHER 0.01 /* seconds within which two drums that are folded to one are struck together */

static const char *const names[NEUME_DRUM_COUNT] = {"KD", "SD", "SS", "HC", "HO", "HP", "T1",
                                                    "T2", "T3", "RD", "RB", "CR", "XX"};

static const uint8_t keys[NEUME_DRUM_COUNT][5] = {
    [NEUME_DRUM_KD] = {36, 35}, [NEUME_DRUM_SD] = {38, 40}, [NEUME_DRUM_SS] = {37},
    [NEUME_DRUM_HC] = {42},     [NEUME_DRUM_HO] = {46},     [NEUME_DRUM_HP] = {44},
    [NEUME_DRUM_T1] = {48, 50}, [NEUME_DRUM_T2] = {47, 45}, [NEUME_DRUM_T3] = {43, 41},
    [NEUME_DRUM_RD] = {51, 59}, [NEUME_DRUM_RB] = {53},     [NEUME_DRUM_CR] = {49, 57, 55, 52},
};

const uint8_t *neume_drum_keys(enum neume_drum drum)
{
    return keys[drum];
}

const char *neume_drum_name(enum neume_drum drum)
{
    return (int)drum >= 0 && drum < NEUME_DRUM_COUNT ? names[drum] : "?";
}

enum neume_drum neume_drum_of_key(int key)
{
    for (int d = 0; d < NEUME_DRUM_XX; d++)
        for (const uint8_t *k = keys[d]; *k; k++)
            if (*k == key)
                return (enum neume_drum)d;
    return NEUME_DRUM_XX;
}

/* The drums that a word such as "kick" or "hats" means; 0: none. */
static unsigned set_by_word(const char *word, size_t length)
{
    enum {
        HATS = 1 << NEUME_DRUM_HC | 1 << NEUME_DRUM_HO | 1 << NEUME_DRUM_HP,
        TOMS = 1 << NEUME_DRUM_T1 | 1 << NEUME_DRUM_T2 | 1 << NEUME_DRUM_T3,
        RIDES = 1 << NEUME_DRUM_RD | 1 << NEUME_DRUM_RB,
        CYMBALS = RIDES | 1 << NEUME_DRUM_CR
    };
    static const struct {
        const char *word;
        unsigned set;
    } rows[] = {{"kick", 1 << NEUME_DRUM_KD},
                {"snare", 1 << NEUME_DRUM_SD},
                {"sidestick", 1 << NEUME_DRUM_SS},
                {"hat", HATS},
                {"hihat", HATS},
                {"hi-hat", HATS},
                {"tom", TOMS},
                {"ride", RIDES},
                {"bell", 1 << NEUME_DRUM_RB},
                {"crash", 1 << NEUME_DRUM_CR},
                {"cymbal", CYMBALS},
                {"other", 1 << NEUME_DRUM_XX}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = strlen(rows[i].word);
        int plural = length == n + 1 && (word[n] == 's' || word[n] == 'S');
        if ((length == n || plural) && !strncasecmp(word, rows[i].word, n))
            return rows[i].set;
    }
    return 0;
}

unsigned neume_drum_set(const char *list, const char **bad)
{
    static const struct {
        const char *name;
        unsigned set;
    } folds[] = {{"HH", 1u << NEUME_DRUM_HC | 1u << NEUME_DRUM_HO | 1u << NEUME_DRUM_HP},
                 {"TT", 1u << NEUME_DRUM_T1 | 1u << NEUME_DRUM_T2 | 1u << NEUME_DRUM_T3},
                 {"CY", 1u << NEUME_DRUM_RD | 1u << NEUME_DRUM_RB | 1u << NEUME_DRUM_CR}};
    unsigned all = 0;
    for (;;) {
        size_t length = strcspn(list, ",");
        unsigned set = set_by_word(list, length);
        for (int d = 0; d < NEUME_DRUM_COUNT && length == 2; d++)
            set |= strncasecmp(list, names[d], 2) ? 0 : 1u << d;
        for (size_t f = 0; f < sizeof folds / sizeof *folds && length == 2; f++)
            set |= strncasecmp(list, folds[f].name, 2) ? 0 : folds[f].set;
        if (bad)
            *bad = list;
        if (!set)
            return 0;
        all |= set;
        if (!list[length])
            return all;
        list += length + 1;
    }
}

/* The key of the class that a drum belongs to, or 0: it is left out. */
static uint8_t fold(uint8_t key, int classes)
{
    static const uint8_t five[NEUME_DRUM_COUNT] = {36, 38, 38, 42, 42, 42, 47, 47, 47, 49, 49, 49, 0};
    uint8_t folded = five[neume_drum_of_key(key)];
    if (!classes)
        return key;
    return classes == 3 && folded > 42 ? 0 : folded;
}

/* One key for all keys of a drum. */
static uint8_t slot_of(uint8_t key)
{
    enum neume_drum drum = neume_drum_of_key(key);
    return drum == NEUME_DRUM_XX ? key & 127 : keys[drum][0];
}

void neume_drums_tidy(struct neume_notes *notes, int classes, double gap)
{
    size_t last[128] = {0}, kept = 0; /* last: the place after a key's last hit */
    if (classes)
        gap = fmax(gap, TOGETHER);
    for (size_t i = 0; i < notes->count; i++) {
        struct neume_note n = notes->note[i];
        if (n.drum) {
            n.pitch = fold(n.pitch, classes);
            size_t *before = &last[slot_of(n.pitch)];
            struct neume_note *b = *before ? &notes->note[*before - 1] : NULL;
            if (!n.pitch && classes)
                continue;
            if (b && n.onset - b->onset < gap) {
                b->velocity = b->velocity > n.velocity ? b->velocity : n.velocity;
                continue;
            }
            *before = kept + 1;
        }
        notes->note[kept++] = n;
    }
    notes->count = kept;
}
