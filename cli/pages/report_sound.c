/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/pages/report_sound.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/encode.h"
#include "audio/resample.h"
#include "cli/pages/page.h"

enum { HOLD = CLI_PIECE_FRAMES + 2 * CLI_PIECE_MARGIN, PLAIN_BITS = 24000, BLOCK = 8192, CREW = 4 };

/* A piece that is being encoded, or has been and waits for those before it. */
struct job {
    struct cli_piece_crew *crew;
    pthread_t thread;
    int is_thread; /* 0: there was none, and it was encoded at once */
    enum neume_status status;
    char id[16];
    size_t number;
    int bitrate;
    float *samples; /* [HOLD][2], of which [frames] */
    size_t frames;
};

struct cli_piece_crew {
    char path[512]; /* of the temporary files, without what ends it */
    FILE *out;
    struct job job[CREW]; /* a ring */
    size_t first, count;
};

struct cli_pieces {
    char id[16];
    int bitrate;
    struct cli_piece_crew *crew;
    struct neume_resampler *resampler;
    float *hold; /* [HOLD][2] */
    size_t held, count;
};

enum neume_status neume_cli_piece_crew_new(struct cli_piece_crew **out_crew, const char *scratch, FILE *out)
{
    struct cli_piece_crew *crew = *out_crew = calloc(1, sizeof *crew);
    if (!crew)
        return NEUME_ERR_MEMORY;
    snprintf(crew->path, sizeof crew->path, "%s/piece", scratch);
    crew->out = out;
    for (size_t i = 0; i < CREW; i++) {
        crew->job[i].crew = crew;
        crew->job[i].samples = malloc(HOLD * 2 * sizeof(float));
        if (!crew->job[i].samples)
            return NEUME_ERR_MEMORY;
    }
    return NEUME_OK;
}

enum neume_status neume_cli_pieces_new(struct cli_pieces **out_pieces, const char *id, double rate, int bitrate,
                                       struct cli_piece_crew *crew)
{
    struct cli_pieces *p = *out_pieces = calloc(1, sizeof *p);
    if (!p)
        return NEUME_ERR_MEMORY;
    snprintf(p->id, sizeof p->id, "%s", id);
    p->bitrate = bitrate;
    p->crew = crew;
    p->held = CLI_PIECE_MARGIN;
    p->hold = calloc(HOLD, 2 * sizeof *p->hold);
    return p->hold ? neume_resampler_new(&p->resampler, rate, CLI_PIECE_RATE, 2) : NEUME_ERR_MEMORY;
}

void neume_cli_pieces_free(struct cli_pieces *p)
{
    if (!p)
        return;
    neume_resampler_free(p->resampler);
    free(p->hold);
    free(p);
}

/* Where a job's temporary file is. */
static void name_file(const struct job *j, int plain, char *path, size_t size)
{
    snprintf(path, size, "%s%zu.%s", j->crew->path, (size_t)(j - j->crew->job), plain ? "mp3" : "opus");
}

static enum neume_status put_file(const struct job *j, int plain)
{
    char bytes[3 * 4096], path[540];
    size_t got;
    FILE *out = j->crew->out;
    name_file(j, plain, path, sizeof path);
    FILE *file = fopen(path, "rb");
    int error = errno;
    unlink(path); /* it is read all the same */
    if (!file)
        return neume_status_from_errno(error, NEUME_ERR_READ);
    fprintf(out, "<script type=\"text/plain\" id=\"%s-%zu%s\">", j->id, j->number, plain ? "p" : "");
    while ((got = fread(bytes, 1, sizeof bytes, file)) > 0)
        neume_cli_page_put_base64(out, bytes, got);
    fputs("</script>\n", out);
    enum neume_status status = ferror(file) ? NEUME_ERR_READ : NEUME_OK;
    fclose(file);
    return status;
}

static enum neume_status encode(const struct job *j, size_t frames, int plain)
{
    char path[540];
    struct neume_encoder *encoder;
    struct neume_encode_options options = {.sample_rate = plain ? CLI_PIECE_PLAIN_RATE : CLI_PIECE_RATE,
                                           .channels = plain ? 1 : 2};
    name_file(j, plain, path, sizeof path);
    enum neume_status status = neume_encoder_open(&encoder, path, &options);
    if (status == NEUME_OK)
        status = neume_encoder_set_bitrate(encoder, plain ? PLAIN_BITS : j->bitrate);
    if (status == NEUME_OK)
        status = neume_encoder_write(encoder, j->samples, frames);
    if (status == NEUME_OK)
        status = neume_encoder_close(encoder);
    neume_encoder_free(encoder);
    return status;
}

/* The piece as mono, at the lower rate, in place: what is written lies behind what is read. */
static enum neume_status make_plain(struct job *j, size_t *frames)
{
    struct neume_resampler *resampler = NULL;
    size_t used, made = 1, all = 0;
    float *x = j->samples;
    enum neume_status status = neume_resampler_new(&resampler, CLI_PIECE_RATE, CLI_PIECE_PLAIN_RATE, 1);
    for (size_t at = 0; at < j->frames && status == NEUME_OK; at += used) {
        float block[BLOCK];
        size_t n = j->frames - at < BLOCK ? j->frames - at : BLOCK;
        for (size_t i = 0; i < n; i++)
            block[i] = 0.5f * (x[2 * (at + i)] + x[2 * (at + i) + 1]);
        status = neume_resampler_process(resampler, block, n, &used, x + all, HOLD - all, &made);
        all += made;
    }
    for (made = 1; made && status == NEUME_OK; all += made)
        status = neume_resampler_flush(resampler, x + all, HOLD - all, &made);
    neume_resampler_free(resampler);
    *frames = all;
    return status;
}

static void *work(void *user)
{
    struct job *j = user;
    size_t frames;
    j->status = encode(j, j->frames, 0);
    if (j->status == NEUME_OK)
        j->status = make_plain(j, &frames);
    if (j->status == NEUME_OK)
        j->status = encode(j, frames, 1);
    return NULL;
}

/* Waits for the oldest piece and puts it out. */
static enum neume_status finish_job(struct cli_piece_crew *crew)
{
    struct job *j = &crew->job[crew->first];
    if (j->is_thread)
        pthread_join(j->thread, NULL);
    crew->first = (crew->first + 1) % CREW;
    crew->count--;
    enum neume_status status = j->status == NEUME_OK ? put_file(j, 0) : j->status;
    return status == NEUME_OK ? put_file(j, 1) : status;
}

enum neume_status neume_cli_piece_crew_flush(struct cli_piece_crew *crew)
{
    enum neume_status status = NEUME_OK;
    while (crew->count && status == NEUME_OK)
        status = finish_job(crew);
    return status;
}

void neume_cli_piece_crew_free(struct cli_piece_crew *crew)
{
    if (!crew)
        return;
    for (; crew->count; crew->count--, crew->first = (crew->first + 1) % CREW)
        if (crew->job[crew->first].is_thread)
            pthread_join(crew->job[crew->first].thread, NULL);
    for (size_t i = 0; i < CREW; i++)
        free(crew->job[i].samples);
    free(crew);
}

static enum neume_status finish_piece(struct cli_pieces *p)
{
    struct cli_piece_crew *crew = p->crew;
    enum neume_status status = crew->count == CREW ? finish_job(crew) : NEUME_OK;
    if (status != NEUME_OK)
        return status;
    struct job *j = &crew->job[(crew->first + crew->count++) % CREW];
    snprintf(j->id, sizeof j->id, "%s", p->id);
    j->number = p->count++;
    j->bitrate = p->bitrate;
    j->frames = p->held;
    memcpy(j->samples, p->hold, 2 * p->held * sizeof *p->hold);
    j->is_thread = !pthread_create(&j->thread, NULL, work, j);
    if (!j->is_thread)
        work(j);
    return NEUME_OK;
}

static enum neume_status next_piece(struct cli_pieces *p)
{
    enum neume_status status = finish_piece(p);
    p->held -= CLI_PIECE_FRAMES;
    memmove(p->hold, p->hold + 2 * CLI_PIECE_FRAMES, p->held * 2 * sizeof *p->hold);
    return status;
}

enum neume_status neume_cli_pieces_process(struct cli_pieces *p, const float *stereo, size_t frames)
{
    enum neume_status status = NEUME_OK;
    for (size_t at = 0, used, made; at < frames && status == NEUME_OK; at += used) {
        status = neume_resampler_process(p->resampler, stereo + 2 * at, frames - at, &used, p->hold + 2 * p->held,
                                         HOLD - p->held, &made);
        p->held += made;
        if (status == NEUME_OK && p->held == HOLD)
            status = next_piece(p);
    }
    return status;
}

enum neume_status neume_cli_pieces_flush(struct cli_pieces *p, size_t *count)
{
    enum neume_status status = NEUME_OK;
    size_t made = 1;
    while (made && status == NEUME_OK) {
        status = neume_resampler_flush(p->resampler, p->hold + 2 * p->held, HOLD - p->held, &made);
        p->held += made;
        if (status == NEUME_OK && p->held == HOLD)
            status = next_piece(p);
    }
    if (status == NEUME_OK && (p->held > CLI_PIECE_MARGIN || !p->count))
        status = finish_piece(p);
    *count = p->count;
    return status;
}
