/* SPDX-License-Identifier: Apache-2.0 */
#include "git/commit_recover.h"

#include "git/commit.h"
#include "git/native.h"
#include "git/writer_lock.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ANCESTRY_LIMIT 10000
#define REF_LOCK_PATIENCE_US (2 * G_USEC_PER_SEC)

/* Where the history stands, seen from the journal. */
typedef enum {
    SIDE_OLD,   /* the ref was not moved: take back */
    SIDE_NEW,   /* at or past the new commit: the change stands */
    SIDE_MOVED, /* somebody moved the branch elsewhere: path by path */
    SIDE_AWAY,  /* another branch has been checked out since: path by path, too */
} Side;

static bool
same(const PmOid *a, const PmOid *b)
{
    return strcmp(a->hex, b->hex) == 0;
}

/*
 * Past the limit the answer is no, and the recovery goes path by path. Not
 * git_graph_descendant_of(): it knows no shallow boundary.
 */
bool
pm_commit_is_ancestor(const PmRepository *repository, const PmOid *ancestor, const PmOid *tip)
{
    git_repository *git = pm_repository_handle(repository);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GQueue) queue = g_queue_new();
    char *first = g_strdup(tip->hex);

    g_hash_table_add(seen, first);
    g_queue_push_tail(queue, first);
    while (!g_queue_is_empty(queue) && g_hash_table_size(seen) < ANCESTRY_LIMIT) {
        g_autoptr(git_commit) commit = NULL;
        const char *hex = g_queue_pop_head(queue);
        git_oid oid;
        if (strcmp(hex, ancestor->hex) == 0)
            return true;
        if (git_oid_fromstr(&oid, hex) != 0 || git_commit_lookup(&commit, git, &oid) != 0)
            continue;
        for (unsigned i = 0; i < git_commit_parentcount(commit); i++) {
            char *parent = g_strdup(pm_native_oid(git_commit_parent_id(commit, i)).hex);
            if (g_hash_table_add(seen, parent))
                g_queue_push_tail(queue, parent);
        }
    }
    return false;
}

/* The side, and the commit that HEAD is at (PM_OID_ZERO: unborn). */
static bool
judge(const PmRepository *repository, const PmJournal *journal, Side *out_side, PmOid *out_head,
      GError **error)
{
    g_autofree char *head = pm_repository_head_ref(repository, NULL);
    PmOid now;

    if (!pm_repository_read_ref(repository, "HEAD", out_head, error) ||
        !pm_repository_read_ref(repository, journal->ref, &now, error))
        return false;
    if (head == NULL || !same(&now, out_head))
        *out_side = SIDE_AWAY;
    else if (same(&now, &journal->old_commit))
        *out_side = SIDE_OLD;
    else
        *out_side =
            pm_commit_is_ancestor(repository, &journal->new_commit, &now) ? SIDE_NEW : SIDE_MOVED;
    return true;
}

/* The blob that HEAD has at a path, PM_OID_ZERO for none. */
static bool
read_head_blobs(const PmRepository *repository, const PmOid *head, const PmJournal *journal,
                GArray *blobs, GError **error)
{
    g_autoptr(git_commit) commit = NULL;
    g_autoptr(git_tree) tree = NULL;
    git_oid oid;

    if (!pm_native_oid_parse(head, &oid, error))
        return false;
    if (!git_oid_is_zero(&oid) &&
        (git_commit_lookup(&commit, pm_repository_handle(repository), &oid) != 0 ||
         git_commit_tree(&tree, commit) != 0)) {
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot read commit %.12s", head->hex);
        return false;
    }
    for (guint i = 0; i < journal->paths->len; i++) {
        const PmJournalPath *path = g_ptr_array_index(journal->paths, i);
        g_autoptr(git_tree_entry) entry = NULL;
        PmOid blob = PM_OID_ZERO;
        if (tree && git_tree_entry_bypath(&entry, tree, path->path) == 0)
            blob = pm_native_oid(git_tree_entry_id(entry));
        g_array_append_val(blobs, blob);
    }
    return true;
}

/* Whether a commit of somebody else has brought our bytes into the branch: then they stay. */
static bool
is_taken(const PmJournalPath *path, const PmOid *head_blob, Side side)
{
    return (side == SIDE_MOVED || side == SIDE_AWAY) && same(head_blob, &path->new_blob);
}

/*
 * Our entry gives way to the one before it; and the other way round where the ref says that the
 * change stands and nobody can have touched the index since.
 */
static const PmIndexEntry *
choose_entry(const PmJournalPath *path, const PmIndexEntry *now, const PmIndexEntry *after,
             const PmOid *head_blob, Side side, bool intact)
{
    if (pm_index_equal(&path->staged, after))
        return NULL;
    if (side == SIDE_NEW)
        return intact && same(head_blob, &path->new_blob) && pm_index_equal(now, &path->staged)
                   ? after
                   : NULL;
    return !is_taken(path, head_blob, side) && pm_index_equal(now, after) ? &path->staged : NULL;
}

static bool
settle_entries(const PmRepository *repository, const PmJournal *journal, const GArray *blobs,
               Side side, bool intact, GError **error)
{
    g_autoptr(PmIndexCopy) copy = pm_index_copy_read(journal->index_path, error);
    bool changed = false;

    if (copy == NULL)
        return false;
    for (guint i = 0; i < journal->paths->len; i++) {
        const PmJournalPath *path = g_ptr_array_index(journal->paths, i);
        PmIndexEntry now = pm_index_copy_find(copy, path->path);
        PmIndexEntry after = { .mode = path->new_mode, .blob = path->new_blob };
        const PmIndexEntry *wanted =
            choose_entry(path, &now, &after, &g_array_index(blobs, PmOid, i), side, intact);
        if (wanted == NULL)
            continue;
        if (!pm_index_copy_set(copy, path->path, wanted, NULL, error))
            return false;
        changed = true;
    }
    return !changed || pm_index_copy_install(copy, pm_writer_durable(repository), error);
}

/* The working file catches up; only a machine that lost power between two writes needs this. */
static bool
advance(PmRepository *repository, const PmWorkTree *tree, const PmWorkFile *file, GError **error)
{
    g_autoptr(GBytes) bytes = NULL;
    PmOid found;

    if (!pm_work_file_identify(tree, file->path, &found, NULL, NULL, error))
        return false;
    if (!same(&found, &file->old_blob))
        return true;
    if (!same(&file->new_blob, &PM_OID_ZERO)) {
        bytes = pm_content_blob(repository, &file->new_blob, G_MAXSSIZE, error);
        if (bytes == NULL || !pm_work_file_stage(tree, file, bytes, error))
            return false;
    }
    return pm_work_file_publish(tree, file, bytes, error);
}

static bool
settle_files(PmRepository *repository, const PmJournal *journal, const GArray *blobs, Side side,
             bool intact, GError **error)
{
    g_autoptr(PmWorkTree) tree = pm_work_tree_open(repository, journal->nonce, error);

    if (tree == NULL)
        return false;
    for (guint i = 0; i < journal->paths->len; i++) {
        const PmJournalPath *path = g_ptr_array_index(journal->paths, i);
        const PmWorkFile file = pm_journal_file(journal, i);
        const PmOid *head_blob = &g_array_index(blobs, PmOid, i);
        bool fine = true;
        if (path->writes && side == SIDE_NEW && intact && same(head_blob, &path->new_blob))
            fine = advance(repository, tree, &file, error);
        else if (path->writes && side != SIDE_NEW && !is_taken(path, head_blob, side))
            fine = pm_work_file_restore(tree, &file, error);
        if (!fine)
            return false;
        if (!pm_work_file_settle(tree, &file)) {
            pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot remove what stands beside '%s': %s",
                         path->path, g_strerror(errno));
            return false;
        }
    }
    return true;
}

static guint
count_taken(const PmJournal *journal, const GArray *blobs, Side side)
{
    guint count = 0;

    for (guint i = 0; i < journal->paths->len; i++)
        count +=
            is_taken(g_ptr_array_index(journal->paths, i), &g_array_index(blobs, PmOid, i), side);
    return count;
}

/*
 * Between index and ref our change is staged, and a git that reads the index again without a lock,
 * as `git commit` does behind a pre-commit hook, may commit it: then it is made, by that commit.
 */
static PmOid
find_commit(const PmJournal *journal, const PmOid *head, guint taken, Side side)
{
    if (side == SIDE_NEW)
        return journal->new_commit;
    return side == SIDE_MOVED && taken == journal->paths->len ? *head : PM_OID_ZERO;
}

typedef enum { LOCK_GONE, LOCK_EMPTY, LOCK_OURS, LOCK_FOREIGN, LOCK_UNREADABLE } RefLock;

static char *
ref_lock_path(const PmRepository *repository, const PmJournal *journal)
{
    return g_strconcat(pm_repository_common_dir(repository), journal->ref, ".lock", NULL);
}

static RefLock
look_at_ref_lock(const char *path, const PmOid *new_commit)
{
    g_autofree char *text = NULL;
    g_autofree char *whole = g_strconcat(new_commit->hex, "\n", NULL);
    g_autoptr(GError) error = NULL;

    if (!g_file_get_contents(path, &text, NULL, &error))
        return g_error_matches(error, G_FILE_ERROR, G_FILE_ERROR_NOENT) ? LOCK_GONE
                                                                        : LOCK_UNREADABLE;
    if (*text == '\0')
        return LOCK_EMPTY;
    return g_str_has_prefix(whole, text) ? LOCK_OURS : LOCK_FOREIGN;
}

bool
pm_commit_unlock_ref(const PmRepository *repository, const PmJournal *journal)
{
    g_autofree char *path = ref_lock_path(repository, journal);
    return look_at_ref_lock(path, &journal->new_commit) != LOCK_OURS || unlink(path) == 0;
}

bool
pm_commit_settle(PmRepository *repository, const PmJournal *journal, bool intact, PmOid *out_commit,
                 GError **error)
{
    g_autoptr(GArray) blobs = g_array_new(FALSE, FALSE, sizeof(PmOid));
    Side side = SIDE_AWAY;
    PmOid head;

    if (!judge(repository, journal, &side, &head, error) ||
        !read_head_blobs(repository, &head, journal, blobs, error))
        return false;
    /* the whole old index is better than its entries: it has what git knows of all files, and is
     * there */
    guint taken = count_taken(journal, blobs, side);
    bool indexed = intact && side != SIDE_NEW && taken == 0
                       ? pm_index_backup_restore(journal->index_path, journal->had_index, error)
                       : settle_entries(repository, journal, blobs, side, intact, error);
    if (!indexed || !settle_files(repository, journal, blobs, side, intact, error))
        return false;
    pm_index_backup_drop(journal->index_path);
    *out_commit = find_commit(journal, &head, taken, side);
    if (!pm_commit_unlock_ref(repository, journal))
        return true; /* all but this is settled: the journal stays for the next run */
    return pm_journal_drop(repository, error);
}

/*
 * What the lock of a ref says about its owner: it holds "<id>\n", or as much of it as was written.
 */
/*
 * libgit2 may have died while it held the lock of the ref. An empty one gets a moment, since any
 * git's lock is empty at first. A foreign one stays.
 */
static bool
remove_ref_lock(const PmRepository *repository, const PmJournal *journal, GError **error)
{
    g_autofree char *path = ref_lock_path(repository, journal);
    gint64 deadline = g_get_monotonic_time() + REF_LOCK_PATIENCE_US;
    RefLock lock = look_at_ref_lock(path, &journal->new_commit);

    for (unsigned attempt = 0; lock == LOCK_EMPTY && g_get_monotonic_time() < deadline; attempt++) {
        pm_writer_pause(attempt);
        lock = look_at_ref_lock(path, &journal->new_commit);
    }
    if (lock == LOCK_GONE || lock == LOCK_FOREIGN)
        return true;
    if (lock != LOCK_UNREADABLE && (unlink(path) == 0 || errno == ENOENT))
        return true;
    pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot remove '%s': %s", path, g_strerror(errno));
    return false;
}

static bool
finish(PmRepository *repository, const PmJournal *journal, GError **error)
{
    if (!remove_ref_lock(repository, journal, error))
        return false;
    if (journal->paths->len == 0) /* of a branch that is not checked out: the ref was all */
        return pm_journal_drop(repository, error);
    g_autoptr(PmIndexLock) lock = pm_index_lock_adopt(journal->index_path, journal->nonce);
    bool intact = lock != NULL;
    PmOid commit;

    if (lock == NULL)
        lock = pm_index_lock_take(journal->index_path, journal->nonce, error);
    if (lock == NULL)
        return false;
    if (pm_commit_settle(repository, journal, intact, &commit, error))
        return true;
    if (intact) /* as long as the state is mixed no git shall commit it */
        pm_index_lock_leave(g_steal_pointer(&lock));
    return false;
}

/* What a run left that was killed before its journal or after it. */
static bool
sweep(const PmRepository *repository, bool *out_found, GError **error)
{
    const char *index_path = pm_repository_index_path(repository);

    if (!pm_repository_is_bare(repository)) {
        PmIndexLock *lock = pm_index_lock_adopt(index_path, NULL);
        *out_found = lock != NULL;
        pm_index_lock_release(lock);
        pm_index_backup_drop(index_path);
    }
    return pm_work_stage_sweep(repository, error);
}

/* Anything but the lock that lives on: a journal, staged files, a message. */
static bool
holds_leftovers(const PmRepository *repository)
{
    g_autofree char *path = g_build_filename(pm_repository_git_dir(repository), "postmortem", NULL);
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);

    for (const char *name = NULL; folder && (name = g_dir_read_name(folder));) {
        if (strcmp(name, "lock") != 0)
            return true;
    }
    return false;
}

bool
pm_commit_is_interrupted(const PmRepository *repository)
{
    const char *index_path = pm_repository_index_path(repository);

    if (holds_leftovers(repository) || pm_index_has_leftovers(index_path))
        return true;
    PmIndexLock *lock = pm_index_lock_adopt(index_path, NULL);
    bool found = lock != NULL;
    pm_index_lock_leave(lock); /* looked at, not taken */
    return found;
}

bool
pm_commit_recover(PmRepository *repository, bool *out_recovered, GError **error)
{
    g_autoptr(PmJournal) journal = NULL;
    bool found = false;

    *out_recovered = false;
    if (!pm_journal_load(repository, &journal, error) ||
        (journal && !finish(repository, journal, error)))
        return false;
    if (!sweep(repository, &found, error))
        return false;
    *out_recovered = journal || found;
    return true;
}
