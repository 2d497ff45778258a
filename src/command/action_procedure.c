/* SPDX-License-Identifier: Apache-2.0 */
#include "command/action_procedure.h"

#include "base/text.h"
#include "git/history.h"

#include <string.h>

/* Where it is. */
typedef struct {
    PmRepository *repository;
    const char *name; /* of the repository in the config; NULL: this one */
    const char *path;
    PmOid tip;
} Procedure;

/* A relative path is one from the root of this repository. */
static PmRepository *
open_other(PmContext *context, const PmRepositoryPath *row, GError **error)
{
    const char *root = pm_repository_workdir(context->repository);
    if (root == NULL)
        root = pm_repository_git_dir(context->repository);
    g_autofree char *folder = g_canonicalize_filename(row->path, root);
    g_autoptr(GError) found = NULL;
    PmRepository *repository = pm_repository_open(folder, &found);
    size_t length = 0; /* of what went wrong, without the advice to make one */
    if (repository == NULL)
        pm_error_hint(found, &length);
    if (repository == NULL)
        pm_error_set(error, PM_ERROR_STATE,
                     pm_arena_printf(context->arena,
                                     "clone it there, or name its place in " PM_CONFIG_PATH
                                     ", repositories.%s",
                                     row->name),
                     "the repository '%s' can't be read in %s: %.*s", row->name, folder,
                     (int)length, found->message);
    return repository;
}

/* The commits that changed it: the newest one after `since`, and the newest one before. */
static bool
find_changes(const Procedure *self, int64_t since, PmOid *out_after, PmOid *out_before,
             bool *out_cut, GError **error)
{
    const char *const paths[] = { self->path, NULL };
    g_autoptr(GArray) commits = pm_history_of(self->repository, &self->tip, paths, out_cut, error);
    if (commits == NULL)
        return false;
    *out_after = *out_before = PM_OID_ZERO;
    for (guint i = 0; i < commits->len; i++) {
        const PmOid *oid = &g_array_index(commits, PmOid, i);
        g_autoptr(PmCommit) commit = pm_commit_read(self->repository, oid, error);
        if (commit == NULL)
            return false;
        PmOid *out = commit->committer_time > since ? out_after : out_before;
        if (g_str_equal(out->hex, PM_OID_ZERO.hex))
            *out = *oid;
    }
    return true;
}

static bool
blob_of(const Procedure *self, const PmOid *commit, PmOid *out_blob)
{
    g_autoptr(PmContent) content = pm_content_commit(self->repository, commit, NULL);
    PmContentEntry entry = { 0 };
    bool found = content != NULL && pm_content_find(content, self->path, &entry, NULL);
    g_free(entry.path);
    *out_blob = entry.blob;
    return found;
}

static bool
refuse(const Procedure *self, const char *hint, const char *what, GError **error)
{
    pm_error_set(error, PM_ERROR_REFUSED, hint, "%s%s%s %s", self->name != NULL ? self->name : "",
                 self->name != NULL ? ":" : "", self->path, what);
    return false;
}

static bool
prove(const Procedure *self, int64_t since, PmOid *out_commit, GError **error)
{
    PmOid before, was, is;
    bool cut;
    if (!blob_of(self, &self->tip, &is))
        return refuse(self, "the action's key 'sop' names a file that is committed",
                      "is in no commit of the branch", error);
    if (!find_changes(self, since, out_commit, &before, &cut, error))
        return false;
    if (g_str_equal(out_commit->hex, PM_OID_ZERO.hex))
        return refuse(self, "write the procedure down and commit it; then the action is done",
                      "has not changed since the incident", error);
    if (cut && g_str_equal(before.hex, PM_OID_ZERO.hex))
        return refuse(self, "git fetch --unshallow", "may have changed: the history is cut off",
                      error);
    if (blob_of(self, &before, &was) && g_str_equal(was.hex, is.hex))
        return refuse(self, "write the procedure down and commit it; then the action is done",
                      "was changed since the incident, and is again as it was", error);
    return true;
}

/* "runbook:page.md", where no repository of the config is called so, and no file of this one. */
static bool
refuse_unknown(PmContext *context, const Procedure *self, GError **error)
{
    const PmConfig *config = context->config;
    const char *colon = strchr(self->path, ':');
    PmOid blob;
    if (colon == NULL || memchr(self->path, '/', (size_t)(colon - self->path)) != NULL ||
        blob_of(self, &self->tip, &blob))
        return true;
    g_autofree char *name = g_strndup(self->path, (size_t)(colon - self->path));
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (size_t i = 0; i < config->repository_count; i++)
        g_ptr_array_add(names, (void *)config->repositories[i].name);
    g_ptr_array_add(names, NULL);
    const char *near = pm_text_closest(name, (const char *const *)names->pdata);
    pm_error_set(error, PM_ERROR_REFUSED,
                 near != NULL
                     ? pm_arena_printf(context->arena, "did you mean '%s'?", near)
                     : "it says where a clone is on this machine: repositories: {<name>: <path>}",
                 "'repositories' in " PM_CONFIG_PATH " has no '%s'", name);
    return false;
}

static bool
prove_in(PmContext *context, Procedure *self, int64_t since, const char **out_proof, GError **error)
{
    PmOid commit;
    if (!pm_repository_resolve(self->repository, "HEAD", &self->tip, error) ||
        (self->name == NULL && !refuse_unknown(context, self, error)) ||
        !prove(self, since, &commit, error))
        return false;
    *out_proof = pm_arena_printf(context->arena, "commit %s%s%s changed %s", commit.hex,
                                 self->name != NULL ? " of " : "",
                                 self->name != NULL ? self->name : "", self->path);
    return true;
}

bool
pm_procedure_prove(PmContext *context, const PmDocument *document, const PmAction *action,
                   const char **out_proof, GError **error)
{
    const char *text = pm_node_string(pm_node_get(action->node, "sop"));
    const char *id = pm_context_word(context, document->id);
    int64_t since;
    if (text == NULL || *text == '\0') {
        pm_error_set(error, PM_ERROR_REFUSED,
                     pm_arena_printf(context->arena, "git postmortem action set %s %s sop=<path>",
                                     id, action->id),
                     "action %s does not name the procedure that it changes", action->id);
        return false;
    }
    if (!pm_fields_end(&document->fields, &since)) {
        pm_error_set(error, PM_ERROR_REFUSED,
                     pm_arena_printf(context->arena, "git postmortem set %s times.resolved=…", id),
                     "it is not known when the incident was over");
        return false;
    }
    Procedure self = { .repository = context->repository };
    const PmRepositoryPath *row = pm_config_repository(context->config, text, &self.path);
    if (row == NULL)
        return prove_in(context, &self, since, out_proof, error);
    g_autoptr(PmRepository) other = open_other(context, row, error);
    self.repository = other;
    self.name = row->name;
    return other != NULL && prove_in(context, &self, since, out_proof, error);
}
