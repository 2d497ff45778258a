/* SPDX-License-Identifier: Apache-2.0 */
/* The config itself, judged as a document is: what breaks it, and what in it can't be meant. */
#pragma once

#include "config/config.h"

/*
 * pm_config_load(), and more findings where that succeeds (config/…), at the levels that the config
 * gives them.
 */
const PmConfig *pm_check_config(PmArena *arena, const PmSource *source, PmDiagnostics *diagnostics);
