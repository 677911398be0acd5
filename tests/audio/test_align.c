/* SPDX-License-Identifier: MIT */
#include "audio/align.h"

#include <string.h>

#include "tests/audio/sounds.h"

/* Plucked notes at irregular times from `start` seconds of the piece on; `colour` changes pitches and decay, as another
 * instrument would. Free it. */
static float *new_piece(double rate, double seconds, double start, int colour, uint64_t seed)
{
    size_t count = (size_t)(seconds * rate);
    float *x = calloc(count, sizeof *x);
    assert_non_null(x);
    double t = -20;
    while (t < start + seconds) {
        t += 0.08 + 0.4 * support_random(&seed);
        double hz = (colour ? 330 : 110) * pow(2, (int)(24 * support_random(&seed)) / 12.0);
        double gain = 0.1 + 0.4 * support_random(&seed), decay = colour ? 12 : 5;
        double at = t - start;
        for (size_t i = at > 0 ? (size_t)ceil(at * rate) : 0; i < count && (double)i / rate < at + 1; i++) {
            double since = (double)i / rate - at;
            if (since >= 0)
                x[i] += (float)(gain * exp(-decay * since) * sin(2 * PI * hz * since));
        }
    }
    return x;
}

static struct neume_envelope *new_envelope(const float *x, size_t count, double rate, size_t block)
{
    struct neume_envelope *e;
    assert_ok(neume_envelope_new(&e, rate));
    for (size_t at = 0; at < count; at += block)
        assert_ok(neume_envelope_process(e, x + at, block < count - at ? block : count - at));
    return e;
}

static struct neume_alignment align(const float *a, size_t na, double rate_a, const float *b, size_t nb, double rate_b,
                                    double range)
{
    struct neume_envelope *ea = new_envelope(a, na, rate_a, 1000), *eb = new_envelope(b, nb, rate_b, 777);
    struct neume_alignment found;
    assert_ok(neume_align(ea, eb, 0, range, &found));
    neume_envelope_free(ea);
    neume_envelope_free(eb);
    return found;
}

/* b is the piece `shift` seconds later, from another instrument, at another gain, in noise. */
static const struct {
    const char *name;
    double seconds_a, seconds_b, shift, rate_b;
    int colour;
    double gain, noise, tolerance, confidence;
} shifts[] = {
    {"itself", 20, 20, 0, 22050, 0, 1, 0, 1e-6, 0.99},
    {"whole hops", 20, 20, 0.5, 22050, 0, 1, 0, 0.001, 0.9},
    {"parts of a hop", 20, 20, 0.1234, 22050, 0, 1, 0, 0.001, 0.9},
    {"earlier", 20, 20, -1.7371, 22050, 0, 1, 0, 0.001, 0.8},
    {"at the end of the range", 20, 20, 2, 22050, 0, 1, 0, 0.001, 0.9},
    {"soft", 20, 20, 0.3333, 22050, 0, 0.001, 0, 0.001, 0.9},
    {"loud", 20, 20, 0.3333, 22050, 0, 50, 0, 0.001, 0.9},
    {"another rate", 20, 20, 0.3333, 44100, 0, 1, 0, 0.001, 0.9},
    {"another instrument", 20, 20, 0.3333, 22050, 1, 0.7, 0, 0.005, 0.5},
    {"noise", 20, 20, -0.4567, 22050, 0, 1, 0.02, 0.003, 0.3},
    {"another instrument in noise", 20, 20, 0.77, 48000, 1, 1, 0.01, 0.006, 0.2},
    {"b is short", 30, 6, -1.5, 22050, 0, 1, 0, 0.001, 0.8},
    {"a is short", 6, 30, 1.5, 22050, 0, 1, 0, 0.001, 0.8},
};

static void known_shifts_are_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shifts / sizeof shifts[0]; i++) {
        size_t na = (size_t)(shifts[i].seconds_a * 22050), nb = (size_t)(shifts[i].seconds_b * shifts[i].rate_b);
        float *a = new_piece(22050, shifts[i].seconds_a, 0, 0, 42);
        float *b = new_piece(shifts[i].rate_b, shifts[i].seconds_b, -shifts[i].shift, shifts[i].colour, 42);
        float *noise = new_noise(nb, shifts[i].noise, 77);
        for (size_t k = 0; k < nb; k++)
            b[k] = (float)(shifts[i].gain * (b[k] + noise[k]));
        struct neume_alignment found = align(a, na, 22050, b, nb, shifts[i].rate_b, 2);
        if (fabs(found.offset - shifts[i].shift) > shifts[i].tolerance || found.confidence < shifts[i].confidence ||
            found.confidence > 1)
            fail_msg("%s: %.5f s for %.5f s, confidence %.2f", shifts[i].name, found.offset, shifts[i].shift,
                     found.confidence);
        free(a), free(b), free(noise);
    }
}

static void nothing_in_common(void **state)
{
    (void)state;
    enum { COUNT = 22050 * 20 };
    for (uint64_t seed = 1; seed <= 5; seed++) {
        float *a = new_piece(22050, 20, 0, 0, seed), *b = new_piece(22050, 20, 0, 0, seed + 100);
        float *noise = new_noise(COUNT, 0.3, seed), *other = new_noise(COUNT, 0.3, seed + 50);
        assert_true(align(a, COUNT, 22050, b, COUNT, 22050, 10).confidence < 0.2);
        assert_true(align(noise, COUNT, 22050, other, COUNT, 22050, 10).confidence < 0.2);
        assert_true(align(a, COUNT, 22050, noise, COUNT, 22050, 10).confidence < 0.2);
        free(a), free(b), free(noise), free(other);
    }
}

static void signals_without_onsets_give_zero(void **state)
{
    (void)state;
    enum { COUNT = 22050 * 3 };
    float *piece = new_piece(22050, 3, 0, 0, 5), *zeros = calloc(COUNT, sizeof *zeros), *ones = malloc(COUNT * 4);
    for (int i = 0; i < COUNT; i++)
        ones[i] = 1;
    const struct {
        const float *a, *b;
        size_t na, nb;
    } rows[] = {{piece, zeros, COUNT, COUNT}, {zeros, piece, COUNT, COUNT}, {zeros, zeros, COUNT, COUNT},
                {ones, piece, COUNT, COUNT},  {piece, ones, COUNT, COUNT},  {ones, ones, COUNT, COUNT},
                {piece, piece, COUNT, 0},     {piece, piece, 0, COUNT},     {piece, piece, 0, 0},
                {piece, piece, COUNT, 1},     {piece, piece, COUNT, 800}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct neume_alignment found = align(rows[i].a, rows[i].na, 22050, rows[i].b, rows[i].nb, 22050, 1);
        if (found.offset != 0 || found.confidence != 0)
            fail_msg("row %d: %g s, confidence %g", (int)i, found.offset, found.confidence);
    }
    free(piece), free(zeros), free(ones);
}

static void the_range_holds(void **state)
{
    (void)state;
    size_t count = 10 * 22050;
    float *a = new_piece(22050, 10, 0, 0, 3), *b = new_piece(22050, 10, -1, 0, 3);
    static const double ranges[] = {0, 0.001, 0.1, 0.9, 20, 600};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        struct neume_alignment found = align(a, count, 22050, b, count, 22050, ranges[i]);
        assert_true(fabs(found.offset) <= ranges[i]);
        assert_true(ranges[i] < 1 || fabs(found.offset - 1) < 0.001);
    }
    free(a), free(b);
}

static void blocks_do_not_show(void **state)
{
    (void)state;
    size_t count = 5 * 44100;
    float *x = new_piece(44100, 5, 0, 0, 3), *y = new_piece(44100, 5, 0.2, 1, 3);
    struct neume_envelope *b = new_envelope(y, count, 44100, 4096);
    static const size_t blocks[] = {1, 13, 220, 221, 5000, 5 * 44100};
    struct neume_alignment first, found;
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        struct neume_envelope *a = new_envelope(x, count, 44100, blocks[i]);
        assert_int_equal(neume_envelope_count(a), 1000);
        assert_ok(neume_align(a, b, 0, 1, &found));
        if (!i)
            first = found;
        assert_true(found.offset == first.offset && found.confidence == first.confidence);
        neume_envelope_free(a);
    }
    neume_envelope_free(b);
    free(x), free(y);
}

/* Hops keep their place at rates that 200 does not divide: an hour at 11025 Hz is 720 000 hops. */
static void hops_do_not_drift(void **state)
{
    (void)state;
    float *zeros = calloc(11025, sizeof *zeros);
    struct neume_envelope *e;
    assert_ok(neume_envelope_new(&e, 11025));
    for (int i = 0; i < 3600; i++)
        assert_ok(neume_envelope_process(e, zeros, 11025));
    assert_int_equal(neume_envelope_count(e), 720000);
    neume_envelope_free(e);
    free(zeros);
}

/* The piece repeats every two seconds: every repetition is as good, and the one that is asked for is found. */
static void the_neighbourhood_is_kept(void **state)
{
    (void)state;
    static const double abouts[] = {0, 1.97, -4.04, 8};
    float *x = calloc(20 * 22050, sizeof *x), *hit = new_noise(2000, 0.5, 3);
    assert_non_null(x);
    for (size_t i = 0; i < 10; i++)
        memcpy(x + i * 44100 + 11025, hit, 2000 * sizeof *x);
    struct neume_envelope *e = new_envelope(x, 20 * 22050, 22050, 1000);
    for (size_t i = 0; i < sizeof abouts / sizeof *abouts; i++) {
        struct neume_alignment found;
        assert_ok(neume_align(e, e, abouts[i], 0.1, &found));
        assert_true(fabs(found.offset - 2 * round(abouts[i] / 2)) < 0.001);
    }
    neume_envelope_free(e);
    free(hit);
    free(x);
}

static void parameters_are_checked(void **state)
{
    (void)state;
    struct neume_envelope *e;
    struct neume_alignment found;
    static const double rates[] = {0, 3999, 384001, NAN, -44100}, ranges[] = {-1, 601, NAN};
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++)
        assert_status(neume_envelope_new(&e, rates[i]), NEUME_ERR_ARGUMENT);
    assert_ok(neume_envelope_new(&e, 44100));
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        assert_status(neume_align(e, e, 0, ranges[i], &found), NEUME_ERR_ARGUMENT);
    assert_status(neume_align(e, e, -500, 101, &found), NEUME_ERR_ARGUMENT);
    neume_envelope_free(e);
    neume_envelope_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_shifts_are_found),
        cmocka_unit_test(nothing_in_common),
        cmocka_unit_test(signals_without_onsets_give_zero),
        cmocka_unit_test(the_range_holds),
        cmocka_unit_test(blocks_do_not_show),
        cmocka_unit_test(hops_do_not_drift),
        cmocka_unit_test(the_neighbourhood_is_kept),
        cmocka_unit_test(parameters_are_checked),
    };
    return cmocka_run_group_tests_name("audio/align", tests, NULL, NULL);
}
