/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "cli/batch/journal_totals.h"

#include <stdio.h>
#include <string.h>

#include "cli/batch/journal_read.h"
#include "cli/io/console.h"

/* As much of it as fits, in whole characters, without what would drive a terminal. */
static void set_reason(char *out, size_t room, const char *why)
{
    size_t length = strnlen(why, room - 1);
    while (length && ((unsigned char)why[length] & 0xC0) == 0x80)
        length--;
    for (size_t i = 0; i < length; i++)
        out[i] = (unsigned char)why[i] < 0x20 || why[i] == 0x7F ? '?' : why[i];
    out[length] = 0;
}

static void count_reason(struct cli_journal_totals *t, const char *words)
{
    char why[sizeof t->reason[0].why];
    set_reason(why, sizeof why, words);
    for (size_t i = 0; i < sizeof t->reason / sizeof *t->reason; i++) {
        if (!t->reason[i].count)
            memcpy(t->reason[i].why, why, sizeof why);
        if (!strcmp(t->reason[i].why, why)) {
            t->reason[i].count++;
            return;
        }
    }
}

static void count_record(struct cli_journal_totals *t, const struct cli_journal_record *r)
{
    t->done += !r->why;
    t->failed += r->why != NULL;
    t->duration += (double)r->duration;
    t->seconds += (double)r->seconds;
    t->notes += r->notes;
    t->hits += r->hits;
    if (r->why)
        count_reason(t, r->why);
}

/* Of records with one key, which follow each other, the last that was written. */
static void count_records(struct cli_journal_totals *t, const struct cli_journal_records *all)
{
    for (size_t i = 0; i < all->count;) {
        const struct cli_journal_record *last = &all->record[i];
        size_t next = i + 1;
        for (; next < all->count && !strcmp(all->record[next].key, last->key); next++)
            last = all->record[next].line > last->line ? &all->record[next] : last;
        count_record(t, last);
        i = next;
    }
}

static int belong_together(const struct cli_journal_last_run *a, const struct cli_journal_last_run *b)
{
    return a->shards == b->shards && a->options == b->options && !strcmp(a->command, b->command);
}

/* The time goes with the bytes. */
static void count_run(struct cli_journal_totals *t, const struct cli_journal_last_run *r)
{
    const size_t gone = r->before + r->since, left = r->files > gone ? r->files - gone : 0;
    const double bytes = r->bytes - r->bytes_since;
    t->begun++;
    t->running += r->running;
    t->left += left;
    if (!*t->since || strcmp(r->began, t->since) < 0)
        snprintf(t->since, sizeof t->since, "%s", r->began);
    if (!left)
        return;
    const double time = r->bytes_since > 0 && bytes > 0 ? r->elapsed * bytes / r->bytes_since : -1;
    if (time < 0)
        t->time_left = -1;
    else if (t->time_left >= 0 && time > t->time_left)
        t->time_left = time;
}

static void count_runs(struct cli_journal_totals *t, const struct cli_journal_records *all)
{
    const struct cli_journal_last_run *newest = NULL;
    for (size_t i = 0; i < all->journals; i++)
        if (all->run[i].which && (!newest || strcmp(all->run[i].began, newest->began) > 0))
            newest = &all->run[i];
    if (!newest)
        return;
    t->shards = newest->shards;
    snprintf(t->command, sizeof t->command, "%s", newest->command);
    for (size_t i = 0; i < all->journals; i++)
        if (all->run[i].which && belong_together(&all->run[i], newest))
            count_run(t, &all->run[i]);
}

enum cli_exit neume_cli_journal_totals(const char *folder, struct cli_journal_totals *totals)
{
    struct cli_journal_records all = {0};
    enum neume_status status = neume_cli_journal_read_all(&all, folder);
    const size_t journals = all.journals;
    memset(totals, 0, sizeof *totals);
    if (status == NEUME_OK) {
        count_records(totals, &all);
        count_runs(totals, &all);
    }
    neume_cli_journal_records_release(&all);
    if (status != NEUME_OK)
        return neume_cli_fail(folder, status, CLI_INPUT);
    if (!journals) {
        neume_cli_error("%s: there is no journal of a batch here (--resume writes it)", folder);
        return CLI_EXIT_INPUT;
    }
    return CLI_EXIT_DONE;
}
