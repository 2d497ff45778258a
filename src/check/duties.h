/* SPDX-License-Identifier: Apache-2.0 */
/* The clocks that a config turns on: of laws, and of its own. */
#pragma once

#include "config/config.h"
#include "document/duty.h"

/*
 * All that an entry may name, those that documents are asked for among them. An expression that
 * can't be read is left out, and its duty is asked for of every document: the stricter case.
 */
PmDutyBook pm_duties_book(PmArena *arena, const PmConfig *config);
