/* SPDX-License-Identifier: Apache-2.0 */
#include "command/action_step.h"

#include "command/review.h"

bool
pm_action_step_begin(PmContext *context, PmActionStep *step, GError **error)
{
    const char *name;
    step->now = pm_write_now(context);
    return pm_review_person(context, &name, &step->email, error);
}

const PmAction *
pm_action_step_find(const PmDocumentStep *step, const char *action, GError **error)
{
    const PmAction *found = pm_fields_action(&step->document->fields, action);
    if (found == NULL)
        pm_edit_no_item(step->document, "actions", action, error);
    return found;
}

const char *
pm_action_step_status(const PmAction *action)
{
    return action->status != NULL && *action->status != '\0' ? action->status : "open";
}

bool
pm_action_step_set(PmDocumentStep *step, const char *action, const PmEditGiven *members,
                   size_t count, GError **error)
{
    for (size_t i = 0; i < count; i++) {
        if (members[i].value == NULL)
            continue;
        const char *assignment = pm_arena_printf(step->arena, "actions.%s.%s=%s", action,
                                                 members[i].key, members[i].value);
        if (!pm_edit_assign(step, assignment, error))
            return false;
    }
    return true;
}

void
pm_action_step_tell(PmDocumentStep *step, const char *action, const char *verb, const char *outcome)
{
    step->event->subject =
        pm_arena_printf(step->arena, "%s action %s of %s", verb, action, step->document->id);
    step->what = pm_arena_printf(step->context->arena, "action %s is %s", action, outcome);
}
