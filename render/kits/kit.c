/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "render/kits/kit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "audio/encode.h"
#include "render/kits/kit_archive.h"
#include "render/kits/kit_choose.h"
#include "render/kits/kit_folder.h"
#include "render/kits/kit_hydrogen.h"
#include "render/kits/kit_private.h"
#include "render/kits/kit_regions.h"
#include "render/kits/kit_sfz.h"
#include "render/kits/kit_sound.h"
#include "render/kits/kit_soundfont.h"
#include "render/synth/render_synth.h"

/* "FILE:PROGRAM": the file in `file`, and 0..127; -1 where there is no such ending. */
static int program_of(const char *path, char *file, size_t size)
{
    const char *colon = strrchr(path, ':');
    char *end;
    if (!colon || colon == path || (size_t)(colon - path) >= size || colon[1] < '0' || colon[1] > '9')
        return -1;
    long program = strtol(colon + 1, &end, 10);
    snprintf(file, size, "%.*s", (int)(colon - path), path);
    if (*end || program > 127 || !(neume_kit_ends(file, ".sf2") || neume_kit_ends(file, ".sf3")))
        return -1;
    return (int)program;
}

static enum neume_status read_kit(struct neume_kit *kit, const char *path, struct neume_kit_problem *problem)
{
    struct stat st;
    char file[4096];
    if (stat(path, &st)) {
        int program = program_of(path, file, sizeof file), error = errno;
        return program >= 0 ? neume_kit_read_soundfont(kit, file, program, problem)
                            : neume_status_from_errno(error, NEUME_ERR_READ);
    }
    if (S_ISDIR(st.st_mode)) {
        struct stat xml;
        char *inside = neume_kit_path(path, "drumkit.xml");
        if (!inside)
            return NEUME_ERR_MEMORY;
        enum neume_status status = stat(inside, &xml) ? neume_kit_read_folder(kit, path, problem)
                                                      : neume_kit_read_hydrogen(kit, inside, problem);
        free(inside);
        return status;
    }
    if (neume_kit_ends(path, ".sfz"))
        return neume_kit_read_sfz(kit, path, problem);
    if (neume_kit_ends(path, ".xml"))
        return neume_kit_read_hydrogen(kit, path, problem);
    if (neume_kit_ends(path, ".h2drumkit"))
        return neume_kit_read_h2drumkit(kit, path, problem);
    if (neume_kit_ends(path, ".sf2") || neume_kit_ends(path, ".sf3"))
        return neume_kit_read_soundfont(kit, path, -1, problem);
    if (neume_encoder_knows(path))
        return S_ISREG(st.st_mode) ? neume_kit_read_sample(kit, path) : NEUME_ERR_UNSUPPORTED;
    snprintf(problem->words, sizeof problem->words,
             "no kit: neither a folder nor .sfz, drumkit.xml, .h2drumkit, .sf2 or .sf3");
    return NEUME_ERR_FORMAT;
}

enum neume_status neume_kit_open(struct neume_kit **out, const char *path, int rate, int channels, uint64_t seed,
                                 struct neume_kit_problem *problem)
{
    *out = NULL;
    *problem = (struct neume_kit_problem){0};
    snprintf(problem->subject, sizeof problem->subject, "%s", path);
    if (rate < 4000 || rate > 384000 || channels < 1 || channels > 1024)
        return NEUME_ERR_ARGUMENT;
    struct neume_kit *kit = calloc(1, sizeof *kit);
    if (!kit)
        return NEUME_ERR_MEMORY;
    kit->rate = rate;
    kit->channels = channels;
    kit->random = seed;
    kit->by_pedal = -1;
    kit->most_bytes = NEUME_KIT_MEMORY;
    enum neume_status status = read_kit(kit, path, problem);
    if (status == NEUME_OK && !kit->count && !kit->file) {
        status = NEUME_ERR_EMPTY;
        if (kit->unnamed)
            snprintf(problem->words, sizeof problem->words, "no drum in the names of its sound files, as in kick.wav");
        else if (!*problem->words)
            snprintf(problem->words, sizeof problem->words, "the kit has no sample for any drum");
    }
    if (status == NEUME_OK)
        status = neume_kit_index(kit);
    if (status != NEUME_OK) {
        neume_kit_free(kit);
        return status;
    }
    for (size_t i = 0; i < kit->count; i++)
        kit->chokes |= kit->region[i].off_by != 0;
    *out = kit;
    return NEUME_OK;
}

void neume_kit_free(struct neume_kit *kit)
{
    if (!kit)
        return;
    for (size_t i = 0; i < kit->count; i++)
        free(kit->region[i].sound.frame);
    for (size_t i = 0; i < kit->notes; i++)
        free(kit->note[i].text);
    for (struct neume_kit_text *t = kit->text, *next; t; t = next) {
        next = t->next;
        free(t);
    }
    neume_bank_free(kit->bank);
    neume_kit_archive_free(kit->archive);
    free(kit->region);
    free(kit->of_key);
    free(kit->note);
    free(kit->curve);
    free(kit->slot);
    free(kit->file);
    free(kit->unnamed);
    free(kit);
}

const struct neume_kit_region *neume_kit_region(const struct neume_kit *kit, size_t region)
{
    return &kit->region[region];
}

const char *neume_kit_file(const struct neume_kit *kit, size_t i)
{
    return !kit->file && i < kit->originals ? kit->region[i].path : NULL;
}

const char *neume_kit_bad(const struct neume_kit *kit, size_t i, enum neume_status *why)
{
    for (size_t k = 0; k < kit->originals; k++)
        if (kit->region[k].path && kit->region[k].bad != NEUME_OK && !i--) {
            *why = kit->region[k].bad;
            return kit->region[k].path;
        }
    return NULL;
}

size_t neume_kit_unnamed(const struct neume_kit *kit, const char **first)
{
    if (first)
        *first = kit->unnamed;
    return kit->unnamed_count;
}

const char *neume_kit_note(const struct neume_kit *kit, size_t i, int *is_warning)
{
    if (i >= kit->notes)
        return NULL;
    *is_warning = kit->note[i].is_warning;
    return kit->note[i].text;
}

int neume_kit_is_sample(const struct neume_kit *kit)
{
    return kit->is_sample;
}
