/* SPDX-License-Identifier: MIT */
#include "api/pitch_printer.h"

#include <math.h>

#include "core/names.h"

static void close_label(struct neume_pitch_printer *p)
{
    char name[8];
    if (p->pitch >= 0) {
        neume_pitch_name(p->pitch, name, sizeof name);
        fprintf(p->f, "%.4f\t%.4f\t%s\n", p->from, p->to, name);
    }
    p->pitch = -1;
}

static void print_label(struct neume_pitch_printer *p, const struct neume_pitch_frame *frame)
{
    int pitch = frame->f0 > 0 ? (int)lround(69 + 12 * log2((double)frame->f0 / 440)) : -1;
    if (pitch != p->pitch) {
        close_label(p);
        p->pitch = pitch;
        p->from = frame->time;
    }
    p->to = frame->time;
}

static void print_all(struct neume_pitch_printer *p, const struct neume_pitch_frame *frame)
{
    static const char *const shapes[] = {
        [NEUME_PITCH_AS_TXT] = "%.4f\t%.3f\t%.3f\t%.1f\n",
        [NEUME_PITCH_AS_CSV] = "%.4f,%.3f,%.3f,%.1f\n",
        [NEUME_PITCH_AS_JSON] = "  {\"time\": %.4f, \"f0\": %.3f, \"confidence\": %.3f, \"loudness\": %.1f}",
    };
    if (p->format == NEUME_PITCH_AS_JSON && p->count++)
        fputs(",\n", p->f);
    fprintf(p->f, shapes[p->format], frame->time, (double)frame->f0, (double)frame->confidence,
            (double)frame->loudness);
}

void neume_pitch_printer_frame(struct neume_pitch_printer *p, const struct neume_pitch_frame *frame)
{
    double f0 = (double)frame->f0;
    switch (p->format) {
    case NEUME_PITCH_AS_LABELS:
        print_label(p, frame);
        break;
    case NEUME_PITCH_AS_MIREX:
        fprintf(p->f, "%.6f\t%.3f\n", frame->time, f0 > 0 ? f0 : frame->guess > 0 ? -(double)frame->guess : 0);
        break;
    case NEUME_PITCH_AS_SV:
        if (f0 > 0)
            fprintf(p->f, "%.6f,%.3f\n", frame->time, f0);
        break;
    case NEUME_PITCH_AS_SVL:
        if (f0 > 0)
            fprintf(p->f, "<point frame=\"%.0f\" value=\"%.3f\" label=\"\"/>\n", round(frame->time * p->rate), f0);
        break;
    case NEUME_PITCH_AS_TXT:
    case NEUME_PITCH_AS_CSV:
    case NEUME_PITCH_AS_JSON:
        print_all(p, frame);
        break;
    case NEUME_PITCH_FORMATS:
        break;
    }
}

void neume_pitch_printer_begin(const struct neume_pitch_printer *p)
{
    if (p->format == NEUME_PITCH_AS_CSV)
        fputs("time,f0,confidence,loudness\n", p->f);
    else if (p->format == NEUME_PITCH_AS_JSON)
        fputs("{\"frames\": [\n", p->f);
    else if (p->format == NEUME_PITCH_AS_SVL)
        fprintf(
            p->f,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE sonic-visualiser>\n<sv>\n<data>\n"
            "<model id=\"1\" name=\"Pitch\" sampleRate=\"%.0f\" type=\"sparse\" dimensions=\"2\" resolution=\"%.0f\" "
            "notifyOnAdd=\"true\" dataset=\"0\" minimum=\"%.0f\" maximum=\"%.0f\" units=\"Hz\"/>\n"
            "<dataset id=\"0\" dimensions=\"2\">\n",
            p->rate, round(256.0 / 22050 * p->rate), floor(p->min_hz), ceil(p->max_hz));
}

void neume_pitch_printer_end(struct neume_pitch_printer *p)
{
    close_label(p);
    if (p->format == NEUME_PITCH_AS_JSON)
        fputs("\n]}\n", p->f);
    else if (p->format == NEUME_PITCH_AS_SVL)
        fputs("</dataset>\n</data>\n<display>\n<layer id=\"2\" type=\"timevalues\" name=\"Pitch\" model=\"1\" "
              "plotStyle=\"0\"/>\n</display>\n</sv>\n",
              p->f);
}
