/* SPDX-License-Identifier: Apache-2.0 */
#include "git/index_refresh.h"

#include "git/index_copy.h"
#include "git/index_lock.h"
#include "git/journal.h"
#include "git/writer_lock.h"

bool
pm_index_forget_files(PmRepository *repository, const char *const *paths, size_t count,
                      GError **error)
{
    const char *index_path = pm_repository_index_path(repository);
    g_autoptr(PmJournal) run = pm_journal_new(); /* for the name of the run alone */
    g_autoptr(PmWriterLock) writer = pm_writer_lock_take(repository, error);
    g_autoptr(PmIndexLock) lock =
        writer != NULL ? pm_index_lock_take(index_path, run->nonce, error) : NULL;
    g_autoptr(PmIndexCopy) copy = lock != NULL ? pm_index_copy_read(index_path, error) : NULL;
    if (copy == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        PmIndexEntry entry = pm_index_copy_find(copy, paths[i]);
        if (entry.mode != 0 && !pm_index_copy_set(copy, paths[i], &entry, NULL, error))
            return false;
    }
    if (!pm_index_copy_install(copy, false, error))
        return false;
    pm_index_backup_drop(index_path);
    return true;
}
