/* SPDX-License-Identifier: MIT */
#include "cli/commands/transcribe_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "audio/source.h"
#include "cli/io/console.h"
#include "cli/io/event_output.h"
#include "cli/io/exit.h"
#include "core/names.h"

static const double tuned_cents = 4; /* a tuning nearer to 440 Hz is not worth a word */
static const double one_line = 0.6;  /* share of the sounding time with one pitch, below which it is no single line */

static const double sure_strokes = 0.8; /* a second; where there are fewer it may be no drums at all */

/* "melody (auto: one pitch at a time; confidence 0.62, next --mode poly)" */
static void describe_choice(const struct neume_report *r, char *words, size_t capacity)
{
    char next[32] = "";
    if (r->next != NEUME_MODE_AUTO)
        snprintf(next, sizeof next, ", next --mode %s", neume_mode_name(r->next));
    if (*r->reason)
        snprintf(words, capacity, "%s (auto: %s; confidence %.2f%s)", neume_mode_name(r->mode), r->reason,
                 r->confidence, next);
    else
        snprintf(words, capacity, "%s", neume_mode_name(r->mode));
}

/* One line about a mode that does not seem to fit. */
static void say_hint(const struct transcribe_job *job)
{
    const struct neume_report *r = &job->report;
    const char *name = neume_cli_shown(job->name, CLI_INPUT);
    int drums = r->mode == NEUME_MODE_DRUMS || r->mode == NEUME_MODE_MIX;
    if (r->no_music)
        neume_cli_note("%s: hint: no music is heard, and nothing written; --mode %s writes what there is", name,
                       neume_mode_name(r->mode));
    else if (r->mode == NEUME_MODE_MELODY && r->pitched < one_line)
        neume_cli_note("%s: hint: one pitch is heard in %.0f %% of the time that anything sounds; --mode poly or drums "
                       "may suit this recording better",
                       name, 100 * r->pitched);
    else if (drums && !*r->reason && r->peak > 0 && (double)job->sure_hits < sure_strokes * r->duration)
        neume_cli_note("%s: hint: %zu hits are surely those of drums; --mode melody or poly may suit this recording "
                       "better",
                       name, job->sure_hits);
}

void neume_cli_transcribe_warnings(const struct transcribe_job *job, char *out, size_t size)
{
    const struct neume_report *r = &job->report;
    struct neume_source_health health = {.peak = r->peak,
                                         .bad_samples = r->bad_samples,
                                         .clipped_samples = r->clipped_samples,
                                         .truncated = r->truncated};
    neume_cli_describe_health(&health, out, size);
    const size_t used = strlen(out);
    if (r->no_music && used < size)
        snprintf(out + used, size - used, "; no music is heard");
}

/* "song.mid, song.csv" */
static void list_targets(const struct transcribe_job *job, char *out, size_t size)
{
    size_t used = 0;
    *out = 0;
    for (size_t i = 0; i < job->targets && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "",
                                 neume_cli_shown(job->target[i], CLI_OUTPUT));
}

/* "song.wav: drums (auto: drum strokes without tones; confidence 0.97), 12 hits -> song.mid; 3 samples are clipped" */
void neume_cli_say_transcribed(const struct transcribe_job *job)
{
    const struct neume_report *r = &job->report;
    struct neume_source_health health = {.peak = r->peak,
                                         .bad_samples = r->bad_samples,
                                         .clipped_samples = r->clipped_samples,
                                         .truncated = r->truncated};
    char wrong[256], counted[96], chosen[160], tuned[32] = "", targets[1024];
    neume_cli_describe_health(&health, wrong, sizeof wrong);
    if (job->frames)
        snprintf(counted, sizeof counted, "the pitch of each frame");
    else
        neume_name_count(job->notes, job->hits, counted, sizeof counted);
    describe_choice(r, chosen, sizeof chosen);
    list_targets(job, targets, sizeof targets);
    if (r->tuning > 0 && fabs(1200 * log2(r->tuning / 440)) > tuned_cents)
        snprintf(tuned, sizeof tuned, ", A = %.1f Hz", r->tuning);
    neume_cli_note("%s: %s, %s in %.1f s%s -> %s%s%s", neume_cli_shown(job->name, CLI_INPUT), chosen, counted,
                   r->duration, tuned, targets, *wrong ? "; warning" : "", wrong);
    say_hint(job);
}
