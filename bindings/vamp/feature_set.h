/* SPDX-License-Identifier: MIT
 *
 * What a call of a plugin answers: a list of features for each of its outputs. */
#ifndef NEUME_VAMP_FEATURE_SET_H
#define NEUME_VAMP_FEATURE_SET_H

#include <stddef.h>

#include <vamp/vamp.h>

enum { NEUME_VAMP_OUTPUTS = 4, NEUME_VAMP_VALUES = 2, NEUME_VAMP_LABEL = 128 }; /* at most */

/* One feature, as it is added. */
struct feature {
    double time;     /* seconds */
    double duration; /* seconds, > 0; 0: none */
    float value[NEUME_VAMP_VALUES];
    unsigned values;
    char label[NEUME_VAMP_LABEL]; /* "": none */
};

struct feature_list {
    struct feature *feature; /* [count] */
    size_t count, capacity;
    VampFeatureUnion *shown; /* [2 * count], as a host wants it; it points into `feature` */
};

/* Zeroed is empty and valid. What a host is shown stays until the next clear(). */
struct feature_set {
    struct feature_list list[NEUME_VAMP_OUTPUTS];
    VampFeatureList shown[NEUME_VAMP_OUTPUTS];
};

void feature_set_clear(struct feature_set *set);
void feature_set_release(struct feature_set *set);

/* A copy of a feature; without memory it is lost, since a host has no ear for that. */
void feature_set_add(struct feature_set *set, unsigned output, const struct feature *feature);

/* [NEUME_VAMP_OUTPUTS]; never NULL. */
VampFeatureList *feature_set_show(struct feature_set *set);

#endif
