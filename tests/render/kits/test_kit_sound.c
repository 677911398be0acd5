/* SPDX-License-Identifier: MIT */
#include "render/kits/kit_sound.h"

#include <stdlib.h>
#include <string.h>

#include "render/kits/kit.h"
#include "render/kits/kit_choose.h"
#include "tests/render/kits/kits.h"
#include "tests/support/support.h"

/* Of a kit larger than its memory, samples that were not asked for in a while are freed, and read again the same. */
static void memory_is_bounded(void **state)
{
    (void)state;
    char *folder = support_new_folder();
    kits_add(folder, "kick.wav", 0.8f, 400);
    kits_add(folder, "snare.wav", 0.5f, 300);
    struct neume_kit *kit = kits_open(folder);
    size_t kick[NEUME_KIT_MOST], snare[NEUME_KIT_MOST], count;
    assert_ok(neume_kit_choose(kit, 36, 100, kick, &count));
    assert_ok(neume_kit_choose(kit, 38, 100, snare, &count));
    size_t frames = neume_kit_region(kit, kick[0])->sound.frames, size = frames * 2 * sizeof(float), both = kit->bytes;
    float *before = malloc(size);
    assert_non_null(before);
    memcpy(before, neume_kit_frames(kit, kick[0]), size);
    kit->most_bytes = both - 1;
    for (int i = 0; i <= NEUME_KIT_VOICES; i++) {
        assert_non_null(neume_kit_region(kit, kick[0])->sound.frame);
        assert_non_null(neume_kit_frames(kit, snare[0]));
    }
    assert_null(neume_kit_region(kit, kick[0])->sound.frame);
    assert_true(kit->bytes < both);
    assert_memory_equal(neume_kit_frames(kit, kick[0]), before, size);
    assert_int_equal(kit->bytes, both);
    for (int i = 0; i <= NEUME_KIT_VOICES; i++)
        assert_non_null(neume_kit_frames(kit, snare[0]));
    assert_int_equal(remove(support_path(folder, "kick.wav")), 0);
    assert_null(neume_kit_frames(kit, kick[0]));
    neume_kit_free(kit);
    free(before);
    support_remove_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(memory_is_bounded)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
