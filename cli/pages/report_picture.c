/* SPDX-License-Identifier: MIT */
#include "cli/pages/report_picture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/halve.h"
#include "analysis/logspec.h"

enum { RATE = 2 * NEUME_LOGSPEC_RATE, BLOCK = 2048 };

void neume_cli_picture_format(struct cli_picture_format *format, double seconds)
{
    int is_long = seconds > 900;
    *format = (struct cli_picture_format){.rows = is_long ? NEUME_LOGSPEC_BINS / 3 : NEUME_LOGSPEC_BINS,
                                          .frames = is_long ? 4 : 2,
                                          .tile = is_long ? 512 : 256,
                                          .peak_hop = is_long ? 0.05 : 0.01,
                                          .top_level = -12};
}

/* fmaxf() is a call. */
static float larger(float a, float b)
{
    return a > b ? a : b;
}

static char letter_of(unsigned value)
{
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[value & 63];
}

struct cli_picture {
    char id[16];
    struct cli_picture_format format;
    FILE *out;
    struct neume_halve halve;
    struct neume_logspec *spectrum;
    float column[NEUME_LOGSPEC_BINS]; /* the largest of each row so far */
    int in_column;                    /* frames */
    char *tile;                       /* [format.tile][rows] and the end */
    size_t columns;
    char *peaks;
    size_t peak_count, peak_room, hop, in_hop;
    float hop_peak, peak;
};

enum neume_status neume_cli_picture_new(struct cli_picture **out_picture, const char *id,
                                        const struct cli_picture_format *format, FILE *out)
{
    struct cli_picture *p = *out_picture = calloc(1, sizeof *p);
    if (!p)
        return NEUME_ERR_MEMORY;
    snprintf(p->id, sizeof p->id, "%s", id);
    p->format = *format;
    p->out = out;
    p->hop = (size_t)lround(format->peak_hop * RATE);
    p->tile = calloc((size_t)format->tile * (size_t)format->rows + 1, 1);
    p->peak_room = 1 << 12;
    p->peaks = calloc(p->peak_room, 1);
    neume_halve_init(&p->halve);
    return p->tile && p->peaks ? neume_logspec_new(&p->spectrum) : NEUME_ERR_MEMORY;
}

void neume_cli_picture_free(struct cli_picture *p)
{
    if (!p)
        return;
    neume_logspec_free(p->spectrum);
    free(p->tile);
    free(p->peaks);
    free(p);
}

static void finish_tile(struct cli_picture *p, size_t columns)
{
    size_t number = (p->columns - 1) / (size_t)p->format.tile;
    p->tile[columns * (size_t)p->format.rows] = 0;
    fprintf(p->out, "<script type=\"text/plain\" id=\"%s-%zu\">%s</script>\n", p->id, number, p->tile);
}

static void finish_column(struct cli_picture *p)
{
    size_t rows = (size_t)p->format.rows, at = p->columns % (size_t)p->format.tile;
    char *cell = p->tile + at * rows;
    for (size_t r = 0; r < rows; r++) {
        double level = 20 * log10(fmax(p->column[r], 1e-9)) - p->format.top_level + CLI_PICTURE_RANGE;
        cell[r] = letter_of((unsigned)lround(fmin(fmax(level / CLI_PICTURE_RANGE, 0), 1) * 63));
    }
    memset(p->column, 0, sizeof p->column);
    p->in_column = 0;
    p->columns++;
    if (at + 1 == (size_t)p->format.tile)
        finish_tile(p, at + 1);
}

static void take_frame(struct cli_picture *p, const float *frame)
{
    int each = NEUME_LOGSPEC_BINS / p->format.rows;
    for (int b = 0; b < NEUME_LOGSPEC_BINS; b++)
        p->column[b / each] = larger(p->column[b / each], frame[b]);
    if (++p->in_column == p->format.frames)
        finish_column(p);
}

static enum neume_status finish_hop(struct cli_picture *p)
{
    if (p->peak_count + 1 == p->peak_room) {
        char *more = realloc(p->peaks, 2 * p->peak_room);
        if (!more)
            return NEUME_ERR_MEMORY;
        p->peaks = more;
        p->peak_room *= 2;
    }
    p->peaks[p->peak_count++] = letter_of((unsigned)lroundf(63 * sqrtf(fminf(p->hop_peak, 1))));
    p->peaks[p->peak_count] = 0;
    p->peak = fmaxf(p->peak, p->hop_peak);
    p->hop_peak = 0;
    p->in_hop = 0;
    return NEUME_OK;
}

static enum neume_status take_block(struct cli_picture *p, const float *stereo, size_t frames, float gain)
{
    float mono[BLOCK], half[BLOCK / 2 + 1];
    const float *frame;
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < frames && status == NEUME_OK; i++) {
        float left = gain * stereo[2 * i], right = gain * stereo[2 * i + 1];
        mono[i] = 0.5f * (left + right);
        p->hop_peak = larger(p->hop_peak, larger(fabsf(left), fabsf(right)));
        if (++p->in_hop == p->hop)
            status = finish_hop(p);
    }
    size_t count = neume_halve_process(&p->halve, mono, frames, half);
    for (size_t at = 0; at < count;) {
        at += neume_logspec_process(p->spectrum, half + at, count - at, &frame);
        if (frame)
            take_frame(p, frame);
    }
    return status;
}

enum neume_status neume_cli_picture_process(struct cli_picture *p, const float *stereo, size_t frames, float gain)
{
    enum neume_status status = NEUME_OK;
    for (size_t at = 0; at < frames && status == NEUME_OK; at += BLOCK)
        status = take_block(p, stereo + 2 * at, frames - at < BLOCK ? frames - at : BLOCK, gain);
    return status;
}

enum neume_status neume_cli_picture_flush(struct cli_picture *p)
{
    const float *frame;
    enum neume_status status = p->in_hop ? finish_hop(p) : NEUME_OK;
    while ((frame = neume_logspec_flush(p->spectrum)))
        take_frame(p, frame);
    if (p->in_column)
        finish_column(p);
    if (p->columns % (size_t)p->format.tile)
        finish_tile(p, p->columns % (size_t)p->format.tile);
    return status;
}

size_t neume_cli_picture_columns(const struct cli_picture *p)
{
    return p->columns;
}

const char *neume_cli_picture_peaks(const struct cli_picture *p)
{
    return p->peaks;
}

float neume_cli_picture_peak(const struct cli_picture *p)
{
    return p->peak;
}
