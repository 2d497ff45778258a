/* SPDX-License-Identifier: Apache-2.0 */
#include "command/input.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static const char *
name_of(const char *path)
{
    return g_str_equal(path, PM_INPUT_STDIN) ? "standard input" : path;
}

static void
refuse(const char *path, GError **error)
{
    pm_error_set(error, errno == ENOENT || errno == ENOTDIR ? PM_ERROR_NOT_FOUND : PM_ERROR_FAILED,
                 NULL, "cannot read '%s': %s", name_of(path), g_strerror(errno));
}

/* In pieces: the size of a pipe or a device is not known before. */
static GBytes *
read_all(int descriptor, const char *path, size_t limit, const char *remedy, GError **error)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    for (;;) {
        guint8 piece[65536];
        ssize_t count = read(descriptor, piece, sizeof piece);
        if (count == 0)
            return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
        if (count < 0 && errno != EINTR) {
            refuse(path, error);
            return NULL;
        }
        g_byte_array_append(bytes, piece, count > 0 ? (guint)count : 0);
        if (bytes->len > limit) {
            pm_error_set(error, PM_ERROR_LIMIT, remedy, "'%s' is larger than %zu bytes",
                         name_of(path), limit);
            return NULL;
        }
    }
}

GBytes *
pm_input_read(const char *path, size_t limit, const char *remedy, GError **error)
{
    if (g_str_equal(path, PM_INPUT_STDIN))
        return read_all(STDIN_FILENO, path, limit, remedy, error);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        refuse(path, error);
        return NULL;
    }
    GBytes *bytes = read_all(descriptor, path, limit, remedy, error);
    close(descriptor);
    return bytes;
}

GBytes *
pm_input_read_document(PmContext *context, const char *path, GError **error)
{
    return pm_input_read(path, context->config->document_limit,
                         "limits.document in " PM_CONFIG_PATH " raises it", error);
}
