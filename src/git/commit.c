/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a commit is made, so that nothing is lost; the files that do each step are named behind it:
 *
 *   0  refuse what can't be done; the writers' lock; recovery - commit_check, writer_lock,
 *      commit_recover
 *   1  the change and its message, made against the tip - the caller's prepare(), commit_hook
 *   2  blobs, trees, commit; flushed and read back - object_write
 *   3  index.lock, a copy of the index - index_lock, index_copy
 *   4  the journal - journal
 *   5  working files - work_file
 *   6  the new index into place, while index.lock stands - index_copy
 *   7  the ref, by compare and swap, judged by reading it - publish
 *   8  unlock, drop the journal, post-commit - publish, commit_hook
 *
 * The ref moves last: were it first, a run killed then would leave an index without our documents,
 * and the user's next `git commit` would delete them.
 */
#include "git/commit.h"

#include "git/commit_hook.h"
#include "git/commit_recover.h"
#include "git/native.h"
#include "git/object_write.h"
#include "git/publish.h"
#include "git/writer_lock.h"

#include <string.h>

#define ATTEMPTS 16

/* One attempt and what it owns. */
typedef struct {
    PmRepository *repository;
    const PmCommitPlan *plan;
    PmCommitTarget target;
    PmCommitAttempt attempt;
    PmJournal *journal;
    PmIndexCopy *index; /* as it was at first; NULL: nothing is checked out */
    char *message;
} Run;

static void
run_clear(Run *run)
{
    pm_commit_target_clear(&run->target);
    g_clear_pointer(&run->attempt.tip, pm_content_close);
    g_clear_pointer(&run->journal, pm_journal_free);
    g_clear_pointer(&run->index, pm_index_copy_free);
    g_clear_pointer(&run->message, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Run, run_clear)

static bool
is_unborn(const Run *run)
{
    return strcmp(run->attempt.tip_oid.hex, PM_OID_ZERO.hex) == 0;
}

static bool
read_tip(Run *run, GError **error)
{
    if (!pm_commit_target(run->repository, run->plan, &run->target, error) ||
        !pm_repository_read_ref(run->repository, run->target.ref, &run->attempt.tip_oid, error))
        return false;
    if (!is_unborn(run)) {
        run->attempt.tip = pm_content_commit(run->repository, &run->attempt.tip_oid, error);
        return run->attempt.tip != NULL;
    }
    if (run->plan->flags & PM_COMMIT_UNBORN)
        return true;
    pm_error_set(error, PM_ERROR_STATE, "begin with: git postmortem init",
                 "'%s' has no commits yet", run->target.ref + strlen("refs/heads/"));
    return false;
}

/* Refuse before hooks run and keys are asked for; under index.lock it is looked at again. */
static bool
check_early(Run *run, GError **error)
{
    const PmCommitAttempt *attempt = &run->attempt;
    g_autoptr(PmJournal) journal = pm_journal_new();

    if (!run->target.checked_out)
        return true;
    g_autoptr(PmWorkTree) tree = pm_work_tree_open(run->repository, journal->nonce, error);
    if (tree)
        run->index = pm_index_copy_read(pm_repository_index_path(run->repository), error);
    return run->index &&
           pm_commit_check_tip(run->repository, &attempt->tip_oid, attempt->changes,
                               attempt->change_count, journal, error) &&
           pm_commit_check_paths(run->index, tree, attempt->changes, run->plan->flags, journal,
                                 error);
}

static bool
prepare(Run *run, GError **error)
{
    PmCommitAttempt *attempt = &run->attempt;

    if (!run->plan->prepare(attempt, run->plan->data, error) ||
        !pm_commit_check_changes(attempt->changes, attempt->change_count, error) ||
        !pm_commit_check_tip(run->repository, &attempt->tip_oid, attempt->changes,
                             attempt->change_count, run->journal, error) ||
        !check_early(run, error))
        return false;
    if (!(run->plan->flags & PM_COMMIT_NO_VERIFY))
        return pm_commit_hook_message(run->repository, attempt->message, &run->message, error);
    run->message = g_strdup(attempt->message);
    return true;
}

static git_signature *
sign_as(const PmRepository *repository, PmIdentityRole role, GError **error)
{
    g_auto(PmIdentity) identity = { .name = NULL };
    git_signature *signature = NULL;

    if (!pm_repository_identity(repository, role, &identity, error))
        return NULL;
    if (git_signature_new(&signature, identity.name, identity.email, identity.time,
                          identity.offset_minutes) != 0)
        pm_native_error(error, PM_ERROR_STATE, NULL, "cannot commit as '%s'", identity.name);
    return signature;
}

/* The text of the commit object, without a signature. */
static bool
compose(const Run *run, const PmOid *tree, git_buf *out_payload, GError **error)
{
    git_repository *git = pm_repository_handle(run->repository);
    g_autoptr(git_signature) author = sign_as(run->repository, PM_IDENTITY_AUTHOR, error);
    g_autoptr(git_signature) committer =
        author ? sign_as(run->repository, PM_IDENTITY_COMMITTER, error) : NULL;
    g_autoptr(git_commit) parent = NULL;
    g_autoptr(git_tree) root = NULL;
    git_oid oid;

    if (committer == NULL || !pm_native_oid_parse(tree, &oid, error))
        return false;
    int status = git_tree_lookup(&root, git, &oid);
    if (status == 0 && !is_unborn(run)) {
        git_oid_fromstr(&oid, run->attempt.tip_oid.hex);
        status = git_commit_lookup(&parent, git, &oid);
    }
    /* libgit2 signs the reflog with this */
    git_repository_set_ident(git, committer->name, committer->email);
    const git_commit *parents[] = { parent };
    /* without an encoding: UTF-8. Through void *: the qualifiers of the last parameter changed
     * in 1.8 and back */
    if (status == 0)
        status = git_commit_create_buffer(out_payload, git, author, committer, NULL, run->message,
                                          root, parent ? 1 : 0, (void *)parents);
    if (status != 0)
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot write the commit");
    return status == 0;
}

static bool
sign(const Run *run, const char *payload, char **out_signature, GError **error)
{
    *out_signature = NULL;
    if (run->plan->signer == NULL)
        return true;
    if (!run->plan->signer(payload, out_signature, run->plan->data, error))
        return false;
    g_strchomp(*out_signature); /* git's header ends with the last line of the armour */
    return true;
}

static bool
same_as_tip(const Run *run, const PmOid *tree)
{
    git_repository *git = pm_repository_handle(run->repository);
    g_autoptr(git_commit) tip = NULL;
    git_oid oid;

    if (is_unborn(run))
        return run->attempt.change_count == 0;
    return git_oid_fromstr(&oid, run->attempt.tip_oid.hex) == 0 &&
           git_commit_lookup(&tip, git, &oid) == 0 &&
           strcmp(pm_native_oid(git_commit_tree_id(tip)).hex, tree->hex) == 0;
}

/* Step 2. */
static bool
write_objects(Run *run, GError **error)
{
    g_autoptr(PmObjectWriter) writer = pm_object_writer_new(run->repository);
    g_auto(git_buf) payload = GIT_BUF_INIT;
    g_autofree char *signature = NULL;
    PmOid tree;

    for (size_t i = 0; i < run->attempt.change_count; i++) {
        PmJournalPath *path = g_ptr_array_index(run->journal->paths, i);
        GBytes *bytes = run->attempt.changes[i].bytes;
        if (bytes && !pm_object_write_blob(writer, bytes, &path->new_blob, error))
            return false;
    }
    if (!pm_object_write_tree(writer, run->journal, &run->attempt.tip_oid, &tree, error))
        return false;
    if (same_as_tip(run, &tree)) {
        pm_error_set(error, PM_ERROR_REFUSED, NULL, "nothing to commit");
        return false;
    }
    return compose(run, &tree, &payload, error) && sign(run, payload.ptr, &signature, error) &&
           pm_object_write_commit(writer, payload.ptr, signature, &run->journal->new_commit,
                                  error) &&
           pm_object_writer_prove(writer, error);
}

/* As git words it in the reflog. */
static char *
reflog_line(const Run *run)
{
    g_auto(GStrv) lines = g_strsplit(run->message, "\n", 2);

    return g_strdup_printf("commit%s: %s", is_unborn(run) ? " (initial)" : "", lines[0]);
}

static PmPublish
attempt_once(PmRepository *repository, const PmCommitPlan *plan, PmCommitResult *out_result,
             GError **error)
{
    g_auto(Run) run = { .repository = repository, .plan = plan, .journal = pm_journal_new() };

    if (!read_tip(&run, error) || !prepare(&run, error) || !write_objects(&run, error))
        return PM_PUBLISH_FAILED;
    g_autofree char *reflog = reflog_line(&run);
    PmPublication publication = {
        .repository = repository,
        .plan = plan,
        .target = &run.target,
        .attempt = &run.attempt,
        .journal = run.journal,
        .reflog = reflog,
        .index = g_steal_pointer(&run.index),
    };
    PmPublish outcome = pm_publish(&publication, error);
    run.index = publication.index;
    if (outcome == PM_PUBLISH_DONE) {
        out_result->commit = publication.commit;
        out_result->parent = run.attempt.tip_oid;
        g_strlcpy(out_result->ref, run.target.ref, sizeof(out_result->ref));
    }
    return outcome;
}

static bool
attempt_often(PmRepository *repository, const PmCommitPlan *plan, const char *ref,
              PmCommitResult *out_result, GError **error)
{
    for (unsigned attempt = 0; attempt < ATTEMPTS; attempt++) {
        PmPublish outcome = attempt_once(repository, plan, out_result, error);
        if (outcome != PM_PUBLISH_LOST)
            return outcome == PM_PUBLISH_DONE;
        pm_writer_pause(attempt);
    }
    pm_error_set(error, PM_ERROR_CONFLICT, "another process is committing; try again",
                 "'%s' moved while this was being written, %d times in a row; nothing was changed",
                 ref + strlen("refs/heads/"), ATTEMPTS);
    return false;
}

/* Before anything is written. */
static bool
check_identity(const PmRepository *repository, GError **error)
{
    g_autoptr(git_signature) author = sign_as(repository, PM_IDENTITY_AUTHOR, error);
    g_autoptr(git_signature) committer =
        author ? sign_as(repository, PM_IDENTITY_COMMITTER, error) : NULL;

    return committer != NULL;
}

/* Step 0, the second half. */
static PmWriterLock *
enter(PmRepository *repository, bool *out_recovered, GError **error)
{
    g_autoptr(PmWriterLock) lock = pm_writer_lock_take(repository, error);

    if (lock == NULL || !pm_commit_recover(repository, out_recovered, error))
        return NULL;
    return g_steal_pointer(&lock);
}

/* Steps 1 and 2 alone. What fails later leaves objects that nothing names, as git does. */
static bool
make_alone(PmRepository *repository, const PmCommitPlan *plan, PmCommitResult *out_result,
           GError **error)
{
    g_auto(Run) run = { .repository = repository, .plan = plan, .journal = pm_journal_new() };

    run.attempt.tip_oid = *plan->parent;
    run.attempt.tip = pm_content_commit(repository, plan->parent, error);
    if (run.attempt.tip == NULL || !prepare(&run, error) || !write_objects(&run, error))
        return false;
    *out_result =
        (PmCommitResult){ .commit = run.journal->new_commit, .parent = run.attempt.tip_oid };
    return true;
}

bool
pm_git_commit(PmRepository *repository, const PmCommitPlan *plan, PmCommitResult *out_result,
              GError **error)
{
    g_auto(PmCommitTarget) target = { .ref = NULL };
    PmCommitResult result = { .ref = "" };
    bool recovered = false;

    if (plan->parent != NULL)
        return check_identity(repository, error) && make_alone(repository, plan, out_result, error);
    if (!pm_commit_target(repository, plan, &target, error) || !check_identity(repository, error))
        return false;
    g_autoptr(PmWriterLock) lock = enter(repository, &recovered, error);
    if (lock == NULL || !attempt_often(repository, plan, target.ref, &result, error))
        return false;
    /* the hook may commit, too */
    g_clear_pointer(&lock, pm_writer_lock_release);
    if (target.checked_out)
        pm_commit_hook_done(repository);
    *out_result = result;
    return true;
}

bool
pm_git_recover(PmRepository *repository, bool *out_recovered, GError **error)
{
    *out_recovered = false;
    if (!pm_commit_is_interrupted(repository))
        return true;
    g_autoptr(PmWriterLock) lock = enter(repository, out_recovered, error);

    return lock != NULL;
}

bool
pm_git_write_files(PmRepository *repository, const PmChange *changes, size_t count, GError **error)
{
    g_autoptr(PmJournal) files = pm_journal_new();
    bool recovered = false;

    if (pm_repository_is_bare(repository)) {
        pm_error_set(error, PM_ERROR_STATE, NULL, "a bare repository has no working tree");
        return false;
    }
    if (!pm_commit_check_changes(changes, count, error))
        return false;
    g_autoptr(PmWriterLock) lock = enter(repository, &recovered, error);
    g_autoptr(PmWorkTree) tree = lock ? pm_work_tree_open(repository, files->nonce, error) : NULL;
    return tree && pm_publish_files(tree, files, changes, count, error);
}
