/* SPDX-License-Identifier: Apache-2.0 */
/*
 * allowed_signers, strict and lenient. The strict reader takes no more than the lenient one, and a
 * literal principal matches itself.
 */
#include "signature/allowed.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = g_strndup((const char *)data, size);
    g_autoptr(PmAllowed) lenient = pm_allowed_read(text);
    g_autoptr(GError) error = NULL;
    g_autoptr(PmAllowed) strict = pm_allowed_parse(text, &error);
    g_assert_true((strict == NULL) == (error != NULL));
    g_assert_true(!strict || strict->entries->len == lenient->entries->len);
    for (guint i = 0; i < lenient->entries->len; i++) {
        const PmAllowedEntry *entry = g_ptr_array_index(lenient->entries, i);
        for (char **name = entry->principals; *name; name++)
            g_assert_true(!pm_allowed_is_literal(*name) || pm_allowed_matches(*name, *name));
        if (entry->namespaces)
            (void)pm_allowed_matches(entry->namespaces, "signoff@git-postmortem");
    }
    g_autofree char *line = pm_allowed_line("a@example.org", "git", text, NULL);
    g_autoptr(PmAllowed) again = line ? pm_allowed_parse(line, NULL) : NULL;
    g_assert_true(!line || (again && again->entries->len == 1));
    return 0;
}
