/* SPDX-License-Identifier: Apache-2.0 */
#include "signature/ssh_trust.h"

#include "signature/ssh_revoked.h"

#include <string.h>

/* What has been learnt while going through the lines. */
typedef struct {
    const PmSignatureQuestion *question;
    const PmSshKey *key;
    const char *name_space;
    GHashTable
        *principals;    /* literal names that the key stands for → the first line that says so */
    GHashTable *listed; /* all literal names beside the key, whatever the line is good for */
    bool has_patterns;  /* a line lets it stand for whoever matches, too */
    PmVerdict verdict;  /* the nearest miss, for when nobody is found */
    const char *why;
} Search;

/* The literal names that a line gives the key. A certificate names its own; the line is then a
 * pattern for them. */
static GPtrArray *
line_principals(const PmSshKey *key, const PmAllowedEntry *entry)
{
    GPtrArray *names = g_ptr_array_new();
    g_autofree char *patterns = key->authority ? g_strjoinv(",", entry->principals) : NULL;
    for (char **name = patterns ? key->principals : entry->principals; *name; name++) {
        if (pm_allowed_is_literal(*name) && (!patterns || pm_allowed_matches(patterns, *name)))
            g_ptr_array_add(names, *name);
    }
    return names;
}

static bool
has_negation(const PmAllowedEntry *entry)
{
    for (char **name = entry->principals; *name; name++) {
        if (**name == '!')
            return true;
    }
    return false;
}

static bool
has_pattern(const PmAllowedEntry *entry)
{
    for (char **name = entry->principals; *name; name++) {
        if (!pm_allowed_is_literal(*name))
            return true;
    }
    return false;
}

static bool
holds(const GPtrArray *names, const char *name)
{
    for (guint i = 0; i < names->len; i++) {
        if (strcmp(g_ptr_array_index(names, i), name) == 0)
            return true;
    }
    return false;
}

/* PM_VERDICT_GOOD when `time` is in [after, before]; -1 stands for no bound. */
static PmVerdict
judge_dates(int64_t time, int64_t after, int64_t before)
{
    if (time < 0)
        return PM_VERDICT_GOOD;
    if (after >= 0 && time < after)
        return PM_VERDICT_NOT_YET_VALID;
    return before >= 0 && time > before ? PM_VERDICT_EXPIRED : PM_VERDICT_GOOD;
}

/* A certificate's last second is the one before `valid_before` (PROTOCOL.certkeys). */
static PmVerdict
judge_certificate(int64_t time, const PmSshKey *key)
{
    if (!key->authority || time < 0)
        return PM_VERDICT_GOOD;
    if ((uint64_t)time < key->valid_after)
        return PM_VERDICT_NOT_YET_VALID;
    return (uint64_t)time >= key->valid_before ? PM_VERDICT_EXPIRED : PM_VERDICT_GOOD;
}

static void
miss(Search *search, PmVerdict verdict, const char *why)
{
    /* a date that is missed by the right person says more than a name that is wrong */
    if (search->why && verdict == PM_VERDICT_UNTRUSTED)
        return;
    search->verdict = verdict;
    search->why = why;
}

static const char *
date_words(PmVerdict verdict)
{
    return verdict == PM_VERDICT_EXPIRED ? "the key had expired" : "the key was not valid yet";
}

/* Why a line that has the key doesn't speak for it; NULL when it does, whatever the date. */
static const char *
line_fault(const Search *search, const PmAllowedEntry *entry, const GPtrArray *names)
{
    bool certificate = search->key->authority != NULL;
    if (!certificate && has_negation(entry))
        return "the key's line has a negated principal";
    if (names->len == 0)
        return certificate ? "the certificate has no principal that its authority may vouch for"
                           : "the key's line has only patterns for principals";
    if (entry->namespaces && !pm_allowed_matches(entry->namespaces, search->name_space))
        return "the key is not allowed for this namespace";
    return NULL;
}

static void
consider(Search *search, const PmAllowedEntry *entry)
{
    const PmSshKey *key = search->key;
    const char *owner = key->authority ? key->authority : key->base64;
    if (entry->certificate_authority != (key->authority != NULL) || strcmp(entry->key, owner) != 0)
        return;

    g_autoptr(GPtrArray) names = line_principals(key, entry);
    const char *fault = line_fault(search, entry, names);
    bool here = !entry->namespaces || pm_allowed_matches(entry->namespaces, search->name_space);
    search->has_patterns |= here && !key->authority && has_pattern(entry);
    for (guint i = 0; i < names->len; i++)
        g_hash_table_add(search->listed, names->pdata[i]);
    if (fault) {
        miss(search, PM_VERDICT_UNTRUSTED, fault);
        return;
    }
    const PmSignatureQuestion *question = search->question;
    PmVerdict dates = judge_dates(question->time, entry->valid_after, entry->valid_before);
    if (dates == PM_VERDICT_GOOD)
        dates = judge_certificate(question->time, key);
    if (dates != PM_VERDICT_GOOD) {
        if (!question->principal || holds(names, question->principal))
            miss(search, dates, date_words(dates));
        return;
    }
    for (guint i = 0; i < names->len; i++) {
        if (!g_hash_table_contains(search->principals, names->pdata[i]))
            g_hash_table_insert(search->principals, names->pdata[i], (void *)entry);
    }
}

static void
decide(const Search *search, PmSshTrust *trust)
{
    GHashTableIter iterator;
    void *name = NULL, *entry = NULL;
    guint count = g_hash_table_size(search->principals);
    const char *wanted = search->question->principal;
    trust->is_shared = g_hash_table_size(search->listed) > 1 || search->has_patterns;
    trust->verdict = PM_VERDICT_UNTRUSTED;

    g_hash_table_iter_init(&iterator, search->principals);
    if (wanted && g_hash_table_lookup_extended(search->principals, wanted, &name, &entry)) {
        trust->verdict = PM_VERDICT_GOOD;
    } else if (wanted && search->verdict == PM_VERDICT_UNTRUSTED && count > 0) {
        (void)g_hash_table_iter_next(&iterator, &name, NULL);
        trust->why = g_strdup_printf("the key is of '%s', not of '%s'", (char *)name, wanted);
    } else if (!wanted && count == 1) {
        (void)g_hash_table_iter_next(&iterator, &name, &entry);
        trust->verdict = PM_VERDICT_GOOD;
    } else if (!wanted && count > 1) {
        trust->why = g_strdup_printf("the key stands for %u principals", count);
    } else {
        trust->verdict = search->verdict;
        trust->why = g_strdup(search->why ? search->why : "the key is nobody's in allowed_signers");
    }
    if (trust->verdict == PM_VERDICT_GOOD) {
        trust->principal = g_strdup(name);
        trust->entry = entry;
    }
}

PmSshTrust *
pm_ssh_trust_new(const PmSignatureQuestion *question, const PmAllowed *allowed,
                 const PmSshsig *sshsig)
{
    PmSshTrust *trust = g_new0(PmSshTrust, 1);
    trust->verdict = pm_ssh_revoked(question, sshsig->key, &trust->why);
    if (trust->verdict != PM_VERDICT_GOOD)
        return trust;

    g_autoptr(GHashTable) principals = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) listed = g_hash_table_new(g_str_hash, g_str_equal);
    Search search = { .question = question,
                      .key = sshsig->key,
                      .name_space = sshsig->name_space,
                      .principals = principals,
                      .listed = listed,
                      .verdict = PM_VERDICT_UNTRUSTED };
    for (guint i = 0; i < allowed->entries->len; i++)
        consider(&search, g_ptr_array_index(allowed->entries, i));
    decide(&search, trust);
    return trust;
}

void
pm_ssh_trust_free(PmSshTrust *trust)
{
    if (!trust)
        return;
    g_free(trust->principal);
    g_free(trust->why);
    g_free(trust);
}
