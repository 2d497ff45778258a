/* SPDX-License-Identifier: Apache-2.0 */
#include "command/config_text.h"

#include "data/scalar.h"

#include <string.h>

static bool
add_fields(PmArena *arena, const PmConfigText *self, GString *text, GError **error)
{
    if (self->fields == NULL)
        return true;
    g_string_append(text, "fields: # theirs, that stand for ours\n");
    for (size_t i = 0; self->fields[i] != NULL; i++) {
        const char *equals = strchr(self->fields[i], '=');
        if (equals == NULL || equals[1] == '\0') {
            pm_error_set(error, PM_ERROR_USAGE, "for example: --field times.started=start_time",
                         "--field takes OURS=THEIRS, not '%s'", self->fields[i]);
            return false;
        }
        g_autofree char *ours = g_strndup(self->fields[i], (size_t)(equals - self->fields[i]));
        g_string_append_printf(text, "  %s: %s\n", pm_scalar_quote(arena, ours),
                               pm_scalar_quote(arena, equals + 1));
    }
    return true;
}

/* Options come from the user: what is written must be a config that we read back. */
static bool
check(const PmConfigText *self, GError **error)
{
    g_autoptr(GTimeZone) zone =
        self->time_zone != NULL ? g_time_zone_new_identifier(self->time_zone) : NULL;
    if (self->time_zone != NULL && zone == NULL) {
        pm_error_set(error, PM_ERROR_USAGE, "names like UTC, Europe/Berlin, Asia/Seoul",
                     "there is no time zone '%s'", self->time_zone);
        return false;
    }
    static const char *const languages[] = { "en", "ko", NULL };
    if (self->language != NULL && !g_strv_contains(languages, self->language)) {
        pm_error_set(error, PM_ERROR_USAGE, "en or ko", "there are no templates in '%s'",
                     self->language);
        return false;
    }
    return true;
}

char *
pm_config_text(PmArena *arena, const PmConfigText *self, GError **error)
{
    if (!check(self, error))
        return NULL;
    g_autoptr(GString) text = g_string_new("# git-postmortem; `git postmortem schema --for config` "
                                           "describes every key\n");
    g_string_append_printf(text, "schema: 1\nledger: %s # never changes: sign-offs name it\n",
                           self->ledger);
    g_autofree char *folder = g_strdup(*self->documents != '\0' ? self->documents : ".");
    if (g_str_has_suffix(folder, "/"))
        folder[strlen(folder) - 1] = '\0';
    g_string_append_printf(text, "documents: %s\n", pm_scalar_quote(arena, folder));
    if (self->time_zone != NULL)
        g_string_append_printf(text, "timezone: %s\n", pm_scalar_quote(arena, self->time_zone));
    if (self->language != NULL)
        g_string_append_printf(text, "language: %s\n", pm_scalar_quote(arena, self->language));
    if (!add_fields(arena, self, text, error))
        return NULL;
    g_string_append_printf(text, "people:\n  - {email: %s, name: %s}\n",
                           pm_scalar_quote(arena, self->email), pm_scalar_quote(arena, self->name));
    g_string_append_printf(
        text,
        "review:\n  signature: %s # required | preferred | none\n"
        "  rules:\n    - require: [{role: reviewer}] # anybody but the authors\n",
        self->is_signed ? "required" : "preferred");
    return g_string_free(g_steal_pointer(&text), FALSE);
}
