/* SPDX-License-Identifier: MIT */
#include "cli/pages/page_score.h"

#include <math.h>
#include <stdlib.h>

#include "cli/pages/page.h"
#include "core/escape.h"
#include "midi/roll/roll_names.h"
#include "midi/roll/roll_tile.h"

/* The data of a page. Lists of one kind of number are short to write and quick to read. */

static void put_comma(FILE *out, size_t i)
{
    if (i)
        fputc(',', out);
}

/* Tenths of milliseconds, whole. */
static long long tenths(double seconds)
{
    return llround(fmin(seconds, 9e11) * 1e4);
}

static void put_notes(FILE *out, const struct neume_roll_score *score)
{
    long long last = 0;
    fputs("\"on\":[", out);
    for (size_t i = 0; i < score->note_count; i++) { /* each from the one before */
        long long on = tenths(score->note[i].on);
        put_comma(out, i);
        fprintf(out, "%lld", on - last);
        last = on;
    }
    fputs("],\"length\":[", out);
    for (size_t i = 0; i < score->note_count; i++) {
        long long length = tenths(score->note[i].off) - tenths(score->note[i].on);
        put_comma(out, i);
        fprintf(out, "%lld", length > 1 ? length : 1);
    }
#define LIST(name, field)                                   \
    fputs("],\"" name "\":[", out);                         \
    for (size_t i = 0; i < score->note_count; i++) {        \
        put_comma(out, i);                                  \
        fprintf(out, "%u", (unsigned)score->note[i].field); \
    }
    LIST("pitch", pitch)
    LIST("velocity", velocity)
    LIST("part", part)
    LIST("channel", channel)
#undef LIST
    fputs("],\"hanging\":[", out);
    size_t hanging = 0;
    for (size_t i = 0; i < score->note_count; i++)
        if (score->note[i].hanging) {
            put_comma(out, hanging++);
            fprintf(out, "%zu", i);
        }
    fputs("],\"bend\":{", out); /* note to curve, where it has one */
    size_t bends = 0;
    for (size_t i = 0; i < score->note_count; i++)
        if (score->note[i].bend != NEUME_ROLL_NO_CURVE) {
            put_comma(out, bends++);
            fprintf(out, "\"%zu\":%u", i, (unsigned)score->note[i].bend);
        }
    fputs("}", out);
}

static void put_parts(FILE *out, const struct neume_roll_score *score)
{
    fputs("\"parts\":[", out);
    for (size_t i = 0; i < score->part_count; i++) {
        const struct neume_roll_part *p = &score->part[i];
        put_comma(out, i);
        fputs("{\"name\":", out);
        neume_escape_json(out, p->name);
        fputs(",\"family\":", out);
        neume_escape_json(out, neume_roll_family_name(p->drum ? -2 : p->program));
        fprintf(out, ",\"channel\":%d,\"program\":%d,\"drum\":%s,\"notes\":%zu,\"volume\":%.3f,\"pan\":%.3f}",
                p->channel, p->program, p->drum ? "true" : "false", p->notes, p->volume, p->pan);
    }
    fputs("]", out);
}

static void put_curves(FILE *out, const struct neume_roll_score *score)
{
    char name[40];
    fputs("\"curves\":[", out);
    for (size_t i = 0; i < score->curve_count; i++) {
        const struct neume_roll_curve *c = &score->curve[i];
        neume_roll_lane_name(c->lane, name, sizeof name);
        put_comma(out, i);
        fprintf(out, "{\"lane\":%d,\"name\":\"%s\",\"part\":%u,\"channel\":%d,\"moves\":%s,\"t\":[", c->lane, name,
                (unsigned)c->part, c->channel, c->moves ? "true" : "false");
        for (size_t k = 0; k < c->count; k++) {
            put_comma(out, k);
            fprintf(out, "%lld", tenths(c->point[k].time));
        }
        fputs("],\"v\":[", out);
        for (size_t k = 0; k < c->count; k++) {
            put_comma(out, k);
            fprintf(out, "%.4g", (double)c->point[k].value);
        }
        fputs("]}", out);
    }
    fputs("]", out);
}

static void put_marks(FILE *out, const char *name, const struct neume_roll_mark *mark, size_t count)
{
    fprintf(out, ",\"%s\":[", name);
    for (size_t i = 0; i < count; i++) {
        put_comma(out, i);
        fprintf(out, "[%lld,", tenths(mark[i].time));
        neume_escape_json(out, mark[i].text);
        fputs("]", out);
    }
    fputs("]", out);
}

static void put_beats(FILE *out, const struct neume_roll_score *score)
{
    fputs(",\"beats\":[", out);
    for (size_t i = 0; i < score->beat_count; i++) {
        put_comma(out, i);
        fprintf(out, "%lld", tenths(score->beat[i].time));
    }
    fputs("],\"beat\":[", out); /* 1 is a bar line */
    for (size_t i = 0; i < score->beat_count; i++) {
        put_comma(out, i);
        fprintf(out, "%u", (unsigned)score->beat[i].beat);
    }
    fputs("]", out);
}

void neume_cli_page_put_score(FILE *out, const struct neume_roll_score *score)
{
    fprintf(out, "{\"end\":%.4f,\"timed\":%s,\"bendRange\":%d,", fmin(score->end, 9e11),
            score->timed ? "true" : "false", score->bend_range);
    put_notes(out, score);
    fputs(",\n", out);
    put_parts(out, score);
    fputs(",\n", out);
    put_curves(out, score);
    put_beats(out, score);
    put_marks(out, "tempo", score->tempo, score->tempo_count);
    put_marks(out, "meter", score->meter, score->meter_count);
    put_marks(out, "markers", score->marker, score->marker_count);
    fputs("}", out);
}

enum { TILE = 2048 };

void neume_cli_page_put_sound(FILE *out, const struct neume_roll_sound *sound)
{
    if (!sound) {
        fputs("null", out);
        return;
    }
    fprintf(
        out, "{\"perSecond\":%.9g,\"columns\":%zu,\"bins\":%zu,\"binsASemitone\":%g,\"low\":%g,\"tile\":%d,\"tiles\":[",
        sound->per_second, sound->columns, sound->level ? sound->bins : 0, sound->bins_a_semitone, sound->low, TILE);
    for (size_t first = 0; sound->level && first < sound->columns; first += TILE) {
        uint8_t *png = NULL;
        size_t size = 0, left = sound->columns - first;
        put_comma(out, first);
        fputs("\"", out);
        if (neume_roll_tile(sound, first, left < TILE ? left : TILE, &png, &size) == NEUME_OK) {
            fputs("data:image/png;base64,", out);
            neume_cli_page_put_base64(out, png, size);
        }
        free(png);
        fputs("\"\n", out);
    }
    fputs("],\"peak\":", out);
    if (sound->peak) {
        fputs("\"", out);
        neume_cli_page_put_base64(out, sound->peak, sound->columns);
        fputs("\"", out);
    } else {
        fputs("null", out);
    }
    fputs("}", out);
}
