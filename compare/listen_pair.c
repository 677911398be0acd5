/* SPDX-License-Identifier: MIT */
#include "compare/listen_pair.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "compare/heard.h"
#include "compare/listen_pair_private.h"
#include "compare/missing_notes.h"
#include "compare/places.h"
#include "neume/neume.h"
#include "render/synth/sound_input.h"

/* Faint notes too: how likely each is, compare/missing_notes.c says. */
static const double sensitivity[2] = {1, 0.8}; /* pitched, drums */
static const double least_sure = 0.4;          /* confidence, 0..1 */

static const double offset_bin = 0.02; /* seconds; three of them count together */
static const double clearly_more = 1.5, least_more = 4;
static const double least_agreement = 0.3; /* of the notes of the one or the other: by chance it is under 0.1 */

static enum neume_status open_stream(struct neume_stream **stream, enum neume_mode mode)
{
    struct neume_options options;
    neume_options_init(&options);
    options.mode = mode;
    options.threads = 2; /* the same notes */
    options.sensitivity = sensitivity[mode == NEUME_MODE_DRUMS];
    return neume_stream_new(stream, NEUME_SOUND_INPUT_RATE, 1, &options);
}

enum neume_status neume_listen_pair_new(struct neume_listen_pair **out, unsigned kinds)
{
    struct neume_listen_pair *pair = calloc(1, sizeof *pair);
    enum neume_status status = pair ? NEUME_OK : NEUME_ERR_MEMORY;
    for (int side = 0; side < 2 && status == NEUME_OK; side++) {
        neume_notes_init(&pair->heard[side]);
        if (kinds & NEUME_LISTEN_PITCHED)
            status = open_stream(&pair->stream[side][0], NEUME_MODE_POLY);
        if (status == NEUME_OK && kinds & NEUME_LISTEN_DRUMS)
            status = open_stream(&pair->stream[side][1], NEUME_MODE_DRUMS);
    }
    if (status != NEUME_OK) {
        neume_listen_pair_free(pair);
        pair = NULL;
    }
    *out = pair;
    return status;
}

void neume_listen_pair_free(struct neume_listen_pair *pair)
{
    if (!pair)
        return;
    for (int side = 0; side < 2; side++) {
        neume_stream_free(pair->stream[side][0]);
        neume_stream_free(pair->stream[side][1]);
        neume_notes_release(&pair->heard[side]);
    }
    free(pair);
}

enum neume_status neume_listen_pair_process(struct neume_listen_pair *pair, int side, const float *mono, size_t count)
{
    enum neume_status status = NEUME_OK;
    for (int kind = 0; kind < 2 && status == NEUME_OK; kind++)
        if (pair->stream[side][kind])
            status = neume_stream_process(pair->stream[side][kind], mono, count, &pair->heard[side]);
    return status;
}

enum neume_status neume_listen_pair_flush(struct neume_listen_pair *pair)
{
    enum neume_status status = NEUME_OK;
    for (int side = 0; side < 2; side++) {
        for (int kind = 0; kind < 2 && status == NEUME_OK; kind++)
            if (pair->stream[side][kind])
                status = neume_stream_flush(pair->stream[side][kind], &pair->heard[side]);
        neume_notes_sort(&pair->heard[side]);
    }
    return status;
}

/* How many pairs of a bin and its neighbours. */
static size_t pairs_about(const unsigned *pairs, size_t bins, double bin)
{
    size_t count = 0;
    for (double b = bin - 1; b <= bin + 1; b++)
        if (b >= 0 && b < (double)bins)
            count += pairs[(size_t)b];
    return count;
}

enum neume_status neume_listen_pair_offset(const struct neume_listen_pair *pair, const struct neume_notes *written,
                                           double range, double given, double *offset)
{
    size_t bins = (size_t)floor(2 * range / offset_bin) + 1, best = 0;
    size_t heard = 0;
    unsigned *pairs = calloc(bins, sizeof *pairs);
    *offset = given;
    if (!pairs)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < pair->heard[0].count; i++) {
        const struct neume_note *note = &pair->heard[0].note[i];
        if (!neume_compare_is_heard(note))
            continue;
        heard++;
        for (size_t w = neume_compare_first_from(written, note->onset - range); w < written->count; w++) {
            double bin = (written->note[w].onset - note->onset + range) / offset_bin;
            if (bin >= (double)bins)
                break;
            pairs[bin > 0 ? (size_t)bin : 0] += (unsigned)neume_compare_same_sound(&written->note[w], note);
        }
    }
    for (size_t b = 1; b < bins; b++)
        if (pairs_about(pairs, bins, (double)b) > pairs_about(pairs, bins, (double)best))
            best = b;
    double now = (double)pairs_about(pairs, bins, floor((given + range) / offset_bin));
    double then = (double)pairs_about(pairs, bins, (double)best);
    if (then > clearly_more * now + least_more && then > least_agreement * fmin((double)heard, (double)written->count))
        *offset = ((double)best + 0.5) * offset_bin - range;
    free(pairs);
    return NEUME_OK;
}

static enum neume_status push_extra(const struct neume_listen_pair *pair, const struct neume_notes *written,
                                    struct neume_compare_data *data, size_t *capacity)
{
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < written->count && status == NEUME_OK; i++) {
        const struct neume_note *rendered = neume_compare_find_sound(&pair->heard[1], &written->note[i]);
        const struct neume_note *played = neume_compare_find_sound(&pair->heard[0], &written->note[i]);
        if (rendered && rendered->confidence >= least_sure && !neume_compare_is_heard(played))
            status =
                neume_compare_push_sound(data, capacity, NEUME_PLACE_EXTRA, &written->note[i], rendered->confidence);
    }
    return status;
}

/* What a missing hit and an extra one at the same time are. */
static void misname(struct neume_compare_place *heard, const struct neume_compare_place *written)
{
    char is[16], was[16];
    neume_compare_name_sound(heard->drum, 1, is, sizeof is);
    neume_compare_name_sound(written->drum, 1, was, sizeof was);
    heard->kind = NEUME_PLACE_MISNAMED;
    heard->score = fmin(heard->score, written->score);
    snprintf(heard->words, sizeof heard->words, "%s is heard, and the MIDI has %s", is, was);
}

/* One hit under another name is one mistake, not a missing hit and an extra one. Both kinds are in order of time: the
 * missing ones up to `missing`, the extra ones after them. */
static void join_misnamed(struct neume_compare_data *data, size_t missing)
{
    size_t first = 0, kept = missing;
    for (size_t e = missing; e < data->place_count; e++) {
        const struct neume_compare_place *extra = &data->place[e];
        size_t best = missing;
        while (first < missing && data->place[first].start < extra->start - NEUME_LISTEN_WINDOW)
            first++;
        for (size_t m = first; extra->drum >= 0 && m < missing; m++) {
            const struct neume_compare_place *p = &data->place[m];
            if (p->start > extra->start + NEUME_LISTEN_WINDOW)
                break;
            if (p->kind == NEUME_PLACE_MISSING && p->drum >= 0 &&
                (best == missing || fabs(p->start - extra->start) < fabs(data->place[best].start - extra->start)))
                best = m;
        }
        if (best < missing)
            misname(&data->place[best], extra);
        else
            data->place[kept++] = *extra;
    }
    data->place_count = kept;
}

/* Each note of one list takes the first of its own that is free in the other. */
static enum neume_status agree(const struct neume_notes *heard, const struct neume_notes *written,
                               struct neume_listen_agreement *agreement)
{
    unsigned char *taken = calloc(written->count + 1, 1);
    *agreement = (struct neume_listen_agreement){.written = written->count};
    if (!taken)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < heard->count; i++) {
        const struct neume_note *note = &heard->note[i];
        size_t w = neume_compare_first_from(written, note->onset - NEUME_LISTEN_WINDOW);
        if (!neume_compare_is_heard(note))
            continue;
        while (w < written->count && written->note[w].onset <= note->onset + NEUME_LISTEN_WINDOW &&
               (taken[w] || !neume_compare_same_sound(&written->note[w], note)))
            w++;
        if (w < written->count && written->note[w].onset <= note->onset + NEUME_LISTEN_WINDOW) {
            taken[w] = 1;
            agreement->matched++;
        }
    }
    free(taken);
    return NEUME_OK;
}

enum neume_status neume_listen_pair_differ(const struct neume_listen_pair *pair, const struct neume_notes *written,
                                           struct neume_compare_data *data, struct neume_listen_agreement *agreement)
{
    size_t capacity = data->place_count;
    enum neume_status status = agree(&pair->heard[0], written, agreement);
    if (status == NEUME_OK)
        status = neume_compare_push_missing(pair, written, data, &capacity);
    size_t missing = data->place_count;
    agreement->heard = agreement->matched + missing;
    if (status == NEUME_OK)
        status = push_extra(pair, written, data, &capacity);
    join_misnamed(data, missing);
    neume_compare_sort_places(data);
    return status;
}
