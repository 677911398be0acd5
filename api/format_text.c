/* SPDX-License-Identifier: MIT */
#include "api/format_text.h"

#include <math.h>
#include <string.h>

#include "core/drum_class.h"
#include "core/drum_keys.h"
#include "core/names.h"
#include "core/pitch.h"

static int has_drums(const struct neume_notes *notes)
{
    for (size_t i = 0; i < notes->count; i++)
        if (notes->note[i].drum)
            return 1;
    return 0;
}

int neume_api_has_parts(const struct neume_notes *notes)
{
    for (size_t i = 0; i < notes->count; i++)
        if (notes->note[i].part)
            return 1;
    return 0;
}

enum neume_status neume_api_write_csv(struct neume_music *music, FILE *f)
{
    int drums = has_drums(music->notes), parts = neume_api_has_parts(music->notes);
    fprintf(f, "onset,offset,pitch,velocity%s%s\n", drums ? ",drum" : "", parts ? ",part" : "");
    for (size_t i = 0; i < music->notes->count; i++) {
        const struct neume_note *n = &music->notes->note[i];
        fprintf(f, "%.6f,%.6f,%d,%d", n->onset, n->offset, n->pitch, n->velocity);
        fputs(!drums ? "" : n->drum ? ",1" : ",0", f);
        fprintf(f, parts ? ",%s\n" : "\n", neume_part_name((enum neume_part)n->part));
    }
    return NEUME_OK;
}

double neume_api_mean_pitch(const struct neume_notes *notes, const struct neume_note *n)
{
    double sum = 0, span = n->offset - n->onset;
    if (!n->bend_count)
        return n->pitch;
    for (uint32_t i = 0; i < n->bend_count; i++) { /* each point holds to the middle between its neighbours */
        const struct neume_bend *b = &notes->bend[n->bend_first + i];
        double from = i ? (b[-1].time + b->time) / 2 : 0, to = i + 1 < n->bend_count ? (b->time + b[1].time) / 2 : span;
        sum += b->cents * fmax(fmin(to, span) - fmin(from, span), 0);
    }
    return n->pitch + sum / span / 100;
}

/* MIREX: "onset offset Hz" for notes, a bent one at its mean pitch; "time class" where there is nothing but drums. */
enum neume_status neume_api_write_mirex(struct neume_music *music, FILE *f)
{
    size_t pitched = 0;
    for (size_t i = 0; i < music->notes->count; i++)
        pitched += !music->notes->note[i].drum;
    for (size_t i = 0; i < music->notes->count; i++) {
        const struct neume_note *n = &music->notes->note[i];
        if (!n->drum)
            fprintf(f, "%.6f\t%.6f\t%.4f\n", n->onset, n->offset,
                    neume_pitch_to_hz(neume_api_mean_pitch(music->notes, n)));
        else if (!pitched)
            fprintf(f, "%.6f\t%s\n", n->onset, neume_drum_class_name(neume_drum_class_of_key(n->pitch)));
    }
    music->left_out = pitched ? music->notes->count - pitched : 0;
    return NEUME_OK;
}

static void name_note(const struct neume_note *n, char *out, size_t size)
{
    if (n->drum)
        snprintf(out, size, "%s", neume_drum_key_name(n->pitch));
    else
        neume_pitch_name(n->pitch, out, size);
}

/* Audacity's label track. */
enum neume_status neume_api_write_labels(struct neume_music *music, FILE *f)
{
    for (size_t i = 0; i < music->notes->count; i++) {
        const struct neume_note *n = &music->notes->note[i];
        char name[32];
        name_note(n, name, sizeof name);
        fprintf(f, "%.6f\t%.6f\t%s\n", n->onset, n->offset, name);
    }
    return NEUME_OK;
}

/* A note layer of Sonic Visualiser as its CSV. By the header row it knows the columns: without one it takes the pitches
 * of a rising melody for end times. */
enum neume_status neume_api_write_sv(struct neume_music *music, FILE *f)
{
    fputs("TIME,VALUE,DURATION,LEVEL,LABEL\n", f);
    for (size_t i = 0; i < music->notes->count; i++) {
        const struct neume_note *n = &music->notes->note[i];
        char name[32];
        name_note(n, name, sizeof name);
        fprintf(f, "%.6f,%d,%.6f,%.4f,%s\n", n->onset, n->pitch, n->offset - n->onset, n->velocity / 127.0, name);
    }
    return NEUME_OK;
}

/* The same as a layer file, which keeps what kind of layer it is. */
enum neume_status neume_api_write_svl(struct neume_music *music, FILE *f)
{
    double rate = music->sample_rate > 0 ? music->sample_rate : 44100;
    double end = music->duration > 0 ? music->duration : neume_notes_end(music->notes);
    fprintf(f,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE sonic-visualiser>\n<sv>\n<data>\n"
            "<model id=\"1\" name=\"Notes\" sampleRate=\"%.0f\" start=\"0\" end=\"%.0f\" type=\"sparse\" "
            "dimensions=\"3\" resolution=\"1\" notifyOnAdd=\"true\" dataset=\"0\" subtype=\"note\" "
            "valueQuantization=\"0\" minimum=\"0\" maximum=\"127\" units=\"MIDI Pitch\"/>\n"
            "<dataset id=\"0\" dimensions=\"3\">\n",
            rate, ceil(end * rate));
    for (size_t i = 0; i < music->notes->count; i++) {
        const struct neume_note *n = &music->notes->note[i];
        char name[32];
        name_note(n, name, sizeof name);
        fprintf(f, "<point frame=\"%.0f\" value=\"%d\" duration=\"%.0f\" level=\"%.4f\" label=\"%s\"/>\n",
                round(n->onset * rate), n->pitch, fmax(round((n->offset - n->onset) * rate), 1), n->velocity / 127.0,
                name);
    }
    fputs("</dataset>\n</data>\n<display>\n<layer id=\"2\" type=\"notes\" name=\"Notes\" model=\"1\"/>\n"
          "</display>\n</sv>\n",
          f);
    return NEUME_OK;
}
