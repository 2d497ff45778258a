/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asks another program what is right: bytes into a file, the file's name as the last argument, and
 * what the program prints is the answer.
 */
#pragma once

#include <glib.h>
#include <glib/gstdio.h>
#include <stdbool.h>
#include <unistd.h>

/* Whether `program` can be asked; where not, the test is skipped with the reason. */
static inline bool
oracle_found(const char *program)
{
    g_autofree char *path = g_find_program_in_path(program);
    if (!path) {
        g_autofree char *reason = g_strdup_printf("%s is not installed", program);
        g_test_skip(reason);
    }
    return path != NULL;
}

/* The answer, or NULL and the exit code where it is not 0. `arguments` ends with NULL. */
static inline char *
oracle_ask(const char *const *arguments, const char *bytes, gsize length, int *out_exit)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = NULL;
    int file = g_file_open_tmp("oracle-XXXXXX", &path, &error);
    g_assert_no_error(error);
    close(file);
    g_file_set_contents(path, bytes, (gssize)length, &error);
    g_assert_no_error(error);

    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    for (; *arguments; arguments++)
        g_ptr_array_add(argv, (void *)*arguments);
    g_ptr_array_add(argv, path);
    g_ptr_array_add(argv, NULL);
    g_autofree char *answer = NULL;
    int status = 0;
    /* with the descriptors left open by posix_spawn(3): a fork is slow under AddressSanitizer */
    g_spawn_sync(NULL, (char **)argv->pdata, NULL,
                 G_SPAWN_SEARCH_PATH | G_SPAWN_LEAVE_DESCRIPTORS_OPEN, NULL, NULL, &answer, NULL,
                 &status, &error);
    g_assert_no_error(error);
    g_unlink(path);
    bool well = g_spawn_check_wait_status(status, &error);
    if (out_exit)
        *out_exit = well ? 0 : error->code;
    else
        g_assert_no_error(error);
    return well ? g_steal_pointer(&answer) : NULL;
}

/* A file below the public data, or NULL and the test skipped where it is absent. */
static inline char *
oracle_data(const char *file)
{
    const char *folder = g_getenv("PM_TEST_DATA");
    g_autofree char *path = folder ? g_build_filename(folder, file, NULL) : NULL;
    if (path && g_file_test(path, G_FILE_TEST_EXISTS))
        return g_steal_pointer(&path);
    g_autofree char *reason = g_strdup_printf("PM_TEST_DATA has no %s", file);
    g_test_skip(reason);
    return NULL;
}
