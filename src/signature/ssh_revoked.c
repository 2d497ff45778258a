/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/ssh_revoked.h"

#include "signature/format.h"
#include "signature/program.h"
#include "signature/scratch.h"

#include <string.h>

#define WHITE " \t\r\n"

/* The plain key in a line of the list; NULL when there is none. */
static char *
key_of_line(const char *line)
{
    g_autofree char *type = NULL, *base64 = NULL;
    if (!pm_ssh_key_read(line, &type, &base64))
        return NULL;
    g_autoptr(GBytes) blob = pm_base64_decode(base64, strlen(base64));
    PmWire wire;
    wire.bytes = g_bytes_get_data(blob, &wire.length);
    g_autoptr(PmSshKey) key = pm_ssh_key_parse(wire);
    return g_strdup(key->base64);
}

static PmVerdict
look_in_text(const char *list, const PmSshKey *key, char **out_why)
{
    unsigned number = 1;
    for (const char *at = list; at && *at; number++) {
        size_t length = strcspn(at, "\n");
        g_autofree char *line = g_strndup(at, length);
        at += length + (at[length] == '\n');
        const char *content = line + strspn(line, WHITE);
        if (!*content || *content == '#')
            continue;
        g_autofree char *revoked = key_of_line(content);
        if (!revoked) {
            *out_why = g_strdup_printf("line %u of the revocation list is no public key", number);
            return PM_VERDICT_CANNOT_CHECK;
        }
        if (strcmp(revoked, key->base64) == 0 || g_strcmp0(revoked, key->authority) == 0) {
            *out_why = g_strdup("the key was revoked");
            return PM_VERDICT_REVOKED;
        }
    }
    return PM_VERDICT_GOOD;
}

/* ssh-keygen -Q ends with 0 when the list has none of the keys in the file. */
static PmVerdict
ask_keygen(const PmSignatureQuestion *question, const char *file, char **out_why)
{
    const char *argv[] = { question->ssh_program ? question->ssh_program : "ssh-keygen",
                           "-Q",
                           "-f",
                           question->krl,
                           file,
                           NULL };
    PmProgram program = { .argv = argv, .seconds = PM_VERIFY_SECONDS };
    g_auto(PmProgramResult) result = { 0 };
    g_autoptr(GError) error = NULL;
    if (!pm_program_run(&program, &result, &error)) {
        *out_why = g_strdup(error->message);
        return PM_VERDICT_CANNOT_CHECK;
    }
    if (result.status == 0)
        return PM_VERDICT_GOOD;
    if (strstr(result.output->str, "REVOKED")) {
        *out_why = g_strdup("the key was revoked");
        return PM_VERDICT_REVOKED;
    }
    g_autofree char *words = pm_program_first_line(result.messages->str);
    *out_why = g_strdup_printf("the revocation list '%s' can't be asked: %s", question->krl, words);
    return PM_VERDICT_CANNOT_CHECK;
}

static PmVerdict
look_in_krl(const PmSignatureQuestion *question, const PmSshKey *key, char **out_why)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(PmScratch) scratch = pm_scratch_new(&error);
    g_autofree char *base64 = g_base64_encode(key->whole.bytes, key->whole.length);
    g_autofree char *line = g_strdup_printf("%s %s\n", key->type, base64);
    const char *file =
        scratch ? pm_scratch_write(scratch, "key.pub", line, strlen(line), &error) : NULL;
    if (file)
        return ask_keygen(question, file, out_why);
    *out_why = g_strdup(error->message);
    return PM_VERDICT_CANNOT_CHECK;
}

PmVerdict
pm_ssh_revoked(const PmSignatureQuestion *question, const PmSshKey *key, char **out_why)
{
    PmVerdict verdict = look_in_text(question->revoked, key, out_why);
    return verdict == PM_VERDICT_GOOD && question->krl ? look_in_krl(question, key, out_why)
                                                       : verdict;
}
