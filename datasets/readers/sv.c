/* SPDX-License-Identifier: MIT */
#include "datasets/readers/sv.h"

#include <math.h>

#include "datasets/readers/labels.h"
#include "datasets/readers/text.h"

struct row {
    double v[4];
    int numbers; /* at the start of the line */
};

static int row_of(const struct neume_reading *r, struct row *row)
{
    row->numbers = 0;
    while (row->numbers < 4 && row->numbers < r->count &&
           neume_field_number(r->field[row->numbers], &row->v[row->numbers]))
        row->numbers++;
    return row->numbers;
}

struct shape {
    int numbers;    /* the least of any line */
    double highest; /* value */
    int counts;     /* all lines are a time and a count */
    int even;       /* times rise by one step of at most 0.1 s: a curve and not counted instants */
};

static struct shape look(struct neume_reading *r)
{
    struct shape s = {.numbers = 4, .counts = 1, .even = 1};
    struct row row, before = {.numbers = 0};
    double step = 0;
    size_t rows = 0;
    neume_reading_rewind(r);
    while (neume_reading_next(r)) {
        if (!row_of(r, &row))
            continue;
        s.numbers = row.numbers < s.numbers ? row.numbers : s.numbers;
        if (row.numbers > 1 && row.v[1] > s.highest)
            s.highest = row.v[1];
        s.counts = s.counts && row.numbers == 2 && r->count == 2 && row.v[1] >= 1 && row.v[1] < 33;
        if (rows > 0)
            s.even = s.even && row.v[0] > before.v[0] && row.v[0] - before.v[0] <= 0.1 &&
                     (rows < 2 || fabs(row.v[0] - before.v[0] - step) <= 0.0015);
        step = row.v[0] - before.v[0];
        before = row;
        rows++;
    }
    s.counts = s.counts && !(s.even && rows > 2);
    return s;
}

static enum neume_status add_instant(struct neume_reading *r, const struct row *row)
{
    enum neume_drum_class drum;
    enum neume_status s = neume_check_time(r, r->line, "time", row->v[0]);
    if (s != NEUME_OK)
        return s;
    if (neume_drum_class_of_label(neume_reading_rest(r, 1), &drum))
        return neume_truth_add_hit(r->truth, row->v[0], drum);
    return neume_truth_add_onset(r->truth, row->v[0]);
}

static enum neume_status add_value(struct neume_reading *r, const struct row *row)
{
    struct neume_truth *t = r->truth;
    enum neume_status s = neume_check_time(r, r->line, "time", row->v[0]);
    if (s == NEUME_OK && t->f0_count && row->v[0] <= t->f0[t->f0_count - 1].time)
        s = neume_reading_fail(r, r->line, "the frame's time, %g s, is not after the one before, %g s", row->v[0],
                               t->f0[t->f0_count - 1].time);
    if (s == NEUME_OK && row->v[1] != 0)
        s = neume_check_hz(r, r->line, fabs(row->v[1]));
    return s == NEUME_OK ? neume_truth_add_f0(t, row->v[0], fabs(row->v[1]), row->v[1] > 0) : s;
}

static enum neume_status add_note(struct neume_reading *r, const struct row *row, int in_hz)
{
    struct neume_truth_note n = {.onset = row->v[0], .offset = row->v[0] + row->v[2], .velocity = 64};
    enum neume_status s = in_hz ? neume_check_hz(r, r->line, row->v[1]) : neume_check_pitch(r, r->line, row->v[1]);
    if (s == NEUME_OK && row->v[2] < 0)
        s = neume_reading_fail(r, r->line, "duration is negative: %g s", row->v[2]);
    if (s != NEUME_OK)
        return s;
    enum neume_drum_class drum;
    struct neume_field label = r->count > 4 ? neume_reading_rest(r, 4) : (struct neume_field){0};
    if (!in_hz && row->numbers == 4 && neume_label_is_drum(label) && neume_drum_class_of_label(label, &drum)) {
        s = neume_check_time(r, r->line, "onset", n.onset);
        return s == NEUME_OK ? neume_truth_add_hit(r->truth, n.onset, neume_drum_class_of_key((int)row->v[1])) : s;
    }
    n.pitch = in_hz ? neume_hz_to_pitch(row->v[1]) : row->v[1];
    n.hz = in_hz ? row->v[1] : neume_pitch_to_hz(row->v[1]);
    if (row->numbers > 3)
        n.velocity = row->v[3] <= 1 ? 127 * row->v[3] : row->v[3];
    return neume_reading_add_note(r, r->line, &n);
}

enum neume_status neume_read_sv(struct neume_reading *r)
{
    struct shape shape = look(r);
    enum neume_status s = NEUME_OK;
    struct row row;
    neume_reading_rewind(r);
    for (int first = 1; s == NEUME_OK && neume_reading_next(r); first = 0) {
        if (!row_of(r, &row)) {
            if (!first)
                s = neume_reading_fail(r, r->line, "no time at the start of the line");
        } else if (shape.numbers == 1) {
            s = add_instant(r, &row);
        } else if (shape.counts) {
            s = neume_check_time(r, r->line, "time", row.v[0]);
            if (s == NEUME_OK) /* "2.3" is beat 3 of bar 2 */
                s = neume_truth_add_beat(r->truth, row.v[0],
                                         row.v[1] == floor(row.v[1]) ? row.v[1] : round(fmod(row.v[1], 1) * 10));
        } else if (shape.numbers == 2) {
            s = add_value(r, &row);
        } else {
            s = add_note(r, &row, shape.highest > 127);
        }
    }
    return s;
}
