/* SPDX-License-Identifier: MIT */
#include "datasets/readers/svl.h"

#include <string.h>

#include "datasets/readers/labels.h"
#include "datasets/readers/text.h"

struct layer {
    double rate; /* Hz */
    int in_hz;
};

/* The value of an attribute of the element that ends at `end`; of no size where there is none. */
static struct neume_field attribute(const char *at, const char *end, const char *name)
{
    size_t size = strlen(name);
    for (; at + size + 2 < end; at++) {
        if (strncmp(at, name, size) || at[size] != '=' || at[size + 1] != '"' || at[-1] > ' ')
            continue;
        const char *value = at + size + 2, *close = memchr(value, '"', (size_t)(end - value));
        return close ? (struct neume_field){value, (size_t)(close - value)} : (struct neume_field){0};
    }
    return (struct neume_field){0};
}

static int number(const char *at, const char *end, const char *name, double *value)
{
    struct neume_field field = attribute(at, end, name);
    return field.at && neume_field_number(field, value);
}

static enum neume_status add_note(struct neume_reading *r, const struct layer *l, size_t line, const char *at,
                                  const char *end, double time, double value, double duration)
{
    struct neume_truth_note n = {.onset = time, .offset = time + duration / l->rate, .velocity = 64};
    enum neume_drum_class drum;
    struct neume_field label = attribute(at, end, "label");
    double level;
    enum neume_status s = l->in_hz ? neume_check_hz(r, line, value) : neume_check_pitch(r, line, value);
    if (s != NEUME_OK)
        return s;
    if (!l->in_hz && neume_label_is_drum(label) && neume_drum_class_of_label(label, &drum)) {
        s = neume_check_time(r, line, "onset", time);
        return s == NEUME_OK ? neume_truth_add_hit(r->truth, time, neume_drum_class_of_key((int)value)) : s;
    }
    n.pitch = l->in_hz ? neume_hz_to_pitch(value) : value;
    n.hz = l->in_hz ? value : neume_pitch_to_hz(value);
    if (number(at, end, "level", &level))
        n.velocity = level <= 1 ? 127 * level : level;
    return neume_reading_add_note(r, line, &n);
}

static enum neume_status add_point(struct neume_reading *r, const struct layer *l, size_t line, const char *at,
                                   const char *end)
{
    double frame, value, duration;
    if (!number(at, end, "frame", &frame))
        return neume_reading_fail(r, line, "a point without a frame");
    double time = frame / l->rate;
    if (number(at, end, "value", &value) && number(at, end, "duration", &duration))
        return add_note(r, l, line, at, end, time, value, duration);
    enum neume_status s = neume_check_time(r, line, "time", time);
    if (s == NEUME_OK && number(at, end, "value", &value)) {
        if (value != 0)
            s = neume_check_hz(r, line, value < 0 ? -value : value);
        return s == NEUME_OK ? neume_truth_add_f0(r->truth, time, value < 0 ? -value : value, value > 0) : s;
    }
    return s == NEUME_OK ? neume_truth_add_onset(r->truth, time) : s;
}

static enum neume_status read_model(struct neume_reading *r, size_t line, const char *at, const char *end,
                                    struct layer *l)
{
    struct neume_field units = attribute(at, end, "units");
    if (!number(at, end, "sampleRate", &l->rate) || !(l->rate > 0))
        return neume_reading_fail(r, line, "a model without a sample rate");
    l->in_hz = neume_field_is(units, "Hz");
    if (neume_field_is(attribute(at, end, "subtype"), "note"))
        r->truth->kinds |= NEUME_TRUTH_NOTES;
    return NEUME_OK;
}

enum neume_status neume_read_svl(struct neume_reading *r)
{
    struct layer layer = {0};
    enum neume_status s = NEUME_OK;
    size_t line = 1;
    for (const char *at = r->text; s == NEUME_OK && *at; at++) {
        line += *at == '\n';
        if (*at != '<')
            continue;
        const char *end = strchr(at, '>');
        if (!end)
            return neume_reading_fail(r, line, "the file ends inside an element");
        if (!strncmp(at, "<model ", 7))
            s = read_model(r, line, at + 6, end, &layer);
        else if (!strncmp(at, "<point ", 7))
            s = layer.rate > 0 ? add_point(r, &layer, line, at + 6, end)
                               : neume_reading_fail(r, line, "a point before its model");
    }
    if (s == NEUME_OK && !(layer.rate > 0))
        s = neume_reading_fail(r, 0, "no model in it");
    return s;
}
