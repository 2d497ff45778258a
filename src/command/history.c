/* SPDX-License-Identifier: Apache-2.0 */
/* What happened to a document: its commits, the tool's told from those made by hand. */
#include "git/history.h"
#include "base/text.h"
#include "command/json.h"
#include "command/target.h"
#include "document/name.h"
#include "ledger/event.h"

#include <string.h>

typedef struct {
    gboolean json;
} Options;

static const PmOption options[] = {
    { "json", 0, PM_OPTION_FLAG, offsetof(Options, json), "print a JSON array", NULL },
    { 0 },
};

static char *
subject_of(const PmCommit *commit)
{
    const char *text = commit->message + strspn(commit->message, "\n");
    g_autofree char *line = g_strndup(text, strcspn(text, "\n"));
    return g_strdup(g_str_has_prefix(line, "postmortem: ") ? line + strlen("postmortem: ") : line);
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

/* A commit as it is printed. */
typedef struct {
    const char *commit, *time, *kind, *who, *what;
} Line;

static Line
line_of(PmContext *context, const PmCommit *commit, const char *id)
{
    g_autofree char *event = NULL;
    g_autofree char *document = NULL;
    pm_event_read(commit->message, &event, &document);
    g_autofree char *subject = subject_of(commit);
    g_autofree char *time = time_of(commit);
    g_autofree char *name = NULL;
    g_autofree char *email = NULL;
    pm_repository_mailmap(context->repository, commit->author_name, commit->author_email, &name,
                          &email);
    g_autofree char *rest = rest_of(subject, event, id);
    return (Line){ .commit = pm_arena_printf(context->arena, "%.7s", commit->oid.hex),
                   .time = pm_arena_printf(context->arena, "%.10s %.5s", time, time + 11),
                   .kind = event != NULL              ? pm_context_safe(context, event)
                           : commit->parent_count > 1 ? "(merge)"
                                                      : "(by hand)",
                   .who = pm_context_safe(context, name),
                   .what = pm_context_safe(context, rest) };
}

static void
print_line(PmContext *context, const Line *line, size_t kind_width, size_t who_width)
{
    g_autofree char *kind = pm_text_pad(line->kind, kind_width);
    g_autofree char *name = pm_text_ellipsize(line->who, who_width);
    g_autofree char *who = pm_text_pad(name, who_width);
    g_autofree char *text =
        g_strdup_printf("%s  %s  %s  %s  %s", line->commit, line->time, kind, who, line->what);
    g_autofree char *cut =
        context->terminal ? pm_text_ellipsize(text, MAX(context->columns, 40)) : g_strdup(text);
    fprintf(context->out, "%s\n", g_strchomp(cut));
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
json_of(const PmCommit *commit)
{
    g_autofree char *event = NULL;
    g_autofree char *document = NULL;
    pm_event_read(commit->message, &event, &document);
    g_autofree char *subject = subject_of(commit);
    g_autofree char *time = time_of(commit);
    return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:i}", "commit", commit->oid.hex, "time",
                     pm_json_text(time), "event", pm_json_text(event), "subject",
                     pm_json_text(subject), "author", pm_json_text(commit->author_name), "email",
                     pm_json_text(commit->author_email), "parents", (int)commit->parent_count);
}

static bool
print_all(PmContext *context, const GArray *oids, const char *id, bool json, GError **error)
{
    json_t *list = json_array();
    g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(Line));
    bool whole = true;
    for (guint i = 0; whole && i < oids->len; i++) {
        g_autoptr(PmCommit) commit =
            pm_commit_read(context->repository, &g_array_index(oids, PmOid, i), error);
        whole = commit != NULL;
        if (whole && json) {
            json_array_append_new(list, json_of(commit));
        } else if (whole) {
            Line line = line_of(context, commit, id);
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

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    g_auto(PmTarget) target = { 0 };
    PmOid head;
    if (!pm_target_open(context, context->arena, arguments[0], &target, error) ||
        !pm_repository_resolve(context->repository, "HEAD", &head, error))
        return -1;
    g_autofree char *signoffs = pm_name_signoffs(target.entry->path);
    g_autofree char *evidence = pm_name_evidence(target.entry->path);
    const char *prefixes[] = { target.entry->path, signoffs, evidence, NULL };
    bool cut = false;
    g_autoptr(GArray) oids = pm_history_of(context->repository, &head, prefixes, &cut, error);
    if (oids == NULL || !print_all(context, oids, target.entry->id, given->json, error))
        return -1;
    if (oids->len == 0 && !given->json)
        pm_context_say(context, "%s is not committed yet\n",
                       pm_context_safe(context, target.entry->id));
    if (cut)
        pm_context_hint(context,
                        "this clone is shallow: older history is missing (git fetch --unshallow)");
    return PM_EXIT_OK;
}

extern const PmCommand pm_command_history;
const PmCommand pm_command_history = {
    .name = "history",
    .group = "Read",
    .summary = "What happened to a document, newest first",
    .arguments = "<id>",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_PAGES,
    .minimum = 1,
    .maximum = 1,
    .run = run,
};
