/* SPDX-License-Identifier: Apache-2.0 */
/* The templates that `new` scaffolds from. */
#include "base/text.h"
#include "command/command.h"
#include "document/template.h"

#include <string.h>

typedef struct {
    char *language;
} ShowOptions;

static const PmOption show_options[] = {
    { "language", 0, PM_OPTION_STRING, offsetof(ShowOptions, language), "en or ko", "LANG" },
    { 0 },
};

static int
run_list(PmContext *context, const void *options, char **arguments, GError **error)
{
    (void)options;
    (void)arguments;
    const char *const *names = pm_template_names();
    for (size_t i = 0; names[i] != NULL; i++)
        fprintf(context->out, "%-12s built in (en, ko)\n", names[i]);
    if (context->content == NULL)
        return PM_EXIT_OK;
    g_autoptr(GPtrArray) files = pm_content_list(context->content, PM_CONFIG_TEMPLATES, error);
    if (files == NULL)
        return -1;
    for (guint i = 0; i < files->len; i++) {
        const char *path = ((const PmContentEntry *)files->pdata[i])->path;
        g_autofree char *base = g_path_get_basename(path);
        if (!g_str_has_suffix(base, ".md"))
            continue;
        base[strcspn(base, ".")] = '\0';
        fprintf(context->out, "%-12s %s\n", pm_context_safe(context, base),
                pm_context_safe(context, path));
    }
    return PM_EXIT_OK;
}

static int
run_show(PmContext *context, const void *options, char **arguments, GError **error)
{
    const ShowOptions *given = options;
    const char *language = given->language != NULL ? given->language : context->config->language;
    g_autofree char *own =
        g_strdup_printf("%s%s.%s.md", PM_CONFIG_TEMPLATES, arguments[0], language);
    g_autofree char *plain = g_strdup_printf("%s%s.md", PM_CONFIG_TEMPLATES, arguments[0]);
    const char *paths[] = { own, plain };
    for (size_t i = 0; context->content != NULL && i < G_N_ELEMENTS(paths); i++) {
        g_autoptr(GBytes) bytes =
            pm_content_read(context->content, paths[i], PM_CONFIG_DOCUMENT_LIMIT, NULL);
        if (bytes == NULL)
            continue;
        g_autofree char *safe = pm_text_escape(g_bytes_get_data(bytes, NULL),
                                               (gssize)g_bytes_get_size(bytes), PM_ESCAPE_LINES);
        fputs(safe, context->out);
        return PM_EXIT_OK;
    }
    if (!g_strv_contains(pm_template_languages(), language)) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, "the built-in ones are there in en and ko",
                     "there is no template '%s' in '%s'", arguments[0], language);
        return -1;
    }
    size_t length;
    const char *text = pm_template_text(arguments[0], language, &length);
    if (text == NULL) {
        const char *closest = pm_text_closest(arguments[0], pm_template_names());
        g_autofree char *hint = closest != NULL
                                    ? g_strdup_printf("did you mean '%s'?", closest)
                                    : g_strdup("git postmortem template list shows them");
        pm_error_set(error, PM_ERROR_NOT_FOUND, hint, "there is no template '%s'", arguments[0]);
        return -1;
    }
    fwrite(text, 1, length, context->out);
    return PM_EXIT_OK;
}

static const PmCommand list = {
    .name = "list",
    .summary = "List the templates",
    .arguments = "",
    .needs = PM_COMMAND_MAY_REPOSITORY,
    .run = run_list,
};

static const PmCommand show = {
    .name = "show",
    .summary = "Print a template",
    .arguments = "<name>",
    .options = show_options,
    .options_size = sizeof(ShowOptions),
    .needs = PM_COMMAND_MAY_REPOSITORY,
    .minimum = 1,
    .maximum = 1,
    .run = run_show,
};

static const PmCommand *const verbs[] = { &list, &show, NULL };

extern const PmCommand pm_command_template;
const PmCommand pm_command_template = {
    .name = "template",
    .group = "Begin",
    .summary = "The templates that new documents come from",
    .arguments = "<verb> …",
    .verbs = verbs,
};
