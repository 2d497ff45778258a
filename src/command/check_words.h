/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the words of a command line name, checked: documents, other files, standard input, the
 * config.
 */
#pragma once

#include "command/checking.h"

/* `stdin_filename`: the name of what comes on standard input, or NULL. */
bool pm_check_words(const PmChecking *checking, const char *stdin_filename, char **words,
                    PmReport *report, GError **error);
