/* SPDX-License-Identifier: Apache-2.0 */
/* The open actions of all documents, the most late first. */
#include "command/actions_table.h"
#include "command/json.h"

typedef struct {
    gboolean overdue, across, all, moves, fail_overdue, json, zero;
    char *within, *owner, *team, *work, *service, *priority;
} Options;

#define AT(member) offsetof(Options, member)

static const PmOption options[] = {
    { "overdue", 0, PM_OPTION_FLAG, AT(overdue), "only those that are late", NULL },
    { "due-within", 0, PM_OPTION_STRING, AT(within),
      "only those that are due in so many days or weeks, or late: 14d, 2w", "SPAN" },
    { "owner", 0, PM_OPTION_STRING, AT(owner), "of these owners, a,b", "OWNER" },
    { "team", 0, PM_OPTION_STRING, AT(team), "of a team, or of somebody in it", "TEAM" },
    { "work", 0, PM_OPTION_STRING, AT(work), "bug, change-request, process, sop, docs", "WORK" },
    { "service", 0, PM_OPTION_STRING, AT(service), "of documents about it", "SERVICE" },
    { "priority", 0, PM_OPTION_STRING, AT(priority), "of these priorities, as 1,2", "N" },
    { "across", 0, PM_OPTION_FLAG, AT(across),
      "whose owner is of another organisation than the team that convened the review", NULL },
    { "all", 0, PM_OPTION_FLAG, AT(all), "also those that are done, dropped or withdrawn", NULL },
    { "moves", 0, PM_OPTION_FLAG, AT(moves),
      "how often each day was moved, and by how much: from history", NULL },
    { "fail-overdue", 0, PM_OPTION_FLAG, AT(fail_overdue),
      "exit with 1 when one that is listed is late", NULL },
    { "json", 0, PM_OPTION_FLAG, AT(json), "print a JSON array", NULL },
    { "null", 'z', PM_OPTION_FLAG, AT(zero),
      "print the ids of the documents alone, each ended by NUL", NULL },
    { 0 },
};

static json_t *
number_or_null(bool known, int64_t number)
{
    return known ? json_integer(number) : json_null();
}

static json_t *
json_of(const PmActionRow *row, bool moves)
{
    const struct {
        const char *key, *text;
    } members[] = {
        { "id", row->id },         { "path", row->path },
        { "title", row->title },   { "severity", row->severity },
        { "action", row->action }, { "text", row->text },
        { "owner", row->owner },   { "work", row->work },
        { "effect", row->effect }, { "ticket", row->ticket },
        { "status", row->status }, { "due", row->due },
    };
    json_t *one = json_object();
    for (size_t i = 0; i < G_N_ELEMENTS(members); i++)
        json_object_set_new(one, members[i].key, pm_json_text(members[i].text));
    bool known = row->lateness.state == PM_DUE_KNOWN;
    json_object_set_new(one, "days_late", number_or_null(known, row->lateness.late));
    json_object_set_new(one, "overdue", json_boolean(row->open && pm_due_is_late(&row->lateness)));
    json_object_set_new(one, "priority", number_or_null(row->priority != 0, row->priority));
    json_object_set_new(one, "across", json_boolean(row->across));
    if (!moves)
        return one;
    json_object_set_new(one, "moves", json_integer(row->moves));
    json_object_set_new(one, "moved_days", number_or_null(row->has_shift, row->shift));
    return one;
}

static void
print_json(PmContext *context, const GArray *rows, bool moves)
{
    json_t *list = json_array();
    for (guint i = 0; i < rows->len; i++)
        json_array_append_new(list, json_of(&g_array_index(rows, PmActionRow, i), moves));
    pm_json_print(context, list, JSON_INDENT(1));
}

static void
print_ids(PmContext *context, const GArray *rows)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < rows->len; i++) {
        const char *id = g_array_index(rows, PmActionRow, i).id;
        if (g_hash_table_add(seen, (void *)id))
            fprintf(context->out, "%s%c", context->terminal ? pm_context_safe(context, id) : id,
                    '\0');
    }
}

static int
judge(PmContext *context, const GArray *rows)
{
    guint late = 0;
    for (guint i = 0; i < rows->len; i++) {
        const PmActionRow *row = &g_array_index(rows, PmActionRow, i);
        late += row->open && pm_due_is_late(&row->lateness);
    }
    if (late > 0 && !context->quiet)
        fprintf(context->err, late == 1 ? "%u action is late\n" : "%u actions are late\n", late);
    return late > 0 ? PM_EXIT_FINDINGS : PM_EXIT_OK;
}

static PmActionWish
wish_of(const Options *given)
{
    return (PmActionWish){
        .scope = (PmActionScope)((given->overdue ? PM_ACTIONS_OVERDUE : 0) |
                                 (given->across ? PM_ACTIONS_ACROSS : 0) |
                                 (given->all ? PM_ACTIONS_SETTLED : 0)),
        .owner = given->owner,
        .team = given->team,
        .work = given->work,
        .service = given->service,
        .priority = given->priority,
        .within = given->within,
    };
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    const Options *given = values;
    const PmActionWish wish = wish_of(given);
    g_autofree char *text = g_strjoinv(" ", arguments);
    const PmFilter *filter = pm_filter_parse(context->arena, text, PM_FILTER_ANY, error);
    g_autoptr(PmActionQuery) query =
        filter != NULL ? pm_action_query_new(context, &wish, error) : NULL;
    g_autoptr(GArray) rows =
        query != NULL ? pm_action_rows_find(context, filter, query, error) : NULL;
    if (rows == NULL || (given->moves && !pm_action_rows_add_moves(context, rows, error)))
        return -1;
    if (given->json)
        print_json(context, rows, given->moves);
    else if (given->zero)
        print_ids(context, rows);
    else
        pm_actions_print(context, rows);
    return given->fail_overdue ? judge(context, rows) : PM_EXIT_OK;
}

extern const PmCommand pm_command_actions;
const PmCommand pm_command_actions = {
    .name = "actions",
    .group = "Read",
    .summary = "The open actions of all documents, the most late first",
    .arguments = "[<query>]",
    .description =
        "A query chooses the documents, as that of `list` does: `severity<=2 service:checkout`; "
        "the options choose among their actions, and all of them must hold. Where an option takes "
        "several words, `a,b`, one of them is enough. Days are counted in the time zone of the "
        "config. People are told by `.mailmap`, and teams and their organisations by `teams` of "
        "the config.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_PAGES,
    .maximum = -1,
    .run = run,
};
