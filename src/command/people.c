/* SPDX-License-Identifier: Apache-2.0 */
/* People, their keys, roles and teams: one commit to config and allowed_signers. */
#include "command/message.h"
#include "command/policy_commit.h"
#include "command/roster.h"
#include "command/write.h"
#include "signature/allowed.h"

#include <string.h>

typedef struct {
    PmWriteOptions write;
    char *name, *key, *role, *team;
} Options;

static const PmOption options[] = {
    { "name", 0, PM_OPTION_STRING, offsetof(Options, name), "their name", "NAME" },
    { "key", 0, PM_OPTION_STRING, offsetof(Options, key),
      "their public SSH key: a .pub file, or its text", "FILE" },
    { "role", 0, PM_OPTION_STRING, offsetof(Options, role), "a role of the review policy", "ROLE" },
    { "team", 0, PM_OPTION_STRING, offsetof(Options, team), "a team that they belong to", "TEAM" },
    { 0 },
};

typedef struct {
    const Options *given;
    const char *email;
    const char *key; /* text of the public key, or NULL */
} Adding;

static bool
read_key(PmContext *context, const Options *given, const char **out_key, GError **error)
{
    *out_key = NULL;
    if (given->key == NULL)
        return true;
    if (g_str_has_prefix(given->key, "ssh-") || g_str_has_prefix(given->key, "ecdsa-") ||
        g_str_has_prefix(given->key, "sk-")) {
        *out_key = given->key;
        return true;
    }
    g_autofree char *text = NULL;
    size_t length;
    g_autoptr(GError) found = NULL;
    if (!g_file_get_contents(given->key, &text, &length, &found) || length > 16384) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, "the .pub file, never the private key",
                     "cannot read the key '%s'", given->key);
        return false;
    }
    if (strstr(text, "PRIVATE KEY") != NULL) {
        g_autofree char *hint = g_strdup_printf("%s.pub is the public one", given->key);
        pm_error_set(error, PM_ERROR_USAGE, hint, "'%s' is a private key", given->key);
        return false;
    }
    *out_key = pm_arena_strdup(context->arena, g_strstrip(text));
    return true;
}

/* Is the key of `line` in the file already? For somebody else, it would stand for nobody. */
static bool
find_key(const char *text, const char *line, const char *email, bool *out_there, GError **error)
{
    g_autoptr(PmAllowed) known = pm_allowed_read(text);
    g_autoptr(PmAllowed) added = pm_allowed_parse(line, error);
    const PmAllowedEntry *wanted = added != NULL ? added->entries->pdata[0] : NULL;
    *out_there = false;
    for (guint i = 0; wanted != NULL && i < known->entries->len; i++) {
        const PmAllowedEntry *entry = known->entries->pdata[i];
        if (!g_str_equal(entry->key, wanted->key))
            continue;
        *out_there = g_strv_contains((const char *const *)entry->principals, email);
        if (*out_there)
            return true;
        pm_error_set(error, PM_ERROR_STATE, "a key stands for one person",
                     "this key is that of '%s' already", entry->principals[0]);
        return false;
    }
    return wanted != NULL;
}

static bool
add_key(PmWriteAttempt *attempt, const Adding *self, PmContent *content, GError **error)
{
    if (self->key == NULL)
        return true;
    g_autofree char *line =
        pm_allowed_line(self->email, "git,signoff@git-postmortem", self->key, error);
    if (line == NULL)
        return false;
    g_autoptr(GBytes) old =
        pm_content_read(content, PM_CONFIG_ALLOWED_SIGNERS, PM_CONFIG_LIMIT, NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    if (old != NULL)
        g_string_append_len(text, g_bytes_get_data(old, NULL), (gssize)g_bytes_get_size(old));
    bool there;
    if (!find_key(text->str, line, self->email, &there, error) || there)
        return there;
    if (text->len > 0 && text->str[text->len - 1] != '\n')
        g_string_append_c(text, '\n');
    g_string_append_printf(text, "%s\n", line);
    g_autoptr(GBytes) bytes = g_string_free_to_bytes(g_steal_pointer(&text));
    pm_write_add(attempt, PM_CONFIG_ALLOWED_SIGNERS, bytes, old);
    return true;
}

static bool
make(PmWriteAttempt *attempt, void *data, GError **error)
{
    const Adding *self = data;
    const Options *given = self->given;
    PmContext *context = attempt->write->context;
    const PmRosterEntry entry = { self->email, given->name, given->role, given->team };
    PmContent *content =
        pm_repository_is_bare(context->repository) ? attempt->tip : context->content;
    g_autoptr(GBytes) old = pm_content_read(content, PM_CONFIG_PATH, PM_CONFIG_LIMIT, error);
    g_autoptr(GBytes) bytes =
        old != NULL ? pm_roster_add(attempt->arena, old, &entry, error) : NULL;
    if (bytes == NULL)
        return false;
    if (!g_bytes_equal(bytes, old))
        pm_write_add(attempt, PM_CONFIG_PATH, bytes, old);
    return add_key(attempt, self, content, error);
}

static int
run_add(PmContext *context, const void *values, char **arguments, GError **error)
{
    Adding self = { .given = values, .email = arguments[0] };
    const char *text;
    int code;
    bool commits = !self.given->write.no_commit && !self.given->write.dry_run;
    if (commits && !pm_policy_is_open(context, "change",
                                      "the same with --no-commit changes the files; then each of "
                                      "them signs, then: git postmortem commit --policy",
                                      &code, error))
        return code;
    if (!read_key(context, self.given, &self.key, error) ||
        !pm_message_read(context, &self.given->write, "people", &text, error))
        return -1;
    PmWrite write = { .context = context,
                      .options = &self.given->write,
                      .event = { .name = "people-add",
                                 .subject = pm_arena_printf(context->arena, "add %s to the people",
                                                            self.email),
                                 .body = text },
                      .make = make,
                      .data = &self };
    PmWriteResult result;
    if (!pm_write_run(&write, &result, error))
        return -1;
    pm_write_report(context, &self.given->write, &result, NULL, PM_CONFIG_PATH, "people-add",
                    pm_arena_printf(context->arena, "%s%s%s%s%s%s", self.email,
                                    self.given->role != NULL ? ", role " : "",
                                    self.given->role != NULL ? self.given->role : "",
                                    self.given->team != NULL ? ", team " : "",
                                    self.given->team != NULL ? self.given->team : "",
                                    self.key != NULL ? ", with a key" : ""));
    return PM_EXIT_OK;
}

static const PmCommand add = {
    .name = "add",
    .summary = "Add somebody, or a key, role or team to somebody",
    .arguments = "<email>",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 1,
    .maximum = 1,
    .run = run_add,
};

static const PmCommand *const verbs[] = { &add, NULL };

extern const PmCommand pm_command_people;
const PmCommand pm_command_people = {
    .name = "people",
    .group = "Begin",
    .summary = "The people of the ledger, their keys and roles",
    .arguments = "<verb> …",
    .verbs = verbs,
};
