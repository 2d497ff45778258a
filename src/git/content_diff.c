/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two versions of a file as a unified diff. libgit2 compares; the header lines are made here,
 * because it can't say that a side does not exist.
 */
#include "git/content.h"
#include "git/native.h"

#include <string.h>

/* As git quotes with core.quotePath=false: readable letters stay, what would break the line does
 * not. */
static char *
quote_path(const char *side, const char *path)
{
    static const char named[] = "\a\b\t\n\v\f\r\"\\";
    static const char letters[] = "abtnvfr\"\\";
    g_autoptr(GString) text = g_string_new(side);
    bool needed = false;

    for (const char *c = path; *c; c++) {
        const char *name = strchr(named, *c);
        if (name)
            g_string_append_printf(text, "\\%c", letters[name - named]);
        else if ((guchar)*c < ' ' || *c == 0x7f)
            g_string_append_printf(text, "\\%03o", (guchar)*c);
        else
            g_string_append_c(text, *c);
        needed = needed || name || (guchar)*c < ' ' || *c == 0x7f;
    }
    if (needed)
        g_string_append_c(g_string_prepend_c(text, '"'), '"');
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* The first seven digits, as git abbreviates outside a repository. */
static PmOid
short_id(GBytes *bytes)
{
    PmOid oid = PM_OID_ZERO;

    if (bytes)
        oid = pm_content_hash(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    oid.hex[7] = '\0';
    return oid;
}

typedef struct {
    char *old_name, *new_name; /* in the first line: always both */
    char *old_side, *new_side; /* "/dev/null" where the file does not exist */
} Names;

static void
names_clear(Names *names)
{
    g_free(names->old_name);
    g_free(names->new_name);
    g_free(names->old_side);
    g_free(names->new_side);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Names, names_clear)

static void
append_header(GString *text, const Names *names, GBytes *old_bytes, GBytes *new_bytes)
{
    g_string_append_printf(text, "diff --git %s %s\n", names->old_name, names->new_name);
    if (old_bytes == NULL)
        g_string_append(text, "new file mode 100644\n");
    if (new_bytes == NULL)
        g_string_append(text, "deleted file mode 100644\n");
    g_string_append_printf(text, "index %s..%s%s\n", short_id(old_bytes).hex,
                           short_id(new_bytes).hex, old_bytes && new_bytes ? " 100644" : "");
}

/* A name with a space is followed by a tab, so that patch(1) knows where it ends. */
static void
append_side(GString *text, const char *sign, const char *name)
{
    g_string_append_printf(text, "%s %s%s\n", sign, name,
                           strchr(name, ' ') && *name != '"' ? "\t" : "");
}

static int
append_line(const git_diff_delta *delta, const git_diff_hunk *hunk, const git_diff_line *line,
            void *data)
{
    GString *text = data;

    (void)delta;
    (void)hunk;
    if (line->origin == GIT_DIFF_LINE_FILE_HDR)
        return 0;
    if (line->origin == GIT_DIFF_LINE_CONTEXT || line->origin == GIT_DIFF_LINE_ADDITION ||
        line->origin == GIT_DIFF_LINE_DELETION)
        g_string_append_c(text, line->origin);
    g_string_append_len(text, line->content, (gssize)line->content_len);
    return 0;
}

static const void *
data_of(GBytes *bytes)
{
    const void *data = bytes ? g_bytes_get_data(bytes, NULL) : NULL;

    return data ? data : "";
}

static size_t
size_of(GBytes *bytes)
{
    return bytes ? g_bytes_get_size(bytes) : 0;
}

char *
pm_content_diff(const char *path, GBytes *old_bytes, GBytes *new_bytes, GError **error)
{
    g_autoptr(git_patch) patch = NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GString) hunks = g_string_new(NULL);
    g_auto(Names) names = { 0 };

    if (old_bytes == new_bytes || (old_bytes && new_bytes && g_bytes_equal(old_bytes, new_bytes)))
        return g_strdup("");
    pm_native_start();
    if (git_patch_from_buffers(&patch, data_of(old_bytes), size_of(old_bytes), path,
                               data_of(new_bytes), size_of(new_bytes), path, NULL) != 0 ||
        git_patch_print(patch, append_line, hunks) != 0) {
        pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot compare '%s'", path);
        return NULL;
    }
    names.old_name = quote_path("a/", path);
    names.new_name = quote_path("b/", path);
    names.old_side = g_strdup(old_bytes ? names.old_name : "/dev/null");
    names.new_side = g_strdup(new_bytes ? names.new_name : "/dev/null");
    append_header(text, &names, old_bytes, new_bytes);
    if (git_patch_get_delta(patch)->flags & GIT_DIFF_FLAG_BINARY) {
        g_string_append_printf(text, "Binary files %s and %s differ\n", names.old_side,
                               names.new_side);
    } else if (git_patch_num_hunks(patch) > 0) {
        append_side(text, "---", names.old_side);
        append_side(text, "+++", names.new_side);
        g_string_append_len(text, hunks->str, (gssize)hunks->len);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}
