/* SPDX-License-Identifier: Apache-2.0 */
#include "command/roster.h"

#include "base/text.h"
#include "command/target.h"
#include "data/edit.h"
#include "data/scalar.h"

#include <string.h>

/* As the config's schema has it, in words. */
static bool
check_email(const char *email, GError **error)
{
    const char *at = strchr(email, '@');
    bool good = g_utf8_validate(email, -1, NULL) && at != NULL && at != email && at[1] != '\0' &&
                strpbrk(email, "<>,*?!\"") == NULL && strchr(at + 1, '@') == NULL;
    for (const char *p = email; good && *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        good = !g_unichar_isspace(c) && !g_unichar_iscntrl(c) && !pm_text_is_hostile(c);
    }
    if (!good)
        pm_error_set(error, PM_ERROR_USAGE,
                     "for example: git postmortem people add erin@example.org",
                     "'%s' is no e-mail address", email);
    return good;
}

static bool
is_name(const char *kind, const char *name, GError **error)
{
    bool good = *name != '\0' && strlen(name) <= 64 && g_ascii_isalnum(*name);
    for (const char *p = name; *p != '\0'; p++)
        good &= g_ascii_isalnum(*p) || strchr("_.-", *p) != NULL;
    if (!good)
        pm_error_set(error, PM_ERROR_USAGE, "letters, digits, '_', '.' and '-'",
                     "'%s' can't name a %s", name, kind);
    return good;
}

/* The config under way: what it says, and what is to be changed in it. */
typedef struct {
    PmArena *arena;
    const PmConfig *config;
    GArray *steps; /* of PmEditStep */
} Change;

static void
add_step(Change *change, PmEditKind kind, const char *pointer, const char *text)
{
    const PmEditStep step = { .kind = kind,
                              .pointer = pointer,
                              .value = pm_scalar_quote(change->arena, text) };
    g_array_append_val(change->steps, step);
}

/* Append `email` to the list of strings at `pointer`, unless it is there. */
static void
add_member(Change *change, const char *pointer, const char *email)
{
    const PmNode *list = pm_node_at(change->config->root, pointer);
    for (size_t i = 0; pm_node_is(list, PM_NODE_LIST) && i < list->count; i++)
        if (g_strcmp0(pm_node_string(list->items[i]), email) == 0)
            return;
    add_step(change, PM_EDIT_APPEND, pointer, email);
}

static void
add_person(Change *change, const PmRosterEntry *entry)
{
    PmArena *arena = change->arena;
    const char *name = entry->name;
    const PmPerson *known = pm_config_person(change->config, entry->email);
    if (known != NULL && name != NULL) {
        size_t place = (size_t)(known - change->config->people);
        add_step(change, PM_EDIT_SET, pm_arena_printf(arena, "/people/%zu/name", place), name);
    }
    if (known != NULL)
        return;
    PmEditMember *members = pm_arena_new0(arena, PmEditMember, 2);
    members[0] = (PmEditMember){ "email", pm_scalar_quote(arena, entry->email) };
    members[1] = (PmEditMember){ "name", name != NULL ? pm_scalar_quote(arena, name) : NULL };
    const PmEditStep step = { .kind = PM_EDIT_APPEND_MAP,
                              .pointer = "/people",
                              .members = members,
                              .member_count = name != NULL ? 2 : 1 };
    g_array_append_val(change->steps, step);
}

static bool
fill(Change *change, const PmRosterEntry *entry, GError **error)
{
    const char *role = entry->role, *team = entry->team;
    if (!check_email(entry->email, error) || (role != NULL && !is_name("role", role, error)) ||
        (team != NULL && !is_name("team", team, error)))
        return false;
    add_person(change, entry);
    if (role != NULL)
        add_member(change, pm_arena_printf(change->arena, "/review/roles/%s", role), entry->email);
    if (team != NULL)
        add_member(change, pm_arena_printf(change->arena, "/teams/%s/members", team), entry->email);
    return true;
}

/* What it says must be readable before and after: it says who may sign. */
static const PmConfig *
load(PmArena *arena, GBytes *bytes, const PmSource **out_source, GError **error)
{
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    *out_source = pm_target_source(arena, PM_CONFIG_PATH, bytes);
    const PmConfig *config = pm_config_load(arena, *out_source, diagnostics);
    if (config == NULL)
        pm_error_set(error, PM_ERROR_FAILED, NULL, PM_CONFIG_PATH " can't be read: %s",
                     pm_config_fault(diagnostics)->message);
    return config;
}

GBytes *
pm_roster_add(PmArena *arena, GBytes *config, const PmRosterEntry *entry, GError **error)
{
    const PmSource *source, *written;
    g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(PmEditStep));
    Change change = { .arena = arena, .steps = steps };
    change.config = load(arena, config, &source, error);
    if (change.config == NULL || !fill(&change, entry, error))
        return NULL;
    PmSpan span = { 0, source->length };
    g_autoptr(GBytes) bytes = pm_edit_steps(
        source, &span, (const PmEditStep *)(const void *)steps->data, steps->len, error);
    return bytes != NULL && load(arena, bytes, &written, error) != NULL ? g_steal_pointer(&bytes)
                                                                        : NULL;
}
