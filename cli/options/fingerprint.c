/* SPDX-License-Identifier: MIT */
#include "cli/options/fingerprint.h"

#include <stdlib.h>
#include <string.h>

#include "cli/io/hash.h"
#include "render/synth/soundfont.h"

static int is_among(const char *name, const char *const *names)
{
    while (*names && strcmp(*names, name) != 0)
        names++;
    return *names != NULL;
}

/* Without --soundfont, the one that will be found plays. */
static uint64_t add_default_soundfont(uint64_t hash)
{
    char *path = NULL;
    const uint64_t inside = neume_soundfont_find(&path) == NEUME_OK ? neume_cli_hash_tree(path) : 0;
    free(path);
    return neume_cli_hash(hash, &inside, sizeof inside);
}

/* The text of an option, or nothing; of a file or a folder also what is in it. */
static uint64_t add_text(uint64_t hash, const struct cli_option *o, const char *text)
{
    if (!text)
        return strcmp(o->name, "soundfont") ? hash : add_default_soundfont(hash);
    hash = neume_cli_hash(hash, text, strlen(text) + 1);
    const uint64_t inside = o->kind == CLI_FILE || o->kind == CLI_FOLDER ? neume_cli_hash_tree(text) : 0;
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

uint64_t neume_cli_fingerprint(const struct cli_command *command, const void *settings)
{
    /* What changes nothing in an output. */
    static const char *const without[] = {
        "output",     "jobs",         "json",       "report",    "quiet", "help",    "resume",
        "shard",      "retry-failed", "max-errors", "recursive", "root",  "split",   "files-from",
        "no-clobber", "against",      "html",       "speed",     "lag",   "timeout", NULL};
    uint64_t hash = neume_cli_hash(CLI_HASH_START, command->name, strlen(command->name) + 1);
    for (const struct cli_option *o = command->option; o->name; o++)
        if (!is_among(o->name, without))
            hash = add_option(hash, o, settings);
    return hash;
}
