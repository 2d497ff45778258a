/* SPDX-License-Identifier: Apache-2.0 */
#include "command/dispatch.h"

int
pm_dispatch_main(int argc, char **argv)
{
    (void)argv;
    return argc > 1 ? 129 : 0;
}
