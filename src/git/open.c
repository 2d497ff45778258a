/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening a repository as git's commands do. libgit2's FROM_ENV brings GIT_DIR, GIT_INDEX_FILE and
 * the quarantine of a pre-receive hook (GIT_OBJECT_DIRECTORY); what it does not bring is done here.
 */
#include "git/handle.h"
#include "git/object_store.h"
#include "git/ownership.h"
#include "git/special_file.h"
#include "git/tree_cache.h"

#include <git2/sys/repository.h>
#include <stdlib.h>
#include <string.h>

static char *
real_path(const char *path)
{
    char *resolved = realpath(path, NULL);
    char *result = g_strdup(resolved);

    free(resolved);
    return result;
}

static char *
with_slash(const char *path)
{
    return g_strconcat(path, g_str_has_suffix(path, "/") ? "" : "/", NULL);
}

/* libgit2's words for a format that it does not know, in ours, with what it is and what to do. */
static void
explain_failure(int status, const char *directory, GError **error)
{
    const git_error *last = git_error_last();
    const char *words = last && last->message ? last->message : "";
    const char *extension = strstr(words, "unsupported extension name ");
    const char *git_dir = directory ? NULL : g_getenv("GIT_DIR");

    if (extension) {
        pm_error_set(error, PM_ERROR_STATE,
                     "git-postmortem works with SHA-1 repositories whose refs are files",
                     "unsupported repository extension '%s'",
                     extension + strlen("unsupported extension name "));
    } else if (strstr(words, "unsupported repository version")) {
        pm_error_set(error, PM_ERROR_STATE, "git-postmortem knows versions 0 and 1", "%s", words);
    } else if (status == GIT_ENOTFOUND && git_dir) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, "GIT_DIR names it; unset it, or run: git init",
                     "not a git repository: '%s'", git_dir);
    } else if (status == GIT_ENOTFOUND) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, "make one here with: git init",
                     "not a git repository (or any of the parent directories): '%s'",
                     directory ? directory : ".");
    } else {
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot open the repository");
    }
}

/*
 * libgit2 fails with "unimplemented" where GIT_WORK_TREE or GIT_COMMON_DIR is set, and would open
 * the object database that the others name: hide them from it for the moment of the opening.
 */
static int
open_from_environment(git_repository **out_git, const char *directory)
{
    static const char *const hidden[] = { "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY",
                                          "GIT_ALTERNATE_OBJECT_DIRECTORIES" };
    char *values[G_N_ELEMENTS(hidden)] = { NULL };

    for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++) {
        values[i] = g_strdup(g_getenv(hidden[i]));
        g_unsetenv(hidden[i]);
    }
    int status = git_repository_open_ext(out_git, directory, GIT_REPOSITORY_OPEN_FROM_ENV, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(hidden); i++) {
        if (values[i])
            g_setenv(hidden[i], values[i], TRUE);
        g_free(values[i]);
    }
    return status;
}

/*
 * A common directory other than the one that the repository names itself can't be given to libgit2.
 */
static bool
check_common_dir(git_repository *git, GError **error)
{
    const char *wanted = g_getenv("GIT_COMMON_DIR");

    if (wanted == NULL)
        return true;
    g_autofree char *real_wanted = real_path(wanted);
    g_autofree char *real_found = real_path(git_repository_commondir(git));
    if (g_strcmp0(real_wanted, real_found) == 0)
        return true;
    pm_error_set(error, PM_ERROR_STATE, "unset GIT_COMMON_DIR, or use: git worktree",
                 "GIT_COMMON_DIR is '%s', but the repository's own is '%s'", wanted,
                 git_repository_commondir(git));
    return false;
}

/*
 * The working tree that git would take: GIT_WORK_TREE; with GIT_DIR alone the current directory,
 * unless the configuration says otherwise or we stand in the repository itself (a receiving hook).
 */
static bool
choose_worktree(PmRepository *repository, const char *directory, GError **error)
{
    const char *wanted = directory ? NULL : g_getenv("GIT_WORK_TREE");

    if (wanted == NULL && directory == NULL && g_getenv("GIT_DIR") &&
        !git_repository_is_bare(repository->git)) {
        g_autofree char *configured =
            pm_configuration_get(repository->configuration, "core.worktree");
        g_autofree char *here = real_path(".");
        g_autofree char *here_slash = here ? with_slash(here) : NULL;
        g_autofree char *git_dir = real_path(git_repository_path(repository->git));
        g_autofree char *git_dir_slash = git_dir ? with_slash(git_dir) : NULL;

        if (configured == NULL && here_slash && git_dir_slash &&
            !g_str_has_prefix(here_slash, git_dir_slash))
            wanted = ".";
    }
    g_autofree char *real_wanted = wanted ? real_path(wanted) : NULL;
    g_autofree char *wanted_slash = real_wanted ? with_slash(real_wanted) : NULL;
    /* libgit2 leaks memory when it has that one already */
    bool other = wanted && g_strcmp0(wanted_slash, git_repository_workdir(repository->git)) != 0;
    if (other && git_repository_set_workdir(repository->git, wanted, 0) != 0) {
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot use the working tree '%s'", wanted);
        return false;
    }
    const char *chosen = git_repository_workdir(repository->git);
    g_autofree char *real = chosen ? real_path(chosen) : NULL;
    if (chosen)
        repository->workdir = with_slash(real ? real : chosen);
    return true;
}

/* Version 0 with extensions of version 1 opens as SHA-1 in libgit2; git refuses it. */
static bool
check_format(const PmRepository *repository, GError **error)
{
    static const char *const extensions[] = { "objectformat", "refstorage", "compatobjectformat" };

    for (size_t i = 0; i < G_N_ELEMENTS(extensions); i++) {
        g_autofree char *key = g_strconcat("extensions.", extensions[i], NULL);
        g_autofree char *value = pm_configuration_get(repository->configuration, key);
        if (value) {
            pm_error_set(error, PM_ERROR_STATE,
                         "git-postmortem works with SHA-1 repositories whose refs are files",
                         "unsupported repository extension 'extensions.%s' ('%s')", extensions[i],
                         value);
            return false;
        }
    }
    return true;
}

/* Before the first object is asked for, when libgit2 would open one by itself. */
static bool
use_object_store(PmRepository *repository, GError **error)
{
    git_repository *git = repository->git;
    g_autofree char *folder = pm_object_store_folder(git_repository_commondir(git));
    repository->object_folders = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(git_odb) odb = pm_object_store_open(folder, repository->object_folders, error);

    if (odb == NULL)
        return false;
    git_repository_set_odb(git, odb);
    return true;
}

/* As git does after it has gone to the top of the working tree. */
static void
find_index(PmRepository *repository)
{
    const char *elsewhere = g_getenv("GIT_INDEX_FILE");
    const char *git_dir = git_repository_path(repository->git);

    repository->index_path = elsewhere ? g_canonicalize_filename(elsewhere, repository->workdir)
                                       : g_build_filename(git_dir, "index", NULL);
    g_autofree char *folder = g_path_get_dirname(repository->index_path);
    g_autofree char *real_folder = real_path(folder);
    g_autofree char *real_git_dir = real_path(git_dir);
    repository->own_index = g_strcmp0(real_folder, real_git_dir) == 0 &&
                            g_str_has_suffix(repository->index_path, "/index");
}

/* libgit2 reads the configuration while it opens. What is no repository, it says itself. */
static bool
check_files(const char *start, GError **error)
{
    g_auto(git_buf) git_dir = { 0 };

    return git_repository_discover(&git_dir, start, 1, NULL) != 0 ||
           pm_special_file_check(git_dir.ptr, error);
}

PmRepository *
pm_repository_open(const char *directory, GError **error)
{
    g_autoptr(PmRepository) repository = g_new0(PmRepository, 1);
    bool named = directory == NULL && g_getenv("GIT_DIR");

    pm_native_start();
    repository->trees = pm_tree_cache_new();
    repository->trusted = pm_configuration_new(NULL, error);
    if (repository->trusted == NULL)
        return NULL;
    /* as in git, naming a repository by GIT_DIR is trusting it */
    if (!named && !pm_ownership_check(directory ? directory : ".", repository->trusted, error))
        return NULL;
    if (!check_files(directory ? directory : named ? g_getenv("GIT_DIR") : ".", error))
        return NULL;
    int status = open_from_environment(&repository->git, directory);
    if (status != 0) {
        explain_failure(status, directory, error);
        return NULL;
    }
    repository->configuration = pm_configuration_new(repository->git, error);
    if (repository->configuration == NULL || !check_common_dir(repository->git, error) ||
        !check_format(repository, error))
        return NULL;
    git_repository_set_config(repository->git, pm_configuration_files(repository->configuration));
    if (!use_object_store(repository, error) || !choose_worktree(repository, directory, error))
        return NULL;
    find_index(repository);
    return g_steal_pointer(&repository);
}

void
pm_repository_close(PmRepository *repository)
{
    if (repository == NULL)
        return;
    pm_mailmap_free(repository->mailmap);
    pm_tree_cache_free(repository->trees);
    g_clear_pointer(&repository->object_folders, g_ptr_array_unref);
    g_clear_pointer(&repository->shallow, g_hash_table_unref);
    git_repository_free(repository->git);
    pm_configuration_free(repository->configuration);
    pm_configuration_free(repository->trusted);
    g_free(repository->workdir);
    g_free(repository->index_path);
    g_free(repository);
}
