/* SPDX-License-Identifier: Apache-2.0 */
#include "command/dispatch.h"

#include <locale.h>

int
main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    return pm_dispatch_main(argc, argv);
}
