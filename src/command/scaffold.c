/* SPDX-License-Identifier: Apache-2.0 */
#include "command/scaffold.h"

#include "command/edit_fields.h"
#include "document/name.h"
#include "document/template.h"

#include <string.h>

static bool
set_kind(PmContext *context, PmScaffold *self, GError **error)
{
    const PmNewOptions *given = self->given;
    self->kind = given->kind != NULL ? given->kind : NULL;
    self->template = given->template != NULL ? given->template : context->config->default_template;
    static const struct {
        const char *kind, *template;
    } rows[] = { { "security", "security" }, { "data", "security" }, { "near-miss", "near-miss" } };
    if (self->kind == NULL)
        self->kind = g_strcmp0(self->template, "security") == 0    ? "security"
                     : g_strcmp0(self->template, "near-miss") == 0 ? "near-miss"
                                                                   : context->config->default_kind;
    for (size_t i = 0; self->template == NULL && i < G_N_ELEMENTS(rows); i++)
        if (g_str_equal(rows[i].kind, self->kind))
            self->template = rows[i].template;
    if (self->template == NULL)
        self->template = "outage";
    static const char *const kinds[] = { "outage",    "degradation", "security", "data",
                                         "near-miss", "process",     NULL };
    if (g_strv_contains(kinds, self->kind))
        return true;
    g_autofree char *hint = g_strjoinv(", ", (char **)kinds);
    pm_error_set(error, PM_ERROR_USAGE, hint, "there is no kind '%s'", self->kind);
    return false;
}

static bool
set_severity(PmContext *context, PmScaffold *self, GError **error)
{
    int severity = context->config->default_severity != 0 ? context->config->default_severity : 3;
    if (self->given->severity != NULL && !pm_severity_parse(self->given->severity, &severity)) {
        pm_error_set(error, PM_ERROR_USAGE, "1 (worst) to 5; SEV2 and sev-2 are 2",
                     "'%s' is no severity", self->given->severity);
        return false;
    }
    self->severity = pm_arena_printf(context->arena, "%d", severity);
    return true;
}

static bool
set_started(PmContext *context, PmScaffold *self, GError **error)
{
    const char *text = self->given->started != NULL ? self->given->started : pm_write_now(context);
    g_autofree char *time = pm_edit_time(text, NULL, context->config, pm_write_today(context));
    if (time == NULL) {
        pm_error_set(error, PM_ERROR_USAGE,
                     "for example 16:58, '2026-01-14 16:58', 2026-01-14T16:58:00Z",
                     "'%s' is no time", text);
        return false;
    }
    self->started = pm_arena_strdup(context->arena, time);
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(context->config->time_zone);
    g_autoptr(GDateTime) utc = g_date_time_new_from_iso8601(time, NULL);
    g_autoptr(GDateTime) here =
        zone != NULL ? g_date_time_to_timezone(utc, zone) : g_date_time_ref(utc);
    self->year = g_date_time_get_year(here);
    self->month = g_date_time_get_month(here);
    g_autofree char *slug =
        pm_name_slug(self->given->slug != NULL ? self->given->slug : self->title, 60);
    if (self->given->id != NULL)
        self->id = self->given->id;
    else if (*slug != '\0')
        self->id = pm_arena_printf(context->arena, "%04d-%02d-%02d-%s", self->year, self->month,
                                   g_date_time_get_day_of_month(here), slug);
    else
        self->id = "";
    return pm_name_check(self->id, error);
}

/* All ids that any branch of this clone has: names on other branches never conflict in git, they
 * collide. */
static bool
collect_ids(PmContext *context, GHashTable *ids, GError **error)
{
    g_auto(GStrv) branches = pm_repository_branches(context->repository, error);
    if (branches == NULL)
        return false;
    for (size_t i = 0; branches[i] != NULL; i++) {
        PmOid oid;
        g_autoptr(PmContent) tree = NULL;
        g_autoptr(GPtrArray) files = NULL;
        if (pm_repository_resolve(context->repository, branches[i], &oid, NULL))
            tree = pm_content_commit(context->repository, &oid, NULL);
        if (tree != NULL)
            files = pm_content_list(tree, context->config->documents, NULL);
        for (guint k = 0; files != NULL && k < files->len; k++) {
            const PmContentEntry *entry = files->pdata[k];
            if (pm_name_is_document(context->config->documents, entry->path,
                                    context->config->ignore))
                g_hash_table_add(ids, pm_name_id(context->config->documents, entry->path, false));
        }
    }
    return true;
}

static bool
is_taken(PmContext *context, PmWriteAttempt *attempt, GHashTable *ids, const char *id,
         const char *path)
{
    PmContentEntry entry = { 0 };
    bool taken =
        g_hash_table_contains(ids, id) ||
        (context->content != NULL && pm_content_find(context->content, path, &entry, NULL)) ||
        (attempt->tip != NULL && pm_content_find(attempt->tip, path, &entry, NULL));
    g_free(entry.path);
    return taken;
}

/* A free id: the suffix -2, -3 … where it is taken; one that the user gave must be free. */
static bool
choose_id(PmWriteAttempt *attempt, PmScaffold *self, GError **error)
{
    PmContext *context = attempt->write->context;
    g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!collect_ids(context, ids, error))
        return false;
    for (int n = 1; n < 1000; n++) {
        self->final_id = n == 1 ? self->id : pm_arena_printf(context->arena, "%s-%d", self->id, n);
        g_autofree char *path = pm_name_path(context->config->documents, context->config->layout,
                                             self->final_id, self->year, self->month);
        self->path = pm_arena_strdup(context->arena, path);
        if (!is_taken(context, attempt, ids, self->final_id, path))
            return true;
        if (self->given->id != NULL)
            break;
    }
    pm_error_set(error, PM_ERROR_REFUSED, "git postmortem list --all-branches, or another --id",
                 "the id '%s' is taken", self->id);
    return false;
}

/* An own template of the repository wins over an embedded one of its name. */
static const char *
template_text(PmContext *context, const PmScaffold *self, size_t *out_length, GError **error)
{
    const char *language =
        self->given->language != NULL ? self->given->language : context->config->language;
    const char *candidates[] = {
        pm_arena_printf(context->arena, "%s%s.%s.md", PM_CONFIG_TEMPLATES, self->template,
                        language),
        pm_arena_printf(context->arena, "%s%s.md", PM_CONFIG_TEMPLATES, self->template),
    };
    bool plain = strpbrk(self->template, "/\\") == NULL;
    for (size_t i = 0; plain && i < G_N_ELEMENTS(candidates); i++) {
        g_autoptr(GBytes) bytes =
            pm_content_read(context->content, candidates[i], PM_CONFIG_DOCUMENT_LIMIT, NULL);
        if (bytes == NULL)
            continue;
        *out_length = g_bytes_get_size(bytes);
        return pm_arena_strndup(context->arena, g_bytes_get_data(bytes, NULL), *out_length);
    }
    const char *text = pm_template_text(self->template, language, out_length);
    if (text == NULL)
        pm_error_set(error, PM_ERROR_NOT_FOUND, "git postmortem template list shows them",
                     "there is no template '%s'", self->template);
    return text;
}

bool
pm_scaffold_make(PmWriteAttempt *attempt, void *data, GError **error)
{
    PmScaffold *self = data;
    PmContext *context = attempt->write->context;
    size_t length = 0;
    const char *text = template_text(context, self, &length, error);
    if (text == NULL || !choose_id(attempt, self, error))
        return false;
    const PmTemplateValue values[] = {
        { "id", self->final_id, PM_TEMPLATE_TEXT },
        { "title", self->title, PM_TEMPLATE_TEXT },
        { "kind", self->kind, PM_TEMPLATE_TEXT },
        { "severity", self->severity, PM_TEMPLATE_SCALAR },
        { "owner", self->owner, PM_TEMPLATE_TEXT },
        { "started", self->started, PM_TEMPLATE_TEXT },
        { "services", self->services, PM_TEMPLATE_LIST },
        { "date", pm_arena_strndup(attempt->arena, self->started, 10), PM_TEMPLATE_TEXT },
    };
    g_autoptr(GBytes) bytes = pm_template_fill(text, length, values, G_N_ELEMENTS(values), error);
    if (bytes == NULL)
        return false;
    attempt->event.document = self->final_id;
    attempt->event.subject = pm_arena_printf(attempt->arena, "new %s", self->final_id);
    pm_write_add(attempt, self->path, bytes, NULL);
    return true;
}

bool
pm_scaffold_prepare(PmContext *context, PmScaffold *self, GError **error)
{
    if (!g_utf8_validate(self->title, -1, NULL) || strpbrk(self->title, "\n\r") != NULL) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "a title is one line of UTF-8");
        return false;
    }
    self->services = self->given->services != NULL ? self->given->services : "";
    return set_kind(context, self, error) && set_severity(context, self, error) &&
           set_started(context, self, error);
}
