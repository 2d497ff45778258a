/* SPDX-License-Identifier: Apache-2.0 */
#include "command/policy_commit.h"

#include "command/line_ends.h"
#include "command/message.h"
#include "command/policy_change.h"
#include "command/review.h"
#include "command/write.h"
#include "ledger/bundle.h"

#include <string.h>

/* Where the branch moved while the policy was judged, it must not be by another policy, and by no
 * word about one. */
static bool
is_judged(const PmWriteAttempt *attempt, const PmPolicyChange *change, GError **error)
{
    g_autoptr(GPtrArray) deltas = pm_history_delta(change->context->repository, &change->tip,
                                                   &attempt->tip_oid, "", false, error);
    for (guint i = 0; deltas != NULL && i < deltas->len; i++) {
        const char *path = ((const PmTreeDelta *)deltas->pdata[i])->path;
        if (!g_str_has_prefix(path, PM_CONFIG_FOLDER) && !pm_policy_change_has(change, path))
            continue;
        pm_error_set(error, PM_ERROR_CONFLICT, "git postmortem commit --policy",
                     "the policy moved on the branch while it was judged; nothing was committed");
        return false;
    }
    return deltas != NULL;
}

/* The bundle as it is in the working tree. */
static bool
make(PmWriteAttempt *attempt, void *data, GError **error)
{
    const PmPolicyChange *change = data;
    g_autoptr(GPtrArray) paths = pm_policy_change_paths(change, error);
    if (paths == NULL || !is_judged(attempt, change, error))
        return false;
    for (guint i = 0; i < paths->len; i++) {
        const char *path = paths->pdata[i];
        g_autoptr(GError) gone = NULL;
        g_autoptr(GBytes) now = pm_content_read(change->after, path, SIZE_MAX / 2, &gone);
        if (now == NULL && !g_error_matches(gone, PM_ERROR, PM_ERROR_NOT_FOUND)) {
            g_propagate_error(error, g_steal_pointer(&gone));
            return false;
        }
        pm_write_add(attempt, path, now, now);
    }
    return true;
}

/* A change before this one that lacks its sign-offs is of a branch that collects them: all of it is
 * one step where that is merged. */
static const char *
describe(const PmPolicyChange *change)
{
    const PmPolicy *policy = change->in_force.policy;
    if (!g_str_equal(policy->digest, pm_audit_policy(change->audit)->digest))
        return "the policy; its sign-offs count when the branch is merged";
    return policy->change_count > 0 ? "the policy, with all its sign-offs"
                                    : "the policy, by anybody, as review.change names nobody";
}

static int
write_it(PmPolicyChange *change, const PmWriteOptions *options, GError **error)
{
    PmContext *context = change->context;
    const char *text;
    if (!pm_message_read(context, options, "the change of the policy", &text, error))
        return -1;
    PmWrite write = {
        .context = context,
        .options = options,
        .event = { .name = "policy", .subject = "change the policy", .body = text },
        .flags = PM_COMMIT_ALLOW_DIRTY,
        .make = make,
        .data = change,
    };
    PmWriteResult result;
    if (!pm_write_run(&write, &result, error))
        return -1;
    pm_write_report(context, options, &result, NULL, PM_CONFIG_PATH, "policy", describe(change));
    return PM_EXIT_OK;
}

int
pm_policy_commit(PmContext *context, const PmWriteOptions *options, GError **error)
{
    g_auto(PmPolicyChange) change = { 0 };
    if (pm_repository_is_bare(context->repository)) {
        pm_error_set(error, PM_ERROR_REFUSED, NULL, "a bare repository has no files to commit");
        return -1;
    }
    if (!pm_policy_change_open(context, NULL, &change, error))
        return -1;
    PmGate gate = pm_policy_change_missing(&change, NULL);
    if (gate.count > 0)
        return pm_review_refuse(context, change.committed ? "merge" : "commit", "the policy",
                                &gate);
    if (!change.committed)
        return write_it(&change, options, error);
    pm_context_say(context, "all sign-offs are there; they count when the branch is merged\n");
    return PM_EXIT_OK;
}

/* Has `content` another file at this path of the bundle, line ends of git's own making aside? */
static bool
differs(PmContext *context, PmContent *tree, PmContent *content, const char *path)
{
    const size_t limit = 64 * PM_CONFIG_LIMIT;
    g_autoptr(GBytes) before = pm_content_read(tree, path, limit, NULL);
    g_autoptr(GBytes) now = pm_content_read(content, path, limit, NULL);
    if (before == NULL || now == NULL)
        return before != now;
    return !g_bytes_equal(before, now) && !pm_line_ends_are_gits(context, before, now);
}

static bool
is_changed(PmContext *context, PmContent *tree, PmContent *content, const char *documents)
{
    PmContent *sides[] = { tree, content };
    g_autofree char *attributes = g_strconcat(documents, ".gitattributes", NULL);
    bool changed = differs(context, tree, content, attributes);
    for (size_t i = 0; i < G_N_ELEMENTS(sides); i++) {
        g_autoptr(GPtrArray) files = pm_content_list(sides[i], PM_CONFIG_FOLDER, NULL);
        for (guint k = 0; !changed && files != NULL && k < files->len; k++) {
            const char *path = ((const PmContentEntry *)files->pdata[k])->path;
            changed = pm_bundle_has(path, documents) && differs(context, tree, content, path);
        }
    }
    return changed;
}

/* The policy at HEAD, where `content` has another bundle than that one; else NULL. */
static const PmPolicy *
policy_before(PmContext *context, PmContent *content)
{
    PmOid tip;
    if (content == NULL || !pm_repository_resolve(context->repository, "HEAD", &tip, NULL))
        return NULL;
    g_autoptr(PmContent) tree = pm_content_commit(context->repository, &tip, NULL);
    const PmPolicy *policy = tree != NULL ? pm_policy_load(context->arena, tree, NULL) : NULL;
    if (policy == NULL)
        return NULL;
    return is_changed(context, tree, content, policy->config->documents) ? policy : NULL;
}

void
pm_policy_hint_changed(PmContext *context)
{
    if (!pm_repository_is_bare(context->repository) &&
        policy_before(context, context->content) != NULL)
        pm_context_hint(context, "the policy was changed: git postmortem commit --policy");
}

void
pm_policy_warn_missing(PmContext *context)
{
    g_auto(PmPolicyChange) change = { 0 };
    const PmPolicy *policy = policy_before(context, context->content);
    if (policy == NULL || policy->change_count == 0 || context->quiet ||
        !pm_policy_change_open(context, NULL, &change, NULL))
        return; /* what can't be read is told by who reads it next */
    PmGate gate = pm_policy_change_missing(&change, NULL);
    if (gate.count == 0)
        return;
    fprintf(context->err,
            "warning: the policy changes without what it asks for; verify won't have it on the "
            "shared branch\n");
    pm_review_list(context, context->err, &gate);
}

bool
pm_policy_is_open(PmContext *context, const char *verb, const char *how, int *out_code,
                  GError **error)
{
    PmOid tip;
    *out_code = -1;
    if (!pm_repository_resolve(context->repository, "HEAD", &tip, NULL))
        return true; /* of an unborn branch */
    g_autoptr(PmContent) tree = pm_content_commit(context->repository, &tip, error);
    if (tree == NULL)
        return false;
    g_autoptr(GError) unread = NULL;
    const PmPolicy *policy = pm_policy_load(context->arena, tree, &unread);
    if (policy == NULL || policy->change_count == 0)
        return true; /* one that can't be read asks for nothing, and verify says so */
    PmGate gate = pm_policy_change_asked(context, policy);
    *out_code = pm_review_refuse(context, verb, "the policy", &gate);
    pm_context_hint(context, "%s", pm_context_safe(context, how));
    return false;
}
