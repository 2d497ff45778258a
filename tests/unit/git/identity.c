/* SPDX-License-Identifier: Apache-2.0 */
/* The oracle is `git var GIT_AUTHOR_IDENT`. */
#include "git/date.h"

#include "scratch.h"

static const char *const variables[] = { "GIT_AUTHOR_NAME",    "GIT_AUTHOR_EMAIL",
                                         "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL",
                                         "GIT_AUTHOR_DATE",    "EMAIL" };

/* Without any identity in the environment; put back by restore(). */
static char **
forget(void)
{
    char **kept = g_new0(char *, G_N_ELEMENTS(variables) + 1);

    scratch_environment();
    for (size_t i = 0; i < G_N_ELEMENTS(variables); i++) {
        kept[i] = g_strdup(g_getenv(variables[i]));
        g_unsetenv(variables[i]);
    }
    return kept;
}

static void
restore(char **kept)
{
    for (size_t i = 0; i < G_N_ELEMENTS(variables); i++) {
        if (kept[i])
            g_setenv(variables[i], kept[i], TRUE);
        else
            g_unsetenv(variables[i]);
        g_free(kept[i]);
    }
    g_free(kept);
}

static char *
ours(const Scratch *scratch, PmIdentityRole role)
{
    g_autoptr(PmRepository) repository = scratch_open(scratch);
    g_autoptr(GError) error = NULL;
    g_auto(PmIdentity) identity = { 0 };

    if (!pm_repository_identity(repository, role, &identity, &error)) {
        g_assert_error(error, PM_ERROR, PM_ERROR_STATE);
        g_assert_nonnull(strchr(error->message, '\n'));
        return NULL;
    }
    int minutes = ABS(identity.offset_minutes);
    return g_strdup_printf("%s <%s> %" G_GINT64_FORMAT " %c%02d%02d", identity.name, identity.email,
                           (gint64)identity.time, identity.offset_minutes < 0 ? '-' : '+',
                           minutes / 60, minutes % 60);
}

static void
compare_with_git(const Scratch *scratch)
{
    g_autofree char *author = ours(scratch, PM_IDENTITY_AUTHOR);
    g_autofree char *committer = ours(scratch, PM_IDENTITY_COMMITTER);
    g_autofree char *git_author = git(scratch, "var", "GIT_AUTHOR_IDENT");
    g_autofree char *git_committer = git(scratch, "var", "GIT_COMMITTER_IDENT");

    g_assert_cmpstr(author, ==, git_author);
    /* the moment may be a second later */
    *strrchr(committer, '>') = '\0';
    *strrchr(git_committer, '>') = '\0';
    g_assert_cmpstr(committer, ==, git_committer);
}

static void
sources(void)
{
    g_auto(Scratch) scratch = scratch_new();
    char **kept = forget();

    g_setenv("GIT_AUTHOR_DATE", "@1700000000 +0900", TRUE);
    git_do(&scratch, "config", "user.name", "홍길동");
    git_do(&scratch, "config", "user.email", "hong@example.org");
    compare_with_git(&scratch);
    git_do(&scratch, "config", "author.name", " Crud, \"A.\" ; ");
    git_do(&scratch, "config", "committer.email", ".c@example.org.");
    compare_with_git(&scratch);
    g_setenv("GIT_AUTHOR_EMAIL", "env@example.org", TRUE);
    g_setenv("GIT_COMMITTER_NAME", "Env", TRUE);
    compare_with_git(&scratch);
    g_setenv("GIT_AUTHOR_NAME", "", TRUE);
    g_autofree char *empty = ours(&scratch, PM_IDENTITY_AUTHOR);
    g_assert_null(empty);
    restore(kept);
}

static void
missing(void)
{
    g_auto(Scratch) scratch = scratch_new();
    char **kept = forget();
    g_autofree char *nobody = ours(&scratch, PM_IDENTITY_AUTHOR);
    g_assert_null(nobody);

    git_do(&scratch, "config", "user.name", "Dana");
    g_setenv("EMAIL", "dana@example.org", TRUE);
    g_setenv("GIT_AUTHOR_DATE", "1700000000 -0130", TRUE);
    compare_with_git(&scratch);
    git_do(&scratch, "config", "user.useConfigOnly", "true");
    g_autofree char *guessed = ours(&scratch, PM_IDENTITY_AUTHOR);
    g_assert_null(guessed);
    g_assert_cmpint(
        git_code(&scratch, (const char *const[]){ "git", "var", "GIT_AUTHOR_IDENT", NULL }), !=, 0);
    restore(kept);
}

static void
forged(void)
{
    static const char *const names[] = {
        "A\ncommitter B <b@x> 0 +0000", "A <a@x>", "a>b", "A\x1b", "\xff", "...", "A\xc2\x85"
    };
    g_auto(Scratch) scratch = scratch_new();
    char **kept = forget();

    g_setenv("GIT_AUTHOR_EMAIL", "a@example.org", TRUE);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_setenv("GIT_AUTHOR_NAME", names[i], TRUE);
        g_autoptr(PmRepository) repository = scratch_open(&scratch);
        g_autoptr(GError) error = NULL;
        g_auto(PmIdentity) identity = { 0 };
        g_assert_false(pm_repository_identity(repository, PM_IDENTITY_AUTHOR, &identity, &error));
        g_assert_error(error, PM_ERROR, PM_ERROR_STATE);
        g_assert_null(identity.name);
    }
    restore(kept);
}

static void
dates(void)
{
    static const char *const texts[] = {
        "@1700000000 +0900",
        "@0 +0000",
        "1700000000 -0330",
        "1700000000",
        "@1700000000",
        "Thu, 07 Apr 2005 22:13:13 +0200",
        "Thu, 7 Apr 2005 22:13:13 -0000",
        "7 Apr 2005 22:13:13 +0200",
        "2005-04-07T22:13:13",
        "2005-04-07T22:13:13Z",
        "2005-04-07T22:13:13+09:00",
        "2005-04-07T22:13:13.019-04:00",
        "2005-04-07 22:13:13 +0530",
        "2005-04-07 22:13",
        "Thu Apr 7 22:13:13 2005 +0200",
    };
    g_auto(Scratch) scratch = scratch_new();

    for (int zone = 0; zone < 2; zone++) {
        g_setenv("TZ", zone ? "Asia/Seoul" : "UTC", TRUE);
        for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
            g_setenv("GIT_AUTHOR_DATE", texts[i], TRUE);
            compare_with_git(&scratch);
        }
    }
    g_setenv("TZ", "UTC", TRUE);
    g_unsetenv("GIT_AUTHOR_DATE");
}

static void
no_dates(void)
{
    static const char *const texts[] = { "yesterday-ish",
                                         "@",
                                         "@x",
                                         "@5",
                                         "12",
                                         "2005-02-30 10:00:00",
                                         "2005-04-07T25:00:00",
                                         "1700000000 +09000",
                                         "1700000000 0900",
                                         "@99999999999999999999 +0000",
                                         "2005-04-07 22:13:13 KST",
                                         "1960-01-01T00:00:00Z",
                                         "@-1" };

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        int64_t time = 7;
        int offset = 7;
        if (pm_date_parse(texts[i], &time, &offset))
            g_error("'%s' was taken for a date", texts[i]);
    }
}

void test_git_identity(void);

void
test_git_identity(void)
{
    g_test_add_func("/git/identity/it comes from where git takes it", sources);
    g_test_add_func("/git/identity/none is made up", missing);
    g_test_add_func("/git/identity/a forged header line is refused", forged);
    g_test_add_func("/git/identity/dates are read as git reads them", dates);
    g_test_add_func("/git/identity/what is no date is none", no_dates);
}
