/* SPDX-License-Identifier: MIT */
#include "midi/file/notes_to_smf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/sized.h"
#include "midi/file/bend_quantize.h"
#include "midi/file/event_plan.h"
#include "midi/file/key_release.h"
#include "midi/file/tempo_map.h"
#include "midi/file/tempo_map_from_beats.h"

enum { DRUM_CHANNEL = 9, CHANNELS = 16, LOUDNESS_BY_PRESSURE = 128, SUSTAIN = 64, BRIGHTNESS_CONTROLLER = 74 };

/* One sounding note on its way into the plan. */
struct span {
    uint64_t on, off; /* ticks, on < off */
    uint8_t pitch, velocity, channel;
    const struct neume_note *note;
};

struct writer {
    const struct neume_notes *notes;
    struct neume_midi_options options;
    struct neume_tempo_map map;
    struct span *span; /* [span_count], by onset */
    size_t span_count;
    struct neume_event_plan plan;
    struct neume_bend_steps stairs; /* scratch */
};

static int good_options(const struct neume_midi_options *o)
{
    int loudness = o->loudness == 0 || o->loudness == 2 || o->loudness == 7 || o->loudness == 11 ||
                   o->loudness == LOUDNESS_BY_PRESSURE;
    return o->tempo >= 4 && o->tempo <= 960 && o->bends >= 0 && o->bends <= 2 && o->bend_range >= 1 &&
           o->bend_range <= 24 && loudness && (o->brightness == 0 || o->brightness == 1) &&
           (o->drum_lengths == 0 || o->drum_lengths == 1);
}

static int good_note(const struct neume_note *n)
{
    return n->onset >= 0 && n->offset > n->onset && n->offset <= 1e6 && n->pitch < 128 && n->velocity >= 1 &&
           n->velocity < 128 && n->part < NEUME_PART_COUNT;
}

/* The least multiple of 480, a number musicians' programs divide well, whose ticks are 0.25 ms or finer. */
static uint16_t choose_division(double tempo)
{
    double least = 60 / (tempo * 0.00025);
    double division = 480 * ceil(least / 480 - 1e-9);
    return (uint16_t)(division < 480 * 68 ? division : 480 * 68);
}

static int by_on(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    if (x->on != y->on)
        return x->on < y->on ? -1 : 1;
    if (x->pitch != y->pitch)
        return x->pitch - y->pitch;
    return x->off < y->off ? -1 : x->off > y->off;
}

/* Ends each span where its pitch is struck again; spans of one pitch on one tick become one. `span` is sorted by onset.
 */
static void part_spans(struct writer *w)
{
    struct span *last[128] = {0};
    size_t kept = 0;
    for (size_t i = 0; i < w->span_count; i++) {
        struct span s = w->span[i], *before = last[s.pitch];
        if (before && before->on == s.on) {
            if (s.velocity > before->velocity)
                before->velocity = s.velocity;
            if (s.off > before->off) {
                before->off = s.off;
                before->note = s.note;
            }
            continue;
        }
        if (before && before->off > s.on)
            before->off = s.on;
        w->span[kept] = s;
        last[s.pitch] = &w->span[kept++];
    }
    w->span_count = kept;
}

static uint64_t to_tick(const struct neume_tempo_map *map, double seconds)
{
    return (uint64_t)llround(neume_tempo_map_ticks(map, seconds));
}

/* The part that a note is written with: the drums, NONE with all that have no part, or else its own. */
static enum neume_part part_of(const struct writer *w, const struct neume_note *n)
{
    int shared = n->part >= NEUME_PART_DRUMS || w->options.bends == 2; /* one zone of MPE holds all parts */
    return n->drum ? NEUME_PART_DRUMS : shared ? NEUME_PART_NONE : (enum neume_part)n->part;
}

/* The notes of a part as spans of ticks on a channel. */
static void collect(struct writer *w, enum neume_part part, int channel)
{
    int drum = part == NEUME_PART_DRUMS;
    w->span_count = 0;
    for (size_t i = 0; i < w->notes->count; i++) {
        const struct neume_note *n = &w->notes->note[i];
        if (part_of(w, n) != part)
            continue;
        double end = !drum                     ? neume_key_release(w->options.pedals, w->notes, i)
                     : w->options.drum_lengths ? n->offset
                                               : n->onset + NEUME_SCORE_DRUM_GATE;
        struct span s = {.on = to_tick(&w->map, n->onset),
                         .off = to_tick(&w->map, end),
                         .pitch = n->pitch,
                         .velocity = n->velocity,
                         .channel = (uint8_t)channel,
                         .note = n};
        if (s.off <= s.on)
            s.off = s.on + 1;
        w->span[w->span_count++] = s;
    }
    if (w->span_count)
        qsort(w->span, w->span_count, sizeof *w->span, by_on);
    part_spans(w);
}

static enum neume_status plan_notes(struct writer *w)
{
    enum neume_status s = NEUME_OK;
    for (size_t i = 0; i < w->span_count && s == NEUME_OK; i++) {
        const struct span *n = &w->span[i];
        s = neume_event_plan_add(&w->plan, n->on, NEUME_RANK_ON, NEUME_MIDI_NOTE_ON | n->channel, n->pitch,
                                 n->velocity);
        if (s == NEUME_OK)
            s = neume_event_plan_add(&w->plan, n->off, NEUME_RANK_OFF, NEUME_MIDI_NOTE_OFF | n->channel, n->pitch, 64);
    }
    return s;
}

/* The bend of a channel as it is planned. */
struct bender {
    struct neume_event_plan *plan;
    const struct neume_tempo_map *map;
    struct neume_bend_steps *stairs;
    int channel;
    double range; /* cents */
    double bound; /* of the held bend, cents */
    int sent;     /* the value that was sent last, 0..16383 */
};

/* What rounding adds keeps the whole below 3: half a tick of a scoop, 0.23 ms at 3000 cents a second, is 0.7 cents, and
 * half a step of MPE's wide range 0.3. */
static const double line_bound = 2.2, mpe_bound = 1.9;

enum { MPE_RANGE = 48 }; /* semitones: what receivers of MPE take for granted (RP-053) */

static enum neume_status bend_to(struct bender *b, uint64_t tick, double cents)
{
    long value = 8192 + lround(cents / b->range * 8192);
    value = value < 0 ? 0 : value > 16383 ? 16383 : value;
    if (value == b->sent)
        return NEUME_OK;
    b->sent = (int)value;
    struct neume_planned_event *last = b->plan->count ? &b->plan->event[b->plan->count - 1] : NULL;
    if (last && last->tick == tick && last->status == (NEUME_MIDI_BEND | b->channel)) {
        last->data0 = value & 0x7F;
        last->data1 = (uint8_t)(value >> 7);
        return NEUME_OK;
    }
    return neume_event_plan_add(b->plan, tick, NEUME_RANK_CONTROL, NEUME_MIDI_BEND | b->channel, value & 0x7F,
                                (int)(value >> 7));
}

/* Bends from the note's beginning to `end` ticks. */
static enum neume_status bend_note(struct bender *b, const struct span *span, const struct neume_notes *notes,
                                   uint64_t end)
{
    const struct neume_note *n = span->note;
    double length = neume_tempo_map_seconds(b->map, end) - n->onset;
    if (!n->bend_count || length <= 0)
        return bend_to(b, span->on, n->bend_count ? (double)notes->bend[n->bend_first].cents : 0);
    enum neume_status s =
        neume_bend_quantize(b->stairs, notes->bend + n->bend_first, n->bend_count, length, b->bound, b->range);
    for (size_t i = 0; i < b->stairs->count && s == NEUME_OK; i++) {
        uint64_t tick = i ? to_tick(b->map, n->onset + b->stairs->stair[i].time) : span->on;
        if (tick < end)
            s = bend_to(b, tick, b->stairs->stair[i].cents);
    }
    return s;
}

/* The bend range that RPN 0 can say: semitones and hundredths. */
static void bend_range_of(const struct neume_midi_options *o, int *semitones, int *cents)
{
    long all = lround(o->bend_range * 100);
    *semitones = (int)(all / 100);
    *cents = (int)(all % 100);
}

/* A registered parameter, and none after it, so that stray data does no harm. */
static enum neume_status plan_parameter(struct neume_event_plan *p, int channel, int number, int coarse, int fine)
{
    const int setup[6][2] = {{101, 0}, {100, number}, {6, coarse}, {38, fine}, {101, 127}, {100, 127}};
    enum neume_status s = NEUME_OK;
    for (int i = 0; i < 6 && s == NEUME_OK; i++)
        s = neume_event_plan_add(p, 0, NEUME_RANK_CONTROL, NEUME_MIDI_CONTROL | channel, setup[i][0], setup[i][1]);
    return s;
}

/* Sets a channel's bend range and centres it. */
static enum neume_status start_bends(struct bender *b, struct writer *w, int channel, int semitones, int cents)
{
    *b = (struct bender){.plan = &w->plan,
                         .map = &w->map,
                         .stairs = &w->stairs,
                         .channel = channel,
                         .range = 100.0 * semitones + cents,
                         .bound = w->options.bends == 2 ? mpe_bound : line_bound,
                         .sent = 8192};
    enum neume_status s = plan_parameter(&w->plan, channel, 0, semitones, cents);
    return s == NEUME_OK ? neume_event_plan_add(&w->plan, 0, NEUME_RANK_CONTROL, NEUME_MIDI_BEND | channel, 0, 64) : s;
}

static enum neume_status plan_bends(struct writer *w, int channel)
{
    int semitones, cents;
    bend_range_of(&w->options, &semitones, &cents);
    struct bender b;
    enum neume_status s = start_bends(&b, w, channel, semitones, cents);
    for (size_t i = 0; i < w->span_count && s == NEUME_OK; i++) {
        uint64_t end = w->span[i].off;
        if (i + 1 < w->span_count && w->span[i + 1].on < end)
            end = w->span[i + 1].on;
        s = bend_note(&b, &w->span[i], w->notes, end);
    }
    return s;
}

/* Members of the lower zone: with drums it ends before their channel. */
static int count_members(const struct writer *w)
{
    for (size_t i = 0; i < w->notes->count; i++)
        if (w->notes->note[i].drum)
            return DRUM_CHANNEL - 1;
    return CHANNELS - 1;
}

/* Gives each note a channel of its own: the one that has been silent longest, or else that of the note which began
 * first, which ends. Channel 10 is passed over, since what does not know MPE plays drums there. */
static void assign_members(struct writer *w, int members)
{
    struct span *last[CHANNELS] = {0};
    for (size_t i = 0; i < w->span_count; i++) {
        struct span *s = &w->span[i];
        int idle = 0, oldest = 1;
        for (int c = 1; c <= members; c++) {
            if (c == DRUM_CHANNEL)
                continue;
            uint64_t until = last[c] ? last[c]->off : 0;
            if (until <= s->on && (!idle || until < (last[idle] ? last[idle]->off : 0)))
                idle = c;
            if (!idle && last[c] < last[oldest])
                oldest = c;
        }
        s->channel = (uint8_t)(idle ? idle : oldest);
        if (!idle)
            last[oldest]->off = last[oldest]->on < s->on ? s->on : s->on + 1;
        last[s->channel] = s;
    }
}

/* MIDI Polyphonic Expression (RP-053): a zone of channels with a note on each. */
static enum neume_status plan_mpe(struct writer *w)
{
    struct bender b[CHANNELS];
    int members = count_members(w);
    assign_members(w, members);
    enum neume_status s = plan_parameter(&w->plan, 0, 6, members, 0);
    for (int c = 1; c <= members && s == NEUME_OK; c++)
        s = start_bends(&b[c], w, c, MPE_RANGE, 0);
    for (size_t i = 0; i < w->span_count && s == NEUME_OK; i++)
        s = bend_note(&b[w->span[i].channel], &w->span[i], w->notes, w->span[i].off);
    return s;
}

/* The controllers of loudness and brightness, as they were last said on each channel; -1: not yet. */
struct expression_writer {
    struct writer *w;
    int loudness[CHANNELS], brightness[CHANNELS];
};

static enum neume_status say(struct expression_writer *t, uint64_t tick, int channel, int controller, double wanted)
{
    int value = (int)lround(fmin(fmax(wanted, 1), 127));
    int *said = controller == BRIGHTNESS_CONTROLLER ? &t->brightness[channel] : &t->loudness[channel];
    if (!controller || *said == value)
        return NEUME_OK;
    *said = value;
    return controller == LOUDNESS_BY_PRESSURE
               ? neume_event_plan_add(&t->w->plan, tick, NEUME_RANK_CONTROL, NEUME_MIDI_PRESSURE | channel, value, 0)
               : neume_event_plan_add(&t->w->plan, tick, NEUME_RANK_CONTROL, NEUME_MIDI_CONTROL | channel, controller,
                                      value);
}

/* General MIDI has velocity and controller 11 sum up: 40 log10(value / 127) dB each. The velocity becomes that of the
 * loudest point, so that the controller never has to go over its end. */
static enum neume_status write_expression(struct expression_writer *t, struct span *span)
{
    const struct neume_note *n = span->note;
    const struct neume_expression *expression = t->w->notes->expression + n->expression_first;
    const struct neume_midi_options *o = &t->w->options;
    int bright = o->brightness ? BRIGHTNESS_CONTROLLER : 0;
    double top = -120;
    if (!n->expression_count) {
        enum neume_status s = say(t, span->on, span->channel, o->loudness, 127);
        return s == NEUME_OK ? say(t, span->on, span->channel, bright, 64) : s;
    }
    for (uint32_t i = 0; i < n->expression_count; i++)
        top = fmax(top, expression[i].loudness);
    if (o->loudness)
        span->velocity = (uint8_t)lround(fmin(fmax(span->velocity * pow(10, top / 40), 1), 127));
    double raised = 40 * log10((double)span->velocity / n->velocity);
    enum neume_status s = NEUME_OK;
    for (uint32_t i = 0; i < n->expression_count && s == NEUME_OK; i++) {
        uint64_t tick = to_tick(&t->w->map, n->onset + expression[i].time);
        tick = i ? tick : span->on;
        if (tick >= span->off)
            break;
        s = say(t, tick, span->channel, o->loudness, 127 * pow(10, (expression[i].loudness - raised) / 40));
        if (s == NEUME_OK)
            s = say(t, tick, span->channel, bright, 64 + 16 * expression[i].brightness);
    }
    return s;
}

static enum neume_status plan_expression(struct writer *w)
{
    struct expression_writer t = {.w = w};
    enum neume_status s = NEUME_OK;
    for (int c = 0; c < CHANNELS; c++)
        t.loudness[c] = t.brightness[c] = -1;
    for (size_t i = 0; i < w->span_count && s == NEUME_OK; i++)
        s = write_expression(&t, &w->span[i]);
    return s;
}

static enum neume_status add_track(struct neume_smf *smf, struct neume_event_plan *plan, const char *name)
{
    size_t track = smf->track_count;
    enum neume_status s = neume_smf_add_track(smf);
    if (s == NEUME_OK && name)
        s = neume_smf_add_meta(smf, track, 0, NEUME_META_TRACK_NAME, name, strlen(name));
    neume_event_plan_sort(plan);
    uint64_t tick = 0;
    for (size_t i = 0; i < plan->count && s == NEUME_OK; i++) {
        const struct neume_planned_event *e = &plan->event[i];
        /* A silence longer than a file can say at once, nine hours at least, is said in parts. */
        for (; e->tick - tick > NEUME_SMF_MAX_DELTA && s == NEUME_OK; tick += NEUME_SMF_MAX_DELTA)
            s = neume_smf_add_meta(smf, track, tick + NEUME_SMF_MAX_DELTA, NEUME_META_TEXT, NULL, 0);
        if (s == NEUME_OK)
            s = neume_smf_add_message(smf, track, e->tick, e->status, e->data0, e->data1);
        tick = e->tick;
    }
    if (s == NEUME_OK)
        s = neume_smf_end_track(smf, track, plan->count ? plan->event[plan->count - 1].tick : 0);
    plan->count = 0;
    return s;
}

static enum neume_status write_conductor(struct neume_smf *smf, const struct neume_midi_options *o, uint32_t us)
{
    enum neume_status s = neume_smf_add_track(smf);
    if (s == NEUME_OK && o->name)
        s = neume_smf_add_meta(smf, 0, 0, NEUME_META_TRACK_NAME, o->name, strlen(o->name));
    if (s == NEUME_OK)
        s = neume_smf_add_meta(smf, 0, 0, NEUME_META_TEXT, NEUME_SMF_CREATOR, strlen(NEUME_SMF_CREATOR));
    if (s == NEUME_OK && o->beats && o->beats->count >= 2)
        return neume_tempo_map_from_beats(smf, 0, o->beats);
    if (s == NEUME_OK)
        s = neume_smf_add_tempo(smf, 0, 0, us);
    if (s == NEUME_OK)
        s = neume_smf_add_time_signature(smf, 0, 0, 4, 4);
    return s == NEUME_OK ? neume_smf_end_track(smf, 0, 0) : s;
}

static enum neume_status plan_pedals(struct writer *w, int channel)
{
    const struct neume_pedals *pedals = w->options.pedals;
    enum neume_status s = NEUME_OK;
    for (size_t i = 0; pedals && i < 2 * pedals->count && s == NEUME_OK; i++) {
        const struct neume_pedal *p = &pedals->pedal[i / 2];
        uint64_t tick = to_tick(&w->map, i % 2 ? p->up : p->down);
        s = neume_event_plan_add(&w->plan, tick, NEUME_RANK_CONTROL, NEUME_MIDI_CONTROL | channel, SUSTAIN,
                                 i % 2 ? 0 : 127);
    }
    return s;
}

/* "Bass" for "bass". */
static void name_track(enum neume_part part, char name[16])
{
    strcpy(name, part == NEUME_PART_NONE ? "notes" : neume_part_name(part));
    name[0] = (char)(name[0] - 'a' + 'A');
}

/* Counts *channel on where the part has notes. */
static enum neume_status write_part(struct neume_smf *smf, struct writer *w, enum neume_part part, int *channel)
{
    int drum = part == NEUME_PART_DRUMS, own = drum ? DRUM_CHANNEL : *channel;
    char name[16];
    enum neume_status s = NEUME_OK;
    collect(w, part, own);
    if (!w->span_count)
        return NEUME_OK;
    *channel += drum ? 0 : *channel + 1 == DRUM_CHANNEL ? 2 : 1;
    if (neume_part_program(part))
        s = neume_event_plan_add(&w->plan, 0, NEUME_RANK_CONTROL, NEUME_MIDI_PROGRAM | own,
                                 neume_part_program(part) - 1, 0);
    if (s == NEUME_OK && !drum && w->options.bends)
        s = w->options.bends == 2 ? plan_mpe(w) : plan_bends(w, own);
    if (s == NEUME_OK && !drum && (w->options.loudness || w->options.brightness))
        s = plan_expression(w);
    if (s == NEUME_OK && !drum)
        s = plan_pedals(w, own);
    if (s == NEUME_OK)
        s = plan_notes(w);
    name_track(part, name);
    return s == NEUME_OK ? add_track(smf, &w->plan, name) : s;
}

static enum neume_status write_parts(struct neume_smf *smf, struct writer *w)
{
    int channel = 0;
    enum neume_status s = NEUME_OK;
    for (int part = NEUME_PART_NONE; part <= NEUME_PART_DRUMS && s == NEUME_OK; part++)
        s = write_part(smf, w, (enum neume_part)part, &channel);
    return s;
}

enum neume_status neume_notes_to_smf(struct neume_smf *smf, const struct neume_notes *notes,
                                     const struct neume_midi_options *options)
{
    struct writer w = {.notes = notes};
    neume_smf_release(smf);
    neume_midi_options_init(&w.options);
    if (options && neume_sized_take(&w.options, sizeof w.options, options) != NEUME_OK)
        return NEUME_ERR_ARGUMENT;
    if (!good_options(&w.options))
        return NEUME_ERR_ARGUMENT;
    for (size_t i = 0; i < notes->count; i++)
        if (!good_note(&notes->note[i]))
            return NEUME_ERR_ARGUMENT;
    uint32_t us = (uint32_t)lround(60e6 / w.options.tempo);
    smf->division = choose_division(w.options.tempo);
    w.span = malloc((notes->count + 1) * sizeof *w.span);
    enum neume_status s = w.span ? write_conductor(smf, &w.options, us) : NEUME_ERR_MEMORY;
    /* Of the tempos as the file says them, so that their rounding does not move the notes. */
    if (s == NEUME_OK)
        s = neume_tempo_map_init(&w.map, smf);
    if (s == NEUME_OK)
        s = write_parts(smf, &w);
    neume_tempo_map_release(&w.map);
    neume_bend_steps_release(&w.stairs);
    free(w.span);
    free(w.plan.event);
    if (s != NEUME_OK)
        neume_smf_release(smf);
    return s;
}
