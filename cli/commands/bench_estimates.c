/* SPDX-License-Identifier: MIT */
#include "cli/commands/bench_estimates.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/batch/batch_work.h"
#include "cli/commands/commands.h"
#include "cli/io/child.h"

/* Ids may have dots; what stands behind this one is taken for an ending, and replaced by the estimate's. */
static const char placeholder[] = ".clip";

int neume_cli_bench_is_listed(const struct cli_input_list *list, const struct neume_clip *clip)
{
    for (size_t i = 0; i < list->count; i++)
        if (!strcmp(list->name[i], clip->id) || (clip->audio && !strcmp(list->name[i], clip->audio)))
            return 1;
    return 0;
}

/* An input: the recording, or for a piece that neume composes a name of its own; behind it what it is called below the
 * folder of the estimates. */
static enum cli_exit add(struct cli_batch *batch, const struct neume_clip *clip)
{
    const char *audio = clip->audio ? clip->audio : clip->id;
    const size_t a = strlen(audio) + 1, b = strlen(clip->id) + sizeof placeholder;
    char *name = malloc(a + b);
    if (name) {
        memcpy(name, audio, a);
        snprintf(name + a, b, "%s%s", clip->id, placeholder);
    }
    return neume_cli_input_list_add(&batch->list, name, name ? name + a : NULL);
}

struct pass {
    struct cli_bench *bench;
    struct cli_batch batch;
};

/* The clip of an item, of which a shard has only some; clips are sorted by their ids. */
static size_t clip_of(const struct pass *p, size_t item)
{
    const char *id = p->batch.inputs.below[item];
    const size_t length = strlen(id) - (sizeof placeholder - 1);
    size_t i = 0;
    while (strncmp(p->bench->clip[i]->id, id, length) != 0 || p->bench->clip[i]->id[length])
        i++;
    return i;
}

static void work_on(void *user, const struct cli_batch_item *item, struct cli_batch_outcome *outcome)
{
    struct pass *p = user;
    const size_t clip = clip_of(p, item->index);
    const struct cli_task task = {.index = item->index};
    outcome->status = neume_cli_bench_estimate(p->bench, clip, item->output[0], &task);
    if (outcome->status == NEUME_OK) {
        const double seconds = p->bench->result.clip[clip].audio;
        outcome->duration = isfinite(seconds) ? seconds : 0;
        return;
    }
    outcome->code = CLI_EXIT_FAILED;
    if (outcome->status != NEUME_ERR_CANCELLED) {
        neume_cli_error("%s: %s", p->bench->clip[clip]->id, p->bench->result.clip[clip].reason);
        outcome->status = outcome->status == NEUME_ERR_NO_SPACE ? outcome->status : NEUME_OK; /* the words say more */
    }
}

/* What failed before has an estimate no more than what fails now. */
static void name_failures(struct pass *p)
{
    for (int i = 0; i < p->batch.inputs.count; i++) {
        struct neume_bench_clip *clip = &p->bench->result.clip[clip_of(p, (size_t)i)];
        if (p->batch.state[i] == CLI_JOURNAL_FAILED && !*clip->reason)
            snprintf(clip->reason, sizeof clip->reason, "failed in an earlier run (--retry-failed tries again)");
    }
}

enum cli_exit neume_cli_bench_estimates(struct cli_bench *bench, const struct cli_bench_settings *s)
{
    char ending[16] = "mid", dotted[24];
    const char *endings[] = {dotted};
    const struct cli_output_plan plan = {.output = s->output, .ending = endings, .endings = 1, .into_folder = 1};
    struct pass p = {.bench = bench};
    struct cli_batch *batch = &p.batch;
    if (s->command)
        neume_cli_command_ending(s->command, ending, sizeof ending);
    snprintf(dotted, sizeof dotted, "%s%s", *ending == '.' ? "" : ".", ending);
    enum cli_exit code = neume_cli_batch_check(batch, &neume_cli_bench_command, &s->batch, s->output);
    for (size_t i = 0; i < bench->result.count && code == CLI_EXIT_DONE; i++)
        if (neume_cli_bench_has_clip(bench, i))
            code = add(batch, bench->clip[i]);
    if (code == CLI_EXIT_DONE && batch->list.count)
        code = neume_cli_batch_plan(batch, &plan);
    if (code == CLI_EXIT_DONE && batch->list.count)
        code = neume_cli_batch_begin(batch, s, s->jobs);
    if (code == CLI_EXIT_DONE && batch->list.count) {
        code = neume_cli_batch_work(batch, work_on, &p);
        name_failures(&p);
    }
    neume_cli_batch_close(batch);
    return code;
}
