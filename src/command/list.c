/* SPDX-License-Identifier: Apache-2.0 */
/* The documents, newest first, by a query. */
#include "base/text.h"
#include "check/check.h"
#include "command/each.h"
#include "command/write.h"
#include "document/filter.h"

#include <jansson.h>
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

typedef struct {
    const char *id, *path, *title, *status, *kind, *owner;
    int severity; /* 0: none */
    int64_t started;
    bool has_started, adopted;
} Row;

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
    Row *row = pm_arena_new0(job->arena, Row, 1);
    *row = (Row){ .title = fields->title,
                  .status = fields->status_text,
                  .kind = fields->kind,
                  .owner = fields->owner,
                  .severity =
                      fields->severity.state == PM_FIELD_GIVEN ? (int)fields->severity.value : 0,
                  .has_started = fields->times[PM_TIME_STARTED].state == PM_FIELD_GIVEN,
                  .started = fields->times[PM_TIME_STARTED].value };
    job->result = row;
}

static void
finish(PmEachJob *job, void *data)
{
    Listing *self = data;
    if (job->result == NULL)
        return;
    PmArena *arena = self->context->arena;
    Row row = *(const Row *)job->result;
    row.id = job->entry->id;
    row.path = job->entry->path;
    row.adopted = job->entry->adopted;
    row.title = pm_arena_strdup(arena, row.title);
    row.status = pm_arena_strdup(arena, row.status);
    row.kind = pm_arena_strdup(arena, row.kind);
    row.owner = pm_arena_strdup(arena, row.owner);
    g_array_append_val(self->rows, row);
}

/* Newest first; those without a start behind them, by id. */
static int
newest_first(gconstpointer a, gconstpointer b)
{
    const Row *left = a, *right = b;
    if (left->has_started != right->has_started)
        return left->has_started ? -1 : 1;
    if (left->has_started && left->started != right->started)
        return left->started > right->started ? -1 : 1;
    return strcmp(left->id, right->id);
}

static const char *
day_of(PmArena *arena, const Row *row)
{
    if (!row->has_started)
        return "";
    return pm_arena_strndup(arena, pm_time_format(arena, row->started), 10);
}

static void
print_json(PmContext *context, const GArray *rows)
{
    json_t *list = json_array();
    for (guint i = 0; i < rows->len; i++) {
        const Row *row = &g_array_index(rows, Row, i);
        json_t *one = json_pack("{s:s, s:s, s:s?, s:s?, s:s?, s:s?, s:b}", "id", row->id, "path",
                                row->path, "title", row->title, "kind", row->kind, "status",
                                row->status, "owner", row->owner, "adopted", row->adopted);
        json_object_set_new(one, "severity",
                            row->severity > 0 ? json_integer(row->severity) : json_null());
        json_object_set_new(one, "started",
                            row->has_started
                                ? json_string(pm_time_format(context->arena, row->started))
                                : json_null());
        json_array_append_new(list, one);
    }
    json_dumpf(list, context->out, JSON_INDENT(1));
    fputc('\n', context->out);
    json_decref(list);
}

/* Cells of the table; each as wide as its widest, the title takes what is left. */
enum { ID, SEVERITY, STATUS, STARTED, TITLE, CELLS };

static void
cells_of(PmContext *context, const Row *row, const char *out_cells[CELLS])
{
    out_cells[ID] = pm_context_safe(context, row->id);
    out_cells[SEVERITY] =
        row->severity > 0 ? pm_arena_printf(context->arena, "SEV%d", row->severity) : "";
    out_cells[STATUS] = row->status != NULL ? pm_context_safe(context, row->status)
                        : row->adopted      ? "adopted"
                                            : "";
    out_cells[STARTED] = day_of(context->arena, row);
    out_cells[TITLE] = row->title != NULL ? pm_context_safe(context, row->title) : "";
}

static void
print_row(PmContext *context, const char *const cells[CELLS], const size_t widths[CELLS])
{
    for (size_t i = 0; i < TITLE; i++) {
        g_autofree char *cut = pm_text_ellipsize(cells[i], widths[i]);
        g_autofree char *padded = pm_text_pad(cut, widths[i]);
        if (widths[i] > 0)
            fprintf(context->out, "%s  ", padded);
    }
    g_autofree char *title = pm_text_ellipsize(cells[TITLE], widths[TITLE]);
    fprintf(context->out, "%s\n", title);
}

static void
print_table(PmContext *context, const GArray *rows)
{
    const char *(*cells)[CELLS] = g_malloc0_n(rows->len + 1, sizeof *cells);
    size_t widths[CELLS] = { 0 };
    for (guint i = 0; i < rows->len; i++) {
        cells_of(context, &g_array_index(rows, Row, i), cells[i]);
        for (size_t k = 0; k < CELLS; k++)
            widths[k] = MAX(widths[k], pm_text_width(cells[i][k], -1));
    }
    if (context->terminal) { /* nothing is cut when piped */
        widths[ID] = MIN(widths[ID], context->columns / 2);
        widths[STATUS] = MIN(widths[STATUS], 14);
        size_t used = 0;
        for (size_t k = 0; k < TITLE; k++)
            used += widths[k] > 0 ? widths[k] + 2 : 0;
        widths[TITLE] = context->columns > used + 8 ? context->columns - used : 8;
    }
    for (guint i = 0; i < rows->len; i++)
        print_row(context, cells[i], widths);
    g_free(cells);
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    g_autofree char *query = g_strjoinv(" ", arguments);
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(Row));
    Listing listing = { .context = context, .today = pm_write_today(context), .rows = rows };
    listing.filter = pm_filter_parse(context->arena, query, error);
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
        for (guint i = 0; i < rows->len; i++)
            fprintf(context->out, "%s%c", g_array_index(rows, Row, i).id, '\0');
    else
        print_table(context, rows);
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
                   "parentheses; words without a field are looked for in id and title.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_PAGES,
    .maximum = -1,
    .run = run,
};
