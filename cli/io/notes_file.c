/* SPDX-License-Identifier: MIT */
#include "cli/io/notes_file.h"

#include <math.h>
#include <string.h>

#include "cli/io/console.h"
#include "cli/io/paths.h"
#include "cli/options/options.h"

enum cli_exit neume_cli_check_ending(const struct cli_command *me, const char *output)
{
    static const struct {
        const char *ending, *advice;
    } others[] = {
        {".wav", "neume render makes sound of a MIDI file"},
        {".flac", "neume render makes sound of a MIDI file"},
        {".aiff", "neume render makes sound of a MIDI file"},
        {".ogg", "neume render makes sound of a MIDI file"},
        {".mp3", "neume render makes sound of a MIDI file"},
        {".png", "neume roll draws notes"},
        {".svg", "neume roll draws notes"},
        {".html", "neume roll draws notes"},
        {".pdf", "sheet music is written as .musicxml"},
        {".mxl", "sheet music is written as .musicxml"},
    };
    for (size_t i = 0; output && i < sizeof others / sizeof *others; i++)
        if (neume_cli_has_ending(output, others[i].ending))
            return neume_cli_usage_error(me, "%s: %s; --format writes notes whatever the ending", output,
                                         others[i].advice);
    return CLI_EXIT_DONE;
}

void neume_cli_doubt_beats(const char *name, const struct neume_beats *beats)
{
    static const double worth_a_word = 0.25;
    const struct {
        double likely, tempo;
    } other[] = {{beats->half, beats->tempo / 2},
                 {beats->twice, beats->tempo * 2},
                 {beats->third, beats->tempo / 3},
                 {beats->triple, beats->tempo * 3}};
    size_t best = 0;
    for (size_t i = 1; i < sizeof other / sizeof *other; i++)
        best = other[i].likely > other[best].likely ? i : best;
    if (beats->count && other[best].likely > worth_a_word)
        neume_cli_note("%s: %.4g beats a minute, but it may be %.4g (%.0f %%)", neume_cli_shown(name, CLI_INPUT),
                       beats->tempo, other[best].tempo, 100 * other[best].likely);
}

enum neume_status neume_cli_find_beats(const char *path, const char *name, struct neume_beats *beats)
{
    enum neume_status status = neume_beats_find_file(path, beats);
    if (status == NEUME_OK && beats->count < 2)
        neume_cli_note("%s: no beat found; the tempo is 120", neume_cli_shown(name, CLI_INPUT));
    if (status == NEUME_OK)
        neume_cli_doubt_beats(name, beats);
    return status;
}

void neume_cli_title(const char *path, char *out, size_t size)
{
    const char *base = neume_cli_base_name(path), *dot = strrchr(base, '.');
    snprintf(out, size, "%.*s", (int)(dot && dot != base ? dot - base : (long)strlen(base)), base);
}

enum neume_status neume_cli_write_music(struct neume_music *music, const char *target, enum neume_format format,
                                        struct neume_output_set *set)
{
    enum neume_status status = neume_api_write_music(music, target, format, set);
    if (status == NEUME_OK && music->left_out && format == NEUME_AS_MIREX)
        neume_cli_note("warning: a MIREX list has no place for drum hits beside notes: %zu left out", music->left_out);
    else if (status == NEUME_OK && music->left_out)
        neume_cli_note("warning: %zu events have no place in a MIDI 2.0 clip and were left out", music->left_out);
    return status;
}
