/* SPDX-License-Identifier: Apache-2.0 */
#include "git/raw_tree.h"

#include "git/handle.h"
#include "git/tree_cache.h"

#include <string.h>

#define TREE_MAX ((size_t)64 * 1024 * 1024)
#define MODE_FOLDER 0040000U

static void
clear(void *data)
{
    PmRawTree *tree = data;

    git_odb_object_free(tree->object);
    g_array_unref(tree->entries);
}

void
pm_raw_tree_free(PmRawTree *tree)
{
    if (tree != NULL)
        g_atomic_rc_box_release_full(tree, clear);
}

bool
pm_raw_entry_is_folder(const PmRawEntry *entry)
{
    return (entry->mode & 0170000U) == MODE_FOLDER;
}

int
pm_raw_entry_compare(const PmRawEntry *a, const PmRawEntry *b)
{
    size_t a_length = strlen(a->name), b_length = strlen(b->name);
    size_t common = MIN(a_length, b_length);
    int order = memcmp(a->name, b->name, common);

    if (order != 0)
        return order;
    int a_next = a_length > common ? (guchar)a->name[common] : pm_raw_entry_is_folder(a) ? '/' : 0;
    int b_next = b_length > common ? (guchar)b->name[common] : pm_raw_entry_is_folder(b) ? '/' : 0;
    return a_next - b_next;
}

/* One entry at `*cursor`, which moves behind it. */
static bool
read_entry(const char **cursor, const char *limit, PmRawEntry *out_entry)
{
    const char *c = *cursor;
    unsigned mode = 0;

    for (; c < limit && *c >= '0' && *c <= '7' && mode < 01000000; c++)
        mode = mode * 8 + (unsigned)(*c - '0');
    if (c == *cursor || c == limit || *c != ' ')
        return false;
    const char *name = c + 1;
    const char *end = memchr(name, '\0', (size_t)(limit - name));
    if (end == NULL || end == name || limit - end - 1 < GIT_OID_RAWSZ)
        return false;
    out_entry->name = name;
    out_entry->mode = mode;
    git_oid_fromraw(&out_entry->id, (const unsigned char *)end + 1);
    *cursor = end + 1 + GIT_OID_RAWSZ;
    return true;
}

/* Code points that HFS+ ignores in names, so that ".g\u200cit" is ".git" there. */
static bool
is_ignored_on_hfs(gunichar c)
{
    return (c >= 0x200c && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x206a && c <= 0x206f) || c == 0xfeff;
}

/* Whether some file system takes `name` for ".git": letter case, ignored code points, NTFS's short
 * names, streams, and dots or spaces at the end. */
static bool
looks_like_git(const char *name)
{
    /* what begins with any other ASCII character cannot: folders have thousands of those */
    if ((guchar)*name < 0x80 && strchr(".gG", *name) == NULL)
        return false;
    g_autoptr(GString) plain = g_string_new(NULL);

    for (const char *c = name; *c && *c != ':';) {
        gunichar point = g_utf8_get_char_validated(c, -1);
        bool valid = point < 0x110000;
        if (!valid)
            g_string_append_c(plain, *c++);
        else {
            if (!is_ignored_on_hfs(point))
                g_string_append_unichar(plain, point);
            c = g_utf8_next_char(c);
        }
    }
    while (plain->len > 0 && strchr(". ", plain->str[plain->len - 1]))
        g_string_truncate(plain, plain->len - 1);
    return g_ascii_strcasecmp(plain->str, ".git") == 0 ||
           g_ascii_strcasecmp(plain->str, "git~1") == 0;
}

/* What is odd about an entry, or NULL. */
static const char *
find_oddity(const PmRawEntry *entry, const char *mode_text)
{
    static const unsigned modes[] = { 0100644, 0100755, 0120000, 0160000, MODE_FOLDER };
    bool known = *mode_text != '0';

    if (known) {
        known = false;
        for (size_t i = 0; i < G_N_ELEMENTS(modes); i++)
            known = known || entry->mode == modes[i];
    }
    if (!known)
        return "a mode that git does not write";
    if (strchr(entry->name, '/') || strcmp(entry->name, ".") == 0 || strcmp(entry->name, "..") == 0)
        return "a name that is no name";
    return looks_like_git(entry->name) ? "a name that some systems take for '.git'" : NULL;
}

/*
 * Has an entry before the last one its name? A folder sorts as if it ended in '/', so a file of the
 * same name need not be its neighbour, but what lies between begins with the name as well.
 */
static bool
is_repeated(const PmRawTree *tree)
{
    const PmRawEntry *last = &g_array_index(tree->entries, PmRawEntry, tree->entries->len - 1);
    size_t length = strlen(last->name);

    for (guint i = tree->entries->len - 1; i > 0; i--) {
        const char *name = g_array_index(tree->entries, PmRawEntry, i - 1).name;
        if (strncmp(name, last->name, length) != 0)
            return false;
        if (name[length] == '\0')
            return true;
    }
    return false;
}

/* What is wrong with the last entry that was read, or NULL. */
static const char *
find_problem(const PmRawTree *tree, const char *mode_text, PmRawTreeCheck check)
{
    const PmRawEntry *last = &g_array_index(tree->entries, PmRawEntry, tree->entries->len - 1);

    if (check == PM_RAW_TREE_ANY)
        return NULL;
    if (is_repeated(tree))
        return "the same name twice";
    if (tree->entries->len > 1 && pm_raw_entry_compare(last - 1, last) >= 0)
        return "entries out of order";
    return check == PM_RAW_TREE_STRICT ? find_oddity(last, mode_text) : NULL;
}

static bool
parse(PmRawTree *tree, const git_oid *id, PmRawTreeCheck check, GError **error)
{
    const char *cursor = git_odb_object_data(tree->object);
    const char *limit = cursor + git_odb_object_size(tree->object);
    const char *problem = NULL;
    PmRawEntry entry = { 0 };

    while (cursor < limit && problem == NULL) {
        const char *start = cursor;
        if (!read_entry(&cursor, limit, &entry)) {
            problem = "bytes that are no entry";
            entry.name = "";
            break;
        }
        g_array_append_val(tree->entries, entry);
        problem = find_problem(tree, start, check);
    }
    if (problem == NULL)
        return true;
    pm_error_set(error, PM_ERROR_UNTRUSTED, "run: git fsck", "tree %s has %s ('%s')",
                 pm_native_oid(id).hex, problem, entry.name);
    return false;
}

PmRawTree *
pm_raw_tree_read(const PmRepository *repository, const git_oid *id, PmRawTreeCheck check,
                 GError **error)
{
    PmRawTree *known = id ? pm_tree_cache_find(repository->trees, id, check) : NULL;

    if (known)
        return known;
    g_autoptr(PmRawTree) tree = g_atomic_rc_box_new0(PmRawTree);
    tree->entries = g_array_new(FALSE, FALSE, sizeof(PmRawEntry));
    if (id == NULL)
        return g_steal_pointer(&tree);
    tree->object = pm_native_object(repository, id, GIT_OBJECT_TREE, TREE_MAX, error);
    if (tree->object == NULL || !parse(tree, id, check, error))
        return NULL;
    pm_tree_cache_keep(repository->trees, id, check, tree);
    return g_steal_pointer(&tree);
}

/* The first entry with this name, or NULL. */
static const PmRawEntry *
find_name(const PmRawTree *tree, const char *name, size_t length)
{
    for (guint i = 0; i < tree->entries->len; i++) {
        const PmRawEntry *entry = &g_array_index(tree->entries, PmRawEntry, i);
        if (strncmp(entry->name, name, length) == 0 && entry->name[length] == '\0')
            return entry;
    }
    return NULL;
}

bool
pm_raw_tree_find(const PmRepository *repository, const git_oid *id, const char *path,
                 PmRawTreeCheck check, PmRawEntry *out_entry, GError **error)
{
    PmRawEntry here = { .mode = MODE_FOLDER };

    git_oid_cpy(&here.id, id);
    while (*path && here.mode) {
        size_t length = strcspn(path, "/");
        if (!pm_raw_entry_is_folder(&here)) {
            here = (PmRawEntry){ 0 };
            break;
        }
        g_autoptr(PmRawTree) tree = pm_raw_tree_read(repository, &here.id, check, error);
        if (tree == NULL)
            return false;
        const PmRawEntry *entry = find_name(tree, path, length);
        here = entry ? *entry : (PmRawEntry){ 0 };
        path += length;
        if (*path == '/' && !pm_raw_entry_is_folder(&here))
            here = (PmRawEntry){ 0 };
        path += *path == '/';
    }
    here.name = NULL;
    *out_entry = here;
    return true;
}
