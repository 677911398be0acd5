/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "datasets/loaders/pattern.h"
#include "tests/support/support.h"

static void test_match(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *path, *filled; /* what "{a}-{0}-{^}" becomes; NULL: no match */
    } rows[] = {
        {"{a}/x{0}.wav", "q/x12.wav", "q-12-"},
        {"{a}/x{0}.wav", "one/two/q/x12.wav", "q-12-two"},
        {"{a}/x{0}.wav", "q/x.wav", NULL},
        {"{a}/x{0}.wav", "q/x1a.wav", NULL},
        {"{a}/x{0}.wav", "x1.wav", NULL},
        {"{a}/x{0}.wav", "q/x1.wav/more", NULL},
        {"{a}/x{0}.wav", "q/x1.WAV", NULL},
        {"{a}_{b}_{a}{0}", "p_q_p7", "p-7-"},
        {"{a}_{b}_{a}{0}", "p_q_r7", NULL},
        {"{a}_{b}{0}", "p_q_p7", "p-7-"}, /* the shortest first */
        {"a{a}{0}", "ba1", NULL},         /* only whole components */
        {"{a}{0}", "a/b5", "b-5-a"},
        {"{0}{a}", "77", "7-7-"},
        {"", "", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_binding binding = {0};
        char out[NEUME_PATTERN_ROOM];
        int matches = neume_pattern_match_end(rows[i].pattern, strlen(rows[i].pattern), rows[i].path, &binding);
        if (!rows[i].filled) {
            assert_false(matches && *rows[i].path);
            continue;
        }
        assert_true(matches);
        assert_int_equal(neume_pattern_fill("{a}-{0}-{^}", 11, &binding, out), 1);
        assert_string_equal(out, rows[i].filled);
    }
}

static void test_fill(void **state)
{
    (void)state;
    struct neume_binding binding = {0};
    char out[NEUME_PATTERN_ROOM], path[NEUME_PATTERN_ROOM + 8];
    memset(path, 'x', sizeof path - 1);
    path[sizeof path - 1] = '\0';
    assert_int_equal(neume_pattern_fill("a/{b}", 5, &binding, out), 0);
    assert_string_equal(out, "a/");
    assert_int_equal(neume_pattern_match("{b}", 3, path, &binding), 1);
    assert_int_equal(neume_pattern_fill("a/{b}", 5, &binding, out), -1);
    assert_int_equal(neume_pattern_fill("{b", 2, &binding, out), 1);
    assert_string_equal(out, "{b");
}

static void test_alternatives(void **state)
{
    (void)state;
    const char *pattern = NULL;
    size_t length = 0;
    assert_true(neume_pattern_next("one||two", &pattern, &length) && length == 3 && !strncmp(pattern, "one", 3));
    assert_true(neume_pattern_next("one||two", &pattern, &length) && length == 0);
    assert_true(neume_pattern_next("one||two", &pattern, &length) && length == 3 && !strncmp(pattern, "two", 3));
    assert_false(neume_pattern_next("one||two", &pattern, &length));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_match),
        cmocka_unit_test(test_fill),
        cmocka_unit_test(test_alternatives),
    };
    return cmocka_run_group_tests_name("datasets/pattern", tests, NULL, NULL);
}
