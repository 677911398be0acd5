/* SPDX-License-Identifier: MIT */
#include "models/poly/poly_line.h"

#include "tests/support/support.h"

enum { MOST = 64 };

struct recording {
    struct neume_note note[MOST];
    float strike[MOST];
    size_t count;
};

static void add(struct recording *r, double onset, double length, int pitch, float strike)
{
    assert_true(r->count < MOST);
    r->note[r->count] = (struct neume_note){.onset = onset, .offset = onset + length, .pitch = (uint8_t)pitch};
    r->strike[r->count++] = strike;
}

/* A scale upwards, a note every 0.2 s. */
static void add_scale(struct recording *r, int from, float strike)
{
    for (int i = 0; i < 16; i++)
        add(r, 0.2 * i, 0.19, from + i, strike);
}

static size_t left(const struct recording *r)
{
    size_t count = 0;
    for (size_t i = 0; i < r->count; i++)
        count += r->note[i].offset > r->note[i].onset;
    return count;
}

static void mend(struct recording *r)
{
    assert_ok(neume_poly_line_mend(r->note, r->strike, r->count));
}

/* A flute's weak lower octaves, a twelfth among them, one begun a little before its note. */
static void test_undertones_go(void **state)
{
    struct recording r = {.count = 0};
    (void)state;
    add_scale(&r, 76, -10);
    for (int i = 0; i < 8; i++)
        add(&r, 0.4 * i - 0.02 * (i == 3), 0.15, 76 + 2 * i - (i == 5 ? 19 : 12), -22);
    mend(&r);
    assert_int_equal(left(&r), 16);
    for (size_t i = 0; i < r.count; i++)
        assert_int_equal(r.note[i].offset > r.note[i].onset, r.strike[i] > -15);
}

static void test_octaves_that_are_played_stay(void **state)
{
    struct recording r = {.count = 0};
    (void)state;
    add_scale(&r, 72, -10);
    add_scale(&r, 60, -9);
    mend(&r);
    assert_int_equal(left(&r), 32);
}

/* Weak lower octaves in music with chords, like a pianist's left hand. */
static void test_chords_stay(void **state)
{
    struct recording r = {.count = 0};
    (void)state;
    add_scale(&r, 72, -10);
    add_scale(&r, 60, -20);
    for (int i = 0; i < 4; i++)
        add(&r, 0.8 * i, 0.8, 55, -12);
    mend(&r);
    assert_int_equal(left(&r), 36);
}

/* In a line: what the room holds on to under louder notes goes, a note that outlasts the one before stays. */
static void test_what_is_covered_goes(void **state)
{
    struct recording r = {.count = 0};
    (void)state;
    add_scale(&r, 60, -10);
    r.note[4].offset += 0.03;
    add(&r, 1.02, 0.1, 50, -30);
    mend(&r);
    assert_int_equal(left(&r), 16);
    assert_true(r.note[4].offset > r.note[4].onset && r.note[5].offset > r.note[5].onset);
    assert_true(r.note[16].offset <= r.note[16].onset);
}

/* Of nothing, one note, and two at once a twelfth apart, nobody can tell whether it is a line. */
static void test_too_little_to_tell(void **state)
{
    struct recording r = {.count = 0};
    (void)state;
    mend(&r);
    add(&r, 1, 0.5, 60, -10);
    mend(&r);
    assert_int_equal(left(&r), 1);
    add(&r, 1, 0.5, 41, -20);
    mend(&r);
    assert_int_equal(left(&r), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_undertones_go),      cmocka_unit_test(test_octaves_that_are_played_stay),
        cmocka_unit_test(test_chords_stay),        cmocka_unit_test(test_what_is_covered_goes),
        cmocka_unit_test(test_too_little_to_tell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
