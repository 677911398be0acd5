/* SPDX-License-Identifier: MIT
 *
 * JSON: values become others, lists repeat what they hold, and names are lost. */
#include "tests/fuzz/mutate.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

static json_t *some_value(uint64_t *luck)
{
    static const double reals[] = {0.5, 1, 1 + 1e-12, 2, -1, DBL_MAX, DBL_MIN, -0.0, 1e-310};
    static const char *const texts[] = {"",        "a",           "scored",         "</script><!--",
                                        "missing", "neume bench", "\xC3\xA9\t\"'&<"};
    switch (mutate_choose(luck, 7)) {
    case 0:
        return json_null();
    case 1:
        return json_boolean(mutate_choose(luck, 2));
    case 2:
        return json_integer((json_int_t)1 << mutate_choose(luck, 63));
    case 3:
        return json_real(reals[mutate_choose(luck, 9)]);
    case 4:
        return json_string(texts[mutate_choose(luck, 7)]);
    case 5:
        return json_array();
    default:
        return json_object();
    }
}

/* Goes down at random and changes where it stops. */
static void change(json_t *json, uint64_t *luck);

static void change_array(json_t *array, uint64_t *luck)
{
    const size_t size = json_array_size(array), at = size ? mutate_choose(luck, (unsigned)size) : 0;
    json_t *item = json_array_get(array, at);
    if (size && mutate_choose(luck, 3))
        change(item, luck);
    else if (size && !mutate_choose(luck, 3))
        json_array_remove(array, at);
    else if (size && mutate_choose(luck, 2))
        json_array_insert_new(array, at, json_deep_copy(item));
    else if (size && mutate_choose(luck, 2))
        json_array_set_new(array, at, some_value(luck));
    else
        json_array_append_new(array, some_value(luck));
}

static void change_object(json_t *object, uint64_t *luck)
{
    static const char *const names[] = {"id", "state", "measures", "category", "note_F", "onset_F", "clips", "version"};
    const size_t size = json_object_size(object);
    void *at = json_object_iter(object);
    for (size_t n = size ? mutate_choose(luck, (unsigned)size) : 0; n; n--)
        at = json_object_iter_next(object, at);
    if (at && mutate_choose(luck, 4))
        change(json_object_iter_value(at), luck);
    else if (at && mutate_choose(luck, 4))
        json_object_iter_set_new(object, at, some_value(luck));
    else if (at && mutate_choose(luck, 2))
        json_object_del(object, json_object_iter_key(at));
    else
        json_object_set_new(object, names[mutate_choose(luck, 8)], some_value(luck));
}

static void change(json_t *json, uint64_t *luck)
{
    if (json_is_array(json))
        change_array(json, luck);
    else if (json_is_object(json))
        change_object(json, luck);
    else if (json_is_integer(json))
        json_integer_set(json, json_integer_value(json) + (json_int_t)mutate_choose(luck, 3) - 1);
    else if (json_is_real(json))
        json_real_set(json, json_real_value(json) * (mutate_choose(luck, 5) - 2.0));
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t room, unsigned seed)
{
    uint64_t luck = seed;
    json_t *json = mutate_choose(&luck, 5) ? json_loadb((const char *)data, size, 0, NULL) : NULL;
    if (!json)
        return LLVMFuzzerMutate(data, size, room);
    for (unsigned n = 1 + mutate_choose(&luck, 4); n; n--)
        change(json, &luck);
    char *text = json_dumps(json, JSON_COMPACT);
    size_t length = text ? strlen(text) : 0;
    if (length && length <= room) {
        memcpy(data, text, length);
        size = length;
    }
    free(text);
    json_decref(json);
    return size;
}
