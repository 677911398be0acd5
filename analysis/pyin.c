/* SPDX-License-Identifier: MIT */
#include "analysis/pyin.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/dc.h"
#include "analysis/framer.h"
#include "analysis/viterbi.h"
#include "analysis/yin.h"
#include "core/simd.h"

enum {
    BINS_PER_SEMITONE = 5, /* as in the paper: 20 cents */
    REACH = 25,            /* bins that the pitch may move in a frame */
    DELAY = 64,            /* frames of future that a decision may wait for */
    BLOCK = 32,            /* decisions taken at a time */
    HISTORY = DELAY + BLOCK,
    MOST_CANDIDATES = 12,
    PIECE = 64, /* samples that are prepared at a time */
    PAD = 32    /* empty states around the grid, so that the inner loop needs no edges */
};

static const float silence = -100;  /* dB: below it there is nothing to hear */
static const float stay = 0.99f;    /* the probability of staying voiced or unvoiced, section 2.2 */
static const float leaping = 1e-5f; /* the probability of going to any pitch at all: a line leaps between its notes */
static const float trust = 0.99f;   /* in the observations */
static const float empty = -1e30f;  /* the logarithm of no probability */
static const float faint = 1e-7f;   /* the probability of a pitch with no candidate */

/* Moves are tried a few lanes at a time, in as many vectors as a state's score is worth; the middle move is REACH. */
enum { LANES = 8, NARROW = 3, MIDDLE = 5, WIDE = 7, WIDTHS = 3, MOVES = LANES * WIDE };
typedef float lanes __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef int32_t whole __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
static const struct {
    int first, reach; /* the first move, and how far all up to there are tried on both sides */
} widths[WIDTHS] = {{13, 11}, {5, 19}, {0, REACH}};

/* What a frame leaves behind until its pitch is decided. */
struct past {
    struct neume_yin_candidate candidate[MOST_CANDIDATES];
    size_t candidates;
    float voiced, loudness;
};

struct neume_pyin {
    struct neume_pyin_config config;
    struct neume_framer framer;
    struct neume_yin yin;
    struct neume_dc dc;
    float before[2];   /* the last two samples behind the DC blocker */
    size_t hop, start; /* where in the frame YIN begins, so that it is centred */
    size_t bins;
    float step[MOVES];   /* log probability of moving by k - reach bins; none beyond */
    float least[WIDTHS]; /* the scores from which states within these widths are reached better than by a jump */
    float *score[2];     /* [bins + 2 pad] each: unvoiced, voiced */
    float *moved[2];     /* the same after the move */
    int32_t *from[2];    /* [bins + 2 pad]: the move, 0..2 reach */
    float *seen;         /* [bins]: probability of each bin in this frame */
    float *was;          /* [2 bins]: the scores before this frame */
    int steady;          /* whether the frame before had no candidate and left the scores as they were */
    struct neume_viterbi viterbi; /* state: bin, plus `bins` where voiced */
    struct past past[HISTORY];
    size_t best; /* the best state now; its score is 0 */
    uint64_t frames;
    struct neume_pitch_frame queue[BLOCK];
    size_t queue_first, queue_count;
};

void neume_pyin_config_init(struct neume_pyin_config *config)
{
    *config = (struct neume_pyin_config){.sample_rate = 22050, .min_hz = 38, .max_hz = 2200};
}

size_t neume_pyin_hop(const struct neume_pyin *p)
{
    return p->hop;
}

static float bin_of(const struct neume_pyin *p, double hz)
{
    return (float)(12 * BINS_PER_SEMITONE * log2(hz / p->config.min_hz));
}

static int config_is_good(const struct neume_pyin_config *c)
{
    return c->sample_rate >= 8000 && c->sample_rate <= 48000 && c->min_hz >= 25 && c->min_hz < c->max_hz &&
           c->max_hz <= c->sample_rate / 6;
}

static enum neume_status init_yin(struct neume_pyin *p)
{
    double rate = p->config.sample_rate;
    size_t window = (size_t)lround(rate * 640 / 22050);
    size_t min_lag = (size_t)floor(rate / p->config.max_hz) - 1, max_lag = (size_t)ceil(rate / p->config.min_hz) + 2;
    /* Centred for 220 Hz; a low note's frame then reaches further back than forward by no more than its period. */
    size_t middle = (window + (size_t)(rate / 220)) / 2;
    size_t after = window + max_lag - middle, half = after > middle ? after : middle;
    p->start = half - middle;
    enum neume_status status = neume_yin_init(&p->yin, window, min_lag < 2 ? 2 : min_lag, max_lag);
    return status == NEUME_OK ? neume_framer_init(&p->framer, 2 * half, p->hop) : status;
}

static void init_moves(struct neume_pyin *p)
{
    for (int k = 0; k < MOVES; k++)
        p->step[k] = k <= 2 * REACH ? logf((float)(REACH + 1 - abs(k - REACH)) / (float)((REACH + 1) * (REACH + 1)))
                                    : empty;
    for (int i = 0; i < WIDTHS; i++) {
        /* The nearest state out of the width before; all others are less likely. */
        float step = p->step[REACH - (i ? widths[i - 1].reach + 1 : 0)];
        /* Sums are rounded upwards with what is summed, so nothing below is worth more than a jump either. */
        p->least[i] = logf(leaping) - logf(stay) - step;
        while (p->least[i] + step + logf(stay) >= logf(leaping))
            p->least[i] = nextafterf(p->least[i], empty);
    }
}

enum neume_status neume_pyin_new(struct neume_pyin **out, const struct neume_pyin_config *config)
{
    *out = NULL;
    if (!config_is_good(config))
        return NEUME_ERR_ARGUMENT;
    struct neume_pyin *p = calloc(1, sizeof *p);
    if (!p)
        return NEUME_ERR_MEMORY;
    p->config = *config;
    p->hop = (size_t)lround(config->sample_rate * 256 / 22050);
    neume_dc_init(&p->dc, config->sample_rate);
    p->bins = (size_t)ceil(bin_of(p, config->max_hz)) + 1;
    enum neume_status status = init_yin(p);
    if (status != NEUME_OK)
        goto fail;
    status = NEUME_ERR_MEMORY;
    for (int v = 0; v < 2; v++) {
        p->score[v] = calloc(p->bins + 2 * PAD, sizeof **p->score);
        p->moved[v] = calloc(p->bins + 2 * PAD, sizeof **p->moved);
        p->from[v] = calloc(p->bins + 2 * PAD, sizeof **p->from);
        if (!p->score[v] || !p->moved[v] || !p->from[v])
            goto fail;
    }
    p->seen = calloc(p->bins, sizeof *p->seen);
    p->was = calloc(2 * p->bins, sizeof *p->was);
    if (!p->seen || !p->was)
        goto fail;
    status = neume_viterbi_init(&p->viterbi, 2 * p->bins, DELAY, BLOCK);
    if (status != NEUME_OK)
        goto fail;
    init_moves(p);
    neume_pyin_reset(p);
    *out = p;
    return NEUME_OK;
fail:
    neume_pyin_free(p);
    return status;
}

void neume_pyin_free(struct neume_pyin *p)
{
    if (!p)
        return;
    neume_framer_release(&p->framer);
    neume_yin_release(&p->yin);
    for (int v = 0; v < 2; v++) {
        free(p->score[v]);
        free(p->moved[v]);
        free(p->from[v]);
    }
    free(p->seen);
    free(p->was);
    neume_viterbi_release(&p->viterbi);
    free(p);
}

void neume_pyin_reset(struct neume_pyin *p)
{
    neume_framer_reset(&p->framer);
    for (int v = 0; v < 2; v++)
        for (size_t i = 0; i < p->bins + 2 * PAD; i++)
            p->score[v][i] = i >= PAD && i < p->bins + PAD && !v ? 0 : empty;
    neume_dc_reset(&p->dc);
    p->before[0] = p->before[1] = 0;
    neume_viterbi_reset(&p->viterbi);
    p->best = 0;
    p->steady = 0;
    p->frames = 0;
    p->queue_first = p->queue_count = 0;
}

/* The ways from one state that are better than those so far: `vectors` of them from move `first` on. */
static inline __attribute__((always_inline)) void spread(float here, const float *step, int first, int vectors,
                                                         float *to, int32_t *from)
{
    whole back = {0, -1, -2, -3, -4, -5, -6, -7};
    back += 2 * REACH - first; /* as far up as down */
    for (int v = 0; v < vectors; v++, back -= LANES) {
        const int at = first + v * LANES;
        const lanes way = here + *(const lanes *)(step + at), known = *(const lanes *)(to + at);
        const whole better = way > known, other = *(const whole *)(from + at);
        *(lanes *)(to + at) = (lanes)((better & (whole)way) | (~better & (whole)known));
        *(whole *)(from + at) = (better & back) | (~better & other);
    }
}

/* The best way into every bin from those whose score is `least` or more, as far as that reaches:
 * to[j] = max over k of score[j + k - reach] + step[k]. `score` and what is written have PAD bins more on either side.
 */
NEUME_SIMD static void move(const float *restrict score, const float *restrict step, const float *restrict least,
                            size_t bins, float *restrict to, int32_t *restrict from)
{
    for (size_t j = 0; j < bins + 2 * PAD; j++) {
        to[j] = empty;
        from[j] = 0;
    }
    for (size_t i = PAD; i < bins + PAD; i++) {
        const float here = score[i];
        if (here < least[0])
            continue;
        /* Loops of known lengths, for the compiler. */
        if (here < least[1])
            spread(here, step, widths[0].first, NARROW, to + i - REACH, from + i - REACH);
        else if (here < least[2])
            spread(here, step, widths[1].first, MIDDLE, to + i - REACH, from + i - REACH);
        else
            spread(here, step, widths[2].first, WIDE, to + i - REACH, from + i - REACH);
    }
}

/* What there is for choosing between the ways into a state. */
struct choice {
    const float *moved[2];  /* [bins]: from states of the same kind, and of the other, after the move */
    const int32_t *from[2]; /* [bins] */
    int32_t first[2];       /* the state from which bin 0 is reached by move 0 */
    float keep, leave, jump;
    int32_t best; /* where a jump comes from */
};

/* One column of the trellis, of the states of one kind: the scores without what is seen, and where they come from. */
NEUME_SIMD static void choose(const struct choice *c, size_t bins, float *restrict score, uint16_t *restrict back)
{
    const float *restrict stays = c->moved[0], *restrict changes = c->moved[1];
    const int32_t *restrict stays_from = c->from[0], *restrict changes_from = c->from[1];
    const float keep = c->keep, leave = c->leave, jump = c->jump;
    const int32_t first = c->first[0], other_first = c->first[1], best = c->best;
    for (size_t j = 0; j < bins; j++) {
        float same = stays[j] + keep, other = changes[j] + leave, way = other > same ? other : same;
        int32_t from = other > same ? changes_from[j] + other_first : stays_from[j] + first;
        score[j] = jump > way ? jump : way;
        back[j] = (uint16_t)(jump > way ? best : from + (int32_t)j);
    }
}

NEUME_SIMD static float largest(const float *score, size_t count)
{
    float most[8] = {empty, empty, empty, empty, empty, empty, empty, empty}, best = empty;
    size_t i = 0;
    for (; i + 8 <= count; i += 8)
        for (size_t k = 0; k < 8; k++)
            most[k] = score[i + k] > most[k] ? score[i + k] : most[k];
    for (size_t k = 0; k < 8; k++)
        best = most[k] > best ? most[k] : best;
    for (; i < count; i++)
        best = score[i] > best ? score[i] : best;
    return best;
}

/* Scales the scores so that the best state has 0. */
static void find_best(struct neume_pyin *p)
{
    float *unvoiced = p->score[0] + PAD, *voiced = p->score[1] + PAD;
    float best = largest(unvoiced, p->bins), sung = largest(voiced, p->bins);
    const float *in = sung > best ? voiced : unvoiced;
    best = sung > best ? sung : best;
    size_t at = 0;
    while (in[at] < best)
        at++;
    p->best = in == voiced ? p->bins + at : at;
    for (size_t j = 0; j < p->bins; j++) {
        unvoiced[j] -= best;
        voiced[j] -= best;
    }
}

/* One column of the trellis. */
static void advance(struct neume_pyin *p, float voiced)
{
    uint16_t *back = neume_viterbi_column(&p->viterbi);
    struct choice c = {.keep = logf(stay), .leave = logf(1 - stay), .jump = logf(leaping), .best = (int32_t)p->best};
    float unseen = logf(faint), unvoiced = logf(fmaxf(1 - trust * voiced, faint) / (float)p->bins);
    for (int v = 0; v < 2; v++)
        move(p->score[v], p->step, p->least, p->bins, p->moved[v], p->from[v]);
    for (int v = 0; v < 2; v++) {
        float *score = p->score[v] + PAD;
        for (int other = 0; other < 2; other++) {
            int source = other ? !v : v;
            c.moved[other] = p->moved[source] + PAD;
            c.from[other] = p->from[source] + PAD;
            c.first[other] = (int32_t)((size_t)source * p->bins) - REACH;
        }
        choose(&c, p->bins, score, back + (size_t)v * p->bins);
        for (size_t j = 0; j < p->bins; j++)
            score[j] += !v ? unvoiced : p->seen[j] > 0 ? logf(trust * p->seen[j] + faint) : unseen;
    }
    find_best(p);
}

static void keep_scores(struct neume_pyin *p)
{
    for (int v = 0; v < 2; v++)
        memcpy(p->was + (size_t)v * p->bins, p->score[v] + PAD, p->bins * sizeof *p->was);
}

static int scores_kept(const struct neume_pyin *p)
{
    size_t size = p->bins * sizeof *p->was;
    return !memcmp(p->was, p->score[0] + PAD, size) && !memcmp(p->was + p->bins, p->score[1] + PAD, size);
}

/* One column where nothing is heard. In silence the scores soon stay as they are, and every column is the one before.
 */
static void advance_unheard(struct neume_pyin *p)
{
    if (p->steady) {
        neume_viterbi_repeat(&p->viterbi);
        return;
    }
    size_t best = p->best;
    keep_scores(p);
    advance(p, 0);
    p->steady = p->best == best && scores_kept(p);
}

/* The frequency that a decided bin stands for: the nearest candidate's, where there is one. */
static float hz_at(const struct neume_pyin *p, const struct past *past, size_t bin)
{
    float nearest = 1.5f, hz = (float)(p->config.min_hz * pow(2, (double)bin / (12 * BINS_PER_SEMITONE)));
    for (size_t i = 0; i < past->candidates; i++) {
        double candidate = p->config.sample_rate / past->candidate[i].lag;
        float away = fabsf(bin_of(p, candidate) - (float)bin);
        if (away < nearest) {
            nearest = away;
            hz = (float)candidate;
        }
    }
    return hz;
}

static void describe(const struct neume_pyin *p, uint64_t t, size_t state, struct neume_pitch_frame *f)
{
    const struct past *past = &p->past[t % HISTORY];
    f->time = (double)t * (double)p->hop / p->config.sample_rate;
    f->guess = past->loudness > silence ? hz_at(p, past, state % p->bins) : 0;
    f->f0 = state >= p->bins ? f->guess : 0;
    f->confidence = past->voiced;
    f->loudness = past->loudness;
}

static void queue_decided(struct neume_pyin *p, const uint16_t *path, size_t count)
{
    uint64_t first = p->viterbi.decided - count;
    for (size_t i = 0; i < count; i++)
        describe(p, first + i, path[i], &p->queue[i]);
    p->queue_first = 0;
    p->queue_count = count;
}

static float loudness_of(const struct neume_yin *y)
{
    double mean = y->energy[y->window + y->max_lag] / (double)(y->window + y->max_lag);
    return mean > 1e-12 ? (float)(10 * log10(mean)) : -120;
}

static void take_frame(struct neume_pyin *p, const float *frame)
{
    struct past *past = &p->past[p->frames % HISTORY];
    neume_yin_process(&p->yin, frame + p->start);
    past->loudness = loudness_of(&p->yin);
    past->candidates = past->loudness > silence ? neume_yin_candidates(&p->yin, past->candidate, MOST_CANDIDATES) : 0;
    neume_yin_weigh_octaves(&p->yin, past->candidate, past->candidates);
    past->voiced = 0;
    memset(p->seen, 0, p->bins * sizeof *p->seen);
    for (size_t i = 0; i < past->candidates; i++) {
        if (past->candidate[i].probability > 0.1f)
            past->candidate[i].lag = neume_yin_sharpen(&p->yin, frame, p->framer.size / 2, past->candidate[i].lag);
        float bin = roundf(bin_of(p, p->config.sample_rate / past->candidate[i].lag));
        if (bin < 0 || bin >= (float)p->bins)
            continue;
        p->seen[(size_t)bin] += past->candidate[i].probability;
        past->voiced += past->candidate[i].probability;
    }
    past->voiced = fminf(past->voiced, 1);
    if (past->candidates) {
        p->steady = 0;
        advance(p, past->voiced);
    } else {
        advance_unheard(p);
    }
    p->frames++;
    uint16_t path[BLOCK];
    size_t decided = neume_viterbi_advance(&p->viterbi, p->best, path);
    if (decided)
        queue_decided(p, path, decided);
}

/* (1, 2, 1) / 4, of samples [count + 2]: half at a quarter of the rate. A bright high note's dip is narrower than a
 * sample and falls between two lags, so that twice the period would look better; without its highest partials the dip
 * is wide enough. */
static void soften(const float *restrict samples, size_t count, float *restrict out)
{
    for (size_t n = 0; n < count; n++)
        out[n] = 0.25f * (samples[n] + 2 * samples[n + 1] + samples[n + 2]);
}

static size_t hand_over(struct neume_pyin *p, struct neume_pitch_frame *out, size_t capacity)
{
    size_t n = p->queue_count < capacity ? p->queue_count : capacity;
    memcpy(out, p->queue + p->queue_first, n * sizeof *out);
    p->queue_first += n;
    p->queue_count -= n;
    return n;
}

size_t neume_pyin_process(struct neume_pyin *p, const float *samples, size_t count, struct neume_pitch_frame *out,
                          size_t capacity, size_t *made)
{
    size_t used = 0;
    *made = hand_over(p, out, capacity);
    while (used < count && !p->queue_count) {
        float sharp[2 + PIECE], clean[PIECE];
        size_t n = count - used < PIECE ? count - used : PIECE, done = 0;
        memcpy(sharp, p->before, sizeof p->before);
        neume_dc_process(&p->dc, samples + used, n, sharp + 2);
        memcpy(p->before, sharp + n, sizeof p->before);
        soften(sharp, n, clean);
        used += n;
        while (done < n) {
            const float *frame;
            done += neume_framer_process(&p->framer, clean + done, n - done, &frame);
            if (frame)
                take_frame(p, frame);
        }
        *made += hand_over(p, out + *made, capacity - *made);
    }
    return used;
}

size_t neume_pyin_flush(struct neume_pyin *p, struct neume_pitch_frame *out, size_t capacity)
{
    const float *frame;
    while (!p->queue_count && (frame = neume_framer_flush(&p->framer)))
        take_frame(p, frame);
    uint16_t path[BLOCK];
    if (!p->queue_count)
        queue_decided(p, path, neume_viterbi_flush(&p->viterbi, p->best, path));
    return hand_over(p, out, capacity);
}
