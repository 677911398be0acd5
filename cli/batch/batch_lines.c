/* SPDX-License-Identifier: MIT */
#include "cli/batch/batch_lines.h"

#include <stdio.h>
#include <string.h>

#include "cli/batch/journal_read.h"
#include "cli/io/console.h"
#include "datasets/bench/json_text.h"

const char *neume_cli_batch_reason(const struct cli_batch_item *item, const struct cli_batch_outcome *o)
{
    const char *said = neume_cli_last_error();
    const size_t name = strlen(item->input);
    if (o->status != NEUME_OK)
        return neume_status_text(o->status);
    if (!strncmp(said, item->input, name) && !strncmp(said + name, ": ", 2))
        said += name + 2;
    return *said ? said : "failed";
}

static json_t *begin(const struct cli_batch_item *item)
{
    json_t *line = json_object();
    neume_cli_json_set_name(line, "input", item->input);
    return line;
}

/* "output" is the first. */
static void add_outputs(json_t *line, const struct cli_batch_item *item)
{
    json_t *all = item->outputs > 1 ? json_array() : NULL;
    if (item->outputs)
        neume_cli_json_set_name(line, "output", item->output[0]);
    for (size_t i = 0; all && i < item->outputs; i++)
        json_array_append_new(all, json_string(item->output[i]));
    if (all)
        json_object_set_new(line, "outputs", all);
}

static void add_warnings(json_t *line, const char *text)
{
    json_t *list = neume_cli_json_warnings(text);
    if (json_array_size(list))
        json_object_set(line, "warnings", list);
    json_decref(list);
}

json_t *neume_cli_batch_file_line(const struct cli_batch_item *item, const struct cli_batch_outcome *o, double seconds)
{
    json_t *line = begin(item);
    if (o->code != CLI_EXIT_DONE) {
        json_object_set_new(line, "error", neume_json_text(neume_cli_batch_reason(item, o)));
        json_object_set_new(line, "exit", json_integer((json_int_t)o->code));
        return line;
    }
    add_outputs(line, item);
    json_object_set_new(line, "duration", json_real(o->duration));
    json_object_set_new(line, "seconds", json_real(seconds));
    add_warnings(line, o->warnings);
    if (o->facts)
        json_object_update_missing(line, o->facts);
    return line;
}

json_t *neume_cli_batch_before_line(const struct cli_batch_item *item, int failed, int exit)
{
    json_t *line = begin(item);
    if (failed)
        json_object_set_new(line, "exit", json_integer(exit));
    else
        add_outputs(line, item);
    json_object_set_new(line, failed ? "failed_before" : "done_before", json_true());
    return line;
}

json_t *neume_cli_batch_summary_line(const struct cli_batch_totals *t)
{
    return json_pack("{s:{s:I, s:I, s:I, s:I, s:I, s:f, s:f, s:f, s:I}}", "summary", "files", (json_int_t)t->files,
                     "done", (json_int_t)t->done, "done_before", (json_int_t)t->before, "failed", (json_int_t)t->failed,
                     "left", (json_int_t)t->left, "duration", t->duration, "seconds", t->seconds, "elapsed", t->elapsed,
                     "peak_memory", (json_int_t)t->memory);
}

void neume_cli_batch_print_line(json_t *line)
{
    if (line)
        json_dumpf(line, stdout, JSON_COMPACT | JSON_REAL_PRECISION(9));
    json_decref(line);
    putchar('\n');
}
