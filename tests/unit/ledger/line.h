/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A scratch repository read as a ledger's line: its steps, and who wrote what.
 */
#pragma once

#include "ledger/authors.h"

#include "../git/scratch.h"

/* Commit what is there as somebody. */
static inline void
commit_as(const Scratch *scratch, const char *person, const char *message)
{
    g_autofree char *author = g_strdup_printf("%s <%s@example.org>", person, person);
    git_do(scratch, "add", "-A");
    git_do(scratch, "commit", "-q", "--allow-empty", "--author", author, "-m", message);
}

/* Merge one or two branches as somebody, by git itself. */
static inline void
merge_as(const Scratch *scratch, const char *person, const char *branch, const char *another)
{
    const char *const merge[] = { "git",   "merge", "-q",    "--no-ff", "-m",
                                  "merge", branch,  another, NULL };
    g_assert_cmpint(git_code(scratch, merge), ==, 0);
    g_autofree char *author = g_strdup_printf("%s <%s@example.org>", person, person);
    git_do(scratch, "commit", "-q", "--amend", "--no-edit", "--author", author);
}

typedef struct {
    PmRepository *repository;
    PmSteps *steps;
    PmAuthors *authors;
} Line;

static inline void
line_clear(Line *line)
{
    pm_authors_free(line->authors);
    pm_steps_close(line->steps);
    pm_repository_close(line->repository);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Line, line_clear)

static inline Line
line_of(const Scratch *scratch)
{
    g_autoptr(GError) error = NULL;
    Line line = { .repository = scratch_open(scratch) };
    PmOid tip = scratch_oid(scratch, "HEAD");
    line.steps = pm_steps_open(line.repository, &tip, NULL, &error);
    g_assert_no_error(error);
    line.authors = pm_authors_new(line.repository, &tip, line.steps, "postmortems/", &error);
    g_assert_no_error(error);
    return line;
}
