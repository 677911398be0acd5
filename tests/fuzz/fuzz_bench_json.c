/* SPDX-License-Identifier: MIT
 *
 * The results of earlier benches against any bytes: what is read can be summed up, compared with itself and written as
 * text, JSON and a page; and the JSON is read again as the same. */
#define _XOPEN_SOURCE 700
#include <stdlib.h>
#include <string.h>

#include "datasets/bench/html.h"
#include "datasets/bench/json.h"
#include "datasets/bench/json_read.h"
#include "datasets/bench/text.h"
#include "tests/fuzz/fuzz.h"

static void check_again(const struct neume_bench *bench, const char *text)
{
    struct neume_bench again;
    char why[200];
    enum neume_status s = neume_bench_read_json(&again, fuzz_file("again.json", text, strlen(text)), why, sizeof why);
    fuzz_require(s == NEUME_OK && again.count == bench->count);
    for (size_t i = 0; i < bench->count; i++)
        fuzz_require(!strcmp(bench->clip[i].id, again.clip[i].id) && bench->clip[i].state == again.clip[i].state);
    neume_bench_release(&again);
}

/* A page of others' text has no script but its own. */
static void check_page(const struct neume_bench_report *report)
{
    char *page = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&page, &size);
    fuzz_require(out);
    neume_bench_write_text(report, out);
    fuzz_require(!fflush(out));
    rewind(out);
    neume_bench_write_html(report, out);
    fuzz_require(!fclose(out));
    fuzz_require(!strstr(page, "<script") && !strstr(page, "<!--"));
    free(page);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct neume_bench bench;
    struct neume_bench_summary summary = {0};
    struct neume_bench_changes against = {0};
    char why[200];
    enum neume_status s = neume_bench_read_json(&bench, fuzz_file("a.json", data, size), why, sizeof why);
    fuzz_require(memchr(why, 0, sizeof why));
    if (s != NEUME_OK)
        return 0;
    fuzz_require(neume_bench_summarise(&bench, &summary) == NEUME_OK);
    fuzz_require(neume_bench_compare(&bench, &bench, &against) == NEUME_OK);
    const struct neume_bench_report report = {&bench, &summary, &against};
    json_t *json = neume_bench_to_json(&report);
    char *text = json ? json_dumps(json, 0) : NULL;
    fuzz_require(text);
    check_again(&bench, text);
    check_page(&report);
    free(text);
    json_decref(json);
    neume_bench_changes_release(&against);
    neume_bench_summary_release(&summary);
    neume_bench_release(&bench);
    return 0;
}
