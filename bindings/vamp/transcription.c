/* SPDX-License-Identifier: MIT
 *
 * Notes, drum hits and mode. All modes hear the whole recording first, so that options and results are the program's.
 */
#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bindings/vamp/kinds.h"
#include "bindings/vamp/recording.h"
#include "neume/neume.h"

static const enum neume_vamp_option all_options[] = {
    NEUME_VAMP_TRANSCRIBE_MODE,       NEUME_VAMP_TRANSCRIBE_QUALITY,      NEUME_VAMP_TRANSCRIBE_SENSITIVITY,
    NEUME_VAMP_TRANSCRIBE_RANGE,      NEUME_VAMP_TRANSCRIBE_MIN_PITCH,    NEUME_VAMP_TRANSCRIBE_MAX_PITCH,
    NEUME_VAMP_TRANSCRIBE_MIN_LENGTH, NEUME_VAMP_TRANSCRIBE_TUNING,       NEUME_VAMP_TRANSCRIBE_CLASSES,
    NEUME_VAMP_TRANSCRIBE_RETRIGGER,  NEUME_VAMP_TRANSCRIBE_DRUM_LENGTHS,
};

static const enum neume_vamp_option drum_options[] = {
    NEUME_VAMP_TRANSCRIBE_SENSITIVITY,
    NEUME_VAMP_TRANSCRIBE_CLASSES,
    NEUME_VAMP_TRANSCRIBE_RETRIGGER,
    NEUME_VAMP_TRANSCRIBE_DRUM_LENGTHS,
};

static const char *const note_bins[] = {"pitch", "velocity"};

/* The order of a transcription's outputs; drums have the second alone. */
enum { NOTES, HITS, MODE };

#define HITS_OUTPUT                                                                                          \
    {                                                                                                        \
        "hits", "Drum Hits", "Strokes: the General MIDI percussion key and velocity; the label is the drum", \
            "MIDI Pitch", 2, note_bins, 1, "af:Onset"                                                        \
    }

static const struct output all_outputs[] = {
    {"notes", "Notes", "Pitched notes: MIDI pitch and velocity; the label is the note's name", "MIDI Pitch", 2,
     note_bins, 1, "af:Note"},
    HITS_OUTPUT,
    {"mode", "Mode", "What kind of music was heard: 1 melody, 2 poly, 3 drums, 4 mix; the label says why", "", 1, NULL,
     1, "af:StructuralSegment"},
};

static const struct output drum_outputs[] = {HITS_OUTPUT};

static int whole(const struct plugin *p, enum neume_vamp_option option)
{
    return (int)plugin_value(p, option);
}

static void take_pitches(const struct plugin *p, struct neume_options *o)
{
    const char *chosen =
        neume_vamp_options[NEUME_VAMP_TRANSCRIBE_RANGE].valueNames[whole(p, NEUME_VAMP_TRANSCRIBE_RANGE)];
    int low = whole(p, NEUME_VAMP_TRANSCRIBE_MIN_PITCH), high = whole(p, NEUME_VAMP_TRANSCRIBE_MAX_PITCH);
    for (const struct neume_vamp_range *r = neume_vamp_ranges; r->name; r++)
        if (!strcmp(r->name, chosen)) {
            low = low > r->low ? low : r->low;
            high = high < r->high ? high : r->high;
        }
    o->min_pitch = low;
    o->max_pitch = high > low ? high : low;
    o->no_drums = whole(p, NEUME_VAMP_TRANSCRIBE_RANGE) != 0;
}

static void take_options(const struct plugin *p, struct neume_options *o)
{
    static const int classes[] = {0, 3, 5};
    double tuning = plugin_value(p, NEUME_VAMP_TRANSCRIBE_TUNING);
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    neume_options_init(o);
    o->mode = p->kind == &plugin_drums ? NEUME_MODE_DRUMS : (enum neume_mode)whole(p, NEUME_VAMP_TRANSCRIBE_MODE);
    o->quality = (enum neume_quality)whole(p, NEUME_VAMP_TRANSCRIBE_QUALITY);
    o->sensitivity = plugin_value(p, NEUME_VAMP_TRANSCRIBE_SENSITIVITY);
    o->min_length = plugin_value(p, NEUME_VAMP_TRANSCRIBE_MIN_LENGTH);
    o->tuning = tuning > 0 && tuning < 400 ? 400 : tuning;
    o->drum_classes = classes[whole(p, NEUME_VAMP_TRANSCRIBE_CLASSES)];
    o->retrigger = plugin_value(p, NEUME_VAMP_TRANSCRIBE_RETRIGGER) / 1000;
    o->drum_lengths = whole(p, NEUME_VAMP_TRANSCRIBE_DRUM_LENGTHS);
    o->threads = processors < 1 ? 1 : processors > 64 ? 64 : (int)processors;
    take_pitches(p, o);
}

static const char *drum_word(int key)
{
    static const char *const words[NEUME_DRUM_COUNT] = {
        "kick",    "snare",   "side stick", "closed hi-hat", "open hi-hat", "pedal hi-hat", "high tom",
        "mid tom", "low tom", "ride",       "ride bell",     "crash",       "percussion"};
    return words[neume_drum_of_key(key)];
}

static void add_note(struct plugin *p, unsigned output, const struct neume_note *n)
{
    static const char *const names[] = {"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};
    struct feature f = {.time = n->onset,
                        .duration = n->offset - n->onset,
                        .value = {(float)n->pitch, (float)n->velocity},
                        .values = 2};
    if (n->drum)
        snprintf(f.label, sizeof f.label, "%s", drum_word(n->pitch));
    else
        snprintf(f.label, sizeof f.label, "%s%d", names[n->pitch % 12], n->pitch / 12 - 1);
    plugin_add(p, output, f);
}

static void add_mode(struct plugin *p, const struct neume_report *report)
{
    struct feature f = {.duration = report->duration, .value = {(float)report->mode}, .values = 1};
    snprintf(f.label, sizeof f.label, "%s%s%s", report->no_music ? "no music" : neume_mode_name(report->mode),
             *report->reason ? ": " : "", report->reason);
    plugin_add(p, MODE, f);
}

static enum neume_status finish(struct plugin *p)
{
    struct neume_options options;
    struct neume_notes notes;
    struct neume_report report;
    struct neume_sound sound = recording_sound(p);
    int drums = p->kind == &plugin_drums;
    take_options(p, &options);
    neume_notes_init(&notes);
    enum neume_status status = neume_transcribe(&sound, &options, NULL, NULL, &notes, &report, NULL);
    for (size_t i = 0; status == NEUME_OK && i < notes.count; i++)
        add_note(p, drums ? 0 : notes.note[i].drum ? HITS : NOTES, &notes.note[i]);
    if (status == NEUME_OK && !drums)
        add_mode(p, &report);
    neume_notes_release(&notes);
    return status;
}

const struct plugin_kind plugin_transcription = {
    .identifier = "transcription",
    .name = "neume: Notes and Drum Hits",
    .description = "Turns a recording into notes and drum hits, as neume transcribe does",
    .category = "Notes",
    .option = all_options,
    .options = sizeof all_options / sizeof *all_options,
    .output = all_outputs,
    .outputs = sizeof all_outputs / sizeof *all_outputs,
    .open = recording_open,
    .close = recording_close,
    .process = recording_process,
    .finish = finish,
};

const struct plugin_kind plugin_drums = {
    .identifier = "drums",
    .name = "neume: Drum Hits",
    .description = "Finds the strokes of a drum kit, and which drum each is of, as neume transcribe --mode drums does",
    .category = "Time > Onsets",
    .option = drum_options,
    .options = sizeof drum_options / sizeof *drum_options,
    .output = drum_outputs,
    .outputs = sizeof drum_outputs / sizeof *drum_outputs,
    .open = recording_open,
    .close = recording_close,
    .process = recording_process,
    .finish = finish,
};
