/* SPDX-License-Identifier: Apache-2.0 */
/* Any file as a checkpoint: what is read prints to the same bytes. */
#include "ledger/checkpoint.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    g_autoptr(GError) error = NULL;
    const char *bytes = size > 0 ? (const char *)data : "";
    PmCheckpoint checkpoint;
    if (!pm_checkpoint_parse(arena, bytes, size, &checkpoint, &error)) {
        g_assert_error(error, PM_ERROR, PM_ERROR_UNTRUSTED);
        return 0;
    }
    g_assert_true(pm_checkpoint_is_one(bytes, size));
    g_autofree char *again = pm_checkpoint_format(&checkpoint, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(strlen(again), ==, checkpoint.text_length);
    g_assert_true(memcmp(again, bytes, checkpoint.text_length) == 0);
    g_assert_true((checkpoint.armour == NULL) == (checkpoint.text_length == size));
    return 0;
}
