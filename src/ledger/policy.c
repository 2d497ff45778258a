/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/policy.h"

#include "ledger/bundle.h"
#include "ledger/corpus.h"
#include "signature/openpgp_key.h"

#include <string.h>

struct PmOpenpgpKey {
    const char *email;
    const char *armour;
};

static const PmRequirement default_requirement = { .role = PM_ROLE_REVIEWER, .count = 1 };
static const PmPolicyRule default_rule = { .require = &default_requirement, .count = 1 };

/* The bytes of a file of the bundle as arena text; "" when it is not there; NULL with an error. */
static const char *
read_text(PmArena *arena, PmContent *content, const char *path, size_t *out_length, GError **error)
{
    g_autoptr(GError) found = NULL;
    g_autoptr(GBytes) bytes = pm_content_read(content, path, PM_CONFIG_LIMIT, &found);
    *out_length = 0;
    if (bytes == NULL && g_error_matches(found, PM_ERROR, PM_ERROR_NOT_FOUND))
        return "";
    if (bytes == NULL) {
        g_propagate_error(error, g_steal_pointer(&found));
        return NULL;
    }
    const char *data = g_bytes_get_data(bytes, out_length);
    return pm_arena_strndup(arena, data != NULL ? data : "", *out_length);
}

static const PmRequirement *
read_requirements(PmArena *arena, const PmSource *source, const PmNode *list, size_t *out_count)
{
    *out_count = 0;
    if (!pm_node_is(list, PM_NODE_LIST))
        return NULL;
    PmRequirement *out = pm_arena_new0(arena, PmRequirement, list->count);
    for (size_t i = 0; i < list->count; i++) {
        const PmNode *item = list->items[i];
        const PmNode *authors = pm_node_get(item, "authors");
        const PmNode *each = pm_node_get(item, "each");
        int64_t count = 1;
        pm_node_integer(pm_node_get(item, "count"), &count);
        out[i] = (PmRequirement){
            .role = pm_node_string(pm_node_get(item, "role")),
            .count = (int)count,
            .each = each != NULL && each->boolean,
            .line = pm_source_position(source, item->span.start).line,
        };
        /* the people of a party were there and wrote the timeline */
        out[i].authors =
            authors != NULL ? authors->boolean : g_str_equal(out[i].role, PM_ROLE_PARTY);
    }
    *out_count = list->count;
    return out;
}

/* A mistyped field would be looked for as text, never be found, and its rule never apply. */
static const PmFilter *
read_when(PmArena *arena, const char *text, GError **error)
{
    const PmFilter *when = pm_filter_parse(arena, text, PM_FILTER_OURS, error);
    if (when == NULL || pm_filter_is_typed(when))
        return when;
    pm_error_set(error, PM_ERROR_USAGE, "fields are asked for as in severity<=2, or by 'full'",
                 "'%s' asks for a word, which a policy can't", text);
    return NULL;
}

static bool
read_rules(PmArena *arena, PmPolicy *policy, const PmSource *source, const PmNode *list,
           GError **error)
{
    if (!pm_node_is(list, PM_NODE_LIST)) {
        policy->rules = &default_rule;
        policy->rule_count = 1;
        return true;
    }
    PmPolicyRule *rules = pm_arena_new0(arena, PmPolicyRule, list->count);
    for (size_t i = 0; i < list->count; i++) {
        rules[i].when_text = pm_node_string(pm_node_get(list->items[i], "when"));
        if (rules[i].when_text != NULL) {
            rules[i].when = read_when(arena, rules[i].when_text, error);
            if (rules[i].when == NULL) {
                PmPosition at = pm_source_position(source, list->items[i]->span.start);
                g_prefix_error(error, "%s:%u: ", source->name, at.line);
                return false;
            }
        }
        rules[i].require = read_requirements(arena, source, pm_node_get(list->items[i], "require"),
                                             &rules[i].count);
    }
    policy->rules = rules;
    policy->rule_count = list->count;
    return true;
}

static PmSignaturePolicy
read_signature(const PmNode *node)
{
    const char *text = pm_node_string(node);
    if (g_strcmp0(text, "required") == 0)
        return PM_SIGNATURE_REQUIRED;
    return g_strcmp0(text, "none") == 0 ? PM_SIGNATURE_NONE : PM_SIGNATURE_PREFERRED;
}

static bool
fill(PmArena *arena, PmPolicy *policy, const PmSource *source, GError **error)
{
    const PmNode *review = pm_node_get(policy->config->root, "review");
    policy->signature = read_signature(pm_node_get(review, "signature"));
    policy->change =
        read_requirements(arena, source, pm_node_get(review, "change"), &policy->change_count);
    policy->follow_up = read_requirements(arena, source, pm_node_get(review, "follow_up"),
                                          &policy->follow_up_count);
    policy->override =
        read_requirements(arena, source, pm_node_get(review, "override"), &policy->override_count);
    policy->excuse =
        read_requirements(arena, source, pm_node_get(review, "excuse"), &policy->excuse_count);
    policy->proxy =
        read_requirements(arena, source, pm_node_get(review, "proxy"), &policy->proxy_count);
    return read_rules(arena, policy, source, pm_node_get(review, "rules"), error);
}

static bool
read_openpgp(PmArena *arena, PmPolicy *policy, PmContent *content, GError **error)
{
    g_autoptr(GPtrArray) files = pm_content_list(content, PM_CONFIG_OPENPGP, error);
    if (files == NULL)
        return false;
    struct PmOpenpgpKey *keys = pm_arena_new0(arena, struct PmOpenpgpKey, files->len);
    for (guint i = 0; i < files->len; i++) {
        const char *path = ((const PmContentEntry *)files->pdata[i])->path;
        const char *name = path + strlen(PM_CONFIG_OPENPGP);
        size_t length;
        if (!g_str_has_suffix(name, ".asc") || strchr(name, '/') != NULL)
            continue;
        struct PmOpenpgpKey *key = &keys[policy->openpgp_count++];
        key->email = pm_arena_strndup(arena, name, strlen(name) - strlen(".asc"));
        key->armour = read_text(arena, content, path, &length, error);
        if (key->armour == NULL)
            return false;
    }
    policy->openpgp_keys = keys;
    return true;
}

static int
by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
read_adopted(PmArena *arena, PmPolicy *policy, PmContent *content, GError **error)
{
    g_autoptr(GHashTable) adopted = pm_corpus_adopted(content, error);
    if (adopted == NULL)
        return false;
    const char **paths = pm_arena_new0(arena, const char *, g_hash_table_size(adopted));
    GHashTableIter iterator;
    void *path;
    g_hash_table_iter_init(&iterator, adopted);
    while (g_hash_table_iter_next(&iterator, &path, NULL))
        paths[policy->adopted_count++] = pm_arena_strdup(arena, path);
    if (policy->adopted_count > 0)
        qsort(paths, policy->adopted_count, sizeof *paths, by_text);
    policy->adopted = paths;
    return true;
}

const PmPolicy *
pm_policy_load(PmArena *arena, PmContent *content, GError **error)
{
    size_t length;
    const char *text = read_text(arena, content, PM_CONFIG_PATH, &length, error);
    if (text == NULL || length == 0)
        return NULL;
    const PmSource *source = pm_source_new(arena, PM_CONFIG_PATH, text, length);
    PmDiagnostics *diagnostics = pm_diagnostics_new(arena);
    PmPolicy *policy = pm_arena_new0(arena, PmPolicy, 1);
    policy->config = pm_config_load(arena, source, diagnostics);
    if (policy->config == NULL) {
        const PmDiagnostic *fault = pm_config_fault(diagnostics);
        PmPosition at = pm_source_position(source, fault->span.start);
        pm_error_set(error, PM_ERROR_FAILED, NULL, "%s:%u:%u: %s", PM_CONFIG_PATH, at.line,
                     at.code_point, fault->message);
        return NULL;
    }
    size_t signers_length;
    policy->allowed_signers =
        read_text(arena, content, PM_CONFIG_ALLOWED_SIGNERS, &signers_length, error);
    size_t schema_length;
    policy->schema_text = read_text(arena, content, PM_CONFIG_SCHEMA, &schema_length, error);
    if (policy->schema_text == NULL)
        return NULL;
    if (schema_length == 0)
        policy->schema_text = NULL;
    g_autofree char *manifest = pm_bundle_manifest(content, policy->config->documents, error);
    if (policy->allowed_signers == NULL || manifest == NULL ||
        !read_openpgp(arena, policy, content, error) ||
        !read_adopted(arena, policy, content, error) || !fill(arena, policy, source, error))
        return NULL;
    g_autofree char *digest = pm_bundle_digest(manifest, strlen(manifest));
    policy->digest = pm_arena_strdup(arena, digest);
    return policy;
}

static const PmNode *
role_members(const PmPolicy *policy, const char *role)
{
    const PmNode *roles = pm_node_get(pm_node_get(policy->config->root, "review"), "roles");
    return pm_node_get(roles, role);
}

bool
pm_policy_knows_role(const PmPolicy *policy, const char *role)
{
    return g_str_equal(role, PM_ROLE_REVIEWER) || g_str_equal(role, PM_ROLE_PARTY) ||
           role_members(policy, role) != NULL;
}

bool
pm_policy_holds_role(const PmPolicy *policy, const char *role, const char *party, const char *email)
{
    if (g_str_equal(role, PM_ROLE_REVIEWER))
        return true;
    if (g_str_equal(role, PM_ROLE_PARTY))
        return party != NULL && pm_config_is_member(policy->config, party, email);
    const PmNode *members = role_members(policy, role);
    for (size_t i = 0; members != NULL && i < members->count; i++) {
        const char *member = pm_node_string(members->items[i]);
        if (member != NULL && g_ascii_strcasecmp(member, email) == 0)
            return true;
    }
    return false;
}

bool
pm_policy_names(const PmPolicy *policy, const char *email)
{
    const PmConfig *config = policy->config;
    const PmNode *roles = pm_node_get(pm_node_get(config->root, "review"), "roles");
    bool named = pm_config_person(config, email) != NULL;
    for (size_t i = 0; !named && i < config->team_count; i++)
        named = pm_config_is_member(config, config->teams[i].name, email);
    for (size_t i = 0; !named && pm_node_is(roles, PM_NODE_MAP) && i < roles->count; i++)
        named = pm_policy_holds_role(policy, roles->items[i]->key, NULL, email);
    return named;
}

const char *
pm_policy_openpgp_key(const PmPolicy *policy, const char *email)
{
    for (size_t i = 0; i < policy->openpgp_count; i++)
        if (g_str_equal(policy->openpgp_keys[i].email, email))
            return policy->openpgp_keys[i].armour;
    return NULL;
}

bool
pm_policy_openpgp_is_shared(const PmPolicy *policy, const char *email)
{
    const char *armour = pm_policy_openpgp_key(policy, email);
    g_autofree char *own = armour != NULL ? pm_openpgp_key_digest(armour) : NULL;
    for (size_t i = 0; own != NULL && i < policy->openpgp_count; i++) {
        const struct PmOpenpgpKey *key = &policy->openpgp_keys[i];
        g_autofree char *other = pm_openpgp_key_digest(key->armour);
        if (!g_str_equal(key->email, email) && g_strcmp0(other, own) == 0)
            return true;
    }
    return own == NULL;
}

bool
pm_policy_is_adopted(const PmPolicy *policy, const char *path)
{
    return policy->adopted_count > 0 &&
           bsearch(&path, policy->adopted, policy->adopted_count, sizeof path, by_text) != NULL;
}

PmFieldReading
pm_policy_reading(PmArena *arena, const PmPolicy *policy)
{
    return pm_checker_reading(arena, policy->config);
}

PmChecker *
pm_policy_checker(PmArena *arena, const PmPolicy *policy, GError **error)
{
    const PmSource *schema = NULL;
    if (policy->schema_text != NULL)
        schema = pm_source_new(arena, PM_CONFIG_SCHEMA, policy->schema_text,
                               strlen(policy->schema_text));
    return pm_checker_new(policy->config, schema, error);
}

bool
pm_policy_authors_may(const PmPolicy *policy, const char *role)
{
    for (size_t i = 0; i < policy->rule_count; i++)
        for (size_t k = 0; k < policy->rules[i].count; k++)
            if (policy->rules[i].require[k].authors &&
                g_str_equal(policy->rules[i].require[k].role, role))
                return true;
    return g_str_equal(role, PM_ROLE_PARTY);
}

static bool
is_named(const PmRequirement *requirements, size_t count, const char *role)
{
    for (size_t i = 0; i < count; i++)
        if (g_str_equal(requirements[i].role, role))
            return true;
    return false;
}

bool
pm_policy_may_override(const PmPolicy *policy, const char *role)
{
    return is_named(policy->override, policy->override_count, role);
}

bool
pm_policy_may_excuse(const PmPolicy *policy, const char *role)
{
    return policy->excuse_count == 0 || is_named(policy->excuse, policy->excuse_count, role);
}

static bool
holds_any(const PmPolicy *policy, const PmRequirement *roles, size_t count, const char *email)
{
    for (size_t i = 0; i < count; i++)
        if (pm_policy_holds_role(policy, roles[i].role, NULL, email))
            return true;
    return false;
}

bool
pm_policy_may_record(const PmPolicy *policy, const char *email)
{
    return holds_any(policy, policy->proxy, policy->proxy_count, email);
}

bool
pm_policy_may_confirm(const PmPolicy *policy, const char *email)
{
    return policy->follow_up_count == 0 ||
           holds_any(policy, policy->follow_up, policy->follow_up_count, email);
}

static void
add_demand(PmArena *arena, GArray *demands, const PmRequirement *requirement, const char *party,
           const char *why)
{
    for (guint i = 0; i < demands->len; i++) {
        PmDemand *known = &g_array_index(demands, PmDemand, i);
        if (g_str_equal(known->role, requirement->role) && g_strcmp0(known->party, party) == 0) {
            /* two rules that ask the same: the stricter of each */
            known->count = MAX(known->count, requirement->count);
            known->authors &= requirement->authors;
            return;
        }
    }
    PmDemand demand = { .role = requirement->role,
                        .party = pm_arena_strdup(arena, party),
                        .count = requirement->count,
                        .authors = requirement->authors,
                        .why = why,
                        .line = requirement->line };
    g_array_append_val(demands, demand);
}

static void
add_demands(PmArena *arena, GArray *demands, const PmRequirement *requirement,
            const PmDocument *document, const char *why)
{
    bool parties = g_str_equal(requirement->role, PM_ROLE_PARTY);
    if (!parties || !requirement->each) {
        add_demand(arena, demands, requirement, NULL, why);
        return;
    }
    for (size_t i = 0; i < document->fields.party_count; i++)
        if (document->fields.parties[i].team != NULL)
            add_demand(arena, demands, requirement, document->fields.parties[i].team, why);
}

size_t
pm_policy_demands(PmArena *arena, const PmPolicy *policy, const PmDocument *document,
                  const PmDemand **out_demands)
{
    g_autoptr(GArray) demands = g_array_new(FALSE, FALSE, sizeof(PmDemand));
    for (size_t i = 0; i < policy->rule_count; i++) {
        const PmPolicyRule *rule = &policy->rules[i];
        /* a policy knows no "today": what is true of a document must not change overnight */
        if (rule->when != NULL && pm_filter_ask(rule->when, document, "") == PM_ANSWER_NO)
            continue;
        for (size_t k = 0; k < rule->count; k++)
            add_demands(arena, demands, &rule->require[k], document, rule->when_text);
    }
    PmDemand *out = pm_arena_new0(arena, PmDemand, demands->len);
    if (demands->len > 0)
        memcpy(out, demands->data, demands->len * sizeof *out);
    *out_demands = out;
    return demands->len;
}
