/* SPDX-License-Identifier: MIT */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "midi/notation/musicxml.h"
#include "midi/notation/notation.h"
#include "midi/notation/notation_bar.h"
#include "tests/support/support.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

enum { TICKS = 480, MOST_NOTES = 8 };

struct played {
    double on, off; /* quarters */
    int pitch;
};

static void make(struct neume_smf *smf, int channel, int numerator, int denominator, const struct played *note,
                 size_t count)
{
    neume_smf_release(smf);
    smf->division = TICKS;
    assert_ok(neume_smf_add_track(smf));
    assert_ok(neume_smf_add_time_signature(smf, 0, 0, numerator, denominator));
    uint64_t last = 0;
    for (int tick = 0; tick <= 64 * TICKS; tick++) /* in the order of time, whatever that of the rows */
        for (size_t i = 0; i < count; i++) {
            if (lround(note[i].off * TICKS) == tick)
                assert_ok(neume_smf_add_message(smf, 0, (uint64_t)tick, 0x80 | channel, note[i].pitch, 64));
            if (lround(note[i].on * TICKS) == tick)
                assert_ok(neume_smf_add_message(smf, 0, (uint64_t)tick, 0x90 | channel, note[i].pitch, 80));
            last = smf->track[0].event[smf->track[0].count - 1].tick;
        }
    assert_ok(neume_smf_end_track(smf, 0, last));
}

/* A bar in words: "C4q" a quarter, "." dotted, "~" tied on, "3" of a triplet, "rh" a half rest, "|" the next bar,
 * "/" the next voice or staff, "_" room. */
static void describe(const struct neume_notation *n, const struct neume_notation_part *part, char *out, size_t size)
{
    static const char types[] = "whqesxyz";
    struct neume_notation_page page = {0};
    size_t used = 0;
    for (size_t b = 0; b < n->bars; b++) {
        assert_ok(neume_notation_write_bar(&page, n, part, b));
        used += (size_t)snprintf(out + used, size - used, "%s", b ? "| " : "");
        for (size_t i = 0; i < page.pieces; i++) {
            const struct neume_notation_piece *p = &page.piece[i];
            if (i && (p->staff != p[-1].staff || p->voice != p[-1].voice))
                used += (size_t)snprintf(out + used, size - used, "/ ");
            for (size_t k = 0; k < p->notes; k++) {
                const struct neume_notation_head *h = &page.head[p->first + k];
                used += (size_t)snprintf(out + used, size - used, "%c%s%d", "CDEFGAB"[h->step],
                                         h -> alter > 0      ? "#"
                                              : h->alter < 0 ? "b"
                                                             : "",
                                         h->octave);
                if (h->tied_to)
                    used += (size_t)snprintf(out + used, size - used, "~");
            }
            if (p->rest)
                used += (size_t)snprintf(out + used, size - used, "%s", p->rest == 2 ? "_" : "r");
            if (p->rest != 2)
                used += (size_t)snprintf(out + used, size - used, "%c%s%s", p->whole_bar ? 'B' : types[p->type],
                                         p->dots ? "." : "", p->triplet ? "3" : "");
            used += (size_t)snprintf(out + used, size - used, " ");
        }
    }
    if (used)
        out[used - 1] = 0;
    neume_notation_page_release(&page);
}

static void bars_read_well(void **state)
{
    (void)state;
    static const struct {
        int channel, numerator, denominator;
        struct played note[MOST_NOTES];
        const char *expected;
    } rows[] = {
        {0, 4, 4, {{0, 1, 72}, {1, 2, 74}, {2, 4, 76}}, "C5q D5q E5h"},
        {0, 4, 4, {{0, 4, 72}}, "C5w"},
        {0, 4, 4, {{0, 3, 72}, {3, 4, 74}}, "C5h. D5q"},
        {0, 4, 4, {{0, 6, 72}}, "C5~w | C5h rh"},
        {0, 4, 4, {{3.02, 4.97, 72}}, "rh rq C5~q | C5q rq rh"}, /* as played, a bit off */
        {0, 4, 4, {{0, 0.45, 72}, {0.52, 1, 74}, {1.01, 2, 76}, {2, 4, 77}}, "C5e D5e E5q F5h"},
        {0, 4, 4, {{0, 0.5, 72}, {0.5, 1.5, 74}, {1.5, 2, 76}, {2, 4, 77}}, "C5e D5q E5e F5h"}, /* a syncope */
        {0, 4, 4, {{0, 1.5, 72}, {1.5, 2.5, 74}, {2.5, 4, 76}}, "C5q. D5~e D5e E5~e E5q"},
        {0, 4, 4, {{0, .33, 72}, {.33, .67, 74}, {.67, 1, 76}, {1, 4, 77}}, "C5e3 D5e3 E5e3 F5h."},
        {0, 4, 4, {{0, .67, 72}, {.67, 1, 74}, {1, 2, 76}, {2, 4, 77}}, "C5q3 D5e3 E5q F5h"}, /* swung */
        {0, 4, 4, {{0, .25, 72}, {.25, .75, 74}, {.75, 1, 76}, {1, 4, 77}}, "C5s D5e E5s F5h."},
        {0, 3, 4, {{0, 3, 72}, {3, 4, 74}}, "C5h. | D5q rq rq"},
        {0, 6, 8, {{0, 1.5, 72}, {1.5, 2, 74}, {2, 2.5, 76}, {2.5, 3, 77}}, "C5q. D5e E5e F5e"},
        {0, 6, 8, {{0, 1, 72}, {1, 1.5, 74}, {1.5, 3, 76}}, "C5q D5e E5q."},
        {0, 4, 4, {{0, 1, 72}, {0, 1, 76}, {1, 2, 74}, {1, 2.1, 77}, {2, 4, 79}}, "C5E5q D5F5q G5h"}, /* chords */
        {0, 4, 4, {{0, 4, 72}, {0, 2, 79}, {2, 4, 81}}, "G5h A5h / C5w"}, /* two voices, the upper first */
        {0, 4, 4, {{0, 4, 48}, {0, 4, 72}}, "C5w / C3w"},                 /* two staves */
        {0, 4, 4, {{0, 4, 40}, {0, 2, 43}}, "G2h rh / E2w"},              /* one, in the bass */
        {0, 4, 4, {{0, 1, 61}, {1, 2, 63}, {2, 3, 66}, {3, 4, 70}}, "C#4q Eb4q F#4q Bb4q"},
        {9, 4, 4, {{0, .1, 36}, {0, .1, 42}, {1, 1.1, 38}, {1.5, 1.6, 42}}, "C2F#2q D2e F#2e rh"},
    };
    struct neume_smf smf;
    struct neume_notation n;
    char got[512];
    neume_smf_init(&smf);
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t count = 0;
        while (count < MOST_NOTES && rows[i].note[count].off > 0)
            count++;
        make(&smf, rows[i].channel, rows[i].numerator, rows[i].denominator, rows[i].note, count);
        assert_ok(neume_notation_init(&n, &smf));
        assert_int_equal(n.parts, 1);
        describe(&n, &n.part[0], got, sizeof got);
        if (strcmp(got, rows[i].expected))
            print_error("row %zu: %s, not %s\n", i, got, rows[i].expected), fail();
        neume_notation_release(&n);
    }
    neume_smf_release(&smf);
}

/* Random music: every voice that is written fills its bar to the tick, and the pieces follow each other. */
static void voices_fill_their_bars(void **state)
{
    (void)state;
    static const int times[][2] = {{4, 4}, {3, 4}, {6, 8}, {7, 8}, {5, 4}, {2, 2}, {12, 8}, {3, 16}};
    struct neume_smf smf;
    struct neume_notation_page page = {0};
    uint64_t random = 9;
    neume_smf_init(&smf);
    for (int round = 0; round < 200; round++) {
        struct neume_notation n;
        struct played note[40];
        double at = 0;
        for (size_t i = 0; i < COUNT(note); i++) {
            at += support_random(&random) < 0.3 ? 0 : support_random(&random);
            note[i] =
                (struct played){at, at + 0.05 + 2 * support_random(&random), 30 + (int)(60 * support_random(&random))};
        }
        make(&smf, 0, times[round % 8][0], times[round % 8][1], note, COUNT(note));
        assert_ok(neume_notation_init(&n, &smf));
        for (size_t b = 0; b < n.bars; b++) {
            int place = 0;
            assert_ok(neume_notation_write_bar(&page, &n, &n.part[0], b));
            for (size_t i = 0; i < page.pieces; i++) {
                const struct neume_notation_piece *p = &page.piece[i];
                if (i && (p->staff != p[-1].staff || p->voice != p[-1].voice)) {
                    assert_int_equal(place, n.bar[b].length);
                    place = 0;
                }
                assert_int_equal(p->at, place);
                assert_true(p->length > 0 && (p->rest || p->notes));
                place += p->length;
            }
            assert_int_equal(place, n.bar[b].length);
        }
        neume_notation_release(&n);
    }
    neume_notation_page_release(&page);
    neume_notation_page_release(NULL);
    neume_notation_release(NULL);
    neume_smf_release(&smf);
}

enum { MOST_BEATS = 40, MOST_STROKES = 8 };

/* The marks of a part in words: where in quarters, then p, <, >, ! for the end of a hairpin, D U C of the pedal. */
static void describe_marks(const struct neume_notation_part *part, char *out, size_t size)
{
    static const char *const levels[] = {"ppp", "pp", "p", "mp", "mf", "f", "ff", "fff"};
    static const char *const words[] = {"!", "U", "C", "", "<", ">", "D"};
    size_t used = 0;
    *out = 0;
    for (size_t i = 0; i < part->marks; i++) {
        const struct neume_notation_mark *m = &part->mark[i];
        used += (size_t)snprintf(out + used, size - used, "%s%g%s", i ? " " : "", (double)m->at / NEUME_QUARTER,
                                 m->kind == NEUME_MARK_DYNAMIC ? levels[m->level] : words[m->kind]);
    }
}

/* A quarter each beat, one velocity each (0: none); `drift` velocities up and down in turn. */
static void make_beats(struct neume_smf *smf, const uint8_t *velocity, size_t count, int drift)
{
    neume_smf_release(smf);
    smf->division = TICKS;
    assert_ok(neume_smf_add_track(smf));
    for (size_t i = 0; i < count; i++) {
        if (!velocity[i])
            continue;
        assert_ok(neume_smf_add_message(smf, 0, i * TICKS, 0x90, 72, velocity[i] + (i % 2 ? drift : -drift)));
        assert_ok(neume_smf_add_message(smf, 0, (i + 1) * TICKS, 0x80, 72, 64));
    }
    assert_ok(neume_smf_end_track(smf, 0, count * TICKS));
}

static void check_marks(const struct neume_smf *smf, const char *expected, const char *row)
{
    struct neume_notation n;
    char got[512];
    assert_ok(neume_notation_init(&n, smf));
    describe_marks(&n.part[0], got, sizeof got);
    if (strcmp(got, expected))
        print_error("%s: %s, not %s\n", row, got, expected), fail();
    neume_notation_release(&n);
}

static void dynamics_are_few_and_right(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct {
            int beats, from, to; /* velocities */
        } part[4];
        int drift;
        const char *expected;
    } rows[] = {
        {"one velocity says nothing", {{16, 90, 90}}, 0, ""},
        {"a steady hand", {{16, 80, 80}}, 9, "0mf"},
        {"soft after loud", {{16, 112, 112}, {16, 49, 49}}, 5, "0ff 16p"},
        {"near levels", {{16, 64, 64}, {16, 80, 80}}, 4, "0mp 16mf"},
        {"an accent is none", {{12, 64, 64}, {1, 110, 110}, {12, 64, 64}}, 2, "0mp"},
        {"louder by and by", {{8, 49, 49}, {8, 49, 96}, {8, 96, 96}}, 0, "0p 8< 16! 16f"},
        {"softer to the end", {{12, 112, 112}, {8, 112, 49}}, 0, "0ff 12> 20!"},
        {"a swell", {{8, 33, 33}, {8, 33, 112}, {8, 112, 33}, {8, 33, 33}}, 0, "0pp 8< 16! 16ff 16> 24! 24pp"},
        {"after a rest", {{8, 112, 112}, {8, 0, 0}, {8, 33, 33}}, 3, "0ff 16pp"},
    };
    struct neume_smf smf;
    neume_smf_init(&smf);
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint8_t velocity[MOST_BEATS];
        size_t count = 0;
        for (size_t k = 0; k < COUNT(rows[i].part); k++)
            for (int b = 0; b < rows[i].part[k].beats; b++)
                velocity[count++] = (uint8_t)lround(rows[i].part[k].from + (rows[i].part[k].to - rows[i].part[k].from) *
                                                                               (b + 0.5) / rows[i].part[k].beats);
        make_beats(&smf, velocity, count, rows[i].drift);
        check_marks(&smf, rows[i].expected, rows[i].name);
    }
    neume_smf_release(&smf);
}

/* The pedal under eight quarters of one velocity. */
static void pedals_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct {
            double at; /* quarters */
            int value, controller;
        } stroke[MOST_STROKES];
        int program;
        const char *expected;
    } rows[] = {
        {"none", {{0, 0, 0}}, 0, ""},
        {"on the notes", {{0, 127, 64}, {4, 0, 64}}, 0, "0D 4U"},
        {"a bit late", {{0.1, 127, 64}, {3.9, 0, 64}}, 0, "0D 4U"},
        {"changed", {{0.2, 90, 64}, {2.02, 20, 64}, {2.3, 90, 64}, {4, 10, 64}}, 0, "0D 2C 4U"},
        {"lifted for long", {{0, 90, 64}, {2, 0, 64}, {3, 90, 64}, {4, 0, 64}}, 0, "0D 2U 3D 4U"},
        {"half of it", {{0, 63, 64}, {2, 64, 64}, {2.5, 100, 64}, {3, 65, 64}, {4, 63, 64}}, 0, "2D 4U"},
        {"a flutter", {{1, 90, 64}, {1.02, 0, 64}}, 0, ""},
        {"a flutter at a change", {{0, 90, 64}, {2, 0, 64}, {2.1, 90, 64}, {2.2, 0, 64}}, 0, "0D 2U"},
        {"never lifted", {{6, 127, 64}}, 0, "6D 8U"},
        {"after all notes", {{9, 127, 64}, {10, 0, 64}}, 0, ""},
        {"reset", {{1, 127, 64}, {3, 0, 121}}, 0, "1D 3U"},
        {"not of a flute", {{0, 127, 64}, {4, 0, 64}}, 73, ""},
        {"nothing to lift", {{0, 0, 64}, {1, 0, 64}}, 0, ""},
        {"another controller", {{0, 127, 66}, {4, 0, 66}}, 0, ""},
    };
    struct neume_smf smf;
    neume_smf_init(&smf);
    for (size_t i = 0; i < COUNT(rows); i++) {
        static const uint8_t velocity[8] = {80, 80, 80, 80, 80, 80, 80, 80};
        make_beats(&smf, velocity, 8, 0);
        assert_ok(neume_smf_add_track(&smf)); /* as controllers often stand */
        assert_ok(neume_smf_add_message(&smf, 1, 0, 0xC0, rows[i].program, 0));
        for (size_t k = 0; k < MOST_STROKES && rows[i].stroke[k].controller; k++)
            assert_ok(neume_smf_add_message(&smf, 1, (uint64_t)lround(rows[i].stroke[k].at * TICKS), 0xB0,
                                            rows[i].stroke[k].controller, rows[i].stroke[k].value));
        assert_ok(neume_smf_end_track(&smf, 1, 11 * TICKS));
        check_marks(&smf, rows[i].expected, rows[i].name);
    }
    neume_smf_release(&smf);
}

/* Two parts on one channel: the pedal of a part's track is its own. */
static void pedals_belong_to_their_track(void **state)
{
    (void)state;
    struct neume_smf smf;
    struct neume_notation n;
    neume_smf_init(&smf);
    smf.division = TICKS;
    for (size_t t = 0; t < 2; t++) {
        assert_ok(neume_smf_add_track(&smf));
        assert_ok(neume_smf_add_message(&smf, t, 0, 0x90, 72, 80));
        if (t)
            assert_ok(neume_smf_add_message(&smf, t, 0, 0xB0, 64, 127));
        assert_ok(neume_smf_add_message(&smf, t, 4 * TICKS, 0x80, 72, 0));
        assert_ok(neume_smf_end_track(&smf, t, 4 * TICKS));
    }
    assert_ok(neume_notation_init(&n, &smf));
    assert_int_equal(n.parts, 2);
    assert_int_equal(n.part[0].marks, 0);
    assert_int_equal(n.part[1].marks, 2);
    neume_notation_release(&n);
    neume_smf_release(&smf);
}

static char *to_xml(const struct neume_smf *smf, const char *title)
{
    size_t size = 1 << 16;
    char *text = calloc(size + 1, 1);
    FILE *f = tmpfile();
    assert_true(text && f);
    assert_ok(neume_musicxml_write_stream(smf, title, f));
    rewind(f);
    size = fread(text, 1, size, f);
    fclose(f);
    return text;
}

static void documents_hold_what_they_must(void **state)
{
    (void)state;
    static const char *const words[] = {
        "<score-partwise version=\"4.0\">",
        "<work-title>A &amp; &lt;B&gt;</work-title>",
        "<divisions>96</divisions>",
        "<beats>3</beats><beat-type>4</beat-type>",
        "<fifths>-2</fifths><mode>minor</mode>",
        "<per-minute>90</per-minute>",
        "<sound tempo=\"90\"/>",
        "<tie type=\"start\"/>",
        "<tied type=\"stop\"/>",
        "<staves>2</staves>",
        "<clef number=\"2\"><sign>F</sign>",
        "<midi-program>1</midi-program>",
        "<dynamics><mf/></dynamics></direction-type><staff>1</staff>",
        "<pedal type=\"start\" line=\"yes\" sign=\"yes\"/></direction-type><staff>2</staff>",
        "<pedal type=\"stop\" line=\"yes\" sign=\"no\"/></direction-type><offset>192</offset><staff>2</staff>",
    };
    static const struct played notes[] = {{0, 4, 70}, {0, 4, 46}};
    struct neume_smf smf;
    neume_smf_init(&smf);
    make(&smf, 0, 3, 4, notes, 2);
    smf.track[0].event[1].data[1] = 78; /* not the same velocity: a dynamic */
    assert_ok(neume_smf_add_track(&smf));
    assert_ok(neume_smf_add_message(&smf, 1, 0, 0xB0, 64, 127));
    assert_ok(neume_smf_add_meta(&smf, 1, 0, NEUME_META_KEY_SIGNATURE, "\xFE\1", 2));
    assert_ok(neume_smf_add_tempo(&smf, 1, 0, 666667));
    assert_ok(neume_smf_add_message(&smf, 1, 2 * TICKS, 0xB0, 64, 0));
    assert_ok(neume_smf_end_track(&smf, 1, 2 * TICKS));
    char *text = to_xml(&smf, "A & <B>");
    for (size_t i = 0; i < COUNT(words); i++)
        if (!strstr(text, words[i]))
            fail_msg("no %s in %s", words[i], text);
    free(text);
    neume_smf_release(&smf);
    assert_ok(neume_smf_add_track(&smf)); /* no notes: a part with an empty bar */
    text = to_xml(&smf, NULL);
    assert_non_null(strstr(text, "<rest measure=\"yes\"/>"));
    free(text);
    neume_smf_release(&smf);
}

/* A quarter of 1/4 before 3/4 is an upbeat; a bar that is no shorter than what follows is none. */
static void upbeats(void **state)
{
    (void)state;
    static const struct {
        int first[2], second[2];
        const char *start;
        int beats, silent;
    } rows[] = {
        {{1, 4}, {3, 4}, "<measure number=\"0\" implicit=\"yes\">", 3, 0},
        {{3, 16}, {4, 4}, "<measure number=\"0\" implicit=\"yes\">", 4, 0},
        {{4, 4}, {3, 4}, "<measure number=\"1\">", 4, 0},
        {{3, 4}, {3, 4}, "<measure number=\"1\">", 3, 0},
        {{3, 16}, {4, 4}, "<measure number=\"1\">", 4, 1}, /* silence is none, but a bar is one */
        {{4, 4}, {4, 4}, "<measure number=\"1\">", 4, 1},
    };
    struct neume_smf smf;
    neume_smf_init(&smf);
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t bar = (uint64_t)(4 * TICKS * rows[i].first[0] / rows[i].first[1]);
        char beats[32];
        neume_smf_release(&smf);
        smf.division = TICKS;
        assert_ok(neume_smf_add_track(&smf));
        assert_ok(neume_smf_add_time_signature(&smf, 0, 0, rows[i].first[0], rows[i].first[1]));
        if (!rows[i].silent) {
            assert_ok(neume_smf_add_message(&smf, 0, 0, 0x90, 72, 80));
            assert_ok(neume_smf_add_message(&smf, 0, bar, 0x80, 72, 80));
        }
        assert_ok(neume_smf_add_time_signature(&smf, 0, bar, rows[i].second[0], rows[i].second[1]));
        assert_ok(neume_smf_add_message(&smf, 0, bar, 0x90, 74, 80));
        assert_ok(neume_smf_add_message(&smf, 0, bar + 4 * TICKS, 0x80, 74, 80));
        assert_ok(neume_smf_end_track(&smf, 0, bar + 4 * TICKS));
        char *text = to_xml(&smf, NULL);
        snprintf(beats, sizeof beats, "<time><beats>%d</beats>", rows[i].beats);
        assert_non_null(strstr(text, rows[i].start));
        assert_true(!strstr(text, "number=\"0\"") == !strstr(rows[i].start, "number=\"0\""));
        assert_non_null(strstr(text, beats));
        assert_non_null(strstr(text, "<measure number=\"1\""));
        free(text);
    }
    neume_smf_release(&smf);
}

static void clefs_suit_the_instrument(void **state)
{
    (void)state;
    static const struct {
        int program, pitch;
        const char *clef;
    } rows[] = {
        {24, 50, "<sign>G</sign><line>2</line><clef-octave-change>-1</clef-octave-change>"},
        {33, 33, "<sign>F</sign><line>4</line><clef-octave-change>-1</clef-octave-change>"},
        {41, 60, "<sign>C</sign><line>3</line></clef>"},
        {42, 48, "<sign>F</sign><line>4</line></clef>"},
        {72, 96, "<clef-octave-change>1</clef-octave-change>"},
        {73, 80, "<sign>G</sign><line>2</line></clef>"},
        {33, 80, "<sign>G</sign><line>2</line></clef>"}, /* no bass plays there */
    };
    struct neume_smf smf;
    neume_smf_init(&smf);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct played note = {0, 4, rows[i].pitch};
        make(&smf, 0, 4, 4, &note, 1);
        assert_ok(neume_smf_add_track(&smf));
        assert_ok(neume_smf_add_message(&smf, 1, 0, 0xC0, rows[i].program, 0));
        assert_ok(neume_smf_end_track(&smf, 1, 0));
        char *text = to_xml(&smf, NULL);
        if (!strstr(text, rows[i].clef))
            fail_msg("no %s for program %d", rows[i].clef, rows[i].program);
        free(text);
    }
    neume_smf_release(&smf);
}

static void refused(void **state)
{
    (void)state;
    struct neume_smf smf;
    FILE *f = tmpfile();
    neume_smf_init(&smf);
    assert_ok(neume_smf_add_track(&smf));
    smf.division = 0xE728;
    assert_status(neume_musicxml_write_stream(&smf, "", f), NEUME_ERR_UNSUPPORTED);
    smf.division = 1;
    assert_ok(neume_smf_add_message(&smf, 0, 0, 0x90, 60, 60)); /* over 100,000 bars */
    assert_ok(neume_smf_end_track(&smf, 0, 1000000));
    assert_status(neume_musicxml_write_stream(&smf, "", f), NEUME_ERR_UNSUPPORTED);
    smf.track[0].count = 0;
    assert_ok(neume_smf_add_time_signature(&smf, 0, 0, 255, 1)); /* few bars, but over 400,000 quarters */
    assert_ok(neume_smf_add_message(&smf, 0, 0, 0x90, 60, 60));
    assert_ok(neume_smf_end_track(&smf, 0, 500000));
    assert_status(neume_musicxml_write_stream(&smf, "", f), NEUME_ERR_UNSUPPORTED);
    fclose(f);
    neume_smf_release(&smf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bars_read_well),
        cmocka_unit_test(voices_fill_their_bars),
        cmocka_unit_test(dynamics_are_few_and_right),
        cmocka_unit_test(pedals_are_read),
        cmocka_unit_test(pedals_belong_to_their_track),
        cmocka_unit_test(documents_hold_what_they_must),
        cmocka_unit_test(upbeats),
        cmocka_unit_test(clefs_suit_the_instrument),
        cmocka_unit_test(refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
