/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "midi/render.h"

#include <assert.h>
#include <errno.h>
#include <fluidsynth.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "midi/render_cues.h"
#include "midi/soundfont.h"

#define BLOCK  NEUME_RENDER_BLOCK
#define CHUNK  1024 /* frames that are mixed at a time; a multiple of BLOCK */
#define PHASES BLOCK

/* Voices a synthesizer starts with; and the most that are foreseen for one, beyond which it grows while it plays. */
#define MIN_VOICES 32
#define MAX_VOICES 2048
/* How long a struck note is taken to need its voices, seconds. */
#define VOICE_LIFE 10

/* One synthesizer, whose blocks start at frames k * BLOCK + its phase. */
struct part {
    fluid_synth_t *synth; /* NULL where no note starts at this phase */
    size_t cursor;        /* cues before it are done, or, for a part that is silent, may be left for later */
    size_t next_on;       /* place of its next own note-on, cues.count for none */
    int voices;           /* that it has room for */
};

struct neume_renderer {
    struct neume_cues cues;
    uint8_t *bytes;        /* of the MIDI file: system exclusive data */
    fluid_synth_t *loader; /* owns the SoundFont, and knows what a note will sound like */
    fluid_sfont_t *font;
    char *path;
    struct part part[PHASES];
    int rate;
    double gain;
    int64_t now;                 /* frames mixed */
    int64_t total;               /* frames to give, at most */
    int64_t given;               /* frames given */
    int until_silent;            /* ends when nothing sounds and no note is to come */
    size_t ready_at, ready;      /* mix[..][ready_at .. ready_at + ready) is still to be given */
    float mix[2][CHUNK + BLOCK]; /* left, right; what lies beyond CHUNK belongs to the next chunk */
    float scratch[2][CHUNK];
    fluid_voice_t **list; /* [list_size]: scratch */
    int list_size;
};

void neume_render_options_init(struct neume_render_options *options)
{
    *options = (struct neume_render_options){
        .soundfont = NULL, .rate = 44100, .gain = 0.5, .length = 0, .max_tail = 10, .track = -1};
}

/* FluidSynth's own talk, and its probing of sound cards, are no business of a library that renders to memory. */
static void say_nothing(int level, const char *message, void *data)
{
    (void)level, (void)message, (void)data;
}

static void quieten(void)
{
    static const char *no_drivers[] = {NULL};
    for (int level = 0; level < LAST_LOG_LEVEL; level++)
        fluid_set_log_function(level, say_nothing, NULL);
    fluid_audio_driver_register(no_drivers);
}

static fluid_synth_t *new_synth(const struct neume_renderer *r, int voices)
{
    fluid_settings_t *settings = new_fluid_settings();
    if (!settings)
        return NULL;
    fluid_settings_setnum(settings, "synth.sample-rate", r->rate);
    fluid_settings_setnum(settings, "synth.gain", r->gain);
    fluid_settings_setint(settings, "synth.polyphony", voices);
    fluid_settings_setint(settings, "synth.midi-channels", 16 * r->cues.ports);
    fluid_settings_setint(settings, "synth.reverb.active", 0);
    fluid_settings_setint(settings, "synth.chorus.active", 0);
    fluid_settings_setint(settings, "synth.threadsafe-api", 0);
    fluid_settings_setint(settings, "synth.dynamic-sample-loading", 1);
    fluid_synth_t *synth = new_fluid_synth(settings);
    if (!synth)
        delete_fluid_settings(settings);
    for (int port = 1; synth && port < r->cues.ports; port++)
        fluid_synth_set_channel_type(synth, port * 16 + 9, CHANNEL_TYPE_DRUM);
    return synth;
}

static void delete_synth(struct neume_renderer *r, fluid_synth_t *synth)
{
    if (!synth)
        return;
    fluid_settings_t *settings = fluid_synth_get_settings(synth);
    if (synth != r->loader && r->font)
        fluid_synth_remove_sfont(synth, r->font);
    delete_fluid_synth(synth);
    delete_fluid_settings(settings);
}

static enum neume_status find_font(struct neume_renderer *r, const char *given)
{
    struct stat st;
    if (!given)
        return neume_soundfont_find(&r->path);
    if (stat(given, &st) || access(given, R_OK))
        return neume_status_from_errno(errno, NEUME_ERR_SOUNDFONT);
    if (S_ISDIR(st.st_mode))
        return NEUME_ERR_DIRECTORY;
    r->path = strdup(given);
    return r->path ? NEUME_OK : NEUME_ERR_MEMORY;
}

/* FluidSynth offers a file that it cannot load to libinstpatch, which talks to standard error. So the file goes by a
 * name that only our own callbacks understand. */
static const char hidden[] = "neume SoundFont:";

static void *font_open(const char *name)
{
    return strncmp(name, hidden, sizeof hidden - 1) ? NULL : fopen(name + sizeof hidden - 1, "rb");
}

static int font_read(void *data, fluid_long_long_t size, void *file)
{
    return fread(data, 1, (size_t)size, file) == (size_t)size ? FLUID_OK : FLUID_FAILED;
}

static int font_seek(void *file, fluid_long_long_t offset, int origin)
{
    return fseek(file, (long)offset, origin) ? FLUID_FAILED : FLUID_OK;
}

static fluid_long_long_t font_tell(void *file)
{
    return ftell(file);
}

static int font_close(void *file)
{
    return fclose(file) ? FLUID_FAILED : FLUID_OK;
}

static int load_hidden(struct neume_renderer *r)
{
    size_t size = sizeof hidden + strlen(r->path);
    fluid_sfloader_t *loader = new_fluid_defsfloader(fluid_synth_get_settings(r->loader));
    char *name = malloc(size);
    int id = FLUID_FAILED;
    if (name && loader) {
        snprintf(name, size, "%s%s", hidden, r->path);
        fluid_sfloader_set_callbacks(loader, font_open, font_read, font_seek, font_tell, font_close);
        fluid_synth_add_sfloader(r->loader, loader); /* which owns it from here on */
        id = fluid_synth_sfload(r->loader, name, 1);
    } else if (loader) {
        delete_fluid_sfloader(loader);
    }
    free(name);
    return id;
}

static enum neume_status load_font(struct neume_renderer *r)
{
    r->loader = new_synth(r, 256);
    if (!r->loader)
        return NEUME_ERR_MEMORY;
    int id = fluid_is_soundfont(r->path) ? load_hidden(r) : FLUID_FAILED;
    r->font = id == FLUID_FAILED ? NULL : fluid_synth_get_sfont_by_id(r->loader, id);
    return r->font ? NEUME_OK : NEUME_ERR_SOUNDFONT;
}

/* Everything but the notes. */
static void play_controller(const struct neume_renderer *r, fluid_synth_t *synth, const struct neume_cue *c)
{
    switch (c->status) {
    case NEUME_MIDI_KEY_PRESSURE:
        fluid_synth_key_pressure(synth, c->channel, c->data[0], c->data[1]);
        break;
    case NEUME_MIDI_CONTROL:
        fluid_synth_cc(synth, c->channel, c->data[0], c->data[1]);
        break;
    case NEUME_MIDI_PROGRAM:
        fluid_synth_program_change(synth, c->channel, c->data[0]);
        break;
    case NEUME_MIDI_PRESSURE:
        fluid_synth_channel_pressure(synth, c->channel, c->data[0]);
        break;
    case NEUME_MIDI_BEND:
        fluid_synth_pitch_bend(synth, c->channel, c->data[0] | c->data[1] << 7);
        break;
    case NEUME_MIDI_SYSEX:
        fluid_synth_sysex(synth, (const char *)r->bytes + c->at, (int)c->size, NULL, NULL, NULL, 0);
        break;
    default:
        break;
    }
}

/* All voices that play in `synth`, in r->list; their number, or 0 where there is no memory. */
static int list_voices(struct neume_renderer *r, fluid_synth_t *synth)
{
    int count = fluid_synth_get_active_voice_count(synth), n = 0;
    if (count + 1 > r->list_size) {
        fluid_voice_t **grown = realloc(r->list, (size_t)(count + 256) * sizeof *grown);
        if (!grown)
            return 0;
        r->list = grown;
        r->list_size = count + 256;
    }
    fluid_synth_get_voicelist(synth, r->list, r->list_size, -1);
    while (n < r->list_size && r->list[n])
        n++;
    return n;
}

static int exclusive_class(fluid_voice_t *voice)
{
    return (int)fluid_voice_gen_get(voice, GEN_EXCLUSIVECLASS);
}

/* What one sound of the SoundFont needs, by preset, key and velocity; asked once each. */
struct sound {
    const fluid_preset_t *preset;
    uint8_t key, velocity, choke, voices;
};

struct sounds {
    struct sound *slot; /* [size], open addressing; preset NULL: free */
    size_t size, count;
};

static struct sound *sound_slot(const struct sounds *t, const fluid_preset_t *preset, int key, int velocity)
{
    size_t h = ((size_t)preset >> 4) * 31 + (size_t)key * 128 + (size_t)velocity;
    h *= 0x9E3779B1u;
    for (;; h++) {
        struct sound *s = &t->slot[h & (t->size - 1)];
        if (!s->preset || (s->preset == preset && s->key == key && s->velocity == velocity))
            return s;
    }
}

static int grow_sounds(struct sounds *t)
{
    if (2 * (t->count + 1) <= t->size)
        return 1;
    struct sounds bigger = {.size = t->size ? 2 * t->size : 1024, .count = t->count};
    bigger.slot = calloc(bigger.size, sizeof *bigger.slot);
    if (!bigger.slot)
        return 0;
    for (size_t i = 0; i < t->size; i++) {
        const struct sound *s = &t->slot[i];
        if (s->preset)
            *sound_slot(&bigger, s->preset, s->key, s->velocity) = *s;
    }
    free(t->slot);
    *t = bigger;
    return 1;
}

/* Strikes the note in the loader to see what voices it starts, and throws them away. */
static void ask_sound(struct neume_renderer *r, const struct neume_cue *c, struct sound *s)
{
    float silence[2][BLOCK];
    fluid_synth_noteon(r->loader, c->channel, s->key, s->velocity);
    int count = list_voices(r, r->loader);
    s->voices = (uint8_t)(count < 255 ? count : 255);
    for (int i = 0; i < count && !s->choke; i++) {
        int class = exclusive_class(r->list[i]);
        s->choke = (uint8_t)(class > 0 && class < 256 ? class : 0);
    }
    fluid_synth_all_sounds_off(r->loader, -1);
    for (int i = 0; i < 4 && fluid_synth_get_active_voice_count(r->loader); i++)
        fluid_synth_write_float(r->loader, BLOCK, silence[0], 0, 1, silence[1], 0, 1);
}

/* Plays the piece to the loader, without its time, to learn of every note how many voices it takes and what it chokes.
 */
static enum neume_status ask_sounds(struct neume_renderer *r)
{
    struct sounds table = {0};
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; i < r->cues.count && status == NEUME_OK; i++) {
        struct neume_cue *c = &r->cues.cue[i];
        if (c->status != NEUME_MIDI_NOTE_ON) {
            play_controller(r, r->loader, c);
            continue;
        }
        fluid_preset_t *preset = fluid_synth_get_channel_preset(r->loader, c->channel);
        if (!preset)
            continue;
        if (!grow_sounds(&table)) {
            status = NEUME_ERR_MEMORY;
            break;
        }
        struct sound *s = sound_slot(&table, preset, c->data[0], c->data[1]);
        if (!s->preset) {
            *s = (struct sound){.preset = preset, .key = c->data[0], .velocity = c->data[1]};
            table.count++;
            ask_sound(r, c, s);
        }
        c->choke = s->choke;
        c->voices = s->voices;
    }
    free(table.slot);
    return status;
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
        part->voices = wanted < MAX_VOICES ? wanted : MAX_VOICES;
        part->synth = new_synth(r, part->voices);
        if (!part->synth || fluid_synth_add_sfont(part->synth, r->font) == FLUID_FAILED)
            return NEUME_ERR_MEMORY;
    }
    return NEUME_OK;
}

static enum neume_status check(const struct neume_smf *smf, const struct neume_render_options *o)
{
    int ok = o->rate >= 8000 && o->rate <= 192000 && o->rate == floor(o->rate) && o->gain >= 0 && o->gain <= 10 &&
             o->length >= 0 && o->length <= 86400 && o->max_tail >= 0 && o->max_tail <= 60 && o->track >= -1 &&
             (o->track < 0 || (size_t)o->track < smf->track_count);
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
        r->total = r->cues.end + llround(o->max_tail * o->rate);
    return r->cues.end > 86400 * o->rate ? NEUME_ERR_UNSUPPORTED : NEUME_OK;
}

enum neume_status neume_renderer_new(struct neume_renderer **renderer, const struct neume_smf *smf,
                                     const struct neume_render_options *options)
{
    static pthread_once_t quiet = PTHREAD_ONCE_INIT;
    struct neume_render_options defaults;
    struct neume_renderer *r = NULL;
    *renderer = NULL;
    neume_render_options_init(&defaults);
    const struct neume_render_options *o = options ? options : &defaults;
    enum neume_status s = check(smf, o);
    if (s != NEUME_OK)
        return s;
    pthread_once(&quiet, quieten);
    r = calloc(1, sizeof *r);
    if (!r)
        return NEUME_ERR_MEMORY;
    r->rate = (int)o->rate;
    r->gain = o->gain;
    r->bytes = malloc(smf->byte_count + 1);
    s = r->bytes ? neume_cues_init(&r->cues, smf, o->rate, o->track) : NEUME_ERR_MEMORY;
    if (s != NEUME_OK)
        goto fail;
    if (smf->byte_count)
        memcpy(r->bytes, smf->bytes, smf->byte_count);
    s = set_length(r, o);
    if (s == NEUME_OK)
        s = find_font(r, o->soundfont);
    if (s == NEUME_OK)
        s = load_font(r);
    if (s == NEUME_OK)
        s = ask_sounds(r);
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

/* A note of another part that chokes a sound of this one. Striking it here, unheard, has FluidSynth do it its own way:
 * no other call cuts a voice that has been let go already. */
static void choke(struct neume_renderer *r, fluid_synth_t *synth, const struct neume_cue *c)
{
    int count = list_voices(r, synth), found = 0;
    for (int i = 0; i < count; i++)
        found |= fluid_voice_get_channel(r->list[i]) == c->channel && exclusive_class(r->list[i]) == c->choke;
    if (!found)
        return;
    fluid_synth_noteon(synth, c->channel, c->data[0], c->data[1]);
    count = list_voices(r, synth);
    unsigned newest = 0;
    for (int i = 0; i < count; i++)
        if (fluid_voice_get_id(r->list[i]) > newest)
            newest = fluid_voice_get_id(r->list[i]);
    for (int i = 0; i < count; i++) {
        fluid_voice_t *v = r->list[i];
        if (fluid_voice_get_id(v) != newest)
            continue;
        fluid_voice_gen_set(v, GEN_EXCLUSIVECLASS, 0);
        fluid_voice_gen_set(v, GEN_ATTENUATION, 1440); /* cB: the most there is */
        fluid_voice_update_param(v, GEN_ATTENUATION);
        fluid_voice_gen_set(v, GEN_VOLENVRELEASE, -12000); /* timecents: 1 ms */
        fluid_voice_update_param(v, GEN_VOLENVRELEASE);
    }
    fluid_synth_stop(synth, newest);
}

static enum neume_status strike(struct part *p, const struct neume_cue *c)
{
    int needed = fluid_synth_get_active_voice_count(p->synth) + c->voices + 1;
    if (needed > p->voices) {
        int wanted = needed + p->voices < 65535 ? needed + p->voices : 65535;
        if (fluid_synth_set_polyphony(p->synth, wanted) != FLUID_OK)
            return NEUME_ERR_MEMORY;
        p->voices = wanted;
    }
    fluid_synth_noteon(p->synth, c->channel, c->data[0], c->data[1]);
    return NEUME_OK;
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
            play_controller(r, p->synth, c);
        } else if (p->cursor == p->next_on) {
            assert(c->sample == start);
            s = strike(p, c);
            p->next_on = next_own_note(r, phase, p->cursor + 1);
        } else if (fluid_synth_get_active_voice_count(p->synth)) {
            fluid_synth_noteoff(p->synth, c->channel, c->data[0]);
            if (c->status == NEUME_MIDI_NOTE_ON && c->choke)
                choke(r, p->synth, c);
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
        if (!fluid_synth_get_active_voice_count(p->synth)) {
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
        fluid_synth_write_float(p->synth, frames, r->scratch[0], 0, 1, r->scratch[1], 0, 1);
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
        if (part->synth && (part->next_on < r->cues.count || fluid_synth_get_active_voice_count(part->synth)))
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
    r->now += CHUNK;
    r->ready_at = 0;
    r->ready = CHUNK;
    /* One chunk more than the last that sounds, for what is carried over. */
    if (r->until_silent && is_over(r) && r->now + CHUNK < r->total)
        r->total = r->now + CHUNK;
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
        delete_synth(r, r->part[p].synth);
    delete_synth(r, r->loader);
    neume_cues_release(&r->cues);
    free(r->bytes);
    free(r->path);
    free(r->list);
    free(r);
}
