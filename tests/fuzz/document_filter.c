/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any text as a query, asked of two documents. What is refused says why in one line of UTF-8; what
 * is understood has one answer, and the opposite for its negation.
 */
#include "document/filter.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const texts[] = {
    "---\nid: x\n---\n",
    "---\nid: x\ntitle: Checkout 결제\nkind: outage\nseverity: 2\nstatus: draft\nowner: dana\n"
    "services: [checkout]\ntags: [db]\ntimes: {started: \"2026-01-14T16:58:00Z\", detected: unknown}\n"
    "impact: {customers: 3, data_breach: unknown}\nparties: [{team: sre}]\n"
    "findings: [{id: F1, class: manual-error, text: x}]\n"
    "actions: [{id: A1, text: x, due: \"2026-01-01\"}]\n---\n",
};

/* Read once: they are not what is tried. */
static const PmDocument *
subject(size_t index)
{
    static const PmDocument *documents[G_N_ELEMENTS(texts)];
    static PmArena *arena;
    if (documents[index] != NULL)
        return documents[index];
    arena = arena != NULL ? arena : pm_arena_new();
    const PmSource *source = pm_source_new(arena, "x.md", texts[index], strlen(texts[index]));
    documents[index] = pm_document_load(arena, source, "2026-\xf0", PM_DOCUMENT_FRONT, NULL,
                                        pm_diagnostics_new(arena));
    return documents[index];
}

static void
ask(PmArena *arena, const char *query, PmFilterFlags flags)
{
    g_autoptr(GError) error = NULL;
    const PmFilter *filter = pm_filter_parse(arena, query, flags, &error);
    if (filter == NULL) {
        g_assert_error(error, PM_ERROR, PM_ERROR_USAGE);
        g_assert_true(g_utf8_validate(error->message, -1, NULL));
        return;
    }
    g_assert_no_error(error);
    g_autofree char *negated = g_strdup_printf("not (%s\n)", query);
    const PmFilter *opposite = pm_filter_parse(arena, negated, flags, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        const PmDocument *document = subject(i);
        PmAnswer answer = pm_filter_ask(filter, document, "2026-01-20");
        g_assert_cmpint(pm_filter_ask(filter, document, "2026-01-20"), ==, answer);
        /* an empty query, and one at a limit, have none */
        if (opposite != NULL)
            g_assert_cmpint(pm_filter_ask(opposite, document, "2026-01-20"), ==,
                            PM_ANSWER_YES - answer);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autofree char *query = g_strndup((const char *)data, size);
    ask(arena, query, PM_FILTER_ANY);
    ask(arena, query, PM_FILTER_OURS);
    return 0;
}
