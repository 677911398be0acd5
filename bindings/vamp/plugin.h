/* SPDX-License-Identifier: MIT
 *
 * What all plugins have in common: parameters, blocks to sound, features to a host.
 *
 * A host builds a plugin at 48,000 Hz to look at it, sets no parameter that its user left alone, may never reset, fills
 * the last block with zeros or sends one of nothing else, and begins at any time of the recording. So a plugin has its
 * own defaults, is ready after initialise(), keeps the last block back until it is known to be the last, whose zeros at
 * the end are no sound, and counts from the time of the first block. */
#ifndef NEUME_VAMP_PLUGIN_H
#define NEUME_VAMP_PLUGIN_H

#include <stddef.h>

#include <vamp/vamp.h>

#include "bindings/vamp/feature_set.h"
#include "bindings/vamp/vamp_options.h"
#include "neume/status.h"

enum { NEUME_VAMP_BLOCK = 64, NEUME_VAMP_CHANNELS = 64, NEUME_VAMP_KINDS = 5 };

struct output {
    const char *identifier, *name, *description, *unit;
    unsigned bins;
    const char *const *bin_names; /* [bins], or NULL */
    int has_duration;
    const char *event; /* what it is in the ontology of audio features: "af:Onset" */
};

struct plugin;

/* One kind of plugin. */
struct plugin_kind {
    const char *identifier, *name, *description, *category;
    const enum neume_vamp_option *option; /* [options] */
    unsigned options;
    const struct output *output; /* [outputs] */
    unsigned outputs;
    enum neume_status (*open)(struct plugin *p); /* sets p->state for p->rate, p->channels and the parameters */
    void (*close)(struct plugin *p);             /* takes p->state NULL */
    /* frames [frames][channels]; what is found goes to p->features */
    enum neume_status (*process)(struct plugin *p, const float *samples, size_t frames);
    enum neume_status (*finish)(struct plugin *p);
};

struct plugin {
    const struct plugin_kind *kind;
    float rate;                      /* Hz */
    float value[NEUME_VAMP_OPTIONS]; /* by enum neume_vamp_option */
    size_t channels, step, block;    /* 0 before initialise() */
    float *held;                     /* [block][channels], the block that may be the last */
    int holds;                       /* 1: there is one */
    double start;                    /* seconds: the time of the first block */
    size_t frames;                   /* heard so far */
    enum neume_status status;        /* what went wrong, after which nothing more is found */
    void *state;                     /* of the kind */
    struct feature_set features;
    VampOutputDescriptor described;
};

/* The kinds, in the order of the library; NULL after the last. */
const struct plugin_kind *plugin_kind(unsigned index);

/* A parameter as one types it: 0.05, and not the float that is nearest to it. */
double plugin_value(const struct plugin *p, enum neume_vamp_option option);

/* Adds a feature at `time` seconds after the first sample. */
void plugin_add(struct plugin *p, unsigned output, struct feature feature);

/* The descriptor of a kind. */
const VampPluginDescriptor *plugin_descriptor(unsigned index);

#endif
