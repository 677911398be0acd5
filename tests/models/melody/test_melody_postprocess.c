/* SPDX-License-Identifier: MIT */
#include "models/melody/melody_postprocess.h"

#include <math.h>
#include <string.h>

#include "tests/support/support.h"

struct row {
    double onset, offset;
    float pitch, loudest;
    int articulated;
};

static void push(struct neume_melody_notes *line, const struct row *r)
{
    const struct neume_bend bend[2] = {{0, 100 * r->pitch}, {0.01f, 100 * r->pitch + 10}};
    const struct neume_expression expression[2] = {{0, -20, 1}, {0.02f, -21, 1}};
    struct neume_note note = {.onset = r->onset, .offset = r->offset, .bend_count = 2, .expression_count = 2};
    struct neume_melody_notes_trait trait = {.pitch = r->pitch, .loudest = r->loudest, .articulated = r->articulated};
    assert_ok(neume_melody_notes_push(line, &note, &trait, bend, expression));
}

static const struct {
    const char *name;
    struct row in[3];
    size_t count;
    struct {
        double onset, offset;
        float pitch;
    } out[3];
} slips[] = {
    {"legato", {{0, 1, 60, -20, 1}, {1, 2, 62, -20, 0}, {2, 3, 72, -20, 1}}, 3, {{0, 1, 60}, {1, 2, 62}, {2, 3, 72}}},
    {"the next begins before it ends",
     {{0, 1.04, 60, -20, 1}, {1, 2.03, 62, -20, 0}, {2, 3, 72, -20, 1}},
     3,
     {{0, 1, 60}, {1, 2, 62}, {2, 3, 72}}},
    {"common period before",
     {{0, 1, 69, -20, 1}, {1, 1.1, 50, -20, 1}, {1.1, 2, 62, -20, 0}},
     2,
     {{0, 1, 69}, {1, 2, 62}}},
    {"octave above before",
     {{0, 1, 74, -20, 1}, {1, 1.1, 88, -20, 1}, {1.1, 2, 76, -20, 0}},
     2,
     {{0, 1, 74}, {1, 2, 76}}},
    {"a stroke makes it a note",
     {{0, 1, 69, -20, 1}, {1, 1.1, 50, -20, 1}, {1.1, 2, 62, -20, 1}},
     3,
     {{0, 1, 69}, {1, 1.1, 50}, {1.1, 2, 62}}},
    {"a gap makes it a note",
     {{0, 1, 69, -20, 1}, {1, 1.1, 50, -20, 1}, {1.2, 2, 62, -20, 0}},
     3,
     {{0, 1, 69}, {1, 1.1, 50}, {1.2, 2, 62}}},
    {"long is no slip",
     {{0, 1, 69, -20, 1}, {1, 1.5, 50, -20, 1}, {1.5, 2, 62, -20, 0}},
     3,
     {{0, 1, 69}, {1, 1.5, 50}, {1.5, 2, 62}}},
    {"slip after", {{0, 1, 62, -20, 1}, {1, 1.1, 50, -20, 0}, {2, 3, 64, -20, 1}}, 2, {{0, 1.1, 62}, {2, 3, 64}}},
    {"partial outlives", {{0, 1, 53, -20, 1}, {1, 3, 65, -30, 0}, {3, 4, 55, -20, 1}}, 2, {{0, 3, 53}, {3, 4, 55}}},
    {"as loud is a leap",
     {{0, 1, 53, -20, 1}, {1, 3, 65, -20, 0}, {3, 4, 55, -20, 1}},
     3,
     {{0, 1, 53}, {1, 3, 65}, {3, 4, 55}}},
    {"a third is no partial",
     {{0, 1, 53, -20, 1}, {1, 3, 57, -40, 0}, {3, 4, 55, -20, 1}},
     3,
     {{0, 1, 53}, {1, 3, 57}, {3, 4, 55}}},
};

/* What three notes become: how many, and where each begins and ends. */
static void test_slips_are_mended(void **state)
{
    (void)state;
    struct neume_melody_notes line = {0};
    for (size_t r = 0; r < sizeof slips / sizeof *slips; r++) {
        neume_melody_notes_clear(&line);
        for (int i = 0; i < 3; i++)
            push(&line, &slips[r].in[i]);
        neume_melody_notes_mend(&line);
        if (line.notes.count != slips[r].count)
            fail_msg("%s: %zu notes", slips[r].name, line.notes.count);
        for (size_t i = 0; i < line.notes.count; i++) {
            const struct neume_note *n = &line.notes.note[i];
            assert_true(n->onset == slips[r].out[i].onset && n->offset == slips[r].out[i].offset);
            assert_true(line.trait[i].pitch == slips[r].out[i].pitch);
            assert_true(fabsf(line.notes.bend[n->bend_first].cents - 100 * slips[r].out[i].pitch) < 0.1f);
            for (uint32_t k = 1; k < n->expression_count; k++)
                assert_true(line.notes.expression[n->expression_first + k].time >
                            line.notes.expression[n->expression_first + k - 1].time);
        }
    }
    neume_melody_notes_release(&line);
    neume_melody_notes_release(NULL);
}

/* Notes around a tuning, each off by up to `spread` cents: found within a cent or two, and every note keeps its key. */
static void test_tuning(void **state)
{
    (void)state;
    static const struct {
        double hz, spread;
        int notes;
        double found, cents;
    } rows[] = {{440, 0, 40, 440, 0.1}, {428, 10, 40, 428, 4}, {452, 10, 40, 452, 4}, {443, 30, 60, 443, 8},
                {433, 0, 5, 433, 0.1},  {433, 0, 4, 440, 0.1}, {433, 0, 0, 440, 0.1}, {433, 150, 200, 440, 0.1}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct neume_melody_notes line = {0};
        struct neume_notes out = {0};
        struct neume_options options;
        uint64_t seed = 7;
        neume_options_init(&options);
        for (int i = 0; i < rows[r].notes; i++) {
            double off = rows[r].spread * (2 * support_random(&seed) - 1) + 1200 * log2(rows[r].hz / 440);
            push(&line, &(struct row){i, i + 0.9, (float)(50 + i % 24 + off / 100), -20, 1});
        }
        double found = neume_melody_notes_tuning(&line);
        if (fabs(1200 * log2(found / rows[r].found)) > rows[r].cents)
            fail_msg("row %zu: %g Hz", r, found);
        assert_ok(neume_melody_notes_hand_out(&line, &options, found, -6, &out));
        for (size_t i = 0; rows[r].found == rows[r].hz && i < out.count; i++)
            assert_int_equal(out.note[i].pitch, 50 + i % 24);
        neume_notes_release(&out);
        neume_melody_notes_release(&line);
    }
}

/* Curves are relative to the key, expression to the velocity; notes out of range or too short are left out. */
static void test_hand_out(void **state)
{
    (void)state;
    struct neume_melody_notes line = {0};
    struct neume_notes out = {0};
    struct neume_options options;
    neume_options_init(&options);
    options.min_pitch = 50;
    options.max_pitch = 60;
    push(&line, &(struct row){0, 1, 49.4f, -20, 1});
    push(&line, &(struct row){1, 2, 59.8f, -16, 1});
    push(&line, &(struct row){2, 2.04, 55, -20, 1});
    push(&line, &(struct row){3, 4, 61, -20, 1});
    assert_ok(neume_melody_notes_hand_out(&line, &options, 440, -6, &out));
    assert_int_equal(out.count, 1);
    assert_int_equal(out.note[0].pitch, 60);
    assert_true(fabsf(out.bend[0].cents + 20) < 0.1f);
    float level = -6 + 40 * log10f((float)out.note[0].velocity / 127);
    assert_true(fabsf(level + 16) < 0.3f);
    assert_int_equal(out.note[0].expression_count, 2);
    assert_true(fabsf(out.expression[0].loudness + level + 20) < 0.001f);
    neume_notes_release(&out);
    neume_melody_notes_release(&line);
}

/* Between two keys the network decides, but not against a clear pitch. */
static void test_keys(void **state)
{
    static const struct {
        float pitch, sounds[3];
        int key;
    } rows[] = {
        {60.6f, {0, 0, 0}, 61},   {60.6f, {4, -3, -6}, 60}, {60.4f, {-6, -3, 4}, 61},   {60.6f, {-6, 4, -6}, 61},
        {60.1f, {-6, -1, 3}, 60}, {59.9f, {3, -1, -6}, 60}, {60.55f, {-6, -6, -6}, 61}, {60.45f, {6, -6, -6}, 60},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_melody_notes line = {0};
        struct neume_notes out = {0};
        struct neume_note note = {.onset = 0, .offset = 0.2};
        struct neume_melody_notes_trait trait = {.pitch = rows[i].pitch, .loudest = -20};
        struct neume_options options;
        neume_options_init(&options);
        memcpy(trait.sounds, rows[i].sounds, sizeof trait.sounds);
        assert_ok(neume_melody_notes_push(&line, &note, &trait, NULL, NULL));
        assert_ok(neume_melody_notes_hand_out(&line, &options, 440, -6, &out));
        assert_int_equal(out.count, 1);
        if (out.note[0].pitch != rows[i].key)
            fail_msg("%zu: key %d, expected %d", i, out.note[0].pitch, rows[i].key);
        neume_notes_release(&out);
        neume_melody_notes_release(&line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slips_are_mended),
        cmocka_unit_test(test_tuning),
        cmocka_unit_test(test_hand_out),
        cmocka_unit_test(test_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
