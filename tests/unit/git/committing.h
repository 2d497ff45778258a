/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A change of one path, committed into a scratch repository.
 */
#pragma once

#include "git/commit.h"

#include "scratch.h"

/* What a test commits, and what it wants to happen while the commit is made. */
typedef struct {
    const char *path;
    const char *text;     /* NULL: delete */
    const char *expected; /* NULL: the file is new */
    const char *message;  /* NULL: "change" */
    void (*meanwhile)(const Scratch *scratch, unsigned attempt);
    const Scratch *scratch;
    unsigned attempts;
    PmChange change;
} Edit;

static inline GBytes *
bytes_of(const char *text)
{
    return text ? g_bytes_new(text, strlen(text)) : NULL;
}

static inline void
edit_clear(Edit *edit)
{
    g_clear_pointer(&edit->change.bytes, g_bytes_unref);
    g_clear_pointer(&edit->change.expected, g_bytes_unref);
}

static inline bool
edit_prepare(PmCommitAttempt *attempt, void *data, GError **error)
{
    Edit *edit = data;

    (void)error;
    edit_clear(edit);
    edit->change = (PmChange){ .path = edit->path,
                               .bytes = bytes_of(edit->text),
                               .expected = bytes_of(edit->expected) };
    if (edit->meanwhile)
        edit->meanwhile(edit->scratch, edit->attempts);
    edit->attempts++;
    attempt->changes = &edit->change;
    attempt->change_count = 1;
    attempt->message = edit->message ? edit->message : "change\n";
    return true;
}

static inline bool
edit_commit_in(const char *directory, Edit *edit, PmCommitPlan plan, PmCommitResult *out_result,
               GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(PmRepository) repository = pm_repository_open(directory, &cause);
    PmCommitResult result = { .ref = "" };

    g_assert_no_error(cause);
    plan.prepare = edit_prepare;
    plan.data = edit;
    bool fine = pm_git_commit(repository, &plan, out_result ? out_result : &result, error);
    edit_clear(edit);
    return fine;
}

static inline void
edit_commit(const Scratch *scratch, Edit *edit, PmCommitPlan plan, PmCommitResult *out_result)
{
    g_autoptr(GError) error = NULL;

    edit->scratch = scratch;
    edit_commit_in(scratch->path, edit, plan, out_result, &error);
    g_assert_no_error(error);
}

/* It must be refused so, and change nothing that git can see. */
static inline void
edit_refused(const Scratch *scratch, Edit *edit, PmCommitPlan plan, PmErrorCode code,
             const char *words)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *refs = git(scratch, "for-each-ref");
    g_autofree char *status = git(scratch, "status", "--porcelain", "-uall");

    edit->scratch = scratch;
    g_assert_false(edit_commit_in(scratch->path, edit, plan, NULL, &error));
    assert_refused(error, code, words);
    g_autofree char *refs_after = git(scratch, "for-each-ref");
    g_autofree char *status_after = git(scratch, "status", "--porcelain", "-uall");
    g_assert_cmpstr(refs, ==, refs_after);
    g_assert_cmpstr(status, ==, status_after);
}

static inline void
assert_output(const char *actual, const char *expected)
{
    g_assert_cmpstr(actual, ==, expected);
    g_free((char *)actual);
}
#define assert_git(scratch, expected, ...) assert_output(git(scratch, __VA_ARGS__), expected)

static inline void
assert_file(const Scratch *scratch, const char *path, const char *expected)
{
    g_autofree char *full = scratch_path(scratch, path);
    g_autofree char *text = NULL;

    g_file_get_contents(full, &text, NULL, NULL);
    g_assert_cmpstr(text, ==, expected);
}

/* git finds nothing wrong, and nothing of ours is left but the lock that lives on. */
static inline void
assert_sound(const Scratch *scratch)
{
    g_autofree char *folder = scratch_path(scratch, ".git/postmortem");
    g_autoptr(GDir) left = g_dir_open(folder, 0, NULL);
    g_autofree char *lock = scratch_path(scratch, ".git/index.lock");

    assert_git(scratch, "", "fsck", "--strict", "--no-dangling");
    g_assert_false(g_file_test(lock, G_FILE_TEST_EXISTS));
    for (const char *name = NULL; left && (name = g_dir_read_name(left));)
        g_assert_cmpstr(name, ==, "lock");
}
