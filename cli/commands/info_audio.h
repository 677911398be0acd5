/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_COMMANDS_INFO_AUDIO_H
#define NEUME_CLI_COMMANDS_INFO_AUDIO_H

#include <jansson.h>

#include "neume/status.h"

/* What there is to say about one file, as a JSON object: *out is for the caller to release. neume info prints it as it
 * is, or line by line as text, so both say the same. */
enum neume_status neume_cli_info_audio(const char *path, json_t **out);

#endif
