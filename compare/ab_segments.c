/* SPDX-License-Identifier: MIT */
#include "compare/ab_segments.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/output.h"
#include "midi/file/bar_map.h"
#include "midi/file/tempo_map.h"

static const double shortest = 0.1; /* seconds: audio/ab.h */

static enum neume_status push(struct neume_ab_segments *t, size_t *capacity, double time)
{
    if (t->count == *capacity) {
        size_t more = 2 * *capacity + 64;
        double *border = realloc(t->border, more * sizeof *border);
        if (!border)
            return NEUME_ERR_MEMORY;
        t->border = border;
        *capacity = more;
    }
    t->border[t->count++] = time;
    return NEUME_OK;
}

static enum neume_status plan_seconds(struct neume_ab_segments *t, double seconds)
{
    size_t capacity = 0;
    enum neume_status status = NEUME_OK;
    for (size_t i = 1; (double)i * seconds < t->length && status == NEUME_OK; i++)
        status = push(t, &capacity, (double)i * seconds);
    return status;
}

static enum neume_status plan_bars(struct neume_ab_segments *t, const struct neume_bar_map *bar,
                                   const struct neume_tempo_map *tempo, int bars, double lead)
{
    size_t capacity = 0;
    double last = 0;
    enum neume_status status = NEUME_OK;
    for (uint64_t i = 1; status == NEUME_OK; i++) {
        double time = neume_tempo_map_seconds(tempo, neume_bar_map_start(bar, i * (uint64_t)bars)) - lead;
        if (time >= t->length)
            break;
        if (time - last < shortest)
            continue;
        status = push(t, &capacity, time);
        last = time;
    }
    return status;
}

enum neume_status neume_ab_segments_plan(struct neume_ab_segments *segments, const struct neume_smf *smf, int bars,
                                         double seconds, double lead, double length)
{
    struct neume_bar_map bar = {0};
    struct neume_tempo_map tempo = {0};
    *segments = (struct neume_ab_segments){.length = length};
    enum neume_status status = bars ? neume_bar_map_init(&bar, smf) : NEUME_ERR_UNSUPPORTED;
    if (status == NEUME_OK)
        status = neume_tempo_map_init(&tempo, smf);
    if (status == NEUME_OK)
        status = plan_bars(segments, &bar, &tempo, bars, lead);
    else if (status == NEUME_ERR_UNSUPPORTED)
        status = plan_seconds(segments, seconds);
    neume_bar_map_release(&bar);
    neume_tempo_map_release(&tempo);
    return status;
}

void neume_ab_segments_release(struct neume_ab_segments *segments)
{
    if (!segments)
        return;
    free(segments->border);
    memset(segments, 0, sizeof *segments);
}

static const char *name_of(size_t turn)
{
    return turn % 2 ? "MIDI" : "recording";
}

enum neume_status neume_ab_segments_mark(const struct neume_ab_segments *segments, struct neume_encoder *encoder,
                                         int rate)
{
    struct neume_sound_mark *mark = calloc(segments->count + 1, sizeof *mark);
    if (!mark)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i <= segments->count; i++)
        mark[i] = (struct neume_sound_mark){i ? llround(segments->border[i - 1] * rate) : 0, name_of(i)};
    enum neume_status status = neume_encoder_set_marks(encoder, mark, segments->count + 1);
    free(mark);
    return status;
}

enum neume_status neume_ab_segments_write(const struct neume_ab_segments *segments, const char *path,
                                          struct neume_output_set *set)
{
    struct neume_output output;
    enum neume_status status = neume_output_open_in(&output, path, set);
    if (status != NEUME_OK)
        return status;
    for (size_t i = 0; i <= segments->count; i++) {
        double start = i ? segments->border[i - 1] : 0,
               end = i < segments->count ? segments->border[i] : segments->length;
        fprintf(output.stream, "%.6f\t%.6f\t%s\n", start, end, name_of(i));
    }
    return neume_output_commit(&output);
}
