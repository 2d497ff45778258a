/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/signature.h"

#include "ledger/signoff.h"

#define OPENPGP "-----BEGIN PGP "

PmSignatureFinding
pm_signature_judge(PmArena *arena, const PmPolicy *policy, const PmVerifier *verifier,
                   const PmSignatureClaim *claim)
{
    PmSignatureQuestion question = {
        .payload = claim->text,
        .payload_length = claim->length,
        .signature = claim->armour,
        .allowed_signers = policy->allowed_signers,
        .name_space = PM_SIGNOFF_NAMESPACE,
        .principal = claim->email,
        .openpgp_key = pm_policy_openpgp_key(policy, claim->email),
        .dates_in_utc = true,
        .time = claim->time,
    };
    pm_verifier_add(verifier, &question);
    g_auto(PmSignatureAnswer) answer = { 0 };
    pm_signature_verify(&question, &answer);
    PmSignatureFinding found = { .verdict = answer.verdict,
                                 .key = pm_arena_strdup(arena, answer.key) };
    bool openpgp = question.openpgp_key != NULL && g_str_has_prefix(claim->armour, OPENPGP);
    if (answer.verdict != PM_VERDICT_GOOD) {
        found.why =
            pm_arena_printf(arena, "is %s%s%s", pm_verdict_name(answer.verdict),
                            answer.why != NULL ? ": " : "", answer.why != NULL ? answer.why : "");
    } else if (answer.is_shared || (openpgp && pm_policy_openpgp_is_shared(policy, claim->email))) {
        found.verdict = PM_VERDICT_UNTRUSTED;
        found.is_shared = true;
        found.why = "is by a key that is listed for several people, so it proves nobody";
    }
    return found;
}
