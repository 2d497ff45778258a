/* SPDX-License-Identifier: Apache-2.0 */
/* What a check wants, why, and how to satisfy it; and what verify finds in a history. */
#include "base/text.h"
#include "check/rule.h"
#include "command/command.h"
#include "ledger/audit_rule.h"
#include "report/wrap.h"

#include <string.h>

/* Keywords of JSON Schema, each a check, have a line of the list together. */
static const char keywords[] = "schema/";

static void
print_prose(PmContext *context, const char *text)
{
    pm_wrap_print(context->out, text, 0, 0, MIN(context->columns, 80));
}

static void
print_example(PmContext *context, const char *what, const char *text)
{
    if (text == NULL)
        return;
    fprintf(context->out, "\n%s\n\n", what);
    g_autofree char *safe = pm_text_escape(text, -1, PM_ESCAPE_LINES);
    g_auto(GStrv) lines = g_strsplit(g_strchomp(safe), "\n", -1);
    for (size_t i = 0; lines[i] != NULL; i++)
        fprintf(context->out, "%s%s\n", *lines[i] != '\0' ? "    " : "", lines[i]);
}

/* "error", or "draft warning, in-review error, …" where they differ. */
static void
print_levels(PmContext *context, const PmRule *rule)
{
    static const PmStatus shown[] = { PM_STATUS_DRAFT, PM_STATUS_IN_REVIEW, PM_STATUS_REVIEWED,
                                      PM_STATUS_CLOSED };
    g_autoptr(GString) each = g_string_new(NULL);
    bool same = true;
    for (size_t i = 0; i < G_N_ELEMENTS(shown); i++) {
        PmSeverity level = rule->severity[shown[i]];
        same &= level == rule->severity[shown[0]];
        g_string_append_printf(each, "%s%s %s", i > 0 ? ", " : "", pm_status_name(shown[i]),
                               pm_severity_name(level));
    }
    fprintf(context->out, "\nLevel: %s\n",
            same ? pm_severity_name(rule->severity[shown[0]]) : each->str);
}

/* How a document says that it does not hold there. */
static void
print_suppression(PmContext *context, const PmRule *rule)
{
    fputc('\n', context->out);
    if (rule->needs & PM_RULE_FIRM) {
        print_prose(context, "It can't be suppressed in a document.");
        return;
    }
    fprintf(context->out,
            "To suppress it in one place of the text or of the front matter, with a reason:\n\n"
            "    <!-- postmortem-ignore %s: why it does not hold here -->\n"
            "    # postmortem-ignore %s: why it does not hold here\n\n",
            rule->id, rule->id);
    print_prose(context, "What the comment covers, 'git postmortem explain suppress/unused' says.");
}

static void
print_rule(PmContext *context, const PmRule *rule)
{
    g_autofree char *title = g_strdup_printf("%s: %s", rule->id, rule->summary);
    print_prose(context, title);
    fputc('\n', context->out);
    print_prose(context, rule->explanation);
    print_levels(context, rule);
    print_example(context, "This has the finding:", rule->failing);
    print_example(context, "This has not:", rule->passing);
    print_suppression(context, rule);
    fprintf(context->out,
            "\nTo have it otherwise, in " PM_CONFIG_PATH ":\n\n"
            "    checks:\n      levels:\n        %s: advice    # or none, warning, error\n\n",
            rule->id);
    print_prose(context,
                "{draft: none, in-review: error} in its place sets the level by status, and "
                "rows of checks.paths, '- {path: <glob>, levels: {…}}', set levels by the "
                "documents' path.");
}

/* What staged.c says of the index, too. */
static const char *const of_the_hook[] = {
    "document/deleted", "document/mode",       "document/stale",
    "ledger/deleted",   "signoff/append-only", NULL,
};

static void
print_audit_rule(PmContext *context, const PmAuditRule *rule)
{
    g_autofree char *title = g_strdup_printf("%s: %s", rule->id, rule->summary);
    print_prose(context, title);
    fputc('\n', context->out);
    print_prose(context, rule->explanation);
    fprintf(context->out, "\nA finding of git postmortem verify%s.\n",
            g_strv_contains(of_the_hook, rule->id) ? ", or of the hook before a commit" : "");
}

/* The rows whose id begins with `prefix`; how many there are. */
static size_t
print_rows(PmContext *context, const char *prefix, bool collapse)
{
    size_t count = 0, hidden = 0;
    const char *const *ids = pm_rule_ids();
    for (size_t i = 0; ids[i] != NULL; i++) {
        if (!g_str_has_prefix(ids[i], prefix))
            continue;
        count++;
        if (collapse && g_str_has_prefix(ids[i], keywords))
            hidden++;
        else
            fprintf(context->out, "%-28s %s\n", ids[i], pm_rule_find(ids[i])->summary);
    }
    if (hidden > 0)
        fprintf(context->out, "%-28s %zu keywords of JSON Schema: git postmortem explain schema\n",
                "schema/…", hidden);
    return count;
}

static size_t
print_audit_rows(PmContext *context, const char *prefix)
{
    size_t count = 0;
    for (const PmAuditRule *rule = pm_audit_rules; rule->id != NULL; rule++)
        if (g_str_has_prefix(rule->id, prefix)) {
            fprintf(context->out, "%-28s %s\n", rule->id, rule->summary);
            count++;
        }
    return count;
}

static void
print_all(PmContext *context)
{
    fputs("Checks of documents:\n\n", context->out);
    print_rows(context, "", true);
    fputs("\nFindings of verify in the history:\n\n", context->out);
    print_audit_rows(context, "");
}

/* "times" or "times/": the rows of a group. */
static bool
print_group(PmContext *context, const char *word)
{
    if (*word == '\0' || (strchr(word, '/') != NULL && !g_str_has_suffix(word, "/")))
        return false;
    g_autofree char *prefix = g_strdup_printf("%s%s", word, g_str_has_suffix(word, "/") ? "" : "/");
    size_t count = print_rows(context, prefix, false);
    return count + print_audit_rows(context, prefix) > 0;
}

/* The ids that were meant: those of this name in any group, else the nearest. */
static char *
suggestion(const char *word)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    g_autoptr(GString) same_name = g_string_new(NULL);
    for (const char *const *id = pm_rule_ids(); *id != NULL; id++)
        g_ptr_array_add(ids, (void *)*id);
    for (const PmAuditRule *rule = pm_audit_rules; rule->id != NULL; rule++)
        g_ptr_array_add(ids, (void *)rule->id);
    for (guint i = 0; i < ids->len; i++)
        if (g_str_equal(strchr(ids->pdata[i], '/') + 1, word))
            g_string_append_printf(same_name, "%s'%s'", same_name->len > 0 ? " or " : "",
                                   (const char *)ids->pdata[i]);
    if (same_name->len > 0)
        return g_strdup_printf("did you mean %s?", same_name->str);
    g_ptr_array_add(ids, NULL);
    const char *closest = pm_text_closest(word, (const char *const *)ids->pdata);
    return closest != NULL ? g_strdup_printf("did you mean '%s'?", closest)
                           : g_strdup("'git postmortem explain' lists them");
}

static int
run(PmContext *context, const void *options, char **arguments, GError **error)
{
    (void)options;
    const char *word = arguments[0];
    const PmRule *rule = word != NULL ? pm_rule_find(word) : NULL;
    const PmAuditRule *audit_rule = word != NULL ? pm_audit_rule_find(word) : NULL;
    if (word == NULL) {
        print_all(context);
    } else if (rule != NULL) {
        print_rule(context, rule);
    } else if (audit_rule != NULL) {
        print_audit_rule(context, audit_rule);
    } else if (!print_group(context, word)) {
        g_autofree char *hint = suggestion(word);
        pm_error_set(error, PM_ERROR_USAGE, hint, "there is no check '%s'", word);
        return -1;
    }
    return PM_EXIT_OK;
}

extern const PmCommand pm_command_explain;
const PmCommand pm_command_explain = {
    .name = "explain",
    .group = "Check",
    .summary = "What a check wants, why, and how to satisfy it",
    .arguments = "[<check>]",
    .description =
        "Without a name it lists the checks, and what `verify` finds; the first part of a "
        "name, as `times`, lists those of a kind.",
    .needs = PM_COMMAND_PAGES,
    .maximum = 1,
    .run = run,
};
