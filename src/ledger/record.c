/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/record.h"

#include "document/difference.h"
#include "document/name.h"
#include "ledger/signature.h"

#include <string.h>

#define PROOF_LIMIT ((size_t)512 * 1024 * 1024)

bool
pm_record_counts(const PmSignoffRecord *record)
{
    return !record->gone &&
           (record->judgement == PM_JUDGED_PROVED || record->judgement == PM_JUDGED_CLAIMED);
}

void
pm_record_clear(PmSignoffRecord *record)
{
    g_clear_pointer(&record->content, g_bytes_unref);
    g_clear_pointer(&record->follows, g_ptr_array_unref);
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
leave_open(PmSignoffRecord *record, PmJudgement judgement, const char *rule, const char *why)
{
    refuse(record, rule, why);
    record->judgement = judgement;
    return false;
}

/* A plain file of mode 644; `out_blob` may be NULL. */
static GBytes *
read_plain_blob(PmContent *tree, const char *path, size_t limit, PmOid *out_blob, GError **error)
{
    PmContentEntry found = { 0 };
    if (!pm_content_find(tree, path, &found, error))
        return NULL;
    g_free(found.path);
    if (out_blob != NULL)
        *out_blob = found.blob;
    if (found.mode == 0100644)
        return pm_content_read(tree, path, limit, error);
    pm_error_set(error, PM_ERROR_UNTRUSTED, NULL, "it is no plain file of mode 644");
    return NULL;
}

static GBytes *
read_plain(PmContent *tree, const char *path, size_t limit, GError **error)
{
    return read_plain_blob(tree, path, limit, NULL, error);
}

static const char *
bytes_of(GBytes *bytes, size_t *out_length)
{
    const char *data = g_bytes_get_data(bytes, out_length);
    return data != NULL ? data : "";
}

/* Form: it parses, and its name is its digest. */
static bool
has_form(const PmEntry *entry, PmSignoffRecord *record)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = read_plain(entry->new_tree, record->path, PM_SIGNOFF_LIMIT, &error);
    size_t length;
    const char *data = bytes != NULL ? bytes_of(bytes, &length) : NULL;
    if (data == NULL || !pm_signoff_parse(entry->arena, data, length, &record->signoff, &error)) {
        size_t said; /* without the hint, which is not for here */
        pm_error_hint(error, &said);
        const char *why = pm_arena_strndup(entry->arena, error->message, said);
        if (g_error_matches(error, PM_ERROR, PM_ERROR_FAILED))
            return leave_open(record, PM_JUDGED_UNKNOWN, "signoff/version", why);
        return refuse(record, "signoff/form", why);
    }
    g_autofree char *name = g_path_get_basename(record->path);
    g_autofree char *wanted = g_strconcat(record->signoff.digest, ".signoff", NULL);
    if (!g_str_equal(name, wanted))
        return refuse(record, "signoff/form", "its name is not the digest of its statement");
    g_autofree char *person =
        pm_authors_person(entry->authors, pm_signoff_speaker(&record->signoff));
    record->person = pm_arena_strdup(entry->arena, person);
    return true;
}

static bool
is_step(const char *document)
{
    return g_str_has_prefix(document, PM_SIGNOFF_STEP);
}

/* Is it of what the folder is for? */
static bool
is_of_this(const PmEntry *entry, const char *document)
{
    bool policy = g_str_equal(document, PM_SIGNOFF_POLICY);
    if (entry->document_path == NULL)
        return policy || is_step(document);
    /* an adopted file may have such a name; what signs it must not be taken for something else */
    return !policy && !is_step(document) && g_str_equal(document, entry->document_id);
}

/* Bound to this ledger and this document, and its content is beside it. */
static bool
is_bound(const PmEntry *entry, PmSignoffRecord *record)
{
    const PmStatement *statement = &record->signoff.statement;
    if (!g_str_equal(statement->ledger, entry->policy->config->ledger))
        return refuse(record, "signoff/ledger", "it was made for another ledger");
    if (!is_of_this(entry, statement->document))
        return refuse(record, "signoff/document",
                      pm_arena_printf(entry->arena, "it was made for '%s'", statement->document));
    g_autofree char *folder = g_path_get_dirname(record->path);
    g_autofree char *slash = g_strconcat(folder, "/", NULL);
    g_autofree char *path = pm_signoff_content_path(slash, statement->content);
    record->content = read_plain_blob(entry->new_tree, path, PM_RECORD_CONTENT_LIMIT,
                                      &record->content_blob, NULL);
    if (record->content == NULL)
        return refuse(record, "signoff/content", "the content that it signs is not beside it");
    g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, record->content);
    if (!g_str_equal(digest, statement->content))
        return refuse(record, "signoff/content", "the content beside it has another digest");
    return true;
}

/* The statement that it replaces, as it is in the new tree. */
static bool
read_replaced(const PmEntry *entry, const PmSignoffRecord *record, PmSignoffRecord *out_earlier)
{
    g_autofree char *folder = g_path_get_dirname(record->path);
    g_autofree char *slash = g_strconcat(folder, "/", NULL);
    g_autofree char *path = pm_signoff_path(slash, record->signoff.statement.replaces);
    g_autoptr(GBytes) bytes = read_plain(entry->new_tree, path, PM_SIGNOFF_LIMIT, NULL);
    size_t length;
    const char *data = bytes != NULL ? bytes_of(bytes, &length) : NULL;
    return data != NULL &&
           pm_signoff_parse(entry->arena, data, length, &out_earlier->signoff, NULL);
}

/* Who takes back what they recorded for somebody speaks in a role that is not their own. */
static bool
takes_back_recorded(const PmEntry *entry, const PmSignoffRecord *record)
{
    PmSignoffRecord earlier = { 0 };
    return record->signoff.statement.verdict == PM_SIGN_REVOKE &&
           read_replaced(entry, record, &earlier) && earlier.signoff.proxy != NULL &&
           pm_record_may_replace(record, &earlier);
}

static bool
holds_role(const PmEntry *entry, PmSignoffRecord *record)
{
    const PmStatement *statement = &record->signoff.statement;
    const PmPolicy *policy = entry->policy;
    const char *speaker = pm_signoff_speaker(&record->signoff);
    if (!pm_policy_holds_role(policy, statement->role, statement->party, speaker) &&
        !takes_back_recorded(entry, record))
        return refuse(record, "signoff/role",
                      pm_arena_printf(entry->arena, "%s did not hold the role '%s'%s%s", speaker,
                                      statement->role, statement->party != NULL ? " for " : "",
                                      statement->party != NULL ? statement->party : ""));
    if (statement->verdict == PM_SIGN_OVERRIDE && !pm_policy_may_override(policy, statement->role))
        return refuse(record, "signoff/role", "the policy lets nobody of this role override");
    if (statement->verdict == PM_SIGN_EXCUSE && !pm_policy_may_excuse(policy, statement->role))
        return refuse(record, "signoff/role", "the policy lets nobody of this role excuse a party");
    return true;
}

/* What it replaces is an earlier word of the same person, in the same role. */
static bool
replaces_own(const PmEntry *entry, PmSignoffRecord *record)
{
    PmSignoffRecord earlier = { 0 };
    if (record->signoff.statement.replaces == NULL)
        return true;
    if (!read_replaced(entry, record, &earlier))
        return refuse(record, "signoff/replaces", "the statement that it replaces is not there");
    return pm_record_may_replace(record, &earlier) ||
           refuse(record, "signoff/replaces",
                  "the statement that it replaces is of somebody else, or of another role");
}

static bool
has_proof(PmSignoffRecord *record, PmContent *tree)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = read_plain(tree, record->proof, PROOF_LIMIT, &error);
    if (bytes == NULL && !g_error_matches(error, PM_ERROR, PM_ERROR_NOT_FOUND) &&
        !g_error_matches(error, PM_ERROR, PM_ERROR_UNTRUSTED))
        return leave_open(record, PM_JUDGED_UNKNOWN, "signoff/proof", "its proof can't be read");
    if (bytes == NULL)
        return refuse(record, "signoff/proof", "the file that it names as proof is not there");
    g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    return g_str_equal(digest, record->signoff.proxy->digest) ||
           refuse(record, "signoff/proof", "the file that it names as proof has another digest");
}

/* The word of somebody else: recorded by who may, and with its proof beside the document. */
static bool
is_recorded_well(const PmEntry *entry, PmSignoffRecord *record)
{
    const PmProxy *proxy = record->signoff.proxy;
    const char *reviewer = record->signoff.statement.reviewer;
    if (proxy == NULL)
        return true;
    g_autofree char *recorder = pm_authors_person(entry->authors, reviewer);
    if (!pm_policy_may_record(entry->policy, reviewer))
        return refuse(record, "signoff/proxy",
                      pm_arena_printf(entry->arena,
                                      "the policy does not let %s record the word of others",
                                      reviewer));
    if (g_str_equal(recorder, record->person))
        return refuse(
            record, "signoff/proxy",
            pm_arena_printf(entry->arena, "%s and %s are one person", reviewer, proxy->person));
    g_autofree char *folder = pm_name_evidence(entry->document_path);
    record->proof = pm_arena_printf(entry->arena, "%s%s", folder, proxy->proof);
    return has_proof(record, entry->new_tree);
}

/* Verdicts that let a document go on; an objection and a revocation only hold it back. */
static bool
is_binding(PmSignVerdict verdict)
{
    return verdict == PM_SIGN_APPROVE || verdict == PM_SIGN_EXCUSE || verdict == PM_SIGN_OVERRIDE;
}

static bool
is_independent(const PmEntry *entry, PmSignoffRecord *record)
{
    const PmStatement *statement = &record->signoff.statement;
    if (!is_binding(statement->verdict) || entry->document_path == NULL)
        return true;
    const char *speaker = pm_signoff_speaker(&record->signoff);
    bool may = pm_policy_authors_may(entry->policy, statement->role);
    /* nobody gets round that by recording what a colleague is said to have said */
    if (record->signoff.proxy != NULL && !may &&
        pm_authors_of(entry->authors, entry->document_path, entry->step_index, statement->reviewer,
                      record->path, record->content) == PM_AUTHORSHIP_SOME)
        return refuse(record, "signoff/own-text",
                      pm_arena_printf(entry->arena,
                                      "%s wrote part of the text, and records no word about it",
                                      statement->reviewer));
    record->authorship = pm_authors_of(entry->authors, entry->document_path, entry->step_index,
                                       speaker, record->path, record->content);
    if (record->authorship != PM_AUTHORSHIP_SOME || may)
        return true; /* whether it counts is each rule's to say */
    return refuse(record, "signoff/own-text",
                  pm_arena_printf(entry->arena, "%s wrote part of the text", speaker));
}

static bool
is_claimed(const PmEntry *entry, PmSignoffRecord *record)
{
    if (entry->policy->signature == PM_SIGNATURE_REQUIRED)
        return refuse(record, "signoff/unsigned", "it is not signed, and the policy asks for that");
    g_autofree char *adder = pm_authors_adder(entry->authors, record->path, entry->step_index);
    if (adder == NULL || g_ascii_strcasecmp(adder, record->signoff.statement.reviewer) != 0)
        return leave_open(record, PM_JUDGED_UNKNOWN, "signoff/unsigned",
                          pm_arena_printf(entry->arena, "it is not signed, and was committed by %s",
                                          adder != NULL ? adder : "nobody known"));
    record->judgement = PM_JUDGED_CLAIMED;
    return true;
}

/*
 * Whether a key was valid is judged by its place in the ledger: the allowed_signers are those
 * before the step, and their dates are held against the time of the line, never against the date
 * that the signer chose. So backdating gains nothing, and a key is withdrawn by taking its line
 * out, which is a step.
 */
static bool
is_signed(const PmEntry *entry, PmSignoffRecord *record)
{
    const PmSignoff *signoff = &record->signoff;
    PmSignatureClaim claim = { .text = signoff->text,
                               .length = signoff->text_length,
                               .armour = signoff->signature,
                               .email = signoff->statement.reviewer,
                               .time = pm_steps_time(entry->steps, entry->step_index) };
    PmSignatureFinding found =
        pm_signature_judge(entry->arena, entry->policy, entry->verifier, &claim);
    const char *why =
        found.why != NULL ? pm_arena_printf(entry->arena, "its signature %s", found.why) : NULL;
    if (found.verdict == PM_VERDICT_CANNOT_CHECK)
        return leave_open(record, PM_JUDGED_UNKNOWN, "signoff/signature", why);
    if (found.verdict != PM_VERDICT_GOOD)
        return refuse(record, "signoff/signature", why);
    /* who recorded it is proved; what somebody else said is a claim of theirs */
    record->judgement = record->signoff.proxy != NULL ? PM_JUDGED_CLAIMED : PM_JUDGED_PROVED;
    record->key = found.key;
    return true;
}

/* Is `content` the document of this tree, follow-up changes aside? */
static bool
is_document(const PmEntry *entry, PmContent *tree, const PmSignoffRecord *record)
{
    g_autoptr(GBytes) bytes =
        tree == NULL ? NULL
                     : pm_content_read(tree, entry->document_path, PM_RECORD_CONTENT_LIMIT, NULL);
    if (bytes == NULL)
        return false;
    g_autoptr(PmArena) arena = pm_arena_new();
    return !pm_difference_bytes(arena, record->content, bytes).material;
}

/* The content of an acknowledgement is the commit object that it names: as its hash says. */
static bool
is_commit(GBytes *content, const char *commit)
{
    size_t length;
    const char *data = bytes_of(content, &length);
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA1);
    g_autofree char *header = g_strdup_printf("commit %zu", length);
    g_checksum_update(checksum, (const guchar *)header, (gssize)strlen(header) + 1);
    g_checksum_update(checksum, (const guchar *)data, (gssize)length);
    return g_str_equal(g_checksum_get_string(checksum), commit);
}

static bool
is_of_a_step(const PmEntry *entry, PmSignoffRecord *record)
{
    const char *commit = record->signoff.statement.document + strlen(PM_SIGNOFF_STEP);
    size_t index;
    if (!pm_steps_is_step(entry->steps, commit) || !pm_steps_find(entry->steps, commit, &index) ||
        index >= entry->step_index)
        return refuse(record, "signoff/document", "what it acknowledges is no step before it");
    return is_commit(record->content, commit) ||
           refuse(record, "signoff/content", "what it signs is not the step that it names");
}

static bool
has_document(const PmEntry *entry)
{
    PmContent *trees[] = { entry->new_tree, entry->old_tree };
    for (size_t i = 0; i < G_N_ELEMENTS(trees); i++) {
        PmContentEntry found = { 0 };
        bool there =
            trees[i] != NULL && pm_content_find(trees[i], entry->document_path, &found, NULL);
        g_free(found.path);
        if (there)
            return true;
    }
    return false;
}

static void
judge_text(const PmEntry *entry, PmSignoffRecord *record)
{
    const PmStatement *statement = &record->signoff.statement;
    if (entry->document_path == NULL) { /* a policy is signed before it is there */
        if (is_step(statement->document))
            is_of_a_step(entry, record);
        return;
    }
    if (!has_document(entry)) {
        refuse(record, "signoff/document", "there is no such document");
        return;
    }
    /* taking one's word back needs no text to be taken back for */
    if (statement->verdict == PM_SIGN_REVOKE || is_document(entry, entry->new_tree, record) ||
        is_document(entry, entry->old_tree, record))
        return;
    leave_open(record, PM_JUDGED_OUTDATED, "signoff/outdated",
               "what it signs was not the document when it entered the ledger");
}

static void
judge(const PmEntry *entry, PmSignoffRecord *record)
{
    if (!has_form(entry, record) || !is_bound(entry, record) || !holds_role(entry, record) ||
        !replaces_own(entry, record) || !is_recorded_well(entry, record) ||
        !is_independent(entry, record))
        return;
    bool signer =
        record->signoff.signature != NULL ? is_signed(entry, record) : is_claimed(entry, record);
    if (signer)
        judge_text(entry, record);
}

PmSignoffRecord *
pm_record_judge(const PmEntry *entry, const char *path)
{
    PmSignoffRecord *record = pm_arena_new0(entry->arena, PmSignoffRecord, 1);
    record->path = pm_arena_strdup(entry->arena, path);
    record->step = *pm_steps_get(entry->steps, entry->step_index);
    record->step_index = entry->step_index;
    record->person = "";
    judge(entry, record);
    record->entered_as = record->judgement;
    return record;
}

const char *
pm_record_judge_proof(PmSignoffRecord *record, PmContent *tree)
{
    PmSignoffRecord now = *record;
    bool there = has_proof(&now, tree);
    if (record->entered_as == PM_JUDGED_CLAIMED) {
        record->judgement = there ? PM_JUDGED_CLAIMED : PM_JUDGED_UNKNOWN;
        record->why = there ? NULL : now.why;
    }
    return there ? NULL : now.why;
}
