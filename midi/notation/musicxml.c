/* SPDX-License-Identifier: MIT */
#include "midi/notation/musicxml.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/escape.h"
#include "midi/notation/notation.h"
#include "midi/notation/notation_bar.h"

/* What was written last, quarters a minute. */
struct tempo {
    double marked, sounded;
};

struct writer {
    FILE *f;
    const struct neume_notation *notation;
    const struct neume_notation_part *part;
    size_t number; /* of the part, from 0 */
    uint8_t keys[128];
    size_t mark; /* the first of the part that is not in a bar before */
};

/* Where General MIDI's drums stand on their staff, and whether their head is a cross. */
struct drum_place {
    char step;
    char octave;
    char cross;
};

static struct drum_place place_drum(int key)
{
    static const struct drum_place places[] = {
        {'F', 4, 0}, {'F', 4, 0}, {'C', 5, 1}, {'C', 5, 0}, {'C', 5, 1}, {'C', 5, 0}, {'A', 4, 0},
        {'G', 5, 1}, {'A', 4, 0}, {'D', 4, 1}, {'B', 4, 0}, {'G', 5, 1}, {'B', 4, 0}, {'D', 5, 0},
        {'A', 5, 1}, {'E', 5, 0}, {'F', 5, 1}, {'B', 5, 1}, {'F', 5, 1}, {'E', 5, 1}, {'B', 5, 1},
        {'E', 5, 1}, {'A', 5, 1}, {'B', 5, 1}, {'F', 5, 1}}; /* keys 35 to 59 */
    struct drum_place other = {'E', 4, 1};
    return key >= 35 && key <= 59 ? places[key - 35] : other;
}

static void put_drums(struct writer *w)
{
    for (int key = 0; key < 128; key++)
        if (w->keys[key])
            fprintf(w->f,
                    "      <score-instrument id=\"P%zu-I%d\"><instrument-name>Key %d</instrument-name>"
                    "</score-instrument>\n",
                    w->number + 1, key, key);
    for (int key = 0; key < 128; key++)
        if (w->keys[key])
            fprintf(w->f,
                    "      <midi-instrument id=\"P%zu-I%d\"><midi-channel>10</midi-channel>"
                    "<midi-unpitched>%d</midi-unpitched></midi-instrument>\n",
                    w->number + 1, key, key + 1);
}

static void find_keys(struct writer *w)
{
    memset(w->keys, 0, sizeof w->keys);
    for (size_t i = 0; i < w->part->count; i++)
        w->keys[w->part->note[i].pitch] = 1;
}

static void put_score_part(struct writer *w)
{
    fprintf(w->f, "    <score-part id=\"P%zu\">\n      <part-name>", w->number + 1);
    neume_escape_xml(w->f, w->part->name);
    fputs("</part-name>\n", w->f);
    if (w->part->drums) {
        put_drums(w);
    } else {
        fprintf(w->f, "      <score-instrument id=\"P%zu-I1\"><instrument-name>", w->number + 1);
        neume_escape_xml(w->f, w->part->name);
        fprintf(w->f,
                "</instrument-name></score-instrument>\n"
                "      <midi-instrument id=\"P%zu-I1\"><midi-channel>%d</midi-channel><midi-program>%d</midi-program>"
                "</midi-instrument>\n",
                w->number + 1, w->part->channel + 1, (w->part->program < 0 ? 0 : w->part->program) + 1);
    }
    fputs("    </score-part>\n", w->f);
}

/* The clefs of those that are written an octave from where they sound, and the violas', where they play in their
 * range. */
static const struct clef {
    uint8_t from, to;  /* programs */
    uint8_t low, high; /* the mean pitch */
    char sign;
    int8_t line, octave;
} clefs[] = {{24, 31, 40, 70, 'G', 2, -1}, {32, 39, 20, 52, 'F', 4, -1}, {43, 43, 20, 52, 'F', 4, -1},
             {9, 9, 76, 127, 'G', 2, 1},   {72, 72, 76, 127, 'G', 2, 1}, {41, 41, 52, 70, 'C', 3, 0}};

static struct clef find_clef(const struct neume_notation_part *p, int number)
{
    int bass = p->staves == 2 ? number == 2 : p->low;
    for (size_t i = 0; i < sizeof clefs / sizeof *clefs && p->staves == 1; i++)
        if (p->program >= clefs[i].from && p->program <= clefs[i].to && p->centre >= clefs[i].low &&
            p->centre <= clefs[i].high)
            return clefs[i];
    return (struct clef){.sign = bass ? 'F' : 'G', .line = bass ? 4 : 2};
}

static void put_clef(struct writer *w, int number)
{
    struct clef clef = find_clef(w->part, number);
    fputs("        <clef", w->f);
    if (w->part->staves == 2)
        fprintf(w->f, " number=\"%d\"", number);
    if (w->part->drums) {
        fputs("><sign>percussion</sign></clef>\n", w->f);
        return;
    }
    fprintf(w->f, "><sign>%c</sign><line>%d</line>", clef.sign, clef.line);
    if (clef.octave)
        fprintf(w->f, "<clef-octave-change>%d</clef-octave-change>", clef.octave);
    fputs("</clef>\n", w->f);
}

/* What changes with a bar: key and time; with the first also staves and clefs. */
static void put_attributes(struct writer *w, size_t i)
{
    const struct neume_notation_bar *bar = &w->notation->bar[i], *before = i > w->notation->first ? bar - 1 : NULL;
    int key = !w->part->drums && (!before || before->fifths != bar->fifths || before->minor != bar->minor);
    int time = !before || before->numerator != bar->numerator || before->denominator != bar->denominator;
    if (!key && !time && before)
        return;
    fputs("      <attributes>\n", w->f);
    if (!before)
        fprintf(w->f, "        <divisions>%d</divisions>\n", NEUME_QUARTER);
    if (key)
        fprintf(w->f, "        <key><fifths>%d</fifths><mode>%s</mode></key>\n", bar->fifths,
                bar->minor ? "minor" : "major");
    if (time)
        fprintf(w->f, "        <time><beats>%d</beats><beat-type>%d</beat-type></time>\n", bar->numerator,
                bar->denominator);
    if (!before && w->part->staves == 2)
        fputs("        <staves>2</staves>\n", w->f);
    for (int s = 1; !before && s <= w->part->staves; s++)
        put_clef(w, s);
    fputs("      </attributes>\n", w->f);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

/* The tempo that a played piece settles on from a bar on: the median of eight. */
static double settled_tempo(const struct neume_notation *n, size_t i)
{
    double tempo[8];
    size_t count = 0;
    for (; count < 8 && i + count < n->bars; count++)
        tempo[count] = n->bar[i + count].tempo;
    qsort(tempo, count, sizeof *tempo, by_value);
    return tempo[count / 2];
}

/* A number with as few digits as it needs, and not more than `most` after the point: readers take "120" for a whole
 * number, and LilyPond takes nothing else. */
static void put_number(FILE *f, double value, int most)
{
    double unit = 1;
    int digits = 0;
    for (; digits < most && fabs(value * unit - round(value * unit)) > 0.005 * unit; digits++)
        unit *= 10;
    fprintf(f, "%.*f", digits, value);
}

/* A mark for a tempo that is new to the reader, by a tenth, and stays. Smaller and shorter changes are of the
 * performance: they are to be heard, and not to be read. A mark is a whole number, but where the tempo was written to a
 * tenth. What is to be heard stands in a direction that shows nothing: in a bar itself Verovio does not play it. */
static void put_tempo(struct writer *w, size_t i, struct tempo *tempo)
{
    const struct neume_notation *n = w->notation;
    double now = n->bar[i].tempo, settled = settled_tempo(n, i);
    if (w->number)
        return;
    if (fabs(now - tempo->marked) >= 0.1 * tempo->marked && fabs(settled - tempo->marked) >= 0.1 * tempo->marked) {
        int tenths = fabs(settled * 10 - round(settled * 10)) < 0.01 && fabs(settled - now) < 1e-4 * now;
        fputs("      <direction "
              "placement=\"above\"><direction-type><metronome><beat-unit>quarter</beat-unit><per-minute>",
              w->f);
        put_number(w->f, tenths ? round(settled * 10) / 10 : round(settled), 1);
        fputs("</per-minute></metronome></direction-type><sound tempo=\"", w->f);
        put_number(w->f, now, 2);
        fputs("\"/></direction>\n", w->f);
        tempo->marked = settled;
    } else if (fabs(now - tempo->sounded) > 0.04 * tempo->sounded) {
        fputs("      <direction placement=\"above\"><direction-type><words/></direction-type><sound tempo=\"", w->f);
        put_number(w->f, now, 2);
        fputs("\"/></direction>\n", w->f);
    } else {
        return;
    }
    tempo->sounded = now;
}

/* Swung eighths are written straight, under a word that says so; programs that know it play them as they were. */
static void put_swing(struct writer *w)
{
    int first = (int)lround(w->notation->swing), second = NEUME_QUARTER - first;
    int triplets = abs(first - 2 * second) < NEUME_QUARTER / 8;
    fprintf(w->f,
            "      <direction placement=\"above\"><direction-type><words>Swing</words></direction-type><sound><swing>"
            "<first>%d</first><second>%d</second><swing-type>eighth</swing-type></swing></sound></direction>\n",
            triplets ? 2 : first, triplets ? 1 : second);
}

static void put_pitch(struct writer *w, const struct neume_notation_head *h)
{
    if (w->part->drums) {
        struct drum_place place = place_drum(h->note->pitch);
        fprintf(w->f, "<unpitched><display-step>%c</display-step><display-octave>%d</display-octave></unpitched>",
                place.step, place.octave);
        return;
    }
    fprintf(w->f, "<pitch><step>%c</step>", "CDEFGAB"[h->step]);
    if (h->alter)
        fprintf(w->f, "<alter>%d</alter>", h->alter);
    fprintf(w->f, "<octave>%d</octave></pitch>", h->octave < 0 ? 0 : h->octave);
}

static void put_value(struct writer *w, const struct neume_notation_piece *p, const struct neume_notation_head *h)
{
    static const char *const types[] = {"whole", "half", "quarter", "eighth", "16th", "32nd", "64th", "128th"};
    static const char *const accidentals[] = {"flat-flat", "flat", "natural", "sharp", "double-sharp"};
    fprintf(w->f, "<type>%s</type>", types[p->type]);
    for (int d = 0; d < p->dots; d++)
        fputs("<dot/>", w->f);
    if (h && h->accidental >= -2 && h->accidental <= 2 && !w->part->drums)
        fprintf(w->f, "<accidental>%s</accidental>", accidentals[h->accidental + 2]);
    if (p->triplet)
        fputs("<time-modification><actual-notes>3</actual-notes><normal-notes>2</normal-notes></time-modification>",
              w->f);
}

static void put_beams(struct writer *w, const struct neume_notation_piece *p)
{
    static const char *const words[] = {"", "begin", "continue", "end", "forward hook", "backward hook"};
    for (int k = 0; k < 4; k++)
        if (p->beam[k])
            fprintf(w->f, "<beam number=\"%d\">%s</beam>", k + 1, words[p->beam[k]]);
}

static void put_notations(struct writer *w, const struct neume_notation_piece *p, const struct neume_notation_head *h,
                          int first)
{
    int tuplet = first && (p->tuplet_start || p->tuplet_stop);
    int tied = h && (h->tied_from || h->tied_to);
    if (!tuplet && !tied)
        return;
    fputs("<notations>", w->f);
    if (h && h->tied_from)
        fputs("<tied type=\"stop\"/>", w->f);
    if (h && h->tied_to)
        fputs("<tied type=\"start\"/>", w->f);
    if (tuplet && p->tuplet_start && !p->tuplet_stop)
        fputs("<tuplet type=\"start\" bracket=\"yes\"/>", w->f);
    if (tuplet && p->tuplet_stop && !p->tuplet_start)
        fputs("<tuplet type=\"stop\"/>", w->f);
    fputs("</notations>", w->f);
}

/* A voice keeps its number in all of the part: 1 and 2, on the second staff 5 and 6, as programs count them. */
static void put_place(struct writer *w, const struct neume_notation_piece *p)
{
    fprintf(w->f, "<voice>%d</voice>", 4 * p->staff + p->voice + 1);
}

static void put_staff(struct writer *w, const struct neume_notation_piece *p)
{
    if (w->part->staves == 2)
        fprintf(w->f, "<staff>%d</staff>", p->staff + 1);
}

static void put_rest(struct writer *w, const struct neume_notation_piece *p)
{
    if (p->rest == 2) {
        fprintf(w->f, "      <forward><duration>%d</duration>", p->length);
        put_place(w, p);
        put_staff(w, p);
        fputs("</forward>\n", w->f);
        return;
    }
    fprintf(w->f, "      <note><rest%s/><duration>%d</duration>", p->whole_bar ? " measure=\"yes\"" : "", p->length);
    put_place(w, p);
    if (!p->whole_bar)
        put_value(w, p, NULL);
    put_staff(w, p);
    put_notations(w, p, NULL, 1);
    fputs("</note>\n", w->f);
}

static void put_chord(struct writer *w, const struct neume_notation_piece *p, const struct neume_notation_head *head)
{
    for (size_t i = 0; i < p->notes; i++) {
        const struct neume_notation_head *h = &head[p->first + i];
        /* Of 90, which is forte. */
        fprintf(w->f, "      <note dynamics=\"%.2f\">%s", h->note->velocity / 0.9, i ? "<chord/>" : "");
        put_pitch(w, h);
        fprintf(w->f, "<duration>%d</duration>", p->length);
        if (h->tied_from)
            fputs("<tie type=\"stop\"/>", w->f);
        if (h->tied_to)
            fputs("<tie type=\"start\"/>", w->f);
        if (w->part->drums)
            fprintf(w->f, "<instrument id=\"P%zu-I%d\"/>", w->number + 1, h->note->pitch);
        put_place(w, p);
        put_value(w, p, h);
        if (w->part->drums || p->stem)
            fputs(p->stem < 0 ? "<stem>down</stem>" : "<stem>up</stem>", w->f);
        if (w->part->drums && place_drum(h->note->pitch).cross)
            fputs("<notehead>x</notehead>", w->f);
        put_staff(w, p);
        if (!i)
            put_beams(w, p);
        put_notations(w, p, h, !i);
        fputs("</note>\n", w->f);
    }
}

static void put_mark(struct writer *w, const struct neume_notation_mark *m, int64_t offset, int staff)
{
    static const char *const levels[] = {"ppp", "pp", "p", "mp", "mf", "f", "ff", "fff"};
    static const char *const kinds[] = {[NEUME_MARK_WEDGE_END] = "<wedge type=\"stop\"/>",
                                        [NEUME_MARK_PEDAL_UP] = "<pedal type=\"stop\" line=\"yes\" sign=\"no\"/>",
                                        [NEUME_MARK_PEDAL_CHANGE] = "<pedal type=\"start\" line=\"yes\" sign=\"no\"/>",
                                        [NEUME_MARK_CRESCENDO] = "<wedge type=\"crescendo\"/>",
                                        [NEUME_MARK_DIMINUENDO] = "<wedge type=\"diminuendo\"/>",
                                        [NEUME_MARK_PEDAL_DOWN] = "<pedal type=\"start\" line=\"yes\" sign=\"yes\"/>"};
    fputs("      <direction placement=\"below\"><direction-type>", w->f);
    if (m->kind == NEUME_MARK_DYNAMIC)
        fprintf(w->f, "<dynamics><%s/></dynamics>", levels[m->level]);
    else
        fputs(kinds[m->kind], w->f);
    fputs("</direction-type>", w->f);
    if (offset)
        fprintf(w->f, "<offset>%d</offset>", (int)offset);
    if (w->part->staves == 2)
        fprintf(w->f, "<staff>%d</staff>", staff + 1);
    fputs("</direction>\n", w->f);
}

static int is_pedal(const struct neume_notation_mark *m)
{
    return m->kind == NEUME_MARK_PEDAL_UP || m->kind == NEUME_MARK_PEDAL_CHANGE || m->kind == NEUME_MARK_PEDAL_DOWN;
}

/* The marks of the time of a piece: dynamics go with the first voice of the first staff, pedals with that of the
 * last. What lies after all notes goes with the last of them. */
static void put_marks(struct writer *w, const struct neume_notation_piece *p, size_t i)
{
    const struct neume_notation_bar *bar = &w->notation->bar[i];
    int64_t at = bar->start + p->at, end = at + p->length;
    if (i + 1 == w->notation->bars && p->at + p->length == bar->length)
        end++;
    for (size_t k = w->mark; k < w->part->marks && w->part->mark[k].at < end; k++) {
        const struct neume_notation_mark *m = &w->part->mark[k];
        int staff = is_pedal(m) ? w->part->staves - 1 : 0;
        if (p->voice || p->staff != staff || m->at < at)
            continue;
        /* MuseScore 3 passes over the type "change", so that it is written as what it is. */
        struct neume_notation_mark up = {m->at, NEUME_MARK_PEDAL_UP, 0};
        if (m->kind == NEUME_MARK_PEDAL_CHANGE)
            put_mark(w, &up, m->at - at, staff);
        put_mark(w, m, m->at - at, staff);
    }
}

static void put_bar(struct writer *w, const struct neume_notation_page *page, size_t i, struct tempo *tempo)
{
    const struct neume_notation_bar *bar = &w->notation->bar[i];
    int cut = bar->length != 4 * NEUME_QUARTER * bar->numerator / bar->denominator;
    fprintf(w->f, "    <measure number=\"%zu\"%s>\n", i + !w->notation->upbeat, cut ? " implicit=\"yes\"" : "");
    put_attributes(w, i);
    put_tempo(w, i, tempo);
    if (w->notation->swing > 0 && i == w->notation->first && !w->number)
        put_swing(w);
    while (w->mark < w->part->marks && w->part->mark[w->mark].at < bar->start)
        w->mark++;
    for (size_t k = 0; k < page->pieces; k++) {
        const struct neume_notation_piece *p = &page->piece[k];
        if (k && (p->staff != p[-1].staff || p->voice != p[-1].voice))
            fprintf(w->f, "      <backup><duration>%d</duration></backup>\n", bar->length);
        put_marks(w, p, i);
        if (p->rest)
            put_rest(w, p);
        else
            put_chord(w, p, page->head);
    }
    if (i + 1 == w->notation->bars)
        fputs("      <barline location=\"right\"><bar-style>light-heavy</bar-style></barline>\n", w->f);
    fputs("    </measure>\n", w->f);
}

static enum neume_status put_part(struct writer *w)
{
    struct neume_notation_page page = {0};
    struct tempo tempo = {0};
    w->mark = 0;
    enum neume_status s = NEUME_OK;
    fprintf(w->f, "  <part id=\"P%zu\">\n", w->number + 1);
    for (size_t i = w->notation->first; i < w->notation->bars && s == NEUME_OK; i++) {
        s = neume_notation_write_bar(&page, w->notation, w->part, i);
        if (s == NEUME_OK)
            put_bar(w, &page, i, &tempo);
    }
    fputs("  </part>\n", w->f);
    neume_notation_page_release(&page);
    return s;
}

static enum neume_status put_score(struct writer *w, const char *title)
{
    enum neume_status s = NEUME_OK;
    static const struct neume_notation_part nothing = {.name = "Notes", .program = -1, .staves = 1};
    size_t parts = w->notation->parts;
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
          "<!DOCTYPE score-partwise PUBLIC \"-//Recordare//DTD MusicXML 4.0 Partwise//EN\" "
          "\"http://www.musicxml.org/dtds/partwise.dtd\">\n"
          "<score-partwise version=\"4.0\">\n",
          w->f);
    if (title && *title) {
        fputs("  <work><work-title>", w->f);
        neume_escape_xml(w->f, title);
        fputs("</work-title></work>\n", w->f);
    }
    fputs("  <identification><encoding><software>neume</software></encoding></identification>\n  <part-list>\n", w->f);
    for (w->number = 0; w->number < (parts ? parts : 1); w->number++) {
        w->part = parts ? &w->notation->part[w->number] : &nothing;
        find_keys(w);
        put_score_part(w);
    }
    fputs("  </part-list>\n", w->f);
    /* A score has a part, also where there is no note. */
    uint8_t grid[1][64] = {{0}};
    struct neume_notation_part empty = nothing;
    empty.grid[0] = empty.grid[1] = grid;
    for (w->number = 0; w->number < (parts ? parts : 1) && s == NEUME_OK; w->number++) {
        w->part = parts ? &w->notation->part[w->number] : &empty;
        s = put_part(w);
    }
    fputs("</score-partwise>\n", w->f);
    return s;
}

enum neume_status neume_musicxml_write_stream(const struct neume_smf *smf, const char *title, FILE *stream)
{
    struct neume_notation notation;
    struct writer w = {.f = stream, .notation = &notation};
    enum neume_status s = neume_notation_init(&notation, smf);
    if (s == NEUME_OK)
        s = put_score(&w, title);
    if (s == NEUME_OK && ferror(stream))
        s = NEUME_ERR_WRITE;
    neume_notation_release(&notation);
    return s;
}
