/* SPDX-License-Identifier: MIT */
#include "cli/commands/info_corpus.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/batch/batch_work.h"
#include "cli/commands/info_recording.h"
#include "cli/io/duration.h"
#include "cli/io/input.h"
#include "cli/options/help.h"

/* Values of which the least, the median and the greatest are told. */
struct values {
    float *value; /* [count] */
    size_t count, capacity;
};

struct corpus {
    pthread_mutex_t lock;
    struct values duration, loudness;
    double seconds;
    size_t clipped, bad, silent, truncated;
    json_t *kinds, *rates, *channels, *formats; /* how many files have each */
};

static void add_value(struct values *v, double value)
{
    if (v->count == v->capacity) {
        const size_t capacity = v->capacity ? 2 * v->capacity : 256;
        float *more = realloc(v->value, capacity * sizeof *more);
        if (!more)
            return; /* a statistic of fewer files */
        v->value = more;
        v->capacity = capacity;
    }
    v->value[v->count++] = (float)value;
}

static void count_one(json_t *counts, const char *key)
{
    json_object_set_new(counts, key, json_integer(json_integer_value(json_object_get(counts, key)) + 1));
}

static void count_in(struct corpus *c, const struct cli_recording *r)
{
    char number[32];
    pthread_mutex_lock(&c->lock);
    c->seconds += r->duration;
    add_value(&c->duration, r->duration);
    if (isfinite(r->loudness))
        add_value(&c->loudness, r->loudness);
    c->clipped += r->clipped > 0;
    c->bad += r->bad > 0;
    c->silent += r->silence > 0.5;
    c->truncated += r->truncated != 0;
    count_one(c->kinds, r->kind);
    count_one(c->formats, r->format);
    snprintf(number, sizeof number, "%d", r->sample_rate);
    count_one(c->rates, number);
    snprintf(number, sizeof number, "%d", r->channels);
    count_one(c->channels, number);
    pthread_mutex_unlock(&c->lock);
}

static int ascending(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static json_t *spread(struct values *v)
{
    if (!v->count)
        return json_null();
    qsort(v->value, v->count, sizeof *v->value, ascending);
    return json_pack("{s:f, s:f, s:f}", "least", (double)v->value[0], "median", (double)v->value[v->count / 2],
                     "greatest", (double)v->value[v->count - 1]);
}

static json_t *sum_up(void *user)
{
    struct corpus *c = user;
    return json_pack("{s:f, s:o, s:o, s:O, s:O, s:O, s:O, s:I, s:I, s:I, s:I}", "seconds", c->seconds, "duration",
                     spread(&c->duration), "loudness_lufs", spread(&c->loudness), "kinds", c->kinds, "formats",
                     c->formats, "sample_rates", c->rates, "channels", c->channels, "clipped", (json_int_t)c->clipped,
                     "bad_samples", (json_int_t)c->bad, "mostly_silent", (json_int_t)c->silent, "truncated",
                     (json_int_t)c->truncated);
}

static void work_on(void *user, const struct cli_batch_item *item, struct cli_batch_outcome *outcome)
{
    struct corpus *c = user;
    struct cli_input input;
    struct cli_recording r;
    enum neume_status status = neume_cli_input_open(&input, item->input);
    if (status == NEUME_OK)
        status = neume_cli_recording_read(input.path, item->index, &r);
    neume_cli_input_close(&input);
    if (status != NEUME_OK) {
        neume_cli_batch_fail(outcome, item->input, status, CLI_INPUT);
        return;
    }
    outcome->duration = r.duration;
    outcome->facts = neume_cli_recording_to_json(&r);
    count_in(c, &r);
}

static void print_counts(const char *label, json_t *counts, const char *unit)
{
    const char *key;
    json_t *value;
    int first = 1;
    printf("  %-20s", label);
    json_object_foreach(counts, key, value)
    {
        printf("%s%" JSON_INTEGER_FORMAT " %s%s", first ? "" : ", ", json_integer_value(value), key, unit);
        first = 0;
    }
    putchar('\n');
}

static void print_spread(const char *label, struct values *v, const char *unit)
{
    if (!v->count)
        return;
    qsort(v->value, v->count, sizeof *v->value, ascending);
    printf("  %-20s%.1f to %.1f%s, median %.1f\n", label, (double)v->value[0], (double)v->value[v->count - 1], unit,
           (double)v->value[v->count / 2]);
}

static void print_words(struct corpus *c)
{
    char words[32];
    printf("%zu recordings, %s of audio\n", c->duration.count,
           neume_cli_duration_words(c->seconds, words, sizeof words));
    print_spread("duration", &c->duration, " s");
    print_spread("loudness", &c->loudness, " LUFS");
    print_counts("likely kinds", c->kinds, "");
    print_counts("formats", c->formats, "");
    print_counts("sample rates", c->rates, " Hz");
    print_counts("channels", c->channels, "");
    printf("  %-20s%zu clipped, %zu with samples that are not numbers, %zu mostly silent, %zu cut short\n", "defects",
           c->clipped, c->bad, c->silent, c->truncated);
}

enum cli_exit neume_cli_info_corpus(const struct cli_corpus_wishes *wishes, const struct cli_operands *operands)
{
    struct corpus c = {.lock = PTHREAD_MUTEX_INITIALIZER,
                       .kinds = json_object(),
                       .rates = json_object(),
                       .channels = json_object(),
                       .formats = json_object()};
    struct cli_batch batch = {.json = wishes->json, .sum_up = sum_up, .sum_up_user = &c};
    enum cli_exit code = neume_cli_batch_inputs(&batch, wishes->command, wishes->batch, NULL, 0, operands);
    if (code == CLI_EXIT_DONE)
        code = neume_cli_batch_begin(&batch, wishes->settings, wishes->jobs);
    if (code == CLI_EXIT_DONE) {
        code = neume_cli_batch_work(&batch, work_on, &c);
        if (!wishes->json && c.duration.count)
            print_words(&c);
        enum cli_exit printed = neume_cli_finish_stdout();
        code = printed > code ? printed : code;
    }
    neume_cli_batch_close(&batch);
    json_decref(c.kinds);
    json_decref(c.rates);
    json_decref(c.channels);
    json_decref(c.formats);
    free(c.duration.value);
    free(c.loudness.value);
    pthread_mutex_destroy(&c.lock);
    return code;
}
