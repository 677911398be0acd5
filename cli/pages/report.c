/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/pages/report.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/io/console.h"
#include "cli/io/midi_input.h"
#include "cli/io/paths.h"
#include "cli/options/program_option.h"
#include "cli/pages/report_head.h"
#include "cli/pages/report_private.h"
#include "cli/pages/report_sound.h"
#include "core/output.h"
#include "core/temp_folder.h"
#include "render/synth/sound_input.h"

enum { BLOCK = NEUME_SOUND_INPUT_BLOCK, MOST = 1 + CLI_PARTS_MOST };

static const int source_bits = 96000, part_bits = 72000, long_source_bits = 64000, long_part_bits = 48000;
static const double long_recording = 900; /* seconds, from where the sound is kept in fewer bits */

/* The recording, or one part of the MIDI, on its way into the page. */
struct stream {
    struct neume_sound_input sound;
    long long silence; /* frames to come before the sound */
    size_t got;        /* frames of the last block; the rest of it is silent */
    size_t frames;     /* with sound, so far */
    struct cli_pieces *pieces;
};

struct reporting {
    const struct cli_report_job *job;
    struct neume_smf smf;
    struct cli_parts parts;
    struct stream stream[MOST];
    int streams;
    struct cli_piece_crew *crew;
    struct cli_picture *picture[2];
    struct neume_output output;
    char scratch[512];
    FILE *body; /* all that follows the head */
    struct cli_report_facts facts;
    char soundfont[128];
    short bank[CLI_PARTS_MOST][128];
};

static enum cli_exit fail_output(const struct reporting *r, enum neume_status status)
{
    return neume_cli_fail(r->job->output, status, CLI_OUTPUT);
}

static enum cli_exit make_scratch(struct reporting *r)
{
    char name[sizeof r->scratch + 8];
    if (neume_temp_folder_make(r->scratch, sizeof r->scratch) != NEUME_OK) {
        neume_cli_error("no folder for temporary files ($TMPDIR says where)");
        return CLI_EXIT_OUTPUT;
    }
    snprintf(name, sizeof name, "%s/body", r->scratch);
    r->body = fopen(name, "w+b");
    if (!r->body)
        return fail_output(r, neume_status_from_errno(errno, NEUME_ERR_WRITE));
    unlink(name);
    return CLI_EXIT_DONE;
}

/* Opens part `track` - 1, or all where it is -1, and moves it onto the recording's clock. */
static enum cli_exit open_part(struct reporting *r, struct stream *s, int track)
{
    float skipped[2 * BLOCK];
    struct neume_render_options options;
    const struct neume_compare_result *c = r->job->comparison;
    long long lead = c->shifted ? llround(c->offset * NEUME_SOUND_INPUT_RATE) : 0;
    neume_render_options_init(&options);
    options.soundfont = r->job->soundfont;
    options.rate = NEUME_SOUND_INPUT_RATE;
    options.reverb = r->job->reverb;
    options.track = track;
    enum cli_exit code = neume_cli_open_renderer(&s->sound.renderer, r->job->midi_name, &r->parts.smf, &options);
    if (code != CLI_EXIT_DONE)
        return code;
    if (!*r->soundfont)
        snprintf(r->soundfont, sizeof r->soundfont, "%s",
                 neume_cli_base_name(neume_renderer_soundfont(s->sound.renderer)));
    s->silence = lead < 0 ? -lead : 0;
    for (size_t got = 1; lead > 0 && got; lead -= (long long)got) {
        enum neume_status status =
            neume_sound_input_read(&s->sound, skipped, lead < BLOCK ? (size_t)lead : BLOCK, &got);
        if (status != NEUME_OK)
            return neume_cli_fail(r->job->midi_name, status, CLI_INPUT);
    }
    return CLI_EXIT_DONE;
}

static enum cli_exit open_streams(struct reporting *r)
{
    const struct cli_report_job *job = r->job;
    double length = r->facts.duration;
    enum neume_status status = neume_sound_input_open(&r->stream[0].sound, &(struct neume_sound){.path = job->audio});
    if (status != NEUME_OK)
        return neume_cli_fail(job->audio_name, status, CLI_INPUT);
    enum cli_exit code = CLI_EXIT_DONE;
    for (int p = 0; p < r->parts.count && code == CLI_EXIT_DONE; p++)
        code = open_part(r, &r->stream[1 + p], 1 + p);
    r->streams = 1 + r->parts.count;
    status = neume_cli_piece_crew_new(&r->crew, r->scratch, r->body);
    if (status != NEUME_OK)
        code = neume_cli_fail("compare", status, CLI_INPUT);
    for (int i = 0; i < r->streams && code == CLI_EXIT_DONE; i++) {
        char id[8];
        int is_long = length > long_recording;
        int bits = i ? (is_long ? long_part_bits : part_bits) : is_long ? long_source_bits : source_bits;
        snprintf(id, sizeof id, i ? "b%d" : "a", i - 1);
        status = neume_cli_pieces_new(&r->stream[i].pieces, id, NEUME_SOUND_INPUT_RATE, bits, r->crew);
        if (status != NEUME_OK)
            code = neume_cli_fail("compare", status, CLI_INPUT);
    }
    for (int side = 0; side < 2 && code == CLI_EXIT_DONE; side++) {
        status = neume_cli_picture_new(&r->picture[side], side ? "t" : "s", &r->facts.format, r->body);
        if (status != NEUME_OK)
            code = neume_cli_fail("compare", status, CLI_INPUT);
    }
    return code;
}

static enum neume_status read_block(struct stream *s, float *stereo)
{
    size_t silent = s->silence < BLOCK ? (size_t)s->silence : BLOCK, got = 0;
    memset(stereo, 0, 2 * BLOCK * sizeof *stereo);
    s->silence -= (long long)silent;
    enum neume_status status = neume_sound_input_read(&s->sound, stereo + 2 * silent, BLOCK - silent, &got);
    memset(stereo + 2 * (silent + got), 0, 2 * (BLOCK - silent - got) * sizeof *stereo);
    s->got = got || s->silence ? silent + got : 0;
    s->frames += s->got;
    return status;
}

/* A block of every stream; *count is the longest. `sum` is all of the MIDI. */
static enum cli_exit read_blocks(struct reporting *r, float block[MOST][2 * BLOCK], float *sum, size_t *count)
{
    *count = 0;
    memset(sum, 0, 2 * BLOCK * sizeof *sum);
    for (int i = 0; i < r->streams; i++) {
        enum neume_status status = read_block(&r->stream[i], block[i]);
        if (status != NEUME_OK)
            return neume_cli_fail(i ? r->job->midi_name : r->job->audio_name, status, CLI_INPUT);
        for (size_t k = 0; i && k < 2 * BLOCK; k++)
            sum[k] += block[i][k];
        *count = r->stream[i].got > *count ? r->stream[i].got : *count;
    }
    return CLI_EXIT_DONE;
}

static enum cli_exit write_streams(struct reporting *r)
{
    float(*block)[2 * BLOCK] = malloc(sizeof(float[MOST][2 * BLOCK]));
    float sum[2 * BLOCK], gain = (float)r->job->comparison->gain;
    struct cli_task task = {.index = 0};
    size_t count = 1, done = 0;
    enum cli_exit code = block ? CLI_EXIT_DONE : neume_cli_fail("compare", NEUME_ERR_MEMORY, CLI_INPUT);
    while (code == CLI_EXIT_DONE) {
        code = read_blocks(r, block, sum, &count);
        if (code != CLI_EXIT_DONE || !count)
            break;
        enum neume_status status = NEUME_OK;
        for (int i = 0; i < r->streams && status == NEUME_OK; i++)
            status = neume_cli_pieces_process(r->stream[i].pieces, block[i], count);
        if (status == NEUME_OK)
            status = neume_cli_picture_process(r->picture[0], block[0], count, 1);
        if (status == NEUME_OK)
            status = neume_cli_picture_process(r->picture[1], sum, count, gain);
        done += count;
        double whole = fmax(r->facts.duration * NEUME_SOUND_INPUT_RATE, 1);
        if (status == NEUME_OK && neume_cli_progress(&task, fmin((double)done / whole, 1)))
            status = NEUME_ERR_CANCELLED;
        if (status != NEUME_OK)
            code = fail_output(r, status);
    }
    free(block);
    r->facts.duration = (double)done / NEUME_SOUND_INPUT_RATE;
    return code;
}

static enum cli_exit end_streams(struct reporting *r)
{
    enum neume_status status = NEUME_OK;
    for (int i = 0; i < r->streams && status == NEUME_OK; i++) {
        double length = (double)r->stream[i].frames / NEUME_SOUND_INPUT_RATE;
        int side = i > 0;
        status = neume_cli_pieces_flush(r->stream[i].pieces, &r->facts.pieces);
        r->facts.length[side] = fmax(r->facts.length[side], length);
    }
    if (status == NEUME_OK) /* what follows goes to the same file */
        status = neume_cli_piece_crew_flush(r->crew);
    for (int side = 0; side < 2 && status == NEUME_OK; side++)
        status = neume_cli_picture_flush(r->picture[side]);
    return status == NEUME_OK ? CLI_EXIT_DONE : fail_output(r, status);
}

/* The sounds of single notes, as a stream of their own. */
static enum cli_exit write_bank(struct reporting *r)
{
    struct stream s = {.silence = 0};
    struct neume_render_options options;
    struct neume_smf smf;
    float stereo[2 * BLOCK];
    int slots;
    neume_smf_init(&smf);
    neume_render_options_init(&options);
    enum cli_exit code = CLI_EXIT_DONE;
    enum neume_status status = neume_cli_parts_bank(&r->parts, &smf, r->bank, &slots);
    if (status == NEUME_OK && slots) {
        options.soundfont = r->job->soundfont;
        options.rate = NEUME_SOUND_INPUT_RATE;
        options.length = slots * CLI_BANK_SLOT;
        code = neume_cli_open_renderer(&s.sound.renderer, r->job->midi_name, &smf, &options);
        if (code == CLI_EXIT_DONE)
            status = neume_cli_pieces_new(&s.pieces, "n", NEUME_SOUND_INPUT_RATE, long_part_bits, r->crew);
        for (s.got = code == CLI_EXIT_DONE; status == NEUME_OK && s.got;) {
            status = read_block(&s, stereo);
            if (status == NEUME_OK)
                status = neume_cli_pieces_process(s.pieces, stereo, s.got);
        }
        if (code == CLI_EXIT_DONE && status == NEUME_OK)
            status = neume_cli_pieces_flush(s.pieces, &r->facts.bank_pieces);
        if (code == CLI_EXIT_DONE && status == NEUME_OK)
            status = neume_cli_piece_crew_flush(r->crew);
    }
    neume_cli_pieces_free(s.pieces);
    neume_sound_input_close(&s.sound);
    neume_smf_release(&smf);
    return status == NEUME_OK ? code : fail_output(r, status);
}

static enum cli_exit put_together(struct reporting *r)
{
    char bytes[1 << 14];
    size_t got;
    FILE *out = r->output.stream;
    for (int side = 0; side < 2; side++)
        r->facts.picture[side] = r->picture[side];
    enum neume_status status = neume_cli_report_head(&r->facts, out);
    if (status != NEUME_OK)
        return fail_output(r, status);
    if (fflush(r->body) || fseek(r->body, 0, SEEK_SET))
        return fail_output(r, neume_status_from_errno(errno, NEUME_ERR_WRITE));
    while ((got = fread(bytes, 1, sizeof bytes, r->body)) > 0)
        fwrite(bytes, 1, got, out);
    fputs("</body>\n</html>\n", out);
    if (ferror(r->body) || ferror(out))
        return fail_output(r, neume_write_failure(ferror(out) ? out : r->body));
    status = neume_output_commit(&r->output);
    return status == NEUME_OK ? CLI_EXIT_DONE : fail_output(r, status);
}

static void release(struct reporting *r)
{
    for (int i = 0; i < MOST; i++) {
        neume_sound_input_close(&r->stream[i].sound);
        neume_cli_pieces_free(r->stream[i].pieces);
    }
    neume_cli_piece_crew_free(r->crew); /* before the file that it writes to */
    for (int side = 0; side < 2; side++)
        neume_cli_picture_free(r->picture[side]);
    if (r->body)
        fclose(r->body);
    neume_temp_folder_remove(r->scratch);
    neume_output_abandon(&r->output);
    neume_cli_parts_release(&r->parts);
    neume_smf_release(&r->smf);
}

/* Loudness decides what the pictures show: the loudest partials lie some 6 dB under what EBU R 128 measures. */
static void choose_format(struct reporting *r)
{
    double loudness = r->job->comparison->loudness[0];
    neume_cli_picture_format(&r->facts.format, r->facts.duration);
    if (!isfinite(loudness))
        loudness = r->job->comparison->loudness[1] + 20 * log10(r->job->comparison->gain);
    if (isfinite(loudness))
        r->facts.format.top_level = fmin(loudness + 2, 0);
}

static enum cli_exit prepare(struct reporting *r)
{
    const struct neume_smf *played = r->job->comparison->played;
    enum cli_exit code = played ? CLI_EXIT_DONE : neume_cli_read_midi(r->job->midi, &r->smf);
    if (code == CLI_EXIT_DONE && !played)
        code = neume_cli_apply_programs(&r->smf, r->job->midi_name, r->job->program);
    if (code != CLI_EXIT_DONE)
        return code;
    enum neume_status status = neume_cli_parts_init(&r->parts, played ? played : &r->smf);
    if (status != NEUME_OK)
        return neume_cli_fail(r->job->midi_name, status, CLI_INPUT);
    r->facts.duration = fmax(r->job->comparison->length[0], r->job->comparison->length[1]);
    choose_format(r);
    status = neume_output_open_in(&r->output, r->job->output, r->job->set);
    return status == NEUME_OK ? make_scratch(r) : fail_output(r, status);
}

enum cli_exit neume_cli_write_report(const struct cli_report_job *job)
{
    struct reporting *r = calloc(1, sizeof *r);
    if (!r)
        return neume_cli_fail("compare", NEUME_ERR_MEMORY, CLI_INPUT);
    r->job = job;
    r->facts.job = job;
    r->facts.parts = &r->parts;
    r->facts.bank = r->bank;
    r->facts.soundfont = r->soundfont;
    neume_smf_init(&r->smf);
    enum cli_exit code = prepare(r);
    if (code == CLI_EXIT_DONE)
        code = open_streams(r);
    if (code == CLI_EXIT_DONE)
        code = write_streams(r);
    if (code == CLI_EXIT_DONE)
        code = end_streams(r);
    if (code == CLI_EXIT_DONE)
        code = write_bank(r);
    if (code == CLI_EXIT_DONE)
        code = put_together(r);
    release(r);
    free(r);
    return code;
}
