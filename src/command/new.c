/* SPDX-License-Identifier: Apache-2.0 */
/* Scaffold a document from a template. */
#include "command/edit.h"
#include "command/message.h"
#include "command/review.h"
#include "command/scaffold.h"

#include <string.h>

#define NEW(member) offsetof(PmNewOptions, member)

static const PmOption options[] = {
    { "template", 0, PM_OPTION_STRING, NEW(template), "the template; `template list` shows them",
      "NAME" },
    { "kind", 0, PM_OPTION_STRING, NEW(kind),
      "outage, degradation, security, data, near-miss or process", "KIND" },
    { "severity", 0, PM_OPTION_STRING, NEW(severity), "1 worst … 5", "N" },
    { "started", 0, PM_OPTION_STRING, NEW(started),
      "when it began: 16:58, '2026-01-14 16:58', RFC 3339; without it, now", "TIME" },
    { "id", 0, PM_OPTION_STRING, NEW(id), "the whole id, as INC-1234", "ID" },
    { "slug", 0, PM_OPTION_STRING, NEW(slug), "the part of the id behind the date", "SLUG" },
    { "owner", 0, PM_OPTION_STRING, NEW(owner), "who is accountable; you without it", "EMAIL" },
    { "services", 0, PM_OPTION_STRING, NEW(services), "the services that were hit, as a,b",
      "LIST" },
    { "language", 0, PM_OPTION_STRING, NEW(language), "of the template: en, ko", "LANG" },
    { "edit", 0, PM_OPTION_FLAG, NEW(edit), "then open it in the editor", NULL },
    { 0 },
};

/* Then edit it: an event of its own. */
static int
edit(PmContext *context, const PmScaffold *self, GError **error)
{
    PmWriteOptions later = self->given->write;
    later.message = NULL;
    later.message_file = NULL;
    later.edit_message = FALSE;
    return pm_edit_session(context, &later, self->final_id, error);
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    PmScaffold self = { .given = values, .title = arguments[0] };
    const PmWriteOptions *write_options = &self.given->write;
    const char *name, *email, *body = NULL;
    if (!pm_review_person(context, &name, &email, error))
        return -1;
    self.owner = self.given->owner != NULL                ? self.given->owner
                 : context->config->default_owner != NULL ? context->config->default_owner
                                                          : email;
    if (!pm_scaffold_prepare(context, &self, error) ||
        !pm_message_read(context, write_options, "a new postmortem", &body, error))
        return -1;
    PmWrite write = {
        .context = context,
        .options = write_options,
        .event = { .document = self.id, .name = "new", .subject = "new", .body = body },
        .make = pm_scaffold_make,
        .data = &self
    };
    PmWriteResult result;
    if (!pm_write_run(&write, &result, error))
        return -1;
    bool next = pm_write_has_next(write_options, &result);
    const char *id = pm_context_safe(context, self.final_id);
    if (next)
        pm_context_say(context, "%s   started %.10s %.5s UTC\n",
                       pm_context_safe(context, self.path), self.started, self.started + 11);
    pm_write_report(context, write_options, &result, self.final_id, self.path, "new",
                    pm_arena_printf(context->arena, "draft, from template %s", self.template));
    if (self.given->edit && !write_options->dry_run)
        return edit(context, &self, error);
    if (next)
        pm_context_say(context,
                       "  next: git postmortem edit %s   (or write the file, then: git postmortem "
                       "commit)\n",
                       id);
    return PM_EXIT_OK;
}

extern const PmCommand pm_command_new;
const PmCommand pm_command_new = {
    .name = "new",
    .group = "Write",
    .summary = "Scaffold a document from a template, and commit it",
    .arguments = "<title>",
    .description = "The id is the day on which it started and a slug of the title, unless `--id` "
                   "or `--slug` says otherwise; one that any branch of this clone has gets a "
                   "suffix. Templates in `.postmortem/templates/` win over the built-in ones.",
    .options = options,
    .options_size = sizeof(PmNewOptions),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 1,
    .maximum = 1,
    .run = run,
};
