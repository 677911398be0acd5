/* SPDX-License-Identifier: MIT */

#include "cli/commands/replace_work.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/source.h"
#include "cli/commands/commands.h"
#include "cli/commands/replace_mix.h"
#include "cli/io/console.h"
#include "cli/io/input.h"
#include "cli/io/midi_input.h"
#include "cli/io/output_guard.h"
#include "cli/io/output_paths.h"
#include "cli/io/paths.h"
#include "cli/options/drum_options.h"
#include "cli/options/options.h"
#include "render/kits/kit.h"
#include "render/replace/replace.h"
#include "render/replace/replace_plan.h"

/* Whether the recording, the hits or a sample of the kit would be written over. */
static int would_hurt(const struct replace_job *job, const char *target)
{
    const char *file;
    if (!strcmp(target, "-"))
        return 0;
    for (size_t i = 0; (file = neume_kit_file(job->kit, i)) != NULL; i++)
        if (neume_cli_same_file(file, target))
            return 1;
    return neume_cli_same_file(job->name, target) || (job->s->midi && neume_cli_same_file(job->s->midi, target));
}

static enum cli_exit open_encoder(struct replace_job *job, struct neume_encoder **encoder, const char *target)
{
    struct neume_encode_options encode = {.sample_rate = job->info.sample_rate,
                                          .channels = job->info.channels,
                                          .format = (enum neume_sample_format)job->s->bits,
                                          .set = &job->set};
    if (would_hurt(job, target))
        return neume_cli_usage_error(&neume_cli_replace, "%s: the output would replace an input", target);
    enum neume_status status = neume_cli_guard_output(&job->s->common, target, 0);
    if (status == NEUME_OK)
        status = neume_encoder_open(encoder, target, &encode);
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(target, status, CLI_OUTPUT);
}

static enum cli_exit open_hits_output(struct replace_job *job)
{
    const char *target = job->s->midi_out;
    if (would_hurt(job, target))
        return neume_cli_usage_error(&neume_cli_replace, "%s: the output would replace an input", target);
    enum neume_status status = neume_output_open_in(&job->hits_out, target, &job->set);
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(target, status, CLI_OUTPUT);
}

static enum cli_exit open_kit(struct replace_job *job)
{
    struct neume_kit_problem problem;
    enum neume_status status = neume_kit_open(&job->kit, job->s->kit, job->info.sample_rate, job->info.channels,
                                              (uint64_t)job->s->seed, &problem);
    if (status == NEUME_OK && neume_kit_is_sample(job->kit) && !job->s->only)
        return neume_cli_usage_error(&neume_cli_replace, "--kit %s: --only says which drum a single sample replaces",
                                     job->s->kit);
    if (status == NEUME_OK)
        return CLI_EXIT_DONE;
    if (!*problem.words)
        return neume_cli_fail(problem.subject, status, CLI_INPUT);
    neume_cli_error("%s: %s", problem.subject, problem.words);
    return neume_cli_exit_of(status, CLI_INPUT);
}

static enum neume_status hear_hits(struct replace_job *job)
{
    struct neume_notes notes;
    neume_notes_init(&notes);
    enum neume_status status =
        neume_transcribe_file(job->path, &job->listening, neume_cli_replace_report_progress, job, &notes, NULL);
    if (status == NEUME_OK)
        status = neume_replace_hits_take(&job->hits, &notes, job->info.sample_rate);
    neume_notes_release(&notes);
    return status;
}

/* Those that all microphones of a take were heard for, on this one's clock. */
static enum neume_status take_hits(struct replace_job *job)
{
    struct neume_notes notes;
    enum neume_status status = NEUME_OK;
    neume_notes_init(&notes);
    for (size_t i = 0; status == NEUME_OK && i < job->notes->count; i++) {
        struct neume_note n = job->notes->note[i];
        n.onset -= job->delay;
        n.offset -= job->delay;
        status = n.onset >= 0 ? neume_notes_push(&notes, &n, NULL) : NEUME_OK;
    }
    if (status == NEUME_OK)
        status = neume_replace_hits_take(&job->hits, &notes, job->info.sample_rate);
    neume_notes_release(&notes);
    return status;
}

static enum cli_exit read_hits(struct replace_job *job)
{
    struct cli_input input;
    size_t left_out = 0;
    unsigned repairs = 0;
    enum neume_status status = neume_cli_input_open(&input, job->s->midi);
    if (status == NEUME_OK)
        status = neume_replace_hits_read(&job->hits, input.path, &job->map, job->info.sample_rate, &left_out, &repairs);
    neume_cli_input_close(&input);
    if (status == NEUME_OK && left_out)
        neume_cli_note_left_out(job->s->midi, left_out);
    if (status == NEUME_OK)
        neume_cli_warn_of_midi(job->s->midi, &(struct neume_smf){.repairs = repairs});
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(job->s->midi, status, CLI_INPUT);
}

static enum cli_exit find_hits(struct replace_job *job)
{
    enum neume_status status = NEUME_OK;
    if (job->s->midi) {
        enum cli_exit code = read_hits(job);
        if (code != CLI_EXIT_DONE)
            return code;
    } else if (job->notes) {
        status = take_hits(job);
    } else {
        status = hear_hits(job);
    }
    job->pass++;
    if (status == NEUME_OK && !job->s->as_written)
        status = neume_replace_hits_align(&job->hits, job->path, neume_cli_replace_report_progress, job);
    if (status == NEUME_OK && job->s->follow)
        status = neume_replace_hits_rank(&job->hits, job->path);
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(job->name, status, CLI_INPUT);
}

static enum neume_status listen(struct replace_job *job)
{
    struct neume_source *source = NULL;
    float block[REPLACE_BLOCK];
    size_t got = REPLACE_BLOCK;
    enum neume_status status = neume_source_open(&source, job->path, 0);
    while (status == NEUME_OK && got) {
        status = neume_source_read(source, block, REPLACE_BLOCK, &got);
        if (status == NEUME_OK && neume_cli_replace_report_progress(job, neume_source_share(source)))
            status = NEUME_ERR_CANCELLED;
        if (status == NEUME_OK)
            neume_replace_listen(job->replace, block, got);
    }
    neume_source_free(source);
    return status;
}

static enum cli_exit plan(struct replace_job *job)
{
    const struct replace_settings *s = job->s;
    const char *bad;
    struct neume_replace_options o;
    neume_replace_options_init(&o);
    o.rate = job->info.sample_rate;
    o.channels = job->info.channels;
    o.blend = s->blend / 100;
    o.gain = pow(10, s->gain / 20);
    o.refine = !s->as_written;
    o.humanize = s->humanize / 1000;
    o.seed = (uint64_t)s->seed;
    o.min_velocity = s->min_velocity;
    o.follow_level = !s->midi;
    o.mute = job->mute;
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        o.offset[d] = job->offset[d] / 1000;
    if (s->only || job->only)
        o.only = s->only ? neume_drum_set(s->only, &bad) : job->only;
    job->pass = 2;
    enum neume_status status = neume_replace_new(&job->replace, job->kit, job->hits.hit, job->hits.count, &o);
    if (status == NEUME_OK)
        status = listen(job);
    if (status == NEUME_OK)
        status = neume_replace_prepare(job->replace);
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(job->name, status, CLI_INPUT);
}

static const char *stem_of(int drum)
{
    return drum < NEUME_DRUM_COUNT ? neume_drum_name((enum neume_drum)drum) : "original";
}

static enum cli_exit open_stem(struct replace_job *job, struct neume_encoder **encoder, int drum)
{
    char *target = neume_cli_stem_path(job->s->stems, stem_of(drum), job->output);
    enum cli_exit code = target ? CLI_EXIT_DONE : CLI_EXIT_FAILED;
    if (target && neume_cli_same_file(target, job->output))
        code = neume_cli_usage_error(&neume_cli_replace, "--stems %s: %s is the output", job->s->stems, target);
    if (code == CLI_EXIT_DONE && encoder)
        code = open_encoder(job, encoder, target);
    free(target);
    return code;
}

static enum cli_exit open_stems(struct replace_job *job)
{
    struct neume_replace_report report;
    if (!job->s->stems)
        return CLI_EXIT_DONE;
    neume_replace_report(job->replace, &report);
    enum cli_exit code = neume_cli_make_folder(job->s->stems);
    for (int d = 0; d < NEUME_DRUM_COUNT && code == CLI_EXIT_DONE; d++)
        code = open_stem(job, report.replaced[d] ? &job->drum[d] : NULL, d);
    return code == CLI_EXIT_DONE ? open_stem(job, &job->original, NEUME_DRUM_COUNT) : code;
}

static enum cli_exit close_encoders(struct replace_job *job)
{
    for (int d = 0; d <= NEUME_DRUM_COUNT; d++) {
        struct neume_encoder *e = d < NEUME_DRUM_COUNT ? job->drum[d] : job->original;
        enum neume_status status = e ? neume_encoder_close(e) : NEUME_OK;
        if (status == NEUME_OK)
            continue;
        char *target = neume_cli_stem_path(job->s->stems, stem_of(d), job->output);
        enum cli_exit code = target ? neume_cli_fail(target, status, CLI_OUTPUT) : CLI_EXIT_FAILED;
        free(target);
        return code;
    }
    enum neume_status status = neume_encoder_close(job->mix);
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(job->output, status, CLI_OUTPUT);
}

enum cli_exit neume_cli_replace_work(struct replace_job *job, float *peak)
{
    *peak = 0;
    struct neume_decoder *decoder = NULL;
    enum neume_status status = neume_decoder_open(&decoder, job->path, &job->info);
    neume_decoder_free(decoder);
    if (status != NEUME_OK)
        return neume_cli_fail(job->name, status, CLI_INPUT);
    enum cli_exit code = open_kit(job);
    if (code == CLI_EXIT_DONE)
        code = open_encoder(job, &job->mix, job->output);
    if (code == CLI_EXIT_DONE && job->s->midi_out)
        code = open_hits_output(job);
    if (code == CLI_EXIT_DONE)
        code = find_hits(job);
    if (code == CLI_EXIT_DONE)
        code = plan(job);
    if (code == CLI_EXIT_DONE)
        code = open_stems(job);
    if (code == CLI_EXIT_DONE)
        code = neume_cli_replace_mix(job, peak);
    if (code == CLI_EXIT_DONE && job->s->midi_out)
        code = neume_cli_replace_write_hits(job);
    if (code == CLI_EXIT_DONE)
        code = close_encoders(job);
    return code;
}

void neume_cli_replace_release(struct replace_job *job)
{
    neume_encoder_free(job->mix);
    neume_encoder_free(job->original);
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        neume_encoder_free(job->drum[d]);
    neume_limiter_free(job->limiter);
    neume_replace_free(job->replace);
    neume_kit_free(job->kit);
    neume_replace_hits_release(&job->hits);
    neume_output_abandon(&job->hits_out);
    neume_output_set_release(&job->set);
}

/* How to listen, and the keys of MIDI files. */
enum cli_exit neume_cli_replace_prepare(struct replace_job *job)
{
    const struct replace_settings *s = job->s;
    neume_options_init(&job->listening);
    neume_drum_map_init(&job->map);
    job->listening.mode = NEUME_MODE_DRUMS;
    job->listening.retrigger = s->retrigger / 1000;
    enum cli_exit code = neume_cli_drum_sensitivity(&neume_cli_replace, s->sensitivity, &job->listening);
    if (code == CLI_EXIT_DONE)
        code = neume_cli_drum_offsets(&neume_cli_replace, s->place, job->offset);
    return code == CLI_EXIT_DONE && s->drum_map ? neume_cli_drum_map(&neume_cli_replace, s->drum_map, &job->map) : code;
}
