/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "check/duties.h"
#include "command/clock.h"
#include "command/show_page.h"
#include "report/wrap.h"

enum { WHO, DUTY, STATE, CELLS };

/* "told 2026-01-17T09:00:00Z", "due in 5 hours", "not required: nobody's data" */
static const char *
state_of(PmContext *context, const PmDuty *duty)
{
    PmArena *arena = context->arena;
    if (duty->not_required != NULL)
        return pm_arena_printf(arena, "not required: %s",
                               pm_context_safe(context, duty->not_required));
    if (!pm_duty_is_open(duty))
        return pm_arena_printf(
            arena, "told %s%s%s", pm_context_safe(context, duty->notified.text),
            !duty->is_late       ? ""
            : duty->late != NULL ? ", too late: "
                                 : ", too late, and nobody says why",
            duty->is_late && duty->late != NULL ? pm_context_safe(context, duty->late) : "");
    const char *told = duty->due.text != NULL
                           ? pm_deadline_tell(arena, &duty->due, pm_clock_now(context))
                           : "no time by which";
    return duty->node != NULL ? told : pm_arena_printf(arena, "%s, has no entry", told);
}

static void
print_cells(PmContext *context, const char *const cells[CELLS], const size_t widths[CELLS])
{
    g_autoptr(GString) line = g_string_new(NULL);
    for (size_t i = 0; i < CELLS; i++) {
        g_autofree char *padded = pm_text_pad(cells[i], widths[i]);
        g_string_append_printf(line, "%s%s", padded, widths[i] > 0 ? "  " : "");
    }
    fprintf(context->out, "%s\n", g_strchomp(line->str));
}

/* Who it is, and what of it below. */
static void
print_stacked(PmContext *context, const char *const cells[CELLS])
{
    size_t indent = PM_SHOW_COLUMN + 2;
    g_autofree char *state =
        g_strconcat(cells[DUTY], *cells[DUTY] != '\0' ? " · " : "", cells[STATE], NULL);
    pm_wrap_print(context->out, cells[WHO], PM_SHOW_COLUMN, indent, context->columns);
    fprintf(context->out, "%*s", (int)indent, "");
    pm_wrap_print(context->out, state, indent, indent, context->columns);
}

/* In a table where that fits, else one below the other: no text is cut. */
void
pm_show_duties(PmContext *context, const PmDocument *document)
{
    PmDutyBook book = pm_duties_book(context->arena, context->config);
    size_t count, widths[CELLS] = { 0 };
    const PmDuty *duties = pm_duties_read(context->arena, &book, document, &count);
    const char *(*cells)[CELLS] = g_malloc0_n(count + 1, sizeof *cells);
    for (size_t i = 0; i < count; i++) {
        cells[i][WHO] = pm_context_safe(context, duties[i].organisation);
        cells[i][DUTY] = duties[i].name != NULL ? pm_context_safe(context, duties[i].name) : "";
        cells[i][STATE] = state_of(context, &duties[i]);
        for (size_t k = 0; k < CELLS; k++)
            widths[k] = MAX(widths[k], pm_text_width(cells[i][k], -1));
    }
    size_t width = PM_SHOW_COLUMN + 4 + widths[WHO] + widths[DUTY] + widths[STATE];
    if (count > 0)
        fputc('\n', context->out);
    for (size_t i = 0; i < count; i++) {
        fprintf(context->out, "  %-*s", PM_SHOW_COLUMN - 2, i == 0 ? "to be told" : "");
        if (width > context->columns)
            print_stacked(context, cells[i]);
        else
            print_cells(context, cells[i], widths);
    }
    g_free(cells);
}
