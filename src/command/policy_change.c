/* SPDX-License-Identifier: Apache-2.0 */
#include "command/policy_change.h"

#include "command/line_ends.h"
#include "ledger/bundle.h"

#include <string.h>

void
pm_policy_change_clear(PmPolicyChange *change)
{
    g_clear_pointer(&change->audit, pm_audit_free);
    g_clear_pointer(&change->before, pm_content_close);
    if (change->worktree == NULL)
        g_clear_pointer(&change->after, pm_content_close);
    g_clear_pointer(&change->manifest, g_bytes_unref);
}

bool
pm_policy_change_has(const PmPolicyChange *change, const char *path)
{
    return pm_bundle_has(path, change->in_force.policy->config->documents);
}

/* Only the bundle is looked at: no document is judged. */
static bool
run_audit(PmPolicyChange *change, GError **error)
{
    PmContext *context = change->context;
    PmAuditOptions *options = pm_arena_new0(context->arena, PmAuditOptions, 1);
    *options = (PmAuditOptions){ .tip = change->tip, .only = PM_CONFIG_PATH };
    change->audit = pm_audit_run(context->arena, context->repository, options,
                                 pm_diagnostics_new(context->arena), error);
    if (change->audit == NULL)
        return false;
    change->in_force = pm_audit_policy_in_force(change->audit);
    if (change->in_force.policy != NULL)
        return true;
    pm_error_set(error, PM_ERROR_STATE, "git postmortem init; or commit " PM_CONFIG_PATH,
                 "this branch has no committed " PM_CONFIG_PATH);
    return false;
}

static bool
read_next(PmPolicyChange *change, PmContent *content, GError **error)
{
    PmArena *arena = change->context->arena;
    const char *documents = change->in_force.policy->config->documents;
    change->next = pm_policy_load(arena, content, error);
    if (change->next == NULL && error != NULL && *error == NULL)
        pm_error_set(error, PM_ERROR_STATE, "git restore " PM_CONFIG_PATH,
                     PM_CONFIG_PATH " is not there");
    g_autofree char *manifest =
        change->next != NULL ? pm_bundle_manifest(content, documents, error) : NULL;
    if (manifest == NULL)
        return false;
    g_clear_pointer(&change->manifest, g_bytes_unref);
    change->manifest = g_bytes_new(manifest, strlen(manifest));
    return true;
}

static bool
is_in(PmContent *content, const char *path)
{
    PmContentEntry entry = { 0 };
    bool found = pm_content_find(content, path, &entry, NULL);
    g_free(entry.path);
    return found;
}

/* Whatever git would not commit just so makes another bundle than the one that is signed. */
static bool
check_file(PmPolicyChange *change, PmContent *index, PmContent *tip, const char *path,
           GError **error)
{
    if (!is_in(index, path)) {
        g_autofree char *hint =
            g_strdup_printf("git add %s, or take it away", pm_context_word(change->context, path));
        pm_error_set(
            error, PM_ERROR_STATE, hint,
            "'%s' is unknown to git, and all of " PM_CONFIG_FOLDER " is part of the policy", path);
        return false;
    }
    g_autoptr(GBytes) then = pm_content_read(tip, path, PM_CONFIG_LIMIT, NULL);
    g_autoptr(GBytes) now = pm_content_read(change->worktree, path, PM_CONFIG_LIMIT, error);
    if (now == NULL)
        return false;
    if (then == NULL || g_bytes_equal(then, now) ||
        !pm_line_ends_are_gits(change->context, then, now))
        return true;
    pm_error_set(error, PM_ERROR_STATE, "git postmortem doctor writes it as committed",
                 "'%s' has CRLF from git, and the committed text has LF", path);
    return false;
}

static bool
check_files(PmPolicyChange *change, PmContent *tip, GError **error)
{
    g_autoptr(PmContent) index = pm_content_index(change->context->repository, error);
    g_autoptr(GPtrArray) files =
        index != NULL ? pm_content_list(change->worktree, PM_CONFIG_FOLDER, error) : NULL;
    for (guint i = 0; files != NULL && i < files->len; i++) {
        const char *path = ((PmContentEntry *)files->pdata[i])->path;
        if (pm_policy_change_has(change, path) && !check_file(change, index, tip, path, error))
            return false;
    }
    return files != NULL;
}

/* The working tree's bundle where it is another than the branch's, else the branch's. */
static bool
open_next(PmPolicyChange *change, GError **error)
{
    PmContext *context = change->context;
    g_autoptr(PmContent) tip = pm_content_commit(context->repository, &change->tip, error);
    if (tip == NULL)
        return false;
    if (change->ref == NULL && !pm_repository_is_bare(context->repository)) {
        g_autoptr(GError) unread = NULL;
        change->worktree = context->content;
        if (!check_files(change, tip, error) || !read_next(change, context->content, error))
            return false;
        g_autofree char *committed =
            pm_bundle_manifest(tip, change->in_force.policy->config->documents, &unread);
        change->after = context->content;
        change->committed =
            committed != NULL && strlen(committed) == g_bytes_get_size(change->manifest) &&
            memcmp(committed, g_bytes_get_data(change->manifest, NULL), strlen(committed)) == 0;
        return true;
    }
    change->committed = true;
    if (!read_next(change, tip, error))
        return false;
    change->after = g_steal_pointer(&tip);
    return true;
}

bool
pm_policy_change_open(PmContext *context, const PmPlace *place, PmPolicyChange *out_change,
                      GError **error)
{
    g_auto(PmPolicyChange) change = { .context = context,
                                      .ref = place != NULL ? place->read : NULL,
                                      .words = place != NULL ? place->words : "" };
    const char *revision = change.ref != NULL ? change.ref : "HEAD";
    if (!pm_repository_resolve(context->repository, revision, &change.tip, error) ||
        !run_audit(&change, error) || !open_next(&change, error))
        return false;
    const PmPolicy *old = change.in_force.policy;
    PmOid step = pm_audit_policy_step(change.audit, &change.in_force);
    change.before = pm_content_commit(context->repository, &step, error);
    if (change.before == NULL)
        return false;
    if (!g_str_equal(old->config->ledger, change.next->config->ledger)) {
        pm_error_set(error, PM_ERROR_REFUSED, NULL,
                     "the ledger's UUID changed; it is written once");
        return false;
    }
    if (g_str_equal(old->digest, change.next->digest)) {
        pm_error_set(error, PM_ERROR_REFUSED,
                     "change files in " PM_CONFIG_FOLDER " first, and don't commit them yet",
                     "the policy is as it was");
        return false;
    }
    *out_change = change;
    change = (PmPolicyChange){ 0 };
    return true;
}

static void
add_paths(const PmPolicyChange *change, GHashTable *paths, PmContent *content, GError **error)
{
    g_autoptr(GPtrArray) files = pm_content_list(content, PM_CONFIG_FOLDER, error);
    for (guint i = 0; files != NULL && i < files->len; i++) {
        const char *path = ((PmContentEntry *)files->pdata[i])->path;
        if (pm_policy_change_has(change, path))
            g_hash_table_add(paths, g_strdup(path));
    }
}

static int
by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
differs(const PmPolicyChange *change, const char *path)
{
    g_autoptr(GBytes) old = pm_content_read(change->before, path, SIZE_MAX / 2, NULL);
    g_autoptr(GBytes) now = pm_content_read(change->after, path, SIZE_MAX / 2, NULL);
    return old == NULL || now == NULL ? old != now : !g_bytes_equal(old, now);
}

GPtrArray *
pm_policy_change_paths(const PmPolicyChange *change, GError **error)
{
    g_autoptr(GHashTable) paths = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) changed = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) found = NULL;
    add_paths(change, paths, change->before, &found);
    if (found == NULL)
        add_paths(change, paths, change->after, &found);
    if (found != NULL) {
        g_propagate_error(error, g_steal_pointer(&found));
        return NULL;
    }
    g_hash_table_add(
        paths, g_strconcat(change->in_force.policy->config->documents, ".gitattributes", NULL));
    GHashTableIter iterator;
    void *path;
    g_hash_table_iter_init(&iterator, paths);
    while (g_hash_table_iter_next(&iterator, &path, NULL))
        if (differs(change, path))
            g_ptr_array_add(changed, g_strdup(path));
    g_ptr_array_sort(changed, by_text);
    return g_steal_pointer(&changed);
}

char *
pm_policy_change_diff(const PmPolicyChange *change, GError **error)
{
    g_autoptr(GPtrArray) paths = pm_policy_change_paths(change, error);
    if (paths == NULL)
        return NULL;
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < paths->len; i++) {
        g_autoptr(GBytes) old =
            pm_content_read(change->before, paths->pdata[i], SIZE_MAX / 2, NULL);
        g_autoptr(GBytes) now = pm_content_read(change->after, paths->pdata[i], SIZE_MAX / 2, NULL);
        g_autofree char *text = pm_content_diff(paths->pdata[i], old, now, error);
        if (text == NULL)
            return NULL;
        g_string_append(all, text);
    }
    return g_string_free(g_steal_pointer(&all), FALSE);
}

/* The addresses of those who have signed in a role. */
static GHashTable *
signers(const PmPolicyChange *change, const char *role, const PmPolicySigner *more)
{
    GHashTable *have = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) records =
        change != NULL
            ? pm_audit_policy_approvals(change->audit, &change->in_force, role, change->next)
            : g_ptr_array_new();
    for (guint i = 0; i < records->len; i++)
        g_hash_table_add(
            have,
            g_utf8_strdown(((const PmSignoffRecord *)records->pdata[i])->signoff.statement.reviewer,
                           -1));
    if (more != NULL && g_str_equal(more->role, role))
        g_hash_table_add(have, g_utf8_strdown(more->email, -1));
    return have;
}

/* The people of the config and of the role who may still sign. */
static const char *
who_may(PmContext *context, const PmPolicy *policy, const char *role, GHashTable *have)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (size_t i = 0; i < policy->config->person_count; i++) {
        const char *email = policy->config->people[i].email;
        g_autofree char *folded = g_utf8_strdown(email, -1);
        if (!g_hash_table_contains(have, folded) && pm_policy_holds_role(policy, role, NULL, email))
            g_string_append_printf(list, "%s%s", list->len > 0 ? ", " : "", email);
    }
    return list->len > 0 ? pm_arena_printf(context->arena, " (%s)", list->str) : "";
}

static PmGate
missing(PmContext *context, const PmPolicy *policy, const PmPolicyChange *change,
        const PmPolicySigner *more)
{
    PmMissing *items = pm_arena_new0(context->arena, PmMissing, policy->change_count);
    PmGate gate = { .items = items };
    const char *on = change != NULL ? change->words : "";
    for (size_t i = 0; i < policy->change_count; i++) {
        const PmRequirement *asked = &policy->change[i];
        g_autoptr(GHashTable) have = signers(change, asked->role, more);
        guint count = g_hash_table_size(have);
        if (count >= (guint)asked->count)
            continue;
        items[gate.count++] = (PmMissing){
            .what = pm_arena_printf(context->arena, "sign-off %s: %u of %d%s", asked->role, count,
                                    asked->count, who_may(context, policy, asked->role, have)),
            .command = pm_arena_printf(
                context->arena, "git postmortem approve --policy --role %s%s", asked->role, on),
        };
    }
    return gate;
}

PmGate
pm_policy_change_missing(const PmPolicyChange *change, const PmPolicySigner *more)
{
    return missing(change->context, change->in_force.policy, change, more);
}

PmGate
pm_policy_change_asked(PmContext *context, const PmPolicy *policy)
{
    return missing(context, policy, NULL, NULL);
}
