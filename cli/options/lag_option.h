/* SPDX-License-Identifier: MIT
 *
 * `--lag auto|MS`: a constant that is taken off an estimate's times before it is scored. */
#ifndef NEUME_CLI_OPTIONS_LAG_OPTION_H
#define NEUME_CLI_OPTIONS_LAG_OPTION_H

#include "datasets/readers/truth.h"

struct cli_lag {
    int given, automatic; /* 1: the median of each pair of files */
    double seconds;
};

/* text: NULL, auto, or -1000..1000 milliseconds. 0 where it is none of these. */
int neume_cli_lag_parse(const char *text, struct cli_lag *lag);

/* Takes it off; *taken: seconds, 0 where nothing was. MEMORY */
enum neume_status neume_cli_lag_take_off(const struct cli_lag *lag, const struct neume_truth *reference,
                                         struct neume_truth *estimate, double *taken);

#endif
