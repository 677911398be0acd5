/* SPDX-License-Identifier: MIT */
#include "models/velocity.h"

#include "tests/support/support.h"

/* Every velocity's own loudness comes back as that velocity (MMA RP-021). */
static void test_curve_and_back(void **state)
{
    (void)state;
    static const float full[] = {-20, -6, 0, 3};
    for (size_t f = 0; f < sizeof full / sizeof *full; f++)
        for (int v = 1; v <= 127; v++)
            assert_int_equal(neume_velocity(full[f] + 40 * log10f((float)v / 127), full[f]), v);
}

static void test_rows(void **state)
{
    (void)state;
    static const struct {
        float db;
        int velocity;
    } rows[] = {{0, 127},      {6, 127},    {1000, 127}, {INFINITY, 127},
                {-12.04f, 64}, {-84.2f, 1}, {-120, 1},   {-INFINITY, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(neume_velocity(rows[i].db, 0), rows[i].velocity);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_curve_and_back),
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
