/* SPDX-License-Identifier: Apache-2.0 */
#include "command/config_text.h"

#include "config/config.h"
#include "data/scalar.h"
#include "document/fields.h"
#include "document/template.h"

#include <string.h>

/* What stands on the right of '='; NULL: nothing does. */
static const char *
right_of(const char *option, const char *pair, GError **error)
{
    const char *equals = strchr(pair, '=');
    if (equals != NULL && equals > pair && equals[1] != '\0')
        return equals + 1;
    pm_error_set(error, PM_ERROR_USAGE,
                 "for example: --field times.started=start_time --severity 1=down",
                 "--%s takes OURS=THEIRS, not '%s'", option, pair);
    return NULL;
}

static bool
add_fields(PmArena *arena, const PmConfigText *self, GString *text, GError **error)
{
    if (self->fields == NULL)
        return true;
    g_string_append(text, "fields: # theirs, that stand for ours\n");
    for (size_t i = 0; self->fields[i] != NULL; i++) {
        const char *pair = self->fields[i], *theirs = right_of("field", pair, error);
        if (theirs == NULL)
            return false;
        const char *ours = pm_arena_strndup(arena, pair, (size_t)(theirs - pair) - 1);
        g_string_append_printf(text, "  %s: %s\n", pm_scalar_quote(arena, ours),
                               pm_scalar_quote(arena, theirs));
    }
    return true;
}

/* The severity of "1=down", with its word; 0: there is none. */
static int
severity_of(PmArena *arena, const char *pair, const char **out_word, GError **error)
{
    *out_word = right_of("severity", pair, error);
    if (*out_word == NULL)
        return 0;
    const char *ours = pm_arena_strndup(arena, pair, (size_t)(*out_word - pair) - 1);
    int severity = 0;
    if (!pm_severity_parse(ours, &severity))
        pm_error_set(error, PM_ERROR_USAGE, "1, the worst, to 5", "there is no severity '%s'",
                     ours);
    return severity;
}

/* One number may have several words. */
static bool
add_severities(PmArena *arena, const PmConfigText *self, GString *text, GError **error)
{
    if (self->severities == NULL)
        return true;
    const char *lists[] = { NULL, NULL, NULL, NULL, NULL, NULL };
    for (size_t i = 0; self->severities[i] != NULL; i++) {
        const char *word;
        int severity = severity_of(arena, self->severities[i], &word, error);
        if (severity == 0)
            return false;
        const char *before = lists[severity];
        lists[severity] = pm_arena_printf(arena, "%s%s%s", before != NULL ? before : "",
                                          before != NULL ? ", " : "", pm_scalar_quote(arena, word));
    }
    g_string_append(text, "severities: # their words for ours\n");
    for (size_t i = 1; i < G_N_ELEMENTS(lists); i++)
        if (lists[i] != NULL)
            g_string_append_printf(text, "  %zu: [%s]\n", i, lists[i]);
    return true;
}

static void
add_ignored(PmArena *arena, const PmConfigText *self, GString *text)
{
    if (self->ignored == NULL || self->ignored[0] == NULL)
        return;
    g_string_append(text, "ignore: # no documents\n");
    for (size_t i = 0; self->ignored[i] != NULL; i++)
        g_string_append_printf(text, "  - %s\n", pm_scalar_quote(arena, self->ignored[i]));
}

/* A config that can't be read back would lock its owner out. */
static bool
is_valid(PmArena *arena, const char *text, GError **error)
{
    const PmSource *source = pm_source_new(arena, PM_CONFIG_PATH, text, strlen(text));
    PmDiagnostics *wrong = pm_diagnostics_new(arena);
    if (pm_config_load(arena, source, wrong) != NULL)
        return true;
    pm_diagnostics_sort(wrong);
    const PmDiagnostic *first = pm_config_fault(wrong);
    unsigned line = pm_source_position(source, first->span.start).line;
    PmSpan span = pm_source_line(source, line);
    g_autofree char *shown = g_strndup(source->bytes + span.start, span.end - span.start);
    pm_error_set(error, PM_ERROR_USAGE, "git postmortem schema --for config describes every key",
                 "the config would have the line '%s': %s", g_strstrip(shown), first->message);
    return false;
}

/* What a schema can't know. */
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
    if (self->language != NULL && !g_strv_contains(pm_template_languages(), self->language)) {
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
    if (self->layout != NULL)
        g_string_append_printf(text, "layout: %s\n", pm_scalar_quote(arena, self->layout));
    add_ignored(arena, self, text);
    if (!add_fields(arena, self, text, error) || !add_severities(arena, self, text, error))
        return NULL;
    g_string_append_printf(text, "people:\n  - {email: %s, name: %s}\n",
                           pm_scalar_quote(arena, self->email), pm_scalar_quote(arena, self->name));
    g_string_append_printf(
        text,
        "review:\n  signature: %s # required | preferred | none\n"
        "  rules:\n    - require: [{role: reviewer}] # anybody but the authors\n",
        self->is_signed ? "required" : "preferred");
    if (!is_valid(arena, text->str, error))
        return NULL;
    return g_string_free(g_steal_pointer(&text), FALSE);
}
