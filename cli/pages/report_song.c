/* SPDX-License-Identifier: MIT */
#include "cli/pages/report_song.h"

#include <stdlib.h>
#include <string.h>

#include "cli/io/console.h"
#include "cli/io/paths.h"
#include "cli/pages/report.h"

/* "a/song.mid" to "a/song.html", to be freed. */
char *neume_cli_report_song_path(const char *midi)
{
    size_t size = strlen(midi);
    char *page = malloc(size + sizeof ".html");
    if (!page)
        return NULL;
    strcpy(page, midi);
    if (neume_cli_has_ending(midi, ".mid"))
        page[size - 4] = 0;
    else if (neume_cli_has_ending(midi, ".midi"))
        page[size - 5] = 0;
    return strcat(page, ".html");
}

enum cli_exit neume_cli_report_song(const char *audio, const char *midi, const struct neume_notes *heard)
{
    struct neume_compare_result comparison;
    struct neume_compare_options how = {.ab_seconds = 4};
    char *page = neume_cli_report_song_path(midi);
    if (!page)
        return neume_cli_fail("transcribe", NEUME_ERR_MEMORY, CLI_INPUT);
    neume_cli_progress_start(1);
    struct neume_error error = {.status = NEUME_OK};
    struct cli_task task = {.index = 0};
    how.progress = neume_cli_progress;
    how.user = &task;
    how.error = &error;
    enum neume_status status = neume_compare_files(audio, midi, &how, &comparison);
    enum cli_exit code = status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail_by(&error);
    neume_cli_progress_stop();
    if (code == CLI_EXIT_DONE) {
        struct cli_report_job job = {.audio = audio,
                                     .midi = midi,
                                     .audio_name = audio,
                                     .midi_name = midi,
                                     .output = page,
                                     .comparison = &comparison,
                                     .data = &comparison.data,
                                     .heard = heard};
        neume_cli_progress_start(1);
        code = neume_cli_write_report(&job);
        neume_cli_progress_stop();
        neume_compare_result_release(&comparison);
    }
    if (code == CLI_EXIT_DONE)
        neume_cli_note("%s: page -> %s", audio, page);
    free(page);
    return code;
}
