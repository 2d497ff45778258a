/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bump allocation: one unit of work, one lifetime. Nothing in an arena is freed alone; a reset
 * keeps the memory for the next unit, so that validating many documents needs no more than the
 * largest. Not thread-safe: one arena a thread.
 */
#pragma once

#include <glib.h>
#include <stddef.h>

typedef struct PmArena PmArena;

PmArena *pm_arena_new(void);
void pm_arena_free(PmArena *arena);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmArena, pm_arena_free)

/* Give everything back at once; pointers from before are dead. */
void pm_arena_reset(PmArena *arena);

/* Zeroed, aligned for any type. Never NULL. */
void *pm_arena_alloc(PmArena *arena, size_t size) G_GNUC_MALLOC;
/* The same for `count` items; a product that overflows ends the program, as with g_new0(). */
void *pm_arena_alloc_many(PmArena *arena, size_t size, size_t count) G_GNUC_MALLOC;
#define pm_arena_new0(arena, Type, count)                                                          \
    ((Type *)pm_arena_alloc_many((arena), sizeof(Type), (size_t)(count)))

char *pm_arena_strdup(PmArena *arena, const char *text); /* NULL gives NULL */
/* Exactly `length` bytes, NUL bytes among them too, and a NUL after them; NULL gives NULL. */
char *pm_arena_strndup(PmArena *arena, const char *text, size_t length);
char *pm_arena_printf(PmArena *arena, const char *format, ...) G_GNUC_PRINTF(2, 3);
