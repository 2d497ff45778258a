/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text that reaches us by the environment or a small file: GIT_CONFIG_PARAMETERS, a date, a
 * .mailmap.
 */
#include "git/config_overlay.h"
#include "git/date.h"
#include "git/mailmap.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_auto(GStrv) environment = g_environ_setenv(NULL, "GIT_CONFIG_PARAMETERS", text, TRUE);
    g_autoptr(GError) error = NULL;
    g_autoptr(PmConfigOverlay) overlay = pm_config_overlay_new(environment, &error);
    g_autoptr(PmMailmap) mailmap = pm_mailmap_new(text);
    const char *name = NULL;
    const char *email = NULL;
    int64_t time = -1;
    int offset = 0;

    g_assert_true((overlay == NULL) == (error != NULL));
    if (overlay)
        pm_config_overlay_get(overlay, text, &name);
    if (pm_date_parse(text, &time, &offset))
        g_assert_true(time >= 0 && ABS(offset) <= 14 * 60);
    pm_mailmap_resolve(mailmap, "A", "a@b", &name, &email);
    g_assert_true(name && email);
    return 0;
}
