/* SPDX-License-Identifier: MIT */
#include "compare/compare_data.h"

#include <stdlib.h>
#include <string.h>

void neume_compare_data_release(struct neume_compare_data *data)
{
    if (!data)
        return;
    for (size_t i = 0; i < data->curve_count; i++)
        free(data->curve[i].value);
    free(data->curve);
    free(data->place);
    free(data->figure);
    free(data->note);
    memset(data, 0, sizeof *data);
}
