/* SPDX-License-Identifier: Apache-2.0 */
/* The review policy: read from a tree, and what it asks of a document. */
#include "ledger/policy.h"

#include "../git/scratch.h"

#define HEAD                                                                                       \
    "schema: 1\nledger: 5f0c1c1e-6f0b-4f5e-9a53-0d5c3ad1b2aa\ndocuments: postmortems\n"            \
    "teams:\n  payments: {members: [dana@example.org]}\n"

typedef struct {
    Scratch scratch;
    PmRepository *repository;
    PmArena *arena;
    const PmPolicy *policy;
    GError *error;
} Ledger;

static void
ledger_clear(Ledger *ledger)
{
    g_clear_error(&ledger->error);
    pm_arena_free(ledger->arena);
    pm_repository_close(ledger->repository);
    scratch_clear(&ledger->scratch);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Ledger, ledger_clear)

static void
load(Ledger *ledger)
{
    PmOid oid = scratch_oid(&ledger->scratch, "HEAD");
    g_autoptr(PmContent) content = pm_content_commit(ledger->repository, &oid, NULL);
    g_clear_error(&ledger->error);
    ledger->policy = pm_policy_load(ledger->arena, content, &ledger->error);
}

static Ledger
with_config(const char *config)
{
    Ledger ledger = { .scratch = scratch_new(), .arena = pm_arena_new() };
    if (config != NULL)
        scratch_commit(&ledger.scratch, ".postmortem/config.yaml", config);
    else
        scratch_commit(&ledger.scratch, "README", "no ledger\n");
    ledger.repository = scratch_open(&ledger.scratch);
    load(&ledger);
    return ledger;
}

static const PmDocument *
document_of(Ledger *ledger, const char *front)
{
    const char *text = pm_arena_printf(ledger->arena, "---\nid: x\n%s---\ntext\n", front);
    const PmSource *source = pm_source_new(ledger->arena, "x.md", text, strlen(text));
    return pm_document_load(ledger->arena, source, "x", PM_DOCUMENT_WHOLE, NULL,
                            pm_diagnostics_new(ledger->arena));
}

/* "role party×count" of each demand. */
static char *
demands_of(Ledger *ledger, const char *front)
{
    const PmDemand *demands;
    size_t count =
        pm_policy_demands(ledger->arena, ledger->policy, document_of(ledger, front), &demands);
    g_autoptr(GString) out = g_string_new(NULL);
    for (size_t i = 0; i < count; i++)
        g_string_append_printf(out, "%s%s%s%s x%d%s", i > 0 ? ", " : "", demands[i].role,
                               demands[i].party != NULL ? " " : "",
                               demands[i].party != NULL ? demands[i].party : "", demands[i].count,
                               demands[i].authors ? " +authors" : "");
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
expect(Ledger *ledger, const char *front, const char *wanted)
{
    g_autofree char *demands = demands_of(ledger, front);
    if (!g_str_equal(demands, wanted))
        g_error("%s: asks for '%s', wanted '%s'", front, demands, wanted);
}

static void
without_a_config_there_is_no_policy(void)
{
    g_auto(Ledger) ledger = with_config(NULL);
    g_assert_null(ledger.policy);
    g_assert_no_error(ledger.error);
}

static void
without_rules_one_reviewer_is_asked(void)
{
    g_auto(Ledger) ledger = with_config(HEAD);
    g_assert_no_error(ledger.error);
    expect(&ledger, "severity: 1\n", "reviewer x1");
    g_assert_cmpint(ledger.policy->signature, ==, PM_SIGNATURE_PREFERRED);
    g_assert_cmpuint(ledger.policy->change_count, ==, 0);
}

static void
who_may_excuse_is_who_the_policy_names(void)
{
    g_auto(Ledger) ledger = with_config(HEAD "review: {excuse: [{role: legal}, {role: sre}]}\n");
    g_assert_no_error(ledger.error);
    g_assert_true(pm_policy_may_excuse(ledger.policy, "sre"));
    g_assert_false(pm_policy_may_excuse(ledger.policy, "reviewer"));
}

static void
words_of_others_are_recorded_by_roles_that_the_policy_names(void)
{
    g_auto(Ledger) silent = with_config(HEAD);
    g_assert_false(pm_policy_may_record(silent.policy, "dana@example.org"));
    g_auto(Ledger) ledger = with_config(HEAD "review:\n  proxy: [{role: secretary}]\n"
                                             "  roles: {secretary: [Erin@example.org]}\n");
    g_assert_no_error(ledger.error);
    g_assert_true(pm_policy_may_record(ledger.policy, "erin@example.org"));
    g_assert_false(pm_policy_may_record(ledger.policy, "dana@example.org"));
    static const char *const everybody[] = { "reviewer", "party" };
    for (size_t i = 0; i < G_N_ELEMENTS(everybody); i++) {
        g_autofree char *config =
            g_strdup_printf(HEAD "review: {proxy: [{role: %s}]}\n", everybody[i]);
        g_auto(Ledger) open = with_config(config);
        g_assert_error(open.error, PM_ERROR, PM_ERROR_FAILED);
    }
}

static void
an_empty_list_of_rules_asks_for_nothing(void)
{
    g_auto(Ledger) ledger = with_config(HEAD "review: {rules: []}\n");
    expect(&ledger, "severity: 1\n", "");
}

/* The policy of LEDGER section 5, on documents that fall under its rules or not. */
static void
the_policy_of_the_design_asks_as_it_says(void)
{
    g_auto(Ledger) ledger = with_config(
        HEAD "review:\n  signature: required\n"
             "  roles:\n    security: [erin@example.org, frank@example.org]\n"
             "    policy: [grace@example.org, heidi@example.org]\n"
             "  rules:\n    - require: [{role: reviewer}]\n"
             "    - when: full\n      require: [{role: party, each: true}]\n"
             "    - when: severity<=2\n      require: [{role: sre, count: 2}]\n"
             "    - when: data_breach!=none\n      require: [{role: security}, {role: legal}]\n"
             "  change: [{role: policy, count: 2}]\n  follow_up: [{role: security}]\n"
             "  override: [{role: vp-engineering}]\n");
    g_assert_no_error(ledger.error);
    g_assert_cmpint(ledger.policy->signature, ==, PM_SIGNATURE_REQUIRED);
    g_assert_cmpstr(ledger.policy->change[0].role, ==, "policy");
    g_assert_cmpint(ledger.policy->change[0].count, ==, 2);
    g_assert_true(pm_policy_may_override(ledger.policy, "vp-engineering"));
    g_assert_false(pm_policy_may_override(ledger.policy, "security"));
    g_assert_true(pm_policy_may_excuse(ledger.policy, "security")); /* the policy names nobody */
    static const char small[] = "severity: 3\nimpact: {customers: 0, data_breach: none}\n";
    expect(&ledger, small, "reviewer x1");
    expect(&ledger, "severity: 2\nimpact: {customers: 0, data_breach: none}\n",
           "reviewer x1, sre x2");
    expect(&ledger, "severity: SEV1\nimpact: {customers: 0, data_breach: none}\n",
           "reviewer x1, sre x2");
    expect(&ledger,
           "severity: 3\nimpact: {customers: 5, data_breach: none}\n"
           "parties: [{team: payments}, {team: support}, {team: payments}]\n",
           "reviewer x1, party payments x1 +authors, party support x1 +authors");
    expect(&ledger, "severity: 3\nimpact: {customers: 0, data_breach: suspected}\n",
           "reviewer x1, security x1, legal x1");
}

/* What is missing, unknown or no value counts as the stricter case. */
static void
the_unknown_counts_as_the_stricter(void)
{
    static const struct {
        const char *when, *front;
        bool asks;
    } rows[] = {
        { "severity<=2", "severity: 3\n", false },
        { "severity<=2", "", true },
        { "severity<=2", "severity:\n", true },
        { "severity<=2", "severity: unknown\n", true },
        { "severity<=2", "severity: bad\n", true },
        { "severity<=2", "severity: [3]\n", true },
        { "not severity>2", "", true },
        { "severity>2", "", true },
        { "data_breach!=none", "impact: {data_breach: none}\n", false },
        { "data_breach!=none", "impact: {data_breach: unknown}\n", true },
        { "data_breach!=none", "impact: {}\n", true },
        { "data_breach!=none", "", true },
        { "data_breach:confirmed", "", true },
        { "data_breach:confirmed", "impact: {data_breach: none}\n", false },
        { "customers>100", "impact: {customers: 5}\n", false },
        { "customers>100", "impact: {customers: unknown}\n", true },
        { "customers>100", "impact: {customers: lots}\n", true },
        { "full", "impact: {customers: 0, data_breach: none}\nkind: outage\n", false },
        { "full", "impact: {customers: 0}\nkind: outage\n", true },
        { "full", "", true },
        { "not full", "", false },
        { "kind:security", "kind: outage\n", false },
        { "kind:security", "", true },
        { "kind:security", "kind: unknown\n", true },
        { "service:pay", "services: [shop]\n", false },
        { "service:pay", "services: []\n", true },
        { "service:pay", "", true },
        { "team:sre", "parties: [{team: payments}]\n", false },
        { "team:sre", "", true },
        { "not team:sre", "", true },
        { "class:attack-vector", "findings: [{id: F1, class: manual-error}]\n", false },
        { "class:attack-vector", "", true },
        { "started>=2026", "times: {started: \"2025-12-31T23:59:59Z\"}\n", false },
        { "started>=2026", "times: {started: unknown}\n", true },
        /* a policy has no today: what follows from one is not known */
        { "actions:overdue", "actions: [{id: A1, due: \"2020-01-01\", status: open}]\n", true },
        { "severity<=2 kind:security", "severity: 1\n", true },
        { "severity<=2 kind:security", "severity: 3\n", false },
        { "severity<=2 or kind:security", "severity: 3\nkind: outage\n", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *config = g_strdup_printf(
            HEAD "review:\n  rules:\n    - when: %s\n      require: [{role: sre}]\n", rows[i].when);
        g_auto(Ledger) ledger = with_config(config);
        g_assert_no_error(ledger.error);
        g_autofree char *demands = demands_of(&ledger, rows[i].front);
        if ((*demands != '\0') != rows[i].asks)
            g_error("when %s, of '%s': %s", rows[i].when, rows[i].front,
                    rows[i].asks ? "does not ask" : "asks");
    }
}

/* A slip in a policy must not become a rule that never applies. */
static void
a_condition_that_means_nothing_is_refused_with_its_line(void)
{
    static const char *const conditions[] = {
        "severty<=2",     "severity<=high", "kind:secuirty",        "ful",
        "\"checkout\"",   "kind<=outage",   "customers>many",       "full:maybe",
        "severity<=2 or", "(severity<=2",   "data_breach!=nothing", "full checkout",
        "not checkout",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(conditions); i++) {
        g_autofree char *quoted = g_shell_quote(conditions[i]);
        g_autofree char *config = g_strdup_printf(
            HEAD "review:\n  rules:\n    - when: %s\n      require: [{role: sre}]\n", quoted);
        g_auto(Ledger) ledger = with_config(config);
        if (ledger.policy != NULL)
            g_error("when %s: taken", conditions[i]);
        g_assert_nonnull(ledger.error);
        g_assert_true(g_str_has_prefix(ledger.error->message, ".postmortem/config.yaml:8: "));
    }
}

static void
two_rules_that_ask_the_same_ask_for_the_stricter(void)
{
    g_auto(Ledger) ledger =
        with_config(HEAD "review:\n  rules:\n    - require: [{role: sre, authors: true}]\n"
                         "    - require: [{role: sre, count: 2}]\n"
                         "    - when: severity<=2\n      require: [{role: sre}, {role: legal}]\n");
    expect(&ledger, "severity: 3\n", "sre x2");
    expect(&ledger, "severity: 1\n", "sre x2, legal x1");
    g_assert_true(pm_policy_authors_may(ledger.policy, "sre"));
    g_assert_false(pm_policy_authors_may(ledger.policy, "legal"));
    g_assert_true(pm_policy_authors_may(ledger.policy, PM_ROLE_PARTY));
}

static void
a_party_may_be_asked_once_or_each(void)
{
    static const char parties[] = "parties: [{team: payments}, {team: support}, {role: x}]\n";
    g_auto(Ledger) any =
        with_config(HEAD "review:\n  rules:\n    - require: [{role: party, authors: false}]\n");
    expect(&any, parties, "party x1");
    g_auto(Ledger) each =
        with_config(HEAD "review:\n  rules:\n    - require: [{role: party, each: true}]\n");
    expect(&each, parties, "party payments x1 +authors, party support x1 +authors");
}

static void
roles_are_held_by_those_who_are_named(void)
{
    g_auto(Ledger) ledger = with_config(HEAD "review:\n  roles: {sre: [Erin@example.org]}\n");
    const PmPolicy *policy = ledger.policy;
    g_assert_true(pm_policy_holds_role(policy, PM_ROLE_REVIEWER, NULL, "anybody@x"));
    g_assert_true(pm_policy_holds_role(policy, "sre", NULL, "erin@example.org"));
    g_assert_false(pm_policy_holds_role(policy, "sre", NULL, "erin@example.com"));
    g_assert_false(pm_policy_holds_role(policy, "legal", NULL, "erin@example.org"));
    g_assert_true(pm_policy_holds_role(policy, PM_ROLE_PARTY, "payments", "dana@example.org"));
    g_assert_false(pm_policy_holds_role(policy, PM_ROLE_PARTY, "payments", "erin@example.org"));
    g_assert_false(pm_policy_holds_role(policy, PM_ROLE_PARTY, NULL, "dana@example.org"));
    g_assert_false(pm_policy_holds_role(policy, PM_ROLE_PARTY, "support", "dana@example.org"));
    g_assert_true(pm_policy_knows_role(policy, "sre"));
    g_assert_false(pm_policy_knows_role(policy, "legal"));
}

static void
a_config_that_can_not_be_read_is_an_error_with_its_place(void)
{
    static const struct {
        const char *config, *place;
    } rows[] = {
        { "schema: 1\nledger: nothing\n", ".postmortem/config.yaml:2:" },
        { HEAD "review:\n  signature: always\n", ".postmortem/config.yaml:7:" },
        { HEAD "review:\n  rules: [{require: [{role: sre, count: 0}]}]\n",
          ".postmortem/config.yaml:7:" },
        { HEAD "review:\n  rule: []\n", ".postmortem/config.yaml:7:" },
        { HEAD "review:\n  roles: {reviewer: []}\n", ".postmortem/config.yaml:7:" },
        { "schema: 1\nschema: 1\n", ".postmortem/config.yaml:2:" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Ledger) ledger = with_config(rows[i].config);
        g_assert_null(ledger.policy);
        g_assert_nonnull(ledger.error);
        if (!g_str_has_prefix(ledger.error->message, rows[i].place))
            g_error("'%s', wanted %s", ledger.error->message, rows[i].place);
    }
}

static void
keys_schema_and_adopted_files_are_of_the_same_tree(void)
{
    g_auto(Ledger) ledger = with_config(HEAD);
    g_assert_cmpstr(ledger.policy->allowed_signers, ==, "");
    g_assert_null(ledger.policy->schema_text);
    g_autofree char *before = g_strdup(ledger.policy->digest);
    scratch_write(&ledger.scratch, ".postmortem/allowed_signers", "a@b ssh-ed25519 AAAA\n");
    scratch_write(&ledger.scratch, ".postmortem/schema.json", "{}\n");
    scratch_write(&ledger.scratch, ".postmortem/openpgp/erin@example.org.asc", "armour\n");
    scratch_write(&ledger.scratch, ".postmortem/adopted",
                  "0123456789abcdef0123456789abcdef01234567  postmortems/b.md\n"
                  "0123456789abcdef0123456789abcdef01234567  postmortems/a c.md\n");
    git_do(&ledger.scratch, "add", "-A");
    git_do(&ledger.scratch, "commit", "-q", "-m", "more");
    /* what is in the working tree alone judges nothing */
    scratch_write(&ledger.scratch, ".postmortem/allowed_signers", "*@b ssh-ed25519 AAAA\n");
    load(&ledger);
    g_assert_no_error(ledger.error);
    g_assert_cmpstr(ledger.policy->allowed_signers, ==, "a@b ssh-ed25519 AAAA\n");
    g_assert_cmpstr(ledger.policy->schema_text, ==, "{}\n");
    g_assert_cmpstr(pm_policy_openpgp_key(ledger.policy, "erin@example.org"), ==, "armour\n");
    g_assert_null(pm_policy_openpgp_key(ledger.policy, "frank@example.org"));
    g_assert_true(pm_policy_is_adopted(ledger.policy, "postmortems/a c.md"));
    g_assert_true(pm_policy_is_adopted(ledger.policy, "postmortems/b.md"));
    g_assert_false(pm_policy_is_adopted(ledger.policy, "postmortems/c.md"));
    g_assert_cmpstr(before, !=, ledger.policy->digest);
}

#define TEST(name) g_test_add_func("/ledger/policy/" #name, name)

void test_ledger_policy(void);
void
test_ledger_policy(void)
{
    TEST(without_a_config_there_is_no_policy);
    TEST(without_rules_one_reviewer_is_asked);
    TEST(who_may_excuse_is_who_the_policy_names);
    TEST(words_of_others_are_recorded_by_roles_that_the_policy_names);
    TEST(an_empty_list_of_rules_asks_for_nothing);
    TEST(the_policy_of_the_design_asks_as_it_says);
    TEST(the_unknown_counts_as_the_stricter);
    TEST(a_condition_that_means_nothing_is_refused_with_its_line);
    TEST(two_rules_that_ask_the_same_ask_for_the_stricter);
    TEST(a_party_may_be_asked_once_or_each);
    TEST(roles_are_held_by_those_who_are_named);
    TEST(a_config_that_can_not_be_read_is_an_error_with_its_place);
    TEST(keys_schema_and_adopted_files_are_of_the_same_tree);
}
