/* SPDX-License-Identifier: MIT
 *
 * The journal of a batch, as it may look after a crash or in somebody's hands: its totals are numbers and texts that
 * can be shown, and whatever stands there, what a run adds is found by the next. */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/batch/journal.h"
#include "cli/batch/journal_totals.h"
#include "neume/neume.h"
#include "tests/fuzz/fuzz.h"

enum { OPTIONS = 7 };

static void check_totals(const struct cli_journal_totals *t)
{
    size_t named = 0;
    fuzz_require(isfinite(t->duration) && t->duration >= 0 && isfinite(t->seconds) && t->seconds >= 0);
    for (size_t i = 0; i < sizeof t->reason / sizeof *t->reason; i++) {
        char quoted[2 * sizeof t->reason[i].why] = "\"";
        const char *why = t->reason[i].why;
        fuzz_require(memchr(why, 0, sizeof t->reason[i].why));
        size_t size = 1;
        for (; *why; why++) {
            fuzz_require((unsigned char)*why >= 0x20 && *why != 0x7F);
            if (*why == '"' || *why == '\\')
                quoted[size++] = '\\';
            quoted[size++] = *why;
        }
        quoted[size++] = '"';
        fuzz_require_json_string(quoted, size);
        named += t->reason[i].count;
    }
    fuzz_require(named <= t->failed);
}

static void add_one(const char *folder, const char *input, char *output)
{
    struct cli_journal *journal;
    struct cli_journal_entry entry = {.input = input,
                                      .output = &output,
                                      .outputs = 1,
                                      .before = neume_cli_journal_look(input),
                                      .duration = 2,
                                      .seconds = 1,
                                      .notes = 3};
    int exit = 0;
    fuzz_require(neume_cli_journal_open(&journal, folder, 1, 1, "transcribe", OPTIONS) == CLI_EXIT_DONE);
    (void)neume_cli_journal_find(journal, input, &output, 1, &exit);
    fuzz_require(neume_cli_journal_add(journal, &entry) == NEUME_OK);
    neume_cli_journal_close(journal);
    fuzz_require(neume_cli_journal_open(&journal, folder, 1, 1, "transcribe", OPTIONS) == CLI_EXIT_DONE);
    fuzz_require(neume_cli_journal_find(journal, input, &output, 1, &exit) == CLI_JOURNAL_DONE);
    neume_cli_journal_close(journal);
}

/* The bytes as the journal, in which "version":"0" is that of this program: lines of others are not believed. */
static void write_journal(const uint8_t *data, size_t size)
{
    static const char zero[] = "\"version\":\"0\"";
    enum { LENGTH = sizeof zero - 1 };
    static char text[1 << 17];
    size_t used = 0;
    for (size_t i = 0; i < size && used + 64 < sizeof text; i++) {
        if (size - i >= LENGTH && !memcmp(data + i, zero, LENGTH)) {
            used += (size_t)snprintf(text + used, 64, "\"version\":\"%s\"", neume_version());
            i += LENGTH - 1;
        } else {
            text[used++] = (char)data[i];
        }
    }
    fuzz_file("journal/neume-journal.jsonl", text, used);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct cli_journal_totals before, after;
    static char folder[128];
    if (!*folder) {
        snprintf(folder, sizeof folder, "%s/journal", fuzz_folder());
        fuzz_require(!mkdir(folder, 0700));
    }
    const char *input = fuzz_file("a.wav", "in", 2), *made = fuzz_file("journal/a.mid", "out", 3);
    write_journal(data, size);
    fuzz_require(neume_cli_journal_totals(folder, &before) == CLI_EXIT_DONE);
    check_totals(&before);
    char output[160];
    snprintf(output, sizeof output, "%s", made);
    add_one(folder, input, output);
    fuzz_require(neume_cli_journal_totals(folder, &after) == CLI_EXIT_DONE);
    check_totals(&after);
    fuzz_require(after.done + after.failed >= 1 && after.done + after.failed >= before.done + before.failed);
    return 0;
}
