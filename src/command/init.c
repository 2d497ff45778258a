/* SPDX-License-Identifier: Apache-2.0 */
/* Begin a ledger: .postmortem/, the documents' .gitattributes, and what is adopted. */
#include "command/adopt.h"
#include "command/config_text.h"
#include "command/folder.h"
#include "command/hooks.h"
#include "command/line_ends.h"
#include "command/message.h"
#include "command/signing.h"
#include "command/write.h"
#include "signature/allowed.h"

#include <string.h>

typedef struct {
    PmWriteOptions write;
    char *documents;
    char *adopt;
    char **fields, **severities;
    char *language;
    char *timezone;
    gboolean hooks;
} Options;

static const PmOption options[] = {
    { "documents", 0, PM_OPTION_STRING, offsetof(Options, documents),
      "the folder of the documents; postmortems without it", "DIR" },
    { "adopt", 0, PM_OPTION_STRING, offsetof(Options, adopt),
      "take over the documents that are in this folder, as they are", "DIR" },
    { "field", 0, PM_OPTION_STRINGS, offsetof(Options, fields),
      "with --adopt: a key of theirs that stands for one of ours, as times.started=start_time",
      "OURS=THEIRS" },
    { "severity", 0, PM_OPTION_STRINGS, offsetof(Options, severities),
      "with --adopt: a word of theirs for one of our severities, as 1=down", "OURS=THEIRS" },
    { "language", 0, PM_OPTION_STRING, offsetof(Options, language), "of templates: en, ko",
      "LANG" },
    { "timezone", 0, PM_OPTION_STRING, offsetof(Options, timezone),
      "of ids, and of times without a zone; UTC without it", "ZONE" },
    { "hooks", 0, PM_OPTION_FLAG, offsetof(Options, hooks), "install the hooks too", NULL },
    { 0 },
};

static const char attributes[] = "# what is signed off must come out of git as it went in\n"
                                 "*.md -text -filter -ident merge=postmortem\n"
                                 "*.signoff -text -filter -ident linguist-generated\n"
                                 "*.content -text -filter -ident linguist-generated\n";

/* Beginning under way. */
typedef struct {
    const Options *given;
    const char *documents; /* "postmortems/" or "" */
    const char *ledger;
    const char *email, *name; /* of who begins it */
    char *key_line;           /* of allowed_signers, or NULL */
    PmAdopted adopted;
    bool has_attributes; /* somebody else's; left alone */
    size_t restored;     /* files that had CRLF from git, and have no more */
} Beginning;

static void
beginning_clear(Beginning *beginning)
{
    g_free(beginning->key_line);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Beginning, beginning_clear)

static bool
set_documents(PmContext *context, Beginning *self, GError **error)
{
    const Options *given = self->given;
    if (given->adopt != NULL && given->documents != NULL) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "--adopt names the documents' folder already");
        return false;
    }
    const char *typed = given->adopt != NULL ? given->adopt : given->documents;
    self->documents = typed != NULL ? pm_folder_read(context, typed, error) : "postmortems/";
    return self->documents != NULL;
}

/* A key that is configured for SSH signatures is listed at once, so that the first sign-off can be
 * signed. */
static void
find_key(PmContext *context, Beginning *self)
{
    PmSignerConfig config = pm_signing_config(context);
    if (g_strcmp0(config.format, "ssh") != 0 || !pm_signer_is_configured(&config))
        return;
    g_autofree char *key = pm_signer_public_key(&config, NULL);
    if (key != NULL)
        self->key_line = pm_allowed_line(self->email, "git,signoff@git-postmortem", key, NULL);
}

static void
add_text(PmWriteAttempt *attempt, const char *path, const char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    pm_write_add(attempt, path, bytes, NULL);
}

static bool
adopt(PmWriteAttempt *attempt, Beginning *self, GError **error)
{
    if (self->given->adopt == NULL)
        return true;
    g_autofree char *text = pm_adopt_list(attempt->write->context->arena, attempt->tip,
                                          self->documents, &self->adopted, error);
    if (text == NULL)
        return false;
    add_text(attempt, PM_CONFIG_ADOPTED, text);
    return true;
}

static bool
exists(PmWriteAttempt *attempt, PmContext *context, const char *path)
{
    PmContentEntry entry = { 0 };
    bool found =
        (attempt->tip != NULL && pm_content_find(attempt->tip, path, &entry, NULL)) ||
        (context->content != NULL && pm_content_find(context->content, path, &entry, NULL));
    g_free(entry.path);
    return found;
}

static bool
make(PmWriteAttempt *attempt, void *data, GError **error)
{
    Beginning *self = data;
    PmContext *context = attempt->write->context;
    if (exists(attempt, context, PM_CONFIG_PATH)) {
        pm_error_set(error, PM_ERROR_STATE, "git postmortem new <title> writes a document",
                     "there is a " PM_CONFIG_PATH " already");
        return false;
    }
    if (!adopt(attempt, self, error))
        return false;
    const PmConfigText values = { .ledger = self->ledger,
                                  .documents = self->documents,
                                  .email = self->email,
                                  .name = self->name,
                                  .time_zone = self->given->timezone,
                                  .language = self->given->language,
                                  .fields = self->given->fields,
                                  .severities = self->given->severities,
                                  .layout = self->adopted.flat ? "{id}.md" : NULL,
                                  .ignored = self->adopted.templates,
                                  .is_signed = self->key_line != NULL };
    g_autofree char *config = pm_config_text(attempt->arena, &values, error);
    if (config == NULL)
        return false;
    add_text(attempt, PM_CONFIG_PATH, config);
    if (self->key_line != NULL)
        add_text(attempt, PM_CONFIG_ALLOWED_SIGNERS,
                 pm_arena_printf(attempt->arena, "%s\n", self->key_line));
    const char *path = pm_arena_printf(attempt->arena, "%s.gitattributes", self->documents);
    self->has_attributes = exists(attempt, context, path);
    if (!self->has_attributes)
        add_text(attempt, path, attributes);
    return true;
}

static void
say_result(PmContext *context, const Beginning *self, const PmWriteResult *result)
{
    const char *what =
        self->adopted.count > 0
            ? pm_arena_printf(context->arena, "ledger begun, %zu document%s adopted",
                              self->adopted.count, self->adopted.count == 1 ? "" : "s")
            : "ledger begun";
    pm_write_report(context, &self->given->write, result, NULL, PM_CONFIG_PATH, "init", what);
    if (self->given->write.json || self->given->write.dry_run)
        return;
    if (self->adopted.skipped > 0)
        pm_context_hint(context,
                        "%zu names hold a line break or are not UTF-8: these files were left out",
                        self->adopted.skipped);
    const char *const *templates = self->adopted.templates;
    for (size_t i = 0; templates != NULL && templates[i] != NULL; i++)
        pm_context_hint(context,
                        "'%s' looks like a template and was left out; 'ignore' in " PM_CONFIG_PATH
                        " says so",
                        pm_context_safe(context, templates[i]));
    if (self->restored > 0)
        pm_context_hint(context,
                        "%zu file%s had CRLF from git, and %s now as committed: with the new "
                        ".gitattributes git writes documents as they are",
                        self->restored, self->restored == 1 ? "" : "s",
                        self->restored == 1 ? "is" : "are");
    if (self->has_attributes)
        pm_context_hint(context, "%s.gitattributes was there and is left alone; it should hold\n%s",
                        pm_context_safe(context, self->documents), attributes);
    if (self->key_line == NULL)
        pm_context_hint(context, "sign-offs can be signed: git config gpg.format ssh && git config "
                                 "user.signingkey ~/.ssh/id_ed25519.pub");
    pm_context_say(context, self->adopted.count > 0
                                ? "  next: git postmortem list   (or: git postmortem check --all)\n"
                                : "  next: git postmortem new \"<title>\"\n");
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    (void)arguments;
    g_auto(Beginning) self = { .given = values };
    g_auto(PmIdentity) who = { 0 };
    g_autofree char *uuid = g_uuid_string_random();
    if (!set_documents(context, &self, error) ||
        !pm_repository_identity(context->repository, PM_IDENTITY_AUTHOR, &who, error))
        return -1;
    self.ledger = uuid;
    self.email = who.email;
    self.name = who.name;
    find_key(context, &self);
    const char *text;
    if (!pm_message_read(context, &self.given->write, "begin a ledger", &text, error))
        return -1;
    PmWrite write = { .context = context,
                      .options = &self.given->write,
                      .event = { .name = "init", .subject = "begin a ledger", .body = text },
                      .flags = PM_COMMIT_UNBORN,
                      .make = make,
                      .data = &self };
    PmWriteResult result;
    /* a hook of somebody else's is told before anything is written */
    if ((self.given->hooks && !pm_hooks_install(context, PM_HOOKS_TRY, error)) ||
        !pm_write_run(&write, &result, error) ||
        (!self.given->write.dry_run &&
         !pm_line_ends_restore(context, self.documents, &self.restored, error)))
        return -1;
    say_result(context, &self, &result);
    context->quiet |= self.given->write.json;
    bool hooks = self.given->hooks && !self.given->write.dry_run;
    return !hooks || pm_hooks_install(context, PM_HOOKS_INSTALL, error) ? PM_EXIT_OK : -1;
}

extern const PmCommand pm_command_init;
const PmCommand pm_command_init = {
    .name = "init",
    .group = "Begin",
    .summary = "Begin a ledger in this repository",
    .arguments = "",
    .description = "Writes `.postmortem/config.yaml` with the ledger's own UUID. `--adopt` takes "
                   "over documents that are there already: no file is touched, they keep their "
                   "names as ids, `check` reports only what is new since then, and no gate applies "
                   "to one until it is submitted.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_REPOSITORY | PM_COMMAND_WRITES,
    .run = run,
};
