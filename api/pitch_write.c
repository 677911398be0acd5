/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <stdlib.h>

#include "api/pitch_printer.h"
#include "core/error.h"
#include "core/output.h"
#include "core/sized.h"

static enum neume_status prepare(struct neume_pitch_printer *p, enum neume_pitch_format format, double rate,
                                 const struct neume_pitch_options *given)
{
    struct neume_pitch_options o;
    neume_pitch_options_init(&o);
    if ((unsigned)format >= NEUME_PITCH_FORMATS || !(rate > 0) ||
        (given && neume_sized_take(&o, sizeof o, given) != NEUME_OK))
        return NEUME_ERR_ARGUMENT;
    *p = (struct neume_pitch_printer){
        .format = format, .rate = rate, .min_hz = o.min_hz, .max_hz = o.max_hz, .pitch = -1};
    return NEUME_OK;
}

static void print(struct neume_pitch_printer *p, FILE *f, const struct neume_pitch_track *track)
{
    p->f = f;
    neume_pitch_printer_begin(p);
    for (size_t i = 0; i < track->count; i++)
        neume_pitch_printer_frame(p, &track->frame[i]);
    neume_pitch_printer_end(p);
}

enum neume_status neume_pitch_write(const struct neume_pitch_track *track, enum neume_pitch_format format, double rate,
                                    const struct neume_pitch_options *options, const char *path,
                                    struct neume_error *error)
{
    struct neume_pitch_printer p;
    struct neume_output output;
    enum neume_status status = neume_error_input(error, prepare(&p, format, rate, options), "options");
    if (status != NEUME_OK)
        return status;
    status = neume_output_open(&output, path);
    if (status == NEUME_OK) {
        print(&p, output.stream, track);
        status = neume_output_commit(&output);
    }
    return neume_error_output(error, status, path);
}

enum neume_status neume_pitch_write_memory(const struct neume_pitch_track *track, enum neume_pitch_format format,
                                           double rate, const struct neume_pitch_options *options, char **bytes,
                                           size_t *size, struct neume_error *error)
{
    struct neume_pitch_printer p;
    *bytes = NULL;
    *size = 0;
    enum neume_status status = neume_error_input(error, prepare(&p, format, rate, options), "options");
    if (status != NEUME_OK)
        return status;
    FILE *f = open_memstream(bytes, size);
    if (f)
        print(&p, f, track);
    if (!f || ferror(f) | fclose(f)) {
        free(*bytes);
        *bytes = NULL;
        *size = 0;
        status = NEUME_ERR_MEMORY;
    }
    return neume_error_output(error, status, "memory");
}
