/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `show` says of a document's sign-offs.
 */
#pragma once

#include "command/command.h"

/* The review of the document that `word` names, or why it is not known. An adopted document has
 * none until it is submitted. */
void pm_show_review(PmContext *context, const char *word);
