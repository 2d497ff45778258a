/* SPDX-License-Identifier: Apache-2.0 */
#include "command/past_event.h"

#include "ledger/event.h"

#include <string.h>

#define SUBJECT "postmortem: "

void
pm_past_event_clear(PmPastEvent *event)
{
    g_clear_pointer(&event->deltas, g_ptr_array_unref);
}

static const char *
subject_of(PmArena *arena, const char *message)
{
    const char *from = message + (g_str_has_prefix(message, SUBJECT) ? strlen(SUBJECT) : 0);
    return pm_arena_strndup(arena, from, strcspn(from, "\n"));
}

static const char *
address_of(PmContext *context, const PmCommit *commit)
{
    g_autofree char *name = NULL;
    g_autofree char *email = NULL;
    pm_repository_mailmap(context->repository, commit->author_name, commit->author_email, &name,
                          &email);
    return pm_arena_strdup(context->arena, email);
}

/* Is this commit the event that is looked for? A merge is none, whatever its message says. */
static bool
is_it(PmContext *context, const PmCommit *commit, const char *document, PmPastEvent *out)
{
    g_autofree char *name = NULL;
    g_autofree char *of = NULL;
    pm_event_read(commit->message, &name, &of);
    if (name == NULL || commit->parent_count > 1 ||
        (document != NULL && g_strcmp0(of, document) != 0))
        return false;
    *out = (PmPastEvent){ .commit = commit->oid,
                          .parent = commit->parent_count > 0 ? commit->parents[0] : PM_OID_ZERO,
                          .name = pm_arena_strdup(context->arena, name),
                          .document = pm_arena_strdup(context->arena, of),
                          .subject = subject_of(context->arena, commit->message),
                          .author = address_of(context, commit) };
    return true;
}

static bool
refuse_none(const char *document, bool cut, GError **error)
{
    pm_error_set(error, PM_ERROR_NOT_FOUND,
                 cut ? "the history is cut off here: git fetch --unshallow" : NULL,
                 document != NULL ? "there is no event of %s on this branch"
                                  : "there is no event on this branch%s",
                 document != NULL ? document : "");
    return false;
}

bool
pm_past_event_find(PmContext *context, const PmOid *tip, const char *document,
                   PmPastEvent *out_event, GError **error)
{
    PmOid at = *tip;
    PmPastEvent event;
    for (;;) {
        g_autoptr(PmCommit) commit = pm_commit_read(context->repository, &at, error);
        if (commit == NULL)
            return false;
        if (!commit->boundary && is_it(context, commit, document, &event))
            break;
        if (commit->parent_count == 0 || commit->boundary)
            return refuse_none(document, commit->boundary, error);
        at = commit->parents[0];
    }
    bool first = g_str_equal(event.parent.hex, PM_OID_ZERO.hex);
    event.deltas = pm_history_delta(context->repository, first ? NULL : &event.parent,
                                    &event.commit, "", false, error);
    if (event.deltas == NULL)
        return false;
    *out_event = event;
    return true;
}

const char *
pm_past_event_last_touch(PmContext *context, const PmOid *tip, const char *path)
{
    const char *const paths[] = { path, NULL };
    bool cut;
    g_autoptr(GArray) commits = pm_history_of(context->repository, tip, paths, &cut, NULL);
    g_autoptr(PmCommit) commit =
        commits != NULL && commits->len > 0
            ? pm_commit_read(context->repository, &g_array_index(commits, PmOid, 0), NULL)
            : NULL;
    if (commit == NULL)
        return "a later commit";
    return pm_arena_printf(context->arena, "%.7s, %s", commit->oid.hex,
                           subject_of(context->arena, commit->message));
}

bool
pm_past_event_stands(PmContext *context, const PmPastEvent *event, const PmPastTip *tip,
                     const PmTreeDelta *delta, GError **error)
{
    PmContentEntry now = { 0 };
    bool there = pm_content_find(tip->tree, delta->path, &now, NULL);
    bool same = there
                    ? now.mode == delta->new_mode && g_str_equal(now.blob.hex, delta->new_blob.hex)
                    : delta->new_mode == 0;
    g_free(now.path);
    if (same)
        return true;
    pm_error_set(error, PM_ERROR_REFUSED, "take that back first, or write it anew with set or edit",
                 "'%s' was changed since %.7s: by %s", delta->path, event->commit.hex,
                 pm_past_event_last_touch(context, tip->oid, delta->path));
    return false;
}
