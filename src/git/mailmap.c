/* SPDX-License-Identifier: Apache-2.0 */
#include "git/mailmap.h"

#include "base/home.h"
#include "git/content.h"
#include "git/handle.h"

#include <string.h>

#define MAILMAP_MAX ((size_t)4 * 1024 * 1024)

/* What a line says instead; NULL: as it was. */
typedef struct {
    char *name;
    char *email;
} Person;

/* What is known of one address. */
typedef struct {
    Person any;          /* whatever the name */
    GHashTable *by_name; /* lower-case name → Person *, or NULL */
} Address;

struct PmMailmap {
    GHashTable *addresses; /* lower-case address → Address * */
};

static void
person_free(gpointer data)
{
    Person *person = data;

    g_free(person->name);
    g_free(person->email);
    g_free(person);
}

static void
address_free(gpointer data)
{
    Address *address = data;

    g_free(address->any.name);
    g_free(address->any.email);
    g_clear_pointer(&address->by_name, g_hash_table_unref);
    g_free(address);
}

static Address *
address_of(PmMailmap *mailmap, const char *email)
{
    char *key = g_ascii_strdown(email, -1);
    Address *address = g_hash_table_lookup(mailmap->addresses, key);

    if (address) {
        g_free(key);
        return address;
    }
    address = g_new0(Address, 1);
    g_hash_table_insert(mailmap->addresses, key, address);
    return address;
}

static void
override(char **part, const char *value)
{
    if (value) {
        g_free(*part);
        *part = g_strdup(value);
    }
}

/* "Name <address>" at `*cursor`, which moves behind it; a name of nothing is NULL. */
static bool
read_person(char **cursor, Person *out_person)
{
    char *opening = *cursor ? strchr(*cursor, '<') : NULL;
    char *closing = opening ? strchr(opening, '>') : NULL;

    if (closing == NULL)
        return false;
    *opening = '\0';
    *closing = '\0';
    out_person->name = g_strstrip(*cursor);
    if (*out_person->name == '\0')
        out_person->name = NULL;
    out_person->email = opening + 1;
    *cursor = closing + 1;
    return true;
}

/* "New name <new address> old name <old address>"; with one address alone it is the old one. */
static void
read_line(PmMailmap *mailmap, char *line)
{
    Person real = { 0 };
    Person old = { 0 };

    if (*line == '#' || !read_person(&line, &real) || *real.email == '\0')
        return;
    if (!read_person(&line, &old)) {
        old.email = real.email;
        real.email = NULL;
    }
    Address *address = address_of(mailmap, old.email);
    if (old.name == NULL) {
        override(&address->any.name, real.name);
        override(&address->any.email, real.email);
        return;
    }
    if (address->by_name == NULL)
        address->by_name = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, person_free);
    Person *person = g_new0(Person, 1);
    override(&person->name, real.name);
    override(&person->email, real.email);
    g_hash_table_replace(address->by_name, g_ascii_strdown(old.name, -1), person);
}

PmMailmap *
pm_mailmap_new(const char *text)
{
    PmMailmap *mailmap = g_new0(PmMailmap, 1);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    mailmap->addresses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, address_free);
    for (char **line = lines; *line; line++)
        read_line(mailmap, *line);
    return mailmap;
}

void
pm_mailmap_free(PmMailmap *mailmap)
{
    if (mailmap == NULL)
        return;
    g_hash_table_unref(mailmap->addresses);
    g_free(mailmap);
}

void
pm_mailmap_resolve(const PmMailmap *mailmap, const char *name, const char *email,
                   const char **out_name, const char **out_email)
{
    g_autofree char *email_key = g_ascii_strdown(email, -1);
    g_autofree char *name_key = g_ascii_strdown(name, -1);
    const Address *address = g_hash_table_lookup(mailmap->addresses, email_key);
    const Person *person = NULL;

    if (address && address->by_name)
        person = g_hash_table_lookup(address->by_name, name_key);
    if (address && person == NULL)
        person = &address->any;
    *out_name = person && person->name ? person->name : name;
    *out_email = person && person->email ? person->email : email;
}

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
    g_autofree char *expanded = pm_home_expand(path);
    full = g_canonicalize_filename(expanded, pm_repository_workdir(repository));
    if (g_file_test(full, G_FILE_TEST_IS_REGULAR) &&
        g_file_get_contents(full, &contents, &length, NULL) && length <= MAILMAP_MAX)
        g_string_append_len(text, contents, (gssize)length);
}

/* Read here rather than by libgit2, which would follow a link and wait for a FIFO. */
static PmMailmap *
load(PmRepository *repository)
{
    g_autoptr(GString) text = g_string_new(NULL);

    append_tracked(text, repository);
    append_configured(text, repository); /* later lines win */
    for (size_t i = 0; i < text->len; i++) {
        if (text->str[i] == '\0')
            text->str[i] = ' '; /* so that nothing behind it is hidden */
    }
    return pm_mailmap_new(text->str);
}

void
pm_repository_mailmap(const PmRepository *repository, const char *name, const char *email,
                      char **out_name, char **out_email)
{
    const char *real_name = name;
    const char *real_email = email;

    if (repository->mailmap == NULL)
        /* a memory, not a change that anybody could see */
        ((PmRepository *)repository)->mailmap = load((PmRepository *)repository);
    pm_mailmap_resolve(repository->mailmap, name, email, &real_name, &real_email);
    *out_name = g_strdup(real_name);
    *out_email = g_strdup(real_email);
}
