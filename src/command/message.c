/* SPDX-License-Identifier: Apache-2.0 */
#include "command/message.h"

#include "command/editor.h"

#include <glib/gstdio.h>
#include <string.h>

#define MESSAGE_LIMIT (64 * 1024)

static bool
check(const char *text, GError **error)
{
    if (strlen(text) <= MESSAGE_LIMIT && g_utf8_validate(text, -1, NULL))
        return true;
    pm_error_set(error, PM_ERROR_LIMIT, NULL, "a message is UTF-8 text of at most 64 KiB");
    return false;
}

/* As git tidies it: no blanks at the ends of lines, one blank line at a time, none around. */
static char *
tidy(const char *text, bool comments)
{
    GString *out = g_string_new(NULL);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    bool gap = false;
    for (size_t i = 0; lines[i] != NULL; i++) {
        if (comments && lines[i][0] == '#')
            continue;
        g_strchomp(lines[i]);
        if (*lines[i] == '\0') {
            gap = out->len > 0;
            continue;
        }
        g_string_append_printf(out, "%s%s%s", out->len > 0 ? "\n" : "", gap ? "\n" : "", lines[i]);
        gap = false;
    }
    return g_string_free(out, FALSE);
}

/* Let the user write it, beginning from `*text`. */
static bool
edit(PmContext *context, const char *about, char **text, GError **error)
{
    g_autofree char *path =
        g_build_filename(pm_repository_git_dir(context->repository), "POSTMORTEM_EDITMSG", NULL);
    g_autofree char *start = g_strdup_printf("%s\n\n# %s\n# Lines that begin with '#' are left "
                                             "out.\n",
                                             *text != NULL ? *text : "", about);
    if (!g_file_set_contents(path, start, -1, error))
        return false;
    g_clear_pointer(text, g_free);
    bool read = pm_editor_run(context, path, error) && g_file_get_contents(path, text, NULL, error);
    g_unlink(path);
    return read;
}

static bool
read_file(const char *path, char **out_text, GError **error)
{
    g_autoptr(GError) found = NULL;
    size_t length;
    const char *from = g_str_equal(path, "-") ? "/dev/stdin" : path;
    if (!g_file_get_contents(from, out_text, &length, &found)) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, NULL, "cannot read the message: %s",
                     found->message);
        return false;
    }
    if (strlen(*out_text) == length)
        return true;
    pm_error_set(error, PM_ERROR_USAGE, NULL, "the message in '%s' holds a NUL", path);
    return false;
}

bool
pm_message_read(PmContext *context, const PmWriteOptions *options, const char *about,
                const char **out_text, GError **error)
{
    g_autofree char *text = NULL;
    *out_text = NULL;
    if (options->message != NULL && options->message_file != NULL) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "-m and -F can't be used together");
        return false;
    }
    if (options->message != NULL)
        text = g_strjoinv("\n\n", options->message);
    else if (options->message_file != NULL && !read_file(options->message_file, &text, error))
        return false;
    /* nothing is written with --dry-run, so nothing has to be said about it */
    bool edits = options->edit_message && !options->dry_run;
    if ((text != NULL && !check(text, error)) ||
        (edits && (!edit(context, about, &text, error) || !check(text, error))))
        return false;
    g_autofree char *clean = text != NULL ? tidy(text, edits) : NULL;
    if (clean != NULL && *clean != '\0')
        *out_text = pm_arena_strdup(context->arena, clean);
    return true;
}
