/* SPDX-License-Identifier: Apache-2.0 */
#include "command/push_hook.h"

#include "command/input.h"
#include "command/push_text.h"
#include "command/shared_branch.h"

#include <string.h>

#define INPUT_MAX ((size_t)16 * 1024 * 1024)

typedef struct {
    PmContext *context;
    GArray *updates;    /* PmRefUpdate */
    const char *remote; /* pre-push: its name, or its address; NULL on a server */
} Hook;

static void
hook_clear(Hook *self)
{
    g_clear_pointer(&self->updates, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Hook, hook_clear)

static Hook
hook_new(PmContext *context, const char *remote)
{
    return (Hook){ context, g_array_new(FALSE, FALSE, sizeof(PmRefUpdate)), remote };
}

static bool
read_oid(const char *text, PmOid *out_oid)
{
    if (strlen(text) != 40 || strspn(text, "0123456789abcdef") != 40)
        return false;
    g_strlcpy(out_oid->hex, text, sizeof out_oid->hex);
    return true;
}

static bool
add_update(Hook *self, const char *ref, const char *old, const char *new, GError **error)
{
    PmRefUpdate update = { .ref = pm_arena_strdup(self->context->arena, ref) };
    if (!read_oid(old, &update.old) || !read_oid(new, &update.new)) {
        pm_error_set(error, PM_ERROR_USAGE, "githooks(5) says what git gives",
                     "'%s %s' of '%s' are no two objects", old, new, ref);
        return false;
    }
    g_array_append_val(self->updates, update);
    return true;
}

/* The last word of the line, cut off it; a ref may hold anything but a blank, what the user typed
 * for it anything. */
static char *
cut_word(char *line)
{
    char *blank = strrchr(line, ' ');
    if (blank == NULL)
        return NULL;
    *blank = '\0';
    return blank + 1;
}

/* "old new ref" on a server, "local-ref new ref old" in a clone. */
static bool
read_line(Hook *self, char *line, GError **error)
{
    char *last = cut_word(line);
    char *middle = last != NULL ? cut_word(line) : NULL;
    char *first = middle != NULL && self->remote != NULL ? cut_word(line) : line;
    if (middle == NULL || first == NULL) {
        pm_error_set(error, PM_ERROR_USAGE, "githooks(5) says what git gives",
                     "standard input is no list of refs");
        return false;
    }
    return self->remote != NULL ? add_update(self, middle, last, first, error)
                                : add_update(self, last, first, middle, error);
}

static bool
read_updates(Hook *self, GError **error)
{
    g_autoptr(GBytes) bytes = pm_input_read(PM_INPUT_STDIN, INPUT_MAX, NULL, error);
    if (bytes == NULL)
        return false;
    g_autoptr(GString) text = g_string_new_len(g_bytes_get_data(bytes, NULL),
                                               (gssize)g_bytes_get_size(bytes)); /* or nothing */
    g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);
    for (char **line = lines; *line != NULL; line++)
        if (**line != '\0' && !read_line(self, *line, error))
            return false;
    return true;
}

static const PmRefUpdate *
update_of(const Hook *self, const char *ref)
{
    for (guint i = 0; i < self->updates->len; i++) {
        const PmRefUpdate *update = &g_array_index(self->updates, PmRefUpdate, i);
        if (g_str_equal(update->ref, ref))
            return update;
    }
    return NULL;
}

/* The commit of a ref; PM_OID_ZERO: there is none. */
static PmOid
read_ref(const Hook *self, const char *ref)
{
    PmOid oid = PM_OID_ZERO;
    pm_repository_read_ref(self->context->repository, ref, &oid, NULL);
    return oid;
}

/* What is known here of a branch of the receiving side. */
static PmOid
tip_of(const Hook *self, const char *ref)
{
    const char *branch = ref + (g_str_has_prefix(ref, "refs/heads/") ? strlen("refs/heads/") : 0);
    if (self->remote == NULL)
        return read_ref(self, ref);
    g_autofree char *tracking = g_strdup_printf("refs/remotes/%s/%s", self->remote, branch);
    PmOid oid = read_ref(self, tracking);
    return g_str_equal(oid.hex, PM_OID_ZERO.hex) ? read_ref(self, ref) : oid;
}

/* A ref that the remote gets by this push. */
static bool
is_pushed(const char *ref, void *data)
{
    return update_of(data, ref) != NULL;
}

/* A branch is judged beside what the line will be, where that moves in the same push. */
static PmOid
line_of(Hook *self, const char *ref)
{
    const PmRefUpdate *update = ref != NULL ? update_of(self, ref) : NULL;
    if (ref == NULL)
        return PM_OID_ZERO;
    return update != NULL && !g_str_equal(update->new.hex, PM_OID_ZERO.hex) ? update->new
                                                                            : tip_of(self, ref);
}

/* What can't be read can't be judged, and is no fault of the other refs. */
static const PmDiagnostics *
judge(const PmPush *push, const PmRefUpdate *update)
{
    PmArena *arena = push->context->arena;
    PmDiagnostics *found = pm_diagnostics_new(arena);
    g_autoptr(GError) error = NULL;
    if (pm_push_judge(push, update, found, &error))
        return found;
    size_t length;
    const char *hint = pm_error_hint(error, &length);
    PmDiagnostic failure = { .rule = "audit/object",
                             .severity = PM_SEVERITY_ERROR,
                             .commit = update->new.hex,
                             .message = pm_arena_strndup(arena, error->message, length),
                             .command = hint != NULL ? pm_arena_strdup(arena, hint) : NULL };
    pm_diagnostics_insist(found, &failure);
    return found;
}

static int
judge_all(Hook *self)
{
    const char *const *shared = pm_shared_branches(self->context, self->remote, is_pushed, self);
    PmPush push = { self->context, shared, line_of(self, shared[0]) };
    PmPushText text = { .context = self->context };
    g_autoptr(GPtrArray) results = g_ptr_array_new();
    bool refused = false;
    for (guint i = 0; i < self->updates->len; i++)
        g_ptr_array_add(results,
                        (void *)judge(&push, &g_array_index(self->updates, PmRefUpdate, i)));
    for (int warnings = 0; warnings <= 1; warnings++)
        for (guint i = 0; i < results->len; i++) {
            bool errors = pm_diagnostics_count_of(results->pdata[i], PM_SEVERITY_ERROR) > 0;
            refused |= errors;
            if (errors != (warnings == 1))
                pm_push_print(&text, &g_array_index(self->updates, PmRefUpdate, i),
                              results->pdata[i]);
        }
    return refused ? PM_EXIT_FINDINGS : PM_EXIT_OK;
}

int
pm_push_hook_client(PmContext *context, char **arguments, GError **error)
{
    const char *remote = arguments[0] != NULL ? arguments[0] : "origin";
    g_auto(Hook) self = hook_new(context, remote);
    return read_updates(&self, error) ? judge_all(&self) : -1;
}

int
pm_push_hook_receive(PmContext *context, char **arguments, GError **error)
{
    g_auto(Hook) self = hook_new(context, NULL);
    (void)arguments;
    return read_updates(&self, error) ? judge_all(&self) : -1;
}

int
pm_push_hook_update(PmContext *context, char **arguments, GError **error)
{
    g_auto(Hook) self = hook_new(context, NULL);
    if (g_strv_length(arguments) != 3) {
        pm_error_set(error, PM_ERROR_USAGE, "git gives them: githooks(5)",
                     "update wants a ref, its old and its new object");
        return -1;
    }
    return add_update(&self, arguments[0], arguments[1], arguments[2], error) ? judge_all(&self)
                                                                              : -1;
}
