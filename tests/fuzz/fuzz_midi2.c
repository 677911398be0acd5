/* SPDX-License-Identifier: MIT
 *
 * The reader of MIDI Clip Files against any bytes: whatever parses must write, parse again and be the same; what it
 * becomes as a Standard MIDI File must be well-formed, and become a clip again. */
#include <stdint.h>
#include <stdlib.h>

#include "midi/file/midi2.h"
#include "midi/file/midi2_from_smf.h"
#include "midi/file/midi2_to_smf.h"
#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_read.h"
#include "midi/file/smf_to_notes.h"
#include "midi/file/smf_write.h"
#include "tests/fuzz/fuzz.h"

static void check_smf(const struct neume_midi2 *clip)
{
    struct neume_smf smf, again;
    struct neume_midi2 back;
    struct neume_notes notes;
    uint8_t *bytes = NULL;
    size_t size;
    neume_smf_init(&smf);
    neume_smf_init(&again);
    neume_midi2_init(&back);
    neume_notes_init(&notes);
    enum neume_status s = neume_smf_from_midi2(&smf, clip, NULL);
    fuzz_require(s == NEUME_OK || (s == NEUME_ERR_UNSUPPORTED && clip->division > 0x7FFF));
    if (s == NEUME_OK) {
        fuzz_require(neume_midi2_from_smf(&back, &smf, NULL) == NEUME_OK);
        fuzz_require(neume_smf_to_notes(&smf, 1, &notes) == NEUME_OK);
        s = neume_smf_write_memory(&smf, &bytes, &size);
        fuzz_require(s == NEUME_OK || s == NEUME_ERR_ARGUMENT); /* a gap that a file cannot hold */
    }
    if (bytes) {
        fuzz_require(neume_smf_parse(&again, bytes, size) == NEUME_OK);
        fuzz_require(neume_smf_equal(&smf, &again));
    }
    free(bytes);
    neume_notes_release(&notes);
    neume_midi2_release(&back);
    neume_smf_release(&smf);
    neume_smf_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct neume_midi2 first, second;
    uint8_t *bytes = NULL;
    size_t written = 0;
    neume_midi2_init(&first);
    neume_midi2_init(&second);
    if (neume_midi2_parse(&first, data, size) == NEUME_OK) {
        fuzz_require(neume_midi2_write_memory(&first, &bytes, &written) == NEUME_OK);
        fuzz_require(neume_midi2_parse(&second, bytes, written) == NEUME_OK);
        fuzz_require(neume_midi2_equal(&first, &second));
        check_smf(&first);
    }
    free(bytes);
    neume_midi2_release(&first);
    neume_midi2_release(&second);
    return 0;
}
