/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for me, by urgency, each with the command that does it. */
#include "base/text.h"
#include "command/json.h"
#include "command/review.h"
#include "command/waiting.h"

#include <string.h>

typedef struct {
    char *person;
    gboolean json, zero;
} Options;

static const PmOption options[] = {
    { "for", 0, PM_OPTION_STRING, offsetof(Options, person), "what waits for somebody else",
      "EMAIL" },
    { "json", 0, PM_OPTION_FLAG, offsetof(Options, json), "print JSON", NULL },
    { "null", 'z', PM_OPTION_FLAG, offsetof(Options, zero),
      "print the ids of the documents alone, each ended by NUL", NULL },
    { 0 },
};

enum { LEAST_TITLE = 16 }; /* columns; with fewer, commands get lines of their own */
enum { NAME, SUBJECT, DETAIL, TITLE, COMMAND, CELLS };
typedef const char *Cells[CELLS];

/* "3 days late", "due in 5 days", "since 2026-01-19" */
static const char *
when(PmContext *context, const PmWaiting *item)
{
    if (item->told != NULL)
        return item->told;
    if (item->day == NULL)
        return item->kind == PM_WAITING_DUE ? "no due date" : "";
    if (item->kind != PM_WAITING_DUE && item->kind != PM_WAITING_OVERDUE)
        return pm_arena_printf(context->arena, "since %s", item->day);
    if (!item->has_days)
        return pm_arena_printf(context->arena, "due %s", item->day);
    int64_t days = ABS(item->days);
    if (days == 0)
        return "due today";
    return pm_arena_printf(context->arena, "%s%" G_GINT64_FORMAT " day%s%s",
                           item->days < 0 ? "due in " : "", days, days == 1 ? "" : "s",
                           item->days > 0 ? " late" : "");
}

static void
cells_of(PmContext *context, const PmWaiting *item, Cells out_cells)
{
    PmArena *arena = context->arena;
    const char *time = when(context, item);
    const char *detail = item->detail != NULL ? item->detail : "";
    bool both = *detail != '\0' && *time != '\0';
    out_cells[NAME] = pm_waiting_name(item->kind);
    out_cells[SUBJECT] = pm_context_safe(
        context, pm_arena_printf(arena, "%s%s%s", item->item != NULL ? item->item : "",
                                 item->item != NULL ? " of " : "", item->id));
    out_cells[DETAIL] =
        pm_context_safe(context, pm_arena_printf(arena, "%s%s%s", time, both ? ", " : "", detail));
    const char *title = item->reason != NULL ? item->reason : item->title;
    out_cells[TITLE] = title != NULL ? pm_context_safe(context, title) : "";
    out_cells[COMMAND] = item->command != NULL ? pm_context_safe(context, item->command) : "";
}

/* How wide each column is, and whether all of them have room beside each other. */
typedef struct {
    size_t widths[CELLS];
    bool one_line;
} Table;

static Table
measure(PmContext *context, Cells *rows, guint count)
{
    Table table = { .one_line = true };
    size_t width = 2;
    for (guint i = 0; i < count; i++)
        for (size_t k = 0; k < CELLS; k++)
            table.widths[k] = MAX(table.widths[k], pm_text_width(rows[i][k], -1));
    for (size_t k = 0; k < CELLS; k++)
        width += table.widths[k] + (k > 0 ? 2 : 0);
    if (!context->terminal || width <= context->columns)
        return table;
    size_t others = width - table.widths[TITLE];
    table.one_line = others + LEAST_TITLE <= context->columns;
    if (table.one_line)
        table.widths[TITLE] = context->columns - others;
    return table;
}

/* What a terminal has no room for is cut from title and detail; an id and a command never are. */
static void
print_stacked(PmContext *context, const Table *table, const char *const *cells)
{
    g_autofree char *name = pm_text_pad(cells[NAME], table->widths[NAME]);
    g_autofree char *line = g_strdup_printf("  %s  %s  %s%s%s", name, cells[SUBJECT], cells[DETAIL],
                                            *cells[DETAIL] != '\0' ? "  " : "", cells[TITLE]);
    size_t least = table->widths[NAME] + 4 + pm_text_width(cells[SUBJECT], -1);
    g_autofree char *cut = pm_text_ellipsize(line, MAX(context->columns, least));
    fprintf(context->out, "%s\n", g_strchomp(cut));
    if (*cells[COMMAND] != '\0')
        fprintf(context->out, "%*s%s\n", (int)table->widths[NAME] + 4, "", cells[COMMAND]);
}

static void
print_row(PmContext *context, const Table *table, const char *const *cells)
{
    if (!table->one_line) {
        print_stacked(context, table, cells);
        return;
    }
    g_autoptr(GString) line = g_string_new(" ");
    for (size_t k = 0; k < CELLS; k++) {
        g_autofree char *cut = pm_text_ellipsize(cells[k], table->widths[k]);
        g_autofree char *padded = pm_text_pad(cut, table->widths[k]);
        if (table->widths[k] > 0)
            g_string_append_printf(line, "%s%s", k == 0 ? " " : "  ", padded);
    }
    fprintf(context->out, "%s\n", g_strchomp(line->str));
}

static void
print_items(PmContext *context, const GArray *items, const char *email)
{
    Cells *rows = g_malloc0_n(items->len + 1, sizeof *rows);
    bool waits = false, others = false;
    for (guint i = 0; i < items->len; i++)
        cells_of(context, &g_array_index(items, PmWaiting, i), rows[i]);
    Table table = measure(context, rows, items->len);
    for (guint i = 0; i < items->len; i++) {
        bool other = g_array_index(items, PmWaiting, i).kind == PM_WAITING_OTHERS;
        if (!other && !waits)
            fprintf(context->out, "waiting for %s\n", pm_context_safe(context, email));
        if (other && !waits && !others)
            fprintf(context->out, "nothing waits for %s\n", pm_context_safe(context, email));
        if (other && !others)
            fputs("waiting for others\n", context->out);
        waits |= !other;
        others |= other;
        print_row(context, &table, rows[i]);
    }
    if (items->len == 0)
        fprintf(context->out, "nothing waits for %s\n", pm_context_safe(context, email));
    g_free(rows);
}

static json_t *
json_of(const PmWaiting *item)
{
    const struct {
        const char *key, *text;
    } members[] = {
        { "kind", pm_waiting_key(item->kind) },
        { "id", item->id },
        { "path", item->path },
        { "title", item->title },
        { "item", item->item },
        { "role", item->role },
        { "party", item->party },
        { "day", item->day },
        { "detail", item->detail },
        { "reason", item->reason },
        { "command", item->command },
    };
    json_t *one = json_object();
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        json_object_set_new(one, members[i].key, pm_json_text(members[i].text));
    json_object_set_new(one, "days_late", item->has_days ? json_integer(item->days) : json_null());
    return one;
}

static void
print_json(PmContext *context, const GArray *items, const char *email)
{
    json_t *waiting = json_array(), *others = json_array();
    for (guint i = 0; i < items->len; i++) {
        const PmWaiting *item = &g_array_index(items, PmWaiting, i);
        json_array_append_new(item->kind == PM_WAITING_OTHERS ? others : waiting, json_of(item));
    }
    pm_json_print(context,
                  json_pack("{s:o, s:o, s:o}", "for", pm_json_text(email), "waiting", waiting,
                            "others", others),
                  JSON_INDENT(1));
}

/* Ids for scripts are bytes; a terminal gets no bytes that it acts on. */
static void
print_ids(PmContext *context, const GArray *items)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < items->len; i++) {
        const PmWaiting *item = &g_array_index(items, PmWaiting, i);
        if (item->kind == PM_WAITING_OTHERS || !g_hash_table_add(seen, (void *)item->id))
            continue;
        fprintf(context->out, "%s%c",
                context->terminal ? pm_context_safe(context, item->id) : item->id, '\0');
    }
}

/* Who is not may still sign as anybody may; more likely the address is mistyped. */
static bool
is_named(const PmConfig *config, const char *email)
{
    bool named = pm_config_person(config, email) != NULL;
    for (size_t i = 0; !named && i < config->team_count; i++)
        named = pm_config_is_member(config, config->teams[i].name, email);
    return named;
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    const char *name, *email = given->person;
    (void)arguments;
    if (email == NULL && !pm_review_person(context, &name, &email, error))
        return -1;
    g_autoptr(GArray) items = pm_waiting_find(context, email, error);
    if (items == NULL)
        return -1;
    if (given->person != NULL && !is_named(context->config, email))
        pm_context_hint(context, "the config names no %s", pm_context_safe(context, email));
    if (given->json)
        print_json(context, items, email);
    else if (given->zero)
        print_ids(context, items);
    else
        print_items(context, items, email);
    return PM_EXIT_OK;
}

extern const PmCommand pm_command_todo;
const PmCommand pm_command_todo = {
    .name = "todo",
    .group = "Read",
    .summary = "What waits for you, by urgency",
    .arguments = "",
    .description =
        "In what is committed: who outside is to be told this week, of an incident that you own "
        "or your team convened, and your overdue actions; objections to documents of yours; stale "
        "sign-offs; sign-offs that you could give; documents that have all theirs; actions to "
        "confirm; documents to close; what else is due, by its time; findings without an action; "
        "drafts; what waits for others. You confirm what you neither own nor marked: with a role "
        "of review.follow_up, or, where there is none, as the document's owner. You are your "
        "`user.email`, through `.mailmap`, with your teams.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_PAGES,
    .run = run,
};
