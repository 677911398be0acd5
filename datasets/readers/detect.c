/* SPDX-License-Identifier: MIT */
#include "datasets/readers/detect.h"

#include <math.h>
#include <string.h>

#include "datasets/readers/labels.h"
#include "datasets/readers/table.h"
#include "datasets/readers/text.h"

static const struct {
    const char *ending;
    enum neume_truth_format format;
} endings[] = {{".mid", NEUME_FORMAT_MIDI},        {".midi", NEUME_FORMAT_MIDI},   {".jams", NEUME_FORMAT_JAMS},
               {".notes", NEUME_FORMAT_MADMOM},    {".beats", NEUME_FORMAT_BEATS}, {".onsets", NEUME_FORMAT_ONSETS},
               {".drums", NEUME_FORMAT_DRUMS},     {".f0", NEUME_FORMAT_MELODY},   {".mf0", NEUME_FORMAT_FRAMES},
               {".downbeats", NEUME_FORMAT_BEATS}, {".svl", NEUME_FORMAT_SVL}};

static enum neume_truth_format by_ending(const char *path)
{
    const char *dot = strrchr(path, '.');
    struct neume_field ending = {dot, dot ? strlen(dot) : 0};
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (neume_field_is(ending, endings[i].ending))
            return endings[i].format;
    return NEUME_FORMAT_AUTO;
}

/* What is true of all lines of numbers. */
struct look {
    size_t lines, words, spans; /* lines: of numbers alone; words: with a word in column 2; spans: in column 3 */
    size_t extra;               /* lines with a word further right */
    int least, most;            /* columns */
    int rising, even;           /* times rise; by the same step of at most 0.1 s */
    int second_after_first;     /* in all lines, column 2 > column 1 */
    int second_counts;          /* column 2 is a whole number 1..32 */
    int second_keys;            /* column 2 is a whole number 0..127 */
    int third_hz;               /* column 3 is 20 or more */
    int third_big;              /* column 3 is above 127 somewhere */
    int tabs, commas;
    size_t singles, triples; /* lines of one and of three numbers */
    int ends_after_onsets;   /* in all of three: a key, and column 3 after column 2 */
    double time, step;
};

static void look_at_numbers(struct look *l, const double *v, int count)
{
    double step = v[0] - l->time;
    if (l->lines) {
        l->rising = l->rising && step > 0;
        l->step = l->lines == 1 ? step : l->step;
        /* Frame times are often written with few digits. */
        l->even = l->even && step <= 0.1 && fabs(step - l->step) <= 0.0015;
    }
    l->time = v[0];
    l->least = !l->lines || count < l->least ? count : l->least;
    l->most = count > l->most ? count : l->most;
    l->lines++;
    if (count > 1) {
        int whole = v[1] == floor(v[1]);
        l->second_after_first = l->second_after_first && v[1] > v[0];
        l->second_counts = l->second_counts && whole && v[1] >= 1 && v[1] <= 32;
        l->second_keys = l->second_keys && whole && v[1] >= 0 && v[1] <= 127;
    }
    l->singles += count == 1;
    if (count == 3) {
        l->triples++;
        l->ends_after_onsets = l->ends_after_onsets && v[0] >= 0 && v[0] <= 127 && v[2] > v[1];
    }
    if (count > 2) {
        l->third_hz = l->third_hz && v[2] >= 20;
        l->third_big = l->third_big || v[2] > 127;
    }
}

static void look_at_line(struct look *l, const struct neume_reading *r)
{
    double v[3];
    int n = 0, count = r->count > NEUME_MAX_FIELDS ? NEUME_MAX_FIELDS : r->count;
    l->tabs += memchr(r->whole.at, '\t', r->whole.size) != NULL;
    l->commas += memchr(r->whole.at, ',', r->whole.size) != NULL;
    while (n < 3 && n < count && neume_field_number(r->field[n], &v[n]))
        n++;
    if (n == 0)
        return;
    if (n == 1 && count > 1)
        l->words++;
    else if (n == 2 && count > 2)
        l->spans++;
    else {
        double last;
        l->extra += count > 3 && !neume_field_number(r->field[count - 1], &last);
        look_at_numbers(l, v, count);
    }
}

/* Lines of a pitch, an onset and an offset, between lines of one time. */
static int is_aubio(const struct look *l)
{
    return l->singles && l->triples && l->triples + l->singles == l->lines && !l->words && !l->spans &&
           l->ends_after_onsets && l->tabs;
}

static enum neume_truth_format of_numbers(const struct look *l)
{
    int grid = l->lines >= 3 && l->rising && l->even;
    if (l->most == 1)
        return NEUME_FORMAT_ONSETS;
    if (l->extra)
        return NEUME_FORMAT_SV;
    if (l->least == 2 && l->most == 2)
        return l->second_counts && !grid ? NEUME_FORMAT_BEATS : grid ? NEUME_FORMAT_MELODY : NEUME_FORMAT_ONSETS;
    if (grid)
        return NEUME_FORMAT_FRAMES;
    if (l->least == 3 && l->most == 3 && l->second_after_first && l->third_hz && (l->third_big || !l->second_keys))
        return NEUME_FORMAT_NOTES;
    if (l->least >= 3 && l->most <= 5 && l->second_keys && l->tabs && !l->commas)
        return NEUME_FORMAT_MADMOM;
    return l->commas && l->least >= 3 && l->most <= 5 ? NEUME_FORMAT_SV : NEUME_FORMAT_AUTO;
}

/* Instants of Sonic Visualiser carry a label that need not be a drum: one that is, makes it a list of drums. */
static enum neume_truth_format of_words(struct neume_reading *r)
{
    enum neume_drum_class drum;
    double number;
    neume_reading_rewind(r);
    while (neume_reading_next(r))
        if (r->count > 1 && neume_field_number(r->field[0], &number) &&
            (neume_drum_class_of_label(r->field[1], &drum) ||
             neume_drum_class_of_label(neume_reading_rest(r, 1), &drum)))
            return NEUME_FORMAT_DRUMS;
    return NEUME_FORMAT_SV;
}

static int begins_with_number(const struct neume_reading *r)
{
    double number;
    for (int i = 0; i < r->count && i < NEUME_MAX_FIELDS; i++)
        if (neume_field_number(r->field[i], &number))
            return 1;
    return r->count == 0;
}

enum neume_truth_format neume_detect_text(struct neume_reading *r, const char *path)
{
    struct look l = {.rising = 1,
                     .even = 1,
                     .second_after_first = 1,
                     .second_counts = 1,
                     .second_keys = 1,
                     .third_hz = 1,
                     .ends_after_onsets = 1};
    struct neume_field dot = {strrchr(path, '.'), 0};
    int csv = dot.at && (dot.size = strlen(dot.at), neume_field_is(dot, ".csv"));
    enum neume_truth_format format = by_ending(path);
    if (format != NEUME_FORMAT_AUTO)
        return format;
    if (r->text[strspn(r->text, " \t\r\n")] == '{')
        return NEUME_FORMAT_JAMS;
    if (!strncmp(r->text, "<?xml", 5) && strstr(r->text, "<sv>"))
        return NEUME_FORMAT_SVL;
    int empty = 1;
    size_t header = 0; /* the line of one that is not understood */
    neume_reading_rewind(r);
    for (int first = 1; neume_reading_next(r); first = empty = 0) {
        if (first && neume_is_table_header(r))
            return NEUME_FORMAT_CSV;
        if (first && !begins_with_number(r))
            header = r->line;
        look_at_line(&l, r);
    }
    if (header && (l.lines || l.words || l.spans)) {
        neume_reading_fail(r, header, "a header that is not understood");
        return NEUME_FORMAT_AUTO;
    }
    if (is_aubio(&l))
        return NEUME_FORMAT_AUBIO;
    if (l.spans)
        return NEUME_FORMAT_LABELS;
    if (l.words)
        return csv ? of_words(r) : NEUME_FORMAT_DRUMS;
    if (l.lines)
        format = of_numbers(&l);
    else if (empty)
        format = NEUME_FORMAT_ONSETS; /* nothing was found, and said so */
    /* A table without a header says no more than its first column. */
    return format == NEUME_FORMAT_AUTO && csv ? NEUME_FORMAT_ONSETS : format;
}
