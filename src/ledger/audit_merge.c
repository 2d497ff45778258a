/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pass over merges. The line is judged, and a merge is one step of it; which of its parents is
 * the line is up to whoever made it. So what a branch had and its merge left out is looked at: a
 * word that was said there, a change of the policy, a ledger of its own.
 */
#include "ledger/audit_step.h"

#include "document/name.h"
#include "git/merge_text.h"
#include "ledger/bundle.h"
#include "ledger/corpus.h"

#include <string.h>

/* Has somebody said which line is the shared one, here or later on? */
static bool
is_settled(const PmAudit *audit, size_t index)
{
    const char *expected = audit->options->expect_commit;
    PmOid oid;
    size_t at;
    if (pm_steps_holds_known(audit->steps, index - 1))
        return true;
    return expected != NULL && pm_repository_resolve(audit->repository, expected, &oid, NULL) &&
           pm_steps_is_step(audit->steps, oid.hex) && pm_steps_find(audit->steps, oid.hex, &at) &&
           at >= index;
}

static void
set_expect(PmDiagnostic *found)
{
    if (found != NULL)
        found->command = "git postmortem verify --expect <a commit of the shared line>";
}

/* The word itself, as the commit that added it has it: of this ledger? */
static bool
is_of_this_ledger(PmAudit *audit, const char *path, const PmOid *added)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(PmContent) tree = pm_content_commit(audit->repository, added, NULL);
    g_autoptr(GBytes) bytes =
        tree != NULL ? pm_content_read(tree, path, PM_SIGNOFF_LIMIT, NULL) : NULL;
    PmSignoff signoff;
    return bytes != NULL &&
           pm_signoff_parse(arena, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), &signoff,
                            NULL) &&
           g_str_equal(signoff.statement.ledger, audit->policy->config->ledger);
}

/* Was it ever on the line? What was there and is gone was found when it went. */
static const PmSignoffRecord *
find_on_line(PmAudit *audit, const char *path)
{
    if (g_str_has_prefix(path, PM_CONFIG_SIGNOFFS))
        return pm_audit_find_record(audit->policy_records, path);
    g_autofree char *stem = pm_name_owner(path);
    g_autofree char *document = stem != NULL ? g_strconcat(stem, ".md", NULL) : NULL;
    const char *candidates[] = { document, stem };
    for (size_t i = 0; stem != NULL && i < G_N_ELEMENTS(candidates); i++) {
        const PmDocumentRecord *document_record = pm_audit_document(audit, candidates[i]);
        const PmSignoffRecord *record =
            document_record != NULL ? pm_audit_find_record(document_record->records, path) : NULL;
        if (record != NULL)
            return record;
    }
    return NULL;
}

static PmOid
blob_in(PmAudit *audit, const PmOid *commit, const char *path)
{
    PmContentEntry entry = { .blob = PM_OID_ZERO };
    g_autoptr(PmContent) tree = pm_content_commit(audit->repository, commit, NULL);
    if (tree != NULL && pm_content_find(tree, path, &entry, NULL))
        g_free(entry.path);
    return entry.blob;
}

/* A merge may bring in another file of the same name, without the signature, say. */
static bool
is_as_added(PmAudit *audit, const PmSignoffRecord *record, const PmOid *added)
{
    if (g_str_equal(record->step.hex, added->hex))
        return true;
    PmOid then = blob_in(audit, added, record->path);
    return g_str_equal(then.hex, record->blob.hex);
}

static bool
is_in(PmContent *tree, const char *path)
{
    PmContentEntry entry = { 0 };
    bool found = pm_content_find(tree, path, &entry, NULL);
    g_free(entry.path);
    return found;
}

static void
judge_signoff(PmAudit *audit, PmContent *tip, const char *path)
{
    const PmOid *added = pm_authors_addition(audit->authors, path, pm_audit_last_step(audit));
    size_t index;
    if (!pm_audit_is_wanted(audit, path) || !pm_steps_find(audit->steps, added->hex, &index) ||
        index <= audit->genesis_step)
        return;
    const PmSignoffRecord *record = find_on_line(audit, path);
    if (record != NULL ? is_as_added(audit, record, added)
                       : is_in(tip, path) || !is_of_this_ledger(audit, path, added))
        return;
    audit->commit = pm_steps_get(audit->steps, index)->hex;
    PmDiagnostic *found = pm_audit_report(
        audit, "signoff/append-only", path,
        record != NULL ? "it was made on a branch, and changed when that was merged"
                       : "it was made on a branch, and left out when that was merged");
    if (found != NULL)
        found->help =
            pm_arena_printf(audit->arena, "made %s", pm_audit_describe_commit(audit, added->hex));
}

/* Was this ever the version of the line, before that step? */
static bool
was_of_line(PmAudit *audit, size_t index, const char *path, const PmOid *blob)
{
    for (size_t i = audit->genesis_step; i < index; i++) {
        PmOid then = blob_in(audit, pm_steps_get(audit->steps, i), path);
        if (g_str_equal(then.hex, blob->hex))
            return true;
    }
    return false;
}

static GBytes *
read_blob(PmAudit *audit, const PmOid *blob)
{
    GBytes *bytes = g_str_equal(blob->hex, PM_OID_ZERO.hex)
                        ? NULL
                        : pm_content_blob(audit->repository, blob, 64 * PM_CONFIG_LIMIT, NULL);
    return bytes != NULL ? bytes : g_bytes_new(NULL, 0);
}

/* Has the merge what git makes of both sides by itself? */
static bool
is_made_by_git(PmAudit *audit, const PmOid *before, const PmOid *parent, const PmOid *merge,
               const char *path)
{
    PmOid base;
    if (!pm_history_merge_base(audit->repository, before, parent, &base))
        return false;
    PmOid blobs[] = { blob_in(audit, &base, path), blob_in(audit, before, path),
                      blob_in(audit, parent, path), blob_in(audit, merge, path) };
    g_autoptr(GBytes) old = read_blob(audit, &blobs[0]);
    g_autoptr(GBytes) ours = read_blob(audit, &blobs[1]);
    g_autoptr(GBytes) theirs = read_blob(audit, &blobs[2]);
    g_autoptr(GBytes) now = read_blob(audit, &blobs[3]);
    g_autoptr(GBytes) made = pm_merge_text(old, ours, theirs);
    return made != NULL && g_bytes_equal(made, now);
}

/*
 * Has a later parent of this merge a version of the file of its own, which the merge does not take
 * over? One that the line had once is no news: the branch is behind.
 */
static bool
is_left_out(PmAudit *audit, size_t index, const char *path)
{
    const PmOid *before = pm_steps_get(audit->steps, index - 1);
    const PmOid *after = pm_steps_get(audit->steps, index);
    g_autoptr(PmCommit) merge = pm_commit_read(audit->repository, after, NULL);
    PmOid now = blob_in(audit, after, path);
    for (size_t i = 0; merge != NULL && i < merge->parent_count; i++) {
        PmOid theirs = blob_in(audit, &merge->parents[i], path);
        if (!g_str_equal(merge->parents[i].hex, before->hex) && !g_str_equal(theirs.hex, now.hex) &&
            !was_of_line(audit, index, path, &theirs) &&
            !is_made_by_git(audit, before, &merge->parents[i], after, path))
            return true;
    }
    return false;
}

static const PmPolicy *
policy_at(PmAudit *audit, const PmOid *commit)
{
    g_autoptr(PmContent) tree = pm_content_commit(audit->repository, commit, NULL);
    return tree != NULL ? pm_policy_load(audit->arena, tree, NULL) : NULL;
}

/* Another ledger's policy, which came along in a merge of its repository, judges nothing here. */
static bool
is_of_other_ledger(PmAudit *audit, const PmOid *commit)
{
    const PmPolicy *policy = policy_at(audit, commit);
    return policy != NULL && !g_str_equal(policy->config->ledger, audit->policy->config->ledger);
}

/* A branch that changed the policy is merged without the change: was that the shared line? */
static void
judge_bundle(PmAudit *audit, const char *path, const GArray *commits)
{
    size_t last = 0;
    for (guint i = 0; pm_bundle_has(path, audit->documents_folder) && i < commits->len; i++) {
        const PmOid *oid = &g_array_index(commits, PmOid, i);
        size_t index;
        if (pm_steps_is_step(audit->steps, oid->hex) ||
            !pm_steps_find(audit->steps, oid->hex, &index) || index <= audit->genesis_step ||
            index == last || is_settled(audit, index) || !is_left_out(audit, index, path) ||
            is_of_other_ledger(audit, oid))
            continue;
        last = index;
        audit->commit = pm_steps_get(audit->steps, index)->hex;
        set_expect(pm_audit_report(
            audit, "policy/dropped", path,
            pm_arena_printf(audit->arena,
                            "a change of the policy, %s, is left out by this merge: whether that "
                            "was on the shared line is not known",
                            pm_audit_describe_commit(audit, oid->hex))));
    }
}

/* Did this commit come with that step? */
static bool
came_with(const PmAudit *audit, const PmOid *commit, size_t index)
{
    size_t step;
    return pm_steps_find(audit->steps, commit->hex, &step) && step == index;
}

/* Is there something behind the merge that only the other beginning judges: a word of somebody, or
 * a policy that is guarded, or another than that with which the line began? */
static bool
has_judgement(PmAudit *audit, size_t index)
{
    g_autoptr(GPtrArray) signoffs = pm_authors_signoffs(audit->authors);
    size_t last = pm_audit_last_step(audit);
    for (guint i = 0; i < signoffs->len; i++)
        if (came_with(audit, pm_authors_addition(audit->authors, signoffs->pdata[i], last), index))
            return true;
    GHashTableIter iterator;
    void *value;
    g_hash_table_iter_init(&iterator, pm_authors_policy(audit->authors));
    while (g_hash_table_iter_next(&iterator, NULL, &value)) {
        const GArray *commits = value;
        for (guint i = 0; i < commits->len; i++) {
            const PmOid *oid = &g_array_index(commits, PmOid, i);
            const PmPolicy *policy = came_with(audit, oid, index) ? policy_at(audit, oid) : NULL;
            if (policy != NULL && policy->change_count > 0)
                return true;
        }
    }
    return false;
}

/* Is the policy at the end of each branch of this merge the one with which the line began? */
static bool
ends_as_line_began(PmAudit *audit, const PmOid *merge)
{
    g_autoptr(PmCommit) commit = pm_commit_read(audit->repository, merge, NULL);
    for (size_t i = 1; commit != NULL && i < commit->parent_count; i++) {
        const PmPolicy *policy = policy_at(audit, &commit->parents[i]);
        if (policy == NULL || !g_str_equal(policy->digest, audit->counts.genesis_policy))
            return false;
    }
    return commit != NULL;
}

/* Has the merge a document where one of the other ledger is? Then it is no guest: its documents
 * would go on under another policy. */
static bool
shares_documents(PmAudit *audit, const PmOid *merge)
{
    g_autoptr(PmCommit) commit = pm_commit_read(audit->repository, merge, NULL);
    g_autoptr(PmContent) now = pm_content_commit(audit->repository, merge, NULL);
    for (size_t i = 0; commit != NULL && now != NULL && i < commit->parent_count; i++) {
        if (!is_of_other_ledger(audit, &commit->parents[i]))
            continue;
        g_autoptr(PmContent) tree = pm_content_commit(audit->repository, &commit->parents[i], NULL);
        const PmPolicy *policy = policy_at(audit, &commit->parents[i]);
        const PmCorpus *corpus = pm_corpus_open(audit->arena, tree, policy->config, NULL);
        for (size_t k = 0; corpus != NULL && k < corpus->count; k++)
            if (is_in(now, corpus->entries[k].path))
                return true;
    }
    return false;
}

/*
 * Two beginnings of a ledger, one of which may be there to hide what the other has. Another ledger
 * that came along, in a subtree say, is none of its business; and where the other has no word of
 * anybody and no policy but the one with which the line began, as when a branch was squashed and
 * goes on, all that it brings is judged by that.
 */
static void
judge_rival(PmAudit *audit, const PmRival *rival)
{
    size_t index;
    if (!pm_steps_find(audit->steps, rival->merge.hex, &index) || is_settled(audit, index))
        return;
    if (is_of_other_ledger(audit, &rival->beginning)
            ? !shares_documents(audit, &rival->merge)
            : ends_as_line_began(audit, &rival->merge) && !has_judgement(audit, index))
        return;
    audit->commit = rival->merge.hex;
    set_expect(pm_audit_report(
        audit, "audit/beginnings", NULL,
        pm_arena_printf(audit->arena,
                        "this merge brings in a ledger that began apart, in %.7s: which of the two "
                        "is the shared one is not known",
                        rival->beginning.hex)));
}

/* What a branch had submitted, and the line never had. */
static void
judge_left_out(PmAudit *audit, const PmOid *parent, const PmTreeDelta *delta)
{
    const PmPolicy *policy = audit->policy;
    if (delta->new_mode != 0 || pm_audit_is_signoff_path(delta->path) ||
        !pm_audit_is_wanted(audit, delta->path) ||
        !pm_name_is_document(audit->documents_folder, delta->path, policy->config->ignore) ||
        pm_audit_document(audit, delta->path) != NULL)
        return;
    g_autoptr(PmContent) tree = pm_content_commit(audit->repository, parent, NULL);
    g_autoptr(GBytes) bytes =
        tree != NULL ? pm_content_read(tree, delta->path, PM_AUDIT_DOCUMENT_LIMIT, NULL) : NULL;
    if (bytes != NULL &&
        pm_gate_applies(PM_STATUS_DRAFT, pm_audit_read_status(audit, policy, delta->path, bytes)))
        pm_audit_report(audit, "document/deleted", delta->path,
                        "it was submitted on a branch, and left out when that was merged");
}

static void
judge_documents(PmAudit *audit, const PmOid *step)
{
    g_autoptr(PmCommit) merge = pm_commit_read(audit->repository, step, NULL);
    audit->commit = step->hex;
    for (size_t i = 0; merge != NULL && merge->parent_count > 1 && i < merge->parent_count; i++) {
        const PmOid *parent = &merge->parents[i];
        const PmPolicy *policy =
            pm_steps_is_step(audit->steps, parent->hex) ? NULL : policy_at(audit, parent);
        if (policy == NULL || !g_str_equal(policy->config->ledger, audit->policy->config->ledger))
            continue;
        g_autoptr(GPtrArray) deltas =
            pm_history_delta(audit->repository, parent, step, audit->documents_folder, false, NULL);
        for (guint k = 0; deltas != NULL && k < deltas->len; k++)
            judge_left_out(audit, parent, deltas->pdata[k]);
    }
}

void
pm_audit_merges(PmAudit *audit, PmContent *tip)
{
    for (size_t i = audit->genesis_step + 1; i < pm_steps_count(audit->steps); i++)
        judge_documents(audit, pm_steps_get(audit->steps, i));
    g_autoptr(GPtrArray) signoffs = pm_authors_signoffs(audit->authors);
    for (guint i = 0; i < signoffs->len; i++)
        judge_signoff(audit, tip, signoffs->pdata[i]);
    GHashTableIter iterator;
    void *path, *commits;
    g_hash_table_iter_init(&iterator, pm_authors_policy(audit->authors));
    while (g_hash_table_iter_next(&iterator, &path, &commits))
        judge_bundle(audit, path, commits);
    const GArray *rivals = pm_steps_rivals(audit->steps);
    for (guint i = 0; i < rivals->len; i++)
        judge_rival(audit, &g_array_index(rivals, PmRival, i));
    audit->commit = NULL;
}
