/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who must sign what (LEDGER section 5), read from one tree: what judges a step is the old tree's
 * policy.
 */
#pragma once

#include "check/check.h"
#include "config/config.h"
#include "document/filter.h"
#include "git/content.h"

#define PM_ROLE_REVIEWER "reviewer" /* anybody but the authors */
#define PM_ROLE_PARTY "party"       /* a member of a party to the response */

typedef enum { PM_SIGNATURE_PREFERRED, PM_SIGNATURE_REQUIRED, PM_SIGNATURE_NONE } PmSignaturePolicy;

typedef struct {
    const char *role;
    int count;
    bool each;     /* role party: of each party */
    bool authors;  /* may somebody sign who wrote the text? */
    unsigned line; /* in the config, for messages; 0: default */
} PmRequirement;

typedef struct {
    const PmFilter *when; /* NULL: always */
    const char *when_text;
    const PmRequirement *require;
    size_t count;
} PmPolicyRule;

typedef struct {
    const PmConfig *config;
    const char *digest; /* SHA-256 of the bundle's manifest */
    PmSignaturePolicy signature;
    const char *allowed_signers; /* text of the file; "" when there is none */
    const struct PmOpenpgpKey *openpgp_keys;
    size_t openpgp_count;
    const char *const *adopted; /* paths of .postmortem/adopted, sorted */
    size_t adopted_count;
    const char *schema_text; /* of .postmortem/schema.json; NULL when there is none */
    const PmPolicyRule *rules;
    size_t rule_count;
    const PmRequirement *change, *follow_up, *override, *excuse, *proxy;
    size_t change_count, follow_up_count, override_count, excuse_count, proxy_count;
} PmPolicy;

/*
 * The policy in `content`. NULL without an error when it has no config (before genesis);
 * PM_ERROR_FAILED when it can't be read, with what and where. Lives in `arena`.
 */
const PmPolicy *pm_policy_load(PmArena *arena, PmContent *content, GError **error);

/*
 * Does this person hold the role? `reviewer` is held by everybody, `party` with a party by its
 * members.
 */
bool pm_policy_holds_role(const PmPolicy *policy, const char *role, const char *party,
                          const char *email);
bool pm_policy_knows_role(const PmPolicy *policy, const char *role);

/* Does the config name this person, among the people, in a team or with a role? */
bool pm_policy_names(const PmPolicy *policy, const char *email);

/* The armour of this person's OpenPGP key, or NULL. */
const char *pm_policy_openpgp_key(const PmPolicy *policy, const char *email);

/* Is it listed for somebody else, too? Also when that can't be told. */
bool pm_policy_openpgp_is_shared(const PmPolicy *policy, const char *email);

/* Was this document taken over as it is? */
bool pm_policy_is_adopted(const PmPolicy *policy, const char *path);
/* How fields are read under this policy. */
PmFieldReading pm_policy_reading(PmArena *arena, const PmPolicy *policy);
/* The checks as this policy has them, with its own schema. pm_checker_free() */
PmChecker *pm_policy_checker(PmArena *arena, const PmPolicy *policy, GError **error);

/* May somebody who wrote the text sign in this role, by any of the rules? */
bool pm_policy_authors_may(const PmPolicy *policy, const char *role);
/* May this role override a requirement? */
bool pm_policy_may_override(const PmPolicy *policy, const char *role);
/* May this role excuse a party from signing? Any may where the policy names none. */
bool pm_policy_may_excuse(const PmPolicy *policy, const char *role);

/* May this person record the word of somebody who doesn't use git? Nobody may where the policy
 * names no role. */
bool pm_policy_may_record(const PmPolicy *policy, const char *email);

/* May this person confirm what became of an action? Anybody may where the policy names no role. */
bool pm_policy_may_confirm(const PmPolicy *policy, const char *email);

/* One thing that a document needs: `party` is set for each party of role party. */
typedef struct {
    const char *role;
    const char *party; /* or NULL */
    int count;
    bool authors;
    const char *why; /* the rule's `when`, or NULL: always */
    unsigned line;
} PmDemand;

/*
 * What the policy asks for this document now; unknown and missing fields count as the stricter
 * case.
 */
size_t pm_policy_demands(PmArena *arena, const PmPolicy *policy, const PmDocument *document,
                         const PmDemand **out_demands);
