/* SPDX-License-Identifier: MIT */
#include "bindings/vamp/plugin.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "neume/neume.h"

double plugin_value(const struct plugin *p, enum neume_vamp_option option)
{
    return round((double)p->value[option] * 1e6) / 1e6;
}

void plugin_add(struct plugin *p, unsigned output, struct feature feature)
{
    feature.time += p->start;
    feature_set_add(&p->features, output, &feature);
}

static VampPluginHandle instantiate(const VampPluginDescriptor *descriptor, float rate)
{
    struct plugin *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    for (unsigned i = 0; plugin_kind(i); i++)
        if (plugin_descriptor(i) == descriptor)
            p->kind = plugin_kind(i);
    for (int i = 0; i < NEUME_VAMP_OPTIONS; i++)
        p->value[i] = neume_vamp_options[i].defaultValue;
    p->rate = rate;
    return p;
}

static void stop(struct plugin *p)
{
    p->kind->close(p);
    p->state = NULL;
    feature_set_clear(&p->features);
    p->holds = 0;
    p->frames = 0;
    p->start = 0;
}

static void cleanup(VampPluginHandle handle)
{
    struct plugin *p = handle;
    if (!p)
        return;
    stop(p);
    feature_set_release(&p->features);
    free(p->held);
    free(p);
}

static int initialise(VampPluginHandle handle, unsigned channels, unsigned step, unsigned block)
{
    struct plugin *p = handle;
    if (!channels || channels > NEUME_VAMP_CHANNELS || !step || step > block || block > 1u << 24 ||
        !(p->rate >= 4000 && p->rate <= 384000))
        return 0;
    stop(p);
    free(p->held);
    p->held = malloc((size_t)channels * block * sizeof *p->held);
    p->channels = channels;
    p->step = step;
    p->block = block;
    p->status = p->held ? p->kind->open(p) : NEUME_ERR_MEMORY;
    return p->status == NEUME_OK;
}

static void reset(VampPluginHandle handle)
{
    struct plugin *p = handle;
    if (!p->channels)
        return;
    stop(p);
    p->status = p->held ? p->kind->open(p) : NEUME_ERR_MEMORY;
}

static float get_parameter(VampPluginHandle handle, int index)
{
    const struct plugin *p = handle;
    return index >= 0 && index < (int)p->kind->options ? p->value[p->kind->option[index]] : 0;
}

static void set_parameter(VampPluginHandle handle, int index, float value)
{
    struct plugin *p = handle;
    if (index < 0 || index >= (int)p->kind->options || !isfinite(value))
        return;
    const VampParameterDescriptor *d = &neume_vamp_options[p->kind->option[index]];
    value = fminf(fmaxf(value, d->minValue), d->maxValue);
    p->value[p->kind->option[index]] = d->isQuantized ? roundf(value) : value;
}

/* Hears the first `frames` of the block that was kept back. */
static void hear_held(struct plugin *p, size_t frames)
{
    if (p->holds && frames && p->status == NEUME_OK)
        p->status = p->kind->process(p, p->held, frames);
    p->frames += p->holds ? frames : 0;
    p->holds = 0;
}

static VampFeatureList *process(VampPluginHandle handle, const float *const *input, int sec, int nsec)
{
    struct plugin *p = handle;
    feature_set_clear(&p->features);
    if (!p->channels)
        return feature_set_show(&p->features);
    if (!p->holds && !p->frames)
        p->start = sec + nsec * 1e-9;
    hear_held(p, p->step);
    for (size_t i = 0; i < p->block; i++)
        for (size_t c = 0; c < p->channels; c++)
            p->held[i * p->channels + c] = input[c][i];
    p->holds = 1;
    return feature_set_show(&p->features);
}

/* Without the zeros at its end, which a host fills it with. */
static size_t last_frames(const struct plugin *p)
{
    size_t count = p->step * p->channels;
    while (count && p->held[count - 1] == 0)
        count--;
    return (count + p->channels - 1) / p->channels;
}

static VampFeatureList *get_remaining_features(VampPluginHandle handle)
{
    struct plugin *p = handle;
    feature_set_clear(&p->features);
    if (!p->channels)
        return feature_set_show(&p->features);
    if (p->holds)
        hear_held(p, last_frames(p));
    if (p->frames && p->status == NEUME_OK)
        p->status = p->kind->finish(p);
    return feature_set_show(&p->features);
}

static void release_feature_set(VampFeatureList *set)
{
    (void)set; /* the plugin's own, until its next call */
}

static unsigned preferred_size(VampPluginHandle handle)
{
    (void)handle;
    return NEUME_VAMP_BLOCK;
}

static unsigned min_channels(VampPluginHandle handle)
{
    (void)handle;
    return 1;
}

static unsigned max_channels(VampPluginHandle handle)
{
    (void)handle;
    return NEUME_VAMP_CHANNELS;
}

static unsigned output_count(VampPluginHandle handle)
{
    return ((const struct plugin *)handle)->kind->outputs;
}

static VampOutputDescriptor *output_descriptor(VampPluginHandle handle, unsigned index)
{
    struct plugin *p = handle;
    if (index >= p->kind->outputs)
        return NULL;
    const struct output *o = &p->kind->output[index];
    p->described = (VampOutputDescriptor){.identifier = o->identifier,
                                          .name = o->name,
                                          .description = o->description,
                                          .unit = o->unit,
                                          .hasFixedBinCount = 1,
                                          .binCount = o->bins,
                                          .sampleType = vampVariableSampleRate,
                                          .hasDuration = o->has_duration};
    if (o->bin_names) /* of the API, which lacks a const, but changes none */
        memcpy(&p->described.binNames, &o->bin_names, sizeof o->bin_names);
    return &p->described;
}

static void release_output_descriptor(VampOutputDescriptor *descriptor)
{
    (void)descriptor;
}

static unsigned current_program(VampPluginHandle handle)
{
    (void)handle;
    return 0;
}

static void select_program(VampPluginHandle handle, unsigned program)
{
    (void)handle;
    (void)program;
}

/* Filled once. */
static VampPluginDescriptor descriptors[NEUME_VAMP_KINDS];
static const VampParameterDescriptor *parameters[NEUME_VAMP_KINDS][NEUME_VAMP_OPTIONS];

static void describe(unsigned index)
{
    const struct plugin_kind *k = plugin_kind(index);
    for (unsigned i = 0; i < k->options; i++)
        parameters[index][i] = &neume_vamp_options[k->option[i]];
    descriptors[index] = (VampPluginDescriptor){.vampApiVersion = 2,
                                                .identifier = k->identifier,
                                                .name = k->name,
                                                .description = k->description,
                                                .maker = "neume",
                                                .pluginVersion = 1,
                                                .copyright = "MIT; with FFTW the GPL",
                                                .parameterCount = k->options,
                                                .parameters = parameters[index],
                                                .inputDomain = vampTimeDomain,
                                                .instantiate = instantiate,
                                                .cleanup = cleanup,
                                                .initialise = initialise,
                                                .reset = reset,
                                                .getParameter = get_parameter,
                                                .setParameter = set_parameter,
                                                .getCurrentProgram = current_program,
                                                .selectProgram = select_program,
                                                .getPreferredStepSize = preferred_size,
                                                .getPreferredBlockSize = preferred_size,
                                                .getMinChannelCount = min_channels,
                                                .getMaxChannelCount = max_channels,
                                                .getOutputCount = output_count,
                                                .getOutputDescriptor = output_descriptor,
                                                .releaseOutputDescriptor = release_output_descriptor,
                                                .process = process,
                                                .getRemainingFeatures = get_remaining_features,
                                                .releaseFeatureSet = release_feature_set};
}

static void describe_all(void)
{
    for (unsigned i = 0; i < NEUME_VAMP_KINDS; i++)
        describe(i);
}

const VampPluginDescriptor *plugin_descriptor(unsigned index)
{
    static pthread_once_t known = PTHREAD_ONCE_INIT;
    pthread_once(&known, describe_all);
    return index < NEUME_VAMP_KINDS ? &descriptors[index] : NULL;
}
