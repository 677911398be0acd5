/* SPDX-License-Identifier: MIT */
#include "cli/pages/roll_page.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "audio/encode.h"
#include "audio/source.h"
#include "cli/commands/roll_job.h"
#include "cli/io/console.h"
#include "cli/pages/page.h"
#include "cli/pages/page_score.h"
#include "core/escape.h"
#include "core/names.h"
#include "core/output.h"
#include "core/temp_folder.h"
#include "midi/roll/roll_layout.h"
#include "midi/roll/roll_score.h"

/* The page's recording: mono Opus in pieces, which the page decodes when their time is near. */
enum { RATE = 48000, PIECE = 20 /* seconds */, BLOCK = 4096 };

/* Longer recordings are shown but not put into the page: half a minute of it takes some 0.3 MB. */
#define LONGEST 1800.0

struct writer {
    struct roll_job *job;
    enum neume_status status;
};

static enum neume_status encode_piece(struct neume_source *source, const char *path, size_t *frames)
{
    struct neume_encoder *encoder = NULL;
    struct neume_encode_options o = {.sample_rate = RATE, .channels = 1, .format = NEUME_PCM_16};
    float mono[BLOCK];
    size_t got = 1;
    *frames = 0;
    enum neume_status s = neume_encoder_open(&encoder, path, &o);
    while (s == NEUME_OK && got && *frames < (size_t)PIECE * RATE) {
        size_t left = (size_t)PIECE * RATE - *frames;
        s = neume_source_read(source, mono, left < BLOCK ? left : BLOCK, &got);
        if (s == NEUME_OK && got)
            s = neume_encoder_write(encoder, mono, got);
        *frames += got;
    }
    if (s == NEUME_OK && *frames)
        s = neume_encoder_close(encoder);
    neume_encoder_free(encoder);
    return s;
}

static enum neume_status put_file(FILE *out, const char *path)
{
    char bytes[3 * 4096];
    size_t got;
    FILE *f = fopen(path, "rb");
    if (!f)
        return NEUME_ERR_READ;
    while ((got = fread(bytes, 1, sizeof bytes, f)) > 0)
        neume_cli_page_put_base64(out, bytes, got);
    fclose(f);
    return NEUME_OK;
}

static enum neume_status put_pieces(FILE *out, struct neume_source *source, const char *path)
{
    struct cli_task task = {.index = 2};
    size_t frames = 0;
    enum neume_status s = NEUME_OK;
    for (int k = 0; s == NEUME_OK; k++) {
        s = encode_piece(source, path, &frames);
        if (s != NEUME_OK || !frames)
            break;
        fputs(k ? ",\n\"" : "\"", out);
        s = put_file(out, path);
        fputs("\"", out);
        if (neume_cli_progress(&task, neume_source_share(source)))
            s = NEUME_ERR_CANCELLED;
    }
    return s;
}

static enum neume_status put_recording(FILE *out, const struct roll_job *job)
{
    char folder[1024], path[1100];
    struct neume_source *source = NULL;
    enum neume_status s = neume_temp_folder_make(folder, sizeof folder);
    if (s != NEUME_OK)
        return s;
    snprintf(path, sizeof path, "%s/piece.opus", folder);
    fprintf(out, "{\"duration\":%.4f,\"seconds\":%d,\"pieces\":[", job->duration, PIECE);
    s = neume_source_open(&source, job->audio_path, RATE);
    if (s == NEUME_OK)
        s = put_pieces(out, source, path);
    fputs("]}", out);
    neume_source_free(source);
    neume_temp_folder_remove(folder);
    return s;
}

static enum neume_status put_options(FILE *out, const struct roll_job *job)
{
    static const char *const colours[] = {"velocity", "track", "channel", "pitch"};
    static const char *const themes[] = {"auto", "light", "dark"};
    const struct neume_roll_options *o = &job->options;
    struct neume_roll_layout l = {0};
    struct neume_roll_options plain;
    neume_roll_options_init(&plain);
    plain.auto_lanes = o->auto_lanes;
    plain.lanes = o->lanes;
    memcpy(plain.lane, o->lane, sizeof plain.lane);
    int bars = o->grid == NEUME_ROLL_GRID_BARS || (o->grid == NEUME_ROLL_GRID_AUTO && job->score.timed);
    fprintf(out, "{\"colour\":\"%s\",\"theme\":\"%s\",\"bars\":%s,\"from\":%.4f,\"to\":%.4f", colours[o->colour],
            themes[job->s->theme], bars && job->score.beat_count ? "true" : "false", o->from, o->to);
    if (o->low >= 0)
        fprintf(out, ",\"low\":%d,\"high\":%d", o->low, o->high);
    fputs(",\"lanes\":[", out);
    enum neume_status status = neume_roll_layout_init(&l, &job->score, &plain);
    for (size_t i = 0; status == NEUME_OK && i < l.lanes; i++)
        fprintf(out, "%s%d", i ? "," : "", l.lane[i]);
    neume_roll_layout_release(&l);
    fputs("]}", out);
    return status == NEUME_ERR_MEMORY ? status : NEUME_OK; /* too large for one picture: no lanes */
}

static void put_data(FILE *out, const void *user)
{
    struct writer *w = *(struct writer *const *)user;
    const struct roll_job *job = w->job;
    fputs("{\"score\":", out);
    neume_cli_page_put_score(out, &job->score);
    fputs(",\n\"sound\":", out);
    neume_cli_page_put_sound(out, job->has_sound ? &job->sound.view : NULL);
    fputs(",\n\"options\":", out);
    w->status = put_options(out, job);
    fputs(",\n\"recording\":", out);
    if (w->status == NEUME_OK && job->audio_path && job->duration <= LONGEST)
        w->status = put_recording(out, job);
    else
        fputs("null", out);
    fputs("}", out);
}

static void put_title(FILE *out, const void *user)
{
    neume_escape_xml(out, user);
}

static void put_summary(FILE *out, const void *user)
{
    const struct neume_roll_score *score = user;
    long seconds = (long)fmin(score->end, 1e9);
    char counted[64];
    size_t hits = neume_roll_hits(score);
    neume_name_count(score->note_count - hits, hits, counted, sizeof counted);
    fprintf(out, "%s in %zu part%s, %ld:%02ld", counted, score->part_count, score->part_count == 1 ? "" : "s",
            seconds / 60, seconds % 60);
    if (score->timed && score->tempo_count)
        fprintf(out, ", %s%s", score->tempo[0].text, score->tempo_count > 1 ? " at first" : "");
}

enum cli_exit neume_cli_roll_page(struct roll_job *job)
{
    struct neume_output output;
    struct writer w = {.job = job}, *held = &w;
    const struct cli_page_slot slots[] = {{.name = "title", .put = put_title, .user = job->options.title},
                                          {.name = "summary", .put = put_summary, .user = &job->score},
                                          {.name = "drums", .put = neume_cli_page_put_drums},
                                          {.name = "data", .put = put_data, .user = &held}};
    enum neume_status s = neume_output_open(&output, job->target);
    if (s != NEUME_OK)
        return neume_cli_fail(job->target, s, CLI_OUTPUT);
    neume_cli_page_write(output.stream, "roll.html", slots, sizeof slots / sizeof *slots);
    if (w.status == NEUME_OK)
        s = neume_output_commit(&output);
    neume_output_abandon(&output);
    if (w.status != NEUME_OK)
        return neume_cli_fail(job->audio_name ? job->audio_name : job->name, w.status, CLI_INPUT);
    if (s == NEUME_OK && job->audio_path && job->duration > LONGEST)
        neume_cli_note("%s: over %.0f minutes: shown, but not put into the page to be heard",
                       neume_cli_shown(job->audio_name, CLI_INPUT), LONGEST / 60);
    return s == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(job->target, s, CLI_OUTPUT);
}
