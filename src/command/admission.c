/* SPDX-License-Identifier: Apache-2.0 */
#include "command/admission.h"

#include "base/text.h"
#include "command/baseline.h"
#include "command/lookup.h"
#include "command/plain_file.h"
#include "command/review.h"
#include "document/difference.h"
#include "document/name.h"

#include <string.h>

static bool
has_prefix_of(const char *rule, const char *const *prefixes)
{
    for (size_t i = 0; prefixes[i] != NULL; i++)
        if (g_str_has_prefix(rule, prefixes[i]))
            return true;
    return false;
}

bool
pm_admission_is_barred(const PmDiagnostic *found)
{
    static const char *const barred[] = { "yaml/", "file/", "markdown/", "secret/", NULL };
    return found->severity == PM_SEVERITY_ERROR && has_prefix_of(found->rule, barred);
}

/* Findings about one value, which whoever types it wants to hear at once. */
static bool
is_value(const PmDiagnostic *found)
{
    static const char *const values[] = {
        "schema/",       "severity/range",         "times/format",  "times/calendar",
        "finding/class", "action/unknown-finding", "external/duty", NULL,
    };
    return found->severity >= PM_SEVERITY_WARNING && has_prefix_of(found->rule, values);
}

/* Warnings about a value that may be right all the same. */
static bool
is_told(const PmDiagnostic *found)
{
    static const char *const told[] = {
        "evidence/unknown", "link/", "owner/", "service/", "tag/", "party/unknown", NULL,
    };
    return found->severity == PM_SEVERITY_WARNING && has_prefix_of(found->rule, told);
}

void
pm_admission_clear(PmAdmission *admission)
{
    g_clear_pointer(&admission->values, g_ptr_array_unref);
    g_clear_pointer(&admission->refused, g_ptr_array_unref);
    g_clear_pointer(&admission->let, g_ptr_array_unref);
}

bool
pm_admission_is_granted(const PmAdmission *admission)
{
    return admission->values->len == 0 && admission->refused->len == 0 &&
           admission->gate.count == 0 && !admission->needs_reason && !admission->changes_closed;
}

static const PmDocument *
check(const PmAdmitting *self, const PmSource *source, PmStatus as, PmDiagnostics *out_findings)
{
    g_autoptr(PmLookup) lookup =
        pm_lookup_new(self->context->content, self->corpus, pm_write_today(self->context));
    pm_lookup_expect_file(lookup, self->file, self->file_bytes);
    pm_lookup_set_people(lookup, self->context->repository);
    const PmDocument *document =
        pm_check_source(self->checker, self->context->arena, source, self->entry->id,
                        pm_target_flags(self->entry), as, pm_lookup_get(lookup), out_findings);
    pm_diagnostics_sort(out_findings);
    return document;
}

static const PmDocument *
load(const PmAdmitting *self, const PmSource *source)
{
    return source == NULL
               ? NULL
               : pm_document_load(self->context->arena, source, self->entry->id, PM_DOCUMENT_FRONT,
                                  NULL, pm_diagnostics_new(self->context->arena));
}

static size_t
count_same(const PmDiagnostics *list, const PmDiagnostic *wanted, size_t end)
{
    size_t count = 0;
    for (size_t i = 0; i < end; i++)
        count += pm_baseline_is_same(pm_diagnostics_get(list, i), wanted);
    return count;
}

/* Each finding of before excuses one of now. */
static bool
is_new(const PmDiagnostics *before, const PmDiagnostics *after, size_t index)
{
    const PmDiagnostic *found = pm_diagnostics_get(after, index);
    return count_same(after, found, index + 1) >
           count_same(before, found, pm_diagnostics_count(before));
}

/* What an adopted document brought along is not what this edit did to it. */
static void
forget_old(PmArena *arena, PmAdmission *out, PmDiagnostics **before)
{
    PmDiagnostics *list = pm_diagnostics_new(arena);
    for (size_t i = 0; i < pm_diagnostics_count(out->findings); i++)
        if (is_new(*before, out->findings, i))
            pm_diagnostics_add(list, pm_diagnostics_get(out->findings, i));
    out->findings = list;
    *before = pm_diagnostics_new(arena);
}

/* The near key that is there already: who sets 'strted' means 'started'. */
static void
suggest_key(PmArena *arena, const PmDocument *document, PmDiagnostic *found)
{
    const char *key = found->instance_path != NULL ? strrchr(found->instance_path, '/') : NULL;
    if (found->label != NULL || key == NULL || !g_str_has_suffix(found->rule, "Properties"))
        return;
    g_autofree char *parent =
        g_strndup(found->instance_path, (size_t)(key++ - found->instance_path));
    const PmNode *map = pm_node_at(document->front, parent);
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    for (size_t i = 0; pm_node_is(map, PM_NODE_MAP) && i < map->count; i++)
        if (!g_str_equal(map->items[i]->key, key))
            g_ptr_array_add(keys, (void *)map->items[i]->key);
    g_ptr_array_add(keys, NULL);
    const char *near = pm_text_closest(key, (const char *const *)keys->pdata);
    found->label = near != NULL ? pm_arena_printf(arena, "did you mean '%s'?", near)
                                : "keys of your own begin with x-";
}

/* What is to become of the findings of a text that is judged `as` a status. */
static void
sort_out(const PmAdmitting *self, const PmDocument *document, const PmDiagnostics *before,
         PmStatus as, PmAdmission *out)
{
    bool typed = self->mode == PM_ADMIT_TYPED;
    for (size_t i = 0; i < pm_diagnostics_count(out->findings); i++) {
        PmDiagnostic *found = (PmDiagnostic *)pm_diagnostics_get(out->findings, i);
        bool error = found->severity == PM_SEVERITY_ERROR;
        bool value = typed && is_value(found);
        bool told = typed && is_told(found);
        if ((!error && !value && !told) || !is_new(before, out->findings, i))
            continue;
        if (value)
            suggest_key(self->context->arena, document, found);
        if (value)
            g_ptr_array_add(out->values, found);
        else if (error && (as > PM_STATUS_DRAFT || pm_admission_is_barred(found)))
            g_ptr_array_add(out->refused, found);
        else
            g_ptr_array_add(out->let, found);
    }
}

/* All that the new status lacks counts, also what was missing before. */
static void
hold_to_gate(PmArena *arena, PmAdmission *out)
{
    size_t count = pm_diagnostics_count(out->findings);
    PmMissing *items = pm_arena_new0(arena, PmMissing, count);
    out->gate = (PmGate){ .items = items };
    for (size_t i = 0; i < count; i++) {
        const PmDiagnostic *found = pm_diagnostics_get(out->findings, i);
        if (found->severity == PM_SEVERITY_ERROR && !g_ptr_array_find(out->values, found, NULL))
            items[out->gate.count++] = (PmMissing){ .what = found->message,
                                                    .command = found->command,
                                                    .diagnostic = found };
    }
    g_ptr_array_set_size(out->refused, 0);
    g_ptr_array_set_size(out->let, 0);
}

static void
add_missing(PmArena *arena, PmGate *gate, const PmGate *more)
{
    PmMissing *items = pm_arena_new0(arena, PmMissing, gate->count + more->count);
    for (size_t i = 0; i < gate->count + more->count; i++)
        items[i] = i < gate->count ? gate->items[i] : more->items[i - gate->count];
    *gate = (PmGate){ .items = items, .count = gate->count + more->count };
}

static bool
is_listed(const PmGate *gate, const PmMissing *item)
{
    for (size_t i = 0; i < gate->count; i++)
        if (g_str_equal(gate->items[i].what, item->what))
            return true;
    return false;
}

/* An executable would be found by verify for ever, once it is judged. */
static void
add_mode(const PmAdmitting *self, PmContent *tree, PmGate *gate)
{
    const char *path = self->entry->path;
    if (!pm_plain_file_is_executable(tree, path))
        return;
    PmMissing *item = pm_arena_new0(self->context->arena, PmMissing, 1);
    item->what = "it is an executable to git, and a document is a plain file";
    item->command = pm_plain_file_command(self->context, path, PM_PLAIN_FILE_COMMIT);
    add_missing(self->context->arena, gate, &(PmGate){ .items = item, .count = 1 });
}

/* What the committed policy misses in the text, by the committed files, and was not said yet. */
static bool
add_committed(const PmAdmitting *self, const PmPolicy *policy, PmAdmission *out, GError **error)
{
    PmArena *arena = self->context->arena;
    g_autoptr(PmContent) tree = pm_content_commit(self->context->repository, self->tip, error);
    g_autoptr(PmChecker) checker = tree != NULL ? pm_policy_checker(arena, policy, error) : NULL;
    if (checker == NULL)
        return false;
    PmCheckLookups lookups = pm_gate_lookups(tree, pm_write_today(self->context));
    PmGate all = pm_gate_content(arena, checker, self->after, self->entry->id,
                                 pm_target_flags(self->entry), out->to, &lookups);
    PmMissing *items = pm_arena_new0(arena, PmMissing, all.count);
    PmGate more = { .items = items };
    for (size_t i = 0; i < all.count; i++)
        if (!is_listed(&out->gate, &all.items[i]))
            items[more.count++] = all.items[i];
    add_missing(arena, &out->gate, &more);
    add_mode(self, tree, &out->gate);
    return true;
}

/* With what mends them, as whoever is at the keyboard is told it. */
static bool
add_signoffs(const PmOwnText *own, const PmGate *signoffs, PmAdmission *out, GError **error)
{
    PmArena *arena = own->context->arena;
    const char *name, *email;
    if (signoffs->count > 0 && !pm_review_person(own->context, &name, &email, error))
        return false;
    PmMissing *items = pm_arena_new0(arena, PmMissing, signoffs->count);
    for (size_t i = 0; i < signoffs->count; i++) {
        items[i] = signoffs->items[i];
        if (items[i].signoff != NULL)
            items[i].command = pm_own_text_remedy(own, email, &items[i]);
    }
    add_missing(arena, &out->gate, &(PmGate){ .items = items, .count = signoffs->count });
    return true;
}

/*
 * What verify will hold against it: the policy that is committed, not one that is being edited; to
 * become reviewed, or closed, the sign-offs, and that no objection stands.
 */
static bool
hold_to_ledger(const PmAdmitting *self, const PmDocument *document, PmAdmission *out,
               GError **error)
{
    PmArena *arena = self->context->arena;
    PmAuditOptions options = { .tip = *self->tip, .only = self->entry->path };
    g_autoptr(PmAudit) audit =
        pm_audit_run(arena, self->context->repository, &options, pm_diagnostics_new(arena), error);
    if (audit == NULL)
        return false;
    const PmPolicy *policy = pm_audit_policy(audit);
    if (policy == NULL) {
        pm_error_set(error, PM_ERROR_STATE, "git postmortem init; or commit " PM_CONFIG_PATH,
                     "this branch has no committed " PM_CONFIG_PATH);
        return false;
    }
    if (!add_committed(self, policy, out, error))
        return false;
    if (!pm_gate_needs_signoffs(out->to))
        return true;
    PmReviewState state = pm_audit_state(audit, self->entry->path, document);
    PmGate signoffs = pm_gate_signoffs(arena, &state, self->entry->id);
    const PmOwnText own = { self->context, audit, policy, self->entry->path };
    return add_signoffs(&own, &signoffs, out, error);
}

static bool
has_signoffs(const PmAdmitting *self)
{
    g_autofree char *folder = pm_name_signoffs(self->entry->path);
    g_autoptr(GPtrArray) files = pm_content_list(self->context->content, folder, NULL);
    return files != NULL && files->len > 0;
}

static void
judge_staleness(const PmAdmitting *self, PmAdmission *out)
{
    if (self->before == NULL || out->from <= PM_STATUS_DRAFT || !has_signoffs(self))
        return;
    g_autoptr(GBytes) before = g_bytes_new_static(self->before->bytes, self->before->length);
    g_autoptr(GBytes) after = g_bytes_new_static(self->after->bytes, self->after->length);
    out->makes_stale = pm_difference_bytes(self->context->arena, before, after).material;
    out->changes_closed =
        out->makes_stale && out->from == PM_STATUS_CLOSED && out->to == PM_STATUS_CLOSED;
}

bool
pm_admit(const PmAdmitting *self, PmAdmission *out_admission, GError **error)
{
    PmArena *arena = self->context->arena;
    g_auto(PmAdmission) out = { .findings = pm_diagnostics_new(arena),
                                .values = g_ptr_array_new(),
                                .refused = g_ptr_array_new(),
                                .let = g_ptr_array_new() };
    const PmDocument *old = load(self, self->before), *new = load(self, self->after);
    out.from = old != NULL ? old->fields.status : PM_STATUS_NONE;
    out.to = new->fields.status;
    /* a status that can't be read is no way around the gate of the one that was there */
    PmStatus as = self->gate != PM_STATUS_NONE ? self->gate
                  : out.to == PM_STATUS_NONE   ? out.from
                                               : PM_STATUS_NONE;
    const PmDocument *document = check(self, self->after, as, out.findings);
    PmDiagnostics *before = pm_diagnostics_new(arena);
    bool forgets = self->mode == PM_ADMIT_WRITTEN && self->entry->adopted;
    if ((self->mode == PM_ADMIT_TYPED || forgets) && self->before != NULL)
        check(self, self->before, as, before);
    if (forgets)
        forget_old(arena, &out, &before);
    sort_out(self, document, before, as != PM_STATUS_NONE ? as : out.to, &out);
    bool moves = out.to != out.from && out.to != PM_STATUS_NONE;
    bool gate = moves && pm_gate_applies(out.from, out.to);
    out.needs_reason = moves && !gate && !self->has_reason;
    if (gate && out.to > PM_STATUS_DRAFT && self->mode == PM_ADMIT_TYPED)
        hold_to_gate(arena, &out);
    if (gate && out.to > PM_STATUS_DRAFT && !hold_to_ledger(self, document, &out, error))
        return false;
    judge_staleness(self, &out);
    *out_admission = out;
    out = (PmAdmission){ 0 };
    return true;
}

static const char *
advice(PmContext *context, const PmDiagnostic *found)
{
    return found->label != NULL ? found->label
           : found->help != NULL
               ? found->help
               : pm_arena_printf(context->arena, "git postmortem explain %s", found->rule);
}

/* One is said whole; of several, the first, and the others in the hint. */
static void
set_error(PmContext *context, const GPtrArray *found, PmErrorCode code, const char *prefix,
          GError **error)
{
    bool rules = code == PM_ERROR_REFUSED;
    const PmDiagnostic *first = found->pdata[0];
    g_autoptr(GString) hint = g_string_new(advice(context, first));
    for (guint i = 1; i < found->len; i++) {
        const PmDiagnostic *more = found->pdata[i];
        g_string_append_printf(hint, "\nalso %s; %s", more->message, advice(context, more));
    }
    pm_error_set(error, code, hint->str, "%s%s%s%s%s", prefix, first->message, rules ? " [" : "",
                 rules ? first->rule : "", rules ? "]" : "");
}

int
pm_admission_refuse(PmContext *context, const PmAdmission *admission, const char *verb,
                    const char *id, GError **error)
{
    if (admission->values->len > 0) {
        set_error(context, admission->values, PM_ERROR_USAGE, "", error);
        return -1;
    }
    if (admission->needs_reason) {
        pm_error_set(error, PM_ERROR_REFUSED, "say why with -m",
                     "%s goes back from %s to %s only "
                     "with a reason",
                     id, pm_status_name(admission->from), pm_status_name(admission->to));
        return -1;
    }
    if (admission->changes_closed) {
        pm_error_set(error, PM_ERROR_REFUSED,
                     pm_arena_printf(context->arena, "git postmortem reopen %s -m …",
                                     pm_context_word(context, id)),
                     "%s is closed, and this changes what was signed", id);
        return -1;
    }
    if (admission->gate.count > 0)
        return pm_review_refuse(context, verb, id, &admission->gate);
    const char *prefix = pm_arena_printf(context->arena, "%s would then be wrong: ", id);
    set_error(context, admission->refused, PM_ERROR_REFUSED, prefix, error);
    return -1;
}

void
pm_admission_hint(PmContext *context, const PmAdmission *admission, const char *id)
{
    fflush(context->out);
    for (guint i = 0; !context->quiet && i < admission->let->len; i++) {
        const PmDiagnostic *found = admission->let->pdata[i];
        fprintf(context->err, "warning: %s [%s]\n", pm_context_safe(context, found->message),
                found->rule);
    }
    if (admission->makes_stale)
        pm_context_hint(context, PM_ADMISSION_STALE, pm_context_word(context, id));
}
