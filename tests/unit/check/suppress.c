/* SPDX-License-Identifier: Apache-2.0 */
/* Comments that suppress findings: what is one, what it covers, and what that costs. */
#include "fixture.h"

#include <string.h>

static size_t
count(const PmDiagnostics *list, const char *rule)
{
    size_t out = 0;
    for (size_t i = 0; i < pm_diagnostics_count(list); i++)
        out += g_str_equal(pm_diagnostics_get(list, i)->rule, rule);
    return out;
}

static PmDiagnostics *
check(const Room *self, const char *text, PmDocumentFlags flags)
{
    return fixture_check(self->arena, self->checker, "x", text, strlen(text), flags,
                         PM_STATUS_NONE);
}

#define IGNORE(rule) "# postmortem-ignore " rule ": why"

/* Each has one key whose value is an unknown tag; is it suppressed? */
static void
a_comment_is_what_yaml_takes_for_one(void)
{
    static const struct {
        const char *front;
        size_t suppressed;
    } rows[] = {
        { "tags: [x] " IGNORE("tag/unknown") "\n", 1 },
        { "tags: [x]\t" IGNORE("tag/unknown") "\n", 1 },
        { "tags: [x]\n", 0 },
        { "tags: [x]\n" IGNORE("tag/unknown") "\n", 0 }, /* too late */
        { "tags: [x] #postmortem-ignore tag/unknown:why\n", 1 },
        { "tags: [x] #  postmortem-ignore\ttag/unknown,tag/unknown :why\n", 1 },
        { "tags: [x] ## postmortem-ignore tag/unknown: why\n", 0 },
        { "tags: [x] # note: postmortem-ignore tag/unknown: why\n", 0 },
        { "tags: [x] # Postmortem-Ignore tag/unknown: why\n", 0 },
        { "tags: [\"x " IGNORE("tag/unknown") "\"]\n", 0 },
        { "tags: ['x " IGNORE("tag/unknown") "']\n", 0 },
        { "tags: [\"x\n" IGNORE("tag/unknown") "\n\"]\n", 0 },
        { "tags: [x" IGNORE("tag/unknown") "]\n", 0 }, /* no blank before it */
        { "tags:\n- |\n  x\n  " IGNORE("tag/unknown") "\n", 0 },
        { "tags:\n- >-\n  x\n\n  " IGNORE("tag/unknown") "\n\n", 0 },
        { "tags:\n- | " IGNORE("tag/unknown") "\n  x\n", 1 },
        { "tags:\n- |+\n  x\n\n" IGNORE("tag/unknown") "\n", 0 },
        { "tags:\n- x\n  y " IGNORE("tag/unknown") "\n", 0 }, /* on the line that it ends on */
        { "tags:\n- x " IGNORE("tag/unknown") "\n", 1 },
        { "tags:\n- " IGNORE("tag/unknown") "\n  x\n", 0 },
        { "tags:\n-\n  " IGNORE("tag/unknown") "\n  x\n", 1 },
        { "tags: " IGNORE("tag/unknown") "\n- x\n", 0 },
        { "tags:\n" IGNORE("tag/unknown") "\n- x\n", 1 },
        { "? tags " IGNORE("tag/unknown") "\n: [x]\n", 0 },
        { "? tags\n" IGNORE("tag/unknown") "\n: [x]\n", 1 },
        { IGNORE("tag/unknown") "\ntags: [x]\n", 1 },
        { IGNORE("tag/unknown") "\n# another\n\ntags: [x]\n", 1 },
        { IGNORE("tag") "\ntags: [x, y,\n  z]\n", 3 },
        { IGNORE("tag") "\n" IGNORE("tag") "\ntags: [x]\n", 1 },
        { "tags: [ " IGNORE("tag") "\n  x]\n", 0 },
        { "tags: [x, " IGNORE("tag") "\n  y]\n", 1 },
        { "tags: [x,\n  " IGNORE("tag") "\n  y, z]\n", 1 },
        { "{" IGNORE("tag") "\n tags: [x]}\n", 0 },
        { "{ " IGNORE("tag") "\n tags: [x]}\n", 0 }, /* on the line of the brace */
        { "{\n " IGNORE("tag") "\n tags: [x]}\n", 1 },
        { "tags: [x] " IGNORE("tag") "\ntags: [y]\n", 0 }, /* has errors */
        { "tags: [x] # postmortem-ignore tag/unknown: …\n", 0 },
        { "tags: [x] # postmortem-ignore tag/unknown:\n", 0 },
        { "tags: [x] # postmortem-ignore tag/unknown: 까닭\n", 1 },
        { "tags: [한국어, 값] " IGNORE("tag/unknown") "\n", 2 },
    };
    g_auto(Room) self = room();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        for (size_t windows = 0; windows < 2; windows++) {
            g_autoptr(GString) text = g_string_new(NULL);
            g_string_printf(text, "---\n%s---\ntext\n", rows[i].front);
            if (windows)
                g_string_replace(text, "\n", "\r\n", 0);
            PmDiagnostics *found = check(&self, text->str, PM_DOCUMENT_WHOLE);
            g_test_message("row %zu: %s", i, text->str);
            g_assert_cmpuint(pm_diagnostics_suppressed(found), ==, rows[i].suppressed);
        }
}

/* Text that a merge key leaves out has no node, and could pass for a comment. */
static void
nothing_is_guessed_where_values_are_hidden(void)
{
    g_auto(Room) self = room();
    static const char secret[] = "u: postgres://admin:"
                                 "tr0ub4dor@db.example.org/\n";
    static const char *const fronts[] = {
        "a: 1\n<<: {a: 'x\n\n " IGNORE("secret/url-password") "\n\n'}\n",
        "b: &b 1\n" IGNORE("secret/url-password") "\n",
        "b: !!str 1\n" IGNORE("secret/url-password") "\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(fronts); i++) {
        g_autofree char *text = g_strdup_printf("---\n%s%s---\n", fronts[i], secret);
        PmDiagnostics *found = check(&self, text, PM_DOCUMENT_FOREIGN);
        g_assert_cmpuint(count(found, "secret/url-password"), ==, 1);
    }
    g_autofree char *plain =
        g_strdup_printf("---\nb: 1\n" IGNORE("secret/url-password") "\n%s---\n", secret);
    PmDiagnostics *found = check(&self, plain, PM_DOCUMENT_FOREIGN);
    g_assert_cmpuint(count(found, "secret/url-password"), ==, 0);
    g_assert_cmpuint(pm_diagnostics_suppressed(found), ==, 1);
}

#define HEAD "---\nid: x\nstatus: %s\nkind: near-miss\nimpact: {customers: 0}\n---\n"

/* A suppression that waits for a later status, or for a look-up, is not called unused. */
static void
what_could_not_be_found_is_not_missed(void)
{
    static const char *const bodies[] = {
        "<!-- postmortem-ignore section/guidance: x -->\n\ntext\n",
        "<!-- postmortem-ignore link/dead: x -->\n\ntext\n",
    };
    g_auto(Room) self = room();
    g_autofree char *draft = g_strdup_printf(HEAD "%s", "draft", bodies[0]);
    g_assert_cmpuint(count(check(&self, draft, PM_DOCUMENT_WHOLE), "suppress/unused"), ==, 0);
    g_autofree char *later = g_strdup_printf(HEAD "%s", "in-review", bodies[0]);
    g_assert_cmpuint(count(check(&self, later, PM_DOCUMENT_WHOLE), "suppress/unused"), ==, 1);
    g_autofree char *gone = g_strdup_printf(HEAD "%s", "withdrawn", bodies[0]);
    g_assert_cmpuint(count(check(&self, gone, PM_DOCUMENT_WHOLE), "suppress/unused"), ==, 0);
    g_autofree char *link = g_strdup_printf(HEAD "%s", "draft", bodies[1]);
    g_assert_cmpuint(count(check(&self, link, PM_DOCUMENT_WHOLE), "suppress/unused"), ==, 1);
    PmDiagnostics *alone = pm_diagnostics_new(self.arena);
    pm_check_source(self.checker, self.arena, pm_source_new(self.arena, "x", link, strlen(link)),
                    NULL, PM_DOCUMENT_WHOLE, PM_STATUS_NONE, NULL, alone);
    g_assert_cmpuint(count(alone, "suppress/unused"), ==, 0);
    /* an adopted document is not asked for sections */
    static const char adopted[] = "---\ntitle: x\n" IGNORE("times/missing") "\nwhen: x\n---\n";
    g_assert_cmpuint(pm_diagnostics_count(check(&self, adopted, PM_DOCUMENT_FOREIGN)), ==, 0);
}

/* What the schema would say where a suppressed rule has spoken stays unsaid, too. */
static void
the_schema_does_not_speak_for_a_suppressed_rule(void)
{
    g_auto(Room) self = room();
    static const char text[] = "---\nschema: 1\nid: x\ntitle: x\nkind: near-miss\nseverity: 4\n"
                               "status: draft\nowner: sre\nservices: []\nsummary: x\n"
                               "times: {started: \"2026-01-14T16:58:00Z\"}\n" IGNORE(
                                   "times/duration") "\nduration: 3\n---\n## Lessons\n\nx\n";
    PmDiagnostics *found = check(&self, text, PM_DOCUMENT_WHOLE);
    for (size_t i = 0; i < pm_diagnostics_count(found); i++)
        g_test_message("%s: %s", pm_diagnostics_get(found, i)->rule,
                       pm_diagnostics_get(found, i)->message);
    g_assert_cmpuint(pm_diagnostics_count(found), ==, 0);
    g_assert_cmpuint(pm_diagnostics_suppressed(found), ==, 1);
}

/* What no comment silences is not lost behind a finding that one silences, at the same place. */
static void
the_schema_speaks_where_a_suppressed_rule_was_louder(void)
{
    g_auto(Room) self = room();
    static const char text[] = "---\n%ssummary:\nschema: 1\nid: x\ntitle: x\nkind: outage\n"
                               "severity: 4\nstatus: in-review\nservices: []\n"
                               "impact: {customers: 0, data_breach: none}\n---\n";
    static const char ignore[] = IGNORE("section/summary") "\n";
    g_autofree char *with = g_strdup_printf(text, ignore), *without = g_strdup_printf(text, "");
    PmDiagnostics *found = check(&self, without, PM_DOCUMENT_WHOLE);
    g_assert_cmpuint(count(found, "section/summary"), ==, 1);
    found = check(&self, with, PM_DOCUMENT_WHOLE);
    g_assert_cmpuint(count(found, "section/summary"), ==, 0);
    g_assert_cmpuint(count(found, "schema/required"), >=, 1); /* the owner */
}

/* More warnings than a list holds, suppressed or not, hide no error from who looks through it. */
static void
a_flood_hides_no_error(void)
{
    g_auto(Room) self = room();
    for (int suppressed = 0; suppressed < 2; suppressed++) {
        g_autoptr(GString) text =
            g_string_new("---\nid: x\nkind: near-miss\nstatus: draft\nimpact: {customers: 0}\n");
        g_string_append(text, suppressed ? IGNORE("yaml/ambiguous") "\nx-a: [" : "x-a: [");
        for (size_t i = 0; i < 10500; i++)
            g_string_append(text, "yes, ");
        g_string_append(text, "no]\nactions:\n  - {id: A1, text: x}\n---\n## Lessons\n\nx\n");
        PmDiagnostics *found = fixture_check(self.arena, self.checker, "x", text->str, text->len,
                                             PM_DOCUMENT_WHOLE, PM_STATUS_REVIEWED);
        size_t listed = 0;
        for (size_t i = 0; i < pm_diagnostics_count(found); i++)
            listed += pm_diagnostics_get(found, i)->severity == PM_SEVERITY_ERROR;
        g_assert_cmpuint(listed, >=, 1);
        g_assert_cmpuint(count(found, "file/findings"), ==, 1);
        g_assert_cmpuint(pm_diagnostics_suppressed(found), ==, suppressed ? 10000 : 0);
    }
}

/* Gates, where a suppressed finding stands in nobody's way, and a firm one does. */
static void
a_gate_lets_pass_what_is_suppressed(void)
{
    g_auto(Room) self = room();
    static const char text[] = "---\n" IGNORE("section, times, summary, party, evidence") "\n" IGNORE(
        "action/owner") "\nid: x\nkind: outage\nstatus: draft\n"
                        "impact: {customers: 0, data_breach: none}\nactions:\n  - id: A1\n    text: x\n---\n";
    PmDiagnostics *found = fixture_check(self.arena, self.checker, "x", text, strlen(text),
                                         PM_DOCUMENT_WHOLE, PM_STATUS_REVIEWED);
    g_assert_cmpuint(count(found, "section/missing"), ==, 0);
    g_assert_cmpuint(count(found, "times/missing"), ==, 0);
    g_assert_cmpuint(count(found, "action/owner"), ==, 1);
    g_assert_cmpuint(count(found, "suppress/refused"), ==, 1);
}

/* As many comments as fit, over as many findings as are listed. */
static void
a_text_of_suppressions_is_read_in_time(void)
{
    g_auto(Room) self = room();
    g_autoptr(GString) text = g_string_new("---\nid: x\n---\n");
    for (size_t i = 0; i < 3000; i++)
        g_string_append(text, "<!-- postmortem-ignore link/dead: x -->\n");
    for (size_t i = 0; i < 9000; i++)
        g_string_append(text, "[](a.md) ");
    g_string_append(text, "\n\n");
    for (size_t i = 0; i < 3000; i++)
        g_string_append(text, "a <!-- postmortem-ignore link/dead: x -->");
    for (size_t i = 0; i < 3000; i++)
        g_string_append(text, "\n- <!-- postmortem-ignore link/dead: x -->\n  y");
    g_string_append(text, "\n\n<!-- postmortem-ignore ");
    for (size_t i = 0; i < 20000; i++)
        g_string_append(text, "tme/x,");
    g_string_append(text, ": x -->\n");
    gint64 start = g_get_monotonic_time();
    PmDiagnostics *found = check(&self, text->str, PM_DOCUMENT_WHOLE);
    double seconds = (double)(g_get_monotonic_time() - start) / 1e6;
    g_test_message("%zu bytes, %zu findings and %zu suppressed in %.2f s", text->len,
                   pm_diagnostics_count(found), pm_diagnostics_suppressed(found), seconds);
    g_assert_cmpuint(pm_diagnostics_suppressed(found), ==, 9000);
    g_assert_cmpuint(count(found, "link/dead"), ==, 0);
    g_assert_cmpfloat(seconds, <, 20); /* with sanitizers, on a busy machine */
}

void test_check_suppress(void);

void
test_check_suppress(void)
{
    g_test_add_func("/check/suppress/a comment is what YAML takes for one",
                    a_comment_is_what_yaml_takes_for_one);
    g_test_add_func("/check/suppress/nothing is guessed where values are hidden",
                    nothing_is_guessed_where_values_are_hidden);
    g_test_add_func("/check/suppress/what could not be found is not missed",
                    what_could_not_be_found_is_not_missed);
    g_test_add_func("/check/suppress/the schema does not speak for a suppressed rule",
                    the_schema_does_not_speak_for_a_suppressed_rule);
    g_test_add_func("/check/suppress/the schema speaks where a suppressed rule was louder",
                    the_schema_speaks_where_a_suppressed_rule_was_louder);
    g_test_add_func("/check/suppress/a flood hides no error", a_flood_hides_no_error);
    g_test_add_func("/check/suppress/a gate lets pass what is suppressed",
                    a_gate_lets_pass_what_is_suppressed);
    g_test_add_func("/check/suppress/a text of suppressions is read in time",
                    a_text_of_suppressions_is_read_in_time);
}
