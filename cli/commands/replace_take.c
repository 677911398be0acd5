/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/commands/replace_take.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/encode.h"
#include "cli/commands/commands.h"
#include "cli/commands/replace_report.h"
#include "cli/io/console.h"
#include "cli/io/input.h"
#include "cli/io/multi_mic.h"
#include "cli/io/output_paths.h"
#include "cli/io/paths.h"
#include "cli/options/options.h"

struct take {
    struct cli_multi_mic mics;
    struct neume_notes notes;        /* what all of them hear */
    struct cli_input midi;           /* of --midi */
    struct neume_replace_work *work; /* [mics.count] */
    char **output;                   /* [mics.count] */
    char **stems, **audition;        /* [mics.count], of NULL where they are not asked for: folders in theirs */
};

static enum cli_exit check(const struct replace_settings *s)
{
    const struct cli_command *me = &neume_cli_replace;
    if (neume_encoder_knows(s->output) || !strcmp(s->output, "-"))
        return neume_cli_usage_error(me, "--output: several microphones of one take need a folder, not '%s'",
                                     s->output);
    return CLI_EXIT_DONE;
}

/* "DIR/kick.wav": the microphone's own name, as WAV where its ending is none that can be written. */
static char *output_of(const char *folder, const char *name)
{
    const char *base = neume_cli_base_name(name), *dot = strrchr(base, '.');
    char stem[512];
    snprintf(stem, sizeof stem, "%.*s", dot ? (int)(dot - base) : (int)strlen(base), base);
    return neume_cli_stem_path(folder, stem, neume_encoder_knows(base) ? base : NULL);
}

/* "DIR/kick", of the microphone whose output is "kick.wav". */
static char *folder_of(const char *folder, const char *output)
{
    const char *base = neume_cli_base_name(output), *dot = strrchr(base, '.');
    size_t length = strlen(folder), size = length + strlen(base) + 2;
    char *path = malloc(size);
    if (path)
        snprintf(path, size, "%s%s%.*s", folder, length && folder[length - 1] == '/' ? "" : "/",
                 dot ? (int)(dot - base) : (int)strlen(base), base);
    return path;
}

/* A folder for each microphone in `folder`, if that is asked for. */
static enum cli_exit plan_folders(const struct take *t, const char *folder, char **each)
{
    if (!folder)
        return CLI_EXIT_DONE;
    for (size_t i = 0; i < t->mics.count; i++)
        if (!(each[i] = folder_of(folder, t->output[i])))
            return CLI_EXIT_FAILED;
    return neume_cli_make_folder(folder);
}

static enum cli_exit plan_outputs(struct take *t, const struct replace_settings *s)
{
    for (size_t i = 0; i < t->mics.count; i++) {
        t->output[i] = output_of(s->output, t->mics.name[i]);
        if (!t->output[i])
            return CLI_EXIT_FAILED;
        for (size_t k = 0; k < t->mics.count; k++)
            if ((k < i && !strcmp(t->output[k], t->output[i])) || neume_cli_same_file(t->mics.name[k], t->output[i]))
                return neume_cli_usage_error(&neume_cli_replace, "%s: the output would replace %s", t->output[i],
                                             k < i && !strcmp(t->output[k], t->output[i]) ? "another" : "an input");
        if (s->midi_out && (neume_cli_same_file(t->mics.name[i], s->midi_out) || !strcmp(t->output[i], s->midi_out)))
            return neume_cli_usage_error(&neume_cli_replace, "%s: the output would replace %s", s->midi_out,
                                         strcmp(t->output[i], s->midi_out) ? "an input" : "another");
    }
    enum cli_exit code = neume_cli_make_folder(s->output);
    if (code == CLI_EXIT_DONE)
        code = plan_folders(t, s->stems, t->stems);
    return code == CLI_EXIT_DONE ? plan_folders(t, s->audition, t->audition) : code;
}

static enum cli_exit hear(struct take *t, const struct neume_replace_work *like)
{
    size_t bad = 0;
    struct cli_task task = {.index = 0};
    enum neume_status status = neume_cli_multi_mic_open(&t->mics, &bad);
    if (status == NEUME_OK && like->midi_name) {
        status = neume_cli_input_open(&t->midi, like->midi_name);
        return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(like->midi_name, status, CLI_INPUT);
    }
    if (status == NEUME_OK)
        status = neume_transcribe_microphones(t->mics.mic, t->mics.count, &like->listening, neume_cli_progress, &task,
                                              &t->notes, NULL, &bad);
    if (status == NEUME_OK)
        return CLI_EXIT_DONE;
    return neume_cli_fail(t->mics.name[bad < t->mics.count ? bad : 0], status, CLI_INPUT);
}

/* The microphones' own drums: those that are replaced where --only does not say. */
static unsigned drums_of(const struct take *t)
{
    unsigned all = 0;
    for (size_t i = 0; i < t->mics.count; i++)
        all |= t->mics.mic[i].drums;
    return all;
}

static enum cli_exit replace_all(struct take *t, const struct neume_replace_work *like)
{
    enum neume_status status = NEUME_OK;
    struct neume_error error;
    for (size_t i = 0; i < t->mics.count && status == NEUME_OK; i++) {
        struct neume_replace_work *w = &t->work[i];
        *w = *like;
        w->name = t->mics.name[i];
        neume_sound_init_file(&w->sound, t->mics.mic[i].path);
        w->midi_path = t->midi.path;
        w->how.output = t->output[i];
        w->how.stems = t->stems[i];
        w->how.audition = t->audition[i];
        w->how.only = like->how.only ? like->how.only : drums_of(t);
        w->mute = ~t->mics.mic[i].drums;
        w->delay = t->mics.mic[i].delay;
        w->notes = like->midi_name ? NULL : &t->notes;
        w->holds = 1;
        if (i + 1 < t->mics.count) { /* the last writes the hits of all */
            w->how.midi_out = NULL;
        } else {
            w->others = t->work;
            w->other_count = i;
        }
        status = neume_replace_work_run(w, &error);
    }
    for (size_t i = 0; i < t->mics.count && status == NEUME_OK; i++)
        status = neume_replace_work_commit(&t->work[i], &error);
    for (size_t i = 0; i < t->mics.count && status == NEUME_OK; i++)
        neume_cli_replace_report(&t->work[i]);
    if (status == NEUME_OK)
        return CLI_EXIT_DONE;
    if (error.status == NEUME_ERR_ARGUMENT && *error.words)
        return neume_cli_usage_error(&neume_cli_replace, "%s: %s", error.subject, error.words);
    return neume_cli_fail_by(&error);
}

static void release(struct take *t)
{
    for (size_t i = 0; i < t->mics.count; i++) {
        if (t->work)
            neume_replace_work_release(&t->work[i]);
        for (int k = 0; k < 3; k++) {
            char **path = k == 0 ? t->output : k == 1 ? t->stems : t->audition;
            free(path ? path[i] : NULL);
        }
    }
    free(t->work);
    free(t->output);
    free(t->stems);
    free(t->audition);
    neume_notes_release(&t->notes);
    neume_cli_input_close(&t->midi);
    neume_cli_multi_mic_close(&t->mics);
}

enum cli_exit neume_cli_replace_take(const struct neume_replace_work *like, const struct replace_settings *s,
                                     const struct cli_operands *operands)
{
    struct take t = {.work = NULL};
    neume_notes_init(&t.notes);
    enum cli_exit code = neume_cli_multi_mic_parse(&t.mics, &neume_cli_replace, operands);
    if (code == CLI_EXIT_DONE)
        code = check(s);
    t.work = calloc((size_t)operands->count, sizeof *t.work);
    t.output = calloc((size_t)operands->count, sizeof *t.output);
    t.stems = calloc((size_t)operands->count, sizeof *t.stems);
    t.audition = calloc((size_t)operands->count, sizeof *t.audition);
    if (code == CLI_EXIT_DONE && (!t.work || !t.output || !t.stems || !t.audition))
        code = neume_cli_fail(operands->name[0], NEUME_ERR_MEMORY, CLI_INPUT);
    if (code == CLI_EXIT_DONE)
        code = plan_outputs(&t, s);
    neume_cli_progress_start(1);
    if (code == CLI_EXIT_DONE)
        code = hear(&t, like);
    if (code == CLI_EXIT_DONE)
        code = replace_all(&t, like);
    neume_cli_progress_stop();
    release(&t);
    return code;
}
