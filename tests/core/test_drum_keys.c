/* SPDX-License-Identifier: MIT */
#include "core/drum_keys.h"

#include <string.h>

#include "tests/support/support.h"

static void keys_have_names(void **state)
{
    (void)state;
    static const struct {
        int key;
        const char *name, *label, *letters;
    } rows[] = {{34, "percussion", NULL, NULL},       {35, "acoustic bass drum", "Kick 2", "KD"},
                {38, "snare", "Snare", "SD"},         {42, "closed hat", "Closed hat", "HH"},
                {59, "ride 2", "Ride 2", NULL},       {60, "percussion", "High bongo", NULL},
                {81, "percussion", "Triangle", NULL}, {82, "percussion", NULL, NULL},
                {-1, "percussion", NULL, NULL}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *label = neume_drum_key_label(rows[i].key), *letters = neume_drum_key_letters(rows[i].key);
        assert_string_equal(neume_drum_key_name(rows[i].key), rows[i].name);
        assert_string_equal(label ? label : "", rows[i].label ? rows[i].label : "");
        assert_string_equal(letters ? letters : "", rows[i].letters ? rows[i].letters : "");
    }
    for (int key = NEUME_DRUM_KEY_FIRST; key <= NEUME_DRUM_KEY_LAST; key++)
        assert_non_null(neume_drum_key_label(key));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(keys_have_names)};
    return cmocka_run_group_tests_name("core/drum_keys", tests, NULL, NULL);
}
