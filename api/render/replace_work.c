/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "api/render/replace_work.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "api/render/replace_audition.h"
#include "api/render/replace_mix.h"
#include "audio/source.h"
#include "core/error.h"
#include "neume/neume.h"
#include "render/kits/kit.h"
#include "render/replace/replace.h"
#include "render/replace/replace_plan.h"

enum { BLOCK = 4096 };

static int same_file(const char *a, const char *b)
{
    char *one = a && strcmp(a, "-") ? realpath(a, NULL) : NULL, *two = realpath(b, NULL);
    int same = one && two && !strcmp(one, two);
    free(one);
    free(two);
    return same;
}

/* Whether the recording, the hits or a sample of the kit would be written over. */
static int would_hurt(const struct neume_replace_work *w, const char *target)
{
    const char *file;
    if (!strcmp(target, "-"))
        return 0;
    for (size_t i = 0; (file = neume_kit_file(w->kit, i)) != NULL; i++)
        if (same_file(file, target))
            return 1;
    return same_file(w->name, target) || same_file(w->midi_name, target);
}

static enum neume_status check_target(const struct neume_replace_work *w, const char *target, struct neume_error *error)
{
    if (would_hurt(w, target))
        return neume_error_say(error, NEUME_ERR_ARGUMENT, target, 0, "the output would replace an input");
    enum neume_status status = w->may_write ? w->may_write(w->may_write_user, target) : NEUME_OK;
    return neume_error_output(error, status, target);
}

static enum neume_status open_encoder(struct neume_replace_work *w, struct neume_encoder **encoder, const char *target,
                                      struct neume_error *error)
{
    int bits = w->how.bits;
    struct neume_encode_options encode = {.sample_rate = w->info.sample_rate,
                                          .channels = w->info.channels,
                                          .format = bits == 16   ? NEUME_PCM_16
                                                    : bits == 24 ? NEUME_PCM_24
                                                                 : NEUME_FLOAT_32,
                                          .set = &w->set};
    if (w->to_memory)
        return neume_error_output(error, neume_encoder_open_memory(encoder, &encode), "memory");
    enum neume_status status = check_target(w, target, error);
    return status == NEUME_OK ? neume_error_output(error, neume_encoder_open(encoder, target, &encode), target)
                              : status;
}

static enum neume_status open_hits_output(struct neume_replace_work *w, struct neume_error *error)
{
    const char *target = w->how.midi_out;
    if (would_hurt(w, target))
        return neume_error_say(error, NEUME_ERR_ARGUMENT, target, 0, "the output would replace an input");
    return neume_error_output(error, neume_output_open_in(&w->hits_out, target, &w->set), target);
}

static enum neume_status open_kit(struct neume_replace_work *w, struct neume_error *error)
{
    struct neume_kit_problem problem;
    enum neume_status status =
        neume_kit_open(&w->kit, w->how.kit, w->info.sample_rate, w->info.channels, w->how.seed, &problem);
    if (status == NEUME_OK && neume_kit_is_sample(w->kit) && !w->how.only)
        return neume_error_say(error, NEUME_ERR_ARGUMENT, w->how.kit, 0, "a single sample; say which drum it replaces");
    if (status != NEUME_OK && *problem.words)
        return neume_error_say(error, status, problem.subject, 0, problem.words);
    return neume_error_input(error, status, problem.subject);
}

static enum neume_status hear_hits(struct neume_replace_work *w)
{
    struct neume_notes notes;
    neume_notes_init(&notes);
    enum neume_status status =
        neume_transcribe(&w->sound, &w->listening, neume_replace_report_progress, w, &notes, NULL, NULL);
    if (status == NEUME_OK)
        status = neume_replace_hits_take(&w->hits, &notes, w->info.sample_rate);
    neume_notes_release(&notes);
    return status;
}

/* Those that all microphones of a take were heard for, or that the caller has, on this recording's clock. */
static enum neume_status take_hits(struct neume_replace_work *w, const struct neume_notes *given)
{
    struct neume_notes notes;
    enum neume_status status = NEUME_OK;
    neume_notes_init(&notes);
    for (size_t i = 0; status == NEUME_OK && i < given->count; i++) {
        struct neume_note n = given->note[i];
        n.onset -= w->delay;
        n.offset -= w->delay;
        status = n.onset >= 0 ? neume_notes_push(&notes, &n, NULL) : NEUME_OK;
    }
    if (status == NEUME_OK)
        status = neume_replace_hits_take(&w->hits, &notes, w->info.sample_rate);
    neume_notes_release(&notes);
    return status;
}

/* Hits of a MIDI file, which are in the take's time, on this recording's clock. */
static void delay_hits(struct neume_replace_work *w)
{
    int64_t late = llround(w->delay * w->info.sample_rate);
    size_t kept = 0;
    for (size_t i = 0; i < w->hits.count; i++) {
        w->hits.hit[kept] = w->hits.hit[i];
        w->hits.hit[kept].frame -= late;
        kept += w->hits.hit[kept].frame >= 0;
    }
    w->hits.count = kept;
}

static enum neume_status find_hits(struct neume_replace_work *w, struct neume_error *error)
{
    enum neume_status status;
    if (w->midi_path) {
        status =
            neume_replace_hits_read(&w->hits, w->midi_path, &w->map, w->info.sample_rate, &w->left_out, &w->repairs);
        if (status != NEUME_OK)
            return neume_error_input(error, status, w->midi_name);
        delay_hits(w);
    } else {
        const struct neume_notes *given = w->notes ? w->notes : w->how.hits;
        status = given ? take_hits(w, given) : hear_hits(w);
    }
    w->pass++;
    if (status == NEUME_OK && !w->how.as_written)
        status = neume_replace_hits_align(&w->hits, &w->sound, neume_replace_report_progress, w);
    if (status == NEUME_OK && w->how.by_timbre)
        status = neume_replace_hits_rank(&w->hits, &w->sound);
    return neume_error_input(error, status, w->name);
}

static enum neume_status listen(struct neume_replace_work *w)
{
    struct neume_source *source = NULL;
    float block[BLOCK];
    size_t got = BLOCK;
    enum neume_status status = neume_source_open_sound(&source, &w->sound, 0);
    while (status == NEUME_OK && got) {
        status = neume_source_read(source, block, BLOCK, &got);
        if (status == NEUME_OK && neume_replace_report_progress(w, neume_source_share(source)))
            status = NEUME_ERR_CANCELLED;
        if (status == NEUME_OK)
            neume_replace_listen(w->replace, block, got);
    }
    neume_source_free(source);
    return status;
}

static enum neume_status plan(struct neume_replace_work *w, struct neume_error *error)
{
    struct neume_replace_options o;
    neume_replace_options_init(&o);
    o.rate = w->info.sample_rate;
    o.channels = w->info.channels;
    o.blend = w->how.blend;
    o.gain = pow(10, w->how.gain / 20);
    o.refine = !w->how.as_written;
    if (w->how.only)
        o.only = w->how.only;
    o.humanize = w->how.humanize;
    o.seed = w->how.seed;
    o.min_velocity = w->how.min_velocity;
    o.follow_level = !w->midi_path && (w->notes || !w->how.hits);
    o.mute = w->mute;
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        o.offset[d] = w->how.offset[d];
    w->pass = 2;
    enum neume_status status = neume_replace_new(&w->replace, w->kit, w->hits.hit, w->hits.count, &o);
    if (status == NEUME_OK)
        status = listen(w);
    if (status == NEUME_OK)
        status = neume_replace_prepare(w->replace);
    return neume_error_input(error, status, w->name);
}

/* "folder/KD.wav", with the ending of the output, to be freed. */
static char *stem_path(const struct neume_replace_work *w, const char *folder, int drum)
{
    const char *output = w->how.output, *slash = strrchr(output, '/');
    const char *ending = strrchr(slash ? slash + 1 : output, '.');
    const char *name = drum < NEUME_DRUM_COUNT ? neume_drum_name((enum neume_drum)drum) : "original";
    size_t length = strlen(folder), size = length + strlen(name) + (ending ? strlen(ending) : 4) + 2;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s%s%s%s", folder, length && folder[length - 1] == '/' ? "" : "/", name,
                 ending ? ending : ".wav");
    return path;
}

static enum neume_status open_stem(struct neume_replace_work *w, struct neume_encoder **encoder, const char *folder,
                                   int drum, struct neume_error *error)
{
    char *target, words[256];
    if (w->to_memory)
        return encoder ? open_encoder(w, encoder, NULL, error) : NEUME_OK;
    target = stem_path(w, folder, drum);
    enum neume_status status = target ? NEUME_OK : neume_error_output(error, NEUME_ERR_MEMORY, folder);
    if (target && same_file(w->how.output, target)) {
        snprintf(words, sizeof words, "%.240s is the output", target);
        status = neume_error_say(error, NEUME_ERR_ARGUMENT, folder, 0, words);
    }
    if (status == NEUME_OK && encoder)
        status = open_encoder(w, encoder, target, error);
    free(target);
    return status;
}

static enum neume_status make_folder(const char *folder, struct neume_error *error)
{
    struct stat st;
    if (!mkdir(folder, 0777) || (errno == EEXIST && !stat(folder, &st) && S_ISDIR(st.st_mode)))
        return NEUME_OK;
    int taken = errno == EEXIST;
    enum neume_status status = taken ? NEUME_ERR_WRITE : neume_status_from_errno(errno, NEUME_ERR_WRITE);
    neume_error_output(error, status, folder);
    if (taken && error)
        snprintf(error->words, sizeof error->words, "is not a folder");
    return status;
}

static enum neume_status open_stems(struct neume_replace_work *w, struct neume_error *error)
{
    struct neume_replace_report report;
    enum neume_status status = NEUME_OK;
    if (w->to_memory ? !w->how.keep_parts : !w->how.stems)
        return status;
    neume_replace_report(w->replace, &report);
    if (!w->to_memory)
        status = make_folder(w->how.stems, error);
    for (int d = 0; d < NEUME_DRUM_COUNT && status == NEUME_OK; d++)
        status = open_stem(w, report.replaced[d] ? &w->drum[d] : NULL, w->how.stems, d, error);
    return status == NEUME_OK ? open_stem(w, &w->original, w->how.stems, NEUME_DRUM_COUNT, error) : status;
}

/* A file for each drum that got samples, with its first hits. */
static enum neume_status write_auditions(struct neume_replace_work *w, struct neume_error *error)
{
    struct neume_replace_report report;
    neume_replace_report(w->replace, &report);
    enum neume_status status = make_folder(w->how.audition, error);
    for (int d = 0; d < NEUME_DRUM_COUNT && status == NEUME_OK; d++) {
        struct neume_encoder *encoder = NULL;
        if (!report.replaced[d])
            continue;
        status = open_stem(w, &encoder, w->how.audition, d, error);
        if (status == NEUME_OK) {
            enum neume_status wrote = neume_audition_write(w->audition, d, encoder);
            wrote = wrote == NEUME_OK ? neume_encoder_close(encoder) : wrote;
            status = neume_error_output(error, wrote, w->how.audition);
        }
        neume_encoder_free(encoder);
    }
    return status;
}

static enum neume_status close_encoders(struct neume_replace_work *w, struct neume_error *error)
{
    for (int d = 0; d <= NEUME_DRUM_COUNT; d++) {
        struct neume_encoder *e = d < NEUME_DRUM_COUNT ? w->drum[d] : w->original;
        enum neume_status status = e ? neume_encoder_close(e) : NEUME_OK;
        if (status == NEUME_OK)
            continue;
        char *target = w->to_memory ? NULL : stem_path(w, w->how.stems, d);
        neume_error_output(error, status, target ? target : w->how.stems ? w->how.stems : "memory");
        free(target);
        return status;
    }
    return neume_error_output(error, neume_encoder_close(w->mix), w->how.output);
}

enum neume_status neume_replace_work_commit(struct neume_replace_work *w, struct neume_error *error)
{
    char *failed;
    enum neume_status status = neume_output_set_commit(&w->set, &failed);
    neume_error_output(error, status, failed ? failed : "-");
    free(failed);
    return status;
}

enum neume_status neume_replace_work_run(struct neume_replace_work *w, struct neume_error *error)
{
    struct neume_decoder *decoder = NULL;
    enum neume_status status =
        neume_error_input(error, neume_decoder_open_sound(&decoder, &w->sound, &w->info), w->name);
    neume_decoder_free(decoder);
    if (status == NEUME_OK)
        status = open_kit(w, error);
    if (status == NEUME_OK)
        status = open_encoder(w, &w->mix, w->how.output, error);
    if (status == NEUME_OK && w->how.midi_out)
        status = open_hits_output(w, error);
    if (status == NEUME_OK)
        status = find_hits(w, error);
    if (status == NEUME_OK)
        status = plan(w, error);
    if (status == NEUME_OK)
        status = open_stems(w, error);
    if (status == NEUME_OK && w->how.audition)
        status = neume_error_input(error, neume_audition_new(&w->audition, w), w->name);
    if (status == NEUME_OK)
        status = neume_replace_mix(w, error);
    if (status == NEUME_OK && w->how.audition)
        status = write_auditions(w, error);
    if (status == NEUME_OK && w->how.midi_out)
        status = neume_replace_write_hits(w, error);
    if (status == NEUME_OK)
        status = close_encoders(w, error);
    return status == NEUME_OK && !w->holds ? neume_replace_work_commit(w, error) : status;
}

void neume_replace_work_release(struct neume_replace_work *w)
{
    neume_encoder_free(w->mix);
    neume_encoder_free(w->original);
    for (int d = 0; d < NEUME_DRUM_COUNT; d++)
        neume_encoder_free(w->drum[d]);
    neume_limiter_free(w->limiter);
    neume_audition_free(w->audition);
    neume_replace_free(w->replace);
    neume_kit_free(w->kit);
    neume_replace_hits_release(&w->hits);
    neume_output_abandon(&w->hits_out);
    neume_output_set_release(&w->set);
}
