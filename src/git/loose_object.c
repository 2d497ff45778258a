/* SPDX-License-Identifier: Apache-2.0 */
#include "git/loose_object.h"

#include "git/file_read.h"

#include <errno.h>
#include <gio/gio.h>
#include <git2/sys/odb_backend.h>
#include <string.h>

/* "commit 12345", its NUL, and all digits that a size can have */
#define HEAD_MAX 64
/* Bytes of a file in which its header is, whatever tables the stream begins with. */
#define HEAD_FILE_MAX 4096
/* deflate makes at most this many bytes of one */
#define RATIO_MAX 1032

typedef struct {
    git_odb_backend backend; /* the first, so that libgit2's pointer is ours */
    git_odb_backend *native;
    char *folder;
} Loose;

typedef struct {
    GConverter *inflater;
    const char *bytes;
    size_t left;
    bool ended;
} Stream;

typedef struct {
    git_object_t type;
    size_t size;
    size_t length; /* of the header, with its NUL */
} Header;

static int
fail(const git_oid *oid, const char *why)
{
    g_autofree char *message = g_strdup_printf("loose object %s %s", pm_native_oid(oid).hex, why);

    git_error_set_str(GIT_ERROR_ODB, message);
    return GIT_ERROR;
}

static int
read_file(const Loose *loose, const git_oid *oid, size_t most, GBytes **out_bytes)
{
    PmOid id = pm_native_oid(oid);
    g_autofree char *path = g_strdup_printf("%s/%.2s/%s", loose->folder, id.hex, id.hex + 2);

    int status = pm_file_read(path, most, out_bytes);
    if (status == ENOENT || status == ENOTDIR)
        return GIT_ENOTFOUND;
    if (status == ENOTSUP)
        return fail(oid, "is no regular file");
    return status == 0 ? 0 : fail(oid, g_strerror(status));
}

/* Until `room` bytes came or the stream ended; false when it is damaged. */
static bool
inflate(Stream *stream, char *out, size_t room, size_t *out_done)
{
    size_t done = 0;

    while (done < room && !stream->ended) {
        size_t taken = 0, given = 0;
        GConverterResult result =
            g_converter_convert(stream->inflater, stream->bytes, stream->left, out + done,
                                room - done, G_CONVERTER_INPUT_AT_END, &taken, &given, NULL);
        if (result == G_CONVERTER_ERROR)
            return false;
        stream->bytes += taken;
        stream->left -= taken;
        stream->ended = result == G_CONVERTER_FINISHED;
        done += given;
    }
    *out_done = done;
    return true;
}

static bool
parse_header(const char *head, size_t length, Header *out_header)
{
    const char *end = memchr(head, '\0', length);
    const char *space = end ? strchr(head, ' ') : NULL;
    guint64 size = 0;

    if (space == NULL)
        return false;
    g_autofree char *name = g_strndup(head, (size_t)(space - head));
    out_header->type = git_object_string2type(name);
    if (!git_object_typeisloose(out_header->type) ||
        !g_ascii_string_to_unsigned(space + 1, 10, 0, G_MAXSSIZE - 1, &size, NULL))
        return false;
    out_header->size = (size_t)size;
    out_header->length = (size_t)(end - head) + 1;
    return true;
}

/* The body, whose beginning came with the header; NULL when it is not what the header says. */
static char *
inflate_body(Loose *loose, Stream *stream, const Header *header, const char *begin, size_t begun)
{
    size_t more = 0;

    if (begun > header->size || (header->size - begun) / RATIO_MAX > stream->left)
        return NULL;
    char *body = git_odb_backend_data_alloc(&loose->backend, header->size + 1);
    if (body == NULL)
        return NULL;
    memcpy(body, begin, begun);
    /* there is room for one byte too many, which shows that the stream goes on */
    if (inflate(stream, body + begun, header->size + 1 - begun, &more) && stream->ended &&
        stream->left == 0 && begun + more == header->size) {
        body[header->size] = '\0';
        return body;
    }
    git_odb_backend_data_free(&loose->backend, body);
    return NULL;
}

/* The header, and with `out_body` the body, too. */
static int
read_object(Loose *loose, const git_oid *oid, Header *out_header, char **out_body)
{
    g_autoptr(GBytes) bytes = NULL;
    char head[HEAD_MAX];
    size_t done = 0;
    int status = read_file(loose, oid, out_body ? SIZE_MAX : HEAD_FILE_MAX, &bytes);

    if (status != 0)
        return status;
    g_autoptr(GZlibDecompressor) inflater = g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
    Stream stream = { .inflater = G_CONVERTER(inflater) };
    stream.bytes = g_bytes_get_data(bytes, &stream.left);
    if (!inflate(&stream, head, sizeof head, &done) || !parse_header(head, done, out_header))
        return fail(oid, "is damaged");
    if (out_body == NULL)
        return 0;
    *out_body = inflate_body(loose, &stream, out_header, head + out_header->length,
                             done - out_header->length);
    return *out_body ? 0 : fail(oid, "is damaged");
}

static int
loose_read(void **out_data, size_t *out_size, git_object_t *out_type, git_odb_backend *backend,
           const git_oid *oid)
{
    Header header;
    char *body = NULL;
    int status = read_object((Loose *)backend, oid, &header, &body);

    if (status != 0)
        return status;
    *out_data = body;
    *out_size = header.size;
    *out_type = header.type;
    return 0;
}

static int
loose_read_prefix(git_oid *out_oid, void **out_data, size_t *out_size, git_object_t *out_type,
                  git_odb_backend *backend, const git_oid *begin, size_t length)
{
    git_odb_backend *native = ((Loose *)backend)->native;
    git_oid oid = *begin;
    int status = length < GIT_OID_HEXSZ ? native->exists_prefix(&oid, native, begin, length) : 0;

    if (status == 0)
        status = loose_read(out_data, out_size, out_type, backend, &oid);
    if (status == 0)
        *out_oid = oid;
    return status;
}

static int
loose_read_header(size_t *out_size, git_object_t *out_type, git_odb_backend *backend,
                  const git_oid *oid)
{
    Header header;
    int status = read_object((Loose *)backend, oid, &header, NULL);

    if (status != 0)
        return status;
    *out_size = header.size;
    *out_type = header.type;
    return 0;
}

static int
loose_write(git_odb_backend *backend, const git_oid *oid, const void *data, size_t size,
            git_object_t type)
{
    git_odb_backend *native = ((Loose *)backend)->native;

    return native->write(native, oid, data, size, type);
}

static int
loose_exists(git_odb_backend *backend, const git_oid *oid)
{
    git_odb_backend *native = ((Loose *)backend)->native;

    return native->exists(native, oid);
}

static int
loose_exists_prefix(git_oid *out_oid, git_odb_backend *backend, const git_oid *begin, size_t length)
{
    git_odb_backend *native = ((Loose *)backend)->native;

    return native->exists_prefix(out_oid, native, begin, length);
}

static int
loose_freshen(git_odb_backend *backend, const git_oid *oid)
{
    git_odb_backend *native = ((Loose *)backend)->native;

    return native->freshen(native, oid);
}

static void
loose_free(git_odb_backend *backend)
{
    Loose *loose = (Loose *)backend;

    loose->native->free(loose->native);
    g_free(loose->folder);
    g_free(loose);
}

int
pm_loose_object_backend(const char *folder, git_odb_backend **out_backend)
{
    git_odb_backend *native = NULL;
    int status = git_odb_backend_loose(&native, folder, -1, 0, 0, 0);

    if (status != 0)
        return status;
    Loose *loose = g_new0(Loose, 1);
    /* no streams: libgit2 makes them of read and write */
    loose->backend = (git_odb_backend){
        .version = GIT_ODB_BACKEND_VERSION,
        .read = loose_read,
        .read_prefix = loose_read_prefix,
        .read_header = loose_read_header,
        .write = loose_write,
        .exists = loose_exists,
        .exists_prefix = loose_exists_prefix,
        .freshen = loose_freshen,
        .free = loose_free,
    };
    loose->native = native;
    loose->folder = g_strdup(folder);
    *out_backend = &loose->backend;
    return 0;
}
