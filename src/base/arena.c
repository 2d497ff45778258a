/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* In a sanitized build, memory that was not handed out is poisoned: without that an arena would
 * hide the overruns and the uses after a reset that malloc shows. */
#if defined(__SANITIZE_ADDRESS__)
#define POISONED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISONED 1
#endif
#endif
#ifdef POISONED
#include <sanitizer/asan_interface.h>
enum { RED_ZONE = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(start, size) ((void)(start), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(start, size) ((void)(start), (void)(size))
enum { RED_ZONE = 0 };
#endif

enum { FIRST_BLOCK = 16 * 1024, ALIGNMENT = _Alignof(max_align_t) };

typedef struct Block Block;
struct Block {
    Block *older;
    size_t size;
    size_t used;
    max_align_t bytes[]; /* aligned for any type, `size` bytes */
};

struct PmArena {
    Block *newest;
};

static Block *
block_new(Block *older, size_t size)
{
    Block *block = g_malloc(sizeof(Block) + size);
    *block = (Block){ .older = older, .size = size };
    ASAN_POISON_MEMORY_REGION(block->bytes, size);
    return block;
}

static void
blocks_free(Block *block)
{
    while (block) {
        Block *older = block->older;
        ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->size);
        g_free(block);
        block = older;
    }
}

PmArena *
pm_arena_new(void)
{
    return g_new0(PmArena, 1);
}

void
pm_arena_free(PmArena *arena)
{
    if (!arena)
        return;
    blocks_free(arena->newest);
    g_free(arena);
}

void
pm_arena_reset(PmArena *arena)
{
    size_t total = 0;
    for (const Block *block = arena->newest; block; block = block->older)
        total += block->size;
    if (arena->newest && arena->newest->older) {
        /* one block of the whole size, so that the next unit of this size needs no malloc */
        blocks_free(arena->newest);
        arena->newest = block_new(NULL, total);
    } else if (arena->newest) {
        arena->newest->used = 0;
        ASAN_POISON_MEMORY_REGION(arena->newest->bytes, total);
    }
}

void *
pm_arena_alloc(PmArena *arena, size_t size)
{
    /* half the address space: a size that was computed wrongly, as g_malloc() would say it */
    if (size > SIZE_MAX / 2)
        g_error("cannot allocate %" G_GSIZE_FORMAT " bytes in an arena", size);
    size_t taken = (size + RED_ZONE + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    Block *block = arena->newest;
    if (!block || block->size - block->used < taken) {
        size_t wanted = block ? MIN(block->size, SIZE_MAX / 4) * 2 : FIRST_BLOCK;
        block = arena->newest = block_new(block, MAX(wanted, taken));
    }
    char *start = (char *)block->bytes + block->used;
    block->used += taken;
    ASAN_UNPOISON_MEMORY_REGION(start, size);
    return memset(start, 0, size);
}

void *
pm_arena_alloc_many(PmArena *arena, size_t size, size_t count)
{
    size_t total;
    if (!g_size_checked_mul(&total, size, count))
        g_error("cannot allocate %" G_GSIZE_FORMAT " items in an arena", count);
    return pm_arena_alloc(arena, total);
}

char *
pm_arena_strdup(PmArena *arena, const char *text)
{
    return text ? pm_arena_strndup(arena, text, strlen(text)) : NULL;
}

char *
pm_arena_strndup(PmArena *arena, const char *text, size_t length)
{
    if (!text)
        return NULL;
    char *copy = pm_arena_alloc(arena, length + 1);
    memcpy(copy, text, length);
    return copy;
}

char *
pm_arena_printf(PmArena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    return pm_arena_strdup(arena, text);
}
