/* SPDX-License-Identifier: MIT */
#include "datasets/loaders/reference.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/loaders/csv.h"
#include "datasets/loaders/dataset.h"
#include "datasets/loaders/synthetic.h"
#include "datasets/readers/reader.h"
#include "midi/file/smf_read.h"
#include "midi/file/smf_to_notes.h"

enum { MAX_FIELDS = 8, BACH10_PARTS = 16 };

/* A line of numbers, and what it becomes. */
struct line {
    double field[MAX_FIELDS];
    int fields;
    size_t number; /* of those with numbers, from 0 */
};

/* How a format is read, line by line. */
struct line_format {
    enum neume_reference_format format;
    int fields; /* at least */
    int header; /* lines that are passed over at the start where they are no numbers */
    enum neume_status (*take)(struct neume_truth *truth, const struct line *line, const char **wrong);
};

static const double most_seconds = 1e6; /* as in readers/text.c */

static enum neume_status fail(const char **wrong, const char *text)
{
    *wrong = text;
    return NEUME_ERR_DAMAGED;
}

static enum neume_status add_note(struct neume_truth *truth, double onset, double offset, double pitch, double hz,
                                  const char **wrong)
{
    if (!(onset >= 0))
        return fail(wrong, "a time before the start");
    if (!(offset >= onset))
        return fail(wrong, "a note that ends before it begins");
    if (offset > most_seconds)
        return fail(wrong, "a time beyond 1000000 seconds");
    if (!(pitch >= 0 && pitch <= 127.5))
        return fail(wrong, "a pitch outside 0..127");
    return neume_truth_add_note(truth, &(struct neume_truth_note){onset, offset, pitch, hz, 64});
}

static enum neume_status add_f0(struct neume_truth *truth, double time, double hz, const char **wrong)
{
    if (!(time >= 0))
        return fail(wrong, "a time before the start");
    if (time > most_seconds)
        return fail(wrong, "a time beyond 1000000 seconds");
    if (hz > 20000)
        return fail(wrong, "a frequency above 20000 Hz");
    return neume_truth_add_f0(truth, time, hz > 0 ? hz : 0, hz > 0);
}

static enum neume_status take_maps(struct neume_truth *truth, const struct line *l, const char **wrong)
{
    return add_note(truth, l->field[0], l->field[1], l->field[2], neume_pitch_to_hz(l->field[2]), wrong);
}

static enum neume_status take_musicnet(struct neume_truth *truth, const struct line *l, const char **wrong)
{
    return add_note(truth, l->field[0] / 44100, l->field[1] / 44100, l->field[3], neume_pitch_to_hz(l->field[3]),
                    wrong);
}

static enum neume_status take_hz_note(struct neume_truth *truth, const struct line *l, const char **wrong)
{
    if (!(l->field[1] > 0))
        return fail(wrong, "a frequency that is not above 0");
    return add_note(truth, l->field[0], l->field[0] + l->field[2], neume_hz_to_pitch(l->field[1]), l->field[1], wrong);
}

/* The velocity holds the part until bach10_finish(). */
static enum neume_status take_bach10(struct neume_truth *truth, const struct line *l, const char **wrong)
{
    double onset = l->field[0] / 1000, part = l->field[3];
    if (!(part >= 0 && part < BACH10_PARTS))
        return fail(wrong, "a part outside 0..15");
    enum neume_status status = add_note(truth, onset, onset + 1, l->field[2], neume_pitch_to_hz(l->field[2]), wrong);
    if (status == NEUME_OK)
        truth->note[truth->note_count - 1].velocity = floor(part);
    return status;
}

/* The first line, of one number, is the tuning in cents. The pitches have it in them already (the first note of Deblas
 * 01: 66.43 at a tuning of 43 cents, and an f0 of 379.3 Hz, which is 66.43), although mirdata adds it once more. */
static enum neume_status take_tonas(struct neume_truth *truth, const struct line *l, const char **wrong)
{
    if (!l->number && l->fields == 1)
        return NEUME_OK;
    if (l->fields < 3)
        return fail(wrong, "less than 3 numbers");
    return add_note(truth, l->field[0], l->field[0] + l->field[1], l->field[2], neume_pitch_to_hz(l->field[2]), wrong);
}

static enum neume_status take_tonas_f0(struct neume_truth *truth, const struct line *l, const char **wrong)
{
    return add_f0(truth, l->field[0], l->field[3], wrong);
}

static enum neume_status take_f0(struct neume_truth *truth, const struct line *l, const char **wrong)
{
    return add_f0(truth, l->field[0], l->field[1], wrong);
}

/* Frames of 40 ms every 20 ms: the first is centred at 20 ms. */
static enum neume_status take_mir1k(struct neume_truth *truth, const struct line *l, const char **wrong)
{
    double pitch = l->field[0];
    return add_f0(truth, 0.02 * (double)(l->number + 1), pitch > 0 ? neume_pitch_to_hz(pitch) : 0, wrong);
}

/* Windows of 32 ms. */
static enum neume_status take_ikala(struct neume_truth *truth, const struct line *l, const char **wrong)
{
    double pitch = l->field[0];
    return add_f0(truth, 0.032 * ((double)l->number + 0.5), pitch > 0 ? neume_pitch_to_hz(pitch) : 0, wrong);
}

static enum neume_status take_beat(struct neume_truth *truth, const struct line *l, const char **wrong)
{
    if (!(l->field[0] >= 0))
        return fail(wrong, "a time before the start");
    return neume_truth_add_beat(truth, l->field[0], l->fields > 1 ? l->field[1] : 0);
}

/* A player who was silent leaves a cell empty, and so the number in the bar is the last, wherever it is. */
static enum neume_status take_jtd_beat(struct neume_truth *truth, const struct line *l, const char **wrong)
{
    double number = l->field[l->fields - 1];
    if (!(l->field[1] >= 0))
        return fail(wrong, "a time before the start");
    int in_bar = l->fields > 2 && number == floor(number) && number >= 1 && number <= 12;
    return neume_truth_add_beat(truth, l->field[1], in_bar ? number : 0);
}

/* Vogl's numbers as General MIDI keys (ifs.tuwien.ac.at/~vogl/dafx2018/mappings.py); 8 is not used. */
static enum neume_status take_rbma(struct neume_truth *truth, const struct line *l, const char **wrong)
{
    static const unsigned char key[24] = {36, 38, 42, 46, 44, 56, 53, 41, 0,  43, 45, 47,
                                          48, 50, 37, 39, 51, 49, 55, 52, 70, 54, 75, 81};
    double number = l->field[1];
    if (!(l->field[0] >= 0))
        return fail(wrong, "a time before the start");
    if (!(number >= 0 && number < 24) || number != floor(number))
        return fail(wrong, "no instrument 0..23");
    return neume_truth_add_hit(truth, l->field[0], neume_drum_class_of_key(key[(int)number]));
}

static const struct line_format line_formats[] = {
    {NEUME_REFERENCE_MAPS, 3, 1, take_maps},
    {NEUME_REFERENCE_MUSICNET, 4, 1, take_musicnet},
    {NEUME_REFERENCE_HZ_NOTES, 3, 0, take_hz_note},
    {NEUME_REFERENCE_BACH10, 4, 0, take_bach10},
    {NEUME_REFERENCE_TONAS, 1, 0, take_tonas},
    {NEUME_REFERENCE_TONAS_F0, 4, 0, take_tonas_f0},
    {NEUME_REFERENCE_F0, 2, 0, take_f0},
    {NEUME_REFERENCE_MIR1K, 1, 0, take_mir1k},
    {NEUME_REFERENCE_IKALA, 1, 0, take_ikala},
    {NEUME_REFERENCE_BEATS, 1, 0, take_beat},
    {NEUME_REFERENCE_JTD_BEATS, 2, 1, take_jtd_beat},
    {NEUME_REFERENCE_RBMA, 2, 0, take_rbma},
};

/* Each note of a part lasts until the next one of that part, the last as long as the one before it. */
static void bach10_finish(struct neume_truth *truth)
{
    struct neume_truth_note *next[BACH10_PARTS] = {NULL}, *last[BACH10_PARTS] = {NULL};
    neume_truth_sort(truth);
    for (size_t i = truth->note_count; i-- > 0;) {
        struct neume_truth_note *note = &truth->note[i];
        int part = (int)note->velocity;
        if (next[part])
            note->offset = next[part]->onset;
        else
            last[part] = note;
        if (next[part] && next[part] == last[part])
            last[part]->offset = last[part]->onset + (note->offset - note->onset);
        next[part] = note;
        note->velocity = 64;
    }
}

/* The numbers of a line, between blanks, commas or semicolons, up to the first word; 0 where it begins with none. */
static int parse_line(const char *text, const char *end, struct line *line)
{
    line->fields = 0;
    while (line->fields < MAX_FIELDS) {
        while (text < end && (isspace((unsigned char)*text) || *text == ',' || *text == ';'))
            text++;
        char *after = NULL;
        double value = text < end ? strtod(text, &after) : 0;
        if (!after || after == text || after > end || !isfinite(value))
            break;
        line->field[line->fields++] = value;
        text = after;
    }
    return line->fields;
}

static void describe(struct neume_dataset_problem *problem, const char *file, size_t line, const char *text)
{
    if (!problem)
        return;
    snprintf(problem->file, sizeof problem->file, "%s", file);
    snprintf(problem->text, sizeof problem->text, "%s", text);
    problem->line = line;
}

static enum neume_status read_lines(const struct line_format *format, const char *path, char *text,
                                    struct neume_truth *truth, struct neume_dataset_problem *problem)
{
    struct line line = {.number = 0};
    size_t number = 0;
    for (char *at = text; *at;) {
        char *end = at + strcspn(at, "\r\n");
        const char *wrong = NULL, *rest = at + strspn(at, " \t");
        int blank = rest >= end || *rest == '#' || *rest == '%';
        number++;
        if (!blank && !parse_line(at, end, &line) && number == 1 && format->header)
            blank = 1;
        enum neume_status status = NEUME_OK;
        if (!blank && line.fields < format->fields) {
            wrong = line.fields ? "too few numbers" : "no numbers";
            status = NEUME_ERR_DAMAGED;
        } else if (!blank) {
            status = format->take(truth, &line, &wrong);
            line.number++;
        }
        if (wrong)
            describe(problem, path, number, wrong);
        if (status != NEUME_OK)
            return status;
        at = end + (*end == '\r' && end[1] == '\n') + (*end != '\0');
    }
    return NEUME_OK;
}

/* What stands between <name> and </name>, before `end`. */
static const char *element(const char *text, const char *end, const char *name, size_t *length)
{
    char open[24];
    snprintf(open, sizeof open, "<%s>", name);
    const char *start = strstr(text, open);
    if (!start || start >= end)
        return NULL;
    start += strlen(open);
    *length = strcspn(start, "<");
    return start;
}

/* IDMT-SMT-Drums: the events of its XML. KD, SD and HH are all that it has. */
static enum neume_status read_idmt(const char *path, const char *text, struct neume_truth *truth,
                                   struct neume_dataset_problem *problem)
{
    static const char *const label[] = {"KD", "SD", "HH"};
    truth->kinds |= NEUME_TRUTH_HITS;
    for (const char *event = text; (event = strstr(event, "<event>"));) {
        const char *end = strstr(event, "</event>");
        size_t time_length = 0, name_length = 0;
        const char *time = end ? element(event, end, "onsetSec", &time_length) : NULL;
        const char *name = end ? element(event, end, "instrument", &name_length) : NULL;
        char *after = NULL;
        double seconds = time ? strtod(time, &after) : -1;
        if (!name || after == time || !(seconds >= 0 && seconds <= most_seconds)) {
            describe(problem, path, 0, "an event without <onsetSec> or <instrument>");
            return NEUME_ERR_DAMAGED;
        }
        enum neume_drum_class drum = NEUME_DRUM_OTHER;
        for (int i = 0; i < 3; i++)
            if (name_length == 2 && !strncmp(name, label[i], 2))
                drum = (enum neume_drum_class)i;
        enum neume_status status = neume_truth_add_hit(truth, seconds, drum);
        if (status != NEUME_OK)
            return status;
        event = end;
    }
    return NEUME_OK;
}

/* Roland's kits send the edge of the hi-hat as 22 and 26, and the rim of the floor tom as 58. */
static enum neume_drum_class roland_class(int key)
{
    if (key == 22 || key == 26)
        return NEUME_DRUM_HIHAT;
    return key == 58 ? NEUME_DRUM_TOM : neume_drum_class_of_key(key);
}

static enum neume_status add_notes(const struct neume_notes *notes, int all_drums, struct neume_truth *truth)
{
    enum neume_status status = NEUME_OK;
    truth->from_midi = 1;
    truth->kinds |= NEUME_TRUTH_HITS | (all_drums ? 0u : (unsigned)NEUME_TRUTH_NOTES);
    for (size_t i = 0; i < notes->count && status == NEUME_OK; i++) {
        const struct neume_note *n = &notes->note[i];
        struct neume_truth_note note = {n->onset, n->offset, n->pitch, neume_pitch_to_hz(n->pitch), n->velocity};
        status = n->drum || all_drums ? neume_truth_add_hit(truth, n->onset, roland_class(n->pitch))
                                      : neume_truth_add_note(truth, &note);
    }
    return status;
}

static enum neume_status read_roland(const char *path, struct neume_truth *truth)
{
    struct neume_smf smf;
    struct neume_notes notes;
    neume_smf_init(&smf);
    neume_notes_init(&notes);
    enum neume_status status = neume_smf_read(&smf, path);
    if (status == NEUME_OK)
        status = neume_smf_to_notes(&smf, 0, &notes);
    if (status == NEUME_OK)
        status = add_notes(&notes, 1, truth);
    neume_notes_release(&notes);
    neume_smf_release(&smf);
    return status;
}

static enum neume_status read_text(const struct neume_clip *clip, const char *path, struct neume_truth *truth,
                                   struct neume_dataset_problem *problem)
{
    char *text = NULL;
    size_t size = 0;
    enum neume_status status = neume_text_read(path, &text, &size);
    if (status != NEUME_OK)
        return status;
    if (clip->format == NEUME_REFERENCE_IDMT)
        status = read_idmt(path, text, truth, problem);
    for (size_t i = 0; i < sizeof line_formats / sizeof *line_formats && status == NEUME_OK; i++)
        if (line_formats[i].format == clip->format)
            status = read_lines(&line_formats[i], path, text, truth, problem);
    if (status == NEUME_OK && clip->format == NEUME_REFERENCE_BACH10)
        bach10_finish(truth);
    free(text);
    return status;
}

/* The readers empty what they fill, so a second part is read aside and its notes and hits carried over. */
static enum neume_status merge(struct neume_truth *truth, const struct neume_truth *part)
{
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < part->note_count && status == NEUME_OK; i++)
        status = neume_truth_add_note(truth, &part->note[i]);
    for (size_t i = 0; i < part->hit_count && status == NEUME_OK; i++)
        status = neume_truth_add_hit(truth, part->hit[i].time, part->hit[i].drum);
    truth->kinds |= part->kinds;
    truth->from_midi |= part->from_midi;
    return status;
}

static enum neume_status read_exchange(const struct neume_clip *clip, const char *path, struct neume_truth *truth,
                                       struct neume_dataset_problem *problem)
{
    struct neume_reader_options options = {0};
    struct neume_reader_remarks remarks = {0};
    struct neume_truth part;
    if (clip->format == NEUME_REFERENCE_MIDI || clip->format == NEUME_REFERENCE_MIDI_PEDAL)
        options.format = NEUME_FORMAT_MIDI;
    if (clip->format == NEUME_REFERENCE_DRUMS ||
        (clip->format == NEUME_REFERENCE_ANY && clip->kind == NEUME_CLIP_DRUMS && strlen(path) > 4 &&
         !strcmp(path + strlen(path) - 4, ".txt")))
        options.format = NEUME_FORMAT_DRUMS;
    options.pedal = clip->format == NEUME_REFERENCE_MIDI_PEDAL;
    neume_truth_init(&part);
    enum neume_status status = neume_truth_read(clip->references > 1 ? &part : truth, path, &options, &remarks);
    if (status == NEUME_OK && clip->references > 1)
        status = merge(truth, &part);
    if (remarks.error[0])
        describe(problem, path, remarks.error_line, remarks.error);
    neume_truth_release(&part);
    return status;
}

static enum neume_status read_synthetic(const struct neume_clip *clip, struct neume_truth *truth)
{
    struct neume_notes notes;
    neume_notes_init(&notes);
    enum neume_status status = neume_synthetic_compose((size_t)clip->synthetic, NULL, &notes);
    if (status == NEUME_OK)
        status = add_notes(&notes, 0, truth);
    neume_notes_release(&notes);
    return status;
}

/* What a format can hold, even where a file holds none of it. */
static unsigned kinds_of(enum neume_reference_format format)
{
    switch (format) {
    case NEUME_REFERENCE_MAPS:
    case NEUME_REFERENCE_MUSICNET:
    case NEUME_REFERENCE_HZ_NOTES:
    case NEUME_REFERENCE_BACH10:
    case NEUME_REFERENCE_TONAS:
        return NEUME_TRUTH_NOTES;
    case NEUME_REFERENCE_F0:
    case NEUME_REFERENCE_TONAS_F0:
    case NEUME_REFERENCE_MIR1K:
    case NEUME_REFERENCE_IKALA:
        return NEUME_TRUTH_MELODY;
    case NEUME_REFERENCE_BEATS:
    case NEUME_REFERENCE_JTD_BEATS:
        return NEUME_TRUTH_BEATS;
    case NEUME_REFERENCE_IDMT:
    case NEUME_REFERENCE_RBMA:
    case NEUME_REFERENCE_ROLAND:
        return NEUME_TRUTH_HITS;
    case NEUME_REFERENCE_ANY:
    case NEUME_REFERENCE_MIDI:
    case NEUME_REFERENCE_MIDI_PEDAL:
    case NEUME_REFERENCE_DRUMS:
    case NEUME_REFERENCE_SYNTHETIC:
    case NEUME_REFERENCE_FORMAT_COUNT:
        break;
    }
    return 0;
}

enum neume_status neume_clip_truth(const struct neume_clip *clip, struct neume_truth *truth,
                                   struct neume_dataset_problem *problem)
{
    enum neume_status status = NEUME_OK;
    unsigned kinds = kinds_of(clip->format);
    neume_truth_release(truth);
    neume_truth_init(truth);
    if (problem)
        *problem = (struct neume_dataset_problem){0};
    if (clip->format == NEUME_REFERENCE_SYNTHETIC)
        status = read_synthetic(clip, truth);
    else if (!clip->references)
        status = NEUME_ERR_NOT_FOUND;
    for (size_t i = 0; i < clip->references && status == NEUME_OK; i++) {
        const char *path = clip->reference[i];
        if (clip->format == NEUME_REFERENCE_ROLAND)
            status = read_roland(path, truth);
        else if (kinds)
            status = read_text(clip, path, truth, problem);
        else
            status = read_exchange(clip, path, truth, problem);
        if (status != NEUME_OK && problem && !problem->file[0])
            describe(problem, path, 0, neume_status_text(status));
    }
    truth->kinds |= kinds;
    if (status == NEUME_OK)
        neume_truth_sort(truth);
    else
        neume_truth_release(truth);
    return status;
}
