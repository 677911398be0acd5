/* SPDX-License-Identifier: MIT */
#include "cli/commands/transcribe_summary.h"

#include <stdio.h>

#include "cli/batch/journal_read.h"
#include "cli/io/console.h"
#include "cli/options/help.h"

json_t *neume_cli_transcribe_facts(const struct transcribe_job *job)
{
    const struct neume_report *r = &job->report;
    json_t *object = json_pack("{s:s, s:I, s:I, s:f, s:f, s:i, s:f, s:I, s:I, s:b}", "mode", neume_mode_name(r->mode),
                               "notes", (json_int_t)job->notes, "hits", (json_int_t)job->hits, "duration", r->duration,
                               "sample_rate", r->sample_rate, "channels", r->channels, "peak", (double)r->peak,
                               "bad_samples", (json_int_t)r->bad_samples, "clipped_samples",
                               (json_int_t)r->clipped_samples, "truncated", r->truncated);
    if (object && r->tuning > 0) {
        json_object_set_new(object, "tuning", json_real(r->tuning));
        json_object_set_new(object, "pitched", json_real(r->pitched));
    }
    if (object && job->has_key)
        json_object_set_new(object, "key", json_string(neume_key_name(&job->key)));
    if (object && job->program)
        json_object_set_new(object, "program", json_integer(job->program));
    if (object && job->instrument.family)
        json_object_set_new(
            object, "instrument",
            json_pack("{s:s, s:f}", "family", job->instrument.family, "confidence", job->instrument.confidence));
    if (object && *r->reason) {
        json_object_set_new(object, "reason", json_string(r->reason));
        json_object_set_new(object, "confidence", json_real(r->confidence));
        if (r->next != NEUME_MODE_AUTO)
            json_object_set_new(object, "next", json_string(neume_mode_name(r->next)));
    }
    return object;
}

static json_t *job_to_json(const struct transcribe_job *job)
{
    json_t *object = json_object();
    neume_cli_json_set_name(object, "input", job->name);
    if (!job->done) {
        json_object_set_new(object, "error", json_string(neume_status_text(job->status)));
        json_object_set_new(object, "exit", json_integer((json_int_t)job->code));
        return object;
    }
    neume_cli_json_set_name(object, "output", job->target[0]);
    json_t *outputs = job->targets > 1 ? json_array() : NULL;
    for (size_t i = 0; outputs && i < job->targets; i++)
        json_array_append_new(outputs, json_string(job->target[i]));
    if (outputs)
        json_object_set_new(object, "outputs", outputs);
    json_t *facts = neume_cli_transcribe_facts(job);
    json_object_update(object, facts);
    json_decref(facts);
    return object;
}

enum cli_exit neume_cli_transcribe_summary(const struct transcribe_job *job, size_t count)
{
    json_t *files = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(files, job_to_json(&job[i]));
    json_t *all = json_pack("{s:o}", "files", files);
    if (all)
        json_dumpf(all, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(9));
    json_decref(all);
    putchar('\n');
    return neume_cli_finish_stdout();
}
