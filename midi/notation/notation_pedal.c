/* SPDX-License-Identifier: MIT */
#include "midi/notation/notation_pedal.h"

#include <math.h>
#include <stdlib.h>

#include "midi/notation/notation_dynamics.h"
#include "midi/notation/notation_place.h"
#include "midi/notation/notation_private.h"

enum { SUSTAIN = 64, RESET_ALL = 121, DOWN = 64 };

/* Up and down again within an eighth is a change of the pedal. */
enum { CHANGE = NEUME_QUARTER / 2 };

struct stroke {
    uint64_t tick;
    uint8_t down;
};

/* Of one channel, down and up in turn. */
struct strokes {
    struct stroke *at; /* [count] */
    size_t count, capacity;
};

static enum neume_status add_stroke(struct strokes *s, uint64_t tick, int down)
{
    if (down == (s->count && s->at[s->count - 1].down))
        return NEUME_OK;
    if (s->count == s->capacity) {
        size_t wanted = s->capacity ? 2 * s->capacity : 64;
        struct stroke *grown = realloc(s->at, wanted * sizeof *grown);
        if (!grown)
            return NEUME_ERR_MEMORY;
        s->at = grown;
        s->capacity = wanted;
    }
    s->at[s->count++] = (struct stroke){tick, (uint8_t)down};
    return NEUME_OK;
}

/* The strokes of each part, and after them those of the 16 channels that stand in tracks without notes of the channel,
 * as controllers in a track of their own do: the pedal of a track whose parts share a channel with others is its own.
 */
struct table {
    struct strokes *strokes; /* [parts + 16] */
    uint32_t *owner;         /* [tracks][16]: the part + 1; 0: none */
};

static enum neume_status make_table(struct table *t, const struct neume_notation *n, const struct neume_smf *smf)
{
    t->strokes = calloc(n->parts + 16, sizeof *t->strokes);
    t->owner = calloc(16 * smf->track_count + 1, sizeof *t->owner);
    if (!t->strokes || !t->owner)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < n->parts; i++)
        for (int hand = 0; hand < 2; hand++)
            t->owner[16 * n->part[i].track[hand] + (size_t)n->part[i].channel] = (uint32_t)i + 1;
    return NEUME_OK;
}

static enum neume_status read_strokes(struct table *t, const struct neume_notation *n, const struct neume_smf *smf)
{
    struct neume_smf_ref *refs = NULL;
    size_t count = 0;
    enum neume_status s = neume_smf_merge(smf, &refs, &count);
    for (size_t i = 0; i < count && s == NEUME_OK; i++) {
        const struct neume_smf_event *e = neume_smf_at(smf, &refs[i]);
        if ((e->status & 0xF0) != NEUME_MIDI_CONTROL || (e->data[0] != SUSTAIN && e->data[0] != RESET_ALL))
            continue;
        size_t channel = e->status & 15, owner = t->owner[16 * refs[i].track + channel];
        s = add_stroke(&t->strokes[owner ? owner - 1 : n->parts + channel], refs[i].tick,
                       e->data[0] == SUSTAIN && e->data[1] >= DOWN);
    }
    free(refs);
    return s;
}

/* The note or quarter that is nearest. */
static int64_t snap(const struct neume_notation *n, const struct neume_notation_part *p,
                    const struct neume_notation_ticks *ticks, uint64_t tick)
{
    size_t bar, low = 0, high = p->count;
    double inside = neume_notation_place(n, ticks, tick, &bar);
    inside = fmin(inside, n->bar[bar].length);
    double at = (double)n->bar[bar].start + inside;
    double quarter = fmin(round(inside / NEUME_QUARTER) * NEUME_QUARTER, n->bar[bar].length);
    int64_t best = n->bar[bar].start + (int64_t)quarter;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((double)p->note[middle].start < at)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = low ? low - 1 : 0; i <= low && i < p->count; i++)
        if (fabs((double)p->note[i].start - at) <= fabs((double)best - at))
            best = p->note[i].start;
    return best;
}

/* The pedal as written up to now. */
struct pedal {
    struct neume_notation_part *part;
    int64_t last; /* where it last went down */
    int64_t up;   /* where it was lifted, if it was */
    int lifted;
};

/* Writes a lift after which it stayed up. A pedal for no time at all is none. */
static enum neume_status settle(struct pedal *d)
{
    if (!d->lifted)
        return NEUME_OK;
    d->lifted = 0;
    if (d->up > d->last)
        return neume_notation_add_mark(d->part, NEUME_MARK_PEDAL_UP, d->up, 0);
    struct neume_notation_mark *before = &d->part->mark[d->part->marks - 1];
    if (before->kind == NEUME_MARK_PEDAL_CHANGE)
        before->kind = NEUME_MARK_PEDAL_UP;
    else
        d->part->marks--;
    return NEUME_OK;
}

static enum neume_status press(struct pedal *d, int64_t at)
{
    enum neume_status s = NEUME_OK;
    if (d->lifted && at - d->up <= CHANGE) {
        d->lifted = 0;
        if (d->up > d->last) {
            s = neume_notation_add_mark(d->part, NEUME_MARK_PEDAL_CHANGE, d->up, 0);
            d->last = d->up;
        }
        return s;
    }
    s = settle(d);
    d->last = at;
    return s == NEUME_OK ? neume_notation_add_mark(d->part, NEUME_MARK_PEDAL_DOWN, at, 0) : s;
}

static enum neume_status write_part(const struct neume_notation *n, struct neume_notation_part *part,
                                    const struct neume_notation_ticks *ticks, const struct strokes *strokes)
{
    struct pedal d = {.part = part};
    enum neume_status s = NEUME_OK;
    for (size_t i = 0; i < strokes->count && s == NEUME_OK; i++) {
        int64_t at = snap(n, part, ticks, strokes->at[i].tick);
        if (strokes->at[i].down) {
            s = press(&d, at);
        } else {
            d.lifted = 1;
            d.up = at;
        }
    }
    if (s == NEUME_OK && strokes->count && !d.lifted) {
        d.lifted = 1;
        d.up = neume_notation_end(n);
    }
    return s == NEUME_OK ? settle(&d) : s;
}

/* Pianos, vibraphones and their like, and what the file says nothing of: others have no such pedal to read. */
static int has_pedal(const struct neume_notation_part *p)
{
    return !p->drums && p->program < 16 && p->count;
}

enum neume_status neume_notation_pedals(struct neume_notation *n, const struct neume_notation_ticks *ticks,
                                        const struct neume_smf *smf)
{
    struct table table = {0};
    enum neume_status s = make_table(&table, n, smf);
    if (s == NEUME_OK)
        s = read_strokes(&table, n, smf);
    for (size_t i = 0; i < n->parts && s == NEUME_OK; i++) {
        const struct strokes *own = &table.strokes[i], *shared = &table.strokes[n->parts + (size_t)n->part[i].channel];
        if (has_pedal(&n->part[i]))
            s = write_part(n, &n->part[i], ticks, own->count ? own : shared);
    }
    for (size_t i = 0; table.strokes && i < n->parts + 16; i++)
        free(table.strokes[i].at);
    free(table.strokes);
    free(table.owner);
    return s;
}
