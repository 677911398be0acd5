/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/drum_keys.h"
#include "core/error.h"
#include "neume/kit.h"
#include "render/kits/kit.h"
#include "render/kits/kit_summary.h"

enum { KEYS = 128, RATE = 44100 };

/* "text" or "text: why" at the end of a list. */
static enum neume_status push(char ***list, size_t *count, const char *text, const char *why)
{
    size_t size = strlen(text) + (why ? strlen(why) + 2 : 0) + 1;
    char **grown = realloc(*list, (*count + 1) * sizeof *grown), *line = malloc(size);
    *list = grown ? grown : *list;
    if (!grown || !line) {
        free(line);
        return NEUME_ERR_MEMORY;
    }
    snprintf(line, size, "%s%s%s", text, why ? ": " : "", why ? why : "");
    grown[(*count)++] = line;
    return NEUME_OK;
}

static enum neume_status take_missing(struct neume_kit_info *info, const struct neume_kit *kit)
{
    size_t cursor = 0;
    enum neume_status why, status = NEUME_OK;
    for (char *path; status == NEUME_OK && (path = neume_kit_missing(kit, &cursor, &why)) != NULL; free(path))
        status = push(&info->missing, &info->missing_count, path, neume_status_text(why));
    return status;
}

static enum neume_status take_remarks(struct neume_kit_info *info, const struct neume_kit *kit)
{
    const char *text;
    int is_warning;
    enum neume_status status = NEUME_OK;
    for (size_t i = 0; status == NEUME_OK && (text = neume_kit_note(kit, i, &is_warning)) != NULL; i++)
        status = push(&info->remark, &info->remark_count, text, NULL);
    size_t unnamed = neume_kit_unnamed(kit, &text);
    if (unnamed && status == NEUME_OK) {
        char line[80];
        snprintf(line, sizeof line, "%zu file%s whose name says no drum", unnamed, unnamed == 1 ? "" : "s");
        status = push(&info->remark, &info->remark_count, line, text);
    }
    return status;
}

static enum neume_status take_pieces(struct neume_kit_info *info, struct neume_kit *kit)
{
    struct neume_kit_drum drum[KEYS];
    size_t count = 0;
    enum neume_status status = neume_kit_list(kit, drum, &count);
    if (status != NEUME_OK)
        return status;
    info->piece = calloc(count + 1, sizeof *info->piece);
    if (!info->piece)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const char *name = neume_drum_key_label(drum[i].key);
        info->piece[i] = (struct neume_kit_piece){
            drum[i].key,   neume_drum_of_key(drum[i].key), name ? name : "", drum[i].samples, drum[i].layers,
            drum[i].alike,
        };
    }
    info->pieces = count;
    snprintf(info->format, sizeof info->format, "%s", neume_kit_format(kit));
    return NEUME_OK;
}

enum neume_status neume_kit_info_read(const char *path, struct neume_kit_info *info, struct neume_error *error)
{
    struct neume_kit *kit = NULL;
    struct neume_kit_problem problem;
    memset(info, 0, sizeof *info);
    enum neume_status status = neume_kit_open(&kit, path, RATE, 2, 1, &problem);
    if (status == NEUME_OK)
        status = take_pieces(info, kit);
    if (status != NEUME_OK) {
        if (*problem.words)
            neume_error_say(error, status, problem.subject, 0, problem.words);
        else
            neume_error_input(error, status, problem.subject);
    } else {
        status = take_missing(info, kit);
        if (status == NEUME_OK)
            status = take_remarks(info, kit);
        neume_error_input(error, status, path);
    }
    neume_kit_free(kit);
    if (status != NEUME_OK)
        neume_kit_info_release(info);
    return status;
}

static void free_list(char **list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(list[i]);
    free(list);
}

void neume_kit_info_release(struct neume_kit_info *info)
{
    if (!info)
        return;
    free(info->piece);
    free_list(info->missing, info->missing_count);
    free_list(info->remark, info->remark_count);
    memset(info, 0, sizeof *info);
}
