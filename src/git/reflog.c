/* SPDX-License-Identifier: Apache-2.0 */
#include "git/reflog.h"

#include "git/native.h"

GArray *
pm_reflog_read(const PmRepository *repository, const char *ref, size_t limit)
{
    GArray *entries = g_array_new(FALSE, FALSE, sizeof(PmReflogEntry));
    git_reflog *log = NULL;

    if (git_reflog_read(&log, pm_repository_handle(repository), ref) != 0)
        return entries;
    size_t count = MIN(git_reflog_entrycount(log), limit);
    for (size_t i = 0; i < count; i++) {
        const git_reflog_entry *found = git_reflog_entry_byindex(log, i);
        PmReflogEntry entry = {
            .old_commit = pm_native_oid(git_reflog_entry_id_old(found)),
            .new_commit = pm_native_oid(git_reflog_entry_id_new(found)),
            .time = git_reflog_entry_committer(found)->when.time,
        };
        g_array_append_val(entries, entry);
    }
    git_reflog_free(log);
    return entries;
}
