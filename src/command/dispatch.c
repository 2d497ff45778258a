/* SPDX-License-Identifier: Apache-2.0 */
#include "command/dispatch.h"

#include "base/text.h"
#include "command/configuration.h"
#include "command/help.h"
#include "command/options.h"
#include "command/terminal.h"
#include "git/commit.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* What people try, and what does it here. A verb of the same name is found before. */
static const struct {
    const char *word, *hint;
} done_by[] = {
    { "revert", "git postmortem undo takes back your last event, or that of a document" },
};

static const char *
what_does(const char *word)
{
    for (size_t i = 0; i < G_N_ELEMENTS(done_by); i++)
        if (g_str_equal(done_by[i].word, word))
            return done_by[i].hint;
    return NULL;
}

const PmCommand *
pm_dispatch_find(const PmCommand *const *verbs, const char *path, const char *name, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (size_t i = 0; verbs[i] != NULL; i++) {
        if (g_str_equal(verbs[i]->name, name))
            return verbs[i];
        g_ptr_array_add(names, (void *)verbs[i]->name);
    }
    g_ptr_array_add(names, NULL);
    const char *closest = pm_text_closest(name, (const char *const *)names->pdata);
    g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
    const char *other = *path == '\0' ? what_does(name) : NULL;
    g_autofree char *hint = other != NULL     ? g_strdup(other)
                            : closest != NULL ? g_strdup_printf("did you mean '%s'?", closest)
                            : *path == '\0'   ? g_strdup("'git postmortem help' lists the verbs")
                                              : g_strdup_printf("its verbs: %s", all);
    pm_error_set(error, PM_ERROR_USAGE, hint, "'%s' is no verb of git postmortem%s%s", name,
                 *path != '\0' ? " " : "", path);
    return NULL;
}

/* What documents are read from, and the config there. */
static bool
load_config(PmContext *context, PmCommandNeeds needs, GError **error)
{
    g_autoptr(GError) found = NULL;
    PmOid head;
    if (!pm_repository_is_bare(context->repository))
        context->content = pm_content_worktree(context->repository, &found);
    else if (pm_repository_resolve(context->repository, "HEAD", &head, &found))
        context->content = pm_content_commit(context->repository, &head, &found);
    const PmConfig *config =
        context->content == NULL ? NULL : pm_configuration_read(context, context->content, &found);
    if (config != NULL)
        context->config = config;
    bool missing = g_error_matches(found, PM_ERROR, PM_ERROR_NOT_FOUND);
    bool broken = config == NULL && g_error_matches(found, PM_ERROR, PM_ERROR_FAILED);
    if (config != NULL || (missing && !(needs & PM_COMMAND_NEEDS_LEDGER)) ||
        (broken && (needs & PM_COMMAND_JUDGES_CONFIG)))
        return true;
    if (missing)
        pm_error_set(error, PM_ERROR_NOT_FOUND, "git postmortem init",
                     "this repository has no " PM_CONFIG_PATH " yet");
    else
        g_propagate_error(error, g_steal_pointer(&found));
    return false;
}

/*
 * What a killed run left may be taken back: so before anything is read that an edit is made from,
 * also one that is only shown.
 */
static bool
settle(PmContext *context, const PmCommand *command, GError **error)
{
    bool recovered = false;
    if (!(command->needs & PM_COMMAND_WRITES))
        return true;
    if (!pm_git_recover(context->repository, &recovered, error))
        return false;
    if (recovered && !context->quiet)
        fputs("settled first what an interrupted command had left\n", context->err);
    return true;
}

static bool
looks_at_repository(const PmContext *context, const PmCommand *command, const void *values)
{
    bool alone = command->alone != NULL && command->alone(values) &&
                 (!context->terminal || (command->needs & PM_COMMAND_NEEDS_REPOSITORY) != 0);
    return (command->needs & PM_COMMAND_REPOSITORIES) != 0 && !alone;
}

static bool
provide(PmContext *context, const PmCommand *command, const void *values, GError **error)
{
    context->config = pm_config_defaults(context->arena);
    if (!looks_at_repository(context, command, values))
        return true;
    bool ledger = (command->needs & PM_COMMAND_NEEDS_LEDGER) != 0;
    bool needed = ledger || (command->needs & PM_COMMAND_NEEDS_REPOSITORY) != 0;
    g_autoptr(GError) found = NULL;
    context->repository = pm_repository_open(NULL, &found);
    if (context->repository == NULL) {
        if (!needed && g_error_matches(found, PM_ERROR, PM_ERROR_NOT_FOUND))
            return true;
        g_propagate_error(error, g_steal_pointer(&found));
        return false;
    }
    const char *workdir = pm_repository_workdir(context->repository);
    g_autofree char *here = g_get_current_dir();
    if (workdir != NULL && g_str_has_prefix(here, workdir))
        context->prefix = pm_arena_printf(context->arena, "%s/", here + strlen(workdir));
    return settle(context, command, error) && load_config(context, command->needs, error);
}

static int
exit_code(const GError *error)
{
    if (g_error_matches(error, PM_ERROR, PM_ERROR_USAGE))
        return PM_EXIT_USAGE;
    return g_error_matches(error, PM_ERROR, PM_ERROR_REFUSED) ? PM_EXIT_FINDINGS : PM_EXIT_FATAL;
}

static bool
check_count(const PmCommand *command, const char *path, char **arguments, GError **error)
{
    int count = (int)g_strv_length(arguments);
    if (count >= command->minimum && (command->maximum < 0 || count <= command->maximum))
        return true;
    g_autofree char *hint = pm_help_line(command, path);
    if (count < command->minimum)
        pm_error_set(error, PM_ERROR_USAGE, hint, "'%s' needs %s", path, command->arguments);
    else
        pm_error_set(error, PM_ERROR_USAGE, hint, "'%s' takes no '%s'", path,
                     arguments[command->maximum]);
    return false;
}

/* Colour and pager are for verbs that may look at the configuration: the others start at once. */
static int
run_prepared(PmContext *context, const PmCommand *command, const void *values, char **arguments,
             GError **error)
{
    if (looks_at_repository(context, command, values))
        pm_terminal_configure(context);
    if (command->needs & PM_COMMAND_PAGES)
        pm_terminal_begin_page(context);
    int code = command->run(context, values, arguments, error);
    pm_terminal_end_page(context);
    return code;
}

static int
run_command(PmContext *context, const PmCommand *command, const char *path, char ***arguments,
            GError **error)
{
    size_t size = MAX(command->options_size, sizeof(PmWriteOptions));
    g_autofree void *values = g_malloc0(size);
    int code = -1;
    if (pm_options_parse(command, arguments, values, &context->quiet, error) &&
        check_count(command, path, *arguments + 1, error) &&
        provide(context, command, values, error))
        code = run_prepared(context, command, values, *arguments + 1, error);
    pm_options_clear(command, values);
    return code;
}

static bool
wants_help(char **arguments)
{
    for (size_t i = 1; arguments[i] != NULL && !g_str_equal(arguments[i], "--"); i++)
        if (g_str_equal(arguments[i], "-h") || g_str_equal(arguments[i], "--help"))
            return true;
    return false;
}

/* Walk from the verb to its sub-verb; `*arguments` then begins with the last of them. */
static const PmCommand *
find_command(char ***arguments, GString *path, GError **error)
{
    const PmCommand *const *verbs = pm_commands;
    const PmCommand *command = NULL;
    for (;;) {
        command = pm_dispatch_find(verbs, path->str, (*arguments)[0], error);
        if (command == NULL)
            return NULL;
        g_string_append_printf(path, "%s%s", path->len > 0 ? " " : "", command->name);
        const char *next = (*arguments)[1];
        if (command->verbs == NULL || next == NULL || next[0] == '-')
            return command;
        verbs = command->verbs;
        (*arguments)++;
    }
}

static int
run_verb(PmContext *context, char **words, GError **error)
{
    g_autoptr(GString) path = g_string_new(NULL);
    const PmCommand *command = find_command(&words, path, error);
    if (command == NULL)
        return -1;
    if (wants_help(words)) {
        pm_help_usage(context->out, command, path->str, context->columns);
        return PM_EXIT_OK;
    }
    if (command->run == NULL && words[1] != NULL) {
        pm_error_set(error, PM_ERROR_USAGE, "-h shows its verbs", "'%s' needs a verb before '%s'",
                     path->str, words[1]);
        return -1;
    }
    if (command->run == NULL) {
        pm_help_usage(context->err, command, path->str, context->columns);
        return PM_EXIT_USAGE;
    }
    g_auto(GStrv) arguments = g_strdupv(words);
    return run_command(context, command, path->str, &arguments, error);
}

static bool
change_directory(const char *directory, GError **error)
{
    if (directory == NULL) {
        pm_error_set(error, PM_ERROR_USAGE, "git postmortem -C <dir> <verb> …",
                     "'-C' wants a folder");
        return false;
    }
    if (*directory == '\0' || chdir(directory) == 0) /* "" changes nothing, as in git */
        return true;
    pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot change to '%s': %s", directory,
                 g_strerror(errno));
    return false;
}

/* Options before the verb: true when `*words` is at the verb (or the end). */
static bool
take_globals(PmContext *context, char ***words, GError **error)
{
    static const char *const names[] = { "--quiet", "--help", "--version", NULL };
    for (char **word = *words; *word != NULL && **word == '-'; word = *words) {
        *words = word + 1;
        if (g_str_equal(*word, "-q") || g_str_equal(*word, "--quiet")) {
            context->quiet = true;
        } else if (g_str_equal(*word, "-C")) {
            if (!change_directory(word[1], error))
                return false;
            *words = word + 2;
        } else if (g_str_equal(*word, "-h") || g_str_equal(*word, "--help") ||
                   g_str_equal(*word, "--version")) {
            *word = (char *)(g_str_equal(*word, "--version") ? "version" : "help");
            *words = word;
            return true;
        } else {
            const char *closest = pm_text_closest(*word, names);
            g_autofree char *hint =
                closest != NULL ? g_strdup_printf("did you mean '%s'?", closest)
                                : g_strdup("options of a verb stand behind it: "
                                           "git postmortem [-C <dir>] [-q] <verb> [options] …");
            pm_error_set(error, PM_ERROR_USAGE, hint, "there is no option '%s' before the verb",
                         *word);
            return false;
        }
    }
    return true;
}

int
pm_dispatch_main(int argc, char **argv)
{
    (void)argc;
    g_autoptr(PmArena) arena = pm_arena_new();
    PmContext context = {
        .arena = arena,
        .prefix = "",
        .now = g_get_real_time() / G_USEC_PER_SEC,
    };
    pm_terminal_init(&context);
    g_autoptr(GError) error = NULL;
    char **words = argv + 1;
    int code = -1;
    if (take_globals(&context, &words, &error)) {
        if (*words == NULL) {
            pm_help_overview(context.err, context.columns);
            code = PM_EXIT_USAGE;
        } else {
            code = run_verb(&context, words, &error);
        }
    }
    if (error != NULL) {
        pm_context_fail(&context, error);
        code = exit_code(error);
    }
    pm_content_close(context.content);
    pm_repository_close(context.repository);
    return pm_terminal_finish(&context) ? code : PM_EXIT_FATAL;
}
