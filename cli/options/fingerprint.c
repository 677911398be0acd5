/* SPDX-License-Identifier: MIT */
#include "cli/options/fingerprint.h"

#include <string.h>

#include "cli/io/journal.h"

static int is_among(const char *name, const char *const *names)
{
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

/* The text of an option, or nothing; of a file also what is in it. */
static uint64_t add_text(uint64_t hash, const struct cli_option *o, const char *text)
{
    enum neume_status status;
    if (!text)
        return hash;
    hash = neume_cli_hash(hash, text, strlen(text) + 1);
    const uint64_t inside = o->kind == CLI_FILE ? neume_cli_hash_file(text, &status) : 0;
    return neume_cli_hash(hash, &inside, sizeof inside);
}

static uint64_t add_option(uint64_t hash, const struct cli_option *o, const void *settings)
{
    const char *field = (const char *)settings + o->offset;
    hash = neume_cli_hash(hash, o->name, strlen(o->name) + 1);
    if (o->kind == CLI_TEXT || o->kind == CLI_FILE || o->kind == CLI_TARGET || o->kind == CLI_FOLDER) {
        const char *text;
        memcpy(&text, field, sizeof text);
        return add_text(hash, o, text);
    }
    return neume_cli_hash(hash, field, o->kind == CLI_NUMBER ? sizeof(double) : sizeof(int));
}

uint64_t neume_cli_fingerprint(const struct cli_command *command, const void *settings, const char *const *without)
{
    uint64_t hash = CLI_HASH_START;
    for (const struct cli_option *o = command->option; o->name; o++)
        if (!is_among(o->name, without))
            hash = add_option(hash, o, settings);
    return hash;
}
