/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/ssh_keygen.h"

#include "signature/program.h"
#include "signature/scratch.h"

#include <string.h>

#define REFUSED 255 /* how ssh-keygen ends when it has judged and says no; 1 is a usage error */
#define LAST_TIME INT64_C(253402300799) /* the end of the year 9999 */

/* A moment as YYYYMMDDHHMMSS. Without a Z, which OpenSSH 8.8 doesn't know; the program runs with
 * TZ=UTC. */
static char *
format_time(int64_t time)
{
    g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(CLAMP(time, 1, LAST_TIME));
    return g_date_time_format(moment, "%Y%m%d%H%M%S");
}

static void
append_quoted(GString *line, const char *text)
{
    g_string_append_c(line, '"');
    for (; *text; text++) {
        if (*text == '"')
            g_string_append_c(line, '\\');
        g_string_append_c(line, *text);
    }
    g_string_append_c(line, '"');
}

static void
append_date(GString *options, const char *word, int64_t time)
{
    if (time < 0)
        return;
    g_autofree char *text = format_time(time);
    g_string_append_printf(options, ",%s=\"%s\"", word, text);
}

/* The line of allowed_signers that the trust rests on, written anew for one literal principal. */
static char *
make_line(const PmSshTrust *trust, bool with_dates)
{
    const PmAllowedEntry *entry = trust->entry;
    g_autoptr(GString) options = g_string_new(NULL);
    if (entry->certificate_authority)
        g_string_append(options, ",cert-authority");
    if (entry->namespaces) {
        g_string_append(options, ",namespaces=");
        append_quoted(options, entry->namespaces);
    }
    if (with_dates) {
        append_date(options, "valid-after", entry->valid_after);
        append_date(options, "valid-before", entry->valid_before);
    }
    g_autoptr(GString) line = g_string_new(NULL);
    append_quoted(line, trust->principal);
    g_string_append_printf(line, " %s%s%s %s\n", options->len > 0 ? options->str + 1 : "",
                           options->len > 0 ? " " : "", entry->key_type, entry->key);
    return g_string_free(g_steal_pointer(&line), FALSE);
}

/* The option that sets the clock, or NULL where nothing depends on it (OpenSSH before 8.8 has no
 * such option). When dates are not judged, a certificate is held to the first moment of its own
 * life, for it can't be asked without one. */
static char *
make_clock(const PmSignatureQuestion *question, const PmSshsig *sshsig, const PmSshTrust *trust)
{
    bool certificate = sshsig->key->authority != NULL;
    bool dated = trust->entry->valid_after >= 0 || trust->entry->valid_before >= 0;
    if (!certificate && (!dated || question->time < 0))
        return NULL;
    int64_t time = question->time >= 0
                       ? question->time
                       : (int64_t)MIN(sshsig->key->valid_after, (uint64_t)LAST_TIME);
    g_autofree char *text = format_time(time);
    return g_strconcat("-Overify-time=", text, NULL);
}

typedef struct {
    PmScratch *scratch;
    GPtrArray *argv; /* owns its strings */
} Call;

static void
add(Call *call, const char *argument)
{
    g_ptr_array_add(call->argv, g_strdup(argument));
}

static bool
add_file(Call *call, const char *option, const char *name, const char *text, GError **error)
{
    const char *path = pm_scratch_write(call->scratch, name, text, strlen(text), error);
    if (!path)
        return false;
    add(call, option);
    add(call, path);
    return true;
}

/* Paths lie in the scratch directory and are absolute; names from outside only ever follow an
 * option that takes a value, so that none can become an option. */
static bool
prepare(Call *call, const PmSignatureQuestion *question, const PmSshsig *sshsig,
        const PmSshTrust *trust, GError **error)
{
    add(call, question->ssh_program ? question->ssh_program : "ssh-keygen");
    add(call, "-Y");
    add(call, trust ? "verify" : "check-novalidate");
    add(call, "-n");
    add(call, question->name_space);
    if (!add_file(call, "-s", "signature", question->signature, error))
        return false;
    if (trust) {
        g_autofree char *line = make_line(trust, question->time >= 0);
        g_autofree char *clock = make_clock(question, sshsig, trust);
        if (!add_file(call, "-f", "allowed_signers", line, error))
            return false;
        add(call, "-I");
        add(call, trust->principal);
        if (clock)
            add(call, clock);
        if (question->revoked && !add_file(call, "-r", "revoked", question->revoked, error))
            return false;
        if (question->krl) { /* the text was looked through before: one of them is enough */
            add(call, "-r");
            add(call, question->krl);
        }
    }
    g_ptr_array_add(call->argv, NULL);
    return true;
}

static void
interpret(const PmProgramResult *result, const char *program, PmSignatureAnswer *answer)
{
    g_autofree char *words = pm_program_first_line(result->messages->str);
    if (result->status == 0)
        pm_signature_answer_say(answer, PM_VERDICT_GOOD, "good");
    else if (result->status != REFUSED)
        pm_signature_answer_say(answer, PM_VERDICT_CANNOT_CHECK, "'%s' ended with %d: %s", program,
                                result->status, words);
    else if (strstr(result->messages->str, "unsupported key type"))
        pm_signature_answer_say(answer, PM_VERDICT_CANNOT_CHECK,
                                "'%s' does not know this type of key", program);
    else if (strstr(result->messages->str, "incorrect signature"))
        pm_signature_answer_say(answer, PM_VERDICT_BAD, "the bytes are not what was signed");
    else
        pm_signature_answer_say(answer, PM_VERDICT_BAD, "%s",
                                *words ? words : "ssh-keygen refuses the signature");
}

void
pm_ssh_keygen_verify(const PmSignatureQuestion *question, const PmSshsig *sshsig,
                     const PmSshTrust *trust, PmSignatureAnswer *answer)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PmScratch) scratch = pm_scratch_new(&error);
    g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);
    Call call = { scratch, argv };
    g_auto(PmProgramResult) result = { 0 };
    if (!scratch || !prepare(&call, question, sshsig, trust, &error)) {
        pm_signature_answer_say(answer, PM_VERDICT_CANNOT_CHECK, "%s", error->message);
        return;
    }
    PmProgram program = { .argv = (const char *const *)argv->pdata,
                          .input = question->payload,
                          .input_length = question->payload_length,
                          .seconds = PM_VERIFY_SECONDS };
    if (!pm_program_run(&program, &result, &error))
        pm_signature_answer_say(answer, PM_VERDICT_CANNOT_CHECK, "%s", error->message);
    else
        interpret(&result, argv->pdata[0], answer);
}
