/* SPDX-License-Identifier: MIT */
#include "models/drums/drum_decay.h"

#include <math.h>
#include <string.h>

#include "neume/drum.h"

enum {
    BEFORE = 10,   /* frames before a hit whose quietest is what was there, */
    FROM = 6,      /* frames after it from which on, */
    TO = 12,       /* and to which, it has its reference: behind the click of the stick */
    WINDOW = 10,   /* frames in which a hand chokes a cymbal */
    LONGEST = 1600 /* frames: 8 s */
};

static const double faded = 0.00398; /* -24 dB */
static const double returned = 2;    /* 3 dB over what was there before, */
static const double rose = 0.25;     /* if that was 6 dB less than the hit */
static const double choked = 0.16;   /* 8 dB in WINDOW, which no cymbal does of itself, */
static const double bare = 2;        /* where nothing louder hid it by more than 3 dB before */
static const double shortest = 0.03, apart = 0.02;

/* A bit for each drum that a hit of this drum silences; 0 for those that do not ring. */
static unsigned silenced_by(enum neume_drum drum)
{
    if (drum == NEUME_DRUM_HC || drum == NEUME_DRUM_HO || drum == NEUME_DRUM_HP)
        return 1u << NEUME_DRUM_HO;
    if (drum == NEUME_DRUM_RD || drum == NEUME_DRUM_RB)
        return 1u << NEUME_DRUM_RD | 1u << NEUME_DRUM_RB;
    return 0;
}

static int does_ring(enum neume_drum drum)
{
    return drum == NEUME_DRUM_HO || drum == NEUME_DRUM_RD || drum == NEUME_DRUM_RB || drum == NEUME_DRUM_CR;
}

void neume_drum_decay_init(struct neume_drum_decay *r, struct neume_note *note, size_t count)
{
    memset(r, 0, sizeof *r);
    r->filter[0] = r->filter[1] = neume_biquad_high_pass(5000, NEUME_DRUM_DECAY_RATE);
    r->note = note;
    r->count = count;
}

static void end(struct neume_drum_decay_note *ring, double time)
{
    ring->note->offset = fmax(time, ring->note->onset + shortest);
    ring->note = NULL;
}

static double seconds(size_t frame)
{
    return (double)frame * NEUME_DRUM_DECAY_FRAME / NEUME_DRUM_DECAY_RATE;
}

/* What rings on of the same cymbal or hat ends at a new hit; whether there was any. */
static int silence(struct neume_drum_decay *r, const struct neume_note *hit)
{
    enum neume_drum drum = neume_drum_of_key(hit->pitch);
    int any = 0;
    for (size_t i = 0; i < NEUME_DRUM_DECAY_MOST; i++) {
        struct neume_drum_decay_note *ring = &r->ring[i];
        if (!ring->note || hit->onset - ring->note->onset < apart)
            continue;
        if (ring->note->pitch == hit->pitch || silenced_by(drum) >> neume_drum_of_key(ring->note->pitch) & 1) {
            end(ring, hit->onset);
            any = 1;
        }
    }
    return any;
}

/* again: what was there before was its own ring, and says nothing of what there is without it. */
static void begin(struct neume_drum_decay *r, struct neume_note *hit, int again)
{
    struct neume_drum_decay_note *free_one = NULL, *oldest = &r->ring[0];
    for (size_t i = 0; i < NEUME_DRUM_DECAY_MOST; i++) {
        free_one = r->ring[i].note ? free_one : &r->ring[i];
        oldest = r->ring[i].frames > oldest->frames ? &r->ring[i] : oldest;
    }
    if (!free_one) {
        end(oldest, hit->onset);
        free_one = oldest;
    }
    *free_one = (struct neume_drum_decay_note){.note = hit, .before = again ? 0 : INFINITY};
    for (size_t k = 2; k < 2 + BEFORE; k++) /* the frame before may have some of the attack */
        free_one->before =
            fmin(free_one->before, k <= r->frames ? r->power[(r->frames - k) % NEUME_DRUM_DECAY_PAST] : 0);
}

/* Where a hand choked it: how many frames ago the highs began to fall faster than by themselves; 0: they did not. */
static int find_choke(const struct neume_drum_decay_note *ring, const double *power, size_t frames)
{
    int n = ring->frames - 1;
    if (n < TO + WINDOW)
        return 0;
    double then = ring->least[(n - WINDOW) % NEUME_DRUM_DECAY_PAST], now = ring->least[n % NEUME_DRUM_DECAY_PAST];
    if (now > then * choked || power[(frames - WINDOW) % NEUME_DRUM_DECAY_PAST] > then * bare)
        return 0;
    for (int ago = 1; ago < WINDOW; ago++)
        if (ring->least[(n - ago) % NEUME_DRUM_DECAY_PAST] > then / bare)
            return ago;
    return WINDOW;
}

/* One more frame of a note that rings. */
static void follow(struct neume_drum_decay *r, struct neume_drum_decay_note *ring, double power)
{
    int n = ring->frames++, ago;
    double *least = ring->least;
    if (n >= FROM && n < TO)
        ring->reference += power / (TO - FROM);
    least[n % NEUME_DRUM_DECAY_PAST] = n < TO ? power : fmin(power, least[(n - 1) % NEUME_DRUM_DECAY_PAST]);
    if (n < TO)
        return;
    double end_at = fmax(ring->reference * faded, fmin(ring->before * returned, ring->reference * rose));
    if ((ago = find_choke(ring, r->power, r->frames)) != 0)
        end(ring, seconds(r->frames - (size_t)ago + 1));
    else if (power <= end_at || n >= LONGEST)
        end(ring, seconds(r->frames));
}

static void end_frame(struct neume_drum_decay *r)
{
    double power = (double)r->sum / NEUME_DRUM_DECAY_FRAME, to = seconds(r->frames + 1);
    r->sum = 0;
    r->filled = 0;
    r->power[r->frames % NEUME_DRUM_DECAY_PAST] = power;
    for (; r->next < r->count && r->note[r->next].onset < to; r->next++) {
        struct neume_note *hit = &r->note[r->next];
        if (!hit->drum)
            continue;
        int again = silence(r, hit);
        if (does_ring(neume_drum_of_key(hit->pitch)))
            begin(r, hit, again);
    }
    for (size_t i = 0; i < NEUME_DRUM_DECAY_MOST; i++)
        if (r->ring[i].note)
            follow(r, &r->ring[i], power);
    r->frames++;
    neume_biquad_settle(r->state[0]);
    neume_biquad_settle(r->state[1]);
}

void neume_drum_decay_process(struct neume_drum_decay *r, const float *samples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        float y = neume_biquad_step(&r->filter[0], r->state[0], samples[i]);
        y = neume_biquad_step(&r->filter[1], r->state[1], y);
        r->sum += y * y;
        if (++r->filled == NEUME_DRUM_DECAY_FRAME)
            end_frame(r);
    }
}

void neume_drum_decay_flush(struct neume_drum_decay *r)
{
    double time = seconds(r->frames) + (double)r->filled / NEUME_DRUM_DECAY_RATE;
    for (size_t i = 0; i < NEUME_DRUM_DECAY_MOST; i++)
        if (r->ring[i].note)
            end(&r->ring[i], time);
    r->next = r->count;
}
