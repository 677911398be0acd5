/* SPDX-License-Identifier: MIT */
#include "models/nn/weight_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/nn/kernel.h"
#include "models/nn/net.h"
#include "models/weights/weights.h"
#include "tests/support/net_case.h"
#include "tests/support/support.h"

static const struct net_case tiny = {
    "tiny", 12, 2, {{0, 0, 2, 12, 1, 1, 1, 2, {{-1, 0}, {1, 1}}}, {1, 1, 2, 12, 1, 0, 0, 1, {{0, 0}}}}};

static void refused(const void *data, size_t size, enum neume_status expected, const char *why)
{
    struct neume_weights *w;
    char message[NEUME_WEIGHTS_MESSAGE];
    assert_status(neume_weights_parse(&w, data, size, message), expected);
    assert_null(w);
    if (!strstr(message, why))
        fail_msg("\"%s\" does not say \"%s\"", message, why);
}

static void test_cut(void **state)
{
    (void)state;
    size_t size;
    uint8_t *file = net_case_file(&tiny, 1, &size);
    for (size_t cut = 0; cut < size; cut++) {
        uint8_t *copy = malloc(cut ? cut : 1); /* of just this size, so that a sanitizer sees a read past its end */
        memcpy(copy, file, cut);
        refused(copy, cut, cut < 8 ? NEUME_ERR_FORMAT : NEUME_ERR_DAMAGED, "weights: ");
        if (cut >= 36) { /* and with a checksum that is right */
            net_case_seal(copy, cut);
            refused(copy, cut, NEUME_ERR_DAMAGED, "tiny: cut short");
        }
        free(copy);
    }
    free(file);
}

static void test_flipped(void **state)
{
    (void)state;
    size_t size;
    uint8_t *file = net_case_file(&tiny, 1, &size);
    for (size_t bit = 0; bit < size * 8; bit++) {
        file[bit / 8] ^= (uint8_t)(1 << bit % 8);
        refused(file, size, bit < 64 ? NEUME_ERR_FORMAT : NEUME_ERR_DAMAGED, "weights: ");
        file[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
    free(file);
}

static void test_too_long(void **state)
{
    (void)state;
    size_t size;
    uint8_t *file = net_case_file(&tiny, 1, &size);
    file = realloc(file, NEUME_WEIGHTS_BYTES + 1);
    memset(file + size, 0, NEUME_WEIGHTS_BYTES + 1 - size);
    refused(file, size + 1, NEUME_ERR_DAMAGED, "checksum");
    net_case_seal(file, size + 3);
    refused(file, size + 3, NEUME_ERR_DAMAGED, "tiny: 3 bytes too many");
    refused(file, NEUME_WEIGHTS_BYTES + 1, NEUME_ERR_UNSUPPORTED, "16777217 bytes");
    free(file);
}

enum { FIRST_NODE = 32, SECOND_NODE = FIRST_NODE + 16 + 8 + 4 * (4 + 24) };
static const struct {
    size_t at;
    int value;
    enum neume_status status;
    const char *why;
} absurd_fields[] = {
    {8, 0, NEUME_ERR_DAMAGED, "weights: a bad name"},
    {8, 'A' << 8 | 'a', NEUME_ERR_DAMAGED, "weights: a bad name"},
    {22, 1, NEUME_ERR_DAMAGED, "weights: a bad name"},
    {24, 0, NEUME_ERR_UNSUPPORTED, "tiny: 0 bins"},
    {24, 1025, NEUME_ERR_UNSUPPORTED, "1025 bins"},
    {26, 0xFFFF, NEUME_ERR_UNSUPPORTED, "bins of input"},
    {28, 0, NEUME_ERR_UNSUPPORTED, "0 nodes"},
    {28, 1, NEUME_ERR_DAMAGED, "bytes too many"},
    {28, 3, NEUME_ERR_DAMAGED, "cut short in node 3"},
    {28, 65, NEUME_ERR_UNSUPPORTED, "65 nodes"},
    {30, 0x8000, NEUME_ERR_UNSUPPORTED, "nodes"},
    {FIRST_NODE, 1, NEUME_ERR_DAMAGED, "node 1 reads tensors 1 and 0"},
    {FIRST_NODE, -1, NEUME_ERR_DAMAGED, "reads tensors"},
    {SECOND_NODE, 2, NEUME_ERR_DAMAGED, "reads tensors"},
    {SECOND_NODE, 0, NEUME_ERR_DAMAGED, "node 2 takes 2 inputs of 1"},
    {FIRST_NODE + 2, 1, NEUME_ERR_DAMAGED, "reads tensors"},
    {SECOND_NODE + 2, 2, NEUME_ERR_DAMAGED, "reads tensors"},
    {SECOND_NODE + 2, -1, NEUME_ERR_DAMAGED, "reads tensors"},
    {FIRST_NODE + 4, 0, NEUME_ERR_UNSUPPORTED, "node 1 has 0 channels"},
    {FIRST_NODE + 4, -1, NEUME_ERR_UNSUPPORTED, "-1 channels"},
    {FIRST_NODE + 4, 129, NEUME_ERR_UNSUPPORTED, "129 channels"},
    {FIRST_NODE + 4, 128, NEUME_ERR_DAMAGED, "cut short in node 1"},
    {SECOND_NODE + 4, 1, NEUME_ERR_DAMAGED, "not shaped"},
    {FIRST_NODE + 6, 0, NEUME_ERR_UNSUPPORTED, "2 channels of 0 bins"},
    {FIRST_NODE + 6, 1025, NEUME_ERR_UNSUPPORTED, "1025 bins"},
    {FIRST_NODE + 6, 1024, NEUME_ERR_DAMAGED, "cut short in node 1"},
    {SECOND_NODE + 6, 13, NEUME_ERR_DAMAGED, "not shaped"},
    {FIRST_NODE + 8, 0, NEUME_ERR_UNSUPPORTED, "stride 0"},
    {FIRST_NODE + 8, 17, NEUME_ERR_UNSUPPORTED, "stride 17"},
    {FIRST_NODE + 10, 8, NEUME_ERR_UNSUPPORTED, "flags 8"},
    {FIRST_NODE + 10, -1, NEUME_ERR_UNSUPPORTED, "flags -1"},
    {FIRST_NODE + 12, 2, NEUME_ERR_DAMAGED, "node 1 takes 2 inputs of 1"},
    {FIRST_NODE + 14, 0, NEUME_ERR_UNSUPPORTED, "0 taps"},
    {FIRST_NODE + 14, 129, NEUME_ERR_UNSUPPORTED, "129 taps"},
    {FIRST_NODE + 16, 257, NEUME_ERR_UNSUPPORTED, "a tap at 257, 0"},
    {FIRST_NODE + 16, -257, NEUME_ERR_UNSUPPORTED, "a tap at -257, 0"},
    {FIRST_NODE + 18, 1025, NEUME_ERR_UNSUPPORTED, "a tap at -1, 1025"},
    {FIRST_NODE + 18, -32768, NEUME_ERR_UNSUPPORTED, "a tap at -1, -32768"},
    {FIRST_NODE + 18, 1024, NEUME_OK, ""},
    {FIRST_NODE + 26, 0x7F80, NEUME_ERR_DAMAGED, "not finite"},
    {SECOND_NODE - 2, 0x7FC0, NEUME_ERR_DAMAGED, "node 1 has a weight that is not finite"},
};

/* A 16-bit field changed in a file whose checksum is right. */
static void test_absurd(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof absurd_fields / sizeof *absurd_fields; i++) {
        size_t size;
        uint8_t *file = net_case_file(&tiny, 1, &size);
        file[absurd_fields[i].at] = (uint8_t)absurd_fields[i].value;
        file[absurd_fields[i].at + 1] = (uint8_t)(absurd_fields[i].value >> 8);
        net_case_seal(file, size);
        struct neume_weights *w = NULL;
        if (absurd_fields[i].status == NEUME_OK)
            assert_ok(neume_weights_parse(&w, file, size, NULL));
        else
            refused(file, size, absurd_fields[i].status, absurd_fields[i].why);
        neume_weights_free(w);
        free(file);
    }
}

/* What is small in the file may be large in memory. */
/* A file of integers that are no weights, or steps that are none. */
static void test_absurd_integers(void **state)
{
    (void)state;
    static const struct net_case both = {"both",
                                         12,
                                         3,
                                         {{0, 0, 1, 12, 1, 1, 2, 1, {{0, 0}}},
                                          {0, 0, 1, 12, 1, 0, 2, 1, {{0, 0}}},
                                          {2, 1, 1, 12, 1, 0, 0, 1, {{0, 0}}}}};
    enum {
        WEIGHT = 32 + 16 + 4,
        SCALE = WEIGHT + 1,
        STEP = SCALE + 4,
        NODE2 = STEP + 4 + 4,
        STEP2 = NODE2 + 16 + 4 + 1 + 4
    };
    static const struct {
        size_t at;
        float value;
        const char *why;
    } rows[] = {
        {SCALE, 0, "node 1 has a step of 0"},
        {SCALE, -1, "node 1 has a step of -1"},
        {STEP, NAN, "that is not finite"},
        {STEP, 1e-39F, "node 1 has a step of"},
        {STEP2, 0.5F, "nodes 1 and 2 have other steps"},
    };
    size_t size;
    uint8_t *file = net_case_file(&both, 1, &size);
    struct neume_weights *w;
    assert_ok(neume_weights_parse(&w, file, size, NULL));
    neume_weights_free(w);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t before[4];
        memcpy(before, file + rows[i].at, 4);
        memcpy(file + rows[i].at, &rows[i].value, 4);
        net_case_seal(file, size);
        refused(file, size, NEUME_ERR_DAMAGED, rows[i].why);
        memcpy(file + rows[i].at, before, 4);
    }
    file[WEIGHT] = 128;
    net_case_seal(file, size);
    refused(file, size, NEUME_ERR_DAMAGED, "node 1 has a weight of -128");
    free(file);
}

static void test_large(void **state)
{
    (void)state;
    static const struct {
        struct net_case net;
        const char *why;
    } rows[] = {
        {{"history", 12, 2, {{0, 0, 128, 1024, 1, 0, 0, 1, {{0, 0}}}, {1, 0, 1, 12, 1, 0, 0, 2, {{-64, 0}, {64, 0}}}}},
         "history: a stream keeps"},
        {{"far", 12, 1, {{0, 0, 1, 1024, 16, 0, 0, 1, {{0, 0}}}}}, "far: node 1 leads 16357 bins beyond its source"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t size;
        uint8_t *file = net_case_file(&rows[i].net, 1, &size);
        refused(file, size, NEUME_ERR_UNSUPPORTED, rows[i].why);
        free(file);
    }
}

static void test_shipped(void **state)
{
    (void)state;
    const struct {
        const char *name;
        const unsigned char *data;
        size_t size;
    } rows[] = {
        {"poly_best", neume_weights_poly_best, neume_weights_poly_best_size},
        {"poly_fast", neume_weights_poly_fast, neume_weights_poly_fast_size},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct neume_weights *w;
        char message[NEUME_WEIGHTS_MESSAGE];
        assert_ok(neume_weights_parse(&w, rows[i].data, rows[i].size, message));
        assert_string_equal(message, "");
        assert_string_equal(w->name, rows[i].name);
        assert_int_equal(neume_weights_input_bins(w), 306);
        assert_int_equal(neume_weights_output_bins(w), 88);
        assert_int_equal(neume_weights_output_channels(w), 4);
        neume_weights_free(w);
    }
    neume_weights_free(NULL);
    assert_int_equal(neume_weights_checksum("123456789", 9), 0xCBF43926); /* the check value of CRC-32 */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut),     cmocka_unit_test(test_flipped),         cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_absurd),  cmocka_unit_test(test_absurd_integers), cmocka_unit_test(test_large),
        cmocka_unit_test(test_shipped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
