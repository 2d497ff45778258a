/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pass over merges. The line is judged, and a merge is one step of it; which of its parents is
 * the line is up to whoever made it. So what a branch had and its merge left out is looked at: a
 * word that was said there, a change of the policy, a ledger of its own.
 */
#include "ledger/audit_step.h"

#include "document/name.h"
#include "ledger/bundle.h"

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
static bool
was_on_line(PmAudit *audit, const char *path)
{
    if (g_str_has_prefix(path, PM_CONFIG_SIGNOFFS))
        return pm_audit_find_record(audit->policy_records, path) != NULL;
    g_autofree char *stem = pm_name_owner(path);
    g_autofree char *document = stem != NULL ? g_strconcat(stem, ".md", NULL) : NULL;
    const char *candidates[] = { document, stem };
    for (size_t i = 0; stem != NULL && i < G_N_ELEMENTS(candidates); i++) {
        const PmDocumentRecord *record = pm_audit_record(audit, candidates[i], false);
        if (record != NULL && pm_audit_find_record(record->records, path) != NULL)
            return true;
    }
    return false;
}

static void
judge_signoff(PmAudit *audit, PmContent *tip, const char *path)
{
    PmContentEntry entry = { 0 };
    const PmOid *added = pm_authors_addition(audit->authors, path);
    size_t index;
    if (!pm_audit_is_wanted(audit, path) || !pm_steps_find(audit->steps, added->hex, &index) ||
        index <= audit->genesis_step)
        return;
    bool there = pm_content_find(tip, path, &entry, NULL);
    g_free(entry.path);
    if (there || was_on_line(audit, path) || !is_of_this_ledger(audit, path, added))
        return;
    audit->commit = pm_steps_get(audit->steps, index)->hex;
    PmDiagnostic *found =
        pm_audit_report(audit, "signoff/append-only", path,
                        "it was made on a branch, and left out when that was merged");
    if (found != NULL)
        found->help =
            pm_arena_printf(audit->arena, "made %s", pm_audit_describe_commit(audit, added->hex));
}

static bool
same_at(PmContent *one, PmContent *other, const char *path)
{
    PmContentEntry a = { 0 }, b = { 0 };
    bool in_one = pm_content_find(one, path, &a, NULL);
    bool in_other = pm_content_find(other, path, &b, NULL);
    bool same = in_one == in_other && (!in_one || g_str_equal(a.blob.hex, b.blob.hex));
    g_free(a.path);
    g_free(b.path);
    return same;
}

/* Does a later parent have another version of this file, and the merge the first parent's? */
static bool
is_left_out(PmAudit *audit, size_t index, const char *path)
{
    const PmOid *oids[] = { pm_steps_get(audit->steps, index - 1),
                            pm_steps_get(audit->steps, index) };
    g_autoptr(PmContent) before = pm_content_commit(audit->repository, oids[0], NULL);
    g_autoptr(PmContent) after = pm_content_commit(audit->repository, oids[1], NULL);
    g_autoptr(PmCommit) merge = pm_commit_read(audit->repository, oids[1], NULL);
    if (before == NULL || after == NULL || merge == NULL || !same_at(before, after, path))
        return false;
    for (size_t i = 0; i < merge->parent_count; i++) {
        g_autoptr(PmContent) parent =
            pm_content_commit(audit->repository, &merge->parents[i], NULL);
        if (parent != NULL && !same_at(before, parent, path))
            return true;
    }
    return false;
}

/* Another ledger's policy, which came along in a merge of its repository, judges nothing here. */
static bool
is_of_other_ledger(PmAudit *audit, const PmOid *commit)
{
    g_autoptr(PmContent) tree = pm_content_commit(audit->repository, commit, NULL);
    const PmPolicy *policy = tree != NULL ? pm_policy_load(audit->arena, tree, NULL) : NULL;
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

/* Is the policy at the end of each branch of this merge the one with which the line began? */
static bool
ends_as_line_began(PmAudit *audit, const PmOid *merge)
{
    g_autoptr(PmCommit) commit = pm_commit_read(audit->repository, merge, NULL);
    for (size_t i = 1; commit != NULL && i < commit->parent_count; i++) {
        g_autoptr(PmContent) tree = pm_content_commit(audit->repository, &commit->parents[i], NULL);
        const PmPolicy *policy = tree != NULL ? pm_policy_load(audit->arena, tree, NULL) : NULL;
        if (policy == NULL || !g_str_equal(policy->digest, audit->counts.genesis_policy))
            return false;
    }
    return commit != NULL;
}

/*
 * Two beginnings of this ledger, one of which may be there to hide what the other has. Another
 * ledger that came along, in a subtree say, is none of its business; and where the other has no
 * policy but the one with which the line began, as when a branch was squashed and goes on, all that
 * it brings is judged by that.
 */
static void
judge_rival(PmAudit *audit, const PmRival *rival)
{
    size_t index;
    if (is_of_other_ledger(audit, &rival->beginning) ||
        !pm_steps_find(audit->steps, rival->merge.hex, &index) || is_settled(audit, index) ||
        ends_as_line_began(audit, &rival->merge))
        return;
    audit->commit = rival->merge.hex;
    set_expect(pm_audit_report(
        audit, "audit/beginnings", NULL,
        pm_arena_printf(audit->arena,
                        "this merge brings in a ledger that began apart, in %.7s: which of the two "
                        "is the shared one is not known",
                        rival->beginning.hex)));
}

void
pm_audit_merges(PmAudit *audit, PmContent *tip)
{
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
