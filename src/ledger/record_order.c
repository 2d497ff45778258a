/* SPDX-License-Identifier: Apache-2.0 */
/* Which sign-off comes after which, and which word of somebody stands in the end. */
#include "ledger/record.h"

#include <string.h>

/* Of which thing: a document is the same under another id, but the policy is none, nor a step. */
static const char *
thing_of(const PmSignoffRecord *record)
{
    const char *document = record->signoff.statement.document;
    return document != NULL && (g_str_equal(document, PM_SIGNOFF_POLICY) ||
                                g_str_has_prefix(document, PM_SIGNOFF_STEP))
               ? document
               : "";
}

/* By the address in the statement: what .mailmap says is anybody's to change, and would let one
 * person take back the word of another. */
static bool
is_one_person(const char *a, const char *b)
{
    if (a == NULL || b == NULL) /* of a version that we don't know */
        return false;
    g_autofree char *one = g_utf8_strdown(a, -1);
    g_autofree char *other = g_utf8_strdown(b, -1);
    return g_str_equal(one, other);
}

bool
pm_record_may_replace(const PmSignoffRecord *later, const PmSignoffRecord *earlier)
{
    const PmSignoff *a = &later->signoff, *b = &earlier->signoff;
    bool same_speaker = is_one_person(pm_signoff_speaker(a), pm_signoff_speaker(b));
    bool same_reviewer = is_one_person(a->statement.reviewer, b->statement.reviewer);
    /* nobody takes from others what they have said themselves, or had another record */
    bool theirs = a->proxy != NULL
                      ? same_speaker && same_reviewer
                      : same_speaker || (a->statement.verdict == PM_SIGN_REVOKE && same_reviewer);
    return theirs && g_strcmp0(a->statement.role, b->statement.role) == 0 &&
           g_strcmp0(a->statement.party, b->statement.party) == 0 &&
           g_str_equal(thing_of(later), thing_of(earlier));
}

static bool
was_there(const PmEntry *entry, const PmSignoffRecord *earlier, const PmSignoffRecord *later)
{
    const PmOid *a = pm_authors_addition(entry->authors, earlier->path, entry->step_index);
    const PmOid *b = pm_authors_addition(entry->authors, later->path, entry->step_index);
    return a != NULL && b != NULL ? pm_steps_is_behind(entry->steps, a->hex, b->hex)
                                  : earlier->step_index < later->step_index;
}

void
pm_record_order(const PmEntry *entry, PmSignoffRecord *record, const GPtrArray *others)
{
    record->follows = g_ptr_array_new();
    for (guint i = 0; i < others->len; i++) {
        PmSignoffRecord *other = others->pdata[i];
        if (pm_record_may_replace(record, other) && was_there(entry, other, record))
            g_ptr_array_add(record->follows, other);
        else if (pm_record_may_replace(other, record) && was_there(entry, record, other))
            g_ptr_array_add(other->follows, record); /* it was made earlier, and merged later */
    }
}

static bool
follows(const GPtrArray *records, guint index, guint other)
{
    const PmSignoffRecord *record = records->pdata[index], *earlier = records->pdata[other];
    const char *replaces = record->signoff.statement.replaces;
    if (replaces != NULL && g_strcmp0(replaces, earlier->signoff.digest) == 0)
        return true;
    return record->follows != NULL ? g_ptr_array_find(record->follows, earlier, NULL)
                                   : index > other;
}

/* The one at `index` may. */
static bool
replaces(const GPtrArray *records, guint index, guint earlier)
{
    const PmSignoffRecord *record = records->pdata[index], *other = records->pdata[earlier];
    PmSignVerdict verdict = record->signoff.statement.verdict;
    if (verdict == PM_SIGN_REVOKE)
        return g_strcmp0(record->signoff.statement.replaces, other->signoff.digest) == 0;
    if (follows(records, index, earlier) || follows(records, earlier, index))
        return follows(records, index, earlier);
    return other->signoff.statement.verdict != PM_SIGN_OBJECT &&
           (verdict == PM_SIGN_OBJECT || index > earlier);
}

bool
pm_record_is_replaced(const GPtrArray *records, guint index)
{
    const PmSignoffRecord *record = records->pdata[index];
    for (guint i = 0; i < records->len; i++) {
        const PmSignoffRecord *other = records->pdata[i];
        if (i != index && pm_record_counts(other) && pm_record_may_replace(other, record) &&
            replaces(records, i, index))
            return true;
    }
    return false;
}
