/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/verify.h"

#include "signature/format.h"

#include <string.h>

#define MAX_ARMOUR (64 * 1024)

static const PmSignatureFormat formats[] = {
    { .begin = "-----BEGIN SSH SIGNATURE-----",
      .end = "-----END SSH SIGNATURE-----",
      .verify = pm_ssh_verify },
    { .begin = "-----BEGIN PGP SIGNATURE-----",
      .end = "-----END PGP SIGNATURE-----",
      .has_headers = true,
      .verify = pm_openpgp_verify },
    { .begin = "-----BEGIN SIGNED MESSAGE-----", /* X.509 by gpgsm */
      .end = "-----END SIGNED MESSAGE-----" },
};

static const char *const verdict_names[] = {
    [PM_VERDICT_GOOD] = "good",
    [PM_VERDICT_BAD] = "bad",
    [PM_VERDICT_UNTRUSTED] = "untrusted",
    [PM_VERDICT_EXPIRED] = "expired",
    [PM_VERDICT_NOT_YET_VALID] = "not-yet-valid",
    [PM_VERDICT_REVOKED] = "revoked",
    [PM_VERDICT_CANNOT_CHECK] = "cannot-check",
};

const char *
pm_verdict_name(PmVerdict verdict)
{
    g_assert((size_t)verdict < G_N_ELEMENTS(verdict_names));
    return verdict_names[verdict];
}

void
pm_signature_answer_clear(PmSignatureAnswer *answer)
{
    g_free(answer->principal);
    g_free(answer->key);
    g_free(answer->why);
    *answer = (PmSignatureAnswer){ 0 };
}

void
pm_signature_answer_say(PmSignatureAnswer *answer, PmVerdict verdict, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *why = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_free(answer->why);
    answer->verdict = verdict;
    answer->why = g_steal_pointer(&why);
}

static const PmSignatureFormat *
find_format(const char *signature)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (g_str_has_prefix(signature, formats[i].begin))
            return &formats[i];
    }
    return NULL;
}

/* Readers of base64 skip white space. Nobody writes any but line ends, and what may be one or the
 * other is a byte that can be changed. */
static bool
is_packed(const PmSignatureFormat *format, const char *body, const char *end)
{
    const char *blank = format->has_headers ? g_strstr_len(body, end - body, "\n\n") : NULL;
    const char *base64 = blank ? blank : body;
    return base64 + strcspn(base64, " \t\r\v\f") >= end;
}

/* The armour from its first byte to its last: nothing before, and nothing but a line end after the
 * END line, so that a file holds one signature and nobody can append to what was signed off. */
static bool
frame(const PmSignatureFormat *format, const PmSignatureQuestion *question, PmArmour *out_armour)
{
    const char *body = question->signature + strlen(format->begin);
    const char *end = strstr(body, format->end);
    if (*body != '\n' || !end || end[-1] != '\n')
        return false;
    const char *after = end + strlen(format->end);
    if (strcmp(after, "") != 0 && strcmp(after, "\n") != 0)
        return false;
    *out_armour = (PmArmour){ question, body, (size_t)(end - body) };
    return is_packed(format, body, end);
}

static void
judge(const PmSignatureQuestion *question, PmSignatureAnswer *answer)
{
    if (strlen(question->signature) > MAX_ARMOUR) {
        pm_signature_answer_say(answer, PM_VERDICT_BAD, "the signature is larger than 64 KiB");
        return;
    }
    const PmSignatureFormat *format = find_format(question->signature);
    PmArmour armour;
    if (!format && g_str_has_prefix(question->signature, "-----BEGIN "))
        pm_signature_answer_say(answer, PM_VERDICT_CANNOT_CHECK,
                                "the signature is in a format that is not known here");
    else if (!format)
        pm_signature_answer_say(answer, PM_VERDICT_BAD, "the signature has no BEGIN line");
    else if (!format->verify)
        pm_signature_answer_say(answer, PM_VERDICT_CANNOT_CHECK,
                                "X.509 signatures are not checked");
    else if (!frame(format, question, &armour))
        pm_signature_answer_say(answer, PM_VERDICT_BAD,
                                "the signature is not exactly one armour, from BEGIN to END");
    else
        format->verify(&armour, answer);
}

void
pm_signature_verify(const PmSignatureQuestion *question, PmSignatureAnswer *out_answer)
{
    PmSignatureAnswer answer = { .verdict = PM_VERDICT_CANNOT_CHECK };
    judge(question, &answer);
    if (answer.verdict == PM_VERDICT_GOOD)
        g_clear_pointer(&answer.why, g_free);
    else
        g_clear_pointer(&answer.principal, g_free);
    *out_answer = answer;
}
