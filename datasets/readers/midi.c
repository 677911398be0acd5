/* SPDX-License-Identifier: MIT */
#include "datasets/readers/text.h"
#include "midi/score.h"

static enum neume_status take(struct neume_truth *truth, const struct neume_notes *notes)
{
    enum neume_status s = NEUME_OK;
    for (size_t i = 0; s == NEUME_OK && i < notes->count; i++) {
        const struct neume_note *n = &notes->note[i];
        struct neume_truth_note note = {n->onset, n->offset, n->pitch, neume_pitch_to_hz(n->pitch), n->velocity};
        s = n->drum ? neume_truth_add_hit(truth, n->onset, neume_drum_class_of_key(n->pitch))
                    : neume_truth_add_note(truth, &note);
    }
    return s;
}

enum neume_status neume_read_midi(struct neume_reading *r, const char *path)
{
    struct neume_smf smf;
    struct neume_notes notes;
    neume_smf_init(&smf);
    neume_notes_init(&notes);
    enum neume_status s = neume_smf_read(&smf, path);
    if (s == NEUME_OK)
        s = neume_score_to_notes(&smf, r->options->pedal, &notes);
    if (s == NEUME_OK)
        s = take(r->truth, &notes);
    r->truth->from_midi = 1;
    r->truth->kinds |= NEUME_TRUTH_NOTES;
    neume_notes_release(&notes);
    neume_smf_release(&smf);
    return s;
}
