/* SPDX-License-Identifier: Apache-2.0 */
#include "data/yaml_scalar.h"

#include "base/text.h"
#include "data/scalar.h"

#include <string.h>

#define STANDARD "tag:yaml.org,2002:"

static const struct {
    const char *name;
    PmNodeKind kind;
} standard_tags[] = {
    { "str", PM_NODE_STRING },   { "int", PM_NODE_NUMBER }, { "float", PM_NODE_NUMBER },
    { "bool", PM_NODE_BOOLEAN }, { "null", PM_NODE_NULL },  { "seq", PM_NODE_LIST },
    { "map", PM_NODE_MAP },
};

/* The kind that a standard tag asks for; false for a tag of somebody's own. */
static bool
kind_of_tag(const char *tag, PmNodeKind *out_kind)
{
    if (!g_str_has_prefix(tag, STANDARD))
        return false;
    for (size_t i = 0; i < G_N_ELEMENTS(standard_tags); i++) {
        if (strcmp(tag + strlen(STANDARD), standard_tags[i].name) == 0) {
            *out_kind = standard_tags[i].kind;
            return true;
        }
    }
    return false;
}

static void
report_tag(const PmNode *node, const char *tag, bool standard, const PmYamlText *text,
           const PmYamlFindings *findings)
{
    PmSpan span = node->written;
    if (node->span.start > span.start)
        span.end = node->span.start;
    if (standard) {
        pm_diagnostics_report(findings->diagnostics, "yaml/tag", PM_SEVERITY_ERROR, text->source,
                              span, "the tag '!!%s' does not fit this value",
                              tag + strlen(STANDARD));
        return;
    }
    g_autofree char *name = pm_text_ellipsize(tag, 60);
    PmDiagnostic *found =
        pm_diagnostics_report(findings->diagnostics, "yaml/tag", findings->foreign, text->source,
                              span, "the tag '%s' means nothing here", name);
    if (found)
        found->help = "remove it, or quote text that starts with '!'";
}

void
pm_yaml_scalar_resolve(PmNode *node, const char *tag, const PmYamlText *text,
                       const PmYamlFindings *findings)
{
    node->kind = PM_NODE_STRING;
    PmNodeKind read = pm_scalar_resolve(node->text, node->length, &node->boolean);
    PmNodeKind wanted;
    if (!tag) {
        node->kind = node->style == PM_STYLE_PLAIN ? read : PM_NODE_STRING;
    } else if (strcmp(tag, "!") == 0) {
        return; /* section 6.9.1: not to be resolved */
    } else if (!kind_of_tag(tag, &wanted)) {
        report_tag(node, tag, false, text, findings);
    } else if (wanted == PM_NODE_STRING || wanted == read) {
        node->kind = wanted;
    } else {
        report_tag(node, tag, true, text, findings);
    }
}

void
pm_yaml_scalar_check_tag(const PmNode *collection, const char *tag, const PmYamlText *text,
                         const PmYamlFindings *findings)
{
    PmNodeKind wanted = collection->kind;
    if (!tag || strcmp(tag, "!") == 0)
        return;
    bool standard = kind_of_tag(tag, &wanted);
    if (!standard || wanted != collection->kind)
        report_tag(collection, tag, standard, text, findings);
}

/* The first character that nobody sees; false where all are fine. */
static bool
find_hidden(const char *at, size_t length, gunichar *out)
{
    for (const char *end = at + length; at < end;) {
        gunichar c;
        guchar byte = (guchar)*at;
        if ((byte >= 0x20 && byte < 0x7f) || byte == '\n' || byte == '\t') {
            at++;
            continue;
        }
        at += pm_text_decode(at, (size_t)(end - at), &c);
        if (pm_scalar_is_hidden(c)) {
            *out = c;
            return true;
        }
    }
    return false;
}

void
pm_yaml_scalar_check_text(const PmNode *node, const PmYamlText *text,
                          const PmYamlFindings *findings)
{
    gunichar c;
    if (!find_hidden(node->text, node->length, &c))
        return;
    PmSpan span = node->span;
    char utf8[6];
    size_t size = (size_t)g_unichar_to_utf8(c, utf8);
    const char *bytes = text->source->bytes;
    const char *raw = memmem(bytes + span.start, span.end - span.start, utf8, size);
    if (raw && (c == 0x2028 || c == 0x2029))
        return; /* yaml/line-break has said it */
    if (raw)    /* else it was written as an escape */
        span = (PmSpan){ (size_t)(raw - bytes), (size_t)(raw - bytes) + size };
    bool control = c < 0xa0;
    PmDiagnostic *found = pm_diagnostics_report(
        findings->diagnostics, "yaml/encoding", control ? PM_SEVERITY_ERROR : findings->foreign,
        text->source, span, "%s (U+%04X) in a value",
        control ? "a control character" : "an invisible character", c);
    if (found)
        found->help = "remove it: nobody who reads this would know that it is there";
}

/* 010 and -007, which can be an octal number, a decimal one, or a text whose zeros count. */
static bool
has_leading_zero(const char *text)
{
    text += *text == '-' || *text == '+';
    return text[0] == '0' && g_ascii_isdigit(text[1]);
}

/* The splice that keeps the value and says it so that all readers agree. */
static void
add_fix(PmDiagnostic *found, const PmNode *node, PmArena *arena)
{
    int64_t number;
    const char *text;
    if (node->kind == PM_NODE_STRING)
        text = pm_scalar_quote(arena, node->text);
    else if (pm_node_integer(node, &number))
        text = pm_arena_printf(arena, "%" G_GINT64_FORMAT, number);
    else
        return;
    if (node->kind == PM_NODE_NUMBER && has_leading_zero(node->text)) {
        found->label =
            pm_arena_printf(arena, "write %s, or \"%s\" if it is text", text, node->text);
        return;
    }
    PmSplice *fix = pm_arena_new0(arena, PmSplice, 1);
    *fix = (PmSplice){ .at = node->span, .text = text, .length = strlen(text) };
    found->fixes = fix;
    found->fix_count = 1;
    found->label = pm_arena_printf(arena, "write %s", text);
}

void
pm_yaml_scalar_check_reading(const PmNode *node, const PmYamlText *text,
                             const PmYamlFindings *findings)
{
    const char *reads;
    if (findings->foreign != PM_SEVERITY_ERROR ||
        !pm_scalar_is_ambiguous(node->text, node->length, &reads))
        return;
    g_autofree char *value = pm_text_ellipsize(node->text, 40);
    PmDiagnostic *found = pm_diagnostics_report(
        findings->diagnostics, "yaml/ambiguous", PM_SEVERITY_WARNING, text->source, node->span,
        "'%s' is %s here, and %s to YAML 1.1 readers", value,
        node->kind == PM_NODE_STRING ? "text" : "a number", reads);
    if (found)
        add_fix(found, node, pm_diagnostics_arena(findings->diagnostics));
}
