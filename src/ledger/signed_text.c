/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/signed_text.h"

#include "base/text.h"

#include <string.h>

#define ARMOUR "-----BEGIN " /* ends the lines */
#define ARMOUR_END "-----END "
#define DIGEST "sha256:"

static bool
is_hex(const char *text, size_t digits)
{
    return strlen(text) == digits && strspn(text, "0123456789abcdef") == digits;
}

bool
pm_signed_is_clean(const char *text)
{
    if (*text == '\0' || !g_utf8_validate(text, -1, NULL) || *text == ' ' ||
        text[strlen(text) - 1] == ' ' || strstr(text, "-----BEGIN") != NULL)
        return false;
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
        if (pm_text_is_hostile(g_utf8_get_char(p)) || *p == '\n' || *p == '\t')
            return false;
    return true;
}

bool
pm_signed_is_name(const char *text)
{
    return pm_signed_is_clean(text) && strchr(text, ' ') == NULL;
}

bool
pm_signed_is_uuid(const char *text)
{
    return g_uuid_string_is_valid(text) && strpbrk(text, "ABCDEF") == NULL;
}

bool
pm_signed_is_digest(const char *text)
{
    return g_str_has_prefix(text, DIGEST) && is_hex(text + strlen(DIGEST), 64);
}

bool
pm_signed_is_digest_or_none(const char *text)
{
    return g_str_equal(text, "none") || pm_signed_is_digest(text);
}

bool
pm_signed_is_commit(const char *text)
{
    return is_hex(text, 40);
}

bool
pm_signed_is_email(const char *text)
{
    const char *at = strchr(text, '@');
    if (!pm_signed_is_name(text))
        return false;
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
        if (g_unichar_type(g_utf8_get_char(p)) == G_UNICODE_FORMAT)
            return false; /* zero-width: looks like another's address */
    return at != NULL && at != text && at[1] != '\0' && strchr(at + 1, '@') == NULL &&
           strpbrk(text, "<>,*?!\"") == NULL && text[0] != '-';
}

bool
pm_signed_is_time(const char *text)
{
    if (strlen(text) != strlen("2026-01-20T09:14:02Z") || text[10] != 'T' || text[19] != 'Z')
        return false;
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, NULL);
    if (time == NULL)
        return false;
    g_autofree char *again = g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
    return g_str_equal(again, text);
}

const char *
pm_signed_hex(const char *value)
{
    return g_str_equal(value, "none") ? NULL : value + strlen(DIGEST);
}

char *
pm_signed_digest(const char *hex)
{
    return hex == NULL ? g_strdup("none") : g_strconcat(DIGEST, hex, NULL);
}

char *
pm_signed_format(const PmSignedLine *lines, size_t count, const char *const *values,
                 size_t *out_refused)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < count; i++) {
        if (!lines[i].accepts(values[i])) {
            *out_refused = i;
            return NULL;
        }
        g_string_append_printf(text, "%s: %s\n", lines[i].key, values[i]);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Cut the value of one line out of `*at`; NULL when the line is not as it must be. */
static const char *
take_line(PmArena *arena, const char **at, const PmSignedLine *line)
{
    const char *end = strchr(*at, '\n');
    size_t key = strlen(line->key);
    if (end == NULL || strncmp(*at, line->key, key) != 0 || strncmp(*at + key, ": ", 2) != 0 ||
        end < *at + key + 2)
        return NULL;
    const char *value = pm_arena_strndup(arena, *at + key + 2, (size_t)(end - *at) - key - 2);
    *at = end + 1;
    return line->accepts(value) ? value : NULL;
}

/*
 * One armour and nothing else: BEGIN and END of one label, each a line, printable ASCII between
 * them.
 */
static bool
is_armour(const char *text)
{
    const char *label = text + strlen(ARMOUR);
    const char *line_end = strchr(text, '\n');
    size_t length = strlen(text);
    if (!g_str_has_prefix(text, ARMOUR) || line_end == NULL || line_end - label < 6 ||
        strncmp(line_end - 5, "-----", 5) != 0)
        return false;
    g_autofree char *end =
        g_strdup_printf("\n" ARMOUR_END "%.*s\n", (int)(line_end - label), label);
    if (!g_str_has_suffix(text, end) || strstr(line_end, "\n-----") != text + length - strlen(end))
        return false;
    for (const char *p = text; *p != '\0'; p++)
        if (*p != '\n' && !g_ascii_isprint(*p))
            return false;
    return true;
}

static bool
refuse(const PmSignedForm *form, GError **error, const char *what)
{
    pm_error_set(error, PM_ERROR_UNTRUSTED, NULL, "not %s: %s", form->what, what);
    return false;
}

bool
pm_signed_parse(PmArena *arena, const PmSignedForm *form, const char *bytes, size_t length,
                const char **out_values, size_t *out_length, const char **out_armour,
                GError **error)
{
    if (length > form->limit) {
        g_autofree char *what = g_strdup_printf("larger than %zu KiB", form->limit / 1024);
        return refuse(form, error, what);
    }
    if (memchr(bytes, '\0', length) != NULL || !g_utf8_validate_len(bytes, length, NULL))
        return refuse(form, error, "not UTF-8 text");
    const char *text = pm_arena_strndup(arena, bytes, length);
    const char *at = text;
    for (size_t i = 0; i < form->count; i++) {
        out_values[i] = take_line(arena, &at, &form->lines[i]);
        if (out_values[i] == NULL) {
            g_autofree char *what =
                g_strdup_printf("its line %zu is no '%s: …'", i + 1, form->lines[i].key);
            return refuse(form, error, what);
        }
    }
    if (*at != '\0' && !is_armour(at))
        return refuse(form, error, "what follows the statement is not exactly one signature");
    *out_length = (size_t)(at - text);
    *out_armour = *at != '\0' ? at : NULL;
    return true;
}
