/* SPDX-License-Identifier: MIT */
#include "midi/edit/edit_time.h"

#include <math.h>
#include <stdlib.h>

#include "midi/edit/edit_view.h"

struct quantizer {
    const struct neume_bar_map *bars;
    struct neume_grid grid;
    double window; /* ticks */
    double strength;
};

static int in_window(const struct quantizer *q, uint64_t tick)
{
    uint64_t line = neume_grid_nearest(q->bars, &q->grid, tick, NULL);
    return (double)(line > tick ? line - tick : tick - line) <= q->window;
}

static int64_t pull(const struct quantizer *q, uint64_t from, uint64_t to)
{
    return llround(q->strength * ((double)to - (double)from));
}

/* To the nearest line that leaves the note some length. `was`: the end before its onset moved. */
static void quantize_end(const struct quantizer *q, struct neume_edit_note *n, uint64_t was)
{
    uint64_t line = in_window(q, was) ? neume_grid_nearest(q->bars, &q->grid, was, NULL) : was;
    if (line <= n->is.on)
        line = neume_grid_nearest(q->bars, &q->grid, n->is.on + (uint64_t)ceil(q->grid.step), NULL);
    if (line <= n->is.on)
        line = n->is.on + (uint64_t)ceil(q->grid.step);
    neume_edit_set_off(n, (uint64_t)((int64_t)was + pull(q, was, line)));
}

static int on_line(const struct quantizer *q, uint64_t tick)
{
    return neume_grid_nearest(q->bars, &q->grid, tick, NULL) == tick;
}

/* Notes that begin within a quarter of a step go to one line: the one nearest to their mean. Quantising again changes
 * nothing, since those outside the window have no say, and two lines that the end of a bar brings close stay apart. */
static size_t next_chord(const struct quantizer *q, struct neume_edit_note *const *note, size_t count, uint64_t *line)
{
    double sum = 0;
    size_t n = 0;
    int firm = on_line(q, note[0]->is.on);
    while (n < count && (double)(note[n]->is.on - note[0]->is.on) <= q->grid.step / 4) {
        if (firm && note[n]->is.on != note[0]->is.on && on_line(q, note[n]->is.on))
            break;
        sum += (double)(note[n++]->is.on - note[0]->is.on);
    }
    *line = neume_grid_nearest(q->bars, &q->grid, note[0]->is.on + (uint64_t)llround(sum / (double)n), NULL);
    return n;
}

/* A note as it was before quantising. */
struct before {
    struct neume_edit_note *note;
    uint64_t on, off;
};

static int by_line(const void *a, const void *b)
{
    const struct before *x = a, *y = b;
    if (x->note->track != y->note->track)
        return x->note->track < y->note->track ? -1 : 1;
    if (x->note->is.channel != y->note->is.channel)
        return x->note->is.channel < y->note->is.channel ? -1 : 1;
    return x->on != y->on ? (x->on < y->on ? -1 : 1) : 0;
}

static struct before *remember(const struct neume_edit_view *v, size_t *count)
{
    struct before *all = malloc((v->count + 1) * sizeof *all);
    *count = 0;
    for (size_t i = 0; i < v->count && all; i++)
        if (!v->note[i].dropped)
            all[(*count)++] = (struct before){&v->note[i], v->note[i].is.on, v->note[i].is.off};
    if (all)
        qsort(all, *count, sizeof *all, by_line);
    return all;
}

/* What was played one after the other in a track and channel still is: a note that ended before another began does not
 * sound into it. */
static void keep_apart(struct before *all, size_t count)
{
    enum { SAME_LINE = 16 }; /* how many notes may have gone to the line of one that ended before them */
    for (size_t i = 0, end = 0; i < count; i++) {
        struct neume_edit_note *n = all[i].note;
        size_t low = i + 1, high;
        for (end = end > i ? end : i + 1;
             end < count && all[end].note->track == n->track && all[end].note->is.channel == n->is.channel;)
            end++;
        for (high = end; low < high;) {
            size_t middle = low + (high - low) / 2;
            if (all[middle].on < all[i].off)
                low = middle + 1;
            else
                high = middle;
        }
        for (size_t k = low; k < end && k < low + SAME_LINE; k++)
            if (all[k].note->is.on > n->is.on) {
                if (all[k].note->is.on < n->is.off)
                    neume_edit_set_off(n, all[k].note->is.on);
                break;
            }
    }
}

static void quantize(struct neume_edit_view *v, const struct neume_edit_options *o, double step)
{
    struct quantizer q = {&v->bars, {step, o->swing}, 0, o->strength};
    q.window = o->window_ticks >= 0 ? o->window_ticks : o->window >= 1 ? INFINITY : o->window * step / 2;
    neume_edit_view_sort(v);
    size_t left = neume_edit_view_left(v), inside = 0;
    for (size_t i = 0; i < left; i++)
        if (in_window(&q, v->order[i]->is.on))
            v->order[inside++] = v->order[i];
        else if (o->quantize_ends)
            quantize_end(&q, v->order[i], v->order[i]->is.off);
    for (size_t i = 0, n; i < inside; i += n) {
        uint64_t line;
        n = next_chord(&q, v->order + i, inside - i, &line);
        for (size_t k = i; k < i + n; k++) {
            uint64_t off = v->order[k]->is.off;
            neume_edit_shift(v->order[k], pull(&q, v->order[k]->is.on, line));
            if (o->quantize_ends)
                quantize_end(&q, v->order[k], off);
        }
    }
    for (size_t i = 0; i < v->count; i++) /* `order` has lost those outside the window */
        v->order[i] = &v->note[i];
}

enum neume_status neume_edit_quantize(struct neume_edit_view *v, const struct neume_edit_options *o, double step)
{
    size_t count;
    struct before *all = remember(v, &count);
    if (!all)
        return NEUME_ERR_MEMORY;
    quantize(v, o, step);
    keep_apart(all, count);
    free(all);
    return NEUME_OK;
}

/* How the notes of a file lie about the lines of a bar, and how loud they are there. */
struct groove {
    struct slot {
        double offset, velocity; /* sums: ticks; 1..127 */
        size_t count;
    } * slot; /* [slots] */
    size_t slots;
    double velocity; /* the mean of all */
    struct neume_grid grid;
};

static size_t slot_of(const struct groove *g, const struct neume_bar_map *bars, uint64_t tick, int64_t *offset)
{
    uint64_t slot, line = neume_grid_nearest(bars, &g->grid, tick, &slot);
    *offset = (int64_t)(tick - line);
    return slot % g->slots;
}

static enum neume_status measure(struct groove *g, const struct neume_edit_view *v, double step, size_t slots)
{
    int64_t offset;
    double sum = 0;
    *g = (struct groove){.slots = slots, .grid = {step, 0.5}};
    g->slot = calloc(slots, sizeof *g->slot);
    if (!g->slot)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < v->count; i++) {
        const struct neume_edit_note *n = &v->note[i];
        if (n->dropped)
            continue;
        struct slot *s = &g->slot[slot_of(g, &v->bars, n->is.on, &offset)];
        s->offset += (double)offset;
        s->velocity += n->is.velocity;
        s->count++;
        sum += n->is.velocity;
    }
    g->velocity = neume_edit_view_left(v) ? sum / (double)neume_edit_view_left(v) : 1;
    return NEUME_OK;
}

static double accent(const struct groove *g, const struct slot *s)
{
    return s->velocity / (double)s->count / g->velocity;
}

/* Each slot takes the mean offset and the accent that the slot of `from` has. What differs between the notes of a slot
 * stays, so that a groove applied to its own file changes nothing. */
static void apply_groove(struct neume_edit_view *v, const struct groove *to, const struct groove *from,
                         const struct neume_edit_options *o)
{
    for (size_t i = 0; i < v->count; i++) {
        struct neume_edit_note *n = &v->note[i];
        int64_t offset;
        size_t k = slot_of(to, &v->bars, n->is.on, &offset);
        const struct slot *s = &to->slot[k], *f = &from->slot[k];
        if (n->dropped || !f->count)
            continue;
        double target = f->offset / (double)f->count / from->grid.step * to->grid.step;
        double change = accent(from, f) / accent(to, s) - 1;
        int velocity = (int)lround(n->is.velocity * (1 + o->strength * o->groove_velocity * change));
        n->is.velocity = (uint8_t)(velocity < 1 ? 1 : velocity > 127 ? 127 : velocity);
        neume_edit_shift(n, llround(o->strength * (target - s->offset / (double)s->count)));
    }
}

/* `step` is of the view; the template's own step is the same note value. */
enum neume_status neume_edit_groove(struct neume_edit_view *v, const struct neume_edit_options *o, double step)
{
    struct neume_edit_view model;
    struct groove from = {0}, to = {0};
    uint64_t start, end;
    union {
        const struct neume_smf *read;
        struct neume_smf *view; /* a view that is not committed changes nothing */
    } file = {o->groove};
    enum neume_status s = neume_edit_view_init(&model, file.view);
    double division = o->groove->division ? o->groove->division : 1;
    double model_step = step * division / (v->smf->division ? v->smf->division : 1);
    if (s == NEUME_OK && !model.bars.count)
        s = NEUME_ERR_UNSUPPORTED;
    if (s == NEUME_OK && model_step < 1)
        s = NEUME_ERR_ARGUMENT;
    if (s == NEUME_OK) {
        neume_bar_map_find(&model.bars, 0, &start, &end);
        double slots = round((double)(end - start) / model_step);
        s = measure(&from, &model, model_step, slots < 1 ? 1 : slots > 65536 ? 65536 : (size_t)slots);
    }
    if (s == NEUME_OK)
        s = measure(&to, v, step, from.slots);
    if (s == NEUME_OK)
        apply_groove(v, &to, &from, o);
    free(from.slot);
    free(to.slot);
    neume_edit_view_release(&model);
    return s;
}

/* -1..1, the middle likelier: the sum of two uniform numbers (xorshift64*, Vigna 2016). */
static double wobble(uint64_t *x)
{
    double sum = -1;
    for (int i = 0; i < 2; i++) {
        *x ^= *x >> 12;
        *x ^= *x << 25;
        *x ^= *x >> 27;
        sum += (double)(*x * 0x2545F4914F6CDD1Du >> 11) / 9007199254740992.0;
    }
    return sum;
}

void neume_edit_humanize(struct neume_edit_view *v, const struct neume_edit_options *o)
{
    uint64_t state = o->seed * 0x9E3779B97F4A7C15u + 0x2545F4914F6CDD1Du; /* no small seed is near 0 */
    state = state ? state : 1;
    for (size_t i = 0; i < v->count; i++) {
        struct neume_edit_note *n = &v->note[i];
        double shift = wobble(&state) * o->humanize;
        int velocity = n->is.velocity + (int)lround(wobble(&state) * o->humanize_velocity);
        if (n->dropped)
            continue;
        double ticks = neume_tempo_map_ticks(&v->tempo, neume_tempo_map_seconds(&v->tempo, n->is.on) + shift);
        if (o->humanize > 0)
            neume_edit_shift(n, llround(ticks - (double)n->is.on));
        n->is.velocity = (uint8_t)(velocity < 1 ? 1 : velocity > 127 ? 127 : velocity);
    }
}
