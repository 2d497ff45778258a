/* SPDX-License-Identifier: Apache-2.0 */
#include "document/difference.h"

#include <string.h>

/* One comparison under way. */
typedef struct {
    PmArena *arena;
    GArray *items; /* PmDifferenceItem */
} Comparison;

static void
note(Comparison *self, bool material, const char *where, const char *old_text, const char *new_text)
{
    PmDifferenceItem item = {
        .where = where, .old_text = old_text, .new_text = new_text, .material = material
    };
    g_array_append_val(self->items, item);
}

static bool
is_scalar(const PmNode *node)
{
    return node != NULL && node->kind != PM_NODE_LIST && node->kind != PM_NODE_MAP;
}

/* The same value: kind and text, lists in order, maps in any order of their keys. */
static bool
equal(const PmNode *a, const PmNode *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    if (a->kind != b->kind)
        return false;
    if (a->kind == PM_NODE_NULL)
        return true;
    if (a->kind == PM_NODE_BOOLEAN)
        return a->boolean == b->boolean;
    if (is_scalar(a))
        return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const PmNode *other = a->kind == PM_NODE_LIST ? b->items[i]
                                                      : pm_node_get_length(b, a->items[i]->key,
                                                                           a->items[i]->key_length);
        if (other == NULL || !equal(a->items[i], other))
            return false;
    }
    return true;
}

static void
note_value(Comparison *self, bool material, const char *where, const PmNode *old_node,
           const PmNode *new_node)
{
    note(self, material, where, is_scalar(old_node) ? old_node->text : NULL,
         is_scalar(new_node) ? new_node->text : NULL);
}

static bool
is_one_of(const char *key, const char *const *keys)
{
    for (size_t i = 0; keys[i] != NULL; i++)
        if (g_str_equal(key, keys[i]))
            return true;
    return false;
}

/* The members of two maps; those named in `follow_up` don't count as material. */
static void
compare_members(Comparison *self, const char *where, const PmNode *old_map, const PmNode *new_map,
                const char *const *follow_up)
{
    const char *gap = where[0] == '\0' ? "" : " ";
    for (size_t i = 0; old_map != NULL && i < old_map->count; i++) {
        const PmNode *old_node = old_map->items[i];
        const PmNode *new_node = pm_node_get_length(new_map, old_node->key, old_node->key_length);
        if (!equal(old_node, new_node))
            note_value(self, !is_one_of(old_node->key, follow_up),
                       pm_arena_printf(self->arena, "%s%s%s", where, gap, old_node->key), old_node,
                       new_node);
    }
    for (size_t i = 0; new_map != NULL && i < new_map->count; i++) {
        const PmNode *new_node = new_map->items[i];
        if (pm_node_get_length(old_map, new_node->key, new_node->key_length) == NULL)
            note_value(self, !is_one_of(new_node->key, follow_up),
                       pm_arena_printf(self->arena, "%s%s%s", where, gap, new_node->key), NULL,
                       new_node);
    }
}

/* Items by their ids, when every item is a map with an id of its own; else NULL. */
static GHashTable *
items_by_id(const PmNode *list)
{
    g_autoptr(GHashTable) items = g_hash_table_new(g_str_hash, g_str_equal);
    if (list == NULL || list->kind == PM_NODE_NULL)
        return g_steal_pointer(&items);
    if (list->kind != PM_NODE_LIST)
        return NULL;
    for (size_t i = 0; i < list->count; i++) {
        const char *id = pm_node_string(pm_node_get(list->items[i], "id"));
        if (id == NULL || !g_hash_table_insert(items, (void *)id, (void *)list->items[i]))
            return NULL;
    }
    return g_steal_pointer(&items);
}

/*
 * A list whose items have ids. `follow_up`: the members of an existing item that may change;
 * `may_grow`: a new item is no material change. NULL follow_up: nothing may.
 */
static void
compare_items(Comparison *self, const char *name, const PmNode *old_list, const PmNode *new_list,
              const char *const *follow_up, bool may_grow)
{
    g_autoptr(GHashTable) old_items = items_by_id(old_list);
    g_autoptr(GHashTable) new_items = items_by_id(new_list);
    if (old_items == NULL || new_items == NULL) { /* no identity: nothing can be told apart */
        note(self, true, name, NULL, NULL);
        return;
    }
    for (size_t i = 0; old_list != NULL && i < old_list->count; i++) {
        const char *id = pm_node_string(pm_node_get(old_list->items[i], "id"));
        const PmNode *now = g_hash_table_lookup(new_items, id);
        const char *where = pm_arena_printf(self->arena, "%s %s", name, id);
        if (now == NULL)
            note(self, true, where, id, NULL);
        else
            compare_members(self, where, old_list->items[i], now, follow_up);
    }
    for (size_t i = 0; new_list != NULL && i < new_list->count; i++) {
        const char *id = pm_node_string(pm_node_get(new_list->items[i], "id"));
        if (!g_hash_table_contains(old_items, id))
            note(self, !may_grow, pm_arena_printf(self->arena, "%s %s", name, id), NULL, id);
    }
}

static const char *const nothing[] = { NULL };

static void
compare_actions(Comparison *self, const PmNode *old_node, const PmNode *new_node)
{
    static const char *const progress[] = {
        "status",  "owner",   "due",          "ticket",       "priority",   "proof",      "reason",
        "done_at", "done_by", "confirmed_at", "confirmed_by", "dropped_at", "dropped_by", NULL
    };
    compare_items(self, "actions", old_node, new_node, progress, true);
}

static void
compare_findings(Comparison *self, const PmNode *old_node, const PmNode *new_node)
{
    compare_items(self, "findings", old_node, new_node, nothing, false);
}

static void
compare_times(Comparison *self, const PmNode *old_node, const PmNode *new_node)
{
    static const char *const later[] = { "disclosed", NULL };
    bool maps = (old_node == NULL || old_node->kind == PM_NODE_MAP) &&
                (new_node == NULL || new_node->kind == PM_NODE_MAP);
    if (maps)
        compare_members(self, "times", old_node, new_node, later);
    else
        note_value(self, true, "times", old_node, new_node);
}

/* Duties are matched by their place: one more, one less or another order is material. */
static void
compare_external(Comparison *self, const PmNode *old_node, const PmNode *new_node)
{
    static const char *const notified[] = { "notified", "ref", NULL };
    if (!pm_node_is(old_node, PM_NODE_LIST) || !pm_node_is(new_node, PM_NODE_LIST) ||
        old_node->count != new_node->count) {
        note(self, true, "external", NULL, NULL);
        return;
    }
    for (size_t i = 0; i < old_node->count; i++) {
        const char *where = pm_arena_printf(self->arena, "external %zu", i + 1);
        if (pm_node_is(old_node->items[i], PM_NODE_MAP) &&
            pm_node_is(new_node->items[i], PM_NODE_MAP))
            compare_members(self, where, old_node->items[i], new_node->items[i], notified);
        else if (!equal(old_node->items[i], new_node->items[i]))
            note_value(self, true, where, old_node->items[i], new_node->items[i]);
    }
}

static void
compare_follow_up(Comparison *self, const PmNode *old_node, const PmNode *new_node)
{
    const PmNode *any = old_node != NULL ? old_node : new_node;
    note_value(self, false, any->key, old_node, new_node);
}

/* Top-level fields that are not simply material. */
static const struct {
    const char *key;
    void (*compare)(Comparison *self, const PmNode *old_node, const PmNode *new_node);
} rows[] = {
    { "status", compare_follow_up },  { "tags", compare_follow_up },
    { "related", compare_follow_up }, { "next_update", compare_follow_up },
    { "times", compare_times },       { "external", compare_external },
    { "findings", compare_findings }, { "actions", compare_actions },
};

static void
compare_field(Comparison *self, const PmNode *old_node, const PmNode *new_node)
{
    const PmNode *any = old_node != NULL ? old_node : new_node;
    if (equal(old_node, new_node))
        return;
    if (g_str_has_prefix(any->key, "x-")) {
        compare_follow_up(self, old_node, new_node);
        return;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (g_str_equal(rows[i].key, any->key)) {
            rows[i].compare(self, old_node, new_node);
            return;
        }
    note_value(self, true, any->key, old_node, new_node);
}

static void
mark_scalars(const PmNode *node, size_t base, GByteArray *covered)
{
    PmSpan spans[] = { node->key_span, is_scalar(node) ? node->span : (PmSpan){ base, base } };
    for (size_t s = 0; s < G_N_ELEMENTS(spans); s++)
        for (size_t i = spans[s].start; i < spans[s].end; i++)
            covered->data[i - base] = 1;
    for (size_t i = 0; i < node->count; i++)
        mark_scalars(node->items[i], base, covered);
}

/*
 * The comments of a front matter, which libyaml drops: what begins with '#' at a line's start or
 * after a blank, outside of every key and scalar. One a line.
 */
static char *
comments(const PmDocument *document)
{
    PmSpan front = document->split.front;
    g_autoptr(GByteArray) covered = g_byte_array_new();
    g_byte_array_set_size(covered, (guint)(front.end - front.start));
    if (covered->len > 0)
        memset(covered->data, 0, covered->len);
    if (document->front != NULL)
        mark_scalars(document->front, front.start, covered);
    const char *text = document->source->bytes + front.start;
    GString *out = g_string_new(NULL);
    for (size_t i = 0; i < covered->len; i++) {
        bool starts = i == 0 || strchr(" \t\n", text[i - 1]) != NULL;
        if (text[i] != '#' || covered->data[i] || !starts)
            continue;
        while (i < covered->len && text[i] != '\n' && text[i] != '\r')
            g_string_append_c(out, text[i++]);
        g_string_append_c(out, '\n');
    }
    return g_string_free(out, FALSE);
}

/* Bytes with LF line ends and without blank lines at the end. */
static char *
normalised(const PmSource *source, PmSpan span)
{
    GString *out = g_string_sized_new(span.end - span.start);
    for (size_t i = span.start; i < span.end; i++) {
        char c = source->bytes[i];
        if (c == '\r' && i + 1 < span.end && source->bytes[i + 1] == '\n')
            continue;
        /* NUL would end the comparison early; it is no text, and any other byte tells it apart */
        g_string_append_c(out, c == '\0' ? '\x01' : c);
    }
    size_t content = out->len;
    for (size_t i = out->len; i > 0 && strchr(" \t\n", out->str[i - 1]) != NULL; i--)
        if (out->str[i - 1] == '\n')
            content = i - 1;
    g_string_truncate(out, content);
    return g_string_free(out, FALSE);
}

static void
compare_front(Comparison *self, const PmDocument *old_version, const PmDocument *new_version)
{
    g_autofree char *old_text = normalised(old_version->source, old_version->split.front);
    g_autofree char *new_text = normalised(new_version->source, new_version->split.front);
    if (old_version->split.state == new_version->split.state && g_str_equal(old_text, new_text))
        return;
    if (!old_version->front_clean || !new_version->front_clean) {
        note(self, true, "front matter", NULL, NULL);
        return;
    }
    const PmNode *old_map = old_version->front, *new_map = new_version->front;
    for (size_t i = 0; i < old_map->count; i++)
        compare_field(
            self, old_map->items[i],
            pm_node_get_length(new_map, old_map->items[i]->key, old_map->items[i]->key_length));
    for (size_t i = 0; i < new_map->count; i++)
        if (pm_node_get_length(old_map, new_map->items[i]->key, new_map->items[i]->key_length) ==
            NULL)
            compare_field(self, NULL, new_map->items[i]);
    g_autofree char *old_comments = comments(old_version);
    g_autofree char *new_comments = comments(new_version);
    if (!g_str_equal(old_comments, new_comments))
        note(self, true, "comments in the front matter", NULL, NULL);
}

/* Top headings cut a body into sections; what is before the first has no title. */
static GHashTable *
sections(PmArena *arena, const PmDocument *document, GPtrArray *order)
{
    GHashTable *found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    const PmOutline *outline = document->outline;
    size_t start = document->split.body.start;
    const char *title = "";
    for (size_t i = 0; i <= outline->heading_count; i++) {
        if (i < outline->heading_count && !outline->headings[i].top)
            continue;
        size_t end =
            i < outline->heading_count ? outline->headings[i].span.start : document->split.body.end;
        char *text = normalised(document->source, (PmSpan){ start, end });
        char *known = g_hash_table_lookup(found, title);
        /* two sections of one title are compared as one text */
        char *whole = known != NULL ? g_strconcat(known, "\n", text, NULL) : g_strdup(text);
        if (known == NULL)
            g_ptr_array_add(order, pm_arena_strdup(arena, title));
        g_hash_table_insert(found, g_strdup(title), whole);
        g_free(text);
        start = end;
        title = i < outline->heading_count ? outline->headings[i].text : "";
    }
    return found;
}

static void
note_section(Comparison *self, const char *title)
{
    note(self, true,
         title[0] == '\0' ? "text before the first heading"
                          : pm_arena_printf(self->arena, "section %s", title),
         NULL, NULL);
}

static bool
same_order(const GPtrArray *left, const GPtrArray *right)
{
    bool same = left->len == right->len;
    for (guint i = 0; same && i < left->len; i++)
        same = g_str_equal(left->pdata[i], right->pdata[i]);
    return same;
}

static void
compare_body(Comparison *self, const PmDocument *old_version, const PmDocument *new_version)
{
    g_autofree char *old_text = normalised(old_version->source, old_version->split.body);
    g_autofree char *new_text = normalised(new_version->source, new_version->split.body);
    if (g_str_equal(old_text, new_text))
        return;
    size_t before = self->items->len;
    g_autoptr(GPtrArray) old_order = g_ptr_array_new();
    g_autoptr(GPtrArray) new_order = g_ptr_array_new();
    g_autoptr(GHashTable) old_sections = sections(self->arena, old_version, old_order);
    g_autoptr(GHashTable) new_sections = sections(self->arena, new_version, new_order);
    for (guint i = 0; i < old_order->len; i++) {
        const char *title = old_order->pdata[i];
        if (g_strcmp0(g_hash_table_lookup(old_sections, title),
                      g_hash_table_lookup(new_sections, title)) != 0)
            note_section(self, title);
    }
    for (guint i = 0; i < new_order->len; i++)
        if (!g_hash_table_contains(old_sections, new_order->pdata[i]))
            note_section(self, new_order->pdata[i]);
    if (self->items->len == before) /* the same sections, in another order or further down */
        note(self, true, same_order(old_order, new_order) ? "blank lines" : "order of the sections",
             NULL, NULL);
}

static PmDifference
finish(Comparison *self)
{
    PmDifference out = { .count = self->items->len };
    PmDifferenceItem *items = pm_arena_new0(self->arena, PmDifferenceItem, out.count);
    if (out.count > 0)
        memcpy(items, self->items->data, out.count * sizeof *items);
    out.items = items;
    bool other = false;
    for (size_t i = 0; i < out.count; i++) {
        out.material |= items[i].material;
        other |= items[i].material && !g_str_equal(items[i].where, "response");
    }
    out.response_only = out.material && !other;
    g_array_unref(self->items);
    return out;
}

PmDifference
pm_difference(PmArena *arena, const PmDocument *old_version, const PmDocument *new_version)
{
    Comparison self = { .arena = arena,
                        .items = g_array_new(FALSE, FALSE, sizeof(PmDifferenceItem)) };
    if (old_version->split.bom != new_version->split.bom)
        note(&self, true, "byte-order mark", NULL, NULL);
    compare_front(&self, old_version, new_version);
    compare_body(&self, old_version, new_version);
    return finish(&self);
}

static const PmDocument *
load(PmArena *arena, GBytes *bytes)
{
    size_t length = 0;
    const char *data = bytes != NULL ? g_bytes_get_data(bytes, &length) : "";
    return pm_document_load(arena, pm_source_new(arena, "", data != NULL ? data : "", length), NULL,
                            PM_DOCUMENT_WHOLE, NULL, pm_diagnostics_new(arena));
}

PmDifference
pm_difference_bytes(PmArena *arena, GBytes *old_bytes, GBytes *new_bytes)
{
    if (old_bytes != NULL && new_bytes != NULL && g_bytes_equal(old_bytes, new_bytes))
        return (PmDifference){ 0 };
    if (old_bytes == NULL || new_bytes == NULL) {
        PmDifferenceItem *item = pm_arena_new0(arena, PmDifferenceItem, 1);
        *item = (PmDifferenceItem){ .where = "the whole document", .material = true };
        return (PmDifference){ .items = item, .count = 1, .material = true };
    }
    return pm_difference(arena, load(arena, old_bytes), load(arena, new_bytes));
}

const char *
pm_difference_material_places(PmArena *arena, const PmDifference *difference)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (size_t i = 0; i < difference->count; i++)
        if (difference->items[i].material)
            g_string_append_printf(out, "%s%s", out->len > 0 ? ", " : "",
                                   difference->items[i].where);
    return pm_arena_strdup(arena, out->str);
}
