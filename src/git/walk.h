/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The graph of commits behind a tip, made of objects that were read, not of a commit-graph file. A
 * shallow boundary is a commit without parents.
 */
#pragma once

#include "git/native.h"

typedef struct PmWalkNode PmWalkNode;
struct PmWalkNode {
    git_oid id;
    git_oid tree;
    int64_t time; /* the committer's; 0 when it cannot be read */
    git_oid *parent_ids;
    PmWalkNode **parents; /* NULL until pm_walk_parents() */
    guint parent_count;   /* 0 at a boundary */
    guint children;       /* not yet put in order; pm_walk_order() */
    guint64 queued;       /* its turn in a queue; 0: never was in one */
    gpointer data;        /* the caller's; g_free() at the end */
};

typedef struct PmWalk PmWalk;
PmWalk *pm_walk_new(const PmRepository *repository);
void pm_walk_free(PmWalk *walk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmWalk, pm_walk_free)

/* The node of a commit, read at the first question. Borrowed. */
PmWalkNode *pm_walk_node(PmWalk *walk, const git_oid *id, GError **error);
PmWalkNode *pm_walk_tip(PmWalk *walk, const PmOid *tip, GError **error);
bool pm_walk_parents(PmWalk *walk, PmWalkNode *node, GError **error);
/* Whether a boundary was read so far. */
bool pm_walk_is_cut(const PmWalk *walk);

/* A queue whose first is the newest, and of two equally new the one that came earlier, as in `git
 * log`. A node enters once. */
void pm_walk_push(PmWalk *walk, PmWalkNode *node);
PmWalkNode *pm_walk_pop(PmWalk *walk); /* NULL when empty */
bool pm_walk_is_empty(const PmWalk *walk);

/* All commits behind `tip`, parents before children, older before newer where that leaves a choice.
 * Elements PmWalkNode *, borrowed; g_ptr_array_unref(). */
GPtrArray *pm_walk_order(PmWalk *walk, PmWalkNode *tip, GError **error);
