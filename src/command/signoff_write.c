/* SPDX-License-Identifier: Apache-2.0 */
#include "command/signoff_write.h"

#include "command/message.h"
#include "command/signing.h"
#include "document/fields.h"
#include "ledger/proxy.h"
#include "ledger/signature.h"

#include <string.h>

bool
pm_signoff_read_comment(PmContext *context, const PmWriteOptions *options, const char **out_comment,
                        GError **error)
{
    const char *message;
    if (!pm_message_read(context, options, "the comment of the sign-off", &message, error))
        return false;
    g_autofree char *comment = message != NULL ? pm_signoff_comment(message) : NULL;
    if (pm_proxy_resembles(comment)) {
        pm_error_set(
            error, PM_ERROR_REFUSED,
            "git postmortem approve --for <e-mail> --proof <file> records it",
            "a comment that begins 'for <e-mail>: proof' would be the word of that person");
        return false;
    }
    *out_comment = pm_arena_strdup(context->arena, comment);
    return true;
}

static const char *
digest_of(const PmSignoffRequest *request)
{
    g_autofree char *digest =
        g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, request->subject.content);
    return pm_arena_strdup(request->context->arena, digest);
}

static char *
comment_of(const PmSignoffRequest *request, GError **error)
{
    return request->recorded != NULL
               ? pm_recorded_comment(request->recorded, request->comment, error)
               : g_strdup(request->comment);
}

static char *
make_statement(const PmSignoffRequest *request, GError **error)
{
    const PmSignoffSubject *subject = &request->subject;
    g_autofree char *comment = comment_of(request, error);
    if (request->recorded != NULL && comment == NULL)
        return NULL;
    PmStatement statement = { .ledger = subject->policy->config->ledger,
                              .document = subject->document,
                              .content = digest_of(request),
                              .policy = subject->policy->digest,
                              .verdict = request->verdict,
                              .role = request->demand.role,
                              .party = request->demand.party,
                              .reviewer = request->email,
                              .time = pm_write_now(request->context),
                              .replaces = request->replaces,
                              .comment = comment };
    return pm_statement_format(&statement, error);
}

/* The ledger's own time goes on from its tip, whatever the clock says. */
static int64_t
time_of_the_next_step(const PmSignoffRequest *request)
{
    int64_t now = request->context->now;
    pm_time_parse(pm_write_now(request->context), NULL, &now, NULL);
    return MAX(now, pm_audit_time(request->subject.audit));
}

/* A signature that verify would not take must not get into the ledger. */
static bool
is_good(const PmSignoffRequest *request, const char *text, const char *armour, GError **error)
{
    PmSignatureClaim claim = { .text = text,
                               .length = strlen(text),
                               .armour = armour,
                               .email = request->email,
                               .time = time_of_the_next_step(request) };
    PmSignatureFinding found =
        pm_signature_judge(request->context->arena, request->subject.policy,
                           pm_audit_verifier(request->subject.audit), &claim);
    if (found.verdict == PM_VERDICT_GOOD)
        return true;
    g_autofree char *hint =
        found.is_shared
            ? g_strdup("a key stands for one person; see " PM_CONFIG_ALLOWED_SIGNERS)
            : g_strdup_printf("git postmortem people add %s --key <your public key file>",
                              request->email);
    pm_error_set(error, PM_ERROR_REFUSED, hint, "your signature would not count: it %s", found.why);
    return false;
}

/* Has the user a key that proves something here? */
static bool
has_key(const PmSignoffRequest *request, const PmSignerConfig *config)
{
    const PmPolicy *policy = request->subject.policy;
    if (policy->signature == PM_SIGNATURE_NONE || request->options->no_sign ||
        !pm_signer_is_configured(config))
        return false;
    /* an OpenPGP key that the ledger doesn't have proves nothing to anybody */
    return g_strcmp0(config->format, "ssh") == 0 ||
           pm_policy_openpgp_key(policy, request->email) != NULL;
}

/* The statement with its signature, where there is to be one. */
static char *
sign(const PmSignoffRequest *request, const char *text, GError **error)
{
    PmSignerConfig config = pm_signing_config(request->context);
    bool signs = has_key(request, &config);
    if (!signs && request->subject.policy->signature == PM_SIGNATURE_REQUIRED) {
        pm_error_set(
            error, PM_ERROR_REFUSED,
            "git config gpg.format ssh && git config user.signingkey ~/.ssh/id_ed25519.pub",
            "signature needed for role '%s' (policy in " PM_CONFIG_PATH
            "), and no key is configured that the ledger knows",
            request->demand.role);
        return NULL;
    }
    if (!signs)
        return g_strdup(text);
    g_autofree char *armour =
        pm_signer_sign(&config, text, strlen(text), PM_SIGNOFF_NAMESPACE, error);
    if (armour == NULL || !is_good(request, text, armour, error))
        return NULL;
    return g_strconcat(text, armour, g_str_has_suffix(armour, "\n") ? NULL : "\n", NULL);
}

bool
pm_signoff_make(const PmSignoffRequest *request, PmSignoffMade *out_made, GError **error)
{
    PmArena *arena = request->context->arena;
    g_autofree char *text = make_statement(request, error);
    g_autofree char *file = text != NULL ? sign(request, text, error) : NULL;
    PmSignoffMade made = { .file = pm_arena_strdup(arena, file) };
    /* what we write we must be able to read */
    if (file == NULL || !pm_signoff_parse(arena, file, strlen(file), &made.signoff, error))
        return false;
    made.is_signed = made.signoff.signature != NULL;
    *out_made = made;
    return true;
}

/* A sign-off on its way into history. */
typedef struct {
    const PmSignoffRequest *request;
    const PmSignoffMade *made;
    const PmSignoffCommit *commit;
} Writing;

static bool
make(PmWriteAttempt *attempt, void *data, GError **error)
{
    const Writing *self = data;
    const PmSignoffSubject *subject = &self->request->subject;
    if (!self->commit->is_unchanged(attempt, self->commit->data, error))
        return false;
    g_autofree char *signoff_path = pm_signoff_path(subject->folder, self->made->signoff.digest);
    g_autofree char *content_path =
        pm_signoff_content_path(subject->folder, self->made->signoff.statement.content);
    g_autoptr(GBytes) file = g_bytes_new(self->made->file, strlen(self->made->file));
    pm_write_add(attempt, signoff_path, file, NULL);
    PmContentEntry entry = { 0 };
    if (!pm_content_find(attempt->tip, content_path, &entry, NULL))
        pm_write_add(attempt, content_path, subject->content, NULL);
    g_free(entry.path);
    return self->commit->add == NULL || self->commit->add(attempt, self->commit->data, error);
}

/* "approve 2026-01-14-checkout-504 as party of payments" */
static const char *
subject_line(const PmSignoffRequest *request)
{
    const char *party = request->demand.party;
    const char *what = request->subject.document;
    if (g_str_equal(what, PM_SIGNOFF_POLICY))
        what = "the policy";
    else if (g_str_has_prefix(what, PM_SIGNOFF_STEP))
        what += strlen(PM_SIGNOFF_STEP);
    if (request->verdict == PM_SIGN_EXCUSE)
        return pm_arena_printf(request->context->arena, "excuse %s from signing %s", party, what);
    const PmRecorded *recorded = request->recorded;
    return pm_arena_printf(
        request->context->arena, "%s %s as %s%s%s%s%s", pm_sign_verdict_name(request->verdict),
        what, request->demand.role, party != NULL ? " of " : "", party != NULL ? party : "",
        recorded != NULL ? " for " : "", recorded != NULL ? recorded->proxy.person : "");
}

bool
pm_signoff_write(const PmSignoffRequest *request, const PmSignoffMade *made,
                 const PmSignoffCommit *commit, PmWriteResult *out_result, GError **error)
{
    PmArena *arena = request->context->arena;
    Writing writing = { request, made, commit };
    const PmRecorded *recorded = request->recorded;
    const char *reviewer =
        recorded != NULL ? pm_arena_printf(arena, "%s <%s>", recorded->name, recorded->proxy.person)
                         : pm_arena_printf(arena, "%s <%s>", request->name, request->email);
    PmTrailer extra[] = {
        { (char *)"Postmortem-Signoff", pm_arena_printf(arena, "sha256:%s", made->signoff.digest) },
        { (char *)"Reviewed-by", (char *)reviewer },
    };
    PmWrite write = {
        .context = request->context,
        .options = request->options,
        .event = { .document = commit->document,
                   .name = pm_sign_verdict_name(request->verdict),
                   .subject = subject_line(request),
                   .body = made->signoff.statement.comment,
                   .extra = extra,
                   /* an objection is no review of the kind that Reviewed-by speaks of */
                   .extra_count = request->verdict == PM_SIGN_APPROVE ? 2 : 1 },
        .ref = request->place->write,
        .push = request->place->pushes ? &request->place->push : NULL,
        .make = make,
        .data = &writing,
    };
    return pm_write_run(&write, out_result, error);
}

const char *
pm_signoff_describe(const PmSignoffRequest *request, const PmSignoffMade *made)
{
    const PmDemand *demand = &request->demand;
    const char *how = made->is_signed ? "signed" : "unsigned";
    if (request->verdict == PM_SIGN_EXCUSE)
        return pm_arena_printf(request->context->arena, "%s %s as %s, %s", request->done,
                               demand->party, demand->role, how);
    const PmRecorded *recorded = request->recorded;
    return pm_arena_printf(
        request->context->arena, "%s as %s%s%s%s%s, %s", request->done, demand->role,
        demand->party != NULL ? " " : "", demand->party != NULL ? demand->party : "",
        recorded != NULL ? " for " : "", recorded != NULL ? recorded->proxy.person : "", how);
}

void
pm_signoff_hint_unsigned(const PmSignoffRequest *request, const PmSignoffMade *made)
{
    if (!made->is_signed && !request->options->json && !request->options->no_sign &&
        request->subject.policy->signature != PM_SIGNATURE_NONE)
        pm_context_hint(request->context,
                        "unsigned; git config gpg.format ssh && git config user.signingkey "
                        "~/.ssh/id_ed25519.pub");
}

static bool
is_address(const char *a, const char *b)
{
    g_autofree char *one = g_utf8_strdown(a, -1);
    g_autofree char *other = g_utf8_strdown(b, -1);
    return g_str_equal(one, other);
}

GPtrArray *
pm_signoff_own(const GPtrArray *records, const char *email, const char *speaker)
{
    GPtrArray *own = g_ptr_array_new();
    for (guint i = 0; i < records->len; i++) {
        PmSignoffRecord *record = records->pdata[i];
        if (!pm_record_counts(record) || pm_record_is_replaced(records, i) ||
            record->signoff.statement.verdict == PM_SIGN_REVOKE)
            continue;
        const PmSignoff *signoff = &record->signoff;
        /* of what is recorded, the speaker can take it back as well as who recorded it */
        bool own_word = speaker == NULL ? is_address(pm_signoff_speaker(signoff), email)
                                        : signoff->proxy != NULL &&
                                              is_address(signoff->statement.reviewer, email) &&
                                              is_address(signoff->proxy->person, speaker);
        if (own_word)
            g_ptr_array_add(own, record);
    }
    return own;
}
