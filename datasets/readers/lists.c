/* SPDX-License-Identifier: MIT */
#include "datasets/readers/lists.h"

#include <math.h>

#include "datasets/readers/text.h"

typedef enum neume_status (*read_line_fn)(struct neume_reading *r);

static enum neume_status each_line(struct neume_reading *r, read_line_fn read_line)
{
    enum neume_status s = NEUME_OK;
    double number;
    neume_reading_rewind(r);
    for (int first = 1; s == NEUME_OK && neume_reading_next(r); first = 0)
        if (!first || neume_field_number(r->field[0], &number))
            s = read_line(r);
    return s;
}

static enum neume_status read_note(struct neume_reading *r)
{
    struct neume_truth_note n = {.velocity = 64};
    enum neume_status s = neume_reading_number(r, 0, "onset", &n.onset);
    if (s == NEUME_OK)
        s = neume_reading_number(r, 1, "offset", &n.offset);
    if (s == NEUME_OK)
        s = neume_reading_number(r, 2, "frequency", &n.hz);
    if (s == NEUME_OK)
        s = neume_check_hz(r, r->line, n.hz);
    if (s != NEUME_OK)
        return s;
    n.pitch = neume_hz_to_pitch(n.hz);
    return neume_reading_add_note(r, r->line, &n);
}

enum neume_status neume_read_notes(struct neume_reading *r)
{
    enum neume_status s = each_line(r, read_note);
    size_t whole = 0;
    for (size_t i = 0; s == NEUME_OK && i < r->truth->note_count; i++)
        whole += r->truth->note[i].hz == floor(r->truth->note[i].hz) && r->truth->note[i].hz <= 127;
    if (whole >= 3 && whole == r->truth->note_count)
        neume_reading_warn(r, 0, "all frequencies are whole numbers up to 127; are they MIDI numbers?");
    return s;
}

static enum neume_status check_frame_time(struct neume_reading *r, double time, double before, size_t frames)
{
    if (frames && time <= before)
        return neume_reading_fail(r, r->line, "the frame's time, %g s, is not after the one before, %g s", time,
                                  before);
    return NEUME_OK;
}

static enum neume_status read_frame(struct neume_reading *r)
{
    struct neume_truth *t = r->truth;
    double time, hz;
    enum neume_status s = neume_reading_time(r, 0, "time", &time);
    if (s == NEUME_OK)
        s = check_frame_time(r, time, t->frame_count ? t->frame[t->frame_count - 1].time : 0, t->frame_count);
    if (s == NEUME_OK)
        s = neume_truth_add_frame(t, time);
    for (int i = 1; s == NEUME_OK && i < r->count; i++) {
        s = neume_reading_number(r, i, "frequency", &hz);
        /* Some write 0 for no pitch. */
        if (s != NEUME_OK || hz == 0)
            continue;
        s = neume_check_hz(r, r->line, hz);
        if (s == NEUME_OK)
            s = neume_truth_add_frame_pitch(t, hz);
    }
    return s;
}

enum neume_status neume_read_frames(struct neume_reading *r)
{
    return each_line(r, read_frame);
}

static enum neume_status read_f0(struct neume_reading *r)
{
    struct neume_truth *t = r->truth;
    double time, hz;
    enum neume_status s = neume_reading_time(r, 0, "time", &time);
    if (s == NEUME_OK)
        s = neume_reading_number(r, 1, "frequency", &hz);
    if (s == NEUME_OK)
        s = check_frame_time(r, time, t->f0_count ? t->f0[t->f0_count - 1].time : 0, t->f0_count);
    if (s == NEUME_OK && hz != 0)
        s = neume_check_hz(r, r->line, fabs(hz));
    return s == NEUME_OK ? neume_truth_add_f0(t, time, fabs(hz), hz > 0) : s;
}

enum neume_status neume_read_melody(struct neume_reading *r)
{
    return each_line(r, read_f0);
}

static enum neume_status read_beat(struct neume_reading *r)
{
    struct neume_truth *t = r->truth;
    double time, number = 0;
    enum neume_status s = neume_reading_time(r, 0, "time", &time);
    if (s == NEUME_OK && r->count > 1) {
        s = neume_reading_number(r, 1, "beat number", &number);
        if (s == NEUME_OK && (number < 0 || number > 1000))
            s = neume_reading_fail(r, r->line, "beat number %g is outside 0 to 1000", number);
    }
    if (s != NEUME_OK)
        return s;
    if (t->beat_count && time < t->beat[t->beat_count - 1].time)
        neume_reading_warn(r, r->line, "times are not in order");
    return neume_truth_add_beat(t, time, number);
}

enum neume_status neume_read_beats(struct neume_reading *r)
{
    return each_line(r, read_beat);
}

static enum neume_status read_onset(struct neume_reading *r)
{
    struct neume_truth *t = r->truth;
    double time;
    enum neume_status s = neume_reading_time(r, 0, "time", &time);
    if (s != NEUME_OK)
        return s;
    if (t->onset_count && time < t->onset[t->onset_count - 1])
        neume_reading_warn(r, r->line, "times are not in order");
    return neume_truth_add_onset(t, time);
}

enum neume_status neume_read_onsets(struct neume_reading *r)
{
    return each_line(r, read_onset);
}

/* madmom's write_notes(): a note of no known length is an instant. */
static enum neume_status read_madmom(struct neume_reading *r)
{
    struct neume_truth_note n = {.velocity = 100};
    double duration = 0, channel = 0;
    enum neume_status s = neume_reading_time(r, 0, "onset", &n.onset);
    if (s == NEUME_OK)
        s = neume_reading_number(r, 1, "pitch", &n.pitch);
    if (s == NEUME_OK)
        s = neume_check_pitch(r, r->line, n.pitch);
    if (s == NEUME_OK && r->count > 2)
        s = neume_reading_number(r, 2, "duration", &duration);
    if (s == NEUME_OK && duration < 0)
        s = neume_reading_fail(r, r->line, "duration is negative: %g s", duration);
    if (s == NEUME_OK && r->count > 3)
        s = neume_reading_number(r, 3, "velocity", &n.velocity);
    if (s == NEUME_OK && r->count > 4)
        s = neume_reading_number(r, 4, "channel", &channel);
    if (s != NEUME_OK)
        return s;
    /* Its channels count from 0, and 9 is General MIDI's drums. */
    if (channel == 9)
        return neume_truth_add_hit(r->truth, n.onset, neume_drum_class_of_key((int)n.pitch));
    n.offset = n.onset + duration;
    n.hz = neume_pitch_to_hz(n.pitch);
    return neume_reading_add_note(r, r->line, &n);
}

enum neume_status neume_read_madmom(struct neume_reading *r)
{
    return each_line(r, read_madmom);
}

/* A line of one number says where sound begins or ends. */
static enum neume_status read_aubio(struct neume_reading *r)
{
    struct neume_truth_note n = {.velocity = 64};
    if (r->count == 1)
        return NEUME_OK;
    enum neume_status s = neume_reading_number(r, 0, "pitch", &n.pitch);
    if (s == NEUME_OK)
        s = neume_check_pitch(r, r->line, n.pitch);
    if (s == NEUME_OK)
        s = neume_reading_number(r, 1, "onset", &n.onset);
    if (s == NEUME_OK)
        s = neume_reading_number(r, 2, "offset", &n.offset);
    if (s != NEUME_OK)
        return s;
    n.hz = neume_pitch_to_hz(n.pitch);
    return neume_reading_add_note(r, r->line, &n);
}

enum neume_status neume_read_aubio(struct neume_reading *r)
{
    return each_line(r, read_aubio);
}
