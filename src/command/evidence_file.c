/* SPDX-License-Identifier: Apache-2.0 */
#include "command/evidence_file.h"

#include "document/name.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LONGEST_NAME = 100, LONGEST_ENDING = 16, MOST_OF_A_NAME = 1000 };

/* What stands for one name, without what no file system or shell takes well. */
static GString *
plain_characters(const char *text)
{
    GString *name = g_string_new(NULL);
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        bool part = g_unichar_isalnum(c) || (g_unichar_ismark(c) && name->len > 0) || c == '_' ||
                    (c == '.' && name->len > 0);
        char last = name->len > 0 ? name->str[name->len - 1] : '-';
        if (c == '.' && last == '.')
            continue;
        if (part)
            g_string_append_unichar(name, c);
        else if (last != '-')
            g_string_append_c(name, '-');
    }
    while (name->len > 0 && strchr(".-", name->str[name->len - 1]) != NULL)
        g_string_truncate(name, name->len - 1);
    return name;
}

/* The length of what stands before ".png", or of all. */
static size_t
stem_length(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot != NULL && dot > name && strlen(dot) <= LONGEST_ENDING ? (size_t)(dot - name)
                                                                      : strlen(name);
}

static void
shorten(GString *name)
{
    size_t stem = stem_length(name->str), ending = name->len - stem;
    if (name->len <= LONGEST_NAME)
        return;
    size_t keep = LONGEST_NAME - ending;
    while ((name->str[keep] & 0xc0) == 0x80) /* no part of a character */
        keep--;
    g_string_erase(name, (gssize)keep, (gssize)(stem - keep));
}

char *
pm_evidence_name(const char *file)
{
    g_autofree char *base = g_path_get_basename(file);
    g_autofree char *valid = g_utf8_make_valid(base, -1);
    g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
    g_autoptr(GString) name = plain_characters(composed);
    shorten(name);
    if (!pm_name_check(name->str, NULL))
        g_string_prepend(name, name->len > 0 ? "evidence-" : "evidence");
    return pm_name_check(name->str, NULL) ? g_strdup(name->str) : g_strdup("evidence");
}

/* ---------------------------------------------------------------------------------------------- */

static bool
refuse(GError **error, PmErrorCode code, const char *hint, const char *file, const char *what)
{
    pm_error_set(error, code, hint, "'%s' %s", file, what);
    return false;
}

static bool
is_plain(const PmContext *context, const char *file, const struct stat *status, GError **error)
{
    size_t limit = context->config->evidence_limit;
    if (S_ISDIR(status->st_mode))
        return refuse(error, PM_ERROR_USAGE, "one file after the other, or an archive of them",
                      file, "is a folder");
    if (!S_ISREG(status->st_mode))
        return refuse(error, PM_ERROR_USAGE, NULL, file, "is no plain file");
    if (status->st_size == 0)
        return refuse(error, PM_ERROR_USAGE, NULL, file, "is empty, and shows nothing");
    if ((uint64_t)status->st_size <= limit)
        return true;
    pm_error_set(error, PM_ERROR_LIMIT,
                 "every clone has it for ever: attach the part that matters, or the address where "
                 "it is kept; limits.evidence in " PM_CONFIG_PATH " raises the limit",
                 "'%s' is larger than %zu bytes", file, limit);
    return false;
}

/* It may shrink, but not grow, while it is read. */
static GBytes *
read_plain(int descriptor, const char *file, size_t size, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    g_byte_array_set_size(bytes, (guint)size);
    size_t done = 0;
    while (done < size) {
        ssize_t count = read(descriptor, bytes->data + done, size - done);
        if (count == 0)
            break;
        if (count < 0 && errno != EINTR) {
            pm_error_set(error, PM_ERROR_FAILED, NULL, "cannot read '%s': %s", file,
                         g_strerror(errno));
            return NULL;
        }
        done += count > 0 ? (size_t)count : 0;
    }
    g_byte_array_set_size(bytes, (guint)done);
    return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

GBytes *
pm_evidence_read(PmContext *context, const char *file, GError **error)
{
    struct stat status;
    int descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0 && errno == ELOOP) {
        refuse(error, PM_ERROR_USAGE, "name the file that it leads to", file, "is a symbolic link");
        return NULL;
    }
    if (descriptor < 0 || fstat(descriptor, &status) != 0) {
        int code = errno;
        pm_error_set(error,
                     code == ENOENT || code == ENOTDIR ? PM_ERROR_NOT_FOUND : PM_ERROR_FAILED, NULL,
                     "cannot read '%s': %s", file, g_strerror(code));
        if (descriptor >= 0)
            close(descriptor);
        return NULL;
    }
    GBytes *bytes = is_plain(context, file, &status, error)
                        ? read_plain(descriptor, file, (size_t)status.st_size, error)
                        : NULL;
    close(descriptor);
    return bytes;
}

/* ---------------------------------------------------------------------------------------------- */

/* As text: UTF-16 as some systems' consoles write it, too. NULL: it is none. */
static char *
as_text(GBytes *bytes, size_t *out_length)
{
    gsize length;
    const char *data = g_bytes_get_data(bytes, &length);
    bool wide =
        length >= 2 && (memcmp(data, "\xff\xfe", 2) == 0 || memcmp(data, "\xfe\xff", 2) == 0);
    *out_length = length;
    if (wide)
        return g_convert(data, (gssize)length, "UTF-8", "UTF-16", NULL, out_length, NULL);
    return memchr(data, '\0', length) == NULL ? g_memdup2(data, length) : NULL;
}

bool
pm_evidence_check(PmContext *context, const char *file, GBytes *bytes, GError **error)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(PmChecker) checker = pm_target_checker(context, error);
    size_t length;
    g_autofree char *text = as_text(bytes, &length);
    if (checker == NULL || text == NULL)
        return checker != NULL;
    const PmSource *source = pm_source_new(arena, file, text, length);
    PmDiagnostics *found = pm_diagnostics_new(arena);
    pm_check_secrets(checker, arena, source, found);
    pm_diagnostics_sort(found);
    for (size_t i = 0; i < pm_diagnostics_count(found); i++) {
        const PmDiagnostic *first = pm_diagnostics_get(found, i);
        if (first->severity < PM_SEVERITY_ERROR)
            continue;
        PmPosition at = pm_source_position(source, first->span.start);
        g_autofree char *hint = g_strdup_printf(
            "%s\nattach a copy without it", first->help != NULL ? first->help : "it is a secret");
        pm_error_set(error, PM_ERROR_REFUSED, hint, "%s:%u:%u: %s [%s]", file, at.line,
                     at.code_point, first->message, first->rule);
        return false;
    }
    return true;
}

/* ---------------------------------------------------------------------------------------------- */

typedef struct {
    const char *path;
    GBytes *bytes;
    PmOid blob; /* of the bytes */
} Wanted;

/* Is this file another one, and by the same name to some systems? */
static bool
collides(PmContent *content, const PmContentEntry *entry, const Wanted *wanted)
{
    g_autofree char *ours = pm_name_fold(wanted->path), *theirs = pm_name_fold(entry->path);
    if (!g_str_equal(ours, theirs))
        return false;
    if (!g_str_equal(entry->path, wanted->path) || entry->mode != 0100644)
        return true;
    if (!g_str_equal(entry->blob.hex, PM_OID_ZERO.hex))
        return !g_str_equal(entry->blob.hex, wanted->blob.hex);
    g_autoptr(GBytes) there =
        pm_content_read(content, entry->path, g_bytes_get_size(wanted->bytes), NULL);
    return there == NULL || !g_bytes_equal(there, wanted->bytes);
}

/* The files of the folder in one state, each of which may collide. False with an error. */
static bool
is_free(PmContent *content, const char *folder, const Wanted *wanted, bool *free, GError **error)
{
    g_autoptr(GPtrArray) files = content != NULL ? pm_content_list(content, folder, error) : NULL;
    for (guint i = 0; files != NULL && i < files->len; i++)
        *free = *free && !collides(content, files->pdata[i], wanted);
    return content == NULL || files != NULL;
}

static const char *
numbered(PmArena *arena, const char *folder, const char *name, int number)
{
    if (number == 1)
        return pm_arena_printf(arena, "%s%s", folder, name);
    size_t stem = stem_length(name);
    return pm_arena_printf(arena, "%s%.*s-%d%s", folder, (int)stem, name, number, name + stem);
}

const char *
pm_evidence_place(PmDocumentStep *step, const char *name, GBytes *bytes, GError **error)
{
    PmContext *context = step->context;
    g_autofree char *folder = pm_name_evidence(step->document->source->name);
    g_autoptr(PmContent) index = NULL;
    if (!pm_repository_is_bare(context->repository)) {
        index = pm_content_index(context->repository, error);
        if (index == NULL)
            return NULL;
    }
    PmContent *states[] = { step->tip, index, index != NULL ? context->content : NULL };
    Wanted wanted = { .bytes = bytes,
                      .blob =
                          pm_content_hash(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) };
    for (int number = 1; number <= MOST_OF_A_NAME; number++) {
        bool free = true;
        wanted.path = numbered(step->arena, folder, name, number);
        for (size_t i = 0; i < G_N_ELEMENTS(states); i++)
            if (!is_free(states[i], folder, &wanted, &free, error))
                return NULL;
        if (free)
            return wanted.path;
    }
    pm_error_set(error, PM_ERROR_LIMIT, NULL, "'%s' has %d files called '%s'", folder,
                 MOST_OF_A_NAME, name);
    return NULL;
}
