/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_IO_DURATION_H
#define NEUME_CLI_IO_DURATION_H

#include <stddef.h>

/* "4.2 s", "3.1 min" or "5.6 h" into out[size]; answers out. */
const char *neume_cli_duration_words(double seconds, char *out, size_t size);

#endif
