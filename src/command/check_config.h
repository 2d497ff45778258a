/* SPDX-License-Identifier: Apache-2.0 */
/* The config as `check` sees it: something that can be wrong, and no reason to give up. */
#pragma once

#include "command/command.h"
#include "report/report.h"

/*
 * Report what is wrong with the config in `content`. `*out_config` is NULL where there is none that
 * can be used, which has been reported then. False with an error when it can't be read.
 */
bool pm_check_config_run(PmContext *context, PmContent *content, PmReport *report,
                         const PmConfig **out_config, GError **error);

/* Does a word of the command line name the config of this repository? */
bool pm_check_config_is(const PmContext *context, const char *word);
