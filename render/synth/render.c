/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/synth/render.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/regular_file.h"
#include "render/synth/render_cues.h"
#include "render/synth/render_synth.h"
#include "render/synth/reverb.h"
#include "render/synth/soundfont.h"

#define BLOCK  NEUME_RENDER_BLOCK
#define CHUNK  1024 /* frames that are mixed at a time; a multiple of BLOCK */
#define PHASES BLOCK

/* Voices a synthesizer starts with, at least. */
#define MIN_VOICES 32
/* How long a struck note is taken to need its voices, seconds. */
#define VOICE_LIFE 10

/* One synthesizer, whose blocks start at frames k * BLOCK + its phase. */
struct part {
    struct neume_synth *synth; /* NULL where no note starts at this phase */
    size_t cursor;             /* cues before it are done; those of a part that is silent may wait */
    size_t next_on;            /* place of its next own note-on, cues.count for none */
};

struct neume_renderer {
    struct neume_cues cues;
    uint8_t *bytes; /* of the MIDI file: system exclusive data */
    struct neume_bank *bank;
    char *path;
    struct part part[PHASES];
    struct neume_reverb *reverb; /* NULL where there is none */
    int rate;
    int64_t now;                 /* frames mixed */
    int64_t total;               /* frames to give, at most */
    int64_t given;               /* frames given */
    int until_silent;            /* ends when nothing sounds and no note is to come */
    size_t ready_at, ready;      /* mix[..][ready_at .. ready_at + ready) is still to be given */
    float mix[2][CHUNK + BLOCK]; /* left, right; what lies beyond CHUNK belongs to the next chunk */
    float scratch[2][CHUNK];
};

void neume_render_options_init(struct neume_render_options *options)
{
    *options = (struct neume_render_options){
        .soundfont = NULL, .rate = 44100, .gain = 0.5, .length = 0, .max_tail = 10, .track = -1};
}

static enum neume_status find_font(struct neume_renderer *r, const char *given)
{
    if (!given)
        return neume_soundfont_find(&r->path);
    if (access(given, R_OK))
        return neume_status_from_errno(errno, NEUME_ERR_SOUNDFONT);
    enum neume_status status = neume_regular_file_check(given);
    if (status != NEUME_OK)
        return status;
    r->path = strdup(given);
    return r->path ? NEUME_OK : NEUME_ERR_MEMORY;
}

static int phase_of(const struct neume_cue *c)
{
    return (int)(c->sample % BLOCK);
}

static size_t next_own_note(const struct neume_renderer *r, int phase, size_t from)
{
    while (from < r->cues.count &&
           (r->cues.cue[from].status != NEUME_MIDI_NOTE_ON || phase_of(&r->cues.cue[from]) != phase))
        from++;
    return from;
}

/* The most voices that each phase needs within VOICE_LIFE. */
static void foresee_voices(const struct neume_renderer *r, int most[PHASES])
{
    int64_t life = (int64_t)VOICE_LIFE * r->rate;
    int now[PHASES] = {0};
    size_t oldest = 0;
    memset(most, 0, PHASES * sizeof *most);
    for (size_t i = 0; i < r->cues.count; i++) {
        const struct neume_cue *c = &r->cues.cue[i];
        if (c->status != NEUME_MIDI_NOTE_ON)
            continue;
        for (; r->cues.cue[oldest].sample < c->sample - life; oldest++)
            if (r->cues.cue[oldest].status == NEUME_MIDI_NOTE_ON)
                now[phase_of(&r->cues.cue[oldest])] -= r->cues.cue[oldest].voices;
        int *n = &now[phase_of(c)];
        *n += c->voices;
        if (*n > most[phase_of(c)])
            most[phase_of(c)] = *n;
    }
}

static enum neume_status make_parts(struct neume_renderer *r)
{
    int voices[PHASES];
    foresee_voices(r, voices);
    for (int p = 0; p < PHASES; p++) {
        struct part *part = &r->part[p];
        part->next_on = next_own_note(r, p, 0);
        if (part->next_on == r->cues.count)
            continue;
        int wanted = voices[p] + voices[p] / 4 + MIN_VOICES;
        enum neume_status s =
            neume_synth_new(&part->synth, r->bank, wanted < NEUME_SYNTH_VOICES ? wanted : NEUME_SYNTH_VOICES);
        if (s != NEUME_OK)
            return s;
    }
    return NEUME_OK;
}

static enum neume_status check(const struct neume_smf *smf, const struct neume_render_options *o)
{
    int ok = o->rate >= 8000 && o->rate <= 192000 && o->rate == floor(o->rate) && o->gain >= 0 && o->gain <= 10 &&
             o->length >= 0 && o->length <= 86400 && o->max_tail >= 0 && o->max_tail <= 60 && o->reverb >= 0 &&
             o->reverb <= 1 && o->track >= -1 && (o->track < 0 || (size_t)o->track < smf->track_count);
    if (!ok)
        return NEUME_ERR_ARGUMENT;
    return o->rate > 96000 ? NEUME_ERR_UNSUPPORTED : NEUME_OK;
}

static enum neume_status set_length(struct neume_renderer *r, const struct neume_render_options *o)
{
    r->until_silent = o->length == 0;
    r->total = llround(o->length * o->rate);
    if (!r->until_silent)
        return NEUME_OK;
    if (r->cues.last_on >= 0)
        r->total = r->cues.end + llround((o->max_tail + (o->reverb > 0 ? NEUME_REVERB_TAIL : 0)) * o->rate);
    return r->cues.end > 86400 * o->rate ? NEUME_ERR_UNSUPPORTED : NEUME_OK;
}

enum neume_status neume_renderer_new(struct neume_renderer **renderer, const struct neume_smf *smf,
                                     const struct neume_render_options *options)
{
    struct neume_render_options defaults;
    struct neume_renderer *r = NULL;
    *renderer = NULL;
    neume_render_options_init(&defaults);
    const struct neume_render_options *o = options ? options : &defaults;
    enum neume_status s = check(smf, o);
    if (s != NEUME_OK)
        return s;
    r = calloc(1, sizeof *r);
    if (!r)
        return NEUME_ERR_MEMORY;
    r->rate = (int)o->rate;
    r->bytes = malloc(smf->byte_count + 1);
    s = r->bytes ? neume_cues_init(&r->cues, smf, o->rate, o->track) : NEUME_ERR_MEMORY;
    if (s != NEUME_OK)
        goto fail;
    if (smf->byte_count)
        memcpy(r->bytes, smf->bytes, smf->byte_count);
    s = set_length(r, o);
    if (s == NEUME_OK && o->reverb > 0)
        s = neume_reverb_new(&r->reverb, o->rate, o->reverb);
    if (s == NEUME_OK)
        s = find_font(r, o->soundfont);
    if (s == NEUME_OK)
        s = neume_bank_new(&r->bank, r->path, r->rate, o->gain, r->cues.ports);
    if (s == NEUME_OK)
        s = neume_bank_ask(r->bank, &r->cues, r->bytes);
    if (s == NEUME_OK)
        s = make_parts(r);
    if (s != NEUME_OK)
        goto fail;
    *renderer = r;
    return NEUME_OK;
fail:
    neume_renderer_free(r);
    return s;
}

/* Does all cues that belong to the block of `phase` that starts at `start`: its own notes exactly, all else to the
 * nearest block. */
static enum neume_status do_cues(struct neume_renderer *r, int phase, int64_t start)
{
    struct part *p = &r->part[phase];
    enum neume_status s = NEUME_OK;
    for (; p->cursor < r->cues.count && s == NEUME_OK; p->cursor++) {
        const struct neume_cue *c = &r->cues.cue[p->cursor];
        /* Its own note comes when it must, whatever stands before it; only notes moved to the grid can be that late. */
        if (c->sample >= start + BLOCK / 2 && !(p->next_on < r->cues.count && r->cues.cue[p->next_on].sample <= start))
            break;
        if (c->status != NEUME_MIDI_NOTE_OFF && c->status != NEUME_MIDI_NOTE_ON) {
            neume_synth_control(p->synth, c, r->bytes);
        } else if (p->cursor == p->next_on) {
            assert(c->sample == start);
            s = neume_synth_strike(p->synth, c);
            p->next_on = next_own_note(r, phase, p->cursor + 1);
        } else if (neume_synth_sounds(p->synth)) {
            if (c->status == NEUME_MIDI_NOTE_ON)
                neume_synth_strike_elsewhere(p->synth, c);
            else
                neume_synth_let_go(p->synth, c);
        }
    }
    return s;
}

/* The first block start of `phase`, from `start` on, by which the cue is due. */
static int64_t due(const struct neume_cue *c, int64_t start)
{
    int64_t late = c->sample - (BLOCK / 2 - 1) - start;
    return late <= 0 ? start : start + (late + BLOCK - 1) / BLOCK * BLOCK;
}

/* Adds the part's sound from r->now on, CHUNK frames in blocks that start at its phase. */
static enum neume_status mix_part(struct neume_renderer *r, int phase)
{
    struct part *p = &r->part[phase];
    int64_t start = r->now + phase, end = start + CHUNK;
    while (start < end) {
        const struct neume_cue *own = p->next_on < r->cues.count ? &r->cues.cue[p->next_on] : NULL;
        if (!neume_synth_sounds(p->synth)) {
            if (!own || own->sample >= end)
                return NEUME_OK;
            start = own->sample;
        }
        enum neume_status s = do_cues(r, phase, start);
        if (s != NEUME_OK)
            return s;
        int64_t stop = p->cursor < r->cues.count ? due(&r->cues.cue[p->cursor], start + BLOCK) : end;
        if (p->next_on < r->cues.count && r->cues.cue[p->next_on].sample < stop)
            stop = r->cues.cue[p->next_on].sample;
        if (stop > end)
            stop = end;
        int frames = (int)(stop - start);
        size_t at = (size_t)(start - r->now);
        neume_synth_render(p->synth, frames, r->scratch[0], r->scratch[1]);
        for (int side = 0; side < 2; side++)
            for (int i = 0; i < frames; i++)
                r->mix[side][at + (size_t)i] += r->scratch[side][i];
        start = stop;
    }
    return NEUME_OK;
}

/* Whether nothing sounds and nothing will. */
static int is_over(const struct neume_renderer *r)
{
    for (int p = 0; p < PHASES; p++) {
        const struct part *part = &r->part[p];
        if (part->synth && (part->next_on < r->cues.count || neume_synth_sounds(part->synth)))
            return 0;
    }
    return 1;
}

/* Makes the next CHUNK frames ready. What a block says beyond the chunk is carried over. */
static enum neume_status mix_chunk(struct neume_renderer *r)
{
    for (int side = 0; side < 2; side++) {
        memcpy(r->mix[side], r->mix[side] + CHUNK, BLOCK * sizeof(float));
        memset(r->mix[side] + BLOCK, 0, CHUNK * sizeof(float));
    }
    for (int p = 0; p < PHASES; p++) {
        enum neume_status s = r->part[p].synth ? mix_part(r, p) : NEUME_OK;
        if (s != NEUME_OK)
            return s;
    }
    if (r->reverb)
        neume_reverb_process(r->reverb, r->mix[0], r->mix[1], CHUNK);
    r->now += CHUNK;
    r->ready_at = 0;
    r->ready = CHUNK;
    /* One chunk more than the last that sounds, for what is carried over, and what the room adds. */
    int64_t rest = CHUNK + (r->reverb ? llround(NEUME_REVERB_TAIL * r->rate) : 0);
    if (r->until_silent && is_over(r) && r->now + rest < r->total)
        r->total = r->now + rest;
    return NEUME_OK;
}

enum neume_status neume_renderer_process(struct neume_renderer *r, float *stereo, size_t frames, size_t *got)
{
    *got = 0;
    while (*got < frames && r->given < r->total) {
        if (!r->ready) {
            enum neume_status s = mix_chunk(r);
            if (s != NEUME_OK)
                return s;
        }
        size_t n = frames - *got < r->ready ? frames - *got : r->ready;
        if ((int64_t)n > r->total - r->given)
            n = (size_t)(r->total - r->given);
        for (size_t i = 0; i < n; i++) {
            stereo[2 * (*got + i)] = r->mix[0][r->ready_at + i];
            stereo[2 * (*got + i) + 1] = r->mix[1][r->ready_at + i];
        }
        *got += n;
        r->given += (int64_t)n;
        r->ready_at += n;
        r->ready -= n;
    }
    return NEUME_OK;
}

int64_t neume_renderer_frames(const struct neume_renderer *r)
{
    return r->total;
}

const char *neume_renderer_soundfont(const struct neume_renderer *r)
{
    return r->path;
}

void neume_renderer_free(struct neume_renderer *r)
{
    if (!r)
        return;
    for (int p = 0; p < PHASES; p++)
        neume_synth_free(r->part[p].synth);
    neume_bank_free(r->bank);
    neume_reverb_free(r->reverb);
    neume_cues_release(&r->cues);
    free(r->bytes);
    free(r->path);
    free(r);
}
