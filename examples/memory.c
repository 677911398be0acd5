/* SPDX-License-Identifier: MIT
 *
 * memory: the notes of samples in memory, here of an A major chord that fades. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <neume/neume.h>

enum { RATE = 44100, SECONDS = 2 };

/* Six partials of each note, softer and shorter the higher they are. */
static void play(float *samples, size_t count, double hz)
{
    for (size_t i = 0; i < count; i++) {
        double t = (double)i / RATE;
        for (int k = 1; k <= 6; k++)
            samples[i] += (float)(0.1 / k * exp(-1.5 * k * t) * sin(6.283185307 * k * hz * t));
    }
}

int main(void)
{
    size_t lead = RATE / 4, count = RATE * SECONDS;
    float *samples = calloc(lead + count, sizeof *samples);
    struct neume_options options;
    struct neume_notes notes;
    if (!samples)
        return 1;
    play(samples + lead, count, 220);
    play(samples + lead, count, 277.18);
    play(samples + lead, count, 329.63);
    neume_options_init(&options);
    options.mode = NEUME_MODE_POLY;
    neume_notes_init(&notes);
    enum neume_status status = neume_transcribe_samples(samples, lead + count, RATE, &options, &notes, NULL);
    for (size_t i = 0; status == NEUME_OK && i < notes.count; i++)
        printf("%.2f s: MIDI pitch %d\n", notes.note[i].onset, notes.note[i].pitch);
    if (status != NEUME_OK)
        fprintf(stderr, "memory: %s\n", neume_status_text(status));
    neume_notes_release(&notes);
    free(samples);
    return status != NEUME_OK;
}
