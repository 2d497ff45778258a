/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any file as a sign-off, and any text as a comment. What is read prints to the same bytes, and
 * nothing behind the statement changes it; what is made of any text can be said.
 */
#include "ledger/proxy.h"

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
    if (made == NULL) { /* it begins as the word of somebody else does */
        g_assert_true(pm_proxy_is_said(comment));
        return;
    }
    g_assert_no_error(error);
    read_file(made, strlen(made));
}

/* What is read as the word of somebody prints to the same text, and resembles one. */
static void
read_proxy(const char *comment)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmProxy proxy;
    bool resembles = pm_proxy_resembles(comment);
    g_assert_true(resembles || !pm_proxy_is_said(comment));
    if (!pm_proxy_parse(arena, comment, &proxy))
        return;
    g_autofree char *again = pm_proxy_format(&proxy, NULL);
    g_assert_cmpstr(again, ==, comment);
    g_assert_true(pm_proxy_is_path(proxy.proof));
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    read_file(size > 0 ? (const char *)data : "", size);
    make_comment(text);
    read_proxy(text);
    return 0;
}
