/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The body of PmRepository, for the files of this room that implement repository.h.
 */
#pragma once

#include "git/configuration.h"
#include "git/mailmap.h"

struct PmRepository {
    git_repository *git;
    PmConfiguration *configuration;
    PmConfiguration *trusted;  /* without the repository's own files */
    char *workdir;             /* NULL when bare */
    char *index_path;          /* absolute; GIT_INDEX_FILE is honoured */
    bool own_index;            /* that is $GIT_DIR/index */
    bool in_memory;            /* what is written goes nowhere else (trial_merge.h) */
    PmMailmap *mailmap;        /* read at the first question */
    GPtrArray *object_folders; /* char *: where its objects are */
    struct PmTreeCache *trees;
    git_odb *unchecked;  /* NULL, but between pm_unchecked_begin() and its end */
    GHashTable *shallow; /* hex ids of boundaries; read at the first question */
};
