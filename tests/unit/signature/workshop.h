/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A directory where ssh-keygen and gpg make real keys and signatures for a test. It is HOME of what
 * runs in it.
 */
#pragma once

#include "../oracle.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    char *path;
} Workshop;

/* Run a script there; what it prints. It must succeed. */
static inline char *
workshop_run(const Workshop *shop, const char *script)
{
    char *argv[] = { "env", "-C", shop->path, "sh", "-ec", (char *)script, NULL };
    g_auto(GStrv) environment = g_get_environ();
    environment = g_environ_setenv(environment, "HOME", shop->path, TRUE);
    environment = g_environ_setenv(environment, "GNUPGHOME", shop->path, TRUE);
    g_autoptr(GError) error = NULL;
    char *output = NULL;
    g_autofree char *messages = NULL;
    int status = 0;
    /* by posix_spawn(3), which takes no folder: a fork is slow under AddressSanitizer */
    g_spawn_sync(NULL, argv, environment, G_SPAWN_SEARCH_PATH | G_SPAWN_LEAVE_DESCRIPTORS_OPEN,
                 NULL, NULL, &output, &messages, &status, &error);
    g_assert_no_error(error);
    if (!g_spawn_check_wait_status(status, &error))
        g_error("%s\n%s\n%s", script, messages, error->message);
    return output;
}

static inline char *
workshop_read(const Workshop *shop, const char *name)
{
    g_autofree char *path = g_build_filename(shop->path, name, NULL);
    g_autoptr(GError) error = NULL;
    char *text = NULL;
    g_file_get_contents(path, &text, NULL, &error);
    g_assert_no_error(error);
    return text;
}

static inline void
workshop_write(const Workshop *shop, const char *name, const char *text, gssize length)
{
    g_autofree char *path = g_build_filename(shop->path, name, NULL);
    g_autoptr(GError) error = NULL;
    g_file_set_contents(path, text, length, &error);
    g_assert_no_error(error);
}

/* NULL and a skipped test where `program` is missing. */
static inline Workshop *
workshop_new(const char *program)
{
    if (!oracle_found(program))
        return NULL;
    g_autoptr(GError) error = NULL;
    Workshop *shop = g_new0(Workshop, 1);
    shop->path = g_dir_make_tmp("workshop-XXXXXX", &error);
    g_assert_no_error(error);
    return shop;
}

static inline void
workshop_free(Workshop *shop)
{
    if (!shop)
        return;
    g_autofree char *ignored =
        workshop_run(shop, "gpgconf --kill all 2>/dev/null || true; rm -rf \"$HOME\"");
    g_free(shop->path);
    g_free(shop);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Workshop, workshop_free)

static GPtrArray *workshops_kept; /* Workshop * */

static inline void
workshop_free_kept(void)
{
    for (guint i = 0; i < workshops_kept->len; i++)
        workshop_free(workshops_kept->pdata[i]);
    g_ptr_array_unref(workshops_kept);
}

/*
 * A workshop of a test's own, with all that `make` made once for the file: what is tested is never
 * the making of keys. `*kept` is the original; it goes when the program ends.
 */
static inline Workshop *
workshop_like(Workshop **kept, Workshop *(*make)(void))
{
    if (!*kept) {
        *kept = make();
        if (!*kept)
            return NULL;
        if (!workshops_kept) {
            workshops_kept = g_ptr_array_new();
            atexit(workshop_free_kept);
        }
        g_ptr_array_add(workshops_kept, *kept);
    }
    Workshop *shop = workshop_new("cp");
    g_autofree char *copy = g_strdup_printf("cp -a '%s/.' .", (*kept)->path);
    g_autofree char *said = workshop_run(shop, copy);
    return shop;
}

/* "ssh-ed25519 AAAA…" of NAME.pub, without its comment. */
static inline char *
workshop_key(const Workshop *shop, const char *name)
{
    g_autofree char *file = g_strconcat(name, ".pub", NULL);
    g_autofree char *text = workshop_read(shop, file);
    g_auto(GStrv) words = g_strsplit_set(text, " \n", 3);
    return g_strdup_printf("%s %s", words[0], words[1]);
}
