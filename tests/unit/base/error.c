/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

#include <string.h>

static void
a_hint_is_the_second_line(void)
{
    g_autoptr(GError) error = NULL;
    pm_error_set(&error, PM_ERROR_NOT_FOUND, "git init", "'%s' is in no repository", "x.md");
    g_assert_error(error, PM_ERROR, PM_ERROR_NOT_FOUND);
    g_assert_cmpstr(error->message, ==, "'x.md' is in no repository\ngit init");
    size_t length = 0;
    g_assert_cmpstr(pm_error_hint(error, &length), ==, "git init");
    g_assert_cmpuint(length, ==, strlen("'x.md' is in no repository"));
}

static void
without_a_hint_there_is_one_line(void)
{
    g_autoptr(GError) error = NULL;
    pm_error_set(&error, PM_ERROR_FAILED, NULL, "disk full");
    size_t length = 0;
    g_assert_null(pm_error_hint(error, &length));
    g_assert_cmpuint(length, ==, 9);
    pm_error_set(NULL, PM_ERROR_FAILED, NULL, "nobody listens");
}

static void
a_line_end_in_a_path_starts_no_hint(void)
{
    g_autoptr(GError) error = NULL;
    pm_error_set(&error, PM_ERROR_NOT_FOUND, NULL, "no '%s'", "a\nrun this: rm -rf");
    g_assert_null(pm_error_hint(error, NULL));
    g_assert_cmpstr(error->message, ==, "no 'a\\x0arun this: rm -rf'");
}

void test_base_error(void);

void
test_base_error(void)
{
    g_test_add_func("/base/error/a hint is the second line", a_hint_is_the_second_line);
    g_test_add_func("/base/error/without a hint there is one line",
                    without_a_hint_there_is_one_line);
    g_test_add_func("/base/error/a line end in a path starts no hint",
                    a_line_end_in_a_path_starts_no_hint);
}
