/* SPDX-License-Identifier: MIT
 *
 * Velocities with which a MIDI file sounds as loud as a recording, note by note. */
#ifndef NEUME_COMPARE_DYNAMICS_MATCH_H
#define NEUME_COMPARE_DYNAMICS_MATCH_H

#include "audio/align.h"
#include "midi/file/smf.h"

/* Every note's velocity becomes what makes the first 0.3 s after its onset as loud in the MIDI as in the recording,
 * given that a SoundFont's default velocity curve is 40 dB to the decade (SoundFont 2.04, 8.4.1): but for what all
 * notes have in common, the median, which is a matter of gain; by 12 dB at most; within 1..127. Where either is silent
 * the note stays as it is. recording, midi: their envelopes; the MIDI is later by `lead` seconds. MEMORY, UNSUPPORTED:
 * as neume_tempo_map_init(); then nothing is changed. */
enum neume_status neume_match_dynamics(struct neume_smf *smf, const struct neume_envelope *recording,
                                       const struct neume_envelope *midi, double lead);

#endif
