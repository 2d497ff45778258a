/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What libgit2 would read at its start to trust servers with. We speak to none through it, and it
 * takes twice as long as all the rest of a short command.
 */
#pragma once

/* To be called before git_libgit2_init(). */
void pm_certificates_leave_out(void);
