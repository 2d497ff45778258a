/* SPDX-License-Identifier: Apache-2.0 */
#include "data/scalar.h"

#include "base/text.h"
#include "data/number.h"

#include <string.h>

/* A plain scalar on its way through one of the small patterns below. */
typedef struct {
    const char *at;
    const char *end;
} Scan;

/* Step over `least` to `most` characters of `set`; false where there are fewer. */
static bool
take(Scan *scan, const char *set, size_t least, size_t most)
{
    size_t count = 0;
    while (count < most && scan->at < scan->end && *scan->at && strchr(set, *scan->at)) {
        scan->at++;
        count++;
    }
    return count >= least;
}

static bool
is_one_of(const char *text, size_t length, const char *const *words)
{
    for (; *words; words++) {
        if (strlen(*words) == length && memcmp(*words, text, length) == 0)
            return true;
    }
    return false;
}

/*
 * What is longer than "False" and begins with a letter is text to every reader: most scalars are,
 * and none of the lists and grammars below need be asked.
 */
static bool
is_long_word(const char *text, size_t length)
{
    return length > strlen("False") && (g_ascii_isalpha(*text) || (guchar)*text >= 0x80);
}

PmNodeKind
pm_scalar_resolve(const char *text, size_t length, bool *out_boolean)
{
    if (is_long_word(text, length))
        return PM_NODE_STRING;
    static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
    static const char *const trues[] = { "true", "True", "TRUE", NULL };
    static const char *const falses[] = { "false", "False", "FALSE", NULL };
    if (is_one_of(text, length, nulls))
        return PM_NODE_NULL;
    bool is_true = is_one_of(text, length, trues);
    if (is_true || is_one_of(text, length, falses)) {
        *out_boolean = is_true;
        return PM_NODE_BOOLEAN;
    }
    return pm_number_is_core(text, length) ? PM_NODE_NUMBER : PM_NODE_STRING;
}

#define DIGITS "0123456789"

/* yyyy-mm-dd, with single digits as 1.1 readers allow before a time */
static bool
take_date(Scan *scan, size_t least)
{
    return take(scan, DIGITS, 4, 4) && take(scan, "-", 1, 1) && take(scan, DIGITS, least, 2) &&
           take(scan, "-", 1, 1) && take(scan, DIGITS, least, 2);
}

/* YAML 1.1's timestamp (yaml.org/type/timestamp.html): a date, or a date with hh:mm:ss. */
static bool
is_timestamp(Scan scan)
{
    Scan date = scan;
    if (take_date(&date, 2) && date.at == date.end)
        return true;
    if (!take_date(&scan, 1) || !(take(&scan, "Tt", 1, 1) || take(&scan, " \t", 1, SIZE_MAX)))
        return false;
    if (!take(&scan, DIGITS, 1, 2) || !take(&scan, ":", 1, 1) || !take(&scan, DIGITS, 2, 2) ||
        !take(&scan, ":", 1, 1) || !take(&scan, DIGITS, 2, 2))
        return false;
    if (take(&scan, ".", 1, 1))
        take(&scan, DIGITS, 0, SIZE_MAX);
    take(&scan, " \t", 0, SIZE_MAX);
    if (take(&scan, "+-", 1, 1)) {
        if (!take(&scan, DIGITS, 1, 2))
            return false;
        if (take(&scan, ":", 1, 1) && !take(&scan, DIGITS, 2, 2))
            return false;
    } else {
        take(&scan, "Z", 0, 1);
    }
    return scan.at == scan.end;
}

/* 10:00 and 1:30:00.5: sixties. Some readers of 1.1 take a leading zero too. */
static bool
is_sexagesimal(Scan scan)
{
    size_t groups = 0;
    take(&scan, "+-", 0, 1);
    if (!take(&scan, DIGITS, 1, 1))
        return false;
    take(&scan, DIGITS "_", 0, SIZE_MAX);
    while (take(&scan, ":", 1, 1)) {
        Scan group = scan;
        if (!take(&scan, DIGITS, 1, 2) || (scan.at - group.at == 2 && *group.at > '5'))
            return false;
        groups++;
    }
    if (take(&scan, ".", 1, 1))
        take(&scan, DIGITS "_", 0, SIZE_MAX);
    return groups > 0 && scan.at == scan.end;
}

/* 1_000, 0x_ff, 0b101, 1_0.5: numbers to a 1.1 reader alone */
static bool
is_old_number(Scan scan)
{
    take(&scan, "+-", 0, 1);
    Scan start = scan;
    if (take(&scan, "0", 1, 1) && scan.at < scan.end && (*scan.at == 'b' || *scan.at == 'x')) {
        const char *digits = *scan.at == 'b' ? "01_" : DIGITS "abcdefABCDEF_";
        scan.at++;
        return take(&scan, digits, 1, SIZE_MAX) && scan.at == scan.end;
    }
    scan = start;
    bool whole = take(&scan, DIGITS, 1, SIZE_MAX);
    if (whole)
        take(&scan, DIGITS "_", 0, SIZE_MAX);
    if (take(&scan, ".", 1, 1)) {
        if (!whole && !take(&scan, DIGITS, 1, SIZE_MAX))
            return false;
        take(&scan, DIGITS "_", 0, SIZE_MAX);
        if (take(&scan, "eE", 1, 1) &&
            (!take(&scan, "+-", 1, 1) || !take(&scan, DIGITS, 1, SIZE_MAX)))
            return false;
    } else if (!whole) {
        return false;
    }
    return scan.at == scan.end;
}

/* What a 1.1 reader takes a number of the core schema for: 010 is eight; 08, 0o7, 1e3, 1.5e3 and
 * -.5 are text. NULL where both agree. */
static const char *
reads_of_number(Scan scan)
{
    bool sign = take(&scan, "+-", 1, 1);
    bool zero = take(&scan, "0", 1, 1);
    if (zero && scan.at < scan.end) {
        Scan octal = scan;
        if (take(&octal, "01234567", 1, SIZE_MAX) && octal.at == octal.end)
            return "an octal number";
        if (*scan.at == 'x')
            return NULL;
        if (*scan.at == 'o' || (take(&scan, DIGITS, 1, SIZE_MAX) && scan.at == scan.end))
            return "text";
    }
    bool whole = take(&scan, DIGITS, 1, SIZE_MAX) || zero;
    bool point = take(&scan, ".", 1, 1);
    if (point && !whole && g_ascii_isalpha(*scan.at))
        return NULL; /* .inf and .nan */
    take(&scan, DIGITS, 0, SIZE_MAX);
    bool exponent = take(&scan, "eE", 1, 1);
    if ((exponent && (!point || !take(&scan, "+-", 1, 1))) || (sign && !whole))
        return "text";
    return NULL;
}

static const char *
reads_of_text(const char *text, size_t length)
{
    static const char *const booleans[] = { "y",  "Y",   "yes", "Yes", "YES", "n",
                                            "N",  "no",  "No",  "NO",  "on",  "On",
                                            "ON", "off", "Off", "OFF", NULL };
    static const char *const special[] = { "=", "<<", NULL };
    Scan scan = { text, text + length };
    if (is_one_of(text, length, booleans))
        return "a boolean";
    if (is_one_of(text, length, special))
        return "a special key";
    if (is_timestamp(scan))
        return "a date";
    if (is_sexagesimal(scan))
        return "a number in base sixty";
    return is_old_number(scan) ? "a number" : NULL;
}

bool
pm_scalar_is_ambiguous(const char *text, size_t length, const char **out_reads)
{
    if (is_long_word(text, length))
        return false;
    bool boolean;
    PmNodeKind kind = pm_scalar_resolve(text, length, &boolean);
    const char *reads = NULL;
    if (kind == PM_NODE_NUMBER)
        reads = reads_of_number((Scan){ text, text + length });
    else if (kind == PM_NODE_STRING)
        reads = reads_of_text(text, length);
    if (reads && out_reads)
        *out_reads = reads;
    return reads != NULL;
}

bool
pm_scalar_is_hidden(gunichar c)
{
    return pm_text_is_hostile(c) || c == 0x180e || c == 0x200b || c == 0x2060 ||
           (c & 0xfffe) == 0xfffe;
}

/* Looks like a date and a time, whether or not a 1.1 reader takes it for one: these are always
 * written in quotes, so that they look alike. */
static bool
is_date_like(const char *text)
{
    Scan scan = { text, text + strlen(text) };
    return take_date(&scan, 2) && (scan.at == scan.end || strchr("Tt \t", *scan.at));
}

/* Whether every YAML reader, in block and in flow, takes the bare text for this very string. */
static bool
is_plain_safe(const char *text, size_t length)
{
    gunichar first = g_utf8_get_char(text);
    bool boolean;
    if (length == 0 || !(g_unichar_isalnum(first) || strchr("_/.($+", *text)) ||
        text[length - 1] == ' ' || text[length - 1] == ':' || g_str_has_prefix(text, "..."))
        return false;
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        if (strchr(",?[]{}", *at) || (*at == ':' && at[1] == ' ') || (*at == ' ' && at[1] == '#') ||
            pm_scalar_is_hidden(g_utf8_get_char(at)))
            return false;
    }
    return pm_scalar_resolve(text, length, &boolean) == PM_NODE_STRING &&
           !pm_scalar_is_ambiguous(text, length, NULL) && !is_date_like(text);
}

/* YAML 1.2.2, section 5.7: the escapes that 1.1 has too. */
static void
append_escaped(GString *out, gunichar c)
{
    if (c == '"' || c == '\\')
        g_string_append_printf(out, "\\%c", (char)c);
    else if (c == '\n')
        g_string_append(out, "\\n");
    else if (c == '\t')
        g_string_append(out, "\\t");
    else if (!pm_scalar_is_hidden(c))
        g_string_append_unichar(out, c);
    else if (c <= 0xff)
        g_string_append_printf(out, "\\x%02x", c);
    else
        g_string_append_printf(out, c <= 0xffff ? "\\u%04x" : "\\U%08x", c);
}

char *
pm_scalar_quote(PmArena *arena, const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    size_t length = strlen(valid);
    if (is_plain_safe(valid, length))
        return pm_arena_strndup(arena, valid, length);
    g_autoptr(GString) out = g_string_new("\"");
    for (const char *at = valid; *at; at = g_utf8_next_char(at))
        append_escaped(out, g_utf8_get_char(at));
    g_string_append_c(out, '"');
    return pm_arena_strndup(arena, out->str, out->len);
}

char *
pm_scalar_render(PmArena *arena, const char *text)
{
    size_t length = strlen(text);
    bool boolean;
    if (length > 0 && pm_scalar_resolve(text, length, &boolean) != PM_NODE_STRING &&
        !pm_scalar_is_ambiguous(text, length, NULL))
        return pm_arena_strndup(arena, text, length);
    return pm_scalar_quote(arena, text);
}
