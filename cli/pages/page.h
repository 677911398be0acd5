/* SPDX-License-Identifier: MIT
 *
 * Self-contained HTML pages: templates of cli/pages/, which are part of the program, filled in. */
#ifndef NEUME_CLI_PAGES_PAGE_H
#define NEUME_CLI_PAGES_PAGE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* The files of cli/pages/, as cmake/embed.cmake makes them. */
extern const unsigned char neume_page_base_css[], neume_page_base_js[], neume_page_roll_css[], neume_page_roll_js[],
    neume_page_roll_html[], neume_page_roll_score_js[], neume_page_roll_drawing_js[], neume_page_roll_view_js[],
    neume_page_synth_js[];
extern const size_t neume_page_base_css_size, neume_page_base_js_size, neume_page_roll_css_size,
    neume_page_roll_js_size, neume_page_roll_html_size, neume_page_roll_score_js_size, neume_page_roll_drawing_js_size,
    neume_page_roll_view_js_size, neume_page_synth_js_size;

/* What stands for {{name}} in a template: `text` as it is, or what `put` writes. */
struct cli_page_slot {
    const char *name;
    const char *text;
    void (*put)(FILE *out, const void *user);
    const void *user;
};

/* Writes an embedded file with its slots, and the slots in those, filled: {{base.css}} is an embedded file, every other
 * {{name}} one of slot[count]. What is neither becomes nothing. 0, or -1 where there is no such file. Errors of `out`
 * are for the caller to ask. */
int neume_cli_page_write(FILE *out, const char *file, const struct cli_page_slot *slot, size_t count);

/* The names of drums as base.js has them: a statement that sets Neume.drums. */
void neume_cli_page_put_drums(FILE *out, const void *unused);

/* Bytes as base64. */
void neume_cli_page_put_base64(FILE *out, const void *bytes, size_t size);

#endif
