/* SPDX-License-Identifier: MIT
 *
 * stream: raw 32-bit float mono sound at 44100 Hz from standard input to notes on standard output, as they are known.
 *
 *     ffmpeg -v error -i song.wav -f f32le -ac 1 -ar 44100 - | ./stream */
#include <stdio.h>

#include <neume/neume.h>
#include <neume/stream.h>

enum { BLOCK = 4096 };

static int fail(enum neume_status status)
{
    fprintf(stderr, "stream: %s\n", neume_status_text(status));
    return 1;
}

/* Prints the notes and forgets them. */
static void print(struct neume_notes *notes)
{
    neume_notes_sort(notes);
    for (size_t i = 0; i < notes->count; i++)
        printf("%.3f %.3f %d %d\n", notes->note[i].onset, notes->note[i].offset, notes->note[i].pitch,
               notes->note[i].velocity);
    neume_notes_release(notes);
}

int main(void)
{
    float block[BLOCK];
    size_t got;
    struct neume_stream *stream = NULL;
    struct neume_options options;
    struct neume_notes notes;
    neume_options_init(&options);
    options.mode = NEUME_MODE_POLY;
    neume_notes_init(&notes);
    enum neume_status status = neume_stream_new(&stream, 44100, 1, &options);
    while (status == NEUME_OK && (got = fread(block, sizeof *block, BLOCK, stdin)) > 0) {
        status = neume_stream_process(stream, block, got, &notes);
        print(&notes);
    }
    if (status == NEUME_OK)
        status = neume_stream_flush(stream, &notes);
    print(&notes);
    neume_stream_free(stream);
    return status == NEUME_OK ? 0 : fail(status);
}
