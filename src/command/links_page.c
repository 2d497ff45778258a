/* SPDX-License-Identifier: Apache-2.0 */
#include "command/links_page.h"

#include "base/text.h"
#include "command/show_page.h"
#include "report/wrap.h"

enum { STEP = 2, QUOTE_MOST = 240 }; /* columns */

/* One action of another document: what it is, its text, and what is to be said of it; all safe. */
typedef struct {
    const char *what, *text, *facts;
} Line;

/* On a terminal as much of it as tells what it is about. */
static const char *
quoted(PmContext *context, const char *text)
{
    const char *safe = text != NULL ? pm_context_safe(context, text) : "";
    g_autofree char *brief = context->terminal ? pm_text_ellipsize(safe, QUOTE_MOST) : NULL;
    return pm_arena_printf(context->arena, "\"%s\"", brief != NULL ? brief : safe);
}

/* On one line where all fits, else below each other: no text is cut. */
static void
print_line(PmContext *context, const Line *line)
{
    const char *all =
        pm_arena_printf(context->arena, "%s  %s  %s", line->what, line->text, line->facts);
    size_t indent = PM_SHOW_COLUMN + STEP;
    fprintf(context->out, "%*s", PM_SHOW_COLUMN, "");
    if (PM_SHOW_COLUMN + pm_text_width(all, -1) <= context->columns) {
        fprintf(context->out, "%s\n", all);
        return;
    }
    pm_wrap_print(context->out, line->what, PM_SHOW_COLUMN, indent, context->columns);
    fprintf(context->out, "%*s", (int)indent, "");
    pm_wrap_print(context->out, line->text, indent, indent, context->columns);
    fprintf(context->out, "%*s", (int)indent, "");
    pm_wrap_print(context->out, line->facts, indent, indent, context->columns);
}

static void
print_heading(PmContext *context, const char *heading)
{
    fprintf(context->out, "\n  %s\n", heading);
}

static void
print_more(PmContext *context, guint count, guint most)
{
    if (count > most)
        fprintf(context->out, "%*sand %u more%s\n", PM_SHOW_COLUMN, "", count - most,
                count <= PM_KNOWN_MOST ? ", which --json has" : "");
}

/* "A3 of 2025-09-29-flags-504" */
static const char *
name_of(PmContext *context, const char *action, const char *id)
{
    return pm_arena_printf(context->arena, "%s of %s",
                           action != NULL ? pm_context_safe(context, action) : "an action",
                           pm_context_safe(context, id));
}

static const char *
age_of(PmContext *context, const PmKnownOpen *known)
{
    if (known->days < 0)
        return "open";
    const char *days = known->days == 0
                           ? "less than a day"
                           : pm_arena_printf(context->arena, "%" G_GINT64_FORMAT " day%s",
                                             known->days, known->days == 1 ? "" : "s");
    const char *how = known->basis == PM_KNOWN_BY_ITSELF ? " by its own dates"
                      : known->at_least                  ? " or more (history is cut off there)"
                                                         : "";
    return pm_arena_printf(context->arena, "open %s%s", days, how);
}

/* "open 107 days, on checkout, done since" */
static const char *
facts_of(PmContext *context, const PmKnownOpen *known)
{
    g_autofree char *services = g_strjoinv(", ", (char **)known->services);
    return pm_arena_printf(context->arena, "%s, on %s, %s", age_of(context, known),
                           pm_context_safe(context, services), known->became);
}

void
pm_links_page_known(PmContext *context, const PmKnown *known)
{
    if (known->cut) {
        print_heading(context, "known before this incident, and unfixed");
        fprintf(context->out,
                "%*snot known: this clone is shallow, and its history begins later\n"
                "%*s(git fetch --unshallow)\n",
                PM_SHOW_COLUMN, "", PM_SHOW_COLUMN, "");
    } else if (known->found->len > 0) {
        print_heading(context, "known before this incident, and unfixed");
    }
    for (guint i = 0; i < MIN(known->found->len, PM_LINKS_PAGE_KNOWN); i++) {
        const PmKnownOpen *one = &g_array_index(known->found, PmKnownOpen, i);
        Line line = { .what = name_of(context, one->action, one->id),
                      .text = quoted(context, one->text),
                      .facts = facts_of(context, one) };
        print_line(context, &line);
    }
    print_more(context, known->count, PM_LINKS_PAGE_KNOWN);
}

static const char *
state_of(PmContext *context, const PmAskedBefore *asked)
{
    static const struct {
        const char *status, *state;
    } rows[] = { { "proposed", "still open" }, { "open", "still open" },
                 { "doing", "still open" },    { "done", "done" },
                 { "confirmed", "confirmed" }, { "not-doing", "dropped" } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        if (g_str_equal(asked->status, rows[i].status))
            return rows[i].state;
    return pm_context_safe(context, asked->status);
}

/* "97 % like A4, 2023-02-14, still open" */
static const char *
likeness_of(PmContext *context, const PmAskedBefore *asked)
{
    const char *of =
        asked->action != NULL
            ? pm_arena_printf(context->arena, " like %s", pm_context_safe(context, asked->action))
            : "";
    return pm_arena_printf(context->arena, "%d %%%s, %.10s, %s", pm_asked_before_percent(asked), of,
                           pm_time_format(context->arena, asked->started),
                           state_of(context, asked));
}

void
pm_links_page_asked(PmContext *context, const GArray *asked)
{
    if (asked->len > 0)
        print_heading(context, "asked for before");
    for (guint i = 0; i < MIN(asked->len, PM_LINKS_PAGE_ASKED); i++) {
        const PmAskedBefore *one = &g_array_index(asked, PmAskedBefore, i);
        Line line = { .what = name_of(context, one->other, one->id),
                      .text = quoted(context, one->other_text),
                      .facts = likeness_of(context, one) };
        print_line(context, &line);
    }
    print_more(context, asked->len, PM_LINKS_PAGE_ASKED);
}

void
pm_links_page_closest(PmContext *context, const GArray *asked)
{
    if (asked->len == 0)
        return;
    const PmAskedBefore *one = &g_array_index(asked, PmAskedBefore, 0);
    const char *all = pm_arena_printf(context->arena, "  asked before: %s, %s  %s",
                                      name_of(context, one->other, one->id),
                                      likeness_of(context, one), quoted(context, one->other_text));
    g_autofree char *brief =
        context->terminal ? pm_text_ellipsize(all, MAX(context->columns, 40)) : g_strdup(all);
    pm_context_say(context, "%s\n", brief);
}
