/* SPDX-License-Identifier: Apache-2.0 */
/* The documents, newest first, by a query. */
#include "check/check.h"
#include "command/each.h"
#include "command/json.h"
#include "command/list_table.h"
#include "command/write.h"
#include "document/filter.h"

#include <string.h>

typedef struct {
    gboolean json, zero;
} Options;

static const PmOption options[] = {
    { "json", 0, PM_OPTION_FLAG, offsetof(Options, json), "print a JSON array", NULL },
    { "null", 'z', PM_OPTION_FLAG, offsetof(Options, zero), "print ids alone, each ended by NUL",
      NULL },
    { 0 },
};

/* Listing under way. */
typedef struct {
    PmContext *context;
    const PmFilter *filter;
    const char *today;
    GArray *rows;
} Listing;

static void
work(PmEachJob *job, void *data)
{
    const Listing *self = data;
    if (job->bytes == NULL)
        return;
    size_t length;
    const char *bytes = g_bytes_get_data(job->bytes, &length);
    const PmSource *source =
        pm_source_new(job->arena, job->entry->path, bytes != NULL ? bytes : "", length);
    PmFieldReading reading = pm_checker_reading(job->arena, self->context->config);
    PmDocumentFlags flags = PM_DOCUMENT_FRONT | (job->entry->adopted ? PM_DOCUMENT_FOREIGN : 0);
    const PmDocument *document = pm_document_load(job->arena, source, job->entry->id, flags,
                                                  &reading, pm_diagnostics_new(job->arena));
    if (pm_filter_ask(self->filter, document, self->today) != PM_ANSWER_YES)
        return;
    const PmFields *fields = &document->fields;
    PmListRow *row = pm_arena_new0(job->arena, PmListRow, 1);
    *row =
        (PmListRow){ .title = fields->title,
                     .severity_text = pm_severity_format(job->arena, &fields->severity),
                     .status = fields->status_text,
                     .kind = fields->kind,
                     .owner = fields->owner,
                     .severity =
                         fields->severity.state == PM_FIELD_GIVEN ? (int)fields->severity.value : 0,
                     .has_started = fields->times[PM_TIME_STARTED].state == PM_FIELD_GIVEN,
                     .started = fields->times[PM_TIME_STARTED].value };
    job->result = row;
}

/* "investigations/2024-02-28-decide is down" was written about that day. */
static void
set_day(PmListRow *row)
{
    row->has_day = row->has_started;
    row->day = row->started;
    const char *slash = strrchr(row->id, '/');
    g_autofree char *day = g_strndup(slash != NULL ? slash + 1 : row->id, strlen("2026-01-14"));
    if (!row->has_day && pm_time_parse(day, NULL, &row->day, NULL))
        row->has_day = true;
}

static void
finish(PmEachJob *job, void *data)
{
    Listing *self = data;
    if (job->result == NULL)
        return;
    PmArena *arena = self->context->arena;
    PmListRow row = *(const PmListRow *)job->result;
    row.id = job->entry->id;
    row.path = job->entry->path;
    row.adopted = job->entry->adopted;
    row.title = pm_arena_strdup(arena, row.title);
    row.status = pm_arena_strdup(arena, row.status);
    row.kind = pm_arena_strdup(arena, row.kind);
    row.owner = pm_arena_strdup(arena, row.owner);
    row.severity_text = pm_arena_strdup(arena, row.severity_text);
    set_day(&row);
    g_array_append_val(self->rows, row);
}

/* Newest first; those of no known day behind them, by id: what is numbered grows with time. */
static int
newest_first(gconstpointer a, gconstpointer b)
{
    const PmListRow *left = a, *right = b;
    if (left->has_day != right->has_day)
        return left->has_day ? -1 : 1;
    if (left->has_day && left->day != right->day)
        return left->day > right->day ? -1 : 1;
    return strcmp(right->id, left->id);
}

static json_t *
json_of(PmContext *context, const PmListRow *row)
{
    json_t *one = json_object();
    const struct {
        const char *key, *text;
    } members[] = {
        { "id", row->id },     { "path", row->path },     { "title", row->title },
        { "kind", row->kind }, { "status", row->status }, { "owner", row->owner },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        json_object_set_new(one, members[i].key, pm_json_text(members[i].text));
    json_object_set_new(one, "adopted", json_boolean(row->adopted));
    json_object_set_new(one, "severity",
                        row->severity > 0 ? json_integer(row->severity) : json_null());
    const char *started = row->has_started ? pm_time_format(context->arena, row->started) : NULL;
    json_object_set_new(one, "started", pm_json_text(started));
    return one;
}

static void
print_json(PmContext *context, const GArray *rows)
{
    json_t *list = json_array();
    for (guint i = 0; i < rows->len; i++)
        json_array_append_new(list, json_of(context, &g_array_index(rows, PmListRow, i)));
    pm_json_print(context, list, JSON_INDENT(1));
}

/* Names for scripts are bytes; a terminal gets no bytes that it acts on. */
static void
print_ids(PmContext *context, const GArray *rows)
{
    for (guint i = 0; i < rows->len; i++) {
        const char *id = g_array_index(rows, PmListRow, i).id;
        fprintf(context->out, "%s%c", context->terminal ? pm_context_safe(context, id) : id, '\0');
    }
}

/* An empty list is an answer; a word of the query that no document of ours has may be why. */
static void
say_doubt(PmContext *context, const char *query)
{
    g_autoptr(GError) doubt = NULL;
    if (pm_filter_parse(context->arena, query, PM_FILTER_OURS, &doubt) != NULL)
        return;
    size_t length;
    const char *hint = pm_error_hint(doubt, &length);
    pm_context_hint(
        context, "%s",
        pm_context_safe(context, pm_arena_strndup(context->arena, doubt->message, length)));
    if (hint != NULL)
        pm_context_hint(context, "%s", pm_context_safe(context, hint));
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    g_autofree char *query = g_strjoinv(" ", arguments);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(PmListRow));
    Listing listing = { .context = context, .today = pm_write_today(context), .rows = rows };
    listing.filter = pm_filter_parse(context->arena, query, PM_FILTER_ANY, error);
    if (listing.filter == NULL)
        return -1;
    const PmCorpus *corpus =
        pm_corpus_open(context->arena, context->content, context->config, error);
    PmEach each = { .work = work, .finish = finish, .data = &listing };
    if (corpus == NULL || !pm_each_of_corpus(&each, context, context->content, corpus, error))
        return -1;
    g_array_sort(rows, newest_first);
    if (given->json)
        print_json(context, rows);
    else if (given->zero)
        print_ids(context, rows);
    else
        pm_list_print(context, rows);
    if (rows->len == 0)
        say_doubt(context, query);
    return PM_EXIT_OK;
}

extern const PmCommand pm_command_list;
const PmCommand pm_command_list = {
    .name = "list",
    .group = "Read",
    .summary = "List documents, newest first",
    .arguments = "[<query>]",
    .description = "A query is made of terms that must all hold: `severity<=2 service:checkout "
                   "status:draft,in-review started>=2026-01 actions:overdue`, with `or`, `not` and "
                   "parentheses; words without a field are looked for in id and title. The manual "
                   "has the fields.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_PAGES,
    .maximum = -1,
    .run = run,
};
