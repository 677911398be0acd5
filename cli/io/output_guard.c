/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/io/output_guard.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/io/console.h"
#include "core/output_target.h"
#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_read.h"

enum { LOOKED_AT = 4096 }; /* bytes: before it stands the title, and after it the tempo map */

static int is_foreign_midi(const char *path)
{
    char start[LOOKED_AT];
    FILE *f = fopen(path, "rb");
    size_t size = f ? fread(start, 1, sizeof start, f) : 0, length = strlen(NEUME_SMF_CREATOR);
    if (f)
        fclose(f);
    if (!neume_smf_begins(start, size))
        return 0;
    for (size_t i = 0; i + length <= size; i++)
        if (!memcmp(start + i, NEUME_SMF_CREATOR, length))
            return 0;
    return 1;
}

enum neume_status neume_cli_guard_output(const struct cli_common *common, const char *target, int warn)
{
    struct stat st;
    if (neume_output_target_is_stdout(target) || stat(target, &st) || !S_ISREG(st.st_mode))
        return NEUME_OK;
    if (common->no_clobber)
        return NEUME_ERR_EXISTS;
    if (warn && is_foreign_midi(target))
        neume_cli_note("%s: warning: replaces a MIDI file that neume did not make; --no-clobber keeps such files",
                       target);
    return NEUME_OK;
}
