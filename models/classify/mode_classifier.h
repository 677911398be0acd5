/* SPDX-License-Identifier: MIT
 *
 * What `--mode auto` hears: one line, several notes, drums, or all together. */
#ifndef NEUME_MODELS_CLASSIFY_MODE_CLASSIFIER_H
#define NEUME_MODELS_CLASSIFY_MODE_CLASSIFIER_H

#include <stddef.h>

#include "neume/options.h"
#include "neume/status.h"

enum {
    NEUME_MODE_CLASSIFIER_RATE = 22050 /* Hz: what it must be fed */
};

struct neume_mode_classifier;

enum neume_status neume_mode_classifier_new(struct neume_mode_classifier **out); /* MEMORY */
void neume_mode_classifier_free(struct neume_mode_classifier *l);

/* Mono samples. Never allocates. */
void neume_mode_classifier_process(struct neume_mode_classifier *l, const float *samples, size_t count);

/* Melody, poly, drums or mix, with the reason in a few words ([capacity], never longer). Ends the stream. */
enum neume_mode neume_mode_classifier_decide(struct neume_mode_classifier *l, char *reason, size_t capacity);

#endif
