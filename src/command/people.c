/* SPDX-License-Identifier: Apache-2.0 */
/* People, their keys, roles and teams: one commit to config and allowed_signers. */
#include "command/message.h"
#include "command/write.h"
#include "config/config.h"
#include "data/edit.h"
#include "data/scalar.h"
#include "data/yaml.h"
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
        pm_error_set(error, PM_ERROR_REFUSED, hint, "'%s' is a private key", given->key);
        return false;
    }
    *out_key = pm_arena_strdup(context->arena, g_strstrip(text));
    return true;
}

/* Append `email` to the list of strings at `pointer`, unless it is there. */
static bool
add_member(PmEdit *edit, const char *pointer, const char *email, GError **error)
{
    const PmNode *list = pm_node_at(edit->root, pointer);
    for (size_t i = 0; pm_node_is(list, PM_NODE_LIST) && i < list->count; i++)
        if (g_strcmp0(pm_node_string(list->items[i]), email) == 0)
            return true;
    return pm_edit_append(edit, pointer, pm_scalar_quote(edit->source->arena, email), error);
}

static bool
edit_person(PmEdit *edit, const PmConfig *config, const Adding *self, GError **error)
{
    PmArena *arena = edit->source->arena;
    const char *name = self->given->name;
    const PmPerson *known = pm_config_person(config, self->email);
    if (known == NULL) {
        PmEditMember members[] = { { "email", pm_scalar_quote(arena, self->email) },
                                   { "name", name != NULL ? pm_scalar_quote(arena, name) : "" } };
        return pm_edit_append_map(edit, "/people", members, name != NULL ? 2 : 1, error);
    }
    if (name == NULL)
        return true;
    g_autofree char *pointer =
        g_strdup_printf("/people/%zu/name", (size_t)(known - config->people));
    return pm_edit_set(edit, pointer, pm_scalar_quote(arena, name), error);
}

static bool
is_name(const char *kind, const char *name, GError **error)
{
    bool good = *name != '\0' && strlen(name) <= 64 && g_ascii_isalnum(*name);
    for (const char *p = name; *p != '\0'; p++)
        good &= g_ascii_isalnum(*p) || strchr("_.-", *p) != NULL;
    if (!good)
        pm_error_set(error, PM_ERROR_USAGE, "letters, digits, '_', '.' and '-'",
                     "'%s' can't name a %s", name, kind);
    return good;
}

static bool
edit_config(PmEdit *edit, const PmConfig *config, const Adding *self, GError **error)
{
    const Options *given = self->given;
    if (!edit_person(edit, config, self, error))
        return false;
    if (given->role != NULL) {
        g_autofree char *pointer = g_strdup_printf("/review/roles/%s", given->role);
        if (!is_name("role", given->role, error) || !add_member(edit, pointer, self->email, error))
            return false;
    }
    if (given->team == NULL)
        return true;
    g_autofree char *pointer = g_strdup_printf("/teams/%s/members", given->team);
    return is_name("team", given->team, error) && add_member(edit, pointer, self->email, error);
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
    if (text->len > 0 && text->str[text->len - 1] != '\n')
        g_string_append_c(text, '\n');
    if (strstr(text->str, line) != NULL)
        return true;
    g_string_append_printf(text, "%s%s", line, g_str_has_suffix(line, "\n") ? "" : "\n");
    g_autoptr(GBytes) bytes = g_string_free_to_bytes(g_steal_pointer(&text));
    pm_write_add(attempt, PM_CONFIG_ALLOWED_SIGNERS, bytes, old);
    return true;
}

static bool
make(PmWriteAttempt *attempt, void *data, GError **error)
{
    const Adding *self = data;
    PmContext *context = attempt->write->context;
    PmContent *content =
        pm_repository_is_bare(context->repository) ? attempt->tip : context->content;
    g_autoptr(GBytes) old = pm_content_read(content, PM_CONFIG_PATH, PM_CONFIG_LIMIT, error);
    if (old == NULL)
        return false;
    size_t length;
    const char *data_bytes = g_bytes_get_data(old, &length);
    PmDiagnostics *diagnostics = pm_diagnostics_new(attempt->arena);
    const PmSource *source = pm_source_new(attempt->arena, PM_CONFIG_PATH, data_bytes, length);
    const PmConfig *config = pm_config_load(attempt->arena, source, diagnostics);
    if (config == NULL) {
        pm_error_set(error, PM_ERROR_FAILED, NULL, PM_CONFIG_PATH " can't be read: %s",
                     pm_config_fault(diagnostics)->message);
        return false;
    }
    PmEdit edit = { .source = source,
                    .span = { 0, length },
                    .root = config->root,
                    .splices = pm_splices_new(attempt->arena) };
    if (!edit_config(&edit, config, self, error))
        return false;
    g_autoptr(GBytes) bytes = pm_splices_apply(edit.splices, data_bytes, length, error);
    if (bytes == NULL)
        return false;
    /* what we write, we must be able to read: it says who may sign */
    PmDiagnostics *after = pm_diagnostics_new(attempt->arena);
    const PmSource *written = pm_source_new(attempt->arena, PM_CONFIG_PATH,
                                            g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    if (pm_config_load(attempt->arena, written, after) == NULL) {
        pm_error_set(error, PM_ERROR_REFUSED, NULL,
                     "that would make a config that can't be read: %s",
                     pm_config_fault(after)->message);
        return false;
    }
    if (!g_bytes_equal(bytes, old))
        pm_write_add(attempt, PM_CONFIG_PATH, bytes, old);
    return add_key(attempt, self, content, error);
}

static int
run_add(PmContext *context, const void *values, char **arguments, GError **error)
{
    Adding self = { .given = values, .email = arguments[0] };
    const char *text;
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
