/* SPDX-License-Identifier: MIT */
#include "neume/options.h"

#include "core/sized.h"

static const char *const mode_names[NEUME_MODE_COUNT] = {"auto", "melody", "poly", "drums", "mix"};

const char *neume_mode_name(enum neume_mode mode)
{
    return (int)mode >= 0 && mode < NEUME_MODE_COUNT ? mode_names[mode] : "?";
}

static const char *const quality_names[NEUME_QUALITY_COUNT] = {"best", "fast"};

const char *neume_quality_name(enum neume_quality quality)
{
    return (int)quality >= 0 && quality < NEUME_QUALITY_COUNT ? quality_names[quality] : "?";
}

static const char *const tracks_names[NEUME_TRACKS_COUNT] = {"auto", "parts", "one"};

const char *neume_tracks_name(enum neume_tracks tracks)
{
    return (int)tracks >= 0 && tracks < NEUME_TRACKS_COUNT ? tracks_names[tracks] : "?";
}

void neume_options_init(struct neume_options *options)
{
    *options = (struct neume_options){.size = sizeof *options,
                                      .mode = NEUME_MODE_AUTO,
                                      .min_pitch = 21,
                                      .max_pitch = 108,
                                      .threads = 1,
                                      .sensitivity = 0.5,
                                      .min_length = 0.05};
}

enum neume_status neume_options_check(const struct neume_options *options)
{
    struct neume_options whole, *o = &whole;
    neume_options_init(o);
    if (neume_sized_take(o, sizeof *o, options) != NEUME_OK)
        return NEUME_ERR_ARGUMENT;
    int ok = (int)o->mode >= 0 && o->mode < NEUME_MODE_COUNT && o->min_pitch >= 0 && o->max_pitch <= 127 &&
             o->min_pitch <= o->max_pitch && o->sensitivity >= 0 && o->sensitivity <= 1 && o->min_length >= 0 &&
             o->min_length <= 10 && (int)o->quality >= 0 && o->quality < NEUME_QUALITY_COUNT && o->threads >= 1 &&
             o->threads <= 64 && (o->bends == 0 || o->bends == 1) && (o->no_drums == 0 || o->no_drums == 1) &&
             (o->tuning == 0 || (o->tuning >= 400 && o->tuning <= 480)) &&
             (o->drum_classes == 0 || o->drum_classes == 3 || o->drum_classes == 5) && o->retrigger >= 0 &&
             o->retrigger <= 1 && (o->drum_lengths == 0 || o->drum_lengths == 1) && (int)o->tracks >= 0 &&
             o->tracks < NEUME_TRACKS_COUNT;
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        ok = ok && o->drum_sensitivity[d] >= -1 && o->drum_sensitivity[d] <= 1;
    return ok ? NEUME_OK : NEUME_ERR_ARGUMENT;
}
