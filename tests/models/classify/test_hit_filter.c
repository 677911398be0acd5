/* SPDX-License-Identifier: MIT */
#include "models/classify/hit_filter.h"

#include "tests/support/support.h"

static void push(struct neume_notes *notes, double onset, int pitch, int drum, float confidence)
{
    struct neume_note n = {.onset = onset,
                           .offset = onset + (drum ? 0.1 : 0.4),
                           .pitch = (uint8_t)pitch,
                           .velocity = 80,
                           .drum = (uint8_t)drum,
                           .confidence = confidence};
    assert_ok(neume_notes_push(notes, &n, NULL));
}

/* 20 s of a note every half second; hits of `every` notes' attacks, and a kit on its own beat. Returns the hits left.
 */
static size_t filter(int every, float attack, float kit, struct neume_notes *notes)
{
    neume_notes_init(notes);
    push(notes, 0, 90, 1, 1); /* what was there before is nobody's business */
    for (int i = 39; i >= 0; i--)
        push(notes, 0.5 * i, 60 + i % 7, 0, 0.8f);
    size_t hits = notes->count;
    for (int i = 0; i < 40 && every; i += every)
        push(notes, 0.5 * i + 0.01, i % 2 ? 38 : 49, 1, attack);
    for (int i = 79; i >= 0 && kit > 0; i--)
        push(notes, 0.25 * i + 0.12, i % 4 == 0 ? 36 : i % 4 == 2 ? 38 : 42, 1, kit);
    neume_hit_filter(notes, 1, hits);
    assert_true(notes->note[0].pitch == 90 && notes->count >= hits);
    for (size_t i = 2; i < hits; i++)
        assert_true(notes->note[i].onset >= notes->note[i - 1].onset && !notes->note[i].drum);
    return notes->count - hits;
}

static void test_filter(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int every;
        float attack, kit;
        size_t least, most;
    } rows[] = {
        {"no hits", 0, 0, 0, 0, 0},
        {"attacks", 3, 0.7f, 0, 0, 0},
        {"attacks of most notes", 1, 0.75f, 0, 0, 2},
        {"a kit", 0, 0, 0.97f, 80, 80},
        {"a kit, and strokes with notes", 3, 0.7f, 0.97f, 94, 94},
    };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct neume_notes notes;
        size_t left = filter(rows[r].every, rows[r].attack, rows[r].kit, &notes);
        if (left < rows[r].least || left > rows[r].most)
            fail_msg("%s: %zu hits are left", rows[r].name, left);
        neume_notes_release(&notes);
    }
}

static void test_empty(void **state)
{
    (void)state;
    struct neume_notes none;
    neume_notes_init(&none);
    neume_hit_filter(&none, 0, 0);
    assert_int_equal(none.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_filter), cmocka_unit_test(test_empty)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
