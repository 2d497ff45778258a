/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The row for OpenPGP signatures: gpg --status-fd (GnuPG's doc/DETAILS) in a private home that
 * holds exactly the expected key. gpg's exit code proves nothing: it is 0 for expired and revoked
 * keys too.
 */
#include "signature/format.h"
#include "signature/openpgp_home.h"

#include <string.h>

typedef struct {
    const PmSignatureQuestion *question;
    PmOpenpgpHome *home;
    PmSignatureAnswer *answer;
} Check;

static guint
count_statuses(const char *output, const char *keyword)
{
    g_autoptr(GPtrArray) found = pm_openpgp_statuses(output, keyword);
    return found->len;
}

typedef struct {
    const char *status;
    PmVerdict verdict;
    const char *why;
} Outcome;

/* What gpg says of one signature, exactly one of these (doc/DETAILS). */
static const Outcome outcomes[] = {
    { "GOODSIG", PM_VERDICT_GOOD, NULL },
    { "EXPSIG", PM_VERDICT_EXPIRED, "the signature has expired" },
    { "EXPKEYSIG", PM_VERDICT_EXPIRED, "the key has expired" },
    { "REVKEYSIG", PM_VERDICT_REVOKED, "the key was revoked" },
    { "BADSIG", PM_VERDICT_BAD, "the bytes are not what was signed" },
    { "ERRSIG", PM_VERDICT_CANNOT_CHECK, NULL },
};

/*
 * The one outcome; NULL when there are none or several, as with signatures packed into one armour.
 */
static const Outcome *
find_outcome(const char *output)
{
    const Outcome *found = NULL;
    guint count = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(outcomes); i++) {
        guint here = count_statuses(output, outcomes[i].status);
        if (here > 0)
            found = &outcomes[i];
        count += here;
    }
    return count == 1 && count_statuses(output, "NEWSIG") == 1 ? found : NULL;
}

static void
explain_error(const Check *check, const char *output)
{
    g_autoptr(GPtrArray) errors = pm_openpgp_statuses(output, "ERRSIG");
    char **words = g_ptr_array_index(errors, 0);
    const char *reason = g_strv_length(words) > 6 ? words[6] : "";
    if (strcmp(reason, "9") == 0) /* no public key */
        pm_signature_answer_say(check->answer, PM_VERDICT_UNTRUSTED,
                                "the signature is by %s, which is not the reviewer's key",
                                words[1]);
    else
        pm_signature_answer_say(check->answer, PM_VERDICT_CANNOT_CHECK,
                                "gpg cannot check this kind of signature (%s)", reason);
}

/* Judge creation and expiry of the keys with these fingerprints at `time`, by gpg --with-colons
 * (doc/DETAILS, fields 6 and 7). PM_VERDICT_GOOD when nothing speaks against it. */
static PmVerdict
judge_dates(char **lines, const char *primary, const char *signer, int64_t time)
{
    int64_t created = 0, expires = 0;
    for (; *lines; lines++) {
        g_auto(GStrv) fields = g_strsplit(*lines, ":", -1);
        if (g_strv_length(fields) < 10)
            continue;
        if (strcmp(fields[0], "pub") == 0 || strcmp(fields[0], "sub") == 0) {
            created = g_ascii_strtoll(fields[5], NULL, 10);
            expires = g_ascii_strtoll(fields[6], NULL, 10);
            continue;
        }
        bool ours = strcmp(fields[0], "fpr") == 0 &&
                    (strcmp(fields[9], primary) == 0 || strcmp(fields[9], signer) == 0);
        if (ours && time < created)
            return PM_VERDICT_NOT_YET_VALID;
        if (ours && expires > 0 && time > expires)
            return PM_VERDICT_EXPIRED;
    }
    return PM_VERDICT_GOOD;
}

/* The outcome of a signature that fits: whose, over what, and was the key valid at the moment that
 * counts? */
static void
judge_valid(const Check *check, const char *output)
{
    PmSignatureAnswer *answer = check->answer;
    int64_t time = check->question->time;
    const char *primary = pm_openpgp_home_primary(check->home);
    g_autoptr(GPtrArray) valid = pm_openpgp_statuses(output, "VALIDSIG");
    char **words = valid->len == 1 ? g_ptr_array_index(valid, 0) : NULL;
    if (!words || g_strv_length(words) < 11 || g_ascii_strcasecmp(words[10], primary) != 0) {
        pm_signature_answer_say(answer, PM_VERDICT_UNTRUSTED,
                                "the signature is not by the reviewer's key");
        return;
    }
    if (strcmp(words[9], "00") != 0) { /* of a text, say, whose line ends may be changed */
        pm_signature_answer_say(answer, PM_VERDICT_CANNOT_CHECK,
                                "the signature is of class %s, which doesn't prove the exact bytes",
                                words[9]);
        return;
    }
    pm_signature_answer_say(answer, PM_VERDICT_GOOD, "good");
    if (time < 0)
        return;

    g_autoptr(GError) error = NULL;
    const char *listing = pm_openpgp_home_listing(check->home, &error);
    if (listing == NULL) {
        pm_signature_answer_say(answer, PM_VERDICT_CANNOT_CHECK, "%s", error->message);
        return;
    }
    g_auto(GStrv) lines = g_strsplit(listing, "\n", -1);
    PmVerdict dates = judge_dates(lines, primary, words[1], time);
    int64_t end = g_ascii_strtoll(words[4], NULL, 10);
    if (dates == PM_VERDICT_GOOD && end > 0 && time > end)
        pm_signature_answer_say(answer, PM_VERDICT_EXPIRED, "the signature had expired");
    else if (dates != PM_VERDICT_GOOD)
        pm_signature_answer_say(answer, dates, "the key %s",
                                dates == PM_VERDICT_EXPIRED ? "had expired" : "was not valid yet");
}

static void
judge(const Check *check, const char *output)
{
    const Outcome *outcome = find_outcome(output);
    if (!outcome)
        pm_signature_answer_say(check->answer, PM_VERDICT_BAD,
                                "the armour is not exactly one signature");
    else if (strcmp(outcome->status, "ERRSIG") == 0)
        explain_error(check, output);
    else if (outcome->verdict == PM_VERDICT_GOOD || outcome->verdict == PM_VERDICT_EXPIRED)
        /* gpg judged by today's date; the question has its own, or none */
        judge_valid(check, output);
    else
        pm_signature_answer_say(check->answer, outcome->verdict, "%s", outcome->why);
}

/* With a home that may be kept. */
static void
verify_in(PmOpenpgpHomes *homes, const PmSignatureQuestion *question, PmSignatureAnswer *answer)
{
    g_autoptr(GError) error = NULL;
    Check check = { .question = question, .answer = answer };
    const char *program = question->gpg_program ? question->gpg_program : "gpg";
    check.home = pm_openpgp_homes_get(homes, program, question->openpgp_key, &error);
    g_autofree char *output =
        check.home ? pm_openpgp_home_verify(check.home, question->signature, question->payload,
                                            question->payload_length, &error)
                   : NULL;
    if (!output) {
        pm_signature_answer_say(answer, PM_VERDICT_CANNOT_CHECK, "%s", error->message);
        return;
    }
    answer->key = g_strdup(pm_openpgp_home_primary(check.home));
    answer->principal = g_strdup(question->principal);
    judge(&check, output);
}

void
pm_openpgp_verify(const PmArmour *armour, PmSignatureAnswer *answer)
{
    const PmSignatureQuestion *question = armour->question;
    if (!question->openpgp_key) {
        pm_signature_answer_say(answer, PM_VERDICT_CANNOT_CHECK, "no OpenPGP key of the reviewer");
        return;
    }
    g_autoptr(PmOpenpgpHomes) own = question->openpgp_homes ? NULL : pm_openpgp_homes_new();
    verify_in(own ? own : question->openpgp_homes, question, answer);
}
