/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ledger's config, as one state of it says.
 */
#pragma once

#include "command/command.h"

/* In the context's arena. PM_ERROR_NOT_FOUND where that state has none; PM_ERROR_FAILED with the
 * place when it can't be used. */
const PmConfig *pm_configuration_read(PmContext *context, PmContent *content, GError **error);
