/* SPDX-License-Identifier: Apache-2.0 */
#include "check/wording.h"

#include "check/wording_phrases.h"

#include <string.h>

/* Which phrases count in a text. */
typedef enum { PROSE, ACTION, TEXT_COUNT } TextKind;

typedef struct {
    PmPhrase *phrases;
    PmPhrases *index[TEXT_COUNT]; /* of prose the first `prose` of them, of actions all */
    size_t blame, prose;          /* the first that is no blame any more, no prose any more */
} Catalogue;

static size_t
length_of(const PmPhrase *phrases)
{
    size_t count = 0;
    while (phrases[count].text != NULL)
        count++;
    return count;
}

static Catalogue *
catalogue_new(void)
{
    size_t blame = length_of(pm_phrases_blame);
    size_t counterfactual = length_of(pm_phrases_counterfactual);
    size_t vague = length_of(pm_phrases_vague);
    Catalogue *self = g_new0(Catalogue, 1);
    self->blame = blame;
    self->prose = blame + counterfactual;
    self->phrases = g_new0(PmPhrase, self->prose + vague);
    memcpy(self->phrases, pm_phrases_blame, blame * sizeof(PmPhrase));
    memcpy(self->phrases + blame, pm_phrases_counterfactual, counterfactual * sizeof(PmPhrase));
    memcpy(self->phrases + self->prose, pm_phrases_vague, vague * sizeof(PmPhrase));
    self->index[PROSE] = pm_phrases_new(self->phrases, self->prose);
    self->index[ACTION] = pm_phrases_new(self->phrases, self->prose + vague);
    return self;
}

static const Catalogue *
catalogue(void)
{
    static Catalogue *made = NULL; /* once, by whoever asks first */
    if (g_once_init_enter(&made))
        g_once_init_leave(&made, catalogue_new());
    return made;
}

/* One document under way. */
typedef struct {
    const Catalogue *catalogue;
    const PmDocument *document;
    GArray *hits; /* PmWordingHit */
} Reader;

static void
take(const PmPhrase *phrase, PmSpan at, void *data)
{
    Reader *self = data;
    size_t index = (size_t)(phrase - self->catalogue->phrases);
    PmWordingHit hit = { .kind = index < self->catalogue->blame   ? PM_WORDING_BLAME
                                 : index < self->catalogue->prose ? PM_WORDING_COUNTERFACTUAL
                                                                  : PM_WORDING_VAGUE,
                         .span = at };
    g_array_append_val(self->hits, hit);
}

static void
read_text(Reader *self, PmSpan span, TextKind kind)
{
    pm_phrases_scan(self->catalogue->index[kind], self->document->source->bytes, span, take, self);
}

/* A string of the front matter as it is written, without its quotes. */
static void
read_value(Reader *self, const PmNode *node, TextKind kind)
{
    if (!pm_node_is(node, PM_NODE_STRING) || node->aliased)
        return;
    size_t quote = node->style == PM_STYLE_SINGLE || node->style == PM_STYLE_DOUBLE ? 1 : 0;
    if (node->span.end - node->span.start > 2 * quote)
        read_text(self, (PmSpan){ node->span.start + quote, node->span.end - quote }, kind);
}

static void
read_front(Reader *self)
{
    const PmFields *fields = &self->document->fields;
    read_value(self, pm_node_get(fields->root, "summary"), PROSE);
    read_value(self, pm_node_at(fields->root, "/impact/text"), PROSE);
    for (size_t i = 0; i < fields->finding_count; i++) {
        read_value(self, pm_node_get(fields->findings[i].node, "text"), PROSE);
        read_value(self, pm_node_get(fields->findings[i].node, "accepted"), PROSE);
    }
    for (size_t i = 0; i < fields->action_count; i++) {
        const char *done_when = fields->actions[i].done_when;
        bool measured = done_when != NULL && *done_when != '\0';
        read_value(self, pm_node_get(fields->actions[i].node, "text"), measured ? PROSE : ACTION);
    }
    read_value(self, pm_node_get(fields->response, "note"), PROSE);
}

static bool
names_actions(const char *title)
{
    static const char *const titles[] = { "action items",
                                          "action item",
                                          "actions",
                                          "actions items",
                                          "corrective actions",
                                          "corrective and preventative measures",
                                          "follow-up",
                                          "follow-ups",
                                          "follow up",
                                          "follow-up actions",
                                          "follow up actions",
                                          "next steps",
                                          "preventive measures",
                                          "preventative measures",
                                          "remediation",
                                          "remediation items",
                                          "재발 방지",
                                          "재발 방지 대책",
                                          "후속 조치",
                                          "액션 아이템",
                                          "개선 방안",
                                          "향후 계획",
                                          NULL };
    return g_strv_contains(titles, title);
}

/* Sections about actions are few: the spans of their contents. */
static GArray *
action_sections(const PmOutline *outline, const PmParts *parts)
{
    GArray *spans = g_array_new(FALSE, FALSE, sizeof(PmSpan));
    size_t end = 0;
    for (size_t i = 0; i < outline->heading_count; i++) {
        const PmHeading *heading = &outline->headings[i];
        if (!heading->top || heading->span.start < end || !names_actions(parts->titles[i]))
            continue;
        PmSection section = pm_section_of(outline, i);
        g_array_append_val(spans, section.content);
        end = section.content.end;
    }
    return spans;
}

/* The text at `at` is of an action section; `*next` is the first that may hold it. */
static bool
is_action(const GArray *sections, size_t *next, size_t at)
{
    while (*next < sections->len && g_array_index(sections, PmSpan, *next).end <= at)
        ++*next;
    return *next < sections->len && g_array_index(sections, PmSpan, *next).start <= at;
}

static void
read_paragraphs(Reader *self, const GArray *sections)
{
    const PmOutline *outline = self->document->outline;
    size_t next = 0;
    for (size_t i = 0; i < outline->block_count; i++) {
        const PmBlock *block = &outline->blocks[i];
        if (block->kind != PM_BLOCK_PARAGRAPH || block->quoted)
            continue;
        bool action = block->in_list && is_action(sections, &next, block->span.start);
        read_text(self, block->span, action ? ACTION : PROSE);
    }
}

static void
read_tables(Reader *self, const GArray *sections)
{
    const PmOutline *outline = self->document->outline;
    size_t next = 0;
    for (size_t i = 0; i < outline->table_count; i++)
        for (size_t j = 0; j < outline->tables[i].count; j++) {
            const PmTableRow *row = &outline->tables[i].rows[j];
            bool action = is_action(sections, &next, row->span.start);
            for (size_t k = 0; k < row->count; k++)
                read_text(self, row->cells[k].span, action ? ACTION : PROSE);
        }
}

PmWording
pm_wording_read(PmArena *arena, const PmDocument *document, const PmParts *parts)
{
    g_autoptr(GArray) hits = g_array_new(FALSE, FALSE, sizeof(PmWordingHit));
    Reader reader = { .catalogue = catalogue(), .document = document, .hits = hits };
    g_autoptr(GArray) sections = action_sections(document->outline, parts);
    read_front(&reader);
    read_paragraphs(&reader, sections);
    read_tables(&reader, sections);
    PmWordingHit *list = pm_arena_new0(arena, PmWordingHit, hits->len);
    if (hits->len > 0)
        memcpy(list, hits->data, hits->len * sizeof *list);
    return (PmWording){ .hits = list, .count = hits->len };
}
