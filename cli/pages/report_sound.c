/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/pages/report_sound.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audio/encode.h"
#include "audio/resample.h"
#include "cli/pages/page.h"

enum { HOLD = CLI_PIECE_FRAMES + 2 * CLI_PIECE_MARGIN, PLAIN_BITS = 24000, BLOCK = 8192 };

struct cli_pieces {
    char id[16];
    char path[512]; /* of the temporary file, without its ending */
    int bitrate;
    FILE *out;
    struct neume_resampler *resampler, *plainer;
    float *hold; /* [HOLD][2] */
    float *mono; /* [HOLD] */
    size_t held, count;
};

enum neume_status neume_cli_pieces_new(struct cli_pieces **out_pieces, const char *id, double rate, int bitrate,
                                       const char *scratch, FILE *out)
{
    struct cli_pieces *p = *out_pieces = calloc(1, sizeof *p);
    if (!p)
        return NEUME_ERR_MEMORY;
    snprintf(p->id, sizeof p->id, "%s", id);
    snprintf(p->path, sizeof p->path, "%s/piece", scratch);
    p->bitrate = bitrate;
    p->out = out;
    p->held = CLI_PIECE_MARGIN;
    p->hold = calloc(HOLD, 2 * sizeof *p->hold);
    p->mono = calloc(HOLD, sizeof *p->mono);
    if (!p->hold || !p->mono)
        return NEUME_ERR_MEMORY;
    enum neume_status status = neume_resampler_new(&p->resampler, rate, CLI_PIECE_RATE, 2);
    return status == NEUME_OK ? neume_resampler_new(&p->plainer, CLI_PIECE_RATE, CLI_PIECE_PLAIN_RATE, 1) : status;
}

void neume_cli_pieces_free(struct cli_pieces *p)
{
    if (!p)
        return;
    neume_resampler_free(p->resampler);
    neume_resampler_free(p->plainer);
    free(p->hold);
    free(p->mono);
    free(p);
}

static enum neume_status put_file(struct cli_pieces *p, const char *path, const char *mark)
{
    char bytes[3 * 4096];
    size_t got;
    FILE *file = fopen(path, "rb");
    int error = errno;
    unlink(path); /* it is read all the same */
    if (!file)
        return neume_status_from_errno(error, NEUME_ERR_READ);
    fprintf(p->out, "<script type=\"text/plain\" id=\"%s-%zu%s\">", p->id, p->count, mark);
    while ((got = fread(bytes, 1, sizeof bytes, file)) > 0)
        neume_cli_page_put_base64(p->out, bytes, got);
    fputs("</script>\n", p->out);
    enum neume_status status = ferror(file) ? NEUME_ERR_READ : NEUME_OK;
    fclose(file);
    return status;
}

static enum neume_status encode(struct cli_pieces *p, const float *samples, size_t frames, int plain)
{
    char path[520];
    struct neume_encoder *encoder;
    struct neume_encode_options options = {.sample_rate = plain ? CLI_PIECE_PLAIN_RATE : CLI_PIECE_RATE,
                                           .channels = plain ? 1 : 2};
    snprintf(path, sizeof path, "%s%s", p->path, plain ? ".mp3" : ".opus");
    enum neume_status status = neume_encoder_open(&encoder, path, &options);
    if (status == NEUME_OK)
        status = neume_encoder_set_bitrate(encoder, plain ? PLAIN_BITS : p->bitrate);
    if (status == NEUME_OK)
        status = neume_encoder_write(encoder, samples, frames);
    if (status == NEUME_OK)
        status = neume_encoder_close(encoder);
    neume_encoder_free(encoder);
    return status == NEUME_OK ? put_file(p, path, plain ? "p" : "") : status;
}

/* The piece as mono, at the lower rate. */
static enum neume_status make_plain(struct cli_pieces *p, float **plain, size_t *frames)
{
    size_t used, made, all = 0;
    float *out = p->mono;
    enum neume_status status = neume_resampler_reset(p->plainer);
    for (size_t at = 0; at < p->held && status == NEUME_OK; at += used) {
        float block[BLOCK];
        size_t n = p->held - at < BLOCK ? p->held - at : BLOCK;
        for (size_t i = 0; i < n; i++)
            block[i] = 0.5f * (p->hold[2 * (at + i)] + p->hold[2 * (at + i) + 1]);
        status = neume_resampler_process(p->plainer, block, n, &used, out + all, HOLD - all, &made);
        all += made;
    }
    do {
        status = status == NEUME_OK ? neume_resampler_flush(p->plainer, out + all, HOLD - all, &made) : status;
        all += made;
    } while (status == NEUME_OK && made);
    *plain = out;
    *frames = all;
    return status;
}

static enum neume_status finish_piece(struct cli_pieces *p)
{
    float *plain;
    size_t frames;
    enum neume_status status = encode(p, p->hold, p->held, 0);
    if (status == NEUME_OK)
        status = make_plain(p, &plain, &frames);
    if (status == NEUME_OK)
        status = encode(p, plain, frames, 1);
    p->count++;
    return status;
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
