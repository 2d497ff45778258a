/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any file as a sign-off, and any text as a comment. What is read prints to the same bytes, and
 * nothing behind the statement changes it; what is made of any text can be said.
 */
#include "ledger/signoff.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void
read_file(const char *bytes, size_t size)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GError) error = NULL;
    PmSignoff signoff;
    if (!pm_signoff_parse(arena, bytes, size, &signoff, &error)) {
        g_assert_nonnull(error);
        return;
    }
    g_autofree char *again = pm_statement_format(&signoff.statement, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(strlen(again), ==, signoff.text_length);
    g_assert_true(memcmp(again, bytes, signoff.text_length) == 0);
    g_assert_true((signoff.signature == NULL) == (signoff.text_length == size));
}

static void
make_comment(const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *comment = pm_signoff_comment(text);
    const char *digest = "1111111111111111111111111111111111111111111111111111111111111111";
    const PmStatement statement = { .ledger = "5f0c1c1e-6f0b-4f5e-9a53-0d5c3ad1b2aa",
                                    .document = "x",
                                    .content = digest,
                                    .policy = digest,
                                    .verdict = PM_SIGN_APPROVE,
                                    .role = "reviewer",
                                    .reviewer = "erin@example.org",
                                    .time = "2026-01-20T09:14:02Z",
                                    .comment = comment };
    g_autofree char *made = pm_statement_format(&statement, &error);
    g_assert_no_error(error);
    read_file(made, strlen(made));
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    read_file(size > 0 ? (const char *)data : "", size);
    make_comment(text);
    return 0;
}
