/* SPDX-License-Identifier: Apache-2.0 */
#include "command/verify_memory.h"

#include "base/cache.h"
#include "base/diagnostic_pack.h"

#include <string.h>

#define ANSWERS "verified"
#define STANDS "verifying"
/* the question, the counts, what was cut, pinned and proved, the policy, changes of the policy; of
 * each finding: rule, severity, path, commit, message, help, command */
#define ANSWER "(satbbbmsas" FINDINGS ")"
#define FINDINGS "a" PM_DIAGNOSTIC_FORM
/* on what it rests, the files that it was read from, and pm_audit_kept() */
#define STAND "(saya{sv})"

static void
add(GString *text, const char *name, const char *value)
{
    g_autofree char *quoted = value != NULL ? g_strescape(value, NULL) : NULL;
    g_string_append_printf(text, "%s %s\n", name, quoted != NULL ? quoted : "-");
}

static int
by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
add_scope(GString *text, const PmVerifyScope *scope)
{
    add(text, "tip", scope->tip.hex);
    add(text, "from", scope->range ? scope->from.hex : NULL);
    if (scope->documents == NULL)
        return;
    g_autoptr(GPtrArray) paths = g_ptr_array_new();
    GHashTableIter iterator;
    void *path;
    g_hash_table_iter_init(&iterator, scope->documents);
    while (g_hash_table_iter_next(&iterator, &path, NULL))
        g_ptr_array_add(paths, path);
    g_ptr_array_sort(paths, by_name);
    for (guint i = 0; i < paths->len; i++)
        add(text, "only", paths->pdata[i]);
}

static void
add_known(GString *text, const PmRepository *repository, const PmAuditOptions *how)
{
    const PmCheckpoint *known = how->checkpoint;
    PmOid expected;
    bool names_one = how->expect_commit != NULL &&
                     pm_repository_resolve(repository, how->expect_commit, &expected, NULL);
    add(text, "policy", how->expect_policy);
    add(text, "expect", how->expect_commit);
    add(text, "which is", names_one ? expected.hex : NULL);
    add(text, "known", how->known != NULL ? how->known->hex : NULL);
    add(text, "checkpoint", known != NULL ? known->text : NULL);
    add(text, "signature", known != NULL ? known->armour : NULL);
    for (guint i = 0; how->seen != NULL && i < how->seen->len; i++)
        add(text, "seen", g_array_index(how->seen, PmAuditSeen, i).commit.hex);
}

/* What all that is remembered of this repository rests on. */
static void
add_premises(GString *text, PmContext *context, const PmVerifier *verifier)
{
    g_autofree char *program = pm_cache_program();
    g_autofree char *judges = pm_verifier_digest(verifier);
    add(text, "program", program);
    add(text, "repository", pm_repository_common_dir(context->repository));
    add(text, "partial", pm_repository_is_partial(context->repository) ? "yes" : NULL);
    add(text, "judges", judges);
}

static char *
make_question(PmContext *context, const PmVerifyQuestion *question, const PmVerifyMemory *memory,
              const PmVerifier *verifier)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *objects = pm_store_stamp_digest(&memory->stamp);
    add_premises(text, context, verifier);
    add(text, "objects", objects);
    add(text, "day", memory->day); /* OpenPGP keys expire */
    add_scope(text, &question->scope);
    add_known(text, context->repository, &question->how);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *
make_premise(PmContext *context, const PmVerifyQuestion *question, const PmVerifier *verifier)
{
    g_autoptr(GString) text = g_string_new(NULL);
    add_premises(text, context, verifier);
    add(text, "policy", question->how.expect_policy);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

void
pm_verify_memory_open(PmContext *context, const PmVerifyQuestion *question, PmVerifyMemory *memory)
{
    g_autoptr(PmVerifier) verifier = pm_verifier_new(context->repository, NULL);
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(context->now);
    if (verifier == NULL || now == NULL || !pm_store_stamp(context->repository, &memory->stamp))
        return;
    memory->day = g_date_time_format(now, "%Y-%m-%d");
    memory->premise = make_premise(context, question, verifier);
    if (memory->stamp.settled)
        memory->question = make_question(context, question, memory, verifier);
}

void
pm_verify_memory_clear(PmVerifyMemory *memory)
{
    g_clear_pointer(&memory->question, g_free);
    g_clear_pointer(&memory->premise, g_free);
    g_clear_pointer(&memory->day, g_free);
    g_clear_pointer(&memory->stand, g_variant_unref);
    pm_store_stamp_clear(&memory->stamp);
}

const PmAuditMemory *
pm_verify_resume(PmContext *context, PmVerifyMemory *memory)
{
    if (memory->premise == NULL)
        return NULL;
    memory->audit.today = memory->day;
    g_autoptr(GBytes) kept = pm_cache_read(STANDS, memory->premise);
    if (kept == NULL)
        return &memory->audit;
    g_autoptr(GVariant) all =
        g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(STAND), kept, FALSE));
    const char *premise, *files;
    g_variant_get(all, "(&s^&ay@a{sv})", &premise, &files, &memory->stand);
    if (g_str_equal(premise, memory->premise) &&
        pm_store_stamp_holds(context->repository, &memory->stamp, files))
        memory->audit.earlier = memory->stand;
    return &memory->audit;
}

static void
keep(const char *kind, const char *key, GVariant *value)
{
    g_autoptr(GString) text =
        g_string_new_len(g_variant_get_data(value), (gssize)g_variant_get_size(value));
    pm_cache_write(kind, key, text);
}

/* Files that may change again unseen are nothing to rest on. */
static void
keep_stand(const PmVerifyMemory *memory, const PmAudit *audit)
{
    GVariant *kept = pm_audit_kept(audit);
    if (kept == NULL || !memory->stamp.settled ||
        pm_audit_resumed(audit) == pm_audit_counts(audit)->steps)
        return;
    g_autoptr(GVariant) all = g_variant_ref_sink(
        g_variant_new("(s^ay@a{sv})", memory->premise, memory->stamp.lines, kept));
    keep(STANDS, memory->premise, all);
}

/* The counts as an array, in the order of the struct. */
#define COUNTS                                                                                     \
    {                                                                                              \
        &counts->documents, &counts->not_judged, &counts->events, &counts->steps,                  \
            &counts->signoffs, &counts->signed_signoffs, &counts->claimed_signoffs,                \
            &counts->unknown_signoffs, &counts->outdated_signoffs, &counts->squashed_signoffs,     \
            &counts->recorded_signoffs, &counts->policy_changes, &counts->acknowledged             \
    }

static GVariant *
pack_counts(const PmAuditCounts *counts)
{
    const size_t *const numbers[] = COUNTS;
    g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("at"));
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        g_variant_builder_add(&builder, "t", (guint64)*numbers[i]);
    return g_variant_builder_end(&builder);
}

static bool
unpack_counts(GVariant *packed, PmAuditCounts *counts)
{
    size_t *const numbers[] = COUNTS;
    if (g_variant_n_children(packed) != G_N_ELEMENTS(numbers))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
        guint64 number;
        g_variant_get_child(packed, i, "t", &number);
        *numbers[i] = (size_t)number;
    }
    return true;
}

/* What is no UTF-8 would not come back as it was. */
static bool
are_text(const GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++)
        if (!g_utf8_validate(lines->pdata[i], -1, NULL))
            return false;
    return true;
}

static void
keep_answer(const char *question, const PmVerified *verified)
{
    const PmAuditCounts *counts = verified->counts;
    if (!verified->fine || !are_text(verified->claimed_changes))
        return;
    GVariant *findings = pm_diagnostics_pack(verified->diagnostics, 0);
    if (findings == NULL)
        return;
    g_auto(GStrv) changes = g_new0(char *, verified->claimed_changes->len + 1);
    for (guint i = 0; i < verified->claimed_changes->len; i++)
        changes[i] = g_strdup(verified->claimed_changes->pdata[i]);
    g_autoptr(GVariant) answer = g_variant_ref_sink(
        g_variant_new("(s@atbbbms^as@" FINDINGS ")", question, pack_counts(counts), counts->cut,
                      counts->policy_pinned, verified->checkpoint_is_proved, counts->genesis_policy,
                      changes, findings));
    keep(ANSWERS, question, answer);
}

void
pm_verify_keep(const PmVerifyMemory *memory, const PmVerified *verified)
{
    if (memory->question != NULL)
        keep_answer(memory->question, verified);
    keep_stand(memory, verified->audit);
}

bool
pm_verify_recall(PmContext *context, const PmVerifyMemory *memory, PmVerified *verified)
{
    const char *question = memory->question;
    g_autoptr(GBytes) kept = question != NULL ? pm_cache_read(ANSWERS, question) : NULL;
    if (kept == NULL)
        return false;
    g_autoptr(GVariant) answer =
        g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(ANSWER), kept, FALSE));
    const char *asked, *policy;
    gboolean cut, pinned, proved;
    g_autoptr(GVariant) numbers = NULL;
    g_autoptr(GVariant) findings = NULL;
    g_auto(GStrv) changes = NULL;
    PmAuditCounts *counts = pm_arena_new0(context->arena, PmAuditCounts, 1);
    g_variant_get(answer, "(&s@atbbbm&s^as@" FINDINGS ")", &asked, &numbers, &cut, &pinned, &proved,
                  &policy, &changes, &findings);
    if (!g_str_equal(asked, question) || !unpack_counts(numbers, counts))
        return false;
    counts->cut = cut;
    counts->policy_pinned = pinned;
    counts->genesis_policy = pm_arena_strdup(context->arena, policy);
    verified->counts = counts;
    verified->checkpoint_is_proved = proved;
    verified->fine = true;
    for (char **change = changes; *change != NULL; change++)
        g_ptr_array_add(verified->claimed_changes, pm_arena_strdup(context->arena, *change));
    pm_diagnostics_unpack(verified->diagnostics, findings);
    return true;
}
