/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random documents, and two random edits of each as the verbs make them: a merge is the one after
 * the other, in one of the two orders, or a conflict; and no conflict when they were of two things.
 */
#include "merge_lines.h"

#include "data/edit.h"
#include "document/timeline_edit.h"

void test_document_merge_random(void);

/* 2026-01-14T10:00:00Z */
#define TEN INT64_C(1768384800)

enum { MOST_STEPS = 3 };

typedef struct {
    PmArena *arena;
    PmEditStep steps[MOST_STEPS]; /* none: it is a note */
    size_t count;
    const char *targets[MOST_STEPS]; /* what it changes */
    PmTimelineRow row;
} Edit;

static int
some(GRand *rand, int most)
{
    return g_rand_int_range(rand, 0, most);
}

static const char *
one_of(GRand *rand, const char *const *words, size_t count)
{
    return words[some(rand, (int)count)];
}
#define ONE_OF(rand, ...)                                                                          \
    one_of(rand, (const char *const[]){ __VA_ARGS__ },                                             \
           G_N_ELEMENTS(((const char *const[]){ __VA_ARGS__ })))

static void
add_items(GString *out, GRand *rand)
{
    const char *dash = ONE_OF(rand, "", "  ");
    int count = some(rand, 4);
    if (count == 0)
        g_string_append(out, ONE_OF(rand, "actions: [] # how\n", "actions:\n", ""));
    else
        g_string_append(out, "# as agreed\nactions:\n");
    for (int i = 1; i <= count; i++)
        g_string_append_printf(out, "%s- id: A%d%s\n%s  text: %s\n%s  status: open\n", dash, i,
                               ONE_OF(rand, "", " # 첫"), dash,
                               ONE_OF(rand, "|\n      do it", "\"do: it\"", "'it''s'"), dash);
    g_string_append(out,
                    ONE_OF(rand, "findings: []\n", "",
                           "findings:\n  - {id: F1, text: \"a, b\", class: technical-lapse}\n",
                           "findings:\n  # 첫째\n  - id: F1\n    text: >-\n      a\n      b\n"));
}

static void
add_timeline(GString *out, GRand *rand)
{
    bool wide = some(rand, 2), list = some(rand, 6) == 0;
    g_string_append_printf(out, "\n# x\n\n## %s\n\n", ONE_OF(rand, "Timeline", "타임라인"));
    if (!list)
        g_string_append(out, wide ? "| Time (UTC) | Event | Evidence |\n| --- | --- | --- |\n"
                                  : "| Time (UTC) | Event |\n| --- | --- |\n");
    for (int minute = some(rand, 20); minute < 60; minute += 1 + some(rand, 30))
        g_string_append_printf(out, list ? "- 10:%02d 경보 %d%s\n" : "| 10:%02d | 경보 %d |%s\n",
                               minute, some(rand, 9), wide && !list ? " |" : "");
    if (!list && some(rand, 3) == 0)
        g_string_append(out, "\n`2026-01-14 10:20 UTC 옛`\n\n~~~\n<<<<<<< a\n| 10:01 | x |\n~~~\n");
    if (some(rand, 4) > 0)
        g_string_append(out, "\n## Lessons\n\nNone.\n");
    if (some(rand, 4) == 0)
        g_string_truncate(out, out->len - 1);
}

static char *
random_document(GRand *rand)
{
    g_autoptr(GString) out = g_string_new("---\nschema: 1\n");
    g_string_append(out, ONE_OF(rand, "title: \"결제 장애\" # 한 줄\n", "title: plain\n",
                                "title: >-\n  두 줄\n  title\n"));
    g_string_append_printf(out, "severity: %d # worst is 1\nowner: o%d\n", 1 + some(rand, 5),
                           some(rand, 3));
    g_string_append(out, ONE_OF(rand, "tags: [a, b]\n", "tags: []\n", "tags:\n", ""));
    g_string_append(out, ONE_OF(rand, "services:\n- pay\n", "services: [pay]\n"));
    g_string_append(out, ONE_OF(rand, "times: {started: 2026-01-14T10:00:00Z, detected: null}\n",
                                "times:\n  started: 2026-01-14T10:00:00Z\n  detected:\n"
                                "  resolved:\n\n"));
    add_items(out, rand);
    g_string_append(out, "---\n");
    add_timeline(out, rand);
    if (some(rand, 5) == 0)
        g_string_replace(out, "\n", "\r\n", 0);
    if (some(rand, 10) == 0)
        g_string_prepend(out, "\xef\xbb\xbf");
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
add_step(Edit *edit, const PmEditStep *step, const char *target)
{
    edit->targets[edit->count] = target;
    edit->steps[edit->count++] = *step;
}

static void
set_value(Edit *edit, const char *pointer, GRand *rand)
{
    const char *value =
        ONE_OF(rand, "1", "2", "o1", "\"다: 른\"", "[a, \"b, c\"]", "\"2026-01-14T11:00:00Z\"");
    add_step(edit, &(PmEditStep){ .kind = PM_EDIT_SET, .pointer = pointer, .value = value },
             pointer);
}

static void
append_item(Edit *edit, GRand *rand, const char *list, char letter)
{
    PmEditMember *members = pm_arena_new0(edit->arena, PmEditMember, 3);
    char *id = pm_arena_printf(edit->arena, "%c%d", letter, 5 + some(rand, 8));
    members[0] = (PmEditMember){ "id", id };
    members[1] = (PmEditMember){ "text", ONE_OF(rand, "one", "\"two: 둘\"", "three") };
    members[2] = (PmEditMember){ "status", "open" };
    add_step(
        edit,
        &(PmEditStep){
            .kind = PM_EDIT_APPEND_MAP, .pointer = list, .members = members, .member_count = 3 },
        pm_arena_printf(edit->arena, "%s %s", list, id));
}

static void
append_word(Edit *edit, GRand *rand, const char *list)
{
    const char *word = ONE_OF(rand, "w1", "w2", "w3", "w4", "w5", "낱말");
    add_step(edit, &(PmEditStep){ .kind = PM_EDIT_APPEND, .pointer = list, .value = word },
             pm_arena_printf(edit->arena, "%s %s", list, word));
}

/* Text and output go together: two that are the same in one are in the other. */
static void
note(Edit *edit, GRand *rand)
{
    static const char *const outputs[] = { "one\n", "<<<<<<< a\n=======\n\n````\n## Lessons\n",
                                           "| 10:01 | no row |\n\n---\n",
                                           "\n`2026-01-14 10:20 UTC 옛`\n\n~~~\n```\n" };
    int number = some(rand, 6);
    edit->row.at = TEN + INT64_C(60) * some(rand, 60) + (some(rand, 4) == 0 ? some(rand, 60) : 0);
    edit->row.text = pm_arena_printf(edit->arena, "기록 %d%s", number, number == 3 ? " | `x`" : "");
    edit->row.evidence = number == 1 ? "E1, E2" : NULL;
    edit->row.output = some(rand, 2) ? outputs[number % 4] : NULL;
    edit->targets[0] = edit->row.text;
}

/* As the verbs make them: set, finding add and accept, action add, done and confirm, attach,
 * assess, note. */
static void
random_edit(Edit *edit, GRand *rand)
{
    switch (some(rand, 10)) {
    case 0:
        append_item(edit, rand, "/actions", 'A');
        break;
    case 1:
        append_item(edit, rand, "/findings", 'F');
        break;
    case 2:
        append_item(edit, rand, "/evidence", 'E');
        break;
    case 3:
        append_word(edit, rand, ONE_OF(rand, "/tags", "/services"));
        break;
    case 4: {
        const char *gone = ONE_OF(rand, "/owner", "/tags/0", "/times/detected");
        add_step(edit, &(PmEditStep){ .kind = PM_EDIT_REMOVE, .pointer = gone }, gone);
        break;
    }
    case 5: { /* several members of one item */
        const char *item = ONE_OF(rand, "/actions/0", "/actions/1", "/findings/0", "/evaluation");
        set_value(edit, pm_arena_printf(edit->arena, "%s/status", item), rand);
        set_value(edit, pm_arena_printf(edit->arena, "%s/at", item), rand);
        set_value(edit, pm_arena_printf(edit->arena, "%s/by", item), rand);
        break;
    }
    case 6:
    case 7:
        set_value(edit,
                  ONE_OF(rand, "/severity", "/owner", "/times/detected", "/times/resolved",
                         "/actions/0/text", "/actions/0/status", "/actions/1/owner", "/impact",
                         "/title"),
                  rand);
        break;
    default:
        note(edit, rand);
    }
}

static char *
take(GBytes *bytes)
{
    char *text =
        bytes != NULL ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : NULL;
    if (bytes != NULL)
        g_bytes_unref(bytes);
    return text;
}

/* Is the item there that the step is in? Verbs make none. */
static bool
has_item(const PmDocument *document, const PmEditStep *step)
{
    const char *digit = strpbrk(step->pointer, "01");
    if (digit == NULL)
        return true;
    g_autofree char *item = g_strndup(step->pointer, (size_t)(digit - step->pointer) + 1);
    return pm_node_at(document->front, item) != NULL;
}

/* NULL: it can't be done here. */
static char *
apply(const Edit *edit, const char *text)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmSource *source = pm_source_new(arena, "", text, strlen(text));
    const PmDocument *document =
        pm_document_load(arena, source, NULL, PM_DOCUMENT_WHOLE, NULL, pm_diagnostics_new(arena));
    if (edit->count == 0)
        return take(pm_timeline_add(arena, document, NULL, &edit->row, NULL));
    for (size_t i = 0; i < edit->count; i++)
        if (!has_item(document, &edit->steps[i]))
            return NULL;
    PmSpan span = pm_split(text, strlen(text)).front;
    return take(pm_edit_steps(source, &span, edit->steps, edit->count, NULL));
}

static bool
shares_a_target(const Edit *one, const Edit *other)
{
    for (size_t i = 0; i < MOST_STEPS && one->targets[i] != NULL; i++)
        for (size_t k = 0; k < MOST_STEPS && other->targets[k] != NULL; k++)
            if (g_str_equal(one->targets[i], other->targets[k]))
                return true;
    return false;
}

/* The first row of a day says that day: which row is, depends on the order. */
static char *
without_days(const char *text)
{
    g_autoptr(GString) out = g_string_new(text);
    g_string_replace(out, "| 2026-01-14 ", "| ", 0);
    g_string_replace(out, "- 2026-01-14 ", "- ", 0);
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static bool
is_like(const char *text, const char *other)
{
    if (other == NULL)
        return false;
    g_autofree char *left = without_days(text);
    g_autofree char *right = without_days(other);
    return g_str_equal(left, right);
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
        g_test_message("%s and %s of\n%s\nare\n%s", one->targets[0], other->targets[0], base, text);
    g_assert_true(right);
}

/* One after the other, in either order. */
static bool
is_either_order(const char *text, const Edit *one, const Edit *other, const char *ours,
                const char *theirs)
{
    g_autofree char *there = apply(other, ours);
    g_autofree char *back = is_like(text, there) ? NULL : apply(one, theirs);
    /* two edits that came to the same are one */
    bool same = g_str_equal(ours, theirs) && g_str_equal(text, ours);
    return same || is_like(text, there) || is_like(text, back);
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
    assert_right(!conflicts || shares_a_target(one, other), base, one, other, text);
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
    int count = g_getenv("PM_LONG") != NULL ? 10000 : 300, merged = 0;
    for (int i = 0; i < count; i++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed((guint32)i);
        g_autoptr(PmArena) arena = pm_arena_new();
        g_autofree char *base = random_document(rand);
        Edit one = { .arena = arena }, other = { .arena = arena };
        random_edit(&one, rand);
        random_edit(&other, rand);
        merged += check_merge(base, &one, &other);
    }
    g_assert_cmpint(merged, >, count / 2);
}

void
test_document_merge_random(void)
{
    g_test_add_func("/document/merge/a_merge_is_one_of_the_two_orders_or_a_conflict",
                    a_merge_is_one_of_the_two_orders_or_a_conflict);
}
