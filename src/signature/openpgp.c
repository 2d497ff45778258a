/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The row for OpenPGP signatures: gpg --status-fd (GnuPG's doc/DETAILS) in a private home that
 * holds exactly the expected key. gpg's exit code proves nothing: it is 0 for expired and revoked
 * keys too.
 */
#include "signature/format.h"
#include "signature/program.h"
#include "signature/scratch.h"

#include <string.h>

#define STATUS "[GNUPG:] "

typedef struct {
    const PmSignatureQuestion *question;
    const char *program;
    PmScratch *scratch; /* gpg's home */
    PmSignatureAnswer *answer;
} Check;

/* Run gpg with the private home, no configuration file, no agent and no network. */
static bool
run_gpg(const Check *check, const char *const *arguments, const char *input, size_t length,
        PmProgramResult *out_result)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    const char *const common[] = { check->program,
                                   "--homedir",
                                   pm_scratch_path(check->scratch),
                                   "--no-options",
                                   "--batch",
                                   "--no-tty",
                                   "--quiet",
                                   "--no-autostart",
                                   "--no-auto-key-retrieve",
                                   "--trust-model",
                                   "always",
                                   "--status-fd",
                                   "1" };
    for (size_t i = 0; i < G_N_ELEMENTS(common); i++)
        g_ptr_array_add(argv, (char *)common[i]);
    for (; *arguments; arguments++)
        g_ptr_array_add(argv, (char *)*arguments);
    g_ptr_array_add(argv, NULL);

    g_autoptr(GError) error = NULL;
    PmProgram program = { .argv = (const char *const *)argv->pdata,
                          .input = input,
                          .input_length = length,
                          .seconds = PM_VERIFY_SECONDS };
    if (pm_program_run(&program, out_result, &error))
        return true;
    pm_signature_answer_say(check->answer, PM_VERDICT_CANNOT_CHECK, "%s", error->message);
    return false;
}

/*
 * The words of every status line with this keyword, the keyword first. Each element is a char **.
 */
static GPtrArray *
find_statuses(const char *output, const char *keyword)
{
    GPtrArray *found = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    g_auto(GStrv) lines = g_strsplit(output, "\n", -1);
    for (char **line = lines; *line; line++) {
        if (!g_str_has_prefix(*line, STATUS))
            continue;
        char **words = g_strsplit(*line + strlen(STATUS), " ", -1);
        if (g_strcmp0(words[0], keyword) == 0)
            g_ptr_array_add(found, words);
        else
            g_strfreev(words);
    }
    return found;
}

static guint
count_statuses(const char *output, const char *keyword)
{
    g_autoptr(GPtrArray) found = find_statuses(output, keyword);
    return found->len;
}

/* Import the reviewer's key; its primary fingerprint, or NULL when the armour is not exactly one
 * key. */
static char *
import_key(const Check *check)
{
    const char *key = check->question->openpgp_key;
    g_auto(PmProgramResult) result = { 0 };
    if (!run_gpg(check, (const char *[]){ "--import", NULL }, key, strlen(key), &result))
        return NULL;
    g_autoptr(GPtrArray) imported = find_statuses(result.output->str, "IMPORT_OK");
    char **words = imported->len == 1 ? g_ptr_array_index(imported, 0) : NULL;
    if (!words || g_strv_length(words) < 3) {
        pm_signature_answer_say(check->answer, PM_VERDICT_CANNOT_CHECK,
                                "the reviewer's OpenPGP key is not exactly one public key");
        return NULL;
    }
    return g_strdup(words[2]);
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
    g_autoptr(GPtrArray) errors = find_statuses(output, "ERRSIG");
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
judge_valid(const Check *check, const char *output, const char *primary)
{
    PmSignatureAnswer *answer = check->answer;
    int64_t time = check->question->time;
    g_autoptr(GPtrArray) valid = find_statuses(output, "VALIDSIG");
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

    g_auto(PmProgramResult) listing = { 0 };
    const char *const arguments[] = { "--with-colons",      "--fixed-list-mode",
                                      "--with-fingerprint", "--with-fingerprint",
                                      "--list-keys",        NULL };
    if (!run_gpg(check, arguments, NULL, 0, &listing))
        return;
    g_auto(GStrv) lines = g_strsplit(listing.output->str, "\n", -1);
    PmVerdict dates = judge_dates(lines, primary, words[1], time);
    int64_t end = g_ascii_strtoll(words[4], NULL, 10);
    if (dates == PM_VERDICT_GOOD && end > 0 && time > end)
        pm_signature_answer_say(answer, PM_VERDICT_EXPIRED, "the signature had expired");
    else if (dates != PM_VERDICT_GOOD)
        pm_signature_answer_say(answer, dates, "the key %s",
                                dates == PM_VERDICT_EXPIRED ? "had expired" : "was not valid yet");
}

static void
judge(const Check *check, const char *output, const char *primary)
{
    const Outcome *outcome = find_outcome(output);
    if (!outcome)
        pm_signature_answer_say(check->answer, PM_VERDICT_BAD,
                                "the armour is not exactly one signature");
    else if (strcmp(outcome->status, "ERRSIG") == 0)
        explain_error(check, output);
    else if (outcome->verdict == PM_VERDICT_GOOD || outcome->verdict == PM_VERDICT_EXPIRED)
        /* gpg judged by today's date; the question has its own, or none */
        judge_valid(check, output, primary);
    else
        pm_signature_answer_say(check->answer, outcome->verdict, "%s", outcome->why);
}

void
pm_openpgp_verify(const PmArmour *armour, PmSignatureAnswer *answer)
{
    const PmSignatureQuestion *question = armour->question;
    if (!question->openpgp_key) {
        pm_signature_answer_say(answer, PM_VERDICT_CANNOT_CHECK, "no OpenPGP key of the reviewer");
        return;
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(PmScratch) scratch = pm_scratch_new(&error);
    const char *signature = scratch ? pm_scratch_write(scratch, "signature", question->signature,
                                                       strlen(question->signature), &error)
                                    : NULL;
    if (!signature) {
        pm_signature_answer_say(answer, PM_VERDICT_CANNOT_CHECK, "%s", error->message);
        return;
    }
    Check check = { question, question->gpg_program ? question->gpg_program : "gpg", scratch,
                    answer };
    g_autofree char *primary = import_key(&check);
    if (!primary)
        return;
    answer->key = g_strdup(primary);
    answer->principal = g_strdup(question->principal);
    g_auto(PmProgramResult) result = { 0 };
    if (run_gpg(&check, (const char *[]){ "--verify", signature, "-", NULL }, question->payload,
                question->payload_length, &result))
        judge(&check, result.output->str, primary);
}
