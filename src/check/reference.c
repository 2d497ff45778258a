/* SPDX-License-Identifier: Apache-2.0 */
#include "check/reference.h"

#include <stdbool.h>
#include <string.h>

/* "https:", "mailto:"; no path of a document begins like that. */
static bool
has_scheme(const char *text)
{
    size_t length = 0;
    while (g_ascii_isalnum(text[length]) ||
           (length > 0 && strchr("+-.", text[length]) != NULL && text[length] != '\0'))
        length++;
    return length > 1 && g_ascii_isalpha(text[0]) && text[length] == ':';
}

/* Append the parts of `path`; false when it climbs over the root. */
static bool
walk(GPtrArray *parts, const char *path, size_t length)
{
    g_autofree char *copy = g_strndup(path, length);
    g_auto(GStrv) names = g_strsplit(copy, "/", -1);
    for (size_t i = 0; names[i] != NULL; i++) {
        if (*names[i] == '\0' || g_str_equal(names[i], "."))
            continue;
        if (!g_str_equal(names[i], "..")) {
            g_ptr_array_add(parts, g_strdup(names[i]));
            continue;
        }
        if (parts->len == 0)
            return false;
        g_ptr_array_set_size(parts, (int)parts->len - 1);
    }
    return true;
}

PmReferenceKind
pm_reference_resolve(const char *document, const char *text, char **out_path)
{
    size_t length = strlen(text);
    if (length == 0 || has_scheme(text) || g_str_has_prefix(text, "//") || text[length - 1] == '/')
        return PM_REFERENCE_ELSEWHERE;
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
    const char *slash = strrchr(document, '/');
    if (*text != '/' && slash != NULL && !walk(parts, document, (size_t)(slash - document)))
        return PM_REFERENCE_OUTSIDE;
    if (!walk(parts, text, length))
        return PM_REFERENCE_OUTSIDE;
    if (parts->len == 0)
        return PM_REFERENCE_ELSEWHERE;
    g_ptr_array_add(parts, NULL);
    *out_path = g_strjoinv("/", (char **)parts->pdata);
    return PM_REFERENCE_FILE;
}

PmReferenceKind
pm_reference_resolve_link(const char *document, const char *url, char **out_path)
{
    if (has_scheme(url))
        return PM_REFERENCE_ELSEWHERE;
    g_autofree char *plain = g_strndup(url, strcspn(url, "?#"));
    g_autofree char *decoded = g_uri_unescape_string(plain, NULL);
    return pm_reference_resolve(document, decoded != NULL ? decoded : plain, out_path);
}
