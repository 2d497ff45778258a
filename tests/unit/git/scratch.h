/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A temporary repository, and git itself to fill it and to be asked.
 */
#pragma once

#include "git/repository.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    char *folder; /* the temporary folder, which holds everything */
    char *path;   /* the repository */
} Scratch;

/*
 * GLib starts a child by posix_spawn(3) only where neither a folder nor closed descriptors are
 * asked for; else it forks, which costs a program under AddressSanitizer a tenth of a second.
 */
#define SCRATCH_SPAWN (G_SPAWN_SEARCH_PATH | G_SPAWN_LEAVE_DESCRIPTORS_OPEN)

/* The command that runs `arguments` in `folder`; the words are borrowed. */
static inline GPtrArray *
scratch_command(const char *folder, const char *const *arguments)
{
    GPtrArray *command = g_ptr_array_new();

    g_ptr_array_add(command, (gpointer) "env");
    g_ptr_array_add(command, (gpointer) "-C");
    g_ptr_array_add(command, (gpointer)folder);
    for (; *arguments; arguments++)
        g_ptr_array_add(command, (gpointer)*arguments);
    g_ptr_array_add(command, NULL);
    return command;
}

/* Run a program in `folder`; its output, whatever it is. `*out_code` may be NULL: then it must
 * succeed. */
static inline GBytes *
scratch_run_full(const char *folder, const char *const *arguments, int *out_code)
{
    char *output = NULL;
    char *problems = NULL;
    int status = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) command = scratch_command(folder, arguments);

    g_spawn_sync(NULL, (char **)command->pdata, NULL, SCRATCH_SPAWN, NULL, NULL, &output, &problems,
                 &status, &error);
    g_assert_no_error(error);
    if (out_code)
        *out_code = status;
    else if (status != 0)
        g_error("%s %s: %s", arguments[0], arguments[1], problems);
    g_free(problems);
    return g_bytes_new_take(output, strlen(output));
}

/* The output of `git …` in `folder` without its last line break. */
#define git_in(folder, ...) git_output(folder, (const char *const[]){ "git", __VA_ARGS__, NULL })
#define git(scratch, ...) git_in((scratch)->path, __VA_ARGS__)

static inline char *
git_output(const char *folder, const char *const *arguments)
{
    g_autoptr(GBytes) bytes = scratch_run_full(folder, arguments, NULL);
    gsize length = 0;
    const char *text = g_bytes_get_data(bytes, &length);

    length -= length > 0 && text[length - 1] == '\n';
    return g_strndup(text ? text : "", length);
}

/* The same where only the effect counts. */
#define git_do_in(folder, ...) g_free(git_in(folder, __VA_ARGS__))
#define git_do(scratch, ...) g_free(git(scratch, __VA_ARGS__))

static inline int
git_code(const Scratch *scratch, const char *const *arguments)
{
    int code = 0;

    g_bytes_unref(scratch_run_full(scratch->path, arguments, &code));
    return code;
}

static inline void
scratch_clear(Scratch *scratch)
{
    const char *const arguments[] = { "rm", "-rf", scratch->folder, NULL };

    g_bytes_unref(scratch_run_full("/", arguments, NULL));
    g_free(scratch->path);
    g_free(scratch->folder);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scratch, scratch_clear)

/* What ctest sets, for a run by hand. */
static inline void
scratch_environment(void)
{
    g_setenv("GIT_CONFIG_GLOBAL", "/dev/null", FALSE);
    g_setenv("GIT_CONFIG_NOSYSTEM", "1", FALSE);
    g_setenv("GIT_AUTHOR_NAME", "Dana Doe", FALSE);
    g_setenv("GIT_AUTHOR_EMAIL", "dana@example.org", FALSE);
    g_setenv("GIT_COMMITTER_NAME", "Dana Doe", FALSE);
    g_setenv("GIT_COMMITTER_EMAIL", "dana@example.org", FALSE);
}

static inline Scratch
scratch_bare_of_everything(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("pm-git-XXXXXX", &error);

    g_assert_no_error(error);
    scratch_environment();
    return (Scratch){ .folder = g_strdup(folder),
                      .path = g_build_filename(folder, "repository", NULL) };
}

static inline Scratch
scratch_new(void)
{
    Scratch scratch = scratch_bare_of_everything();

    git_do_in(scratch.folder, "init", "-q", "-b", "main", "repository");
    return scratch;
}

static inline char *
scratch_path(const Scratch *scratch, const char *path)
{
    return g_build_filename(scratch->path, path, NULL);
}

static inline void
scratch_write(const Scratch *scratch, const char *path, const char *text)
{
    g_autofree char *full = scratch_path(scratch, path);
    g_autofree char *folder = g_path_get_dirname(full);

    g_assert_cmpint(g_mkdir_with_parents(folder, 0755), ==, 0);
    g_assert_true(g_file_set_contents(full, text, -1, NULL));
}

/* Write one file and commit it; the commit's id. */
static inline PmOid
scratch_commit(const Scratch *scratch, const char *path, const char *text)
{
    PmOid oid;

    scratch_write(scratch, path, text);
    git_do(scratch, "add", "-A");
    git_do(scratch, "commit", "-q", "--allow-empty", "-m", path);
    g_autofree char *id = git(scratch, "rev-parse", "HEAD");
    g_strlcpy(oid.hex, id, sizeof(oid.hex));
    return oid;
}

static inline PmRepository *
scratch_open(const Scratch *scratch)
{
    g_autoptr(GError) error = NULL;
    PmRepository *repository = pm_repository_open(scratch->path, &error);

    g_assert_no_error(error);
    return repository;
}

static inline PmOid
scratch_oid(const Scratch *scratch, const char *revision)
{
    g_autofree char *id = git(scratch, "rev-parse", revision);
    PmOid oid;

    g_strlcpy(oid.hex, id, sizeof(oid.hex));
    return oid;
}

/* The error has this code, and its text holds these words. */
static inline void
assert_refused(const GError *error, PmErrorCode code, const char *words)
{
    g_assert_error(error, PM_ERROR, (int)code);
    if (strstr(error->message, words) == NULL)
        g_error("'%s' does not hold '%s'", error->message, words);
}
