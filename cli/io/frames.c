/* SPDX-License-Identifier: MIT */
#include "cli/io/frames.h"

#include <math.h>

#include "api/format_text.h"
#include "cli/io/paths.h"
#include "core/names.h"

enum { BLOCK = 4096, ROOM = 64 };

/* What one listing needs to know from frame to frame. */
struct printer {
    FILE *f;
    enum cli_frames_format format;
    size_t count;
    double rate; /* Hz of the recording: layers count in its samples */
    int pitch;   /* of the label that is open; -1: none */
    double from, to;
};

enum cli_frames_format neume_cli_frames_format_of(const char *name, enum cli_frames_format otherwise)
{
    static const struct {
        const char *ending;
        enum cli_frames_format format;
    } endings[] = {{".sv.csv", CLI_FRAMES_SV},
                   {".svl", CLI_FRAMES_SVL},
                   {".csv", CLI_FRAMES_CSV},
                   {".json", CLI_FRAMES_JSON},
                   {".mirex", CLI_FRAMES_MIREX}};
    for (size_t i = 0; name && i < sizeof endings / sizeof *endings; i++)
        if (neume_cli_has_ending(name, endings[i].ending))
            return endings[i].format;
    return otherwise;
}

static void close_label(struct printer *p)
{
    char name[8];
    if (p->pitch >= 0) {
        neume_pitch_name(p->pitch, name, sizeof name);
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

static void print_all(struct printer *p, const struct neume_pitch_frame *frame)
{
    static const char *const shapes[] = {
        [CLI_FRAMES_TXT] = "%.4f\t%.3f\t%.3f\t%.1f\n",
        [CLI_FRAMES_CSV] = "%.4f,%.3f,%.3f,%.1f\n",
        [CLI_FRAMES_JSON] = "  {\"time\": %.4f, \"f0\": %.3f, \"confidence\": %.3f, \"loudness\": %.1f}",
    };
    if (p->format == CLI_FRAMES_JSON && p->count++)
        fputs(",\n", p->f);
    fprintf(p->f, shapes[p->format], frame->time, (double)frame->f0, (double)frame->confidence,
            (double)frame->loudness);
}

static void print_frame(struct printer *p, const struct neume_pitch_frame *frame)
{
    double f0 = (double)frame->f0;
    switch (p->format) {
    case CLI_FRAMES_LABELS:
        print_label(p, frame);
        break;
    case CLI_FRAMES_MIREX:
        fprintf(p->f, "%.6f\t%.3f\n", frame->time, f0 > 0 ? f0 : frame->guess > 0 ? -(double)frame->guess : 0);
        break;
    case CLI_FRAMES_SV:
        if (f0 > 0)
            fprintf(p->f, "%.6f,%.3f\n", frame->time, f0);
        break;
    case CLI_FRAMES_SVL:
        if (f0 > 0)
            fprintf(p->f, "<point frame=\"%.0f\" value=\"%.3f\" label=\"\"/>\n", round(frame->time * p->rate), f0);
        break;
    case CLI_FRAMES_TXT:
    case CLI_FRAMES_CSV:
    case CLI_FRAMES_JSON:
        print_all(p, frame);
        break;
    }
}

static void begin(const struct printer *p, const struct neume_pyin_config *config)
{
    if (p->format == CLI_FRAMES_CSV)
        fputs("time,f0,confidence,loudness\n", p->f);
    else if (p->format == CLI_FRAMES_JSON)
        fputs("{\"frames\": [\n", p->f);
    else if (p->format == CLI_FRAMES_SVL)
        fprintf(
            p->f,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE sonic-visualiser>\n<sv>\n<data>\n"
            "<model id=\"1\" name=\"Pitch\" sampleRate=\"%.0f\" type=\"sparse\" dimensions=\"2\" resolution=\"%.0f\" "
            "notifyOnAdd=\"true\" dataset=\"0\" minimum=\"%.0f\" maximum=\"%.0f\" units=\"Hz\"/>\n"
            "<dataset id=\"0\" dimensions=\"2\">\n",
            p->rate, round(256.0 / 22050 * p->rate), floor(config->min_hz), ceil(config->max_hz));
}

static void end(struct printer *p)
{
    close_label(p);
    if (p->format == CLI_FRAMES_JSON)
        fputs("\n]}\n", p->f);
    else if (p->format == CLI_FRAMES_SVL)
        fputs("</dataset>\n</data>\n<display>\n<layer id=\"2\" type=\"timevalues\" name=\"Pitch\" model=\"1\" "
              "plotStyle=\"0\"/>\n</display>\n</sv>\n",
              p->f);
}

static enum neume_status follow(struct neume_source *source, struct neume_pyin *pyin, struct printer *p,
                                neume_progress_fn progress, void *user)
{
    float block[BLOCK];
    struct neume_pitch_frame frame[ROOM];
    size_t got, made;
    do {
        if (progress && progress(user, neume_source_share(source)))
            return NEUME_ERR_CANCELLED;
        enum neume_status status = neume_source_read(source, block, BLOCK, &got);
        if (status != NEUME_OK)
            return status;
        for (size_t used = 0; used < got;) {
            used += neume_pyin_process(pyin, block + used, got - used, frame, ROOM, &made);
            for (size_t i = 0; i < made; i++)
                print_frame(p, &frame[i]);
        }
    } while (got);
    while ((made = neume_pyin_flush(pyin, frame, ROOM)) > 0)
        for (size_t i = 0; i < made; i++)
            print_frame(p, &frame[i]);
    return NEUME_OK;
}

enum neume_status neume_cli_write_frames(struct neume_source *source, const struct neume_pyin_config *config,
                                         enum cli_frames_format format, FILE *f, neume_progress_fn progress, void *user)
{
    struct printer printer = {.f = f, .format = format, .pitch = -1, .rate = neume_source_info(source)->sample_rate};
    struct neume_pyin *pyin;
    enum neume_status status = neume_pyin_new(&pyin, config);
    if (status != NEUME_OK)
        return status;
    begin(&printer, config);
    status = follow(source, pyin, &printer, progress, user);
    end(&printer);
    neume_pyin_free(pyin);
    return status;
}
