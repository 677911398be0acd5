/* SPDX-License-Identifier: MIT */
#include "datasets/readers/midi.h"

#include <stdlib.h>

#include "datasets/readers/text.h"
#include "midi/file/smf_read.h"
#include "midi/file/smf_to_notes.h"
#include "midi/file/tempo_map.h"

/* Ticks lie on a grid, so notes that are apart by exactly a tolerance are common, and the last bit of their times
 * decides. The scripts that the field compares by count seconds from event to event, so figures are equal to theirs
 * only by the same clock. It is within a nanosecond of the exact one. */
struct moment {
    double exact, counted; /* seconds */
};

struct clock {
    struct moment *moment; /* [count], rising */
    size_t count;
};

/* Division 29.97 and the like have no quarters to count by: then the clock stays empty. */
static enum neume_status wind_up(struct clock *clock, const struct neume_smf *smf)
{
    struct neume_smf_ref *refs = NULL;
    struct neume_tempo_map map = {0};
    size_t count = 0;
    double now = 0, tempo = 500000;
    uint64_t tick = 0;
    if (smf->division & 0x8000 || !smf->division)
        return NEUME_OK;
    enum neume_status s = neume_smf_merge(smf, &refs, &count);
    if (s == NEUME_OK)
        s = neume_tempo_map_init(&map, smf);
    if (s == NEUME_OK && !(clock->moment = malloc((count + 1) * sizeof *clock->moment)))
        s = NEUME_ERR_MEMORY;
    for (size_t i = 0; s == NEUME_OK && i < count; i++) {
        const struct neume_smf_event *e = neume_smf_at(smf, &refs[i]);
        /* Of the ends of tracks only the last counts. */
        if (neume_smf_is_meta(e, NEUME_META_END_OF_TRACK) && i + 1 < count)
            continue;
        if (refs[i].tick > tick || !clock->count) {
            now += (double)(refs[i].tick - tick) * (tempo * 1e-6 / smf->division);
            tick = refs[i].tick;
            clock->moment[clock->count++] = (struct moment){neume_tempo_map_seconds(&map, tick), now};
        }
        if (neume_smf_tempo(smf, e))
            tempo = neume_smf_tempo(smf, e);
    }
    neume_tempo_map_release(&map);
    free(refs);
    return s;
}

/* By that clock; between two events, as where a note of no length was given one tick, at a distance from the first. */
static double counted(const struct clock *clock, double exact)
{
    size_t low = 0, high = clock->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (clock->moment[middle].exact <= exact)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? clock->moment[low - 1].counted + (exact - clock->moment[low - 1].exact) : exact;
}

static enum neume_status take(struct neume_truth *truth, const struct neume_notes *notes, const struct clock *clock)
{
    enum neume_status s = NEUME_OK;
    for (size_t i = 0; s == NEUME_OK && i < notes->count; i++) {
        const struct neume_note *n = &notes->note[i];
        struct neume_truth_note note = {counted(clock, n->onset), counted(clock, n->offset), n->pitch,
                                        neume_pitch_to_hz(n->pitch), n->velocity};
        s = n->drum ? neume_truth_add_hit(truth, note.onset, neume_drum_class_of_key(n->pitch))
                    : neume_truth_add_note(truth, &note);
    }
    return s;
}

enum neume_status neume_read_midi(struct neume_reading *r, const char *path)
{
    struct neume_smf smf;
    struct neume_notes notes;
    struct clock clock = {0};
    neume_smf_init(&smf);
    neume_notes_init(&notes);
    enum neume_status s = neume_smf_read(&smf, path);
    if (neume_smf_doubt(smf.repairs))
        neume_reading_warn(r, 0, "%s", neume_smf_doubt(smf.repairs));
    if (s == NEUME_OK)
        s = neume_smf_to_notes(&smf, r->options->pedal, &notes);
    if (s == NEUME_OK)
        s = wind_up(&clock, &smf);
    if (s == NEUME_OK)
        s = take(r->truth, &notes, &clock);
    r->truth->from_midi = 1;
    r->truth->kinds |= NEUME_TRUTH_NOTES;
    free(clock.moment);
    neume_notes_release(&notes);
    neume_smf_release(&smf);
    return s;
}
