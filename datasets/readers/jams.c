/* SPDX-License-Identifier: MIT */
#include "datasets/readers/jams.h"

#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "datasets/readers/text.h"

/* One observation, and where it stands. */
struct item {
    double time, duration;
    const json_t *value;
    size_t annotation, index; /* from 1 */
};

typedef enum neume_status (*take_fn)(struct neume_reading *r, const struct item *item);

/* Says where, after what: JSON has no lines worth quoting once it is parsed. */
static enum neume_status at(struct neume_reading *r, const struct item *item, enum neume_status s)
{
    size_t used = strlen(r->remarks->error);
    if (s == NEUME_ERR_DAMAGED)
        snprintf(r->remarks->error + used, sizeof r->remarks->error - used, " (annotation %zu, observation %zu)",
                 item->annotation, item->index);
    return s;
}

static enum neume_status number_of(struct neume_reading *r, const json_t *value, const char *what, double *number)
{
    if (!json_is_number(value))
        return neume_reading_fail(r, 0, "%s is no number", what);
    *number = json_number_value(value);
    return NEUME_OK;
}

static enum neume_status take_note(struct neume_reading *r, const struct item *item, int in_hz)
{
    struct neume_truth_note n = {.onset = item->time, .offset = item->time + item->duration, .velocity = 64};
    enum neume_status s = number_of(r, item->value, in_hz ? "frequency" : "pitch", in_hz ? &n.hz : &n.pitch);
    if (s == NEUME_OK)
        s = in_hz ? neume_check_hz(r, 0, n.hz) : neume_check_pitch(r, 0, n.pitch);
    if (s != NEUME_OK)
        return s;
    if (in_hz)
        n.pitch = neume_hz_to_pitch(n.hz);
    else
        n.hz = neume_pitch_to_hz(n.pitch);
    s = neume_check_note(r, 0, &n);
    return s == NEUME_OK ? neume_truth_add_note(r->truth, &n) : s;
}

static enum neume_status take_note_midi(struct neume_reading *r, const struct item *item)
{
    return take_note(r, item, 0);
}

static enum neume_status take_note_hz(struct neume_reading *r, const struct item *item)
{
    return take_note(r, item, 1);
}

static enum neume_status take_contour(struct neume_reading *r, const struct item *item)
{
    struct neume_truth *t = r->truth;
    double hz = 0;
    enum neume_status s = number_of(r, json_object_get(item->value, "frequency"), "frequency", &hz);
    int voiced = hz > 0 && !json_is_false(json_object_get(item->value, "voiced"));
    if (s == NEUME_OK && hz != 0)
        s = neume_check_hz(r, 0, hz < 0 ? -hz : hz);
    if (s == NEUME_OK && t->f0_count && item->time <= t->f0[t->f0_count - 1].time)
        s = neume_reading_fail(r, 0, "the frame's time, %g s, is not after the one before", item->time);
    return s == NEUME_OK ? neume_truth_add_f0(t, item->time, hz < 0 ? -hz : hz, voiced) : s;
}

static enum neume_status take_beat(struct neume_reading *r, const struct item *item)
{
    const json_t *value = json_is_object(item->value) ? json_object_get(item->value, "position") : item->value;
    return neume_truth_add_beat(r->truth, item->time, json_is_number(value) ? json_number_value(value) : 0);
}

static enum neume_status take_onset(struct neume_reading *r, const struct item *item)
{
    return neume_truth_add_onset(r->truth, item->time);
}

static const struct {
    const char *name;
    take_fn take;
    unsigned kind;
} namespaces[] = {{"note_midi", take_note_midi, NEUME_TRUTH_NOTES},    {"note_hz", take_note_hz, NEUME_TRUTH_NOTES},
                  {"pitch_contour", take_contour, NEUME_TRUTH_MELODY}, {"beat", take_beat, NEUME_TRUTH_BEATS},
                  {"beat_position", take_beat, NEUME_TRUTH_BEATS},     {"onset", take_onset, NEUME_TRUTH_ONSETS}};

/* Observations are a list of objects, or, for curves, an object of lists. */
static size_t count_of(const json_t *data)
{
    return json_is_array(data) ? json_array_size(data) : json_array_size(json_object_get(data, "time"));
}

static const json_t *part(const json_t *data, size_t index, const char *name)
{
    return json_is_array(data) ? json_object_get(json_array_get(data, index), name)
                               : json_array_get(json_object_get(data, name), index);
}

static enum neume_status read_annotation(struct neume_reading *r, const json_t *data, size_t number, take_fn take)
{
    enum neume_status s = NEUME_OK;
    if (!json_is_array(data) && !json_is_object(data))
        return neume_reading_fail(r, 0, "annotation %zu has no data", number);
    for (size_t i = 0; s == NEUME_OK && i < count_of(data); i++) {
        struct item item = {.value = part(data, i, "value"), .annotation = number, .index = i + 1};
        const json_t *duration = part(data, i, "duration");
        s = number_of(r, part(data, i, "time"), "time", &item.time);
        if (s == NEUME_OK && duration && !json_is_null(duration))
            s = number_of(r, duration, "duration", &item.duration);
        if (s == NEUME_OK)
            s = neume_check_time(r, 0, "time", item.time);
        if (s == NEUME_OK)
            s = take(r, &item);
        s = at(r, &item, s);
    }
    return s;
}

static enum neume_status read_all(struct neume_reading *r, const json_t *annotations)
{
    enum neume_status s = NEUME_OK;
    if (!json_is_array(annotations))
        return neume_reading_fail(r, 0, "no JAMS: there is no list of annotations");
    for (size_t i = 0; s == NEUME_OK && i < json_array_size(annotations); i++) {
        const json_t *annotation = json_array_get(annotations, i);
        const char *name = json_string_value(json_object_get(annotation, "namespace"));
        for (size_t k = 0; name && s == NEUME_OK && k < sizeof namespaces / sizeof *namespaces; k++) {
            if (strcmp(name, namespaces[k].name))
                continue;
            if (namespaces[k].kind != NEUME_TRUTH_NOTES && (r->truth->kinds & namespaces[k].kind)) {
                neume_reading_warn(r, 0, "more than one annotation of %s: the first is used", name);
                continue;
            }
            r->truth->kinds |= namespaces[k].kind;
            s = read_annotation(r, json_object_get(annotation, "data"), i + 1, namespaces[k].take);
        }
    }
    return s;
}

static enum neume_status read_own_note(struct neume_reading *r, const json_t *item)
{
    struct neume_truth_note n = {.velocity = 64};
    static const char *const names[2][3] = {{"onset", "offset", "pitch"}, {"a_start_time", "a_end_time", "midi_pitch"}};
    const char *const *name = names[json_object_get(item, names[1][0]) != NULL]; /* those of Filosax */
    const json_t *velocity = json_object_get(item, "velocity");
    double *const number[3] = {&n.onset, &n.offset, &n.pitch};
    enum neume_status s = NEUME_OK;
    for (int i = 0; i < 3 && s == NEUME_OK; i++)
        s = number_of(r, json_object_get(item, name[i]), name[i], number[i]);
    if (s == NEUME_OK && velocity)
        s = number_of(r, velocity, "velocity", &n.velocity);
    if (s == NEUME_OK)
        s = neume_check_pitch(r, 0, n.pitch);
    if (s == NEUME_OK)
        s = neume_check_note(r, 0, &n);
    if (s != NEUME_OK)
        return s;
    n.hz = neume_pitch_to_hz(n.pitch);
    return json_is_true(json_object_get(item, "drum"))
               ? neume_truth_add_hit(r->truth, n.onset, neume_drum_class_of_key((int)n.pitch))
               : neume_truth_add_note(r->truth, &n);
}

static enum neume_status read_own(struct neume_reading *r, const json_t *notes)
{
    enum neume_status s = NEUME_OK;
    r->truth->kinds |= NEUME_TRUTH_NOTES;
    for (size_t i = 0; s == NEUME_OK && i < json_array_size(notes); i++) {
        struct item item = {.annotation = 1, .index = i + 1};
        s = at(r, &item, read_own_note(r, json_array_get(notes, i)));
    }
    return s;
}

enum neume_status neume_read_jams(struct neume_reading *r)
{
    json_error_t error;
    json_t *root = json_loads(r->text, 0, &error);
    if (!root)
        return neume_reading_fail(r, error.line > 0 ? (size_t)error.line : 0, "no JSON: %s", error.text);
    const json_t *own = json_object_get(root, "notes");
    enum neume_status s = json_is_array(own) ? read_own(r, own) : read_all(r, json_object_get(root, "annotations"));
    json_decref(root);
    return s;
}
