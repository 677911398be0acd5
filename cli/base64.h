/* SPDX-License-Identifier: MIT */
#ifndef NEUME_CLI_BASE64_H
#define NEUME_CLI_BASE64_H

#include <stddef.h>
#include <stdio.h>

/* The letter of a value 0..63 (RFC 4648). */
char neume_cli_base64_letter(unsigned value);

/* Writes size bytes as base64, in one line without its end. The stream remembers a failure. */
void neume_cli_base64_write(const void *bytes, size_t size, FILE *out);

#endif
