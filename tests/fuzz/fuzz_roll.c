/* SPDX-License-Identifier: MIT
 *
 * Any MIDI file as a picture: the score's times are in order, the picture is well-formed SVG. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "midi/file/smf_read.h"
#include "midi/roll/roll.h"
#include "midi/roll/roll_layout.h"
#include "midi/roll/roll_score.h"
#include "tests/fuzz/fuzz.h"

static void check_score(const struct neume_roll_score *score)
{
    double last = 0;
    for (size_t i = 0; i < score->note_count; i++) {
        const struct neume_roll_note *n = &score->note[i];
        fuzz_require(isfinite(n->on) && n->on >= last && n->off > n->on && isfinite(n->off));
        last = n->on;
    }
}

static void check_svg(const char *path)
{
    FILE *f = fopen(path, "rb");
    fuzz_require(f && !fseek(f, 0, SEEK_END));
    const long size = ftell(f);
    char *text = malloc((size_t)size);
    rewind(f);
    fuzz_require(text && fread(text, 1, (size_t)size, f) == (size_t)size);
    fclose(f);
    fuzz_require_xml(text, (size_t)size);
    free(text);
}

static void draw(const struct neume_roll_score *score, struct fuzz_choice *choice)
{
    struct neume_roll_options options;
    const char *path = fuzz_file("a.svg", "", 0);
    neume_roll_options_init(&options);
    options.width = fuzz_choose(choice, 2) ? 300 : 0;
    options.zoom = fuzz_choose(choice, 3) ? 0 : 20;
    options.rows = (int)fuzz_choose(choice, 4);
    options.colour = (enum neume_roll_colour)fuzz_choose(choice, 4);
    options.grid = (enum neume_roll_grid)fuzz_choose(choice, 3);
    enum neume_status s = neume_roll_write_svg(score, &options, path);
    fuzz_require(s == NEUME_OK || s == NEUME_ERR_ARGUMENT);
    if (s == NEUME_OK)
        check_svg(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct neume_smf smf;
    struct neume_roll_score score = {0};
    struct fuzz_choice choice = fuzz_choice_of(data, size);
    neume_smf_init(&smf);
    if (neume_smf_parse(&smf, data, size) == NEUME_OK) {
        enum neume_status s = neume_roll_score_init(&score, &smf);
        fuzz_require(s == NEUME_OK || s == NEUME_ERR_UNSUPPORTED);
        if (s == NEUME_OK) {
            check_score(&score);
            draw(&score, &choice);
        }
        neume_roll_score_release(&score);
    }
    neume_smf_release(&smf);
    return 0;
}
