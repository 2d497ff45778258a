/* SPDX-License-Identifier: Apache-2.0 */
#include "command/check_config.h"

#include "check/config.h"
#include "check/fix.h"

bool
pm_check_config_run(PmContext *context, PmContent *content, PmReport *report,
                    const PmConfig **out_config, GError **error)
{
    g_autoptr(GBytes) bytes = pm_content_read(content, PM_CONFIG_PATH, PM_CONFIG_LIMIT, error);
    if (bytes == NULL)
        return false;
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    const char *copy = pm_arena_strndup(context->arena, data != NULL ? data : "", length);
    const PmSource *source = pm_source_new(context->arena, PM_CONFIG_PATH, copy, length);
    PmDiagnostics *diagnostics = pm_diagnostics_new(context->arena);
    *out_config = pm_check_config(context->arena, source, diagnostics);
    pm_fix_withdraw(diagnostics);                  /* documents alone are fixed */
    pm_report_document(report, NULL, diagnostics); /* it is no document */
    return true;
}

bool
pm_check_config_is(const PmContext *context, const char *word)
{
    g_autofree char *path =
        context->repository != NULL && !pm_repository_is_bare(context->repository)
            ? pm_repository_relative(context->repository, word, NULL)
            : NULL;
    return g_strcmp0(path, PM_CONFIG_PATH) == 0;
}
