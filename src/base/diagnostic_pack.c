/* SPDX-License-Identifier: Apache-2.0 */
#include "base/diagnostic_pack.h"

static bool
is_text(const char *text)
{
    return text == NULL || g_utf8_validate(text, -1, NULL);
}

static bool
can_be_packed(const PmDiagnostic *found)
{
    return is_text(found->path) && is_text(found->message) && is_text(found->help) &&
           is_text(found->command);
}

GVariant *
pm_diagnostics_pack(const PmDiagnostics *list, size_t first)
{
    g_auto(GVariantBuilder) builder =
        G_VARIANT_BUILDER_INIT(G_VARIANT_TYPE("a" PM_DIAGNOSTIC_FORM));
    if (pm_diagnostics_dropped(list) > 0)
        return NULL;
    for (size_t i = first; i < pm_diagnostics_count(list); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(list, i);
        if (!can_be_packed(found))
            return NULL;
        g_variant_builder_add(&builder, PM_DIAGNOSTIC_FORM, found->rule, (guint32)found->severity,
                              found->path, found->commit, found->message, found->help,
                              found->command);
    }
    return g_variant_builder_end(&builder);
}

void
pm_diagnostics_unpack(PmDiagnostics *list, GVariant *packed)
{
    PmArena *arena = pm_diagnostics_arena(list);
    for (size_t i = 0; i < g_variant_n_children(packed); i++) {
        const char *rule, *path, *commit, *message, *help, *command;
        guint32 severity;
        g_autoptr(GVariant) one = g_variant_get_child_value(packed, i);
        g_variant_get(one, "(&sum&sm&sm&sm&sm&s)", &rule, &severity, &path, &commit, &message,
                      &help, &command);
        pm_diagnostics_add(list, &(PmDiagnostic){
                                     .rule = pm_arena_strdup(arena, rule),
                                     .severity = (PmSeverity)severity,
                                     .path = pm_arena_strdup(arena, path),
                                     .commit = pm_arena_strdup(arena, commit),
                                     .message = pm_arena_strdup(arena, message),
                                     .help = pm_arena_strdup(arena, help),
                                     .command = pm_arena_strdup(arena, command),
                                 });
    }
}
