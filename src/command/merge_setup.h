/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What git is told of our merge driver: merge.postmortem.* in the clone's configuration, and which
 * files it is for, where no .gitattributes of the documents says so.
 */
#pragma once

#include "command/command.h"

/* Politely: over nobody's own value. Nothing where git merges no files (bare). */
bool pm_merge_setup_install(PmContext *context, GError **error);
bool pm_merge_setup_uninstall(PmContext *context, GError **error);
/* One line of `hooks status`. */
void pm_merge_setup_status(PmContext *context);
