/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every format on findings anywhere in any bytes. The first four bytes say where: offsets and the
 * terminal's width; the rest is the document, its name, and all that is said about it. What is
 * printed must be safe for a terminal.
 */
#include "base/text.h"
#include "report/report.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
assert_safe(const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        gunichar c;
        at += pm_text_decode(text + at, length - at, &c);
        g_assert_true(c == '\n' || !pm_text_is_hostile(c));
    }
}

static void
print(const PmReportFormat *format, const PmSource *source, const uint8_t *where)
{
    g_autofree char *text = g_strndup(source->bytes, source->length);
    PmDiagnostics *list = pm_diagnostics_new(source->arena);
    PmSpan span = { where[0], (size_t)where[0] + where[1] };
    PmSpan late = { source->length - MIN(source->length, where[2]), source->length };
    pm_diagnostics_report(list, "x/one", PM_SEVERITY_ERROR, source, span, "%s", text);
    PmDiagnostic *all =
        pm_diagnostics_report(list, "x/two", PM_SEVERITY_ADVICE, source, late, "%s", text);
    all->label = all->help = all->command = all->commit = all->instance_path = text;
    char *out = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&out, &length);
    PmReport *report = pm_report_new(format, stream, PM_REPORT_PLAIN);
    pm_report_set_width(report, where[3]);
    pm_report_document(report, source->name, list);
    pm_report_finish(report);
    fclose(stream);
    assert_safe(out, length);
    free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 4)
        return 0;
    g_autoptr(PmArena) arena = pm_arena_new();
    const char *bytes = (const char *)data + 4;
    char *name = pm_arena_strndup(arena, bytes, MIN(size - 4, 20));
    const PmSource *source = pm_source_new(arena, name, bytes, size - 4);
    for (size_t i = 0; pm_report_formats[i]; i++)
        print(pm_report_formats[i], source, data);
    return 0;
}
