/* SPDX-License-Identifier: Apache-2.0 */
#include "command/options.h"

#include "base/text.h"

#include <string.h>

static GOptionArg
option_type(PmOptionKind kind)
{
    static const GOptionArg types[] = { [PM_OPTION_FLAG] = G_OPTION_ARG_NONE,
                                        /* GLib's strings go through the locale, which may know
                                         * of ASCII alone: Korean would be refused */
                                        [PM_OPTION_STRING] = G_OPTION_ARG_FILENAME,
                                        [PM_OPTION_STRINGS] = G_OPTION_ARG_FILENAME_ARRAY,
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

/* The option that GLib's message is about, with its dashes: "Unknown option --sevrity". */
static char *
option_in(const char *message)
{
    const char *word = message;
    while (*word != '\0' && !(*word == '-' && (word == message || word[-1] == ' ')))
        word++;
    return g_strndup(word, strcspn(word, "= "));
}

static const GOptionEntry *
find_entry(const GArray *entries, const char *option)
{
    for (guint i = 0; i < entries->len; i++) {
        const GOptionEntry *entry = &g_array_index(entries, GOptionEntry, i);
        if (g_str_has_prefix(option, "--") ? g_str_equal(entry->long_name, option + 2)
                                           : option[0] == '-' && option[1] == entry->short_name)
            return entry;
    }
    return NULL;
}

/* An option that is not there: the near one. */
static char *
near_option(const GArray *entries, const char *option)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < entries->len; i++)
        g_ptr_array_add(names, (void *)g_array_index(entries, GOptionEntry, i).long_name);
    g_ptr_array_add(names, NULL);
    const char *word = option + strspn(option, "-");
    const char *closest = pm_text_closest(word, (const char *const *)names->pdata);
    return closest != NULL ? g_strdup_printf("did you mean '--%s'?", closest)
                           : g_strdup("-h shows the options");
}

/* GLib's message is in the user's language, and ours are not: only the option is taken from it. */
static void
explain(const GError *found, const GArray *entries, GError **error)
{
    g_autofree char *option = option_in(found->message);
    const GOptionEntry *entry = find_entry(entries, option);
    if (entry == NULL || g_error_matches(found, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION)) {
        g_autofree char *hint = near_option(entries, option);
        pm_error_set(error, PM_ERROR_USAGE, hint, "there is no option '%s'", option);
        return;
    }
    bool number = entry->arg == G_OPTION_ARG_INT;
    g_autofree char *hint = g_strdup_printf("--%s %s: %s", entry->long_name, entry->arg_description,
                                            entry->description);
    pm_error_set(error, PM_ERROR_USAGE, hint, "'%s' wants a %s", option,
                 number ? "number" : "value");
}

/* Files may have any name; all else is text. */
static bool
is_text(const PmOption *option, const char *value, GError **error)
{
    static const char *const raw[] = { "FILE", "PATH", "DIR", NULL };
    if (value == NULL || g_strv_contains(raw, option->argument) || g_utf8_validate(value, -1, NULL))
        return true;
    pm_error_set(error, PM_ERROR_USAGE, NULL, "'--%s' wants UTF-8 text, not '%s'", option->name,
                 value);
    return false;
}

static bool
are_text(const PmOption *options, const void *values, GError **error)
{
    for (const PmOption *option = options; option != NULL && option->name != NULL; option++) {
        const void *member = (const char *)values + option->offset;
        if (option->kind == PM_OPTION_STRING && !is_text(option, *(char *const *)member, error))
            return false;
        char *const *list = option->kind == PM_OPTION_STRINGS ? *(char **const *)member : NULL;
        for (; list != NULL && *list != NULL; list++)
            if (!is_text(option, *list, error))
                return false;
    }
    return true;
}

/* GLib leaves the "--" that ends the options where it is, if what follows begins with '-'. */
static void
drop_separator(char **arguments)
{
    for (char **word = arguments; *word != NULL; word++)
        if (g_str_equal(*word, "--") && word[1] != NULL && word[1][0] == '-') {
            g_free(*word);
            memmove(word, word + 1, (g_strv_length(word + 1) + 1) * sizeof *word);
            return;
        }
}

bool
pm_options_parse(const PmCommand *command, char ***arguments, void *values, bool *quiet,
                 GError **error)
{
    gboolean said_quiet = FALSE;
    g_autoptr(GArray) entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
    add_entries(entries, command->options, values);
    if (command->needs & PM_COMMAND_WRITES)
        add_entries(entries, pm_write_options, values);
    add_entries(entries, pm_quiet_option, &said_quiet);
    g_autoptr(GOptionContext) parser = g_option_context_new(NULL);
    g_option_context_set_help_enabled(parser, FALSE);
    g_option_context_add_main_entries(parser, (GOptionEntry *)(void *)entries->data, NULL);
    g_autoptr(GError) found = NULL;
    if (!g_option_context_parse_strv(parser, arguments, &found)) {
        explain(found, entries, error);
        return false;
    }
    drop_separator(*arguments);
    *quiet |= said_quiet != FALSE;
    return are_text(command->options, values, error) &&
           (!(command->needs & PM_COMMAND_WRITES) || are_text(pm_write_options, values, error));
}

/* Strings that GOption allocated go when the verb is done. */
static void
clear(const PmOption *options, void *values)
{
    for (const PmOption *option = options; option != NULL && option->name != NULL; option++) {
        void *member = (char *)values + option->offset;
        if (option->kind == PM_OPTION_STRING)
            g_free(*(char **)member);
        else if (option->kind == PM_OPTION_STRINGS)
            g_strfreev(*(char ***)member);
    }
}

void
pm_options_clear(const PmCommand *command, void *values)
{
    clear(command->options, values);
    if (command->needs & PM_COMMAND_WRITES)
        clear(pm_write_options, values);
}
