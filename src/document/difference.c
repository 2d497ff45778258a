/* SPDX-License-Identifier: Apache-2.0 */
#include "document/comparison.h"

#include <string.h>

void
pm_comparison_note(PmComparison *self, bool material, const char *where, const char *old_text,
                   const char *new_text)
{
    PmDifferenceItem item = {
        .where = where, .old_text = old_text, .new_text = new_text, .material = material
    };
    g_array_append_val(self->items, item);
}

static const char *
told(const PmNode *item)
{
    const char *text = pm_node_string(pm_node_get(item, "text"));
    return text != NULL && *text != '\0' ? text : pm_node_string(pm_node_get(item, "id"));
}

void
pm_comparison_note_item(PmComparison *self, bool material, const char *list, const PmNode *old_item,
                        const PmNode *new_item)
{
    const char *id = pm_node_string(pm_node_get(old_item != NULL ? old_item : new_item, "id"));
    PmDifferenceItem item = { .where = pm_arena_printf(self->arena, "%s %s", list, id),
                              .old_text = old_item != NULL ? told(old_item) : NULL,
                              .new_text = new_item != NULL ? told(new_item) : NULL,
                              .item = id,
                              .material = material };
    g_array_append_val(self->items, item);
}

GString *
pm_comparison_text(const PmSource *source, PmSpan span)
{
    GString *out = g_string_sized_new(span.end - span.start);
    for (size_t i = span.start; i < span.end; i++) {
        bool line_end =
            source->bytes[i] == '\r' && i + 1 < span.end && source->bytes[i + 1] == '\n';
        if (!line_end)
            g_string_append_c(out, source->bytes[i]);
    }
    size_t content = out->len;
    for (size_t i = out->len; i > 0 && memchr(" \t\n", out->str[i - 1], 3) != NULL; i--)
        if (out->str[i - 1] == '\n')
            content = i - 1;
    return g_string_truncate(out, content);
}

static void
free_text(void *data)
{
    g_string_free(data, TRUE);
}

/* Top headings cut a body into sections; what is before the first has no title. */
static GHashTable *
sections(PmArena *arena, const PmDocument *document, GPtrArray *order)
{
    GHashTable *found = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_text);
    const PmOutline *outline = document->outline;
    size_t start = document->split.body.start;
    const char *title = "";
    for (size_t i = 0; i <= outline->heading_count; i++) {
        if (i < outline->heading_count && !outline->headings[i].top)
            continue;
        size_t end =
            i < outline->heading_count ? outline->headings[i].span.start : document->split.body.end;
        g_autoptr(GString) text = pm_comparison_text(document->source, (PmSpan){ start, end });
        GString *known = g_hash_table_lookup(found, title);
        if (known == NULL) {
            known = g_string_new(NULL);
            title = pm_arena_strdup(arena, title);
            g_ptr_array_add(order, (void *)title);
            g_hash_table_insert(found, (void *)title, known);
        }
        /* two sections of one title are compared as one text */
        g_string_append_len(known, text->str, (gssize)text->len);
        g_string_append_c(known, '\n');
        start = end;
        title = i < outline->heading_count ? outline->headings[i].text : "";
    }
    return found;
}

/* NULL: no such section. */
static bool
is_same_text(const GString *a, const GString *b)
{
    return a == NULL || b == NULL ? a == b : g_string_equal(a, b);
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
note_section(PmComparison *self, const char *title)
{
    pm_comparison_note(self, true,
                       title[0] == '\0' ? "text before the first heading"
                                        : pm_arena_printf(self->arena, "section %s", title),
                       NULL, NULL);
}

static void
compare_body(PmComparison *self, const PmDocument *old_version, const PmDocument *new_version)
{
    g_autoptr(GString) old_text = pm_comparison_text(old_version->source, old_version->split.body);
    g_autoptr(GString) new_text = pm_comparison_text(new_version->source, new_version->split.body);
    if (g_string_equal(old_text, new_text))
        return;
    size_t before = self->items->len;
    g_autoptr(GPtrArray) old_order = g_ptr_array_new();
    g_autoptr(GPtrArray) new_order = g_ptr_array_new();
    g_autoptr(GHashTable) old_sections = sections(self->arena, old_version, old_order);
    g_autoptr(GHashTable) new_sections = sections(self->arena, new_version, new_order);
    for (guint i = 0; i < old_order->len; i++) {
        const char *title = old_order->pdata[i];
        if (!is_same_text(g_hash_table_lookup(old_sections, title),
                          g_hash_table_lookup(new_sections, title)))
            note_section(self, title);
    }
    for (guint i = 0; i < new_order->len; i++)
        if (!g_hash_table_contains(old_sections, new_order->pdata[i]))
            note_section(self, new_order->pdata[i]);
    if (self->items->len == before) /* the same sections, in another order or further down */
        pm_comparison_note(
            self, true, same_order(old_order, new_order) ? "blank lines" : "order of the sections",
            NULL, NULL);
}

static PmDifference
finish(PmComparison *self)
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
    PmComparison self = { .arena = arena,
                          .items = g_array_new(FALSE, FALSE, sizeof(PmDifferenceItem)) };
    if (old_version->split.bom != new_version->split.bom)
        pm_comparison_note(&self, true, "byte-order mark", NULL, NULL);
    pm_comparison_front(&self, old_version, new_version);
    compare_body(&self, old_version, new_version);
    return finish(&self);
}

static const PmDocument *
load(PmArena *arena, GBytes *bytes)
{
    size_t length = 0;
    const char *data = bytes != NULL ? g_bytes_get_data(bytes, &length) : "";
    /* adopted documents may have anchors; what is clean otherwise is clean for both */
    return pm_document_load(arena, pm_source_new(arena, "", data != NULL ? data : "", length), NULL,
                            PM_DOCUMENT_FOREIGN, NULL, pm_diagnostics_new(arena));
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
