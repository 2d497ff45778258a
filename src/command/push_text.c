/* SPDX-License-Identifier: Apache-2.0 */
#include "command/push_text.h"

#include "base/text.h"

#include <string.h>

enum {
    COLUMNS = 72,
    LINES = 20,
    MESSAGE_LINES = 3,
    FINDING_LINES = MESSAGE_LINES + 3, /* with rule, place and command */
    LAST_LINES = 2,                    /* how many more, and what explains it */
};

static void
print_line(PmPushText *self, size_t indent, const char *line)
{
    fprintf(self->context->err, "%*s%s\n", (int)indent, "", line);
    self->lines++;
}

/* `text` with '…' in its middle where it is wider: the end of a path says more than the middle. */
static char *
fit(const char *text, size_t columns)
{
    size_t width = pm_text_width(text, -1);
    if (width <= columns)
        return g_strdup(text);
    g_autofree char *head = pm_text_ellipsize(text, columns / 2);
    const char *tail = text;
    for (size_t left = width; *tail != '\0' && left > columns - columns / 2;) {
        left -= pm_text_character_width(g_utf8_get_char(tail));
        tail = g_utf8_next_char(tail);
    }
    return g_strconcat(head, tail, NULL);
}

/* In lines of words; what is beyond the last line is left out. */
static void
print_wrapped(PmPushText *self, size_t indent, const char *text)
{
    g_autofree char *safe = pm_text_escape(text, -1, PM_ESCAPE_LINE);
    g_auto(GStrv) words = g_strsplit(safe, " ", -1);
    g_autoptr(GString) line = g_string_new(NULL);
    size_t columns = COLUMNS - indent, printed = 0;
    for (size_t i = 0; words[i] != NULL && printed < MESSAGE_LINES; i++) {
        g_autofree char *word = fit(words[i], columns);
        if (line->len > 0 && pm_text_width(line->str, -1) + 1 + pm_text_width(word, -1) > columns) {
            print_line(self, indent, line->str);
            printed++;
            g_string_truncate(line, 0);
        }
        g_string_append_printf(line, "%s%s", line->len > 0 ? " " : "", word);
    }
    if (printed < MESSAGE_LINES && line->len > 0)
        print_line(self, indent, line->str);
}

/* "postmortems/2026/….md:14" */
static const char *
place_of(PmArena *arena, const PmDiagnostic *found)
{
    if (found->path == NULL || found->source == NULL)
        return found->path;
    PmPosition at = pm_source_position(found->source, found->span.start);
    return pm_arena_printf(arena, "%s:%u", found->path, at.line);
}

static void
print_finding(PmPushText *self, const PmDiagnostic *found)
{
    PmArena *arena = self->context->arena;
    const char *place = place_of(arena, found);
    print_line(self, 2,
               found->commit == NULL
                   ? found->rule
                   : pm_arena_printf(arena, "%s in %.10s", found->rule, found->commit));
    if (place != NULL) {
        g_autofree char *safe = pm_text_escape(place, -1, PM_ESCAPE_LINE);
        g_autofree char *short_place = fit(safe, COLUMNS - 4);
        print_line(self, 4, short_place);
    }
    print_wrapped(self, 4, found->message);
    if (found->command != NULL && pm_text_width(found->command, -1) <= COLUMNS - 9)
        print_line(self, 4, pm_arena_printf(arena, "fix: %s", found->command));
}

static void
print_head(PmPushText *self, const PmRefUpdate *update, bool refused, size_t count)
{
    g_autofree char *safe = pm_text_escape(update->ref, -1, PM_ESCAPE_LINE);
    g_autofree char *ref = fit(safe, COLUMNS - 32);
    print_line(self, 0,
               refused ? pm_arena_printf(self->context->arena, "refused: %s, %zu violation%s", ref,
                                         count, count == 1 ? "" : "s")
                       : pm_arena_printf(self->context->arena, "note: %s, not complete yet", ref));
}

static bool
has_room(const PmPushText *self, size_t lines)
{
    return self->lines + lines <= LINES;
}

static bool
is_same(const PmDiagnostic *a, const PmDiagnostic *b)
{
    return g_str_equal(a->rule, b->rule) && g_strcmp0(a->path, b->path) == 0 &&
           g_strcmp0(a->commit, b->commit) == 0 && g_str_equal(a->message, b->message);
}

void
pm_push_print(PmPushText *self, const PmRefUpdate *update, const PmDiagnostics *found)
{
    size_t errors = pm_diagnostics_count_of(found, PM_SEVERITY_ERROR);
    PmSeverity shown = errors > 0 ? PM_SEVERITY_ERROR : PM_SEVERITY_WARNING;
    size_t more = 0, count = pm_diagnostics_count_of(found, shown);
    const PmDiagnostic *last = NULL;
    if (count == 0 || !has_room(self, errors > 0 ? 1 : 1 + FINDING_LINES + LAST_LINES))
        return;
    print_head(self, update, errors > 0, count);
    for (size_t i = 0; i < pm_diagnostics_count(found); i++) {
        const PmDiagnostic *one = pm_diagnostics_get(found, i);
        if (one->severity != shown || (last != NULL && is_same(one, last)))
            continue;
        if (has_room(self, FINDING_LINES + LAST_LINES) && more == 0)
            print_finding(self, one);
        else
            more++;
        last = one;
    }
    PmArena *arena = self->context->arena;
    if (more > 0 && has_room(self, 1))
        print_line(self, 2, pm_arena_printf(arena, "and %zu more: git postmortem verify", more));
    if (last != NULL && errors > 0 && has_room(self, 1))
        print_line(self, 2, pm_arena_printf(arena, "why: git postmortem explain %s", last->rule));
}
