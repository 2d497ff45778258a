/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `show` says of a document's sign-offs.
 */
#pragma once

#include "command/command.h"

/* The review, where there is one: an adopted document has none until it is submitted. */
void pm_show_review(PmContext *context, const char *id);
