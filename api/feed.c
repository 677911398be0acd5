/* SPDX-License-Identifier: MIT */
#include "api/feed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/source.h"

enum { BLOCK = 4096 };

struct part {
    struct neume_source *source;
    long long wait, skip; /* samples of silence before it, and samples of it to pass over */
    int ended;
};

struct neume_feed {
    struct part *part; /* [parts] */
    size_t parts;
    float own[BLOCK];
};

enum neume_status neume_feed_open(struct neume_feed **out, const struct neume_feed_input *in, double rate, size_t *bad)
{
    enum neume_status status = NEUME_OK;
    *out = NULL;
    struct neume_feed *f = calloc(1, sizeof *f);
    if (!f)
        return NEUME_ERR_MEMORY;
    f->parts = in->files ? in->files : 1;
    f->part = calloc(f->parts, sizeof *f->part);
    if (!f->part)
        status = NEUME_ERR_MEMORY;
    else if (!in->files)
        status = neume_source_from_samples(&f->part[0].source, in->samples, in->count, in->channels, in->rate, rate);
    for (size_t i = 0; i < in->files && status == NEUME_OK; i++) {
        status = neume_source_open(&f->part[i].source, in->file[i].path, rate);
        if (status != NEUME_OK && bad)
            *bad = i;
        if (status != NEUME_OK)
            break;
        long long shift = llround(in->file[i].delay * neume_source_rate(f->part[i].source));
        f->part[i].wait = shift > 0 ? shift : 0;
        f->part[i].skip = shift < 0 ? -shift : 0;
    }
    if (status != NEUME_OK) {
        neume_feed_free(f);
        return status;
    }
    *out = f;
    return NEUME_OK;
}

void neume_feed_free(struct neume_feed *f)
{
    if (!f)
        return;
    for (size_t i = 0; f->part && i < f->parts; i++)
        neume_source_free(f->part[i].source);
    free(f->part);
    free(f);
}

double neume_feed_rate(const struct neume_feed *f)
{
    return neume_source_rate(f->part[0].source);
}

/* The next samples of one part into f->own. */
static enum neume_status read_part(struct neume_feed *f, struct part *p, size_t capacity, size_t *got)
{
    size_t silent = p->wait < (long long)capacity ? (size_t)p->wait : capacity, read = 0;
    enum neume_status status = NEUME_OK;
    memset(f->own, 0, silent * sizeof *f->own);
    p->wait -= (long long)silent;
    while (p->skip > 0 && status == NEUME_OK && !p->ended) {
        status = neume_source_read(p->source, f->own, p->skip < BLOCK ? (size_t)p->skip : BLOCK, &read);
        p->skip -= (long long)read;
        p->ended = !read;
    }
    read = 0;
    if (status == NEUME_OK && !p->ended && silent < capacity) {
        status = neume_source_read(p->source, f->own + silent, capacity - silent, &read);
        p->ended = read < capacity - silent;
    }
    *got = silent + read;
    return status;
}

enum neume_status neume_feed_read(struct neume_feed *f, float *mono, size_t capacity, size_t *got, size_t *bad)
{
    size_t most = 0;
    capacity = capacity < BLOCK ? capacity : BLOCK;
    memset(mono, 0, capacity * sizeof *mono);
    for (size_t i = 0; i < f->parts; i++) {
        size_t here;
        enum neume_status status = read_part(f, &f->part[i], capacity, &here);
        if (status != NEUME_OK) {
            if (bad)
                *bad = i;
            return status;
        }
        for (size_t k = 0; k < here; k++)
            mono[k] += f->own[k] / (float)f->parts;
        most = here > most ? here : most;
    }
    *got = most;
    return NEUME_OK;
}

uint64_t neume_feed_skip(struct neume_feed *f, uint64_t samples)
{
    struct part *p = &f->part[0];
    return f->parts == 1 && !p->wait && !p->skip && !p->ended ? neume_source_skip(p->source, samples) : 0;
}

double neume_feed_share(const struct neume_feed *f)
{
    return neume_source_share(f->part[0].source);
}

double neume_feed_duration(const struct neume_feed *f)
{
    double longest = 0;
    for (size_t i = 0; i < f->parts; i++) {
        const struct part *p = &f->part[i];
        double duration = neume_source_info(p->source)->duration;
        if (duration < 0)
            return -1;
        longest = fmax(longest, duration + (double)(p->wait - p->skip) / neume_source_rate(p->source));
    }
    return longest;
}

void neume_feed_report(const struct neume_feed *f, struct neume_report *report)
{
    report->duration = 0;
    report->peak = 0;
    report->bad_samples = report->clipped_samples = 0;
    report->truncated = 0;
    for (size_t i = 0; i < f->parts; i++) {
        struct neume_source_health health;
        const struct neume_audio_info *info = neume_source_info(f->part[i].source);
        neume_source_health(f->part[i].source, &health);
        if (!i) {
            report->sample_rate = info->sample_rate;
            report->channels = info->channels;
        }
        report->duration = fmax(report->duration, (double)health.frames / info->sample_rate);
        report->peak = fmaxf(report->peak, health.peak);
        report->bad_samples += health.bad_samples;
        report->clipped_samples += health.clipped_samples;
        report->truncated |= health.truncated;
    }
}

enum neume_status neume_feed_report_progress(const struct neume_feed_progress *p, const struct neume_feed *f)
{
    double share = neume_feed_share(f);
    if (!p->call)
        return NEUME_OK;
    return p->call(p->user, share < 0 ? -1 : p->from + (p->to - p->from) * share) ? NEUME_ERR_CANCELLED : NEUME_OK;
}
