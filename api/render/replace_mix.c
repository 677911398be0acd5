/* SPDX-License-Identifier: MIT */
#include "api/render/replace_mix.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "api/render/replace_audition.h"
#include "core/error.h"
#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_write.h"
#include "render/replace/replace.h"

enum { BLOCK = 4096 };

/* Buffers of the mixing: the recording, which becomes the mix, and the stems. */
struct buffers {
    float *mix, *limited; /* limited: with room for what the limiter held back */
    struct neume_replace_stems stems;
};

int neume_replace_report_progress(void *user, double share)
{
    const struct neume_replace_work *job = user;
    if (!job->how.progress)
        return 0;
    return job->how.progress(job->how.user, share < 0 ? -1 : (job->pass + share) / NEUME_REPLACE_PASSES);
}

static void free_buffers(struct buffers *b)
{
    free(b->mix);
    free(b->limited);
    free(b->stems.original);
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        free(b->stems.drum[d]);
}

static int make_buffers(const struct neume_replace_work *job, struct buffers *b)
{
    size_t size = BLOCK * (size_t)job->info.channels * sizeof(float);
    int good = (b->mix = malloc(size)) != NULL;
    if (job->limiter)
        good &= (b->limited = malloc(2 * size)) != NULL; /* the limiter holds back 2 ms, less than a block */
    if (job->original)
        good &= (b->stems.original = malloc(size)) != NULL;
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        if (job->drum[d])
            good &= (b->stems.drum[d] = malloc(size)) != NULL;
    return good;
}

static enum neume_status write_block(struct neume_replace_work *job, const struct buffers *b, size_t frames)
{
    enum neume_status status = NEUME_OK;
    size_t made = frames;
    if (job->limiter)
        neume_limiter_process(job->limiter, b->mix, frames, b->limited, &made);
    status = neume_encoder_write(job->mix, job->limiter ? b->limited : b->mix, made);
    if (job->original && status == NEUME_OK)
        status = neume_encoder_write(job->original, b->stems.original, frames);
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        if (job->drum[d] && status == NEUME_OK)
            status = neume_encoder_write(job->drum[d], b->stems.drum[d], frames);
    return status;
}

static void find_peak(const struct neume_replace_work *job, const struct buffers *b, size_t frames, float *peak)
{
    for (size_t i = 0; i < frames * (size_t)job->info.channels; i++)
        *peak = fabsf(b->mix[i]) > *peak ? fabsf(b->mix[i]) : *peak;
}

/* Drops the first frames, which lie before the recording; how many are left. */
static size_t skip(const struct neume_replace_work *job, const struct buffers *b, size_t frames, size_t *late)
{
    size_t n = *late < frames ? *late : frames, wide = (size_t)job->info.channels, left = frames - n;
    *late -= n;
    if (!n)
        return frames;
    memmove(b->mix, b->mix + n * wide, left * wide * sizeof *b->mix);
    if (b->stems.original)
        memmove(b->stems.original, b->stems.original + n * wide, left * wide * sizeof *b->mix);
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        if (b->stems.drum[d])
            memmove(b->stems.drum[d], b->stems.drum[d] + n * wide, left * wide * sizeof *b->mix);
    return left;
}

/* Mixes a block, which lies in b->mix, or silence, and writes it. */
static enum neume_status mix_block(struct neume_replace_work *job, const struct buffers *b, int is_silence,
                                   size_t frames, size_t *late)
{
    if (!is_silence)
        neume_audition_take(job->audition, 0, job->frames_in, b->mix, frames);
    job->frames_in += (int64_t)frames;
    neume_replace_process(job->replace, is_silence ? NULL : b->mix, b->mix, &b->stems, frames);
    frames = skip(job, b, frames, late);
    neume_audition_take(job->audition, 1, job->frames_out, b->mix, frames);
    job->frames_out += (int64_t)frames;
    find_peak(job, b, frames, &job->peak);
    return write_block(job, b, frames);
}

static enum neume_status pump(struct neume_replace_work *job, struct neume_decoder *decoder, const struct buffers *b,
                              struct neume_error *error)
{
    enum neume_status status;
    double total = (double)(job->info.frames > 0 ? job->info.frames : 0), done = 0;
    size_t got = BLOCK, late = neume_replace_delay(job->replace);
    while (got) {
        status = neume_decoder_read(decoder, b->mix, BLOCK, &got);
        if (status == NEUME_OK && neume_replace_report_progress(job, total > 0 ? fmin(done / total, 1) : -1))
            status = NEUME_ERR_CANCELLED;
        if (status != NEUME_OK)
            return neume_error_input(error, status, job->name);
        status = mix_block(job, b, 0, got, &late);
        if (status != NEUME_OK)
            return neume_error_output(error, status, job->how.output);
        done += (double)got;
    }
    int64_t left = (int64_t)neume_replace_delay(job->replace), tail = neume_replace_tail(job->replace);
    for (left = job->how.tail && tail > left ? tail : left; left > 0; left -= (int64_t)got) {
        got = left < BLOCK ? (size_t)left : BLOCK;
        status = mix_block(job, b, 1, got, &late);
        if (status != NEUME_OK)
            return neume_error_output(error, status, job->how.output);
    }
    if (job->limiter) {
        neume_limiter_flush(job->limiter, b->limited, &got);
        status = neume_encoder_write(job->mix, b->limited, got);
        if (status != NEUME_OK)
            return neume_error_output(error, status, job->how.output);
    }
    return NEUME_OK;
}

enum neume_status neume_replace_mix(struct neume_replace_work *job, struct neume_error *error)
{
    struct buffers b = {0};
    struct neume_decoder *decoder = NULL;
    job->pass = 3;
    enum neume_status status = NEUME_OK;
    if (!job->how.no_limit && (job->to_memory || job->how.bits < 32))
        status = neume_limiter_new(&job->limiter, job->info.sample_rate, job->info.channels);
    if (status == NEUME_OK && !make_buffers(job, &b))
        status = NEUME_ERR_MEMORY;
    if (status == NEUME_OK)
        status = neume_decoder_open_sound(&decoder, &job->sound, NULL);
    if (status == NEUME_OK)
        status = pump(job, decoder, &b, error);
    else
        neume_error_input(error, status, job->name);
    neume_decoder_free(decoder);
    free_buffers(&b);
    return status;
}

static enum neume_status write_notes(struct neume_replace_work *job, const struct neume_notes *notes)
{
    struct neume_smf smf;
    neume_smf_init(&smf);
    enum neume_status status = neume_notes_to_smf(&smf, notes, NULL);
    if (status == NEUME_OK)
        status = neume_smf_write_stream(&smf, job->hits_out.stream);
    if (status == NEUME_OK)
        status = neume_output_commit(&job->hits_out);
    neume_smf_release(&smf);
    return status;
}

/* Without those of the drums in `but`, a bit for each enum neume_drum. */
static enum neume_status add_used_hits(const struct neume_replace_work *job, unsigned but, struct neume_notes *notes)
{
    struct neume_replace_hit hit;
    size_t cursor = 0;
    enum neume_status status = NEUME_OK;
    while (status == NEUME_OK && neume_replace_hit_used(job->replace, &cursor, &hit)) {
        double onset = fmax((double)hit.frame / job->info.sample_rate + job->delay, 0);
        if (but >> neume_drum_of_key(hit.key) & 1)
            continue;
        struct neume_note note = {.onset = onset,
                                  .offset = onset + 0.05,
                                  .pitch = hit.key,
                                  .velocity = hit.velocity,
                                  .drum = 1,
                                  .confidence = 1};
        status = neume_notes_push(notes, &note, NULL);
    }
    return status;
}

enum neume_status neume_replace_used_hits(const struct neume_replace_work *job, struct neume_notes *notes)
{
    return add_used_hits(job, 0, notes);
}

enum neume_status neume_replace_write_hits(struct neume_replace_work *job, struct neume_error *error)
{
    struct neume_notes notes;
    enum neume_status status = NEUME_OK;
    unsigned done = 0;
    neume_notes_init(&notes);
    for (size_t i = 0; i < job->other_count && status == NEUME_OK; i++) {
        status = add_used_hits(&job->others[i], done, &notes);
        done |= ~job->others[i].mute;
    }
    if (status == NEUME_OK)
        status = add_used_hits(job, done, &notes);
    neume_notes_sort(&notes);
    neume_notes_map_drums(&notes, &job->map);
    if (status == NEUME_OK)
        status = write_notes(job, &notes);
    neume_notes_release(&notes);
    return neume_error_output(error, status, job->how.midi_out);
}
