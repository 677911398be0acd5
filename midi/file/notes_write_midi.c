/* SPDX-License-Identifier: MIT */
#include "midi/file/notes_to_smf.h"
#include "midi/file/smf_write.h"

void neume_midi_options_init(struct neume_midi_options *options)
{
    *options =
        (struct neume_midi_options){.size = sizeof *options, .tempo = 120, .bends = 0, .bend_range = 2, .name = NULL};
}

enum neume_status neume_notes_write_midi(const struct neume_notes *notes, const char *path,
                                         const struct neume_midi_options *options)
{
    struct neume_smf smf;
    neume_smf_init(&smf);
    enum neume_status s = neume_notes_to_smf(&smf, notes, options);
    if (s == NEUME_OK)
        s = neume_smf_write(&smf, path);
    neume_smf_release(&smf);
    return s;
}
