/* SPDX-License-Identifier: MIT
 *
 * render: a MIDI file to a sound file.
 *
 *     ./render song.mid song.wav */
#include <stdio.h>

#include <neume/render.h>

int main(int argc, char **argv)
{
    struct neume_error error;
    char text[512];
    if (argc != 3) {
        fprintf(stderr, "usage: render MIDI SOUND\n");
        return 2;
    }
    neume_render_silence(); /* FluidSynth's own messages */
    if (neume_render_file(argv[1], argv[2], NULL, &error) == NEUME_OK)
        return 0;
    neume_error_text(&error, text, sizeof text);
    fprintf(stderr, "render: %s\n", text);
    return 1;
}
