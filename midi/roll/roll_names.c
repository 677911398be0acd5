/* SPDX-License-Identifier: MIT */
#include "midi/roll/roll_names.h"

#include <stdio.h>

#include "midi/roll/roll_score_base.h"

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
