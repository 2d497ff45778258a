/* SPDX-License-Identifier: Apache-2.0 */
/* Add evidence: a file, copied beside the document, or an address. */
#include "base/text.h"
#include "command/edit_fields.h"
#include "command/evidence_file.h"
#include "command/item_ids.h"
#include "command/piped.h"

#include <string.h>

typedef struct {
    PmWriteOptions write;
    char *what, *id;
} Options;

static const PmOption options[] = {
    { "what", 0, PM_OPTION_STRING, offsetof(Options, what),
      "what it shows; without it, the name of the file", "TEXT" },
    { "id", 0, PM_OPTION_STRING, offsetof(Options, id), "an id of its own; without it, the next",
      "ID" },
    { 0 },
};

typedef struct {
    const Options *given;
    const char *file; /* NULL: it is an address */
    const char *address;
    GBytes *bytes;
    char *digest;
    const char *id;      /* that it got */
    const char *already; /* the evidence that it is */
} Attaching;

static void
attaching_clear(Attaching *self)
{
    g_clear_pointer(&self->bytes, g_bytes_unref);
    g_clear_pointer(&self->digest, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Attaching, attaching_clear)

/* The id of the evidence that is this file or address, or NULL. */
static const char *
find_same(const PmFields *fields, const Attaching *self)
{
    for (size_t i = 0; i < fields->evidence_count; i++) {
        const PmEvidence *evidence = &fields->evidence[i];
        bool same = self->file == NULL
                        ? g_strcmp0(evidence->at, self->address) == 0
                        : evidence->sha256 != NULL &&
                              g_ascii_strcasecmp(evidence->sha256, self->digest) == 0;
        if (same && evidence->id != NULL)
            return evidence->id;
    }
    return NULL;
}

static char *
choose_id(const PmDocumentStep *step, const Attaching *self, GError **error)
{
    g_autoptr(GHashTable) ids = pm_item_ids(step, "evidence", error);
    const char *wanted = self->given->id;
    if (ids == NULL)
        return NULL;
    if (wanted == NULL)
        return pm_item_ids_next(ids, 'E');
    if (!g_hash_table_contains(ids, wanted))
        return g_strdup(wanted);
    g_autofree char *next = pm_item_ids_next(ids, 'E');
    g_autofree char *hint = g_strdup_printf("ids are given once; %s is free", next);
    pm_error_set(error, PM_ERROR_USAGE, hint, "%s has, or had, evidence %s", step->document->id,
                 wanted);
    return NULL;
}

/* The path from the document's own folder. */
static const char *
beside(const PmDocumentStep *step, const char *path)
{
    const char *slash = strrchr(step->document->source->name, '/');
    return slash != NULL ? path + (slash + 1 - step->document->source->name) : path;
}

static bool
add_file(PmDocumentStep *step, Attaching *self, GError **error)
{
    size_t escaped = 0;
    g_autofree char *name = pm_evidence_name(self->file);
    g_autofree char *base = g_path_get_basename(self->file);
    g_autofree char *size = g_strdup_printf("%zu", g_bytes_get_size(self->bytes));
    const char *path = pm_evidence_place(step, name, self->bytes, error);
    if (path == NULL)
        return false;
    const char *what = self->given->what != NULL ? self->given->what
                                                 : pm_piped_line(step->context, base, &escaped);
    const PmEditGiven members[] = { { "id", self->id },
                                    { "what", what },
                                    { "at", beside(step, path) },
                                    { "sha256", self->digest },
                                    { "size", size } };
    step->file = path;
    step->file_bytes = self->bytes;
    step->what = pm_arena_printf(step->context->arena, "%s: %s, %s bytes", self->id,
                                 beside(step, path), size);
    return pm_edit_add_item(step, "evidence", members, G_N_ELEMENTS(members), error);
}

static bool
add_address(PmDocumentStep *step, const Attaching *self, GError **error)
{
    const PmEditGiven members[] = { { "id", self->id },
                                    { "what", self->given->what },
                                    { "at", self->address },
                                    { "recorded", pm_write_now(step->context) } };
    step->what = pm_arena_printf(step->context->arena, "%s: %s", self->id, self->address);
    return pm_edit_add_item(step, "evidence", members, G_N_ELEMENTS(members), error);
}

static bool
edit(PmDocumentStep *step, void *data, GError **error)
{
    Attaching *self = data;
    const char *same = find_same(&step->document->fields, self);
    self->already = same != NULL ? pm_arena_strdup(step->context->arena, same) : NULL;
    step->what = self->already;
    if (self->already != NULL)
        return true;
    g_autofree char *id = choose_id(step, self, error);
    if (id == NULL)
        return false;
    self->id = pm_arena_strdup(step->context->arena, id);
    step->event->subject =
        pm_arena_printf(step->arena, "attach %s to %s", self->id, step->document->id);
    return self->file != NULL ? add_file(step, self, error) : add_address(step, self, error);
}

static bool
is_address(const char *text)
{
    size_t scheme =
        strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
    return scheme > 0 && g_str_has_prefix(text + scheme, "://");
}

static bool
refuse_address(const char *address, const char *what, const char *hint, GError **error)
{
    pm_error_set(error, PM_ERROR_USAGE, hint, "'%s' %s", address, what);
    return false;
}

/* Characters that no address has, and that could hide what it is. */
static bool
is_visible(const char *text)
{
    if (!g_utf8_validate(text, -1, NULL))
        return false;
    for (; *text != '\0'; text = g_utf8_next_char(text))
        if (g_unichar_isspace(g_utf8_get_char(text)) || pm_text_is_hostile(g_utf8_get_char(text)))
            return false;
    return true;
}

static bool
check_address(const char *address, GError **error)
{
    g_autoptr(GUri) uri = is_visible(address) ? g_uri_parse(address, G_URI_FLAGS_NONE, NULL) : NULL;
    const char *scheme = uri != NULL ? g_uri_get_scheme(uri) : "http";
    const char *host = uri != NULL ? g_uri_get_host(uri) : NULL;
    if (!g_str_equal(scheme, "http") && !g_str_equal(scheme, "https"))
        return refuse_address(address, "is neither http nor https",
                              "a file is copied, so attach it", error);
    if (host == NULL || *host == '\0')
        return refuse_address(address, "is no address", "for example https://graphs.example.org/7",
                              error);
    if (g_uri_get_userinfo(uri) == NULL)
        return true;
    /* the address itself is not printed: it holds a password */
    pm_error_set(error, PM_ERROR_REFUSED, "attach it without what stands before the '@'",
                 "the address at %s holds a user's name or password", host);
    return false;
}

static bool
open_source(PmContext *context, const char *source, Attaching *self, GError **error)
{
    if (is_address(source)) {
        self->address = source;
        return check_address(source, error);
    }
    self->file = source;
    self->bytes = pm_evidence_read(context, source, error);
    if (self->bytes == NULL || !pm_evidence_check(context, source, self->bytes, error))
        return false;
    self->digest = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, self->bytes);
    return true;
}

static int
run(PmContext *context, const void *values, char **arguments, GError **error)
{
    g_auto(Attaching) self = { .given = values };
    if (!open_source(context, arguments[1], &self, error))
        return -1;
    PmDocumentWrite write = { .context = context,
                              .options = &self.given->write,
                              .word = arguments[0],
                              .event = "attach",
                              .verb = "attach evidence to",
                              .edit = edit,
                              .data = &self };
    const char *id;
    int code = pm_document_write(&write, &id, error);
    if (code != PM_EXIT_OK || self.given->write.json)
        return code;
    if (self.already != NULL)
        pm_context_say(context, "  it is %s already\n", pm_context_safe(context, self.already));
    else if (id != NULL)
        pm_context_say(context, "  cite it as (%s), in the text and with --evidence %s\n", self.id,
                       self.id);
    return code;
}

extern const PmCommand pm_command_attach;
const PmCommand pm_command_attach = {
    .name = "attach",
    .group = "Write",
    .summary = "Add evidence: a file or an address",
    .arguments = "<id> <file or URL>",
    .description =
        "A file is copied into the document's folder of evidence, `<id>.evidence/`, and committed "
        "with the document, which records its SHA-256 and its size; check and verify hold it to "
        "them. A file that holds a secret is refused, and so is one that is larger than "
        "`limits.evidence` of the config. An address, http or https, is recorded with the time, "
        "for what it shows may change.",
    .options = options,
    .options_size = sizeof(Options),
    .needs = PM_COMMAND_NEEDS_LEDGER | PM_COMMAND_WRITES,
    .minimum = 2,
    .maximum = 2,
    .run = run,
};
