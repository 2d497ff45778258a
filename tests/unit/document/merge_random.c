/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random documents, and two random edits of each as the verbs make them: a merge is the one after
 * the other, in one of the two orders, or a conflict; and no conflict when they were of two things.
 */
#include "merge_lines.h"

#include "data/edit.h"

void test_document_merge_random(void);

typedef struct {
    char *target; /* what it changes */
    bool row;     /* of the timeline; else a step */
    PmEditStep step;
    PmEditMember members[3];
    char *texts[5]; /* what all these point to */
    int minute;
} Edit;

static void
edit_clear(Edit *edit)
{
    g_free(edit->target);
    for (size_t i = 0; i < G_N_ELEMENTS(edit->texts); i++)
        g_free(edit->texts[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Edit, edit_clear)

static int
some(GRand *rand, int most)
{
    return g_rand_int_range(rand, 0, most);
}

static char *
random_document(GRand *rand)
{
    GString *out = g_string_new("---\nschema: 1\ntitle: \"결제 장애\" # 한 줄\n");
    g_string_append_printf(out, "severity: %d # worst is 1\nowner: o%d\n", 1 + some(rand, 5),
                           some(rand, 3));
    g_string_append(out, some(rand, 2) ? "tags: [a, b]\n" : "tags: []\n");
    g_string_append(out, some(rand, 2) ? "services:\n- pay\n" : "services: [pay]\n");
    g_string_append(out, "times:\n  started: 2026-01-14T10:00:00Z\n  detected:\n  resolved:\n\n");
    const char *dash = some(rand, 2) ? "" : "  ";
    int count = some(rand, 4);
    g_string_append(out, count > 0 ? "# as agreed\nactions:\n" : "actions: [] # how\n");
    for (int i = 1; i <= count; i++)
        g_string_append_printf(out, "%s- id: A%d\n%s  text: |\n%s    do %d\n%s  status: open\n",
                               dash, i, dash, dash, some(rand, 9), dash);
    g_string_append(out, "findings: []\n---\n\n# x\n\n## Timeline\n\n| Time (UTC) | Event |\n"
                         "| --- | --- |\n");
    for (int minute = some(rand, 20); minute < 60; minute += 1 + some(rand, 30))
        g_string_append_printf(out, "| 10:%02d | 경보 %d |\n", minute, some(rand, 9));
    g_string_append(out, "\n## Lessons\n\nNone.");
    g_string_append(out, some(rand, 4) ? "\n" : "");
    return g_string_free(out, FALSE);
}

static void
set_value(Edit *edit, const char *pointer, char *value)
{
    edit->target = g_strdup(pointer);
    edit->texts[0] = value;
    edit->step = (PmEditStep){ .kind = PM_EDIT_SET, .pointer = edit->target, .value = value };
}

static void
append_item(Edit *edit, GRand *rand, const char *list, char letter)
{
    edit->texts[0] = g_strdup_printf("%c%d", letter, 5 + some(rand, 8));
    edit->texts[1] = g_strdup_printf("text%d", some(rand, 9));
    edit->texts[2] = g_strdup(list);
    edit->target = g_strdup_printf("%s %s", list, edit->texts[0]);
    edit->members[0] = (PmEditMember){ "id", edit->texts[0] };
    edit->members[1] = (PmEditMember){ "text", edit->texts[1] };
    edit->members[2] = (PmEditMember){ "status", "open" };
    edit->step = (PmEditStep){ .kind = PM_EDIT_APPEND_MAP,
                               .pointer = edit->texts[2],
                               .members = edit->members,
                               .member_count = 3 };
}

static void
append_word(Edit *edit, GRand *rand, const char *list)
{
    edit->texts[0] = g_strdup_printf("w%d", some(rand, 12));
    edit->texts[1] = g_strdup(list);
    edit->target = g_strdup_printf("%s %s", list, edit->texts[0]);
    edit->step =
        (PmEditStep){ .kind = PM_EDIT_APPEND, .pointer = edit->texts[1], .value = edit->texts[0] };
}

static void
random_edit(Edit *edit, GRand *rand)
{
    static const char *const values[] = { "/severity",        "/owner",
                                          "/times/detected",  "/times/resolved",
                                          "/actions/0/text",  "/actions/0/status",
                                          "/actions/1/owner", "/impact" };
    switch (some(rand, 6)) {
    case 0:
        append_item(edit, rand, "/actions", 'A');
        break;
    case 1:
        append_item(edit, rand, "/findings", 'F');
        break;
    case 2:
        append_word(edit, rand, some(rand, 2) ? "/tags" : "/services");
        break;
    case 3:
        edit->row = true;
        edit->minute = some(rand, 60);
        edit->texts[0] = g_strdup_printf("| 10:%02d | 기록 %d |\n", edit->minute, some(rand, 5));
        edit->target = g_strdup(edit->texts[0]);
        break;
    default:
        set_value(edit, values[some(rand, G_N_ELEMENTS(values))],
                  g_strdup_printf("%d", some(rand, 5)));
    }
}

/* Behind the last row that is not later; of the same minute, as their texts order them. */
static char *
add_row(const Edit *edit, const char *text)
{
    const char *at = strstr(text, "| --- | --- |\n") + strlen("| --- | --- |\n");
    size_t length = strlen("| 10:00");
    while (g_str_has_prefix(at, "| 10:") && (strncmp(at, edit->texts[0], length) < 0))
        at = strchr(at, '\n') + 1;
    return g_strdup_printf("%.*s%s%s", (int)(at - text), text, edit->texts[0], at);
}

/* NULL: it can't be done here. */
static char *
apply(const Edit *edit, const char *text)
{
    if (edit->row)
        return add_row(edit, text);
    g_autoptr(PmArena) arena = pm_arena_new();
    PmSpan span = pm_split(text, strlen(text)).front;
    PmSource *source = pm_source_new(arena, "", text, strlen(text));
    g_autoptr(GBytes) bytes = pm_edit_steps(source, &span, &edit->step, 1, NULL);
    return bytes != NULL ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : NULL;
}

static bool
is_clean(PmArena *arena, const char *text)
{
    return pm_document_load(arena, pm_source_new(arena, "", text, strlen(text)), NULL,
                            PM_DOCUMENT_WHOLE, NULL, pm_diagnostics_new(arena))
        ->front_clean;
}

/* What the edits are, and what came of them, before the test ends. */
static void
assert_right(bool right, const char *base, const Edit *one, const Edit *other, const char *text)
{
    if (!right)
        g_test_message("%s and %s of\n%s\nare\n%s", one->target, other->target, base, text);
    g_assert_true(right);
}

/* One after the other, in either order. */
static bool
is_either_order(const char *text, const Edit *one, const Edit *other, const char *ours,
                const char *theirs)
{
    g_autofree char *there = apply(other, ours);
    g_autofree char *back = g_strcmp0(text, there) == 0 ? NULL : apply(one, theirs);
    /* two edits that came to the same are one */
    bool same = g_str_equal(ours, theirs) && g_str_equal(text, ours);
    return same || g_strcmp0(text, there) == 0 || g_strcmp0(text, back) == 0;
}

/* Whether the two were merged, and not only left to a person. */
static bool
check_merge(const char *base, const Edit *one, const Edit *other)
{
    g_autofree char *ours = apply(one, base);
    g_autofree char *theirs = apply(other, base);
    if (ours == NULL || theirs == NULL)
        return false;
    g_autoptr(PmArena) arena = pm_arena_new();
    PmMerge merge = merge_texts(arena, base, ours, theirs);
    PmMerge turned = merge_texts(arena, base, theirs, ours);
    g_autoptr(GBytes) bytes = merge.bytes;
    g_autoptr(GBytes) turned_bytes = turned.bytes;
    g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    bool conflicts = merge.place_count > 0;
    assert_right(merge.place_count == turned.place_count, base, one, other, text);
    assert_right(!conflicts || g_str_equal(one->target, other->target), base, one, other, text);
    if (conflicts)
        return false;
    assert_right(g_bytes_equal(bytes, turned_bytes) && is_clean(arena, text) &&
                     is_either_order(text, one, other, ours, theirs),
                 base, one, other, text);
    return true;
}

static void
a_merge_is_one_of_the_two_orders_or_a_conflict(void)
{
    int count = g_getenv("PM_LONG") != NULL ? 10000 : 1000, merged = 0;
    for (int i = 0; i < count; i++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed((guint32)i);
        g_autofree char *base = random_document(rand);
        g_auto(Edit) one = { 0 };
        g_auto(Edit) other = { 0 };
        random_edit(&one, rand);
        random_edit(&other, rand);
        merged += check_merge(base, &one, &other);
    }
    g_assert_cmpint(merged, >, count * 3 / 4);
}

void
test_document_merge_random(void)
{
    g_test_add_func("/document/merge/a_merge_is_one_of_the_two_orders_or_a_conflict",
                    a_merge_is_one_of_the_two_orders_or_a_conflict);
}
