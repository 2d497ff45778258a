/* SPDX-License-Identifier: Apache-2.0 */
/* The review policy, and what it asks for a document. */
#include "command/policy_page.h"
#include "command/policy_test.h"
#include "ledger/bundle.h"

typedef struct {
    gboolean json;
    char *on;
} Options;

static const PmOption options[] = {
    { "on", 0, PM_OPTION_STRING, offsetof(Options, on), "as this revision or branch has it",
      "REVISION" },
    { "json", 0, PM_OPTION_FLAG, offsetof(Options, json), "print JSON", NULL },
    { 0 },
};

/* A policy that is edited and not committed judges nothing; who edits it may think it does. */
static void
warn_uncommitted(PmContext *context, const PmPolicy *policy)
{
    if (pm_repository_is_bare(context->repository))
        return;
    g_autofree char *manifest =
        pm_bundle_manifest(context->content, context->config->documents, NULL);
    g_autofree char *digest =
        manifest != NULL ? pm_bundle_digest(manifest, strlen(manifest)) : NULL;
    if (g_strcmp0(digest, policy->digest) != 0)
        pm_context_hint(context, "the policy has changes that are not committed, which judge "
                                 "nothing yet");
}

static int
run_show(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    const char *revision = given->on != NULL ? given->on : "HEAD";
    PmOid commit;
    (void)arguments;
    if (!pm_repository_resolve(context->repository, revision, &commit, error))
        return -1;
    g_autoptr(PmContent) tree = pm_content_commit(context->repository, &commit, error);
    g_autoptr(GError) found = NULL;
    const PmPolicy *policy = tree != NULL ? pm_policy_load(context->arena, tree, &found) : NULL;
    if (found != NULL)
        g_propagate_error(error, g_steal_pointer(&found));
    else if (tree != NULL && policy == NULL)
        pm_error_set(error, PM_ERROR_NOT_FOUND, "git postmortem init; or commit " PM_CONFIG_PATH,
                     "'%s' has no " PM_CONFIG_PATH, revision);
    if (policy == NULL)
        return -1;
    if (given->json)
        pm_policy_page_json(context, policy, &commit);
    else
        pm_policy_page_print(context, policy, &commit);
    if (given->on == NULL)
        warn_uncommitted(context, policy);
    return PM_EXIT_OK;
}

static int
run_test(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    g_auto(PmReview) review = { 0 };
    if (!pm_review_open(context, arguments[0], given->on, &review, error))
        return -1;
    if (given->json)
        pm_policy_test_json(context, &review);
    else
        pm_policy_test_print(context, &review);
    return PM_EXIT_OK;
}

static const PmCommand show = {
    .name = "show",
    .summary = "Roles, rules and powers, and the digest of it all",
    .arguments = "",
    .description = "Prints the policy that is committed, which judges what comes next. The digest "
                   "is of everything that judges, and a sign-off names it; `verify --policy` pins "
                   "the one that the ledger began with: `policy show --on` its first commit.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_PAGES,
    .run = run_show,
};

static const PmCommand test = {
    .name = "test",
    .summary = "What the policy asks for a document, why, and who could sign",
    .arguments = "<id>",
    .description =
        "For each requirement: the rules that ask for it, with their line and the fields by which "
        "they hold, where what nobody knows counts as the stricter case; how it stands "
        "(satisfied, missing, stale, objected, excused, overridden, unknown); and who of the "
        "people in the config could sign now. Then the rules that ask nothing of this document.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_PAGES,
    .minimum = 1,
    .maximum = 1,
    .run = run_test,
};

static const PmCommand *const verbs[] = { &show, &test, NULL };

extern const PmCommand pm_command_policy;
const PmCommand pm_command_policy = {
    .name = "policy",
    .group = "Review",
    .summary = "The review policy, and what it asks for a document",
    .arguments = "<verb> …",
    .verbs = verbs,
};
