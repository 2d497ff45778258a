/* SPDX-License-Identifier: Apache-2.0 */
#include "git/commit_hook.h"

#include "base/home.h"
#include "git/file_write.h"
#include "git/native.h"
#include "git/writer_lock.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MESSAGE_LIMIT (1024 * 1024)

/* Where hooks run: the top of the working tree, or the git directory. */
static const char *
home(const PmRepository *repository)
{
    const char *workdir = pm_repository_workdir(repository);

    return workdir ? workdir : pm_repository_git_dir(repository);
}

static char *
hook_path(const PmRepository *repository, const char *name)
{
    g_autofree char *folder = pm_repository_config(repository, "core.hooksPath");

    if (folder == NULL)
        return g_build_filename(pm_repository_common_dir(repository), "hooks", name, NULL);
    g_autofree char *expanded = pm_home_expand(folder);
    g_autofree char *absolute = g_canonicalize_filename(expanded, home(repository));
    return g_build_filename(absolute, name, NULL);
}

/* git 2.54 and later have hooks that are no files: hook.<name>.event. */
static bool
has_configured(const PmRepository *repository)
{
    g_autoptr(git_config) config = NULL;
    g_autoptr(git_config_iterator) iterator = NULL;
    git_config_entry *entry = NULL;

    /* not git_config_iterator_glob_new(): it leaks with each name that it matches (libgit2 1.5) */
    if (git_repository_config(&config, pm_repository_handle(repository)) != 0 ||
        git_config_iterator_new(&iterator, config) != 0)
        return false;
    while (git_config_next(&entry, iterator) == 0) {
        if (g_str_has_prefix(entry->name, "hook.") && g_str_has_suffix(entry->name, ".event"))
            return true;
    }
    return false;
}

/* `git hook run` is there since git 2.36. */
static bool
git_runs_hooks(void)
{
    char *arguments[] = { "git", "version", NULL };
    g_autofree char *answer = NULL;
    g_auto(GStrv) numbers = NULL;

    if (!g_spawn_sync(NULL, arguments, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                      NULL, &answer, NULL, NULL, NULL) ||
        !g_str_has_prefix(answer, "git version "))
        return false;
    numbers = g_strsplit(answer + strlen("git version "), ".", 3);
    long major = strtol(numbers[0], NULL, 10);
    long minor = numbers[1] ? strtol(numbers[1], NULL, 10) : 0;
    return major > 2 || (major == 2 && minor >= 36);
}

/* What git sets for the hooks of `git commit`; a relative GIT_DIR would mislead from another
 * folder. */
static char **
environment(const PmRepository *repository)
{
    char **variables = g_get_environ();
    const char *workdir = pm_repository_workdir(repository);

    variables = g_environ_setenv(variables, "GIT_EDITOR", ":", TRUE);
    variables =
        g_environ_setenv(variables, "GIT_INDEX_FILE", pm_repository_index_path(repository), TRUE);
    if (g_environ_getenv(variables, "GIT_DIR"))
        variables = g_environ_setenv(variables, "GIT_DIR", pm_repository_git_dir(repository), TRUE);
    if (g_environ_getenv(variables, "GIT_WORK_TREE") && workdir)
        variables = g_environ_setenv(variables, "GIT_WORK_TREE", workdir, TRUE);
    return variables;
}

static bool
is_program(const char *path)
{
    return access(path, X_OK) == 0 && !g_file_test(path, G_FILE_TEST_IS_DIR);
}

static bool
has_hook(const PmRepository *repository, const char *name)
{
    g_autofree char *path = hook_path(repository, name);

    return is_program(path) || has_configured(repository);
}

/* Run the hook, if there is one. Its output goes where ours goes, as git lets it. */
static bool
run(const PmRepository *repository, const char *name, const char *argument, GError **error)
{
    g_autofree char *path = hook_path(repository, name);
    bool is_file = is_program(path);
    g_autoptr(GPtrArray) arguments = g_ptr_array_new();
    g_autoptr(GError) cause = NULL;
    int status = 0;

    if (!is_file && !has_configured(repository))
        return true;
    if (git_runs_hooks()) {
        const char *const words[] = { "git", "hook", "run", "--ignore-missing", name, "--" };
        for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
            g_ptr_array_add(arguments, (gpointer)words[i]);
    } else if (is_file) {
        g_ptr_array_add(arguments, path);
    } else {
        return true;
    }
    g_ptr_array_add(arguments, (gpointer)argument);
    g_ptr_array_add(arguments, NULL);
    g_auto(GStrv) variables = environment(repository);
    if (!g_spawn_sync(home(repository), (char **)arguments->pdata, variables, G_SPAWN_SEARCH_PATH,
                      NULL, NULL, NULL, NULL, &status, &cause)) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot run the hook %s: %s", name,
                     cause->message);
        return false;
    }
    if (g_spawn_check_wait_status(status, NULL))
        return true;
    pm_error_set(error, PM_ERROR_FAILED, "mend what it says, or leave it out with --no-verify",
                 "the hook %s declined; nothing was changed", name);
    return false;
}

/* What git does after the hook: no blank lines around, one at a time within, no spaces at line
 * ends. */
static char *
tidy(const char *message, GError **error)
{
    g_auto(git_buf) buffer = GIT_BUF_INIT;

    if (git_message_prettify(&buffer, message, 0, '#') != 0) {
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot read the message");
        return NULL;
    }
    return g_strndup(buffer.ptr, buffer.size);
}

static char *
read_edited(const char *file, GError **error)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) cause = NULL;
    gsize length = 0;

    if (!g_file_get_contents(file, &text, &length, &cause)) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot read the message: %s", cause->message);
        return NULL;
    }
    if (length > MESSAGE_LIMIT || memchr(text, '\0', length) ||
        !g_utf8_validate(text, (gssize)length, NULL)) {
        pm_error_set(error, PM_ERROR_FAILED, "mend it, or leave it out with --no-verify",
                     "the hook commit-msg left a message that is not UTF-8 text of at most %d "
                     "bytes; nothing was changed",
                     MESSAGE_LIMIT);
        return NULL;
    }
    return g_steal_pointer(&text);
}

bool
pm_commit_hook_message(const PmRepository *repository, const char *message, char **out_message,
                       GError **error)
{
    if (!has_hook(repository, "commit-msg")) {
        *out_message = g_strdup(message);
        return true;
    }
    g_autofree char *folder = pm_writer_folder(repository, error);
    if (folder == NULL)
        return false;
    /* not git's own COMMIT_EDITMSG: the user may have that one in an editor */
    g_autofree char *file = g_build_filename(folder, "COMMIT_EDITMSG", NULL);
    g_autoptr(GBytes) bytes = g_bytes_new(message, strlen(message));

    int status = pm_file_create(AT_FDCWD, file, bytes, 0666, false);
    if (status != 0) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot write '%s': %s", file,
                     g_strerror(status));
        return false;
    }
    g_autofree char *edited =
        run(repository, "commit-msg", file, error) ? read_edited(file, error) : NULL;
    unlink(file);
    if (edited == NULL)
        return false;
    if (strcmp(edited, message) == 0) {
        *out_message = g_steal_pointer(&edited);
        return true;
    }
    g_autofree char *tidied = tidy(edited, error);
    if (tidied && *tidied == '\0')
        pm_error_set(error, PM_ERROR_FAILED, NULL,
                     "the hook commit-msg left an empty message; nothing was changed");
    if (tidied == NULL || *tidied == '\0')
        return false;
    *out_message = g_steal_pointer(&tidied);
    return true;
}

void
pm_commit_hook_done(const PmRepository *repository)
{
    run(repository, "post-commit", NULL, NULL);
}
