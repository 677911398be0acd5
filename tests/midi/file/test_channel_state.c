/* SPDX-License-Identifier: MIT */
#include "midi/file/channel_state.h"

#include <math.h>
#include <string.h>

#include "tests/support/support.h"

/* Messages one after another, in hexadecimal, system exclusive from F0 to F7; and what holds after the last. */
static const struct row {
    const char *name;
    const char *messages;
    int channel, drum;
    double bend; /* cents */
} rows[] = {
    {"as at first", "E1 7F 7F", 1, 0, 199.9756},
    {"channel 10", "", 9, 1, 0},
    {"semitones and cents", "B0 65 00 B0 64 00 B0 06 02 B0 26 32 E0 00 00", 0, 0, -250},
    {"the range of a bend that is held", "E0 00 00 B0 65 00 B0 64 00 B0 06 0C", 0, 0, -1200},
    {"null", "B0 65 00 B0 64 00 B0 65 7F B0 64 7F B0 06 0C E0 00 00", 0, 0, -200},
    {"NRPN", "B0 65 00 B0 64 00 B0 63 01 B0 62 08 B0 06 0C E0 00 00", 0, 0, -200},
    {"half an RPN after an NRPN", "B0 63 01 B0 62 08 B0 64 00 B0 06 0C E0 00 00", 0, 0, -200},
    {"increment", "B0 65 00 B0 64 00 B0 60 00 B0 60 00 E0 00 00", 0, 0, -202},
    {"decrement over a semitone", "B0 65 00 B0 64 00 B0 61 00 E0 00 00", 0, 0, -199},
    {"CC 121 centres the bend", "E0 00 00 B0 79 00", 0, 0, 0},
    {"CC 121 keeps the range and forgets the parameter", "B0 65 00 B0 64 00 B0 06 0C B0 79 00 B0 06 05 E0 00 00", 0, 0,
     -1200},
    {"MPE member without RPN 0", "B0 65 00 B0 64 06 B0 06 0F E1 00 00", 1, 0, -4800},
    {"MPE master bends its members", "B0 65 00 B0 64 06 B0 06 0F E0 00 00 E1 00 00", 1, 0, -5000},
    {"MPE member's range is for all", "B0 65 00 B0 64 06 B0 06 0F B2 65 00 B2 64 00 B2 06 18 E1 00 00", 1, 0, -2400},
    {"MPE master's range is its own", "B0 65 00 B0 64 06 B0 06 0F B0 64 00 B0 06 0C E0 00 00", 1, 0, -1200},
    {"MPE member on channel 10", "B0 65 00 B0 64 06 B0 06 0F", 9, 0, 0},
    {"MPE zone that leaves channel 10", "B0 65 00 B0 64 06 B0 06 08", 9, 1, 0},
    {"MPE upper zone", "BF 65 00 BF 64 06 BF 06 03 EF 00 00", 12, 0, -200},
    {"MPE upper zone takes from the lower", "B0 65 00 B0 64 06 B0 06 0F BF 65 00 BF 64 06 BF 06 03 E0 00 00", 12, 0, 0},
    {"MPE off", "B0 65 00 B0 64 06 B0 06 0F B0 06 00 E1 00 00", 1, 0, -200},
    {"GS rhythm part", "F0 41 10 42 12 40 15 15 01 15 F7", 4, 1, 0},
    {"GS rhythm part 0 is channel 10", "F0 41 10 42 12 40 10 15 00 1B F7", 9, 0, 0},
    {"GS part A is channel 11", "F0 41 10 42 12 40 1A 15 02 0F F7", 10, 1, 0},
    {"GS reset", "F0 41 10 42 12 40 15 15 01 15 F7 F0 41 10 42 12 40 00 7F 00 41 F7", 4, 0, 0},
    {"XG bank 127", "F0 43 10 4C 00 00 7E 00 F7 B4 00 7F C4 00", 4, 1, 0},
    {"XG bank without a program", "F0 43 10 4C 00 00 7E 00 F7 B4 00 7F", 4, 0, 0},
    {"XG bank 127 before XG on", "B4 00 7F C4 00", 4, 0, 0},
    {"XG bank 0 on channel 10", "F0 43 10 4C 00 00 7E 00 F7 B9 00 00 C9 00", 9, 0, 0},
    {"XG program on channel 10", "F0 43 10 4C 00 00 7E 00 F7 C9 08", 9, 1, 0},
    {"XG part mode", "F0 43 10 4C 00 00 7E 00 F7 F0 43 10 4C 08 02 07 01 F7", 2, 1, 0},
    {"GM2 bank 120", "F0 7E 7F 09 03 F7 B4 00 78 C4 00", 4, 1, 0},
    {"GM2 bank 121 on channel 10", "F0 7E 7F 09 03 F7 B9 00 79 C9 00", 9, 0, 0},
    {"GM has no banks", "F0 7E 7F 09 01 F7 B4 00 78 C4 00", 4, 0, 0},
};

static unsigned hex(const char *text)
{
    unsigned value = 0;
    for (int i = 0; i < 2; i++)
        value = value << 4 | (unsigned)(text[i] <= '9' ? text[i] - '0' : text[i] - 'A' + 10);
    return value;
}

static size_t take(struct neume_channel_state *state, struct neume_smf *smf, const uint8_t *byte, size_t left)
{
    struct neume_smf_event e = {.status = byte[0]};
    size_t size = (byte[0] & 0xF0) == NEUME_MIDI_PROGRAM ? 2 : 3;
    if (byte[0] == NEUME_MIDI_SYSEX) {
        const uint8_t *end = memchr(byte, 0xF7, left);
        size = (size_t)(end - byte) + 1;
        smf->bytes = (uint8_t *)(uintptr_t)(byte + 1);
        e.size = (uint32_t)(size - 1);
    } else {
        memcpy(e.data, byte + 1, size - 1);
    }
    neume_channel_state_take(state, 0, &e);
    return size;
}

static void play(struct neume_channel_state *state, struct neume_smf *smf, const char *messages)
{
    uint8_t bytes[128];
    size_t count = 0;
    for (const char *p = messages; *p; p += p[2] ? 3 : 2)
        bytes[count++] = (uint8_t)hex(p);
    for (size_t at = 0; at < count;)
        at += take(state, smf, bytes + at, count - at);
}

static void test_rows(void **cm)
{
    (void)cm;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *r = &rows[i];
        struct neume_smf smf = {0};
        struct neume_channel_state *state = neume_channel_state_new(&smf);
        assert_non_null(state);
        play(state, &smf, r->messages);
        double bend = neume_channel_bend(state, 0, r->channel);
        int drum = neume_channel_is_drum(state, 0, r->channel);
        if (fabs(bend - r->bend) > 1e-3 || drum != r->drum)
            fail_msg("%s: bend of %g cents, drums %d", r->name, bend, drum);
        neume_channel_state_free(state);
    }
    neume_channel_state_free(NULL);
}

/* Master tuning is everybody's; a transposition is not the drums'. */
static void test_tuning(void **cm)
{
    struct neume_smf smf = {0};
    struct neume_channel_state *state = neume_channel_state_new(&smf);
    (void)cm;
    play(state, &smf, "F0 7F 7F 04 03 00 20 F7 F0 7F 7F 04 04 00 42 F7 B0 65 00 B0 64 01 B0 06 60 B0 64 02 B0 06 3F");
    assert_true(fabs(neume_channel_tuning(state, 0, 0) - (-50 + 200 + 50 - 100)) < 1e-9);
    assert_true(fabs(neume_channel_tuning(state, 0, 1) - 150) < 1e-9);
    assert_true(fabs(neume_channel_tuning(state, 0, 9) - -50) < 1e-9);
    play(state, &smf, "F0 7F 7F 04 01 00 40 F7");
    assert_true(fabs(state->volume - 0.5) < 1e-3);
    play(state, &smf, "F0 7E 7F 09 01 F7");
    assert_true(neume_channel_tuning(state, 0, 0) == 0 && state->volume == 1);
    neume_channel_state_free(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_tuning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
