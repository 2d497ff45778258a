/* SPDX-License-Identifier: Apache-2.0 */
#include "schema/ecma.h"

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define CALLOUT "(?C)"

/* ECMA-262: WhiteSpace and LineTerminator, and everything else, as ranges for a class. */
#define SPACES                                                                                     \
    "\\x09-\\x0d\\x20\\xa0\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{"    \
    "3000}\\x{feff}"
#define NO_SPACES                                                                                  \
    "\\x00-\\x08\\x0e-\\x1f\\x21-\\x9f\\xa1-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}"       \
    "\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{"   \
    "10ffff}"

typedef struct {
    const char *at;
    const char *end;
    GString *out;
    size_t atom; /* where in `out` the last character, escape or class begins; SIZE_MAX: a group */
    bool in_class;
    GError **error;
} Ecma;

/* What a callout stands for: an item that is tried, and so many times 256 characters more. */
#define WEIGHTS 255

/* `from` is in the expression; no more of it is shown than there is, or than a reader needs. */
static bool
refuse(const Ecma *ecma, const char *what, const char *from, size_t length)
{
    g_autofree char *rest = g_utf8_make_valid(from, ecma->end - from);
    glong shown = MIN((glong)MIN(length, 40), g_utf8_strlen(rest, -1));
    g_autofree char *part = g_utf8_substring(rest, 0, shown);
    pm_error_set(ecma->error, PM_ERROR_FAILED, NULL, "%s '%s' in a regular expression", what, part);
    return false;
}

static size_t
left(const Ecma *ecma)
{
    return (size_t)(ecma->end - ecma->at);
}

static bool
starts_with(const Ecma *ecma, const char *text)
{
    return left(ecma) >= strlen(text) && memcmp(ecma->at, text, strlen(text)) == 0;
}

static bool
read_hex(const char *at, const char *end, size_t digits, gunichar *out_value)
{
    gunichar value = 0;
    if ((size_t)(end - at) < digits || digits == 0 || digits > 6)
        return false;
    for (size_t i = 0; i < digits; i++) {
        if (!g_ascii_isxdigit(at[i]))
            return false;
        value = value * 16 + (gunichar)g_ascii_xdigit_value(at[i]);
    }
    *out_value = value;
    return value <= 0x10ffff;
}

/* \u1234, \ud83d\udc32 and \u{1f432}, after the u. */
static bool
translate_unicode(Ecma *ecma)
{
    const char *from = ecma->at;
    gunichar c;
    gunichar low;
    if (starts_with(ecma, "{")) {
        const char *close = memchr(from, '}', left(ecma));
        if (!close || !read_hex(from + 1, close, (size_t)(close - from - 1), &c))
            return refuse(ecma, "incomplete escape", from - 2, left(ecma) + 2);
        ecma->at = close + 1;
    } else {
        if (!read_hex(from, ecma->end, 4, &c))
            return refuse(ecma, "incomplete escape", from - 2, left(ecma) + 2);
        ecma->at += 4;
        if (c >= 0xd800 && c < 0xdc00 && starts_with(ecma, "\\u") &&
            read_hex(ecma->at + 2, ecma->end, 4, &low) && low >= 0xdc00 && low < 0xe000) {
            c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
            ecma->at += 6;
        }
    }
    if (c >= 0xd800 && c < 0xe000)
        return refuse(ecma, "half a character", from - 2, 6);
    g_string_append_printf(ecma->out, "\\x{%x}", c);
    return true;
}

/* Long names of general categories (Unicode's PropertyValueAliases), which PCRE2 has no ear for. */
static const char *
category_alias(const char *name)
{
    static const char *const aliases[][2] = {
        { "Other", "C" },
        { "Control", "Cc" },
        { "cntrl", "Cc" },
        { "Format", "Cf" },
        { "Unassigned", "Cn" },
        { "Private_Use", "Co" },
        { "Surrogate", "Cs" },
        { "Letter", "L" },
        { "Cased_Letter", "L&" },
        { "LC", "L&" },
        { "Lowercase_Letter", "Ll" },
        { "Modifier_Letter", "Lm" },
        { "Other_Letter", "Lo" },
        { "Titlecase_Letter", "Lt" },
        { "Uppercase_Letter", "Lu" },
        { "Mark", "M" },
        { "Combining_Mark", "M" },
        { "Spacing_Mark", "Mc" },
        { "Enclosing_Mark", "Me" },
        { "Nonspacing_Mark", "Mn" },
        { "Number", "N" },
        { "Decimal_Number", "Nd" },
        { "digit", "Nd" },
        { "Letter_Number", "Nl" },
        { "Other_Number", "No" },
        { "Punctuation", "P" },
        { "punct", "P" },
        { "Connector_Punctuation", "Pc" },
        { "Dash_Punctuation", "Pd" },
        { "Close_Punctuation", "Pe" },
        { "Final_Punctuation", "Pf" },
        { "Initial_Punctuation", "Pi" },
        { "Other_Punctuation", "Po" },
        { "Open_Punctuation", "Ps" },
        { "Symbol", "S" },
        { "Currency_Symbol", "Sc" },
        { "Modifier_Symbol", "Sk" },
        { "Math_Symbol", "Sm" },
        { "Other_Symbol", "So" },
        { "Separator", "Z" },
        { "Line_Separator", "Zl" },
        { "Paragraph_Separator", "Zp" },
        { "Space_Separator", "Zs" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(aliases); i++)
        if (strcmp(aliases[i][0], name) == 0)
            return aliases[i][1];
    return name;
}

/* \p{…} and \P{…}, after the letter. */
static bool
translate_property(Ecma *ecma, char letter)
{
    const char *close = starts_with(ecma, "{") ? memchr(ecma->at, '}', left(ecma)) : NULL;
    if (!close || close == ecma->at + 1)
        return refuse(ecma, "incomplete escape", ecma->at - 2, left(ecma) + 2);
    g_autofree char *name = g_strndup(ecma->at + 1, (size_t)(close - ecma->at - 1));
    if (strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_=") !=
        strlen(name))
        return refuse(ecma, "unknown property", ecma->at + 1, strlen(name));
    static const char *const categories[] = { "General_Category=", "gc=" };
    const char *value = name;
    for (size_t i = 0; i < G_N_ELEMENTS(categories); i++)
        if (g_str_has_prefix(value, categories[i]))
            value += strlen(categories[i]);
    bool assigned = strcmp(value, "Assigned") == 0;
    if (assigned)
        letter = letter == 'p' ? 'P' : 'p';
    g_string_append_printf(ecma->out, "\\%c{%s}", letter, assigned ? "Cn" : category_alias(value));
    ecma->at = close + 1;
    return true;
}

/* A group, so that a quantifier is for the reference and not for the callout behind it. */
static void
append_reference(Ecma *ecma, const char *kind, size_t length)
{
    g_string_append_printf(ecma->out, "(?:" CALLOUT "\\%s%.*s" CALLOUT ")", kind, (int)length,
                           ecma->at);
    ecma->at += length;
    ecma->atom = SIZE_MAX;
}

/* \1, which ECMA-262 reads as a number to its end: to PCRE2, \g+1 would be another. */
static bool
translate_back_reference(Ecma *ecma)
{
    size_t digits = 0;
    while (digits < left(ecma) && g_ascii_isdigit(ecma->at[digits]))
        digits++;
    if (digits > 9)
        return refuse(ecma, "no such group", ecma->at - 1, digits + 1);
    append_reference(ecma, "g", digits);
    return true;
}

/* \k<name>, after the k. */
static bool
translate_named_reference(Ecma *ecma)
{
    const char *close = memchr(ecma->at, '>', left(ecma));
    if (close == NULL || close - ecma->at > 64)
        return refuse(ecma, "incomplete escape", ecma->at - 2, MIN(left(ecma), 10) + 2);
    append_reference(ecma, "k", (size_t)(close + 1 - ecma->at));
    return true;
}

static bool
translate_space(Ecma *ecma, bool space)
{
    const char *ranges = space ? SPACES : NO_SPACES;
    if (ecma->in_class)
        g_string_append(ecma->out, ranges);
    else
        g_string_append_printf(ecma->out, "[%s]", ranges);
    return true;
}

/* The escapes that PCRE2 understands in the same way; those for a class come first. */
static bool
is_same_escape(const Ecma *ecma, char c)
{
    return strchr(ecma->in_class ? "bdDwWfnrtv" : "bBdDwWfnrtv", c) != NULL;
}

static bool
translate_escape(Ecma *ecma)
{
    const char *from = ecma->at++;
    if (left(ecma) == 0)
        return refuse(ecma, "incomplete escape", from, 1);
    char c = *ecma->at;
    gunichar value;
    if (!ecma->in_class)
        ecma->atom = ecma->out->len;
    if (!ecma->in_class && c >= '1' && c <= '9')
        return translate_back_reference(ecma);
    ecma->at++;
    if (c == 's' || c == 'S')
        return translate_space(ecma, c == 's');
    if (c == 'u')
        return translate_unicode(ecma);
    if (c == 'p' || c == 'P')
        return translate_property(ecma, c);
    if (c == 'v')
        g_string_append(ecma->out, "\\x0b"); /* to PCRE2, \v is any vertical space */
    else if (c && is_same_escape(ecma, c))
        g_string_append_printf(ecma->out, "\\%c", c);
    else if (c == '0' && (left(ecma) == 0 || !g_ascii_isdigit(*ecma->at)))
        g_string_append(ecma->out, "\\x00");
    else if (c == 'c' && left(ecma) > 0 && g_ascii_isalpha(*ecma->at))
        g_string_append_printf(ecma->out, "\\x%02x", (unsigned)*ecma->at++ & 0x1f);
    else if (c == 'x' && read_hex(ecma->at, ecma->end, 2, &value)) {
        g_string_append_printf(ecma->out, "\\x%02x", value);
        ecma->at += 2;
    } else if (c == 'k' && !ecma->in_class && starts_with(ecma, "<"))
        return translate_named_reference(ecma);
    else if (g_ascii_ispunct(c))
        g_string_append_printf(ecma->out, "\\%c", c);
    else
        return refuse(ecma, "unknown escape", from, 2);
    return true;
}

/* A '(' that begins more than a plain group: only what ECMA-262 has. */
static bool
translate_group(Ecma *ecma)
{
    static const char *const known[] = { "(?:", "(?=", "(?!", "(?<=", "(?<!" };
    size_t length = 1;
    if (starts_with(ecma, "(*"))
        return refuse(ecma, "nothing to repeat in", ecma->at, 2);
    if (starts_with(ecma, "(?")) {
        length = 0;
        for (size_t i = 0; i < G_N_ELEMENTS(known) && length == 0; i++)
            if (starts_with(ecma, known[i]))
                length = strlen(known[i]);
        if (length == 0 && starts_with(ecma, "(?<"))
            length = strlen("(?<");
        if (length == 0)
            return refuse(ecma, "unknown group", ecma->at, MIN(left(ecma), 4));
    }
    g_string_append_len(ecma->out, ecma->at, (gssize)length);
    ecma->at += length;
    return true;
}

/* The length of {2}, {2,} or {2,5} here, or 0. */
static size_t
braces_length(const Ecma *ecma)
{
    const char *at = ecma->at + 1;
    const char *from = at;
    while (at < ecma->end && g_ascii_isdigit(*at))
        at++;
    if (at == from)
        return 0;
    if (at < ecma->end && *at == ',')
        at++;
    while (at < ecma->end && g_ascii_isdigit(*at))
        at++;
    return at < ecma->end && *at == '}' ? (size_t)(at + 1 - ecma->at) : 0;
}

/* Between two callouts nothing is repeated that is not seen; but at least so often for nothing. */
static void
mark_repeated(Ecma *ecma, const char *quantifier)
{
    guint64 least = *quantifier == '{' ? g_ascii_strtoull(quantifier + 1, NULL, 10) : 0;
    g_autofree char *mark = g_strdup_printf("(?C%u)", (unsigned)MIN(least / 256, WEIGHTS));
    if (ecma->atom != SIZE_MAX)
        g_string_insert(ecma->out, (gssize)ecma->atom, mark);
    ecma->atom = SIZE_MAX;
}

/* A quantifier, perhaps lazy; PCRE2's possessive ones (a++) are no ECMA-262. */
static bool
translate_quantifier(Ecma *ecma, size_t length)
{
    const char *from = ecma->at;
    mark_repeated(ecma, from);
    g_string_append_len(ecma->out, from, (gssize)length);
    ecma->at += length;
    if (starts_with(ecma, "?")) {
        g_string_append_c(ecma->out, '?');
        ecma->at++;
    }
    if (left(ecma) > 0 && (strchr("*+?", *ecma->at) || (*ecma->at == '{' && braces_length(ecma))))
        return refuse(ecma, "nothing to repeat after", from, length + 1);
    g_string_append(ecma->out, CALLOUT);
    return true;
}

static bool
translate_in_class(Ecma *ecma)
{
    char c = *ecma->at++;
    if (c == '[') /* would begin PCRE2's [:alpha:] */
        g_string_append(ecma->out, "\\[");
    else
        g_string_append_c(ecma->out, c);
    ecma->in_class = c != ']';
    return true;
}

static bool
translate_outside(Ecma *ecma)
{
    char c = *ecma->at;
    size_t braces = c == '{' ? braces_length(ecma) : 0;
    if (c == '(') {
        ecma->atom = SIZE_MAX;
        return translate_group(ecma);
    }
    if (c == '*' || c == '+' || c == '?' || braces > 0)
        return translate_quantifier(ecma, MAX(braces, 1));
    if (((unsigned char)c & 0xc0) != 0x80) /* of a character's bytes, the first */
        ecma->atom = ecma->out->len;
    ecma->at++;
    if (c == '.')
        g_string_append(ecma->out, "[^\\n\\r\\x{2028}\\x{2029}]");
    else if (c == '{' || c == '}' || c == ']')
        g_string_append_printf(ecma->out, "\\%c", c);
    else
        g_string_append_c(ecma->out, c);
    if (c == '|')
        g_string_append(ecma->out, CALLOUT);
    if (strchr("|)^$", c))
        ecma->atom = SIZE_MAX;
    if (c == '[') {
        ecma->in_class = true;
        if (starts_with(ecma, "^")) {
            g_string_append_c(ecma->out, '^');
            ecma->at++;
        }
    }
    return true;
}

static bool
translate(Ecma *ecma)
{
    while (left(ecma) > 0) {
        bool good = *ecma->at == '\\' ? translate_escape(ecma)
                    : ecma->in_class  ? translate_in_class(ecma)
                                      : translate_outside(ecma);
        if (!good)
            return false;
    }
    return true;
}

GString *
pm_ecma_translate(const char *expression, size_t length, GError **error)
{
    g_autoptr(GString) out = g_string_sized_new(length * 2);
    Ecma ecma = {
        .at = expression, .end = expression + length, .out = out, .atom = SIZE_MAX, .error = error
    };
    return translate(&ecma) ? g_steal_pointer(&out) : NULL;
}
