/* SPDX-License-Identifier: MIT */
#include "analysis/sample_ring.h"

#include <stdlib.h>

#include "tests/support/support.h"

/* Pushed in pieces of any length, what is remembered is read as it came, and the rest as silence. */
static void test_reads_what_came(void **state)
{
    (void)state;
    static const size_t pieces[] = {1, 7, 64, 100, 300};
    for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
        struct neume_sample_ring r;
        float x[1000], out[1200];
        for (int i = 0; i < 1000; i++)
            x[i] = (float)(i + 1);
        assert_int_equal(neume_sample_ring_init(&r, 200), NEUME_OK);
        for (size_t at = 0; at < 1000; at += pieces[p])
            neume_sample_ring_push(&r, x + at, 1000 - at < pieces[p] ? 1000 - at : pieces[p]);
        neume_sample_ring_read(&r, -100, 1200, out);
        for (int i = 0; i < 1200; i++) {
            int at = i - 100, known = at >= 1000 - (int)r.size && at < 1000;
            assert_true(out[i] == (known ? (float)(at + 1) : 0));
        }
        neume_sample_ring_reset(&r);
        neume_sample_ring_read(&r, 0, 10, out);
        for (int i = 0; i < 10; i++)
            assert_true(out[i] == 0);
        neume_sample_ring_release(&r);
        neume_sample_ring_release(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_reads_what_came)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
