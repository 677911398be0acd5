/* SPDX-License-Identifier: MIT */
#include "cli/commands/replace_report.h"

#include <math.h>
#include <stdio.h>

#include "cli/io/console.h"
#include "cli/io/exit.h"
#include "render/kits/kit.h"
#include "render/replace/replace.h"

/* "KD 12, SD 8" of a report's counts into out[size]; answers their sum. */
static size_t list_drums(const size_t *count, char *out, size_t size)
{
    size_t sum = 0, used = 0;
    *out = 0;
    for (int d = 0; d < NEUME_DRUM_COUNT; d++) {
        if (count[d] && used < size)
            used += (size_t)snprintf(out + used, size - used, "%s%s %zu", sum ? ", " : "",
                                     neume_drum_name((enum neume_drum)d), count[d]);
        sum += count[d];
    }
    return sum;
}

void neume_cli_replace_report(const struct neume_replace_work *job)
{
    struct neume_replace_report r;
    char list[256];
    const char *name = neume_cli_shown(job->name, CLI_INPUT), *output = neume_cli_shown(job->how.output, CLI_OUTPUT);
    enum neume_status why;
    const char *bad;
    neume_replace_report(job->replace, &r);
    for (size_t i = 0; (bad = neume_kit_bad(job->kit, i, &why)) != NULL; i++)
        neume_cli_note("%s: warning: passed over: %s", bad,
                       why == NEUME_ERR_EMPTY ? "silent or empty" : neume_status_text(why));
    int is_warning;
    for (size_t i = 0; (bad = neume_kit_note(job->kit, i, &is_warning)) != NULL; i++)
        if (is_warning)
            neume_cli_note("%s: warning: %s", job->how.kit, bad);
    size_t unnamed = neume_kit_unnamed(job->kit, &bad);
    if (unnamed == 1)
        neume_cli_note("%s: warning: passed over: its name says no drum", bad);
    else if (unnamed)
        neume_cli_note("%s: warning: passed over, with %zu more: their names say no drum", bad, unnamed - 1);
    size_t missing = list_drums(r.missing, list, sizeof list);
    if (missing)
        neume_cli_note("%s: warning: no sample for %s; the original stays there", job->how.kit, list);
    if (job->limiter && neume_limiter_lowest(job->limiter) < 1)
        neume_cli_note("%s: turned down by up to %.1f dB where it would have clipped; --gain makes the samples softer",
                       output, -20 * log10((double)neume_limiter_lowest(job->limiter)));
    else if (job->peak > 1 && job->how.bits < 32)
        neume_cli_note("%s: warning: clipped by %.1f dB; --bits 32f keeps what is over", output,
                       20 * log10((double)job->peak));
    if (r.doubled)
        neume_cli_note("%s: %zu hit%s doubled and not replaced, since a drum that stays sounds with %s", name,
                       r.doubled, r.doubled == 1 ? "" : "s", r.doubled == 1 ? "it" : "them");
    if (r.below)
        neume_cli_note("%s: %zu hit%s replaced below 3 kHz only, since a hat or a cymbal that stays sounds with %s",
                       name, r.below, r.below == 1 ? "" : "s", r.below == 1 ? "it" : "them");
    size_t ducked = list_drums(r.ducked, list, sizeof list);
    if (ducked)
        neume_cli_note("%s: %zu old hit%s of other microphones' drums taken out (%s)", name, ducked,
                       ducked == 1 ? "" : "s", list);
    size_t replaced = list_drums(r.replaced, list, sizeof list);
    if (!replaced && ducked)
        neume_cli_note("%s: no samples here -> %s", name, output);
    else if (!replaced)
        neume_cli_note("%s: %s, copied -> %s", name, job->hits.count ? "no hit to replace" : "no drum hits", output);
    else
        neume_cli_note("%s: %s %zu hit%s (%s), correlation %.2f, %zu inverted -> %s", name,
                       job->how.blend > 0 ? "replaced" : "doubled", replaced, replaced == 1 ? "" : "s", list,
                       r.correlation, r.inverted, output);
    if (replaced && r.heard)
        neume_cli_note(
            "%s: correlation: how alike the first 15 ms of old and new hits swing, from -1 (against each other) "
            "to 1 (the same); inverted: samples that were turned upside down to swing with the old ones",
            name);
    if (r.levels > 2)
        neume_cli_note(
            "%s: of %zu hits that sound alone, %.0f %% are as loud as they were, within 1.5 dB (%.1f dB off in "
            "the median)",
            name, r.levels, 100 * r.level_good, r.level_error);
}
