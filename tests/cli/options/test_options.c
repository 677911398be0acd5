/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/onset.h"
#include "analysis/pyin.h"
#include "cli/commands/commands.h"
#include "cli/options/help.h"
#include "cli/options/options.h"
#include "cli/options/words.h"
#include "neume/neume.h"
#include "render/synth/render.h"
#include "tests/cli/program.h"

static void pitches(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int pitch;
    } rows[] = {{"C4", 60},  {"c4", 60},   {"A4", 69},  {"F#3", 54}, {"Bb3", 58}, {"C-1", 0},   {"G9", 127}, {"60", 60},
                {"0", 0},    {"127", 127}, {"B#3", 60}, {"Cb4", 59}, {"G#9", -1}, {"Cb-1", -1}, {"H4", -1},  {"C", -1},
                {"C4x", -1}, {"", -1},     {"128", -1}, {"-1", -1},  {"6.5", -1}, {"C10", -1},  {"#4", -1},  {"b", -1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (neume_cli_pitch(rows[i].text) != rows[i].pitch)
            fail_msg("'%s' is %d, expected %d", rows[i].text, neume_cli_pitch(rows[i].text), rows[i].pitch);
}

static void word_distances(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int distance;
    } rows[] = {{"", "", 0},     {"mode", "mode", 0}, {"mod", "mode", 1},      {"mdoe", "mode", 2},
                {"", "mode", 4}, {"mode", "", 4},     {"sitting", "kitten", 3}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(neume_cli_word_distance(rows[i].a, rows[i].b), rows[i].distance);
}

static void check_option(const struct cli_command *c, const struct cli_option *o, void *settings)
{
    char why[256];
    if (!o->help || !*o->help || isupper((unsigned char)*o->help) || o->help[strlen(o->help) - 1] == '.')
        fail_msg("%s --%s: help is missing, or no plain phrase", c->name, o->name);
    if ((o->kind == CLI_FLAG) != !o->value)
        fail_msg("%s --%s: the value's name does not fit the kind", c->name, o->name);
    if (o->initial && neume_cli_set(o, o->initial, settings, why, sizeof why))
        fail_msg("%s --%s: the default is refused: %s", c->name, o->name, why);
    if ((o->kind == CLI_NUMBER || o->kind == CLI_WHOLE) && !(o->min < o->max))
        fail_msg("%s --%s: no range", c->name, o->name);
    if (o->offset >= c->settings_size)
        fail_msg("%s --%s: outside the settings", c->name, o->name);
    for (const struct cli_option *p = c->option; p != o; p++)
        if (!strcmp(p->name, o->name) || (o->letter && p->letter == o->letter) || p->offset == o->offset)
            fail_msg("%s --%s: clashes with --%s", c->name, o->name, p->name);
}

static void tables_are_sound(void **state)
{
    (void)state;
    for (const struct cli_command *const *c = neume_cli_commands; *c; c++) {
        void *settings = calloc(1, (*c)->settings_size);
        assert_non_null(settings);
        for (const struct cli_option *o = (*c)->option; o->name; o++)
            check_option(*c, o, settings);
        free(settings);
        assert_non_null((*c)->summary);
        assert_non_null((*c)->description);
        assert_non_null((*c)->example[0].line);
        assert_ptr_equal(neume_cli_find_command((*c)->name), *c);
    }
}

/* The value that the table gives an option when nothing is typed. */
static double default_of(const struct cli_command *c, const char *name)
{
    char why[256];
    double result = 0;
    void *settings = calloc(1, c->settings_size);
    assert_non_null(settings);
    for (const struct cli_option *o = c->option; o->name; o++) {
        if (strcmp(o->name, name))
            continue;
        assert_int_equal(neume_cli_set(o, o->initial, settings, why, sizeof why), 0);
        void *field = (char *)settings + o->offset;
        result = o->kind == CLI_NUMBER ? *(double *)field : o->kind == CLI_TEXT ? atof(o->initial) : *(int *)field;
    }
    free(settings);
    return result;
}

/* The help must not promise other defaults than the library has. */
static void defaults_are_the_library_s(void **state)
{
    (void)state;
    struct neume_options options;
    struct neume_onset_config onset;
    struct neume_pyin_config pyin;
    struct neume_render_options render;
    neume_options_init(&options);
    neume_onset_config_init(&onset);
    neume_pyin_config_init(&pyin);
    neume_render_options_init(&render);
    const struct {
        const struct cli_command *command;
        const char *name;
        double value;
    } rows[] = {{&neume_cli_transcribe, "mode", options.mode},
                {&neume_cli_transcribe, "quality", options.quality},
                {&neume_cli_bench_command, "mode", options.mode},
                {&neume_cli_bench_command, "quality", options.quality},
                {&neume_cli_transcribe, "bends", options.bends},
                {&neume_cli_transcribe, "min-pitch", options.min_pitch},
                {&neume_cli_transcribe, "max-pitch", options.max_pitch},
                {&neume_cli_transcribe, "sensitivity", options.sensitivity},
                {&neume_cli_transcribe, "min-length", options.min_length},
                {&neume_cli_onsets, "sensitivity", onset.sensitivity},
                {&neume_cli_onsets, "min-gap", onset.min_gap},
                {&neume_cli_pitch_command, "min-hz", pyin.min_hz},
                {&neume_cli_pitch_command, "max-hz", pyin.max_hz},
                {&neume_cli_render, "gain", render.gain}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (default_of(rows[i].command, rows[i].name) != rows[i].value)
            fail_msg("%s --%s: %g in the table, %g in the library", rows[i].command->name, rows[i].name,
                     default_of(rows[i].command, rows[i].name), rows[i].value);
}

static const char *mode_name(int mode)
{
    return neume_mode_name((enum neume_mode)mode);
}

static const char *quality_name(int quality)
{
    return neume_quality_name((enum neume_quality)quality);
}

static void choices_are_the_library_s(void **state)
{
    (void)state;
    static const struct {
        const struct cli_command *command;
        const char *option;
        const char *(*name)(int);
        int count;
    } rows[] = {{&neume_cli_transcribe, "mode", mode_name, NEUME_MODE_COUNT},
                {&neume_cli_transcribe, "quality", quality_name, NEUME_QUALITY_COUNT},
                {&neume_cli_bench_command, "mode", mode_name, NEUME_MODE_COUNT},
                {&neume_cli_bench_command, "quality", quality_name, NEUME_QUALITY_COUNT}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char word[32];
        const struct cli_option *o = rows[i].command->option;
        while (o->name && strcmp(o->name, rows[i].option) != 0)
            o++;
        assert_non_null(o->name);
        for (int c = 0; c < rows[i].count; c++) {
            assert_int_equal(neume_cli_choice_word(o->value, c, word, sizeof word), 1);
            assert_string_equal(word, rows[i].name(c));
        }
        assert_int_equal(neume_cli_choice_word(o->value, rows[i].count, word, sizeof word), 0);
    }
}

static const struct {
    const char *line, *words;
} slips[] = {
    {"$NEUME", "a file or a command is missing"},
    {"$NEUME trancribe", "'trancribe' is no command and no file (did you mean 'transcribe'?)"},
    {"$NEUME -q --mode=foo transcribe tone.wav", "transcribe: --mode: 'foo' is not one of auto"},
    {"$NEUME -q --wild beats tone.wav", "beats: unknown option '--wild'"},
    {"$NEUME datasets mir1k", "there is no dataset 'mir1k' (did you mean 'mir-1k'?)"},
    {"$NEUME bench guitar", "there is no dataset 'guitar' (did you mean 'guitarset'?)"},
    {"$NEUME datasets xyz", "there is no dataset 'xyz' ('neume datasets' lists them)"},
    {"$NEUME help nothing", "'nothing' is no command"},
    {"$NEUME --completion tcsh", "'tcsh' is not one of bash, zsh, fish"},
    {"$NEUME transcribe", "transcribe: an input file is missing: neume transcribe IN..."},
    {"$NEUME transcribe --mode foo tone.wav", "transcribe: --mode: 'foo' is not one of auto, melody, poly, drums, mix"},
    {"$NEUME transcribe --mode drum tone.wav", "(did you mean 'drums'?)"},
    {"$NEUME transcribe --quality good tone.wav", "transcribe: --quality: 'good' is not one of best, fast"},
    {"$NEUME transcribe --bends on tone.wav", "transcribe: --bends: 'on' is not one of off, channel, mpe"},
    {"$NEUME transcribe --mdoe drums tone.wav", "unknown option '--mdoe' (did you mean '--mode'?)"},
    {"$NEUME transcribe --wild tone.wav", "unknown option '--wild' ('neume transcribe --help' lists them)"},
    {"$NEUME transcribe -z tone.wav", "unknown option '-z'"},
    {"$NEUME transcribe tone.wav -o", "-o: a value is missing: OUT"},
    {"$NEUME transcribe tone.wav --tempo", "--tempo: a value is missing: BPM"},
    {"$NEUME transcribe tone.wav --tempo=", "'' is not none|auto|by-format or a number from 4 to 960 beats a minute"},
    {"$NEUME transcribe tone.wav --tempo=3.9", "'3.9' is not none|auto|by-format or a number"},
    {"$NEUME transcribe tone.wav --tempo=nan", "'nan' is not none|auto|by-format or a number"},
    {"$NEUME transcribe tone.wav --tempo=120x", "'120x' is not none|auto|by-format or a number"},
    {"$NEUME transcribe tone.wav --jobs=1.5", "'1.5' is not auto or a whole number from 1 to 64"},
    {"$NEUME transcribe tone.wav --min-pitch=H2", "'H2' is not a MIDI pitch"},
    {"$NEUME transcribe tone.wav --range flute --max-pitch C3", "--min-pitch: 57 is above --max-pitch, 48"},
    {"$NEUME transcribe tone.wav --range kazoo", "--range"},
    {"$NEUME transcribe tone.wav --tuning 500", "--tuning"},
    {"$NEUME transcribe tone.wav --min-pitch=C5 --max-pitch C4", "--min-pitch: 72 is above --max-pitch, 60"},
    {"$NEUME transcribe tone.wav --json=yes", "--json: takes no value"},
    {"$NEUME transcribe tone.wav --output=", "--output: the name is empty"},
    {"$NEUME transcribe tone.wav ''", "a file name is empty"},
    {"$NEUME transcribe tone.wav --json -o -", "cannot both go to standard output"},
    {"$NEUME --mode foo tone.wav", "'foo' is not one of"},
    {"$NEUME onsets tone.wav silent.wav", "onsets: the outputs of several files need a folder: -o FOLDER"},
    {"$NEUME onsets tone.wav --min-gap 2", "'2' is not a number from 0.005 to 1 seconds"},
    {"$NEUME pitch tone.wav --min-hz 500 --max-hz 400", "--min-hz: 500 is not below --max-hz, 400"},
    {"$NEUME render song.mid", "an output is missing: -o FILE or --stems DIR"},
    {"$NEUME render song.mid -o song.xyz", "'song.xyz' does not end in"},
    {"$NEUME render song.mid -o a.wav --bits 8", "'8' is not one of 16, 24, 32f"},
    {"$NEUME render song.mid -o a.flac --bits 32f", "a.flac: not a file type that neume writes with these settings"},
    {"$NEUME render song.mid -o a.wav --rate 44100.5", "is not auto or a whole number"},
    {"$NEUME compare tone.wav", "compare: a second file is missing: neume compare AUDIO MIDI"},
    {"$NEUME compare - - <tone.wav", "standard input can be read only once"},
    {"$NEUME compare tone.wav song.mid --ab ab.txt", "'ab.txt' does not end in"},
    {"$NEUME compare tone.wav song.mid -o report.pdf", "'report.pdf' does not end in .html"},
    {"$NEUME info", "info: an input file is missing"},
};

static void usage_errors(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof slips / sizeof *slips; i++) {
        struct ran ran = program_run(slips[i].line);
        if (ran.code != 2 || ran.err_lines != 1 || ran.out_size || !strstr(ran.err, slips[i].words))
            fail_msg("%s: code %d, stderr (expected '%s'):\n%s", slips[i].line, ran.code, slips[i].words, ran.err);
    }
    assert_false(program_left_something("."));
}

/* Every option is in the help, in the manual and in each completion, and no other is. */
static void documents_hold_every_option(void **state)
{
    (void)state;
    static const char *const lines[] = {"$NEUME --completion bash", "$NEUME --completion zsh"};
    char line[64], words[64];
    for (const struct cli_command *const *p = neume_cli_commands; *p; p++) {
        const struct cli_command *c = *p;
        snprintf(line, sizeof line, "$NEUME %s --help", c->name);
        struct ran help = program_run(line);
        for (const struct cli_option *o = c->option; o->name; o++) {
            snprintf(words, sizeof words, "--%s", o->name);
            assert_non_null(strstr(help.out, words));
        }
    }
    for (size_t i = 0; i < 2; i++) {
        struct ran completion = program_run(lines[i]);
        for (const struct cli_command *const *c = neume_cli_commands; *c; c++)
            for (const struct cli_option *o = (*c)->option; o->name; o++) {
                snprintf(words, sizeof words, "--%s", o->name);
                assert_non_null(strstr(completion.out, words));
            }
    }
    assert_int_equal(program_run("$NEUME --completion bash >c.bash && bash -n c.bash").code, 0);
    struct ran man = program_run("$NEUME --man");
    assert_int_equal(man.code, 0);
    for (const struct cli_command *const *c = neume_cli_commands; *c; c++)
        assert_non_null(strstr(man.out, (*c)->name));
    assert_non_null(strstr(man.out, "\\-\\-min\\-pitch"));
}

/* Nothing of an option is cut off in its help, and nothing is wider than a terminal. */
static void help_is_whole(void **state)
{
    (void)state;
    for (const struct cli_command *const *c = neume_cli_commands; *c; c++) {
        char line[64], whole[1024], word[64];
        snprintf(line, sizeof line, "$NEUME help %s", (*c)->name);
        const char *help = program_run(line).out;
        for (const struct cli_option *o = (*c)->option; o->name; o++) {
            neume_cli_describe_option(o, whole, sizeof whole);
            assert_true(strlen(whole) < sizeof whole - 1);
            for (int i = 0; o->value && neume_cli_choice_word(o->value, i, word, sizeof word); i++)
                if (!strstr(help, word))
                    fail_msg("%s: --%s: no '%s'", line, o->name, word);
        }
        for (const char *l = help; *l; l += strcspn(l, "\n"), l += *l == '\n')
            if (strcspn(l, "\n") > 80 && strncmp(l, "  neume ", 8) && strncmp(l, "      ", 6))
                fail_msg("%s: over 80 columns: %.*s", line, (int)strcspn(l, "\n"), l);
    }
}

/* What bash offers for a line that ends at the cursor, as "a b c", sorted. */
static const char *offered(const char *words)
{
    char line[512];
    snprintf(
        line, sizeof line,
        "$NEUME --completion bash >c.bash; bash -c '. ./c.bash; COMP_WORDS=(neume %s); "
        "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _neume; printf \"%%s\\n\" \"${COMPREPLY[@]}\" | sort | paste -sd,'",
        words);
    return strtok(program_run(line).out, "\n");
}

static void bash_offers_names(void **state)
{
    (void)state;
    support_write_file("a b.song", "", 0);
    assert_int_equal(program_run("$NEUME --completion bash >c.bash").code, 0);
    for (const struct cli_command *const *c = neume_cli_commands; *c; c++) {
        char words[64];
        snprintf(words, sizeof words, "%s a", (*c)->name);
        if (!(*c)->operand)
            assert_string_equal(offered(words), "a b.song");
    }
    static const struct {
        const char *words, *offered;
    } rows[] = {{"bench maes", "maestro"},
                {"datasets mir", "mir-1k"},
                {"help re", "render,replace"},
                {"--completion \"\"", "bash,fish,zsh"},
                {"ren", "render"},
                {"transcribe --drum-map add", "addictive-drums"},
                {"transcribe --range tr", "trombone,trumpet"},
                {"transcribe --mode = d", "drums"},
                {"transcribe --mode =", "auto,drums,melody,mix,poly"},
                {"render -q --ste", "--stems"},
                {"render --stems fold", "folder.wav"},
                {"edit a --split-hands -o a", "a b.song"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(offered(rows[i].words), rows[i].offered);
}

static void help_and_version(void **state)
{
    (void)state;
    static const struct {
        const char *line, *words;
    } rows[] = {{"$NEUME --help", "usage: neume FILE"}, {"$NEUME -h", "usage: neume FILE"},
                {"$NEUME help", "usage: neume FILE"},   {"$NEUME help pitch", "usage: neume pitch [OPTION]... IN"},
                {"$NEUME pitch --help", "--min-hz HZ"}, {"$NEUME pitch -h nothing.wav", "--min-hz HZ"},
                {"$NEUME --version", "neume 0."}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ran ran = program_run(rows[i].line);
        if (ran.code || *ran.err || !strstr(ran.out, rows[i].words))
            fail_msg("%s: code %d, '%s' expected in\n%s%s", rows[i].line, ran.code, rows[i].words, ran.out, ran.err);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pitches),
        cmocka_unit_test(word_distances),
        cmocka_unit_test(tables_are_sound),
        cmocka_unit_test(defaults_are_the_library_s),
        cmocka_unit_test(choices_are_the_library_s),
        cmocka_unit_test(usage_errors),
        cmocka_unit_test(documents_hold_every_option),
        cmocka_unit_test(help_is_whole),
        cmocka_unit_test(bash_offers_names),
        cmocka_unit_test(help_and_version),
    };
    return cmocka_run_group_tests(tests, program_setup, program_teardown);
}
