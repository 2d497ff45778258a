/* SPDX-License-Identifier: Apache-2.0 */
#include "command/verify_memory.h"

#include "base/cache.h"
#include "git/store_stamp.h"

#include <string.h>

#define KIND "verified"
/* the question, the counts, what was cut, pinned and proved, the policy, changes of the policy; of
 * each finding: rule, severity, path, commit, message, help, command */
#define ANSWER "(satbbbmsas" FINDINGS ")"
#define FINDINGS "a(sumsmsmsmsms)"

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

char *
pm_verify_memory_key(PmContext *context, const PmVerifyQuestion *question)
{
    PmRepository *repository = context->repository;
    g_auto(PmStoreStamp) stamp = { .marks = NULL };
    g_autoptr(PmVerifier) verifier = pm_verifier_new(repository, NULL);
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(context->now);
    if (!pm_store_stamp(repository, &stamp) || !stamp.settled || verifier == NULL || now == NULL)
        return NULL;
    g_autofree char *objects = pm_store_stamp_digest(&stamp);
    g_autofree char *program = pm_cache_program();
    g_autofree char *judges = pm_verifier_digest(verifier);
    g_autofree char *day = g_date_time_format(now, "%Y-%m-%d"); /* OpenPGP keys expire */
    g_autoptr(GString) text = g_string_new(NULL);
    add(text, "program", program);
    add(text, "repository", pm_repository_common_dir(repository));
    add(text, "objects", objects);
    add(text, "partial", pm_repository_is_partial(repository) ? "yes" : NULL);
    add(text, "judges", judges);
    add(text, "day", day);
    add_scope(text, &question->scope);
    add_known(text, repository, &question->how);
    return g_string_free(g_steal_pointer(&text), FALSE);
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

static GVariant *
pack_findings(const PmDiagnostics *diagnostics)
{
    g_auto(GVariantBuilder) builder = G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE(FINDINGS));
    for (size_t i = 0; i < pm_diagnostics_count(diagnostics); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(diagnostics, i);
        g_variant_builder_add(&builder, "(sumsmsmsmsms)", found->rule, (guint32)found->severity,
                              found->path, found->commit, found->message, found->help,
                              found->command);
    }
    return g_variant_builder_end(&builder);
}

static void
unpack_findings(PmArena *arena, GVariant *packed, PmDiagnostics *diagnostics)
{
    for (size_t i = 0; i < g_variant_n_children(packed); i++) {
        const char *rule, *path, *commit, *message, *help, *command;
        guint32 severity;
        g_autoptr(GVariant) one = g_variant_get_child_value(packed, i);
        g_variant_get(one, "(&sum&sm&sm&sm&sm&s)", &rule, &severity, &path, &commit, &message,
                      &help, &command);
        pm_diagnostics_add(diagnostics, &(PmDiagnostic){
                                            .rule = pm_arena_strdup(arena, rule),
                                            .severity = (PmSeverity)severity,
                                            .path = pm_arena_strdup(arena, path),
                                            .commit = pm_arena_strdup(arena, commit),
                                            .message = pm_arena_strdup(arena, message),
                                            .help = pm_arena_strdup(arena, help),
                                            .command = pm_arena_strdup(arena, command),
                                        });
    }
}

static bool
is_text(const char *text)
{
    return text == NULL || g_utf8_validate(text, -1, NULL);
}

/* What is no UTF-8 would not come back as it was. */
static bool
can_be_kept(const PmVerified *verified)
{
    for (guint i = 0; i < verified->claimed_changes->len; i++)
        if (!is_text(verified->claimed_changes->pdata[i]))
            return false;
    for (size_t i = 0; i < pm_diagnostics_count(verified->diagnostics); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(verified->diagnostics, i);
        if (!is_text(found->path) || !is_text(found->message) || !is_text(found->help) ||
            !is_text(found->command))
            return false;
    }
    return verified->fine;
}

void
pm_verify_keep(const char *question, const PmVerified *verified)
{
    const PmAuditCounts *counts = verified->counts;
    if (question == NULL || !can_be_kept(verified))
        return;
    g_auto(GStrv) changes = g_new0(char *, verified->claimed_changes->len + 1);
    for (guint i = 0; i < verified->claimed_changes->len; i++)
        changes[i] = g_strdup(verified->claimed_changes->pdata[i]);
    g_autoptr(GVariant) answer = g_variant_ref_sink(
        g_variant_new("(s@atbbbms^as@" FINDINGS ")", question, pack_counts(counts), counts->cut,
                      counts->policy_pinned, verified->checkpoint_is_proved, counts->genesis_policy,
                      changes, pack_findings(verified->diagnostics)));
    g_autoptr(GString) text =
        g_string_new_len(g_variant_get_data(answer), (gssize)g_variant_get_size(answer));
    pm_cache_write(KIND, question, text);
}

bool
pm_verify_recall(PmContext *context, const char *question, PmVerified *verified)
{
    g_autoptr(GBytes) kept = question != NULL ? pm_cache_read(KIND, question) : NULL;
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
    unpack_findings(context->arena, findings, verified->diagnostics);
    return true;
}
