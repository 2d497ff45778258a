/* SPDX-License-Identifier: Apache-2.0 */
#include "document/residue.h"

#include <string.h>

/* The front matter's bytes, those of keys and values marked. */
typedef struct {
    const char *text;
    size_t base, length;
    GByteArray *covered;
} Cover;

static bool
is_collection(const PmNode *node)
{
    return node->kind == PM_NODE_LIST || node->kind == PM_NODE_MAP;
}

static void
cover(Cover *self, size_t start, size_t end)
{
    for (size_t i = MAX(start, self->base); i < MIN(end, self->base + self->length); i++)
        self->covered->data[i - self->base] = 1;
}

/* A block scalar's first line is its header, and may end in a comment: "text: >- # like this". */
static void
cover_block(Cover *self, PmSpan span)
{
    const char *start = self->text + (span.start - self->base);
    size_t length = span.end - span.start;
    const char *end = memchr(start, '\n', length);
    size_t header = end != NULL ? (size_t)(end - start) : length;
    size_t indicator = 0;
    while (indicator < header && strchr("|>+-0123456789", start[indicator]) != NULL &&
           start[indicator] != '\0')
        indicator++;
    cover(self, span.start, span.start + indicator);
    cover(self, span.start + header, span.end);
}

static void
cover_node(Cover *self, const PmNode *node)
{
    cover(self, node->key_span.start, node->key_span.end);
    bool block = node->style == PM_STYLE_LITERAL || node->style == PM_STYLE_FOLDED;
    if (block && node->span.end > node->span.start)
        cover_block(self, node->span);
    else if (!is_collection(node))
        cover(self, node->span.start, node->span.end);
    for (size_t i = 0; i < node->count; i++)
        cover_node(self, node->items[i]);
}

static bool
is_mark(char c)
{
    return c != '\0' && strchr(" \t\r\n-:,[]{}?", c) != NULL;
}

/* '#' begins a comment at a line's start and after a blank. */
static bool
is_comment(const Cover *self, size_t at)
{
    return self->text[at] == '#' && (at == 0 || strchr(" \t\r\n", self->text[at - 1]) != NULL);
}

char *
pm_residue(const PmDocument *document)
{
    PmSpan front = document->split.front;
    g_autoptr(GByteArray) covered = g_byte_array_new();
    g_byte_array_set_size(covered, (guint)(front.end - front.start));
    if (covered->len > 0)
        memset(covered->data, 0, covered->len);
    Cover self = { .text = document->source->bytes + front.start,
                   .base = front.start,
                   .length = front.end - front.start,
                   .covered = covered };
    if (document->front != NULL)
        cover_node(&self, document->front);

    GString *comments = g_string_new(NULL);
    g_autoptr(GString) other = g_string_new(NULL);
    for (size_t i = 0; i < self.length; i++) {
        if (covered->data[i])
            continue;
        if (!is_comment(&self, i)) {
            if (!is_mark(self.text[i]))
                g_string_append_c(other, self.text[i]);
            continue;
        }
        while (i < self.length && self.text[i] != '\n' && self.text[i] != '\r')
            g_string_append_c(comments, self.text[i++]);
        g_string_append_c(comments, '\n');
    }
    if (other->len > 0)
        g_string_append_printf(comments, "%s\n", other->str);
    return g_string_free(comments, FALSE);
}
