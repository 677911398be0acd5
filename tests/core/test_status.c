/* SPDX-License-Identifier: MIT */
#include "neume/status.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>

#include "tests/support/support.h"

static void every_status_has_words(void **state)
{
    (void)state;
    for (int s = 0; s < NEUME_STATUS_COUNT; s++) {
        const char *text = neume_status_text((enum neume_status)s);
        assert_non_null(text);
        assert_true(islower((unsigned char)text[0]) && text[strlen(text) - 1] != '.');
        for (int other = 0; other < s; other++)
            assert_string_not_equal(text, neume_status_text((enum neume_status)other));
    }
    static const int outside[] = {-1, NEUME_STATUS_COUNT, 1000000, -2147483647};
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++)
        assert_string_equal(neume_status_text((enum neume_status)outside[i]), "unknown status");
}

static const struct {
    int error;
    enum neume_status status;
} errors[] = {
    {ENOENT, NEUME_ERR_NOT_FOUND}, {ENOTDIR, NEUME_ERR_NOT_FOUND}, {EACCES, NEUME_ERR_PERMISSION},
    {EPERM, NEUME_ERR_PERMISSION}, {EROFS, NEUME_ERR_PERMISSION},  {EISDIR, NEUME_ERR_DIRECTORY},
    {ENOSPC, NEUME_ERR_NO_SPACE},  {ENOMEM, NEUME_ERR_MEMORY},     {EIO, NEUME_ERR_READ},
    {0, NEUME_ERR_READ},           {-1, NEUME_ERR_READ},
};

static void errno_values_become_statuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        assert_status(neume_status_from_errno(errors[i].error, NEUME_ERR_READ), errors[i].status);
    assert_status(neume_status_from_errno(EIO, NEUME_ERR_WRITE), NEUME_ERR_WRITE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_words),
        cmocka_unit_test(errno_values_become_statuses),
    };
    return cmocka_run_group_tests_name("core/status", tests, NULL, NULL);
}
