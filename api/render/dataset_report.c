/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "api/render/dataset_base.h"
#include "core/error.h"
#include "datasets/bench/html.h"
#include "datasets/bench/json.h"
#include "datasets/bench/text.h"

enum neume_status neume_dataset_figure_get(const struct neume_dataset_files *set, const char *measure, int pooled,
                                           struct neume_dataset_figure *figure)
{
    struct neume_bench_summary summary = {0};
    int m = neume_measure_find(measure);
    *figure = (struct neume_dataset_figure){(double)NAN, (double)NAN, (double)NAN, 0};
    if (m < 0)
        return NEUME_ERR_ARGUMENT;
    enum neume_status status = neume_bench_summarise(&set->bench, &summary);
    if (status == NEUME_OK) {
        const struct neume_bench_row *all = &summary.row[summary.count - 1];
        const struct neume_figure *f = pooled ? &all->pooled[m] : &all->mean[m];
        *figure = (struct neume_dataset_figure){f->value, f->interval.low, f->interval.high, f->clips};
    }
    neume_bench_summary_release(&summary);
    return status;
}

static enum neume_status write_json(const struct neume_bench_report *report, FILE *f)
{
    json_t *all = neume_bench_to_json(report);
    if (!all)
        return NEUME_ERR_MEMORY;
    int failed = json_dumpf(all, f, JSON_INDENT(1) | JSON_REAL_PRECISION(12));
    json_decref(all);
    fputc('\n', f);
    return failed ? NEUME_ERR_MEMORY : NEUME_OK;
}

static enum neume_status write_report(const struct neume_bench_report *report, enum neume_report_format format, FILE *f)
{
    enum neume_status status = NEUME_OK;
    if (format == NEUME_REPORT_JSON)
        status = write_json(report, f);
    else if (format == NEUME_REPORT_HTML)
        neume_bench_write_html(report, f);
    else
        neume_bench_write_text(report, f);
    return status == NEUME_OK && ferror(f) ? NEUME_ERR_MEMORY : status;
}

enum neume_status neume_dataset_report(struct neume_dataset_files *set, enum neume_report_format format, char **bytes,
                                       size_t *size, struct neume_error *error)
{
    struct neume_bench_summary summary = {0};
    struct neume_bench_report report = {.bench = &set->bench, .summary = &summary};
    *bytes = NULL;
    *size = 0;
    if ((unsigned)format > NEUME_REPORT_HTML)
        return neume_error_input(error, NEUME_ERR_ARGUMENT, "format");
    neume_bench_count(&set->bench);
    enum neume_status status = neume_bench_summarise(&set->bench, &summary);
    FILE *f = status == NEUME_OK ? open_memstream(bytes, size) : NULL;
    if (status == NEUME_OK)
        status = f ? write_report(&report, format, f) : NEUME_ERR_MEMORY;
    if (f && fclose(f) && status == NEUME_OK)
        status = NEUME_ERR_MEMORY;
    if (status != NEUME_OK) {
        free(*bytes);
        *bytes = NULL;
        *size = 0;
    }
    neume_bench_summary_release(&summary);
    return neume_error_output(error, status, "memory");
}
