/* SPDX-License-Identifier: Apache-2.0 */
/* Levels as the config sets them: by rule, by status, by path. */
#include "fixture.h"

#include <string.h>

/* The level of the first finding of a rule about a text at a path, judged as a status. */
static PmSeverity
level_at(const Room *self, const PmChecker *checker, const char *path, const char *text,
         const char *rule, PmStatus as)
{
    PmDiagnostics *found = pm_diagnostics_new(self->arena);
    const PmSource *source = pm_source_new(self->arena, path, text, strlen(text));
    pm_check_source(checker, self->arena, source, "x", PM_DOCUMENT_WHOLE, as, NULL, found);
    const PmDiagnostic *first = find(found, rule);
    return first != NULL ? first->severity : PM_SEVERITY_OFF;
}

static const char untold[] = "---\nid: x\nkind: near-miss\nstatus: draft\nimpact: {customers: 0}\n"
                             "---\n## Lessons\n\n## Impact\n";

static void
levels_may_hang_on_the_status(void)
{
    g_auto(Room) self = room();
    static const PmLevel levels[] = { { "section", PM_SEVERITY_ADVICE, "draft" },
                                      { "section/empty", PM_SEVERITY_WARNING, "in-review" },
                                      { "section/empty", PM_SEVERITY_OFF, "reviewed" } };
    PmConfig config = *self.config;
    config.levels = levels;
    config.level_count = G_N_ELEMENTS(levels);
    g_autoptr(PmChecker) checker = fixture_checker(&config);
    static const struct {
        PmStatus as;
        PmSeverity level;
    } rows[] = { { PM_STATUS_NONE, PM_SEVERITY_ADVICE },
                 { PM_STATUS_DRAFT, PM_SEVERITY_ADVICE },
                 { PM_STATUS_IN_REVIEW, PM_SEVERITY_WARNING },
                 { PM_STATUS_REVIEWED, PM_SEVERITY_OFF },
                 { PM_STATUS_CLOSED, PM_SEVERITY_ERROR } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        g_assert_cmpint(level_at(&self, checker, "p.md", untold, "section/empty", rows[i].as), ==,
                        rows[i].level);
    /* a document without a status that can be read is a draft */
    g_assert_cmpint(level_at(&self, checker, "p.md", "---\nstatus: x\n---\n## Lessons\n",
                             "section/empty", PM_STATUS_NONE),
                    ==, PM_SEVERITY_ADVICE);
}

/* What a later status needs is said of the levels of the config, not of ours. */
static void
what_the_config_takes_from_a_gate_is_not_said_to_be_needed(void)
{
    g_auto(Room) self = room();
    static const PmLevel levels[] = { { "section/empty", PM_SEVERITY_WARNING, NULL } };
    PmConfig config = *self.config;
    config.levels = levels;
    config.level_count = G_N_ELEMENTS(levels);
    g_autoptr(PmChecker) checker = fixture_checker(&config);
    PmDiagnostics *ours = fixture_check(self.arena, self.checker, "x", untold, strlen(untold),
                                        PM_DOCUMENT_WHOLE, PM_STATUS_DRAFT);
    PmDiagnostics *theirs = fixture_check(self.arena, checker, "x", untold, strlen(untold),
                                          PM_DOCUMENT_WHOLE, PM_STATUS_DRAFT);
    g_assert_cmpstr(find(ours, "section/empty")->message, ==,
                    "section Lessons is empty, needed for in-review");
    g_assert_cmpstr(find(theirs, "section/empty")->message, ==, "section Lessons is empty");
}

static void
levels_may_hang_on_the_path(void)
{
    g_auto(Room) self = room();
    static const PmLevel general[] = { { "section/empty", PM_SEVERITY_WARNING, NULL } };
    static const PmLevel old[] = { { "section", PM_SEVERITY_OFF, NULL } };
    static const PmLevel older[] = { { "section/empty", PM_SEVERITY_ERROR, "in-review" } };
    static const PmPathLevels paths[] = { { "postmortems/20*", old, 1 },
                                          { "postmortems/2019/?.md", older, 1 },
                                          { "*.mdx", older, 1 } };
    PmConfig config = *self.config;
    config.levels = general;
    config.level_count = G_N_ELEMENTS(general);
    config.paths = paths;
    config.path_count = G_N_ELEMENTS(paths);
    g_autoptr(PmChecker) checker = fixture_checker(&config);
    static const struct {
        const char *path;
        PmStatus as;
        PmSeverity level;
    } rows[] = {
        { "postmortems/x.md", PM_STATUS_IN_REVIEW, PM_SEVERITY_WARNING },
        { "postmortems/2018/a/x.md", PM_STATUS_IN_REVIEW, PM_SEVERITY_OFF }, /* '*' takes '/' */
        { "a/postmortems/2018/x.md", PM_STATUS_IN_REVIEW, PM_SEVERITY_WARNING },
        { "postmortems/2019/x.md", PM_STATUS_IN_REVIEW, PM_SEVERITY_ERROR }, /* the later row */
        { "postmortems/2019/x.md", PM_STATUS_REVIEWED, PM_SEVERITY_OFF },
        { "postmortems/2019/결.md", PM_STATUS_IN_REVIEW, PM_SEVERITY_ERROR },
        { "postmortems/2019/\xf0\x9f", PM_STATUS_IN_REVIEW, PM_SEVERITY_OFF },
        { "postmortems/x.md", PM_STATUS_REVIEWED, PM_SEVERITY_WARNING }, /* nothing sticks */
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("row %zu", i);
        g_assert_cmpint(level_at(&self, checker, rows[i].path, untold, "section/empty", rows[i].as),
                        ==, rows[i].level);
    }
}

static void *
check_many_paths(void *data)
{
    const PmChecker *checker = data;
    for (size_t i = 0; i < 200; i++) {
        g_autoptr(PmArena) arena = pm_arena_new();
        const char *path = pm_arena_printf(arena, "%zu.md", i);
        PmDiagnostics *found = pm_diagnostics_new(arena);
        pm_check_source(checker, arena, pm_source_new(arena, path, untold, strlen(untold)), "x",
                        PM_DOCUMENT_WHOLE, PM_STATUS_DRAFT, NULL, found);
        bool even = i % 2 == 0;
        g_assert_cmpint(find(found, "section/empty") == NULL, ==, even);
    }
    return NULL;
}

/* Threads share a checker; which of them comes first to a set of rows makes no difference. */
static void
threads_ask_for_levels_at_once(void)
{
    g_auto(Room) self = room();
    static const PmLevel off[] = { { "section", PM_SEVERITY_OFF, NULL } };
    static const PmPathLevels paths[] = {
        { "*0.md", off, 1 }, { "*2.md", off, 1 },  { "*4.md", off, 1 },   { "*6.md", off, 1 },
        { "*8.md", off, 1 }, { "1*.md", NULL, 0 }, { "*1?.md", NULL, 0 },
    };
    PmConfig config = *self.config;
    config.paths = paths;
    config.path_count = G_N_ELEMENTS(paths);
    g_autoptr(PmChecker) checker = fixture_checker(&config);
    GThread *threads[4];
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        threads[i] = g_thread_new("check", check_many_paths, checker);
    for (size_t i = 0; i < G_N_ELEMENTS(threads); i++)
        g_thread_join(threads[i]);
}

void test_check_levels(void);

void
test_check_levels(void)
{
    g_test_add_func("/check/levels/levels may hang on the status", levels_may_hang_on_the_status);
    g_test_add_func("/check/levels/what the config takes from a gate is not said to be needed",
                    what_the_config_takes_from_a_gate_is_not_said_to_be_needed);
    g_test_add_func("/check/levels/levels may hang on the path", levels_may_hang_on_the_path);
    g_test_add_func("/check/levels/threads ask for levels at once", threads_ask_for_levels_at_once);
}
