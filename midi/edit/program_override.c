/* SPDX-License-Identifier: MIT */
#include "midi/edit/program_override.h"

#include <stdlib.h>

#include "midi/edit/edit.h"

/* A number of at most six digits; *at moves beyond it. 0 where there is none. */
static long read_number(const char **at)
{
    long value = 0;
    for (int digits = 0; **at >= '0' && **at <= '9' && digits < 6; digits++)
        value = 10 * value + *(*at)++ - '0';
    return value;
}

/* One item of the list; *track is 0 where it names none. Answers 0 where it makes no sense. */
static int read_item(const char **at, long *track, long *program)
{
    *track = 0;
    *program = read_number(at);
    if (**at == '=') {
        *track = *program;
        ++*at;
        *program = read_number(at);
        if (*track < 1)
            return 0;
    }
    if (*program < 1 || *program > 128 || (**at && **at != ','))
        return 0;
    return **at ? (++*at, **at != 0) : 1;
}

int neume_program_override_valid(const char *list)
{
    long track, program;
    do
        if (!read_item(&list, &track, &program))
            return 0;
    while (*list);
    return 1;
}

static enum neume_status set_program(struct neume_smf *smf, int program)
{
    struct neume_edit_options edit;
    neume_edit_options_init(&edit);
    edit.program = program;
    return neume_edit(smf, &edit, NULL);
}

enum neume_status neume_program_override(struct neume_smf *smf, const char *list)
{
    enum neume_status status = NEUME_OK;
    while (list && *list && status == NEUME_OK) {
        long track, program;
        if (!read_item(&list, &track, &program) || track > (long)smf->track_count)
            return NEUME_ERR_ARGUMENT;
        struct neume_smf one = *smf; /* the same bytes and tracks, but for one seen alone */
        if (track) {
            one.track = &smf->track[track - 1];
            one.track_count = one.track_capacity = 1;
            one.chunk_count = 0;
        }
        status = set_program(track ? &one : smf, (int)program);
    }
    return status;
}
