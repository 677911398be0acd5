/* SPDX-License-Identifier: MIT */
#include "models/drums/drum_fusion.h"

#include <math.h>
#include <string.h>

#include "tests/support/support.h"

/* A hit of which the rules say nothing and the network hears nothing. */
struct scene {
    struct neume_drum_hit heard;
    struct neume_drum_verdict verdict;
    struct neume_drum_evidence evidence;
    struct neume_drum_case c;
};

static void quiet(struct scene *s)
{
    memset(s, 0, sizeof *s);
    for (size_t kind = 0; kind < KIND_COUNT; kind++)
        s->verdict.margin[kind] = -10;
    s->verdict.hat_alone = s->verdict.hat_over = -10;
    for (size_t class = 0; class < DRUM_CLASSES; class ++)
        s->evidence.onset[class] = -6;
    s->c =
        (struct neume_drum_case){.heard = &s->heard, .verdict = &s->verdict, .evidence = &s->evidence, .metal_key = 42};
}

/* Which keys come of margins (kick, snare, tom, hat alone, hat over) and logits of kick, snare, side stick, closed hat
 * and ride. */
static void test_weighing(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        float kick, snare, tom, hat_alone, hat_over, net_kick, net_snare, net_stick, net_hat, net_ride;
        float support;
        uint8_t metal_key, key[FOLD_COUNT]; /* kick, snare, hat, tom, cymbal */
    } rows[] = {
        {"nothing", -10, -10, -10, -10, -10, -6, -6, -6, -6, -6, 0, 42, {0}},
        {"both say kick", 6, -10, -10, -10, -10, 3, -6, -6, -6, -6, 0, 42, {36}},
        {"the network overrules a kick", 2, -10, -10, -10, -10, -6, -6, -6, -6, -6, 0, 42, {0}},
        {"the network alone hears a kick", -4, -10, -10, -10, -10, 3, -6, -6, -6, -6, 0, 42, {36}},
        {"but nothing was struck", -60, -10, -10, -10, -10, 3, -6, -6, -6, -6, 0, 42, {0}},
        {"doubt alone is not enough", -4, -10, -10, -10, -10, -0.2f, -6, -6, -6, -6, 0, 42, {0}},
        {"but where a kick always comes it is", -2, -10, -10, -10, -10, -0.2f, -6, -6, -6, -6, 1, 42, {36}},
        {"repetition alone makes no drum", -10, -10, -10, -10, -10, -6, -6, -6, -6, -6, 1, 42, {0}},
        {"snare", -10, 6, -10, -10, -10, -6, 2, -6, -6, -6, 0, 42, {0, 38}},
        {"side stick", -10, 6, -10, -10, -10, -6, -6, 2, -6, -6, 0, 42, {0, 37}},
        {"hat", -10, -10, -10, 3, -10, -6, -6, -6, 1, -6, 0, 42, {0, 0, 42}},
        {"open hat", -10, -10, -10, 3, -10, -6, -6, -6, 1, -6, 0, 46, {0, 0, 46}},
        {"ride", -10, -10, -10, 3, -10, -6, -6, -6, -4, 3, 0, 51, {0, 0, 0, 0, 51}},
        {"an open hat that is in the ride", -10, -10, -10, 6, -10, -6, -6, -6, -0.5f, 3, 1, 51, {0, 0, 0, 0, 51}},
        {"an open hat and a ride", -10, -10, -10, 6, -10, -6, -6, -6, 2, 3, 1, 51, {0, 0, 42, 0, 51}},
        {"a pedal under a ride", -10, -10, -10, 6, -10, -6, -6, -6, -0.5f, 3, 1, 51, {0, 0, 44, 0, 51}},
        {"hat over a snare", -10, 6, -10, 3, 4, -6, 2, -6, 1, -6, 0, 42, {0, 38, 42}},
        {"hat lost in a snare", -10, 6, -10, 3, -10, -6, 2, -6, -5, -6, 0, 42, {0, 38}},
        {"kick and tom", 6, -10, 6, -10, -10, 3, -6, -6, -6, -6, 0, 42, {36, 0, 0, 41}},
    };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        struct scene s;
        struct neume_drum_answer answer[FOLD_COUNT];
        quiet(&s);
        s.verdict.margin[KIND_KICK] = rows[r].kick;
        s.verdict.margin[KIND_SNARE] = rows[r].snare;
        s.verdict.margin[KIND_TOM] = rows[r].tom;
        s.verdict.hat_alone = rows[r].hat_alone;
        s.verdict.hat_over = rows[r].hat_over;
        s.evidence.onset[DRUM_KICK] = rows[r].net_kick;
        s.evidence.onset[DRUM_SNARE] = rows[r].net_snare;
        s.evidence.onset[DRUM_STICK] = rows[r].net_stick;
        s.evidence.onset[rows[r].key[FOLD_HAT] == 44 ? DRUM_PEDAL : DRUM_CLOSED] = rows[r].net_hat;
        s.evidence.onset[DRUM_RIDE] = rows[r].net_ride;
        s.evidence.onset[DRUM_LOW] = rows[r].tom > 0 ? 2 : -6;
        s.c.metal_key = rows[r].metal_key;
        for (size_t fold = 0; fold < FOLD_COUNT; fold++)
            s.c.support[fold] = rows[r].support;
        neume_drum_fuse(&s.c, 0.5f, answer);
        for (size_t fold = 0; fold < FOLD_COUNT; fold++) {
            if (answer[fold].key != rows[r].key[fold])
                fail_msg("%s: fold %zu is %d, not %d", rows[r].name, fold, answer[fold].key, rows[r].key[fold]);
            assert_true(answer[fold].confidence >= 0 && answer[fold].confidence <= 1);
            assert_true(!answer[fold].key || answer[fold].confidence > 0.3f);
        }
    }
}

static void test_sensitivity(void **state)
{
    (void)state;
    struct scene s;
    struct neume_drum_answer answer[FOLD_COUNT];
    int last = 0;
    quiet(&s);
    s.evidence.onset[DRUM_KICK] = 0.3f;
    s.verdict.margin[KIND_KICK] = -1;
    for (int i = 0; i <= 10; i++) {
        neume_drum_fuse(&s.c, (float)i / 10, answer);
        assert_true((answer[FOLD_KICK].key != 0) >= last);
        last = answer[FOLD_KICK].key != 0;
        assert_true(i > 0 || !last);
    }
    assert_true(last);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weighing),
        cmocka_unit_test(test_sensitivity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
