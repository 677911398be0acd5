/* SPDX-License-Identifier: MIT */
#include "midi/roll/roll_names.h"

#include <stdio.h>

#include "midi/roll/roll_score_base.h"

const char *neume_roll_drum_name(int key)
{
    static const char *const names[] = {
        "Kick 2",        "Kick",       "Side stick",   "Snare",         "Clap",       "Snare 2",     "Low floor tom",
        "Closed hat",    "Floor tom",  "Pedal hat",    "Low tom",       "Open hat",   "Low-mid tom", "High-mid tom",
        "Crash",         "High tom",   "Ride",         "China",         "Ride bell",  "Tambourine",  "Splash",
        "Cowbell",       "Crash 2",    "Vibraslap",    "Ride 2",        "High bongo", "Low bongo",   "Mute conga",
        "High conga",    "Low conga",  "Hi timbale",   "Low timbale",   "High agogo", "Low agogo",   "Cabasa",
        "Maracas",       "Whistle",    "Long whistle", "Guiro",         "Long guiro", "Claves",      "Hi wood block",
        "Lo wood block", "Mute cuica", "Open cuica",   "Mute triangle", "Triangle"};
    return key >= 35 && key < 35 + (int)(sizeof names / sizeof *names) ? names[key - 35] : NULL;
}

const char *neume_roll_family_name(int program)
{
    static const char *const names[16] = {"Piano",    "Mallets", "Organ",      "Guitar", "Bass", "Strings",
                                          "Ensemble", "Brass",   "Reeds",      "Pipes",  "Lead", "Pad",
                                          "Effects",  "World",   "Percussion", "Sounds"};
    if (program == -2)
        return "Drums";
    return program >= 0 && program < 128 ? names[program / 8] : "";
}

void neume_roll_lane_name(int lane, char *out, size_t size)
{
    static const struct {
        int lane;
        const char *name;
    } known[] = {{NEUME_ROLL_VELOCITY, "Velocity"},
                 {NEUME_ROLL_BEND, "Pitch bend"},
                 {NEUME_ROLL_PRESSURE, "Pressure"},
                 {1, "Modulation"},
                 {2, "Breath"},
                 {5, "Glide time"},
                 {7, "Volume"},
                 {8, "Balance"},
                 {10, "Pan"},
                 {11, "Expression"},
                 {64, "Sustain"},
                 {65, "Portamento"},
                 {66, "Sostenuto"},
                 {67, "Soft pedal"},
                 {71, "Resonance"},
                 {74, "Brightness"},
                 {91, "Reverb"},
                 {93, "Chorus"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].lane == lane) {
            snprintf(out, size, "%s", known[i].name);
            return;
        }
    snprintf(out, size, "CC %d", lane);
}
