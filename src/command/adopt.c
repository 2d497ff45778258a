/* SPDX-License-Identifier: Apache-2.0 */
#include "command/adopt.h"

#include "document/name.h"

#include <string.h>

/* A file without ".md" is a report when it reads like one: a heading or a front matter at its very
 * start. */
static bool
reads_like_document(PmContent *tip, const char *path)
{
    g_autofree char *base = g_path_get_basename(path);
    if (strchr(base, '.') != NULL && !g_str_has_suffix(base, ".") && strchr(base, ' ') == NULL)
        return false;
    g_autoptr(GBytes) bytes = pm_content_read(tip, path, PM_CONFIG_DOCUMENT_LIMIT, NULL);
    size_t length = 0;
    const char *text = bytes != NULL ? g_bytes_get_data(bytes, &length) : NULL;
    return text != NULL && length > 4 && g_utf8_validate_len(text, length, NULL) &&
           (strncmp(text, "# ", 2) == 0 || strncmp(text, "---\n", 4) == 0);
}

static bool
is_adoptable(const char *documents, PmContent *tip, const PmContentEntry *entry)
{
    if ((entry->mode & 0170000) != 0100000)
        return false;
    if (pm_name_is_document(documents, entry->path, NULL))
        return true;
    bool ours = strstr(entry->path, ".signoffs/") != NULL ||
                strstr(entry->path, ".evidence/") != NULL || g_str_has_suffix(entry->path, ".md") ||
                g_str_has_prefix(entry->path, PM_CONFIG_FOLDER);
    return !ours && reads_like_document(tip, entry->path);
}

/* One line a file: a name with a line break can't be in the list. */
static bool
has_clean_name(const char *path)
{
    return strpbrk(path, "\n\r") == NULL && g_utf8_validate(path, -1, NULL);
}

/* "template.md", "PMyyyy-nnn - Postmortem template.md": what reports are copied from is none. */
static bool
is_template(const char *path)
{
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *lower = g_utf8_strdown(base, -1);
    g_auto(GStrv) words = g_strsplit_set(lower, " -_.()", -1);
    static const char *const kinds[] = { "postmortem", "mortem", "incident", "report",
                                         "review",     "rca",    NULL };
    const char *last = NULL;
    for (size_t i = 0; words[i] != NULL; i++) {
        if (*words[i] == '\0' || g_str_equal(words[i], "md"))
            continue;
        if (g_str_equal(words[i], "template") && words[i + 1] != NULL &&
            g_str_equal(words[i + 1], "md") && words[i + 2] == NULL)
            return last == NULL || g_strv_contains(kinds, last);
        last = words[i];
    }
    return false;
}

static bool
is_flat(const char *documents, const GPtrArray *entries)
{
    size_t direct = 0;
    for (guint i = 0; i < entries->len; i++) {
        const PmContentEntry *entry = entries->pdata[i];
        direct += strchr(entry->path + strlen(documents), '/') == NULL;
    }
    return direct * 2 > entries->len;
}

char *
pm_adopt_list(PmArena *arena, PmContent *tip, const char *documents, PmAdopted *out_adopted,
              GError **error)
{
    *out_adopted = (PmAdopted){ 0 };
    g_autoptr(GPtrArray) templates = g_ptr_array_new();
    g_autoptr(GPtrArray) files = NULL;
    if (tip != NULL) {
        files = pm_content_list(tip, documents, error);
        if (files == NULL)
            return NULL;
    }
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    for (guint i = 0; files != NULL && i < files->len; i++) {
        PmContentEntry *entry = files->pdata[i];
        if (!is_adoptable(documents, tip, entry))
            continue;
        if (!has_clean_name(entry->path))
            out_adopted->skipped++;
        else if (is_template(entry->path))
            g_ptr_array_add(templates, pm_arena_strdup(arena, entry->path + strlen(documents)));
        else
            g_ptr_array_add(found, entry);
    }
    out_adopted->count = found->len;
    out_adopted->flat = is_flat(documents, found);
    const char **rows = pm_arena_new0(arena, const char *, templates->len + 1);
    for (guint i = 0; i < templates->len; i++)
        rows[i] = templates->pdata[i];
    out_adopted->templates = rows;
    if (found->len > 0)
        return pm_corpus_adopted_text((const PmContentEntry *const *)(const void *)found->pdata,
                                      found->len);
    pm_error_set(
        error, PM_ERROR_NOT_FOUND, "only what is committed can be adopted: git add, git commit",
        "there are no committed documents in '%s' to adopt", *documents != '\0' ? documents : "./");
    return NULL;
}
