/* SPDX-License-Identifier: Apache-2.0 */
#include "command/merge_setup.h"

#include "git/config_write.h"
#include "git/file_read.h"
#include "git/file_write.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define NAME_KEY "merge.postmortem.name"
#define DRIVER_KEY "merge.postmortem.driver"
#define CALL "git postmortem merge-driver"
#define ATTRIBUTE "merge=postmortem"
#define REMARK "# Installed by: git postmortem hooks install"

static const char name[] = "postmortems by key, id and time";
static const char driver[] = CALL " --marker-size=%L --base-label=%S --our-label=%X "
                                  "--their-label=%Y %O %A %B %P";

typedef enum { ABSENT, OURS, FOREIGN } State;

static State
state_of(const PmContext *context)
{
    g_autofree char *value = pm_repository_config(context->repository, DRIVER_KEY);
    if (value == NULL)
        return ABSENT;
    return strstr(value, CALL) != NULL ? OURS : FOREIGN;
}

/* Is the value in the file that we write to? */
static bool
is_local(const PmContext *context, const char *key)
{
    return g_strcmp0(pm_repository_config_scope(context->repository, key), "--local") == 0;
}

/* As gitattributes(5) wants a pattern: glob characters escaped; quoted, for it may have blanks. */
static char *
pattern_of(const char *documents)
{
    g_autoptr(GString) pattern = g_string_new("\"/");
    for (const char *c = documents; *c != '\0'; c++) {
        if (strchr("*?[", *c) != NULL)
            g_string_append(pattern, "\\\\");
        else if (strchr("\"", *c) != NULL)
            g_string_append_c(pattern, '\\');
        else if (*c == '\\')
            g_string_append(pattern, "\\\\\\");
        g_string_append_c(pattern, *c);
    }
    g_string_append(pattern, "**/*.md\"");
    return g_string_free(g_steal_pointer(&pattern), FALSE);
}

/* The lines that install adds to $GIT_DIR/info/attributes. */
static char *
lines_for(const PmContext *context)
{
    g_autofree char *pattern = pattern_of(context->config->documents);
    return g_strdup_printf(REMARK "\n%s " ATTRIBUTE "\n", pattern);
}

static char *
attributes_path(const PmContext *context)
{
    return g_build_filename(pm_repository_common_dir(context->repository), "info", "attributes",
                            NULL);
}

static bool
fail(GError **error, const char *what, const char *path, int code)
{
    pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot %s '%s': %s", what, path, g_strerror(code));
    return false;
}

/* What is in the file; nothing where there is none. */
static bool
read_attributes(const char *path, char **out_text, GError **error)
{
    g_autoptr(GBytes) bytes = NULL;
    int code = pm_file_read(path, G_MAXINT, &bytes);
    if (code != 0 && code != ENOENT)
        return fail(error, "read", path, code);
    *out_text = bytes != NULL ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes))
                              : g_strdup("");
    return true;
}

static bool
write_attributes(const char *path, const char *text, GError **error)
{
    GStatBuf status;
    mode_t mode = g_stat(path, &status) == 0 ? status.st_mode & 0777 : 0644;
    g_autofree char *folder = g_path_get_dirname(path);
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    if (*text == '\0')
        return g_unlink(path) == 0 || errno == ENOENT || fail(error, "remove", path, errno);
    if (g_mkdir_with_parents(folder, 0777) != 0)
        return fail(error, "make", folder, errno);
    int code = pm_file_replace(path, bytes, mode, false);
    return code == 0 || fail(error, "write", path, code);
}

/* The ledger's own file may say it, for everybody. */
static bool
is_said_by_ledger(const PmContext *context)
{
    enum { LIMIT = 1024 * 1024 };
    g_autofree char *path = g_strconcat(context->config->documents, ".gitattributes", NULL);
    g_autoptr(GBytes) bytes = pm_content_read(context->content, path, LIMIT, NULL);
    size_t length = 0;
    const char *text = bytes != NULL ? g_bytes_get_data(bytes, &length) : NULL;
    return text != NULL && memmem(text, length, ATTRIBUTE, strlen(ATTRIBUTE)) != NULL;
}

static bool
add_attribute(const PmContext *context, GError **error)
{
    g_autofree char *path = attributes_path(context);
    g_autofree char *lines = lines_for(context);
    g_autofree char *text = NULL;
    if (!read_attributes(path, &text, error))
        return false;
    if (strstr(text, ATTRIBUTE) != NULL)
        return true;
    bool open = *text != '\0' && !g_str_has_suffix(text, "\n");
    g_autofree char *whole = g_strconcat(text, open ? "\n" : "", lines, NULL);
    return write_attributes(path, whole, error);
}

/* Our remark and the line below it; whatever folder it names. */
static bool
remove_attribute(const PmContext *context, GError **error)
{
    g_autofree char *path = attributes_path(context);
    g_autofree char *text = NULL;
    if (!read_attributes(path, &text, error))
        return false;
    char *remark = strstr(text, REMARK "\n");
    if (remark == NULL)
        return true;
    char *line = remark + strlen(REMARK "\n");
    char *end = strchrnul(line, '\n');
    char *said = memmem(line, (size_t)(end - line), ATTRIBUTE, strlen(ATTRIBUTE));
    char *rest = said != NULL && *end == '\n' ? end + 1 : said != NULL ? end : line;
    memmove(remark, rest, strlen(rest) + 1);
    return write_attributes(path, text, error);
}

bool
pm_merge_setup_install(PmContext *context, GError **error)
{
    const PmRepository *repository = context->repository;
    State state = state_of(context);
    if (pm_repository_is_bare(repository))
        return true;
    if (state == FOREIGN) {
        pm_context_hint(context, DRIVER_KEY " is set already, and stays; ours is\n%s", driver);
        return true;
    }
    bool write = state == ABSENT || is_local(context, DRIVER_KEY);
    g_autofree char *named = pm_repository_config(repository, NAME_KEY);
    if (write && ((named == NULL && !pm_config_write(repository, NAME_KEY, name, error)) ||
                  !pm_config_write(repository, DRIVER_KEY, driver, error)))
        return false;
    /* where a ledger begins just now, its .gitattributes say it */
    if (context->content != NULL && !is_said_by_ledger(context) && !add_attribute(context, error))
        return false;
    pm_context_say(context, "  installed merge-driver\n");
    return true;
}

bool
pm_merge_setup_uninstall(PmContext *context, GError **error)
{
    const PmRepository *repository = context->repository;
    State state = state_of(context);
    if (state == OURS && is_local(context, DRIVER_KEY)) {
        g_autofree char *named = pm_repository_config(repository, NAME_KEY);
        if (!pm_config_write(repository, DRIVER_KEY, NULL, error) ||
            (g_strcmp0(named, name) == 0 && is_local(context, NAME_KEY) &&
             !pm_config_write(repository, NAME_KEY, NULL, error)))
            return false;
        pm_context_say(context, "  removed merge-driver\n");
    } else if (!pm_repository_is_bare(repository)) {
        pm_context_say(context, state == ABSENT ? "  merge-driver was not installed\n"
                                                : "  merge-driver is not ours here, and stays\n");
    }
    return remove_attribute(context, error);
}

void
pm_merge_setup_status(PmContext *context)
{
    static const char *const words[] = { [ABSENT] = "not installed",
                                         [OURS] = "installed",
                                         [FOREIGN] = "somebody else's is configured" };
    if (!pm_repository_is_bare(context->repository))
        fprintf(context->out, "%-12s  %s\n", "merge-driver", words[state_of(context)]);
}
