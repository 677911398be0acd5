/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "audio/ab.h"
#include "audio/encode.h"
#include "cli/commands.h"
#include "cli/comparison.h"
#include "cli/console.h"
#include "cli/help.h"
#include "cli/input.h"
#include "cli/report.h"
#include "cli/targets.h"

struct settings {
    struct cli_common common;
    const char *output, *ab, *soundfont;
    int ab_mode, json;
    double ab_seconds, max_offset;
};

static const struct cli_option options[] = {
    {.name = "output",
     .letter = 'o',
     .kind = CLI_FILE,
     .offset = offsetof(struct settings, output),
     .value = "PAGE",
     .help = "write a page (.html) that plays both in step, switches between them and shows where they differ; it "
             "needs a browser and nothing else"},
    {.name = "ab",
     .kind = CLI_FILE,
     .offset = offsetof(struct settings, ab),
     .value = "FILE",
     .help = "write a sound file for the ear to compare the two, aligned and equally loud"},
    {.name = "ab-mode",
     .kind = CLI_CHOICE,
     .offset = offsetof(struct settings, ab_mode),
     .value = "alternate|sides",
     .initial = "alternate",
     .help = "take turns, the recording first; or the recording left and the MIDI right"},
    {.name = "ab-seconds",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, ab_seconds),
     .value = "SECONDS",
     .initial = "4",
     .unit = "seconds",
     .min = 0.1,
     .max = 3600,
     .help = "the length of one turn"},
    {.name = "max-offset",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, max_offset),
     .value = "SECONDS",
     .initial = "10",
     .unit = "seconds",
     .min = 0,
     .max = 600,
     .help = "how far apart in time the two may be"},
    {.name = "soundfont",
     .kind = CLI_FILE,
     .offset = offsetof(struct settings, soundfont),
     .value = "SF2",
     .help = "the SoundFont to play with; without it $NEUME_SOUNDFONT, or else one found on the system"},
    {.name = "json", .letter = 'j', .kind = CLI_FLAG, .offset = offsetof(struct settings, json), .help = "print JSON"},
    CLI_COMMON_OPTIONS};

static const struct cli_example examples[] = {
    {"neume compare song.wav song.mid", "prints how alike the two are"},
    {"neume compare song.wav song.mid -o song.html", "also writes a page to hear and see both, side by side"},
    {"neume compare song.wav song.mid --ab ab.wav", "also writes both in turns into one file, to listen to"},
    {NULL, NULL}};

/* Without the minus sign that what rounds to zero may have. */
static double round_to(double value, double step)
{
    return round(value / step) * step + 0.0;
}

static void print_text(const struct cli_comparison *c)
{
    double offset = round_to(c->offset, 0.001);
    const char *which = offset > 0   ? ", by which the MIDI is later"
                        : offset < 0 ? ", by which the MIDI is earlier"
                                     : "";
    printf("offset    %.3f s%s (confidence %.2f%s)\n", fabs(offset), which, c->confidence,
           c->shifted || offset == 0 ? "" : ": too low, so they are left as they are");
    printf("loudness  %.1f LUFS, the MIDI %.1f LUFS, gain %+.1f dB\n", c->loudness[0], c->loudness[1],
           round_to(20 * log10(c->gain), 0.1));
    printf("onsets    F %.3f, precision %.3f, recall %.3f within 50 ms (%zu in the recording, %zu in the MIDI)\n",
           c->onsets.f, c->onsets.precision, c->onsets.recall, c->onset_count[0], c->onset_count[1]);
    printf("chroma    %.3f (1: the same harmony)\n", c->likeness.chroma);
    printf("spectrum  %.1f dB apart (0: the same sound)\n", c->likeness.log_frequency);
    printf("dynamics  %.3f (1: the same loudness curve)\n", c->likeness.loudness);
}

/* JSON knows no infinity: the loudness of silence is null. */
static json_t *finite_or_null(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static void print_json(const struct cli_comparison *c)
{
    json_t *all = json_pack(
        "{s:{s:f, s:f, s:b}, s:{s:o, s:o, s:f}, s:{s:f, s:f, s:f, s:I, s:I}, s:f, s:f, s:f}", "offset", "seconds",
        c->offset, "confidence", c->confidence, "applied", c->shifted, "loudness", "recording_lufs",
        finite_or_null(c->loudness[0]), "midi_lufs", finite_or_null(c->loudness[1]), "gain_db", 20 * log10(c->gain),
        "onsets", "f", c->onsets.f, "precision", c->onsets.precision, "recall", c->onsets.recall, "recording",
        (json_int_t)c->onset_count[0], "midi", (json_int_t)c->onset_count[1], "chroma", c->likeness.chroma,
        "log_frequency_db", c->likeness.log_frequency, "loudness_correlation", c->likeness.loudness);
    if (all)
        json_dumpf(all, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6));
    json_decref(all);
    putchar('\n');
}

static enum cli_exit check(const struct settings *s, const struct cli_operands *operands)
{
    if (s->ab && !neume_encoder_knows(s->ab))
        return neume_cli_usage_error(&neume_cli_compare,
                                     "--ab: '%s' does not end in .wav, .flac, .aiff, .ogg, .opus or .mp3", s->ab);
    if (s->output && strcmp(s->output, "-") && !neume_cli_has_ending(s->output, ".html") &&
        !neume_cli_has_ending(s->output, ".htm"))
        return neume_cli_usage_error(&neume_cli_compare, "--output: '%s' does not end in .html", s->output);
    for (int i = 0; s->output && i < operands->count; i++)
        if (neume_cli_same_file(operands->name[i], s->output))
            return neume_cli_usage_error(&neume_cli_compare, "%s: the output would replace an input", s->output);
    for (int i = 0; s->ab && i < operands->count; i++)
        if (neume_cli_same_file(operands->name[i], s->ab))
            return neume_cli_usage_error(&neume_cli_compare, "%s: the output would replace an input", s->ab);
    if (!strcmp(operands->name[0], "-") && !strcmp(operands->name[1], "-"))
        return neume_cli_usage_error(&neume_cli_compare, "standard input can be read only once");
    if (s->ab && !strcmp(s->ab, "-"))
        return neume_cli_usage_error(&neume_cli_compare, "--ab: standard output is for the comparison");
    return CLI_EXIT_DONE;
}

static enum cli_exit compare(const char *audio, const char *midi, const struct cli_comparison_options *how,
                             struct cli_comparison *comparison)
{
    neume_cli_progress_start(1);
    enum cli_exit code = neume_cli_compare_files(audio, midi, how, comparison);
    neume_cli_progress_stop();
    return code;
}

/* Both files are read again for the page, so standard input and pipes are held until then. */
static enum cli_exit compare_onto_page(const struct settings *s, const struct cli_operands *operands,
                                       const struct cli_comparison_options *how, struct cli_comparison *comparison)
{
    struct cli_input held[2] = {{.path = NULL}};
    enum cli_exit code = CLI_EXIT_DONE;
    for (int i = 0; i < 2 && code == CLI_EXIT_DONE; i++) {
        enum neume_status status = neume_cli_input_open(&held[i], operands->name[i]);
        if (status != NEUME_OK)
            code = neume_cli_fail(operands->name[i], status, CLI_INPUT);
    }
    if (code == CLI_EXIT_DONE)
        code = compare(held[0].path, held[1].path, how, comparison);
    if (code == CLI_EXIT_DONE) {
        struct cli_report_job job = {.audio = held[0].path,
                                     .midi = held[1].path,
                                     .audio_name = operands->name[0],
                                     .midi_name = operands->name[1],
                                     .output = s->output,
                                     .soundfont = s->soundfont,
                                     .comparison = comparison};
        neume_cli_progress_start(1);
        code = neume_cli_write_report(&job);
        neume_cli_progress_stop();
    }
    for (int i = 0; i < 2; i++)
        neume_cli_input_close(&held[i]);
    return code;
}

static int run(int argc, char **argv)
{
    struct settings s;
    struct cli_operands operands;
    struct cli_comparison comparison;
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_compare, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    code = check(&s, &operands);
    if (code != CLI_EXIT_DONE)
        return code;
    struct cli_comparison_options how = {.soundfont = s.soundfont,
                                         .max_offset = s.max_offset,
                                         .ab = s.ab,
                                         .ab_mode = (enum neume_ab_mode)s.ab_mode,
                                         .ab_seconds = s.ab_seconds};
    code = s.output ? compare_onto_page(&s, &operands, &how, &comparison)
                    : compare(operands.name[0], operands.name[1], &how, &comparison);
    if (code != CLI_EXIT_DONE)
        return code;
    if (s.output && !strcmp(s.output, "-"))
        return neume_cli_finish_stdout();
    if (s.json)
        print_json(&comparison);
    else
        print_text(&comparison);
    if (s.ab)
        neume_cli_note("both -> %s", s.ab);
    if (s.output)
        neume_cli_note("page -> %s", s.output);
    return neume_cli_finish_stdout();
}

const struct cli_command neume_cli_compare = {
    .name = "compare",
    .operands = "AUDIO MIDI",
    .summary = "say how alike a recording and a MIDI file sound",
    .description =
        "Plays the MIDI file, finds the offset between it and the recording, makes them equally loud "
        "(EBU R 128) and measures, without any ground truth, how alike they are: do things begin at the same "
        "times, with the same harmony, spectrum and dynamics. Can write both into one sound file, or onto a page that "
        "plays them in step over their spectrograms and notes.",
    .option = options,
    .example = examples,
    .settings_size = sizeof(struct settings),
    .min_operands = 2,
    .max_operands = 2,
    .run = run,
};
