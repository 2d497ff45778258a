/* SPDX-License-Identifier: Apache-2.0 */
/* Identity, and the single facts of the front matter. */
#include "check/offer.h"
#include "check/rule.h"
#include "document/name.h"

#include <string.h>

static bool
same_name(const char *a, const char *b)
{
    g_autofree char *left = g_utf8_normalize(a, -1, G_NORMALIZE_NFC);
    g_autofree char *right = g_utf8_normalize(b, -1, G_NORMALIZE_NFC);
    return g_strcmp0(left != NULL ? left : a, right != NULL ? right : b) == 0;
}

static void
id_file_name(PmCheck *check)
{
    const PmDocument *document = check->document;
    const PmNode *node = pm_node_get(document->front, "id");
    const char *id = pm_node_string(node);
    if (id == NULL || document->id == NULL || same_name(id, document->id))
        return;
    PmDiagnostic *found =
        pm_check_report(check, node->span, "id %s is not the file's name %s",
                        pm_check_quote(check, id), pm_check_quote(check, document->id));
    if (found != NULL)
        found->help = "the file's name without .md is the id: rename one of them";
}

static const char SHARED_ID[] =
    "sign-offs, events and links name a document by its id, so it must be one document's alone: "
    "rename the newer file";

static void
id_duplicate(PmCheck *check)
{
    const PmDocument *document = check->document;
    const char *id = document->id != NULL ? document->id : document->fields.id;
    const PmCheckLookups *lookups = check->lookups;
    const char *path = document->source->name;
    if (id == NULL)
        return;
    const PmNode *node = pm_node_get(document->front, "id");
    PmSpan span = node != NULL ? node->span : pm_check_front_span(check);
    PmDiagnostic *found = NULL;
    const char *branch, *other = lookups->other_with_id != NULL
                                     ? lookups->other_with_id(id, path, lookups->data)
                                     : NULL;
    if (other != NULL)
        found = pm_check_report(check, span, "id %s is taken by %s", pm_check_quote(check, id),
                                pm_check_quote(check, other));
    /* a branch may never be merged */
    else if (lookups->on_branch != NULL &&
             (other = lookups->on_branch(id, path, &branch, lookups->data)) != NULL)
        found = pm_check_warn(check, span, "id %s is taken by %s on branch %s",
                              pm_check_quote(check, id), pm_check_quote(check, other),
                              pm_check_quote(check, branch));
    if (found != NULL)
        found->help = SHARED_ID;
}

static void
id_form(PmCheck *check)
{
    const PmNode *node = pm_node_get(check->document->front, "id");
    const char *id = pm_node_string(node);
    g_autoptr(GError) error = NULL;
    if (!pm_check_has(id) || check->listed || pm_name_check(id, &error))
        return;
    PmDiagnostic *found = pm_check_report(check, node->span, "%s is not fit for a file's name",
                                          pm_check_quote(check, id));
    if (found != NULL)
        found->help = "letters, digits, '-', '_' and '.' of any script";
}

static void
severity_range(PmCheck *check)
{
    const PmNode *node = check->document->fields.severity.node;
    if (check->document->fields.severity.state != PM_FIELD_BAD ||
        (node->kind != PM_NODE_NUMBER && node->kind != PM_NODE_STRING))
        return;
    PmDiagnostic *found = pm_check_report(check, node->span, "severity %s is not one of 1 to 5",
                                          pm_check_quote(check, node->text));
    if (found != NULL)
        found->help = "1 is the worst; SEV1, sev-1 and 1 all read as 1";
    pm_check_mend(check, found, "set", " severity=…");
}

static bool
is_own_severity(const PmConfig *config, const char *word)
{
    for (size_t i = 0; i < config->severity_count; i++)
        if (g_ascii_strcasecmp(config->severities[i].word, word) == 0)
            return true;
    return false;
}

/* SEV2 and 2 are one severity, and one of them is what `new` and `set` write. */
static void
severity_form(PmCheck *check)
{
    const PmField *severity = &check->document->fields.severity;
    const PmNode *node = severity->node;
    int number;
    if (severity->state != PM_FIELD_GIVEN || node == NULL || node->aliased ||
        pm_node_string(node) == NULL || is_own_severity(check->config, node->text) ||
        !pm_severity_parse(node->text, &number))
        return;
    PmDiagnostic *found = pm_check_report(check, node->span, "severity %s is the number %d",
                                          pm_check_quote(check, node->text), number);
    PmArena *arena = pm_diagnostics_arena(check->diagnostics);
    PmSplices *splices = pm_splices_new(arena);
    const char *digit = pm_arena_printf(arena, "%d", number);
    if (node->style == PM_STYLE_PLAIN || node->style == PM_STYLE_SINGLE ||
        node->style == PM_STYLE_DOUBLE)
        pm_splices_add(splices, node->span, digit, 1);
    pm_offer_splices(check, found, splices);
}

/* The first one of the first level; NULL where that is one of the sections. */
static const PmHeading *
first_heading(const PmCheck *check)
{
    const PmOutline *outline = check->document->outline;
    size_t first = 0;
    while (first < outline->heading_count &&
           !(outline->headings[first].level == 1 && outline->headings[first].top))
        first++;
    for (size_t i = 0; i < check->parts.count; i++)
        if (check->parts.items[i].heading == first)
            return NULL;
    return first < outline->heading_count ? &outline->headings[first] : NULL;
}

static void
title_repeated(PmCheck *check)
{
    const char *title = check->document->fields.title;
    const PmHeading *heading = first_heading(check);
    if (heading == NULL || !pm_check_has(title) || *heading->text == '\0' ||
        g_str_equal(pm_section_normalise(check->arena, heading->text),
                    pm_section_normalise(check->arena, title)))
        return;
    PmDiagnostic *found = pm_check_report(check, heading->span, "the heading is not the title %s",
                                          pm_check_quote(check, title));
    if (found != NULL)
        found->help = "a reader sees the heading, lists show the title: let them say the same";
}

/* A team, or a person by e-mail or name, or one that a team has as a member. */
static bool
is_known_owner(const PmConfig *config, const char *owner)
{
    if (pm_config_team(config, owner) != NULL || pm_config_person(config, owner) != NULL)
        return true;
    for (size_t i = 0; i < config->person_count; i++)
        if (g_strcmp0(config->people[i].name, owner) == 0)
            return true;
    for (size_t i = 0; i < config->team_count; i++)
        if (pm_config_is_member(config, config->teams[i].name, owner))
            return true;
    return false;
}

/* Under an address that .mailmap knows. */
static bool
is_known_person(const PmCheck *check, const char *owner)
{
    const PmCheckLookups *lookups = check->lookups;
    if (lookups->person_of == NULL || strchr(owner, '@') == NULL)
        return false;
    g_autofree char *person = lookups->person_of(owner, lookups->data);
    return person != NULL && is_known_owner(check->config, person);
}

/* All that an owner may be written as; ends with NULL. */
static const char *const *
owners_of(PmCheck *check)
{
    const PmConfig *config = check->config;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const char *const *team = pm_check_teams(check); *team != NULL; team++)
        g_ptr_array_add(names, (void *)*team);
    for (size_t i = 0; i < config->person_count; i++) {
        g_ptr_array_add(names, (void *)config->people[i].email);
        if (config->people[i].name != NULL)
            g_ptr_array_add(names, (void *)config->people[i].name);
    }
    for (size_t i = 0; i < config->team_count; i++)
        for (const char *const *member = config->teams[i].members; *member != NULL; member++)
            g_ptr_array_add(names, (void *)*member);
    const char **out = pm_arena_new0(check->arena, const char *, names->len + 1);
    for (guint i = 0; i < names->len; i++)
        out[i] = names->pdata[i];
    return out;
}

/* Who can only be meant: "Dana Doe <dana@example.org>", "@payments", "Payments"; else NULL. */
static const char *
certain_owner(PmCheck *check, const char *owner, const char *const *known)
{
    const char *open = strchr(owner, '<'), *close = open != NULL ? strchr(open, '>') : NULL;
    const char *bare = *owner == '@' ? owner + 1 : owner;
    if (close != NULL && close[1] == '\0')
        bare = pm_arena_strndup(check->arena, open + 1, (size_t)(close - open) - 1);
    if (bare != owner && is_known_owner(check->config, bare))
        return bare;
    const char *same = NULL;
    for (; *known != NULL; known++)
        if (g_ascii_strcasecmp(*known, bare) == 0) {
            if (same != NULL && !g_str_equal(same, *known))
                return NULL;
            same = *known;
        }
    return same;
}

static void
judge_owner(PmCheck *check, const PmNode *node)
{
    const char *owner = pm_node_string(node);
    if (!pm_check_has(owner) || is_known_owner(check->config, owner) ||
        is_known_person(check, owner))
        return;
    PmDiagnostic *found = pm_check_report(
        check, node->span, "%s is no team or person of the config", pm_check_quote(check, owner));
    if (found == NULL)
        return;
    found->help = "git postmortem people add knows a person; teams are in .postmortem/config.yaml";
    const char *const *known = owners_of(check);
    const char *certain = certain_owner(check, owner, known);
    pm_check_suggest(check, found, owner, known);
    if (certain != NULL)
        pm_offer_text(check, found, node, certain);
}

static void
owner_unknown(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    if (check->config->person_count == 0 && check->config->team_count == 0)
        return;
    judge_owner(check, pm_node_get(fields->root, "owner"));
    for (size_t i = 0; i < fields->action_count; i++)
        judge_owner(check, pm_node_get(fields->actions[i].node, "owner"));
}

static void
unknown_words(PmCheck *check, const char *key, const char *noun, const char *const *known)
{
    const PmNode *list = pm_node_get(check->document->front, key);
    if (known[0] == NULL || !pm_node_is(list, PM_NODE_LIST))
        return;
    for (size_t i = 0; i < list->count; i++) {
        const char *word = pm_node_string(list->items[i]);
        if (!pm_check_has(word) || g_strv_contains(known, word))
            continue;
        PmDiagnostic *found = pm_check_report(check, list->items[i]->span, "unknown %s %s", noun,
                                              pm_check_quote(check, word));
        pm_check_suggest(check, found, word, known);
    }
}

static void
service_unknown(PmCheck *check)
{
    unknown_words(check, "services", "service", check->config->services);
}

static void
tag_unknown(PmCheck *check)
{
    unknown_words(check, "tags", "tag", check->config->tags);
}

static void
near_miss_impact(PmCheck *check)
{
    const PmFields *fields = &check->document->fields;
    bool customers = fields->customers.state == PM_FIELD_GIVEN && fields->customers.value > 0;
    bool breach = g_strcmp0(fields->data_breach, "confirmed") == 0 ||
                  g_strcmp0(fields->data_breach, "suspected") == 0;
    if (g_strcmp0(fields->kind, "near-miss") != 0 || !(customers || breach))
        return;
    PmDiagnostic *found = pm_check_report(check, pm_node_get(fields->root, "kind")->span,
                                          "a near miss has no impact, and this had one");
    if (found != NULL)
        found->help =
            "what hit somebody is an outage, a degradation, or a security or data incident";
    pm_check_mend(check, found, "set", " kind=…");
}

static void
withdrawn_reason(PmCheck *check)
{
    const PmNode *reason = pm_node_get(check->document->front, "withdrawn");
    if (pm_check_has(pm_node_string(reason)))
        return;
    PmDiagnostic *found = pm_check_report(
        check, pm_check_key_span(check, pm_node_get(check->document->front, "status")),
        "withdrawn without a reason");
    if (found != NULL)
        found->help = "write why in the key 'withdrawn'";
    pm_check_mend(check, found, "set", " status=withdrawn withdrawn=…");
}

#define START "id: x\n"

const PmRule pm_rules_front_matter[] = {
    { .id = "id/file-name",
      .summary = "The id is the file's name without .md",
      .explanation =
          "Git keeps two files of one name from existing side by side, which is what makes "
          "ids unique. An id that says something else than the name is a second name for "
          "the same document. Rename the file, or set the id to the file's name.",
      .failing = PM_EXAMPLE("id: y\n", "in the file x.md\n"),
      .passing = PM_EXAMPLE("id: x\n", "in the file x.md\n"),
      .severity = PM_FACT,
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = id_file_name },
    { .id = "id/duplicate",
      .summary = "An id belongs to one document",
      .explanation =
          "Sign-offs, events and links name a document by its id. Two files in different "
          "folders, or on different branches, must not share one.",
      .severity = PM_FACT,
      .needs = PM_NEEDS_CORPUS | PM_RULE_FIRM,
      .run = id_duplicate },
    { .id = "id/form",
      .summary = "The id can be a file's name everywhere",
      .explanation =
          "Ids are file names and arguments of commands on every system: letters, digits, "
          "'-', '_' and '.', of any script, with neither blanks nor slashes.",
      .failing = PM_EXAMPLE("id: \"2026 checkout?\"\n", "text\n"),
      .passing = PM_EXAMPLE("id: 2026-01-14-결제-장애\n", "text\n"),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = id_form },
    { .id = "severity/range",
      .summary = "The severity is 1 to 5",
      .explanation =
          "1 is the worst. SEV1, sev-1, P1 and 1 all read as 1; what each number means is "
          "written in the config.",
      .failing = PM_EXAMPLE(START "severity: 7\n", "text\n"),
      .passing = PM_EXAMPLE(START "severity: SEV2\n", "text\n"),
      .severity = PM_FACT,
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = severity_range },
    { .id = "severity/form",
      .summary = "The severity is written as a number",
      .explanation =
          "SEV2, sev-2 and 2 read alike here; other programs sort and compare the number alone. "
          "A word that the config gives a meaning stays. The fix writes the number.",
      .failing = PM_EXAMPLE(START "severity: SEV2\n", "text\n"),
      .passing = PM_EXAMPLE(START "severity: 2\n", "text\n"),
      .severity = PM_HINT,
      .needs = PM_NEEDS_FRONT,
      .run = severity_form },
    { .id = "title/repeated",
      .summary = "The heading of the text is the title",
      .explanation =
          "A reader sees the first heading, lists and the site show the title. When they "
          "differ, one of them was forgotten in a change.",
      .failing = PM_EXAMPLE(START "title: Checkout returned 504\n", "# Checkout was slow\n"),
      .passing = PM_EXAMPLE(START "title: Checkout returned 504\n", "# Checkout returned 504\n"),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_FRONT | PM_NEEDS_BODY,
      .run = title_repeated },
    { .id = "owner/unknown",
      .summary = "Owners are teams or people of the config",
      .explanation =
          "Work without somebody who can be reached is nobody's. Owners of documents and "
          "of actions resolve to a team, or to a person by e-mail or name. Silent while "
          "the config names nobody.",
      .failing = PM_EXAMPLE(START "owner: danna@example.org\n", "text\n"),
      .passing = PM_EXAMPLE(START "owner: dana@example.org\n", "text\n"),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_FRONT,
      .run = owner_unknown },
    { .id = "service/unknown",
      .summary = "Services are those of the config",
      .explanation = "Two spellings of one service are two services to every list and statistic. "
                     "Silent while the config names no services.",
      .failing = PM_EXAMPLE(START "services: [chekout]\n", "text\n"),
      .passing = PM_EXAMPLE(START "services: [checkout]\n", "text\n"),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_FRONT,
      .run = service_unknown },
    { .id = "tag/unknown",
      .summary = "Tags are those of the config",
      .explanation =
          "A tag is found again when it is always written alike. Silent while the config "
          "names no tags.",
      .failing = PM_EXAMPLE(START "tags: [databse]\n", "text\n"),
      .passing = PM_EXAMPLE(START "tags: [database]\n", "text\n"),
      .severity = PM_HINT,
      .needs = PM_NEEDS_FRONT,
      .run = tag_unknown },
    { .id = "impact/near-miss",
      .summary = "A near miss hit nobody",
      .explanation =
          "A near miss may be short because nothing happened. Where customers were hit or "
          "data may have been breached, something did, and the document has another kind.",
      .failing = PM_EXAMPLE(START "kind: near-miss\nimpact: {customers: 3}\n", "text\n"),
      .passing = PM_EXAMPLE(START "kind: near-miss\nimpact: {customers: 0}\n", "text\n"),
      .severity = PM_FACT,
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = near_miss_impact },
    { .id = "status/withdrawn",
      .summary = "A withdrawn document says why",
      .explanation =
          "What is withdrawn stays readable, and the next reader wants to know why it no "
          "longer holds. The key 'withdrawn' keeps the reason.",
      .failing = PM_EXAMPLE(START "status: withdrawn\n", "text\n"),
      .passing = PM_EXAMPLE(START "status: withdrawn\nwithdrawn: a drill, no incident\n", "text\n"),
      .severity = PM_LEVELS(OFF, OFF, OFF, OFF, ERROR),
      .needs = PM_NEEDS_FRONT | PM_RULE_FIRM,
      .run = withdrawn_reason },
    { .id = NULL },
};
