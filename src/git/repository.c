/* SPDX-License-Identifier: Apache-2.0 */
#include "git/repository.h"

#include "git/handle.h"

#include <git2/sys/repository.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

bool
pm_repository_is_bare(const PmRepository *repository)
{
    return repository->workdir == NULL;
}

/* libgit2 looks for the file beside HEAD, where a linked worktree has none. */
bool
pm_repository_is_shallow(const PmRepository *repository)
{
    g_autofree char *path = pm_repository_shallow_path(repository);
    struct stat status;

    return stat(path, &status) == 0 && status.st_size > 0;
}

char *
pm_repository_shallow_path(const PmRepository *repository)
{
    const char *elsewhere = g_getenv("GIT_SHALLOW_FILE");

    return elsewhere && *elsewhere
               ? g_strdup(elsewhere)
               : g_build_filename(git_repository_commondir(repository->git), "shallow", NULL);
}

bool
pm_repository_is_partial(const PmRepository *repository)
{
    g_autofree char *extension =
        pm_configuration_get(repository->configuration, "extensions.partialclone");

    return extension ||
           pm_configuration_any_true(repository->configuration, "remote.", ".promisor");
}

const char *
pm_repository_workdir(const PmRepository *repository)
{
    return repository->workdir;
}

const char *
pm_repository_git_dir(const PmRepository *repository)
{
    return git_repository_path(repository->git);
}

const char *
pm_repository_common_dir(const PmRepository *repository)
{
    return git_repository_commondir(repository->git);
}

const char *
pm_repository_index_path(const PmRepository *repository)
{
    return repository->index_path;
}

bool
pm_repository_has_own_index(const PmRepository *repository)
{
    return repository->own_index;
}

const char *
pm_repository_state(const PmRepository *repository)
{
    static const char *const names[] = {
        [GIT_REPOSITORY_STATE_MERGE] = "merge",
        [GIT_REPOSITORY_STATE_REVERT] = "revert",
        [GIT_REPOSITORY_STATE_REVERT_SEQUENCE] = "revert",
        [GIT_REPOSITORY_STATE_CHERRYPICK] = "cherry-pick",
        [GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE] = "cherry-pick",
        [GIT_REPOSITORY_STATE_REBASE] = "rebase",
        [GIT_REPOSITORY_STATE_REBASE_INTERACTIVE] = "rebase",
        [GIT_REPOSITORY_STATE_REBASE_MERGE] = "rebase",
        [GIT_REPOSITORY_STATE_APPLY_MAILBOX] = "git am",
        [GIT_REPOSITORY_STATE_APPLY_MAILBOX_OR_REBASE] = "git am or rebase",
    };
    int state = git_repository_state(repository->git);

    /* a bisect is named last, and minds no commit: where it goes, HEAD is detached */
    if (state == GIT_REPOSITORY_STATE_NONE || state == GIT_REPOSITORY_STATE_BISECT)
        return NULL;
    return state > 0 && (size_t)state < G_N_ELEMENTS(names) ? names[state] : "unknown operation";
}

char *
pm_repository_head_ref(const PmRepository *repository, GError **error)
{
    g_autoptr(git_reference) head = NULL;

    if (git_reference_lookup(&head, repository->git, "HEAD") != 0) {
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot read HEAD");
        return NULL;
    }
    if (git_reference_type(head) == GIT_REFERENCE_SYMBOLIC)
        return g_strdup(git_reference_symbolic_target(head));
    pm_error_set(error, PM_ERROR_STATE, "go to a branch first: git switch BRANCH",
                 "HEAD is detached at %.12s", pm_native_oid(git_reference_target(head)).hex);
    return NULL;
}

char *
pm_repository_symbolic_ref(const PmRepository *repository, const char *ref)
{
    g_autoptr(git_reference) found = NULL;

    if (git_reference_lookup(&found, repository->git, ref) != 0 ||
        git_reference_type(found) != GIT_REFERENCE_SYMBOLIC)
        return NULL;
    return g_strdup(git_reference_symbolic_target(found));
}

/* The commit behind an annotated tag; any other object is itself. */
static bool
peel(const PmRepository *repository, git_oid *oid)
{
    g_autoptr(git_object) object = NULL;
    g_autoptr(git_object) commit = NULL;

    if (git_object_lookup(&object, repository->git, oid, GIT_OBJECT_ANY) != 0)
        return false;
    if (git_object_peel(&commit, object, GIT_OBJECT_COMMIT) != 0)
        return false;
    git_oid_cpy(oid, git_object_id(commit));
    return true;
}

bool
pm_repository_read_ref(const PmRepository *repository, const char *ref, PmOid *out_oid,
                       GError **error)
{
    g_autoptr(git_refdb) fresh = NULL;
    git_oid oid;

    /* a new one, so that nothing that libgit2 remembers of packed-refs answers for the disk */
    if (git_refdb_open(&fresh, repository->git) != 0 ||
        git_repository_set_refdb(repository->git, fresh) != 0) {
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot read the refs");
        return false;
    }
    int status = git_reference_name_to_id(&oid, repository->git, ref);
    if (status == GIT_ENOTFOUND) {
        *out_oid = PM_OID_ZERO;
        return true;
    }
    if (status != 0) {
        pm_native_error(error, status == GIT_EINVALIDSPEC ? PM_ERROR_USAGE : PM_ERROR_FAILED, NULL,
                        "cannot read ref '%s'", ref);
        return false;
    }
    if (!peel(repository, &oid)) {
        pm_native_error(error, PM_ERROR_UNTRUSTED, "run: git fsck", "ref '%s' leads to no commit",
                        ref);
        return false;
    }
    *out_oid = pm_native_oid(&oid);
    return true;
}

/*
 * A ref by its short or full name whose object can't be had is said to be that, and not a name that
 * nobody knows; libgit2 leaks its reference then, too.
 */
static bool
check_ref(const PmRepository *repository, const char *revision, GError **error)
{
    g_autoptr(git_reference) named = NULL;
    g_autoptr(git_reference) ref = NULL;

    if (git_reference_dwim(&named, repository->git, revision) != 0 ||
        git_reference_resolve(&ref, named) != 0)
        return true;
    g_autoptr(git_odb_object) object =
        pm_native_object(repository, git_reference_target(ref), GIT_OBJECT_ANY, G_MAXSIZE, error);
    if (object == NULL)
        g_prefix_error(error, "'%s': ", revision);
    return object != NULL;
}

bool
pm_repository_resolve(const PmRepository *repository, const char *revision, PmOid *out_commit,
                      GError **error)
{
    g_autoptr(git_object) object = NULL;
    g_autoptr(git_object) commit = NULL;

    if (!check_ref(repository, revision, error))
        return false;
    int status = git_revparse_single(&object, repository->git, revision);
    if (status == GIT_EAMBIGUOUS) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, "give more digits", "'%s' is ambiguous", revision);
        return false;
    }
    if (status == 0)
        status = git_object_peel(&commit, object, GIT_OBJECT_COMMIT);
    if (status != 0) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, "git log --oneline --all shows what there is",
                     "'%s' names no commit", revision);
        return false;
    }
    *out_commit = pm_native_oid(git_object_id(commit));
    return true;
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char **
pm_repository_refs(const PmRepository *repository, GError **error)
{
    g_autoptr(git_reference_iterator) iterator = NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    const char *name = NULL;

    int status = git_reference_iterator_new(&iterator, repository->git);
    while (status == 0 && (status = git_reference_next_name(&name, iterator)) == 0)
        g_ptr_array_add(names, g_strdup(name));
    if (status != GIT_ITEROVER) {
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot list the refs");
        return NULL;
    }
    g_ptr_array_sort(names, compare_names);
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&names), FALSE);
}

char *
pm_repository_config(const PmRepository *repository, const char *key)
{
    return pm_configuration_get(repository->configuration, key);
}

char *
pm_repository_config_trusted(const PmRepository *repository, const char *key)
{
    if (repository != NULL)
        return pm_configuration_get(repository->trusted, key);
    pm_native_start();
    g_autoptr(PmConfiguration) configuration = pm_configuration_new(NULL, NULL);
    return configuration == NULL ? NULL : pm_configuration_get(configuration, key);
}

const char *
pm_repository_config_scope(const PmRepository *repository, const char *key)
{
    return pm_configuration_scope(repository->configuration, key);
}

bool
pm_repository_config_bool(const PmRepository *repository, const char *key, bool fallback)
{
    return pm_configuration_get_bool(repository->configuration, key, fallback);
}

char *
pm_repository_editor(const PmRepository *repository)
{
    const char *terminal = g_getenv("TERM");
    bool dumb = terminal == NULL || strcmp(terminal, "dumb") == 0;
    g_autofree char *configured = pm_repository_config(repository, "core.editor");
    const char *candidates[] = {
        g_getenv("GIT_EDITOR"),
        configured,
        dumb ? NULL : g_getenv("VISUAL"),
        g_getenv("EDITOR"),
    };

    for (size_t i = 0; i < G_N_ELEMENTS(candidates); i++) {
        if (candidates[i])
            return g_strdup(candidates[i]);
    }
    if (dumb)
        return NULL;
    /* Debian's git starts what the alternatives system has chosen */
    g_autofree char *alternative = g_find_program_in_path("editor");
    return g_strdup(alternative ? "editor" : "vi");
}

struct git_repository *
pm_repository_handle(const PmRepository *repository)
{
    return repository->git;
}

char *
pm_repository_pager(void)
{
    g_autofree char *configured = pm_repository_config_trusted(NULL, "core.pager");
    const char *candidates[] = { g_getenv("GIT_PAGER"), configured, g_getenv("PAGER") };

    for (size_t i = 0; i < G_N_ELEMENTS(candidates); i++) {
        if (candidates[i])
            return g_strdup(candidates[i]);
    }
    /* Debian's git starts what the alternatives system has chosen */
    g_autofree char *alternative = g_find_program_in_path("pager");
    return g_strdup(alternative ? "pager" : "less");
}
