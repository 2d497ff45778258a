/* SPDX-License-Identifier: Apache-2.0 */
#include "git/native.h"

#include "git/certificates.h"
#include "git/handle.h"

#include <string.h>

#define TREE_CACHED ((size_t)1024 * 1024)
#define CACHE_MAX ((ssize_t)16 * 1024 * 1024)

static void *
start_once(void *unused)
{
    /* libgit2 knows neither, and both change nothing in what we read */
    static const char *extensions[] = { "worktreeconfig", "partialclone" };

    (void)unused;
    pm_certificates_leave_out();
    git_libgit2_init();
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, G_N_ELEMENTS(extensions));
    /* a folder of many documents is a large tree, which each path in it asks for again */
    git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, GIT_OBJECT_TREE, TREE_CACHED);
    git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, CACHE_MAX);
    /* every object is hashed when it is read, and kept as it was found: nothing needs to do it
     * again */
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
    /* open.c checks owners as git does: libgit2 would look in the wrong configuration files */
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    return NULL;
}

void
pm_native_start(void)
{
    static GOnce once = G_ONCE_INIT;

    g_once(&once, start_once, NULL);
}

PmOid
pm_native_oid(const git_oid *oid)
{
    PmOid result;

    git_oid_tostr(result.hex, sizeof(result.hex), oid);
    return result;
}

bool
pm_native_oid_parse(const PmOid *oid, git_oid *out_oid, GError **error)
{
    if (strnlen(oid->hex, sizeof(oid->hex)) == 40 && git_oid_fromstr(out_oid, oid->hex) == 0)
        return true;
    pm_error_set(error, PM_ERROR_USAGE, NULL, "'%.40s' is not an object id", oid->hex);
    return false;
}

void
pm_native_error(GError **error, PmErrorCode code, const char *hint, const char *format, ...)
{
    const git_error *last = git_error_last();
    const char *words = last && last->message ? last->message : "no reason given";
    g_autofree char *what = NULL;
    g_autofree char *line = g_strdelimit(g_strdup(words), "\n\r", ' ');
    va_list arguments;

    va_start(arguments, format);
    what = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    pm_error_set(error, code, hint, "%s: %s", what, line);
}

/* Say why an object can't be had. */
static void
explain_missing(const PmRepository *repository, const git_oid *oid, int status, GError **error)
{
    PmOid id = pm_native_oid(oid);

    if (status == GIT_EMISMATCH)
        pm_error_set(error, PM_ERROR_UNTRUSTED, "run: git fsck",
                     "object %s has other bytes than its name says", id.hex);
    else if (status != GIT_ENOTFOUND)
        pm_native_error(error, PM_ERROR_UNTRUSTED, "run: git fsck", "object %s cannot be read",
                        id.hex);
    else if (pm_repository_is_partial(repository))
        pm_error_set(error, PM_ERROR_NOT_FOUND,
                     "the clone was made with a filter (git clone --filter); fetch what is missing "
                     "with: git fetch --refetch --no-filter",
                     "object %s is missing in this partial clone", id.hex);
    else
        pm_error_set(error, PM_ERROR_NOT_FOUND, "run: git fsck", "object %s is missing", id.hex);
}

git_odb_object *
pm_native_object(const PmRepository *repository, const git_oid *oid, git_object_t type,
                 size_t limit, GError **error)
{
    g_autoptr(git_odb) own = NULL;
    g_autoptr(git_odb_object) object = NULL;
    PmOid id = pm_native_oid(oid);
    git_object_t found = GIT_OBJECT_INVALID;
    size_t length = 0;

    int status = git_repository_odb(&own, pm_repository_handle(repository));
    git_odb *odb = repository->unchecked ? repository->unchecked : own;
    if (status == 0)
        status = git_odb_read_header(&length, &found, odb, oid);
    if (status == 0 && length > limit) {
        pm_error_set(error, PM_ERROR_LIMIT, NULL,
                     "object %s has %zu bytes, more than the limit of %zu", id.hex, length, limit);
        return NULL;
    }
    if (status == 0)
        status = git_odb_read(&object, odb, oid);
    if (status != 0) {
        explain_missing(repository, oid, status, error);
        return NULL;
    }
    if (type != GIT_OBJECT_ANY && git_odb_object_type(object) != type) {
        pm_error_set(error, PM_ERROR_UNTRUSTED, NULL, "object %s is a %s, not a %s", id.hex,
                     git_object_type2string(git_odb_object_type(object)),
                     git_object_type2string(type));
        return NULL;
    }
    return g_steal_pointer(&object);
}
