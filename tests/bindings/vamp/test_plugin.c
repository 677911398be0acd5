/* SPDX-License-Identifier: MIT
 *
 * What hosts may do beyond what vamp-simple-host does, against the C API alone. */
#define _XOPEN_SOURCE 700
#include <dlfcn.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <vamp/vamp.h>

#include "tests/support/support.h"

enum { RATE = 22050, SECONDS = 2, MOST = 4000 };

static VampGetPluginDescriptorFunction get;
static float sound[RATE * SECONDS];

static int setup(void **state)
{
    (void)state;
    void *library = dlopen(NEUME_VAMP_LIBRARY, RTLD_NOW | RTLD_LOCAL);
    assert_non_null(library);
    void *symbol = dlsym(library, "vampGetPluginDescriptor");
    assert_non_null(symbol);
    memcpy(&get, &symbol, sizeof get);
    for (int i = 0; i < RATE * SECONDS; i++) {
        double t = fmod(i / (double)RATE, 0.4); /* five strokes of a tone */
        sound[i] = (float)(0.4 * sin(2 * M_PI * 330 * t) * exp(-8 * t) * fmin(t * 200, 1));
    }
    return 0;
}

static const VampPluginDescriptor *find(const char *name)
{
    const VampPluginDescriptor *d;
    for (unsigned i = 0; (d = get(2, i)) != NULL; i++)
        if (!strcmp(d->identifier, name))
            return d;
    fail_msg("no plugin %s", name);
    return NULL;
}

/* Times and first values of the first output. */
struct seen {
    size_t count;
    double time[MOST], value[MOST];
};

static void take(struct seen *seen, const VampPluginDescriptor *d, VampFeatureList *list)
{
    assert_non_null(list);
    for (unsigned i = 0; i < list[0].featureCount; i++) {
        const VampFeature *f = &list[0].features[i].v1;
        const VampFeatureV2 *more = &list[0].features[list[0].featureCount + i].v2;
        assert_true(f->hasTimestamp && seen->count < MOST);
        assert_in_range(f->nsec, 0, 999999999);
        if (more->hasDuration)
            assert_true(more->durationSec + more->durationNsec * 1e-9 > 0);
        seen->time[seen->count] = f->sec + f->nsec * 1e-9;
        seen->value[seen->count++] = f->valueCount ? (double)f->values[0] : 0;
    }
    d->releaseFeatureSet(list);
}

/* As a host feeds a plugin whose blocks may overlap: the last of them is filled with zeros. */
static void feed(const VampPluginDescriptor *d, VampPluginHandle h, size_t step, size_t block, double start,
                 struct seen *seen)
{
    float *samples = malloc(block * sizeof *samples);
    memset(seen, 0, sizeof *seen);
    for (size_t at = 0; at < RATE * SECONDS; at += step) {
        size_t there = RATE * SECONDS - at < block ? RATE * SECONDS - at : block;
        memcpy(samples, sound + at, there * sizeof *samples);
        memset(samples + there, 0, (block - there) * sizeof *samples);
        const float *input[1] = {samples};
        double time = start + (double)at / RATE;
        take(seen, d, d->process(h, input, (int)time, (int)((time - (int)time) * 1e9)));
    }
    take(seen, d, d->getRemainingFeatures(h));
    free(samples);
}

static void same(const struct seen *a, const struct seen *b, double later)
{
    assert_int_equal(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        assert_true(fabs(a->time[i] + later - b->time[i]) < 2e-8);
        assert_true(a->value[i] == b->value[i]);
    }
}

/* Neither blocks nor where in the recording it begins show, and after a reset all is as at first. */
static void blocks_never_show(void **state)
{
    (void)state;
    static const size_t shapes[][2] = {{64, 64}, {1, 1}, {1000, 1000}, {512, 1024}, {65536, 65536}, {300, 4096}};
    struct seen *first = calloc(2, sizeof *first), *other = first + 1;
    const VampPluginDescriptor *d;
    for (unsigned k = 0; (d = get(2, k)) != NULL; k++) {
        for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
            VampPluginHandle h = d->instantiate(d, RATE);
            assert_true(d->initialise(h, 1, (unsigned)shapes[s][0], (unsigned)shapes[s][1]));
            feed(d, h, shapes[s][0], shapes[s][1], s ? 7.25 : 0, s ? other : first);
            if (s)
                same(first, other, 7.25);
            if (s == 2 || s == 3) {
                d->reset(h);
                feed(d, h, shapes[s][0], shapes[s][1], 0, other);
                same(first, other, 0);
            }
            d->cleanup(h);
        }
        if (strcmp(d->identifier, "drums") != 0 && strcmp(d->identifier, "beats") != 0)
            assert_true(first->count > 3);
    }
    free(first);
}

static void parameters_have_their_own_defaults(void **state)
{
    (void)state;
    const VampPluginDescriptor *d;
    for (unsigned k = 0; (d = get(2, k)) != NULL; k++) {
        VampPluginHandle h = d->instantiate(d, 48000);
        for (int i = 0; i < (int)d->parameterCount; i++) {
            const VampParameterDescriptor *p = d->parameters[i];
            assert_true(d->getParameter(h, i) == p->defaultValue);
            assert_true(p->minValue <= p->defaultValue && p->defaultValue <= p->maxValue && *p->description);
            const float given[] = {p->minValue - 1, p->maxValue + 1, p->minValue, NAN, INFINITY};
            const float kept[] = {p->minValue, p->maxValue, p->minValue, p->minValue, p->minValue};
            for (size_t v = 0; v < sizeof given / sizeof *given; v++) {
                d->setParameter(h, i, given[v]);
                assert_true(d->getParameter(h, i) == kept[v]);
            }
            for (int end = 0; end < 2; end++) {
                d->setParameter(h, i, end ? p->maxValue : p->minValue);
                assert_true(d->initialise(h, 1, 64, 64));
            }
            d->setParameter(h, i, p->defaultValue);
            if (p->valueNames)
                for (int v = 0; v <= (int)p->maxValue; v++)
                    assert_non_null(p->valueNames[v]);
        }
        d->setParameter(h, 1000, 1);
        d->setParameter(h, -1, 1);
        assert_true(d->getParameter(h, 1000) == 0);
        d->cleanup(h);
    }
}

/* A parameter does something, and every choice can be made. */
static void parameters_count(void **state)
{
    (void)state;
    struct seen *low = calloc(2, sizeof *low), *high = low + 1;
    const VampPluginDescriptor *d = find("onsets");
    for (int i = 0; i < 2; i++) {
        VampPluginHandle h = d->instantiate(d, RATE);
        d->setParameter(h, 1, i ? 0.005f : 1); /* the smallest gap */
        assert_true(d->initialise(h, 1, 64, 64));
        feed(d, h, 64, 64, 0, i ? high : low);
        d->cleanup(h);
    }
    assert_true(high->count > low->count);
    d = find("transcription");
    for (int mode = 0; mode < 5; mode++) {
        VampPluginHandle h = d->instantiate(d, RATE);
        d->setParameter(h, 0, (float)mode);
        d->setParameter(h, 4, 100); /* the lowest pitch over the highest */
        d->setParameter(h, 5, 50);
        assert_true(d->initialise(h, 1, 4096, 4096));
        feed(d, h, 4096, 4096, 0, low);
        d->cleanup(h);
    }
    free(low);
}

static void what_cannot_be_is_refused(void **state)
{
    (void)state;
    static const struct {
        float rate;
        unsigned channels, step, block;
    } bad[] = {{RATE, 0, 64, 64}, {RATE, 65, 64, 64}, {RATE, 1, 0, 64}, {RATE, 1, 65, 64},
               {0, 1, 64, 64},    {1e9f, 1, 64, 64},  {NAN, 1, 64, 64}};
    const VampPluginDescriptor *d;
    assert_null(get(1, 0));
    for (unsigned k = 0; (d = get(2, k)) != NULL; k++) {
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
            VampPluginHandle h = d->instantiate(d, bad[i].rate);
            assert_non_null(h);
            assert_false(d->initialise(h, bad[i].channels, bad[i].step, bad[i].block));
            d->reset(h);
            assert_int_equal(d->getRemainingFeatures(h)[0].featureCount, 0);
            d->cleanup(h);
        }
        VampPluginHandle h = d->instantiate(d, RATE);
        d->reset(h);
        assert_int_equal(d->getRemainingFeatures(h)[0].featureCount, 0);
        for (unsigned o = 0; o < d->getOutputCount(h); o++) {
            VampOutputDescriptor *described = d->getOutputDescriptor(h, o);
            assert_int_equal(described->sampleType, vampVariableSampleRate);
            d->releaseOutputDescriptor(described);
        }
        assert_null(d->getOutputDescriptor(h, 100));
        assert_int_equal(d->inputDomain, vampTimeDomain);
        d->cleanup(h);
        d->cleanup(NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_never_show),
        cmocka_unit_test(parameters_have_their_own_defaults),
        cmocka_unit_test(parameters_count),
        cmocka_unit_test(what_cannot_be_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
