/* SPDX-License-Identifier: MIT */
#include "datasets/bench/json_read.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <string.h>

#include "core/regular_file.h"
#include "datasets/bench/report.h"

struct trouble {
    char *why;
    size_t size;
};

static enum neume_status complain(const struct trouble *t, enum neume_status status, const char *format, ...)
#ifdef __GNUC__
    __attribute__((format(printf, 3, 4)))
#endif
    ;

static enum neume_status complain(const struct trouble *t, enum neume_status status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(t->why, t->size, format, arguments);
    va_end(arguments);
    return status;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static int state_of(const char *word)
{
    static const char *const names[] = {"scored", "failed", "missing"};
    for (int s = 0; s < 3; s++)
        if (!strcmp(word, names[s]))
            return s;
    return -1;
}

/* Shares, but for the lag, which is in ms. */
static int is_in_range(int measure, double number)
{
    return measure == NEUME_LAG_MS ? number >= -1000 && number <= 1000 : number >= 0 && number <= 1 + 1e-9;
}

static enum neume_status read_clip(const json_t *object, struct neume_bench_clip *clip, size_t index,
                                   const struct trouble *t)
{
    const char *id = text_of(object, "id"), *name;
    int state = state_of(text_of(object, "state"));
    json_t *measures = json_object_get(object, "measures"), *value;
    if (!*id || state < 0 || !json_is_object(measures))
        return complain(t, NEUME_ERR_DAMAGED, "clip %zu has no id, no state or no measures", index + 1);
    clip->state = (enum neume_clip_state)state;
    json_object_foreach(measures, name, value)
    {
        int m = neume_measure_find(name);
        double number = json_number_value(value);
        if (!json_is_number(value) || !is_in_range(m, number))
            return complain(t, NEUME_ERR_DAMAGED, "clip '%.60s': %.30s is not a number from 0 to 1", id, name);
        if (m >= 0)
            clip->value[m] = number;
    }
    enum neume_status status = neume_bench_set(&clip->id, id);
    return status == NEUME_OK ? neume_bench_set(&clip->category, text_of(object, "category")) : status;
}

static enum neume_status read_all(const json_t *all, struct neume_bench *bench, const struct trouble *t)
{
    json_t *clips = json_object_get(all, "clips");
    json_int_t version = json_integer_value(json_object_get(all, "version"));
    if (strcmp(text_of(all, "format"), "neume bench") != 0)
        return complain(t, NEUME_ERR_FORMAT, "JSON, but not what neume bench --json writes");
    if (version != NEUME_BENCH_JSON_VERSION)
        return complain(t, NEUME_ERR_FORMAT, "of version %d, while this neume reads version %d", (int)version,
                        NEUME_BENCH_JSON_VERSION);
    if (!json_is_array(clips))
        return complain(t, NEUME_ERR_DAMAGED, "it has no list of clips");
    enum neume_status status = neume_bench_init(bench, json_array_size(clips));
    for (size_t i = 0; status == NEUME_OK && i < bench->count; i++)
        status = read_clip(json_array_get(clips, i), &bench->clip[i], i, t);
    if (status == NEUME_OK)
        status = neume_bench_set(&bench->dataset, text_of(all, "dataset"));
    if (status == NEUME_OK)
        status = neume_bench_set(&bench->root, text_of(all, "root"));
    if (status == NEUME_OK)
        status = neume_bench_set(&bench->split, text_of(all, "split"));
    if (status == NEUME_OK)
        status = neume_bench_set(&bench->transcriber, text_of(all, "transcriber"));
    neume_bench_count(bench);
    return status;
}

enum neume_status neume_bench_read_json(struct neume_bench *bench, const char *path, char *why, size_t size)
{
    const struct trouble t = {why, size};
    json_error_t error;
    *bench = (struct neume_bench){0};
    if (size)
        *why = 0;
    FILE *file;
    enum neume_status status = neume_regular_file_open(&file, path);
    if (status != NEUME_OK)
        return status;
    errno = 0;
    json_t *all = json_loadf(file, JSON_REJECT_DUPLICATES, &error);
    status = ferror(file) ? neume_status_from_errno(errno, NEUME_ERR_READ) : NEUME_OK;
    fclose(file);
    if (status == NEUME_OK && !all)
        status = complain(&t, NEUME_ERR_FORMAT, "line %d: %s", error.line, error.text);
    if (status == NEUME_OK)
        status = read_all(all, bench, &t);
    json_decref(all);
    if (status != NEUME_OK)
        neume_bench_release(bench);
    return status;
}
