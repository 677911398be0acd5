/* SPDX-License-Identifier: MIT */
#include "cli/io/exit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "audio/decode.h"
#include "cli/io/console.h"
#include "cli/io/file_kind.h"

enum cli_exit neume_cli_exit_of(enum neume_status status, enum cli_side side)
{
    switch (status) {
    case NEUME_OK:
        return CLI_EXIT_DONE;
    case NEUME_ERR_ARGUMENT:
        return CLI_EXIT_USAGE;
    case NEUME_ERR_FORMAT: /* of an output: a file type that cannot be written */
    case NEUME_ERR_UNSUPPORTED:
        return side == CLI_INPUT ? CLI_EXIT_INPUT : CLI_EXIT_USAGE;
    case NEUME_ERR_NOT_FOUND:
    case NEUME_ERR_PERMISSION:
    case NEUME_ERR_DIRECTORY:
        return side == CLI_INPUT ? CLI_EXIT_INPUT : CLI_EXIT_OUTPUT;
    case NEUME_ERR_READ:
    case NEUME_ERR_NO_FILE:
    case NEUME_ERR_EMPTY:
    case NEUME_ERR_DAMAGED:
    case NEUME_ERR_NO_SOUNDFONT:
    case NEUME_ERR_SOUNDFONT:
        return CLI_EXIT_INPUT;
    case NEUME_ERR_WRITE:
    case NEUME_ERR_NO_SPACE:
    case NEUME_ERR_EXISTS:
        return CLI_EXIT_OUTPUT;
    case NEUME_ERR_MEMORY:
    case NEUME_ERR_CANCELLED:
    case NEUME_STATUS_COUNT:
        break;
    }
    return CLI_EXIT_FAILED;
}

static const char *words_for(enum neume_status status, enum cli_side side, int error)
{
    if (side == CLI_OUTPUT && status == NEUME_ERR_NOT_FOUND)
        return "no such folder";
    if (side == CLI_OUTPUT && status == NEUME_ERR_WRITE && error == EPIPE)
        return "nobody reads the pipe any more";
    if (side == CLI_OUTPUT && (status == NEUME_ERR_FORMAT || status == NEUME_ERR_UNSUPPORTED))
        return "not a file type that neume writes with these settings";
    return neume_status_text(status);
}

/* What a recording was refused for, in words; "" where there is no more to say than its status. */
static void explain(const char *name, char *words, size_t size)
{
    struct neume_refusal r = {.reason = NEUME_REFUSAL_NONE};
    *words = 0;
    if (strcmp(name, "-"))
        neume_decoder_refusal(name, &r);
    if (r.reason == NEUME_REFUSAL_RATE)
        snprintf(words, size, "%d Hz is outside what neume reads, %d to %d Hz", r.sample_rate, NEUME_MIN_RATE,
                 NEUME_MAX_RATE);
    else if (r.reason == NEUME_REFUSAL_LIBRARY)
        snprintf(words, size,
                 "%s is read by FFmpeg's libraries, which are not here; `ffmpeg -i \"%s\" x.wav` makes a "
                 "WAV file of it",
                 r.format, name);
    else if (r.reason == NEUME_REFUSAL_CODEC)
        snprintf(words, size, "%s with a codec that neume does not read", r.format);
    else if (r.reason == NEUME_REFUSAL_SILENT)
        snprintf(words, size, "%s without a sound track", r.format);
}

const char *neume_cli_shown(const char *name, enum cli_side side)
{
    if (strcmp(name, "-"))
        return name;
    return side == CLI_INPUT ? "standard input" : "standard output";
}

enum cli_exit neume_cli_fail(const char *subject, enum neume_status status, enum cli_side side)
{
    int error = errno;
    char reason[512] = "";
    const char *words = words_for(status, side, error);
    if (side == CLI_INPUT && status == NEUME_ERR_FORMAT && neume_cli_is_midi(subject))
        words = "a MIDI file, not a recording";
    else if (side == CLI_INPUT && status == NEUME_ERR_FORMAT && neume_cli_is_sound(subject))
        words = "a recording, not a MIDI file";
    if (side == CLI_INPUT && (status == NEUME_ERR_UNSUPPORTED || status == NEUME_ERR_EMPTY))
        explain(subject, reason, sizeof reason);
    words = *reason ? reason : words;
    if (status != NEUME_ERR_CANCELLED)
        neume_cli_error("%s: %s", neume_cli_shown(subject, side), words);
    return neume_cli_exit_of(status, side);
}

enum cli_exit neume_cli_fail_by(const struct neume_error *error)
{
    enum cli_side side = error->is_output ? CLI_OUTPUT : CLI_INPUT;
    char text[NEUME_ERROR_SUBJECT + NEUME_ERROR_WORDS + 64];
    if (error->status == NEUME_ERR_NO_SOUNDFONT) {
        neume_cli_error("no SoundFont found: give one by --soundfont, or install one (Debian: timgm6mb-soundfont)");
    } else if (*error->words) {
        neume_error_text(error, text, sizeof text);
        neume_cli_error("%s", text);
    } else {
        errno = error->system;
        return neume_cli_fail(error->subject, error->status, side);
    }
    return neume_cli_exit_of(error->status, side);
}
