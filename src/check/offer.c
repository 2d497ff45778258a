/* SPDX-License-Identifier: Apache-2.0 */
#include "check/offer.h"

#include "data/edit.h"
#include "data/edit_scalar.h"

void
pm_offer_text(PmCheck *check, PmDiagnostic *found, const PmNode *node, const char *text)
{
    PmArena *arena = pm_diagnostics_arena(check->diagnostics);
    const PmSplice *fix = found != NULL ? pm_edit_scalar(arena, node, text) : NULL;
    if (fix == NULL)
        return;
    found->fixes = fix;
    found->fix_count = 1;
}

void
pm_offer_splices(PmCheck *check, PmDiagnostic *found, const PmSplices *splices)
{
    size_t count = pm_splices_count(splices);
    if (found == NULL || count == 0)
        return;
    PmSplice *fixes = pm_arena_new0(pm_diagnostics_arena(check->diagnostics), PmSplice, count);
    for (size_t i = 0; i < count; i++)
        fixes[i] = *pm_splices_get(splices, i);
    found->fixes = fixes;
    found->fix_count = count;
}

void
pm_offer_unknown(PmCheck *check, PmDiagnostic *found, const PmNode *sibling, const char *key)
{
    const PmDocument *document = check->document;
    if (found == NULL || !document->front_clean)
        return;
    PmEdit edit = { .source = document->source,
                    .span = document->split.front,
                    .root = document->front,
                    .splices = pm_splices_new(pm_diagnostics_arena(check->diagnostics)) };
    g_autofree char *pointer = g_strconcat("/", key, NULL);
    bool done = sibling != NULL ? pm_edit_add_behind(&edit, sibling, key, "unknown", NULL)
                                : pm_edit_set(&edit, pointer, "unknown", NULL);
    if (done)
        pm_offer_splices(check, found, edit.splices);
}
