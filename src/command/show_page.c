/* SPDX-License-Identifier: Apache-2.0 */
#include "command/show_page.h"

#include "base/text.h"
#include "command/write.h"
#include "report/wrap.h"

#include <string.h>

enum { WIDEST = 100, DAY = 24 * 60 * 60 };

/* Left and right on one line where both fit, else one below the other. */
static void
print_ends(PmContext *context, const char *left, const char *right)
{
    size_t width = MIN(context->columns, WIDEST);
    size_t used = pm_text_width(left, -1) + pm_text_width(right, -1);
    if (*right == '\0')
        fprintf(context->out, "%s\n", left);
    else if (*left == '\0')
        fprintf(context->out, "%s\n", right);
    else if (used + 2 <= width)
        fprintf(context->out, "%s%*s%s\n", left, (int)(width - used), "", right);
    else
        fprintf(context->out, "%s\n%s\n", left, right);
}

void
pm_show_title(PmContext *context, const PmDocument *document, const PmCorpusEntry *entry)
{
    const PmFields *fields = &document->fields;
    const char *words[] = { pm_severity_format(context->arena, &fields->severity), fields->kind,
                            fields->status_text };
    if (words[2] == NULL && entry->adopted)
        words[2] = "adopted";
    g_autoptr(GString) what = g_string_new(NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (words[i] != NULL)
            g_string_append_printf(what, "%s%s", what->len > 0 ? " · " : "",
                                   pm_context_safe(context, words[i]));
    const char *id = entry->id != NULL ? entry->id : entry->path;
    print_ends(context, pm_context_safe(context, id), what->str);
    const char *title = fields->title != NULL ? pm_context_safe(context, fields->title) : "";
    const char *owner =
        fields->owner != NULL
            ? pm_arena_printf(context->arena, "owner %s", pm_context_safe(context, fields->owner))
            : "";
    if (*title != '\0' || *owner != '\0')
        print_ends(context, title, owner);
    if (id != entry->path)
        fprintf(context->out, "%s\n", pm_context_safe(context, entry->path));
}

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

/* One time on the line, or on the next where it is full. */
static void
print_time(PmContext *context, const char *text, size_t *column)
{
    size_t width = strlen(text);
    if (*column > 0 && *column + 3 + width > MIN(context->columns, WIDEST)) {
        fputc('\n', context->out);
        *column = 0;
    }
    *column += (size_t)fprintf(context->out, "%s%s", *column > 0 ? "   " : "  ", text);
}

/* The times to scale, from the start to the last. */
static void
print_scale(PmContext *context, const PmField *times, int64_t start, int64_t end)
{
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

/* "started 2026-01-14 16:58 UTC   detected +14m …" */
void
pm_show_times(PmContext *context, const PmDocument *document)
{
    const PmField *times = document->fields.times;
    if (times[PM_TIME_STARTED].state != PM_FIELD_GIVEN)
        return;
    int64_t start = times[PM_TIME_STARTED].value, end = start;
    const char *text = pm_time_format(context->arena, start);
    size_t column = 0;
    fputc('\n', context->out);
    print_time(context, pm_arena_printf(context->arena, "started %.10s %.5s UTC", text, text + 11),
               &column);
    for (PmTimeName name = PM_TIME_DETECTED; name < PM_TIME_DISCLOSED; name++) {
        const PmField *time = &times[name];
        if (time->state == PM_FIELD_GIVEN)
            end = MAX(end, time->value);
        if (time->state == PM_FIELD_GIVEN || time->state == PM_FIELD_UNKNOWN)
            print_time(context,
                       pm_arena_printf(context->arena, "%s %s", pm_time_name(name),
                                       time->state == PM_FIELD_GIVEN
                                           ? span_text(context->arena, time->value - start)
                                           : "unknown"),
                       &column);
    }
    fputc('\n', context->out);
    if (end > start)
        print_scale(context, times, start, end);
}

/* What the last column says of an action. */
static const char *
state_of(PmContext *context, const PmAction *action)
{
    int64_t due, today;
    const char *status = action->status != NULL ? pm_context_safe(context, action->status) : "open";
    if (!pm_action_is_open(action) || action->due == NULL ||
        !pm_time_parse(action->due, NULL, &due, NULL) ||
        !pm_time_parse(pm_write_today(context), NULL, &today, NULL) || due >= today)
        return status;
    int64_t days = (today - due) / DAY;
    return pm_arena_printf(context->arena, "%s, %" G_GINT64_FORMAT " day%s late", status, days,
                           days == 1 ? "" : "s");
}

enum { ID, TEXT, OWNER, DUE, STATE, CELLS };

static void
cells_of(PmContext *context, const PmAction *action, const char *out_cells[CELLS])
{
    out_cells[ID] = action->id != NULL ? pm_context_safe(context, action->id) : "?";
    out_cells[TEXT] = action->text != NULL ? pm_context_safe(context, action->text) : "";
    out_cells[OWNER] = action->owner != NULL ? pm_context_safe(context, action->owner) : "nobody";
    out_cells[DUE] = action->due != NULL ? pm_arena_printf(context->arena, "due %s",
                                                           pm_context_safe(context, action->due))
                                         : "no due date";
    out_cells[STATE] = state_of(context, action);
}

static void
print_cells(PmContext *context, const char *const cells[CELLS], const size_t widths[CELLS],
            bool first)
{
    g_autoptr(GString) line = g_string_new(NULL);
    g_string_printf(line, "  %-*s", PM_SHOW_COLUMN - 2, first ? "actions" : "");
    for (size_t i = 0; i < CELLS; i++) {
        g_autofree char *padded = pm_text_pad(cells[i], widths[i]);
        g_string_append_printf(line, "%s%s", padded, i + 1 < CELLS ? "  " : "");
    }
    fprintf(context->out, "%s\n", g_strchomp(line->str));
}

/* The text in as many lines as it needs, the rest below. */
static void
print_stacked(PmContext *context, const char *const cells[CELLS], size_t id_width, bool first)
{
    g_autofree char *id = pm_text_pad(cells[ID], id_width);
    size_t indent = PM_SHOW_COLUMN + pm_text_width(id, -1) + 2;
    fprintf(context->out, "  %-*s%s  ", PM_SHOW_COLUMN - 2, first ? "actions" : "", id);
    pm_wrap_print(context->out, cells[TEXT], indent, indent, context->columns);
    fprintf(context->out, "%*s%s · %s · %s\n", (int)indent, "", cells[OWNER], cells[DUE],
            cells[STATE]);
}

/* In a table where that fits, else one below the other: no text is cut. */
void
pm_show_actions(PmContext *context, const PmDocument *document)
{
    const PmFields *fields = &document->fields;
    const char *(*cells)[CELLS] = g_malloc0_n(fields->action_count + 1, sizeof *cells);
    size_t widths[CELLS] = { 0 };
    for (size_t i = 0; i < fields->action_count; i++) {
        cells_of(context, &fields->actions[i], cells[i]);
        for (size_t k = 0; k < CELLS; k++)
            widths[k] = MAX(widths[k], pm_text_width(cells[i][k], -1));
    }
    size_t width = PM_SHOW_COLUMN + 2 * (CELLS - 1);
    for (size_t k = 0; k < CELLS; k++)
        width += widths[k];
    if (fields->action_count > 0)
        fputc('\n', context->out);
    for (size_t i = 0; i < fields->action_count; i++)
        if (width > context->columns)
            print_stacked(context, cells[i], MIN(widths[ID], 8), i == 0);
        else
            print_cells(context, cells[i], widths, i == 0);
    g_free(cells);
}
