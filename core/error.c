/* SPDX-License-Identifier: MIT */
#include "core/error.h"

#include <errno.h>
#include <stdio.h>

static enum neume_status fill(struct neume_error *error, enum neume_status status, const char *subject, int is_output)
{
    int system = status == NEUME_ERR_READ || status == NEUME_ERR_WRITE ? errno : 0;
    if (status == NEUME_OK || !error)
        return status;
    *error = (struct neume_error){.status = status, .is_output = is_output, .system = system};
    snprintf(error->subject, sizeof error->subject, "%s", subject ? subject : "");
    return status;
}

enum neume_status neume_error_input(struct neume_error *error, enum neume_status status, const char *subject)
{
    return fill(error, status, subject, 0);
}

enum neume_status neume_error_output(struct neume_error *error, enum neume_status status, const char *subject)
{
    return fill(error, status, subject, 1);
}

enum neume_status neume_error_say(struct neume_error *error, enum neume_status status, const char *subject, size_t line,
                                  const char *words)
{
    fill(error, status, subject, 0);
    if (status != NEUME_OK && error) {
        error->line = line;
        snprintf(error->words, sizeof error->words, "%s", words);
    }
    return status;
}

void neume_error_text(const struct neume_error *error, char *out, size_t size)
{
    char line[32] = "";
    const char *words = *error->words ? error->words : neume_status_text(error->status);
    if (error->line)
        snprintf(line, sizeof line, ":%zu", error->line);
    if (*error->subject)
        snprintf(out, size, "%s%s: %s", error->subject, line, words);
    else
        snprintf(out, size, "%s", words);
}
