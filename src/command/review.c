/* SPDX-License-Identifier: Apache-2.0 */
#include "command/review.h"

#include "base/text.h"
#include "command/line_ends.h"

#include <string.h>

void
pm_review_clear(PmReview *review)
{
    pm_target_clear(&review->target);
    g_clear_pointer(&review->audit, pm_audit_free);
    g_clear_pointer(&review->tree, pm_content_close);
    g_clear_pointer(&review->checker, pm_checker_free);
}

static bool
read_tip(PmContext *context, const char *ref, PmOid *out_tip, GError **error)
{
    if (ref != NULL)
        return pm_repository_resolve(context->repository, ref, out_tip, error);
    return pm_repository_resolve(context->repository, "HEAD", out_tip, error);
}

/* The committed text, which is what gets signed; the working file must say the same. */
static bool
read_committed(PmContext *context, PmContent *tree, PmReview *review, const char *ref,
               GError **error)
{
    const PmCorpusEntry *entry = review->target.entry;
    g_autoptr(GError) found = NULL;
    GBytes *bytes = pm_content_read(tree, entry->path, context->config->document_limit, &found);
    bool missing = bytes == NULL && g_error_matches(found, PM_ERROR, PM_ERROR_NOT_FOUND);
    bool differs = ref == NULL && bytes != NULL && !g_bytes_equal(bytes, review->target.bytes);
    if (bytes == NULL && !missing) {
        g_propagate_error(error, g_steal_pointer(&found));
        return false;
    }
    if (missing || differs) {
        bool converted = differs && pm_line_ends_are_gits(context, bytes, review->target.bytes);
        g_clear_pointer(&bytes, g_bytes_unref);
        if (converted) {
            pm_error_set(error, PM_ERROR_STATE, "git postmortem doctor writes it as committed",
                         "the file of %s has CRLF from git, and the committed text has LF",
                         entry->id);
            return false;
        }
        g_autofree char *word = pm_text_shell_word(entry->id);
        g_autofree char *hint = g_strdup_printf("git postmortem commit %s", word);
        pm_error_set(error, PM_ERROR_STATE, hint,
                     "%s has changes that are not committed; only what is committed can be judged",
                     entry->id);
        return false;
    }
    g_bytes_unref(bytes);
    return true;
}

static bool
open_target(PmContext *context, const char *word, const char *ref, PmReview *review, GError **error)
{
    if (ref == NULL)
        return pm_target_open(context, context->arena, word, &review->target, error) &&
               read_committed(context, review->tree, review, ref, error);
    PmContext there = *context;
    there.content = review->tree;
    there.config = review->policy->config;
    return pm_target_open(&there, context->arena, word, &review->target, error);
}

/* What judges is committed: a config or schema that is edited and not committed has no say. */
static bool
open_policy(PmContext *context, PmReview *review, GError **error)
{
    PmArena *arena = context->arena;
    g_autoptr(GError) found = NULL;
    review->policy = pm_policy_load(arena, review->tree, &found);
    if (found != NULL) {
        g_propagate_error(error, g_steal_pointer(&found));
        return false;
    }
    if (review->policy == NULL) {
        pm_error_set(error, PM_ERROR_STATE, "git postmortem init; or commit " PM_CONFIG_PATH,
                     "this branch has no committed " PM_CONFIG_PATH);
        return false;
    }
    review->checker = pm_policy_checker(arena, review->policy, error);
    return review->checker != NULL;
}

/* The history ends with the policy that its tip has, unless a step of it could not be read. */
static bool
check_policy(const PmReview *review, GError **error)
{
    const PmPolicy *policy = pm_audit_policy(review->audit);
    if (policy != NULL && g_str_equal(policy->digest, review->policy->digest))
        return true;
    pm_error_set(error, PM_ERROR_STATE, "git postmortem verify",
                 "the policy can't be read in every step of the history");
    return false;
}

bool
pm_review_open(PmContext *context, const char *word, const char *ref, PmReview *out_review,
               GError **error)
{
    g_auto(PmReview) review = { 0 };
    if (!read_tip(context, ref, &review.tip, error))
        return false;
    review.tree = pm_content_commit(context->repository, &review.tip, error);
    if (review.tree == NULL || !open_policy(context, &review, error) ||
        !open_target(context, word, ref, &review, error))
        return false;
    PmAuditOptions *options = pm_arena_new0(context->arena, PmAuditOptions, 1);
    options->tip = review.tip;
    options->only = review.target.entry->path;
    review.diagnostics = pm_diagnostics_new(context->arena);
    review.audit =
        pm_audit_run(context->arena, context->repository, options, review.diagnostics, error);
    if (review.audit == NULL || !check_policy(&review, error))
        return false;
    review.policy = pm_audit_policy(review.audit);
    review.state = pm_audit_state(review.audit, review.target.entry->path, review.target.document);
    *out_review = review;
    review = (PmReview){ 0 };
    return true;
}

bool
pm_review_open_settled(PmContext *context, const char *word, const char *ref, PmReview *out_review,
                       GError **error)
{
    enum { ATTEMPTS = 16 };
    for (unsigned attempt = 1;; attempt++) {
        g_autoptr(GError) found = NULL;
        PmOid before, after;
        bool recovered;
        if (!read_tip(context, ref, &before, error))
            return false;
        if (pm_review_open(context, word, ref, out_review, &found))
            return true;
        if (ref == NULL && attempt < ATTEMPTS && g_error_matches(found, PM_ERROR, PM_ERROR_STATE) &&
            pm_git_recover(context->repository, &recovered, NULL) &&
            read_tip(context, ref, &after, NULL) && !g_str_equal(before.hex, after.hex))
            continue;
        g_propagate_error(error, g_steal_pointer(&found));
        return false;
    }
}

PmOwnText
pm_review_own_text(PmContext *context, const PmReview *review)
{
    return (PmOwnText){ .context = context,
                        .audit = review->audit,
                        .policy = review->policy,
                        .path = review->target.entry->path };
}

PmGate
pm_review_gate(PmContext *context, const PmReview *review, PmStatus target)
{
    const PmCorpusEntry *entry = review->target.entry;
    PmCheckLookups lookups = pm_gate_lookups(review->tree, pm_write_today(context));
    return pm_gate_content(context->arena, review->checker, review->target.source, entry->id,
                           pm_target_flags(entry), target, &lookups);
}

/* In two columns where both fit, else the command on a line of its own. */
static void
print_missing(PmContext *context, FILE *out, const PmMissing *item, size_t column)
{
    g_autofree char *what = pm_text_escape(item->what, -1, PM_ESCAPE_LINE);
    if (item->command == NULL) {
        fprintf(out, "  %s\n", what);
        return;
    }
    g_autofree char *command = pm_text_escape(item->command, -1, PM_ESCAPE_LINE);
    size_t width = pm_text_width(what, -1);
    if (width <= column && column + 4 + pm_text_width(command, -1) <= context->columns)
        fprintf(out, "  %s%*s  %s\n", what, (int)(column - width), "", command);
    else
        fprintf(out, "  %s\n      %s\n", what, command);
}

void
pm_review_list(PmContext *context, FILE *out, const PmGate *gate)
{
    size_t column = 0;
    for (size_t i = 0; i < gate->count; i++) {
        size_t width = pm_text_width(gate->items[i].what, -1);
        if (gate->items[i].command != NULL && width <= 48)
            column = MAX(column, width);
    }
    for (size_t i = 0; i < gate->count; i++)
        print_missing(context, out, &gate->items[i], column);
}

int
pm_review_refuse(PmContext *context, const char *verb, const char *id, const PmGate *gate)
{
    fflush(context->out);
    fprintf(context->err, "cannot %s %s: %zu thing%s missing\n", verb, pm_context_safe(context, id),
            gate->count, gate->count == 1 ? " is" : "s are");
    pm_review_list(context, context->err, gate);
    return PM_EXIT_FINDINGS;
}

bool
pm_review_person(PmContext *context, const char **out_name, const char **out_email, GError **error)
{
    g_auto(PmIdentity) who = { 0 };
    if (!pm_repository_identity(context->repository, PM_IDENTITY_AUTHOR, &who, error))
        return false;
    g_autofree char *name = NULL;
    g_autofree char *email = NULL;
    pm_repository_mailmap(context->repository, who.name, who.email, &name, &email);
    *out_name = pm_arena_strdup(context->arena, name);
    *out_email = pm_arena_strdup(context->arena, email);
    return true;
}
