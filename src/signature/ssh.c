/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The row for SSH signatures (OpenSSH's PROTOCOL.sshsig, ssh-keygen(1)).
 */
#include "signature/format.h"
#include "signature/ssh_keygen.h"
#include "signature/ssh_proof.h"
#include "signature/ssh_trust.h"
#include "signature/sshsig.h"

#include <string.h>

/* What the envelope alone shows; true when there is something left to check. */
static bool
check_envelope(const PmSignatureQuestion *question, const PmSshsig *sshsig,
               PmSignatureAnswer *answer)
{
    if (!sshsig->key) {
        pm_signature_answer_say(answer, PM_VERDICT_CANNOT_CHECK,
                                "the signature is of version %u, which is not known here",
                                sshsig->version);
        return false;
    }
    answer->key = pm_ssh_key_fingerprint(sshsig->key->base64);
    if (!question->name_space || strcmp(sshsig->name_space, question->name_space) != 0) {
        pm_signature_answer_say(
            answer, PM_VERDICT_BAD, "the signature was made for namespace '%s', not '%s'",
            sshsig->name_space, question->name_space ? question->name_space : "");
        return false;
    }
    if (strcmp(sshsig->hash, "sha256") != 0 && strcmp(sshsig->hash, "sha512") != 0) {
        pm_signature_answer_say(answer, PM_VERDICT_BAD,
                                "the signature uses the hash '%s', which the format does not have",
                                sshsig->hash);
        return false;
    }
    return true;
}

/* Ask ssh-keygen, first for everything; when it says no for another reason than the bytes (a
 * certificate that its authority didn't sign, say), then for the signature alone. */
static void
ask_keygen(const PmSignatureQuestion *question, const PmSshsig *sshsig, const PmSshTrust *trust,
           PmSignatureAnswer *answer)
{
    bool trusted = trust->verdict == PM_VERDICT_GOOD;
    pm_ssh_keygen_verify(question, sshsig, trusted ? trust : NULL, answer);
    if (!trusted || answer->verdict != PM_VERDICT_BAD)
        return;
    g_autofree char *words = g_steal_pointer(&answer->why);
    pm_ssh_keygen_verify(question, sshsig, NULL, answer);
    if (answer->verdict == PM_VERDICT_GOOD)
        pm_signature_answer_say(answer, PM_VERDICT_UNTRUSTED, "%s", words);
}

/* Set `answer` to whether the signature fits, whoever's the key is, or to more where ssh-keygen had
 * to be asked. */
static void
prove(const PmSignatureQuestion *question, const PmSshsig *sshsig, const PmSshTrust *trust,
      PmSignatureAnswer *answer)
{
    switch (pm_ssh_prove(sshsig, question->payload, question->payload_length)) {
    case PM_SSH_PROOF_GOOD:
        answer->verdict = PM_VERDICT_GOOD;
        break;
    case PM_SSH_PROOF_BAD:
        pm_signature_answer_say(answer, PM_VERDICT_BAD, "the bytes are not what was signed");
        break;
    case PM_SSH_PROOF_UNKNOWN:
        ask_keygen(question, sshsig, trust, answer);
        break;
    }
}

/* A signature that doesn't fit its bytes is bad, whoever's the key is; only a good one makes it
 * worth saying whom we don't trust. */
void
pm_ssh_verify(const PmArmour *armour, PmSignatureAnswer *answer)
{
    const PmSignatureQuestion *question = armour->question;
    const char *why = NULL;
    g_autoptr(PmSshsig) sshsig = pm_sshsig_parse(armour->body, armour->length, &why);
    if (!sshsig) {
        pm_signature_answer_say(answer, PM_VERDICT_BAD, "%s", why);
        return;
    }
    if (!check_envelope(question, sshsig, answer))
        return;

    g_autoptr(PmAllowed) allowed = question->dates_in_utc
                                       ? pm_allowed_read_utc(question->allowed_signers)
                                       : pm_allowed_read(question->allowed_signers);
    g_autoptr(PmSshTrust) trust = pm_ssh_trust_new(question, allowed, sshsig);
    answer->principal = g_strdup(trust->principal);
    answer->is_shared = trust->is_shared;
    prove(question, sshsig, trust, answer);
    if (answer->verdict == PM_VERDICT_GOOD && trust->verdict != PM_VERDICT_GOOD)
        pm_signature_answer_say(answer, trust->verdict, "%s", trust->why);
}
