/* SPDX-License-Identifier: MIT */
#include "render/synth/render.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audio/encode.h"
#include "cli/batch/batch_run.h"
#include "cli/commands/commands.h"
#include "cli/io/console.h"
#include "cli/io/midi_input.h"
#include "cli/io/output_guard.h"
#include "cli/io/output_paths.h"
#include "cli/io/paths.h"
#include "cli/options/options.h"
#include "cli/options/program_option.h"
#include "cli/options/shared_options.h"
#include "midi/edit/program_override.h"
#include "midi/file/smf.h"

enum { BLOCK = 4096 };

struct settings {
    struct cli_common common;
    struct cli_batch_settings batch;
    const char *output, *soundfont, *stems, *program;
    int rate, bits, format, json, jobs;
    double gain, length, reverb;
};

static const struct cli_option options[] = {
    {.name = "output",
     .letter = 'o',
     .kind = CLI_TARGET,
     .offset = offsetof(struct settings, output),
     .value = "FILE",
     .help = "the sound file to write: its ending, .wav, .flac, .aiff, .ogg, .opus or .mp3, says which kind; with "
             "several files the folder for them"},
    CLI_OPTION_SOUND_FORMAT(struct settings, "WAV"),
    CLI_OPTION_SOUNDFONT(struct settings),
    {.name = "rate",
     .letter = 'r',
     .kind = CLI_WHOLE,
     .offset = offsetof(struct settings, rate),
     .value = "HZ",
     .initial = "auto",
     .unit = "Hz",
     .min = 8000,
     .max = 96000,
     .word = "auto",
     .help = "the sample rate; auto: 44100, or for .opus, which has no such rate, 48000"},
    CLI_OPTION_BITS(struct settings, "16"),
    {.name = "gain",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, gain),
     .value = "FACTOR",
     .initial = "0.5",
     .min = 0,
     .max = 10,
     .help = "how loud to play"},
    {.name = "length",
     .kind = CLI_NUMBER,
     .offset = offsetof(struct settings, length),
     .value = "SECONDS",
     .initial = "auto",
     .unit = "seconds",
     .min = 0.001,
     .max = 86400,
     .word = "auto",
     .help = "cut or pad to exactly this; auto: until the last note has died away"},
    CLI_OPTION_PROGRAM(struct settings),
    CLI_OPTION_REVERB(struct settings),
    {.name = "stems",
     .kind = CLI_FOLDER,
     .offset = offsetof(struct settings, stems),
     .value = "DIR",
     .help = "also, or instead, write one file for each track that has notes into this folder"},
    CLI_OPTION_JSON_LINES(struct settings),
    CLI_OPTION_JOBS(struct settings),
    CLI_BATCH_OPTIONS(offsetof(struct settings, batch), 0, "MIDI files"),
    CLI_NO_CLOBBER_OPTION,
    CLI_COMMON_OPTIONS};

static const struct cli_example examples[] = {
    {"neume render song.mid -o song.wav", "plays the file into a WAV"},
    {"neume render song.mid --soundfont piano.sf2 --bits 24 -o song.flac", "plays it on another instrument"},
    {"neume render --recursive --resume midi/ -o sound/ --format flac", "plays a whole tree of folders"},
    {"neume render song.mid --stems stems/", "writes one WAV for each track"},
    {NULL, NULL}};

/* One render: what to play is the file and options.track. */
struct rendering {
    const char *name, *target;
    const struct neume_smf *smf;
    struct neume_render_options options;
    enum neume_sample_format format;
    size_t index, parts; /* for the progress */
    double seconds;      /* of the last one */
    struct neume_output_set set;
};

static enum cli_exit pump(struct rendering *r, struct neume_renderer *renderer, struct neume_encoder *encoder,
                          float *peak)
{
    float block[2 * BLOCK];
    struct cli_task task = {.index = r->index};
    double total = (double)neume_renderer_frames(renderer), done = 0;
    size_t got = BLOCK;
    while (got == BLOCK) {
        enum neume_status status = neume_renderer_process(renderer, block, BLOCK, &got);
        if (status == NEUME_OK && neume_cli_progress(&task, total > 0 ? done / total : -1))
            status = NEUME_ERR_CANCELLED;
        if (status != NEUME_OK)
            return neume_cli_fail(r->name, status, CLI_INPUT);
        for (size_t i = 0; i < 2 * got; i++)
            *peak = fabsf(block[i]) > *peak ? fabsf(block[i]) : *peak;
        status = neume_encoder_write(encoder, block, got);
        if (status != NEUME_OK)
            return neume_cli_fail(r->target, status, CLI_OUTPUT);
        done += (double)got;
    }
    neume_cli_progress(&task, 1);
    r->seconds = done / r->options.rate;
    return CLI_EXIT_DONE;
}

static enum cli_exit render(struct rendering *r)
{
    struct neume_renderer *renderer = NULL;
    struct neume_encoder *encoder = NULL;
    struct neume_encode_options encode;
    float peak = 0;
    neume_encode_options_init(&encode);
    encode.sample_rate = (int)r->options.rate;
    encode.format = r->format;
    encode.set = &r->set;
    enum neume_status status = neume_encoder_open(&encoder, r->target, &encode);
    if (status != NEUME_OK)
        return neume_cli_fail(r->target, status, CLI_OUTPUT);
    enum cli_exit code = neume_cli_open_renderer(&renderer, r->name, r->smf, &r->options);
    if (code == CLI_EXIT_DONE)
        code = pump(r, renderer, encoder, &peak);
    if (code == CLI_EXIT_DONE) {
        status = neume_encoder_close(encoder);
        if (status != NEUME_OK)
            code = neume_cli_fail(r->target, status, CLI_OUTPUT);
    }
    if (code == CLI_EXIT_DONE && peak > 1 && r->format != NEUME_FLOAT_32)
        neume_cli_note("%s: warning: clipped; --gain %.2g avoids it", neume_cli_shown(r->target, CLI_OUTPUT),
                       r->options.gain / (double)peak * 0.99);
    neume_encoder_free(encoder);
    neume_renderer_free(renderer);
    return code;
}

static int has_notes(const struct neume_smf_track *track)
{
    for (size_t i = 0; i < track->count; i++)
        if ((track->event[i].status & 0xF0) == NEUME_MIDI_NOTE_ON && track->event[i].data[1])
            return 1;
    return 0;
}

/* "DIR/02-Bass.wav", to be freed; what a track's name must not do to a file name becomes '_'. */
static char *stem_path(const struct rendering *r, const struct settings *s, size_t track)
{
    char title[64] = "", whole[96];
    size_t length = 0;
    const char *name = neume_smf_track_name(r->smf, track, &length);
    for (size_t i = 0; name && i < length && i < sizeof title - 1; i++) {
        unsigned char c = (unsigned char)name[i];
        title[i] = (char)(c <= 0x20 || c >= 0x7f || strchr("/\\:*?\"<>|", c) ? '_' : c);
    }
    snprintf(whole, sizeof whole, "%02zu%s%s", track + 1, *title ? "-" : "", title);
    return neume_cli_stem_path(s->stems, whole, s->output);
}

/* Calls `work` with the target of each track that has notes, until it fails. */
static enum cli_exit for_stems(struct rendering *r, const struct settings *s,
                               enum cli_exit (*work)(struct rendering *r, const struct settings *s, size_t track,
                                                     const char *target))
{
    enum cli_exit code = CLI_EXIT_DONE;
    for (size_t t = 0; s->stems && t < r->smf->track_count && code == CLI_EXIT_DONE; t++) {
        if (!has_notes(&r->smf->track[t]))
            continue;
        char *target = stem_path(r, s, t);
        code = target ? work(r, s, t, target) : CLI_EXIT_FAILED;
        free(target);
    }
    return code;
}

/* Before anything is rendered. */
static enum cli_exit check_stem(struct rendering *r, const struct settings *s, size_t track, const char *target)
{
    (void)track;
    int is_input = neume_cli_same_file(target, r->name);
    r->parts++;
    if (is_input || (s->output && neume_cli_same_file(target, s->output)))
        return neume_cli_usage_error(&neume_cli_render, "--stems %s: %s is %s", s->stems, target,
                                     is_input ? "the input" : "the output");
    enum neume_status status = neume_cli_guard_output(&s->common, target, 0);
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(target, status, CLI_OUTPUT);
}

static enum cli_exit render_stem(struct rendering *r, const struct settings *s, size_t track, const char *target)
{
    (void)s;
    r->target = target;
    r->options.track = (int)track;
    enum cli_exit code = render(r);
    r->index++;
    return code;
}

static enum cli_exit say_stem(struct rendering *r, const struct settings *s, size_t track, const char *target)
{
    (void)s;
    neume_cli_note("%s: track %zu -> %s", neume_cli_shown(r->name, CLI_INPUT), track + 1, target);
    return CLI_EXIT_DONE;
}

static enum cli_exit write_all(struct rendering *r, const struct settings *s)
{
    enum cli_exit code = s->stems ? neume_cli_make_folder(s->stems) : CLI_EXIT_DONE;
    if (code == CLI_EXIT_DONE && s->output) {
        code = render(r);
        r->index = 1;
    }
    if (code == CLI_EXIT_DONE)
        code = for_stems(r, s, render_stem);
    return code == CLI_EXIT_DONE ? neume_cli_commit_outputs(&r->set) : code;
}

static struct rendering rendering_of(const char *name, const struct settings *s, const char *output,
                                     const struct neume_smf *smf)
{
    struct rendering r = {.name = name, .target = output, .smf = smf, .format = (enum neume_sample_format)s->bits};
    neume_render_options_init(&r.options);
    r.options.soundfont = s->soundfont;
    r.options.rate = s->rate ? s->rate : output && neume_cli_has_ending(output, ".opus") ? 48000 : 44100;
    r.options.gain = s->gain;
    r.options.length = s->length;
    r.options.reverb = s->reverb / 100;
    r.parts = output ? 1 : 0;
    return r;
}

static enum cli_exit render_all(const char *name, const struct settings *s, const struct neume_smf *smf)
{
    struct rendering r = rendering_of(name, s, s->output, smf);
    enum cli_exit code = for_stems(&r, s, check_stem);
    if (code != CLI_EXIT_DONE)
        return code;
    neume_cli_progress_start(r.parts);
    code = write_all(&r, s);
    neume_cli_progress_stop();
    neume_output_set_release(&r.set);
    if (code == CLI_EXIT_DONE && s->output)
        neume_cli_note("%s -> %s", neume_cli_shown(name, CLI_INPUT), neume_cli_shown(s->output, CLI_OUTPUT));
    return code == CLI_EXIT_DONE ? for_stems(&r, s, say_stem) : code;
}

/* Reads a file into *smf, to be released in either case. */
static enum cli_exit read_song(const struct settings *s, const char *name, struct neume_smf *smf)
{
    neume_smf_init(smf);
    enum cli_exit code = neume_cli_read_midi(name, smf);
    return code == CLI_EXIT_DONE ? neume_cli_apply_programs(smf, name, s->program) : code;
}

/* One file of a batch. */
static void work_on(void *user, const struct cli_batch_item *item, struct cli_batch_outcome *outcome)
{
    const struct settings *s = user;
    struct neume_smf smf;
    outcome->code = read_song(s, item->input, &smf);
    if (outcome->code == CLI_EXIT_DONE) {
        struct rendering r = rendering_of(item->input, s, item->output[0], &smf);
        r.index = item->index;
        outcome->code = render(&r);
        if (outcome->code == CLI_EXIT_DONE)
            outcome->code = neume_cli_commit_outputs(&r.set);
        outcome->duration = r.seconds;
        neume_output_set_release(&r.set);
        if (outcome->code == CLI_EXIT_DONE && !item->is_kept)
            neume_cli_note("%s -> %s", item->input, item->output[0]);
    }
    neume_smf_release(&smf);
}

static enum cli_exit run_batch(struct settings *s, const struct cli_operands *operands)
{
    static const char *const endings[] = CLI_SOUND_ENDINGS;
    if (s->stems)
        return neume_cli_usage_error(&neume_cli_render, "--stems: only for one MIDI file");
    return neume_cli_batch_run(&(struct cli_batch_run){.command = &neume_cli_render,
                                                       .settings = s,
                                                       .batch = &s->batch,
                                                       .plan = {s->output, &endings[s->format], 1, 0, NULL},
                                                       .midi = 1,
                                                       .json = s->json,
                                                       .jobs = s->jobs,
                                                       .work = work_on,
                                                       .user = s},
                               operands);
}

static enum cli_exit check(const struct settings *s, int is_one)
{
    const struct cli_command *me = &neume_cli_render;
    if (!s->output && !s->stems)
        return neume_cli_usage_error(me, "an output is missing: -o FILE or --stems DIR");
    if (s->output && s->stems && neume_cli_same_file(s->output, s->stems))
        return neume_cli_usage_error(me, "--output %s: --stems is written to it too", s->output);
    if (is_one && s->output && !neume_encoder_knows(s->output))
        return neume_cli_usage_error(me, "--output: '%s' does not end in .wav, .flac, .aiff, .ogg, .opus or .mp3",
                                     s->output);
    if (is_one && (s->format || s->json))
        return neume_cli_usage_error(me, "--%s: only with several files", s->format ? "format" : "json");
    if (s->program && !neume_program_override_valid(s->program))
        return neume_cli_usage_error(me, "--program: '%s' is neither a program nor TRACK=PROGRAM,...", s->program);
    return CLI_EXIT_DONE;
}

static int run(int argc, char **argv)
{
    struct settings s;
    struct cli_operands operands;
    struct neume_smf smf;
    int helped;
    enum cli_exit code = neume_cli_parse(&neume_cli_render, argc, argv, &s, &operands, &helped);
    if (code != CLI_EXIT_DONE || helped)
        return code;
    const int is_one = neume_cli_batch_is_one(&s.batch, &operands);
    code = operands.count || s.batch.files_from ? check(&s, is_one) : CLI_EXIT_DONE; /* the batch asks for one */
    if (code != CLI_EXIT_DONE || !is_one)
        return (int)(code == CLI_EXIT_DONE ? run_batch(&s, &operands) : code);
    code = read_song(&s, operands.name[0], &smf);
    if (code == CLI_EXIT_DONE)
        code = render_all(operands.name[0], &s, &smf);
    neume_smf_release(&smf);
    return code;
}

const struct cli_command neume_cli_render = {
    .name = "render",
    .operands = "IN.mid...",
    .summary = "play a MIDI file into a sound file",
    .description =
        "Plays a MIDI file with a SoundFont into a sound file, faster than real time. Every note begins on the "
        "sample that its time asks for.",
    .option = options,
    .example = examples,
    .settings_size = sizeof(struct settings),
    .min_operands = 0, /* the batch asks for one */
    .max_operands = -1,
    .run = run,
};
