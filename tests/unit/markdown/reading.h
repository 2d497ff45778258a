/* SPDX-License-Identifier: Apache-2.0 */
/* Reads Markdown for a test, and looks at spans by the text that they cover. */
#pragma once

#include "markdown/outline.h"

#include <string.h>

typedef struct {
    PmArena *arena;
    PmDiagnostics *findings;
    const PmOutline *outline;
} Reading;

static inline void
reading_clear(Reading *reading)
{
    pm_arena_free(reading->arena);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

/* `lead` bytes of `text` are before the body. The source is exactly as long as the text. */
static inline Reading
reading_new(const char *text, size_t length, size_t lead)
{
    Reading reading = { .arena = pm_arena_new() };
    char *exact = pm_arena_alloc(reading.arena, MAX(length, 1));
    memcpy(exact, text, length);
    const PmSource *source = pm_source_new(reading.arena, "x.md", exact, length);
    reading.findings = pm_diagnostics_new(reading.arena);
    reading.outline =
        pm_outline_parse(reading.arena, source, (PmSpan){ lead, length }, reading.findings);
    return reading;
}

static inline Reading
read_text(const char *text)
{
    return reading_new(text, strlen(text), 0);
}

static inline const char *
covered(const Reading *reading, PmSpan span)
{
    const PmSource *source = reading->outline->source;
    g_assert_cmpuint(span.start, <=, span.end);
    g_assert_cmpuint(span.end, <=, source->length);
    return pm_arena_strndup(reading->arena, source->bytes + span.start, span.end - span.start);
}

#define assert_covers(reading, span, expected)                                                     \
    g_assert_cmpstr(covered((reading), (span)), ==, (expected))
