/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of YAML, JSON and Markdown find: rows only. */
#include "check/rule.h"

#define PARSED(level) .severity = PM_ALWAYS(level), .needs = PM_RULE_FOREIGN | PM_RULE_FIRM

const PmRule pm_rules_text[] = {
    { .id = "yaml/syntax",
      .summary = "The front matter is YAML",
      .explanation =
          "Nothing can be read from a front matter that does not parse. The usual causes are "
          "a value with ': ' or ' #' in it that is not quoted, a tab as indentation, and a "
          "line whose indentation fits no line above. The body is still checked.",
      .failing = PM_EXAMPLE("schema: 1\ntitle: Checkout: 504\n", "text\n"),
      .passing = PM_EXAMPLE("schema: 1\ntitle: \"Checkout: 504\"\n", "text\n"),
      PARSED(ERROR) },
    { .id = "yaml/encoding",
      .summary = "The front matter is UTF-8 and holds no control characters",
      .explanation = "A control character is invisible in an editor and changes what a terminal "
                     "shows. Remove it, or save the file as UTF-8.",
      .failing = PM_EXAMPLE("schema: 1\ntitle: \"a\\x07b\"\n", "text\n"),
      .passing = PM_EXAMPLE("schema: 1\ntitle: \"a b\"\n", "text\n"),
      PARSED(ERROR) },
    { .id = "yaml/duplicate-key",
      .summary = "A key is there once",
      .explanation =
          "YAML forbids a key twice in one map, and readers differ in which of the values "
          "they take. The first one is read here; remove the other.",
      .failing = PM_EXAMPLE("schema: 1\nseverity: 1\nseverity: 3\n", "text\n"),
      .passing = PM_EXAMPLE("schema: 1\nseverity: 1\n", "text\n"),
      PARSED(ERROR) },
    { .id = "yaml/anchor",
      .summary = "The front matter has no anchors",
      .explanation =
          "With an anchor, a value is written in one place and used in another, so that a "
          "one-line change can change facts far away. Write the value out wherever it "
          "is needed.",
      .failing = PM_EXAMPLE("schema: 1\nowner: &o dana@example.org\n", "text\n"),
      .passing = PM_EXAMPLE("schema: 1\nowner: dana@example.org\n", "text\n"),
      PARSED(ERROR) },
    { .id = "yaml/alias",
      .summary = "The front matter has no aliases",
      .explanation =
          "An alias shows a name where a reader looks for a fact. Write the value out; text "
          "that begins with '*' must be quoted.",
      .failing = PM_EXAMPLE("owner: &o dana@example.org\nconvened_by: *o\n", "text\n"),
      .passing = PM_EXAMPLE("owner: dana@example.org\nconvened_by: sre\n", "text\n"),
      PARSED(ERROR) },
    { .id = "yaml/merge-key",
      .summary = "The front matter has no merge keys",
      .explanation =
          "'<<' merges maps for YAML 1.1 readers and is an ordinary key for 1.2 readers, "
          "so two programs see two documents. Write the members out.",
      .failing = PM_EXAMPLE("impact: &i {customers: 0}\nx-impact:\n  <<: *i\n", "text\n"),
      .passing = PM_EXAMPLE("impact: {customers: 0}\nx-impact: {customers: 0}\n", "text\n"),
      PARSED(ERROR) },
    { .id = "yaml/tag",
      .summary = "The front matter has no tags",
      .explanation = "A tag such as !!str or !ruby/object asks the reader to build a type that not "
                     "every reader has. Quote the value instead.",
      .failing = PM_EXAMPLE("schema: 1\ntitle: !incident x\n", "text\n"),
      .passing = PM_EXAMPLE("schema: 1\ntitle: \"!incident x\"\n", "text\n"),
      PARSED(ERROR) },
    { .id = "yaml/depth",
      .summary = "The front matter is at most 32 levels deep",
      .explanation = "Nothing that a postmortem records needs more, and readers of YAML break on "
                     "deep nesting.",
      .failing =
          PM_EXAMPLE("x-a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
                     "]]\n",
                     "text\n"),
      .passing = PM_EXAMPLE("x-a: [[[1]]]\n", "text\n"),
      PARSED(ERROR) },
    { .id = "yaml/size",
      .summary = "The front matter has at most 100,000 values",
      .explanation = "Aliases can make a short text into a huge tree. Write down the facts that "
                     "matter; logs belong into evidence.",
      PARSED(ERROR) },
    { .id = "yaml/documents",
      .summary = "The front matter is one YAML document",
      .explanation = "A second document inside the fences is read by nobody. Remove what separates "
                     "them, or what follows.",
      .failing = PM_EXAMPLE("schema: 1\n--- x\n", "text\n"),
      .passing = PM_EXAMPLE("schema: 1\n", "--- x\n"),
      PARSED(ERROR) },
    { .id = "yaml/line-break",
      .summary = "Lines end with LF or CRLF",
      .explanation = "U+0085, U+2028 and U+2029 end a line for YAML 1.1 readers alone, so that a "
                     "value ends early for them. Remove them, or write them as escapes in double "
                     "quotes.",
      .failing = PM_EXAMPLE("schema: 1\ntitle: one\xe2\x80\xa8two\n", "text\n"),
      .passing = PM_EXAMPLE("schema: 1\ntitle: one two\n", "text\n"),
      PARSED(ERROR) },
    { .id = "yaml/key",
      .summary = "Keys are text",
      .explanation = "A list or a map as a key has no counterpart in JSON, and no field of a "
                     "postmortem is one.",
      .failing = PM_EXAMPLE("schema: 1\n[a, b]: c\n", "text\n"),
      .passing = PM_EXAMPLE("schema: 1\nx-ab: c\n", "text\n"),
      PARSED(ERROR) },
    { .id = "yaml/ambiguous",
      .summary = "Every YAML reader takes a value for the same type",
      .explanation =
          "Unquoted 'no', '10:00', '1e3' or a date are one type to a YAML 1.1 reader and "
          "another to a 1.2 reader. Quotes make them text for everybody; the fix adds "
          "them and changes nothing else.",
      .failing = PM_EXAMPLE("schema: 1\nx-answer: no\n", "text\n"),
      .passing = PM_EXAMPLE("schema: 1\nx-answer: \"no\"\n", "text\n"),
      .severity = PM_ALWAYS(WARNING),
      .needs = PM_RULE_FOREIGN },
    { .id = "json/syntax",
      .summary = "A JSON file is strict JSON",
      .explanation = "Said of schemas: no comments, no trailing commas, no single quotes. A schema "
                     "may also be written in YAML.",
      PARSED(ERROR) },
    { .id = "json/duplicate-key",
      .summary = "A key is there once",
      .explanation = "JSON readers differ in which of two values they take; remove one of them.",
      PARSED(ERROR) },
    { .id = "json/depth",
      .summary = "JSON is at most 512 levels deep",
      .explanation = "Readers break on deep nesting, and no schema needs it.",
      PARSED(ERROR) },
    { .id = "markdown/limit",
      .summary = "The body can be read in reasonable time",
      .explanation = "Very long runs of brackets or deeply nested quotes and lists take a Markdown "
                     "reader too long. Only headings are read of such a body, so that rules about "
                     "its text can't be answered.",
      PARSED(ERROR) },
    { .id = NULL },
};
