/* SPDX-License-Identifier: MIT */
#include "neume/part.h"

#include <string.h>

#include "tests/support/support.h"

static void test_names_and_programs(void **state)
{
    (void)state;
    for (int p = 0; p < NEUME_PART_COUNT; p++) {
        enum neume_part part = (enum neume_part)p;
        int program = neume_part_program(part), played = part != NEUME_PART_NONE && part != NEUME_PART_DRUMS;
        for (int other = 0; other < p; other++)
            assert_string_not_equal(neume_part_name(part), neume_part_name((enum neume_part)other));
        assert_true(played ? program >= 1 && program <= 128 : program == 0);
        assert_int_equal(neume_part_of_program(program), played ? part : NEUME_PART_NONE);
    }
    assert_string_equal(neume_part_name(NEUME_PART_BASS), "bass");
    assert_string_equal(neume_part_name(NEUME_PART_COUNT), "?");
    assert_string_equal(neume_part_name((enum neume_part) - 1), "?");
    assert_int_equal(neume_part_program((enum neume_part)99), 0);
}

static void test_the_part_of_a_program(void **state)
{
    (void)state;
    static const struct {
        int program;
        enum neume_part part;
    } rows[] = {{-1, NEUME_PART_NONE},     {0, NEUME_PART_NONE},     {1, NEUME_PART_PIANO},    {8, NEUME_PART_PIANO},
                {9, NEUME_PART_MALLETS},   {17, NEUME_PART_ORGAN},   {24, NEUME_PART_ORGAN},   {25, NEUME_PART_GUITAR},
                {33, NEUME_PART_BASS},     {40, NEUME_PART_BASS},    {41, NEUME_PART_STRINGS}, {46, NEUME_PART_GUITAR},
                {48, NEUME_PART_NONE},     {49, NEUME_PART_STRINGS}, {53, NEUME_PART_VOICE},   {56, NEUME_PART_NONE},
                {57, NEUME_PART_BRASS},    {72, NEUME_PART_REED},    {73, NEUME_PART_FLUTE},   {81, NEUME_PART_LEAD},
                {89, NEUME_PART_PAD},      {97, NEUME_PART_NONE},    {106, NEUME_PART_GUITAR}, {110, NEUME_PART_REED},
                {111, NEUME_PART_STRINGS}, {116, NEUME_PART_NONE},   {128, NEUME_PART_NONE},   {129, NEUME_PART_NONE}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(neume_part_of_program(rows[i].program), rows[i].part);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names_and_programs),
        cmocka_unit_test(test_the_part_of_a_program),
    };
    return cmocka_run_group_tests_name("core/part", tests, NULL, NULL);
}
