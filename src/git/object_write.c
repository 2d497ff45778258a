/* SPDX-License-Identifier: Apache-2.0 */
#include "git/object_write.h"

#include "git/file_write.h"
#include "git/native.h"
#include "git/object_store.h"
#include "git/writer_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

/* What must be there in the end. */
typedef struct {
    git_oid oid;
    git_object_t type;
    GBytes *bytes; /* NULL: whatever has this id */
} Written;

struct PmObjectWriter {
    const PmRepository *repository;
    GArray *written; /* of Written */
};

static void
written_clear(gpointer data)
{
    Written *written = data;

    g_clear_pointer(&written->bytes, g_bytes_unref);
}

PmObjectWriter *
pm_object_writer_new(const PmRepository *repository)
{
    PmObjectWriter *writer = g_new0(PmObjectWriter, 1);

    writer->repository = repository;
    writer->written = g_array_new(FALSE, TRUE, sizeof(Written));
    g_array_set_clear_func(writer->written, written_clear);
    return writer;
}

void
pm_object_writer_free(PmObjectWriter *writer)
{
    if (writer == NULL)
        return;
    g_array_unref(writer->written);
    g_free(writer);
}

static void
remember(PmObjectWriter *writer, const git_oid *oid, git_object_t type, GBytes *bytes)
{
    Written written = { .oid = *oid, .type = type, .bytes = bytes ? g_bytes_ref(bytes) : NULL };

    g_array_append_val(writer->written, written);
}

static bool
explain(GError **error, const char *what)
{
    pm_native_error(error, PM_ERROR_FAILED, NULL, "cannot write the %s", what);
    return false;
}

bool
pm_object_write_blob(PmObjectWriter *writer, GBytes *bytes, PmOid *out_blob, GError **error)
{
    size_t length = 0;
    const void *data = g_bytes_get_data(bytes, &length);
    git_oid oid;

    if (git_blob_create_from_buffer(&oid, pm_repository_handle(writer->repository),
                                    data ? data : "", length) != 0)
        return explain(error, "document");
    remember(writer, &oid, GIT_OBJECT_BLOB, bytes);
    *out_blob = pm_native_oid(&oid);
    return true;
}

/* The trees on the way to `path` are new, too. */
static bool
remember_way(PmObjectWriter *writer, const git_oid *root, const char *path, GError **error)
{
    git_repository *git = pm_repository_handle(writer->repository);
    g_autofree char *folder = g_strdup(path);
    g_autoptr(git_tree) tree = NULL;

    if (git_tree_lookup(&tree, git, root) != 0)
        return explain(error, "tree");
    for (char *slash = strrchr(folder, '/'); slash; slash = strrchr(folder, '/')) {
        g_autoptr(git_tree_entry) entry = NULL;
        *slash = '\0';
        int status = git_tree_entry_bypath(&entry, tree, folder);
        if (status == 0)
            remember(writer, git_tree_entry_id(entry), GIT_OBJECT_TREE, NULL);
        else if (status != GIT_ENOTFOUND) /* a folder whose last file went */
            return explain(error, "tree");
    }
    return true;
}

bool
pm_object_write_tree(PmObjectWriter *writer, const PmJournal *journal, const PmOid *tip,
                     PmOid *out_tree, GError **error)
{
    git_repository *git = pm_repository_handle(writer->repository);
    g_autoptr(GArray) updates = g_array_new(FALSE, TRUE, sizeof(git_tree_update));
    g_autoptr(git_commit) commit = NULL;
    g_autoptr(git_tree) base = NULL;
    git_oid oid;

    if (!pm_native_oid_parse(tip, &oid, error))
        return false;
    if (!git_oid_is_zero(&oid) &&
        (git_commit_lookup(&commit, git, &oid) != 0 || git_commit_tree(&base, commit) != 0))
        return explain(error, "tree");
    for (guint i = 0; i < journal->paths->len; i++) {
        const PmJournalPath *path = g_ptr_array_index(journal->paths, i);
        git_tree_update update = { .path = path->path, .filemode = path->new_mode };
        update.action = path->new_mode ? GIT_TREE_UPDATE_UPSERT : GIT_TREE_UPDATE_REMOVE;
        if (path->new_mode == 0 && path->tip_mode == 0)
            continue;
        if (path->new_mode && !pm_native_oid_parse(&path->new_blob, &update.id, error))
            return false;
        g_array_append_val(updates, update);
    }
    if (git_tree_create_updated(&oid, git, base, updates->len,
                                (const git_tree_update *)(void *)updates->data) != 0)
        return explain(error, "tree");
    remember(writer, &oid, GIT_OBJECT_TREE, NULL);
    for (guint i = 0; i < journal->paths->len; i++) {
        const PmJournalPath *path = g_ptr_array_index(journal->paths, i);
        if (!remember_way(writer, &oid, path->path, error))
            return false;
    }
    *out_tree = pm_native_oid(&oid);
    return true;
}

bool
pm_object_write_commit(PmObjectWriter *writer, const char *payload, const char *signature,
                       PmOid *out_commit, GError **error)
{
    git_oid oid;

    /* writes any commit text, with or without a signature, and moves no ref */
    if (git_commit_create_with_signature(&oid, pm_repository_handle(writer->repository), payload,
                                         signature, NULL) != 0)
        return explain(error, "commit");
    g_autoptr(GBytes) bytes = signature ? NULL : g_bytes_new(payload, strlen(payload));
    remember(writer, &oid, GIT_OBJECT_COMMIT, bytes);
    *out_commit = pm_native_oid(&oid);
    return true;
}

static bool
matches(const Written *written, git_odb_object *object)
{
    if (git_odb_object_type(object) != written->type)
        return false;
    if (written->bytes == NULL)
        return true; /* the database has checked that the bytes have this id */
    g_autoptr(GBytes) found =
        g_bytes_new_static(git_odb_object_data(object), git_odb_object_size(object));
    return g_bytes_equal(found, written->bytes);
}

static bool
read_back(const PmObjectWriter *writer, const char *objects, GError **error)
{
    g_autoptr(git_odb) odb = pm_object_store_open(objects, NULL, error);

    if (odb == NULL)
        return false;
    for (guint i = 0; i < writer->written->len; i++) {
        const Written *written = &g_array_index(writer->written, Written, i);
        g_autoptr(git_odb_object) object = NULL;
        if (git_odb_read(&object, odb, &written->oid) == 0 && matches(written, object))
            continue;
        pm_error_set(error, PM_ERROR_FAILED, "is the disk full? df, then: git fsck",
                     "object %s was written, but cannot be read back; nothing was changed",
                     pm_native_oid(&written->oid).hex);
        return false;
    }
    return true;
}

static char *
loose_path(const char *objects, const git_oid *id)
{
    PmOid oid = pm_native_oid(id);

    return g_strdup_printf("%s/%.2s/%s", objects, oid.hex, oid.hex + 2);
}

/* Loose objects, the folders that name them, and the folder that names those. */
static int
flush(const PmObjectWriter *writer, const char *objects)
{
    g_autoptr(GHashTable) folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GHashTableIter iterator;
    gpointer folder = NULL;
    int status = 0;

    for (guint i = 0; i < writer->written->len; i++) {
        g_autofree char *path =
            loose_path(objects, &g_array_index(writer->written, Written, i).oid);
        pm_file_flush_begin(AT_FDCWD, path);
    }
    for (guint i = 0; status == 0 && i < writer->written->len; i++) {
        g_autofree char *path =
            loose_path(objects, &g_array_index(writer->written, Written, i).oid);
        status = pm_file_flush(AT_FDCWD, path);
        if (status == ENOENT) /* it was in a pack, or in an alternate, before */
            status = 0;
        else
            g_hash_table_add(folders, g_path_get_dirname(path));
    }
    g_hash_table_iter_init(&iterator, folders);
    while (status == 0 && g_hash_table_iter_next(&iterator, &folder, NULL))
        status = pm_file_flush(AT_FDCWD, folder);
    return status == 0 ? pm_file_flush(AT_FDCWD, objects) : status;
}

bool
pm_object_writer_prove(PmObjectWriter *writer, GError **error)
{
    g_autofree char *objects = pm_object_store_folder(pm_repository_common_dir(writer->repository));

    int status = pm_writer_durable(writer->repository) ? flush(writer, objects) : 0;
    if (status != 0) {
        pm_error_set(error, PM_ERROR_FAILED, NULL,
                     "cannot flush the objects to the disk: %s; nothing was changed",
                     g_strerror(status));
        return false;
    }
    return read_back(writer, objects, error);
}
