/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a person sees of an edit: which bytes change. That values stay right on random documents is
 * shown by tests/conformance/edit_suite.py, with PyYAML as the judge.
 */
#include "data/edit.h"

#include "base/error.h"
#include "reading.h"

void test_data_edit(void);

typedef struct {
    const char *before;
    PmEditStep step;
    const char *after; /* NULL: refused */
    int code;          /* of the refusal */
} Case;

static const PmEditMember action[] = { { "id", "A1" }, { "text", "\"a: b\"" } };

#define SET(at, new_value)                                                                         \
    {                                                                                              \
        .kind = PM_EDIT_SET, .pointer = at, .value = new_value                                     \
    }
#define APPEND(at, new_value)                                                                      \
    {                                                                                              \
        .kind = PM_EDIT_APPEND, .pointer = at, .value = new_value                                  \
    }
#define APPEND_MAP(at)                                                                             \
    {                                                                                              \
        .kind = PM_EDIT_APPEND_MAP, .pointer = at, .members = action, .member_count = 2            \
    }
#define REMOVE(at)                                                                                 \
    {                                                                                              \
        .kind = PM_EDIT_REMOVE, .pointer = at                                                      \
    }

static void
check(const Case *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_autoptr(PmArena) arena = pm_arena_new();
        g_autoptr(GError) error = NULL;
        size_t length = strlen(rows[i].before);
        PmSource *source = pm_source_new(arena, "t.md", rows[i].before, length);
        PmSpan span = { 0, length };
        g_test_message("%s %s", rows[i].step.pointer, rows[i].before);
        g_autoptr(GBytes) bytes = pm_edit_steps(source, &span, &rows[i].step, 1, &error);
        if (!rows[i].after) {
            g_assert_null(bytes);
            g_assert_error(error, PM_ERROR, rows[i].code);
            continue;
        }
        g_assert_no_error(error);
        g_autofree char *after = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
        g_assert_cmpstr(after, ==, rows[i].after);
        g_assert_cmpuint(span.end, ==, strlen(rows[i].after));
    }
}

static void
setting_a_key_changes_one_line(void)
{
    static const Case rows[] = {
        { "a: 1  # why\nb: 2\n", SET("/a", "9"), "a: 9  # why\nb: 2\n", 0 },
        { "a: 'x'\r\nb: 2\r\n", SET("/a", "y"), "a: y\r\nb: 2\r\n", 0 },
        { "a: \"x\"", SET("/a", "y"), "a: y", 0 },
        { "a:   # why\nb: 2\n", SET("/a", "9"), "a: 9   # why\nb: 2\n", 0 },
        { "a:\n", SET("/a", "9"), "a: 9\n", 0 },
        { "? a\nb: 1\n", SET("/a", "9"), "? a\n: 9\nb: 1\n", 0 },
        { "a: |\n  x\n  y\n\nb: 2\n", SET("/a", "z"), "a: z\n\nb: 2\n", 0 },
        { "a: >-\n  x\nb: 2\n", SET("/a", "[p, q]"), "a: [p, q]\nb: 2\n", 0 },
        { "a: # why\n  b: 1\n  c: 2 # x\nd: 3\n", SET("/a", "9"), "a: 9 # why\nd: 3\n", 0 },
        { "a:\n- b\n- c\nd: 3\n", SET("/a", "[]"), "a: []\nd: 3\n", 0 },
        { "a: {b: 1, c: {d}}\n", SET("/a/b", "2"), "a: {b: 2, c: {d}}\n", 0 },
        { "a: {b: 1, c: {d}}\n", SET("/a/c/d", "2"), "a: {b: 1, c: {d: 2}}\n", 0 },
        { "a:\n  - b: 1\n    c: 2\n  - d\n", SET("/a/0/c", "9"), "a:\n  - b: 1\n    c: 9\n  - d\n",
          0 },
        { "a:\n  - b\n  -\n", SET("/a/1", "9"), "a:\n  - b\n  - 9\n", 0 },
        { "a: !!str 1\n", SET("/a", "9"), "a: 9\n", 0 },
        { "키: 값 # 왜\n", SET("/키", "\"다: 른\""), "키: \"다: 른\" # 왜\n", 0 },
    };
    check(rows, G_N_ELEMENTS(rows));
}

static void
a_new_key_goes_behind_the_last_with_its_indentation(void)
{
    static const Case rows[] = {
        { "a: 1\n\n# end\n", SET("/b", "2"), "a: 1\nb: 2\n\n# end\n", 0 },
        { "a: 1 # x", SET("/b", "2"), "a: 1 # x\nb: 2", 0 },
        { "a: 1\r\n", SET("/b", "2"), "a: 1\r\nb: 2\r\n", 0 },
        { "\xef\xbb\xbf"
          "a: 1\n",
          SET("/b", "2"),
          "\xef\xbb\xbf"
          "a: 1\nb: 2\n",
          0 },
        { "t:\n    s: 1\n    # later\nz: 2\n", SET("/t/d", "3"),
          "t:\n    s: 1\n    d: 3\n    # later\nz: 2\n", 0 },
        { "t:\n    s: 1\n", SET("/u/v", "3"), "t:\n    s: 1\nu:\n    v: 3\n", 0 },
        { "a: 1\n", SET("/t/u/v", "3"), "a: 1\nt:\n  u:\n    v: 3\n", 0 },
        /* comments that stand further in are of the one before */
        { "l:\n  - a: 1\n    # b: 2\n\n# end\n", SET("/c", "3"),
          "l:\n  - a: 1\n    # b: 2\nc: 3\n\n# end\n", 0 },
        { "l:\n  - a: 1\n    # b: 2\n  # no more\nz: 3\n", APPEND("/l", "x"),
          "l:\n  - a: 1\n    # b: 2\n  - x\n  # no more\nz: 3\n", 0 },
        { "t:  # times\na: 1\n", SET("/t/s", "3"), "t:  # times\n  s: 3\na: 1\n", 0 },
        { "t: ~ # times\na: 1\n", SET("/t/s", "3"), "t: # times\n  s: 3\na: 1\n", 0 },
        { "t: {}\n", SET("/t/s", "3"), "t: {s: 3}\n", 0 },
        { "t: {a: 1}\n", SET("/t/s/u", "3"), "t: {a: 1, s: {u: 3}}\n", 0 },
        { "l:\n  -   a: 1\n", SET("/l/0/b", "2"), "l:\n  -   a: 1\n      b: 2\n", 0 },
        { "a: |\n  x\n", SET("/b", "2"), "a: |\n  x\nb: 2\n", 0 },
        { "a: |\n  x", SET("/b", "2"), "a: |-\n  x\nb: 2", 0 },
        { "a: >2+\n  x", SET("/b", "2"), "a: >2-\n  x\nb: 2", 0 },
        { "", SET("/a", "1"), "a: 1\n", 0 },
        { "# none yet\n", SET("/a", "1"), "# none yet\na: 1\n", 0 },
        { "# none yet", SET("/a/b", "1"), "# none yet\na:\n  b: 1", 0 },
        { "{a: 1}\n", SET("/b", "2"), "{a: 1, b: 2}\n", 0 },
        { "{}\n", SET("/b", "2"), "{b: 2}\n", 0 },
        { "a: 1\n", SET("/no: \"x\"~1", "2"), "a: 1\n\"no: \\\"x\\\"/\": 2\n", 0 },
    };
    check(rows, G_N_ELEMENTS(rows));
}

static void
items_are_appended_in_the_style_of_the_list(void)
{
    static const Case rows[] = {
        { "l: [a, b] # x\n", APPEND("/l", "c"), "l: [a, b, c] # x\n", 0 },
        { "l: []\n", APPEND("/l", "c"), "l: [c]\n", 0 },
        { "l: [a, ]\n", APPEND("/l", "c"), "l: [a, c, ]\n", 0 },
        { "l: [\n  a, # 1\n  b # 2\n]\n", APPEND("/l", "c"), "l: [\n  a, # 1\n  b, # 2\n  c\n]\n",
          0 },
        { "l: [\n  a,\n  b, # 2\n]\n", APPEND("/l", "c"), "l: [\n  a,\n  b, # 2\n  c,\n]\n", 0 },
        { "l:\n- a\n- b\nz: 1\n", APPEND("/l", "c"), "l:\n- a\n- b\n- c\nz: 1\n", 0 },
        { "l:\n  -   a # x\nz: 1\n", APPEND("/l", "c"), "l:\n  -   a # x\n  -   c\nz: 1\n", 0 },
        { "l:\nz: 1\n", APPEND("/l", "c"), "l: [c]\nz: 1\n", 0 },
        { "z: 1\n", APPEND("/l", "c"), "z: 1\nl: [c]\n", 0 },
        { "a:\n- x: 1\n  y: 2\n", APPEND_MAP("/a"),
          "a:\n- x: 1\n  y: 2\n- id: A1\n  text: \"a: b\"\n", 0 },
        { "a:\n  - {x: 1}\n", APPEND_MAP("/a"), "a:\n  - {x: 1}\n  - {id: A1, text: \"a: b\"}\n",
          0 },
        { "a: [{x: 1}]\n", APPEND_MAP("/a"), "a: [{x: 1}, {id: A1, text: \"a: b\"}]\n", 0 },
        { "a: [] # none\nz: 1\n", APPEND_MAP("/a"),
          "a: # none\n  - id: A1\n    text: \"a: b\"\nz: 1\n", 0 },
        { "a:\nz: 1\n", APPEND_MAP("/a"), "a:\n  - id: A1\n    text: \"a: b\"\nz: 1\n", 0 },
        { "z: 1\r\n", APPEND_MAP("/a"), "z: 1\r\na:\r\n  - id: A1\r\n    text: \"a: b\"\r\n", 0 },
        { "z:\n- 1\n", APPEND_MAP("/a"), "z:\n- 1\na:\n- id: A1\n  text: \"a: b\"\n", 0 },
    };
    check(rows, G_N_ELEMENTS(rows));
}

static void
removing_takes_the_line_and_nothing_else(void)
{
    static const Case rows[] = {
        { "a: 1\nb: 2 # x\n# c\nc: 3\n", REMOVE("/b"), "a: 1\n# c\nc: 3\n", 0 },
        { "a: 1\nb: 2", REMOVE("/b"), "a: 1\n", 0 },
        { "a: 1\nb:\n  - x\n  # last\nc: 3\n", REMOVE("/b"), "a: 1\nc: 3\n", 0 },
        { "a: 1\r\nb: |\r\n  x\r\nc: 3\r\n", REMOVE("/b"), "a: 1\r\nc: 3\r\n", 0 },
        { "t:\n  a: 1\nz: 2\n", REMOVE("/t/a"), "t: {}\nz: 2\n", 0 },
        { "l:\n  - a\n  - b\n", REMOVE("/l/0"), "l:\n  - b\n", 0 },
        { "l:\n  - a\n", REMOVE("/l/0"), "l: []\n", 0 },
        { "l:\n- a: 1\n  b: 2\n", REMOVE("/l/0/a"), "l:\n- b: 2\n", 0 },
        { "l:\n- a: 1\n  # c\n  b: 2\n", REMOVE("/l/0/a"), "l:\n- \n  # c\n  b: 2\n", 0 },
        { "- - a\n  - b\n", REMOVE("/0/0"), "- - b\n", 0 },
        { "l: [a, b, c]\n", REMOVE("/l/0"), "l: [b, c]\n", 0 },
        { "l: [a, b, c]\n", REMOVE("/l/2"), "l: [a, b]\n", 0 },
        { "l: [\n  a, # 1\n  b, # 2\n]\n", REMOVE("/l/1"), "l: [\n  a, # 1\n]\n", 0 },
        { "m: {a: 1, b: 2}\n", REMOVE("/m/a"), "m: {b: 2}\n", 0 },
        { "m: {a: , b: 2}\n", REMOVE("/m/b"), "m: {a: }\n", 0 },
        { "a: 1\n", REMOVE("/a"), "", 0 },
        { "a: |+\n  x\nb: 1\n\nc: 2\n", REMOVE("/b"), "a: |+\n  x\nc: 2\n", 0 },
    };
    check(rows, G_N_ELEMENTS(rows));
}

static void
what_cannot_be_edited_is_refused(void)
{
    static const Case rows[] = {
        { "a: 1\n", SET("", "2"), NULL, PM_ERROR_USAGE },
        { "a: 1\n", SET("a", "2"), NULL, PM_ERROR_USAGE },
        { "a: 1\n", SET("/a", "2\nb: 3"), NULL, PM_ERROR_USAGE },
        { "a: 1\n", SET("/a/b", "2"), NULL, PM_ERROR_CONFLICT },
        { "a: [1]\n", SET("/a/1", "2"), NULL, PM_ERROR_NOT_FOUND },
        { "a: [1]\n", SET("/a/b", "2"), NULL, PM_ERROR_NOT_FOUND },
        { "a: 1\n", APPEND("/a", "2"), NULL, PM_ERROR_CONFLICT },
        { "a: 1\n", REMOVE("/b"), NULL, PM_ERROR_NOT_FOUND },
        { "a: &x {b: 1}\nc: *x\n", SET("/a/b", "2"), NULL, PM_ERROR_CONFLICT },
        { "a: &x {b: 1}\nc: *x\n", SET("/c/b", "2"), NULL, PM_ERROR_CONFLICT },
        { "a:\n  - &x 1\nc: *x\n", REMOVE("/a"), NULL, PM_ERROR_CONFLICT },
        { "a: &x {b: 1}\nc:\n  <<: *x\n", SET("/c/b", "2"), NULL, PM_ERROR_CONFLICT },
        { "a: [b: 1]\n", SET("/a/0/c", "2"), NULL, PM_ERROR_CONFLICT },
        { "just text\n", SET("/a", "2"), NULL, PM_ERROR_CONFLICT },
        { "a: [1\n", SET("/a", "2"), NULL, PM_ERROR_CONFLICT },
    };
    check(rows, G_N_ELEMENTS(rows));
    g_autofree char *key = g_strnfill(PM_EDIT_MAX_KEY + 1, 'k');
    g_autofree char *pointer = g_strconcat("/", key, NULL);
    const Case long_key = { "a: 1\n", SET(pointer, "2"), NULL, PM_ERROR_LIMIT };
    check(&long_key, 1);
}

static void
steps_build_on_one_another_inside_a_larger_text(void)
{
    static const char text[] = "---\r\nid: x\r\n---\r\n\r\n# Body: [\r\n";
    static const PmEditStep steps[] = {
        SET("/times/started", "\"a\""), SET("/times/detected", "\"b\""), APPEND("/tags", "p"),
        APPEND("/tags", "q"),           APPEND_MAP("/actions"),          APPEND_MAP("/actions"),
        SET("/actions/1/id", "A2"),     REMOVE("/actions/0/text"),
    };
    g_autoptr(PmArena) arena = pm_arena_new();
    PmSource *source = pm_source_new(arena, "t.md", text, strlen(text));
    PmSpan span = { 5, 12 };
    g_autoptr(GBytes) bytes = pm_edit_steps(source, &span, steps, G_N_ELEMENTS(steps), NULL);
    g_autofree char *after = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_assert_cmpstr(
        after, ==,
        "---\r\nid: x\r\ntimes:\r\n  started: \"a\"\r\n  detected: \"b\"\r\ntags: [p, q]\r\n"
        "actions:\r\n  - id: A1\r\n  - id: A2\r\n    text: \"a: b\"\r\n---\r\n\r\n# Body: [\r\n");
    g_assert_true(g_str_has_prefix(after + span.end, "---\r\n\r\n# Body"));
}

static void
independent_edits_share_one_list_of_splices(void)
{
    static const char text[] = "a: 1\nl: []\nm: [\n  x\n]\nb:\n- p\n";
    g_autoptr(PmArena) arena = pm_arena_new();
    Reading r = read_yaml(arena, text, PM_YAML_DEFAULT);
    PmEdit edit = { .source = r.source,
                    .span = { 0, strlen(text) },
                    .root = r.root,
                    .splices = pm_splices_new(arena) };
    g_assert_true(pm_edit_set(&edit, "/a", "2", NULL));
    g_assert_true(pm_edit_append(&edit, "/l", "u", NULL));
    g_assert_true(pm_edit_append(&edit, "/l", "v", NULL));
    g_assert_true(pm_edit_append(&edit, "/m", "y", NULL));
    g_assert_true(pm_edit_append(&edit, "/m", "z", NULL));
    g_assert_true(pm_edit_append(&edit, "/b", "q", NULL));
    g_assert_true(pm_edit_append(&edit, "/b", "r", NULL));
    g_assert_true(pm_edit_set(&edit, "/c", "3", NULL));
    g_autoptr(GBytes) bytes = pm_splices_apply(edit.splices, text, strlen(text), NULL);
    g_assert_cmpstr(g_bytes_get_data(bytes, NULL), ==,
                    "a: 2\nl: [u, v]\nm: [\n  x,\n  y,\n  z\n]\nb:\n- p\n- q\n- r\nc: 3\n");
}

static void
an_edit_that_would_change_more_is_refused(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GError) error = NULL;
    /* a value that is not one: the splice would make two keys of it */
    static const PmEditStep flow = SET("/m/a", "1, z: 2");
    static const char map[] = "m: {a: 0}\n";
    PmSpan span = { 0, strlen(map) };
    g_autoptr(GBytes) none =
        pm_edit_steps(pm_source_new(arena, "t.md", map, strlen(map)), &span, &flow, 1, &error);
    g_assert_null(none);
    g_assert_error(error, PM_ERROR, PM_ERROR_CONFLICT);
    g_assert_cmpuint(span.end, ==, strlen(map));
}

static void
flow_lists_are_made_of_rendered_values(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    static const char *const items[] = { "a", "\"b, c\"" };
    g_assert_cmpstr(pm_edit_flow(arena, items, 2), ==, "[a, \"b, c\"]");
    g_assert_cmpstr(pm_edit_flow(arena, NULL, 0), ==, "[]");
}

void
test_data_edit(void)
{
    g_test_add_func("/edit/setting a key changes one line", setting_a_key_changes_one_line);
    g_test_add_func("/edit/a new key goes behind the last with its indentation",
                    a_new_key_goes_behind_the_last_with_its_indentation);
    g_test_add_func("/edit/items are appended in the style of the list",
                    items_are_appended_in_the_style_of_the_list);
    g_test_add_func("/edit/removing takes the line and nothing else",
                    removing_takes_the_line_and_nothing_else);
    g_test_add_func("/edit/what cannot be edited is refused", what_cannot_be_edited_is_refused);
    g_test_add_func("/edit/steps build on one another inside a larger text",
                    steps_build_on_one_another_inside_a_larger_text);
    g_test_add_func("/edit/independent edits share one list of splices",
                    independent_edits_share_one_list_of_splices);
    g_test_add_func("/edit/an edit that would change more is refused",
                    an_edit_that_would_change_more_is_refused);
    g_test_add_func("/edit/flow lists are made of rendered values",
                    flow_lists_are_made_of_rendered_values);
}
