/* SPDX-License-Identifier: MIT
 *
 * What `--mode auto` hears: one line, several notes, drums, or all together. */
#ifndef NEUME_MODELS_LISTEN_H
#define NEUME_MODELS_LISTEN_H

#include <stddef.h>

#include "neume/options.h"
#include "neume/status.h"

enum {
    neume_listener_rate = 22050 /* Hz: what it must be fed */
};

struct neume_listener;

enum neume_status neume_listener_new(struct neume_listener **out); /* MEMORY */
void neume_listener_free(struct neume_listener *l);

/* Mono samples. Never allocates. */
void neume_listener_process(struct neume_listener *l, const float *samples, size_t count);

/* Melody, poly, drums or mix, with the reason in a few words ([capacity], never longer). Ends the stream. */
enum neume_mode neume_listener_decide(struct neume_listener *l, char *reason, size_t capacity);

#endif
