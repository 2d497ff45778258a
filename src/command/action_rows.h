/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The actions of all documents that are asked for.
 */
#pragma once

#include "command/action_query.h"
#include "document/filter.h"

/* One action; strings may be NULL but for id and path, and are raw. */
typedef struct {
    const char *id, *path, *title, *severity; /* of the document */
    const char *action, *text, *owner, *work, *effect, *ticket, *status, *due;
    int64_t priority; /* 0: none */
    PmDue lateness;
    guint place; /* in its document */
    bool open, across;
    bool has_shift; /* both the first day and the last are known */
    guint moves;    /* of its day */
    int64_t shift;  /* days, from the first */
} PmActionRow;

/*
 * Of the documents that `filter` wants, as they are in the context's content: the most late first.
 * Elements PmActionRow, strings in the context's arena; g_array_unref().
 */
GArray *pm_action_rows_find(PmContext *context, const PmFilter *filter, const PmActionQuery *query,
                            GError **error);
/* How often their days were moved, by what is committed; before the first commit, never. */
bool pm_action_rows_add_moves(PmContext *context, GArray *rows, GError **error);
