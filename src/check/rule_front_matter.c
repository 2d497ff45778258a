/* SPDX-License-Identifier: Apache-2.0 */
/* Identity and the single facts of the front matter. */
#include "check/rule.h"
#include "document/name.h"

const PmRule pm_rules_front_matter[] = {
    { .id = NULL },
};
