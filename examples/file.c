/* SPDX-License-Identifier: MIT
 *
 * file: a recording to a MIDI file.
 *
 *     ./file song.wav song.mid */
#include <stdio.h>

#include <neume/neume.h>

int main(int argc, char **argv)
{
    struct neume_notes notes;
    if (argc != 3) {
        fprintf(stderr, "usage: file AUDIO MIDI\n");
        return 2;
    }
    neume_notes_init(&notes);
    enum neume_status status = neume_transcribe_file(argv[1], NULL, NULL, NULL, &notes, NULL);
    if (status == NEUME_OK)
        status = neume_notes_write_midi(&notes, argv[2], NULL);
    if (status != NEUME_OK)
        fprintf(stderr, "file: %s\n", neume_status_text(status));
    else
        printf("%zu notes\n", notes.count);
    neume_notes_release(&notes);
    return status != NEUME_OK;
}
