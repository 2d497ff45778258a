/* SPDX-License-Identifier: Apache-2.0 */
#include "git/journal.h"

#include "git/file_write.h"
#include "git/writer_lock.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The bytes on the disk are this GVariant in normal form, in the machine's own byte order. */
#define VERSION 1
#define ENTRY_TYPE "(ayuayuay(uayqq)bayuumay)"
#define JOURNAL_TYPE "(uayaybayayaya" ENTRY_TYPE ")"

static void
path_free(gpointer data)
{
    PmJournalPath *path = data;

    g_free(path->path);
    g_clear_pointer(&path->held_bytes, g_bytes_unref);
    g_free(path);
}

PmJournal *
pm_journal_new(void)
{
    PmJournal *journal = g_new0(PmJournal, 1);

    journal->nonce = g_uuid_string_random();
    journal->paths = g_ptr_array_new_with_free_func(path_free);
    return journal;
}

void
pm_journal_free(PmJournal *journal)
{
    if (journal == NULL)
        return;
    g_free(journal->nonce);
    g_free(journal->index_path);
    g_free(journal->ref);
    g_clear_pointer(&journal->paths, g_ptr_array_unref);
    g_free(journal);
}

PmJournalPath *
pm_journal_add(PmJournal *journal, const char *path)
{
    PmJournalPath *entry = g_new0(PmJournalPath, 1);

    entry->path = g_strdup(path);
    entry->tip_blob = entry->new_blob = entry->staged.blob = entry->held_blob = PM_OID_ZERO;
    g_ptr_array_add(journal->paths, entry);
    return entry;
}

PmWorkFile
pm_journal_file(const PmJournal *journal, size_t number)
{
    const PmJournalPath *path = g_ptr_array_index(journal->paths, number);
    unsigned fresh = (path->new_mode & 0111) ? 0777 : 0666;

    return (PmWorkFile){
        .number = number,
        .path = path->path,
        .old_blob = path->held_blob,
        .new_blob = path->new_blob,
        .mode = path->held_mode ? path->held_mode : fresh,
        .old_bytes = path->held_bytes,
        .parents = path->parents,
    };
}

static char *
journal_path(const PmRepository *repository, GError **error)
{
    g_autofree char *folder = pm_writer_folder(repository, error);

    return folder ? g_build_filename(folder, "journal", NULL) : NULL;
}

static GVariant *
pack_path(const PmJournalPath *path)
{
    GVariant *held = NULL;

    if (path->held_bytes)
        held = g_variant_new_from_bytes(G_VARIANT_TYPE_BYTESTRING, path->held_bytes, TRUE);
    return g_variant_new("(^ayu^ayu^ay(u^ayqq)b^ayuum@ay)", path->path, path->tip_mode,
                         path->tip_blob.hex, path->new_mode, path->new_blob.hex, path->staged.mode,
                         path->staged.blob.hex, path->staged.flags, path->staged.extended,
                         path->writes, path->held_blob.hex, path->held_mode, path->parents, held);
}

bool
pm_journal_save(const PmJournal *journal, const PmRepository *repository, GError **error)
{
    g_autofree char *file = journal_path(repository, error);
    GVariantBuilder paths;

    if (file == NULL)
        return false;
    g_variant_builder_init(&paths, G_VARIANT_TYPE("a" ENTRY_TYPE));
    for (guint i = 0; i < journal->paths->len; i++)
        g_variant_builder_add_value(&paths, pack_path(g_ptr_array_index(journal->paths, i)));
    g_autoptr(GVariant) packed = g_variant_ref_sink(g_variant_new(
        "(u^ay^ayb^ay^ay^ay@a" ENTRY_TYPE ")", VERSION, journal->nonce, journal->index_path,
        journal->had_index, journal->ref, journal->old_commit.hex, journal->new_commit.hex,
        g_variant_builder_end(&paths)));
    g_autoptr(GBytes) bytes = g_variant_get_data_as_bytes(packed);
    int status = pm_file_replace(file, bytes, 0666, pm_writer_durable(repository));
    if (status != 0)
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot write '%s': %s; nothing was changed",
                     file, g_strerror(status));
    return status == 0;
}

static PmOid
take_oid(const char *hex)
{
    PmOid oid = PM_OID_ZERO;

    if (strlen(hex) == 40 && strspn(hex, "0123456789abcdef") == 40)
        g_strlcpy(oid.hex, hex, sizeof(oid.hex));
    return oid;
}

static void
unpack_path(PmJournal *journal, GVariant *packed)
{
    const char *path = NULL;
    const char *tip = NULL;
    const char *new_blob = NULL;
    const char *staged = NULL;
    const char *held = NULL;
    gboolean writes = FALSE;
    g_autoptr(GVariant) bytes = NULL;
    PmJournalPath *entry = pm_journal_add(journal, "");

    g_variant_get(packed, "(^&ayu^&ayu^&ay(u^&ayqq)b^&ayuum@ay)", &path, &entry->tip_mode, &tip,
                  &entry->new_mode, &new_blob, &entry->staged.mode, &staged, &entry->staged.flags,
                  &entry->staged.extended, &writes, &held, &entry->held_mode, &entry->parents,
                  &bytes);
    g_free(entry->path);
    entry->path = g_strdup(path);
    entry->tip_blob = take_oid(tip);
    entry->new_blob = take_oid(new_blob);
    entry->staged.blob = take_oid(staged);
    entry->held_blob = take_oid(held);
    entry->writes = writes;
    entry->held_bytes = bytes ? g_variant_get_data_as_bytes(bytes) : NULL;
}

static PmJournal *
unpack(GVariant *packed)
{
    g_autoptr(PmJournal) journal = pm_journal_new();
    g_autoptr(GVariant) paths = NULL;
    guint32 version = 0;
    gboolean had_index = FALSE;
    const char *old_commit = NULL;
    const char *new_commit = NULL;

    /* every field has a default, so that bytes of anything else unpack to a wrong version */
    g_variant_get_child(packed, 0, "u", &version);
    if (version != VERSION)
        return NULL;
    g_clear_pointer(&journal->nonce, g_free);
    g_variant_get(packed, "(u^ay^ayb^ay^&ay^&ay@a" ENTRY_TYPE ")", &version, &journal->nonce,
                  &journal->index_path, &had_index, &journal->ref, &old_commit, &new_commit,
                  &paths);
    journal->had_index = had_index;
    journal->old_commit = take_oid(old_commit);
    journal->new_commit = take_oid(new_commit);
    for (gsize i = 0; i < g_variant_n_children(paths); i++) {
        g_autoptr(GVariant) path = g_variant_get_child_value(paths, i);
        unpack_path(journal, path);
    }
    return g_steal_pointer(&journal);
}

bool
pm_journal_load(const PmRepository *repository, PmJournal **out_journal, GError **error)
{
    g_autofree char *file =
        g_build_filename(pm_repository_git_dir(repository), "postmortem", "journal", NULL);
    g_autoptr(GError) cause = NULL;
    char *contents = NULL;
    gsize length = 0;

    if (!g_file_get_contents(file, &contents, &length, &cause)) {
        *out_journal = NULL;
        if (g_error_matches(cause, G_FILE_ERROR, G_FILE_ERROR_NOENT))
            return true;
        pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot read the journal: %s", cause->message);
        return false;
    }
    g_autoptr(GBytes) bytes = g_bytes_new_take(contents, length);
    g_autoptr(GVariant) packed =
        g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(JOURNAL_TYPE), bytes, FALSE));
    PmJournal *journal = g_variant_is_normal_form(packed) ? unpack(packed) : NULL;
    if (journal == NULL) {
        pm_error_set(error, PM_ERROR_UNTRUSTED,
                     "another version may have written it; look at git status, and when all is "
                     "well remove it",
                     "'%s' cannot be understood", file);
        return false;
    }
    *out_journal = journal;
    return true;
}

bool
pm_journal_drop(const PmRepository *repository, GError **error)
{
    g_autofree char *file = journal_path(repository, error);

    if (file == NULL)
        return false;
    if (unlink(file) == 0 || errno == ENOENT)
        return true;
    pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot remove '%s': %s", file, g_strerror(errno));
    return false;
}
