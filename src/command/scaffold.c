/* SPDX-License-Identifier: Apache-2.0 */
#include "command/scaffold.h"

#include "base/text.h"
#include "command/admission.h"
#include "command/clock.h"
#include "data/scalar.h"
#include "document/fields.h"
#include "document/name.h"
#include "document/sections.h"
#include "document/template.h"
#include "git/history.h"

#include <string.h>

static bool
set_kind(PmContext *context, PmScaffold *self, GError **error)
{
    const PmNewOptions *given = self->given;
    self->kind = given->kind;
    self->template = given->template != NULL ? given->template : context->config->default_template;
    static const struct {
        const char *kind, *template;
    } rows[] = { { "security", "security" }, { "data", "security" }, { "near-miss", "near-miss" } };
    if (self->kind == NULL)
        self->kind = g_strcmp0(self->template, "security") == 0    ? "security"
                     : g_strcmp0(self->template, "near-miss") == 0 ? "near-miss"
                                                                   : context->config->default_kind;
    for (size_t i = 0; self->template == NULL && i < G_N_ELEMENTS(rows); i++)
        if (g_str_equal(rows[i].kind, self->kind))
            self->template = rows[i].template;
    if (self->template == NULL)
        self->template = "outage";
    static const char *const kinds[] = { "outage",    "degradation", "security", "data",
                                         "near-miss", "process",     NULL };
    if (g_strv_contains(kinds, self->kind))
        return true;
    const char *near = pm_text_closest(self->kind, kinds);
    g_autofree char *hint = near != NULL ? g_strdup_printf("did you mean '%s'?", near)
                                         : g_strjoinv(", ", (char **)kinds);
    pm_error_set(error, PM_ERROR_USAGE, hint, "there is no kind '%s'", self->kind);
    return false;
}

static bool
set_severity(PmContext *context, PmScaffold *self, GError **error)
{
    int severity = context->config->default_severity != 0 ? context->config->default_severity : 3;
    if (self->given->severity != NULL && !pm_severity_parse(self->given->severity, &severity)) {
        pm_error_set(error, PM_ERROR_USAGE, "1 (worst) to 5; SEV2 and sev-2 are 2",
                     "'%s' is no severity", self->given->severity);
        return false;
    }
    self->severity = pm_arena_printf(context->arena, "%d", severity);
    return true;
}

static bool
set_id(PmContext *context, PmScaffold *self, const char *day, GError **error)
{
    const PmNewOptions *given = self->given;
    g_autofree char *slug = pm_name_slug(given->slug != NULL ? given->slug : self->title, 60);
    if (given->id != NULL && given->slug != NULL) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "--id and --slug can't be used together");
        return false;
    }
    if (given->id == NULL && *slug == '\0') {
        pm_error_set(error, PM_ERROR_USAGE, "--slug names it",
                     "nothing of '%s' can be part of an id",
                     given->slug != NULL ? given->slug : self->title);
        return false;
    }
    /* what is typed may be decomposed, as macOS does it */
    g_autofree char *id = given->id == NULL ? g_strdup_printf("%s-%s", day, slug)
                          : g_utf8_validate(given->id, -1, NULL)
                              ? g_utf8_normalize(given->id, -1, G_NORMALIZE_NFC)
                              : g_strdup(given->id);
    self->id = pm_arena_strdup(context->arena, id);
    return pm_name_check(self->id, error);
}

static bool
set_started(PmContext *context, PmScaffold *self, GError **error)
{
    const char *text = self->given->started != NULL ? self->given->started : "now";
    g_autofree char *time = pm_clock_read(context, text, PM_CLOCK_BEFORE, pm_clock_now(context));
    if (time == NULL) {
        pm_error_set(error, PM_ERROR_USAGE, PM_CLOCK_FORMS, "'%s' is no time", text);
        return false;
    }
    self->started = pm_arena_strdup(context->arena, time);
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(context->config->time_zone);
    g_autoptr(GDateTime) utc = g_date_time_new_from_iso8601(time, NULL);
    g_autoptr(GDateTime) here =
        zone != NULL ? g_date_time_to_timezone(utc, zone) : g_date_time_ref(utc);
    g_autofree char *day = g_date_time_format(here, "%Y-%m-%d");
    self->date = pm_arena_strdup(context->arena, day);
    self->year = g_date_time_get_year(here);
    self->month = g_date_time_get_month(here);
    return set_id(context, self, day, error);
}

/* The ids that are taken, of those that begin like ours. */
typedef struct {
    PmContext *context;
    const char *id;  /* ours */
    GHashTable *ids; /* folded: two that differ in case alone are one file on some systems */
} Taken;

/*
 * May the file's id, folded, begin with ours? Letters of ASCII fold to one of ASCII each, so that
 * what differs in one of them differs; of what else is there, folding will tell.
 */
static bool
may_be_like(const char *path, const void *data)
{
    const Taken *self = data;
    const char *slash = strrchr(path, '/');
    const char *ours = self->id, *theirs = slash != NULL ? slash + 1 : path;
    for (; *ours != '\0'; ours++, theirs++) {
        if ((*ours & 0x80) != 0 || (*theirs & 0x80) != 0)
            return true;
        if (g_ascii_tolower(*ours) != g_ascii_tolower(*theirs))
            return false;
    }
    return true;
}

static void
take(const Taken *self, const char *path)
{
    const PmConfig *config = self->context->config;
    if (!pm_name_is_document(config->documents, path, config->ignore))
        return;
    g_autofree char *id = pm_name_id(config->documents, path, false);
    g_hash_table_add(self->ids,
                     g_utf8_validate(id, -1, NULL) ? g_utf8_casefold(id, -1) : g_strdup(id));
}

/* What this commit has and `known` (NULL: nothing) has not. */
static void
take_commit(const Taken *self, const PmOid *known, const PmOid *commit)
{
    const PmPathFilter only = { may_be_like, self };
    g_autoptr(GPtrArray) deltas = pm_history_delta_of(
        self->context->repository, known, commit, self->context->config->documents, &only, NULL);
    for (guint i = 0; deltas != NULL && i < deltas->len; i++) {
        const PmTreeDelta *delta = deltas->pdata[i];
        if (delta->new_mode != 0)
            take(self, delta->path);
    }
}

/*
 * All ids like ours that this clone has seen: names on other branches never conflict in git, they
 * collide. Branches are much alike: the first is read, of the others what they have more.
 */
static GHashTable *
collect_ids(PmContext *context, const char *id, GError **error)
{
    g_auto(GStrv) refs = pm_repository_refs(context->repository, error);
    if (refs == NULL)
        return NULL;
    g_autoptr(GHashTable) ids = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const Taken self = { context, id, ids };
    const PmPathFilter only = { may_be_like, &self };
    g_autoptr(GPtrArray) files =
        pm_content_list_of(context->content, context->config->documents, &only, NULL);
    for (guint i = 0; files != NULL && i < files->len; i++)
        take(&self, ((const PmContentEntry *)files->pdata[i])->path);
    PmOid head;
    bool born = pm_repository_resolve(context->repository, "HEAD", &head, NULL);
    if (born)
        take_commit(&self, NULL, &head);
    for (size_t i = 0; refs[i] != NULL; i++) {
        PmOid oid;
        if (pm_repository_resolve(context->repository, refs[i], &oid, NULL) &&
            g_hash_table_add(seen, g_strdup(oid.hex)))
            take_commit(&self, born ? &head : NULL, &oid);
    }
    return g_steal_pointer(&ids);
}

/* A free id: the suffix -2, -3 … where it is taken; one that the user gave must be free. */
static bool
choose_id(PmWriteAttempt *attempt, PmScaffold *self, GError **error)
{
    PmContext *context = attempt->write->context;
    const PmConfig *config = context->config;
    g_autoptr(GHashTable) ids = collect_ids(context, self->id, error);
    if (ids == NULL)
        return false;
    for (int n = 1; n < 1000; n++) {
        self->final_id = n == 1 ? self->id : pm_arena_printf(context->arena, "%s-%d", self->id, n);
        g_autofree char *folded = g_utf8_casefold(self->final_id, -1);
        g_autofree char *path = pm_name_path(config->documents, config->layout, self->final_id,
                                             self->year, self->month);
        self->path = pm_arena_strdup(context->arena, path);
        if (!g_hash_table_contains(ids, folded))
            return true;
        if (self->given->id != NULL)
            break;
    }
    pm_error_set(error, PM_ERROR_STATE, "a document of this or another branch has it",
                 "the id '%s' is taken", self->id);
    return false;
}

/* An own template of the repository wins over an embedded one of its name. */
static const char *
template_text(PmContext *context, const PmScaffold *self, size_t *out_length, GError **error)
{
    const char *language =
        self->given->language != NULL ? self->given->language : context->config->language;
    const char *candidates[] = {
        pm_arena_printf(context->arena, "%s%s.%s.md", PM_CONFIG_TEMPLATES, self->template,
                        language),
        pm_arena_printf(context->arena, "%s%s.md", PM_CONFIG_TEMPLATES, self->template),
    };
    bool plain = strpbrk(self->template, "/\\") == NULL;
    for (size_t i = 0; plain && i < G_N_ELEMENTS(candidates); i++) {
        g_autoptr(GBytes) bytes =
            pm_content_read(context->content, candidates[i], PM_CONFIG_DOCUMENT_LIMIT, NULL);
        if (bytes == NULL)
            continue;
        *out_length = g_bytes_get_size(bytes);
        return pm_arena_strndup(context->arena, g_bytes_get_data(bytes, NULL), *out_length);
    }
    if (!g_strv_contains(pm_template_languages(), language)) {
        pm_error_set(error, PM_ERROR_NOT_FOUND, "en or ko, or a file in " PM_CONFIG_TEMPLATES,
                     "there is no template '%s' in '%s'", self->template, language);
        return NULL;
    }
    const char *text = pm_template_text(self->template, language, out_length);
    if (text != NULL)
        return text;
    const char *near = pm_text_closest(self->template, pm_template_names());
    g_autofree char *hint = near != NULL ? g_strdup_printf("did you mean '%s'?", near)
                                         : g_strdup("git postmortem template list shows them");
    pm_error_set(error, PM_ERROR_NOT_FOUND, hint, "there is no template '%s'", self->template);
    return NULL;
}

/* A template of one's own may make what nobody can read, or bring a secret with it. */
static bool
is_admitted(PmWriteAttempt *attempt, const PmScaffold *self, GBytes *bytes, GError **error)
{
    g_autoptr(PmChecker) checker = pm_target_checker(attempt->write->context, error);
    if (checker == NULL)
        return false;
    size_t length;
    const char *data = g_bytes_get_data(bytes, &length);
    const PmSource *source = pm_source_new(attempt->arena, self->path, data, length);
    PmDiagnostics *findings = pm_diagnostics_new(attempt->arena);
    pm_check_source(checker, attempt->arena, source, self->final_id, PM_DOCUMENT_WHOLE,
                    PM_STATUS_NONE, NULL, findings);
    for (size_t i = 0; i < pm_diagnostics_count(findings); i++) {
        const PmDiagnostic *found = pm_diagnostics_get(findings, i);
        if (!pm_admission_is_barred(found))
            continue;
        pm_error_set(error, PM_ERROR_USAGE, found->help,
                     "the template '%s' makes no document, line %u: %s [%s]", self->template,
                     pm_source_position(source, found->span.start).line, found->message,
                     found->rule);
        return false;
    }
    return true;
}

/* Must a new document of this kind have the section one day? */
static bool
is_wanted(const PmSectionSetting *setting, const char *kind)
{
    return setting->title != NULL && setting->required && pm_section_name(setting->id) == NULL &&
           (setting->kinds[0] == NULL || g_strv_contains(setting->kinds, kind));
}

/* With the headings of the config's own sections that the template does not have. */
static GBytes *
with_sections(PmWriteAttempt *attempt, const PmScaffold *self, GBytes *filled)
{
    const PmConfig *config = attempt->write->context->config;
    PmFieldReading reading = pm_checker_reading(attempt->arena, config);
    size_t length;
    const char *data = g_bytes_get_data(filled, &length);
    const PmSource *source = pm_source_new(attempt->arena, self->path, data, length);
    const PmDocument *document =
        pm_document_load(attempt->arena, source, self->final_id, PM_DOCUMENT_WHOLE, &reading,
                         pm_diagnostics_new(attempt->arena));
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GString) text = g_string_new_len(data, (gssize)length);
    for (size_t i = 0; i < config->section_count; i++) {
        PmSection section;
        const char *id = config->sections[i].id;
        if (!is_wanted(&config->sections[i], self->kind) || !g_hash_table_add(seen, (void *)id) ||
            pm_document_section(document, id, &section))
            continue;
        g_autofree char *title = g_strdup(config->sections[i].title);
        g_string_append_printf(text, "\n## %s\n", g_strdelimit(title, "\r\n", ' '));
    }
    return g_string_free_to_bytes(g_steal_pointer(&text));
}

bool
pm_scaffold_make(PmWriteAttempt *attempt, void *data, GError **error)
{
    PmScaffold *self = data;
    PmContext *context = attempt->write->context;
    size_t length = 0;
    const char *text = template_text(context, self, &length, error);
    if (text == NULL || !choose_id(attempt, self, error))
        return false;
    const PmTemplateValue values[] = {
        { "id", self->final_id, PM_TEMPLATE_TEXT },
        { "title", self->title, PM_TEMPLATE_TEXT },
        { "kind", self->kind, PM_TEMPLATE_TEXT },
        { "severity", self->severity, PM_TEMPLATE_SCALAR },
        { "owner", self->owner, PM_TEMPLATE_TEXT },
        { "started", self->started, PM_TEMPLATE_TEXT },
        { "services", self->services, PM_TEMPLATE_LIST },
        { "date", self->date, PM_TEMPLATE_TEXT },
        { "timezone", context->config->time_zone, PM_TEMPLATE_TEXT },
    };
    g_autoptr(GBytes) filled = pm_template_fill(text, length, values, G_N_ELEMENTS(values), error);
    if (filled == NULL)
        return false;
    g_autoptr(GBytes) bytes = with_sections(attempt, self, filled);
    if (!is_admitted(attempt, self, bytes, error))
        return false;
    attempt->event.document = self->final_id;
    attempt->event.subject = pm_arena_printf(attempt->arena, "new %s", self->final_id);
    pm_write_add(attempt, self->path, bytes, NULL);
    return true;
}

static bool
check_title(const char *title, GError **error)
{
    bool text = g_utf8_validate(title, -1, NULL);
    bool good = text && strspn(title, " \t") < strlen(title);
    for (const char *p = title; good && *p != '\0'; p = g_utf8_next_char(p))
        good = !pm_scalar_is_hidden(g_utf8_get_char(p));
    if (!good)
        pm_error_set(error, PM_ERROR_USAGE,
                     text ? "no line breaks, control or hidden characters" : NULL,
                     "a title is one line of UTF-8 text");
    return good;
}

bool
pm_scaffold_prepare(PmContext *context, PmScaffold *self, GError **error)
{
    if (!check_title(self->title, error))
        return false;
    self->services = self->given->services != NULL ? self->given->services : "";
    return set_kind(context, self, error) && set_severity(context, self, error) &&
           set_started(context, self, error);
}
