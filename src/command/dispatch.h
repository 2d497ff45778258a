/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From argv to a verb and back to an exit code.
 */
#pragma once

int pm_dispatch_main(int argc, char **argv);
