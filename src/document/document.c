/* SPDX-License-Identifier: Apache-2.0 */
#include "document/document.h"

#include "data/yaml.h"

#include <string.h>

/* The first byte that is not UTF-8, or the length. NUL counts as bad: no text file has it. */
static size_t
first_bad_byte(const char *bytes, size_t length)
{
    const char *end;
    return g_utf8_validate_len(bytes, length, &end) ? length : (size_t)(end - bytes);
}

/* Has the YAML reader, which knows of UTF-16 too, spoken of this byte? */
static bool
is_reported(const PmDiagnostics *diagnostics, size_t offset)
{
    for (size_t i = 0; i < pm_diagnostics_count(diagnostics); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(diagnostics, i);
        if (found->span.start == offset && g_str_equal(found->rule, "yaml/encoding"))
            return true;
    }
    return false;
}

static void
report_encoding(const PmSource *source, PmDiagnostics *diagnostics)
{
    size_t bad = first_bad_byte(source->bytes, source->length);
    if (bad == source->length || is_reported(diagnostics, bad))
        return;
    PmDiagnostic *found = pm_diagnostics_report(
        diagnostics, "file/encoding", PM_SEVERITY_ERROR, source, (PmSpan){ bad, bad + 1 },
        "byte 0x%02x is not UTF-8 text", (unsigned)(unsigned char)source->bytes[bad]);
    if (found != NULL)
        found->help = "postmortems are UTF-8 text; iconv converts other encodings";
}

static void
report_unterminated(const PmDocument *document, PmDiagnostics *diagnostics)
{
    PmSpan fence = { document->split.bom ? 3 : 0, document->split.front.start };
    PmDiagnostic *found =
        pm_diagnostics_report(diagnostics, "file/unterminated", PM_SEVERITY_ERROR, document->source,
                              fence, "front matter begins here and never ends");
    if (found != NULL)
        found->help = "close it with a line of three dashes";
}

static const PmNode *
read_front(PmArena *arena, const PmSource *source, PmDocument *document, PmDocumentFlags flags,
           PmDiagnostics *diagnostics)
{
    size_t errors = pm_diagnostics_count_of(diagnostics, PM_SEVERITY_ERROR);
    const PmNode *root = pm_yaml_parse(
        arena, source, document->split.front,
        flags & PM_DOCUMENT_FOREIGN ? PM_YAML_TOLERANT : PM_YAML_DEFAULT, diagnostics);
    document->front_clean =
        root != NULL && pm_diagnostics_count_of(diagnostics, PM_SEVERITY_ERROR) == errors;
    if (root == NULL || root->kind == PM_NODE_MAP)
        return root;
    document->front_clean = false;
    if (root->kind != PM_NODE_NULL)
        pm_diagnostics_report(diagnostics, "file/front-matter", PM_SEVERITY_ERROR, source,
                              root->span, "the front matter is %s, not a mapping of keys",
                              root->kind == PM_NODE_LIST ? "a list" : "a single value");
    return NULL;
}

/* The first heading of level 1 that has words. */
static const char *
heading_title(const PmOutline *outline)
{
    for (size_t i = 0; i < outline->heading_count; i++)
        if (outline->headings[i].level == 1 && outline->headings[i].top &&
            *outline->headings[i].text != '\0')
            return outline->headings[i].text;
    return NULL;
}

const PmDocument *
pm_document_load(PmArena *arena, const PmSource *source, const char *id, PmDocumentFlags flags,
                 const PmFieldReading *reading, PmDiagnostics *diagnostics)
{
    PmDocument *document = pm_arena_new0(arena, PmDocument, 1);
    document->source = source;
    document->id = id;
    document->adopted = (flags & PM_DOCUMENT_FOREIGN) != 0;
    document->split = pm_split(source->bytes, source->length);
    if (document->split.state == PM_SPLIT_UNTERMINATED)
        report_unterminated(document, diagnostics);
    if (document->split.state == PM_SPLIT_FOUND)
        document->front = read_front(arena, source, document, flags, diagnostics);
    report_encoding(source, diagnostics);
    document->sections = reading != NULL ? reading->sections : NULL;
    document->fields = pm_fields_read(arena, document->front, reading);
    bool untitled = document->adopted && document->fields.title == NULL;
    const PmOutline *outline = NULL;
    if (untitled || !(flags & PM_DOCUMENT_FRONT))
        outline = pm_outline_parse(arena, source, document->split.body, diagnostics);
    if (untitled)
        document->fields.title = heading_title(outline);
    if (!(flags & PM_DOCUMENT_FRONT))
        document->outline = outline;
    return document;
}
