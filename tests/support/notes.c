/* SPDX-License-Identifier: MIT */
#include "tests/support/notes.h"

#include <math.h>

#include "tests/support/support.h"

static int same_note(const struct neume_note *a, const struct neume_note *b)
{
    return a->onset == b->onset && a->offset == b->offset && a->pitch == b->pitch && a->velocity == b->velocity &&
           a->drum == b->drum && a->confidence == b->confidence && a->bend_count == b->bend_count;
}

void notes_assert_same(const struct neume_notes *got, const struct neume_notes *expected, const char *name)
{
    if (got->count != expected->count)
        fail_msg("%s: %zu notes, expected %zu", name, got->count, expected->count);
    for (size_t i = 0; i < got->count; i++) {
        const struct neume_note *a = &got->note[i], *b = &expected->note[i];
        if (!same_note(a, b))
            fail_msg("%s: note %zu is %d at %.9f, expected %d at %.9f", name, i, a->pitch, a->onset, b->pitch,
                     b->onset);
        for (size_t k = 0; k < a->bend_count; k++) {
            const struct neume_bend *x = &got->bend[a->bend_first + k], *y = &expected->bend[b->bend_first + k];
            if (x->time != y->time || x->cents != y->cents)
                fail_msg("%s: point %zu of note %zu differs", name, k, i);
        }
    }
}

size_t notes_near(const struct neume_notes *notes, int pitch, double onset, double window)
{
    size_t found = 0;
    for (size_t i = 0; i < notes->count; i++)
        found += notes->note[i].pitch == pitch && fabs(notes->note[i].onset - onset) <= window;
    return found;
}
