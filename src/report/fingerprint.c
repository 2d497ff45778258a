/* SPDX-License-Identifier: Apache-2.0 */
#include "report/fingerprint.h"

#include "report/format.h"

#include <string.h>

/* Bytes of a line looked at on both sides of a finding: however long it is, it costs the same. */
enum { REACH = 512 };

static void
add(GChecksum *sum, const char *bytes, size_t length)
{
    g_checksum_update(sum, (const guchar *)bytes, (gssize)length);
    g_checksum_update(sum, (const guchar *)"", 1); /* the NUL: where one part ends is in it too */
}

static void
add_text(GChecksum *sum, const char *text)
{
    add(sum, text ? text : "", text ? strlen(text) : 0);
}

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void
add_line(GChecksum *sum, const PmSource *source, size_t offset)
{
    PmSpan line = pm_source_line(source, pm_source_position(source, offset).line);
    size_t centre = CLAMP(offset, line.start, line.end);
    line.start = MAX(line.start, centre - MIN(centre, REACH));
    line.end = MIN(line.end, centre + REACH);
    while (line.start < line.end && is_blank(source->bytes[line.start]))
        line.start++;
    while (line.end > line.start && is_blank(source->bytes[line.end - 1]))
        line.end--;
    add(sum, source->bytes + line.start, line.end - line.start);
}

/* `seen`: how many there were of each so far, by what they have in common. */
static char *
fingerprint_of(const PmDiagnostic *diagnostic, GHashTable *seen)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    add_text(sum, diagnostic->rule);
    add_text(sum, pm_report_path(diagnostic));
    add_text(sum, diagnostic->message);
    if (diagnostic->source)
        add_line(sum, diagnostic->source, diagnostic->span.start);
    g_autoptr(GChecksum) alone = g_checksum_copy(sum);
    const char *common = g_checksum_get_string(alone);
    size_t before = GPOINTER_TO_SIZE(g_hash_table_lookup(seen, common));
    g_hash_table_insert(seen, g_strdup(common), GSIZE_TO_POINTER(before + 1));
    if (before == 0)
        return g_strdup(common);
    g_autofree char *count = g_strdup_printf("%" G_GSIZE_FORMAT, before);
    add_text(sum, count);
    return g_strdup(g_checksum_get_string(sum));
}

char **
pm_fingerprints_new(const PmDiagnostics *diagnostics)
{
    size_t count = pm_diagnostics_count(diagnostics);
    char **out = g_new0(char *, count + 1);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; i < count; i++)
        out[i] = fingerprint_of(pm_diagnostics_get(diagnostics, i), seen);
    return out;
}
