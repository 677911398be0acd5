/* SPDX-License-Identifier: MIT */
#include "cli/io/notes_file.h"

#include <math.h>
#include <string.h>

#include "cli/io/console.h"
#include "cli/io/notes_json.h"
#include "cli/io/notes_text.h"
#include "cli/io/paths.h"
#include "cli/options/options.h"
#include "core/output.h"
#include "midi/file/midi2.h"
#include "midi/file/midi2_from_smf.h"
#include "midi/file/smf_write.h"
#include "midi/notation/musicxml.h"

typedef enum neume_status (*writer_fn)(const struct cli_music *music, FILE *f);

static enum neume_status write_mid(const struct cli_music *music, FILE *f)
{
    return neume_smf_write_stream(music->smf, f);
}

static enum neume_status write_midi2(const struct cli_music *music, FILE *f)
{
    struct neume_midi2 clip;
    size_t left_out;
    neume_midi2_init(&clip);
    enum neume_status status = neume_midi2_from_smf(&clip, music->smf, &left_out);
    if (status == NEUME_OK)
        status = neume_midi2_write_stream(&clip, f);
    if (status == NEUME_OK && left_out)
        neume_cli_note("warning: %zu events have no place in a MIDI 2.0 clip and were left out", left_out);
    neume_midi2_release(&clip);
    return status;
}

static enum neume_status write_musicxml(const struct cli_music *music, FILE *f)
{
    return neume_musicxml_write_stream(music->smf, music->title, f);
}

/* In the order of enum cli_notes_format. */
static const struct {
    const char *ending;
    writer_fn write;
    int from_smf;
} formats[CLI_NOTES_FORMAT_COUNT] = {
    {".mid", write_mid, 1},
    {".midi2", write_midi2, 1},
    {".musicxml", write_musicxml, 1},
    {".csv", neume_cli_write_csv, 0},
    {".json", neume_cli_write_json, 0},
    {".jams", neume_cli_write_jams, 0},
    {".mirex", neume_cli_write_mirex, 0},
    {".txt", neume_cli_write_labels, 0},
    {".sv.csv", neume_cli_write_sv, 0},
    {".svl", neume_cli_write_svl, 0},
};

const char *neume_cli_notes_ending(enum cli_notes_format format)
{
    return formats[format].ending;
}

int neume_cli_notes_from_smf(enum cli_notes_format format)
{
    return formats[format].from_smf;
}

enum cli_notes_format neume_cli_notes_format_of(const char *name)
{
    enum cli_notes_format found = CLI_NOTES_MID;
    size_t longest = 0; /* .sv.csv ends with .csv too */
    for (int f = 0; f < CLI_NOTES_FORMAT_COUNT; f++) {
        size_t length = strlen(formats[f].ending);
        if (length > longest && neume_cli_has_ending(name, formats[f].ending)) {
            found = (enum cli_notes_format)f;
            longest = length;
        }
    }
    return neume_cli_has_ending(name, ".xml") ? CLI_NOTES_MUSICXML : found;
}

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

enum neume_status neume_cli_write_music(const struct cli_music *music, const char *target, enum cli_notes_format format)
{
    struct neume_output output;
    enum neume_status status = neume_output_open(&output, target);
    if (status != NEUME_OK)
        return status;
    return neume_output_end(&output, formats[format].write(music, output.stream));
}
