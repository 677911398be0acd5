/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "midi/notation/notation.h"
#include "midi/edit/key.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "midi/edit/edit_view.h"
#include "midi/file/bar_map.h"
#include "midi/file/tempo_map.h"
#include "midi/notation/notation_dynamics.h"
#include "midi/notation/notation_grid.h"
#include "midi/notation/notation_pedal.h"
#include "midi/notation/notation_place.h"
#include "midi/notation/notation_private.h"
#include "midi/notation/notation_quantize.h"

/* One signature, of time or key. */
struct sign {
    uint64_t tick;
    int a, b;
};

struct signs {
    struct sign *time, *key; /* [times], [keys] */
    size_t times, keys;
};

static enum neume_status read_signs(struct signs *signs, const struct neume_smf *smf)
{
    struct neume_smf_ref *refs = NULL;
    size_t count = 0;
    enum neume_status s = neume_smf_merge(smf, &refs, &count);
    signs->time = s == NEUME_OK ? calloc(count + 1, sizeof *signs->time) : NULL;
    signs->key = s == NEUME_OK ? calloc(count + 1, sizeof *signs->key) : NULL;
    if (s == NEUME_OK && (!signs->time || !signs->key))
        s = NEUME_ERR_MEMORY;
    for (size_t i = 0; i < count && s == NEUME_OK; i++) {
        const struct neume_smf_event *e = neume_smf_at(smf, &refs[i]);
        struct sign sign = {.tick = refs[i].tick};
        if (neume_smf_time_signature(smf, e, &sign.a, &sign.b))
            signs->time[signs->times++] = sign;
        else if (neume_smf_key_signature(smf, e, &sign.a, &sign.b))
            signs->key[signs->keys++] = sign;
    }
    free(refs);
    return s;
}

static struct sign sign_at(const struct sign *sign, size_t count, uint64_t tick, struct sign otherwise)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (sign[middle].tick <= tick)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? sign[low - 1] : otherwise;
}

static uint64_t last_off(const struct neume_edit_view *v)
{
    uint64_t last = 0;
    for (size_t i = 0; i < v->count; i++)
        last = v->note[i].is.off > last ? v->note[i].is.off : last;
    return last;
}

/* The ticks that a bar lasts, and what is written: a cut bar counts in whole 1/32. */
static int written_length(uint64_t ticks, int division, const struct sign *time)
{
    double quarters = (double)ticks / division, nominal = 4.0 * time->a / time->b;
    if (fabs(quarters - nominal) * division < 1)
        return 4 * NEUME_QUARTER * time->a / time->b;
    int length = (int)lround(quarters * 8) * (NEUME_QUARTER / 8);
    return length > 0 ? length : NEUME_QUARTER / 8;
}

/* MIDI gives a bar of its own signature to an upbeat; on paper it is a cut bar of the one that follows. It lasts as
 * long as it took until the first downbeat, but whole beats are written. */
static void find_upbeat(struct neume_notation *n)
{
    struct neume_notation_bar *first = n->bar, *second = n->bar + 1;
    if (n->bars < 2 || first->length >= second->length ||
        first->length != 4 * NEUME_QUARTER * first->numerator / first->denominator ||
        (first->numerator == second->numerator && first->denominator == second->denominator))
        return;
    int beat = neume_notation_is_compound(second) ? 3 * 4 * NEUME_QUARTER / second->denominator
                                                  : 4 * NEUME_QUARTER / second->denominator;
    int length = (first->length + beat - 1) / beat * beat;
    first->numerator = second->numerator;
    first->denominator = second->denominator;
    n->upbeat = length < second->length;
    n->lead = length - first->length;
    first->length = length;
    for (size_t i = 1; i < n->bars; i++)
        n->bar[i].start += n->lead;
}

/* An upbeat in which nobody plays is only the silence before a recording's first beat. */
static void skip_silence(struct neume_notation *n)
{
    int64_t first = n->bar[0].length;
    n->first = n->upbeat && n->parts;
    for (size_t i = 0; i < n->parts; i++)
        if ((n->part[i].count && n->part[i].note[0].start < first) || (n->part[i].marks && n->part[i].mark->at < first))
            n->first = 0;
}

enum { LEAST_FOR_KEY = 16 }; /* notes: a motif is in many keys */

/* A file without a key signature gets that of its notes, where they have a clear key. */
static void find_key(struct neume_notation *n, const struct neume_edit_view *v)
{
    double seconds[12] = {0};
    struct neume_key key = {0};
    for (size_t i = 0; i < v->count; i++)
        if (!neume_edit_is_drum(&v->note[i]))
            seconds[v->note[i].is.pitch % 12] += neume_tempo_map_seconds(&v->tempo, v->note[i].is.off) -
                                                 neume_tempo_map_seconds(&v->tempo, v->note[i].is.on);
    if (v->count < LEAST_FOR_KEY || !neume_key_find(seconds, &key))
        return;
    for (size_t i = 0; i < n->bars; i++) {
        n->bar[i].fifths = key.fifths;
        n->bar[i].minor = key.minor;
    }
}

static enum neume_status read_bars(struct neume_notation *n, const struct neume_edit_view *v,
                                   const struct neume_smf *smf)
{
    struct signs signs = {0};
    size_t capacity = 0;
    uint64_t last = last_off(v), tick = 0;
    int64_t at = 0;
    enum neume_status s = read_signs(&signs, smf);
    while (s == NEUME_OK && (!n->bars || tick < last)) {
        uint64_t start, end;
        neume_bar_map_find(&v->bars, tick, &start, &end);
        if (n->bars == capacity) {
            capacity = capacity ? 2 * capacity : 64;
            struct neume_notation_bar *grown = realloc(n->bar, capacity * sizeof *grown);
            if (!grown || n->bars >= NEUME_MOST_BARS) {
                s = grown ? NEUME_ERR_UNSUPPORTED : NEUME_ERR_MEMORY;
                n->bar = grown ? grown : n->bar;
                break;
            }
            n->bar = grown;
        }
        struct sign time = sign_at(signs.time, signs.times, start, (struct sign){0, 4, 4});
        struct sign key = sign_at(signs.key, signs.keys, start, (struct sign){0});
        /* A map whose bars are shorter than a tick gives some of no length at all. */
        end = end > start ? end : start + 1;
        double seconds = neume_tempo_map_seconds(&v->tempo, start + (uint64_t)smf->division) -
                         neume_tempo_map_seconds(&v->tempo, start);
        n->bar[n->bars++] = (struct neume_notation_bar){.start = at,
                                                        .length = written_length(end - start, smf->division, &time),
                                                        .numerator = time.a,
                                                        .denominator = time.b,
                                                        .fifths = key.a,
                                                        .minor = key.b,
                                                        .tempo = 60 / seconds};
        at += n->bar[n->bars - 1].length;
        tick = end;
        if (at > (int64_t)NEUME_MOST_QUARTERS * NEUME_QUARTER) /* few bars can be long ones */
            s = NEUME_ERR_UNSUPPORTED;
    }
    if (s == NEUME_OK)
        find_upbeat(n);
    if (s == NEUME_OK && !signs.keys)
        find_key(n, v);
    free(signs.time);
    free(signs.key);
    return s;
}

static enum neume_status read_ticks(struct neume_notation_ticks *ticks, const struct neume_notation *n,
                                    const struct neume_edit_view *v)
{
    uint64_t tick = 0;
    ticks->start = calloc(n->bars + 1, sizeof *ticks->start);
    if (!ticks->start)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < n->bars; i++) {
        uint64_t start, end;
        neume_bar_map_find(&v->bars, tick, &start, &end);
        ticks->start[i] = i ? tick : 0;
        tick = end > start ? end : start + 1;
    }
    ticks->start[n->bars] = tick;
    return NEUME_OK;
}

/* Of all notes that begin in a quarter of simple time. */
static enum neume_status find_swing(struct neume_notation *n, const struct neume_notation_ticks *ticks,
                                    const struct neume_edit_view *v)
{
    double *x = malloc((v->count + 1) * sizeof *x);
    size_t count = 0, bar;
    if (!x)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < v->count; i++) {
        double at = neume_notation_place(n, ticks, v->note[i].is.on, &bar);
        if (n->bar[bar].denominator <= 4)
            x[count++] = fmod(at, NEUME_QUARTER);
    }
    n->swing = neume_notation_swing(x, count);
    free(x);
    return NEUME_OK;
}

/* The first program of each channel, track by track; -1: none. */
static void find_programs(const struct neume_smf *smf, int program[16])
{
    for (int c = 0; c < 16; c++)
        program[c] = -1;
    for (size_t t = 0; t < smf->track_count; t++)
        for (size_t i = 0; i < smf->track[t].count; i++) {
            const struct neume_smf_event *e = &smf->track[t].event[i];
            int channel = e->status & 15;
            if ((e->status & 0xF0) == NEUME_MIDI_PROGRAM && program[channel] < 0)
                program[channel] = e->data[0];
        }
}

/* The first name of a track that is text. */
static void name_part(struct neume_notation_part *p, const struct neume_smf *smf, size_t track)
{
    size_t size, out = 0;
    const char *name = neume_smf_track_name(smf, track, &size);
    for (size_t i = 0; name && i < size && out + 3 < sizeof p->name; i++) {
        uint8_t c = (uint8_t)name[i];
        if (c >= 0x80) { /* in no known encoding: Latin-1 */
            p->name[out++] = (char)(0xC0 | c >> 6);
            c = 0x80 | (c & 0x3F);
        }
        if (c >= 0x20)
            p->name[out++] = (char)c;
    }
    if (!*p->name)
        snprintf(p->name, sizeof p->name, "%s", p->drums ? "Drums" : "Notes");
}

static int by_start(const void *a, const void *b)
{
    const struct neume_notation_note *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->pitch - y->pitch;
}

/* A key struck twice at one place is one note, and a note ends where its key is struck again. */
static void tidy(struct neume_notation_part *p)
{
    struct neume_notation_note *last[128] = {0};
    size_t kept = 0;
    qsort(p->note, p->count, sizeof *p->note, by_start);
    for (size_t i = 0; i < p->count; i++) {
        struct neume_notation_note n = p->note[i], *before = last[n.pitch];
        if (before && before->start == n.start) {
            before->end = n.end > before->end ? n.end : before->end;
            continue;
        }
        if (before && before->end > n.start)
            before->end = n.start;
        last[n.pitch] = &p->note[kept];
        p->note[kept++] = n;
    }
    p->count = kept;
}

static enum neume_status read_part(struct neume_notation *n, const struct neume_edit_view *v,
                                   const struct neume_notation_ticks *ticks, const int program[16], const size_t *which,
                                   size_t count)
{
    struct neume_notation_part *p = &n->part[n->parts++];
    const struct neume_edit_note *first = &v->note[which[0]];
    p->channel = first->is.channel;
    p->program = program[p->channel];
    p->track[0] = p->track[1] = first->track;
    p->drums = neume_edit_is_drum(first);
    p->staves = 1;
    name_part(p, v->smf, first->track);
    p->note = calloc(count, sizeof *p->note);
    p->grid[0] = p->grid[1] = calloc(n->bars, sizeof *p->grid[0]);
    struct neume_notation_raw *raw = calloc(count, sizeof *raw);
    enum neume_status s = p->note && p->grid[0] && raw ? NEUME_OK : NEUME_ERR_MEMORY;
    for (size_t i = 0; i < count && s == NEUME_OK; i++) {
        const struct neume_edit_note *e = &v->note[which[i]];
        raw[i].on = neume_notation_place(n, ticks, e->is.on, &raw[i].on_bar);
        raw[i].off = neume_notation_place(n, ticks, e->is.off, &raw[i].off_bar);
        p->note[i].pitch = e->is.pitch;
        p->note[i].velocity = e->is.velocity;
    }
    p->count = count;
    if (s == NEUME_OK)
        s = neume_notation_quantize(n, p, raw);
    if (s == NEUME_OK) {
        tidy(p);
        neume_notation_staves(p);
        neume_notation_voices(p);
    }
    free(raw);
    return s;
}

static enum neume_status read_parts(struct neume_notation *n, const struct neume_edit_view *v,
                                    const struct neume_notation_ticks *ticks)
{
    size_t room = n->parts, *which = malloc((v->count + 1) * sizeof *which);
    uint8_t *taken = calloc(v->count + 1, 1);
    int program[16];
    enum neume_status s = which && taken ? NEUME_OK : NEUME_ERR_MEMORY;
    find_programs(v->smf, program);
    for (size_t i = 0; i < v->count && s == NEUME_OK; i++) {
        size_t count = 0;
        if (taken[i])
            continue;
        for (size_t k = i; k < v->count && v->note[k].track == v->note[i].track; k++)
            if (v->note[k].is.channel == v->note[i].is.channel) {
                which[count++] = k;
                taken[k] = 1;
            }
        if (n->parts == room) {
            struct neume_notation_part *grown = realloc(n->part, (2 * room + 1) * sizeof *grown);
            if (!grown) {
                s = NEUME_ERR_MEMORY;
                break;
            }
            n->part = grown;
            room = 2 * room + 1;
        }
        memset(&n->part[n->parts], 0, sizeof *n->part);
        s = (n->parts + 1) * n->bars <= NEUME_MOST_MEASURES ? read_part(n, v, ticks, program, which, count)
                                                            : NEUME_ERR_UNSUPPORTED;
    }
    free(which);
    free(taken);
    return s;
}

static int has_word(const char *name, const char *word)
{
    size_t length = strlen(word);
    for (; *name; name++)
        if (!strncasecmp(name, word, length))
            return 1;
    return 0;
}

static int are_hands(const struct neume_notation_part *a, const struct neume_notation_part *b)
{
    int keyboards = !a->drums && !b->drums && a->program < 24 && b->program < 24;
    return keyboards && !has_word(a->name, "left") && has_word(b->name, "left");
}

/* `b` goes into `a`. */
static enum neume_status join(struct neume_notation_part *a, struct neume_notation_part *b)
{
    struct neume_notation_note *grown = realloc(a->note, (a->count + b->count) * sizeof *grown);
    if (!grown)
        return NEUME_ERR_MEMORY;
    a->note = grown;
    for (size_t k = 0; k < a->count; k++)
        a->note[k].staff = 0;
    for (size_t k = 0; k < b->count; k++) {
        a->note[a->count + k] = b->note[k];
        a->note[a->count + k].staff = 1;
    }
    a->count += b->count;
    a->staves = 2;
    a->track[1] = b->track[0];
    a->grid[1] = b->grid[0];
    qsort(a->note, a->count, sizeof *a->note, by_start);
    neume_notation_voices(a);
    if (has_word(a->name, "right"))
        snprintf(a->name, sizeof a->name, "Piano");
    free(b->note);
    return NEUME_OK;
}

/* Two parts of a keyboard whose names say that they are its hands, as neume_edit() splits them, become one. */
static enum neume_status join_hands(struct neume_notation *n)
{
    enum neume_status s = NEUME_OK;
    size_t kept = 0;
    for (size_t i = 0; i < n->parts; i++) {
        n->part[kept] = n->part[i];
        if (s == NEUME_OK && i + 1 < n->parts && are_hands(&n->part[kept], &n->part[i + 1])) {
            s = join(&n->part[kept], &n->part[i + 1]);
            i += s == NEUME_OK;
        }
        kept++;
    }
    n->parts = kept;
    return s;
}

enum neume_status neume_notation_init(struct neume_notation *n, const struct neume_smf *smf)
{
    struct neume_edit_view view = {0};
    struct neume_notation_ticks ticks = {0};
    memset(n, 0, sizeof *n);
    if (smf->division & 0x8000 || !smf->division)
        return NEUME_ERR_UNSUPPORTED;
    enum neume_status s = neume_edit_view_init(&view, smf);
    if (s == NEUME_OK)
        s = read_bars(n, &view, smf);
    if (s == NEUME_OK)
        s = read_ticks(&ticks, n, &view);
    if (s == NEUME_OK)
        s = find_swing(n, &ticks, &view);
    if (s == NEUME_OK)
        s = read_parts(n, &view, &ticks);
    if (s == NEUME_OK)
        s = join_hands(n);
    if (s == NEUME_OK)
        s = neume_notation_pedals(n, &ticks, smf);
    for (size_t i = 0; i < n->parts && s == NEUME_OK; i++) {
        s = neume_notation_dynamics(n, &n->part[i]);
        neume_notation_sort_marks(&n->part[i]);
    }
    if (s == NEUME_OK)
        skip_silence(n);
    free(ticks.start);
    neume_edit_view_release(&view);
    return s;
}

void neume_notation_release(struct neume_notation *n)
{
    if (!n)
        return;
    for (size_t i = 0; i < n->parts; i++) {
        free(n->part[i].note);
        free(n->part[i].mark);
        if (n->part[i].grid[1] != n->part[i].grid[0])
            free(n->part[i].grid[1]);
        free(n->part[i].grid[0]);
    }
    free(n->part);
    free(n->bar);
    memset(n, 0, sizeof *n);
}
