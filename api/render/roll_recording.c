/* SPDX-License-Identifier: MIT */
#include "api/render/roll_recording.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/logspec.h"
#include "audio/source.h"

enum { BLOCK = NEUME_LOGSPEC_HOP, BINS = NEUME_LOGSPEC_BINS };

#define FLOOR_DB 96.0 /* levels are kept from this far under full scale until the loudest is known */
#define SPAN_DB  54.0 /* what is shown under the loudest */

struct reader {
    struct neume_roll_recording *recording;
    size_t room;     /* columns */
    size_t most;     /* that room may become */
    size_t together; /* frames that share a column */
    size_t frames, blocks;
};

/* Pairs of columns become one, the larger of the two. */
static void halve(struct reader *r, size_t columns)
{
    struct neume_roll_recording *s = r->recording;
    for (size_t c = 0; c < columns / 2; c++) {
        s->peak[c] = s->peak[2 * c] > s->peak[2 * c + 1] ? s->peak[2 * c] : s->peak[2 * c + 1];
        for (size_t b = 0; b < BINS; b++) {
            uint8_t x = s->level[2 * c * BINS + b], y = s->level[(2 * c + 1) * BINS + b];
            s->level[c * BINS + b] = x > y ? x : y;
        }
    }
    memset(s->peak + columns / 2, 0, r->room - columns / 2);
    memset(s->level + columns / 2 * BINS, 0, (r->room - columns / 2) * BINS);
    r->together *= 2;
}

static enum neume_status make_room(struct reader *r, size_t frame)
{
    struct neume_roll_recording *s = r->recording;
    if (frame / r->together < r->room)
        return NEUME_OK;
    if (r->room == r->most) {
        halve(r, r->room);
        return NEUME_OK;
    }
    size_t room = r->room ? 2 * r->room : 1024;
    uint8_t *level = realloc(s->level, room * BINS);
    s->level = level ? level : s->level;
    uint8_t *peak = realloc(s->peak, room);
    s->peak = peak ? peak : s->peak;
    if (!level || !peak)
        return NEUME_ERR_MEMORY;
    memset(s->level + r->room * BINS, 0, (room - r->room) * BINS);
    memset(s->peak + r->room, 0, room - r->room);
    r->room = room;
    return NEUME_OK;
}

static void take_frame(struct reader *r, const float *frame)
{
    uint8_t *column = r->recording->level + r->frames / r->together * BINS;
    for (size_t b = 0; b < BINS; b++) {
        double db = 20 * log10((double)frame[b] + 1e-9) + FLOOR_DB;
        uint8_t level = (uint8_t)fmin(fmax(db / FLOOR_DB * 255, 0), 255);
        column[b] = level > column[b] ? level : column[b];
    }
    r->frames++;
}

static enum neume_status take(struct reader *r, struct neume_logspec *logspec, const float *mono, size_t count)
{
    float most = 0;
    enum neume_status s = make_room(r, r->blocks);
    if (s != NEUME_OK)
        return s;
    for (size_t i = 0; i < count; i++)
        most = fmaxf(most, fabsf(mono[i]));
    uint8_t *peak = &r->recording->peak[r->blocks++ / r->together], level = (uint8_t)lrintf(fminf(most, 1) * 255);
    *peak = level > *peak ? level : *peak;
    while (count) {
        const float *frame;
        size_t used = neume_logspec_process(logspec, mono, count, &frame);
        mono += used;
        count -= used;
        if (frame && make_room(r, r->frames) == NEUME_OK)
            take_frame(r, frame);
    }
    return NEUME_OK;
}

/* So that the loudest thousandth of what sounds is 255, and SPAN_DB below it 0. */
static void normalise(struct neume_roll_recording *s, size_t columns)
{
    size_t histogram[256] = {0}, sounding = 0, seen = 0;
    int top = 255;
    uint8_t map[256];
    for (size_t i = 0; i < columns * BINS; i++)
        histogram[s->level[i]]++;
    for (int i = 1; i < 256; i++)
        sounding += histogram[i];
    for (; top > 60 && (seen += histogram[top]) * 1000 <= sounding; top--)
        ;
    double span = SPAN_DB / FLOOR_DB * 255;
    for (int i = 0; i < 256; i++)
        map[i] = (uint8_t)lrint(255 * fmin(fmax((i - (top - span)) / span, 0), 1));
    for (size_t i = 0; i < columns * BINS; i++)
        s->level[i] = map[s->level[i]];
}

static enum neume_status read_all(struct reader *r, struct neume_source *source, struct neume_logspec *logspec,
                                  neume_progress_fn progress, void *user)
{
    float mono[BLOCK];
    const float *frame;
    size_t got = BLOCK;
    uint64_t samples = 0;
    while (got == BLOCK) {
        enum neume_status s = neume_source_read(source, mono, BLOCK, &got);
        if (s == NEUME_OK && got)
            s = take(r, logspec, mono, got);
        if (s == NEUME_OK && progress && progress(user, neume_source_share(source)))
            s = NEUME_ERR_CANCELLED;
        if (s != NEUME_OK)
            return s;
        samples += got;
    }
    while ((frame = neume_logspec_flush(logspec)))
        if (r->frames < r->blocks)
            take_frame(r, frame);
    r->recording->duration = (double)samples / NEUME_LOGSPEC_RATE;
    return samples ? NEUME_OK : NEUME_ERR_EMPTY;
}

enum neume_status neume_roll_recording_init(struct neume_roll_recording *recording, const struct neume_sound *sound,
                                            size_t most, neume_progress_fn progress, void *user)
{
    struct neume_source *source = NULL;
    struct neume_logspec *logspec = NULL;
    struct reader r = {.recording = recording, .together = 1, .most = most};
    memset(recording, 0, sizeof *recording);
    enum neume_status s = neume_source_open_sound(&source, sound, NEUME_LOGSPEC_RATE);
    if (s == NEUME_OK)
        s = neume_logspec_new(&logspec);
    if (s == NEUME_OK)
        s = read_all(&r, source, logspec, progress, user);
    if (s == NEUME_OK) {
        size_t columns = (r.blocks + r.together - 1) / r.together;
        normalise(recording, columns);
        recording->view =
            (struct neume_roll_sound){.per_second = (double)NEUME_LOGSPEC_RATE / BLOCK / (double)r.together,
                                      .columns = columns,
                                      .level = recording->level,
                                      .bins = BINS,
                                      .bins_a_semitone = NEUME_LOGSPEC_PER_SEMITONE,
                                      .low = NEUME_LOGSPEC_LOW_PITCH,
                                      .peak = recording->peak};
    }
    neume_logspec_free(logspec);
    neume_source_free(source);
    return s;
}

void neume_roll_recording_release(struct neume_roll_recording *sound)
{
    if (!sound)
        return;
    free(sound->level);
    free(sound->peak);
    memset(sound, 0, sizeof *sound);
}
