/* SPDX-License-Identifier: MIT */
#include "models/melody/melody_postprocess.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/velocity.h"

static const double joined = 0.03;      /* seconds that two notes may be apart and still be one movement */
static const double slip = 0.15;        /* seconds that a slip of the tracker lasts at most */
static const float outlived_db = 3;     /* a partial that outlives its note is quieter than the note by this at least */
static const float astray = 0.35f;      /* semitones of standard deviation that short notes lie beside the scale */
static const float worth = 0.5f;        /* nats a logit of the network's */
static const double least_sounding = 2; /* seconds of notes that a tuning is estimated from */
static const double least_agreement = 0.3; /* length of the mean vector of their fractions */
static const double no_chance = 4.6; /* its square times the notes: by chance so much 1 time in 100 (Rayleigh's test) */
enum { LEAST_NOTES = 5 };

void neume_melody_notes_release(struct neume_melody_notes *line)
{
    if (!line)
        return;
    neume_notes_release(&line->notes);
    free(line->trait);
    memset(line, 0, sizeof *line);
}

void neume_melody_notes_clear(struct neume_melody_notes *line)
{
    line->notes.count = line->notes.bend_count = line->notes.expression_count = 0;
}

enum neume_status neume_melody_notes_push(struct neume_melody_notes *line, const struct neume_note *note,
                                          const struct neume_melody_notes_trait *trait, const struct neume_bend *bend,
                                          const struct neume_expression *expression)
{
    size_t count = line->notes.count;
    struct neume_note *before = count ? &line->notes.note[count - 1] : NULL;
    if (before && before->onset < note->onset && (before->offset > note->onset || trait->joined))
        before->offset = note->onset;
    if (count == line->capacity) {
        size_t wanted = line->capacity ? 2 * line->capacity : 256;
        struct neume_melody_notes_trait *grown = realloc(line->trait, wanted * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        line->trait = grown;
        line->capacity = wanted;
    }
    enum neume_status status = neume_notes_push_expressive(&line->notes, note, bend, expression);
    if (status == NEUME_OK)
        line->trait[count] = *trait;
    return status;
}

/* Whether one pitch is a partial of the other, `above` semitones below it: partials 2 to 10. */
static int is_partial(float above)
{
    static const float partials[] = {12, 19.02f, 24, 27.86f, 31.02f, 33.69f, 36, 38.04f, 39.86f};
    for (size_t i = 0; i < sizeof partials / sizeof *partials; i++)
        if (fabsf(above - partials[i]) < 0.7f)
            return 1;
    return 0;
}

/* Makes note i last from `from` to `to`, with the expression of notes first .. last, which lie side by side. */
static void stretch(struct neume_melody_notes *line, size_t i, size_t first, size_t last)
{
    struct neume_note *n = &line->notes.note[i];
    const struct neume_note a = line->notes.note[first], b = line->notes.note[last];
    double before = n->onset - a.onset;
    for (uint32_t k = 0; k < n->bend_count && before > 0; k++)
        line->notes.bend[n->bend_first + k].time += (float)before;
    for (uint32_t k = 0; k < b.expression_count; k++)
        line->notes.expression[b.expression_first + k].time += (float)(b.onset - a.onset);
    n->expression_first = a.expression_count ? a.expression_first : b.expression_first;
    n->expression_count = a.expression_count + b.expression_count;
    n->onset = a.onset;
    n->offset = b.offset;
}

static void keep(struct neume_melody_notes *line, size_t to, size_t from)
{
    line->notes.note[to] = line->notes.note[from];
    line->trait[to] = line->trait[from];
}

static int one_movement(const struct neume_melody_notes *line, size_t a, size_t b)
{
    return !line->trait[b].articulated && line->notes.note[b].onset - line->notes.note[a].offset <= joined;
}

static double length_of(const struct neume_melody_notes *line, size_t i)
{
    return line->notes.note[i].offset - line->notes.note[i].onset;
}

/* Whether note b takes in the slip a before it. */
static int slipped_before(const struct neume_melody_notes *line, size_t a, size_t b)
{
    return one_movement(line, a, b) && length_of(line, a) <= slip &&
           is_partial(fabsf(line->trait[b].pitch - line->trait[a].pitch));
}

/* Whether note a takes in what follows it: a slip, or one of its partials. */
static int slipped_after(const struct neume_melody_notes *line, size_t a, size_t b)
{
    float up = line->trait[b].pitch - line->trait[a].pitch;
    if (!one_movement(line, a, b))
        return 0;
    return (length_of(line, b) <= slip && is_partial(-up)) ||
           (is_partial(up) && line->trait[b].loudest < line->trait[a].loudest - outlived_db);
}

void neume_melody_notes_mend(struct neume_melody_notes *line)
{
    size_t count = line->notes.count, kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (i && kept && slipped_before(line, kept - 1, i)) {
            int articulated = line->trait[kept - 1].articulated;
            stretch(line, i, kept - 1, i);
            keep(line, kept - 1, i);
            line->trait[kept - 1].articulated = articulated;
        } else {
            keep(line, kept++, i);
        }
    }
    count = kept;
    kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept && slipped_after(line, kept - 1, i))
            stretch(line, kept - 1, kept - 1, i);
        else
            keep(line, kept++, i);
    }
    line->notes.count = kept;
}

double neume_melody_notes_tuning(const struct neume_melody_notes *line)
{
    static const double turn = 6.283185307179586;
    double x = 0, y = 0, all = 0;
    for (size_t i = 0; i < line->notes.count; i++) {
        double weight = fmin(length_of(line, i), 1);
        x += weight * cos(turn * line->trait[i].pitch);
        y += weight * sin(turn * line->trait[i].pitch);
        all += weight;
    }
    double agreement = all > 0 ? sqrt(x * x + y * y) / all : 0;
    if (line->notes.count < LEAST_NOTES || all < least_sounding || agreement < least_agreement ||
        agreement * agreement * (double)line->notes.count < no_chance)
        return 440;
    return 440 * pow(2, atan2(y, x) / turn / 12);
}

/* The note's MIDI pitch; its curve and expression become relative to it and to its velocity. */
static enum neume_status hand_out(struct neume_melody_notes *line, size_t i, long pitch, float full,
                                  struct neume_notes *out)
{
    struct neume_note note = line->notes.note[i];
    struct neume_bend *bend = line->notes.bend + note.bend_first;
    struct neume_expression *expression = line->notes.expression + note.expression_first;
    note.pitch = (uint8_t)pitch;
    note.velocity = neume_velocity(line->trait[i].loudest, full);
    float level = full + 40 * log10f((float)note.velocity / 127);
    for (uint32_t k = 0; k < note.bend_count; k++)
        bend[k].cents -= 100 * (float)pitch;
    for (uint32_t k = 0; k < note.expression_count; k++)
        expression[k].loudness -= level;
    return neume_notes_push_expressive(out, &note, note.bend_count ? bend : NULL,
                                       note.expression_count ? expression : NULL);
}

/* What the network hears of any pitch, semitones above its key nearest to the note's. */
static float sounds_at(const struct neume_melody_notes_trait *trait, float above)
{
    float place = fminf(fmaxf(above + 1, 0), 2);
    int under = place < 1 ? 0 : 1;
    return trait->sounds[under] + (place - (float)under) * (trait->sounds[under + 1] - trait->sounds[under]);
}

/* The likeliest of the three keys about the pitch, on a scale `off` semitones from that of the network. */
static long key_of(const struct neume_melody_notes_trait *trait, float off)
{
    long nearest = lroundf(trait->pitch - off), best = nearest;
    float most = -INFINITY;
    for (long key = nearest - 1; key <= nearest + 1; key++) {
        float pitch = (float)key + off, away = trait->pitch - pitch;
        float score = worth * sounds_at(trait, pitch - roundf(trait->pitch)) - away * away / (2 * astray * astray);
        if (score > most) {
            most = score;
            best = key;
        }
    }
    return best;
}

enum neume_status neume_melody_notes_hand_out(struct neume_melody_notes *line, const struct neume_options *options,
                                              double tuning, float full, struct neume_notes *out)
{
    float off = (float)(12 * log2(tuning / 440));
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < line->notes.count && status == NEUME_OK; i++) {
        long pitch = key_of(&line->trait[i], off);
        if (pitch >= options->min_pitch && pitch <= options->max_pitch && length_of(line, i) >= options->min_length &&
            length_of(line, i) > 0)
            status = hand_out(line, i, pitch, full, out);
    }
    return status;
}
