/* SPDX-License-Identifier: Apache-2.0 */
#include "command/checkpoint_file.h"

#include "command/signing.h"
#include "command/write.h"
#include "document/fields.h"
#include "ledger/signature.h"
#include "ledger/signoff.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Its first bytes, one more than a checkpoint may have; NULL: there is no plain file. */
static GString *
read_start(const char *path)
{
    struct stat status;
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0)
        return NULL;
    GString *text = g_string_sized_new(PM_CHECKPOINT_LIMIT + 1);
    bool plain = fstat(file, &status) == 0 && S_ISREG(status.st_mode);
    while (plain && text->len <= PM_CHECKPOINT_LIMIT) {
        ssize_t got = read(file, text->str + text->len, PM_CHECKPOINT_LIMIT + 1 - text->len);
        if (got <= 0)
            break;
        g_string_set_size(text, text->len + (size_t)got);
    }
    close(file);
    if (plain)
        return text;
    g_string_free(text, TRUE);
    return NULL;
}

bool
pm_checkpoint_file_read(PmContext *context, const char *path, PmCheckpoint *out_checkpoint,
                        GError **error)
{
    g_autoptr(GString) text = read_start(path);
    if (text == NULL || !pm_checkpoint_is_one(text->str, text->len))
        return false;
    g_autoptr(GError) found = NULL;
    if (pm_checkpoint_parse(context->arena, text->str, text->len, out_checkpoint, &found))
        return true;
    g_propagate_prefixed_error(error, g_steal_pointer(&found), "%s: ", path);
    return false;
}

/* Would whoever verifies take this signature? What is wrong with it, or NULL. */
static const char *
judge(PmContext *context, const PmAudit *audit, const char *text, const char *armour,
      const char *email)
{
    PmSignatureClaim claim = { .text = text,
                               .length = strlen(text),
                               .armour = armour,
                               .email = email,
                               .time = pm_audit_time(audit) };
    PmSignatureFinding found = pm_signature_judge(context->arena, pm_audit_policy(audit),
                                                  pm_audit_verifier(audit), &claim);
    return found.verdict == PM_VERDICT_GOOD
               ? NULL
               : pm_arena_printf(context->arena, "your signature %s", found.why);
}

/* The armour, or NULL and why there is none. */
static char *
sign(PmContext *context, const PmAudit *audit, const char *text, const char *email,
     const char **out_unsigned, GError **error)
{
    PmSignerConfig config = pm_signing_config(context);
    *out_unsigned = NULL;
    if (!pm_signer_is_configured(&config)) {
        *out_unsigned = "no signing key is configured";
        return NULL;
    }
    g_autofree char *armour =
        pm_signer_sign(&config, text, strlen(text), PM_SIGNOFF_NAMESPACE, error);
    if (armour == NULL)
        return NULL;
    *out_unsigned = judge(context, audit, text, armour, email);
    return *out_unsigned == NULL ? g_steal_pointer(&armour) : NULL;
}

static char *
make(PmContext *context, const PmAudit *audit, const PmOid *tip, const char *email, GError **error)
{
    const PmPolicy *policy = pm_audit_policy(audit);
    PmCheckpoint checkpoint = {
        .ledger = policy->config->ledger,
        .tip = *tip,
        .position = pm_audit_last_step(audit) + 1,
        .link = pm_audit_link(audit),
        .policy = policy->digest,
        .by = email,
        .time = pm_write_now(context),
    };
    return pm_checkpoint_format(&checkpoint, error);
}

/* The file itself: what is renamed over a link would take its place. g_free() */
static char *
resolve_links(const char *path, GError **error)
{
    char *real = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? realpath(path, NULL) : g_strdup(path);
    if (real == NULL)
        pm_error_set(error, PM_ERROR_REFUSED, "remove it, or name the file that is meant",
                     "'%s' is a symbolic link that leads to no file", path);
    return real;
}

static bool
may_replace(const char *path, GError **error)
{
    g_autoptr(GString) text = read_start(path);
    if (text != NULL ? pm_checkpoint_is_one(text->str, text->len)
                     : !g_file_test(path, G_FILE_TEST_EXISTS))
        return true;
    pm_error_set(error, PM_ERROR_REFUSED, "a checkpoint is written over a checkpoint alone",
                 "'%s' is there, and is no checkpoint", path);
    return false;
}

bool
pm_checkpoint_file_write(PmContext *context, const char *path, const PmAudit *audit,
                         const PmOid *tip, const char **out_unsigned, GError **error)
{
    g_auto(PmIdentity) who = { 0 };
    g_autoptr(GError) failure = NULL;
    g_autofree char *target = resolve_links(path, error);
    if (target == NULL || !may_replace(path, error) ||
        !pm_repository_identity(context->repository, PM_IDENTITY_COMMITTER, &who, error))
        return false;
    g_autofree char *text = make(context, audit, tip, who.email, error);
    if (text == NULL)
        return false;
    g_autofree char *armour = sign(context, audit, text, who.email, out_unsigned, &failure);
    if (failure != NULL) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return false;
    }
    bool ends = armour == NULL || g_str_has_suffix(armour, "\n");
    g_autofree char *file = g_strconcat(text, armour, ends ? NULL : "\n", NULL);
    if (g_file_set_contents_full(target, file, -1,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644,
                                 &failure))
        return true;
    pm_error_set(error, PM_ERROR_FAILED, "the ledger is fine; name another file",
                 "the checkpoint cannot be written: %s", failure->message);
    return false;
}
