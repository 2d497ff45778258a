/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/checkpoint.h"

#include "ledger/signed_text.h"

#include <string.h>

#define POSITION_DIGITS 12

static bool
is_version(const char *text)
{
    return g_str_equal(text, "1");
}

static bool
is_position(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    return digits > 0 && digits <= POSITION_DIGITS && text[digits] == '\0' && *text != '0';
}

enum { VERSION, LEDGER, TIP, POSITION, LINK, POLICY, BY, TIME, LINES };

static const PmSignedLine lines[LINES] = {
    [VERSION] = { PM_CHECKPOINT_KEY, is_version }, [LEDGER] = { "ledger", pm_signed_is_uuid },
    [TIP] = { "tip", pm_signed_is_commit },        [POSITION] = { "position", is_position },
    [LINK] = { "link", pm_signed_is_digest },      [POLICY] = { "policy", pm_signed_is_digest },
    [BY] = { "by", pm_signed_is_email },           [TIME] = { "time", pm_signed_is_time },
};

char *
pm_checkpoint_format(const PmCheckpoint *checkpoint, GError **error)
{
    g_autofree char *position = g_strdup_printf("%zu", checkpoint->position);
    g_autofree char *link = pm_signed_digest(checkpoint->link);
    g_autofree char *policy = pm_signed_digest(checkpoint->policy);
    const char *values[LINES] = {
        [VERSION] = "1",
        [LEDGER] = checkpoint->ledger,
        [TIP] = checkpoint->tip.hex,
        [POSITION] = position,
        [LINK] = link,
        [POLICY] = policy,
        [BY] = checkpoint->by,
        [TIME] = checkpoint->time,
    };
    size_t refused;
    char *text = pm_signed_format(lines, LINES, values, &refused);
    if (text == NULL)
        pm_error_set(error, PM_ERROR_USAGE, NULL, "a checkpoint can't say '%s: %s'",
                     lines[refused].key, values[refused]);
    return text;
}

bool
pm_checkpoint_is_one(const char *bytes, size_t length)
{
    size_t key = strlen(PM_CHECKPOINT_KEY ":");
    return length >= key && memcmp(bytes, PM_CHECKPOINT_KEY ":", key) == 0;
}

bool
pm_checkpoint_parse(PmArena *arena, const char *bytes, size_t length, PmCheckpoint *out_checkpoint,
                    GError **error)
{
    static const PmSignedForm form = { lines, LINES, "a checkpoint", PM_CHECKPOINT_LIMIT };
    const char *values[LINES];
    PmCheckpoint checkpoint = { 0 };
    if (!pm_signed_parse(arena, &form, bytes, length, values, &checkpoint.text_length,
                         &checkpoint.armour, error))
        return false;
    checkpoint.ledger = values[LEDGER];
    memcpy(checkpoint.tip.hex, values[TIP], strlen(values[TIP]) + 1);
    checkpoint.position = (size_t)g_ascii_strtoull(values[POSITION], NULL, 10);
    checkpoint.link = pm_signed_hex(values[LINK]);
    checkpoint.policy = pm_signed_hex(values[POLICY]);
    checkpoint.by = values[BY];
    checkpoint.time = values[TIME];
    checkpoint.text = pm_arena_strndup(arena, bytes, checkpoint.text_length);
    *out_checkpoint = checkpoint;
    return true;
}
