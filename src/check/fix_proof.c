/* SPDX-License-Identifier: Apache-2.0 */
#include "check/fix_proof.h"

#include "document/timeline.h"

#include <string.h>

/* How many findings of each rule there are: rule → count. */
static GHashTable *
count_rules(const PmDiagnostics *findings, bool errors_alone)
{
    GHashTable *out = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < pm_diagnostics_count(findings); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(findings, i);
        if (errors_alone && found->severity != PM_SEVERITY_ERROR)
            continue;
        size_t count = GPOINTER_TO_SIZE(g_hash_table_lookup(out, found->rule));
        g_hash_table_insert(out, (void *)found->rule, GSIZE_TO_POINTER(count + 1));
    }
    return out;
}

static bool
has_no_new_error(const PmFixProof *proof)
{
    const PmDiagnostics *before = proof->before->findings, *after = proof->after->findings;
    if (pm_diagnostics_dropped(before) > 0) /* those that were not listed may be listed now */
        return pm_diagnostics_count_of(after, PM_SEVERITY_ERROR) <=
               pm_diagnostics_count_of(before, PM_SEVERITY_ERROR);
    g_autoptr(GHashTable) then = count_rules(before, true);
    g_autoptr(GHashTable) now = count_rules(after, true);
    GHashTableIter iterator;
    void *rule, *count;
    g_hash_table_iter_init(&iterator, now);
    while (g_hash_table_iter_next(&iterator, &rule, &count))
        if (GPOINTER_TO_SIZE(count) > GPOINTER_TO_SIZE(g_hash_table_lookup(then, rule)))
            return false;
    return true;
}

/* Each fix takes its own finding away: or the next round would do it again, and so on. */
static bool
are_gone(const PmFixProof *proof)
{
    if (pm_diagnostics_dropped(proof->before->findings) > 0)
        return true;
    g_autoptr(GHashTable) then = count_rules(proof->before->findings, false);
    g_autoptr(GHashTable) now = count_rules(proof->after->findings, false);
    for (size_t i = 0; i < proof->count; i++) {
        const char *rule = proof->chosen[i]->rule;
        size_t left = GPOINTER_TO_SIZE(g_hash_table_lookup(then, rule));
        if (left == 0)
            return false;
        g_hash_table_insert(then, (void *)rule, GSIZE_TO_POINTER(left - 1));
    }
    for (size_t i = 0; i < proof->count; i++) {
        const char *rule = proof->chosen[i]->rule;
        if (GPOINTER_TO_SIZE(g_hash_table_lookup(now, rule)) >
            GPOINTER_TO_SIZE(g_hash_table_lookup(then, rule)))
            return false;
    }
    return true;
}

/* Edits of the front matter that may change a value, by their place. */
typedef struct {
    GArray *edits;    /* PmSpan in the text before: what they put something else in the place of */
    GArray *inserted; /* PmSpan in the text after: what they put there */
} Edits;

static void
edits_clear(Edits *edits)
{
    g_clear_pointer(&edits->edits, g_array_unref);
    g_clear_pointer(&edits->inserted, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Edits, edits_clear)

typedef struct {
    const PmSplice *splice;
    bool changes; /* the value, which a fix of the YAML alone does not */
} Edit;

static int
by_place(const void *a, const void *b)
{
    const PmSpan *left = &((const Edit *)a)->splice->at, *right = &((const Edit *)b)->splice->at;
    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    return (left->end > right->end) - (left->end < right->end);
}

static Edits
edits_of(const PmFixProof *proof)
{
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(Edit));
    for (size_t i = 0; i < proof->count; i++)
        for (size_t k = 0; k < proof->chosen[i]->fix_count; k++) {
            Edit edit = { .splice = &proof->chosen[i]->fixes[k],
                          .changes = !g_str_has_prefix(proof->chosen[i]->rule, "yaml/") };
            g_array_append_val(all, edit);
        }
    g_array_sort(all, by_place);
    Edits out = { .edits = g_array_new(FALSE, FALSE, sizeof(PmSpan)),
                  .inserted = g_array_new(FALSE, FALSE, sizeof(PmSpan)) };
    size_t added = 0, removed = 0;
    for (guint i = 0; i < all->len; i++) {
        const Edit *edit = &g_array_index(all, Edit, i);
        PmSpan there = { .start = edit->splice->at.start + added - removed };
        there.end = there.start + edit->splice->length;
        added += edit->splice->length;
        removed += edit->splice->at.end - edit->splice->at.start;
        if (!edit->changes)
            continue;
        if (edit->splice->at.end > edit->splice->at.start)
            g_array_append_val(out.edits, edit->splice->at);
        g_array_append_val(out.inserted, there);
    }
    return out;
}

/* The first of the sorted spans that begins at or after `from`. */
static guint
first_at(const GArray *spans, size_t from)
{
    guint low = 0, high = spans->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(spans, PmSpan, middle).start < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Does an edit lie in the value of this node, as it was? */
static bool
is_edited(const Edits *edits, const PmNode *node)
{
    guint at = first_at(edits->edits, node->span.start);
    return at < edits->edits->len && g_array_index(edits->edits, PmSpan, at).end <= node->span.end;
}

/* Was this member put in by an edit? */
static bool
is_inserted(const Edits *edits, const PmNode *member)
{
    guint at = first_at(edits->inserted, member->key_span.start + 1);
    if (at == 0)
        return false;
    PmSpan span = g_array_index(edits->inserted, PmSpan, at - 1);
    return member->key_span.start >= span.start && member->span.end <= span.end;
}

static bool is_kept(const Edits *edits, const PmNode *before, const PmNode *after);

static bool
are_members_kept(const Edits *edits, const PmNode *before, const PmNode *after)
{
    for (size_t i = 0; i < before->count; i++) {
        const PmNode *old = before->items[i];
        const PmNode *new = pm_node_get_length(after, old->key, old->key_length);
        if (new == NULL || !is_kept(edits, old, new))
            return false;
    }
    for (size_t i = 0; i < after->count; i++) {
        const PmNode *new = after->items[i];
        if (pm_node_get_length(before, new->key, new->key_length) == NULL &&
            !is_inserted(edits, new))
            return false;
    }
    return true;
}

static bool
are_items_kept(const Edits *edits, const PmNode *before, const PmNode *after)
{
    if (before->count != after->count)
        return false;
    for (size_t i = 0; i < before->count; i++)
        if (!is_kept(edits, before->items[i], after->items[i]))
            return false;
    return true;
}

static bool
is_scalar(const PmNode *node)
{
    return node->kind != PM_NODE_MAP && node->kind != PM_NODE_LIST;
}

static bool
is_kept(const Edits *edits, const PmNode *before, const PmNode *after)
{
    if (is_scalar(before) != is_scalar(after))
        return false;
    if (is_scalar(before) && is_edited(edits, before))
        return true;
    if (before->kind != after->kind)
        return false;
    switch (before->kind) {
    case PM_NODE_MAP:
        return are_members_kept(edits, before, after);
    case PM_NODE_LIST:
        return are_items_kept(edits, before, after);
    case PM_NODE_NULL:
        return true;
    case PM_NODE_BOOLEAN:
        return before->boolean == after->boolean;
    case PM_NODE_NUMBER: /* 010 and 10 are one number */
    case PM_NODE_STRING:
        break;
    }
    int64_t left, right;
    if (before->kind == PM_NODE_NUMBER && pm_node_integer(before, &left) &&
        pm_node_integer(after, &right))
        return left == right;
    return before->length == after->length &&
           memcmp(before->text, after->text, before->length) == 0;
}

static bool
is_front_kept(const PmFixProof *proof)
{
    const PmDocument *before = proof->before->document, *after = proof->after->document;
    if (before->split.state != after->split.state ||
        (before->front == NULL) != (after->front == NULL) ||
        (before->front_clean && !after->front_clean))
        return false;
    g_auto(Edits) edits = edits_of(proof);
    return before->front == NULL || is_kept(&edits, before->front, after->front);
}

static bool
is_body_the_same(const PmFixProof *proof)
{
    PmSpan before = proof->before->document->split.body, after = proof->after->document->split.body;
    size_t length = before.end - before.start;
    return after.end - after.start == length &&
           memcmp(proof->before->source->bytes + before.start,
                  proof->after->source->bytes + after.start, length) == 0;
}

static size_t
count_blocks(const PmOutline *outline)
{
    size_t count = 0;
    for (size_t i = 0; i < outline->block_count; i++)
        count += outline->blocks[i].kind != PM_BLOCK_HTML; /* comments may go */
    return count;
}

static bool
are_headings_kept(const PmOutline *before, const PmOutline *after)
{
    if (before->heading_count != after->heading_count)
        return false;
    for (size_t i = 0; i < before->heading_count; i++)
        if (before->headings[i].level != after->headings[i].level ||
            !g_str_equal(before->headings[i].text, after->headings[i].text))
            return false;
    return true;
}

static bool
are_tables_kept(const PmOutline *before, const PmOutline *after)
{
    if (before->table_count != after->table_count)
        return false;
    for (size_t i = 0; i < before->table_count; i++)
        if (before->tables[i].count != after->tables[i].count)
            return false;
    return true;
}

static int
by_time(const void *a, const void *b)
{
    const PmTimelineEntry *left = a, *right = b;
    if (left->at != right->at)
        return left->at < right->at ? -1 : 1;
    return g_strcmp0(left->text, right->text);
}

/* The same events at the same times, in whichever order. */
static bool
is_timeline_kept(const PmFixProof *proof)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmTimeline before = pm_timeline_read(arena, proof->before->document, proof->time_zone);
    PmTimeline after = pm_timeline_read(arena, proof->after->document, proof->time_zone);
    if (before.count != after.count)
        return false;
    if (before.count == 0) /* no list is none to sort */
        return true;
    qsort((void *)before.entries, before.count, sizeof *before.entries, by_time);
    qsort((void *)after.entries, after.count, sizeof *after.entries, by_time);
    for (size_t i = 0; i < before.count; i++)
        if (before.entries[i].state != after.entries[i].state ||
            by_time(&before.entries[i], &after.entries[i]) != 0)
            return false;
    return true;
}

static bool
is_body_kept(const PmFixProof *proof)
{
    const PmOutline *before = proof->before->document->outline;
    const PmOutline *after = proof->after->document->outline;
    if (is_body_the_same(proof))
        return true;
    return before != NULL && after != NULL && before->limited == after->limited &&
           are_headings_kept(before, after) && are_tables_kept(before, after) &&
           before->item_count == after->item_count && before->link_count == after->link_count &&
           count_blocks(before) == count_blocks(after) && is_timeline_kept(proof);
}

/* What has no status, or none of ours, is a draft. */
static PmStatus
status_of(const PmFixText *text)
{
    return MAX(text->document->fields.status, PM_STATUS_DRAFT);
}

bool
pm_fix_is_proven(const PmFixProof *proof)
{
    return status_of(proof->before) == status_of(proof->after) && has_no_new_error(proof) &&
           are_gone(proof) && is_front_kept(proof) && is_body_kept(proof);
}
