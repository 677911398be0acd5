/* SPDX-License-Identifier: MIT
 *
 * Text as part of HTML, XML or JSON, whatever it holds: bytes that are no UTF-8 become U+FFFD. */
#ifndef NEUME_CORE_ESCAPE_H
#define NEUME_CORE_ESCAPE_H

#include <stddef.h>
#include <stdio.h>

/* Text of an element or of an attribute in double quotes, of HTML or XML; control characters become spaces. */
void neume_escape_xml(FILE *f, const char *text);

/* A JSON string with its quotes, that may stand in a script element of HTML. */
void neume_escape_json(FILE *f, const char *text);

/* size bytes of JSON whose strings hold '<' as it is, for a script element: there, "<!--" or "</script" in a name would
 * end the element or keep it open. */
void neume_escape_script(FILE *f, const char *json, size_t size);

/* The text itself, for the caller to free; NULL without memory. */
char *neume_escape_utf8(const char *text);

#endif
