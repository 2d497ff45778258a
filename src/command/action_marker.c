/* SPDX-License-Identifier: Apache-2.0 */
#include "command/action_marker.h"

#include "command/action_step.h"
#include "git/history.h"

typedef struct {
    PmContext *context;
    const char *path, *action, *status;
} Search;

/* Has the action that status in this commit? */
static bool
has_status(const Search *self, const PmOid *commit)
{
    g_autoptr(PmContent) content = pm_content_commit(self->context->repository, commit, NULL);
    g_autoptr(GBytes) bytes =
        content == NULL ? NULL
                        : pm_content_read(content, self->path, PM_CONFIG_DOCUMENT_MOST, NULL);
    if (bytes == NULL)
        return false;
    g_autoptr(PmArena) arena = pm_arena_new();
    const PmDocument *document =
        pm_document_load(arena, pm_target_source(arena, self->path, bytes), "", PM_DOCUMENT_FRONT,
                         NULL, pm_diagnostics_new(arena));
    const PmAction *action = pm_fields_action(&document->fields, self->action);
    return action != NULL && g_str_equal(pm_action_step_status(action), self->status);
}

static bool
is_given_by(const Search *self, const PmCommit *commit)
{
    for (size_t i = 0; i < commit->parent_count && !commit->boundary; i++)
        if (has_status(self, &commit->parents[i]))
            return false;
    return true;
}

static char *
person(const Search *self, const PmCommit *commit)
{
    g_autofree char *name = NULL;
    char *email = NULL;
    pm_repository_mailmap(self->context->repository, commit->author_name, commit->author_email,
                          &name, &email);
    return email;
}

GPtrArray *
pm_action_markers(PmContext *context, const char *path, const char *action, const char *status,
                  GError **error)
{
    const Search self = { context, path, action, status };
    PmOid tip;
    bool cut;
    if (!pm_repository_resolve(context->repository, "HEAD", &tip, error))
        return NULL;
    const char *const paths[] = { path, NULL };
    g_autoptr(GArray) commits = pm_history_of(context->repository, &tip, paths, &cut, error);
    g_autoptr(GPtrArray) markers = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; commits != NULL && i < commits->len; i++) {
        g_autoptr(PmCommit) commit =
            pm_commit_read(context->repository, &g_array_index(commits, PmOid, i), error);
        if (commit == NULL)
            return NULL;
        bool has = has_status(&self, &commit->oid);
        if (!has && markers->len > 0)
            break; /* what was before it was taken up again */
        if (has && is_given_by(&self, commit))
            g_ptr_array_add(markers, person(&self, commit));
    }
    return commits == NULL ? NULL : g_steal_pointer(&markers);
}

bool
pm_action_is_person(PmContext *context, const char *address, const char *person)
{
    g_autofree char *name = NULL;
    g_autofree char *email = NULL;
    pm_repository_mailmap(context->repository, "", address, &name, &email);
    return g_ascii_strcasecmp(email, person) == 0;
}

bool
pm_action_is_owner(PmContext *context, const char *owner, const char *person)
{
    const PmConfig *config = context->config;
    for (size_t i = 0; i < config->person_count; i++)
        if (g_strcmp0(config->people[i].name, owner) == 0 &&
            pm_action_is_person(context, config->people[i].email, person))
            return true;
    const PmTeam *team = pm_config_team(config, owner);
    if (team != NULL)
        return team->members[0] != NULL && team->members[1] == NULL &&
               pm_action_is_person(context, team->members[0], person);
    return pm_action_is_person(context, owner, person);
}
