/* SPDX-License-Identifier: MIT */
#include "cli/io/event_output.h"

#include <inttypes.h>
#include <string.h>

#include "cli/io/console.h"
#include "cli/io/output_paths.h"
#include "cli/io/paths.h"

/* The bar counts the file once; a listing is the only job. */
static struct cli_task only_task(void)
{
    return (struct cli_task){.index = 0};
}

enum cli_exit neume_cli_event_output_open(struct cli_event_output *l, const char *name, const char *target, double rate)
{
    memset(l, 0, sizeof *l);
    l->name = name;
    l->target = target ? target : "-";
    neume_cli_progress_start(1);
    enum neume_status status = neume_cli_input_open(&l->input, name);
    if (status == NEUME_OK)
        status = neume_source_open(&l->source, l->input.path, rate);
    if (status != NEUME_OK)
        return neume_cli_fail(name, status, CLI_INPUT);
    if (neume_cli_same_file(name, l->target)) {
        neume_cli_error("%s: the output would replace an input", name);
        return CLI_EXIT_USAGE;
    }
    status = neume_output_open_in(&l->output, l->target, &l->set);
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(l->target, status, CLI_OUTPUT);
}

enum cli_exit neume_cli_event_output_read(struct cli_event_output *l, float *mono, size_t capacity, size_t *got)
{
    struct cli_task task = only_task();
    if (neume_cli_progress(&task, neume_source_share(l->source)))
        return neume_cli_fail(l->name, NEUME_ERR_CANCELLED, CLI_INPUT);
    enum neume_status status = neume_source_read(l->source, mono, capacity, got);
    return status == NEUME_OK ? CLI_EXIT_DONE : neume_cli_fail(l->name, status, CLI_INPUT);
}

enum cli_exit neume_cli_event_output_close(struct cli_event_output *l, enum cli_exit code)
{
    char wrong[256] = "";
    neume_cli_progress_stop();
    if (code == CLI_EXIT_DONE) {
        struct neume_source_health health;
        neume_source_health(l->source, &health);
        neume_cli_describe_health(&health, wrong, sizeof wrong);
        if (*wrong)
            neume_cli_note("%s: warning%s", neume_cli_shown(l->name, CLI_INPUT), wrong);
        enum neume_status status = neume_output_commit(&l->output);
        if (status != NEUME_OK)
            code = neume_cli_fail(l->target, status, CLI_OUTPUT);
        else
            code = neume_cli_commit_outputs(&l->set);
    }
    neume_output_set_release(&l->set);
    neume_output_abandon(&l->output);
    neume_source_free(l->source);
    neume_cli_input_close(&l->input);
    return code;
}

enum cli_event_format neume_cli_event_output_format(int json, int given, const char *target)
{
    if (json)
        return CLI_EVENT_JSON;
    if (given > 0)
        return (enum cli_event_format)(given - 1);
    if (target && neume_cli_has_ending(target, ".csv"))
        return CLI_EVENT_CSV;
    return target && neume_cli_has_ending(target, ".json") ? CLI_EVENT_JSON : CLI_EVENT_TXT;
}

void neume_cli_describe_health(const struct neume_source_health *h, char *out, size_t size)
{
    size_t used = 0;
    *out = 0;
    if (h->bad_samples && used < size)
        used += (size_t)snprintf(out + used, size - used, "; %" PRIu64 " samples were not numbers", h->bad_samples);
    if (h->clipped_samples && used < size)
        used += (size_t)snprintf(out + used, size - used, "; %" PRIu64 " samples are clipped", h->clipped_samples);
    if (h->truncated && used < size)
        used += (size_t)snprintf(out + used, size - used, "; the file is cut short");
    if (h->peak == 0 && used < size)
        snprintf(out + used, size - used, "; silent");
}
