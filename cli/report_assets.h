/* SPDX-License-Identifier: MIT
 *
 * The files of cli/report, each ended by a zero; made by cmake/embed_text.cmake. */
#ifndef NEUME_CLI_REPORT_ASSETS_H
#define NEUME_CLI_REPORT_ASSETS_H

extern const unsigned char neume_report_css[], neume_report_html[], neume_report_sound_js[], neume_report_draw_js[],
    neume_report_page_js[];

#endif
