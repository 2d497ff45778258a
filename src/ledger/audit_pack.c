/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/audit_pack.h"

#include "base/diagnostic_pack.h"
#include "ledger/record_pack.h"

#include <string.h>

/* path, id, last text, flags, status, its step, policy, reviewed policy; records */
#define DOCUMENT "(aymssutttt" RECORDS ")"
#define RECORDS "a" PM_RECORD_FORM
#define UNAPPROVED "(stt)" /* commit, policy before it, the step in which that came into force */

enum {
    EXISTS = 1,
    JUDGED = 2,
    MOVED = 4,
    OURS = 8,
    SUBMITTED = 16,
    ELSEWHERE = 32,
};

/* Numbers of the audit that go on from step to step. */
typedef struct {
    const char *name;
    size_t offset;
} Number;

static const Number numbers[] = {
    { "genesis", offsetof(PmAudit, genesis_step) },
    { "policy-step", offsetof(PmAudit, policy_step) },
    { "events", offsetof(PmAudit, counts.events) },
    { "policy-changes", offsetof(PmAudit, counts.policy_changes) },
};

static size_t *
number_of(const PmAudit *audit, const Number *number)
{
    return (size_t *)((char *)audit + number->offset);
}

/* A digest of the first `count` steps: the same tip may have another line behind it. A later step
 * may tell that the date of one of them was ahead, and so what was acknowledged of it counts. */
static char *
line_of(const PmAudit *audit, size_t count)
{
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    for (size_t i = 0; i < count; i++) {
        const char *ahead = pm_steps_is_ahead(audit->steps, i) ? " ahead" : "";
        g_checksum_update(checksum, (const guchar *)pm_steps_get(audit->steps, i)->hex, -1);
        g_checksum_update(checksum, (const guchar *)ahead, -1);
    }
    return g_strdup(g_checksum_get_string(checksum));
}

/* Who is one person is asked of the tip alone: another file makes other persons in all steps. What
 * is no file, a link say, is not read. */
static char *
mailmap_of(const PmAudit *audit)
{
    PmContentEntry entry = { .blob = PM_OID_ZERO };
    g_autoptr(PmContent) tip = pm_content_commit(audit->repository, &audit->options->tip, NULL);
    if (tip != NULL && pm_content_find(tip, ".mailmap", &entry, NULL))
        g_free(entry.path);
    return g_strdup_printf("%o %s", entry.mode, entry.blob.hex);
}

/* The place of a policy among those that were in force, and 1; 0: none. */
static guint64
place_of(const PmAudit *audit, const PmPolicy *policy)
{
    for (guint i = 0; i < audit->policies->len; i++)
        if (g_array_index(audit->policies, PmPolicyInForce, i).policy == policy)
            return i + 1;
    return 0;
}

static bool
find_policy(const PmAudit *audit, guint64 place, const PmPolicy **out_policy)
{
    *out_policy = NULL;
    if (place > audit->policies->len)
        return false;
    if (place > 0)
        *out_policy = g_array_index(audit->policies, PmPolicyInForce, (guint)place - 1).policy;
    return true;
}

static unsigned
flags_of(const PmDocumentRecord *record)
{
    return (record->exists ? EXISTS : 0U) | (record->judged ? JUDGED : 0U) |
           (record->moved ? MOVED : 0U) | (record->ours ? OURS : 0U) |
           (record->submitted ? SUBMITTED : 0U) | (record->elsewhere ? ELSEWHERE : 0U);
}

static GVariant *
pack_document(const PmAudit *audit, const PmDocumentRecord *record)
{
    GVariant *records = pm_records_pack(record->records);
    if (records == NULL || (record->id != NULL && !g_utf8_validate(record->id, -1, NULL)))
        return NULL;
    return g_variant_new("(^aymssutttt@" RECORDS ")", record->path, record->id, record->last.hex,
                         (guint32)flags_of(record), (guint64)record->status,
                         (guint64)record->status_step, place_of(audit, record->policy),
                         place_of(audit, record->reviewed_policy), records);
}

static GVariant *
pack_documents(const PmAudit *audit)
{
    g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("a" DOCUMENT));
    GHashTableIter iterator;
    void *record;
    g_hash_table_iter_init(&iterator, audit->documents);
    while (g_hash_table_iter_next(&iterator, NULL, &record)) {
        GVariant *one = pack_document(audit, record);
        if (one == NULL)
            return NULL;
        g_variant_builder_add_value(&builder, one);
    }
    return g_variant_builder_end(&builder);
}

static GVariant *
pack_ids(const PmAudit *audit)
{
    g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("a(ayay)"));
    GHashTableIter iterator;
    void *id, *path;
    g_hash_table_iter_init(&iterator, audit->ids);
    while (g_hash_table_iter_next(&iterator, &id, &path))
        g_variant_builder_add(&builder, "(^ay^ay)", id, path);
    return g_variant_builder_end(&builder);
}

static GVariant *
pack_unapproved(const PmAudit *audit)
{
    g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("a" UNAPPROVED));
    for (guint i = 0; i < audit->unapproved->len; i++) {
        const PmUnapproved *change = &g_array_index(audit->unapproved, PmUnapproved, i);
        g_variant_builder_add(&builder, UNAPPROVED, change->commit, place_of(audit, change->before),
                              (guint64)change->since);
    }
    return g_variant_builder_end(&builder);
}

static GVariant *
pack_policies(const PmAudit *audit)
{
    g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("at"));
    for (guint i = 0; i < audit->policies->len; i++)
        g_variant_builder_add(&builder, "t",
                              (guint64)g_array_index(audit->policies, PmPolicyInForce, i).since);
    return g_variant_builder_end(&builder);
}

static GVariant *
pack_forgotten(const PmAudit *audit)
{
    g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("at"));
    for (guint i = 0; i < audit->forgotten->len; i++)
        g_variant_builder_add(&builder, "t", (guint64)g_array_index(audit->forgotten, size_t, i));
    return g_variant_builder_end(&builder);
}

/* NULL: one of them is no UTF-8. */
static GVariant *
pack_claims(const PmAudit *audit)
{
    g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("as"));
    for (guint i = 0; i < audit->claimed_changes->len; i++) {
        if (!g_utf8_validate(audit->claimed_changes->pdata[i], -1, NULL))
            return NULL;
        g_variant_builder_add(&builder, "s", audit->claimed_changes->pdata[i]);
    }
    return g_variant_builder_end(&builder);
}

static bool
has_openpgp(const GPtrArray *records)
{
    for (guint i = 0; i < records->len; i++) {
        const char *armour = ((const PmSignoffRecord *)records->pdata[i])->signoff.signature;
        if (armour != NULL && g_str_has_prefix(armour, "-----BEGIN PGP"))
            return true;
    }
    return false;
}

/* An OpenPGP key may have ended since; the key of an SSH signature is judged by its step. */
static bool
rests_on_the_day(const PmAudit *audit)
{
    GHashTableIter iterator;
    void *record;
    if (has_openpgp(audit->policy_records))
        return true;
    g_hash_table_iter_init(&iterator, audit->documents);
    while (g_hash_table_iter_next(&iterator, NULL, &record))
        if (has_openpgp(((const PmDocumentRecord *)record)->records))
            return true;
    return false;
}

GVariant *
pm_audit_pack(const PmAudit *audit, GVariant *findings)
{
    g_auto(GVariantDict) out = G_VARIANT_DICT_INIT(NULL);
    g_autofree char *mailmap = mailmap_of(audit);
    size_t count = pm_steps_count(audit->steps);
    g_autofree char *line = line_of(audit, count);
    const struct {
        const char *name;
        GVariant *value;
    } parts[] = {
        { "documents", pack_documents(audit) },
        { "records", pm_records_pack(audit->policy_records) },
        { "places", pm_audit_places_pack(audit) },
        { "ids", pack_ids(audit) },
        { "unapproved", pack_unapproved(audit) },
        { "policies", pack_policies(audit) },
        { "forgotten", pack_forgotten(audit) },
        { "claims", pack_claims(audit) },
        { "findings", findings },
    };
    bool whole = true;
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
        if (parts[i].value != NULL)
            g_variant_dict_insert_value(&out, parts[i].name, parts[i].value);
        else
            whole = false;
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        g_variant_dict_insert(&out, numbers[i].name, "t", (guint64)*number_of(audit, &numbers[i]));
    g_variant_dict_insert(&out, "steps", "t", (guint64)count);
    g_variant_dict_insert(&out, "line", "s", line);
    g_variant_dict_insert(&out, "mailmap", "s", mailmap);
    g_variant_dict_insert(&out, "folder", "^ay", audit->documents_folder);
    g_variant_dict_insert(&out, "day", "s",
                          rests_on_the_day(audit) ? audit->options->memory->today : "");
    g_variant_dict_insert(&out, "looked", "b", audit->looked || pm_authors_looked(audit->authors));
    return whole ? g_variant_dict_end(&out) : NULL;
}

/* Is it of this line, these persons and, where that matters, this day? */
static bool
is_of(const PmAudit *audit, GVariant *packed, size_t *out_count)
{
    const char *line, *mailmap, *day;
    guint64 count;
    g_autofree char *mailmap_now = mailmap_of(audit);
    if (!g_variant_lookup(packed, "steps", "t", &count) ||
        !g_variant_lookup(packed, "line", "&s", &line) ||
        !g_variant_lookup(packed, "mailmap", "&s", &mailmap) ||
        !g_variant_lookup(packed, "day", "&s", &day) || count == 0 ||
        count > pm_steps_count(audit->steps))
        return false;
    g_autofree char *line_now = line_of(audit, (size_t)count);
    *out_count = (size_t)count;
    return g_str_equal(line, line_now) && g_str_equal(mailmap, mailmap_now) &&
           (*day == '\0' || g_str_equal(day, audit->options->memory->today));
}

static bool
unpack_policies(PmAudit *audit, GVariant *steps)
{
    for (gsize i = 0; i < g_variant_n_children(steps); i++) {
        guint64 step;
        g_variant_get_child(steps, i, "t", &step);
        if (step >= pm_steps_count(audit->steps))
            return false;
        g_autoptr(PmContent) tree =
            pm_content_commit(audit->repository, pm_steps_get(audit->steps, (size_t)step), NULL);
        PmPolicyInForce one = { tree != NULL ? pm_policy_load(audit->arena, tree, NULL) : NULL,
                                (size_t)step };
        if (one.policy == NULL)
            return false;
        g_array_append_val(audit->policies, one);
        audit->policy = one.policy;
    }
    return audit->policies->len > 0;
}

static bool
unpack_document(PmAudit *audit, GVariant *packed)
{
    const char *path, *id, *last;
    guint32 flags;
    guint64 status, step, policy, reviewed;
    g_autoptr(GVariant) records = NULL;
    g_variant_get(packed, "(^&aym&s&sutttt@" RECORDS ")", &path, &id, &last, &flags, &status, &step,
                  &policy, &reviewed, &records);
    PmDocumentRecord *record = pm_audit_record(audit, path, true);
    record->id = pm_arena_strdup(audit->arena, id);
    g_strlcpy(record->last.hex, last, sizeof record->last.hex);
    record->exists = (flags & EXISTS) != 0;
    record->judged = (flags & JUDGED) != 0;
    record->moved = (flags & MOVED) != 0;
    record->ours = (flags & OURS) != 0;
    record->submitted = (flags & SUBMITTED) != 0;
    record->elsewhere = (flags & ELSEWHERE) != 0;
    record->status = (PmStatus)status;
    record->status_step = (size_t)step;
    record->asleep = true;
    return step < pm_steps_count(audit->steps) && find_policy(audit, policy, &record->policy) &&
           find_policy(audit, reviewed, &record->reviewed_policy) &&
           pm_records_unpack(audit->arena, audit->repository, audit->steps, records,
                             record->records);
}

static bool
unpack_documents(PmAudit *audit, GVariant *documents)
{
    for (gsize i = 0; i < g_variant_n_children(documents); i++) {
        g_autoptr(GVariant) one = g_variant_get_child_value(documents, i);
        if (!unpack_document(audit, one))
            return false;
    }
    return true;
}

static bool
unpack_records(PmAudit *audit, GVariant *records)
{
    return pm_records_unpack(audit->arena, audit->repository, audit->steps, records,
                             audit->policy_records);
}

static bool
unpack_ids(PmAudit *audit, GVariant *ids)
{
    for (gsize i = 0; i < g_variant_n_children(ids); i++) {
        const char *id, *path;
        g_variant_get_child(ids, i, "(^&ay^&ay)", &id, &path);
        g_hash_table_insert(audit->ids, g_strdup(id), pm_arena_strdup(audit->arena, path));
    }
    return true;
}

static bool
unpack_unapproved(PmAudit *audit, GVariant *changes)
{
    for (gsize i = 0; i < g_variant_n_children(changes); i++) {
        const char *commit;
        guint64 before, since;
        PmUnapproved change;
        g_variant_get_child(changes, i, "(&stt)", &commit, &before, &since);
        if (!find_policy(audit, before, &change.before))
            return false;
        change.commit = pm_arena_strdup(audit->arena, commit);
        change.since = (size_t)since;
        g_array_append_val(audit->unapproved, change);
    }
    return true;
}

static bool
unpack_claims(PmAudit *audit, GVariant *claims)
{
    for (gsize i = 0; i < g_variant_n_children(claims); i++) {
        const char *claim;
        g_variant_get_child(claims, i, "&s", &claim);
        g_ptr_array_add(audit->claimed_changes, pm_arena_strdup(audit->arena, claim));
    }
    return true;
}

static bool
unpack_forgotten(PmAudit *audit, GVariant *steps)
{
    for (gsize i = 0; i < g_variant_n_children(steps); i++) {
        guint64 step;
        g_variant_get_child(steps, i, "t", &step);
        if (step >= pm_steps_count(audit->steps))
            return false;
        pm_audit_forget_time(audit, (size_t)step);
    }
    return true;
}

static bool
unpack_findings(PmAudit *audit, GVariant *findings)
{
    pm_diagnostics_unpack(audit->diagnostics, findings);
    return true;
}

/* In this order: what is later rests on what is earlier, and the last two change what is not the
 * walk's own. */
static const struct {
    const char *name, *form;
    bool (*unpack)(PmAudit *audit, GVariant *packed);
} parts[] = {
    { "policies", "at", unpack_policies },
    { "documents", "a" DOCUMENT, unpack_documents },
    { "records", RECORDS, unpack_records },
    { "places", "a(ayt)", pm_audit_places_unpack },
    { "ids", "a(ayay)", unpack_ids },
    { "unapproved", "a" UNAPPROVED, unpack_unapproved },
    { "claims", "as", unpack_claims },
    { "forgotten", "at", unpack_forgotten },
    { "findings", "a" PM_DIAGNOSTIC_FORM, unpack_findings },
};

static bool
unpack_numbers(PmAudit *audit, GVariant *packed)
{
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        guint64 number;
        if (!g_variant_lookup(packed, numbers[i].name, "t", &number))
            return false;
        *number_of(audit, &numbers[i]) = (size_t)number;
    }
    return audit->genesis_step < pm_steps_count(audit->steps);
}

bool
pm_audit_unpack(PmAudit *audit, GVariant *packed)
{
    g_autofree char *folder = NULL;
    gboolean looked;
    if (!is_of(audit, packed, &audit->resumed) || !unpack_numbers(audit, packed) ||
        !g_variant_lookup(packed, "folder", "^ay", &folder) ||
        !g_variant_lookup(packed, "looked", "b", &looked))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autoptr(GVariant) value =
            g_variant_lookup_value(packed, parts[i].name, G_VARIANT_TYPE(parts[i].form));
        if (value == NULL || !parts[i].unpack(audit, value))
            return false;
    }
    audit->documents_folder = pm_arena_strdup(audit->arena, folder);
    audit->looked = looked;
    return true;
}
