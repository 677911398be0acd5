/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/encode.h"
#include "cli/batch/batch_run.h"
#include "cli/commands/commands.h"
#include "cli/io/click_track.h"
#include "cli/io/console.h"
#include "cli/io/event_output.h"
#include "cli/io/notes_file.h"
#include "cli/io/output_paths.h"
#include "cli/options/batch_options.h"
#include "cli/options/options.h"
#include "cli/options/shared_options.h"
#include "models/beats/beat_net.h"

enum { BLOCK = 4096 };

static const double rate = 44100;

struct settings {
    struct cli_common common;
    struct cli_batch_settings batch;
    const char *output, *click;
    unsigned format;
    int json, jobs;
};

static const struct cli_option options[] = {
    CLI_OPTION_OUTPUT_LISTING(struct settings),
    {.name = "format",
     .letter = 'f',
     .kind = CLI_CHOICES,
     .offset = offsetof(struct settings, format),
     .value = "auto|" CLI_EVENT_FORMATS,
     .initial = "auto",
     .help = "a time and a number a line, columns, Audacity labels, or JSON, or several of these, as csv,json; auto "
             "goes by the ending of the output"},
    CLI_OPTION_JSON_FORMAT(struct settings),
    CLI_OPTION_JOBS(struct settings),
    CLI_BATCH_OPTIONS(offsetof(struct settings, batch), 'r', "recordings"),
    {.name = "click",
     .kind = CLI_TARGET,
     .offset = offsetof(struct settings, click),
     .value = "FILE",
     .help = "also write the recording with a click at every beat, an octave higher where a bar begins; the sound "
             "format goes by the ending"},
    CLI_NO_CLOBBER_OPTION,
    CLI_COMMON_OPTIONS};

static const struct cli_example examples[] = {
    {"neume beats song.wav", "prints the time of each beat in seconds and its number in the bar"},
    {"neume beats song.wav -o beats.txt --format labels", "writes labels that Audacity imports"},
    {"neume beats song.wav --json", "tempo, time signature and confidence too"},
    {"neume beats -r --resume recordings/ -o beats/", "a whole tree of folders"},
    {"neume beats song.wav --click clicks.wav", "writes the song with clicks, to hear whether the beats are right"},
    {NULL, NULL}};

/* Reads the recording to its end and finds its beats. */
static void listen(struct cli_event_output *l, struct neume_beat_strength *strength, struct neume_beats *beats)
{
    struct neume_beat_frames frames = {0};
    float block[BLOCK];
    size_t got = 0;
    enum neume_status status = NEUME_OK;
    int failed;
    do {
        failed = neume_cli_event_output_read(l, block, BLOCK, &got);
        if (!failed)
            status = got ? neume_beat_frames_read(&frames, strength, block, got)
                         : neume_beat_frames_end(&frames, strength);
    } while (!failed && status == NEUME_OK && got);
    if (!failed && status == NEUME_OK)
        status = neume_beats_listen(beats, frames.frame, frames.count, neume_beat_strength_period(strength));
    neume_beat_frames_release(&frames);
    if (status != NEUME_OK)
        neume_cli_batch_fail(l->outcome, "beats", status, CLI_INPUT);
}

static void print_beat(FILE *f, enum cli_event_format format, const struct neume_beat *b, int last)
{
    if (format == CLI_EVENT_TXT)
        fprintf(f, "%.4f\t%d\n", b->time, b->number);
    else if (format == CLI_EVENT_CSV)
        fprintf(f, "%.4f,%d,%d\n", b->time, b->number, b->metre);
    else if (format == CLI_EVENT_LABELS)
        fprintf(f, "%.4f\t%.4f\t%d\n", b->time, b->time, b->number);
    else
        fprintf(f, "  {\"time\": %.4f, \"number\": %d, \"metre\": %d}%s\n", b->time, b->number, b->metre,
                last ? "" : ",");
}

static void print_summary(FILE *f, const struct neume_beats *beats)
{
    int three = beats->division == 3;
    fprintf(f, "{\"confidence\": %.3f,\n", beats->confidence);
    if (!beats->count) {
        fputs("\"tempo\": null,\n\"time_signature\": null,\n", f);
        return;
    }
    fprintf(f, "\"half\": %.3f,\n\"twice\": %.3f,\n\"third\": %.3f,\n\"triple\": %.3f,\n", beats->half, beats->twice,
            beats->third, beats->triple);
    fprintf(f, "\"tempo\": %.2f,\n\"time_signature\": \"%d/%d\",\n", beats->tempo,
            three ? 3 * beats->metre : beats->metre, three ? 8 : 4);
}

static void print(FILE *f, enum cli_event_format format, const struct neume_beats *beats)
{
    if (format == CLI_EVENT_CSV)
        fputs("time,number,metre\n", f);
    else if (format == CLI_EVENT_JSON) {
        print_summary(f, beats);
        fputs("\"beats\": [\n", f);
    }
    for (size_t i = 0; i < beats->count; i++)
        print_beat(f, format, &beats->beat[i], i + 1 == beats->count);
    if (format == CLI_EVENT_JSON)
        fputs("]}\n", f);
}

static enum cli_exit check_click(const struct settings *s)
{
    if (!neume_encoder_knows(s->click))
        return neume_cli_usage_error(&neume_cli_beats, "--click %s: the ending names no sound format", s->click);
    if (!strcmp(s->click, "-") ? !s->output || !strcmp(s->output, "-") : s->output && !strcmp(s->output, s->click))
        return neume_cli_usage_error(&neume_cli_beats, "--click: the beats and the clicks cannot both go to %s",
                                     strcmp(s->click, "-") ? s->click : "standard output");
    return CLI_EXIT_DONE;
}

struct work {
    const struct settings *settings;
    struct cli_event_forms forms;
};

/* Says what the beats leave in doubt, and writes them. */
static void write_out(const struct work *w, struct cli_event_output *l, const struct neume_beats *beats)
{
    const char *name = l->item->input;
    for (size_t k = 0; k < l->forms.count; k++)
        print(l->output[k].stream, (enum cli_event_format)l->forms.form[k], beats);
    if (!beats->count && !l->item->is_kept)
        neume_cli_note("%s: no beat found", neume_cli_shown(name, CLI_INPUT));
    if (!l->item->is_kept)
        neume_cli_doubt_beats(name, beats);
    if (w->settings->click)
        l->outcome->code = neume_cli_write_click_track(name, l->input.path, w->settings->click, beats, &l->set);
}

static void work_on(void *user, const struct cli_batch_item *item, struct cli_batch_outcome *outcome)
{
    const struct work *w = user;
    struct cli_event_output listing;
    struct neume_beat_strength strength = {0};
    struct neume_beats beats = {0};
    if (!neume_cli_event_output_open(&listing, item, outcome, &w->forms, rate)) {
        enum neume_status status = neume_beat_strength_init(&strength, rate);
        if (status != NEUME_OK)
            neume_cli_batch_fail(outcome, "beats", status, CLI_INPUT);
        else
            listen(&listing, &strength, &beats);
        if (outcome->code == CLI_EXIT_DONE)
            write_out(w, &listing, &beats);
    }
    neume_beats_release(&beats);
    neume_beat_strength_release(&strength);
    neume_cli_event_output_close(&listing);
}

static int run(int argc, char **argv)
{
    struct settings s;
    struct cli_operands operands;
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_beats, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    const int is_one = neume_cli_batch_is_one(&s.batch, &operands);
    if (s.click && !is_one)
        return neume_cli_usage_error(&neume_cli_beats, "--click: only for one recording");
    if (s.click && (code = check_click(&s)) != CLI_EXIT_DONE)
        return code;
    struct work w = {&s, neume_cli_event_forms_of(s.format, s.json && (s.format == 1 || is_one), s.output)};
    return neume_cli_batch_run(&(struct cli_batch_run){.command = &neume_cli_beats,
                                                       .settings = &s,
                                                       .batch = &s.batch,
                                                       .plan = {s.output, w.forms.ending, w.forms.count, 0, NULL},
                                                       .json = s.json,
                                                       .jobs = s.jobs,
                                                       .work = work_on,
                                                       .user = &w},
                               &operands);
}

const struct cli_command neume_cli_beats = {
    .name = "beats",
    .operands = "IN...",
    .summary = "list the beats, and their numbers in the bar",
    .description =
        "Finds the beats and bars of a recording and prints for each beat its time in seconds and its number in the "
        "bar, 1 being the downbeat. The beat is what most people tap; one divided by three, as in 6/8, is one beat. A "
        "steady piece has one tempo, a played one a smooth curve. If there is no beat, or it is free, nothing is "
        "printed, and a message says so; another says if the beat may as well be half or twice, a third or three times "
        "as fast. Memory grows by 19 MB for each hour.",
    .option = options,
    .example = examples,
    .settings_size = sizeof(struct settings),
    .min_operands = 0, /* the batch asks for one */
    .max_operands = -1,
    .run = run,
};
