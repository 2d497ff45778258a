/* SPDX-License-Identifier: Apache-2.0 */
#include "report/line.h"

#include "base/text.h"
#include "report/format.h"

#include <string.h>

enum { SHORT_COMMIT = 7 };

static void
append_safe(GString *out, const char *text, gssize length)
{
    g_autofree char *safe = pm_text_escape(text, length, PM_ESCAPE_LINE);
    g_string_append(out, safe);
}

static void
append_place(GString *out, const PmDiagnostic *diagnostic)
{
    const char *path = pm_report_path(diagnostic);
    if (diagnostic->commit) {
        append_safe(out, diagnostic->commit, (gssize)strnlen(diagnostic->commit, SHORT_COMMIT));
        g_string_append(out, path ? " " : ": ");
    }
    if (!path)
        return;
    append_safe(out, path, -1);
    if (diagnostic->source) {
        PmPosition at = pm_source_position(diagnostic->source, diagnostic->span.start);
        g_string_append_printf(out, ":%u:%u", at.line, at.code_point);
    }
    g_string_append(out, ": ");
}

char *
pm_line_place(const PmDiagnostic *diagnostic)
{
    GString *out = g_string_new(NULL);
    append_place(out, diagnostic);
    return g_string_free(out, FALSE);
}

char *
pm_line_finding(const PmDiagnostic *diagnostic)
{
    GString *out = g_string_new(NULL);
    append_place(out, diagnostic);
    g_string_append_printf(out, "%s: ", pm_severity_name(diagnostic->severity));
    append_safe(out, diagnostic->message ? diagnostic->message : "", -1);
    g_string_append(out, " [");
    append_safe(out, diagnostic->rule, -1);
    g_string_append_c(out, ']');
    return g_string_free(out, FALSE);
}

static void
append_part(GString *out, const char *before, const char *text)
{
    if (text && *text)
        g_string_append_printf(out, "%s%s%s", out->len > 0 ? "\n" : "", before, text);
}

char *
pm_line_details(const PmDiagnostic *diagnostic)
{
    GString *out = g_string_new(NULL);
    append_part(out, "", diagnostic->message);
    append_part(out, "", diagnostic->label);
    append_part(out, "help: ", diagnostic->help);
    append_part(out, "fix: ", diagnostic->command);
    append_part(out, "commit: ", diagnostic->commit);
    return g_string_free(out, FALSE);
}
