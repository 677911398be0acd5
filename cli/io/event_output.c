/* SPDX-License-Identifier: MIT */
#include "cli/io/event_output.h"

#include <inttypes.h>
#include <string.h>

#include "cli/io/console.h"
#include "cli/io/output_paths.h"
#include "cli/io/paths.h"

struct cli_event_forms neume_cli_event_forms(unsigned given, int json, int otherwise, int json_form,
                                             const char *const *endings)
{
    struct cli_event_forms forms = {.count = 0};
    for (int f = 0; f < CLI_MOST_EVENT_FORMS && !json; f++)
        if (given >> (f + 1) & 1)
            forms.form[forms.count++] = f;
    if (!forms.count)
        forms.form[forms.count++] = json ? json_form : otherwise;
    for (size_t i = 0; i < forms.count; i++)
        forms.ending[i] = endings[forms.form[i]];
    return forms;
}

struct cli_event_forms neume_cli_event_forms_of(unsigned given, int json, const char *output)
{
    static const char *const endings[] = {".txt", ".csv", ".txt", ".json"};
    enum cli_event_format otherwise = CLI_EVENT_TXT;
    if (output && neume_cli_has_ending(output, ".csv"))
        otherwise = CLI_EVENT_CSV;
    else if (output && neume_cli_has_ending(output, ".json"))
        otherwise = CLI_EVENT_JSON;
    return neume_cli_event_forms(given, json, (int)otherwise, CLI_EVENT_JSON, endings);
}

static int fail(struct cli_event_output *l, const char *subject, enum neume_status status, enum cli_side side)
{
    neume_cli_batch_fail(l->outcome, subject, status, side);
    return 1;
}

int neume_cli_event_output_open(struct cli_event_output *l, const struct cli_batch_item *item,
                                struct cli_batch_outcome *outcome, const struct cli_event_forms *forms, double rate)
{
    memset(l, 0, sizeof *l);
    l->item = item;
    l->outcome = outcome;
    l->forms = *forms;
    enum neume_status status = neume_cli_input_open(&l->input, item->input);
    if (status == NEUME_OK)
        status = neume_source_open(&l->source, l->input.path, rate);
    if (status != NEUME_OK)
        return fail(l, item->input, status, CLI_INPUT);
    for (size_t i = 0; i < forms->count; i++) {
        const char *target = item->output[i];
        if (neume_cli_same_file(item->input, target)) {
            neume_cli_error("%s: the output would replace an input", item->input);
            outcome->code = CLI_EXIT_USAGE;
            return 1;
        }
        status = neume_output_open_in(&l->output[i], target, &l->set);
        if (status != NEUME_OK)
            return fail(l, target, status, CLI_OUTPUT);
    }
    return 0;
}

int neume_cli_event_output_read(struct cli_event_output *l, float *mono, size_t capacity, size_t *got)
{
    struct cli_task task = {.index = l->item->index};
    if (neume_cli_progress(&task, neume_source_share(l->source)))
        return fail(l, l->item->input, NEUME_ERR_CANCELLED, CLI_INPUT);
    enum neume_status status = neume_source_read(l->source, mono, capacity, got);
    return status == NEUME_OK ? 0 : fail(l, l->item->input, status, CLI_INPUT);
}

/* What the journal or a line of --json is told of the recording. */
static void take_down(struct cli_event_output *l)
{
    struct cli_batch_outcome *o = l->outcome;
    struct neume_source_health health;
    neume_source_health(l->source, &health);
    o->duration = (double)health.frames / neume_source_info(l->source)->sample_rate;
    neume_cli_describe_health(&health, o->warnings, sizeof o->warnings);
    if (*o->warnings && !l->item->is_kept)
        neume_cli_note("%s: warning%s", neume_cli_shown(l->item->input, CLI_INPUT), o->warnings);
}

void neume_cli_event_output_close(struct cli_event_output *l)
{
    if (l->outcome->code == CLI_EXIT_DONE && neume_cli_stopped())
        fail(l, l->item->input, NEUME_ERR_CANCELLED, CLI_INPUT);
    if (l->outcome->code == CLI_EXIT_DONE) {
        take_down(l);
        for (size_t i = 0; i < l->forms.count && l->outcome->code == CLI_EXIT_DONE; i++) {
            enum neume_status status = neume_output_commit(&l->output[i]);
            if (status != NEUME_OK)
                fail(l, l->item->output[i], status, CLI_OUTPUT);
        }
        if (l->outcome->code == CLI_EXIT_DONE)
            l->outcome->code = neume_cli_commit_outputs(&l->set);
    }
    neume_output_set_release(&l->set);
    for (size_t i = 0; i < l->forms.count; i++)
        neume_output_abandon(&l->output[i]);
    neume_source_free(l->source);
    neume_cli_input_close(&l->input);
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
