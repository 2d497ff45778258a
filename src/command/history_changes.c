/* SPDX-License-Identifier: Apache-2.0 */
#include "command/history_changes.h"

#include "command/changes.h"

#define MOST 5 /* lines below a commit */
#define HOUR 3600
#define DAY 86400 /* seconds */

static GBytes *
read_text(PmContext *context, const PmOid *commit, const char *path)
{
    g_autoptr(PmContent) tree = pm_content_commit(context->repository, commit, NULL);
    return tree != NULL ? pm_content_read(tree, path, context->config->document_limit, NULL) : NULL;
}

/* A document that begins or ends is what the commit says itself. */
static PmDifference
difference_of(const PmHistoryChanges *self, PmArena *arena, const PmStoryEvent *event,
              const PmCommit *commit)
{
    if (commit->parent_count != 1 || commit->boundary || !event->past.changed)
        return (PmDifference){ 0 };
    const char *before = event->moved_from != NULL ? event->moved_from : event->path;
    g_autoptr(GBytes) old = read_text(self->context, &commit->parents[0], before);
    g_autoptr(GBytes) now = read_text(self->context, &commit->oid, event->path);
    return old == NULL || now == NULL ? (PmDifference){ 0 } : pm_difference_bytes(arena, old, now);
}

/* ", 2 days after resolved": a fact that changes so late is one to look at. */
static const char *
late(const PmHistoryChanges *self, const PmCommit *commit)
{
    int64_t since = self->resolved != NULL ? commit->author_time - *self->resolved : 0;
    if (since < HOUR)
        return "";
    bool days = since >= 2 * DAY;
    int64_t count = since / (days ? DAY : HOUR);
    return pm_arena_printf(self->context->arena, ", %" G_GINT64_FORMAT " %s%s after resolved",
                           count, days ? "day" : "hour", count == 1 ? "" : "s");
}

GPtrArray *
pm_history_changes_lines(const PmHistoryChanges *self, const PmStoryEvent *event,
                         const PmCommit *commit)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDifference found = difference_of(self, arena, event, commit);
    if (found.count == 0)
        return NULL;
    GPtrArray *lines = g_ptr_array_new();
    size_t shown = found.count > MOST ? MOST - 1 : found.count;
    for (size_t i = 0; i < shown; i++)
        g_ptr_array_add(lines,
                        (void *)pm_arena_printf(self->context->arena, "%s%s",
                                                pm_change_line(self->context, &found.items[i]),
                                                i == 0 ? late(self, commit) : ""));
    if (shown < found.count)
        g_ptr_array_add(lines, (void *)pm_arena_printf(self->context->arena, "and %zu more",
                                                       found.count - shown));
    return lines;
}

json_t *
pm_history_changes_json(const PmHistoryChanges *self, const PmStoryEvent *event,
                        const PmCommit *commit)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmDifference found = difference_of(self, arena, event, commit);
    return pm_changes_json(&found);
}
