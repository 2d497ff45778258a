/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signature_driver: one question as a JSON object a line, one verdict a line (tests/README.md). The
 * payload is base64. Beside the documented fields a question may have "principal", "krl" (a path),
 * "openpgp_key", "ssh_program" and "gpg_program".
 */
#include "signature/verify.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)

/* NULL when the field is missing or null. One that is no text, or holds a NUL, which no armour and
 * no list has, becomes a text that nothing accepts: a broken list of revoked keys is not the same
 * as none. */
static const char *
text(const json_t *question, const char *name)
{
    const json_t *value = json_object_get(question, name);
    if (!value || json_is_null(value))
        return NULL;
    bool usable =
        json_is_string(value) && strlen(json_string_value(value)) == json_string_length(value);
    return usable ? json_string_value(value) : "?";
}

static json_t *
answer_question(const json_t *question, PmOpenpgpHomes *homes)
{
    gsize length = 0;
    const char *base64 = text(question, "payload");
    g_autofree guchar *payload = g_base64_decode(base64 ? base64 : "", &length);
    const char *signature = text(question, "signature");
    const json_t *time = json_object_get(question, "time");
    PmSignatureQuestion asked = {
        .payload = (const char *)payload,
        .payload_length = length,
        .signature = signature ? signature : "",
        .allowed_signers = text(question, "allowed_signers"),
        .name_space = text(question, "namespace"),
        .principal = text(question, "principal"),
        .revoked = text(question, "revoked"),
        .krl = text(question, "krl"),
        .time = json_is_integer(time) ? json_integer_value(time) : -1,
        .openpgp_key = text(question, "openpgp_key"),
        .ssh_program = text(question, "ssh_program"),
        .gpg_program = text(question, "gpg_program"),
        .openpgp_homes = homes,
    };
    g_auto(PmSignatureAnswer) answer = { 0 };
    pm_signature_verify(&asked, &answer);
    return json_pack("{s:O?, s:s, s:s?, s:s?, s:s?}", "id", json_object_get(question, "id"),
                     "verdict", pm_verdict_name(answer.verdict), "principal", answer.principal,
                     "key", answer.key, "why", answer.why);
}

int
main(void)
{
    char *line = NULL;
    size_t size = 0;
    g_autoptr(PmOpenpgpHomes) homes = pm_openpgp_homes_new();
    for (ssize_t length; (length = getline(&line, &size, stdin)) >= 0;) {
        g_autoptr(json_t) question = json_loadb(line, (size_t)length, JSON_ALLOW_NUL, NULL);
        g_autoptr(json_t) answer = json_is_object(question)
                                       ? answer_question(question, homes)
                                       : json_pack("{s:s}", "error", "not a JSON object");
        json_dumpf(answer, stdout, JSON_COMPACT);
        putchar('\n');
        fflush(stdout);
    }
    free(line);
    return 0;
}
