/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Small durable files of our own. Results are 0 or an errno, for the caller's own words.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <sys/types.h>

/* A new file `name` in the opened folder (AT_FDCWD: a path), flushed to the disk if `durable`;
 * whatever was there under that name is taken away first. Nothing is left after a failure. */
int pm_file_create(int folder, const char *name, GBytes *bytes, mode_t mode, bool durable);
/* The same by a file beside it and a rename, so that a reader sees the old file or the whole new
 * one. */
int pm_file_replace(const char *path, GBytes *bytes, mode_t mode, bool durable);
/* Send a file's bytes on their way, without waiting; of several files that are then flushed, all
 * but the first find little left to do. Says nothing about success. */
void pm_file_flush_begin(int folder, const char *name);
/* Flush an opened folder's or file's name to the disk. */
int pm_file_flush(int folder, const char *name);
