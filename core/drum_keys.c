/* SPDX-License-Identifier: MIT */
#include "core/drum_keys.h"

static const struct {
    const char *name, *label, *letters;
} keys[NEUME_DRUM_KEY_LAST - NEUME_DRUM_KEY_FIRST + 1] = {
    {"acoustic bass drum", "Kick 2", "KD"},
    {"bass drum", "Kick", "KD"},
    {"side stick", "Side stick", "RM"},
    {"snare", "Snare", "SD"},
    {"hand clap", "Clap", "CP"},
    {"electric snare", "Snare 2", "SD"},
    {"low floor tom", "Low floor tom", "LT"},
    {"closed hat", "Closed hat", "HH"},
    {"high floor tom", "Floor tom", "LT"},
    {"pedal hat", "Pedal hat", "PH"},
    {"low tom", "Low tom", "MT"},
    {"open hat", "Open hat", "OH"},
    {"low-mid tom", "Low-mid tom", "MT"},
    {"high-mid tom", "High-mid tom", "HT"},
    {"crash", "Crash", "CR"},
    {"high tom", "High tom", "HT"},
    {"ride", "Ride", "RD"},
    {"chinese cymbal", "China", "CH"},
    {"ride bell", "Ride bell", "RB"},
    {"tambourine", "Tambourine", "TB"},
    {"splash", "Splash", "SP"},
    {"cowbell", "Cowbell", "CB"},
    {"crash 2", "Crash 2", NULL},
    {"vibraslap", "Vibraslap", NULL},
    {"ride 2", "Ride 2", NULL},
    {NULL, "High bongo", NULL},
    {NULL, "Low bongo", NULL},
    {NULL, "Mute conga", NULL},
    {NULL, "High conga", NULL},
    {NULL, "Low conga", NULL},
    {NULL, "Hi timbale", NULL},
    {NULL, "Low timbale", NULL},
    {NULL, "High agogo", NULL},
    {NULL, "Low agogo", NULL},
    {NULL, "Cabasa", NULL},
    {NULL, "Maracas", NULL},
    {NULL, "Whistle", NULL},
    {NULL, "Long whistle", NULL},
    {NULL, "Guiro", NULL},
    {NULL, "Long guiro", NULL},
    {NULL, "Claves", NULL},
    {NULL, "Hi wood block", NULL},
    {NULL, "Lo wood block", NULL},
    {NULL, "Mute cuica", NULL},
    {NULL, "Open cuica", NULL},
    {NULL, "Mute triangle", NULL},
    {NULL, "Triangle", NULL},
};

static int is_known(int key)
{
    return key >= NEUME_DRUM_KEY_FIRST && key <= NEUME_DRUM_KEY_LAST;
}

const char *neume_drum_key_name(int key)
{
    const char *name = is_known(key) ? keys[key - NEUME_DRUM_KEY_FIRST].name : NULL;
    return name ? name : "percussion";
}

const char *neume_drum_key_label(int key)
{
    return is_known(key) ? keys[key - NEUME_DRUM_KEY_FIRST].label : NULL;
}

const char *neume_drum_key_letters(int key)
{
    return is_known(key) ? keys[key - NEUME_DRUM_KEY_FIRST].letters : NULL;
}
