/* SPDX-License-Identifier: MIT */
#include "compare/sound_measure.h"

#include <math.h>
#include <stdlib.h>

#include "render/synth/sound_input.h"

enum { ROOM = 64 };

static enum neume_status keep_onsets(struct neume_sound_measure *m, const struct neume_onset *found, size_t count)
{
    if (m->onset_count + count > m->onset_capacity) {
        size_t capacity = 2 * m->onset_capacity + 1024;
        double *more = realloc(m->onset, capacity * sizeof *more);
        if (!more)
            return NEUME_ERR_MEMORY;
        m->onset = more;
        m->onset_capacity = capacity;
    }
    for (size_t i = 0; i < count; i++)
        m->onset[m->onset_count++] = found[i].time;
    return NEUME_OK;
}

enum neume_status neume_sound_measure_init(struct neume_sound_measure *m)
{
    struct neume_onset_config config;
    neume_onset_config_init(&config);
    config.sample_rate = NEUME_SOUND_INPUT_RATE;
    enum neume_status status = neume_envelope_new(&m->envelope, NEUME_SOUND_INPUT_RATE);
    if (status == NEUME_OK)
        status = neume_loudness_new_integrated(&m->meter, NEUME_SOUND_INPUT_RATE, 2);
    if (status == NEUME_OK)
        status = neume_onset_new(&m->detector, &config);
    return status;
}

void neume_sound_measure_release(struct neume_sound_measure *m)
{
    neume_envelope_free(m->envelope);
    neume_loudness_free(m->meter);
    neume_onset_free(m->detector);
    free(m->onset);
}

enum neume_status neume_sound_measure_process(struct neume_sound_measure *m, const float *stereo, size_t count)
{
    float mono[NEUME_SOUND_INPUT_BLOCK], peak = m->peak;
    struct neume_onset found[ROOM];
    size_t made;
    for (size_t i = 0; i < count; i++)
        mono[i] = 0.5f * (stereo[2 * i] + stereo[2 * i + 1]);
    for (size_t i = 0; i < 2 * count; i++)
        peak = fabsf(stereo[i]) > peak ? fabsf(stereo[i]) : peak;
    m->peak = peak;
    if (!count)
        return NEUME_OK;
    m->frames += count;
    enum neume_status status = neume_envelope_process(m->envelope, mono, count);
    if (status == NEUME_OK)
        status = neume_loudness_process(m->meter, stereo, count);
    for (size_t used = 0; status == NEUME_OK && used < count;) {
        used += neume_onset_process(m->detector, mono + used, count - used, found, ROOM, &made);
        status = keep_onsets(m, found, made);
    }
    return status;
}

enum neume_status neume_sound_measure_flush(struct neume_sound_measure *m)
{
    struct neume_onset found[ROOM];
    size_t made;
    enum neume_status status = NEUME_OK;
    while (status == NEUME_OK && (made = neume_onset_flush(m->detector, found, ROOM)) > 0)
        status = keep_onsets(m, found, made);
    return status;
}
