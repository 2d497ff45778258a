/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names and addresses as .mailmap gives them (gitmailmap(5)). The files are read here rather than
 * by libgit2, which would follow a link and wait for a FIFO.
 */
#include "git/content.h"
#include "git/handle.h"

#define MAILMAP_MAX ((size_t)4 * 1024 * 1024)

static void
append(GString *text, GBytes *bytes)
{
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);

    g_string_append_len(text, data, (gssize)length);
    g_string_append_c(text, '\n');
}

/* .mailmap of the working tree; of HEAD where there is none. */
static void
append_tracked(GString *text, PmRepository *repository)
{
    g_autoptr(PmContent) content = NULL;
    PmOid head;

    if (!pm_repository_is_bare(repository))
        content = pm_content_worktree(repository, NULL);
    else if (pm_repository_resolve(repository, "HEAD", &head, NULL))
        content = pm_content_commit(repository, &head, NULL);
    if (content == NULL)
        return;
    g_autoptr(GBytes) bytes = pm_content_read(content, ".mailmap", MAILMAP_MAX, NULL);
    if (bytes)
        append(text, bytes);
}

static void
append_configured(GString *text, const PmRepository *repository)
{
    g_autofree char *path = pm_repository_config(repository, "mailmap.file");
    g_autofree char *full = NULL;
    g_autofree char *contents = NULL;
    gsize length = 0;

    if (path == NULL)
        return;
    if (g_str_has_prefix(path, "~/"))
        full = g_build_filename(g_get_home_dir(), path + 2, NULL);
    else
        full = g_canonicalize_filename(path, pm_repository_workdir(repository));
    if (g_file_test(full, G_FILE_TEST_IS_REGULAR) &&
        g_file_get_contents(full, &contents, &length, NULL) && length <= MAILMAP_MAX)
        g_string_append_len(text, contents, (gssize)length);
}

static void
load(PmRepository *repository)
{
    g_autoptr(GString) text = g_string_new(NULL);

    append_tracked(text, repository);
    append_configured(text, repository); /* later lines win */
    if (git_mailmap_from_buffer(&repository->mailmap, text->str, text->len) != 0)
        git_mailmap_new(&repository->mailmap);
}

void
pm_repository_mailmap(const PmRepository *repository, const char *name, const char *email,
                      char **out_name, char **out_email)
{
    const char *real_name = name;
    const char *real_email = email;

    if (repository->mailmap == NULL)
        load((PmRepository *)repository); /* a memory, not a change that anybody could see */
    git_mailmap_resolve(&real_name, &real_email, repository->mailmap, name, email);
    *out_name = g_strdup(real_name);
    *out_email = g_strdup(real_email);
}
