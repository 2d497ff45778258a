/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/record.h"

#include "document/difference.h"
#include "ledger/bundle.h"
#include "signature/verify.h"

#include <string.h>

#define CONTENT_LIMIT (16 * 1024 * 1024)

bool
pm_record_counts(const PmSignoffRecord *record)
{
    return record->judgement == PM_JUDGED_PROVED || record->judgement == PM_JUDGED_CLAIMED;
}

void
pm_record_clear(PmSignoffRecord *record)
{
    g_clear_pointer(&record->content, g_bytes_unref);
}

static bool
refuse(PmSignoffRecord *record, const char *rule, const char *why)
{
    record->judgement = PM_JUDGED_INVALID;
    record->rule = rule;
    record->why = why;
    return false;
}

static bool
leave_open(PmSignoffRecord *record, const char *rule, const char *why)
{
    refuse(record, rule, why);
    record->judgement = PM_JUDGED_UNKNOWN;
    return false;
}

/* Form: it parses, and its name is its digest. */
static bool
has_form(const PmEntry *entry, PmSignoffRecord *record)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes =
        pm_content_read(entry->new_tree, record->path, PM_SIGNOFF_LIMIT, &error);
    if (bytes == NULL)
        return refuse(record, "signoff/form", pm_arena_strdup(entry->arena, error->message));
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    if (!pm_signoff_parse(entry->arena, data != NULL ? data : "", length, &record->signoff, &error))
        return refuse(record, "signoff/form", pm_arena_strdup(entry->arena, error->message));
    g_autofree char *name = g_path_get_basename(record->path);
    g_autofree char *wanted = g_strconcat(record->signoff.digest, ".signoff", NULL);
    if (!g_str_equal(name, wanted))
        return refuse(record, "signoff/form", "its name is not the digest of its statement");
    return true;
}

/* Bound to this ledger and this document, and its content is beside it. */
static bool
is_bound(const PmEntry *entry, PmSignoffRecord *record)
{
    const PmStatement *statement = &record->signoff.statement;
    if (!g_str_equal(statement->ledger, entry->policy->config->ledger))
        return refuse(record, "signoff/ledger", "it was made for another ledger");
    if (!g_str_equal(statement->document, entry->document_id))
        return refuse(record, "signoff/document",
                      pm_arena_printf(entry->arena, "it was made for '%s'", statement->document));
    g_autofree char *folder = g_path_get_dirname(record->path);
    g_autofree char *slash = g_strconcat(folder, "/", NULL);
    g_autofree char *path = pm_signoff_content_path(slash, statement->content);
    g_autoptr(GError) error = NULL;
    record->content = pm_content_read(entry->new_tree, path, CONTENT_LIMIT, &error);
    if (record->content == NULL)
        return refuse(record, "signoff/content", "the content that it signs is not beside it");
    g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, record->content);
    if (!g_str_equal(digest, statement->content))
        return refuse(record, "signoff/content", "the content beside it has another digest");
    return true;
}

/* Was `content` the document in this tree, follow-up changes aside? */
static bool
was_document(const PmEntry *entry, PmContent *tree, const PmSignoffRecord *record)
{
    if (tree == NULL)
        return false;
    g_autoptr(GBytes) bytes = NULL;
    if (entry->document_path == NULL) {
        g_autofree char *manifest =
            pm_bundle_manifest(tree, entry->policy->config->documents, NULL);
        bytes = manifest == NULL ? NULL : g_bytes_new(manifest, strlen(manifest));
        return bytes != NULL && g_bytes_equal(bytes, record->content);
    }
    bytes = pm_content_read(tree, entry->document_path, CONTENT_LIMIT, NULL);
    if (bytes == NULL)
        return false;
    g_autoptr(PmArena) arena = pm_arena_new();
    return !pm_difference_bytes(arena, record->content, bytes).material;
}

static bool
is_of_this_text(const PmEntry *entry, PmSignoffRecord *record)
{
    /* sign-offs for a policy may be collected before the change */
    if (entry->document_path == NULL)
        return true;
    if (was_document(entry, entry->new_tree, record) ||
        was_document(entry, entry->old_tree, record))
        return true;
    return refuse(record, "signoff/content",
                  "what it signs was not the document when it entered the ledger");
}

static bool
is_in(const PmRequirement *list, size_t count, const char *role)
{
    for (size_t i = 0; i < count; i++)
        if (g_str_equal(list[i].role, role))
            return true;
    return false;
}

static bool
holds_role(const PmEntry *entry, PmSignoffRecord *record)
{
    const PmStatement *statement = &record->signoff.statement;
    const PmPolicy *policy = entry->policy;
    if (!pm_policy_holds_role(policy, statement->role, statement->party, statement->reviewer))
        return refuse(record, "signoff/role",
                      pm_arena_printf(entry->arena, "%s did not hold the role '%s'%s%s",
                                      statement->reviewer, statement->role,
                                      statement->party != NULL ? " for " : "",
                                      statement->party != NULL ? statement->party : ""));
    bool reserved = statement->verdict == PM_SIGN_OVERRIDE;
    if (reserved && !is_in(policy->override, policy->override_count, statement->role))
        return refuse(record, "signoff/role", "the policy lets nobody of this role override");
    if ((reserved || statement->verdict == PM_SIGN_EXCUSE) && statement->comment == NULL)
        return refuse(record, "signoff/form", "it gives no reason");
    return true;
}

/*
 * May somebody sign in this role who wrote the text? Only if every rule that asks for the role lets
 * them.
 */
static bool
authors_may(const PmPolicy *policy, const char *role)
{
    bool asked = false;
    for (size_t i = 0; i < policy->rule_count; i++)
        for (size_t k = 0; k < policy->rules[i].count; k++) {
            const PmRequirement *requirement = &policy->rules[i].require[k];
            if (!g_str_equal(requirement->role, role))
                continue;
            if (!requirement->authors)
                return false;
            asked = true;
        }
    return asked || g_str_equal(role, PM_ROLE_PARTY);
}

static bool
is_independent(const PmEntry *entry, PmSignoffRecord *record)
{
    const PmStatement *statement = &record->signoff.statement;
    bool binding = statement->verdict == PM_SIGN_APPROVE || statement->verdict == PM_SIGN_OVERRIDE;
    if (!binding || entry->document_path == NULL || authors_may(entry->policy, statement->role) ||
        !pm_steps_is_author(entry->steps, entry->document_path, entry->step_index,
                            statement->reviewer))
        return true;
    return refuse(record, "signoff/own-text",
                  pm_arena_printf(entry->arena, "%s wrote part of the text", statement->reviewer));
}

static bool
is_claimed(const PmEntry *entry, PmSignoffRecord *record)
{
    const char *reviewer = record->signoff.statement.reviewer;
    if (entry->policy->signature == PM_SIGNATURE_REQUIRED)
        return refuse(record, "signoff/unsigned", "it is not signed, and the policy asks for that");
    g_autofree char *adder = pm_steps_adder(entry->steps, record->path);
    if (adder == NULL || g_ascii_strcasecmp(adder, reviewer) != 0)
        return leave_open(record, "signoff/unsigned",
                          pm_arena_printf(entry->arena, "it is not signed, and was committed by %s",
                                          adder != NULL ? adder : "nobody known"));
    record->judgement = PM_JUDGED_CLAIMED;
    return true;
}

/*
 * Whether a key was valid is judged by its place in the ledger, under the policy before the step;
 * the dates of a key are judged at the moment that the statement names only when they are in the
 * file. A date that the signer chose gains nothing: a key is withdrawn by taking its line out,
 * which is a step.
 */
static bool
is_signed(const PmEntry *entry, PmSignoffRecord *record)
{
    const PmSignoff *signoff = &record->signoff;
    PmSignatureQuestion question = {
        .payload = signoff->text,
        .payload_length = signoff->text_length,
        .signature = signoff->signature,
        .allowed_signers = entry->policy->allowed_signers,
        .name_space = PM_SIGNOFF_NAMESPACE,
        .principal = signoff->statement.reviewer,
        .time = -1,
    };
    g_auto(PmSignatureAnswer) answer = { 0 };
    pm_signature_verify(&question, &answer);
    const char *why =
        pm_arena_printf(entry->arena, "its signature is %s%s%s", pm_verdict_name(answer.verdict),
                        answer.why != NULL ? ": " : "", answer.why != NULL ? answer.why : "");
    if (answer.verdict == PM_VERDICT_CANNOT_CHECK)
        return leave_open(record, "signoff/signature", why);
    if (answer.verdict != PM_VERDICT_GOOD)
        return refuse(record, "signoff/signature", why);
    if (answer.is_shared)
        return refuse(record, "signoff/signature",
                      "its key is listed for several people, so it proves nobody");
    record->judgement = PM_JUDGED_PROVED;
    record->key = pm_arena_strdup(entry->arena, answer.key);
    return true;
}

PmSignoffRecord *
pm_record_judge(const PmEntry *entry, const char *path)
{
    PmSignoffRecord *record = pm_arena_new0(entry->arena, PmSignoffRecord, 1);
    record->path = pm_arena_strdup(entry->arena, path);
    record->step = *pm_steps_get(entry->steps, entry->step_index);
    record->step_index = entry->step_index;
    record->policy = entry->policy;
    if (has_form(entry, record) && is_bound(entry, record) && is_of_this_text(entry, record) &&
        holds_role(entry, record) && is_independent(entry, record)) {
        if (record->signoff.signature != NULL)
            is_signed(entry, record);
        else
            is_claimed(entry, record);
    }
    return record;
}
