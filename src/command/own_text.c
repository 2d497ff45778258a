/* SPDX-License-Identifier: Apache-2.0 */
#include "command/own_text.h"

#include "base/text.h"

bool
pm_own_text_is_by(const PmOwnText *self, const char *email)
{
    PmAuthors *authors = pm_audit_authors(self->audit);
    return pm_authors_of(authors, self->path, pm_audit_last_step(self->audit), email, NULL, NULL) ==
           PM_AUTHORSHIP_SOME;
}

const char *
pm_own_text_authors(const PmOwnText *self)
{
    g_auto(GStrv) list =
        pm_authors_list(pm_audit_authors(self->audit), self->path, pm_audit_last_step(self->audit));
    g_autofree char *joined = g_strjoinv(", ", list);
    return pm_arena_strdup(self->context->arena, joined);
}

/* Is there anybody among the people of the config who could? */
static bool
somebody_may(const PmOwnText *self, const PmDemand *demand)
{
    const PmConfig *config = self->policy->config;
    for (size_t i = 0; i < config->person_count; i++) {
        const char *email = config->people[i].email;
        if (pm_policy_holds_role(self->policy, demand->role, demand->party, email) &&
            !pm_own_text_is_by(self, email))
            return true;
    }
    return false;
}

/* The edits since the last approval, to take back: then it is of the text once more. */
static const char *
reverting(const PmOwnText *self, const PmDemandStatus *status)
{
    if (status->state != PM_DEMAND_STALE || status->record_count == 0)
        return "";
    size_t signed_at = status->records[status->record_count - 1]->step_index;
    g_auto(GStrv) commits =
        pm_authors_commits(pm_audit_authors(self->audit), self->path, signed_at + 1, NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; commits[i] != NULL; i++)
        g_string_append_printf(
            text, "%s%.7s", i == 0 ? "; or take back what was edited: git revert --no-edit " : " ",
            commits[i]);
    return pm_arena_strdup(self->context->arena, text->str);
}

const char *
pm_own_text_other(const PmOwnText *self, const PmDemand *demand)
{
    PmArena *arena = self->context->arena;
    if (somebody_may(self, demand))
        return "somebody else must";
    g_autofree char *word =
        pm_text_shell_word(demand->party != NULL ? demand->party : demand->role);
    const char *option = demand->party != NULL                         ? "--team"
                         : g_str_equal(demand->role, PM_ROLE_REVIEWER) ? NULL
                                                                       : "--role";
    return pm_arena_printf(arena,
                           "nobody of the people in " PM_CONFIG_PATH " may; add somebody: "
                           "git postmortem people add E-MAIL --key FILE.pub%s%s%s%s",
                           option != NULL ? " " : "", option != NULL ? option : "",
                           option != NULL ? " " : "", option != NULL ? word : "");
}

const char *
pm_own_text_remedy(const PmOwnText *self, const char *email, const PmMissing *item)
{
    const PmDemand *demand = &item->signoff->demand;
    PmArena *arena = self->context->arena;
    if (demand->authors || !pm_own_text_is_by(self, email))
        return item->command;
    if (somebody_may(self, demand))
        return pm_arena_printf(arena, "somebody other than %s must: %s", pm_own_text_authors(self),
                               item->command);
    return pm_arena_printf(arena, "%s%s", pm_own_text_other(self, demand),
                           reverting(self, item->signoff));
}
