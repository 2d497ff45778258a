/* SPDX-License-Identifier: Apache-2.0 */
#include "git/publish.h"

#include "git/commit_recover.h"
#include "git/lock_owner.h"
#include "git/native.h"
#include "git/writer_lock.h"

#include <git2/sys/repository.h>
#include <string.h>

#define REF_PATIENCE_US (5 * G_USEC_PER_SEC)

static bool
same(const PmOid *a, const PmOid *b)
{
    return strcmp(a->hex, b->hex) == 0;
}

/* Whether the branch is still where the commit was made, and still HEAD's where it was HEAD's. */
static bool
is_current(const PmPublication *publication, bool *out_current, GError **error)
{
    g_auto(PmCommitTarget) target = { .ref = NULL };
    PmOid now;

    if (!pm_commit_target(publication->repository, publication->plan, &target, error) ||
        !pm_repository_read_ref(publication->repository, target.ref, &now, error))
        return false;
    *out_current = strcmp(target.ref, publication->target->ref) == 0 &&
                   target.checked_out == publication->target->checked_out &&
                   same(&now, &publication->attempt->tip_oid);
    return true;
}

/*
 * libgit2 flushes a ref only when it is told to before its refs are opened, and can be told only
 * for all that it writes; objects and index are flushed by us, once.
 */
static int
open_refs(const PmPublication *publication)
{
    git_repository *git = pm_repository_handle(publication->repository);
    g_autoptr(git_refdb) refs = NULL;

    git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, (int)pm_writer_durable(publication->repository));
    int status = git_refdb_open(&refs, git);
    if (status == 0)
        status = git_repository_set_refdb(git, refs);
    git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 0);
    return status;
}

/* One try; a ref that another git has locked is tried again for a while, since it will let go. */
static int
try_move(const PmPublication *publication, const git_oid *old_oid, const git_oid *new_oid)
{
    git_repository *git = pm_repository_handle(publication->repository);
    gint64 deadline = g_get_monotonic_time() + REF_PATIENCE_US;
    int status = open_refs(publication);

    for (unsigned attempt = 0; status == 0 || status == GIT_ELOCKED; attempt++) {
        g_autoptr(git_reference) reference = NULL;
        if (attempt > 0)
            pm_writer_pause(attempt);
        status = git_reference_create_matching(&reference, git, publication->target->ref, new_oid,
                                               true, old_oid, publication->reflog);
        if (status == 0 || g_get_monotonic_time() > deadline)
            break;
    }
    return status;
}

/* Where the ref is now; whoever asks has just written it, so that one bad moment of the disk is not
 * the end. */
static bool
read_result(const PmPublication *publication, PmOid *out_now, GError **error)
{
    g_autoptr(GError) cause = NULL;

    for (unsigned attempt = 0; attempt < 3; attempt++) {
        g_clear_error(&cause);
        if (pm_repository_read_ref(publication->repository, publication->target->ref, out_now,
                                   &cause))
            return true;
        pm_writer_pause(attempt);
    }
    pm_error_set(error, PM_ERROR_FAILED, "look with: git log",
                 "cannot tell whether the commit was made: %s",
                 g_strdelimit(cause->message, "\n", ' '));
    return false;
}

static void
explain_lock(const PmPublication *publication, GError **error)
{
    const char *common = pm_repository_common_dir(publication->repository);
    const char *ref = publication->target->ref;
    g_autofree char *path = g_strconcat(common, ref, ".lock", NULL);
    g_autofree char *what = g_strdup_printf("'%s'", ref + strlen("refs/heads/"));

    pm_lock_owner_explain(what, path, REF_PATIENCE_US / G_USEC_PER_SEC, error);
}

/*
 * Compare and swap. What libgit2 returns is not believed: the ref is read again, from the disk.
 */
static PmPublish
move_ref(const PmPublication *publication, GError **error)
{
    const PmOid *old_commit = &publication->journal->old_commit;
    const PmOid *new_commit = &publication->journal->new_commit;
    const char *name = publication->target->ref + strlen("refs/heads/");
    git_oid old_oid;
    git_oid new_oid;
    PmOid now;

    if (!pm_native_oid_parse(old_commit, &old_oid, error) ||
        !pm_native_oid_parse(new_commit, &new_oid, error))
        return PM_PUBLISH_FAILED;
    int status = try_move(publication, &old_oid, &new_oid);
    g_autoptr(GError) cause = NULL;
    pm_native_error(&cause, PM_ERROR_FAILED, NULL, "cannot move '%s'", name);
    if (!read_result(publication, &now, error))
        return PM_PUBLISH_FAILED;
    if (pm_commit_is_ancestor(publication->repository, new_commit, &now))
        return PM_PUBLISH_DONE;
    if (status == GIT_EMODIFIED || !same(&now, old_commit))
        return PM_PUBLISH_LOST;
    if (status == GIT_ELOCKED)
        explain_lock(publication, error);
    else
        g_propagate_error(error, g_steal_pointer(&cause));
    return PM_PUBLISH_FAILED;
}

static bool
stage_files(const PmPublication *publication, const PmWorkTree *tree, GError **error)
{
    const PmJournal *journal = publication->journal;

    for (guint i = 0; i < journal->paths->len; i++) {
        const PmJournalPath *path = g_ptr_array_index(journal->paths, i);
        const PmWorkFile file = pm_journal_file(journal, i);
        GBytes *bytes = publication->attempt->changes[i].bytes;
        if (path->writes && bytes && !pm_work_file_stage(tree, &file, bytes, error))
            return false;
    }
    return true;
}

/* Step 5. */
static bool
write_files(const PmPublication *publication, const PmWorkTree *tree, GError **error)
{
    const PmJournal *journal = publication->journal;

    for (guint i = 0; i < journal->paths->len; i++) {
        const PmJournalPath *path = g_ptr_array_index(journal->paths, i);
        const PmWorkFile file = pm_journal_file(journal, i);
        GBytes *bytes = publication->attempt->changes[i].bytes;
        if (path->writes && !pm_work_file_publish(tree, &file, bytes, error))
            return false;
    }
    return true;
}

/* Our entries, with what git wants to know of the files as they are now, so that it need not read
 * them. */
static bool
set_entries(const PmPublication *publication, const PmWorkTree *tree, PmIndexCopy *index,
            GError **error)
{
    const PmJournal *journal = publication->journal;

    for (guint i = 0; i < journal->paths->len; i++) {
        const PmJournalPath *path = g_ptr_array_index(journal->paths, i);
        PmIndexEntry entry = { .mode = path->new_mode, .blob = path->new_blob };
        struct stat status;
        PmOid found;
        if (!pm_work_file_identify(tree, path->path, &found, &status, NULL, error))
            return false;
        bool there = !same(&found, &PM_OID_ZERO);
        if (!there)
            entry.extended = path->staged.extended & GIT_INDEX_ENTRY_SKIP_WORKTREE;
        /* saved by an editor in this moment: git shall see that the file is another */
        bool ours = there && same(&found, &path->new_blob);
        if (!pm_index_copy_set(index, path->path, &entry, ours ? &status : NULL, error))
            return false;
    }
    return true;
}

/* Steps 5 to 7, each of which the journal can take back. */
static PmPublish
carry_out(const PmPublication *publication, const PmWorkTree *tree, PmIndexCopy *index,
          const PmIndexLock *lock, GError **error)
{
    bool current = false;

    if (!write_files(publication, tree, error) || !set_entries(publication, tree, index, error))
        return PM_PUBLISH_FAILED;
    if (!pm_index_lock_stands(lock)) {
        pm_error_set(error, PM_ERROR_CONFLICT, "run the command again",
                     "index.lock was removed while this was being written; nothing was changed");
        return PM_PUBLISH_FAILED;
    }
    if (!pm_index_copy_install(index, pm_writer_durable(publication->repository), error) ||
        !is_current(publication, &current, error))
        return PM_PUBLISH_FAILED;
    return current ? move_ref(publication, error) : PM_PUBLISH_LOST;
}

/* What could not be taken back stays journalled and locked for the next run. */
static PmPublish
take_back(PmPublication *publication, PmPublish outcome, bool intact, bool *out_settled,
          GError **error)
{
    g_autoptr(GError) cause = NULL;
    PmOid *commit = &publication->commit;

    *out_settled =
        pm_commit_settle(publication->repository, publication->journal, intact, commit, &cause);
    if (*out_settled && same(commit, &PM_OID_ZERO))
        return outcome;
    g_autofree char *first = g_strdup(error && *error ? (*error)->message : "the branch moved");
    g_clear_error(error);
    if (*out_settled) /* it was made after all */
        return PM_PUBLISH_DONE;
    pm_error_set(error, PM_ERROR_FAILED,
                 "the next writing command takes it back; until then leave index.lock where it is",
                 "%s; what was written could not be taken back yet: %s",
                 g_strdelimit(first, "\n", ' '), g_strdelimit(cause->message, "\n", ' '));
    return PM_PUBLISH_FAILED;
}

/* Step 8. The commit is made: what can't be tidied up now, the next run tidies up. */
static void
conclude(const PmPublication *publication, const PmWorkTree *tree, PmIndexLock *lock)
{
    const PmJournal *journal = publication->journal;
    bool tidy = pm_commit_unlock_ref(publication->repository, journal);
    pm_index_lock_release(lock);
    for (guint i = 0; i < journal->paths->len; i++) {
        const PmWorkFile file = pm_journal_file(journal, i);
        tidy = pm_work_file_settle(tree, &file) && tidy;
    }
    pm_index_backup_drop(journal->index_path);
    if (tidy)
        pm_journal_drop(publication->repository, NULL);
}

/* Steps 4 to 8, under index.lock. */
static PmPublish
publish_locked(PmPublication *publication, const PmWorkTree *tree, PmIndexCopy *index,
               PmIndexLock **lock, GError **error)
{
    PmJournal *journal = publication->journal;
    bool settled = true;

    if (!stage_files(publication, tree, error) ||
        !pm_journal_save(journal, publication->repository, error)) {
        (void)pm_work_stage_sweep(publication->repository, NULL);
        pm_journal_drop(publication->repository, NULL);
        return PM_PUBLISH_FAILED;
    }
    PmPublish outcome = carry_out(publication, tree, index, *lock, error);
    if (outcome == PM_PUBLISH_DONE) {
        conclude(publication, tree, g_steal_pointer(lock));
        return PM_PUBLISH_DONE;
    }
    outcome = take_back(publication, outcome, pm_index_lock_stands(*lock), &settled, error);
    if (!settled)
        pm_index_lock_leave(g_steal_pointer(lock));
    return outcome;
}

static PmPublish
publish_checked_out(PmPublication *publication, GError **error)
{
    PmRepository *repository = publication->repository;
    PmJournal *journal = publication->journal;
    const char *index_path = pm_repository_index_path(repository);
    bool current = false;

    g_autoptr(PmWorkTree) tree = pm_work_tree_open(repository, journal->nonce, error);
    if (tree == NULL)
        return PM_PUBLISH_FAILED;
    if (!pm_index_backup_drop(index_path)) {
        pm_error_set(error, PM_ERROR_FAILED, NULL,
                     "cannot remove what an earlier run left beside '%s'", index_path);
        return PM_PUBLISH_FAILED;
    }
    g_autoptr(PmIndexLock) lock = pm_index_lock_take(index_path, journal->nonce, error);
    if (lock == NULL || !is_current(publication, &current, error))
        return PM_PUBLISH_FAILED;
    if (!current)
        return PM_PUBLISH_LOST;
    g_autoptr(PmIndexCopy) index =
        pm_index_copy_again(g_steal_pointer(&publication->index), index_path, error);
    if (index == NULL || !pm_commit_check_paths(index, tree, publication->attempt->changes,
                                                publication->plan->flags, journal, error))
        return PM_PUBLISH_FAILED;
    journal->index_path = g_strdup(index_path);
    journal->had_index = pm_index_copy_existed(index);
    return publish_locked(publication, tree, index, &lock, error);
}

/* Steps 4, 7 and 8: without index and files the journal is there for the ref's lock alone. */
static PmPublish
publish_elsewhere(const PmPublication *publication, GError **error)
{
    g_autoptr(PmJournal) journal = pm_journal_new();
    bool current = false;

    journal->index_path = g_strdup("");
    journal->ref = g_strdup(publication->journal->ref);
    journal->old_commit = publication->journal->old_commit;
    journal->new_commit = publication->journal->new_commit;
    if (!is_current(publication, &current, error))
        return PM_PUBLISH_FAILED;
    if (!current)
        return PM_PUBLISH_LOST;
    PmPublish outcome = pm_journal_save(journal, publication->repository, error)
                            ? move_ref(publication, error)
                            : PM_PUBLISH_FAILED;
    if (pm_commit_unlock_ref(publication->repository, journal))
        pm_journal_drop(publication->repository, NULL);
    return outcome;
}

PmPublish
pm_publish(PmPublication *publication, GError **error)
{
    publication->journal->ref = g_strdup(publication->target->ref);
    publication->journal->old_commit = publication->attempt->tip_oid;
    publication->commit = publication->journal->new_commit;
    return publication->target->checked_out ? publish_checked_out(publication, error)
                                            : publish_elsewhere(publication, error);
}

bool
pm_publish_files(const PmWorkTree *tree, PmJournal *journal, const PmChange *changes, size_t count,
                 GError **error)
{
    const PmCommitAttempt attempt = { .changes = changes, .change_count = count };
    const PmPublication publication = { .attempt = &attempt, .journal = journal };
    bool fine = true;

    for (size_t i = 0; fine && i < count; i++) {
        PmJournalPath *path = pm_journal_add(journal, changes[i].path);
        size_t length = 0;
        const void *data = changes[i].bytes ? g_bytes_get_data(changes[i].bytes, &length) : NULL;
        if (changes[i].bytes)
            path->new_blob = pm_content_hash(data ? data : "", length);
        fine = pm_commit_check_file(tree, &changes[i], PM_COMMIT_ALLOW_DIRTY, path, error);
    }
    fine = fine && stage_files(&publication, tree, error);
    bool written = fine && write_files(&publication, tree, error);
    for (guint i = 0; i < journal->paths->len; i++) {
        const PmJournalPath *path = g_ptr_array_index(journal->paths, i);
        const PmWorkFile file = pm_journal_file(journal, i);
        if (fine && !written && path->writes)
            pm_work_file_restore(tree, &file, NULL);
        pm_work_file_settle(tree, &file);
    }
    return written;
}
