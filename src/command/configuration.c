/* SPDX-License-Identifier: Apache-2.0 */
#include "command/configuration.h"

const PmConfig *
pm_configuration_read(PmContext *context, PmContent *content, GError **error)
{
    PmArena *arena = context->arena;
    g_autoptr(GError) found = NULL;
    g_autoptr(GBytes) bytes = pm_content_read(content, PM_CONFIG_PATH, PM_CONFIG_LIMIT, &found);
    if (bytes == NULL && g_error_matches(found, PM_ERROR, PM_ERROR_NOT_FOUND)) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, "git postmortem init",
                     "this repository has no " PM_CONFIG_PATH " yet");
        return NULL;
    }
    if (bytes == NULL) {
        g_propagate_error(error, g_steal_pointer(&found));
        return NULL;
    }
    size_t length = g_bytes_get_size(bytes);
    const char *text = pm_arena_strndup(arena, g_bytes_get_data(bytes, NULL), length);
    const PmSource *source = pm_source_new(arena, PM_CONFIG_PATH, text, length);
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    const PmConfig *config = pm_config_load(arena, source, diagnostics);
    if (config != NULL)
        return config;
    const PmDiagnostic *fault = pm_config_fault(diagnostics);
    PmPosition at = pm_source_position(source, fault->span.start);
    pm_error_set(error, PM_ERROR_FAILED, "git postmortem check " PM_CONFIG_PATH " shows all of it",
                 "%s:%u:%u: %s", PM_CONFIG_PATH, at.line, at.code_point, fault->message);
    return NULL;
}
