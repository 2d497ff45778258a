/* SPDX-License-Identifier: Apache-2.0 */
/* The oracle is `git config --get`. */
#include "git/configuration.h"

#include "git/config_overlay.h"
#include "scratch.h"

/* What git itself puts into GIT_CONFIG_PARAMETERS for these options. */
static char *
parameters_of(const Scratch *scratch, const char *first, const char *second)
{
    return git(scratch, "-c", first, "-c", second, "-c",
               "alias.shown=!printenv GIT_CONFIG_PARAMETERS", "shown");
}

static PmConfigOverlay *
overlay_of(const char *name, const char *value, GError **error)
{
    g_auto(GStrv) environment = g_environ_setenv(NULL, name, value, TRUE);

    return pm_config_overlay_new(environment, error);
}

static void
command_line(void)
{
    static const char *const values[] = { "plain",  "",          "it's \"quoted\" it's",
                                          "a=b=c",  "!'\\'!",    "line\nbreak",
                                          "한국어", "  spaces  " };
    g_auto(Scratch) scratch = scratch_new();

    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        g_autofree char *option = g_strconcat("PM.Sub.Section.Key=", values[i], NULL);
        g_autofree char *parameters = parameters_of(&scratch, option, "pm.flag");
        g_autoptr(GError) error = NULL;
        g_autoptr(PmConfigOverlay) overlay =
            overlay_of("GIT_CONFIG_PARAMETERS", parameters, &error);
        const char *value = NULL;

        g_assert_no_error(error);
        g_assert_true(pm_config_overlay_get(overlay, "pm.Sub.Section.key", &value));
        g_assert_cmpstr(value, ==, values[i]);
        g_assert_false(pm_config_overlay_get(overlay, "pm.sub.section.key", &value));
        g_assert_true(pm_config_overlay_get(overlay, "PM.Flag", &value));
        g_assert_null(value);
    }
}

/* As git before 2.31 wrote it. */
static void
old_quoting(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PmConfigOverlay) overlay =
        overlay_of("GIT_CONFIG_PARAMETERS", "'user.name=it'\\''s = me' 'a.b'  'c.d='", &error);
    const char *value = NULL;

    g_assert_no_error(error);
    g_assert_true(pm_config_overlay_get(overlay, "user.name", &value));
    g_assert_cmpstr(value, ==, "it's = me");
    g_assert_true(pm_config_overlay_get(overlay, "a.b", &value));
    g_assert_null(value);
    g_assert_true(pm_config_overlay_get(overlay, "c.d", &value));
    g_assert_cmpstr(value, ==, "");
}

static void
malformed(void)
{
    static const char *const texts[] = { "'a.b",       "a.b",      "'a.b'x",    "'ab'='c'",
                                         "'a.b'='c'd", "'a.b'='c", "'=x'",      "'.a=b'",
                                         "'a.=b'",     "'a.1=b'",  "'a b.c=d'", "'a.b'=c" };
    g_auto(Scratch) scratch = scratch_new();

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(overlay_of("GIT_CONFIG_PARAMETERS", texts[i], &error));
        assert_refused(error, PM_ERROR_USAGE, "bogus");
        g_setenv("GIT_CONFIG_PARAMETERS", texts[i], TRUE);
        int code =
            git_code(&scratch, (const char *const[]){ "git", "config", "--get", "x.y", NULL });
        g_unsetenv("GIT_CONFIG_PARAMETERS");
        g_assert_cmpint(WEXITSTATUS(code), ==, 128);
    }
    for (int i = 0; i < 4; i++) {
        const char *const counts[] = { "x", "-1", "1", "99999999999999999999" };
        g_autoptr(GError) error = NULL;
        g_assert_null(overlay_of("GIT_CONFIG_COUNT", counts[i], &error));
        g_assert_error(error, PM_ERROR, PM_ERROR_USAGE);
    }
}

/* Every key as git prints it and as we do. */
static void
compare_with_git(const Scratch *scratch)
{
    static const char *const keys[] = { "pm.where", "pm.flag", "pm.Mixed.key", "pm.included",
                                        "pm.multi", "pm.none", "pm.global",    "pm.system" };
    g_autoptr(PmRepository) repository = scratch_open(scratch);

    for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
        const char *const arguments[] = { "git", "config", "--get", keys[i], NULL };
        g_autofree char *ours = pm_repository_config(repository, keys[i]);
        int code = 0;
        g_bytes_unref(scratch_run_full(scratch->path, arguments, &code));
        g_autofree char *theirs = code ? NULL : git_output(scratch->path, arguments);
        if (strcmp(keys[i], "pm.flag") == 0)
            g_assert_cmpstr(ours, ==, theirs ? "true" : NULL);
        else
            g_assert_cmpstr(ours, ==, theirs);
    }
}

static void
precedence(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *global = g_build_filename(scratch.folder, "global", NULL);
    g_autofree char *system = g_build_filename(scratch.folder, "system", NULL);
    g_autofree char *included = scratch_path(&scratch, ".git/more");

    g_file_set_contents(global, "[pm]\nwhere=global\nglobal=yes\n[include]\npath=other\n", -1,
                        NULL);
    g_file_set_contents(system, "[pm]\nwhere=system\nsystem=yes\nmulti=s\n", -1, NULL);
    g_file_set_contents(included, "[pm]\nincluded=yes\n", -1, NULL);
    compare_with_git(&scratch);
    g_setenv("GIT_CONFIG_SYSTEM", system, TRUE);
    g_setenv("GIT_CONFIG_NOSYSTEM", "0", TRUE);
    compare_with_git(&scratch);
    g_setenv("GIT_CONFIG_GLOBAL", global, TRUE);
    compare_with_git(&scratch);
    g_setenv("GIT_CONFIG_NOSYSTEM", "true", TRUE);
    compare_with_git(&scratch);
    git_do(&scratch, "config", "pm.where", "local");
    git_do(&scratch, "config", "pm.Mixed.key", "한국어 \"x\" #;");
    git_do(&scratch, "config", "--add", "pm.multi", "one");
    git_do(&scratch, "config", "--add", "pm.multi", "two");
    git_do(&scratch, "config", "include.path", "more");
    compare_with_git(&scratch);
    git_do(&scratch, "config", "extensions.worktreeConfig", "true");
    git_do(&scratch, "config", "--worktree", "pm.where", "worktree");
    compare_with_git(&scratch);
    g_setenv("GIT_CONFIG_COUNT", "1", TRUE);
    g_setenv("GIT_CONFIG_KEY_0", "pm.where", TRUE);
    g_setenv("GIT_CONFIG_VALUE_0", "counted", TRUE);
    compare_with_git(&scratch);
    g_setenv("GIT_CONFIG_PARAMETERS", "'pm.where'='command' 'pm.flag'=", TRUE);
    compare_with_git(&scratch);
    g_unsetenv("GIT_CONFIG_PARAMETERS");
    g_unsetenv("GIT_CONFIG_COUNT");
    g_unsetenv("GIT_CONFIG_SYSTEM");
    g_setenv("GIT_CONFIG_GLOBAL", "/dev/null", TRUE);
    g_setenv("GIT_CONFIG_NOSYSTEM", "1", TRUE);
}

static void
trusted(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *global = g_build_filename(scratch.folder, "global", NULL);

    g_file_set_contents(global, "[pm]\nglobal=yes\n", -1, NULL);
    git_do(&scratch, "config", "pm.local", "evil");
    git_do(&scratch, "config", "pm.global", "evil");
    g_setenv("GIT_CONFIG_GLOBAL", global, TRUE);
    g_setenv("GIT_CONFIG_PARAMETERS", "'pm.command'='yes'", TRUE);
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autofree char *local = pm_repository_config_trusted(repository, "pm.local");
    g_autofree char *user = pm_repository_config_trusted(repository, "pm.global");
    g_autofree char *command = pm_repository_config_trusted(repository, "pm.command");

    g_assert_null(local);
    g_assert_cmpstr(user, ==, "yes");
    g_assert_cmpstr(command, ==, "yes");
    g_unsetenv("GIT_CONFIG_PARAMETERS");
    g_setenv("GIT_CONFIG_GLOBAL", "/dev/null", TRUE);
}

static void
truth(void)
{
    static const char *const values[] = { "true", "yes", "on", "1", "false", "no", "off", "0", "" };
    g_auto(Scratch) scratch = scratch_new();

    for (size_t i = 0; i < G_N_ELEMENTS(values); i++) {
        git_do(&scratch, "config", "pm.bool", values[i]);
        g_autoptr(PmRepository) repository = scratch_open(&scratch);
        g_autofree char *expected = git(&scratch, "config", "--bool", "pm.bool");
        g_assert_cmpint(pm_repository_config_bool(repository, "pm.bool", *expected == 'f'), ==,
                        *expected == 't');
    }
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_assert_true(pm_repository_config_bool(repository, "pm.unset", true));
    g_assert_false(pm_repository_config_bool(repository, "pm.unset", false));
}

void test_git_configuration(void);

void
test_git_configuration(void)
{
    g_test_add_func("/git/configuration/git -c is read as git writes it", command_line);
    g_test_add_func("/git/configuration/the old quoting is read too", old_quoting);
    g_test_add_func("/git/configuration/what is malformed is refused as git does", malformed);
    g_test_add_func("/git/configuration/the order of precedence is git's", precedence);
    g_test_add_func("/git/configuration/trusted values never come from the repository", trusted);
    g_test_add_func("/git/configuration/truth is told as git tells it", truth);
}
