/* SPDX-License-Identifier: Apache-2.0 */
#include "markdown/inline.h"

#include <string.h>

#define NEAR 2048 /* how far the end of a code span or a link is looked for */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(cmark_iter, cmark_iter_free)

/* How many bytes of `text` are neither white space nor the placeholder. */
static size_t
word_run(const char *text, size_t length)
{
    size_t run = 0;
    while (run < length && text[run] != PM_BODY_PLACEHOLDER && !pm_body_is_space(text[run]))
        run++;
    return run;
}

/* White space becomes one blank, none at the start; the placeholder becomes what it stands for. */
static void
append_folded(GString *out, const char *text, size_t length)
{
    for (const char *end = text + length; text < end;) {
        size_t run = word_run(text, (size_t)(end - text));
        g_string_append_len(out, text, (gssize)run);
        text += run;
        if (text == end)
            return;
        if (*text == PM_BODY_PLACEHOLDER)
            g_string_append(out, "\xef\xbf\xbd");
        else if (out->len > 0 && out->str[out->len - 1] != ' ')
            g_string_append_c(out, ' ');
        text++;
    }
}

static void
append_node(GString *out, cmark_node *node, PmInlineCode code)
{
    const char *literal = cmark_node_get_literal(node);
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_CODE:
        if (code == PM_INLINE_KEEP_CODE)
            append_folded(out, literal, strlen(literal));
        break;
    case CMARK_NODE_TEXT:
        append_folded(out, literal, strlen(literal));
        break;
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
        append_folded(out, " ", 1);
        break;
    case CMARK_NODE_HTML_INLINE:
        if (g_ascii_strncasecmp(literal, "<br", 3) == 0)
            append_folded(out, " ", 1);
        break;
    default:
        break;
    }
}

static char *
finish(PmArena *arena, GString *folded)
{
    if (folded->len > 0 && folded->str[folded->len - 1] == ' ')
        g_string_truncate(folded, folded->len - 1);
    return pm_arena_strndup(arena, folded->str, folded->len);
}

char *
pm_inline_text(PmArena *arena, cmark_node *block, PmInlineCode code)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(cmark_iter) iter = cmark_iter_new(block);
    while (cmark_iter_next(iter) != CMARK_EVENT_DONE)
        if (cmark_iter_get_event_type(iter) == CMARK_EVENT_ENTER)
            append_node(out, cmark_iter_get_node(iter), code);
    return finish(arena, out);
}

char *
pm_inline_fold(PmArena *arena, const char *text, size_t length)
{
    g_autoptr(GString) out = g_string_new(NULL);
    append_folded(out, text, length);
    return finish(arena, out);
}

char *
pm_inline_literal(PmArena *arena, const char *text)
{
    if (!text)
        text = "";
    if (!strchr(text, PM_BODY_PLACEHOLDER))
        return pm_arena_strdup(arena, text);
    g_autoptr(GString) out = g_string_new(text);
    g_string_replace(out, (char[]){ PM_BODY_PLACEHOLDER, '\0' }, "\xef\xbf\xbd", 0);
    return pm_arena_strndup(arena, out->str, out->len);
}

/* A search for the links of one block, in their order. */
typedef struct {
    PmLinkFinder *finder;
    const char *text;
    size_t at;
    size_t end;
} Search;

static void
spend(const Search *search, size_t bytes)
{
    search->finder->budget -= MIN(search->finder->budget, bytes);
}

/* Behind the code span that begins at `at`, or behind its backticks when it does not end nearby. */
static size_t
skip_code(const Search *search, size_t at)
{
    size_t ticks = strspn(search->text + at, "`");
    size_t behind = at + ticks;
    size_t limit = MIN(search->end, behind + NEAR);
    for (size_t i = behind; i < limit;) {
        size_t run = strspn(search->text + i, "`");
        i += run ? run : 1;
        spend(search, 1);
        if (run == ticks)
            return i;
    }
    return behind;
}

/* Behind the bracket that closes the one at `at`, 0 when it is not near. */
static size_t
skip_pair(const Search *search, size_t at, char opener, char closer)
{
    size_t limit = MIN(search->end, at + NEAR);
    size_t depth = 0;
    for (size_t i = at; i < limit; i++) {
        char c = search->text[i];
        spend(search, 1);
        if (c == '\\' && i + 1 < limit)
            i++;
        else if (c == '`' && closer == ']')
            i = skip_code(search, i) - 1;
        else if (c == opener)
            depth++;
        else if (c == closer && --depth == 0)
            return i + 1;
    }
    return 0;
}

/* Does `source` begin as `text` does, as far as no escape or entity hides it? */
static bool
begins_with(const char *source, const char *text)
{
    for (size_t i = 0; i < 16 && text[i]; i++) {
        if (source[i] == '\\' || source[i] == '&')
            return true;
        if (source[i] != text[i])
            return false;
    }
    return true;
}

/* Could the text in brackets at `source` be that of `link`? */
static bool
fits_text(const char *source, cmark_node *link)
{
    cmark_node *child = cmark_node_first_child(link);
    if (!child)
        return true;
    switch (cmark_node_get_type(child)) {
    case CMARK_NODE_TEXT:
        return begins_with(source, cmark_node_get_literal(child));
    case CMARK_NODE_EMPH:
    case CMARK_NODE_STRONG:
        return source[0] == '*' || source[0] == '_';
    case CMARK_NODE_CODE:
        return source[0] == '`';
    case CMARK_NODE_IMAGE:
        return source[0] == '!';
    default:
        return true;
    }
}

static bool
fits_url(const char *source, const char *url)
{
    while (pm_body_is_space(*source))
        source++;
    if (*source == '<')
        source++;
    return begins_with(source, url);
}

/* The end of the inline or reference link whose text begins behind the '[' at `at`, 0 if it is
 * none. */
static size_t
link_end(const Search *search, size_t at, cmark_node *link)
{
    if (!fits_text(search->text + at + 1, link))
        return 0;
    size_t text_end = skip_pair(search, at, '[', ']');
    if (text_end == 0)
        return 0;
    if (text_end < search->end && search->text[text_end] == '(' &&
        fits_url(search->text + text_end + 1, cmark_node_get_url(link))) {
        size_t end = skip_pair(search, text_end, '(', ')');
        return end ? end : text_end;
    }
    if (!search->finder->body->has_definitions)
        return 0;
    size_t label = text_end < search->end && search->text[text_end] == '['
                       ? skip_pair(search, text_end, '[', ']')
                       : 0;
    return label ? label : text_end;
}

static size_t
autolink_end(const Search *search, size_t at, cmark_node *link)
{
    cmark_node *child = cmark_node_first_child(link);
    const char *literal = child ? cmark_node_get_literal(child) : NULL;
    if (!literal || !begins_with(search->text + at + 1, literal))
        return 0;
    const char *close = memchr(search->text + at, '>', MIN(search->end - at, NEAR));
    return close ? (size_t)(close - search->text) + 1 : 0;
}

static bool
find_link(Search *search, cmark_node *link, PmSpan *out_span)
{
    bool image = cmark_node_get_type(link) == CMARK_NODE_IMAGE;
    const char *text = search->text;
    for (size_t at = search->at; at < search->end && search->finder->budget > 0; at++) {
        spend(search, 1);
        size_t start = at;
        size_t end = 0;
        if (text[at] == '\\') {
            at++;
        } else if (text[at] == '`') {
            at = skip_code(search, at) - 1;
        } else if (text[at] == '!' && at + 1 < search->end && text[at + 1] == '[') {
            end = image ? link_end(search, ++at, link) : 0;
        } else if (text[at] == '[' && !image) {
            end = link_end(search, at, link);
        } else if (text[at] == '<' && !image) {
            end = autolink_end(search, at, link);
        }
        if (end > 0) {
            search->at = at + 1;
            *out_span = (PmSpan){ start, end };
            return true;
        }
    }
    return false;
}

/* The comment that `literal` is, at or after where the last one ended. */
static bool
find_comment(Search *search, const char *literal, PmSpan *out_span)
{
    size_t line = strcspn(literal, "\r\n"); /* the next may have marks of its container before it */
    for (size_t at = search->at; at + line <= search->end && search->finder->budget > 0; at++) {
        spend(search, 1);
        if (search->text[at] == '\\') {
            at++;
        } else if (search->text[at] == '`') {
            at = skip_code(search, at) - 1;
        } else if (search->text[at] == '<' && memcmp(search->text + at, literal, line) == 0) {
            const char *close = memmem(search->text + at + 4, search->end - at - 4, "-->", 3);
            search->at = close != NULL ? (size_t)(close - search->text) + 3 : search->end;
            *out_span = (PmSpan){ at, search->at };
            return close != NULL;
        }
    }
    return false;
}

static void
add_comment(Search *search, cmark_node *html)
{
    const char *literal = cmark_node_get_literal(html);
    PmSpan span;
    if (g_str_has_prefix(literal, "<!--") && find_comment(search, literal, &span))
        g_array_append_val(search->finder->comments, span);
}

static void
add_link(Search *search, cmark_node *node, PmSpan region)
{
    PmLink link = { .span = region, .image = cmark_node_get_type(node) == CMARK_NODE_IMAGE };
    link.url = pm_inline_literal(search->finder->arena, cmark_node_get_url(node));
    find_link(search, node, &link.span);
    g_array_append_val(search->finder->links, link);
}

void
pm_inline_links(PmLinkFinder *finder, cmark_node *block, PmSpan region)
{
    Search links = { finder, finder->body->text, region.start, region.end };
    Search comments = links;
    g_autoptr(cmark_iter) iter = cmark_iter_new(block);
    while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        cmark_node_type type = cmark_node_get_type(node);
        if (cmark_iter_get_event_type(iter) != CMARK_EVENT_ENTER)
            continue;
        if (type == CMARK_NODE_HTML_INLINE)
            add_comment(&comments, node);
        else if (type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE)
            add_link(&links, node, region);
    }
}

/* Of an HTML block that begins so, the text is no markup (CommonMark 4.6, kinds 1 and 3 to 5). */
static bool
is_raw(const char *text)
{
    static const char *const openers[] = { "<script", "<style", "<textarea", "<?", "<![" };
    for (size_t i = 0; i < G_N_ELEMENTS(openers); i++)
        if (g_ascii_strncasecmp(text, openers[i], strlen(openers[i])) == 0)
            return true;
    return text[0] == '<' && text[1] == '!' && g_ascii_isalpha(text[2]);
}

void
pm_inline_block_comments(PmLinkFinder *finder, PmSpan region)
{
    const char *text = finder->body->text, *end = text + region.end;
    const char *at = text + region.start;
    if (is_raw(at))
        return;
    while ((at = memmem(at, (size_t)(end - at), "<!--", 4)) != NULL) {
        const char *close = memmem(at + 4, (size_t)(end - at) - 4, "-->", 3);
        if (close == NULL)
            return;
        PmSpan span = { (size_t)(at - text), (size_t)(close - text) + 3 };
        g_array_append_val(finder->comments, span);
        at = close + 3;
    }
}
