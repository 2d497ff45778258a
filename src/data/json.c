/* SPDX-License-Identifier: Apache-2.0 */
/* A recursive descent by RFC 8259's grammar; the section is named at each production. */
#include "data/json.h"

#include "base/text.h"
#include "data/number.h"

#include <string.h>

typedef struct {
    PmArena *arena;
    const PmSource *source;
    PmDiagnostics *diagnostics;
    size_t at;
    size_t depth;
    GPtrArray *pending; /* items of all open collections, innermost last */
    GString *text;      /* the string that is being decoded */
} Json;

static bool
fail(Json *json, const char *rule, size_t start, size_t end, const char *message)
{
    PmSpan span = { start, MIN(end, json->source->length) };
    pm_diagnostics_report(json->diagnostics, rule, PM_SEVERITY_ERROR, json->source, span, "%s",
                          message);
    return false;
}

static bool
fail_here(Json *json, const char *message)
{
    return fail(json, "json/syntax", json->at, json->at + 1, message);
}

/* The next byte, or NUL at the end; a NUL in the text fits no production either. */
static char
peek(const Json *json)
{
    return json->at < json->source->length ? json->source->bytes[json->at] : '\0';
}

static void
skip_space(Json *json)
{
    for (char c = peek(json); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = peek(json))
        json->at++;
}

/* Four hexadecimal digits at `at`. */
static bool
hex4(const Json *json, size_t at, gunichar *out)
{
    if (json->source->length - at < 4)
        return false;
    gunichar value = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = g_ascii_xdigit_value(json->source->bytes[at + i]);
        if (digit < 0)
            return false;
        value = value * 16 + (gunichar)digit;
    }
    *out = value;
    return true;
}

/* Section 7: \uXXXX, two of them for a character beyond the basic plane. */
static bool
unicode_escape(Json *json)
{
    gunichar c, low;
    size_t start = json->at;
    if (!hex4(json, start + 2, &c))
        return fail(json, "json/syntax", start, start + 2, "'\\u' needs four hexadecimal digits");
    json->at += 6;
    bool high = c >= 0xd800 && c <= 0xdbff;
    const char *next = json->source->bytes + json->at;
    if (high && json->source->length - json->at >= 6 && next[0] == '\\' && next[1] == 'u' &&
        hex4(json, json->at + 2, &low) && low >= 0xdc00 && low <= 0xdfff) {
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        json->at += 6;
    } else if (c >= 0xd800 && c <= 0xdfff) {
        c = 0xfffd; /* half a pair stands for no character */
    }
    char utf8[6];
    g_string_append_len(json->text, utf8, g_unichar_to_utf8(c, utf8)); /* _unichar() drops NUL */
    return true;
}

static bool
escape(Json *json)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";
    char c = json->at + 1 < json->source->length ? json->source->bytes[json->at + 1] : '\0';
    if (c == 'u')
        return unicode_escape(json);
    const char *found = c ? strchr(letters, c) : NULL;
    if (!found)
        return fail(json, "json/syntax", json->at, json->at + 2,
                    "there is no such escape in JSON; a backslash itself is '\\\\'");
    g_string_append_c(json->text, values[found - letters]);
    json->at += 2;
    return true;
}

/* Decode into json->text. */
static bool
string(Json *json)
{
    size_t start = json->at++;
    g_string_truncate(json->text, 0);
    while (peek(json) != '"') {
        if (json->at == json->source->length)
            return fail(json, "json/syntax", start, start + 1, "this string is never closed");
        guchar c = (guchar)peek(json);
        if (c < 0x20)
            return fail_here(json, "a control character or line break in a string: escape it");
        if (c == '\\') {
            if (!escape(json))
                return false;
            continue;
        }
        gunichar decoded;
        size_t taken = pm_text_decode(json->source->bytes + json->at,
                                      json->source->length - json->at, &decoded);
        g_string_append_len(json->text, json->source->bytes + json->at, (gssize)taken);
        json->at += taken;
    }
    json->at++;
    return true;
}

static PmNode *
node_new(Json *json, PmNodeKind kind, PmNodeStyle style, size_t start)
{
    PmNode *node = pm_arena_new0(json->arena, PmNode, 1);
    node->kind = kind;
    node->style = style;
    node->span = node->written = (PmSpan){ start, json->at };
    return node;
}

static PmNode *
scalar_new(Json *json, PmNodeKind kind, PmNodeStyle style, size_t start, const char *text,
           size_t length)
{
    PmNode *node = node_new(json, kind, style, start);
    node->text = pm_arena_strndup(json->arena, text, length);
    node->length = length;
    return node;
}

/* Sections 3 and 6: what is neither a string nor a collection. */
static PmNode *
word(Json *json)
{
    size_t start = json->at;
    while (g_ascii_isalnum(peek(json)) || (peek(json) && strchr("+-._", peek(json))))
        json->at++;
    const char *text = json->source->bytes + start;
    size_t length = json->at - start;
    static const struct {
        const char *word;
        PmNodeKind kind;
        bool boolean;
    } words[] = { { "null", PM_NODE_NULL, false },
                  { "true", PM_NODE_BOOLEAN, true },
                  { "false", PM_NODE_BOOLEAN, false } };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (strlen(words[i].word) != length || memcmp(words[i].word, text, length) != 0)
            continue;
        PmNode *node = scalar_new(json, words[i].kind, PM_STYLE_PLAIN, start, text, length);
        node->boolean = words[i].boolean;
        return node;
    }
    if (pm_number_is_json(text, length))
        return scalar_new(json, PM_NODE_NUMBER, PM_STYLE_PLAIN, start, text, length);
    if (length == 0)
        fail(json, "json/syntax", start, start + 1, "a value is missing here");
    else
        fail(json, "json/syntax", start, json->at,
             g_ascii_isdigit(text[0]) || text[0] == '-' ? "not a JSON number"
                                                        : "not a JSON value; strings need quotes");
    return NULL;
}

static void
duplicate(const PmNode *first, const PmNode *again, void *data)
{
    Json *json = data;
    g_autofree char *key = pm_text_ellipsize(again->key, 60);
    PmDiagnostic *found =
        pm_diagnostics_report(json->diagnostics, "json/duplicate-key", PM_SEVERITY_ERROR,
                              json->source, again->key_span, "duplicate key '%s'", key);
    if (found)
        found->help =
            pm_arena_printf(pm_diagnostics_arena(json->diagnostics), "first is on line %u",
                            pm_source_position(json->source, first->key_span.start).line);
}

/* Section 4: a member's name and colon. */
static bool
member_name(Json *json, PmNode *out_key)
{
    size_t start = json->at;
    if (peek(json) != '"')
        return fail_here(json, "a key in double quotes must stand here");
    if (!string(json))
        return false;
    out_key->key = pm_arena_strndup(json->arena, json->text->str, json->text->len);
    out_key->key_length = json->text->len;
    out_key->key_span = (PmSpan){ start, json->at };
    skip_space(json);
    if (peek(json) != ':')
        return fail_here(json, "a ':' must follow the key");
    json->at++;
    return true;
}

static PmNode *value(Json *json);

/* The items up to the closing bracket, into json->pending. */
static bool
items(Json *json, PmNodeKind kind, char close)
{
    skip_space(json);
    if (peek(json) == close)
        return true;
    for (;;) {
        PmNode key = { 0 };
        skip_space(json);
        if (kind == PM_NODE_MAP && !member_name(json, &key))
            return false;
        PmNode *item = value(json);
        if (!item)
            return false;
        item->key = key.key;
        item->key_length = key.key_length;
        item->key_span = key.key_span;
        g_ptr_array_add(json->pending, item);
        skip_space(json);
        if (peek(json) == close)
            return true;
        if (peek(json) != ',')
            return fail_here(json, kind == PM_NODE_MAP ? "a ',' or '}' must stand here"
                                                       : "a ',' or ']' must stand here");
        json->at++;
    }
}

/* Sections 4 and 5. */
static PmNode *
collection(Json *json)
{
    size_t start = json->at++;
    PmNodeKind kind = json->source->bytes[start] == '{' ? PM_NODE_MAP : PM_NODE_LIST;
    if (++json->depth > PM_JSON_MAX_DEPTH) {
        fail(json, "json/depth", start, start + 1,
             "nested more than " G_STRINGIFY(PM_JSON_MAX_DEPTH) " levels deep");
        return NULL;
    }
    guint first = json->pending->len;
    if (!items(json, kind, kind == PM_NODE_MAP ? '}' : ']'))
        return NULL;
    json->at++;
    json->depth--;
    PmNode *node = node_new(json, kind, PM_STYLE_FLOW, start);
    pm_node_adopt(json->arena, node, (PmNode *const *)json->pending->pdata + first,
                  json->pending->len - first, duplicate, json);
    g_ptr_array_set_size(json->pending, (gint)first);
    return node;
}

static PmNode *
value(Json *json)
{
    skip_space(json);
    size_t start = json->at;
    char c = peek(json);
    if (c == '{' || c == '[')
        return collection(json);
    if (c != '"')
        return word(json);
    if (!string(json))
        return NULL;
    return scalar_new(json, PM_NODE_STRING, PM_STYLE_DOUBLE, start, json->text->str,
                      json->text->len);
}

/* Section 8.1: UTF-8. A byte-order mark may be ignored, says the RFC. */
static bool
is_utf8(Json *json)
{
    const PmSource *source = json->source;
    for (size_t at = 0; at < source->length;) {
        gunichar c;
        size_t taken = pm_text_decode(source->bytes + at, source->length - at, &c);
        if (c == PM_TEXT_INVALID)
            return fail(json, "json/syntax", at, at + 1, "this byte is not UTF-8");
        at += taken;
    }
    json->at = source->length >= 3 && memcmp(source->bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    return true;
}

const PmNode *
pm_json_parse(PmArena *arena, const PmSource *source, PmDiagnostics *diagnostics)
{
    g_autoptr(GPtrArray) pending = g_ptr_array_sized_new(64);
    g_autoptr(GString) text = g_string_new(NULL);
    Json json = { .arena = arena,
                  .source = source,
                  .diagnostics = diagnostics,
                  .pending = pending,
                  .text = text };
    if (!is_utf8(&json))
        return NULL;
    const PmNode *root = value(&json);
    if (!root)
        return NULL;
    skip_space(&json);
    if (json.at < source->length) {
        fail_here(&json, "nothing may follow the value");
        return NULL;
    }
    return root;
}
