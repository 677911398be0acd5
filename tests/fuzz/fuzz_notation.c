/* SPDX-License-Identifier: MIT
 *
 * Any MIDI file as sheet music: what is written is well-formed XML. */
#define _XOPEN_SOURCE 700
#include <stdlib.h>

#include "midi/file/smf_read.h"
#include "midi/notation/musicxml.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct neume_smf smf;
    char *text = NULL;
    size_t length = 0;
    neume_smf_init(&smf);
    if (neume_smf_parse(&smf, data, size) == NEUME_OK) {
        FILE *out = open_memstream(&text, &length);
        fuzz_require(out);
        enum neume_status s = neume_musicxml_write_stream(&smf, "a & b", out);
        fuzz_require(!fclose(out));
        fuzz_require(s == NEUME_OK || s == NEUME_ERR_UNSUPPORTED);
        if (s == NEUME_OK)
            fuzz_require_xml(text, length);
        free(text);
    }
    neume_smf_release(&smf);
    return 0;
}
