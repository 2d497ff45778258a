/* SPDX-License-Identifier: Apache-2.0 */
#include "data/yaml.h"

#include "base/text.h"
#include "data/yaml_scalar.h"
#include "data/yaml_syntax.h"

#include <string.h>

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(yaml_event_t, yaml_event_delete)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(yaml_parser_t, yaml_parser_delete)

/* A collection that is still open. */
typedef struct {
    PmNode *node;
    guint first;          /* its first item in `pending` */
    PmNode *key;          /* of a map: read, and waiting for its value */
    bool merge;           /* that key is a plain << */
    const PmNode *merged; /* what a << brought */
} Frame;

typedef struct {
    PmArena *arena;
    PmYamlText text;
    PmYamlFindings findings;
    Frame frames[PM_YAML_MAX_DEPTH];
    size_t depth;       /* open frames */
    GPtrArray *pending; /* items of all open collections, innermost last */
    GTree *anchors;     /* name → node; no hash that names can be chosen for */
    size_t nodes;       /* made so far */
    size_t documents;
    PmSpan quoted; /* the last quoted scalar */
    PmNode *root;
} Yaml;

/* All that an event says about where a node is and what stands before it. */
typedef struct {
    PmSpan written;
    const char *anchor;
    const char *tag;
} Properties;

static PmDiagnostic *
report(Yaml *yaml, const char *rule, PmSeverity severity, PmSpan span, const char *message)
{
    return pm_diagnostics_report(yaml->findings.diagnostics, rule, severity, yaml->text.source,
                                 span, "%s", message);
}

static PmSpan
span_of(const Yaml *yaml, const yaml_event_t *event)
{
    return (PmSpan){ pm_yaml_text_offset(&yaml->text, event->start_mark.index),
                     pm_yaml_text_offset(&yaml->text, event->end_mark.index) };
}

/* Count a node against the budget that keeps aliases of aliases in bounds. */
static bool
spend_node(Yaml *yaml, PmSpan span)
{
    if (++yaml->nodes <= PM_YAML_MAX_NODES)
        return true;
    report(yaml, "yaml/size", PM_SEVERITY_ERROR, span,
           "more than " G_STRINGIFY(PM_YAML_MAX_NODES) " values in one text");
    return false;
}

static bool
too_deep(Yaml *yaml, PmSpan span)
{
    report(yaml, "yaml/depth", PM_SEVERITY_ERROR, span,
           "nested more than " G_STRINGIFY(PM_YAML_MAX_DEPTH) " levels deep");
    return false;
}

static size_t
value_start(const Yaml *yaml, const Properties *properties, size_t end)
{
    size_t start = properties->written.start;
    return properties->anchor || properties->tag
               ? pm_yaml_text_skip_properties(&yaml->text, (PmSpan){ start, end })
               : start;
}

/* libyaml puts an empty value where the next thing starts; for us it is behind its colon or key. */
static size_t
empty_value_at(const Yaml *yaml, size_t at)
{
    const Frame *frame = yaml->depth > 0 ? &yaml->frames[yaml->depth - 1] : NULL;
    if (!frame || !frame->key || at <= frame->key->span.end)
        return at;
    const char *bytes = yaml->text.source->bytes;
    for (size_t colon = frame->key->span.end; colon < at; colon++) {
        if (bytes[colon] == ':')
            return colon + 1;
        if (bytes[colon] == '#') { /* a comment may have a colon */
            const char *end = memchr(bytes + colon, '\n', at - colon);
            colon = end ? (size_t)(end - bytes) : at;
        }
    }
    return frame->key->span.end;
}

static void
remember_anchor(Yaml *yaml, PmNode *node, const Properties *properties)
{
    if (!properties->anchor)
        return;
    node->anchored = true;
    g_tree_replace(yaml->anchors, pm_arena_strdup(yaml->arena, properties->anchor), node);
    const char *bytes = yaml->text.source->bytes;
    size_t at = properties->written.start;
    while (bytes[at] != '&') /* a tag may stand before it */
        at++;
    PmSpan span = { at, at + 1 + strlen(properties->anchor) };
    PmDiagnostic *found = report(yaml, "yaml/anchor", yaml->findings.foreign, span,
                                 "an anchor: what it names is not written where it is used");
    if (found)
        found->help = "write the value out wherever it is needed";
}

/* A value is complete: give it to the innermost collection, as a key, a value or an item. */
static bool
place(Yaml *yaml, PmNode *node, bool merge_key)
{
    Frame *frame = yaml->depth > 0 ? &yaml->frames[yaml->depth - 1] : NULL;
    if (!frame) {
        yaml->root = node;
        return spend_node(yaml, node->written);
    }
    if (frame->node->kind == PM_NODE_MAP && !frame->key) {
        frame->key = node;
        frame->merge = merge_key;
        if (node->kind == PM_NODE_LIST || node->kind == PM_NODE_MAP)
            report(yaml, "yaml/key", PM_SEVERITY_ERROR, node->span,
                   "a list or map cannot be a key");
        return true;
    }
    if (!spend_node(yaml, node->written))
        return false;
    const PmNode *key = frame->key;
    frame->key = NULL;
    if (!key) {
        g_ptr_array_add(yaml->pending, node);
        return true;
    }
    if (!key->text)
        return true; /* a key that was refused takes its value with it */
    if (frame->merge && !frame->merged) {
        frame->merged = node;
        node->key_span = key->span;
        return true;
    }
    node->key = key->text;
    node->key_length = key->length;
    node->key_span = key->span;
    g_ptr_array_add(yaml->pending, node);
    return true;
}

static bool
scalar(Yaml *yaml, const yaml_event_t *event)
{
    static const PmNodeStyle styles[] = {
        [YAML_PLAIN_SCALAR_STYLE] = PM_STYLE_PLAIN,
        [YAML_SINGLE_QUOTED_SCALAR_STYLE] = PM_STYLE_SINGLE,
        [YAML_DOUBLE_QUOTED_SCALAR_STYLE] = PM_STYLE_DOUBLE,
        [YAML_LITERAL_SCALAR_STYLE] = PM_STYLE_LITERAL,
        [YAML_FOLDED_SCALAR_STYLE] = PM_STYLE_FOLDED,
    };
    Properties properties = { .written = span_of(yaml, event),
                              .anchor = (const char *)event->data.scalar.anchor,
                              .tag = (const char *)event->data.scalar.tag };
    PmNode *node = pm_arena_new0(yaml->arena, PmNode, 1);
    node->style = styles[event->data.scalar.style];
    node->length = event->data.scalar.length;
    node->text =
        pm_arena_strndup(yaml->arena, (const char *)event->data.scalar.value, node->length);
    if (properties.written.start == properties.written.end)
        properties.written.start = properties.written.end =
            empty_value_at(yaml, properties.written.start);
    node->written = properties.written;
    node->span =
        (PmSpan){ value_start(yaml, &properties, properties.written.end), properties.written.end };
    if (node->style == PM_STYLE_LITERAL || node->style == PM_STYLE_FOLDED)
        node->span.end = node->written.end = pm_yaml_text_block_end(&yaml->text, node->span);
    if (node->style == PM_STYLE_SINGLE || node->style == PM_STYLE_DOUBLE)
        yaml->quoted = node->span;

    bool bare = node->style == PM_STYLE_PLAIN && !properties.tag;
    bool is_key = yaml->depth > 0 && yaml->frames[yaml->depth - 1].node->kind == PM_NODE_MAP &&
                  !yaml->frames[yaml->depth - 1].key;
    bool merge_key = bare && is_key && strcmp(node->text, "<<") == 0;
    pm_yaml_scalar_resolve(node, properties.tag, &yaml->text, &yaml->findings);
    pm_yaml_scalar_check_text(node, &yaml->text, &yaml->findings);
    if (bare && !merge_key)
        pm_yaml_scalar_check_reading(node, &yaml->text, &yaml->findings);
    remember_anchor(yaml, node, &properties);
    return place(yaml, node, merge_key);
}

static bool
open_collection(Yaml *yaml, const yaml_event_t *event)
{
    bool map = event->type == YAML_MAPPING_START_EVENT;
    bool flow = map ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                    : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    Properties properties = {
        .written = span_of(yaml, event),
        .anchor = (const char *)(map ? event->data.mapping_start.anchor
                                     : event->data.sequence_start.anchor),
        .tag = (const char *)(map ? event->data.mapping_start.tag : event->data.sequence_start.tag),
    };
    if (yaml->depth == PM_YAML_MAX_DEPTH)
        return too_deep(yaml, pm_yaml_text_character(&yaml->text, properties.written.start));
    PmNode *node = pm_arena_new0(yaml->arena, PmNode, 1);
    node->kind = map ? PM_NODE_MAP : PM_NODE_LIST;
    node->style = flow ? PM_STYLE_FLOW : PM_STYLE_BLOCK;
    node->written = properties.written;
    node->span = properties.written;
    /* the event of a block ends before its first key or dash */
    node->span.start = value_start(yaml, &properties, yaml->text.span.end);
    pm_yaml_scalar_check_tag(node, properties.tag, &yaml->text, &yaml->findings);
    remember_anchor(yaml, node, &properties);
    yaml->frames[yaml->depth++] = (Frame){ .node = node, .first = yaml->pending->len };
    return true;
}

static void
duplicate(const PmNode *first, const PmNode *again, void *data)
{
    Yaml *yaml = data;
    if (again->merged)
        return; /* a map's own member goes before a merged one */
    g_autofree char *key = pm_text_ellipsize(again->key, 60);
    PmDiagnostic *found =
        pm_diagnostics_report(yaml->findings.diagnostics, "yaml/duplicate-key", PM_SEVERITY_ERROR,
                              yaml->text.source, again->key_span, "duplicate key '%s'", key);
    if (!found)
        return;
    found->help =
        pm_arena_printf(pm_diagnostics_arena(yaml->findings.diagnostics), "first is on line %u",
                        pm_source_position(yaml->text.source, first->key_span.start).line);
}

/* A node again, for an alias. Depth and size count as if it had been written out. */
static PmNode *
copy(Yaml *yaml, const PmNode *original, size_t depth, PmSpan written)
{
    PmNode *node = pm_arena_new0(yaml->arena, PmNode, 1);
    *node = *original;
    node->written = written;
    node->aliased = true;
    node->anchored = false;
    if (node->kind != PM_NODE_LIST && node->kind != PM_NODE_MAP)
        return node;
    if (depth >= PM_YAML_MAX_DEPTH) {
        too_deep(yaml, written);
        return NULL;
    }
    PmNode **items = pm_arena_new0(yaml->arena, PmNode *, node->count);
    for (size_t i = 0; i < node->count; i++) {
        items[i] =
            spend_node(yaml, written) ? copy(yaml, original->items[i], depth + 1, written) : NULL;
        if (!items[i])
            return NULL;
    }
    pm_node_adopt(yaml->arena, node, items, node->count, NULL, NULL);
    return node;
}

static bool
merge_from(Yaml *yaml, const PmNode *source, PmSpan written)
{
    if (source->kind != PM_NODE_MAP) {
        report(yaml, "yaml/merge-key", PM_SEVERITY_ERROR, written,
               "'<<' takes a map, or a list of maps");
        return true;
    }
    for (size_t i = 0; i < source->count; i++) {
        PmNode *item =
            spend_node(yaml, written) ? copy(yaml, source->items[i], yaml->depth, written) : NULL;
        if (!item)
            return false;
        item->merged = true;
        g_ptr_array_add(yaml->pending, item);
    }
    return true;
}

/* yaml.org/type/merge.html; no part of YAML 1.2. */
static bool
merge(Yaml *yaml, const PmNode *merged)
{
    PmDiagnostic *found = report(yaml, "yaml/merge-key", yaml->findings.foreign, merged->key_span,
                                 "a merge key: YAML 1.2 has none, and 1.1 readers merge here");
    if (found)
        found->help = "write the members out";
    if (merged->kind != PM_NODE_LIST)
        return merge_from(yaml, merged, merged->written);
    for (size_t i = 0; i < merged->count; i++) {
        if (!merge_from(yaml, merged->items[i], merged->written))
            return false;
    }
    return true;
}

static size_t
last_end(const PmNode *const *items, guint count, size_t start)
{
    size_t end = start;
    for (guint i = 0; i < count; i++)
        end = MAX(end, MAX(items[i]->written.end, items[i]->key_span.end));
    return end;
}

static bool
close_collection(Yaml *yaml, const yaml_event_t *event)
{
    Frame *frame = &yaml->frames[yaml->depth - 1];
    PmNode *node = frame->node;
    PmNode *const *items = (PmNode *const *)yaml->pending->pdata + frame->first;
    char bracket = yaml->text.source->bytes[MIN(node->span.start, yaml->text.span.end - 1)];
    bool bare = node->style == PM_STYLE_BLOCK || (bracket != '{' && bracket != '[');
    node->span.end = bare ? last_end((const PmNode *const *)items,
                                     yaml->pending->len - frame->first, node->span.start)
                          : span_of(yaml, event).end;
    if (bare && frame->merged)
        node->span.end = MAX(node->span.end, frame->merged->written.end);
    node->written.end = node->span.end;
    if (frame->merged && !merge(yaml, frame->merged))
        return false;
    pm_node_adopt(yaml->arena, node, (PmNode *const *)yaml->pending->pdata + frame->first,
                  yaml->pending->len - frame->first, duplicate, yaml);
    g_ptr_array_set_size(yaml->pending, (gint)frame->first);
    yaml->depth--;
    return place(yaml, node, false);
}

static bool
is_open(const Yaml *yaml, const PmNode *node)
{
    for (size_t i = 0; i < yaml->depth; i++) {
        if (yaml->frames[i].node == node)
            return true;
    }
    return false;
}

static bool
alias(Yaml *yaml, const yaml_event_t *event)
{
    PmSpan span = span_of(yaml, event);
    const char *name = (const char *)event->data.alias.anchor;
    const PmNode *original = g_tree_lookup(yaml->anchors, name);
    if (!original || is_open(yaml, original)) {
        report(yaml, "yaml/alias", PM_SEVERITY_ERROR, span,
               original ? "an alias of what it is inside of"
                        : "an alias that no anchor comes before");
        return false;
    }
    PmDiagnostic *found = report(yaml, "yaml/alias", yaml->findings.foreign, span,
                                 "an alias: the value is written elsewhere");
    if (found)
        found->help = "write the value out, or quote text that starts with '*'";
    PmNode *node = copy(yaml, original, yaml->depth, span);
    if (!node)
        return false;
    node->key = NULL; /* the original's, where that is a map's member */
    node->key_length = 0;
    node->key_span = (PmSpan){ 0 };
    node->merged = false;
    return place(yaml, node, false);
}

static bool
next_document(Yaml *yaml, const yaml_event_t *event)
{
    if (++yaml->documents == 1)
        return true;
    PmDiagnostic *found = report(yaml, "yaml/documents", PM_SEVERITY_ERROR, span_of(yaml, event),
                                 "a second YAML document");
    if (found)
        found->help = "only one is read; remove the '---' line, or what follows it";
    return false;
}

/* False: there is nothing more to read, for whatever reason. */
static bool
handle(Yaml *yaml, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return next_document(yaml, event);
    case YAML_SCALAR_EVENT:
        return scalar(yaml, event);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return open_collection(yaml, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        return close_collection(yaml, event);
    case YAML_ALIAS_EVENT:
        return alias(yaml, event);
    case YAML_NO_EVENT:
    case YAML_STREAM_END_EVENT:
        return false;
    case YAML_STREAM_START_EVENT:
    case YAML_DOCUMENT_END_EVENT:
        break;
    }
    return true;
}

/* True when the stream was read to its end, or to a second document. */
static bool
read_events(Yaml *yaml)
{
    g_auto(yaml_parser_t) parser;
    if (!yaml_parser_initialize(&parser))
        g_error("out of memory"); /* as GLib's own allocations do */
    /* without this it would take some texts for UTF-16 */
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(
        &parser, (const unsigned char *)yaml->text.source->bytes + yaml->text.span.start,
        yaml->text.span.end - yaml->text.span.start);
    for (bool more = true; more;) {
        g_auto(yaml_event_t) event = { 0 };
        if (!yaml_parser_parse(&parser, &event)) {
            pm_yaml_syntax_report(&yaml->text, &parser, yaml->quoted, yaml->findings.diagnostics);
            return false;
        }
        more = handle(yaml, &event);
        if (!more && event.type != YAML_STREAM_END_EVENT)
            return yaml->documents > 1;
    }
    return true;
}

static int
compare_names(const void *left, const void *right)
{
    return strcmp(left, right);
}

const PmNode *
pm_yaml_parse(PmArena *arena, const PmSource *source, PmSpan span, PmYamlFlags flags,
              PmDiagnostics *diagnostics)
{
    g_autoptr(GPtrArray) pending = g_ptr_array_sized_new(64);
    g_autoptr(GTree) anchors = g_tree_new(compare_names);
    Yaml yaml = {
        .arena = arena,
        .findings = { .diagnostics = diagnostics,
                      .foreign =
                          flags & PM_YAML_TOLERANT ? PM_SEVERITY_WARNING : PM_SEVERITY_ERROR },
        .pending = pending,
        .anchors = anchors,
    };
    if (!pm_yaml_text_init(&yaml.text, arena, source, span, &yaml.findings) || !read_events(&yaml))
        return NULL;
    if (yaml.root)
        return yaml.root;
    PmNode *empty = pm_arena_new0(arena, PmNode, 1);
    empty->text = "";
    empty->span = empty->written = (PmSpan){ yaml.text.span.start, yaml.text.span.start };
    return empty;
}
