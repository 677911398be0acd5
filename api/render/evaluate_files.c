/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <string.h>

#include "api/render/evaluate.h"
#include "core/error.h"
#include "core/sized.h"
#include "datasets/bench/lag.h"
#include "datasets/readers/reader.h"
#include "neume/evaluate.h"

void neume_evaluate_options_init(struct neume_evaluate_options *options)
{
    *options = (struct neume_evaluate_options){.size = sizeof *options};
}

double neume_score_value(const struct neume_scores *scores, const char *name)
{
    for (size_t i = 0; i < scores->count; i++)
        if (!strcmp(scores->score[i].name, name))
            return scores->score[i].value;
    return (double)NAN;
}

static enum neume_status take_options(struct neume_evaluate_options *o, const struct neume_evaluate_options *given)
{
    neume_evaluate_options_init(o);
    enum neume_status status = given ? neume_sized_take(o, sizeof *o, given) : NEUME_OK;
    return status == NEUME_OK && !(fabs(o->lag) <= 10) ? NEUME_ERR_ARGUMENT : status;
}

static enum neume_status read_truth(struct neume_truth *truth, const char *path, int pedal, struct neume_error *error)
{
    struct neume_reader_options how = {.pedal = pedal};
    struct neume_reader_remarks remarks = {.error = ""};
    enum neume_status status = neume_truth_read(truth, path, &how, &remarks);
    return *remarks.error ? neume_error_say(error, status, path, remarks.error_line, remarks.error)
                          : neume_error_input(error, status, path);
}

static enum neume_status evaluate(const struct neume_truth *reference, struct neume_truth *estimate,
                                  const struct neume_evaluate_options *o, struct neume_scores *scores,
                                  struct neume_error *error)
{
    struct neume_api_evaluate_options how = {
        .drums = o->drums, .rounds = !o->exact_pitches, .lag = o->lag, .lagged = o->lag != 0};
    if (o->lag != 0)
        neume_bench_take_off(estimate, o->lag);
    enum neume_status status = neume_api_evaluate(reference, estimate, &how, scores);
    if (status != NEUME_OK)
        scores->count = 0;
    return neume_error_input(error, status, "estimate");
}

enum neume_status neume_evaluate_files(const char *reference, const char *estimate,
                                       const struct neume_evaluate_options *options, struct neume_scores *scores,
                                       struct neume_error *error)
{
    struct neume_evaluate_options o;
    struct neume_truth truth, guess;
    scores->count = 0;
    neume_truth_init(&truth);
    neume_truth_init(&guess);
    enum neume_status status = neume_error_input(error, take_options(&o, options), "options");
    if (status == NEUME_OK)
        status = read_truth(&truth, reference, !o.no_pedal, error);
    if (status == NEUME_OK)
        status = read_truth(&guess, estimate, 0, error);
    if (status == NEUME_OK)
        status = evaluate(&truth, &guess, &o, scores, error);
    neume_truth_release(&truth);
    neume_truth_release(&guess);
    return status;
}

enum neume_status neume_evaluate_notes(const struct neume_notes *reference, const struct neume_notes *estimate,
                                       const struct neume_evaluate_options *options, struct neume_scores *scores,
                                       struct neume_error *error)
{
    struct neume_evaluate_options o;
    struct neume_truth truth, guess;
    scores->count = 0;
    neume_truth_init(&truth);
    neume_truth_init(&guess);
    enum neume_status status = neume_error_input(error, take_options(&o, options), "options");
    if (status == NEUME_OK)
        status = neume_error_input(error, neume_api_truth_of_notes(&truth, reference), "reference");
    if (status == NEUME_OK)
        status = neume_error_input(error, neume_api_truth_of_notes(&guess, estimate), "estimate");
    if (status == NEUME_OK)
        status = evaluate(&truth, &guess, &o, scores, error);
    neume_truth_release(&truth);
    neume_truth_release(&guess);
    return status;
}
