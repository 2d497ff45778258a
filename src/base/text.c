/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <string.h>

size_t
pm_text_decode(const char *bytes, size_t length, gunichar *out_character)
{
    guchar first = (guchar)bytes[0];
    if (first < 0x80) { /* and GLib takes a NUL for the end */
        *out_character = first;
        return 1;
    }
    gunichar c = g_utf8_get_char_validated(bytes, (gssize)MIN(length, 4));
    bool valid = c < (gunichar)-2;
    *out_character = valid ? c : PM_TEXT_INVALID;
    return valid ? (size_t)g_utf8_skip[first] : 1;
}

bool
pm_text_is_hostile(gunichar c)
{
    static const struct {
        gunichar first, last;
    } ranges[] = {
        { 0x0000, 0x001f },   /* C0 */
        { 0x007f, 0x009f },   /* DEL and C1 */
        { 0x061c, 0x061c },   /* Arabic letter mark */
        { 0x200e, 0x200f },   /* left-to-right and right-to-left mark */
        { 0x2028, 0x202e },   /* line and paragraph separators, bidi embeddings and overrides */
        { 0x2066, 0x2069 },   /* bidi isolates */
        { 0xfeff, 0xfeff },   /* byte-order mark */
        { 0xe0000, 0xe007f }, /* tags: invisible text */
        { PM_TEXT_INVALID, PM_TEXT_INVALID },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ranges); i++) {
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    }
    return false;
}

/* How many printable ASCII characters `text` begins with: most of most texts. */
static size_t
plain_run(const char *text, size_t length)
{
    size_t run = 0;
    while (run < length && text[run] >= ' ' && text[run] < 0x7f)
        run++;
    return run;
}

static void
append_escape(GString *out, gunichar c, guchar byte)
{
    if (c == PM_TEXT_INVALID)
        g_string_append_printf(out, "\\x%02x", byte);
    else if (c <= 0xff)
        g_string_append_printf(out, "\\x%02x", c);
    else if (c <= 0xffff)
        g_string_append_printf(out, "\\u%04x", c);
    else
        g_string_append_printf(out, "\\U%08x", c);
}

char *
pm_text_escape(const char *text, gssize length, PmEscape how)
{
    size_t rest = length < 0 ? strlen(text) : (size_t)length;
    GString *out = g_string_sized_new(rest + 1);
    while (rest > 0) {
        size_t plain = plain_run(text, rest);
        g_string_append_len(out, text, (gssize)plain);
        text += plain;
        rest -= plain;
        if (rest == 0)
            break;
        gunichar c;
        size_t taken = pm_text_decode(text, rest, &c);
        bool lines = how == PM_ESCAPE_LINES;
        bool crlf = lines && c == '\r' && rest > 1 && text[1] == '\n';
        if ((lines && (c == '\n' || c == '\t')) || !pm_text_is_hostile(c))
            g_string_append_len(out, text, (gssize)taken);
        else if (!crlf)
            append_escape(out, c, (guchar)text[0]);
        text += taken;
        rest -= taken;
    }
    return g_string_free(out, FALSE);
}

static void
append_json_escape(GString *out, gunichar c)
{
    if (c == PM_TEXT_INVALID)
        c = 0xfffd;
    if (c > 0xffff) {
        g_string_append_printf(out, "\\u%04x", 0xd800 + ((c - 0x10000) >> 10));
        c = 0xdc00 + ((c - 0x10000) & 0x3ff);
    }
    g_string_append_printf(out, "\\u%04x", c);
}

char *
pm_text_escape_json(const char *json, gssize length)
{
    size_t rest = length < 0 ? strlen(json) : (size_t)length;
    GString *out = g_string_sized_new(rest + 1);
    while (rest > 0) {
        size_t plain = plain_run(json, rest);
        g_string_append_len(out, json, (gssize)plain);
        json += plain;
        rest -= plain;
        if (rest == 0)
            break;
        gunichar c;
        size_t taken = pm_text_decode(json, rest, &c);
        if (c == '\n' || c == '\t' || !pm_text_is_hostile(c))
            g_string_append_len(out, json, (gssize)taken);
        else
            append_json_escape(out, c);
        json += taken;
        rest -= taken;
    }
    return g_string_free(out, FALSE);
}

size_t
pm_text_character_width(gunichar c)
{
    if (c == PM_TEXT_INVALID)
        return 1;
    if (g_unichar_iszerowidth(c))
        return 0;
    return g_unichar_iswide(c) ? 2 : 1;
}

size_t
pm_text_width(const char *text, gssize length)
{
    size_t rest = length < 0 ? strlen(text) : (size_t)length;
    size_t width = 0;
    while (rest > 0) {
        gunichar c;
        size_t taken = pm_text_decode(text, rest, &c);
        width += pm_text_character_width(c);
        text += taken;
        rest -= taken;
    }
    return width;
}

/* How many bytes of `text` fit into `columns`, with the combining characters after the last. */
static size_t
fitting(const char *text, size_t length, size_t columns)
{
    size_t used = 0, offset = 0;
    while (offset < length) {
        gunichar c;
        size_t taken = pm_text_decode(text + offset, length - offset, &c);
        used += pm_text_character_width(c);
        if (used > columns)
            break;
        offset += taken;
    }
    return offset;
}

char *
pm_text_ellipsize(const char *text, size_t columns)
{
    size_t length = strlen(text);
    if (fitting(text, length, columns) == length)
        return g_strdup(text);
    if (columns == 0)
        return g_strdup("");
    return g_strdup_printf("%.*s…", (int)fitting(text, length, columns - 1), text);
}

char *
pm_text_pad(const char *text, size_t columns)
{
    size_t width = pm_text_width(text, -1);
    g_autofree char *spaces = g_strnfill(columns > width ? columns - width : 0, ' ');
    return g_strconcat(text, spaces, NULL);
}

char *
pm_text_shell_word(const char *text)
{
    bool plain = *text != '\0' && *text != '-' && *text != '~';
    for (const char *p = text; plain && *p != '\0'; p++)
        plain = g_ascii_isalnum(*p) || strchr("-_.,/@+:=", *p) != NULL || (*p & 0x80) != 0;
    return plain ? g_strdup(text) : g_shell_quote(text);
}

enum { LONGEST = 64 }; /* a longer word is no mistyped name */

typedef struct {
    gunichar letters[LONGEST];
    size_t length; /* LONGEST + 1: too long */
} Word;

static Word
word_of(const char *text)
{
    Word word = { .length = 0 };
    size_t rest = strlen(text);
    while (rest > 0 && word.length <= LONGEST) {
        gunichar c;
        size_t taken = pm_text_decode(text, rest, &c);
        if (word.length < LONGEST)
            word.letters[word.length] = g_unichar_tolower(c);
        word.length++;
        text += taken;
        rest -= taken;
    }
    return word;
}

/* Optimal string alignment: insert, delete, replace, swap neighbours; each letter edited at most
 * once. */
static size_t
distance(const Word *a, const Word *b)
{
    size_t rows[3][LONGEST + 1];
    size_t *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= b->length; j++)
        row[j] = j;
    for (size_t i = 1; i <= a->length; i++) {
        size_t *free_row = before;
        before = above;
        above = row;
        row = free_row;
        row[0] = i;
        for (size_t j = 1; j <= b->length; j++) {
            gunichar x = a->letters[i - 1], y = b->letters[j - 1];
            size_t least = MIN(above[j], row[j - 1]) + 1;
            least = MIN(least, above[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == b->letters[j - 2] && y == a->letters[i - 2])
                least = MIN(least, before[j - 2] + 1);
            row[j] = least;
        }
    }
    return row[b->length];
}

static size_t
allowed_edits(size_t letters)
{
    if (letters <= 4)
        return 1;
    return letters <= 8 ? 2 : 3;
}

const char *
pm_text_closest(const char *word, const char *const *candidates)
{
    Word typed = word_of(word);
    size_t limit = allowed_edits(typed.length);
    const char *closest = NULL;
    for (; *candidates && typed.length <= LONGEST; candidates++) {
        Word candidate = word_of(*candidates);
        size_t longer = MAX(typed.length, candidate.length);
        if (longer > LONGEST || longer - MIN(typed.length, candidate.length) > limit)
            continue;
        size_t edits = distance(&typed, &candidate);
        if (edits <= limit && edits < longer) {
            closest = *candidates;
            limit = edits > 0 ? edits - 1 : 0;
            if (edits == 0)
                break;
        }
    }
    return closest;
}

bool
pm_text_matches(const char *glob, const char *path)
{
    if (g_utf8_validate(path, -1, NULL))
        return g_pattern_match_simple(glob, path);
    /* GLib turns a text around, and aborts where its last character is cut off */
    g_autofree char *valid = g_utf8_make_valid(path, -1);
    return g_pattern_match_simple(glob, valid);
}
