/* SPDX-License-Identifier: Apache-2.0 */
/* Reads documents for a test, and says what a span covers. */
#pragma once

#include "../oracle.h"
#include "document/document.h"

#include <string.h>

typedef struct {
    PmArena *arena;
    char *bytes;
    PmDiagnostics *findings;
    const PmDocument *document;
} Reading;

static inline void
reading_clear(Reading *reading)
{
    pm_arena_free(reading->arena);
    g_free(reading->bytes);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

/* The source is exactly as long as the text, so that a sanitizer sees what reads past its end. */
static inline Reading
reading_of(const char *bytes, size_t length, const char *id, PmDocumentFlags flags,
           const PmFieldReading *how)
{
    Reading out = { .arena = pm_arena_new(), .bytes = g_malloc(MAX(length, 1)) };
    memcpy(out.bytes, bytes, length);
    const PmSource *source = pm_source_new(out.arena, "postmortems/x.md", out.bytes, length);
    out.findings = pm_diagnostics_new(out.arena);
    out.document = pm_document_load(out.arena, source, id, flags, how, out.findings);
    return out;
}

static inline Reading
read_document(const char *text)
{
    return reading_of(text, strlen(text), "x", PM_DOCUMENT_WHOLE, NULL);
}

static inline const char *
covered(const Reading *reading, PmSpan span)
{
    const PmSource *source = reading->document->source;
    g_assert_cmpuint(span.start, <=, span.end);
    g_assert_cmpuint(span.end, <=, source->length);
    return pm_arena_strndup(reading->arena, source->bytes + span.start, span.end - span.start);
}

/* The rules of what was found, as "a/b c/d". */
static inline const char *
rules(const Reading *reading)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (size_t i = 0; i < pm_diagnostics_count(reading->findings); i++)
        g_string_append_printf(out, "%s%s", i > 0 ? " " : "",
                               pm_diagnostics_get(reading->findings, i)->rule);
    return pm_arena_strdup(reading->arena, out->str);
}

/* The lines that a script of this folder prints; NULL and the test skipped without Python. */
static inline GStrv
lines_of(const char *name)
{
    if (!oracle_found("python3"))
        return NULL;
    g_autofree char *script =
        g_build_filename(g_getenv("PM_SOURCE"), "tests/unit/document", name, NULL);
    const char *const python[] = { "python3", script, NULL };
    g_autofree char *out = oracle_ask(python, "", 0, NULL);
    return g_strsplit(g_strchomp(out), "\n", -1);
}
