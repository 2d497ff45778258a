/* SPDX-License-Identifier: Apache-2.0 */
/*
 * LEDGER section 3, the list of follow-up changes, row by row and from both sides: what a sign-off
 * lives through, and what makes it stale. This is what old sign-offs mean: a row that changes here
 * is a new version of the statement.
 */
#include "document/difference.h"

#include <string.h>

static const char base[] = "---\n"
                           "schema: 1\n"
                           "id: 2026-01-14-x\n"
                           "title: Checkout returned 504\n"
                           "kind: outage\n"
                           "severity: 2            # by impact\n"
                           "status: in-review\n"
                           "owner: dana@example.org\n"
                           "services: [checkout, payments]\n"
                           "summary: >-\n"
                           "  A timeout met a saturated\n"
                           "  writer.\n"
                           "times:\n"
                           "  started: \"2026-01-14T16:58:00Z\"\n"
                           "  detected: \"2026-01-14T17:12:00Z\"\n"
                           "  disclosed: unknown\n"
                           "impact: {customers: 305, data_breach: none}\n"
                           "parties:\n"
                           "  - {team: payments, role: responder}\n"
                           "findings:\n"
                           "  - {id: F1, class: technical-lapse, text: Retries multiplied load.}\n"
                           "  - {id: F2, class: process-flaw, text: Nobody watched.}\n"
                           "actions:\n"
                           "  - id: A1\n"
                           "    text: Cap retries.\n"
                           "    for: [F1]\n"
                           "    work: bug\n"
                           "    owner: payments\n"
                           "    due: \"2026-02-01\"\n"
                           "    done_when: no storm\n"
                           "    status: open\n"
                           "  - id: A2\n"
                           "    text: Alert on load.\n"
                           "external:\n"
                           "  - {organisation: DPA, kind: regulator, due: \"2026-01-17\"}\n"
                           "  - {organisation: CERT, kind: cert}\n"
                           "response: {sufficient: partly, complete: fully, by: erin@example.org}\n"
                           "related: [2025-09-29-flags]\n"
                           "tags: [retry]\n"
                           "---\n"
                           "\n"
                           "## Summary\n"
                           "\n"
                           "It broke.\n"
                           "\n"
                           "## Response\n"
                           "\n"
                           "Slow.\n";

/* `from` in the base becomes `to`. */
typedef struct {
    const char *about;
    const char *from, *to;
    const char *where; /* of the material item; NULL: it is a follow-up change */
} Row;

static GBytes *
edited(const Row *row)
{
    g_autoptr(GString) text = g_string_new(base);
    if (strstr(base, row->from) == NULL)
        g_error("%s: the base has no '%s'", row->about, row->from);
    g_string_replace(text, row->from, row->to, 1);
    return g_string_free_to_bytes(g_steal_pointer(&text));
}

static PmDifference
difference_of(PmArena *arena, const Row *row)
{
    g_autoptr(GBytes) old_bytes = g_bytes_new_static(base, strlen(base));
    g_autoptr(GBytes) new_bytes = edited(row);
    return pm_difference_bytes(arena, old_bytes, new_bytes);
}

static void
check_rows(const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_autoptr(PmArena) arena = pm_arena_new();
        PmDifference difference = difference_of(arena, &rows[i]);
        const char *places = pm_difference_material_places(arena, &difference);
        const char *wanted = rows[i].where != NULL ? rows[i].where : "";
        if (!g_str_equal(places, wanted) || difference.material != (rows[i].where != NULL))
            g_error("%s: material '%s', wanted '%s'", rows[i].about, places, wanted);
    }
}

#define A1_STATUS "    status: open\n"

static void
follow_up_changes_leave_a_sign_off_standing(void)
{
    static const Row rows[] = {
        { "status", "status: in-review", "status: reviewed", NULL },
        { "status taken out", "status: in-review\n", "", NULL },
        { "tags", "tags: [retry]", "tags: [retry, database]", NULL },
        { "tags taken out", "tags: [retry]\n", "", NULL },
        { "tags as a block", "tags: [retry]", "tags:\n  - other", NULL },
        { "related", "related: [2025-09-29-flags]", "related: []", NULL },
        { "next_update", "tags: [retry]", "tags: [retry]\nnext_update: \"2026-02-01\"", NULL },
        { "times.disclosed", "disclosed: unknown", "disclosed: \"2026-01-20T09:00:00Z\"", NULL },
        { "times.disclosed taken out", "  disclosed: unknown\n", "", NULL },
        { "external[].notified", "due: \"2026-01-17\"}",
          "due: \"2026-01-17\", notified: \"2026-01-16\"}", NULL },
        { "external[].ref", "kind: cert}", "kind: cert, ref: C-17}", NULL },
        { "x-* new", "tags: [retry]", "tags: [retry]\nx-jira: {board: 7, text: any}", NULL },
        { "a new action at the end", "    text: Alert on load.\n",
          "    text: Alert on load.\n  - {id: A3, text: Another., owner: sre}\n", NULL },
        { "a new action between others", A1_STATUS, A1_STATUS "  - {id: A3, text: Another.}\n",
          NULL },
        { "an action's status", A1_STATUS, "    status: doing\n", NULL },
        { "an action's owner", "owner: payments", "owner: sre", NULL },
        { "an action's due date", "due: \"2026-02-01\"", "due: \"2026-03-01\"", NULL },
        { "an action's ticket", A1_STATUS, A1_STATUS "    ticket: PAY-811\n", NULL },
        { "an action's priority", A1_STATUS, A1_STATUS "    priority: 1\n", NULL },
        { "an action's proof", A1_STATUS, A1_STATUS "    proof: load test of 1 Feb\n", NULL },
        { "an action's reason", A1_STATUS, "    status: not-doing\n    reason: replaced\n", NULL },
        { "an action's progress", A1_STATUS,
          "    status: confirmed\n    done_at: \"2026-02-01\"\n    done_by: a@b.c\n"
          "    confirmed_at: \"2026-02-02\"\n    confirmed_by: d@b.c\n",
          NULL },
        { "an action that was dropped", A1_STATUS,
          "    status: not-doing\n    dropped_at: \"2026-02-01\"\n    dropped_by: a@b.c\n", NULL },
        { "an action's owner taken out", "    owner: payments\n", "", NULL },
        { "blank lines at the end", "Slow.\n", "Slow.\n\n \t\n\n", NULL },
        { "no line end at the end", "Slow.\n", "Slow.", NULL },
        { "another order of the keys", "kind: outage\nseverity: 2            # by impact\n",
          "severity: 2            # by impact\nkind: outage\n", NULL },
        { "other quotes", "title: Checkout returned 504", "title: \"Checkout returned 504\"",
          NULL },
        { "the summary on one line", "summary: >-\n  A timeout met a saturated\n  writer.\n",
          "summary: A timeout met a saturated writer.\n", NULL },
        { "a flow map as a block", "impact: {customers: 305, data_breach: none}",
          "impact:\n  data_breach: none\n  customers: 305", NULL },
    };
    check_rows(rows, G_N_ELEMENTS(rows));
}

static void
everything_else_is_material(void)
{
    static const Row rows[] = {
        { "title", "504", "503", "title" },
        { "severity", "severity: 2 ", "severity: 3 ", "severity" },
        { "severity as text", "severity: 2 ", "severity: \"2\" ", "severity" },
        { "kind", "kind: outage", "kind: security", "kind" },
        { "the document's owner", "owner: dana@example.org", "owner: erin@example.org", "owner" },
        { "services", "[checkout, payments]", "[checkout]", "services" },
        { "services in another order", "[checkout, payments]", "[payments, checkout]", "services" },
        { "summary", "saturated\n  writer.", "saturated\n  reader.", "summary" },
        { "a break in the summary", "saturated\n  writer.", "saturated\n\n  writer.", "summary" },
        { "times.started", "16:58:00Z", "16:59:00Z", "times started" },
        { "times.detected", "17:12:00Z", "17:13:00Z", "times detected" },
        { "times.resolved", "  disclosed: unknown\n", "  disclosed: unknown\n  resolved: unknown\n",
          "times resolved" },
        { "times that are no map",
          "times:\n  started: \"2026-01-14T16:58:00Z\"\n"
          "  detected: \"2026-01-14T17:12:00Z\"\n  disclosed: unknown\n",
          "times: unknown\n", "times" },
        { "impact", "customers: 305", "customers: 0", "impact" },
        { "a party", "role: responder}", "role: responder}\n  - {team: support}", "parties" },
        { "a finding reworded", "Nobody watched.", "Nobody looked.", "findings F2 text" },
        { "a finding's class", "class: process-flaw", "class: manual-error", "findings F2 class" },
        { "a finding taken out", "  - {id: F2, class: process-flaw, text: Nobody watched.}\n", "",
          "findings F2" },
        { "a new finding", "text: Nobody watched.}\n",
          "text: Nobody watched.}\n  - {id: F3, text: More.}\n", "findings F3" },
        { "a finding accepted", "Nobody watched.}", "Nobody watched., accepted: too small}",
          "findings F2 accepted" },
        { "x-* inside a finding", "Nobody watched.}", "Nobody watched., x-a: b}",
          "findings F2 x-a" },
        { "findings in another order",
          "  - {id: F1, class: technical-lapse, text: Retries multiplied load.}\n"
          "  - {id: F2, class: process-flaw, text: Nobody watched.}\n",
          "  - {id: F2, class: process-flaw, text: Nobody watched.}\n"
          "  - {id: F1, class: technical-lapse, text: Retries multiplied load.}\n",
          "order of findings" },
        { "an action reworded", "text: Cap retries.", "text: Log retries.", "actions A1 text" },
        { "an action dropped", "  - id: A2\n    text: Alert on load.\n", "", "actions A2" },
        { "an action of another name", "id: A2", "id: A9", "actions A2" },
        { "an action's finding", "for: [F1]", "for: [F2]", "actions A1 for" },
        { "an action's kind of work", "work: bug", "work: docs", "actions A1 work" },
        { "an action's done_when", "done_when: no storm", "done_when: looks fine",
          "actions A1 done_when" },
        { "an action's done_when taken out", "    done_when: no storm\n", "",
          "actions A1 done_when" },
        { "an action's consulted", A1_STATUS, A1_STATUS "    consulted: [sre]\n",
          "actions A1 consulted" },
        { "a reason for no ticket", A1_STATUS, A1_STATUS "    no_ticket: too small\n",
          "actions A1 no_ticket" },
        { "a note in an action", A1_STATUS, A1_STATUS "    note: never mind\n", "actions A1 note" },
        { "x-* inside an action", A1_STATUS, A1_STATUS "    x-a: b\n", "actions A1 x-a" },
        { "two actions of one name", "id: A2", "id: A1", "actions" },
        { "an action without a name", "  - id: A2\n    text: Alert on load.\n",
          "  - text: Alert on load.\n", "actions" },
        { "a reworded action behind a new one", "    text: Alert on load.\n",
          "    text: Alert on nothing.\n  - {id: A3, text: Alert on load.}\n", "actions A2 text" },
        { "external[].organisation", "organisation: CERT", "organisation: BSI",
          "external 2 organisation" },
        { "external[].due", "due: \"2026-01-17\"", "due: \"2026-02-17\"", "external 1 due" },
        { "external[].kind", "kind: cert}", "kind: public}", "external 2 kind" },
        { "a duty more", "kind: cert}\n", "kind: cert}\n  - {organisation: ICO}\n", "external" },
        { "a duty less", "  - {organisation: CERT, kind: cert}\n", "", "external" },
        { "duties in another order",
          "  - {organisation: DPA, kind: regulator, due: \"2026-01-17\"}\n"
          "  - {organisation: CERT, kind: cert}\n",
          "  - {organisation: CERT, kind: cert}\n"
          "  - {organisation: DPA, kind: regulator, due: \"2026-01-17\"}\n",
          "external 1 organisation, external 1 kind, external 1 due, external 2 organisation, "
          "external 2 kind, external 2 due" },
        { "the response", "sufficient: partly", "sufficient: fully", "response" },
        { "the response taken out",
          "response: {sufficient: partly, complete: fully, by: erin@example.org}\n", "",
          "response" },
        { "a key that we don't know", "tags: [retry]", "tags: [retry]\nnote: any", "note" },
        { "a key that begins like ours", "tags: [retry]", "tags: [retry]\nstatus_text: any",
          "status_text" },
        { "a comment", "# by impact", "# by guess", "comments in the front matter" },
        { "a comment taken out", "            # by impact", "", "comments in the front matter" },
        { "a comment behind a follow-up change", "status: in-review",
          "status: reviewed # although F2 is wrong", "comments in the front matter" },
        { "a comment on a line of its own", "tags: [retry]", "tags: [retry]\n# F2 is wrong",
          "comments in the front matter" },
        { "a comment in the header of a block", "summary: >-", "summary: >- # F2 is wrong",
          "comments in the front matter" },
        { "a comment in a flow list", "tags: [retry]", "tags: [retry, # F2 is wrong\n  a]",
          "comments in the front matter" },
        { "a suppression", "severity: 2 ", "# postmortem-ignore times/order: x\nseverity: 2 ",
          "comments in the front matter" },
        { "a suppression behind a follow-up change", "status: in-review",
          "status: reviewed # postmortem-ignore times/order: x", "comments in the front matter" },
        { "a suppression in the body", "Slow.",
          "Slow.\n<!-- postmortem-ignore timeline/order: x -->", "section Response" },
        { "an action moved into a comment", "  - id: A2\n    text: Alert on load.\n",
          "# - id: A2\n#   text: Alert on load.\n", "actions A2, comments in the front matter" },
        { "an anchor", "tags: [retry]", "tags: &F2_is_wrong [retry]",
          "comments in the front matter" },
        { "a tag", "tags: [retry]", "tags: !!seq [retry]", "comments in the front matter" },
        { "the body", "It broke.", "It bent.", "section Summary" },
        { "one blank in the body", "It broke.", "It broke. ", "section Summary" },
        { "a blank at the end of the last line", "Slow.\n", "Slow. \n", "section Response" },
        { "a blank line inside the body", "It broke.\n", "It broke.\n\n", "blank lines" },
        { "a comment in the body", "Slow.", "Slow.\n<!-- or not -->", "section Response" },
        { "a heading", "## Summary", "## Abstract", "section Summary, section Abstract" },
        { "a heading of another depth", "## Summary", "# Summary", "section Summary" },
        { "a text moved to another section", "It broke.\n\n## Response\n\n",
          "## Response\n\nIt broke.\n\n", "section Summary, section Response" },
        { "sections in another order", "## Summary\n\nIt broke.\n\n## Response\n\nSlow.\n",
          "## Response\n\nSlow.\n\n## Summary\n\nIt broke.\n", "order of the sections" },
        { "text before the first heading", "---\n\n## Summary", "---\n\nBefore.\n\n## Summary",
          "text before the first heading" },
        { "a lone CR", "It broke.", "It\rbroke.", "section Summary" },
        { "a front matter that can't be read", "tags: [retry]", "tags: [retry", "front matter" },
        { "a key twice", "tags: [retry]", "tags: [retry]\nseverity: 3", "front matter" },
        { "no front matter", "---\nschema: 1\n", "schema: 1\n",
          "front matter, text before the first heading" },
    };
    check_rows(rows, G_N_ELEMENTS(rows));
}

/* What a comment is about is part of what it says: the same words elsewhere are others. */
static void
a_comment_that_moves_is_material(void)
{
#define IGNORE "# postmortem-ignore a/b: x"
    static const struct {
        const char *before, *after;
        bool material;
    } rows[] = {
        { IGNORE "\na: 1\nb: 2\n", "a: 1\n" IGNORE "\nb: 2\n", true },
        { "a: 1 " IGNORE "\nb: 2\n", "a: 1\nb: 2 " IGNORE "\n", true },
        { "a: 1 " IGNORE "\nb: 2\n", "a: 1\n" IGNORE "\nb: 2\n", true },
        { "a: 1\n" IGNORE "\nb: 2\n", IGNORE "\nb: 2\na: 1\n", true }, /* for all, too */
        { "a: [1,\n" IGNORE "\n2]\n", "a: [\n" IGNORE "\n1, 2]\n", true },
        { "a: 1\n" IGNORE "\nb: 2\n", "a: 1\n" IGNORE "\ntags: [x]\nb: 2\n", true },
        { "a: 1\n" IGNORE "\nb: 2\n", "a: 1\n" IGNORE "\nb: 2\ntags: [x]\n", false },
        { "a: 1\n" IGNORE "\nb: 2\n", "a: 1\n\n  " IGNORE "\n\nb: 2\n", false },
        { "# why\na: 1\nb: 2\n", "a: 1\n# why\nb: 2\n", true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(PmArena) arena = pm_arena_new();
        g_autofree char *before = g_strdup_printf("---\n%s---\n", rows[i].before);
        g_autofree char *after = g_strdup_printf("---\n%s---\n", rows[i].after);
        g_autoptr(GBytes) old_bytes = g_bytes_new_static(before, strlen(before));
        g_autoptr(GBytes) new_bytes = g_bytes_new_static(after, strlen(after));
        g_test_message("row %zu", i);
        g_assert_cmpint(pm_difference_bytes(arena, old_bytes, new_bytes).material, ==,
                        rows[i].material);
        g_assert_cmpint(pm_difference_bytes(arena, new_bytes, old_bytes).material, ==,
                        rows[i].material);
    }
}

/* An order is kept by the items that both versions have, whatever comes between them. */
static void
actions_keep_their_order(void)
{
    static const char two[] = "---\nactions: [{id: A1, text: a}, {id: A2, text: b}]\n---\n";
    static const char swapped[] = "---\nactions: [{id: A2, text: b}, {id: A1, text: a}]\n---\n";
    static const char between[] =
        "---\nactions: [{id: A3, text: c}, {id: A1, text: a}, {id: A4, text: d}, "
        "{id: A2, text: b}]\n---\n";
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GBytes) old_bytes = g_bytes_new_static(two, strlen(two));
    g_autoptr(GBytes) other = g_bytes_new_static(swapped, strlen(swapped));
    g_autoptr(GBytes) more = g_bytes_new_static(between, strlen(between));
    PmDifference difference = pm_difference_bytes(arena, old_bytes, other);
    g_assert_cmpstr(pm_difference_material_places(arena, &difference), ==, "order of actions");
    difference = pm_difference_bytes(arena, old_bytes, more);
    g_assert_false(difference.material);
    g_assert_cmpuint(difference.count, ==, 2);
}

static void
line_ends_are_no_change(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GString) dos = g_string_new(base);
    g_string_replace(dos, "\n", "\r\n", 0);
    g_autoptr(GBytes) old_bytes = g_bytes_new_static(base, strlen(base));
    g_autoptr(GBytes) new_bytes = g_bytes_new_static(dos->str, dos->len);
    PmDifference there = pm_difference_bytes(arena, old_bytes, new_bytes);
    PmDifference back = pm_difference_bytes(arena, new_bytes, old_bytes);
    g_assert_cmpuint(there.count, ==, 0);
    g_assert_cmpuint(back.count, ==, 0);
}

/* What a byte-order mark or a NUL hides from a tree or a string is a change all the same. */
static void
bytes_that_hide_are_seen(void)
{
    static const struct {
        const char *from, *to;
        size_t to_length;
        const char *where;
    } rows[] = {
        { "---\nschema", "\xef\xbb\xbf---\nschema", 13, "byte-order mark" },
        { "It broke.", "It broke.\0 Not.", 15, "section Summary" },
        { "It broke.", "It broke.\x01", 10, "section Summary" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(PmArena) arena = pm_arena_new();
        const char *at = strstr(base, rows[i].from);
        g_autoptr(GString) text = g_string_new_len(base, at - base);
        g_string_append_len(text, rows[i].to, (gssize)rows[i].to_length);
        g_string_append(text, at + strlen(rows[i].from));
        g_autoptr(GBytes) old_bytes = g_bytes_new_static(base, strlen(base));
        g_autoptr(GBytes) new_bytes = g_bytes_new_static(text->str, text->len);
        PmDifference difference = pm_difference_bytes(arena, old_bytes, new_bytes);
        g_assert_cmpstr(pm_difference_material_places(arena, &difference), ==, rows[i].where);
    }
    /* a NUL and an 0x01 are two bytes */
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GBytes) nul = g_bytes_new_static("a\0b", 3);
    g_autoptr(GBytes) one = g_bytes_new_static("a\1b", 3);
    g_assert_true(pm_difference_bytes(arena, nul, one).material);
}

static void
a_key_with_a_nul_is_none_of_ours(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GBytes) old_bytes = g_bytes_new_static("---\na: 1\n---\n", 13);
    static const char text[] = "---\na: 1\n\"status\\0\": hidden\n---\n";
    g_autoptr(GBytes) new_bytes = g_bytes_new_static(text, strlen(text));
    g_assert_true(pm_difference_bytes(arena, old_bytes, new_bytes).material);
}

static void
a_version_that_is_not_there_is_all_material(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GBytes) bytes = g_bytes_new_static(base, strlen(base));
    PmDifference added = pm_difference_bytes(arena, NULL, bytes);
    PmDifference gone = pm_difference_bytes(arena, bytes, NULL);
    g_assert_true(added.material && gone.material);
    g_assert_false(added.response_only || gone.response_only);
}

static void
the_response_alone_is_told_apart(void)
{
    static const struct {
        Row row;
        bool alone;
    } rows[] = {
        { { "alone", "sufficient: partly", "sufficient: fully", "" }, true },
        { { "with a follow-up",
            "sufficient: partly, complete: fully, by: erin@example.org}\n"
            "related: [2025-09-29-flags]",
            "sufficient: fully}\nrelated: []", "" },
          true },
        { { "with another field", "response: {sufficient: partly,", "note: x\nresponse: {", "" },
          false },
        { { "the section of that name", "Slow.", "Fast.", "" }, false },
        { { "a follow-up alone", "status: in-review", "status: reviewed", "" }, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(PmArena) arena = pm_arena_new();
        PmDifference difference = difference_of(arena, &rows[i].row);
        if (difference.response_only != rows[i].alone)
            g_error("%s: response_only is %d", rows[i].row.about, difference.response_only);
    }
}

static void
a_change_says_what_was_and_what_is(void)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    const Row row = { "", "status: in-review", "status: reviewed", NULL };
    PmDifference difference = difference_of(arena, &row);
    g_assert_cmpuint(difference.count, ==, 1);
    g_assert_cmpstr(difference.items[0].where, ==, "status");
    g_assert_cmpstr(difference.items[0].old_text, ==, "in-review");
    g_assert_cmpstr(difference.items[0].new_text, ==, "reviewed");
}

void test_document_difference(void);
void
test_document_difference(void)
{
    g_test_add_func("/document/difference/a suppression that moves is material",
                    a_comment_that_moves_is_material);
    g_test_add_func("/document/difference/follow_up_changes_leave_a_sign_off_standing",
                    follow_up_changes_leave_a_sign_off_standing);
    g_test_add_func("/document/difference/everything_else_is_material",
                    everything_else_is_material);
    g_test_add_func("/document/difference/actions_keep_their_order", actions_keep_their_order);
    g_test_add_func("/document/difference/line_ends_are_no_change", line_ends_are_no_change);
    g_test_add_func("/document/difference/bytes_that_hide_are_seen", bytes_that_hide_are_seen);
    g_test_add_func("/document/difference/a_key_with_a_nul_is_none_of_ours",
                    a_key_with_a_nul_is_none_of_ours);
    g_test_add_func("/document/difference/a_version_that_is_not_there_is_all_material",
                    a_version_that_is_not_there_is_all_material);
    g_test_add_func("/document/difference/the_response_alone_is_told_apart",
                    the_response_alone_is_told_apart);
    g_test_add_func("/document/difference/a_change_says_what_was_and_what_is",
                    a_change_says_what_was_and_what_is);
}
