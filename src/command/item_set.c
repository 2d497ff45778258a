/* SPDX-License-Identifier: Apache-2.0 */
#include "command/item_set.h"

typedef struct {
    const PmItemKind *kind;
    const char *id;
    char **assignments;
} Setting;

static bool
has_item(const PmDocument *document, const Setting *self)
{
    const PmNode *list = pm_node_get(document->front, self->kind->list);
    for (size_t i = 0; pm_node_is(list, PM_NODE_LIST) && i < list->count; i++)
        if (g_strcmp0(pm_node_string(pm_node_get(list->items[i], "id")), self->id) == 0)
            return true;
    return false;
}

static bool
edit(PmDocumentStep *step, void *data, GError **error)
{
    const Setting *self = data;
    const PmItemKind *kind = self->kind;
    if (!has_item(step->document, self)) {
        pm_edit_no_item(step->document, kind->list, self->id, error);
        return false;
    }
    if (!pm_edit_is_assignment(self->assignments[step->step], kind->example, error))
        return false;
    g_autofree char *list = g_strjoinv(" ", self->assignments);
    step->event->subject = pm_arena_printf(step->arena, "set %s %s of %s: %s", kind->noun, self->id,
                                           step->document->id, list);
    step->what = pm_arena_printf(step->context->arena, "%s %s: %s", kind->noun, self->id, list);
    const char *assignment = pm_arena_printf(step->arena, "%s.%s.%s", kind->list, self->id,
                                             self->assignments[step->step]);
    return pm_edit_is_own(step, assignment, error) && pm_edit_assign(step, assignment, error);
}

int
pm_item_set(PmContext *context, const PmItemKind *kind, const PmWriteOptions *options,
            char **arguments, GError **error)
{
    Setting self = { .kind = kind, .id = arguments[1], .assignments = arguments + 2 };
    PmDocumentWrite write = { .context = context,
                              .options = options,
                              .word = arguments[0],
                              .event = kind->event,
                              .verb = kind->verb,
                              .edit = edit,
                              .steps = g_strv_length(self.assignments),
                              .data = &self };
    return pm_document_write(&write, NULL, error);
}
