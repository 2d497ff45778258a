/* SPDX-License-Identifier: Apache-2.0 */
/* Keys of one item of a document: `finding set`, `action set`. */
#pragma once

#include "command/edit_fields.h"

typedef struct {
    const char *noun;    /* "action" */
    const char *list;    /* "actions" */
    const char *event;   /* "action-set" */
    const char *verb;    /* "set an action of", for a refusal */
    const char *example; /* "owner=sre", of an assignment */
} PmItemKind;

/* `arguments`: document, item, and assignments <key>=<value>. */
int pm_item_set(PmContext *context, const PmItemKind *kind, const PmWriteOptions *options,
                char **arguments, GError **error);
