/* SPDX-License-Identifier: MIT
 *
 * The SMF reader against any bytes: whatever parses must write, parse again and be the same, event for event; its tempo
 * map and notes must be computable. */
#include <stdint.h>
#include <stdlib.h>

#include "midi/file/notes_to_smf.h"
#include "midi/file/smf.h"
#include "midi/file/smf_read.h"
#include "midi/file/smf_to_notes.h"
#include "midi/file/smf_write.h"
#include "midi/file/tempo_map.h"
#include "tests/fuzz/fuzz.h"

/* Notes that a file made can be made into a file again, bends and all, unless they lie beyond what a score takes. */
static void check_score(const struct neume_notes *notes, int bends)
{
    struct neume_midi_options options;
    struct neume_smf score;
    uint8_t *bytes;
    size_t size;
    neume_midi_options_init(&options);
    options.bends = bends;
    neume_smf_init(&score);
    enum neume_status s = neume_notes_to_smf(&score, notes, &options);
    fuzz_require(s == NEUME_OK || (s == NEUME_ERR_ARGUMENT && neume_notes_end(notes) > 1e6));
    if (s == NEUME_OK) {
        fuzz_require(neume_smf_write_memory(&score, &bytes, &size) == NEUME_OK);
        free(bytes);
    }
    neume_smf_release(&score);
}

static void check_notes(const struct neume_smf *smf)
{
    struct neume_notes notes;
    neume_notes_init(&notes);
    enum neume_status s = neume_smf_to_notes(smf, 1, &notes);
    fuzz_require(s == NEUME_OK || (s == NEUME_ERR_UNSUPPORTED && smf->format == 2));
    for (size_t i = 0; i < notes.count; i++) {
        const struct neume_note *n = &notes.note[i];
        fuzz_require(n->onset >= 0 && n->offset > n->onset && n->pitch < 128 && n->velocity >= 1 && n->velocity < 128);
        fuzz_require(n->bend_count <= notes.bend_count && n->bend_first <= notes.bend_count - n->bend_count);
    }
    check_score(&notes, 1);
    check_score(&notes, 2);
    neume_notes_release(&notes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct neume_smf first, second;
    uint8_t *bytes = NULL;
    size_t written = 0;
    neume_smf_init(&first);
    neume_smf_init(&second);
    if (neume_smf_parse(&first, data, size) == NEUME_OK) {
        fuzz_require(neume_smf_write_memory(&first, &bytes, &written) == NEUME_OK);
        fuzz_require(neume_smf_parse(&second, bytes, written) == NEUME_OK);
        fuzz_require(second.repairs == 0);
        fuzz_require(neume_smf_equal(&first, &second));
        check_notes(&first);
    }
    free(bytes);
    neume_smf_release(&first);
    neume_smf_release(&second);
    return 0;
}
