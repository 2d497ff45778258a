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

static bool
is_alone(const Cover *self, size_t at)
{
    while (at > 0 && (self->text[at - 1] == ' ' || self->text[at - 1] == '\t'))
        at--;
    return at == 0 || self->text[at - 1] == '\n' || self->text[at - 1] == '\r';
}

/* The comments, without their nodes; what else there is goes to `other`. */
static GArray *
scan(const PmDocument *document, GString *other)
{
    PmSpan front = document->split.front;
    GArray *comments = g_array_new(FALSE, FALSE, sizeof(PmComment));
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

    for (size_t i = 0; i < self.length; i++) {
        if (covered->data[i])
            continue;
        if (!is_comment(&self, i)) {
            if (!is_mark(self.text[i]))
                g_string_append_c(other, self.text[i]);
            continue;
        }
        PmComment comment = { .span.start = front.start + i, .alone = is_alone(&self, i) };
        while (i < self.length && self.text[i] != '\n' && self.text[i] != '\r')
            i++;
        comment.span.end = front.start + i;
        g_array_append_val(comments, comment);
    }
    return comments;
}

/* Comments that get their nodes, while the tree is walked in the order of the text. */
typedef struct {
    GArray *comments;
    guint next;
    const PmNode *before; /* the last one seen */
} Placing;

static void
place_until(Placing *self, size_t begin, const PmNode *node)
{
    for (; self->next < self->comments->len; self->next++) {
        PmComment *comment = &g_array_index(self->comments, PmComment, self->next);
        if (comment->span.end > begin)
            return;
        comment->node = comment->alone ? node : self->before;
        comment->first = comment->alone && self->before == NULL;
    }
}

/* Behind a closing bracket a comment is about the whole, whatever its last member is by then. */
static void
close_flow(Placing *self, const PmNode *node)
{
    bool flow = node->style == PM_STYLE_FLOW && is_collection(node);
    const PmComment *comment = flow && self->next < self->comments->len
                                   ? &g_array_index(self->comments, PmComment, self->next)
                                   : NULL;
    if (comment != NULL && comment->span.start >= node->span.end)
        self->before = node;
}

static void
place(Placing *self, const PmNode *node)
{
    place_until(self, node->key != NULL ? node->key_span.start : node->written.start, node);
    self->before = node;
    if (node->kind != PM_NODE_LIST && node->kind != PM_NODE_MAP) /* between a key and its value */
        place_until(self, node->span.start, node);
    for (size_t i = 0; i < node->count; i++)
        place(self, node->items[i]);
    close_flow(self, node);
}

static void
place_all(GArray *comments, const PmNode *front)
{
    Placing placing = { .comments = comments };
    for (size_t i = 0; front != NULL && i < front->count; i++)
        place(&placing, front->items[i]);
    place_until(&placing, SIZE_MAX, NULL);
}

GArray *
pm_residue_comments(const PmDocument *document)
{
    g_autoptr(GString) other = g_string_new(NULL);
    GArray *comments = scan(document, other);
    place_all(comments, document->front);
    /* a value that a merge key left out has no node, and its text could pass for a comment */
    if (!document->front_clean || other->len > 0)
        g_array_set_size(comments, 0);
    return comments;
}

/* What a comment is about is part of what it says. By key, and by the id of an item: an item more
 * before it moves nothing. */
static void
append_place(GString *out, const PmNode *node)
{
    for (; node != NULL && node->parent != NULL; node = node->parent) {
        const PmNode *id = pm_node_get(node, "id");
        if (node->parent->kind == PM_NODE_MAP)
            g_string_append_len(out, node->key, (gssize)node->key_length);
        else if (id != NULL && pm_node_string(id) != NULL)
            g_string_append(out, pm_node_string(id));
        else
            g_string_append_printf(out, "%zu", node->position);
        g_string_append_c(out, '/');
    }
    g_string_append_c(out, '\n');
}

char *
pm_residue(const PmDocument *document)
{
    g_autoptr(GString) other = g_string_new(NULL);
    g_autoptr(GArray) comments = scan(document, other);
    place_all(comments, document->front);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < comments->len; i++) {
        const PmComment *comment = &g_array_index(comments, PmComment, i);
        const char *text = document->source->bytes + comment->span.start;
        size_t length = comment->span.end - comment->span.start;
        g_string_append_len(out, text, (gssize)length);
        g_string_append_c(out, '\n');
        bool suppresses =
            memmem(text, length, PM_RESIDUE_IGNORE, strlen(PM_RESIDUE_IGNORE)) != NULL;
        if (suppresses)
            g_string_append_printf(out, "%s%s", comment->alone ? "alone " : "",
                                   comment->first ? "first " : "");
        append_place(out, comment->node);
    }
    if (other->len > 0)
        g_string_append_printf(out, "%s\n", other->str);
    return g_string_free(out, FALSE);
}
