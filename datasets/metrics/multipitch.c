/* SPDX-License-Identifier: MIT */
#include "datasets/metrics/multipitch.h"

#include <math.h>
#include <stdlib.h>

#include "datasets/metrics/match.h"
#include "datasets/metrics/numpy_compat.h"

#define WINDOW 0.5 /* semitones */

/* The pitches of one frame, in MIDI numbers with fractions. */
struct frame {
    const double *midi;
    size_t n;
};

/* Sums over frames. */
struct tally {
    size_t matched, larger, smaller;
};

static int is_valid(const struct neume_pitch_frames *frames)
{
    if (!neume_times_valid(frames->time, frames->count))
        return 0;
    for (size_t i = 0; frames->count > 0 && i < frames->first[frames->count]; i++)
        if (!(frames->hertz[i] >= 20 && frames->hertz[i] <= 5000))
            return 0;
    return 1;
}

/* The frame of the estimate nearest to `time`, the earlier of two as near; its count where there is none. `halves` are
 * the times halfway between frames, as scipy computes them. */
static size_t nearest_frame(const struct neume_pitch_frames *estimate, const struct neume_ranked *halves, double time)
{
    size_t n = estimate->count;

    if (n == 0 || time < estimate->time[0] || time > estimate->time[n - 1])
        return n;
    return neume_rank_from(halves, n - 1, time);
}

static int is_near(double reference, double estimate, int chroma)
{
    double apart;

    if (!chroma)
        return estimate - WINDOW <= reference && reference <= estimate + WINDOW;
    apart = fabs(fmod(reference, 12) - fmod(estimate, 12));
    return fmin(apart, 12 - apart) <= WINDOW;
}

static enum neume_status add_frame(struct neume_match *match, struct frame reference, struct frame estimate, int chroma,
                                   struct tally *tally)
{
    enum neume_status status = NEUME_OK;
    size_t n_matched = 0;

    neume_match_clear(match);
    for (size_t i = 0; i < reference.n && status == NEUME_OK; i++)
        for (size_t j = 0; j < estimate.n && status == NEUME_OK; j++)
            if (is_near(reference.midi[i], estimate.midi[j], chroma))
                status = neume_match_add(match, (uint32_t)i, (uint32_t)j);
    if (status == NEUME_OK && match->n_edges > 0)
        status = neume_match_solve(match, reference.n, estimate.n, NULL, &n_matched);
    tally->matched += n_matched;
    tally->larger += reference.n > estimate.n ? reference.n : estimate.n;
    tally->smaller += reference.n < estimate.n ? reference.n : estimate.n;
    return status;
}

static struct neume_multipitch_measures measure(struct tally tally, size_t n_reference, size_t n_estimate)
{
    struct neume_precision_recall prf = neume_precision_recall_of(
        (struct neume_hits){.matched = tally.matched, .reference = n_reference, .estimated = n_estimate});
    struct neume_multipitch_measures m = {.precision = prf.precision, .recall = prf.recall};
    size_t either = n_reference + n_estimate - tally.matched;

    if (either > 0)
        m.accuracy = (double)tally.matched / (double)either;
    if (n_reference == 0)
        return m;
    m.substitution = (double)(tally.smaller - tally.matched) / (double)n_reference;
    m.miss = (double)(n_reference - tally.smaller) / (double)n_reference;
    m.false_alarm = (double)(n_estimate - tally.smaller) / (double)n_reference;
    m.total_error = (double)(tally.larger - tally.matched) / (double)n_reference;
    return m;
}

static double *to_midi(const struct neume_pitch_frames *frames)
{
    size_t n = frames->count > 0 ? frames->first[frames->count] : 0;
    double *midi = malloc((n + 1) * sizeof *midi);

    for (size_t i = 0; midi != NULL && i < n; i++)
        midi[i] = 69 + 12 * log2(frames->hertz[i] / 440);
    return midi;
}

static struct frame frame_at(const struct neume_pitch_frames *frames, const double *midi, size_t i)
{
    if (i >= frames->count)
        return (struct frame){0};
    return (struct frame){midi + frames->first[i], frames->first[i + 1] - frames->first[i]};
}

/* Everything both sides need, in one place that one call releases. */
struct work {
    double *reference_midi, *estimate_midi;
    struct neume_ranked *halves; /* [estimate->count - 1] */
    struct neume_match match;
};

static void work_release(struct work *work)
{
    free(work->reference_midi);
    free(work->estimate_midi);
    free(work->halves);
    neume_match_release(&work->match);
}

static enum neume_status compare(const struct neume_pitch_frames *reference, const struct neume_pitch_frames *estimate,
                                 struct work *work, struct neume_multipitch_score *score)
{
    int same = reference->count == estimate->count &&
               neume_all_close(estimate->time, reference->time, reference->count);
    struct tally pitch = {0}, chroma = {0};
    size_t n_reference = 0, n_estimate = 0;
    enum neume_status status = NEUME_OK;

    for (size_t i = 0; i < reference->count && status == NEUME_OK; i++) {
        size_t j = same ? i : nearest_frame(estimate, work->halves, reference->time[i]);
        struct frame r = frame_at(reference, work->reference_midi, i);
        struct frame e = frame_at(estimate, work->estimate_midi, j);

        n_reference += r.n;
        n_estimate += e.n;
        status = add_frame(&work->match, r, e, 0, &pitch);
        if (status == NEUME_OK)
            status = add_frame(&work->match, r, e, 1, &chroma);
    }
    score->pitch = measure(pitch, n_reference, n_estimate);
    score->chroma = measure(chroma, n_reference, n_estimate);
    return status;
}

enum neume_status neume_multipitch_evaluate(const struct neume_pitch_frames *reference,
                                            const struct neume_pitch_frames *estimate,
                                            struct neume_multipitch_score *score)
{
    struct work work = {0};
    enum neume_status status = NEUME_ERR_MEMORY;

    *score = (struct neume_multipitch_score){0};
    if (!is_valid(reference) || !is_valid(estimate))
        return NEUME_ERR_ARGUMENT;
    work.reference_midi = to_midi(reference);
    work.estimate_midi = to_midi(estimate);
    work.halves = malloc((estimate->count + 1) * sizeof *work.halves);
    if (work.reference_midi == NULL || work.estimate_midi == NULL || work.halves == NULL)
        goto done;
    for (size_t j = 0; j + 1 < estimate->count; j++)
        work.halves[j].value = estimate->time[j + 1] / 2 + estimate->time[j] / 2;
    status = compare(reference, estimate, &work, score);
done:
    work_release(&work);
    return status;
}
