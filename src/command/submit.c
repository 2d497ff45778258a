/* SPDX-License-Identifier: Apache-2.0 */
/* Ask for the review of a document: draft → in-review, through the gate of the story. */
#include "command/document_write.h"
#include "command/linked.h"
#include "command/review.h"

typedef struct {
    PmWriteOptions write;
} Options;

static bool
edit(PmDocumentStep *step, void *data, GError **error)
{
    (void)data;
    (void)error;
    step->what = "in-review";
    pm_document_step_add(
        step, &(PmEditStep){ .kind = PM_EDIT_SET, .pointer = "/status", .value = "in-review" });
    return true;
}

/* Who is asked now. */
static void
print_asked(PmContext *context, const PmReview *review)
{
    for (size_t i = 0; i < review->state.count; i++) {
        const PmDemand *demand = &review->state.demands[i].demand;
        pm_context_say(context, "  waits for %s%s%s%s\n", demand->role,
                       demand->party != NULL ? " " : "",
                       demand->party != NULL ? pm_context_safe(context, demand->party) : "",
                       demand->authors ? "" : ", not an author");
    }
}

/* What the first to sign would be refused for. The text is the one before, but for its status. */
static void
print_missing(PmContext *context, const PmReview *review)
{
    PmGate gate = pm_review_gate(context, review, PM_STATUS_REVIEWED);
    if (gate.count == 0)
        return;
    pm_context_say(context, "  missing before anybody can sign:\n");
    if (!context->quiet)
        pm_review_list(context, context->out, &gate);
}

static bool
is_party(const PmConfig *config, const PmFields *fields, const PmTeam *team)
{
    bool found = fields->convened_by != NULL && pm_config_team(config, fields->convened_by) == team;
    for (size_t i = 0; i < fields->party_count && !found; i++)
        found = fields->parties[i].team != NULL &&
                pm_config_team(config, fields->parties[i].team) == team;
    return found;
}

/* A team of this person's, where they have any, and none of theirs is a party. */
static const PmTeam *
team_left_out(const PmConfig *config, const PmFields *fields, const char *email)
{
    const PmTeam *left_out = NULL;
    for (size_t i = 0; i < config->team_count; i++) {
        const PmTeam *team = &config->teams[i];
        if (!pm_config_is_member(config, team->name, email))
            continue;
        if (is_party(config, fields, team))
            return NULL;
        left_out = team;
    }
    return left_out;
}

/* Who wrote it took part in the response, most often; the timeline's teams are a check's. */
static void
print_left_out(PmContext *context, const PmReview *review)
{
    const PmFields *fields = &review->target.document->fields;
    g_auto(GStrv) authors =
        pm_authors_list(pm_audit_authors(review->audit), review->target.entry->path,
                        pm_audit_last_step(review->audit));
    for (char **author = authors; fields->party_count > 0 && *author != NULL; author++) {
        const PmTeam *team = team_left_out(context->config, fields, *author);
        if (team != NULL)
            pm_context_say(context, "  no party: %s, of which %s wrote in it\n",
                           pm_context_safe(context, team->name), pm_context_safe(context, *author));
    }
}

/* A clock that nobody has looked at hides what was known. */
static void
print_linked(PmContext *context, const PmReview *review, const PmLinked *linked)
{
    const PmField *started = &review->target.document->fields.times[PM_TIME_STARTED];
    if (!context->quiet)
        pm_linked_print(context, linked);
    if (linked->asked != NULL &&
        (linked->known.found->len > 0 || linked->known.cut || linked->asked->len > 0))
        pm_context_say(context, "\n");
    if (started->state != PM_FIELD_GIVEN)
        pm_context_hint(context,
                        "times.started is not known, so nobody can tell what was open by then");
}

static int
run(PmContext *context, const void *options, char **arguments, GError **error)
{
    const Options *given = options;
    g_auto(PmReview) review = { 0 };
    if (!pm_review_open_settled(context, arguments[0], NULL, &review, error))
        return -1;
    const char *id = review.target.entry->id;
    PmStatus status = review.target.document->fields.status;
    if (status > PM_STATUS_DRAFT) {
        pm_error_set(error, PM_ERROR_REFUSED, NULL, "%s is %s already", id, pm_status_name(status));
        return -1;
    }
    PmDocumentWrite write = { .context = context,
                              .options = &given->write,
                              .word = id,
                              .event = "submit",
                              .verb = "submit",
                              .edit = edit,
                              .gate = PM_STATUS_IN_REVIEW };
    g_auto(PmLinked) linked = { .asked = NULL };
    PmLinks *links = NULL;
    PmLinkedOf of = { review.target.corpus, review.target.entry, &review.target.document->fields,
                      given->write.json };
    pm_linked_find(context, &links, &of, &linked);
    json_t *more = given->write.json ? pm_linked_json(context, &linked) : NULL;
    write.more = more;
    int code = pm_document_write(&write, &id, error);
    if (code == PM_EXIT_OK && id != NULL && !given->write.json) {
        print_linked(context, &review, &linked);
        print_asked(context, &review);
        print_left_out(context, &review);
        print_missing(context, &review);
        pm_context_say(context, "  next: a reviewer's git postmortem approve %s\n",
                       pm_context_word(context, id));
    }
    json_decref(more);
    pm_linked_end(context, links);
    return code;
}

extern const PmCommand pm_command_submit;
const PmCommand pm_command_submit = {
    .name = "submit",
    .group = "Review",
    .summary = "Ask for the review of a document: draft to in-review",
    .arguments = "<id>",
    .description =
        "Refused, with a list of everything that is missing, until the story is told: the "
        "required sections, a summary, times in order, a timeline. It shows what was known before "
        "the incident and is unfixed, and what was asked for before (WHAT WAS KNOWN, in the "
        "manual); with `--json` at `/known_unfixed` and `/asked_before`.",
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 1,
    .maximum = 1,
    .run = run,
};
