/* SPDX-License-Identifier: MIT
 *
 * compare: how alike a recording and a MIDI file are.
 *
 *     ./compare song.wav song.mid */
#include <stdio.h>

#include <neume/render.h>

int main(int argc, char **argv)
{
    struct neume_comparison comparison;
    struct neume_error error;
    char text[512];
    if (argc != 3) {
        fprintf(stderr, "usage: compare AUDIO MIDI\n");
        return 2;
    }
    neume_render_silence(); /* FluidSynth's own messages */
    if (neume_compare_file(argv[1], argv[2], NULL, &comparison, &error) != NEUME_OK) {
        neume_error_text(&error, text, sizeof text);
        fprintf(stderr, "compare: %s\n", text);
        return 1;
    }
    printf("onsets %.3f, harmony %.3f, notes %.3f: %s\n", comparison.onset_f, comparison.chroma_similarity,
           comparison.note_f, comparison.verdict);
    return 0;
}
