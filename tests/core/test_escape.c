/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700
#include "core/escape.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/support.h"

static const struct {
    const char *text, *xml, *json;
} rows[] = {
    {"", "", "\"\""},
    {"a & b", "a &amp; b", "\"a & b\""},
    {"<b>\"x\"</b>", "&lt;b&gt;&quot;x&quot;&lt;/b&gt;", "\"\\u003cb\\u003e\\u0022x\\u0022\\u003c/b\\u003e\""},
    {"tab\tline\nbell\a\x7F", "tab line bell  ", "\"tab\\u0009line\\u000abell\\u0007\\u007f\""},
    {"C:\\kit", "C:\\kit", "\"C:\\u005ckit\""},
    {"\xC3\xA4\xE2\x99\xAF\xF0\x9D\x84\x9E", "\xC3\xA4\xE2\x99\xAF\xF0\x9D\x84\x9E",
     "\"\xC3\xA4\xE2\x99\xAF\xF0\x9D\x84\x9E\""},
    {"Fl\xF6te", "Fl\xEF\xBF\xBDte", "\"Fl\\ufffdte\""},                                   /* Latin-1 */
    {"\xC0\xAF", "\xEF\xBF\xBD\xEF\xBF\xBD", "\"\\ufffd\\ufffd\""},                        /* overlong */
    {"\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", "\"\\ufffd\\ufffd\\ufffd\""}, /* a surrogate */
    {"cut \xE2\x99", "cut \xEF\xBF\xBD\xEF\xBF\xBD", "\"cut \\ufffd\\ufffd\""},
};

static void check(void (*write)(FILE *f, const char *text), const char *text, const char *expected)
{
    char *out = NULL;
    size_t size = 0;
    FILE *f = open_memstream(&out, &size);
    assert_non_null(f);
    write(f, text);
    assert_int_equal(fclose(f), 0);
    assert_string_equal(out, expected);
    free(out);
}

static void text_is_escaped(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check(neume_escape_xml, rows[i].text, rows[i].xml);
        check(neume_escape_json, rows[i].text, rows[i].json);
    }
}

static void text_becomes_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *text, *utf8;
    } pairs[] = {{"", ""},
                 {"a \"\t\xE2\x99\xAF", "a \"\t\xE2\x99\xAF"},
                 {"Fl\xF6te", "Fl\xEF\xBF\xBDte"},
                 {"\xFF", "\xEF\xBF\xBD"},
                 {"cut \xE2\x99", "cut \xEF\xBF\xBD\xEF\xBF\xBD"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char *utf8 = neume_escape_utf8(pairs[i].text);
        assert_non_null(utf8);
        assert_string_equal(utf8, pairs[i].utf8);
        free(utf8);
    }
}

static void write_script(FILE *f, const char *text)
{
    neume_escape_script(f, text, strlen(text));
}

static void scripts_stay_open(void **state)
{
    (void)state;
    check(write_script, "{\"a\": \"</script><!--\"}", "{\"a\": \"\\u003c/script>\\u003c!--\"}");
    check(write_script, "<", "\\u003c");
    check(write_script, "", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_escaped),
        cmocka_unit_test(text_becomes_utf8),
        cmocka_unit_test(scripts_stay_open),
    };
    return cmocka_run_group_tests_name("core/escape", tests, NULL, NULL);
}
