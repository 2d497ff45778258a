/* SPDX-License-Identifier: Apache-2.0 */
#include "command/message_hook.h"

#include "command/input.h"
#include "git/history.h"
#include "git/trailer.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MESSAGE_MAX ((size_t)1024 * 1024)

/* Is it our own writer's file (git/commit_hook.c), and not git's? */
static bool
is_own_message(const PmContext *context, const char *file)
{
    g_autofree char *own = g_build_filename(pm_repository_common_dir(context->repository),
                                            "postmortem", "COMMIT_EDITMSG", NULL);
    g_autofree char *own_path = realpath(own, NULL);
    g_autofree char *path = realpath(file, NULL);
    return own_path != NULL && g_strcmp0(own_path, path) == 0;
}

static bool
is_ours(const PmTrailer *trailer)
{
    return strcasecmp(trailer->key, "Postmortem") == 0 ||
           strncasecmp(trailer->key, "Postmortem-", strlen("Postmortem-")) == 0;
}

/* Has this commit the trailer, too? */
static bool
has_trailer(const PmContext *context, const char *revision, const PmTrailer *wanted)
{
    PmOid oid;
    if (!pm_repository_resolve(context->repository, revision, &oid, NULL))
        return false;
    g_autoptr(PmCommit) commit = pm_commit_read(context->repository, &oid, NULL);
    g_autoptr(GPtrArray) trailers = pm_trailers_parse(commit != NULL ? commit->message : "");
    for (guint i = 0; i < trailers->len; i++) {
        const PmTrailer *trailer = trailers->pdata[i];
        if (strcasecmp(trailer->key, wanted->key) == 0 &&
            g_str_equal(trailer->value, wanted->value))
            return true;
    }
    return false;
}

/* What git makes anew keeps its message: the commit that is amended or reworded is HEAD, the others
 * have a name while they are picked; ORIG_HEAD is what a reset went back from. */
static bool
is_carried_on(const PmContext *context, const PmTrailer *trailer)
{
    static const char *const sources[] = { "HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD", "ORIG_HEAD" };
    for (size_t i = 0; i < G_N_ELEMENTS(sources); i++)
        if (has_trailer(context, sources[i], trailer))
            return true;
    return false;
}

/* "sha256:0f7f…" names a file of the index by its digest. */
static bool
is_staged(PmContent *index, const char *value)
{
    g_autofree char *suffix =
        g_strconcat("/", value + (g_str_has_prefix(value, "sha256:") ? strlen("sha256:") : 0),
                    ".signoff", NULL);
    g_autoptr(GPtrArray) files = pm_content_list(index, "", NULL);
    for (guint i = 0; files != NULL && i < files->len; i++)
        if (g_str_has_suffix(((const PmContentEntry *)files->pdata[i])->path, suffix))
            return true;
    return false;
}

/* What the trailer has wrong; NULL: nothing. */
static const char *
judge(PmContext *context, PmContent *index, const PmTrailer *trailer)
{
    if (!is_carried_on(context, trailer))
        return "is a trailer that only git postmortem writes";
    if (strcasecmp(trailer->key, "Postmortem-Signoff") == 0 && !is_staged(index, trailer->value))
        return "names a sign-off that is not in this commit";
    return NULL;
}

static bool
has_ledger(PmContent *index)
{
    PmContentEntry entry = { 0 };
    bool there = pm_content_find(index, PM_CONFIG_PATH, &entry, NULL);
    g_free(entry.path);
    return there;
}

static int
refuse(PmContext *context, const PmTrailer *trailer, const char *what)
{
    g_autofree char *line = g_strdup_printf("%s: %s", trailer->key, trailer->value);
    fprintf(context->err, "error: '%s' %s\n", pm_context_safe(context, line), what);
    pm_context_hint(context, "take the line out: a commit by hand is no event of the ledger;\n"
                             "git postmortem commit makes one of what was edited by hand\n"
                             "the message is kept: git commit -eF \"$(git rev-parse --git-path "
                             "COMMIT_EDITMSG)\"");
    return PM_EXIT_FINDINGS;
}

int
pm_message_hook(PmContext *context, char **arguments, GError **error)
{
    if (arguments[0] == NULL) {
        pm_error_set(error, PM_ERROR_USAGE, "git gives it: githooks(5)",
                     "commit-msg wants the file of the message");
        return -1;
    }
    if (is_own_message(context, arguments[0]))
        return PM_EXIT_OK;
    g_autoptr(GBytes) bytes = pm_input_read(arguments[0], MESSAGE_MAX, NULL, error);
    g_autoptr(PmContent) index =
        bytes != NULL ? pm_content_index(context->repository, error) : NULL;
    if (index == NULL)
        return -1;
    if (!has_ledger(index))
        return PM_EXIT_OK;
    g_autoptr(GString) message = g_string_new_len(g_bytes_get_data(bytes, NULL),
                                                  (gssize)g_bytes_get_size(bytes)); /* or nothing */
    g_autoptr(GPtrArray) trailers = pm_trailers_parse(message->str);
    for (guint i = 0; i < trailers->len; i++) {
        const PmTrailer *trailer = trailers->pdata[i];
        const char *wrong = is_ours(trailer) ? judge(context, index, trailer) : NULL;
        if (wrong != NULL)
            return refuse(context, trailer, wrong);
    }
    return PM_EXIT_OK;
}
