/* SPDX-License-Identifier: MIT */
#include "datasets/readers/table.h"

#include <string.h>

#include "datasets/readers/lists.h"
#include "datasets/readers/sv.h"
#include "datasets/readers/text.h"

enum column { NONE, ONSET, OFFSET, DURATION, PITCH, HZ, VELOCITY, DRUM, START_BEAT, VALUE, KNOWN, COLUMNS };

static const struct {
    const char *word;
    enum column column;
} words[] = {{"onset", ONSET},
             {"time", ONSET},
             {"onsettime", ONSET},
             {"onset_time", ONSET},
             {"start", ONSET},
             {"start_time", ONSET},
             {"start_time_s", ONSET},
             {"onset_s", ONSET},
             {"onset_sec", ONSET},
             {"offset", OFFSET},
             {"offsettime", OFFSET},
             {"offset_time", OFFSET},
             {"end", OFFSET},
             {"end_time", OFFSET},
             {"end_time_s", OFFSET},
             {"offset_s", OFFSET},
             {"offset_sec", OFFSET},
             {"duration", DURATION},
             {"pitch", PITCH},
             {"midipitch", PITCH},
             {"midi_pitch", PITCH},
             {"pitch_midi", PITCH},
             {"note", PITCH},
             {"midi", PITCH},
             {"hz", HZ},
             {"f0", HZ},
             {"frequency", HZ},
             {"velocity", VELOCITY},
             {"drum", DRUM},
             {"start_beat", START_BEAT},
             {"value", VALUE},
             {"strength", KNOWN},
             {"confidence", KNOWN},
             {"loudness", KNOWN},
             {"label", KNOWN},
             {"part", KNOWN},
             {"level", KNOWN},
             {"beat", KNOWN},
             {"bar", KNOWN},
             {"metre", KNOWN}};

struct table {
    int at[COLUMNS]; /* the place of each column, -1 where it is missing */
    char separator;  /* 0: blanks */
    double unit;     /* seconds in one of the file's times */
    int unknown;     /* the place of a column whose name is not known, -1 for none, */
    struct neume_field name;
};

static struct neume_field bare(struct neume_field f)
{
    if (f.size >= 2 && f.at[0] == '"' && f.at[f.size - 1] == '"')
        return (struct neume_field){f.at + 1, f.size - 2};
    return f;
}

static enum column column_of(struct neume_field name)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (neume_field_is(bare(name), words[i].word))
            return words[i].column;
    return NONE;
}

int neume_is_table_header(struct neume_reading *r)
{
    double number;
    if (neume_field_number(bare(r->field[0]), &number))
        return 0;
    for (int i = 0; i < r->count && i < NEUME_MAX_FIELDS; i++)
        if (column_of(r->field[i]) == ONSET)
            return 1;
    return 0;
}

static void split(struct neume_reading *r, const struct table *t)
{
    if (t->separator)
        neume_reading_split(r, t->separator);
}

static void read_header(struct neume_reading *r, struct table *t)
{
    static const char separators[] = ",;\t";
    *t = (struct table){.unit = 1, .unknown = -1};
    for (int c = 0; c < COLUMNS; c++)
        t->at[c] = -1;
    for (const char *c = separators; *c && !t->separator; c++)
        if (memchr(r->whole.at, *c, r->whole.size))
            t->separator = *c;
    split(r, t);
    for (int i = 0; i < r->count && i < NEUME_MAX_FIELDS; i++) {
        enum column c = column_of(r->field[i]);
        if (t->at[c] < 0)
            t->at[c] = i;
        if (c == NONE && t->unknown < 0 && bare(r->field[i]).size) {
            t->unknown = i;
            t->name = bare(r->field[i]);
        }
    }
    /* MusicNet counts samples at 44100 Hz. */
    if (t->at[START_BEAT] >= 0)
        t->unit = 1 / 44100.0;
}

/* The number in a column; `otherwise` where the column is missing or empty. */
static enum neume_status value(struct neume_reading *r, const struct table *t, enum column column, const char *what,
                               double otherwise, double *out)
{
    int at = t->at[column];
    *out = otherwise;
    if (at < 0 || (at < r->count && !r->field[at].size))
        return NEUME_OK;
    return neume_reading_number(r, at, what, out);
}

static int is_hit(const struct neume_reading *r, const struct table *t)
{
    int at = t->at[DRUM];
    return at >= 0 && at < r->count && (neume_field_is(r->field[at], "1") || neume_field_is(r->field[at], "true"));
}

static enum neume_status read_note(struct neume_reading *r, const struct table *t)
{
    struct neume_truth_note n = {.onset = 0};
    double duration;
    enum neume_status s = neume_reading_number(r, t->at[ONSET], "onset", &n.onset);
    if (s == NEUME_OK && t->at[PITCH] >= 0)
        s = neume_reading_number(r, t->at[PITCH], "pitch", &n.pitch);
    else if (s == NEUME_OK)
        s = neume_reading_number(r, t->at[HZ], "frequency", &n.hz);
    if (s == NEUME_OK)
        s = t->at[PITCH] >= 0 ? neume_check_pitch(r, r->line, n.pitch) : neume_check_hz(r, r->line, n.hz);
    if (s == NEUME_OK && is_hit(r, t)) {
        s = neume_check_time(r, r->line, "onset", n.onset * t->unit);
        return s == NEUME_OK ? neume_truth_add_hit(r->truth, n.onset * t->unit, neume_drum_class_of_key((int)n.pitch))
                             : s;
    }
    if (s == NEUME_OK && t->at[OFFSET] >= 0)
        s = neume_reading_number(r, t->at[OFFSET], "offset", &n.offset);
    else if (s == NEUME_OK) {
        s = neume_reading_number(r, t->at[DURATION], "duration", &duration);
        if (s == NEUME_OK)
            n.offset = n.onset + duration;
    }
    if (s == NEUME_OK)
        s = value(r, t, VELOCITY, "velocity", 64, &n.velocity);
    if (s != NEUME_OK)
        return s;
    if (t->at[PITCH] >= 0)
        n.hz = neume_pitch_to_hz(n.pitch);
    else
        n.pitch = neume_hz_to_pitch(n.hz);
    n.onset *= t->unit;
    n.offset *= t->unit;
    return neume_reading_add_note(r, r->line, &n);
}

/* `time,f0,...`: a pitch curve, as neume pitch writes it; `time,...`: onsets. */
static enum neume_status read_event(struct neume_reading *r, const struct table *t)
{
    struct neume_truth *truth = r->truth;
    double time, hz;
    enum neume_status s = neume_reading_time(r, t->at[ONSET], "time", &time);
    if (s != NEUME_OK || t->at[HZ] < 0)
        return s == NEUME_OK ? neume_truth_add_onset(truth, time) : s;
    s = neume_reading_number(r, t->at[HZ], "frequency", &hz);
    if (s == NEUME_OK && truth->f0_count && time <= truth->f0[truth->f0_count - 1].time)
        s = neume_reading_fail(r, r->line, "the frame's time, %g s, is not after the one before, %g s", time,
                               truth->f0[truth->f0_count - 1].time);
    if (s == NEUME_OK && hz > 0)
        s = neume_check_hz(r, r->line, hz);
    return s == NEUME_OK ? neume_truth_add_f0(truth, time, hz < 0 ? -hz : hz, hz > 0) : s;
}

enum neume_status neume_read_table(struct neume_reading *r)
{
    struct table t;
    enum neume_status s = NEUME_OK;
    neume_reading_rewind(r);
    if (!neume_reading_next(r))
        return NEUME_OK;
    if (!neume_is_table_header(r)) {
        r->remarks->format = NEUME_FORMAT_ONSETS;
        return neume_read_onsets(r);
    }
    read_header(r, &t);
    if (t.at[VALUE] >= 0) { /* by the place of its columns, as everywhere in Sonic Visualiser */
        r->remarks->format = NEUME_FORMAT_SV;
        return neume_read_sv(r);
    }
    /* A word that stood alone between blanks may be part of a longer one between commas. */
    if (t.at[ONSET] < 0)
        return neume_reading_fail(r, r->line, "the header names no column of onsets");
    int ends = t.at[OFFSET] >= 0 || t.at[DURATION] >= 0, pitched = t.at[PITCH] >= 0 || t.at[HZ] >= 0;
    int notes = ends && pitched;
    if (!notes && (ends || t.at[PITCH] >= 0))
        return neume_reading_fail(r, r->line, "notes need the columns onset, offset and pitch; %s is missing",
                                  ends ? "pitch" : "offset");
    if (!notes && t.unknown >= 0)
        return neume_reading_fail(r, r->line, "no notes, and the column \"%.*s\" is not known", (int)t.name.size,
                                  t.name.at);
    if (!notes)
        r->remarks->format = t.at[HZ] >= 0 ? NEUME_FORMAT_MELODY : NEUME_FORMAT_ONSETS;
    r->truth->kinds |= notes ? NEUME_TRUTH_NOTES : t.at[HZ] >= 0 ? NEUME_TRUTH_MELODY : NEUME_TRUTH_ONSETS;
    while (s == NEUME_OK && neume_reading_next(r)) {
        split(r, &t);
        s = notes ? read_note(r, &t) : read_event(r, &t);
    }
    return s;
}
