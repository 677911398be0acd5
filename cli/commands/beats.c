/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/encode.h"
#include "cli/commands/commands.h"
#include "cli/io/click_track.h"
#include "cli/io/console.h"
#include "cli/io/event_output.h"
#include "cli/io/notes_file.h"
#include "cli/io/output_paths.h"
#include "cli/options/options.h"
#include "cli/options/shared_options.h"
#include "models/beats/beat_net.h"

enum { BLOCK = 4096 };

static const double rate = 44100;

struct settings {
    struct cli_common common;
    const char *output, *click;
    int format, json;
};

static const struct cli_option options[] = {
    CLI_OPTION_OUTPUT_LISTING(struct settings),
    {.name = "format",
     .letter = 'f',
     .kind = CLI_CHOICE,
     .offset = offsetof(struct settings, format),
     .value = "auto|" CLI_EVENT_FORMATS,
     .initial = "auto",
     .help = "a time and a number a line, columns, Audacity labels, or JSON; auto goes by the ending of the output"},
    CLI_OPTION_JSON_FORMAT(struct settings),
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
    {"neume beats song.wav --click clicks.wav", "writes the song with clicks, to hear whether the beats are right"},
    {NULL, NULL}};

/* Reads the recording to its end and finds its beats. */
static enum cli_exit listen(struct cli_event_output *l, struct neume_beat_strength *strength, struct neume_beats *beats)
{
    struct neume_beat_frames frames = {0};
    float block[BLOCK];
    size_t got = 0;
    enum neume_status status = NEUME_OK;
    enum cli_exit code;
    do {
        code = neume_cli_event_output_read(l, block, BLOCK, &got);
        if (code == CLI_EXIT_DONE)
            status = got ? neume_beat_frames_read(&frames, strength, block, got)
                         : neume_beat_frames_end(&frames, strength);
    } while (code == CLI_EXIT_DONE && status == NEUME_OK && got);
    if (code == CLI_EXIT_DONE && status == NEUME_OK)
        status = neume_beats_listen(beats, frames.frame, frames.count, neume_beat_strength_period(strength));
    neume_beat_frames_release(&frames);
    return code == CLI_EXIT_DONE && status != NEUME_OK ? neume_cli_fail("beats", status, CLI_INPUT) : code;
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

static int run(int argc, char **argv)
{
    struct settings s;
    struct cli_operands operands;
    struct cli_event_output listing;
    struct neume_beat_strength strength = {0};
    struct neume_beats beats = {0};
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_beats, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    if (s.click && (code = check_click(&s)) != CLI_EXIT_DONE)
        return code;
    code = neume_cli_event_output_open(&listing, operands.name[0], s.output, rate);
    if (code == CLI_EXIT_DONE) {
        enum neume_status status = neume_beat_strength_init(&strength, rate);
        if (status != NEUME_OK)
            code = neume_cli_fail("beats", status, CLI_INPUT);
    }
    if (code == CLI_EXIT_DONE)
        code = listen(&listing, &strength, &beats);
    if (code == CLI_EXIT_DONE) {
        print(listing.output.stream, neume_cli_event_output_format(s.json, s.format, s.output), &beats);
        if (!beats.count)
            neume_cli_note("%s: no beat found", neume_cli_shown(operands.name[0], CLI_INPUT));
        neume_cli_doubt_beats(operands.name[0], &beats);
    }
    if (code == CLI_EXIT_DONE && s.click)
        code = neume_cli_write_click_track(operands.name[0], listing.input.path, s.click, &beats, &listing.set);
    neume_beats_release(&beats);
    neume_beat_strength_release(&strength);
    return neume_cli_event_output_close(&listing, code);
}

const struct cli_command neume_cli_beats = {
    .name = "beats",
    .operands = "IN",
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
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
