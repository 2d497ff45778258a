/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A repository that somebody else made, and sent as files: an unpacked archive, a disk image. Its
 * configuration may run programs, and its objects may be made to harm their reader. So git itself,
 * which is built to serve what it does not trust, hands a copy of it over, and that is looked at.
 */
#pragma once

#include "command/command.h"
#include "signature/scratch.h"

/*
 * Open a fresh clone of the repository in `folder` as the context's repository. git checks every
 * object of it (fetch.fsckObjects); nothing but history and refs is in it. It is gone with
 * `*out_copy`.
 */
bool pm_untrusted_open(PmContext *context, const char *folder, PmScratch **out_copy,
                       GError **error);
