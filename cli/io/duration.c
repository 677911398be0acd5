/* SPDX-License-Identifier: MIT */
#include "cli/io/duration.h"

#include <stdio.h>

const char *neume_cli_duration_words(double seconds, char *out, size_t size)
{
    if (seconds < 60)
        snprintf(out, size, "%.1f s", seconds);
    else if (seconds < 3600)
        snprintf(out, size, "%.1f min", seconds / 60);
    else
        snprintf(out, size, "%.1f h", seconds / 3600);
    return out;
}
