/* SPDX-License-Identifier: MIT */
#include "compare/dynamics_match.h"

#include <math.h>
#include <stdlib.h>

#include "midi/file/tempo_map.h"

static const double window = 0.3;   /* seconds */
static const double silence = 1e-8; /* power: -80 dB */
static const double most = 12;      /* dB */
static const double decade = 40;    /* dB a tenfold of velocity */

static int is_note_on(const struct neume_smf_event *e)
{
    return (e->status & 0xF0) == NEUME_MIDI_NOTE_ON && e->data[1];
}

static size_t count_notes(const struct neume_smf *smf)
{
    size_t count = 0;
    for (size_t t = 0; t < smf->track_count; t++)
        for (size_t i = 0; i < smf->track[t].count; i++)
            count += (size_t)is_note_on(&smf->track[t].event[i]);
    return count;
}

/* dB by which the recording is louder after `time` of the MIDI; NaN where either is silent. */
static double difference(const struct neume_envelope *recording, const struct neume_envelope *midi, double time,
                         double lead)
{
    double a = neume_envelope_power(recording, time - lead, time - lead + window),
           b = neume_envelope_power(midi, time, time + window);
    return a > silence && b > silence ? 10 * log10(a / b) : NAN;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Of those that are numbers; 0 of none. `sorted` [count] is scratch. */
static double median(const double *value, size_t count, double *sorted)
{
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(value[i]))
            sorted[n++] = value[i];
    if (!n)
        return 0;
    qsort(sorted, n, sizeof *sorted, by_value);
    return sorted[n / 2];
}

enum neume_status neume_match_dynamics(struct neume_smf *smf, const struct neume_envelope *recording,
                                       const struct neume_envelope *midi, double lead)
{
    struct neume_tempo_map tempo = {0};
    size_t count = count_notes(smf), n = 0;
    double *db = malloc((2 * count + 1) * sizeof *db);
    enum neume_status status = db ? neume_tempo_map_init(&tempo, smf) : NEUME_ERR_MEMORY;
    for (size_t t = 0; t < smf->track_count && status == NEUME_OK; t++)
        for (size_t i = 0; i < smf->track[t].count; i++)
            if (is_note_on(&smf->track[t].event[i])) {
                double time = neume_tempo_map_seconds(&tempo, smf->track[t].event[i].tick);
                db[n++] = difference(recording, midi, time, lead);
            }
    double middle = status == NEUME_OK ? median(db, count, db + count) : 0;
    n = 0;
    for (size_t t = 0; t < smf->track_count && status == NEUME_OK; t++)
        for (size_t i = 0; i < smf->track[t].count; i++) {
            struct neume_smf_event *e = &smf->track[t].event[i];
            if (!is_note_on(e))
                continue;
            double by = fmax(-most, fmin(db[n++] - middle, most));
            if (!isnan(db[n - 1]))
                e->data[1] = (uint8_t)fmax(1, fmin(round(e->data[1] * pow(10, by / decade)), 127));
        }
    neume_tempo_map_release(&tempo);
    free(db);
    return status;
}
