/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/allowed.h"

#include "base/text.h"
#include "signature/ssh_key.h"

#include <string.h>

#define WHITE " \t\r\n"
#define MAX_TEXT (4 * 1024 * 1024)

static void
entry_free(void *data)
{
    PmAllowedEntry *entry = data;
    if (!entry)
        return;
    g_strfreev(entry->principals);
    g_free(entry->namespaces);
    g_free(entry->key_type);
    g_free(entry->key);
    g_free(entry);
}

void
pm_allowed_free(PmAllowed *allowed)
{
    if (!allowed)
        return;
    g_ptr_array_unref(allowed->entries);
    g_free(allowed);
}

/* Is `text` UTF-8 without anything that hides or moves other text? */
static bool
is_printable(const char *text)
{
    if (!g_utf8_validate(text, -1, NULL))
        return false;
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        if (pm_text_is_hostile(g_utf8_get_char(at)))
            return false;
    }
    return true;
}

bool
pm_allowed_is_literal(const char *principal)
{
    return *principal && *principal != '!' && !strpbrk(principal, "*?,\"");
}

/* '*' and '?' as ssh_config(5) has them. Only the last star is ever tried again, so this is never
 * exponential. */
static bool
matches_pattern(const char *pattern, size_t length, const char *text)
{
    size_t p = 0, star = SIZE_MAX;
    const char *retry = NULL;
    while (*text) {
        if (p < length && pattern[p] == '*') {
            star = p++;
            retry = text;
        } else if (p < length && (pattern[p] == '?' || pattern[p] == *text)) {
            p++;
            text++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            text = ++retry;
        } else {
            return false;
        }
    }
    while (p < length && pattern[p] == '*')
        p++;
    return p == length;
}

bool
pm_allowed_matches(const char *patterns, const char *text)
{
    bool found = false;
    for (const char *at = patterns;; at++) {
        bool negated = *at == '!';
        at += negated;
        size_t length = strcspn(at, ",");
        bool match = length > 0 && matches_pattern(at, length, text);
        if (match && negated)
            return false;
        found = found || match;
        at += length;
        if (!*at)
            return found;
    }
}

/* `digits` two at a time into numbers; false when one is no digit. */
static bool
read_pairs(const char *digits, size_t count, int *out_pairs)
{
    for (size_t i = 0; i < count; i++) {
        if (!g_ascii_isdigit(digits[2 * i]) || !g_ascii_isdigit(digits[2 * i + 1]))
            return false;
        out_pairs[i] =
            g_ascii_digit_value(digits[2 * i]) * 10 + g_ascii_digit_value(digits[2 * i + 1]);
    }
    return true;
}

/*
 * YYYYMMDD[HHMM[SS]], in UTC with a Z (or "UTC", which ssh-keygen takes too), else in local time.
 */
static bool
read_time(const char *text, bool utc, int64_t *out_time)
{
    size_t length = strlen(text);
    bool zoned = false;
    for (size_t i = 0; i < 2 && !zoned; i++) {
        const char *suffix = i == 0 ? "Z" : "UTC";
        size_t size = strlen(suffix);
        zoned = length > size && g_ascii_strcasecmp(text + length - size, suffix) == 0;
        length -= zoned ? size : 0;
    }
    int pairs[7] = { 0 };
    if ((length != 8 && length != 12 && length != 14) || !read_pairs(text, length / 2, pairs))
        return false;

    g_autoptr(GTimeZone) zone = utc || zoned ? g_time_zone_new_utc() : g_time_zone_new_local();
    g_autoptr(GDateTime) time = g_date_time_new(zone, pairs[0] * 100 + pairs[1], pairs[2], pairs[3],
                                                pairs[4], pairs[5], pairs[6]);
    if (!time || g_date_time_to_unix(time) <= 0)
        return false;
    *out_time = g_date_time_to_unix(time);
    return true;
}

static const char *
set_authority(PmAllowedEntry *entry, const char *value)
{
    (void)value;
    entry->certificate_authority = true;
    return NULL;
}

static const char *
set_namespaces(PmAllowedEntry *entry, const char *value)
{
    if (entry->namespaces)
        return "namespaces is given twice";
    if (!is_printable(value))
        return "namespaces holds control characters";
    entry->namespaces = g_strdup(value);
    return NULL;
}

static const char *
set_after(PmAllowedEntry *entry, const char *value)
{
    if (entry->valid_after >= 0)
        return "valid-after is given twice";
    return read_time(value, entry->utc, &entry->valid_after)
               ? NULL
               : "valid-after is no YYYYMMDD[HHMM[SS]][Z]";
}

static const char *
set_before(PmAllowedEntry *entry, const char *value)
{
    if (entry->valid_before >= 0)
        return "valid-before is given twice";
    return read_time(value, entry->utc, &entry->valid_before)
               ? NULL
               : "valid-before is no YYYYMMDD[HHMM[SS]][Z]";
}

typedef struct {
    const char *word;
    bool has_value;
    const char *(*set)(PmAllowedEntry *entry, const char *value); /* NULL, or what is wrong */
} Option;

static const Option option_rows[] = {
    { "cert-authority", false, set_authority },
    { "namespaces=", true, set_namespaces },
    { "valid-after=", true, set_after },
    { "valid-before=", true, set_before },
};

/* A value in double quotes, in which \" is a quote; NULL when there is none. */
static char *
read_quoted(const char **at)
{
    if (**at != '"')
        return NULL;
    g_autoptr(GString) value = g_string_new(NULL);
    for (const char *c = *at + 1; *c; c++) {
        if (*c == '"') {
            *at = c + 1;
            return g_string_free(g_steal_pointer(&value), FALSE);
        }
        if (c[0] == '\\' && c[1] == '"')
            c++;
        g_string_append_c(value, *c);
    }
    return NULL;
}

static const char *
read_option(PmAllowedEntry *entry, const char **at)
{
    for (size_t i = 0; i < G_N_ELEMENTS(option_rows); i++) {
        const Option *row = &option_rows[i];
        size_t length = strlen(row->word);
        if (g_ascii_strncasecmp(*at, row->word, length) != 0)
            continue;
        *at += length;
        g_autofree char *value = row->has_value ? read_quoted(at) : NULL;
        if (row->has_value && !value)
            return "an option's value is not in double quotes";
        return row->set(entry, value);
    }
    return "an option is none of cert-authority, namespaces, valid-after, valid-before";
}

static const char *
read_options(PmAllowedEntry *entry, const char *options)
{
    const char *at = options;
    for (;;) {
        const char *wrong = read_option(entry, &at);
        if (wrong)
            return wrong;
        if (!*at)
            break;
        if (*at != ',' || !at[1])
            return "options are not separated by single commas";
        at++;
    }
    if (entry->valid_after >= 0 && entry->valid_before >= 0 &&
        entry->valid_before <= entry->valid_after)
        return "valid-before is not after valid-after";
    return NULL;
}

/*
 * The end of an options field: the first white space outside quotes; NULL when a quote stays open.
 */
static const char *
skip_options(const char *at)
{
    bool quoted = false;
    for (; *at && (quoted || !strchr(WHITE, *at)); at++) {
        if (at[0] == '\\' && at[1] == '"')
            at++;
        else if (*at == '"')
            quoted = !quoted;
    }
    return quoted ? NULL : at;
}

/* The first field, which may be in double quotes; `*at` moves to the next. NULL when a quote stays
 * open. */
static char *
read_principals_field(const char **at)
{
    const char *start = *at;
    bool quoted = *start == '"';
    start += quoted;
    size_t length = strcspn(start, quoted ? "\"" : WHITE);
    if (quoted && start[length] != '"')
        return NULL;
    *at = start + length + quoted;
    *at += strspn(*at, WHITE);
    return g_strndup(start, length);
}

static char **
split_principals(const char *field)
{
    g_auto(GStrv) parts = g_strsplit(field, ",", -1);
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (char **part = parts; *part; part++) {
        if (**part)
            g_ptr_array_add(names, g_strdup(*part));
    }
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_steal(names, NULL);
}

/* Fill `entry` from a line that is neither empty nor a comment; NULL, or what is wrong with it. */
static const char *
read_line(PmAllowedEntry *entry, const char *line)
{
    const char *at = line;
    g_autofree char *field = read_principals_field(&at);
    if (!field)
        return "a quote is not closed";
    if (!is_printable(field))
        return "the principals hold control characters or are not UTF-8";
    entry->principals = split_principals(field);
    if (!entry->principals[0])
        return "there is no principal";

    /* options are what stands before something that reads as a key, as in authorized_keys */
    if (pm_ssh_key_read(at, &entry->key_type, &entry->key))
        return NULL;
    const char *end = skip_options(at);
    if (!end)
        return "a quote is not closed";
    if (!pm_ssh_key_read(end + strspn(end, WHITE), &entry->key_type, &entry->key))
        return "there is no public key";
    g_autofree char *options = g_strndup(at, (size_t)(end - at));
    return read_options(entry, options);
}

static PmAllowedEntry *
entry_new(const char *line, unsigned number, bool utc, const char **out_wrong)
{
    PmAllowedEntry *entry = g_new0(PmAllowedEntry, 1);
    entry->line = number;
    entry->utc = utc;
    entry->valid_after = entry->valid_before = -1;
    *out_wrong = read_line(entry, line);
    if (*out_wrong)
        g_clear_pointer(&entry, entry_free);
    return entry;
}

typedef enum {
    READ_STRICT = 0,
    READ_LENIENT = 1, /* a line that doesn't parse is left out */
    READ_UTC = 2,     /* a date without Z is in UTC */
} ReadFlags;

static PmAllowed *
read_text(const char *text, ReadFlags flags, GError **error)
{
    g_autoptr(PmAllowed) allowed = g_new0(PmAllowed, 1);
    allowed->entries = g_ptr_array_new_with_free_func(entry_free);
    unsigned number = 1;
    for (const char *at = text; *at; number++) {
        size_t length = strcspn(at, "\n");
        g_autofree char *line = g_strndup(at, length);
        at += length + (at[length] == '\n');
        const char *content = line + strspn(line, WHITE);
        if (!*content || *content == '#')
            continue;
        const char *wrong = NULL;
        PmAllowedEntry *entry = entry_new(content, number, flags & READ_UTC, &wrong);
        if (entry) {
            g_ptr_array_add(allowed->entries, entry);
        } else if (!(flags & READ_LENIENT)) {
            pm_error_set(error, PM_ERROR_FAILED, NULL, "allowed_signers, line %u: %s", number,
                         wrong);
            return NULL;
        }
    }
    return g_steal_pointer(&allowed);
}

PmAllowed *
pm_allowed_parse(const char *text, GError **error)
{
    if (strlen(text) > MAX_TEXT) {
        pm_error_set(error, PM_ERROR_LIMIT, NULL, "allowed_signers is larger than 4 MiB");
        return NULL;
    }
    return read_text(text, READ_STRICT, error);
}

static PmAllowed *
read_lenient(const char *text, ReadFlags flags)
{
    bool usable = text && strlen(text) <= MAX_TEXT;
    return read_text(usable ? text : "", flags | READ_LENIENT, NULL);
}

PmAllowed *
pm_allowed_read(const char *text)
{
    return read_lenient(text, READ_STRICT);
}

PmAllowed *
pm_allowed_read_utc(const char *text)
{
    return read_lenient(text, READ_UTC);
}

static bool
is_plain_address(const char *principal)
{
    const char *at = strchr(principal, '@');
    return at && at != principal && at[1] && !strchr(at + 1, '@') &&
           !strpbrk(principal, "*?!,\"'\\<>()#" WHITE) && *principal != '-' &&
           is_printable(principal);
}

char *
pm_allowed_line(const char *principal, const char *namespaces, const char *public_key,
                GError **error)
{
    if (!is_plain_address(principal)) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "'%s' is no plain e-mail address", principal);
        return NULL;
    }
    if (namespaces &&
        (!*namespaces || strpbrk(namespaces, "\"\\" WHITE) || !is_printable(namespaces))) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "'%s' is no list of namespaces", namespaces);
        return NULL;
    }
    const char *key = public_key + strspn(public_key, WHITE);
    const char *rest = key + strcspn(key, "\r\n");
    g_autofree char *type = NULL, *base64 = NULL;
    if (rest[strspn(rest, WHITE)] || !pm_ssh_key_read(key, &type, &base64) ||
        strstr(type, "-cert-v")) {
        pm_error_set(error, PM_ERROR_USAGE, "give the file that ends in .pub",
                     "the key of '%s' is no SSH public key on one line", principal);
        return NULL;
    }
    if (!namespaces)
        return g_strdup_printf("%s %s %s", principal, type, base64);
    return g_strdup_printf("%s namespaces=\"%s\" %s %s", principal, namespaces, type, base64);
}
