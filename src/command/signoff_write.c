/* SPDX-License-Identifier: Apache-2.0 */
#include "command/approve.h"

#include "command/message.h"
#include "command/signing.h"
#include "data/edit.h"
#include "document/name.h"
#include "signature/verify.h"

#include <string.h>

/* One sign-off under way. */
typedef struct {
    const PmSignoffRequest *request;
    PmSignoffResult *result;
    const char *comment;
    char *text; /* the statement */
    char *file; /* with its signature */
} Making;

static bool
make_statement(Making *self, GError **error)
{
    const PmSignoffRequest *request = self->request;
    PmContext *context = request->context;
    g_autofree char *content =
        g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, request->review->target.bytes);
    PmStatement statement = { .ledger = request->review->policy->config->ledger,
                              .document = request->review->target.entry->id,
                              .content = content,
                              .policy = request->review->policy->digest,
                              .verdict = request->verdict,
                              .role = request->demand.role,
                              .party = request->demand.party,
                              .reviewer = request->email,
                              .time = pm_write_now(context),
                              .replaces = request->replaces,
                              .comment = self->comment };
    self->text = pm_statement_format(&statement, error);
    return self->text != NULL;
}

/* The ledger's own time goes on from its tip, whatever the clock says. */
static int64_t
time_of_the_next_step(const Making *self)
{
    int64_t now = self->request->context->now;
    pm_time_parse(pm_write_now(self->request->context), NULL, &now, NULL);
    return MAX(now, pm_audit_time(self->request->review->audit));
}

/* A signature that verify would not take must not get into the ledger. */
static bool
is_good(Making *self, const char *armour, GError **error)
{
    PmSignatureQuestion question = {
        .payload = self->text,
        .payload_length = strlen(self->text),
        .signature = armour,
        .allowed_signers = self->request->review->policy->allowed_signers,
        .name_space = PM_SIGNOFF_NAMESPACE,
        .principal = self->request->email,
        .openpgp_key = pm_policy_openpgp_key(self->request->review->policy, self->request->email),
        .dates_in_utc = true,
        .time = time_of_the_next_step(self),
    };
    pm_verifier_add(pm_audit_verifier(self->request->review->audit), &question);
    g_auto(PmSignatureAnswer) answer = { 0 };
    pm_signature_verify(&question, &answer);
    if (answer.verdict == PM_VERDICT_GOOD && !answer.is_shared)
        return true;
    if (answer.is_shared) {
        pm_error_set(error, PM_ERROR_REFUSED,
                     "a key stands for one person; see " PM_CONFIG_ALLOWED_SIGNERS,
                     "your signature would not count: its key is listed for several people");
        return false;
    }
    g_autofree char *hint = g_strdup_printf(
        "git postmortem people add %s --key <your public key file>", self->request->email);
    pm_error_set(error, PM_ERROR_REFUSED, hint, "your signature would not count: it is %s%s%s",
                 pm_verdict_name(answer.verdict), answer.why != NULL ? ": " : "",
                 answer.why != NULL ? answer.why : "");
    return false;
}

static bool
sign_statement(Making *self, GError **error)
{
    PmContext *context = self->request->context;
    const PmPolicy *policy = self->request->review->policy;
    PmSignerConfig config = pm_signing_config(context);
    /* an OpenPGP key that the ledger doesn't have proves nothing to anybody */
    bool openpgp = g_strcmp0(config.format, "ssh") != 0;
    bool configured = pm_signer_is_configured(&config) &&
                      (!openpgp || pm_policy_openpgp_key(policy, self->request->email) != NULL);
    self->file = g_strdup(self->text);
    if (policy->signature == PM_SIGNATURE_NONE || self->request->options->no_sign)
        configured = false;
    if (!configured && policy->signature == PM_SIGNATURE_REQUIRED) {
        pm_error_set(
            error, PM_ERROR_REFUSED,
            "git config gpg.format ssh && git config user.signingkey ~/.ssh/id_ed25519.pub",
            "signature needed for role '%s' (policy in " PM_CONFIG_PATH
            "), and no key is configured that the ledger knows",
            self->request->demand.role);
        return false;
    }
    if (!configured)
        return true;
    g_autofree char *armour =
        pm_signer_sign(&config, self->text, strlen(self->text), PM_SIGNOFF_NAMESPACE, error);
    if (armour == NULL || !is_good(self, armour, error))
        return false;
    g_free(self->file);
    self->file =
        g_strconcat(self->text, armour, g_str_has_suffix(armour, "\n") ? NULL : "\n", NULL);
    self->result->is_signed = true;
    /* what we write we must be able to read */
    PmSignoff signoff;
    return pm_signoff_parse(context->arena, self->file, strlen(self->file), &signoff, error);
}

/* Would the policy be satisfied with this one more? */
static bool
satisfies(Making *self, PmArena *arena)
{
    const PmReview *review = self->request->review;
    g_autoptr(GError) error = NULL;
    g_autofree char *person =
        pm_authors_person(pm_audit_authors(review->audit), self->request->email);
    PmSignoffRecord record = { .judgement = PM_JUDGED_CLAIMED,
                               .step_index = SIZE_MAX,
                               .person = person,
                               .authorship = self->request->is_author ? PM_AUTHORSHIP_SOME
                                                                      : PM_AUTHORSHIP_NONE,
                               .content = review->target.bytes };
    if (!pm_signoff_parse(arena, self->file, strlen(self->file), &record.signoff, &error))
        return false;
    const PmDocumentRecord *known = pm_audit_document(review->audit, review->target.entry->path);
    g_autoptr(GPtrArray) records = g_ptr_array_new();
    for (guint i = 0; known != NULL && i < known->records->len; i++)
        g_ptr_array_add(records, known->records->pdata[i]);
    g_ptr_array_add(records, &record);
    return pm_state_fold(arena, review->policy, review->target.document, records).satisfied;
}

static bool
add_status(Making *self, PmWriteAttempt *attempt, GError **error)
{
    const PmTarget *target = &self->request->review->target;
    PmEdit edit = { .source = target->source,
                    .span = target->document->split.front,
                    .root = target->document->front,
                    .splices = pm_splices_new(attempt->arena) };
    if (!pm_edit_set(&edit, "/status", "reviewed", error))
        return false;
    g_autoptr(GBytes) bytes =
        pm_splices_apply(edit.splices, target->source->bytes, target->source->length, error);
    if (bytes == NULL)
        return false;
    pm_write_add(attempt, target->entry->path, bytes, target->bytes);
    return true;
}

/* After a lost race: whether the document becomes reviewed was judged at another tip. */
static bool
judged_the_same(Making *self, PmWriteAttempt *attempt, GError **error)
{
    const PmReview *review = self->request->review;
    g_autofree char *folder = pm_name_signoffs(review->target.entry->path);
    const char *const prefixes[] = { folder, PM_CONFIG_FOLDER };
    for (size_t i = 0; i < G_N_ELEMENTS(prefixes); i++) {
        g_autoptr(GPtrArray) deltas =
            pm_history_delta(self->request->context->repository, &review->tip, &attempt->tip_oid,
                             prefixes[i], false, error);
        if (deltas == NULL)
            return false;
        if (deltas->len == 0)
            continue;
        pm_error_set(error, PM_ERROR_CONFLICT, "approve again",
                     "other sign-offs of %s, or another policy, came while you were signing; "
                     "nothing was recorded",
                     review->target.entry->id);
        return false;
    }
    return true;
}

/* The text under the tip must still be what was judged and signed. */
static bool
is_unchanged(Making *self, PmWriteAttempt *attempt, GError **error)
{
    const PmTarget *target = &self->request->review->target;
    g_autoptr(GBytes) now = pm_content_read(attempt->tip, target->entry->path, SIZE_MAX / 2, error);
    if (now == NULL)
        return false;
    if (g_bytes_equal(now, target->bytes))
        return judged_the_same(self, attempt, error);
    pm_error_set(error, PM_ERROR_CONFLICT, "look at it again, then approve again",
                 "%s was changed while you were signing; nothing was recorded", target->entry->id);
    return false;
}

static bool
make(PmWriteAttempt *attempt, void *data, GError **error)
{
    Making *self = data;
    const PmTarget *target = &self->request->review->target;
    if (!is_unchanged(self, attempt, error))
        return false;
    g_autofree char *folder = pm_name_signoffs(target->entry->path);
    g_autofree char *content = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, target->bytes);
    g_autofree char *signoff_path = pm_signoff_path(folder, self->result->digest);
    g_autofree char *content_path = pm_signoff_content_path(folder, content);
    g_autoptr(GBytes) file = g_bytes_new(self->file, strlen(self->file));
    pm_write_add(attempt, signoff_path, file, NULL);
    PmContentEntry entry = { 0 };
    if (!pm_content_find(attempt->tip, content_path, &entry, NULL))
        pm_write_add(attempt, content_path, target->bytes, NULL);
    g_free(entry.path);
    return !self->result->becomes_reviewed || add_status(self, attempt, error);
}

static bool
write_it(Making *self, GError **error)
{
    const PmSignoffRequest *request = self->request;
    const char *id = request->review->target.entry->id;
    const char *verb = pm_sign_verdict_name(request->verdict);
    PmArena *arena = request->context->arena;
    PmTrailer extra[] = {
        { (char *)"Postmortem-Signoff", pm_arena_printf(arena, "sha256:%s", self->result->digest) },
        { (char *)"Reviewed-by", pm_arena_printf(arena, "%s <%s>", request->name, request->email) },
    };
    const char *party = request->demand.party;
    PmWrite write = {
        .context = request->context,
        .options = request->options,
        .event = { .document = id,
                   .name = verb,
                   .subject =
                       pm_arena_printf(arena, "%s %s as %s%s%s", verb, id, request->demand.role,
                                       party != NULL ? " of " : "", party != NULL ? party : ""),
                   .body = self->comment,
                   .extra = extra,
                   /* an objection is no review of the kind that Reviewed-by speaks of */
                   .extra_count = request->verdict == PM_SIGN_APPROVE ? 2 : 1 },
        .ref = request->on,
        .make = make,
        .data = self,
    };
    return pm_write_run(&write, &self->result->write, error);
}

bool
pm_signoff_write(const PmSignoffRequest *request, PmSignoffResult *out_result, GError **error)
{
    PmContext *context = request->context;
    Making self = { .request = request, .result = out_result };
    const char *message = NULL;
    if (!pm_message_read(context, request->options, "the comment of the sign-off", &message, error))
        return false;
    g_autofree char *comment = message != NULL ? pm_signoff_comment(message) : NULL;
    g_autofree char *text = NULL;
    g_autofree char *file = NULL;
    self.comment = comment;
    bool made = make_statement(&self, error) && sign_statement(&self, error);
    text = self.text;
    file = self.file;
    if (!made)
        return false;
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    out_result->digest = pm_arena_strdup(context->arena, digest);
    out_result->becomes_reviewed =
        request->verdict == PM_SIGN_APPROVE &&
        request->review->target.document->fields.status == PM_STATUS_IN_REVIEW &&
        satisfies(&self, context->arena);
    return write_it(&self, error);
}
