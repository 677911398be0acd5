/* SPDX-License-Identifier: MIT */
#include "compare/score_reference.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "compare/places.h"
#include "core/error.h"
#include "datasets/metrics/match.h"
#include "datasets/metrics/notes.h"
#include "datasets/readers/reader.h"

static const double shift_window = 0.5; /* seconds */
static const double shortest = 0.005;   /* seconds: a reference may have notes of no length */

/* Notes and hits of one side. Hits are notes of a pitch that no note has. */
struct side {
    struct neume_compare_note *note; /* [count]; pitch of hits: the class */
    double *column;                  /* onsets, offsets, Hz */
    struct neume_note_set set;
    size_t count;
};

static void release(struct side *s)
{
    free(s->note);
    free(s->column);
}

static enum neume_status reserve(struct side *s, size_t count)
{
    s->note = calloc(count + 1, sizeof *s->note);
    s->column = calloc(3 * count + 1, sizeof *s->column);
    s->set = (struct neume_note_set){s->column, s->column + count, s->column + 2 * count, NULL, count};
    return s->note && s->column ? NEUME_OK : NEUME_ERR_MEMORY;
}

/* A class is 1, 2, 4 .. Hz over 1000: far from each other and from all notes. */
static void add(struct side *s, double onset, double offset, int pitch, int drum)
{
    size_t n = s->set.count, i = s->count++;
    s->note[i] = (struct neume_compare_note){onset, offset, pitch, drum, NEUME_NOTE_FOUND};
    s->column[i] = fmax(onset, 0);
    s->column[n + i] = fmax(offset, s->column[i] + shortest);
    s->column[2 * n + i] = drum ? ldexp(1e-3, pitch) : neume_pitch_to_hz(pitch);
}

static enum neume_status take_reference(struct side *s, const struct neume_truth *truth)
{
    enum neume_status status = reserve(s, truth->note_count + truth->hit_count);
    for (size_t i = 0; status == NEUME_OK && i < truth->note_count; i++)
        add(s, truth->note[i].onset, truth->note[i].offset, (int)lrint(truth->note[i].pitch), 0);
    for (size_t i = 0; status == NEUME_OK && i < truth->hit_count; i++)
        add(s, truth->hit[i].time, truth->hit[i].time + 0.05, (int)truth->hit[i].drum, 1);
    return status;
}

static enum neume_status take_notes(struct side *s, const struct neume_notes *notes, double lead)
{
    enum neume_status status = reserve(s, notes->count);
    for (size_t i = 0; status == NEUME_OK && i < notes->count; i++) {
        const struct neume_note *n = &notes->note[i];
        add(s, n->onset + lead, n->offset + lead, n->drum ? (int)neume_drum_class_of_key(n->pitch) : n->pitch, n->drum);
    }
    return status;
}

/* Missed notes take the extra ones nearest to them in time that nobody has. partner [reference]. */
static void find_shifted(struct side *reference, struct side *written, const uint32_t *partner)
{
    for (size_t r = 0; r < reference->count; r++) {
        struct neume_compare_note *missed = &reference->note[r], *nearest = NULL;
        for (size_t w = 0; partner[r] == NEUME_UNMATCHED && w < written->count; w++) {
            struct neume_compare_note *n = &written->note[w];
            double distance = fabs(n->onset - missed->onset);
            if (n->verdict == NEUME_NOTE_EXTRA && n->pitch == missed->pitch && n->drum == missed->drum &&
                distance <= shift_window && (!nearest || distance < fabs(nearest->onset - missed->onset)))
                nearest = n;
        }
        if (nearest) {
            missed->verdict = NEUME_NOTE_SHIFTED;
            nearest->verdict = NEUME_NOTE_SHIFTED;
        }
    }
}

/* The place of one note that is wrong. `other`: of a shifted one, the MIDI's onset. */
static enum neume_status push(struct neume_compare_data *data, size_t *capacity, const struct neume_compare_note *n,
                              double other)
{
    static const enum neume_compare_place_kind kinds[] = {[NEUME_NOTE_MISSED] = NEUME_PLACE_MISSING,
                                                          [NEUME_NOTE_EXTRA] = NEUME_PLACE_EXTRA,
                                                          [NEUME_NOTE_SHIFTED] = NEUME_PLACE_SHIFTED};
    char name[16];
    struct neume_compare_place p = {.start = n->onset,
                                    .end = n->offset,
                                    .kind = kinds[n->verdict],
                                    .pitch = n->drum ? -1 : n->pitch,
                                    .drum = n->drum ? n->pitch : -1,
                                    .score = 1};
    double by = 1000 * (other - n->onset);
    neume_compare_name_sound(n->pitch, n->drum, name, sizeof name);
    if (n->verdict == NEUME_NOTE_SHIFTED)
        snprintf(p.words, sizeof p.words, "%s is %.0f ms %s", name, fabs(by), by > 0 ? "late" : "early");
    else
        snprintf(p.words, sizeof p.words, n->verdict == NEUME_NOTE_MISSED ? "%s is missed" : "%s is one too many",
                 name);
    return neume_compare_push_place(data, capacity, &p);
}

/* Where the note of the MIDI lies that a shifted note of the reference is nearest to. */
static double shifted_to(const struct neume_compare_note *n, const struct side *written)
{
    double best = HUGE_VAL;
    for (size_t w = 0; w < written->count; w++) {
        const struct neume_compare_note *m = &written->note[w];
        if (m->verdict == NEUME_NOTE_SHIFTED && m->pitch == n->pitch && m->drum == n->drum &&
            fabs(m->onset - n->onset) < fabs(best - n->onset))
            best = m->onset;
    }
    return best;
}

static int by_onset(const void *a, const void *b)
{
    const struct neume_compare_note *x = a, *y = b;
    if (x->onset != y->onset)
        return x->onset > y->onset ? 1 : -1;
    if (x->pitch != y->pitch)
        return x->pitch - y->pitch;
    if (x->drum != y->drum)
        return x->drum - y->drum;
    if (x->offset != y->offset)
        return x->offset > y->offset ? 1 : -1;
    return (int)x->verdict - (int)y->verdict;
}

/* All notes of the reference, and the extra ones of the MIDI on the recording's clock. */
static enum neume_status list(struct neume_compare_data *data, const struct side *reference, const struct side *written,
                              double lead)
{
    size_t capacity = data->place_count;
    enum neume_status status = NEUME_OK;
    data->place_count = 0;
    data->note = calloc(reference->count + written->count + 1, sizeof *data->note);
    if (!data->note)
        return NEUME_ERR_MEMORY;
    for (size_t i = 0; i < reference->count + written->count && status == NEUME_OK; i++) {
        int extra = i >= reference->count;
        struct neume_compare_note n = extra ? written->note[i - reference->count] : reference->note[i];
        if (extra && n.verdict != NEUME_NOTE_EXTRA)
            continue;
        double other = n.verdict == NEUME_NOTE_SHIFTED ? shifted_to(&n, written) : 0;
        n.onset -= extra ? lead : 0;
        n.offset -= extra ? lead : 0;
        data->note[data->note_count++] = n;
        if (n.verdict != NEUME_NOTE_FOUND)
            status = push(data, &capacity, &n, other);
    }
    qsort(data->note, data->note_count, sizeof *data->note, by_onset);
    neume_compare_sort_places(data);
    return status;
}

static enum neume_status match_sides(struct side *reference, struct side *written, double lead,
                                     struct neume_compare_result *c)
{
    uint32_t *partner = calloc(reference->count + 1, sizeof *partner);
    enum neume_status status = partner ? NEUME_OK : NEUME_ERR_MEMORY;
    size_t matched = 0;
    if (status == NEUME_OK)
        status = neume_notes_match(&reference->set, &written->set, &neume_note_rules_default, partner, NULL);
    if (status == NEUME_OK) {
        for (size_t w = 0; w < written->count; w++)
            written->note[w].verdict = NEUME_NOTE_EXTRA;
        for (size_t r = 0; r < reference->count; r++) {
            reference->note[r].verdict = partner[r] == NEUME_UNMATCHED ? NEUME_NOTE_MISSED : NEUME_NOTE_FOUND;
            matched += partner[r] != NEUME_UNMATCHED;
            if (partner[r] != NEUME_UNMATCHED)
                written->note[partner[r]].verdict = NEUME_NOTE_FOUND;
        }
        find_shifted(reference, written, partner);
        struct neume_precision_recall prf =
            neume_precision_recall_of((struct neume_hits){matched, reference->count, written->count});
        c->truth = (struct neume_agreement){prf.precision, prf.recall, prf.f, matched};
        c->has_reference = 1;
        status = list(&c->data, reference, written, lead);
    }
    free(partner);
    return status;
}

static enum neume_status read_reference(const char *name, struct neume_truth *truth, struct neume_error *error)
{
    struct neume_reader_remarks remarks = {.error = ""};
    struct neume_reader_options how = {NEUME_FORMAT_AUTO, 1};
    enum neume_status status = neume_truth_read(truth, name, &how, &remarks);
    if (status != NEUME_OK && *remarks.error)
        return neume_error_say(error, status, name, remarks.error_line, remarks.error);
    if (status != NEUME_OK || truth->kinds & (NEUME_TRUTH_NOTES | NEUME_TRUTH_HITS))
        return neume_error_input(error, status, name);
    return neume_error_say(error, NEUME_ERR_EMPTY, name, 0, "no notes and no drum hits to compare with");
}

/* sides[0] holds the reference, where `status` says so. */
static enum neume_status score(struct side sides[2], enum neume_status status, const struct neume_notes *written,
                               struct neume_compare_result *comparison)
{
    double lead = comparison->shifted ? comparison->offset : 0;
    if (status == NEUME_OK)
        status = take_notes(&sides[1], written, lead);
    if (status == NEUME_OK)
        status = match_sides(&sides[0], &sides[1], lead, comparison);
    release(&sides[0]);
    release(&sides[1]);
    return status;
}

enum neume_status neume_compare_score_reference(const char *reference, const struct neume_notes *written,
                                                struct neume_compare_result *comparison, struct neume_error *error)
{
    struct neume_truth truth;
    struct side sides[2] = {{0}, {0}};
    neume_truth_init(&truth);
    enum neume_status status = read_reference(reference, &truth, error);
    if (status == NEUME_OK) {
        status = score(sides, take_reference(&sides[0], &truth), written, comparison);
        neume_error_input(error, status, reference);
    }
    neume_truth_release(&truth);
    return status;
}

enum neume_status neume_compare_score_notes(const struct neume_notes *reference, const struct neume_notes *written,
                                            struct neume_compare_result *comparison, struct neume_error *error)
{
    struct side sides[2] = {{0}, {0}};
    enum neume_status status = score(sides, take_notes(&sides[0], reference, 0), written, comparison);
    return neume_error_input(error, status, "reference");
}
