/* SPDX-License-Identifier: MIT */
#include "core/zeros.h"

#include <math.h>

#include "tests/support/support.h"

enum { MOST = 200 };

static void test_finds_any_other_number(void **state)
{
    (void)state;
    static const float others[] = {1, -1, 1e-45f, -INFINITY, NAN};
    float x[MOST] = {0};
    x[3] = -0.0f;
    for (size_t count = 0; count <= MOST; count++) {
        assert_true(neume_all_zeros(x, count));
        for (size_t at = 0; at < count; at++) {
            float was = x[at];
            x[at] = others[(at + count) % (sizeof others / sizeof *others)];
            assert_false(neume_all_zeros(x, count));
            assert_true(neume_all_zeros(x, at));
            x[at] = was;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_finds_any_other_number)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
