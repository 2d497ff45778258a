/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a document, fixed: it ends, no rule has more errors than before, what was fixed is
 * fixed as it is, and a front matter that could be read still can be.
 */
#include "check/fix.h"
#include "check/rule.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const PmDocument *
check(PmArena *arena, const PmSource *source, PmDiagnostics *findings, void *data)
{
    static const PmCheckLookups lookups = { .today = "2026-01-20" };
    const PmDocument *document = pm_check_source(data, arena, source, "x", PM_DOCUMENT_WHOLE,
                                                 PM_STATUS_NONE, &lookups, findings);
    pm_diagnostics_sort(findings);
    return document;
}

static size_t
count_errors(PmArena *arena, PmChecker *checker, GBytes *bytes, bool *out_clean)
{
    PmDiagnostics *findings = pm_diagnostics_new(arena);
    size_t length;
    const char *text = g_bytes_get_data(bytes, &length);
    const PmSource *source = pm_source_new(arena, "x.md", text != NULL ? text : "", length);
    *out_clean = check(arena, source, findings, checker)->front_clean;
    return pm_diagnostics_count_of(findings, PM_SEVERITY_ERROR);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static PmChecker *checker; /* made once: it is read-only, and its schema takes longest */
    static PmArena *kept;
    if (kept == NULL) { /* and asked, or an optimizer takes it for unused and the arena leaks */
        kept = pm_arena_new();
        checker = pm_checker_new(pm_config_defaults(kept), NULL, NULL);
    }
    g_autoptr(PmArena) arena = pm_arena_new();
    PmFixing fixing = { .check = check, .time_zone = "UTC", .data = checker };
    g_autoptr(GBytes) bytes = g_bytes_new(data, size);
    g_auto(PmFixed) fixed = pm_fix(&fixing, "x.md", bytes);
    bool clean, still_clean;
    if (fixed.bytes == NULL || fixed.unfinished)
        return 0;
    g_assert_cmpuint(count_errors(arena, checker, fixed.bytes, &still_clean), <=,
                     count_errors(arena, checker, bytes, &clean));
    g_assert_true(still_clean || !clean);
    g_auto(PmFixed) again = pm_fix(&fixing, "x.md", fixed.bytes);
    g_assert_null(again.bytes);
    return 0;
}
