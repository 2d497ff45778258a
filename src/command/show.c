/* SPDX-License-Identifier: Apache-2.0 */
/* One document: its times, sign-offs and actions; or any Markdown file as JSON. */
#include "command/show_json.h"
#include "command/show_review.h"
#include "command/target.h"
#include "command/write.h"

#include "base/text.h"

#include <string.h>

typedef struct {
    gboolean json;
} Options;

static const PmOption options[] = {
    { "json", 0, PM_OPTION_FLAG, offsetof(Options, json),
      "front matter and headings as JSON; of any Markdown file, also outside of a repository",
      NULL },
    { 0 },
};

/* "+1h42m" */
static const char *
span_text(PmArena *arena, int64_t seconds)
{
    const char *sign = seconds < 0 ? "-" : "+";
    int64_t minutes = (seconds < 0 ? -seconds : seconds) / 60;
    if (minutes >= 48 * 60)
        return pm_arena_printf(arena, "%s%" G_GINT64_FORMAT "d%" G_GINT64_FORMAT "h", sign,
                               minutes / 1440, minutes % 1440 / 60);
    if (minutes >= 60)
        return pm_arena_printf(arena, "%s%" G_GINT64_FORMAT "h%02" G_GINT64_FORMAT "m", sign,
                               minutes / 60, minutes % 60);
    return pm_arena_printf(arena, "%s%" G_GINT64_FORMAT "m", sign, minutes);
}

static void
print_title(PmContext *context, const PmDocument *document, const PmCorpusEntry *entry)
{
    const PmFields *fields = &document->fields;
    const char *severity = pm_severity_format(context->arena, &fields->severity);
    severity = severity != NULL ? pm_context_safe(context, severity) : "";
    const char *status = fields->status_text != NULL ? pm_context_safe(context, fields->status_text)
                         : entry->adopted            ? "adopted"
                                                     : "no status";
    const char *right =
        pm_arena_printf(context->arena, "%s%s%s%s%s", severity, *severity != '\0' ? " · " : "",
                        fields->kind != NULL ? pm_context_safe(context, fields->kind) : "",
                        fields->kind != NULL ? " · " : "", status);
    const char *id = pm_context_safe(context, entry->id);
    size_t width = MIN(context->columns, 100);
    size_t used = pm_text_width(id, -1) + pm_text_width(right, -1);
    fprintf(context->out, "%s%*s%s\n", id, (int)(used + 2 < width ? width - used : 2), "", right);
    if (fields->title != NULL)
        fprintf(context->out, "%s\n", pm_context_safe(context, fields->title));
    if (fields->owner != NULL)
        fprintf(context->out, "owner %s\n", pm_context_safe(context, fields->owner));
    fprintf(context->out, "%s\n", pm_context_safe(context, entry->path));
}

/* "started 2026-01-14 16:58   detected +14m …", and the same to scale. */
static void
print_times(PmContext *context, const PmDocument *document)
{
    const PmField *times = document->fields.times;
    if (times[PM_TIME_STARTED].state != PM_FIELD_GIVEN)
        return;
    int64_t start = times[PM_TIME_STARTED].value, end = start;
    const char *text = pm_time_format(context->arena, start);
    fprintf(context->out, "\n  started %.10s %.5s UTC", text, text + 11);
    for (PmTimeName name = PM_TIME_DETECTED; name < PM_TIME_DISCLOSED; name++) {
        if (times[name].state == PM_FIELD_GIVEN)
            fprintf(context->out, "   %s %s", pm_time_name(name),
                    span_text(context->arena, times[name].value - start));
        else if (times[name].state == PM_FIELD_UNKNOWN)
            fprintf(context->out, "   %s unknown", pm_time_name(name));
        if (times[name].state == PM_FIELD_GIVEN)
            end = MAX(end, times[name].value);
    }
    fputc('\n', context->out);
    if (end == start)
        return;
    enum { WIDTH = 60 };
    bool marks[WIDTH + 1] = { false };
    for (PmTimeName name = PM_TIME_DETECTED; name < PM_TIME_DISCLOSED; name++)
        if (times[name].state == PM_FIELD_GIVEN && times[name].value >= start)
            marks[(times[name].value - start) * WIDTH / (end - start)] = true;
    fputs("  ├", context->out);
    for (size_t i = 1; i <= WIDTH; i++)
        fputs(marks[i] || (i == 1 && marks[0]) ? "●" : "─", context->out);
    fputc('\n', context->out);
}

static void
print_actions(PmContext *context, const PmDocument *document)
{
    const PmFields *fields = &document->fields;
    const char *today = pm_write_today(context);
    for (size_t i = 0; i < fields->action_count; i++) {
        const PmAction *action = &fields->actions[i];
        bool open = action->status == NULL || g_str_equal(action->status, "open") ||
                    g_str_equal(action->status, "doing") || g_str_equal(action->status, "proposed");
        g_autofree char *cut = pm_text_ellipsize(
            pm_context_safe(context, action->text != NULL ? action->text : ""), 40);
        g_autofree char *text = pm_text_pad(cut, 40);
        const char *state =
            action->status != NULL ? pm_context_safe(context, action->status) : "open";
        if (open && action->due != NULL && strcmp(action->due, today) < 0)
            state = "late";
        fprintf(context->out, "  %-12s %-4s %s  %-12s %s%-10s  %s\n", i == 0 ? "actions" : "",
                action->id != NULL ? pm_context_safe(context, action->id) : "?", text,
                action->owner != NULL ? pm_context_safe(context, action->owner) : "nobody",
                action->due != NULL ? "due " : "    ",
                action->due != NULL ? pm_context_safe(context, action->due) : "", state);
    }
}

/* What can't be read is not shown, and is not passed over in silence either. */
static void
hint_unread(PmContext *context, const PmTarget *target)
{
    const PmSplit *split = &target->document->split;
    if (split->state == PM_SPLIT_UNTERMINATED ||
        (split->front.end > split->front.start && !target->document->front_clean))
        pm_context_hint(
            context, "not all of its front matter can be read: git postmortem check%s %s",
            target->entry->adopted ? " --all" : "", pm_context_word(context, target->entry->id));
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    if (given->json && g_file_test(arguments[0], G_FILE_TEST_IS_REGULAR))
        return pm_show_json_file(context, arguments[0], error);
    if (context->repository == NULL || *context->config->ledger == '\0') {
        if (g_file_test(arguments[0], G_FILE_TEST_IS_REGULAR))
            return pm_show_json_file(context, arguments[0], error);
        pm_error_set(error, PM_ERROR_NOT_FOUND, "git postmortem init begins one",
                     "there is no ledger here, and no file '%s'", arguments[0]);
        return -1;
    }
    g_auto(PmTarget) target = { 0 };
    if (!pm_target_open(context, context->arena, arguments[0], &target, error))
        return -1;
    hint_unread(context, &target);
    if (given->json)
        return pm_show_json(context, target.entry->path, target.entry->id, target.document);
    print_title(context, target.document, target.entry);
    print_times(context, target.document);
    pm_show_review(context, target.entry->id);
    if (target.document->fields.action_count > 0) {
        fputc('\n', context->out);
        print_actions(context, target.document);
    }
    return PM_EXIT_OK;
}

extern const PmCommand pm_command_show;
const PmCommand pm_command_show = {
    .name = "show",
    .group = "Read",
    .summary = "Show a document: times, sign-offs, actions",
    .arguments = "<id>|<file>",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_MAY_REPOSITORY | PM_COMMAND_PAGES,
    .minimum = 1,
    .maximum = 1,
    .run = run,
};
