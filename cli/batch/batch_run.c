/* SPDX-License-Identifier: MIT */
#include "cli/batch/batch_run.h"

#include <stdint.h>

#include "cli/io/console.h"
#include "cli/options/options.h"

int neume_cli_batch_is_one(const struct cli_batch_settings *settings, const struct cli_operands *operands)
{
    return !neume_cli_batch_is_asked(settings) && operands->count == 1;
}

/* A single file, as if there were no batches. */
static enum cli_exit run_one(const struct cli_batch_run *run, const struct cli_operands *operands)
{
    char *output[] = {(char *)(uintptr_t)(run->plan.output ? run->plan.output : "-")};
    const struct cli_batch_item item = {.input = operands->name[0], .output = output, .outputs = 1};
    struct cli_batch_outcome outcome = {.code = CLI_EXIT_DONE};
    neume_cli_progress_start(1);
    run->work(run->user, &item, &outcome);
    neume_cli_progress_stop();
    json_decref(outcome.facts);
    return outcome.code;
}

enum cli_exit neume_cli_batch_run(const struct cli_batch_run *run, const struct cli_operands *operands)
{
    const struct cli_batch_settings *s = run->batch;
    const int is_one = neume_cli_batch_is_one(s, operands);
    if (is_one && run->plan.endings == 1)
        return run_one(run, operands);
    struct cli_batch batch = {.json = run->json, .guarded = run->settings};
    enum cli_exit code = neume_cli_batch_inputs(&batch, run->command, s, run->plan.output, run->midi, operands);
    if (code == CLI_EXIT_DONE && !run->plan.output && !is_one)
        code = neume_cli_usage_error(run->command, "the outputs of several files need a folder: -o FOLDER");
    if (code == CLI_EXIT_DONE)
        code = neume_cli_batch_plan(&batch, &run->plan);
    if (code == CLI_EXIT_DONE)
        code = neume_cli_batch_begin(&batch, run->settings, run->jobs);
    if (code == CLI_EXIT_DONE)
        code = neume_cli_batch_work(&batch, run->work, run->user);
    neume_cli_batch_close(&batch);
    return code;
}
