/* SPDX-License-Identifier: MIT */
#include "neume/note.h"

#include "tests/support/support.h"

static struct neume_note note_at(double onset, int pitch)
{
    return (struct neume_note){
        .onset = onset, .offset = onset + 1, .pitch = (uint8_t)pitch, .velocity = 64, .confidence = 1};
}

static void curves_follow_their_notes(void **state)
{
    (void)state;
    struct neume_notes notes;
    neume_notes_init(&notes);
    for (int i = 0; i < 1000; i++) {
        struct neume_bend curve[3] = {{0, (float)i}, {0.1f, (float)(i + 1)}, {0.2f, (float)(i + 2)}};
        struct neume_note n = note_at(1000 - i, i % 128);
        n.bend_count = (uint32_t)(i % 4);
        assert_ok(neume_notes_push(&notes, &n, i % 4 ? curve : NULL));
    }
    neume_notes_sort(&notes);
    assert_int_equal(notes.count, 1000);
    for (size_t k = 0; k < notes.count; k++) {
        const struct neume_note *n = &notes.note[k];
        int i = 1000 - (int)n->onset;
        assert_true(!k || n->onset >= notes.note[k - 1].onset);
        assert_int_equal(n->bend_count, i % 4);
        for (uint32_t j = 0; j < n->bend_count; j++)
            assert_true(notes.bend[n->bend_first + j].cents == (float)(i + (int)j));
    }
    assert_true(neume_notes_end(&notes) == 1001);
    neume_notes_release(&notes);
}

/* A count without a curve is no curve. */
static void a_missing_curve_is_none(void **state)
{
    (void)state;
    struct neume_notes notes;
    struct neume_note n = note_at(0, 60);
    neume_notes_init(&notes);
    n.bend_count = 7;
    assert_ok(neume_notes_push(&notes, &n, NULL));
    assert_int_equal(notes.note[0].bend_count, 0);
    assert_int_equal(notes.bend_count, 0);
    neume_notes_release(&notes);
}

static void lists_append_to_lists(void **state)
{
    (void)state;
    struct neume_notes a, b;
    struct neume_bend curve[2] = {{0, 1}, {0.5f, 2}};
    neume_notes_init(&a);
    neume_notes_init(&b);
    for (int i = 0; i < 70; i++) {
        struct neume_note n = note_at(i, 60);
        n.bend_count = 2;
        assert_ok(neume_notes_push(i % 2 ? &a : &b, &n, curve));
    }
    assert_ok(neume_notes_append(&a, &b));
    assert_int_equal(a.count, 70);
    assert_int_equal(b.count, 35);
    assert_ok(neume_notes_append(&a, &a));
    assert_int_equal(a.count, 140);
    assert_int_equal(a.bend_count, 280);
    for (size_t i = 0; i < a.count; i++) {
        assert_true(a.bend[a.note[i].bend_first + 1].cents == 2);
        assert_true(a.note[i].onset == a.note[i % 70].onset);
    }
    neume_notes_release(&a);
    neume_notes_release(&b);
}

static void a_list_takes_a_note_of_its_own(void **state)
{
    (void)state;
    struct neume_notes notes;
    struct neume_note n = note_at(3, 60);
    neume_notes_init(&notes);
    assert_ok(neume_notes_push(&notes, &n, NULL));
    for (int i = 0; i < 500; i++)
        assert_ok(neume_notes_push(&notes, &notes.note[0], NULL));
    assert_true(notes.note[500].onset == 3 && notes.note[500].pitch == 60);
    neume_notes_release(&notes);
}

static void the_order_of_every_output(void **state)
{
    (void)state;
    /* onset, drum, pitch, offset: already in order */
    static const double rows[][4] = {{0, 0, 60, 1}, {0, 0, 60, 2},     {0, 0, 61, 1}, {0, 1, 36, 0.1},
                                     {0, 1, 38, 1}, {0.001, 0, 21, 1}, {5, 0, 21, 6}, {5, 1, 1, 6}};
    enum { COUNT = sizeof rows / sizeof rows[0] };
    struct neume_notes notes;
    neume_notes_init(&notes);
    for (int i = 0; i < COUNT; i++) {
        const double *row = rows[(i * 5 + 3) % COUNT];
        struct neume_note n = note_at(row[0], (int)row[2]);
        n.drum = (uint8_t)row[1];
        n.offset = row[3];
        assert_ok(neume_notes_push(&notes, &n, NULL));
    }
    neume_notes_sort(&notes);
    for (int i = 0; i < COUNT; i++) {
        const struct neume_note *n = &notes.note[i];
        assert_true(n->onset == rows[i][0] && n->drum == rows[i][1] && n->pitch == rows[i][2] &&
                    n->offset == rows[i][3]);
    }
    neume_notes_release(&notes);
}

static void empty_lists_are_valid(void **state)
{
    (void)state;
    struct neume_notes notes = {0}, other = {0};
    neume_notes_sort(&notes);
    assert_true(neume_notes_end(&notes) == 0);
    assert_ok(neume_notes_append(&notes, &other));
    assert_int_equal(notes.count, 0);
    neume_notes_release(&notes);
    neume_notes_release(&notes);
    neume_notes_release(NULL);
}

/* Curve and expression may be those of a note of the same list, which moves as it grows. */
static void a_list_takes_a_curve_of_its_own(void **state)
{
    (void)state;
    struct neume_notes notes;
    struct neume_note n = note_at(3, 60);
    struct neume_bend curve[2] = {{0, 5}, {0.5f, 7}};
    struct neume_expression expression[2] = {{0, -3, 1}, {0.5f, -6, 2}};
    n.bend_count = n.expression_count = 2;
    neume_notes_init(&notes);
    assert_ok(neume_notes_push_expressive(&notes, &n, curve, expression));
    for (int i = 0; i < 500; i++)
        assert_ok(neume_notes_push_expressive(&notes, &notes.note[0], notes.bend, notes.expression));
    for (size_t i = 0; i < notes.count; i++) {
        assert_true(notes.bend[notes.note[i].bend_first + 1].cents == 7);
        assert_true(notes.expression[notes.note[i].expression_first + 1].loudness == -6);
    }
    neume_notes_release(&notes);
}

/* Notes that differ at all have one order, whatever order they came in. */
static void the_order_is_total(void **state)
{
    (void)state;
    struct neume_notes a, b;
    neume_notes_init(&a);
    neume_notes_init(&b);
    for (int i = 0; i < 60; i++) {
        struct neume_note n = note_at(1, 60), m = note_at(1, 60);
        n.velocity = (uint8_t)(1 + i / 2);
        m.velocity = (uint8_t)(1 + (59 - i) / 2);
        n.confidence = i % 2 ? 0.5f : 0.25f;
        m.confidence = (59 - i) % 2 ? 0.5f : 0.25f;
        assert_ok(neume_notes_push(&a, &n, NULL));
        assert_ok(neume_notes_push(&b, &m, NULL));
    }
    neume_notes_sort(&a);
    neume_notes_sort(&b);
    assert_int_equal(a.note[0].velocity, 30);
    for (size_t i = 0; i < a.count; i++) {
        assert_int_equal(a.note[i].velocity, b.note[i].velocity);
        assert_true(a.note[i].confidence == b.note[i].confidence);
    }
    neume_notes_release(&a);
    neume_notes_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_takes_a_curve_of_its_own), cmocka_unit_test(the_order_is_total),
        cmocka_unit_test(curves_follow_their_notes),       cmocka_unit_test(a_missing_curve_is_none),
        cmocka_unit_test(lists_append_to_lists),           cmocka_unit_test(a_list_takes_a_note_of_its_own),
        cmocka_unit_test(the_order_of_every_output),       cmocka_unit_test(empty_lists_are_valid),
    };
    return cmocka_run_group_tests_name("core/note", tests, NULL, NULL);
}
