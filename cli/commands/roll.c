/* SPDX-License-Identifier: MIT */
#include "midi/roll/roll.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands/commands.h"
#include "cli/commands/roll_job.h"
#include "cli/commands/roll_words.h"
#include "cli/io/console.h"
#include "cli/io/file_kind.h"
#include "cli/io/input.h"
#include "cli/io/midi_input.h"
#include "cli/io/output_guard.h"
#include "cli/io/output_paths.h"
#include "cli/io/paths.h"
#include "cli/options/options.h"
#include "cli/pages/roll_page.h"
#include "core/names.h"
#include "core/output.h"
#include "midi/file/midi_read.h"
#include "midi/file/notes_to_smf.h"
#include "midi/roll/roll_layout.h"
#include "midi/roll/roll_score.h"

enum format { FORMAT_AUTO, FORMAT_SVG, FORMAT_PNG, FORMAT_HTML };
enum under { UNDER_AUTO, UNDER_SPECTROGRAM, UNDER_WAVEFORM, UNDER_BOTH, UNDER_NONE };

static const struct cli_option options[] = {
    {.name = "output",
     .letter = 'o',
     .kind = CLI_TARGET,
     .offset = offsetof(struct roll_settings, output),
     .value = "FILE",
     .help = "the picture or page to write; its ending, .svg, .png or .html, says which; without it the page beside "
             "the input"},
    {.name = "format",
     .letter = 'f',
     .kind = CLI_CHOICE,
     .offset = offsetof(struct roll_settings, format),
     .value = "auto|svg|png|html",
     .initial = "auto",
     .help = "what to write, whatever the ending says"},
    {.name = "audio",
     .letter = 'a',
     .kind = CLI_FILE,
     .offset = offsetof(struct roll_settings, audio),
     .value = "FILE",
     .help = "the recording that the notes are of, to be shown under them (and played by the page)"},
    {.name = "under",
     .kind = CLI_CHOICE,
     .offset = offsetof(struct roll_settings, under),
     .value = "auto|spectrogram|waveform|both|none",
     .initial = "auto",
     .help = "how the recording is shown; auto: both, of drums alone the waveform"},
    {.name = "mode",
     .letter = 'm',
     .kind = CLI_CHOICE,
     .offset = offsetof(struct roll_settings, mode),
     .value = "auto|melody|poly|drums|mix",
     .initial = "auto",
     .help = "where the input is a recording: what kind of music it is"},
    {.name = "from",
     .kind = CLI_TEXT,
     .offset = offsetof(struct roll_settings, from),
     .value = "PLACE",
     .help = "where to begin: 12.5 or 1:02.5 for seconds, b5 for bar 5, b5.3 for its third beat"},
    {.name = "to",
     .kind = CLI_TEXT,
     .offset = offsetof(struct roll_settings, to),
     .value = "PLACE",
     .help = "where to end, likewise; b9 ends where bar 9 begins"},
    {.name = "pitch",
     .letter = 'p',
     .kind = CLI_TEXT,
     .offset = offsetof(struct roll_settings, pitch),
     .value = "LOW-HIGH",
     .help = "the pitches to show, as C2-C6 or 36-84; without it those of the notes"},
    {.name = "color",
     .letter = 'c',
     .kind = CLI_CHOICE,
     .offset = offsetof(struct roll_settings, colour),
     .value = "auto|velocity|track|channel|pitch",
     .initial = "auto",
     .help = "what the colour of a note says; auto: its track where there are several, else its velocity"},
    {.name = "lanes",
     .letter = 'l',
     .kind = CLI_TEXT,
     .offset = offsetof(struct roll_settings, lanes),
     .value = "LIST",
     .initial = "auto",
     .help = "the lanes under the notes: none, all, or some of velocity, bend, pressure, pedal and controller numbers, "
             "with commas; auto: velocity and what moves"},
    {.name = "grid",
     .kind = CLI_CHOICE,
     .offset = offsetof(struct roll_settings, grid),
     .value = "auto|bars|seconds",
     .initial = "auto",
     .help = "what the upright lines are; auto: bars where the file has a tempo"},
    {.name = "theme",
     .letter = 't',
     .kind = CLI_CHOICE,
     .offset = offsetof(struct roll_settings, theme),
     .value = "auto|light|dark",
     .initial = "auto",
     .help = "the colours; auto: light, and for a page what its reader prefers"},
    {.name = "title",
     .kind = CLI_TEXT,
     .offset = offsetof(struct roll_settings, title),
     .value = "TEXT",
     .help = "what stands above; without it the name of the file"},
    {.name = "width",
     .letter = 'W',
     .kind = CLI_NUMBER,
     .offset = offsetof(struct roll_settings, width),
     .value = "PIXELS",
     .initial = "auto",
     .unit = "pixels",
     .min = 200,
     .max = NEUME_ROLL_MOST_PIXELS,
     .word = "auto",
     .help = "of a picture; auto: 1600, or with --rows 1 as the piece needs"},
    {.name = "height",
     .letter = 'H',
     .kind = CLI_NUMBER,
     .offset = offsetof(struct roll_settings, height),
     .value = "PIXELS",
     .initial = "auto",
     .unit = "pixels",
     .min = 120,
     .max = NEUME_ROLL_MOST_PIXELS,
     .word = "auto",
     .help = "of a picture; auto: as its rows need"},
    {.name = "zoom",
     .letter = 'z',
     .kind = CLI_NUMBER,
     .offset = offsetof(struct roll_settings, zoom),
     .value = "PIXELS",
     .initial = "auto",
     .unit = "pixels a second",
     .min = 0.01,
     .max = 10000,
     .word = "auto",
     .help = "how long a second is in a picture; auto: 60 to 400 in at most 12 rows, less for longer pieces"},
    {.name = "rows",
     .kind = CLI_WHOLE,
     .offset = offsetof(struct roll_settings, rows),
     .value = "N",
     .initial = "auto",
     .min = 1,
     .max = NEUME_ROLL_MOST_ROWS,
     .word = "auto",
     .help = "in how many rows, one under the other, a picture shows the piece"},
    {.name = "scale",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct roll_settings, scale),
     .value = "FACTOR",
     .initial = "1",
     .min = 0.25,
     .max = 8,
     .help = "of a PNG: 2 for a screen of high density"},
    CLI_NO_CLOBBER_OPTION,
    CLI_COMMON_OPTIONS};

static const struct cli_example examples[] = {
    {"neume roll song.mid -o song.svg", "draws the piece, in rows that break at bar lines"},
    {"neume roll song.wav -o song.html", "transcribes a recording into a page that shows and plays both"},
    {"neume roll song.mid --audio song.wav --theme dark --scale 2 -o song.png", "the notes over their spectrogram"},
    {"neume roll song.mid --from b1 --to b3 --lanes velocity,pedal -o bars.svg", "two bars, with two lanes"},
    {NULL, NULL}};

static enum format format_of(const char *target)
{
    return neume_cli_has_ending(target, ".svg")                                            ? FORMAT_SVG
           : neume_cli_has_ending(target, ".png")                                          ? FORMAT_PNG
           : neume_cli_has_ending(target, ".html") || neume_cli_has_ending(target, ".htm") ? FORMAT_HTML
                                                                                           : FORMAT_AUTO;
}

static void make_title(char *out, size_t size, const char *name)
{
    const char *base = neume_cli_base_name(neume_cli_shown(name, CLI_INPUT)), *dot = strrchr(base, '.');
    snprintf(out, size, "%.*s", (int)(dot && dot != base ? dot - base : (long)strlen(base)), base);
}

/* A recording's notes, as a file of them would hold them; its time is seconds, since nobody gave it a tempo. */
static enum cli_exit transcribe(struct roll_job *job, const char *path, struct neume_smf *smf)
{
    struct neume_options o;
    struct neume_notes notes;
    struct neume_midi_options midi;
    struct neume_report report;
    struct cli_task task = {.index = 0};
    neume_options_init(&o);
    o.mode = (enum neume_mode)job->s->mode;
    o.bends = 1;
    neume_notes_init(&notes);
    neume_midi_options_init(&midi);
    midi.name = job->title;
    enum neume_status status = neume_transcribe_file(path, &o, neume_cli_progress, &task, &notes, &report);
    midi.bends = report.mode == NEUME_MODE_MELODY ? 1 : 0;
    if (status == NEUME_OK)
        status = neume_notes_to_smf(smf, &notes, &midi);
    neume_notes_release(&notes);
    if (status != NEUME_OK)
        return neume_cli_fail(job->name, status, CLI_INPUT);
    job->transcribed = 1;
    return CLI_EXIT_DONE;
}

static enum cli_exit read_sound(struct roll_job *job, const char *name, const char *path)
{
    struct cli_task task = {.index = 1};
    enum neume_status status = neume_roll_recording_init(&job->sound, &(struct neume_sound){.path = path},
                                                         job->is_page ? NEUME_ROLL_PAGE_COLUMNS : NEUME_ROLL_COLUMNS,
                                                         neume_cli_progress, &task);
    if (status != NEUME_OK)
        return neume_cli_fail(name, status, CLI_INPUT);
    job->has_sound = job->s->under != UNDER_NONE;
    job->duration = job->sound.duration;
    return CLI_EXIT_DONE;
}

/* The notes out of a MIDI file or a recording, and the recording that is the input or goes with it. */
static enum cli_exit read_inputs(struct roll_job *job)
{
    struct neume_smf *smf = &job->smf;
    enum cli_exit code = CLI_EXIT_DONE;
    enum neume_status status = neume_cli_input_open(&job->input, job->name);
    if (status != NEUME_OK)
        return neume_cli_fail(job->name, status, CLI_INPUT);
    int audio = !neume_cli_is_midi(job->input.path) && !neume_cli_has_ending(job->name, ".mid");
    if (audio)
        code = transcribe(job, job->input.path, smf);
    else if ((status = neume_midi_read(smf, job->input.path, NULL)) != NEUME_OK)
        code = neume_cli_fail(job->name, status, CLI_INPUT);
    if (code != CLI_EXIT_DONE)
        return code;
    neume_cli_warn_of_midi(job->name, smf);
    if (job->s->audio) {
        status = neume_cli_input_open(&job->audio, job->s->audio);
        if (status != NEUME_OK)
            return neume_cli_fail(job->s->audio, status, CLI_INPUT);
        job->audio_path = job->audio.path;
        job->audio_name = job->s->audio;
    } else if (audio) {
        job->audio_path = job->input.path;
        job->audio_name = job->name;
    }
    if (job->audio_path)
        code = read_sound(job, job->audio_name, job->audio_path);
    if (code != CLI_EXIT_DONE)
        return code;
    status = neume_roll_score_init(&job->score, smf);
    if (status != NEUME_OK)
        return neume_cli_fail(job->name, status, CLI_INPUT);
    if (job->transcribed)
        job->score.timed = 0;
    return CLI_EXIT_DONE;
}

static enum cli_exit resolve(const struct roll_job *job, const char *option, const struct cli_roll_place *place,
                             double *seconds)
{
    *seconds = place->seconds;
    if (!place->bar)
        return CLI_EXIT_DONE;
    *seconds = neume_roll_bar_time(&job->score, place->bar, (uint16_t)place->beat);
    if (*seconds >= 0)
        return CLI_EXIT_DONE;
    const struct neume_roll_score *score = &job->score;
    if (!strcmp(option, "to") && score->beat_count && place->bar > score->beat[score->beat_count - 1].bar) {
        *seconds = 0; /* to a bar after the end is to the end */
        return CLI_EXIT_DONE;
    }
    neume_cli_error("%s: --%s: has no bar %u with a beat %u", neume_cli_shown(job->name, CLI_INPUT), option, place->bar,
                    place->beat);
    return CLI_EXIT_INPUT;
}

/* Everything that the text options say; those of time need the score. */
static enum cli_exit choose(struct roll_job *job, const struct cli_roll_place *from, const struct cli_roll_place *to)
{
    const struct roll_settings *s = job->s;
    struct neume_roll_options *o = &job->options;
    size_t drums = neume_roll_hits(&job->score);
    enum cli_exit code = s->from ? resolve(job, "from", from, &o->from) : CLI_EXIT_DONE;
    if (code == CLI_EXIT_DONE && s->to)
        code = resolve(job, "to", to, &o->to);
    if (code != CLI_EXIT_DONE)
        return code;
    if (s->to && (to->bar ? o->to > 0 : 1) && o->to <= o->from)
        return neume_cli_usage_error(&neume_cli_roll, "--to: '%s' is not after where the picture begins", s->to);
    if (o->to > fmax(job->score.end, job->duration))
        o->to = 0; /* to the end */
    neume_cli_roll_lanes(s->lanes, &job->score, o);
    o->colour = s->colour                   ? (enum neume_roll_colour)(s->colour - 1)
                : job->score.part_count > 1 ? NEUME_ROLL_BY_TRACK
                                            : NEUME_ROLL_BY_VELOCITY;
    if (job->has_sound) {
        int under = s->under ? s->under : drums && drums == job->score.note_count ? UNDER_WAVEFORM : UNDER_BOTH;
        if (under == UNDER_SPECTROGRAM)
            job->sound.view.peak = NULL;
        if (under == UNDER_WAVEFORM)
            job->sound.view.level = NULL;
        o->sound = &job->sound.view;
    }
    return CLI_EXIT_DONE;
}

static enum cli_exit write_out(struct roll_job *job, enum format format)
{
    enum neume_status status;
    struct neume_roll_layout layout = {0};
    if (job->options.from > 0 && job->options.from >= fmax(job->score.end, job->duration)) {
        neume_cli_error("%s: ends before %g s", neume_cli_shown(job->name, CLI_INPUT), job->options.from);
        return CLI_EXIT_INPUT;
    }
    if (format == FORMAT_HTML)
        return neume_cli_roll_page(job);
    status = neume_roll_layout_init(&layout, &job->score, &job->options);
    neume_roll_layout_release(&layout);
    if (status == NEUME_ERR_ARGUMENT)
        return neume_cli_usage_error(&neume_cli_roll,
                                     "the picture would be too large: use --from and --to, less --zoom, more --rows or "
                                     "a page (.html)");
    if (status == NEUME_OK)
        status = format == FORMAT_SVG ? neume_roll_write_svg(&job->score, &job->options, job->target)
                                      : neume_roll_write_png(&job->score, &job->options, job->target);
    if (status == NEUME_ERR_ARGUMENT)
        return neume_cli_usage_error(&neume_cli_roll, "--scale: the picture would be over %d pixels wide or high",
                                     NEUME_ROLL_MOST_PIXELS);
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(job->target, status, CLI_OUTPUT);
}

static void say_done(const struct roll_job *job)
{
    char odd[128] = "", counted[64];
    size_t hits = neume_roll_hits(&job->score);
    neume_name_count(job->score.note_count - hits, hits, counted, sizeof counted);
    if (job->score.hanging)
        snprintf(odd, sizeof odd, "; warning: %zu notes are never ended", job->score.hanging);
    if (!job->score.note_count)
        snprintf(odd, sizeof odd, "; warning: there are no notes");
    neume_cli_note("%s: %s in %.1f s -> %s%s", neume_cli_shown(job->name, CLI_INPUT), counted, job->score.end,
                   neume_cli_shown(job->target, CLI_OUTPUT), odd);
}

/* What can be wrong before anything is read. */
static enum cli_exit check(const struct roll_settings *s, struct neume_roll_options *o, struct cli_roll_place *from,
                           struct cli_roll_place *to)
{
    struct neume_roll_score none = {0};
    static const char place[] = "12.5 or 1:02.5 (seconds), b5 or b5.3 (bar and beat)";
    if (s->from && neume_cli_roll_place(s->from, from))
        return neume_cli_usage_error(&neume_cli_roll, "--from: '%s' is not %s", s->from, place);
    if (s->to && neume_cli_roll_place(s->to, to))
        return neume_cli_usage_error(&neume_cli_roll, "--to: '%s' is not %s", s->to, place);
    if (s->pitch && neume_cli_roll_pitches(s->pitch, &o->low, &o->high))
        return neume_cli_usage_error(&neume_cli_roll, "--pitch: '%s' is not a range such as C2-C6 or 36-84", s->pitch);
    if (neume_cli_roll_lanes(s->lanes, &none, o))
        return neume_cli_usage_error(
            &neume_cli_roll,
            "--lanes: '%s' is not auto, none, all, or a list of velocity, bend, pressure, pedal "
            "and controllers 0 to 119",
            s->lanes);
    o->width = s->width;
    o->height = s->height;
    o->zoom = s->zoom;
    o->rows = s->rows;
    o->scale = s->scale;
    o->grid = (enum neume_roll_grid)s->grid;
    o->theme = s->theme == 2 ? NEUME_ROLL_DARK : NEUME_ROLL_LIGHT;
    return CLI_EXIT_DONE;
}

static enum cli_exit work(struct roll_job *job, enum format format)
{
    struct cli_roll_place from = {0}, to = {0};
    struct neume_output probe = {0};
    neume_roll_options_init(&job->options);
    enum cli_exit code = check(job->s, &job->options, &from, &to);
    if (code != CLI_EXIT_DONE)
        return code;
    /* An output that cannot be written is found before the work, not after it; what -o names was looked at before. */
    enum neume_status status = job->s->output ? NEUME_OK : neume_cli_guard_output(&job->s->common, job->target, 0);
    if (status == NEUME_OK)
        status = neume_output_open(&probe, job->target);
    neume_output_abandon(&probe);
    if (status != NEUME_OK)
        return neume_cli_fail(job->target, status, CLI_OUTPUT);
    make_title(job->title, sizeof job->title, job->name);
    job->options.title = job->s->title ? job->s->title : job->title;
    neume_smf_init(&job->smf);
    neume_cli_progress_start(3);
    code = read_inputs(job);
    if (code == CLI_EXIT_DONE)
        code = choose(job, &from, &to);
    if (code == CLI_EXIT_DONE)
        code = write_out(job, format);
    neume_cli_progress_stop();
    if (code == CLI_EXIT_DONE)
        say_done(job);
    neume_roll_score_release(&job->score);
    neume_roll_recording_release(&job->sound);
    neume_smf_release(&job->smf);
    neume_cli_input_close(&job->input);
    neume_cli_input_close(&job->audio);
    return code;
}

static int run(int argc, char **argv)
{
    struct roll_settings s;
    struct cli_operands operands;
    struct roll_job job = {.s = &s};
    char **target = NULL;
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_roll, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    target = calloc(1, sizeof *target);
    if (!target)
        return neume_cli_fail("roll", NEUME_ERR_MEMORY, CLI_INPUT);
    static const char *const endings[] = {".html", ".svg", ".png", ".html"};
    code = neume_cli_plan_output_paths(&neume_cli_roll, &operands, s.output, endings[s.format], target);
    if (code == CLI_EXIT_DONE) {
        enum format format = s.format ? (enum format)s.format : format_of(target[0]);
        job.name = operands.name[0];
        job.target = target[0];
        job.is_page = format == FORMAT_HTML;
        if (s.audio && !strcmp(s.audio, "-") && !strcmp(job.name, "-"))
            code = neume_cli_usage_error(&neume_cli_roll, "standard input cannot be both the notes and the recording");
        else if (format == FORMAT_AUTO)
            code = neume_cli_usage_error(
                &neume_cli_roll, "--output: '%s' does not end in .svg, .png or .html; or give --format", job.target);
        else
            code = work(&job, format);
    }
    neume_cli_free_output_paths(target, 1);
    return code;
}

const struct cli_command neume_cli_roll = {
    .name = "roll",
    .operands = "IN",
    .summary = "draw a piano roll, as a picture or as a page that plays",
    .description =
        "Draws the notes of a MIDI file, or those heard in a recording, as a piano roll: keyboard, bars and beats, "
        "drums by name, velocities, bends and controllers, and the recording under them. As SVG or PNG, or as one "
        "HTML page that zooms, scrolls and plays and needs no network.",
    .option = options,
    .example = examples,
    .settings_size = sizeof(struct roll_settings),
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};
