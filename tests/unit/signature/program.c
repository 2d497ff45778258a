/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/program.h"

#include "signature/scratch.h"
#include "workshop.h"

static void
output_messages_and_status_are_kept(void)
{
    const char *const argv[] = { "sh", "-c", "cat; echo oops >&2; exit 3", NULL };
    PmProgram program = { .argv = argv, .input = "a\0b", .input_length = 3, .seconds = 10 };
    g_auto(PmProgramResult) result = { 0 };
    g_autoptr(GError) error = NULL;
    g_assert_true(pm_program_run(&program, &result, &error));
    g_assert_no_error(error);
    g_assert_cmpint(result.status, ==, 3);
    g_assert_cmpuint(result.output->len, ==, 3);
    g_assert_true(memcmp(result.output->str, "a\0b", 3) == 0);
    g_assert_cmpstr(result.messages->str, ==, "oops\n");
}

static void
arguments_are_never_read_by_a_shell(void)
{
    const char *const argv[] = { "printf", "%s", "$(id); `id`; 'x' \"y\" *", NULL };
    PmProgram program = { .argv = argv, .seconds = 10 };
    g_auto(PmProgramResult) result = { 0 };
    g_assert_true(pm_program_run(&program, &result, NULL));
    g_assert_cmpstr(result.output->str, ==, argv[2]);
}

static void
a_program_that_reads_nothing_is_no_fault(void)
{
    g_autofree char *input = g_strnfill(1 << 20, 'x');
    const char *const argv[] = { "true", NULL };
    PmProgram program = { .argv = argv, .input = input, .input_length = 1 << 20, .seconds = 10 };
    g_auto(PmProgramResult) result = { 0 };
    g_assert_true(pm_program_run(&program, &result, NULL));
    g_assert_cmpint(result.status, ==, 0);
}

static void
much_output_on_both_sides_is_cut_and_does_not_hang(void)
{
    const char *const argv[] = { "sh", "-c",
                                 "head -c 3000000 /dev/zero >&2 & head -c 3000000 /dev/zero; wait",
                                 NULL };
    PmProgram program = { .argv = argv, .seconds = 20 };
    g_auto(PmProgramResult) result = { 0 };
    g_assert_true(pm_program_run(&program, &result, NULL));
    g_assert_cmpuint(result.output->len, ==, 1024 * 1024);
    g_assert_cmpuint(result.messages->len, ==, 1024 * 1024);
}

static void
a_program_that_hangs_is_killed(void)
{
    const char *const argv[] = { "sleep", "60", NULL };
    PmProgram program = { .argv = argv, .seconds = 1 };
    g_auto(PmProgramResult) result = { 0 };
    g_autoptr(GError) error = NULL;
    gint64 start = g_get_monotonic_time();
    g_assert_false(pm_program_run(&program, &result, &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_LIMIT);
    g_assert_cmpint(g_get_monotonic_time() - start, <, 20 * G_TIME_SPAN_SECOND);
}

static void
a_missing_program_is_named(void)
{
    const char *const argv[] = { "no-such-program-here", NULL };
    PmProgram program = { .argv = argv };
    g_auto(PmProgramResult) result = { 0 };
    g_autoptr(GError) error = NULL;
    g_assert_false(pm_program_run(&program, &result, &error));
    g_assert_error(error, PM_ERROR, PM_ERROR_NOT_FOUND);
    g_assert_nonnull(strstr(error->message, "'no-such-program-here'"));
}

static void
a_signal_is_a_status(void)
{
    const char *const argv[] = { "sh", "-c", "kill -TERM $$", NULL };
    PmProgram program = { .argv = argv, .seconds = 10 };
    g_auto(PmProgramResult) result = { 0 };
    g_assert_true(pm_program_run(&program, &result, NULL));
    g_assert_cmpint(result.status, ==, 128 + 15);
}

static void
the_first_line_skips_progress(void)
{
    g_autofree char *words =
        pm_program_first_line("Signing data on standard input\n[GNUPG:] X\n\ngpg: no key\nmore\n");
    g_assert_cmpstr(words, ==, "no key");
    g_autofree char *none = pm_program_first_line("");
    g_assert_cmpstr(none, ==, "");
}

static void
a_scratch_directory_is_private_and_goes_away_with_all_in_it(void)
{
    g_autoptr(GError) error = NULL;
    PmScratch *scratch = pm_scratch_new(&error);
    g_assert_no_error(error);
    const char *path = pm_scratch_write(scratch, "f", "abc", 3, &error);
    g_assert_no_error(error);
    GStatBuf status;
    g_assert_cmpint(g_stat(pm_scratch_path(scratch), &status), ==, 0);
    g_assert_cmpuint(status.st_mode & 0777, ==, 0700);
    g_assert_cmpint(g_stat(path, &status), ==, 0);
    g_assert_cmpuint(status.st_mode & 0777, ==, 0600);

    g_autofree char *directory = g_strdup(pm_scratch_path(scratch));
    g_autofree char *elsewhere = g_strconcat(directory, ".elsewhere", NULL);
    g_autofree char *outside = g_build_filename(elsewhere, "file", NULL);
    g_autofree char *deep = g_build_filename(directory, "a", "b", NULL);
    g_autofree char *link = g_build_filename(deep, "link", NULL);
    g_assert_cmpint(g_mkdir(elsewhere, 0700), ==, 0);
    g_assert_true(g_file_set_contents(outside, "x", 1, NULL));
    g_assert_cmpint(g_mkdir_with_parents(deep, 0700), ==, 0);
    g_assert_cmpint(symlink(elsewhere, link), ==, 0);
    pm_scratch_free(scratch);
    g_assert_false(g_file_test(directory, G_FILE_TEST_EXISTS));
    g_assert_true(g_file_test(outside, G_FILE_TEST_EXISTS));
    g_unlink(outside);
    g_rmdir(elsewhere);
}

void test_signature_program(void);

void
test_signature_program(void)
{
    g_test_add_func("/signature/program/output, messages and status are kept",
                    output_messages_and_status_are_kept);
    g_test_add_func("/signature/program/arguments are never read by a shell",
                    arguments_are_never_read_by_a_shell);
    g_test_add_func("/signature/program/a program that reads nothing is no fault",
                    a_program_that_reads_nothing_is_no_fault);
    g_test_add_func("/signature/program/much output on both sides is cut and does not hang",
                    much_output_on_both_sides_is_cut_and_does_not_hang);
    g_test_add_func("/signature/program/a program that hangs is killed",
                    a_program_that_hangs_is_killed);
    g_test_add_func("/signature/program/a missing program is named", a_missing_program_is_named);
    g_test_add_func("/signature/program/a signal is a status", a_signal_is_a_status);
    g_test_add_func("/signature/program/the first line skips progress",
                    the_first_line_skips_progress);
    g_test_add_func("/signature/scratch/a directory is private and goes away with all in it",
                    a_scratch_directory_is_private_and_goes_away_with_all_in_it);
}
