/* SPDX-License-Identifier: Apache-2.0 */
#include "git/commit_check.h"

#include "base/text.h"
#include "git/beneath.h"
#include "git/native.h"

#include <string.h>

#define SYMBOLIC_DEPTH 5

void
pm_commit_target_clear(PmCommitTarget *target)
{
    g_clear_pointer(&target->ref, g_free);
}

/* A branch may be a symbolic ref; what moves is the ref at the end. */
static char *
follow(const PmRepository *repository, const char *ref)
{
    g_autofree char *name = g_strdup(ref);

    for (int depth = 0; depth < SYMBOLIC_DEPTH; depth++) {
        g_autoptr(git_reference) reference = NULL;
        if (git_reference_lookup(&reference, pm_repository_handle(repository), name) != 0 ||
            git_reference_type(reference) != GIT_REFERENCE_SYMBOLIC)
            break;
        g_free(name);
        name = g_strdup(git_reference_symbolic_target(reference));
    }
    return g_steal_pointer(&name);
}

/* Whether a git directory's HEAD, or a rebase under way there, holds the branch. */
static bool
holds(const char *git_dir, const char *ref)
{
    static const char *const files[] = { "HEAD", "rebase-merge/head-name",
                                         "rebase-apply/head-name" };

    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(git_dir, files[i], NULL);
        g_autofree char *text = NULL;
        if (!g_file_get_contents(path, &text, NULL, NULL))
            continue;
        const char *name = g_str_has_prefix(text, "ref: ") ? text + strlen("ref: ") : text;
        if (strcmp(g_strchomp((char *)name), ref) == 0)
            return true;
    }
    return false;
}

/* The name of another working tree that has the branch checked out. g_free(); NULL: none. */
static char *
find_other_holder(const PmRepository *repository, const char *ref)
{
    const char *common = pm_repository_common_dir(repository);
    const char *own = pm_repository_git_dir(repository);
    g_autofree char *folder = g_build_filename(common, "worktrees", NULL);
    g_autoptr(GDir) worktrees = g_dir_open(folder, 0, NULL);

    if (strcmp(common, own) != 0 && !pm_repository_config_bool(repository, "core.bare", false) &&
        holds(common, ref))
        return g_path_get_dirname(common);
    for (const char *name = NULL; worktrees && (name = g_dir_read_name(worktrees));) {
        g_autofree char *git_dir = g_strconcat(folder, "/", name, "/", NULL);
        if (strcmp(git_dir, own) != 0 && holds(git_dir, ref))
            return g_strdup(name);
    }
    return NULL;
}

static bool
choose_ref(const PmRepository *repository, const PmCommitPlan *plan, PmCommitTarget *target,
           GError **error)
{
    /* a detached HEAD does not matter to another branch */
    g_autofree char *named = pm_repository_head_ref(repository, plan->ref ? NULL : error);
    int valid = 0;

    if (plan->ref == NULL && named == NULL)
        return false;
    g_autofree char *head = named ? follow(repository, named) : NULL;
    target->ref = plan->ref ? follow(repository, plan->ref) : g_strdup(head);
    target->checked_out = !pm_repository_is_bare(repository) && g_strcmp0(head, target->ref) == 0;
    if (g_str_has_prefix(target->ref, "refs/heads/") &&
        git_reference_name_is_valid(&valid, target->ref) == 0 && valid)
        return true;
    pm_error_set(error, PM_ERROR_STATE, "go to a branch: git switch BRANCH", "'%s' is not a branch",
                 target->ref);
    return false;
}

/* The working tree and its index must be free for what is about to be done with them. */
static bool
check_state(const PmRepository *repository, GError **error)
{
    const char *state = pm_repository_state(repository);

    if (state)
        pm_error_set(error, PM_ERROR_STATE, "finish it, or give it up; git status says how",
                     "a %s is under way; nothing was changed", state);
    /* the index of the next git commit would lack what is committed now, and take it back; in a
     * hook of `git commit -a` this is index.lock, which goes when git ends */
    else if (!pm_repository_has_own_index(repository))
        pm_error_set(error, PM_ERROR_STATE, "unset GIT_INDEX_FILE; in a hook: after the commit",
                     "GIT_INDEX_FILE names '%s', which is not the repository's own index; nothing "
                     "was changed",
                     pm_repository_index_path(repository));
    return state == NULL && pm_repository_has_own_index(repository);
}

bool
pm_commit_target(const PmRepository *repository, const PmCommitPlan *plan,
                 PmCommitTarget *out_target, GError **error)
{
    g_auto(PmCommitTarget) target = { .ref = NULL };
    bool here = plan->ref == NULL && !pm_repository_is_bare(repository);

    /* a rebase detaches HEAD, and is the better name for it */
    if ((here && !check_state(repository, error)) ||
        !choose_ref(repository, plan, &target, error) ||
        (!here && target.checked_out && !check_state(repository, error)))
        return false;
    g_autofree char *holder = find_other_holder(repository, target.ref);
    if (holder) {
        pm_error_set(error, PM_ERROR_STATE, "work there; git worktree list shows where it is",
                     "'%s' is checked out in another working tree, '%s'; nothing was changed",
                     target.ref + strlen("refs/heads/"), holder);
        return false;
    }
    *out_target = target;
    target.ref = NULL;
    return true;
}

/* The forms of ".git" that other file systems know are left to libgit2, which refuses them in
 * trees. */
static bool
path_may_be_written(const char *path)
{
    for (const char *c = path; *c; c++) {
        if (g_ascii_iscntrl(*c) || *c == '\\')
            return false;
    }
    return pm_beneath_is_path(path) && g_utf8_validate(path, -1, NULL);
}

bool
pm_commit_check_changes(const PmChange *changes, size_t count, GError **error)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

    for (size_t i = 0; i < count; i++) {
        if (!path_may_be_written(changes[i].path)) {
            pm_error_set(error, PM_ERROR_UNTRUSTED, NULL, "'%s' is not a path that may be written",
                         changes[i].path);
            return false;
        }
        if (!g_hash_table_add(seen, (gpointer)changes[i].path)) {
            pm_error_set(error, PM_ERROR_USAGE, NULL, "'%s' is changed twice in one commit",
                         changes[i].path);
            return false;
        }
    }
    return true;
}

/* What the tip has at a path: a file that may be replaced, nothing, or an obstacle. */
static bool
read_tip_entry(git_tree *tree, PmJournalPath *path, GError **error)
{
    g_autofree char *prefix = g_strdup(path->path);
    char *slash = prefix;

    for (bool whole = false; tree && !whole;) {
        g_autoptr(git_tree_entry) entry = NULL;
        slash = strchr(slash, '/');
        whole = slash == NULL;
        if (!whole)
            *slash = '\0';
        int status = git_tree_entry_bypath(&entry, tree, prefix);
        if (status == GIT_ENOTFOUND)
            return true;
        if (status != 0) {
            pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot read the tree at '%s'", prefix);
            return false;
        }
        unsigned mode = git_tree_entry_filemode(entry);
        bool is_file = mode == GIT_FILEMODE_BLOB || mode == GIT_FILEMODE_BLOB_EXECUTABLE;
        if (whole ? !is_file : mode != GIT_FILEMODE_TREE) {
            pm_error_set(error, PM_ERROR_UNTRUSTED, NULL,
                         "'%s' is not a %s in the branch; nothing was changed", prefix,
                         whole ? "regular file" : "folder");
            return false;
        }
        if (whole) {
            path->tip_mode = mode;
            path->tip_blob = pm_native_oid(git_tree_entry_id(entry));
        } else {
            *slash++ = '/';
        }
    }
    return true;
}

bool
pm_commit_check_tip(const PmRepository *repository, const PmOid *tip, const PmChange *changes,
                    size_t count, PmJournal *journal, GError **error)
{
    g_autoptr(git_commit) commit = NULL;
    g_autoptr(git_tree) tree = NULL;
    git_oid oid;

    if (!pm_native_oid_parse(tip, &oid, error))
        return false;
    if (!git_oid_is_zero(&oid) &&
        (git_commit_lookup(&commit, pm_repository_handle(repository), &oid) != 0 ||
         git_commit_tree(&tree, commit) != 0)) {
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot read commit %.12s", tip->hex);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        PmJournalPath *path = pm_journal_add(journal, changes[i].path);
        size_t length = 0;
        if (!read_tip_entry(tree, path, error))
            return false;
        if (changes[i].bytes == NULL)
            continue;
        const void *data = g_bytes_get_data(changes[i].bytes, &length);
        path->new_mode = path->tip_mode ? path->tip_mode : GIT_FILEMODE_BLOB;
        path->new_blob = pm_content_hash(data ? data : "", length);
    }
    return true;
}

static bool
same(const PmOid *a, const PmOid *b)
{
    return strcmp(a->hex, b->hex) == 0;
}

static bool
refuse_file(const PmJournalPath *path, const PmOid *expected, bool dirty, GError **error)
{
    static const char *const commit_first = "commit it first: git postmortem commit";

    if (dirty && same(&path->held_blob, &PM_OID_ZERO))
        pm_error_set(error, PM_ERROR_STATE, "bring it back: git restore FILE",
                     "'%s' is missing in the working tree; nothing was changed", path->path);
    else if (same(expected, &PM_OID_ZERO))
        pm_error_set(error, PM_ERROR_STATE, NULL, "'%s' exists already; nothing was changed",
                     path->path);
    else if (dirty)
        pm_error_set(error, PM_ERROR_STATE, commit_first,
                     "'%s' has changes that are not committed; nothing was changed", path->path);
    else
        pm_error_set(error, PM_ERROR_CONFLICT, "look at it, then run the command again",
                     "'%s' changed while this was being written; nothing was changed", path->path);
    return false;
}

bool
pm_commit_check_file(const PmWorkTree *tree, const PmChange *change, PmCommitFlags flags,
                     PmJournalPath *path, GError **error)
{
    struct stat file = { .st_mode = 0 };
    PmOid expected = PM_OID_ZERO;

    if (!pm_work_file_identify(tree, path->path, &path->held_blob, &file, &path->parents, error))
        return false;
    path->held_mode = file.st_mode & 07777;
    /* outside a sparse checkout there is no file, and none is to appear */
    bool left_out = path->staged.extended & GIT_INDEX_ENTRY_SKIP_WORKTREE &&
                    same(&path->held_blob, &PM_OID_ZERO);
    path->writes = !left_out && !same(&path->held_blob, &path->new_blob);
    if (!path->writes)
        return true;
    if (change->expected) {
        size_t length = 0;
        const void *data = g_bytes_get_data(change->expected, &length);
        expected = pm_content_hash(data ? data : "", length);
    }
    bool dirty = !(flags & PM_COMMIT_ALLOW_DIRTY) && !same(&path->held_blob, &path->tip_blob);
    if (dirty || !same(&path->held_blob, &expected))
        return refuse_file(path, &expected, dirty, error);
    if (change->expected)
        path->held_bytes = g_bytes_ref(change->expected);
    return true;
}

static bool
check_staged(const PmIndexCopy *index, PmCommitFlags flags, PmJournalPath *path, GError **error)
{
    const PmIndexEntry tip = { .mode = path->tip_mode, .blob = path->tip_blob };
    const PmIndexEntry after = { .mode = path->new_mode, .blob = path->new_blob };
    const char *obstacle = pm_index_copy_obstacle(index, path->path);

    if (obstacle) {
        pm_error_set(error, PM_ERROR_STATE, "git status shows it",
                     strcmp(obstacle, path->path) == 0
                         ? "'%s' is unmerged in the index; nothing was changed"
                         : "'%s' stands in the way in the index; nothing was changed",
                     obstacle);
        return false;
    }
    path->staged = pm_index_copy_find(index, path->path);
    if (flags & PM_COMMIT_ALLOW_DIRTY || pm_index_equal(&path->staged, &tip) ||
        pm_index_equal(&path->staged, &after) ||
        (path->staged.extended & GIT_INDEX_ENTRY_INTENT_TO_ADD && path->tip_mode == 0))
        return true;
    g_autofree char *word = pm_text_shell_word(path->path);
    g_autofree char *hint =
        g_strdup_printf("commit them first, or unstage them: git restore --staged %s", word);
    pm_error_set(error, PM_ERROR_STATE, hint,
                 "'%s' has staged changes that are not committed; nothing was changed", path->path);
    return false;
}

bool
pm_commit_check_paths(const PmIndexCopy *index, const PmWorkTree *tree, const PmChange *changes,
                      PmCommitFlags flags, PmJournal *journal, GError **error)
{
    for (guint i = 0; i < journal->paths->len; i++) {
        PmJournalPath *path = g_ptr_array_index(journal->paths, i);
        if (!check_staged(index, flags, path, error) ||
            !pm_commit_check_file(tree, &changes[i], flags, path, error))
            return false;
    }
    return true;
}
