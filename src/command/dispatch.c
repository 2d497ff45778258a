/* SPDX-License-Identifier: Apache-2.0 */
#include "command/dispatch.h"

#include "base/text.h"
#include "command/help.h"
#include "git/commit.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* An edit or a query longer than this is a mistake or an attack. */
#define ARGUMENT_LIMIT (128 * 1024)

const PmCommand *
pm_dispatch_find(const PmCommand *const *verbs, const char *name, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (size_t i = 0; verbs[i] != NULL; i++) {
        if (g_str_equal(verbs[i]->name, name))
            return verbs[i];
        g_ptr_array_add(names, (void *)verbs[i]->name);
    }
    g_ptr_array_add(names, NULL);
    const char *closest = pm_text_closest(name, (const char *const *)names->pdata);
    g_autofree char *hint = closest != NULL ? g_strdup_printf("did you mean '%s'?", closest)
                                            : g_strdup("'git postmortem help' lists the verbs");
    pm_error_set(error, PM_ERROR_USAGE, hint, "'%s' is not a git postmortem verb", name);
    return NULL;
}

static GOptionArg
option_type(PmOptionKind kind)
{
    static const GOptionArg types[] = { [PM_OPTION_FLAG] = G_OPTION_ARG_NONE,
                                        [PM_OPTION_STRING] = G_OPTION_ARG_STRING,
                                        [PM_OPTION_STRINGS] = G_OPTION_ARG_STRING_ARRAY,
                                        [PM_OPTION_INTEGER] = G_OPTION_ARG_INT };
    return types[kind];
}

static void
add_entries(GArray *entries, const PmOption *options, void *values)
{
    for (const PmOption *option = options; option != NULL && option->name != NULL; option++) {
        GOptionEntry entry = { .long_name = option->name,
                               .short_name = option->letter,
                               .arg = option_type(option->kind),
                               .arg_data = (char *)values + option->offset,
                               .description = option->help,
                               .arg_description = option->argument };
        g_array_append_val(entries, entry);
    }
}

/* "Unknown option --sevrity": the near one, from the same rows. */
static void
suggest_option(const GError *found, const GArray *entries, GError **error)
{
    const char *dashes = strstr(found->message, "--");
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < entries->len; i++)
        g_ptr_array_add(names, (void *)g_array_index(entries, GOptionEntry, i).long_name);
    g_ptr_array_add(names, NULL);
    g_autofree char *word =
        dashes == NULL ? g_strdup("") : g_strndup(dashes + 2, strcspn(dashes + 2, "= "));
    const char *closest = pm_text_closest(word, (const char *const *)names->pdata);
    g_autofree char *hint = closest != NULL ? g_strdup_printf("did you mean '--%s'?", closest)
                                            : g_strdup("-h shows the options");
    g_autofree char *message = g_strdup(found->message);
    message[0] = g_ascii_tolower(message[0]);
    pm_error_set(error, PM_ERROR_USAGE, hint, "%s", message);
}

static bool
parse_options(const PmCommand *command, char ***arguments, void *values, GError **error)
{
    g_autoptr(GArray) entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
    add_entries(entries, command->options, values);
    if (command->needs & PM_COMMAND_WRITES)
        add_entries(entries, pm_write_options, values);
    g_autoptr(GOptionContext) parser = g_option_context_new(NULL);
    g_option_context_set_help_enabled(parser, FALSE);
    g_option_context_add_main_entries(parser, (GOptionEntry *)(void *)entries->data, NULL);
    g_autoptr(GError) found = NULL;
    if (!g_option_context_parse_strv(parser, arguments, &found)) {
        suggest_option(found, entries, error);
        return false;
    }
    return true;
}

/* Strings that GOption allocated go when the verb is done. */
static void
free_options(const PmOption *options, void *values)
{
    for (const PmOption *option = options; option != NULL && option->name != NULL; option++) {
        void *member = (char *)values + option->offset;
        if (option->kind == PM_OPTION_STRING)
            g_free(*(char **)member);
        else if (option->kind == PM_OPTION_STRINGS)
            g_strfreev(*(char ***)member);
    }
}

static bool
load_config(PmContext *context, bool needed, GError **error)
{
    g_autoptr(GError) found = NULL;
    if (pm_repository_is_bare(context->repository)) {
        PmOid head;
        if (pm_repository_resolve(context->repository, "HEAD", &head, &found))
            context->content = pm_content_commit(context->repository, &head, &found);
    } else {
        context->content = pm_content_worktree(context->repository, &found);
    }
    g_autoptr(GBytes) bytes = NULL;
    if (context->content != NULL)
        bytes = pm_content_read(context->content, PM_CONFIG_PATH, PM_CONFIG_LIMIT, &found);
    if (bytes == NULL) {
        if (!needed && g_error_matches(found, PM_ERROR, PM_ERROR_NOT_FOUND))
            return true;
        if (found != NULL && !g_error_matches(found, PM_ERROR, PM_ERROR_NOT_FOUND)) {
            g_propagate_error(error, g_steal_pointer(&found));
            return false;
        }
        pm_error_set(error, PM_ERROR_NOT_FOUND, "git postmortem init",
                     "this repository has no " PM_CONFIG_PATH " yet");
        return false;
    }
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    PmDiagnostics *diagnostics = pm_diagnostics_new(context->arena);
    const char *copy = pm_arena_strndup(context->arena, data != NULL ? data : "", length);
    const PmSource *source = pm_source_new(context->arena, PM_CONFIG_PATH, copy, length);
    context->config = pm_config_load(context->arena, source, diagnostics);
    if (context->config != NULL)
        return true;
    const PmDiagnostic *first = pm_diagnostics_get(diagnostics, 0);
    PmPosition at = pm_source_position(source, first->span.start);
    pm_error_set(error, PM_ERROR_FAILED, "git postmortem check " PM_CONFIG_PATH " shows all of it",
                 "%s:%u:%u: %s", PM_CONFIG_PATH, at.line, at.code_point, first->message);
    context->config = pm_config_defaults(context->arena);
    return false;
}

/*
 * What a killed run left may be taken back: so before anything is read that an edit is made from.
 * A dry run changes nothing, and shows the files as they are.
 */
static bool
settle(PmContext *context, const PmCommand *command, const PmWriteOptions *options, GError **error)
{
    bool recovered = false;
    if (!(command->needs & PM_COMMAND_WRITES) || options->dry_run)
        return true;
    if (!pm_git_recover(context->repository, &recovered, error))
        return false;
    if (recovered && !context->quiet && !options->quiet)
        fputs("settled first what an interrupted command had left\n", context->err);
    return true;
}

static bool
provide(PmContext *context, const PmCommand *command, const void *values, GError **error)
{
    context->config = pm_config_defaults(context->arena);
    bool ledger = (command->needs & PM_COMMAND_NEEDS_LEDGER) != 0;
    bool needed = ledger || (command->needs & PM_COMMAND_NEEDS_REPOSITORY) != 0;
    if (!needed && !(command->needs & PM_COMMAND_MAY_REPOSITORY))
        return true;
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
    return settle(context, command, values, error) && load_config(context, ledger, error);
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
    g_autofree char *hint =
        g_strdup_printf("usage: git postmortem %s %s", path, command->arguments);
    if (count < command->minimum)
        pm_error_set(error, PM_ERROR_USAGE, hint, "'%s' needs %s", path, command->arguments);
    else
        pm_error_set(error, PM_ERROR_USAGE, hint, "'%s' takes no '%s'", path,
                     arguments[command->maximum]);
    return false;
}

static int
run_command(PmContext *context, const PmCommand *command, const char *path, char ***arguments,
            GError **error)
{
    size_t size = MAX(command->options_size, sizeof(PmWriteOptions));
    g_autofree void *values = g_malloc0(size);
    int code = -1;
    if (parse_options(command, arguments, values, error) &&
        check_count(command, path, *arguments + 1, error) &&
        provide(context, command, values, error)) {
        if (command->needs & PM_COMMAND_WRITES)
            context->quiet |= ((const PmWriteOptions *)values)->quiet != FALSE;
        code = command->run(context, values, *arguments + 1, error);
    }
    free_options(command->options, values);
    if (command->needs & PM_COMMAND_WRITES)
        free_options(pm_write_options, values);
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
        command = pm_dispatch_find(verbs, (*arguments)[0], error);
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
    if (command->run == NULL) {
        pm_help_usage(context->err, command, path->str, context->columns);
        return PM_EXIT_USAGE;
    }
    g_auto(GStrv) arguments = g_strdupv(words);
    return run_command(context, command, path->str, &arguments, error);
}

/* Options before the verb: true when `*words` is at the verb (or the end). */
static bool
take_globals(PmContext *context, char ***words, GError **error)
{
    for (char **word = *words; *word != NULL && **word == '-'; word++) {
        *words = word + 1;
        if (g_str_equal(*word, "-q") || g_str_equal(*word, "--quiet")) {
            context->quiet = true;
        } else if (g_str_equal(*word, "-C")) {
            const char *directory = *++word;
            *words = word + (directory != NULL);
            if (directory == NULL || chdir(directory) != 0) {
                pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot change to '%s': %s",
                             directory != NULL ? directory : "",
                             directory != NULL ? g_strerror(errno) : "no directory given");
                return false;
            }
        } else if (g_str_equal(*word, "-h") || g_str_equal(*word, "--help")) {
            *word = (char *)"help";
            *words = word;
            return true;
        } else if (g_str_equal(*word, "--version")) {
            *word = (char *)"version";
            *words = word;
            return true;
        } else {
            pm_error_set(error, PM_ERROR_USAGE, "git postmortem [-C <dir>] [-q] <verb> …",
                         "unknown option '%s'", *word);
            return false;
        }
    }
    return true;
}

static unsigned
terminal_columns(int descriptor)
{
    struct winsize size;
    const char *columns = g_getenv("COLUMNS");
    guint64 number;
    if (columns != NULL && g_ascii_string_to_unsigned(columns, 10, 20, 1000, &number, NULL))
        return (unsigned)number;
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
        return size.ws_col;
    return 80;
}

static bool
is_too_long(char **words)
{
    for (size_t i = 0; words[i] != NULL; i++)
        if (strlen(words[i]) > ARGUMENT_LIMIT)
            return true;
    return false;
}

int
pm_dispatch_main(int argc, char **argv)
{
    (void)argc;
    g_autoptr(PmArena) arena = pm_arena_new();
    bool terminal = isatty(STDOUT_FILENO) || g_getenv("GIT_PAGER_IN_USE") != NULL;
    PmContext context = {
        .out = stdout,
        .err = stderr,
        .terminal = terminal,
        .color =
            terminal && g_getenv("NO_COLOR") == NULL && g_strcmp0(g_getenv("TERM"), "dumb") != 0,
        .columns = terminal_columns(STDOUT_FILENO),
        .arena = arena,
        .prefix = "",
        .now = g_get_real_time() / G_USEC_PER_SEC,
    };
    g_autoptr(GError) error = NULL;
    char **words = argv + 1;
    int code = -1;
    if (is_too_long(words)) {
        pm_error_set(&error, PM_ERROR_LIMIT, NULL, "an argument is longer than 128 KiB");
    } else if (take_globals(&context, &words, &error)) {
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
    /* a full disk or a closed pipe behind stdout must not look like success */
    if ((fflush(stdout) != 0 || ferror(stdout)) && errno != EPIPE) {
        fprintf(stderr, "fatal: cannot write to standard output: %s\n", g_strerror(errno));
        return PM_EXIT_FATAL;
    }
    return code;
}
