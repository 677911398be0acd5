/* SPDX-License-Identifier: MIT */
#include "models/drums/microphones_decide.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/drum.h"
#include "models/drums/microphones_private.h"
#include "models/velocity.h"

#define SURE       5.0f  /* below its loudest, a microphone's hits are its own drum's */
#define OVER_BLEED 5.0f  /* a hit is louder than the bleed that the others predict; bleed varies that much */
#define BLEED_MOST 10.0f /* and where a drum's bleed varies more, louder by as much as it varies, but not by more */
#define HEARD      3.0f  /* less suffices where the transcriber hears the drum */
#define CLEAR      12.0f /* dB by which a microphone's own band rises at a hit, */
#define SNAP       2.0f  /* or else its highs: a drum that rings on and beats has neither */
#define ALIKE      10.0f /* and this near to the ratios of the drum's own hits */
#define PLAIN      13.0f /* or so near to the loudest that a drum far away can hardly be meant */
#define QUIET      3.0f  /* dB over a channel's quietest: it hears nothing of this */
#define STRUCK     13.0f /* below the loudest a hit may be and drown what bleeds into its microphone */
#define FAINTEST   34.0f /* below the loudest nothing is a hit */
#define ONE_SOUND  5.0f  /* two microphones whose ratio differs by less never heard but one of the two drums */
#define KNOCK      10.0f /* what no other microphone hears and is louder than all else by this is no hit */
#define DULL       18.0f /* nor is a soft one that has less of a click than the sure hits, by this */
#define RESONANCE  0.1   /* seconds after an onset in which it may make others, */
#define DECAY      60.0  /* dB a second by which it fades, */
#define OWN_RING   22.0f /* and by which its beats in its own microphone are softer */
#define FIRST      5e-4  /* seconds that tell who is nearer to a drum */
#define TOLERANCE  0.03  /* seconds between a hit and what the transcriber makes of it */
#define NEAR       0.015 /* seconds between two microphones of one drum */

/* One close microphone while it is judged; ratios are to each other channel. */
struct judged {
    float loudest;               /* of its onsets, but for a few outliers */
    float full;                  /* ninth decile of its hits, once they are known */
    int silent;                  /* 1: its drum is not played */
    float click;                 /* the highs of its sure hits over their own band */
    float strange;               /* its level over the room's where a drum is hit that has no microphone, dB */
    float vary;                  /* by how much that varies, dB */
    float own[MICS_CHANNELS];    /* its level over the channel's, where its drum is hit */
    float bleed[MICS_CHANNELS];  /* the same where the channel's drum is hit */
    float spread[MICS_CHANNELS]; /* by how much that varies, dB */
    float quiet[MICS_CHANNELS];  /* the channel's level where it hears next to nothing */
    float played[MICS_CHANNELS]; /* share of its sure hits that are sure hits of the channel's too */
};

struct decision {
    const struct neume_microphones *m;
    const struct neume_notes *heard;
    struct judged judged[NEUME_MICROPHONES_MOST];
    const double *sensitivity; /* [NEUME_DRUM_COUNT] */
    float *scratch;            /* [count + 1] */
    unsigned strangers;        /* drums without a microphone */
};

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static float quantile(float *x, size_t count, double share)
{
    qsort(x, count, sizeof *x, by_size);
    return x[(size_t)(share * (double)(count - 1) + 0.5)];
}

static int is_onset(const struct neume_microphones *m, size_t onset, size_t mic)
{
    return m->lag[onset * m->close + mic] != MICS_NONE;
}

static float level_of(const struct neume_microphones *m, size_t onset, size_t channel, size_t mic)
{
    return mics_level(m, onset, channel)[m->channel[mic].band];
}

static int is_sure(const struct decision *d, size_t onset, size_t mic)
{
    return is_onset(d->m, onset, mic) && level_of(d->m, onset, mic, mic) > d->judged[mic].loudest - SURE;
}

/* Whether no other microphone hears an onset, as none hears a knock on a stand. */
static int is_private(const struct neume_microphones *m, size_t onset, size_t mic)
{
    for (size_t k = 0; k < m->close; k++)
        if (k != mic && is_onset(m, onset, k))
            return 0;
    return 1;
}

/* The loudest onset in a microphone that is no knock: others hear it, or two more are almost as loud. */
static float find_loudest(struct decision *d, size_t mic)
{
    size_t n = 0;
    float heard = -200;
    for (size_t i = 0; i < d->m->count; i++)
        if (is_onset(d->m, i, mic)) {
            d->scratch[n++] = level_of(d->m, i, mic, mic);
            if (!is_private(d->m, i, mic))
                heard = fmaxf(heard, d->scratch[n - 1]);
        }
    qsort(d->scratch, n, sizeof *d->scratch, by_size);
    for (size_t i = n; i-- > 0;)
        if (d->scratch[i] <= heard || i < 2 || d->scratch[i - 2] > d->scratch[i] - KNOCK)
            return d->scratch[i];
    return heard;
}

/* Quantile `share` of the level of `mic` over that of `channel`, over the sure hits of `of`; 0 hits: `otherwise`. */
static float ratio(struct decision *d, size_t mic, size_t channel, size_t of, double share, float otherwise)
{
    size_t n = 0;
    for (size_t i = 0; i < d->m->count; i++)
        if (is_sure(d, i, of))
            d->scratch[n++] = level_of(d->m, i, mic, mic) - level_of(d->m, i, channel, mic);
    return n ? quantile(d->scratch, n, share) : otherwise;
}

static int allied(const struct neume_microphones *m, size_t a, size_t b)
{
    return (m->channel[a].drums & m->channel[b].drums) != 0;
}

/* The highs of an onset over the band of the drum: an attack has some, the beating of a drum that rings on has none. */
static float click_of(const struct neume_microphones *m, size_t onset, size_t mic)
{
    const float *level = mics_level(m, onset, mic);
    return level[MICS_HIGH] - level[m->channel[mic].band];
}

static void learn(struct decision *d, size_t mic)
{
    struct judged *j = &d->judged[mic];
    size_t n = 0;
    for (size_t i = 0; i < d->m->count; i++)
        if (is_sure(d, i, mic))
            d->scratch[n++] = click_of(d->m, i, mic);
    j->click = n ? quantile(d->scratch, n, 0.5) : 0;
    for (size_t k = 0; k < d->m->channels; k++) {
        if (k == mic)
            continue;
        j->own[k] = ratio(d, mic, k, mic, 0.5, 0);
        for (size_t i = 0; i < d->m->count; i++)
            d->scratch[i] = level_of(d->m, i, k, mic);
        j->quiet[k] = d->m->count ? quantile(d->scratch, d->m->count, 0.05) : 0;
        if (k >= d->m->close)
            continue;
        j->bleed[k] = ratio(d, mic, k, k, 0.2, -200);
        j->spread[k] = ratio(d, mic, k, k, 0.8, -200) - j->bleed[k];
        size_t both = 0, all = 0;
        for (size_t i = 0; i < d->m->count; i++) {
            all += (size_t)is_sure(d, i, mic);
            both += (size_t)(is_sure(d, i, mic) && is_sure(d, i, k));
        }
        j->played[k] = all ? (float)both / (float)all : 0;
    }
}

/* The first note at or after `time`. */
static size_t heard_from(const struct neume_notes *heard, double time)
{
    size_t low = 0, high = heard->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (heard->note[middle].onset < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The hit of one of these drums that the transcriber heard nearest to a time; NULL where there is none. */
static const struct neume_note *heard_near(const struct neume_notes *heard, double time, unsigned drums)
{
    const struct neume_note *best = NULL;
    for (size_t i = heard_from(heard, time - TOLERANCE); i < heard->count && heard->note[i].onset <= time + TOLERANCE;
         i++) {
        const struct neume_note *n = &heard->note[i];
        if (n->drum && drums >> neume_drum_of_key(n->pitch) & 1 &&
            (!best || fabs(n->onset - time) < fabs(best->onset - time)))
            best = n;
    }
    return best;
}

/* Whether the transcriber hears a drum without a microphone and not the one that this microphone is close to. It takes
 * hats for cymbals now and then, so that it cannot say so of hats. */
static int is_strange(const struct decision *d, size_t onset, size_t mic)
{
    double time = d->m->time[onset];
    return d->m->room && d->m->channel[mic].band != MICS_HIGH && heard_near(d->heard, time, d->strangers) &&
           !heard_near(d->heard, time, d->m->channel[mic].drums);
}

/* The room speaks for the drums without a microphone: what each microphone hears where one of them is struck. */
static void learn_strangers(struct decision *d, size_t mic)
{
    const struct neume_microphones *m = d->m;
    size_t n = 0;
    for (size_t i = 0; i < m->count; i++) {
        int sure = 0;
        for (size_t k = 0; k < m->close; k++)
            sure |= is_sure(d, i, k);
        if (!sure && is_strange(d, i, mic))
            d->scratch[n++] = level_of(m, i, mic, mic) - level_of(m, i, m->close, mic);
    }
    d->judged[mic].strange = n ? quantile(d->scratch, n, 0.2) : -200;
    d->judged[mic].vary = n ? quantile(d->scratch, n, 0.8) - d->judged[mic].strange : 0;
}

/* Share of a microphone's sure hits that the transcriber takes for its drum. */
static double agreement(const struct decision *d, size_t mic)
{
    size_t all = 0, agreed = 0;
    for (size_t i = 0; i < d->m->count; i++)
        if (is_sure(d, i, mic)) {
            all++;
            agreed += heard_near(d->heard, d->m->time[i], d->m->channel[mic].drums) != NULL;
        }
    return all ? (double)agreed / (double)all : 0;
}

/* How much later b hears what both hear, in the median, seconds. */
static float later(struct decision *d, size_t a, size_t b)
{
    const struct neume_microphones *m = d->m;
    size_t n = 0;
    for (size_t i = 0; i < m->count; i++)
        if (is_sure(d, i, a) && is_onset(m, i, b))
            d->scratch[n++] = m->attack[i * m->close + b] - m->attack[i * m->close + a];
    return n ? quantile(d->scratch, n, 0.5) : 0;
}

/* How much louder than bleed that varies by `spread` a hit is at least: where the drum itself is struck with the
 * other's it looks as if the bleed varied, so that this has its bounds. */
static float margin(float spread)
{
    return fminf(fmaxf(spread, OVER_BLEED), BLEED_MOST);
}

/* Share of a microphone's sure hits that are no louder than what several others together bleed into it. */
static double explained(const struct decision *d, size_t mic)
{
    const struct judged *j = &d->judged[mic];
    size_t all = 0, bled = 0;
    for (size_t i = 0; i < d->m->count; i++) {
        double sum = 1e-20;
        if (!is_sure(d, i, mic))
            continue;
        for (size_t k = 0; k < d->m->close; k++)
            if (k != mic && !d->judged[k].silent)
                sum += pow(10, (double)(level_of(d->m, i, k, mic) + j->bleed[k] + margin(j->spread[k])) / 10);
        all++;
        bled += (double)level_of(d->m, i, mic, mic) < 10 * log10(sum);
    }
    return all ? (double)bled / (double)all : 0;
}

/* Where two microphones only ever hear one drum, the transcriber says whose it is, or else who hears it first, or else
 * who hears it louder. */
static void find_silent(struct decision *d)
{
    for (size_t a = 0; a < d->m->close; a++)
        for (size_t b = a + 1; b < d->m->close; b++) {
            struct judged *x = &d->judged[a], *y = &d->judged[b];
            if (allied(d->m, a, b) || x->silent || y->silent || (x->played[b] < 0.8f && y->played[a] < 0.8f))
                continue;
            if (x->own[b] - x->bleed[b] > ONE_SOUND && y->own[a] - y->bleed[a] > ONE_SOUND)
                continue;
            double more = agreement(d, a) - agreement(d, b), first = (double)later(d, a, b);
            int a_has_it = fabs(more) > 0.2 ? more > 0 : fabs(first) > FIRST ? first > 0 : x->loudest > y->loudest;
            (a_has_it ? y : x)->silent = (a_has_it ? y->played[a] : x->played[b]) >= 0.8f;
        }
    /* The drum of one may never be struck, and the loudest that it hears come from several. The last of the microphones
     * of one drum are those of least account. */
    for (size_t a = d->m->close; a-- > 0;)
        if (!d->judged[a].silent && explained(d, a) >= 0.75 && agreement(d, a) < 0.2)
            d->judged[a].silent = 1;
}

/* What the other microphones say may be heard here of their drums at this onset. */
static float bleed_of(const struct decision *d, size_t onset, size_t mic)
{
    const struct judged *j = &d->judged[mic];
    double sum = 1e-20;
    for (size_t k = 0; k < d->m->close; k++) {
        if (k == mic || d->judged[k].silent || allied(d->m, mic, k))
            continue;
        float bleed = fminf(j->bleed[k], j->own[k] - 2 * ONE_SOUND);
        sum += pow(10, (double)(level_of(d->m, onset, k, mic) + bleed + margin(j->spread[k])) / 10);
    }
    if (is_strange(d, onset, mic))
        sum += pow(10, (double)(level_of(d->m, onset, d->m->close, mic) + j->strange + margin(j->vary)) / 10);
    return (float)(10 * log10(sum));
}

/* The same with what rings on of the onsets before, which makes onsets of its own when it beats; of the drum's own ring
 * too. */
static float predicted(const struct decision *d, size_t onset, size_t mic)
{
    float most = bleed_of(d, onset, mic);
    double now = d->m->time[onset];
    for (size_t i = onset; i-- > 0 && now - d->m->time[i] < RESONANCE;) {
        float faded = (float)(DECAY * (now - d->m->time[i]));
        most = fmaxf(most, bleed_of(d, i, mic) - faded);
        if (is_onset(d->m, i, mic))
            most = fmaxf(most, level_of(d->m, i, mic, mic) - OWN_RING + OVER_BLEED - faded);
    }
    return most;
}

/* Whether a microphone's own drum is struck hard at this onset. */
static int is_struck(const struct decision *d, size_t onset, size_t mic)
{
    return mic < d->m->close && is_onset(d->m, onset, mic) &&
           level_of(d->m, onset, mic, mic) > d->judged[mic].loudest - STRUCK;
}

/* Whether at least half of the channels hear it as much weaker as they hear the drum's own hits; those whose own drum
 * is struck with it cannot say. */
static int is_near(const struct decision *d, size_t onset, size_t mic)
{
    size_t near = 0, all = 0;
    for (size_t k = 0; k < d->m->channels; k++) {
        if (k == mic || (k < d->m->close && (d->judged[k].silent || allied(d->m, mic, k))))
            continue;
        float there = level_of(d->m, onset, k, mic), r = level_of(d->m, onset, mic, mic) - there;
        const struct judged *j = &d->judged[mic];
        all++;
        near += r > j->own[k] - ALIKE || there < j->quiet[k] + QUIET || is_struck(d, onset, k);
    }
    return 2 * near >= all;
}

/* 0.5 less what the microphone's drum is looked for with. */
static float reserve(const struct decision *d, size_t mic)
{
    for (int drum = 0; drum < NEUME_DRUM_COUNT; drum++)
        if (d->m->channel[mic].drums >> drum & 1)
            return (float)(0.5 - d->sensitivity[drum]);
    return 0;
}

static int is_hit(const struct decision *d, size_t onset, size_t mic)
{
    const struct judged *j = &d->judged[mic];
    if (j->silent || !is_onset(d->m, onset, mic))
        return 0;
    float level = level_of(d->m, onset, mic, mic);
    float less = reserve(d, mic);
    float doubt = 12 * less - (heard_near(d->heard, d->m->time[onset], d->m->channel[mic].drums) ? HEARD : 0);
    if (level < j->loudest - FAINTEST + 24 * less || level < predicted(d, onset, mic) + doubt)
        return 0;
    const float *rise = d->m->rise + (onset * d->m->close + mic) * 2;
    int plain = level > j->loudest - PLAIN;
    if (rise[0] < CLEAR && rise[1] < SNAP)
        return 0;
    if ((rise[0] < CLEAR || !plain) && click_of(d->m, onset, mic) < j->click - DULL)
        return 0;
    return plain || is_near(d, onset, mic);
}

/* Which of a microphone's drums was hit. */
static uint8_t key_of(const struct decision *d, size_t mic, double time)
{
    unsigned drums = d->m->channel[mic].drums;
    const struct neume_note *said = heard_near(d->heard, time, drums);
    if (said)
        return said->pitch;
    for (int drum = 0; drum < NEUME_DRUM_XX; drum++)
        if (drums >> drum & 1)
            return neume_drum_keys((enum neume_drum)drum)[0];
    return 39; /* a clap stands for other percussion */
}

static enum neume_status tell(const struct decision *d, size_t mic, size_t onset, struct neume_notes *out)
{
    double time = fmax(d->m->time[onset] + (double)d->m->attack[onset * d->m->close + mic], 0);
    float level = level_of(d->m, onset, mic, mic), over = level - predicted(d, onset, mic);
    struct neume_note note = {.onset = time,
                              .offset = time + 0.1,
                              .pitch = key_of(d, mic, time),
                              .velocity = neume_velocity(level - d->judged[mic].full, 4),
                              .drum = 1,
                              .confidence = 1 / (1 + expf(-over / 4))};
    return neume_notes_push(out, &note, NULL);
}

static enum neume_status tell_all(struct decision *d, size_t mic, struct neume_notes *out)
{
    enum neume_status status = NEUME_OK;
    size_t n = 0;
    for (size_t i = 0; i < d->m->count; i++)
        if (is_hit(d, i, mic))
            d->scratch[n++] = level_of(d->m, i, mic, mic);
    d->judged[mic].full = n ? quantile(d->scratch, n, 0.9) : 0;
    for (size_t i = 0; i < d->m->count && status == NEUME_OK; i++)
        if (is_hit(d, i, mic))
            status = tell(d, mic, i, out);
    return status;
}

static int by_onset(const void *a, const void *b)
{
    const struct neume_note *x = a, *y = b;
    if (x->onset != y->onset)
        return x->onset < y->onset ? -1 : 1;
    if (x->pitch != y->pitch)
        return x->pitch - y->pitch;
    if (x->velocity != y->velocity)
        return y->velocity - x->velocity;
    return (x->confidence < y->confidence) - (x->confidence > y->confidence);
}

/* Two microphones of one drum hear one hit: the notes of all, in order of time, lose the weaker of each pair. */
static void unite(struct neume_note *note, size_t *count)
{
    size_t kept = 0;
    if (*count)
        qsort(note, *count, sizeof *note, by_onset);
    for (size_t i = 0; i < *count; i++) {
        struct neume_note *same = NULL;
        for (size_t k = kept; k > 0 && !same && note[i].onset - note[k - 1].onset < NEAR; k--)
            if (neume_drum_of_key(note[k - 1].pitch) == neume_drum_of_key(note[i].pitch))
                same = &note[k - 1];
        if (same)
            same->velocity = same->velocity > note[i].velocity ? same->velocity : note[i].velocity;
        else
            note[kept++] = note[i];
    }
    *count = kept;
}

/* By how much the room is behind the close microphones: the median over the hits that both heard. */
static double room_lag(struct decision *d, const struct neume_note *note, size_t count)
{
    size_t n = 0;
    for (size_t i = 0; i < count && n < d->m->count; i++) {
        const struct neume_note *h = heard_near(d->heard, note[i].onset, 1u << neume_drum_of_key(note[i].pitch));
        if (h)
            d->scratch[n++] = (float)(h->onset - note[i].onset);
    }
    return n > 3 ? (double)quantile(d->scratch, n, 0.5) : 0;
}

static enum neume_status take_others(const struct decision *d, double lag, struct neume_notes *out)
{
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < d->heard->count && status == NEUME_OK; i++) {
        struct neume_note n = d->heard->note[i];
        if (!n.drum || !(d->strangers >> neume_drum_of_key(n.pitch) & 1))
            continue;
        n.onset = fmax(n.onset - lag, 0);
        n.offset = fmax(n.offset - lag, n.onset + 0.01);
        status = neume_notes_push(out, &n, NULL);
    }
    return status;
}

enum neume_status neume_microphones_decide(struct neume_microphones *m, const struct neume_notes *heard,
                                           const double *sensitivity, struct neume_notes *out)
{
    size_t first = out->count;
    enum neume_status status = NEUME_OK;
    struct decision *d = calloc(1, sizeof *d);
    if (!d)
        return NEUME_ERR_MEMORY;
    *d = (struct decision){.m = m, .heard = heard, .sensitivity = sensitivity};
    d->scratch = malloc((m->count + 1) * sizeof *d->scratch);
    if (!d->scratch)
        status = NEUME_ERR_MEMORY;
    unsigned close = 0;
    for (size_t i = 0; i < m->close; i++)
        close |= mics_with_kin(m->channel[i].drums);
    d->strangers = ~close;
    for (size_t i = 0; i < m->close && status == NEUME_OK; i++)
        d->judged[i].loudest = find_loudest(d, i);
    for (size_t i = 0; i < m->close && status == NEUME_OK; i++)
        learn(d, i);
    for (size_t i = 0; i < m->close && status == NEUME_OK; i++)
        learn_strangers(d, i);
    if (status == NEUME_OK)
        find_silent(d);
    for (size_t i = 0; i < m->close && status == NEUME_OK; i++)
        status = tell_all(d, i, out);
    if (status == NEUME_OK) {
        size_t count = out->count - first;
        if (count)
            unite(out->note + first, &count);
        out->count = first + count;
        if (m->room)
            status = take_others(d, count ? room_lag(d, out->note + first, count) : 0, out);
    }
    free(d->scratch);
    free(d);
    return status;
}
