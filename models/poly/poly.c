/* SPDX-License-Identifier: MIT */
#include "models/poly/poly.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/poly/poly_activations.h"
#include "models/poly/poly_curves.h"
#include "models/poly/poly_decoder.h"
#include "models/poly/poly_line.h"
#include "models/poly/poly_parts.h"
#include "models/poly/poly_refine.h"
#include "models/velocity.h"

/* Velocities are relative within a recording: the level that a tenth of its notes are over becomes `loud_velocity`. */
static const double loud_share = 0.9;
static const float loud_velocity = 90;

/* Frames of the input that lie between a sample and the network's: of the spectrogram's windows, and of the level. */
enum { INPUT_DELAY = 44 + NEUME_POLY_INPUT_AHEAD, ENDINGS = 4 * NEUME_POLY_KEYS };

/* dB a semitone: of two keys struck alike the higher one sounds weaker. Fitted on the development sets, where pianos
 * and other instruments agree. */
static const float key_tilt = 0.2f;

/* A note whose end is looked for once what follows it has come. */
struct ending {
    struct neume_poly_note found;
    size_t note; /* index */
};

struct poly {
    struct neume_transcriber base;
    struct neume_options options;
    struct neume_poly_activations *activations;
    struct neume_poly_decoder decoder;
    struct neume_poly_refine *refine;
    struct neume_poly_curves *curves; /* NULL where none are asked for */
    struct neume_poly_parts parts;    /* zeroes where none are asked for */
    struct neume_notes notes;         /* kept to the end: how loud is loud only the whole recording tells */
    struct ending ending[ENDINGS];    /* [endings] */
    size_t endings;
    size_t last[NEUME_POLY_KEYS]; /* one more than the index of each key's last note; 0: none */
    float *strike;                /* [strikes]: dB of each */
    size_t strikes, strikes_room;
};

static void poly_free(struct neume_transcriber *t)
{
    struct poly *p = (struct poly *)t;
    neume_poly_activations_free(p->activations);
    neume_poly_refine_free(p->refine);
    neume_poly_curves_free(p->curves);
    neume_poly_parts_release(&p->parts);
    neume_notes_release(&p->notes);
    free(p->strike);
    free(p);
}

static void poly_reset(struct neume_transcriber *t)
{
    struct poly *p = (struct poly *)t;
    neume_poly_activations_reset(p->activations);
    neume_poly_decoder_reset(&p->decoder);
    neume_poly_refine_reset(p->refine);
    memset(p->last, 0, sizeof p->last);
    p->endings = 0;
    if (p->curves)
        neume_poly_curves_reset(p->curves);
    if (p->parts.partials)
        neume_poly_parts_reset(&p->parts);
    p->notes.count = p->notes.bend_count = p->strikes = 0;
}

static enum neume_status poly_create(struct neume_transcriber **out, const struct neume_options *options)
{
    struct poly *p = calloc(1, sizeof *p);
    if (!p)
        return NEUME_ERR_MEMORY;
    p->base.model = &neume_poly_model;
    p->options = *options;
    neume_poly_decoder_init(&p->decoder, options);
    enum neume_status status = neume_poly_activations_new(&p->activations, options);
    if (status == NEUME_OK)
        status = neume_poly_refine_new(&p->refine, INPUT_DELAY + neume_poly_activations_delay(p->activations));
    if (status == NEUME_OK && options->bends)
        status = neume_poly_curves_new(&p->curves, neume_poly_activations_delay(p->activations));
    if (status == NEUME_OK && options->tracks == NEUME_TRACKS_PARTS)
        status = neume_poly_parts_init(&p->parts, neume_poly_activations_delay(p->activations));
    if (status != NEUME_OK) {
        poly_free(&p->base);
        return status;
    }
    poly_reset(&p->base);
    *out = &p->base;
    return NEUME_OK;
}

static double frame_time(double frame)
{
    return frame * NEUME_LOGSPEC_HOP / NEUME_LOGSPEC_RATE;
}

static enum neume_status keep_strike(struct poly *p, float level)
{
    if (p->strikes == p->strikes_room) {
        size_t room = p->strikes_room ? 2 * p->strikes_room : 256;
        float *more = realloc(p->strike, room * sizeof *more);
        if (!more)
            return NEUME_ERR_MEMORY;
        p->strike = more;
        p->strikes_room = room;
    }
    p->strike[p->strikes++] = level;
    return NEUME_OK;
}

/* Notes of a key follow one another: what sounds longer than until the next one's onset is cut. */
static void cut_before(struct poly *p, int key, double onset)
{
    size_t last = p->last[key];
    if (last && p->notes.note[last - 1].offset > onset)
        p->notes.note[last - 1].offset = fmax(onset, p->notes.note[last - 1].onset + 1e-3);
}

/* Finds the ends of the notes that ended before `frame`. */
static void find_ends(struct poly *p, double frame)
{
    size_t kept = 0;
    for (size_t i = 0; i < p->endings; i++) {
        const struct ending *e = &p->ending[i];
        struct neume_note *note = &p->notes.note[e->note];
        if (e->found.offset >= frame)
            p->ending[kept++] = *e;
        else if (note->offset >= frame_time(e->found.offset)) /* it has not been cut */
            note->offset = frame_time(neume_poly_refine_offset(p->refine, &p->decoder, &e->found));
    }
    p->endings = kept;
}

static enum neume_status keep_note(struct poly *p, const struct neume_poly_note *found)
{
    double begin = neume_poly_refine_onset(p->refine, &p->decoder, found);
    const struct neume_pitch_curve *curve = p->curves ? neume_poly_curves_end(p->curves, found, begin) : NULL;
    struct neume_note note = {
        .onset = frame_time(begin),
        .offset = frame_time(fmax(found->offset, begin)),
        .pitch = found->pitch,
        .velocity = 1,
        .confidence = found->confidence,
        .bend_count = curve ? (uint32_t)curve->count : 0,
    };
    cut_before(p, found->pitch - NEUME_POLY_LOW_PITCH, note.onset);
    enum neume_status status = neume_notes_push(&p->notes, &note, curve ? curve->point : NULL);
    if (status == NEUME_OK)
        status = keep_strike(p, found->level + key_tilt * (float)(found->pitch - 60));
    if (status == NEUME_OK && p->parts.partials)
        status = neume_poly_parts_end(&p->parts, found);
    p->last[found->pitch - NEUME_POLY_LOW_PITCH] = p->notes.count;
    if (status == NEUME_OK && p->endings < ENDINGS)
        p->ending[p->endings++] = (struct ending){*found, p->notes.count - 1};
    return status;
}

static enum neume_status keep_notes(struct poly *p, const struct neume_poly_note *found, size_t count)
{
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < count && status == NEUME_OK; i++)
        status = keep_note(p, &found[i]);
    return status;
}

/* Hands on what the network has ready. */
static enum neume_status decode(struct poly *p)
{
    struct neume_poly_note ends[2 * NEUME_POLY_KEYS];
    enum neume_status status = NEUME_OK;
    const float *y;
    float level;
    while (status == NEUME_OK && (y = neume_poly_activations_take(p->activations, &level))) {
        status = keep_notes(p, ends, neume_poly_decoder_push(&p->decoder, y, level, ends));
        neume_poly_refine_follow(p->refine, &p->decoder);
        find_ends(p, (double)p->decoder.frames - NEUME_POLY_REFINE_WAIT);
        if (p->curves)
            neume_poly_curves_follow(p->curves, &p->decoder);
        if (p->parts.partials)
            neume_poly_partials_follow(p->parts.partials, &p->decoder);
    }
    return status;
}

static enum neume_status take_frame(struct poly *p, const struct neume_poly_frame *frame)
{
    if (p->curves)
        neume_poly_curves_push(p->curves, frame);
    if (p->parts.partials)
        neume_poly_partials_push(p->parts.partials, frame);
    return decode(p);
}

static enum neume_status poly_process(struct neume_transcriber *t, const float *samples, size_t count,
                                      struct neume_notes *out)
{
    struct poly *p = (struct poly *)t;
    enum neume_status status = NEUME_OK;
    const struct neume_poly_frame *frame;
    (void)out;
    do {
        size_t used = neume_poly_activations_process(p->activations, samples, count, &frame);
        neume_poly_refine_push(p->refine, samples, used);
        samples += used;
        count -= used;
        if (frame)
            status = take_frame(p, frame);
    } while (status == NEUME_OK && (frame || count));
    return status;
}

static int ascending(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void drop_short(struct poly *p)
{
    double least = fmax(p->options.min_length, 1e-3);
    size_t kept = 0;
    for (size_t i = 0; i < p->notes.count; i++) {
        if (p->notes.note[i].offset - p->notes.note[i].onset < least)
            continue;
        p->notes.note[kept] = p->notes.note[i];
        if (p->parts.partials)
            neume_poly_parts_move(&p->parts, kept, i);
        p->strike[kept++] = p->strike[i];
    }
    p->notes.count = p->strikes = kept;
}

/* Gives the notes their velocities and hands them out. */
static enum neume_status hand_out(struct poly *p, struct neume_notes *out)
{
    if (!p->notes.count)
        return NEUME_OK;
    float *sorted = malloc(p->strikes * sizeof *sorted);
    if (!sorted)
        return NEUME_ERR_MEMORY;
    memcpy(sorted, p->strike, p->strikes * sizeof *sorted);
    qsort(sorted, p->strikes, sizeof *sorted, ascending);
    float full = sorted[(size_t)(loud_share * (double)(p->strikes - 1))] + 40 * log10f(127 / loud_velocity);
    free(sorted);
    for (size_t i = 0; i < p->notes.count; i++)
        p->notes.note[i].velocity = neume_velocity(p->strike[i], full);
    return neume_notes_append(out, &p->notes);
}

static enum neume_status poly_flush(struct neume_transcriber *t, struct neume_notes *out)
{
    struct poly *p = (struct poly *)t;
    struct neume_poly_note ends[2 * NEUME_POLY_KEYS];
    enum neume_status status = NEUME_OK;
    const struct neume_poly_frame *frame;
    while (status == NEUME_OK && (frame = neume_poly_activations_flush(p->activations)))
        status = take_frame(p, frame);
    if (status == NEUME_OK)
        status = decode(p);
    if (status == NEUME_OK)
        status = keep_notes(p, ends, neume_poly_decoder_flush(&p->decoder, ends));
    if (status != NEUME_OK) /* a note may lack its strike */
        return status;
    find_ends(p, HUGE_VAL);
    if ((status = neume_poly_line_mend(p->notes.note, p->strike, p->strikes)) != NEUME_OK)
        return status;
    drop_short(p);
    if (p->parts.partials)
        status = neume_poly_parts_assign(&p->parts, p->notes.note, p->strike, p->strikes);
    return status == NEUME_OK ? hand_out(p, out) : status;
}

enum neume_status neume_poly_part_features(const struct neume_transcriber *t, size_t *index, float *feature)
{
    const struct poly *p = (const struct poly *)t;
    const struct neume_part_song song = {p->notes.note, p->strike, p->parts.row, p->strikes};
    enum neume_status status = neume_part_order(&song, index);
    return status == NEUME_OK ? neume_part_describe(&song, index, feature) : status;
}

const struct neume_model neume_poly_model = {
    .name = "poly",
    .sample_rate = NEUME_LOGSPEC_RATE,
    .create = poly_create,
    .process = poly_process,
    .flush = poly_flush,
    .reset = poly_reset,
    .free = poly_free,
};
