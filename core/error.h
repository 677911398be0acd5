/* SPDX-License-Identifier: MIT
 *
 * Filling a struct neume_error, which may be NULL. */
#ifndef NEUME_CORE_ERROR_H
#define NEUME_CORE_ERROR_H

#include "neume/error.h"

/* Both return `status`. The failure of an input, and of an output; call them before errno changes. OK leaves the error
 * as it is. */
enum neume_status neume_error_input(struct neume_error *error, enum neume_status status, const char *subject);
enum neume_status neume_error_output(struct neume_error *error, enum neume_status status, const char *subject);

/* The same in words of its own. `line`: 0 for none. */
enum neume_status neume_error_say(struct neume_error *error, enum neume_status status, const char *subject, size_t line,
                                  const char *words);

#endif
