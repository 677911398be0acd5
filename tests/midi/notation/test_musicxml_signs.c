/* SPDX-License-Identifier: MIT
 *
 * Tempo marks, and the key of a file that says none. */
#include <stdlib.h>
#include <string.h>

#include "midi/notation/musicxml.h"
#include "tests/support/support.h"

enum { TICKS = 480, BAR = 4 * TICKS };

/* Bars of quarters on a scale, each bar with its own tempo. */
static char *write(const double *tempo, size_t bars, int tonic)
{
    static const int scale[8] = {0, 2, 4, 5, 7, 9, 11, 12};
    struct neume_smf smf;
    size_t room = 1 << 18;
    char *text = calloc(room, 1);
    FILE *f = tmpfile();
    assert_true(text && f);
    neume_smf_init(&smf);
    assert_ok(neume_smf_add_track(&smf));
    for (size_t b = 0; b < bars; b++) {
        assert_ok(neume_smf_add_tempo(&smf, 0, b * BAR, (uint32_t)(60e6 / tempo[b] + 0.5)));
        for (size_t q = 0; q < 4; q++) {
            int key = tonic + scale[(4 * b + q) % 8];
            assert_ok(neume_smf_add_message(&smf, 0, b * BAR + q * TICKS, NEUME_MIDI_NOTE_ON, key, 80));
            assert_ok(neume_smf_add_message(&smf, 0, b * BAR + (q + 1) * TICKS, NEUME_MIDI_NOTE_OFF, key, 0));
        }
    }
    assert_ok(neume_smf_end_track(&smf, 0, bars * BAR));
    assert_ok(neume_musicxml_write_stream(&smf, "signs", f));
    rewind(f);
    room = fread(text, 1, room - 1, f);
    fclose(f);
    neume_smf_release(&smf);
    return text;
}

static size_t count(const char *text, const char *word)
{
    size_t n = 0;
    for (; (text = strstr(text, word)); text += strlen(word))
        n++;
    return n;
}

static void test_tempo(void **state)
{
    static const struct {
        double tempo[8];
        size_t marks, sounds;
        const char *mark, *sound;
    } rows[] = {
        {{120, 120, 120, 120, 120, 120, 120, 120}, 1, 1, ">120<", "tempo=\"120\""},
        {{92.5, 92.5, 92.5, 92.5, 92.5, 92.5, 92.5, 92.5}, 1, 1, ">92.5<", "tempo=\"92.5\""},
        /* a first bar that drags, and a pulse that wanders: one mark, and every bar as it was played */
        {{88, 101, 95, 103, 97, 104, 96, 101}, 1, 8, ">101<", "tempo=\"95\""},
        /* less than 4 % is not worth a word */
        {{100, 101, 98, 103, 99, 102, 98, 100}, 1, 1, ">100<", "tempo=\"100\""},
        /* a new tempo has a mark, one slow bar has none */
        {{100, 100, 100, 60, 100, 140, 140, 140}, 2, 4, ">140<", "tempo=\"60\""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *text = write(rows[i].tempo, 8, 60);
        if (count(text, "<metronome>") != rows[i].marks || count(text, "<sound tempo") != rows[i].sounds ||
            !strstr(text, rows[i].mark) || !strstr(text, rows[i].sound))
            fail_msg("row %zu: %zu marks, %zu sounds", i, count(text, "<metronome>"), count(text, "<sound tempo"));
        free(text);
    }
}

static void test_key(void **state)
{
    static const double tempo[4] = {100, 100, 100, 100};
    (void)state;
    char *text = write(tempo, 4, 62);
    assert_non_null(strstr(text, "<fifths>2</fifths>"));
    free(text);
    text = write(tempo, 1, 62); /* too few to say */
    assert_null(strstr(text, "<fifths>2</fifths>"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tempo),
        cmocka_unit_test(test_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
