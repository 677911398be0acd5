/* SPDX-License-Identifier: MIT */
#include "cli/options/lag_option.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "datasets/bench/lag.h"

int neume_cli_lag_parse(const char *text, struct cli_lag *lag)
{
    char *end;
    *lag = (struct cli_lag){.given = text != NULL};
    if (!text)
        return 1;
    lag->automatic = !strcmp(text, "auto");
    if (lag->automatic)
        return 1;
    lag->seconds = strtod(text, &end) / 1000;
    return end != text && !*end && fabs(lag->seconds) <= 1;
}

enum neume_status neume_cli_lag_take_off(const struct cli_lag *lag, const struct neume_truth *reference,
                                         struct neume_truth *estimate, double *taken)
{
    *taken = lag->seconds;
    if (lag->automatic) {
        enum neume_status status = neume_bench_lag(reference, estimate, taken);
        if (status != NEUME_OK)
            return status;
        *taken = isnan(*taken) ? 0 : *taken;
    }
    neume_bench_take_off(estimate, *taken);
    return NEUME_OK;
}
