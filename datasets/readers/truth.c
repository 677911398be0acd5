/* SPDX-License-Identifier: MIT */
#include "datasets/readers/truth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void neume_truth_init(struct neume_truth *truth)
{
    memset(truth, 0, sizeof *truth);
}

void neume_truth_release(struct neume_truth *truth)
{
    if (!truth)
        return;
    free(truth->note);
    free(truth->hit);
    free(truth->onset);
    free(truth->f0);
    free(truth->frame);
    free(truth->pitch_hz);
    free(truth->beat);
    neume_truth_init(truth);
}

/* Makes room for one more item of `size` bytes; NULL without memory, and then the list is as it was. */
static void *one_more(void *list, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return list;
    size_t wanted = *capacity ? 2 * *capacity : 64;
    void *grown = wanted <= (size_t)-1 / size ? realloc(list, wanted * size) : NULL;
    if (grown)
        *capacity = wanted;
    return grown;
}

#define PUSH(list, ...)                                                                                        \
    do {                                                                                                       \
        void *room = one_more(truth->list, truth->list##_count, &truth->list##_capacity, sizeof *truth->list); \
        if (!room)                                                                                             \
            return NEUME_ERR_MEMORY;                                                                           \
        truth->list = room;                                                                                    \
        truth->list[truth->list##_count++] = __VA_ARGS__;                                                      \
    } while (0)

enum neume_status neume_truth_add_note(struct neume_truth *truth, const struct neume_truth_note *note)
{
    truth->kinds |= NEUME_TRUTH_NOTES;
    PUSH(note, *note);
    return NEUME_OK;
}

enum neume_status neume_truth_add_hit(struct neume_truth *truth, double time, enum neume_drum_class drum)
{
    truth->kinds |= NEUME_TRUTH_HITS;
    PUSH(hit, (struct neume_truth_hit){time, drum});
    return NEUME_OK;
}

enum neume_status neume_truth_add_onset(struct neume_truth *truth, double time)
{
    truth->kinds |= NEUME_TRUTH_ONSETS;
    PUSH(onset, time);
    return NEUME_OK;
}

enum neume_status neume_truth_add_f0(struct neume_truth *truth, double time, double hz, int voiced)
{
    truth->kinds |= NEUME_TRUTH_MELODY;
    PUSH(f0, (struct neume_truth_f0){time, hz, voiced});
    return NEUME_OK;
}

enum neume_status neume_truth_add_frame(struct neume_truth *truth, double time)
{
    truth->kinds |= NEUME_TRUTH_MULTIPITCH;
    PUSH(frame, (struct neume_truth_frame){time, truth->pitch_hz_count, 0});
    return NEUME_OK;
}

enum neume_status neume_truth_add_frame_pitch(struct neume_truth *truth, double hz)
{
    PUSH(pitch_hz, hz);
    truth->frame[truth->frame_count - 1].count++;
    return NEUME_OK;
}

enum neume_status neume_truth_add_beat(struct neume_truth *truth, double time, double number)
{
    truth->kinds |= NEUME_TRUTH_BEATS;
    PUSH(beat, (struct neume_truth_beat){time, number});
    return NEUME_OK;
}

static int by_number(double a, double b)
{
    return (a > b) - (a < b);
}

static int by_double(const void *a, const void *b)
{
    return by_number(*(const double *)a, *(const double *)b);
}

static int by_note(const void *a, const void *b)
{
    const struct neume_truth_note *x = a, *y = b;
    int order = by_number(x->onset, y->onset);
    order = order ? order : by_number(x->offset, y->offset);
    order = order ? order : by_number(x->pitch, y->pitch);
    return order ? order : by_number(x->velocity, y->velocity);
}

static int by_hit(const void *a, const void *b)
{
    const struct neume_truth_hit *x = a, *y = b;
    int order = by_number(x->time, y->time);
    return order ? order : (int)x->drum - (int)y->drum;
}

static int by_f0(const void *a, const void *b)
{
    return by_number(((const struct neume_truth_f0 *)a)->time, ((const struct neume_truth_f0 *)b)->time);
}

static int by_frame(const void *a, const void *b)
{
    return by_number(((const struct neume_truth_frame *)a)->time, ((const struct neume_truth_frame *)b)->time);
}

static int by_beat(const void *a, const void *b)
{
    return by_number(((const struct neume_truth_beat *)a)->time, ((const struct neume_truth_beat *)b)->time);
}

/* qsort() may be handed NULL only by a program that has nothing to sort. */
static void sort(void *list, size_t count, size_t size, int (*order)(const void *, const void *))
{
    if (count > 1)
        qsort(list, count, size, order);
}

void neume_truth_sort(struct neume_truth *truth)
{
    sort(truth->note, truth->note_count, sizeof *truth->note, by_note);
    sort(truth->hit, truth->hit_count, sizeof *truth->hit, by_hit);
    sort(truth->onset, truth->onset_count, sizeof *truth->onset, by_double);
    sort(truth->f0, truth->f0_count, sizeof *truth->f0, by_f0);
    sort(truth->frame, truth->frame_count, sizeof *truth->frame, by_frame);
    sort(truth->beat, truth->beat_count, sizeof *truth->beat, by_beat);
}

enum neume_status neume_truth_all_onsets(const struct neume_truth *truth, double **times, size_t *count)
{
    size_t n = truth->note_count + truth->hit_count + truth->onset_count, at = 0;
    *times = NULL;
    *count = 0;
    if (!n)
        return NEUME_OK;
    *times = malloc(n * sizeof **times);
    if (!*times)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < truth->note_count; i++)
        (*times)[at++] = truth->note[i].onset;
    for (size_t i = 0; i < truth->hit_count; i++)
        (*times)[at++] = truth->hit[i].time;
    for (size_t i = 0; i < truth->onset_count; i++)
        (*times)[at++] = truth->onset[i];
    sort(*times, n, sizeof **times, by_double);
    *count = n;
    return NEUME_OK;
}

enum neume_status neume_truth_class_times(const struct neume_truth *truth, enum neume_drum_class drum, double **times,
                                          size_t *count)
{
    *times = NULL;
    *count = 0;
    if (!truth->hit_count)
        return NEUME_OK;
    *times = malloc(truth->hit_count * sizeof **times);
    if (!*times)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < truth->hit_count; i++)
        if (truth->hit[i].drum == drum)
            (*times)[(*count)++] = truth->hit[i].time;
    sort(*times, *count, sizeof **times, by_double);
    return NEUME_OK;
}
