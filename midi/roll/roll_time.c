/* SPDX-License-Identifier: MIT */
#include "midi/roll/roll_time.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "midi/file/bar_map.h"
#include "midi/roll/roll_grow.h"
#include "midi/roll/roll_parts.h"
#include "midi/roll/roll_private.h"

enum { MOST_BEATS = 500000, META_MARKER = 0x06, META_CUE = 0x07 };

struct signature {
    uint64_t tick;
    int numerator, denominator;
};

static struct neume_roll_mark *add_mark(struct neume_roll_mark **list, size_t *count, size_t *capacity, double time)
{
    struct neume_roll_mark *mark = neume_roll_grow((void **)list, capacity, *count, sizeof *mark);
    if (mark) {
        mark->time = time;
        mark->text[0] = 0;
        (*count)++;
    }
    return mark;
}

/* Tempo, metre and markers, as the ruler says them; the signatures also as numbers in list[*count]. */
static enum neume_status find_marks(struct neume_roll_reader *r, struct signature **list, size_t *count)
{
    struct neume_roll_score *score = r->score;
    size_t tempi = 0, metres = 0, markers = 0, room = 0;
    for (size_t i = 0; i < r->ref_count; i++) {
        const struct neume_smf_event *e = neume_smf_at(r->smf, &r->ref[i]);
        double time = neume_tempo_map_seconds(&r->tempo, r->ref[i].tick);
        struct neume_roll_mark *mark = NULL;
        uint32_t us = neume_smf_tempo(r->smf, e);
        struct signature s = {.tick = r->ref[i].tick};
        if (e->status != NEUME_MIDI_META)
            continue;
        if (us) {
            score->timed = 1;
            mark = add_mark(&score->tempo, &score->tempo_count, &tempi, time);
            if (mark)
                snprintf(mark->text, sizeof mark->text, "%.4g BPM", round(6e8 / us) / 10);
        } else if (neume_smf_time_signature(r->smf, e, &s.numerator, &s.denominator)) {
            struct signature *place = neume_roll_grow((void **)list, &room, *count, sizeof s);
            mark = add_mark(&score->meter, &score->meter_count, &metres, time);
            if (place && mark) {
                *place = s;
                (*count)++;
                snprintf(mark->text, sizeof mark->text, "%d/%d", s.numerator, s.denominator);
            }
            mark = place ? mark : NULL;
        } else if (e->data[0] == META_MARKER || e->data[0] == META_CUE) {
            mark = add_mark(&score->marker, &score->marker_count, &markers, time);
            if (mark)
                neume_roll_text((const char *)r->smf->bytes + e->at, e->size, mark->text, sizeof mark->text);
        } else {
            continue;
        }
        if (!mark)
            return NEUME_ERR_MEMORY;
    }
    return NEUME_OK;
}

static enum neume_status add_beat(struct neume_roll_reader *r, uint64_t tick, uint64_t bar, int beat)
{
    struct neume_roll_score *score = r->score;
    struct neume_roll_beat *place =
        neume_roll_grow((void **)&score->beat, &score->beat_capacity, score->beat_count, sizeof *place);
    if (!place)
        return NEUME_ERR_MEMORY;
    *place = (struct neume_roll_beat){neume_tempo_map_seconds(&r->tempo, tick), (uint32_t)bar + 1, (uint16_t)beat};
    score->beat_count++;
    return NEUME_OK;
}

/* All beats to the bar line after the end; none at all where there would be too many to be of use. */
static enum neume_status find_beats(struct neume_roll_reader *r, const struct neume_bar_map *bars,
                                    const struct signature *signature, size_t signatures)
{
    double last = neume_tempo_map_ticks(&r->tempo, r->score->end),
           whole = 4.0 * (r->smf->division ? r->smf->division : 1);
    uint64_t tick = 0, start = 0, end = 0;
    size_t k = 0;
    int denominator = 4;
    for (;;) {
        uint64_t bar = neume_bar_map_find(bars, tick, &start, &end);
        for (; k < signatures && signature[k].tick <= tick; k++)
            denominator = signature[k].denominator;
        double step = fmax(whole / denominator, 1);
        int done = (double)tick >= last;
        for (int beat = 1; beat == 1 || (!done && (double)start + (beat - 1) * step < (double)end - 0.5); beat++) {
            enum neume_status s = add_beat(r, start + (uint64_t)llround((beat - 1) * step), bar, beat);
            if (s != NEUME_OK)
                return s;
            if (r->score->beat_count > MOST_BEATS || beat == UINT16_MAX) {
                r->score->beat_count = 0;
                return NEUME_OK;
            }
        }
        if (done || end <= tick)
            return NEUME_OK;
        tick = end;
    }
}

enum neume_status neume_roll_find_time(struct neume_roll_reader *r)
{
    struct signature *signature = NULL;
    struct neume_bar_map bars = {0};
    size_t count = 0;
    enum neume_status s = find_marks(r, &signature, &count);
    if (s == NEUME_OK && !(r->smf->division & 0x8000)) {
        s = neume_bar_map_init(&bars, r->smf);
        if (s == NEUME_OK)
            s = find_beats(r, &bars, signature, count);
    }
    neume_bar_map_release(&bars);
    free(signature);
    return s;
}
