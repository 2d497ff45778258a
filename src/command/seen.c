/* SPDX-License-Identifier: Apache-2.0 */
#include "command/seen.h"

#include "base/text.h"
#include "command/upstream.h"

#include <string.h>

/* The last sign-off of this person in this role. */
static const PmSignoffRecord *
last_signoff(const PmReview *review, const PmDemand *demand, const char *email)
{
    const PmDocumentRecord *document = pm_audit_document(review->audit, review->target.entry->path);
    g_autofree char *person = pm_authors_person(pm_audit_authors(review->audit), email);
    const PmSignoffRecord *last = NULL;
    for (guint i = 0; document != NULL && i < document->records->len; i++) {
        const PmSignoffRecord *record = document->records->pdata[i];
        bool good = pm_record_counts(record) || record->judgement == PM_JUDGED_OUTDATED;
        if (good && record->content != NULL && g_str_equal(record->person, person) &&
            g_str_equal(record->signoff.statement.role, demand->role) &&
            g_strcmp0(record->signoff.statement.party, demand->party) == 0)
            last = record;
    }
    return last;
}

static void
print_difference(PmContext *context, const PmReview *review, const PmSignoffRecord *last)
{
    g_autoptr(GError) error = NULL;
    const char *changed = NULL;
    bool current = pm_state_is_current(context->arena, last, review->target.document, &changed);
    pm_context_say(context, "  since your last sign-off, %.10s: %s\n", last->signoff.statement.time,
                   current ? "nothing material" : pm_context_safe(context, changed));
    g_autofree char *text =
        pm_content_diff(review->target.entry->path, last->content, review->target.bytes, &error);
    if (text == NULL)
        return;
    g_autofree char *safe = pm_text_escape(text, -1, PM_ESCAPE_LINES);
    pm_context_say(context, "%s", safe);
}

void
pm_seen_print(PmContext *context, const PmReview *review, const PmDemand *demand, const char *email)
{
    const PmSignoffRecord *last = last_signoff(review, demand, email);
    if (last != NULL) {
        print_difference(context, review, last);
    } else if (context->terminal) {
        g_autofree char *safe = pm_text_escape(
            review->target.source->bytes, (gssize)review->target.source->length, PM_ESCAPE_LINES);
        pm_context_say(context, "%s\n", safe);
    }
}

/* Does the upstream hold another text than this branch ever had? */
static bool
is_newer(PmContext *context, const PmReview *review, const char *upstream)
{
    PmOid oid;
    bool have = true;
    if (!pm_repository_resolve(context->repository, upstream, &oid, NULL) ||
        !pm_history_is_ancestor(context->repository, &oid, &review->tip, &have, NULL) || have)
        return false;
    g_autoptr(PmContent) tree = pm_content_commit(context->repository, &oid, NULL);
    g_autoptr(GBytes) theirs = tree == NULL
                                   ? NULL
                                   : pm_content_read(tree, review->target.entry->path,
                                                     context->config->document_limit, NULL);
    return theirs != NULL && !g_bytes_equal(theirs, review->target.bytes);
}

void
pm_seen_warn_newer(PmContext *context, const PmReview *review)
{
    g_autofree char *upstream = pm_upstream(context);
    if (upstream == NULL || !is_newer(context, review, upstream))
        return;
    fflush(context->out);
    fprintf(context->err, "warning: %s has another version of %s\n",
            pm_context_safe(context, upstream), pm_context_safe(context, review->target.entry->id));
    pm_context_hint(context, "git pull --rebase, and look at it again");
}
