/* SPDX-License-Identifier: Apache-2.0 */
#include "command/action_query.h"

#include "base/text.h"

#include <string.h>

struct PmActionQuery {
    PmContext *context;
    PmActionScope scope;
    GStrv owners, teams, works, services, priorities; /* NULL: any */
    int within;                                       /* days; -1: any */
    GHashTable *organisations; /* of owners that were asked about → GPtrArray */
};

static const char *const works[] = { "bug", "change-request", "process", "sop", "docs", NULL };

/* One person under two addresses, and one name in two cases, are one. */
static bool
is_same(const PmContext *context, const char *one, const char *other)
{
    if (g_ascii_strcasecmp(one, other) == 0)
        return true;
    g_autofree char *name = NULL;
    g_autofree char *left = NULL;
    g_autofree char *right = NULL;
    pm_repository_mailmap(context->repository, "", one, &name, &left);
    g_clear_pointer(&name, g_free);
    pm_repository_mailmap(context->repository, "", other, &name, &right);
    return g_ascii_strcasecmp(left, right) == 0;
}

static bool
is_of_team(const PmContext *context, const PmTeam *team, const char *owner)
{
    bool is = g_ascii_strcasecmp(team->name, owner) == 0;
    for (size_t i = 0; !is && team->aliases[i] != NULL; i++)
        is = g_ascii_strcasecmp(team->aliases[i], owner) == 0;
    for (size_t i = 0; !is && team->members[i] != NULL; i++)
        is = is_same(context, team->members[i], owner);
    return is;
}

/* The team itself, or somebody in it. */
static bool
has_owner(const PmContext *context, const char *team, const char *owner)
{
    const PmTeam *known = pm_config_team(context->config, team);
    return known != NULL ? is_of_team(context, known, owner) : g_ascii_strcasecmp(team, owner) == 0;
}

typedef bool (*Likeness)(const PmContext *context, const char *wanted, const char *text);

static bool
is_word(const PmContext *context, const char *wanted, const char *text)
{
    (void)context;
    g_autofree char *left = g_utf8_normalize(wanted, -1, G_NORMALIZE_NFC);
    g_autofree char *right = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
    return left != NULL && right != NULL && g_ascii_strcasecmp(left, right) == 0;
}

/* Does any of the words that are wanted fit? */
static bool
fits(const PmActionQuery *query, GStrv wanted, Likeness is_like, const char *text)
{
    bool found = wanted == NULL;
    for (guint i = 0; !found && text != NULL && wanted[i] != NULL; i++)
        found = is_like(query->context, wanted[i], text);
    return found;
}

static bool
fits_any(const PmActionQuery *query, GStrv wanted, const char *const *texts)
{
    bool found = wanted == NULL;
    for (size_t i = 0; !found && texts[i] != NULL; i++)
        found = fits(query, wanted, is_word, texts[i]);
    return found;
}

/* The organisations of a team or a person (NULL: nobody); "" is ours. */
static const GPtrArray *
organisations_of(const PmActionQuery *query, const char *owner)
{
    const PmConfig *config = query->context->config;
    const char *name = owner != NULL ? owner : "";
    GPtrArray *out = g_hash_table_lookup(query->organisations, name);
    if (out != NULL)
        return out;
    out = g_ptr_array_new();
    g_hash_table_insert(query->organisations, g_strdup(name), out);
    for (size_t i = 0; *name != '\0' && i < config->team_count; i++)
        if (is_of_team(query->context, &config->teams[i], name))
            g_ptr_array_add(out, (void *)(config->teams[i].organisation != NULL
                                              ? config->teams[i].organisation
                                              : ""));
    return out;
}

bool
pm_action_query_is_across(const PmActionQuery *query, const PmFields *fields,
                          const PmAction *action)
{
    const GPtrArray *theirs = organisations_of(query, action->owner);
    const GPtrArray *here = organisations_of(query, fields->convened_by);
    if (here->len == 0)
        here = organisations_of(query, fields->owner);
    bool across = theirs->len > 0 && here->len > 0;
    for (guint i = 0; across && i < theirs->len; i++)
        across = !g_ptr_array_find_with_equal_func((GPtrArray *)here, theirs->pdata[i], g_str_equal,
                                                   NULL);
    return across;
}

static bool
is_due(const PmActionQuery *query, const PmDue *due)
{
    return query->within < 0 || (due->state == PM_DUE_KNOWN && -due->late <= query->within);
}

bool
pm_action_query_wants(const PmActionQuery *query, const PmFields *fields, const PmAction *action,
                      const PmDue *due)
{
    PmActionScope scope = query->scope;
    bool open = pm_action_is_open(action) && fields->status != PM_STATUS_WITHDRAWN;
    g_autofree char *number = action->priority.state == PM_FIELD_GIVEN
                                  ? g_strdup_printf("%" G_GINT64_FORMAT, action->priority.value)
                                  : NULL;
    return (open || (scope & PM_ACTIONS_SETTLED)) &&
           (!(scope & PM_ACTIONS_OVERDUE) || (open && pm_due_is_late(due))) && is_due(query, due) &&
           fits(query, query->works, is_word, action->work) &&
           fits(query, query->priorities, is_word, number) &&
           fits(query, query->owners, is_same, action->owner) &&
           fits(query, query->teams, has_owner, action->owner) &&
           fits_any(query, query->services, fields->services) &&
           (!(scope & PM_ACTIONS_ACROSS) || pm_action_query_is_across(query, fields, action));
}

static GStrv
words_of(const char *list)
{
    if (list == NULL)
        return NULL;
    g_auto(GStrv) parts = g_strsplit(list, ",", -1);
    g_autoptr(GStrvBuilder) words = g_strv_builder_new();
    for (guint i = 0; parts[i] != NULL; i++)
        if (*g_strstrip(parts[i]) != '\0')
            g_strv_builder_add(words, parts[i]);
    return g_strv_builder_end(words);
}

static bool
judge_works(const PmActionQuery *query, GError **error)
{
    for (guint i = 0; query->works != NULL && query->works[i] != NULL; i++) {
        if (g_strv_contains(works, query->works[i]))
            continue;
        const char *near = pm_text_closest(query->works[i], works);
        g_autofree char *list = g_strjoinv(", ", (char **)works);
        g_autofree char *hint = near != NULL ? g_strdup_printf("did you mean '%s'?", near)
                                             : g_strdup_printf("one of %s", list);
        pm_error_set(error, PM_ERROR_USAGE, hint, "'%s' is no kind of work", query->works[i]);
        return false;
    }
    return true;
}

static bool
judge_priorities(const PmActionQuery *query, GError **error)
{
    for (guint i = 0; query->priorities != NULL && query->priorities[i] != NULL; i++) {
        if (g_ascii_string_to_unsigned(query->priorities[i], 10, 1, G_MAXINT64, NULL, NULL))
            continue;
        pm_error_set(error, PM_ERROR_USAGE, "a whole number, 1 first", "'%s' is no priority",
                     query->priorities[i]);
        return false;
    }
    return true;
}

static void
tell_teams(PmContext *context, GStrv teams)
{
    for (guint i = 0; teams != NULL && teams[i] != NULL; i++)
        if (pm_config_team(context->config, teams[i]) == NULL)
            pm_context_hint(context, "the config names no team %s",
                            pm_context_safe(context, teams[i]));
}

PmActionQuery *
pm_action_query_new(PmContext *context, const PmActionWish *wish, GError **error)
{
    g_autoptr(PmActionQuery) self = g_new0(PmActionQuery, 1);
    *self =
        (PmActionQuery){ .context = context,
                         .scope = wish->scope,
                         .owners = words_of(wish->owner),
                         .teams = words_of(wish->team),
                         .works = words_of(wish->work),
                         .services = words_of(wish->service),
                         .priorities = words_of(wish->priority),
                         .within = -1,
                         .organisations = g_hash_table_new_full(
                             g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref) };
    if (wish->within != NULL && !pm_config_days_parse(wish->within, &self->within)) {
        pm_error_set(error, PM_ERROR_USAGE, "days or weeks, as 14d or 2w", "'%s' is no span",
                     wish->within);
        return NULL;
    }
    if (!judge_works(self, error) || !judge_priorities(self, error))
        return NULL;
    tell_teams(context, self->teams);
    return g_steal_pointer(&self);
}

void
pm_action_query_free(PmActionQuery *query)
{
    if (query == NULL)
        return;
    g_clear_pointer(&query->organisations, g_hash_table_unref);
    g_strfreev(query->owners);
    g_strfreev(query->teams);
    g_strfreev(query->works);
    g_strfreev(query->services);
    g_strfreev(query->priorities);
    g_free(query);
}
