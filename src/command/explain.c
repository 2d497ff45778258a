/* SPDX-License-Identifier: Apache-2.0 */
/* What a check wants, why, and how to satisfy it. */
#include "base/text.h"
#include "check/rule.h"
#include "command/command.h"

#include <string.h>

static void
print_wrapped(PmContext *context, const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \n", -1);
    size_t at = 0, columns = MIN(context->columns, 80);
    for (size_t i = 0; words[i] != NULL; i++) {
        size_t width = pm_text_width(words[i], -1);
        if (width == 0)
            continue;
        if (at > 0 && at + 1 + width > columns) {
            fputc('\n', context->out);
            at = 0;
        } else if (at > 0) {
            fputc(' ', context->out);
            at++;
        }
        fputs(words[i], context->out);
        at += width;
    }
    fputc('\n', context->out);
}

static void
print_example(PmContext *context, const char *what, const char *text)
{
    if (text == NULL)
        return;
    fprintf(context->out, "\n%s\n\n", what);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++)
        fprintf(context->out, "%s%s\n", *lines[i] != '\0' ? "    " : "", lines[i]);
}

static void
print_levels(PmContext *context, const PmRule *rule)
{
    static const PmStatus shown[] = { PM_STATUS_DRAFT, PM_STATUS_IN_REVIEW, PM_STATUS_REVIEWED,
                                      PM_STATUS_CLOSED };
    fputs("\n", context->out);
    for (size_t i = 0; i < G_N_ELEMENTS(shown); i++) {
        PmSeverity level = pm_config_level(context->config, rule->id, rule->severity[shown[i]]);
        fprintf(context->out, "  %-10s %s\n", pm_status_name(shown[i]), pm_severity_name(level));
    }
}

static void
print_rule(PmContext *context, const PmRule *rule)
{
    fprintf(context->out, "%s: %s\n\n", rule->id, rule->summary);
    print_wrapped(context, rule->explanation);
    print_levels(context, rule);
    print_example(context, "This has the finding:", rule->failing);
    print_example(context, "This has not:", rule->passing);
    fprintf(context->out,
            "\nIn " PM_CONFIG_PATH ", checks.levels sets it: %s: off | advice | warning | error\n",
            rule->id);
}

static void
print_all(PmContext *context)
{
    const char *const *ids = pm_rule_ids();
    for (size_t i = 0; ids[i] != NULL; i++)
        fprintf(context->out, "%-28s %s\n", ids[i], pm_rule_find(ids[i])->summary);
}

static int
run(PmContext *context, const void *options, char **arguments, GError **error)
{
    (void)options;
    if (arguments[0] == NULL) {
        print_all(context);
        return PM_EXIT_OK;
    }
    const PmRule *rule = pm_rule_find(arguments[0]);
    if (rule != NULL) {
        print_rule(context, rule);
        return PM_EXIT_OK;
    }
    const char *closest = pm_text_closest(arguments[0], pm_rule_ids());
    g_autofree char *hint = closest != NULL ? g_strdup_printf("did you mean '%s'?", closest)
                                            : g_strdup("git postmortem explain lists them");
    pm_error_set(error, PM_ERROR_USAGE, hint, "there is no check '%s'", arguments[0]);
    return -1;
}

extern const PmCommand pm_command_explain;
const PmCommand pm_command_explain = {
    .name = "explain",
    .group = "Check",
    .summary = "What a check wants, why, and how to satisfy it",
    .arguments = "[<check>]",
    .maximum = 1,
    .run = run,
};
