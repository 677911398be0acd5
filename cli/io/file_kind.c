/* SPDX-License-Identifier: MIT */
#include "cli/io/file_kind.h"

#include <stdio.h>
#include <string.h>

#include "audio/decode.h"
#include "cli/io/console.h"
#include "core/regular_file.h"
#include "midi/file/smf_read.h"

int neume_cli_is_midi(const char *path)
{
    char start[NEUME_SMF_MAX_LEADING + 14];
    FILE *f = NULL; /* not of a pipe, whose bytes would be gone */
    if (strcmp(path, "-"))
        neume_regular_file_open(&f, path);
    size_t size = f ? fread(start, 1, sizeof start, f) : 0;
    if (f)
        fclose(f);
    return (size >= 4 && !memcmp(start, "SMF2", 4)) || neume_smf_begins(start, size);
}

int neume_cli_is_sound(const char *path)
{
    struct neume_decoder *decoder = NULL;
    int is = strcmp(path, "-") && neume_regular_file_check(path) == NEUME_OK &&
             neume_decoder_open(&decoder, path, NULL) == NEUME_OK;
    neume_decoder_free(decoder);
    return is;
}

enum cli_exit neume_cli_refuse_midi(const struct cli_operands *operands)
{
    for (int i = 0; i < operands->count; i++)
        if (neume_cli_is_midi(operands->name[i])) {
            neume_cli_error("%s: a MIDI file, not a recording; neume render plays it, neume edit changes it, neume "
                            "roll draws it",
                            operands->name[i]);
            return CLI_EXIT_INPUT;
        }
    return CLI_EXIT_DONE;
}
