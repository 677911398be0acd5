/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>

#include "analysis/pyin.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/listing.h"
#include "cli/notes_file.h"

enum { BLOCK = 4096, ROOM = 64 };

struct settings {
    struct cli_common common;
    const char *output;
    int format, json;
    double min_hz, max_hz;
};

static const struct cli_option options[] = {
    {.name = "output",
     .letter = 'o',
     .kind = CLI_FILE,
     .offset = offsetof(struct settings, output),
     .value = "FILE",
     .help = "write to this file instead of standard output"},
    {.name = "format",
     .letter = 'f',
     .kind = CLI_CHOICE,
     .offset = offsetof(struct settings, format),
     .value = "auto|" CLI_LISTING_FORMATS,
     .initial = "auto",
     .help =
         "columns between tabs or commas, Audacity labels (one for each stretch of one pitch), or JSON; auto goes by "
         "the ending of the output"},
    {.name = "min-hz",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, min_hz),
     .value = "HZ",
     .initial = "38",
     .unit = "Hz",
     .min = 25,
     .max = 3600,
     .help = "the lowest frequency to look for"},
    {.name = "max-hz",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, max_hz),
     .value = "HZ",
     .initial = "2200",
     .unit = "Hz",
     .min = 31,
     .max = 3675,
     .help = "the highest frequency to look for"},
    {.name = "json",
     .letter = 'j',
     .kind = CLI_FLAG,
     .offset = offsetof(struct settings, json),
     .help = "the same as --format json"},
    CLI_COMMON_OPTIONS};

static const struct cli_example examples[] = {
    {"neume pitch voice.wav", "prints time, f0, confidence and loudness, one frame a line"},
    {"neume pitch bass.wav --max-hz 400 -o bass.csv", "writes the same as CSV"},
    {NULL, NULL}};

/* What one listing needs to know from frame to frame. */
struct printer {
    FILE *f;
    enum cli_listing_format format;
    size_t count;
    int pitch; /* of the label that is open; -1: none */
    double from, to;
};

static void close_label(struct printer *p)
{
    char name[8];
    if (p->pitch >= 0) {
        neume_cli_pitch_name(p->pitch, name, sizeof name);
        fprintf(p->f, "%.4f\t%.4f\t%s\n", p->from, p->to, name);
    }
    p->pitch = -1;
}

static void print_label(struct printer *p, const struct neume_pitch_frame *frame)
{
    int pitch = frame->f0 > 0 ? (int)lround(69 + 12 * log2((double)frame->f0 / 440)) : -1;
    if (pitch != p->pitch) {
        close_label(p);
        p->pitch = pitch;
        p->from = frame->time;
    }
    p->to = frame->time;
}

static void print_frame(struct printer *p, const struct neume_pitch_frame *frame)
{
    static const char *const shapes[] = {
        [CLI_LISTING_TXT] = "%.4f\t%.3f\t%.3f\t%.1f\n",
        [CLI_LISTING_CSV] = "%.4f,%.3f,%.3f,%.1f\n",
        [CLI_LISTING_JSON] = "  {\"time\": %.4f, \"f0\": %.3f, \"confidence\": %.3f, \"loudness\": %.1f}",
    };
    if (p->format == CLI_LISTING_LABELS) {
        print_label(p, frame);
        return;
    }
    if (p->format == CLI_LISTING_JSON && p->count++)
        fputs(",\n", p->f);
    fprintf(p->f, shapes[p->format], frame->time, (double)frame->f0, (double)frame->confidence,
            (double)frame->loudness);
}

static enum cli_exit list(struct cli_listing *l, struct neume_pyin *pyin, struct printer *p)
{
    float block[BLOCK];
    struct neume_pitch_frame frame[ROOM];
    size_t got, made;
    do {
        enum cli_exit code = neume_cli_listing_read(l, block, BLOCK, &got);
        if (code != CLI_EXIT_DONE)
            return code;
        for (size_t used = 0; used < got;) {
            used += neume_pyin_process(pyin, block + used, got - used, frame, ROOM, &made);
            for (size_t i = 0; i < made; i++)
                print_frame(p, &frame[i]);
        }
    } while (got);
    while ((made = neume_pyin_flush(pyin, frame, ROOM)) > 0)
        for (size_t i = 0; i < made; i++)
            print_frame(p, &frame[i]);
    close_label(p);
    return CLI_EXIT_DONE;
}

static enum cli_exit list_all(struct cli_listing *l, struct neume_pyin *pyin, enum cli_listing_format format)
{
    struct printer printer = {.f = l->output.stream, .format = format, .pitch = -1};
    if (format == CLI_LISTING_CSV)
        fputs("time,f0,confidence,loudness\n", printer.f);
    else if (format == CLI_LISTING_JSON)
        fputs("{\"frames\": [\n", printer.f);
    enum cli_exit code = list(l, pyin, &printer);
    if (format == CLI_LISTING_JSON)
        fputs("\n]}\n", printer.f);
    return code;
}

static int run(int argc, char **argv)
{
    struct settings s;
    struct cli_operands operands;
    struct cli_listing listing;
    struct neume_pyin_config config;
    struct neume_pyin *pyin = NULL;
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_pitch_command, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    if (s.min_hz >= s.max_hz)
        return neume_cli_usage_error(&neume_cli_pitch_command, "--min-hz: %g is not below --max-hz, %g", s.min_hz,
                                     s.max_hz);
    neume_pyin_config_init(&config);
    config.min_hz = s.min_hz;
    config.max_hz = s.max_hz;
    code = neume_cli_listing_open(&listing, operands.name[0], s.output, config.sample_rate);
    if (code == CLI_EXIT_DONE) {
        enum neume_status status = neume_pyin_new(&pyin, &config);
        if (status != NEUME_OK)
            code = neume_cli_fail("pitch", status, CLI_INPUT);
        else
            code = list_all(&listing, pyin, neume_cli_listing_format(s.json, s.format, s.output));
    }
    neume_pyin_free(pyin);
    return neume_cli_listing_close(&listing, code);
}

const struct cli_command neume_cli_pitch_command = {
    .name = "pitch",
    .operands = "IN",
    .summary = "list the pitch of one line of music, frame by frame",
    .description =
        "Follows the fundamental frequency of a voice or of an instrument that plays one note at a time, and "
        "prints for each frame of about 10 ms its time in seconds, the frequency in Hz (0 where nothing is "
        "sung or played), the confidence from 0 to 1 and the loudness in dB of full scale. Works on a "
        "stream: memory does not grow with the length of the recording.",
    .option = options,
    .example = examples,
    .settings_size = sizeof(struct settings),
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
