/* SPDX-License-Identifier: MIT */
#include "datasets/bench/json_text.h"

#include <stdlib.h>

#include "core/escape.h"

json_t *neume_json_text(const char *text)
{
    json_t *string = json_string(text);
    char *safe = string ? NULL : neume_escape_utf8(text);
    if (safe)
        string = json_string(safe);
    free(safe);
    return string;
}
