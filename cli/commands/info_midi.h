/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_COMMANDS_INFO_MIDI_H
#define NEUME_CLI_COMMANDS_INFO_MIDI_H

#include <jansson.h>

#include "neume/status.h"

enum neume_status neume_cli_info_midi(const char *path, json_t **out);

#endif
