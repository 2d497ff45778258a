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

/* What the subject says beyond event and id, which have columns or are known. */
static const char *
rest_of(const char *subject, const char *event, const char *id)
{
    if (event == NULL || !g_str_has_prefix(subject, event))
        return subject;
    const char *rest = subject + strlen(event);
    rest += strspn(rest, " ");
    if (g_str_has_prefix(rest, id))
        rest += strlen(id);
    return rest + strspn(rest, " :");
}

static char *
time_of(const PmCommit *commit)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(commit->author_time);
    return time == NULL ? g_strdup("?") : g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
}

static void
print_line(PmContext *context, const PmCommit *commit, const char *id)
{
    g_autofree char *event = NULL;
    g_autofree char *document = NULL;
    pm_event_read(commit->message, &event, &document);
    g_autofree char *subject = subject_of(commit);
    g_autofree char *time = time_of(commit);
    const char *kind = event != NULL              ? pm_context_safe(context, event)
                       : commit->parent_count > 1 ? "(merge)"
                                                  : "(by hand)";
    g_autofree char *name = pm_text_ellipsize(pm_context_safe(context, commit->author_name), 18);
    g_autofree char *who = pm_text_pad(name, 18);
    g_autofree char *what = pm_text_pad(kind, 14);
    const char *safe = pm_context_safe(context, rest_of(subject, event, id));
    size_t used = 7 + 2 + 16 + 2 + 14 + 2 + 18 + 2;
    g_autofree char *cut = context->terminal && context->columns > used + 10
                               ? pm_text_ellipsize(safe, context->columns - used)
                               : g_strdup(safe);
    fprintf(context->out, "%.7s  %.10s %.5s  %s  %s  %s\n", commit->oid.hex, time, time + 11, what,
            who, cut);
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
    bool whole = true;
    for (guint i = 0; whole && i < oids->len; i++) {
        g_autoptr(PmCommit) commit =
            pm_commit_read(context->repository, &g_array_index(oids, PmOid, i), error);
        whole = commit != NULL;
        if (whole && json)
            json_array_append_new(list, json_of(commit));
        else if (whole)
            print_line(context, commit, id);
    }
    if (whole && json)
        pm_json_print(context, json_incref(list), JSON_INDENT(1));
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
