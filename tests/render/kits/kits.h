/* SPDX-License-Identifier: MIT
 *
 * What the tests of kits share: samples that can be told apart, and the names of those that a hit gets. */
#ifndef NEUME_TESTS_RENDER_KITS_KITS_H
#define NEUME_TESTS_RENDER_KITS_KITS_H

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "audio/encode.h"
#include "render/kits/kit.h"
#include "render/kits/kit_choose.h"
#include "tests/support/support.h"

enum { KITS_RATE = 44100, KITS_FRAMES = 2000 };

/* A hit of KITS_FRAMES frames whose first sample is `gain`; it falls by e in `ring` frames. */
static inline void kits_add(const char *folder, const char *name, float gain, double ring)
{
    float x[KITS_FRAMES];
    struct neume_encode_options o = {.sample_rate = KITS_RATE, .channels = 1, .format = NEUME_FLOAT_32};
    struct neume_encoder *e;
    for (int i = 0; i < KITS_FRAMES; i++)
        x[i] = gain * (float)(exp(-i / ring) * cos(0.05 * i));
    assert_ok(neume_encoder_open(&e, support_path(folder, name), &o));
    assert_ok(neume_encoder_write(e, x, KITS_FRAMES));
    assert_ok(neume_encoder_close(e));
    neume_encoder_free(e);
}

static inline struct neume_kit *kits_open(const char *path)
{
    struct neume_kit *kit;
    struct neume_kit_problem problem;
    enum neume_status s = neume_kit_open(&kit, path, KITS_RATE, 2, 1, &problem);
    if (s != NEUME_OK)
        fail_msg("%s: %s %s", problem.subject, problem.words, neume_status_text(s));
    return kit;
}

/* The kit of a text, as a file of this name in the folder. */
static inline struct neume_kit *kits_open_text(const char *folder, const char *name, const char *text)
{
    support_write_file(support_path(folder, name), text, strlen(text));
    return kits_open(support_path(folder, name));
}

/* "a b": the samples that a hit gets, in their order, without their folders and endings; region[], *count as
 * neume_kit_choose() has them. */
static inline const char *kits_hit(struct neume_kit *kit, int key, int velocity, size_t *region, size_t *count)
{
    static char names[1024];
    assert_ok(neume_kit_choose(kit, key, velocity, region, count));
    *names = 0;
    for (size_t i = 0; i < *count; i++) {
        const char *path = neume_kit_region(kit, region[i])->path, *slash = strrchr(path, '/');
        const char *base = slash ? slash + 1 : path;
        size_t n = strlen(names);
        snprintf(names + n, sizeof names - n, "%s%.*s", i ? " " : "", (int)strcspn(base, "."), base);
    }
    return names;
}

#endif
