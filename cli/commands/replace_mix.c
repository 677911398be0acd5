/* SPDX-License-Identifier: MIT */
#include "cli/commands/replace_mix.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands/replace_job.h"
#include "cli/io/console.h"
#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_write.h"
#include "render/kits/kit.h"
#include "render/replace/replace.h"

/* Buffers of the mixing: the recording, which becomes the mix, and the stems. */
struct buffers {
    float *mix, *limited; /* limited: with room for what the limiter held back */
    struct neume_replace_stems stems;
};

int neume_cli_replace_report_progress(void *user, double share)
{
    const struct replace_job *job = user;
    struct cli_task task = {.index = 0};
    return neume_cli_progress(&task, share < 0 ? -1 : (job->pass + share) / REPLACE_PASSES);
}

static void free_buffers(struct buffers *b)
{
    free(b->mix);
    free(b->limited);
    free(b->stems.original);
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        free(b->stems.drum[d]);
}

static int make_buffers(const struct replace_job *job, struct buffers *b)
{
    size_t size = REPLACE_BLOCK * (size_t)job->info.channels * sizeof(float);
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

static enum neume_status write_block(struct replace_job *job, const struct buffers *b, size_t frames)
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

static void find_peak(const struct replace_job *job, const struct buffers *b, size_t frames, float *peak)
{
    for (size_t i = 0; i < frames * (size_t)job->info.channels; i++)
        *peak = fabsf(b->mix[i]) > *peak ? fabsf(b->mix[i]) : *peak;
}

/* Drops the first frames, which lie before the recording; how many are left. */
static size_t skip(const struct replace_job *job, const struct buffers *b, size_t frames, size_t *late)
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
static enum neume_status mix_block(struct replace_job *job, const struct buffers *b, int is_silence, size_t frames,
                                   size_t *late, float *peak)
{
    neume_replace_process(job->replace, is_silence ? NULL : b->mix, b->mix, &b->stems, frames);
    frames = skip(job, b, frames, late);
    find_peak(job, b, frames, peak);
    return write_block(job, b, frames);
}

static enum cli_exit pump(struct replace_job *job, struct neume_decoder *decoder, const struct buffers *b, float *peak)
{
    enum neume_status status;
    double total = (double)(job->info.frames > 0 ? job->info.frames : 0), done = 0;
    size_t got = REPLACE_BLOCK, late = neume_replace_delay(job->replace);
    while (got) {
        status = neume_decoder_read(decoder, b->mix, REPLACE_BLOCK, &got);
        if (status == NEUME_OK && neume_cli_replace_report_progress(job, total > 0 ? fmin(done / total, 1) : -1))
            status = NEUME_ERR_CANCELLED;
        if (status != NEUME_OK)
            return neume_cli_fail(job->name, status, CLI_INPUT);
        status = mix_block(job, b, 0, got, &late, peak);
        if (status != NEUME_OK)
            return neume_cli_fail(job->output, status, CLI_OUTPUT);
        done += (double)got;
    }
    int64_t left = (int64_t)neume_replace_delay(job->replace), tail = neume_replace_tail(job->replace);
    for (left = job->s->tail && tail > left ? tail : left; left > 0; left -= (int64_t)got) {
        got = left < REPLACE_BLOCK ? (size_t)left : REPLACE_BLOCK;
        status = mix_block(job, b, 1, got, &late, peak);
        if (status != NEUME_OK)
            return neume_cli_fail(job->output, status, CLI_OUTPUT);
    }
    if (job->limiter) {
        neume_limiter_flush(job->limiter, b->limited, &got);
        status = neume_encoder_write(job->mix, b->limited, got);
        if (status != NEUME_OK)
            return neume_cli_fail(job->output, status, CLI_OUTPUT);
    }
    return CLI_EXIT_DONE;
}

enum cli_exit neume_cli_replace_mix(struct replace_job *job, float *peak)
{
    struct buffers b = {0};
    struct neume_decoder *decoder = NULL;
    job->pass = 3;
    enum neume_status status = NEUME_OK;
    if (!job->s->limit && job->s->bits < NEUME_FLOAT_32)
        status = neume_limiter_new(&job->limiter, job->info.sample_rate, job->info.channels);
    if (status == NEUME_OK && !make_buffers(job, &b))
        status = NEUME_ERR_MEMORY;
    if (status == NEUME_OK)
        status = neume_decoder_open(&decoder, job->path, NULL);
    enum cli_exit code = status == NEUME_OK ? pump(job, decoder, &b, peak)
                                            : neume_cli_fail(job->name, status, CLI_INPUT);
    neume_decoder_free(decoder);
    free_buffers(&b);
    return code;
}

static enum neume_status write_notes(struct replace_job *job, const struct neume_notes *notes)
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

enum cli_exit neume_cli_replace_write_hits(struct replace_job *job)
{
    struct neume_notes notes;
    struct neume_replace_hit hit;
    size_t cursor = 0;
    enum neume_status status = NEUME_OK;
    neume_notes_init(&notes);
    while (status == NEUME_OK && neume_replace_hit_used(job->replace, &cursor, &hit)) {
        double onset = (double)hit.frame / job->info.sample_rate;
        struct neume_note note = {.onset = onset,
                                  .offset = onset + 0.05,
                                  .pitch = hit.key,
                                  .velocity = hit.velocity,
                                  .drum = 1,
                                  .confidence = 1};
        status = neume_notes_push(&notes, &note, NULL);
    }
    neume_notes_map_drums(&notes, &job->map);
    if (status == NEUME_OK)
        status = write_notes(job, &notes);
    neume_notes_release(&notes);
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(job->s->midi_out, status, CLI_OUTPUT);
}

/* "KD 12, SD 8" of a report's counts into out[size]; answers their sum. */
static size_t list_drums(const size_t *count, char *out, size_t size)
{
    size_t sum = 0, used = 0;
    *out = 0;
    for (int d = 0; d < NEUME_DRUM_COUNT; d++) {
        if (count[d] && used < size)
            used += (size_t)snprintf(out + used, size - used, "%s%s %zu", sum ? ", " : "",
                                     neume_drum_name((enum neume_drum)d), count[d]);
        sum += count[d];
    }
    return sum;
}

void neume_cli_replace_report(const struct replace_job *job, float peak)
{
    struct neume_replace_report r;
    char list[256];
    const char *name = neume_cli_shown(job->name, CLI_INPUT), *output = neume_cli_shown(job->output, CLI_OUTPUT);
    enum neume_status why;
    const char *bad;
    neume_replace_report(job->replace, &r);
    for (size_t i = 0; (bad = neume_kit_bad(job->kit, i, &why)) != NULL; i++)
        neume_cli_note("%s: warning: passed over: %s", bad,
                       why == NEUME_ERR_EMPTY ? "silent or empty" : neume_status_text(why));
    int is_warning;
    for (size_t i = 0; (bad = neume_kit_note(job->kit, i, &is_warning)) != NULL; i++)
        if (is_warning)
            neume_cli_note("%s: warning: %s", job->s->kit, bad);
    size_t unnamed = neume_kit_unnamed(job->kit, &bad);
    if (unnamed == 1)
        neume_cli_note("%s: warning: passed over: its name says no drum", bad);
    else if (unnamed)
        neume_cli_note("%s: warning: passed over, with %zu more: their names say no drum", bad, unnamed - 1);
    size_t missing = list_drums(r.missing, list, sizeof list);
    if (missing)
        neume_cli_note("%s: warning: no sample for %s; the original stays there", job->s->kit, list);
    if (job->limiter && neume_limiter_lowest(job->limiter) < 1)
        neume_cli_note("%s: turned down by up to %.1f dB where it would have clipped; --gain makes the samples softer",
                       output, -20 * log10((double)neume_limiter_lowest(job->limiter)));
    else if (peak > 1 && job->s->bits < NEUME_FLOAT_32)
        neume_cli_note("%s: warning: clipped by %.1f dB; --bits 32f keeps what is over", output,
                       20 * log10((double)peak));
    if (r.doubled)
        neume_cli_note("%s: %zu hit%s doubled and not replaced, since a drum that stays sounds with %s", name,
                       r.doubled, r.doubled == 1 ? "" : "s", r.doubled == 1 ? "it" : "them");
    if (r.below)
        neume_cli_note("%s: %zu hit%s replaced below 3 kHz only, since a hat or a cymbal that stays sounds with %s",
                       name, r.below, r.below == 1 ? "" : "s", r.below == 1 ? "it" : "them");
    size_t ducked = list_drums(r.ducked, list, sizeof list);
    if (ducked)
        neume_cli_note("%s: %zu old hit%s of other microphones' drums taken out (%s)", name, ducked,
                       ducked == 1 ? "" : "s", list);
    size_t replaced = list_drums(r.replaced, list, sizeof list);
    if (!replaced && ducked)
        neume_cli_note("%s: no samples here -> %s", name, output);
    else if (!replaced)
        neume_cli_note("%s: %s, copied -> %s", name, job->hits.count ? "no hit to replace" : "no drum hits", output);
    else
        neume_cli_note("%s: %s %zu hit%s (%s), correlation %.2f, %zu inverted -> %s", name,
                       job->s->blend > 0 ? "replaced" : "doubled", replaced, replaced == 1 ? "" : "s", list,
                       r.correlation, r.inverted, output);
    if (replaced && r.heard)
        neume_cli_note(
            "%s: correlation: how alike the first 15 ms of old and new hits swing, from -1 (against each other) "
            "to 1 (the same); inverted: samples that were turned upside down to swing with the old ones",
            name);
    if (r.levels > 2)
        neume_cli_note(
            "%s: of %zu hits that sound alone, %.0f %% are as loud as they were, within 1.5 dB (%.1f dB off in "
            "the median)",
            name, r.levels, 100 * r.level_good, r.level_error);
}
