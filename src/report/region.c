/* SPDX-License-Identifier: Apache-2.0 */
#include "report/region.h"

#include "report/format.h"

#include <string.h>

/* Bytes of a snippet; what is longer is left to who has the file. */
enum { SNIPPET = 1024 };

/* Where text starts: a byte-order mark is in no text region. */
static size_t
text_start(const PmSource *source)
{
    return pm_source_line(source, 1).start;
}

/*
 * The end of a text that ends with a line's end is past the last column of its last line (3.30.2,
 * example 8): there is no line after it.
 */
static PmPosition
position_of(const PmSource *source, size_t offset)
{
    PmPosition at = pm_source_position(source, offset);
    if (at.line <= pm_source_line_count(source))
        return at;
    size_t end = pm_source_line(source, at.line - 1).end;
    at = pm_source_position(source, end);
    at.code_point += (unsigned)(source->length - end);
    return at;
}

static void
set_snippet(json_t *region, const PmSource *source, PmSpan span)
{
    if (span.end <= span.start || span.end - span.start > SNIPPET)
        return;
    g_autofree char *valid =
        g_utf8_make_valid(source->bytes + span.start, (gssize)(span.end - span.start));
    json_t *snippet = json_object();
    pm_object_set_text(snippet, "text", valid);
    json_object_set_new(region, "snippet", snippet);
}

json_t *
pm_region_object(const PmSource *source, PmSpan span)
{
    size_t start = CLAMP(span.start, text_start(source), source->length);
    size_t end = CLAMP(span.end, start, source->length);
    PmPosition from = position_of(source, start), to = position_of(source, end);
    json_t *region = json_object();
    pm_object_set_number(region, "startLine", from.line);
    pm_object_set_number(region, "startColumn", from.code_point);
    pm_object_set_number(region, "endLine", to.line);
    pm_object_set_number(region, "endColumn", to.code_point);
    pm_object_set_number(region, "byteOffset", start);
    pm_object_set_number(region, "byteLength", end - start);
    set_snippet(region, source, (PmSpan){ start, end });
    return region;
}

/* The line of a finding, where it is in one. */
static json_t *
context_new(const PmSource *source, PmSpan span)
{
    PmPosition start = pm_source_position(source, span.start);
    PmSpan line = pm_source_line(source, start.line);
    if (span.end > line.end || line.end - line.start > SNIPPET || line.end <= line.start)
        return NULL;
    return pm_region_object(source, line);
}

/*
 * A URI reference (RFC 3986): also ':' is escaped, lest what is before it be taken for a scheme.
 * What leads out of the tree is relative to where the program runs, and nobody knows that later.
 */
json_t *
pm_region_artifact(const char *path)
{
    bool absolute = g_path_is_absolute(path);
    g_autofree char *escaped = g_uri_escape_string(path, "/", FALSE);
    g_autofree char *uri = absolute ? g_strconcat("file://", escaped, NULL) : g_strdup(escaped);
    json_t *artifact = json_object();
    pm_object_set_text(artifact, "uri", uri);
    if (!absolute && !g_str_has_prefix(path, "../"))
        pm_object_set_text(artifact, "uriBaseId", PM_REGION_BASE);
    return artifact;
}

json_t *
pm_region_location(const PmDiagnostic *diagnostic)
{
    const char *path = pm_report_path(diagnostic);
    if (!path)
        return NULL;
    json_t *physical = json_object(), *location = json_object();
    json_object_set_new(physical, "artifactLocation", pm_region_artifact(path));
    if (diagnostic->source) {
        PmSpan span = diagnostic->span;
        json_object_set_new(physical, "region", pm_region_object(diagnostic->source, span));
        json_t *context = context_new(diagnostic->source, span);
        if (context)
            json_object_set_new(physical, "contextRegion", context);
    }
    json_object_set_new(location, "physicalLocation", physical);
    return location;
}
