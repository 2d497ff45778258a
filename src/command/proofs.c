/* SPDX-License-Identifier: Apache-2.0 */
#include "command/proofs.h"

#include "document/name.h"

const PmSignoffRecord *
pm_proof_record(const PmAudit *audit, const char *path)
{
    g_autofree char *stem = pm_name_owner(path);
    g_autofree char *file = stem != NULL ? g_strconcat(stem, ".md", NULL) : NULL;
    const char *const documents[] = { file, stem };
    for (size_t i = 0; stem != NULL && i < G_N_ELEMENTS(documents); i++) {
        const PmDocumentRecord *document = pm_audit_document(audit, documents[i]);
        for (guint k = 0; document != NULL && k < document->records->len; k++) {
            const PmSignoffRecord *record = document->records->pdata[k];
            if (g_strcmp0(record->proof, path) == 0)
                return record;
        }
    }
    return NULL;
}

bool
pm_proof_may_become(const PmAudit *audit, const char *path, GBytes *bytes, GError **error)
{
    const PmSignoffRecord *record = pm_proof_record(audit, path);
    g_autofree char *digest =
        bytes != NULL ? g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes) : NULL;
    if (record == NULL || g_strcmp0(digest, record->signoff.proxy->digest) == 0)
        return true;
    pm_error_set(error, PM_ERROR_REFUSED, "what is new goes into a file of its own",
                 "sign-off %.7s rests on '%s', which stays as it is", record->signoff.digest, path);
    return false;
}
