/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "api/sound.h"
#include "audio/source.h"
#include "core/error.h"
#include "models/instrument/timbre.h"
#include "neume/neume.h"

enum { BLOCK = 4096, MOST = 300 /* notes that are judged */ };

static const double rate = 22050;

/* The part of the recording that the present note needs. */
struct reader {
    struct neume_source *source;
    float *x; /* [count], of which the first is sample `first` of the recording */
    size_t count, capacity;
    uint64_t first;
    int ended;
};

/* What lies between two notes is not kept. */
static void drop_before(struct reader *r, uint64_t from)
{
    size_t gone = from > r->first ? (size_t)(from - r->first) : 0;
    gone = gone < r->count ? gone : r->count;
    if (r->count)
        memmove(r->x, r->x + gone, (r->count - gone) * sizeof *r->x);
    r->first += gone;
    r->count -= gone;
}

/* Reads until sample `to` is there, or the end, and keeps what follows sample `from`. */
static enum neume_status read_until(struct reader *r, uint64_t from, uint64_t to)
{
    enum neume_status status = NEUME_OK;
    while (status == NEUME_OK && !r->ended && r->first + r->count < to) {
        size_t got;
        drop_before(r, from);
        if (r->count + BLOCK > r->capacity) {
            size_t wanted = 2 * (r->count + BLOCK);
            float *grown = realloc(r->x, wanted * sizeof *grown);
            if (!grown)
                return NEUME_ERR_MEMORY;
            r->x = grown;
            r->capacity = wanted;
        }
        status = neume_source_read(r->source, r->x + r->count, BLOCK, &got);
        r->ended = status != NEUME_OK || !got;
        r->count += r->ended ? 0 : got;
    }
    return status;
}

static int by_onset(const void *a, const void *b)
{
    const struct neume_note *x = *(const struct neume_note *const *)a, *y = *(const struct neume_note *const *)b;
    if (x->onset != y->onset)
        return x->onset > y->onset ? 1 : -1;
    return (x > y) - (x < y);
}

/* Some of the pitched notes, from all of the recording, in order of time: every one where they are few. */
static size_t choose(const struct neume_notes *notes, const struct neume_note **chosen)
{
    size_t pitched = 0, count = 0, seen = 0;
    for (size_t i = 0; i < notes->count; i++)
        pitched += !notes->note[i].drum;
    for (size_t i = 0; i < notes->count; i++) {
        if (notes->note[i].drum)
            continue;
        if (pitched <= MOST || seen * MOST / pitched != (seen + 1) * MOST / pitched)
            chosen[count++] = &notes->note[i];
        seen++;
    }
    qsort(chosen, count, sizeof *chosen, by_onset);
    return count;
}

/* Seconds. The network learned from notes that begin where they begin to be heard, a little before they reach the tenth
 * of their peak at which transcribed notes begin. */
static const double lead = 0.01;

static enum neume_status describe(struct reader *r, const struct neume_note *n, float *feature, size_t *made)
{
    uint64_t onset = (uint64_t)(fmax(n->onset - lead, 0) * rate), before = (uint64_t)(neume_timbre_before * rate);
    uint64_t from = onset > before ? onset - before : 0;
    enum neume_status status = read_until(r, from, (uint64_t)((n->onset + neume_timbre_after) * rate));
    drop_before(r, from);
    if (status == NEUME_OK && onset >= r->first && onset - r->first < r->count)
        *made += (size_t)neume_timbre_describe(r->x, r->count, (size_t)(onset - r->first), rate, n->offset - n->onset,
                                               n->pitch, feature + *made * NEUME_TIMBRE_FEATURES);
    return status;
}

enum neume_status neume_instrument_find(const struct neume_sound *sound, const struct neume_notes *notes,
                                        struct neume_instrument *instrument, struct neume_error *error)
{
    struct reader r = {0};
    struct neume_timbre timbre = {{0}, 0};
    const struct neume_note *chosen[MOST];
    float *feature = malloc(MOST * NEUME_TIMBRE_FEATURES * sizeof *feature);
    size_t count = choose(notes, chosen), made = 0;
    *instrument = (struct neume_instrument){NULL, 0, 0};
    enum neume_status status = feature ? neume_api_sound_open(&r.source, sound, rate) : NEUME_ERR_MEMORY;
    for (size_t i = 0; status == NEUME_OK && i < count; i++)
        status = describe(&r, chosen[i], feature, &made);
    if (status == NEUME_OK)
        status = neume_timbre_hear(&timbre, feature, made);
    int family = neume_timbre_family(&timbre, &instrument->confidence);
    if (status == NEUME_OK && family >= 0) {
        instrument->family = neume_timbre_name(family);
        instrument->program = neume_timbre_program(family);
    }
    neume_source_free(r.source);
    free(r.x);
    free(feature);
    return neume_error_input(error, status, neume_api_sound_name(sound));
}

enum neume_status neume_instrument_find_file(const char *path, const struct neume_notes *notes,
                                             struct neume_instrument *instrument)
{
    struct neume_sound sound;
    neume_sound_init_file(&sound, path);
    return neume_instrument_find(&sound, notes, instrument, NULL);
}
