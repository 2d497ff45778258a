/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two objects with one name, for LD_PRELOAD: where PM_COLLISION has "NAME=OTHER …", an object store
 * that is asked for NAME answers with what OTHER holds, and its hash is found right. So it would be
 * with a SHA-1 collision, one half of which was shown to the reviewer.
 */
#include <dlfcn.h>
#include <git2.h>
#include <stdlib.h>
#include <string.h>

static git_oid
swap(const git_oid *id)
{
    git_oid other = *id;
    char name[GIT_OID_HEXSZ + 1];
    const char *list = getenv("PM_COLLISION");
    const char *found = list ? strstr(list, git_oid_tostr(name, sizeof name, id)) : NULL;
    if (found && found[GIT_OID_HEXSZ] == '=')
        git_oid_fromstr(&other, found + GIT_OID_HEXSZ + 1);
    return other;
}

int
git_odb_read(git_odb_object **out, git_odb *odb, const git_oid *id)
{
    int (*real)(git_odb_object **, git_odb *, const git_oid *) = dlsym(RTLD_NEXT, "git_odb_read");
    git_oid other = swap(id);
    return real(out, odb, &other);
}

int
git_odb_read_header(size_t *length, git_object_t *type, git_odb *odb, const git_oid *id)
{
    int (*real)(size_t *, git_object_t *, git_odb *, const git_oid *) =
        dlsym(RTLD_NEXT, "git_odb_read_header");
    git_oid other = swap(id);
    return real(length, type, odb, &other);
}
