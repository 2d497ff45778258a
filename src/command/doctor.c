/* SPDX-License-Identifier: Apache-2.0 */
/* What keeps this repository from working well, with the remedy; and recovery, at once. */
#include "command/hooks.h"
#include "command/line_ends.h"
#include "command/signing.h"
#include "command/signing_key.h"
#include "git/commit.h"
#include "ledger/policy.h"

#include <sys/stat.h>

/* Examination under way. */
typedef struct {
    PmContext *context;
    size_t troubles; /* what keeps verbs from working */
} Examination;

typedef enum { WELL, ADVICE, TROUBLE } Finding;

/* "advice   hooks        pre-commit is not installed" and the remedy below it. */
static void
say(Examination *self, Finding finding, const char *subject, const char *what, const char *remedy)
{
    static const char *const words[] = {
        [WELL] = "ok", [ADVICE] = "advice", [TROUBLE] = "trouble"
    };
    PmContext *context = self->context;
    self->troubles += finding == TROUBLE ? 1 : 0;
    if (context->quiet && finding == WELL)
        return;
    fprintf(context->out, "%-8s %-12s %s\n", words[finding], subject,
            pm_context_safe(context, what));
    if (remedy != NULL)
        fprintf(context->out, "%-21s   %s\n", "", pm_context_safe(context, remedy));
}

static void
say_error(Examination *self, const char *subject, const GError *error)
{
    size_t length;
    const char *hint = pm_error_hint(error, &length);
    const char *what = pm_arena_strndup(self->context->arena, error->message, length);
    say(self, TROUBLE, subject, what, hint);
}

/* What a killed command left is finished or taken back, whatever else is wrong. */
static void
recovery(Examination *self, const char *subject)
{
    g_autoptr(GError) error = NULL;
    bool recovered = false;
    if (!pm_git_recover(self->context->repository, &recovered, &error))
        say_error(self, subject, error);
    else if (recovered)
        say(self, WELL, subject,
            "a command was killed here; what it left is now as before or as after it",
            "git status, git log -1");
    else
        say(self, WELL, subject, "no command was interrupted here", NULL);
}

static void
branch(Examination *self, const char *subject)
{
    const PmRepository *repository = self->context->repository;
    g_autoptr(GError) error = NULL;
    g_autofree char *ref = pm_repository_head_ref(repository, &error);
    const char *state = pm_repository_state(repository);
    if (state != NULL)
        say(self, TROUBLE, subject,
            pm_arena_printf(self->context->arena,
                            "a %s is under way; verbs that write wait for its end", state),
            g_str_equal(state, "rebase") ? "git rebase --continue, or git rebase --abort"
                                         : "git status");
    else if (ref == NULL)
        say_error(self, subject, error);
    else
        say(self, WELL, subject, ref, NULL);
}

/* A lock that is still there after the recovery is another program's. */
static void
index_lock(Examination *self, const char *subject)
{
    PmContext *context = self->context;
    if (pm_repository_is_bare(context->repository))
        return;
    const char *lock =
        pm_arena_printf(context->arena, "%s.lock", pm_repository_index_path(context->repository));
    struct stat status;
    if (lstat(lock, &status) != 0) {
        say(self, WELL, subject, "not locked", NULL);
        return;
    }
    int64_t age = g_get_real_time() / G_USEC_PER_SEC - (int64_t)status.st_mtime;
    say(self, TROUBLE, subject,
        pm_arena_printf(context->arena, "locked by another program for %" G_GINT64_FORMAT " s",
                        age),
        pm_arena_printf(context->arena, "if no git is running: rm '%s'", lock));
}

static void
identity(Examination *self, const char *subject)
{
    g_auto(PmIdentity) who = { 0 };
    g_autoptr(GError) error = NULL;
    if (!pm_repository_identity(self->context->repository, PM_IDENTITY_AUTHOR, &who, &error))
        say_error(self, subject, error);
    else
        say(self, WELL, subject,
            pm_arena_printf(self->context->arena, "%s <%s>", who.name, who.email), NULL);
}

static void
policy(Examination *self, const char *subject)
{
    PmContext *context = self->context;
    g_autoptr(GError) error = NULL;
    const PmPolicy *found =
        context->content == NULL ? NULL : pm_policy_load(context->arena, context->content, &error);
    if (error != NULL) {
        say_error(self, subject, error);
        return;
    }
    if (found == NULL) {
        say(self, ADVICE, subject, "there is no ledger here yet", "git postmortem init");
        return;
    }
    PmSignerConfig signer = pm_signing_config(context);
    bool can = pm_signer_is_configured(&signer);
    const char *remedy = NULL;
    const char *trouble = can && found->signature != PM_SIGNATURE_NONE
                              ? pm_signing_key_trouble(context, found, &remedy)
                              : NULL;
    if (!can && found->signature == PM_SIGNATURE_REQUIRED)
        say(self, TROUBLE, subject, "sign-offs must be signed, and no key is configured",
            "git config gpg.format ssh && git config user.signingkey ~/.ssh/id_ed25519.pub");
    else if (!can)
        say(self, ADVICE, subject, "sign-offs are not signed: no key is configured",
            "git config gpg.format ssh && git config user.signingkey ~/.ssh/id_ed25519.pub");
    else if (trouble != NULL)
        say(self, TROUBLE, subject, trouble, remedy);
    else
        say(self, WELL, subject, "sign-offs are signed", NULL);
}

static void
history(Examination *self, const char *subject)
{
    const PmRepository *repository = self->context->repository;
    if (pm_repository_is_shallow(repository))
        say(self, TROUBLE, subject, "a shallow clone: verify can't see what was cut off",
            "git fetch --unshallow");
    else if (pm_repository_is_partial(repository))
        say(self, ADVICE, subject, "a partial clone: old texts are missing until git fetches them",
            "git clone, without --filter");
    else
        say(self, WELL, subject, "whole", NULL);
}

/* Files of a checkout from before the documents had attributes. */
static void
line_ends(Examination *self, const char *subject)
{
    PmContext *context = self->context;
    g_autoptr(GError) error = NULL;
    size_t count = 0;
    if (context->config == NULL || pm_repository_is_bare(context->repository))
        return;
    if (!pm_line_ends_restore(context, context->config->documents, &count, &error))
        say_error(self, subject, error);
    else if (count > 0)
        say(self, WELL, subject,
            pm_arena_printf(context->arena, "%zu file%s had CRLF from git, and %s as committed now",
                            count, count == 1 ? "" : "s", count == 1 ? "is" : "are"),
            NULL);
    else
        say(self, WELL, subject, "as committed", NULL);
}

static void
hooks(Examination *self, const char *subject)
{
    PmContext *context = self->context;
    g_autoptr(GError) error = NULL;
    bool installed = false, bare = pm_repository_is_bare(context->repository);
    if (!pm_hooks_installed(context, &installed, &error))
        say_error(self, subject, error);
    else if (!installed)
        say(self, ADVICE, subject,
            bare ? "what is pushed is not judged"
                 : "documents are not checked when git commits and pushes them",
            "git postmortem hooks install");
    else
        say(self, WELL, subject, "installed", NULL);
}

/* A server that takes malformed objects takes histories that show git and us different content. */
static void
server(Examination *self, const char *subject)
{
    const PmRepository *repository = self->context->repository;
    if (!pm_repository_is_bare(repository))
        return;
    bool all = pm_repository_config_bool(repository, "transfer.fsckObjects", false);
    if (pm_repository_config_bool(repository, "receive.fsckObjects", all))
        say(self, WELL, subject, "pushed objects are checked", NULL);
    else
        say(self, ADVICE, subject, "pushed objects are not checked",
            "git config receive.fsckObjects true");
}

static const struct {
    const char *subject;
    void (*examine)(Examination *self, const char *subject);
} rows[] = {
    { "recovery", recovery },   { "branch", branch },  { "index", index_lock },
    { "identity", identity },   { "signing", policy }, { "history", history },
    { "line ends", line_ends }, { "hooks", hooks },    { "server", server },
};

static int
run(PmContext *context, const void *options, char **arguments, GError **error)
{
    (void)options;
    (void)arguments;
    (void)error;
    Examination self = { .context = context };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        rows[i].examine(&self, rows[i].subject);
    return self.troubles > 0 ? PM_EXIT_FINDINGS : PM_EXIT_OK;
}

extern const PmCommand pm_command_doctor;
const PmCommand pm_command_doctor = {
    .name = "doctor",
    .group = "About",
    .summary = "Find what keeps this repository from working, and mend what a killed command left",
    .arguments = "",
    .description =
        "A command that was killed left either everything or nothing, and perhaps a lock "
        "and a journal. The next verb that writes clears them away; `doctor` does so at "
        "once. It never removes the lock of another program.",
    .needs = PM_COMMAND_NEEDS_REPOSITORY,
    .run = run,
};
