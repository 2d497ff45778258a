/* SPDX-License-Identifier: Apache-2.0 */
#include "git/pack_index.h"

#include "git/file_read.h"

#include <string.h>
#include <sys/stat.h>

#define HASH_SIZE 20
#define FANOUT 256
#define MAGIC "\377tOc\0\0\0\2" /* with the version */
#define MAGIC_SIZE 8
#define PACK_HEADER_SIZE 12
#define IS_LARGE 0x80000000u

typedef struct {
    const char *bytes;
    size_t size;
    guint64 pack_end; /* where the pack's checksum begins */
    size_t count;
} Index;

static guint32
word_at(const Index *index, size_t place)
{
    guint32 word;

    memcpy(&word, index->bytes + place, sizeof word);
    return GUINT32_FROM_BE(word);
}

static bool
has_fanout(Index *index, size_t place)
{
    guint32 before = 0;

    if (index->size < place + FANOUT * sizeof before + 2 * HASH_SIZE)
        return false;
    for (size_t i = 0; i < FANOUT; i++) {
        guint32 count = word_at(index, place + i * sizeof count);
        if (count < before)
            return false;
        before = count;
    }
    index->count = before;
    return true;
}

static bool
is_in_pack(const Index *index, guint64 offset)
{
    return offset >= PACK_HEADER_SIZE && offset < index->pack_end;
}

static bool
is_version_1_safe(Index *index)
{
    const size_t entry = sizeof(guint32) + HASH_SIZE, begin = FANOUT * sizeof(guint32);

    if (!has_fanout(index, 0) || index->size != begin + index->count * entry + 2 * HASH_SIZE)
        return false;
    for (size_t i = 0; i < index->count; i++)
        if (!is_in_pack(index, word_at(index, begin + i * entry)))
            return false;
    return true;
}

static bool
is_version_2_safe(Index *index)
{
    const size_t begin = MAGIC_SIZE + FANOUT * sizeof(guint32);

    if (!has_fanout(index, MAGIC_SIZE))
        return false;
    /* names, checksums of four bytes, offsets; then those of eight, for packs of over 2 GiB */
    const size_t offsets = begin + index->count * (HASH_SIZE + sizeof(guint32));
    const size_t large = offsets + index->count * sizeof(guint32);
    if (index->size < large + 2 * HASH_SIZE)
        return false;
    const size_t large_count = (index->size - large - 2 * HASH_SIZE) / sizeof(guint64);
    for (size_t i = 0; i < index->count; i++) {
        guint64 offset = word_at(index, offsets + i * sizeof(guint32));
        if (offset & IS_LARGE) {
            size_t place = offset & ~IS_LARGE;
            if (place >= large_count)
                return false;
            place = large + place * sizeof offset;
            offset = (guint64)word_at(index, place) << 32 | word_at(index, place + 4);
        }
        if (!is_in_pack(index, offset))
            return false;
    }
    return true;
}

bool
pm_pack_index_is_safe(const char *path)
{
    g_autofree char *pack = g_strdup_printf("%.*s.pack", (int)(strlen(path) - 4), path);
    g_autoptr(GMappedFile) file = NULL;
    struct stat status;

    /* an index without its pack is not used; what is no regular file, libgit2 leaves alone */
    if (stat(pack, &status) != 0 || !S_ISREG(status.st_mode))
        return true;
    if (status.st_size < PACK_HEADER_SIZE + HASH_SIZE || pm_file_map(path, &file) != 0)
        return false;
    Index index = {
        .bytes = g_mapped_file_get_contents(file),
        .size = g_mapped_file_get_length(file),
        .pack_end = (guint64)status.st_size - HASH_SIZE,
    };
    if (index.size >= MAGIC_SIZE && memcmp(index.bytes, MAGIC, MAGIC_SIZE) == 0)
        return is_version_2_safe(&index);
    return is_version_1_safe(&index);
}
