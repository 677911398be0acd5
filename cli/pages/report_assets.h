/* SPDX-License-Identifier: MIT
 *
 * The files of cli/pages/report, as cmake/embed.cmake makes them. */
#ifndef NEUME_CLI_PAGES_REPORT_ASSETS_H
#define NEUME_CLI_PAGES_REPORT_ASSETS_H

#include <stddef.h>

extern const unsigned char neume_report_report_css[], neume_report_report_html[], neume_report_sound_js[],
    neume_report_draw_js[], neume_report_lists_js[], neume_report_page_js[];
extern const size_t neume_report_report_css_size, neume_report_report_html_size, neume_report_sound_js_size,
    neume_report_draw_js_size, neume_report_lists_js_size, neume_report_page_js_size;

#endif
