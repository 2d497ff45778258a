/* SPDX-License-Identifier: Apache-2.0 */
#include "document/name.h"

#include "base/text.h"

#include <string.h>

static const char SIGNOFFS[] = ".signoffs/";
static const char EVIDENCE[] = ".evidence/";

static size_t
stem_length(const char *path)
{
    size_t length = strlen(path);
    return g_str_has_suffix(path, ".md") ? length - 3 : length;
}

char *
pm_name_id(const char *documents, const char *path, bool adopted)
{
    const char *below = g_str_has_prefix(path, documents) ? path + strlen(documents) : path;
    const char *slash = strrchr(below, '/');
    if (!adopted && slash != NULL)
        below = slash + 1;
    return g_strndup(below, stem_length(below));
}

bool
pm_name_is_document(const char *documents, const char *path, const char *const *ignore)
{
    if (!g_str_has_prefix(path, documents) || !g_str_has_suffix(path, ".md"))
        return false;
    if (g_str_has_prefix(path, ".postmortem/") || strstr(path, SIGNOFFS) != NULL ||
        strstr(path, EVIDENCE) != NULL)
        return false;
    g_autofree char *base = g_path_get_basename(path);
    static const char *const not_documents[] = { "readme.md",       "index.md",   "_index.md",
                                                 "contributing.md", "license.md", ".md" };
    for (size_t i = 0; i < G_N_ELEMENTS(not_documents); i++)
        if (g_ascii_strcasecmp(base, not_documents[i]) == 0)
            return false;
    for (size_t i = 0; ignore != NULL && ignore[i] != NULL; i++)
        if (pm_text_matches(ignore[i], path + strlen(documents)))
            return false;
    return true;
}

char *
pm_name_signoffs(const char *path)
{
    return g_strdup_printf("%.*s%s", (int)stem_length(path), path, SIGNOFFS);
}

char *
pm_name_evidence(const char *path)
{
    return g_strdup_printf("%.*s%s", (int)stem_length(path), path, EVIDENCE);
}

char *
pm_name_stem(const char *path)
{
    return g_strndup(path, stem_length(path));
}

char *
pm_name_owner(const char *path)
{
    const char *start = path; /* of a component */
    for (const char *slash; (slash = strchr(start, '/')) != NULL; start = slash + 1) {
        size_t length = (size_t)(slash + 1 - start);
        const char *folders[] = { SIGNOFFS, EVIDENCE };
        for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
            size_t tail = strlen(folders[i]);
            if (length > tail && memcmp(slash + 1 - tail, folders[i], tail) == 0)
                return g_strndup(path, (size_t)(slash + 1 - path) - tail);
        }
    }
    return NULL;
}

/* Appends `c` to the slug; false when it does not fit any more. */
static bool
add_character(GString *slug, gunichar c, bool gap, size_t limit)
{
    char bytes[6];
    int length = g_unichar_to_utf8(c, bytes);
    if (slug->len + (gap ? 1 : 0) + (size_t)length > limit)
        return false;
    if (gap)
        g_string_append_c(slug, '-');
    g_string_append_len(slug, bytes, length);
    return true;
}

char *
pm_name_slug(const char *title, size_t limit)
{
    g_autofree char *valid = g_utf8_make_valid(title, -1);
    g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
    g_autofree char *lower = g_utf8_strdown(composed, -1);
    GString *slug = g_string_new(NULL);
    bool gap = false;
    size_t word = 0; /* where the last whole word ended */
    const char *p = lower;
    for (; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        bool part = g_unichar_isalnum(c) || (g_unichar_ismark(c) && slug->len > 0 && !gap);
        if (!part) {
            /* an apostrophe joins: "don't" is one word */
            if (c != '\'' && c != 0x2019) {
                gap = slug->len > 0;
                word = slug->len;
            }
            continue;
        }
        if (!add_character(slug, c, gap, limit))
            break;
        gap = false;
    }
    if (*p != '\0' && word > 0 && word < slug->len) /* cut between words where there is a place */
        g_string_truncate(slug, word);
    /* a small letter may have a composed form where the capital has none: J with caron */
    g_autofree char *loose = g_string_free(slug, FALSE);
    return g_utf8_normalize(loose, -1, G_NORMALIZE_NFC);
}

static bool
is_reserved(const char *id)
{
    static const char *const windows[] = { "con", "prn", "aux", "nul" };
    g_autofree char *stem = g_strndup(id, strcspn(id, "."));
    for (size_t i = 0; i < G_N_ELEMENTS(windows); i++)
        if (g_ascii_strcasecmp(stem, windows[i]) == 0)
            return true;
    static const char *const ports[] = { "0", "1", "2", "3", "4", "5", "6",
                                         "7", "8", "9", "¹", "²", "³", NULL };
    if ((g_ascii_strncasecmp(stem, "com", 3) == 0 || g_ascii_strncasecmp(stem, "lpt", 3) == 0) &&
        g_strv_contains(ports, stem + 3))
        return true;
    static const char *const ours[] = { "readme", "index", "_index", "contributing", "license" };
    for (size_t i = 0; i < G_N_ELEMENTS(ours); i++)
        if (g_ascii_strcasecmp(id, ours[i]) == 0)
            return true;
    return false;
}

bool
pm_name_check(const char *id, GError **error)
{
    const char *hint = "letters, digits, '-', '_' and '.' of any script; --id or --slug sets it";
    if (!g_utf8_validate(id, -1, NULL)) {
        pm_error_set(error, PM_ERROR_USAGE, hint, "an id must be UTF-8");
        return false;
    }
    g_autofree char *composed = g_utf8_normalize(id, -1, G_NORMALIZE_NFC);
    size_t length = strlen(id);
    const char *why = NULL;
    if (length == 0)
        why = "is empty";
    else if (length > PM_ID_LIMIT)
        why = "is longer than 120 bytes";
    else if (id[0] == '-' || id[0] == '.')
        why = "begins with '-' or '.'";
    else if (id[length - 1] == '.')
        why = "ends with '.'";
    else if (strstr(id, "..") != NULL)
        why = "holds '..'";
    else if (is_reserved(id))
        why = "is a reserved name";
    else if (!g_str_equal(composed, id))
        why = "is not in Unicode normal form C";
    for (const char *p = id; why == NULL && *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_isalnum(c) && !g_unichar_ismark(c) && c != '-' && c != '_' && c != '.')
            why = "holds a character that is no letter, digit, '-', '_' or '.'";
    }
    if (why == NULL)
        return true;
    pm_error_set(error, PM_ERROR_USAGE, hint, "the id '%s' %s", id, why);
    return false;
}

char *
pm_name_path(const char *documents, const char *layout, const char *id, int year, int month)
{
    g_autoptr(GString) path = g_string_new(layout);
    char number[16];
    g_snprintf(number, sizeof number, "%04d", year);
    g_string_replace(path, "{year}", number, 0);
    g_snprintf(number, sizeof number, "%02d", month);
    g_string_replace(path, "{month}", number, 0);
    g_string_replace(path, "{id}", id, 0);
    return g_strconcat(documents, path->str, NULL);
}

char *
pm_name_fold(const char *name)
{
    if (g_str_is_ascii(name))
        return g_ascii_strdown(name, -1);
    g_autofree char *valid = g_utf8_make_valid(name, -1);
    g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_ALL_COMPOSE);
    return g_utf8_casefold(composed, -1);
}
