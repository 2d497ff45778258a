/* SPDX-License-Identifier: Apache-2.0 */
#include "command/history_page.h"

#include "base/text.h"
#include "command/json.h"
#include "ledger/event.h"

#include <string.h>

/* As git has it: the lines up to the first blank one, without the blanks at their ends. */
static char *
subject_of(const PmCommit *commit)
{
    g_auto(GStrv) lines = g_strsplit(commit->message, "\n", -1);
    g_autoptr(GString) subject = g_string_new(NULL);
    for (size_t i = 0; lines[i] != NULL; i++) {
        g_strchomp(lines[i]);
        if (*lines[i] == '\0' && subject->len > 0)
            break;
        if (*lines[i] != '\0')
            g_string_append_printf(subject, "%s%s", subject->len > 0 ? " " : "", lines[i]);
    }
    bool ours = g_str_has_prefix(subject->str, "postmortem: ");
    return g_strdup(subject->str + (ours ? strlen("postmortem: ") : 0));
}

/* "add action A2 to <id>": whose history this is need not be said. */
static void
cut_id(char *text, const char *id)
{
    static const char *const links[] = { " to", " of", " in", " from", "" };
    if (!g_str_has_suffix(text, id))
        return;
    text[strlen(text) - strlen(id)] = '\0';
    g_strchomp(text);
    for (size_t i = 0; i < G_N_ELEMENTS(links); i++)
        if (g_str_has_suffix(text, links[i])) {
            text[strlen(text) - strlen(links[i])] = '\0';
            return;
        }
}

/* What the subject says beyond event and id, which have columns or are known. */
static char *
rest_of(const char *subject, const char *event, const char *id)
{
    if (event == NULL || !g_str_has_prefix(subject, event)) {
        char *rest = g_strdup(subject);
        cut_id(rest, id);
        return rest;
    }
    const char *rest = subject + strlen(event);
    rest += strspn(rest, " ");
    if (g_str_has_prefix(rest, id))
        rest += strlen(id);
    char *out = g_strdup(rest + strspn(rest, " :"));
    cut_id(out, id);
    return out;
}

static char *
time_of(const PmCommit *commit)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(commit->author_time);
    return time == NULL ? g_strdup("?") : g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
}

/* How many commits a merge brought that changed the document. */
static guint
brought_by(const PmHistory *self, const PmStoryEvent *merge)
{
    guint count = 0;
    for (guint i = 0; i < self->events->len; i++) {
        const PmPast *past = &g_array_index(self->events, PmStoryEvent, i).past;
        count += past->changed && g_str_equal(past->bringer.hex, merge->past.commit.hex) ? 1 : 0;
    }
    return count;
}

/* What is to be said before the subject: where it was, and what a merge did. */
static const char *
note_of(const PmHistory *self, const PmStoryEvent *event)
{
    PmArena *arena = self->context->arena;
    guint brought = event->past.parents > 1 ? brought_by(self, event) : 0;
    const char *left = event->past.took ? "" : ", whose text it left out";
    const char *moved = event->moved_from != NULL
                            ? pm_arena_printf(arena, "moved from %s: ", event->moved_from)
                            : "";
    if (brought == 0)
        return moved;
    return pm_arena_printf(arena, "%sbrought %u commit%s%s: ", moved, brought,
                           brought == 1 ? "" : "s", left);
}

/* A commit as it is printed. */
typedef struct {
    const char *commit, *time, *kind, *who, *what;
    GPtrArray *changes;        /* char *; NULL: none */
    const GPtrArray *signoffs; /* PmHistorySignoff; NULL: none */
} Line;

static void
line_clear(void *data)
{
    g_clear_pointer(&((Line *)data)->changes, g_ptr_array_unref);
}

static Line
line_of(const PmHistory *self, const PmStoryEvent *item, const PmCommit *commit)
{
    PmContext *context = self->context;
    g_autofree char *event = NULL;
    g_autofree char *document = NULL;
    pm_event_read(commit->message, &event, &document);
    g_autofree char *subject = subject_of(commit);
    g_autofree char *time = time_of(commit);
    g_autofree char *name = NULL;
    g_autofree char *email = NULL;
    pm_repository_mailmap(context->repository, commit->author_name, commit->author_email, &name,
                          &email);
    g_autofree char *rest = rest_of(subject, event, self->id);
    const char *what = pm_arena_printf(context->arena, "%s%s", note_of(self, item), rest);
    return (Line){ .commit = pm_arena_printf(context->arena, "%.7s", commit->oid.hex),
                   .time = pm_arena_printf(context->arena, "%.10s %.5s", time, time + 11),
                   .kind = event != NULL              ? pm_context_safe(context, event)
                           : commit->parent_count > 1 ? "(merge)"
                                                      : "(by hand)",
                   .who = pm_context_safe(context, name),
                   .what = pm_context_safe(context, what),
                   .changes = self->changes != NULL
                                  ? pm_history_changes_lines(self->changes, item, commit)
                                  : NULL,
                   .signoffs = pm_history_signoffs_of(self->signoffs, commit->oid.hex) };
}

static void
print_text(PmContext *context, char *text)
{
    g_autofree char *cut =
        context->terminal ? pm_text_ellipsize(text, MAX(context->columns, 40)) : g_strdup(text);
    fprintf(context->out, "%s\n", g_strchomp(cut));
}

static void
print_below(PmContext *context, const char *text)
{
    g_autofree char *below = g_strdup_printf("%*s%s", (int)strlen("1234567  "), "", text);
    print_text(context, below);
}

static void
print_line(PmContext *context, const Line *line, size_t kind_width, size_t who_width)
{
    g_autofree char *kind = pm_text_pad(line->kind, kind_width);
    g_autofree char *name = pm_text_ellipsize(line->who, who_width);
    g_autofree char *who = pm_text_pad(name, who_width);
    g_autofree char *text =
        g_strdup_printf("%s  %s  %s  %s  %s", line->commit, line->time, kind, who, line->what);
    print_text(context, text);
    for (guint i = 0; line->changes != NULL && i < line->changes->len; i++)
        print_below(context, line->changes->pdata[i]);
    for (guint i = 0; line->signoffs != NULL && i < line->signoffs->len; i++)
        print_below(context,
                    pm_context_safe(context, pm_history_signoff_text(context->arena,
                                                                     line->signoffs->pdata[i])));
}

/* Whole to a file or a pipe, cut to the width of a terminal. */
static void
print_lines(PmContext *context, const GArray *lines)
{
    size_t kind_width = 0, who_width = 0;
    for (guint i = 0; i < lines->len; i++) {
        const Line *line = &g_array_index(lines, Line, i);
        kind_width = MAX(kind_width, pm_text_width(line->kind, -1));
        who_width = MAX(who_width, pm_text_width(line->who, -1));
    }
    if (context->terminal)
        who_width = MIN(who_width, 18);
    for (guint i = 0; i < lines->len; i++)
        print_line(context, &g_array_index(lines, Line, i), kind_width, who_width);
}

static json_t *
json_of(const PmHistory *self, const PmStoryEvent *item, const PmCommit *commit)
{
    g_autofree char *event = NULL;
    g_autofree char *document = NULL;
    pm_event_read(commit->message, &event, &document);
    g_autofree char *subject = subject_of(commit);
    g_autofree char *time = time_of(commit);
    const GPtrArray *signoffs = pm_history_signoffs_of(self->signoffs, commit->oid.hex);
    bool on_line = g_str_equal(item->past.bringer.hex, PM_OID_ZERO.hex);
    json_t *list = json_array();
    for (guint i = 0; signoffs != NULL && i < signoffs->len; i++)
        json_array_append_new(list, pm_history_signoff_json(signoffs->pdata[i]));
    return json_pack(
        "{s:s, s:o, s:o, s:o, s:o, s:o, s:i, s:o, s:o, s:o, s:b, s:b, s:o, s:o}", "commit",
        commit->oid.hex, "time", pm_json_text(time), "event", pm_json_text(event), "subject",
        pm_json_text(subject), "author", pm_json_text(commit->author_name), "email",
        pm_json_text(commit->author_email), "parents", (int)commit->parent_count, "path",
        pm_json_text(item->path), "moved_from", pm_json_text(item->moved_from), "brought_by",
        on_line ? json_null() : json_string(item->past.bringer.hex), "by_hand", event == NULL,
        "changed", commit->parent_count > 1 ? item->past.took : item->past.changed, "signoffs",
        list, "changes",
        self->changes != NULL ? pm_history_changes_json(self->changes, item, commit)
                              : json_array());
}

bool
pm_history_print(const PmHistory *self, bool json, GError **error)
{
    PmContext *context = self->context;
    json_t *list = json_array();
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(Line));
    g_array_set_clear_func(lines, line_clear);
    bool whole = true;
    for (guint i = 0; whole && i < self->events->len; i++) {
        const PmStoryEvent *event = &g_array_index(self->events, PmStoryEvent, i);
        g_autoptr(PmCommit) commit =
            pm_commit_read(context->repository, &event->past.commit, error);
        whole = commit != NULL;
        if (whole && json) {
            json_array_append_new(list, json_of(self, event, commit));
        } else if (whole) {
            Line line = line_of(self, event, commit);
            g_array_append_val(lines, line);
        }
    }
    if (whole && json)
        pm_json_print(context, json_incref(list), JSON_INDENT(1));
    else if (whole)
        print_lines(context, lines);
    json_decref(list);
    return whole;
}
