/* SPDX-License-Identifier: Apache-2.0 */
#include "command/recorded.h"

#include "command/input.h"
#include "document/name.h"
#include "ledger/proxy.h"

#include <string.h>

#define PROOF_LIMIT ((size_t)512 * 1024 * 1024)

void
pm_recorded_clear(PmRecorded *recorded)
{
    g_clear_pointer(&recorded->bytes, g_bytes_unref);
}

/* A name that a statement can say, and every file system takes. */
static char *
clean_name(const char *file)
{
    g_autofree char *base = g_path_get_basename(file);
    g_autofree char *valid = g_utf8_make_valid(base, -1);
    g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
    g_autoptr(GString) name = g_string_new(NULL);
    for (const char *p = composed; *p != '\0' && name->len < 120; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        bool part = g_unichar_isalnum(c) || g_unichar_ismark(c) || (c < 128 && strchr("._", *p));
        if (part)
            g_string_append_unichar(name, c);
        else if (name->len > 0 && name->str[name->len - 1] != '-')
            g_string_append_c(name, '-');
    }
    return pm_proxy_is_path(name->str) ? g_strdup(name->str) : g_strdup("proof");
}

static GBytes *
read_there(PmContent *content, const char *path)
{
    return content != NULL ? pm_content_read(content, path, PROOF_LIMIT, NULL) : NULL;
}

/* Has one of the two something else there? What is evidence stays as it is. */
static bool
is_taken(PmContext *context, PmContent *tree, const char *path, GBytes *bytes)
{
    PmContent *places[] = { tree, context->content };
    for (size_t i = 0; i < G_N_ELEMENTS(places); i++) {
        PmContentEntry entry = { 0 };
        bool found = pm_content_find(places[i], path, &entry, NULL);
        g_autoptr(GBytes) there = found ? read_there(places[i], path) : NULL;
        g_free(entry.path);
        if (found && (there == NULL || !g_bytes_equal(there, bytes) || entry.mode != 0100644))
            return true;
    }
    return false;
}

bool
pm_recorded_check(const char *speaker, const char *proof, bool policy, GError **error)
{
    if (speaker == NULL && proof == NULL)
        return true;
    if (speaker == NULL || proof == NULL)
        pm_error_set(error, PM_ERROR_USAGE, NULL, "--for and --proof go together");
    else if (policy)
        pm_error_set(error, PM_ERROR_USAGE, NULL, "a change of the policy is signed by oneself");
    else if (g_str_equal(proof, PM_INPUT_STDIN))
        pm_error_set(error, PM_ERROR_USAGE, NULL, "a proof is a file, which has a name");
    else
        return true;
    return false;
}

bool
pm_recorded_open(PmContext *context, const PmRecordedFor *whose, PmContent *tree,
                 const char *document, PmRecorded *out_recorded, GError **error)
{
    PmArena *arena = context->arena;
    g_autoptr(GBytes) bytes = pm_input_read(whose->proof, PROOF_LIMIT, NULL, error);
    if (bytes == NULL)
        return false;
    g_autofree char *digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
    g_autofree char *folder = pm_name_evidence(document);
    g_autofree char *name = clean_name(whose->proof);
    const PmPerson *person = pm_config_person(whose->config, whose->speaker);
    const char *proof = pm_arena_strdup(arena, name);
    const char *path = pm_arena_printf(arena, "%s%s", folder, proof);
    if (is_taken(context, tree, path, bytes)) {
        proof = pm_arena_printf(arena, "%.12s-%s", digest, name);
        path = pm_arena_printf(arena, "%s%s", folder, proof);
    }
    *out_recorded = (PmRecorded){
        .proxy = { .person = whose->speaker,
                   .proof = proof,
                   .digest = pm_arena_strdup(arena, digest) },
        .name = person != NULL && person->name != NULL ? person->name : whose->speaker,
        .path = path,
        .bytes = g_steal_pointer(&bytes),
    };
    return true;
}

bool
pm_recorded_add(const PmRecorded *recorded, PmWriteAttempt *attempt, GError **error)
{
    g_autoptr(GBytes) there = read_there(attempt->tip, recorded->path);
    if (there == NULL)
        pm_write_add(attempt, recorded->path, recorded->bytes, NULL);
    else if (!g_bytes_equal(there, recorded->bytes)) {
        pm_error_set(error, PM_ERROR_CONFLICT, "the same again",
                     "another file came to '%s' meanwhile; nothing was recorded", recorded->path);
        return false;
    }
    return true;
}

char *
pm_recorded_comment(const PmRecorded *recorded, const char *comment, GError **error)
{
    PmProxy proxy = recorded->proxy;
    proxy.comment = comment;
    return pm_proxy_format(&proxy, error);
}
