/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which actions are asked for: by who owns them, when they are due, and what they are.
 */
#pragma once

#include "command/command.h"
#include "document/due.h"
#include "document/fields.h"

typedef enum {
    PM_ACTIONS_OPEN = 0,
    PM_ACTIONS_OVERDUE = 1,
    PM_ACTIONS_ACROSS = 2,  /* of another organisation than the one that runs the review */
    PM_ACTIONS_SETTLED = 4, /* done and dropped ones too, and those of withdrawn documents */
} PmActionScope;

/* As on the command line: a,b means either; NULL: any. */
typedef struct {
    PmActionScope scope;
    const char *owner, *team, *work, *service, *priority;
    const char *within; /* "14d"; what is late is within it, too */
} PmActionWish;

typedef struct PmActionQuery PmActionQuery;

/* PM_ERROR_USAGE for a value that none can have; a hint for a team that the config does not name.
 */
PmActionQuery *pm_action_query_new(PmContext *context, const PmActionWish *wish, GError **error);
void pm_action_query_free(PmActionQuery *query);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmActionQuery, pm_action_query_free)

bool pm_action_query_wants(const PmActionQuery *query, const PmFields *fields,
                           const PmAction *action, const PmDue *due);
/*
 * Is it of another organisation than the team that convened the review, or, where no team that is
 * known did, the document's owner? Not where one of them is unknown.
 */
bool pm_action_query_is_across(const PmActionQuery *query, const PmFields *fields,
                               const PmAction *action);
