/* SPDX-License-Identifier: Apache-2.0 */
#include "markdown/section.h"

#include <string.h>

/* Emoji and what holds them together: joiners, variation selectors, skin tones, keycaps. */
static bool
is_decoration(gunichar c)
{
    switch (g_unichar_type(c)) {
    case G_UNICODE_OTHER_SYMBOL:
    case G_UNICODE_MODIFIER_SYMBOL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_ENCLOSING_MARK:
        return true;
    default:
        return g_unichar_isspace(c) || (c >= 0xfe00 && c <= 0xfe0f);
    }
}

static const char *
skip_decoration(const char *text)
{
    while (*text && is_decoration(g_utf8_get_char(text)))
        text = g_utf8_next_char(text);
    return text;
}

/* Behind "1.", "2)", "(3)", "1.2 ", "1.2.3." or a keycap, and `text` itself where there is none. */
static const char *
skip_number(const char *text)
{
    const char *at = *text == '(' ? text + 1 : text;
    unsigned parts = 0;
    size_t digits;
    while ((digits = strspn(at, "0123456789")) > 0 && digits <= 3) {
        parts++;
        at += digits;
        if (at[0] != '.' || !g_ascii_isdigit(at[1]))
            break;
        at++;
    }
    if (parts == 0)
        return text;
    bool ended = *at == '.' || *at == ')';
    at += ended ? 1 : 0;
    gunichar next = g_utf8_get_char(at);
    if (!ended && parts < 2 && !(next >= 0xfe00 && next <= 0xfe0f) && next != 0x20e3)
        return text; /* "5 whys" */
    return next == 0 || is_decoration(next) ? at : text;
}

/* Wide forms are what Korean and Japanese keyboards type. */
static bool
is_trailing(gunichar c)
{
    return is_decoration(c) || (c < 0x80 ? strchr(".:;,!?-", (int)c) != NULL
                                         : g_unichar_type(c) == G_UNICODE_OTHER_PUNCTUATION ||
                                               g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION);
}

static void
trim_end(GString *text)
{
    while (text->len > 0) {
        const char *last = g_utf8_prev_char(text->str + text->len);
        if (!is_trailing(g_utf8_get_char(last)))
            break;
        g_string_truncate(text, (gsize)(last - text->str));
    }
}

/* NFC, without regard to letter case. g_free() */
static char *
fold_case(const char *title)
{
    if (g_str_is_ascii(title)) /* the same, at a tenth of the cost */
        return g_ascii_strdown(title, -1);
    g_autofree char *valid = g_utf8_make_valid(title, -1);
    g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
    g_autofree char *lower = g_utf8_casefold(composed, -1);
    return g_utf8_normalize(lower, -1, G_NORMALIZE_NFC);
}

static char *
fold(const char *title)
{
    g_autofree char *lower = fold_case(title);
    g_autoptr(GString) out = g_string_new(NULL);
    for (const char *at = lower; *at; at = g_utf8_next_char(at))
        if (!g_unichar_isspace(g_utf8_get_char(at)))
            g_string_append_unichar(out, g_utf8_get_char(at));
        else if (out->len > 0 && out->str[out->len - 1] != ' ')
            g_string_append_c(out, ' ');
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* g_free() */
static char *
normalise(const char *title)
{
    g_autofree char *folded = fold(title);
    const char *start = skip_decoration(folded);
    start = skip_decoration(skip_number(start));
    g_autoptr(GString) out = g_string_new(start);
    trim_end(out);
    if (out->len == 0) /* a title of nothing but numbers or emoji is still a title */
        g_string_assign(out, g_strstrip(folded));
    return g_string_free(g_steal_pointer(&out), FALSE);
}

char *
pm_section_normalise(PmArena *arena, const char *title)
{
    g_autofree char *normal = normalise(title);
    return pm_arena_strdup(arena, normal);
}

PmSection
pm_section_of(const PmOutline *outline, size_t index)
{
    const PmHeading *heading = &outline->headings[index];
    PmSection section = {
        .heading = heading,
        .span = { heading->span.start, outline->span.end },
        .content = { heading->span.end, outline->span.end },
    };
    for (size_t i = index + 1; i < outline->heading_count; i++) {
        const PmHeading *next = &outline->headings[i];
        if (next->top && next->level <= heading->level) {
            section.span.end = section.content.end = next->span.start;
            break;
        }
    }
    return section;
}

static bool
find_from(const PmOutline *outline, const char *const *titles, size_t first, PmSection *out_section)
{
    g_autoptr(GHashTable) wanted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (; *titles; titles++)
        g_hash_table_add(wanted, normalise(*titles));
    for (size_t i = first; i < outline->heading_count; i++) {
        g_autofree char *title = normalise(outline->headings[i].text);
        if (outline->headings[i].top && g_hash_table_contains(wanted, title)) {
            *out_section = pm_section_of(outline, i);
            return true;
        }
    }
    return false;
}

bool
pm_section_find(const PmOutline *outline, const char *const *titles, PmSection *out_section)
{
    return find_from(outline, titles, 0, out_section);
}

bool
pm_section_find_next(const PmOutline *outline, const char *const *titles, const PmSection *previous,
                     PmSection *out_section)
{
    size_t index = (size_t)(previous->heading - outline->headings);
    return find_from(outline, titles, index + 1, out_section);
}

/* Nothing but white space and HTML comments; a comment without an end reaches to the end. */
static bool
is_blank(const char *text, size_t length)
{
    const char *end = text + length;
    while (text < end) {
        if (g_ascii_isspace(*text)) {
            text++;
        } else if (end - text >= 4 && memcmp(text, "<!--", 4) == 0) {
            const char *close = memmem(text + 4, (size_t)(end - text) - 4, "-->", 3);
            text = close ? close + 3 : end;
        } else {
            return false;
        }
    }
    return true;
}

/* A fence with nothing in it, as a template leaves it. */
static bool
is_empty_code(const char *text, size_t length)
{
    if (length == 0 || !strchr("`~", text[0]))
        return length == 0;
    const char *first = memchr(text, '\n', length);
    const char *last = memrchr(text, '\n', length);
    return !first || is_blank(first, (size_t)(last - first));
}

static bool
is_empty_block(const PmOutline *outline, const PmBlock *block)
{
    switch (block->kind) {
    case PM_BLOCK_RULE:
    case PM_BLOCK_QUOTE: /* what is in it is a block of its own */
        return true;
    case PM_BLOCK_HTML:
        return is_blank(block->text, strlen(block->text));
    case PM_BLOCK_CODE:
        return is_empty_code(outline->source->bytes + block->span.start,
                             block->span.end - block->span.start);
    default:
        return block->in_list && block->text[0] == '[' && block->text[1] != '\0' &&
               strchr(" xX", block->text[1]) && strcmp(block->text + 2, "]") == 0;
    }
}

static bool
is_empty_table(const PmTable *table)
{
    for (size_t i = 0; i < table->count; i++)
        for (size_t j = 0; j < table->rows[i].count; j++)
            if (table->rows[i].cells[j].text[0])
                return false;
    return true;
}

G_STATIC_ASSERT(offsetof(PmHeading, span) == 0 && offsetof(PmBlock, span) == 0 &&
                offsetof(PmTable, span) == 0);

/*
 * The first of `count` things of `size` bytes, each beginning with its span, at or after `offset`.
 */
static size_t
first_at(const void *things, size_t count, size_t size, size_t offset)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (((const PmSpan *)(const void *)((const char *)things + middle * size))->start < offset)
            low = middle + 1;
        else
            count = middle;
    }
    return low;
}

/* The outline knows nothing but headings: go by the bytes between them. */
static bool
is_empty_limited(const PmOutline *outline, const PmSection *section)
{
    size_t at = section->content.start;
    size_t i = first_at(outline->headings, outline->heading_count, sizeof(PmHeading), at);
    for (; i < outline->heading_count && outline->headings[i].span.start < section->content.end;
         i++) {
        if (!is_blank(outline->source->bytes + at, outline->headings[i].span.start - at))
            return false;
        at = outline->headings[i].span.end;
    }
    return is_blank(outline->source->bytes + at, section->content.end - at);
}

bool
pm_section_is_empty(const PmOutline *outline, const PmSection *section)
{
    PmSpan span = section->content;
    if (outline->limited)
        return is_empty_limited(outline, section);
    size_t i = first_at(outline->blocks, outline->block_count, sizeof(PmBlock), span.start);
    for (; i < outline->block_count && outline->blocks[i].span.start < span.end; i++)
        if (!is_empty_block(outline, &outline->blocks[i]))
            return false;
    i = first_at(outline->tables, outline->table_count, sizeof(PmTable), span.start);
    for (; i < outline->table_count && outline->tables[i].span.start < span.end; i++)
        if (!is_empty_table(&outline->tables[i]))
            return false;
    return true;
}
