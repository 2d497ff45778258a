/* SPDX-License-Identifier: Apache-2.0 */
#include "check/fix.h"

#include "check/fix_proof.h"

/* How often a text is checked; one round mends all that is known, so that a few are enough. */
#define MAX_CHECKS 200

/* A finding whose fix broke something, by its place in the current text. */
typedef struct {
    const char *rule; /* interned */
    size_t start;
} Refusal;

typedef struct {
    const PmFixing *fixing;
    const char *name;
    PmFixText now;
    GArray *refused;
    size_t checks;
} Running;

static void
text_clear(PmFixText *text)
{
    g_clear_pointer(&text->arena, pm_arena_free);
    g_clear_pointer(&text->bytes, g_bytes_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PmFixText, text_clear)

static void
running_clear(Running *running)
{
    text_clear(&running->now);
    g_clear_pointer(&running->refused, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Running, running_clear)

/* Takes over the bytes. */
static PmFixText
read_text(Running *running, GBytes *bytes)
{
    const PmFixing *fixing = running->fixing;
    PmFixText text = { .arena = pm_arena_new(), .bytes = bytes };
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    text.source = pm_source_new(text.arena, running->name, data != NULL ? data : "", length);
    text.findings = pm_diagnostics_new(text.arena);
    text.document = fixing->check(text.arena, text.source, text.findings, fixing->data);
    running->checks++;
    return text;
}

static bool
is_refused(const Running *running, const PmDiagnostic *found)
{
    for (guint i = 0; i < running->refused->len; i++) {
        const Refusal *refusal = &g_array_index(running->refused, Refusal, i);
        if (refusal->start == found->span.start && g_str_equal(refusal->rule, found->rule))
            return true;
    }
    return false;
}

/* What is taken of a text, a flag a byte; one more for its end. */
enum { COVERED = 1, INSERTED = 2 };

/* Two at one place have an order, and neither knows of the other. */
static bool
is_free(const guint8 *taken, PmSpan at)
{
    if (at.start == at.end) {
        bool before = at.start > 0 && taken[at.start - 1] & COVERED;
        return !(taken[at.start] & (COVERED | INSERTED)) && !before;
    }
    for (size_t i = at.start; i < at.end; i++)
        if (taken[i] & (COVERED | INSERTED))
            return false;
    return !(taken[at.end] & INSERTED);
}

static void
take(guint8 *taken, PmSpan at)
{
    if (at.start == at.end)
        taken[at.start] |= INSERTED;
    for (size_t i = at.start; i < at.end; i++)
        taken[i] |= COVERED;
}

/* A finding's edits go together or not at all; the first of two that overlap wins. */
static bool
take_all(guint8 *taken, const PmFixText *text, const PmDiagnostic *found)
{
    for (size_t i = 0; i < found->fix_count; i++) {
        PmSpan at = found->fixes[i].at;
        g_assert(at.start <= at.end && at.end <= text->source->length);
        if (!is_free(taken, at))
            return false;
    }
    for (size_t i = 0; i < found->fix_count; i++)
        take(taken, found->fixes[i].at);
    return true;
}

/* The findings whose fixes can be done at once; const PmDiagnostic *. */
static GPtrArray *
choose(const Running *running)
{
    const PmFixText *text = &running->now;
    GPtrArray *chosen = g_ptr_array_new();
    g_autofree guint8 *taken = g_malloc0(text->source->length + 1);
    for (size_t i = 0; i < pm_diagnostics_count(text->findings); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(text->findings, i);
        if (found->fix_count > 0 && found->source == text->source && !is_refused(running, found) &&
            take_all(taken, text, found))
            g_ptr_array_add(chosen, (void *)found);
    }
    return chosen;
}

static PmSplices *
splices_of(PmArena *arena, const GPtrArray *chosen, size_t count)
{
    PmSplices *splices = pm_splices_new(arena);
    for (size_t i = 0; i < count; i++) {
        const PmDiagnostic *found = chosen->pdata[i];
        for (size_t k = 0; k < found->fix_count; k++)
            pm_splices_add(splices, found->fixes[k].at, found->fixes[k].text,
                           found->fixes[k].length);
    }
    return splices;
}

/* Places of refused findings in the text that the edits make of this one. */
static void
move_refusals(Running *running, const PmSplices *splices)
{
    for (guint i = 0; i < running->refused->len; i++) {
        Refusal *refusal = &g_array_index(running->refused, Refusal, i);
        size_t moved = refusal->start;
        for (size_t k = 0; k < pm_splices_count(splices); k++) {
            const PmSplice *splice = pm_splices_get(splices, k);
            if (splice->at.end <= refusal->start)
                moved += splice->length - (splice->at.end - splice->at.start);
        }
        refusal->start = moved;
    }
}

/* Do the first `count` of the chosen; false where the result does not prove them right. */
static bool
attempt(Running *running, const GPtrArray *chosen, size_t count)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmSource *source = running->now.source;
    PmSplices *splices = splices_of(arena, chosen, count);
    GBytes *bytes = pm_splices_apply(splices, source->bytes, source->length, NULL);
    g_assert(bytes != NULL); /* they do not overlap */
    g_auto(PmFixText) then = read_text(running, bytes);
    PmFixProof proof = { .before = &running->now,
                         .after = &then,
                         .chosen = (const PmDiagnostic *const *)chosen->pdata,
                         .count = count,
                         .time_zone = running->fixing->time_zone };
    if (!pm_fix_is_proven(&proof))
        return false;
    move_refusals(running, splices);
    text_clear(&running->now);
    running->now = then;
    then = (PmFixText){ 0 };
    return true;
}

/*
 * Some of the chosen: all, or the first half of those that can't go together, and so on down to
 * one that has to be left out. False when nothing is left to do, or too much was done.
 */
static bool
advance(Running *running)
{
    g_autoptr(GPtrArray) chosen = choose(running);
    for (size_t count = chosen->len; count > 0 && running->checks < MAX_CHECKS; count /= 2) {
        if (attempt(running, chosen, count))
            return true;
        const PmDiagnostic *first = chosen->pdata[0];
        if (count == 1) {
            Refusal refusal = { g_intern_string(first->rule), first->span.start };
            g_array_append_val(running->refused, refusal);
            return true;
        }
    }
    return false;
}

/* How often each finding is there, whatever its place: "rule\nmessage" → count. */
static GHashTable *
tally(const PmDiagnostics *findings)
{
    GHashTable *out = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; i < pm_diagnostics_count(findings); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(findings, i);
        char *key = g_strconcat(found->rule, "\n", found->message, NULL);
        size_t count = GPOINTER_TO_SIZE(g_hash_table_lookup(out, key));
        g_hash_table_insert(out, key, GSIZE_TO_POINTER(count + 1));
    }
    return out;
}

static size_t
count_gone(GHashTable *before, const PmDiagnostics *after)
{
    g_autoptr(GHashTable) now = tally(after);
    GHashTableIter iterator;
    void *key, *value;
    size_t gone = 0;
    g_hash_table_iter_init(&iterator, before);
    while (g_hash_table_iter_next(&iterator, &key, &value)) {
        size_t then = GPOINTER_TO_SIZE(value);
        size_t left = GPOINTER_TO_SIZE(g_hash_table_lookup(now, key));
        gone += then - MIN(then, left);
    }
    return gone;
}

PmFixed
pm_fix(const PmFixing *fixing, const char *name, GBytes *bytes)
{
    g_auto(Running) running = { .fixing = fixing,
                                .name = name,
                                .refused = g_array_new(FALSE, FALSE, sizeof(Refusal)) };
    running.now = read_text(&running, g_bytes_ref(bytes));
    g_autoptr(GHashTable) before = tally(running.now.findings);
    while (advance(&running))
        continue;
    PmFixed fixed = { .refused = running.refused->len, .unfinished = running.checks >= MAX_CHECKS };
    if (!g_bytes_equal(running.now.bytes, bytes)) {
        fixed.bytes = g_bytes_ref(running.now.bytes);
        fixed.fixed = MAX(count_gone(before, running.now.findings), 1);
    }
    return fixed;
}

void
pm_fixed_clear(PmFixed *fixed)
{
    g_clear_pointer(&fixed->bytes, g_bytes_unref);
}

static bool
withdraw(const PmDiagnostic *found, void *data)
{
    (void)data;
    PmDiagnostic *own = (PmDiagnostic *)found; /* the list's own, which is not const */
    own->fixes = NULL;
    own->fix_count = 0;
    return true;
}

void
pm_fix_withdraw(PmDiagnostics *findings)
{
    pm_diagnostics_filter(findings, withdraw, NULL);
}

static bool
offer(const PmDiagnostic *found, void *command)
{
    PmDiagnostic *own = (PmDiagnostic *)found;
    if (own->fix_count > 0 && own->command == NULL)
        own->command = command;
    return true;
}

void
pm_fix_offer(PmDiagnostics *findings, const char *command)
{
    pm_diagnostics_filter(findings, offer, (void *)command);
}
