/* SPDX-License-Identifier: Apache-2.0 */
/* The file as such. */
#include "check/rule.h"

/* Nothing but white space and comments between the fences. */
static bool
is_blank(const PmDocument *document)
{
    bool comment = false;
    for (size_t i = document->split.front.start; i < document->split.front.end; i++) {
        char c = document->source->bytes[i];
        comment = c == '#' || (comment && c != '\n' && c != '\r');
        if (!comment && !g_ascii_isspace(c))
            return false;
    }
    return true;
}

static void
no_front_matter(PmCheck *check)
{
    const PmDocument *document = check->document;
    PmSpan span = pm_check_front_span(check);
    PmDiagnostic *found = NULL;
    bool blank = document->source->length == 0;
    if (document->split.state == PM_SPLIT_NONE)
        found = pm_check_report(check, span,
                                blank ? "the file is empty" : "the file has no front matter");
    else if (document->split.state == PM_SPLIT_FOUND && is_blank(document))
        found = pm_check_report(check, span, "the front matter is empty");
    if (found != NULL)
        found->help = "a postmortem begins with a line '---', YAML, and a line '---'; "
                      "'git postmortem new' writes one";
}

static void
bom(PmCheck *check)
{
    static const PmSplice drop = { .at = { 0, 3 }, .text = "", .length = 0 };
    if (!check->document->split.bom)
        return;
    PmDiagnostic *found = pm_check_report(check, (PmSpan){ 0, 3 }, "a byte-order mark");
    if (found == NULL)
        return;
    found->help = "some readers take no front matter after one; UTF-8 needs none";
    found->fixes = &drop;
    found->fix_count = 1;
}

const PmRule pm_rules_file[] = {
    { .id = "file/encoding",
      .summary = "The file is UTF-8 text",
      .explanation =
          "Git, forges and browsers show UTF-8; bytes of another encoding turn into marks "
          "that nobody can read. iconv converts a file, and editors can save as UTF-8.",
      .failing = PM_EXAMPLE("schema: 1\n", "caf\xe9\n"),
      .passing = PM_EXAMPLE("schema: 1\n", "café\n"),
      .severity = PM_ALWAYS(ERROR),
      .needs = PM_RULE_FOREIGN | PM_RULE_FIRM },
    { .id = "file/unreadable",
      .summary = "The file can be read",
      .explanation =
          "A document is a regular file of at most as many bytes as limits.document in "
          "the configuration says (256 KiB without it), is no symbolic link, and is "
          "beneath the repository's root. Logs and pictures are evidence: files of their "
          "own, beside the document.",
      .severity = PM_ALWAYS(ERROR),
      .needs = PM_RULE_FOREIGN | PM_RULE_FIRM },
    { .id = "file/unterminated",
      .summary = "Front matter that begins also ends",
      .explanation =
          "Without the closing line of three dashes nobody can tell facts from text, and "
          "everything is taken for text.",
      .failing = "---\nschema: 1\n\ntext\n",
      .passing = "---\nschema: 1\n---\n\ntext\n",
      .severity = PM_ALWAYS(ERROR),
      .needs = PM_RULE_FOREIGN | PM_RULE_FIRM },
    { .id = "file/front-matter",
      .summary = "The front matter is a mapping of keys",
      .explanation = "Facts have names. A list or a single value between the fences names none.",
      .failing = "---\n- a\n- b\n---\n",
      .passing = "---\nschema: 1\n---\n",
      .severity = PM_ALWAYS(ERROR),
      .needs = PM_RULE_FOREIGN | PM_RULE_FIRM },
    { .id = "file/no-front-matter",
      .summary = "The file has a front matter with something in it",
      .explanation =
          "The facts of a postmortem (when, how bad, who, what follows) stand in its front "
          "matter, where programs find them. Documents of an adopted corpus may do "
          "without one until they are submitted.",
      .failing = "# An outage\n",
      .passing = "---\nschema: 1\n---\n\n# An outage\n",
      .severity = PM_ALWAYS(ERROR),
      .needs = PM_RULE_FIRM,
      .run = no_front_matter },
    { .id = "file/bom",
      .summary = "The file has no byte-order mark",
      .explanation = "UTF-8 needs no byte-order mark, and programs that look for '---' at the very "
                     "beginning don't find it behind one. The fix removes it.",
      .failing = "\xef\xbb\xbf---\nschema: 1\n---\n",
      .passing = "---\nschema: 1\n---\n",
      .severity = PM_HINT,
      .run = bom },
    { .id = "file/findings",
      .summary = "All findings can be listed",
      .explanation = "At most 10,000 findings are listed of one document; there are errors among "
                     "the others. Mend what is listed and check again.",
      .severity = PM_ALWAYS(ERROR),
      .needs = PM_RULE_FOREIGN | PM_RULE_FIRM },
    { .id = NULL },
};
