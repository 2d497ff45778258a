/* SPDX-License-Identifier: Apache-2.0 */
#include "git/config_overlay.h"

#include <string.h>

struct PmConfigOverlay {
    GHashTable *values; /* normal key → value or NULL; the last one wins */
};

/* Pairs beyond this are nobody's command line. */
#define PAIRS_MAX 10000

/*
 * "Section.Sub.Section.Key" as git compares it: section and key in lower case, the middle kept;
 * NULL when it is not a key. g_free()
 */
static char *
normal_key(const char *key)
{
    const char *first = strchr(key, '.');
    const char *last = strrchr(key, '.');

    if (first == NULL || first == key || !g_ascii_isalpha(last[1]) || strchr(key, '\n'))
        return NULL;
    for (const char *c = key; *c; c++) {
        if ((c < first || c > last) && !g_ascii_isalnum(*c) && *c != '-')
            return NULL;
    }
    char *result = g_strdup(key);
    for (char *c = result; *c; c++) {
        if (c - result < first - key || c - result > last - key)
            *c = g_ascii_tolower(*c);
    }
    return result;
}

static bool
add(PmConfigOverlay *overlay, const char *key, const char *value, GError **error)
{
    char *normal = normal_key(key);

    if (normal == NULL) {
        pm_error_set(error, PM_ERROR_USAGE, "a key looks like section.name",
                     "bogus config parameter: '%s'", key);
        return false;
    }
    g_hash_table_replace(overlay->values, normal, g_strdup(value));
    return true;
}

/* Undo the quoting of one shell word in single quotes, 'it'\''s'; NULL when it is not closed. */
static char *
dequote(const char *word, const char **out_end)
{
    g_autoptr(GString) text = g_string_new(NULL);
    const char *c = word;

    if (*c != '\'')
        return NULL;
    for (c++; *c;) {
        if (*c != '\'') {
            g_string_append_c(text, *c++);
        } else if (c[1] == '\\' && (c[2] == '\'' || c[2] == '!') && c[3] == '\'') {
            g_string_append_c(text, c[2]);
            c += 4;
        } else {
            *out_end = c + 1;
            return g_string_free(g_steal_pointer(&text), FALSE);
        }
    }
    return NULL;
}

static bool
ends_word(const char *c)
{
    return *c == '\0' || g_ascii_isspace(*c);
}

/* The old form, 'key=value' as one word: the key ends at the first '='. */
static bool
add_joined(PmConfigOverlay *overlay, char *word, GError **error)
{
    char *equals = strchr(word, '=');

    if (equals)
        *equals = '\0';
    return add(overlay, g_strstrip(word), equals ? equals + 1 : NULL, error);
}

/* One word of GIT_CONFIG_PARAMETERS, 'key=value' or 'key'='value' or 'key'=. Moves `*cursor` behind
 * it. */
static bool
add_word(PmConfigOverlay *overlay, const char **cursor, GError **error)
{
    g_autofree char *key = dequote(*cursor, cursor);
    g_autofree char *value = NULL;

    if (key && ends_word(*cursor))
        return add_joined(overlay, key, error);
    if (key && **cursor == '=') {
        ++*cursor;
        if (**cursor == '\'')
            value = dequote(*cursor, cursor);
        if (ends_word(*cursor))
            return add(overlay, key, value, error);
    }
    pm_error_set(error, PM_ERROR_USAGE, "git -c sets this variable; don't set it by hand",
                 "bogus format in GIT_CONFIG_PARAMETERS");
    return false;
}

static bool
read_parameters(PmConfigOverlay *overlay, const char *parameters, GError **error)
{
    const char *cursor = parameters;

    for (;;) {
        while (g_ascii_isspace(*cursor))
            cursor++;
        if (*cursor == '\0')
            return true;
        if (!add_word(overlay, &cursor, error))
            return false;
    }
}

static bool
read_counted(PmConfigOverlay *overlay, char **environment, const char *count, GError **error)
{
    guint64 pairs = 0;

    if (!g_ascii_string_to_unsigned(count, 10, 0, PAIRS_MAX, &pairs, NULL)) {
        pm_error_set(error, PM_ERROR_USAGE, "it is the number of pairs, at most 10000",
                     "bogus count in GIT_CONFIG_COUNT: '%s'", count);
        return false;
    }
    for (unsigned i = 0; i < pairs; i++) {
        g_autofree char *key_name = g_strdup_printf("GIT_CONFIG_KEY_%u", i);
        g_autofree char *value_name = g_strdup_printf("GIT_CONFIG_VALUE_%u", i);
        const char *key = g_environ_getenv(environment, key_name);
        const char *value = g_environ_getenv(environment, value_name);

        if (key == NULL || value == NULL) {
            pm_error_set(error, PM_ERROR_USAGE, NULL, "missing config %s %s", key ? "value" : "key",
                         key ? value_name : key_name);
            return false;
        }
        if (!add(overlay, key, value, error))
            return false;
    }
    return true;
}

PmConfigOverlay *
pm_config_overlay_new(char **environment, GError **error)
{
    g_autoptr(PmConfigOverlay) overlay = g_new0(PmConfigOverlay, 1);
    const char *count = g_environ_getenv(environment, "GIT_CONFIG_COUNT");
    const char *parameters = g_environ_getenv(environment, "GIT_CONFIG_PARAMETERS");

    overlay->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (count && *count && !read_counted(overlay, environment, count, error))
        return NULL;
    if (parameters && !read_parameters(overlay, parameters, error))
        return NULL;
    return g_steal_pointer(&overlay);
}

void
pm_config_overlay_free(PmConfigOverlay *overlay)
{
    if (overlay == NULL)
        return;
    g_hash_table_unref(overlay->values);
    g_free(overlay);
}

bool
pm_config_overlay_get(const PmConfigOverlay *overlay, const char *key, const char **out_value)
{
    g_autofree char *normal = normal_key(key);
    gpointer value = NULL;

    if (normal == NULL || !g_hash_table_lookup_extended(overlay->values, normal, NULL, &value))
        return false;
    *out_value = value;
    return true;
}
