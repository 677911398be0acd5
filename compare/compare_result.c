/* SPDX-License-Identifier: MIT */
#include "compare/compare_result.h"

#include <stdlib.h>

void neume_compare_result_release(struct neume_compare_result *comparison)
{
    if (!comparison)
        return;
    neume_compare_data_release(&comparison->data);
    if (comparison->played)
        neume_smf_release(comparison->played);
    free(comparison->played);
    comparison->played = NULL;
}
