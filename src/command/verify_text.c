/* SPDX-License-Identifier: Apache-2.0 */
#include "command/verify_text.h"

#include "base/text.h"
#include "command/json.h"
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

static const char *
count_of(PmContext *context, size_t count, const char *one, const char *many)
{
    return pm_arena_printf(context->arena, "%zu %s", count, count == 1 ? one : many);
}

/* One line of a paragraph: its name stands before the first only. */
typedef struct {
    PmContext *context;
    const char *name;
    bool any;
} Paragraph;

static void
print_line(Paragraph *self, const char *text)
{
    pm_context_say(self->context, "%-13s%s\n", self->any ? "" : self->name, text);
    self->any = true;
}

/* Where the policy says who may change it, the walk has counted their sign-offs. */
static void
print_claimed_changes(Paragraph *self, const GPtrArray *changes)
{
    enum { SHOWN = 3 };
    if (changes->len == 0)
        return;
    print_line(self, pm_arena_printf(self->context->arena,
                                     "%s by anybody, as review.change names nobody:",
                                     count_of(self->context, changes->len, "change of the policy",
                                              "changes of the policy")));
    for (guint i = 0; i < changes->len && i < SHOWN; i++) {
        g_autofree char *line = pm_text_escape(changes->pdata[i], -1, PM_ESCAPE_LINE);
        print_line(self, pm_arena_printf(self->context->arena, "  %s", line));
    }
    if (changes->len > SHOWN)
        print_line(self,
                   pm_arena_printf(self->context->arena, "  and %u more", changes->len - SHOWN));
}

static void
print_claimed(PmContext *context, const PmVerified *verified)
{
    const PmAuditCounts *counts = verified->counts;
    const GPtrArray *changes = verified->claimed_changes;
    PmArena *arena = context->arena;
    Paragraph self = { context, "claimed", false };
    size_t unsigned_signoffs = counts->claimed_signoffs - counts->recorded_signoffs;
    if (unsigned_signoffs > 0)
        print_line(&self, pm_arena_printf(
                              arena, "%s unsigned: who made %s rests on the commit's author",
                              count_of(context, unsigned_signoffs, "sign-off is", "sign-offs are"),
                              unsigned_signoffs == 1 ? "it" : "them"));
    if (counts->recorded_signoffs > 0)
        print_line(&self,
                   pm_arena_printf(arena, "%s recorded for somebody else, with the proof beside it",
                                   count_of(context, counts->recorded_signoffs, "sign-off was",
                                            "sign-offs were")));
    if (counts->squashed_signoffs > 0)
        print_line(&self,
                   pm_arena_printf(arena, "%s on a squash: who wrote which part is not in it",
                                   count_of(context, counts->squashed_signoffs, "sign-off rests",
                                            "sign-offs rest")));
    print_claimed_changes(&self, changes);
    if (!counts->policy_pinned) {
        print_line(&self, "the policy that the ledger began with; to pin it:");
        print_line(&self, pm_arena_printf(arena, "--policy %s", counts->genesis_policy));
    }
    if (verified->known != NULL && verified->known->armour == NULL)
        print_line(&self, "the checkpoint, which is not signed: it is as good as its keeping");
    if (!self.any)
        print_line(&self, "nothing");
}

static void
print_not_checked(PmContext *context, const PmVerified *verified)
{
    const PmAuditCounts *counts = verified->counts;
    Paragraph self = { context, "not checked", false };
    if (counts->cut) {
        print_line(&self, "history before the shallow boundary (git fetch --unshallow):");
        print_line(&self,
                   pm_arena_printf(context->arena, "how %s came to be, and who wrote what",
                                   count_of(context, counts->not_judged, "document", "documents")));
    }
    if (counts->unknown_signoffs > 0)
        print_line(&self, pm_arena_printf(
                              context->arena, "%s that can't be checked here, and %s not counted",
                              count_of(context, counts->unknown_signoffs, "sign-off", "sign-offs"),
                              counts->unknown_signoffs == 1 ? "is" : "are"));
    if (!self.any)
        print_line(&self, "nothing");
}

/* "origin/main" */
static const char *
short_name(const char *ref)
{
    static const char *const places[] = { "refs/remotes/", "refs/heads/" };
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++)
        if (g_str_has_prefix(ref, places[i]))
            return ref + strlen(places[i]);
    return ref;
}

/* What tells whether this is still the history that it was. */
static void
print_held(PmContext *context, const PmVerified *verified)
{
    const PmVerifyQuestion *question = verified->question;
    const PmAuditOptions *how = &question->how;
    PmArena *arena = context->arena;
    Paragraph self = { context, "held against", false };
    if (!pm_verify_question_is_held(question))
        print_line(&self, "nothing that was known earlier: no upstream branch, and no --expect");
    if (how->checkpoint != NULL)
        print_line(&self,
                   pm_arena_printf(arena, "the checkpoint of %.7s", how->checkpoint->tip.hex));
    if (how->expect_commit != NULL)
        print_line(&self, pm_arena_printf(arena, "the commit %s",
                                          pm_context_safe(context, how->expect_commit)));
    if (how->known != NULL)
        print_line(&self, pm_arena_printf(arena, "%s at %.7s",
                                          pm_context_safe(context, short_name(question->upstream)),
                                          how->known->hex));
    if (question->seen->len > 0)
        print_line(&self, pm_arena_printf(arena, "%s of the shared branch, by the reflog",
                                          count_of(context, question->seen->len, "earlier tip",
                                                   "earlier tips")));
}

/* The whole history was walked; what is said is of a part of it. */
static void
print_left_out(PmContext *context, const PmVerifyScope *scope)
{
    Paragraph self = { context, "left out", false };
    if (scope->range)
        print_line(&self,
                   pm_arena_printf(context->arena, "what was found up to %.7s", scope->from.hex));
    if (scope->documents != NULL)
        print_line(&self, "what was found of the other documents");
}

static void
print_proved(PmContext *context, const PmVerified *verified)
{
    const PmAuditCounts *counts = verified->counts;
    size_t policy_changes = counts->policy_changes - verified->claimed_changes->len;
    PmArena *arena = context->arena;
    Paragraph self = { context, "proved", false };
    print_line(&self, pm_arena_printf(
                          arena, "%s, %s, %s (%zu signed), %s",
                          count_of(context, counts->documents, "document", "documents"),
                          count_of(context, counts->events, "event", "events"),
                          count_of(context, counts->signoffs, "sign-off", "sign-offs"),
                          counts->signed_signoffs,
                          count_of(context, policy_changes, "policy change", "policy changes")));
    if (verified->known != NULL && verified->checkpoint_is_proved)
        print_line(&self, pm_arena_printf(arena, "the checkpoint at step %zu, by %s",
                                          verified->known->position, verified->known->by));
    if (counts->not_judged > 0 && !counts->cut)
        print_line(&self,
                   pm_arena_printf(arena, "%s adopted, not judged",
                                   count_of(context, counts->not_judged, "document", "documents")));
    if (counts->outdated_signoffs > 0)
        print_line(&self,
                   pm_arena_printf(arena, "%s not count: the text had changed before %s",
                                   count_of(context, counts->outdated_signoffs, "sign-off does",
                                            "sign-offs do"),
                                   counts->outdated_signoffs == 1 ? "it entered" : "they entered"));
    if (counts->acknowledged > 0)
        print_line(&self, pm_arena_printf(
                              arena, "%s acknowledged",
                              count_of(context, counts->acknowledged, "violation", "violations")));
}

static json_t *
list_findings(const PmDiagnostics *diagnostics, PmSeverity severity)
{
    json_t *list = json_array();
    for (size_t i = 0; i < pm_diagnostics_count(diagnostics); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(diagnostics, i);
        if (found->severity != severity)
            continue;
        json_array_append_new(list, json_pack("{s:s, s:o, s:s?, s:o}", "rule", found->rule, "path",
                                              pm_json_text(found->path != NULL ? found->path : ""),
                                              "commit", found->commit, "message",
                                              pm_json_text(found->message)));
    }
    return list;
}

static int
by_name(gconstpointer a, gconstpointer b)
{
    return g_strcmp0(*(const char *const *)a, *(const char *const *)b);
}

/* The documents that were asked about, or null. */
static json_t *
list_documents(const PmVerifyScope *scope)
{
    if (scope->documents == NULL)
        return json_null();
    guint count;
    g_autofree char **paths = (char **)g_hash_table_get_keys_as_array(scope->documents, &count);
    json_t *list = json_array();
    qsort(paths, count, sizeof *paths, by_name);
    for (guint i = 0; i < count; i++)
        json_array_append_new(list, pm_json_text(paths[i]));
    return list;
}

static json_t *
describe_checkpoint(const PmVerified *verified)
{
    const PmCheckpoint *known = verified->known;
    if (known == NULL)
        return json_null();
    return json_pack("{s:s, s:I, s:s, s:b}", "tip", known->tip.hex, "position",
                     (json_int_t)known->position, "by", known->by, "proved",
                     verified->checkpoint_is_proved);
}

/* Or null: nothing that was known earlier. */
static json_t *
describe_held(const PmVerifyQuestion *question)
{
    const PmAuditOptions *how = &question->how;
    if (!pm_verify_question_is_held(question))
        return json_null();
    json_t *held = json_pack("{s:s?}", "checkpoint",
                             how->checkpoint != NULL ? how->checkpoint->tip.hex : NULL);
    json_object_set_new(held, "expected",
                        how->expect_commit != NULL ? pm_json_text(how->expect_commit)
                                                   : json_null());
    json_object_set_new(held, "upstream",
                        how->known != NULL
                            ? json_pack("{s:o, s:s}", "ref", pm_json_text(question->upstream),
                                        "commit", how->known->hex)
                            : json_null());
    json_object_set_new(held, "earlier_tips", json_integer((json_int_t)question->seen->len));
    return held;
}

void
pm_verify_print_json(PmContext *context, const PmVerified *verified)
{
    const PmVerifyScope *scope = verified->scope;
    const PmAuditCounts *counts = verified->counts;
    json_t *violations = list_findings(verified->diagnostics, PM_SEVERITY_ERROR);
    json_t *warnings = list_findings(verified->diagnostics, PM_SEVERITY_WARNING);
    const struct {
        const char *name;
        size_t count;
    } numbers[] = {
        { "documents", counts->documents },
        { "adopted", counts->not_judged },
        { "steps", counts->steps },
        { "events", counts->events },
        { "signoffs", counts->signoffs },
        { "signed", counts->signed_signoffs },
        { "claimed", counts->claimed_signoffs },
        { "recorded", counts->recorded_signoffs },
        { "unknown", counts->unknown_signoffs },
        { "outdated", counts->outdated_signoffs },
        { "squashed", counts->squashed_signoffs },
        { "policy_changes", counts->policy_changes },
        { "acknowledged", counts->acknowledged },
    };
    json_t *root = json_pack("{s:i, s:b, s:s}", "version", 1, "verified", verified->fine, "tip",
                             scope->tip.hex);
    json_object_set_new(root, "from", scope->range ? json_string(scope->from.hex) : json_null());
    json_object_set_new(root, "only", list_documents(scope));
    json_object_set_new(root, "checkpoint", describe_checkpoint(verified));
    json_object_set_new(root, "held_against", describe_held(verified->question));
    for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++)
        json_object_set_new(root, numbers[i].name, json_integer((json_int_t)numbers[i].count));
    json_t *changes = json_array();
    const GPtrArray *claimed = verified->claimed_changes;
    for (guint i = 0; i < claimed->len; i++)
        json_array_append_new(changes, pm_json_text(claimed->pdata[i]));
    json_object_set_new(root, "claimed_policy_changes", changes);
    json_object_set_new(root, "shallow", json_boolean(counts->cut));
    json_object_set_new(root, "policy_pinned", json_boolean(counts->policy_pinned));
    json_object_set_new(root, "genesis_policy",
                        counts->genesis_policy != NULL ? json_string(counts->genesis_policy)
                                                       : json_null());
    json_object_set_new(root, "violations", violations);
    json_object_set_new(root, "warnings", warnings);
    pm_json_print(context, root, JSON_INDENT(2));
}

/* How far it is good, where that can be said. */
static const char *
until(PmContext *context, const PmVerified *verified)
{
    const PmAuditCounts *counts = verified->counts;
    PmOid step;
    if (verified->scope->range || verified->scope->documents != NULL || counts->cut ||
        counts->unknown_signoffs > 0 || !pm_audit_holds_until(verified->audit, &step))
        return "";
    return pm_arena_printf(context->arena, " · everything before %.7s holds", step.hex);
}

void
pm_verify_print(PmContext *context, const PmVerified *verified)
{
    const PmVerifyScope *scope = verified->scope;
    size_t violations = pm_diagnostics_count_of(verified->diagnostics, PM_SEVERITY_ERROR);
    if (pm_diagnostics_count(verified->diagnostics) > 0) {
        PmReport *report = pm_report_new(pm_report_format("human"), context->out,
                                         context->color ? PM_REPORT_COLOR : PM_REPORT_PLAIN);
        pm_report_set_width(report, context->terminal ? context->columns : 0);
        pm_report_document(report, NULL, verified->diagnostics);
        pm_report_free(report);
    }
    print_proved(context, verified);
    print_claimed(context, verified);
    print_not_checked(context, verified);
    print_held(context, verified);
    print_left_out(context, scope);
    const char *from =
        scope->range ? pm_arena_printf(context->arena, "from %.7s ", scope->from.hex) : "";
    if (verified->fine)
        pm_context_say(context, "\nverified %sup to %.7s\n", from, scope->tip.hex);
    else if (violations > 0)
        pm_context_say(context, "\nNOT verified: %s%s\n",
                       count_of(context, violations, "violation", "violations"),
                       until(context, verified));
    else
        pm_context_say(context, "\nNOT verified: not everything could be checked\n");
}
