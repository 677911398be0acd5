/* SPDX-License-Identifier: MIT */
#include "models/transcriber.h"

#include <assert.h>

#include "models/drums/drums.h"
#include "models/melody/melody.h"
#include "models/poly/poly.h"

const struct neume_model *neume_model_for(enum neume_mode mode)
{
    switch (mode) {
    case NEUME_MODE_MELODY:
        return &neume_melody_model;
    case NEUME_MODE_POLY:
        return &neume_poly_model;
    case NEUME_MODE_DRUMS:
        return &neume_drums_model;
    case NEUME_MODE_AUTO:
    case NEUME_MODE_MIX:
    case NEUME_MODE_COUNT:
        break;
    }
    return NULL;
}

enum neume_status neume_transcriber_new(struct neume_transcriber **out, const struct neume_model *model,
                                        const struct neume_options *options)
{
    *out = NULL;
    if (neume_options_check(options) != NEUME_OK)
        return NEUME_ERR_ARGUMENT;
    enum neume_status status = model->create(out, options);
    assert(status != NEUME_OK || (*out)->model == model);
    return status;
}

enum neume_status neume_transcriber_process(struct neume_transcriber *t, const float *samples, size_t count,
                                            struct neume_notes *out)
{
    return t->model->process(t, samples, count, out);
}

enum neume_status neume_transcriber_flush(struct neume_transcriber *t, struct neume_notes *out)
{
    return t->model->flush(t, out);
}

void neume_transcriber_reset(struct neume_transcriber *t)
{
    t->model->reset(t);
}

void neume_transcriber_free(struct neume_transcriber *t)
{
    if (t)
        t->model->free(t);
}
