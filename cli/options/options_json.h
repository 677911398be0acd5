/* SPDX-License-Identifier: MIT
 *
 * The tables of options as JSON, of which the bindings make theirs. */
#ifndef NEUME_CLI_OPTIONS_OPTIONS_JSON_H
#define NEUME_CLI_OPTIONS_OPTIONS_JSON_H

#include "cli/io/exit.h"

/* {"version": "0.2.0", "ranges": {"flute": [57, 98], ...}, "commands": {"transcribe": {"summary": ..., "options":
 * [{"name": "mode", "kind": "choice", ...}, ...]}, ...}} */
enum cli_exit neume_cli_print_options_json(void);

#endif
