/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in for something that was to be written. */
#include "check/rule.h"

#include <string.h>

/* No text that is a placeholder as a whole is longer. */
#define LONGEST 60

/* All that a text says, letter case and marks around it aside. */
static bool
says_nothing(const char *text, size_t length)
{
    static const char *const words[] = { "todo",
                                         "tbd",
                                         "tbc",
                                         "fixme",
                                         "xxx",
                                         "to be determined",
                                         "to be done",
                                         "to be added",
                                         "to be confirmed",
                                         "to be written",
                                         "to be filled in",
                                         "coming soon",
                                         "fill in",
                                         "fill me in",
                                         "placeholder",
                                         "changeme",
                                         "lorem ipsum",
                                         "미정",
                                         "작성 예정",
                                         "작성 필요",
                                         "추후 작성",
                                         "추후 기재",
                                         "내용 입력",
                                         NULL };
    if (length == 0 || length > LONGEST)
        return false;
    g_autofree char *copy = g_ascii_strdown(text, (gssize)length);
    char *start = copy + strspn(copy, " \t\r\n*_[(<{.:\"'");
    size_t end = strlen(start);
    while (end > 0 && strchr(" \t\r\n*_])>}.:!\"'", start[end - 1]) != NULL)
        end--;
    start[end] = '\0';
    bool angled =
        copy[0] == '<' && g_ascii_isalpha(copy[1]) && strchr(copy, '>') == copy + length - 1;
    bool dots = strcmp(start, "…") == 0 || (end == 0 && strspn(copy, ".") >= 3);
    return dots || strcmp(start, "???") == 0 || g_strv_contains(words, start) ||
           (angled && strchr(copy, ' ') != NULL);
}

static void
judge_text(PmCheck *check, PmSpan span)
{
    const char *text = check->document->source->bytes + span.start;
    size_t length = span.end - span.start;
    if (!says_nothing(text, length))
        return;
    g_autofree char *written = g_strndup(text, length);
    PmDiagnostic *found = pm_check_report(check, span, "%s stands for a text that is not there",
                                          pm_check_quote(check, g_strstrip(written)));
    if (found != NULL)
        found->help = "write it, or take it out; what nobody can find out is unknown";
    pm_check_edit(check, found);
}

/* "TODO" and the like in the midst of a text: capital letters, a word of their own. */
static void
judge_marks(PmCheck *check, PmSpan span)
{
    static const char *const marks[] = { "TODO", "FIXME", "TBD" };
    const char *bytes = check->document->source->bytes;
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
        size_t length = strlen(marks[i]);
        const char *at = memmem(bytes + span.start, span.end - span.start, marks[i], length);
        if (at == NULL)
            continue;
        size_t start = (size_t)(at - bytes);
        char before = start > span.start ? at[-1] : ' ';
        char behind = start + length < span.end ? at[length] : ' ';
        if (g_ascii_isspace(before) && strchr(" \t\r\n:(", behind) != NULL) {
            pm_check_warn(check, (PmSpan){ start, start + length }, "%s is left in the text",
                          marks[i]);
            return;
        }
    }
}

static void
text(PmCheck *check)
{
    const PmOutline *outline = check->document->outline;
    for (size_t i = 0; i < outline->block_count; i++) {
        const PmBlock *block = &outline->blocks[i];
        if (block->quoted || block->kind != PM_BLOCK_PARAGRAPH)
            continue;
        if (block->span.end - block->span.start <= LONGEST)
            judge_text(check, block->span);
        judge_marks(check, block->span);
    }
    for (size_t i = 0; i < outline->table_count; i++)
        for (size_t j = 0; j < outline->tables[i].count; j++)
            for (size_t k = 0; k < outline->tables[i].rows[j].count; k++)
                judge_text(check, outline->tables[i].rows[j].cells[k].span);
}

static void
judge_value(PmCheck *check, const PmNode *node)
{
    bool holds = pm_node_is(node, PM_NODE_MAP) || pm_node_is(node, PM_NODE_LIST);
    if (node->key != NULL && (g_str_has_prefix(node->key, "x-") || g_str_equal(node->key, "tags")))
        return;
    for (size_t i = 0; holds && i < node->count; i++)
        judge_value(check, node->items[i]);
    const char *value = pm_node_string(node);
    if (value == NULL || node->aliased || !says_nothing(value, strlen(value)))
        return;
    PmDiagnostic *found = pm_check_report(
        check, node->span, "%s stands for a value that is not there", pm_check_quote(check, value));
    if (found != NULL)
        found->help =
            "a gate that asks for a value wants a real one; unknown is one where it is legal";
    pm_check_edit(check, found);
}

static void
value(PmCheck *check)
{
    judge_value(check, check->document->front);
}

#define FRONT "id: x\nstatus: in-review\n"

const PmRule pm_rules_placeholder[] = {
    { .id = "placeholder/text",
      .summary = "Nothing in the text is still to be written",
      .explanation =
          "A paragraph, an item or a cell that says TODO, TBD or three dots is not there, and a "
          "section of nothing else is empty. The same words in the midst of a text are a warning.",
      .failing = PM_EXAMPLE(FRONT, "## Lessons\n\nTBD\n"),
      .passing = PM_EXAMPLE(FRONT, "## Lessons\n\nThe list of things to do has an owner.\n"),
      .severity = PM_STORY_LATER,
      .needs = PM_NEEDS_BODY,
      .run = text },
    { .id = "placeholder/value",
      .summary = "No value of the front matter is a placeholder",
      .explanation = "An owner TBD is no owner, but no other check would know. 'unknown' says that "
                     "something can't be found out, where that is an answer.",
      .failing = PM_EXAMPLE(FRONT "owner: TBD\n", "text\n"),
      .passing = PM_EXAMPLE(FRONT "owner: dana@example.org\n", "text\n"),
      .severity = PM_STORY_LATER,
      .needs = PM_NEEDS_FRONT,
      .run = value },
    { .id = NULL },
};
