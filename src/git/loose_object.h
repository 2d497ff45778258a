/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loose objects, read by us: libgit2 1.5 to 1.9 copy what a loose object's stream gives behind its
 * header into a buffer of the size that the header claims, before anything was checked, so that
 * one flipped bit overflows the heap.
 */
#pragma once

#include "git/native.h"

/*
 * A backend for the loose objects of an object folder. It reads by itself (format:
 * gitformat-loose(5)); libgit2's own backend, which it keeps, only looks for names and writes, and
 * does neither with the content of a file that is there. 0, or libgit2's error.
 */
int pm_loose_object_backend(const char *folder, git_odb_backend **out_backend);
