/* SPDX-License-Identifier: Apache-2.0 */
#include "command/help.h"

#include "base/text.h"
#include "report/wrap.h"

#include <gio/gio.h>
#include <string.h>

GResource *pm_command_resources_get_resource(void);

static void
print_row(FILE *out, const char *left, const char *right, size_t column, unsigned columns)
{
    size_t width = pm_text_width(left, -1);
    fputs(left, out);
    if (width + 2 > column) {
        fputc('\n', out);
        width = 0;
    }
    fprintf(out, "%*s", (int)(column - width), "");
    pm_wrap_print(out, right, column, column, columns);
}

static char *
option_words(const PmOption *option)
{
    GString *words = g_string_new("  ");
    if (option->letter != 0)
        g_string_append_printf(words, "-%c%s", option->letter, *option->name != '\0' ? ", " : "");
    else
        g_string_append(words, "    ");
    if (*option->name != '\0')
        g_string_append_printf(words, "--%s", option->name);
    if (option->argument != NULL)
        g_string_append_printf(words, " %s", option->argument);
    return g_string_free(words, FALSE);
}

static void
print_options(FILE *out, const PmOption *options, unsigned columns)
{
    for (const PmOption *option = options; option != NULL && option->name != NULL; option++) {
        g_autofree char *words = option_words(option);
        print_row(out, words, option->help, 28, columns);
    }
}

/* Description paragraphs as plain text: a terminal reader needs no backquotes. */
static void
print_description(FILE *out, const char *markdown, unsigned columns)
{
    g_auto(GStrv) paragraphs = g_strsplit(markdown, "\n\n", -1);
    for (size_t i = 0; paragraphs[i] != NULL; i++) {
        g_autoptr(GString) text = g_string_new(paragraphs[i]);
        g_string_replace(text, "`", "", 0);
        fputc('\n', out);
        pm_wrap_print(out, text->str, 0, 0, columns);
    }
}

char *
pm_help_line(const PmCommand *command, const char *path)
{
    const char *arguments = command->verbs != NULL ? "<verb> …" : command->arguments;
    bool options = command->options != NULL || command->needs & PM_COMMAND_WRITES;
    return g_strdup_printf("usage: git postmortem %s%s%s%s", path, options ? " [options]" : "",
                           *arguments != '\0' ? " " : "", arguments);
}

static void
print_verbs(FILE *out, const PmCommand *const *verbs, const char *path, unsigned columns)
{
    fputc('\n', out);
    for (; *verbs != NULL; verbs++) {
        g_autofree char *left =
            g_strdup_printf("  %s %s %s", path, (*verbs)->name, (*verbs)->arguments);
        print_row(out, g_strchomp(left), (*verbs)->summary, 28, columns);
    }
    fprintf(out, "\n'git postmortem %s <verb> -h' shows the options of one\n", path);
}

void
pm_help_usage(FILE *out, const PmCommand *command, const char *path, unsigned columns)
{
    g_autofree char *line = pm_help_line(command, path);
    fprintf(out, "%s\n\n", line);
    pm_wrap_print(out, command->summary, 0, 0, columns);
    if (command->description != NULL)
        print_description(out, command->description, columns);
    if (command->verbs != NULL)
        print_verbs(out, command->verbs, path, columns);
    if (command->options != NULL) {
        fputc('\n', out);
        print_options(out, command->options, columns);
    }
    if (command->needs & PM_COMMAND_WRITES) {
        fputs("\ncommon to verbs that write:\n", out);
        print_options(out, pm_write_options, columns);
        print_options(out, pm_quiet_option, columns);
    }
}

void
pm_help_overview(FILE *out, unsigned columns)
{
    fputs("usage: git postmortem [-C DIR] [-q] <verb> [options] [<id>|<path>…]\n", out);
    const char *group = NULL;
    for (size_t i = 0; pm_commands[i] != NULL; i++) {
        const PmCommand *command = pm_commands[i];
        if (g_strcmp0(group, command->group) != 0)
            fprintf(out, "\n%s\n", command->group);
        group = command->group;
        g_autofree char *left = g_strdup_printf("  %s", command->name);
        print_row(out, left, command->summary, 15, columns);
    }
    static const char *const further[][2] = {
        { "  git postmortem <verb> -h", "the options of a verb" },
        { "  git postmortem explain", "the checks" },
        { "  git postmortem --help", "the manual" },
    };
    fputs("\nMore\n", out);
    for (size_t i = 0; i < G_N_ELEMENTS(further); i++)
        print_row(out, further[i][0], further[i][1], 29, columns);
}

/* "<id>" would be HTML to a Markdown reader. */
static void
append_escaped(GString *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("<[]*_\\", *text) != NULL)
            g_string_append_c(out, '\\');
        g_string_append_c(out, *text);
    }
}

static void
write_options(GString *out, const PmOption *options)
{
    for (const PmOption *option = options; option != NULL && option->name != NULL; option++) {
        g_autofree char *words = option_words(option);
        g_string_append_printf(out, "- `%s`: %s\n", g_strstrip(words), option->help);
    }
}

static void
write_command(GString *out, const PmCommand *command, const char *path)
{
    g_string_append_printf(out, "### %s ", path);
    append_escaped(out, command->verbs != NULL ? "<verb> …" : command->arguments);
    g_string_append_printf(out, "\n\n%s.\n\n", command->summary);
    if (command->description != NULL)
        g_string_append_printf(out, "%s\n\n", command->description);
    write_options(out, command->options);
    g_string_append_c(out, '\n');
    for (size_t i = 0; command->verbs != NULL && command->verbs[i] != NULL; i++) {
        g_autofree char *inner = g_strdup_printf("%s %s", path, command->verbs[i]->name);
        write_command(out, command->verbs[i], inner);
    }
}

char *
pm_help_manual(void)
{
    g_autoptr(GBytes) frame = g_resource_lookup_data(pm_command_resources_get_resource(),
                                                     "/command/git-postmortem.md", 0, NULL);
    g_autoptr(GString) rows = g_string_new(NULL);
    for (size_t i = 0; pm_commands[i] != NULL; i++)
        write_command(rows, pm_commands[i], pm_commands[i]->name);
    g_autoptr(GString) global = g_string_new(NULL);
    write_options(global, pm_global_options);
    g_autoptr(GString) common = g_string_new(NULL);
    write_options(common, pm_write_options);
    write_options(common, pm_quiet_option);
    GString *manual =
        g_string_new_len(g_bytes_get_data(frame, NULL), (gssize)g_bytes_get_size(frame));
    g_string_replace(manual, "{{commands}}\n", rows->str, 1);
    g_string_replace(manual, "{{global options}}\n", global->str, 1);
    g_string_replace(manual, "{{common options}}\n", common->str, 1);
    return g_string_free(manual, FALSE);
}
