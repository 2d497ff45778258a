/* SPDX-License-Identifier: Apache-2.0 */
#include "merge_lines.h"

void test_document_merge(void);

#define FRONT(text) "---\n" text "---\n"
#define ROWS(rows)                                                                                                    \
    "---\ntimes: {started: 2026-01-14T10:00:00Z}\n---\n\n## Timeline\n\n| Time (UTC) | Event |\n| --- | --- |\n" rows \
    "\n## Lessons\n\nNone.\n"
#define OUT(time, words, text) "\n`2026-01-14 " time " UTC " words "`\n\n```text\n" text "\n```\n"
#define CONFLICT(a, b) "<<<<<<< ours\n" a "=======\n" b ">>>>>>> theirs\n"

/* `places`: what conflicts, joined by ", "; "" for nothing. */
static const struct {
    const char *name, *base, *ours, *theirs, *merged, *places;
} rows[] = {
    { "two keys of one neighbourhood", FRONT("a: 1\nb: 2\n"), FRONT("a: 5\nb: 2\n"),
      FRONT("a: 1\nb: 7\n"), FRONT("a: 5\nb: 7\n"), "" },
    { "both the same", FRONT("a: 1\n"), FRONT("a: 2\n"), FRONT("a: 2\n"), FRONT("a: 2\n"), "" },
    { "one value twice", FRONT("a: 1\nb: 2\nc: 3\n"), FRONT("a: 1\nb: 4\nc: 3\n"),
      FRONT("a: 0\nb: 5\nc: 3\n"), FRONT("a: 0\n" CONFLICT("b: 4\n", "b: 5\n") "c: 3\n"), "b" },
    { "a comment and a value", FRONT("a: 1 # old\nb: 2\n"), FRONT("a: 1 # new\nb: 2\n"),
      FRONT("a: 3 # old\nb: 2\n"), FRONT("a: 3 # new\nb: 2\n"), "" },
    { "quotes and a value", FRONT("a: x\n"), FRONT("a: \"x\"\n"), FRONT("a: y\n"), FRONT("a: y\n"),
      "" },
    { "a value where none was, with a comment", FRONT("a: # say\nb: 1\n"),
      FRONT("a: x # say\nb: 1\n"), FRONT("a: # tell\nb: 1\n"), FRONT("a: x # tell\nb: 1\n"), "" },
    { "a comment above, and a value", FRONT("a: 1\nb: 2\n"), FRONT("a: 1\n# why\nb: 2\n"),
      FRONT("a: 1\nb: 3\n"), FRONT("a: 1\n# why\nb: 3\n"), "" },
    { "two new keys in one place", FRONT("a: 1\n"), FRONT("a: 1\nz: 1\n"), FRONT("a: 1\nm: 2\n"),
      FRONT("a: 1\nm: 2\nz: 1\n"), "" },
    { "one new key in two places", FRONT("a: 1\nb: 2\n"), FRONT("k: 3\na: 1\nb: 2\n"),
      FRONT("a: 1\nb: 2\nk: 3\n"), FRONT("k: 3\na: 1\nb: 2\n"), "" },
    { "one new key, two values", FRONT("a: 1\n"), FRONT("a: 1\nk: 3\n"), FRONT("a: 1\nk: 4\n"),
      FRONT("a: 1\n" CONFLICT("k: 3\n", "k: 4\n")), "k" },
    { "gone and left alone", FRONT("a: 1\nb: 2\n"), FRONT("a: 1\n"), FRONT("a: 3\nb: 2\n"),
      FRONT("a: 3\n"), "" },
    { "gone and changed", FRONT("a: 1\nb: 2\n"), FRONT("a: 1\n"), FRONT("a: 1\nb: 3\n"),
      FRONT("a: 1\n" CONFLICT("", "b: 3\n")), "b" },
    { "a map by its keys", FRONT("times:\n  started: a\n  detected:\n  resolved:\n"),
      FRONT("times:\n  started: a\n  detected: b\n  resolved:\n"),
      FRONT("times:\n  started: a\n  detected:\n  resolved: c\n"),
      FRONT("times:\n  started: a\n  detected: b\n  resolved: c\n"), "" },
    { "a value in a map twice", FRONT("times:\n  started: a\n  detected: z\n"),
      FRONT("times:\n  started: b\n  detected: z\n"),
      FRONT("times:\n  started: c\n  detected: y\n"),
      FRONT("times:\n" CONFLICT("  started: b\n", "  started: c\n") "  detected: y\n"),
      "times started" },
    { "a new map in both", FRONT("a: 1\n"), FRONT("a: 1\nimpact:\n  text: x\n"),
      FRONT("a: 1\nimpact:\n  customers: 3\n"), FRONT("a: 1\nimpact:\n  customers: 3\n  text: x\n"),
      "" },
    { "items with ids of their own", FRONT("actions:\n  - id: A1\n    text: one\n"),
      FRONT("actions:\n  - id: A1\n    text: one\n  - id: A3\n    text: three\n"),
      FRONT("actions:\n  - id: A1\n    text: one\n  - id: A2\n    text: two\n"),
      FRONT("actions:\n  - id: A1\n    text: one\n  - id: A2\n    text: two\n  - id: A3\n"
            "    text: three\n"),
      "" },
    { "the first items", FRONT("actions: [] # how\ntags: []\n"),
      FRONT("actions: # how\n  - id: A1\n    text: one\ntags: []\n"),
      FRONT("actions: # how\n  - id: A2\n    text: two\ntags: []\n"),
      FRONT("actions: # how\n  - id: A1\n    text: one\n  - id: A2\n    text: two\ntags: []\n"),
      "" },
    { "the first items, and another margin", FRONT("actions: []\n"),
      FRONT("actions:\n- id: A1\n  text: one\n"),
      FRONT("actions:\n    - id: A2\n      text: two\n"),
      FRONT("actions:\n- id: A1\n  text: one\n- id: A2\n  text: two\n"), "" },
    { "one id for two things", FRONT("actions:\n  - id: A1\n    text: one\n"),
      FRONT("actions:\n  - id: A1\n    text: one\n  - id: A2\n    text: ours\n"),
      FRONT("actions:\n  - id: A1\n    text: one\n  - id: A2\n    text: theirs\n"),
      FRONT("actions:\n  - id: A1\n    text: one\n" CONFLICT("  - id: A2\n    text: ours\n",
                                                             "  - id: A2\n    text: theirs\n")),
      "actions A2, for two things" },
    { "one id for one thing", FRONT("actions: []\n"),
      FRONT("actions:\n  - id: A1\n    text: \"one\"\n"),
      FRONT("actions:\n  - id: A1\n    text: one\n"),
      FRONT("actions:\n  - id: A1\n    text: \"one\"\n"), "" },
    { "two members of an item", FRONT("actions:\n  - id: A1\n    owner: a\n    status: open\n"),
      FRONT("actions:\n  - id: A1\n    owner: b\n    status: open\n"),
      FRONT("actions:\n  - id: A1\n    owner: a\n    status: done\n"),
      FRONT("actions:\n  - id: A1\n    owner: b\n    status: done\n"), "" },
    { "one member of an item twice",
      FRONT("actions:\n  - id: A1\n    due: a\n  - id: A2\n    due: a\n"),
      FRONT("actions:\n  - id: A1\n    due: b\n  - id: A2\n    due: a\n"),
      FRONT("actions:\n  - id: A1\n    due: c\n  - id: A2\n    due: d\n"),
      FRONT("actions:\n  - id: A1\n" CONFLICT("    due: b\n", "    due: c\n") "  - id: A2\n"
                                                                              "    due: d\n"),
      "actions A1 due" },
    { "an item gone, another changed",
      FRONT("findings:\n- id: F1\n  text: a\n- id: F2\n  text: b\n"),
      FRONT("findings:\n- id: F2\n  text: b\n"),
      FRONT("findings:\n- id: F1\n  text: a\n- id: F2\n  text: c\n"),
      FRONT("findings:\n- id: F2\n  text: c\n"), "" },
    { "an item gone and changed", FRONT("findings:\n- id: F1\n  text: a\n- id: F2\n  text: b\n"),
      FRONT("findings:\n- id: F2\n  text: b\n"),
      FRONT("findings:\n- id: F1\n  text: z\n- id: F2\n  text: b\n"),
      FRONT("findings:\n" CONFLICT("", "- id: F1\n  text: z\n") "- id: F2\n  text: b\n"),
      "findings F1" },
    { "each took one of two", FRONT("tags:\n- a\n- b\n"), FRONT("tags:\n- a\n"),
      FRONT("tags:\n- b\n"), FRONT(CONFLICT("tags:\n- a\n", "tags:\n- b\n")), "tags" },
    { "a set in brackets", FRONT("tags: [a, b]\n"), FRONT("tags: [a, b, d]\n"),
      FRONT("tags: [b, c]\n"), FRONT("tags: [b, c, d]\n"), "" },
    { "a set that began in both", FRONT("tags: [] # free\n"), FRONT("tags: [b] # free\n"),
      FRONT("tags: [a] # free\n"), FRONT("tags: [a, b] # free\n"), "" },
    { "a set in lines", FRONT("services:\n- a\n"), FRONT("services:\n- a\n- b # why\n"),
      FRONT("services:\n- a\n- c\n"), FRONT("services:\n- a\n- b # why\n- c\n"), "" },
    { "a set in lines and in brackets", FRONT("services: []\n"), FRONT("services:\n- a\n- b\n"),
      FRONT("services: [c]\n"), FRONT("services:\n- a\n- b\n- c\n"), "" },
    { "a list that is no set", FRONT("x-steps: [a]\n"), FRONT("x-steps: [a, b]\n"),
      FRONT("x-steps: [a, c]\n"), FRONT(CONFLICT("x-steps: [a, b]\n", "x-steps: [a, c]\n")),
      "x-steps" },
    { "who took part", FRONT("parties:\n- team: a\n  role: x\n"),
      FRONT("parties:\n- team: a\n  role: x\n- team: c\n"),
      FRONT("parties:\n- team: a\n  role: x\n- team: b\n"),
      FRONT("parties:\n- team: a\n  role: x\n- team: b\n- team: c\n"), "" },
    { "who took part, as another in both", FRONT("parties:\n- team: a\n  role: x\n- team: z\n"),
      FRONT("parties:\n- team: a\n  role: y\n- team: z\n"),
      FRONT("parties:\n- team: a\n  role: v\n- team: z\n"),
      FRONT(CONFLICT("parties:\n- team: a\n  role: y\n- team: z\n",
                     "parties:\n- team: a\n  role: v\n- team: z\n")),
      "parties" },
    { "lines of a text", FRONT("a: |\n  one\n  two\nb: 1\n"), FRONT("a: |\n  one\n  2\nb: 1\n"),
      FRONT("a: |\n  one\n  two\nb: 3\n"), FRONT("a: |\n  one\n  2\nb: 3\n"), "" },
    { "anchors: by lines", FRONT("a: &x 1\nk: 1\nl: 1\nm: 1\nb: *x\n"),
      FRONT("a: &x 2\nk: 1\nl: 1\nm: 1\nb: *x\n"),
      FRONT("a: &x 1\nk: 1\nl: 1\nm: 1\nb: *x\nc: 1\n"),
      FRONT("a: &x 2\nk: 1\nl: 1\nm: 1\nb: *x\nc: 1\n"), "" },
    { "a key that git would double", FRONT("a: &x 1\nk: 1\nl: 1\nm: 1\nn: 1\n"),
      FRONT("z: 1\na: &x 1\nk: 1\nl: 1\nm: 1\nn: 1\n"),
      FRONT("a: &x 1\nk: 1\nl: 1\nm: 1\nn: 1\nz: 1\n"),
      FRONT(CONFLICT("z: 1\na: &x 1\nk: 1\nl: 1\nm: 1\nn: 1\n",
                     "a: &x 1\nk: 1\nl: 1\nm: 1\nn: 1\nz: 1\n")),
      "front matter" },
    { "two beginnings", NULL, FRONT("a: 1\nb: 2\n"), FRONT("a: 1\nc: 3\n"),
      FRONT("a: 1\nb: 2\nc: 3\n"), "" },
    { "line ends converted, and a value", FRONT("a: 1\nb: 2\n"), "---\r\na: 1\r\nb: 2\r\n---\r\n",
      FRONT("a: 1\nb: 3\n"), "---\r\na: 1\r\nb: 3\r\n---\r\n", "" },
    { "CRLF on both sides, and marks", "---\r\na: 1\r\n---\r\n", "---\r\na: 2\r\n---\r\n",
      "---\r\na: 3\r\n---\r\n",
      "---\r\n<<<<<<< ours\r\na: 2\r\n=======\r\na: 3\r\n>>>>>>> theirs\r\n---\r\n", "a" },
    { "a byte-order mark", FRONT("a: 1\nb: 1\n"), "\xef\xbb\xbf" FRONT("a: 2\nb: 1\n"),
      FRONT("a: 1\nb: 3\n"), "\xef\xbb\xbf" FRONT("a: 2\nb: 3\n"), "" },
    { "no last line end", FRONT("a: 1\nb: 1\n") "text", FRONT("a: 2\nb: 1\n") "text",
      FRONT("a: 1\nb: 3\n") "text", FRONT("a: 2\nb: 3\n") "text", "" },
    { "lines of the body", FRONT("a: 1\n") "one\n\n\n\ntwo\n", FRONT("a: 1\n") "1\n\n\n\ntwo\n",
      FRONT("a: 2\n") "one\n\n\n\n2\n", FRONT("a: 2\n") "1\n\n\n\n2\n", "" },
    { "one line of the body", FRONT("a: 1\n") "one\n", FRONT("a: 1\n") "1\n", FRONT("a: 2\n") "I\n",
      FRONT("a: 2\n") CONFLICT("1\n", "I\n"), "body" },

    { "rows in one place", ROWS("| 10:00 | a |\n"), ROWS("| 10:00 | a |\n| 10:20 | c |\n"),
      ROWS("| 10:00 | a |\n| 10:10 | b |\n"), ROWS("| 10:00 | a |\n| 10:10 | b |\n| 10:20 | c |\n"),
      "" },
    { "the first rows", ROWS(""), ROWS("| 10:20 | 주문 실패 |\n"), ROWS("| 10:10 | 경보 |\n"),
      ROWS("| 10:10 | 경보 |\n| 10:20 | 주문 실패 |\n"), "" },
    { "one row in both", ROWS(""), ROWS("| 10:20 | a |\n| 10:30 | b |\n"),
      ROWS("| 10:10 | z |\n| 10:20 | a |\n"), ROWS("| 10:10 | z |\n| 10:20 | a |\n| 10:30 | b |\n"),
      "" },
    { "two rows of one minute", ROWS(""), ROWS("| 10:20 | b |\n"), ROWS("| 10:20 | a |\n"),
      ROWS("| 10:20 | a |\n| 10:20 | b |\n"), "" },
    { "a row twice is meant", ROWS("| 10:20 | a |\n"), ROWS("| 10:20 | a |\n| 10:20 | a |\n"),
      ROWS("| 10:20 | a |\n| 10:30 | b |\n"), ROWS("| 10:20 | a |\n| 10:20 | a |\n| 10:30 | b |\n"),
      "" },
    { "a row changed twice", ROWS("| 10:00 | a |\n| 10:10 | b |\n"),
      ROWS("| 10:00 | x |\n| 10:10 | b |\n"), ROWS("| 10:00 | y |\n| 10:10 | c |\n"),
      ROWS(CONFLICT("| 10:00 | x |\n", "| 10:00 | y |\n") "| 10:10 | c |\n"), "timeline" },
    { "a row gone and changed", ROWS("| 10:00 | a |\n| 10:10 | b |\n"), ROWS("| 10:10 | b |\n"),
      ROWS("| 10:00 | y |\n| 10:10 | b |\n"),
      ROWS(CONFLICT("", "| 10:00 | y |\n") "| 10:10 | b |\n"), "timeline" },
    { "a row that had the wrong time", ROWS("| 10:00 | a |\n| 10:10 | b |\n"),
      ROWS("| 10:00 | a |\n| 10:30 | b |\n"), ROWS("| 10:00 | a |\n| 10:10 | b |\n| 10:20 | c |\n"),
      ROWS("| 10:00 | a |\n| 10:20 | c |\n| 10:30 | b |\n"), "" },
    { "rows, and the text beside them", ROWS("| 10:00 | a |\n"),
      "---\ntimes: {started: 2026-01-14T10:00:00Z}\n---\n\n## Timeline\n\n| Time (UTC) | Event |\n"
      "| --- | --- |\n| 10:00 | a |\n| 10:05 | b |\n\n## Lessons\n\nMany.\n",
      ROWS("| 10:00 | a |\n| 10:02 | c |\n"),
      "---\ntimes: {started: 2026-01-14T10:00:00Z}\n---\n\n## Timeline\n\n| Time (UTC) | Event |\n"
      "| --- | --- |\n| 10:00 | a |\n| 10:02 | c |\n| 10:05 | b |\n\n## Lessons\n\nMany.\n",
      "" },
    { "rows of another zone", ROWS("| 10:00 | a |\n"),
      "---\ntimes: {started: 2026-01-14T10:00:00Z}\n---\n\n## Timeline\n\n| Time (KST) | Event |\n"
      "| --- | --- |\n| 10:00 | a |\n\n## Lessons\n\nNone.\n",
      ROWS("| 10:00 | a |\n| 10:02 | c |\n"),
      "---\ntimes: {started: 2026-01-14T10:00:00Z}\n---\n\n## Timeline\n\n| Time (KST) | Event |\n"
      "| --- | --- |\n" CONFLICT("| 10:00 | a |\n",
                                 "| 10:00 | a |\n| 10:02 | c |\n") "\n## Lessons\n\nNone.\n",
      "timeline" },
    { "items of a list", "---\na: 1\n---\n## Timeline\n\n- 10:00 a\n",
      "---\na: 1\n---\n## Timeline\n\n- 10:00 a\n- 10:20 c\n\n  ```\n  log\n  ```\n",
      "---\na: 1\n---\n## Timeline\n\n- 10:00 a\n- 10:10 b\n",
      "---\na: 1\n---\n## Timeline\n\n- 10:00 a\n- 10:10 b\n- 10:20 c\n\n  ```\n  log\n  ```\n",
      "" },
    { "rows at the end, without a line end",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n| 10:20 | c |",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n| 10:10 | b |",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n| 10:10 | b |\n| 10:20 | c |",
      "" },
    { "a table gone, and a row in it",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n\nEnd.\n",
      "---\na: 1\n---\n## Timeline\n\nEnd.\n",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n| 10:10 | b |\n\nEnd.\n",
      "---\na: 1\n---\n## Timeline\n\n" CONFLICT("",
                                                 "| T | E |\n|-|-|\n| 10:00 | a |\n| 10:10 | b |\n"
                                                 "\n") "End.\n",
      "body" },
    { "outputs of rows", ROWS(""), ROWS("| 10:20 | b |\n" OUT("10:20", "b", "y")),
      ROWS("| 10:10 | a |\n" OUT("10:10", "a", "x")),
      ROWS("| 10:10 | a |\n| 10:20 | b |\n" OUT("10:10", "a", "x") OUT("10:20", "b", "y")), "" },
    { "an output, and a row", ROWS("| 10:00 | a |\n"),
      ROWS("| 10:00 | a |\n| 10:10 | b |\n" OUT("10:10", "b", "x")),
      ROWS("| 10:00 | a |\n| 10:20 | c |\n"),
      ROWS("| 10:00 | a |\n| 10:10 | b |\n| 10:20 | c |\n" OUT("10:10", "b", "x")), "" },
    { "outputs among outputs, with seconds",
      ROWS("| 10:10 | a |\n| 10:30 | c |\n" OUT("10:10", "a", "x") OUT("10:30", "c", "x")),
      ROWS("| 10:10 | a |\n| 10:20 | b |\n| 10:30 | c |\n" OUT("10:10", "a", "x")
               OUT("10:20", "b", "x") OUT("10:30", "c", "x")),
      ROWS("| 10:10 | a |\n| 10:10:05 | z |\n| 10:30 | c |\n" OUT("10:10", "a", "x")
               OUT("10:10:05", "z", "x") OUT("10:30", "c", "x")),
      ROWS("| 10:10 | a |\n| 10:10:05 | z |\n| 10:20 | b |\n| 10:30 | c |\n" OUT("10:10", "a", "x")
               OUT("10:10:05", "z", "x") OUT("10:20", "b", "x") OUT("10:30", "c", "x")),
      "" },
    { "one output in both", ROWS(""), ROWS("| 10:10 | a |\n" OUT("10:10", "a", "x")),
      ROWS("| 10:10 | a |\n| 10:20 | b |\n" OUT("10:10", "a", "x") OUT("10:20", "b", "y")),
      ROWS("| 10:10 | a |\n| 10:20 | b |\n" OUT("10:10", "a", "x") OUT("10:20", "b", "y")), "" },
    { "two outputs of one minute, as their rows stand", ROWS(""),
      ROWS("| 10:10 | a ! (output below) |\n" OUT("10:10", "a !", "x")),
      ROWS("| 10:10 | a (output below) |\n" OUT("10:10", "a", "y")),
      ROWS("| 10:10 | a (output below) |\n| 10:10 | a ! (output below) |\n" OUT("10:10", "a", "y")
               OUT("10:10", "a !", "x")),
      "" },
    { "a table gone, and an output behind it changed",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n" OUT("10:00", "a",
                                                                             "x") "\nEnd.\n",
      "---\na: 1\n---\n## Timeline\n\nEnd.\n",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n" OUT("10:00", "a",
                                                                             "y") "\nEnd.\n",
      "---\na: 1\n---\n## Timeline\n\n" CONFLICT(
          "", "| T | E |\n|-|-|\n| 10:00 | a |\n" OUT("10:00", "a", "y") "\n") "End.\n",
      "body" },
    { "an output changed to what the other added", ROWS("| 10:10 | a |\n" OUT("10:10", "a", "x")),
      ROWS("| 10:10 | a |\n" OUT("10:10", "a", "y")),
      ROWS("| 10:10 | a |\n" OUT("10:10", "a", "x") OUT("10:10", "a", "y")),
      ROWS("| 10:10 | a |\n" OUT("10:10", "a", "y")), "" },
    { "an output changed twice", ROWS("| 10:10 | a |\n" OUT("10:10", "a", "x")),
      ROWS("| 10:10 | a |\n" OUT("10:10", "a", "y")),
      ROWS("| 10:10 | a |\n| 10:20 | b |\n" OUT("10:10", "a", "z") OUT("10:20", "b", "b")),
      ROWS("| 10:10 | a |\n| 10:20 | b |\n" CONFLICT(OUT("10:10", "a", "y"), OUT("10:10", "a", "z"))
               OUT("10:20", "b", "b")),
      "timeline" },
    { "an output gone and left alone, another changed",
      ROWS("| 10:10 | a |\n" OUT("10:10", "a", "x") OUT("10:20", "b", "x")),
      ROWS("| 10:10 | a |\n" OUT("10:20", "b", "x")),
      ROWS("| 10:10 | a |\n" OUT("10:10", "a", "x") OUT("10:20", "b", "z")),
      ROWS("| 10:10 | a |\n" OUT("10:20", "b", "z")), "" },
    { "outputs with marks, rows, captions and fences in them", ROWS(""),
      ROWS("| 10:10 | a |\n" OUT("10:10", "a", "<<<<<<< ours\n=======\n>>>>>>> theirs")),
      ROWS("| 10:20 | b |\n\n`2026-01-14 10:20 UTC b`\n\n`````text\n```\n| 10:05 | no |\n"
           "\n`2026-01-14 10:01 UTC z`\n\n````\n## Lessons\n`````\n"),
      ROWS("| 10:10 | a |\n| 10:20 | b |\n" OUT(
          "10:10", "a",
          "<<<<<<< ours\n=======\n>>>>>>> theirs") "\n`2026-01-14 10:20 UTC b`\n\n"
                                                   "`````text\n```\n| 10:05 | no |\n\n`2026-01-14 10:01 UTC z`\n\n````\n## Lessons\n"
                                                   "`````\n"),
      "" },
    { "what stood behind a row gone, and changed",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n\nEnd.\n",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n\nFin.\n",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n" CONFLICT("", "\nFin.\n"),
      "body" },
    { "the first outputs at the end, without a line end",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n| 10:20 | c |\n\n"
      "`2026-01-14 10:20 UTC c`\n\n```\nc\n```",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n| 10:10 | b |\n\n"
      "`2026-01-14 10:10 UTC b`\n\n```\nb\n```",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n| 10:10 | b |\n"
      "| 10:20 | c |\n\n`2026-01-14 10:10 UTC b`\n\n```\nb\n```\n\n`2026-01-14 10:20 UTC c`\n\n"
      "```\nc\n```",
      "" },
    { "outputs with the line ends of DOS",
      "---\r\na: 1\r\n---\r\n## Timeline\r\n\r\n| T | E |\r\n|-|-|\r\n",
      "---\r\na: 1\r\n---\r\n## Timeline\r\n\r\n| T | E |\r\n|-|-|\r\n| 10:20 | c |\r\n\r\n"
      "`2026-01-14 10:20 UTC c`\r\n\r\n```\r\nc\r\n```\r\n",
      "---\r\na: 1\r\n---\r\n## Timeline\r\n\r\n| T | E |\r\n|-|-|\r\n| 10:10 | b |\r\n\r\n"
      "`2026-01-14 10:10 UTC b`\r\n\r\n```\r\nb\r\n```\r\n",
      "---\r\na: 1\r\n---\r\n## Timeline\r\n\r\n| T | E |\r\n|-|-|\r\n| 10:10 | b |\r\n"
      "| 10:20 | c |\r\n\r\n`2026-01-14 10:10 UTC b`\r\n\r\n```\r\nb\r\n```\r\n\r\n"
      "`2026-01-14 10:20 UTC c`\r\n\r\n```\r\nc\r\n```\r\n",
      "" },
    { "a fence without an end, and an output behind it",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n" OUT("10:20", "c", "c"),
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n\n"
      "`2026-01-14 10:10 UTC b`\n\n```\nb\n",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n" CONFLICT(
          OUT("10:20", "c", "c"), "\n`2026-01-14 10:10 UTC b`\n\n```\nb\n"),
      "timeline" },
    { "a fence without an end, and text behind the table",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n\nEnd.\n",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n\n"
      "`2026-01-14 10:10 UTC b`\n\n```\nb\n",
      "---\na: 1\n---\n## Timeline\n\n| T | E |\n|-|-|\n| 10:00 | a |\n" CONFLICT(
          "", "\n`2026-01-14 10:10 UTC b`\n\n```\nb\n") "\nEnd.\n",
      "timeline" },
    { "no document: as git does", "a\n\n\n\nb\n", "x\n\n\n\nb\n", "a\n\n\n\ny\n", "x\n\n\n\ny\n",
      "" },
    { "no document, and a conflict", "a\n", "x\n", "y\n", CONFLICT("x\n", "y\n"), "text" },
};

static void
assert_merged(const char *name, const PmMerge *merge, const char *expected, const char *places)
{
    g_autofree char *text =
        g_strndup(g_bytes_get_data(merge->bytes, NULL), g_bytes_get_size(merge->bytes));
    g_autofree char *found = g_strjoinv(", ", (char **)merge->places);
    if (!g_str_equal(text, expected) || !g_str_equal(found, places))
        g_test_message("%s", name);
    g_assert_cmpstr(text, ==, expected);
    g_assert_cmpstr(found, ==, places);
    g_assert_cmpuint(strlen(expected), ==, g_bytes_get_size(merge->bytes));
}

static void
merge_row(gconstpointer data)
{
    size_t i = GPOINTER_TO_SIZE(data);
    g_autoptr(PmArena) arena = pm_arena_new();
    PmMerge merge = merge_texts(arena, rows[i].base, rows[i].ours, rows[i].theirs);
    assert_merged(rows[i].name, &merge, rows[i].merged, rows[i].places);
    g_bytes_unref(merge.bytes);
}

void
test_document_merge(void)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_strdup_printf("/document/merge/%s", rows[i].name);
        g_test_add_data_func(path, GSIZE_TO_POINTER(i), merge_row);
    }
}
