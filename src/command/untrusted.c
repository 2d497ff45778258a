/* SPDX-License-Identifier: Apache-2.0 */
#include "command/untrusted.h"

#include "git/special_file.h"
#include "signature/program.h"

#include <string.h>

/* For the largest history that is audited like this; a clone that hangs has an end. */
#define PATIENCE 3600

/*
 * All that git reads of configuration beside the repository's own. The copy is ours, and whoever
 * owns the other one, git may read it: that it is not trusted is why it is copied.
 */
static const char configuration[] = "[safe]\n\tdirectory = *\n"
                                    "[transfer]\n\tfsckObjects = true\n"
                                    "[fetch]\n\tfsckObjects = true\n"
                                    "[core]\n\thooksPath = /dev/null\n\tfsmonitor = false\n"
                                    "[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n";

/* What speaks of another repository, as `git rev-parse --local-env-vars` lists it. */
static void
forget_environment(void)
{
    static const char *const names[] = {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_PARAMETERS",
        "GIT_DIR",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    };

    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        g_unsetenv(names[i]);
}

/* What git says of it: what is wrong with an object, or else why it gave up. */
static const char *
complaint(PmContext *context, const char *messages)
{
    static const char *const marks[] = { "error: ", "fatal: " };
    g_auto(GStrv) lines = g_strsplit(messages, "\n", -1);

    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
        for (char **line = lines; *line != NULL; line++)
            if (g_str_has_prefix(*line, marks[i]))
                return pm_arena_strdup(context->arena, *line + strlen(marks[i]));
    return *lines != NULL ? pm_arena_strdup(context->arena, *lines) : "it says nothing";
}

/* The environment has what is listed here and nothing else, so nothing in it names a program. */
static bool
take_copy(PmContext *context, const char *folder, const PmScratch *copy, const char *into,
          GError **error)
{
    const char *home = pm_scratch_path(copy);
    const char *path = g_getenv("PATH");
    const char *const argv[] = {
        "env",
        "-i",
        "-C",
        home,
        pm_arena_printf(context->arena, "PATH=%s", path != NULL ? path : "/usr/bin:/bin"),
        pm_arena_printf(context->arena, "HOME=%s", home),
        pm_arena_printf(context->arena, "GIT_CONFIG_GLOBAL=%s/gitconfig", home),
        "GIT_CONFIG_NOSYSTEM=1",
        "GIT_ATTR_NOSYSTEM=1",
        "GIT_TERMINAL_PROMPT=0",
        "GIT_NO_LAZY_FETCH=1",
        "GIT_NO_REPLACE_OBJECTS=1",
        "GIT_ALLOW_PROTOCOL=file",
        "LC_ALL=C",
        "git",
        "clone",
        "--quiet",
        "--mirror",
        "--no-local",
        "--template=",
        "--",
        folder, /* absolute: neither an option nor a URL */
        into,
        NULL,
    };
    const PmProgram program = { .argv = argv, .seconds = PATIENCE };
    g_auto(PmProgramResult) result = { 0 };

    if (!pm_program_run(&program, &result, error))
        return false;
    if (result.status == 0)
        return true;
    pm_error_set(error, PM_ERROR_UNTRUSTED,
                 "nothing of it was judged; git fsck in it says more, where that is safe",
                 "git refuses to copy '%s': %s", folder, complaint(context, result.messages->str));
    return false;
}

bool
pm_untrusted_open(PmContext *context, const char *folder, PmScratch **out_copy, GError **error)
{
    if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
        pm_error_set(error, PM_ERROR_NOT_FOUND,
                     "--untrusted wants the folder of a repository on this machine",
                     "'%s' is no folder", folder);
        return false;
    }
    g_autofree char *absolute = g_canonicalize_filename(folder, NULL);
    if (!pm_special_file_check_all(absolute, error))
        return false;
    g_autoptr(PmScratch) copy = pm_scratch_new(error);
    if (copy == NULL ||
        pm_scratch_write(copy, "gitconfig", configuration, strlen(configuration), error) == NULL)
        return false;
    g_autofree char *into = g_build_filename(pm_scratch_path(copy), "copy.git", NULL);
    if (!take_copy(context, absolute, copy, into, error))
        return false;
    forget_environment();
    context->repository = pm_repository_open(into, error);
    if (context->repository == NULL)
        return false;
    *out_copy = g_steal_pointer(&copy);
    return true;
}
