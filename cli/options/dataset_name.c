/* SPDX-License-Identifier: MIT */
#include "cli/options/dataset_name.h"

#include <string.h>

#include "cli/options/options.h"
#include "cli/options/words.h"
#include "datasets/loaders/dataset.h"

const char *neume_cli_dataset_name(size_t index)
{
    size_t count = 0;
    while (neume_datasets[count])
        count++;
    return index < count ? neume_datasets[index]->name : NULL;
}

/* The nearest name within two letters, or one that begins as `name` does; else NULL. */
static const char *nearest(const char *name)
{
    const char *best = NULL, *known;
    int least = 3;
    for (size_t i = 0; (known = neume_cli_dataset_name(i)) != NULL; i++) {
        int distance = neume_cli_word_distance(name, known);
        if (strlen(name) > 2 && !strncmp(name, known, strlen(name)))
            distance = distance < 2 ? distance : 2;
        if (distance < least) {
            least = distance;
            best = known;
        }
    }
    return best;
}

enum cli_exit neume_cli_no_dataset(const struct cli_command *command, const char *name)
{
    const char *meant = nearest(name);
    return meant ? neume_cli_usage_error(command, "there is no dataset '%s' (did you mean '%s'?)", name, meant)
                 : neume_cli_usage_error(command, "there is no dataset '%s' ('neume datasets' lists them)", name);
}
