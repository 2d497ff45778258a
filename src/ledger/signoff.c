/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/signoff.h"

#include "base/text.h"
#include "ledger/proxy.h"
#include "ledger/signed_text.h"

#include <string.h>

#define COMMENT_LIMIT 4000
#define VERSION_KEY "git-postmortem-signoff"

static const char *const verdict_names[PM_SIGN_COUNT] = {
    [PM_SIGN_APPROVE] = "approve",   [PM_SIGN_OBJECT] = "object",
    [PM_SIGN_REVOKE] = "revoke",     [PM_SIGN_EXCUSE] = "excuse",
    [PM_SIGN_OVERRIDE] = "override", [PM_SIGN_ACKNOWLEDGE] = "acknowledge",
};

const char *
pm_sign_verdict_name(PmSignVerdict verdict)
{
    return verdict_names[verdict];
}

static bool
is_version(const char *text)
{
    return g_str_equal(text, "1");
}

static bool
is_verdict(const char *text)
{
    for (size_t i = 0; i < PM_SIGN_COUNT; i++)
        if (g_str_equal(text, verdict_names[i]))
            return true;
    return false;
}

static bool
is_comment(const char *text)
{
    return pm_signed_is_clean(text) && strlen(text) <= COMMENT_LIMIT;
}

/* The lines of a statement, in their order. */
enum {
    VERSION,
    LEDGER,
    DOCUMENT,
    CONTENT,
    POLICY,
    VERDICT,
    ROLE,
    PARTY,
    REVIEWER,
    TIME,
    REPLACES,
    COMMENT,
    LINES
};

static const PmSignedLine lines[LINES] = {
    [VERSION] = { VERSION_KEY, is_version },
    [LEDGER] = { "ledger", pm_signed_is_uuid },
    [DOCUMENT] = { "document", pm_signed_is_clean }, /* adopted ids have blanks */
    [CONTENT] = { "content", pm_signed_is_digest },
    [POLICY] = { "policy", pm_signed_is_digest },
    [VERDICT] = { "verdict", is_verdict },
    [ROLE] = { "role", pm_signed_is_name },
    [PARTY] = { "party", pm_signed_is_clean }, /* organisations have blanks */
    [REVIEWER] = { "reviewer", pm_signed_is_email },
    [TIME] = { "time", pm_signed_is_time },
    [REPLACES] = { "replaces", pm_signed_is_digest_or_none },
    [COMMENT] = { "comment", is_comment },
};

static bool
is_step(const char *document)
{
    size_t prefix = strlen(PM_SIGNOFF_STEP);
    return g_str_has_prefix(document, PM_SIGNOFF_STEP) && pm_signed_is_commit(document + prefix);
}

/* What is wrong with a comment that begins as the word of somebody else does; NULL: nothing. */
static const char *
wrong_proxy(const PmStatement *statement)
{
    g_autoptr(PmArena) arena = pm_arena_new();
    PmProxy proxy;
    if (statement->verdict != PM_SIGN_APPROVE ||
        g_str_equal(statement->document, PM_SIGNOFF_POLICY))
        return "only an approval of a document is recorded for somebody else";
    if (!pm_proxy_parse(arena, statement->comment, &proxy))
        return "its comment is no 'for <e-mail>: proof <path> sha256:<hex>'";
    if (g_ascii_strcasecmp(proxy.person, statement->reviewer) == 0)
        return "one's own word is not recorded for oneself";
    return NULL;
}

/* What the verdict needs, and does not have; NULL when it has all. */
static const char *
missing(const PmStatement *statement)
{
    PmSignVerdict verdict = statement->verdict;
    bool party_role = g_str_equal(statement->role, "party");
    bool acknowledges = verdict == PM_SIGN_ACKNOWLEDGE;
    bool reason = acknowledges || verdict == PM_SIGN_EXCUSE || verdict == PM_SIGN_OVERRIDE;
    if (reason && statement->comment == NULL)
        return "its verdict needs a reason";
    if (verdict == PM_SIGN_REVOKE && statement->replaces == NULL)
        return "it does not name the statement that it revokes";
    if ((party_role || verdict == PM_SIGN_EXCUSE) && statement->party == NULL)
        return "it names no party";
    if (statement->party != NULL && !party_role && verdict != PM_SIGN_EXCUSE &&
        verdict != PM_SIGN_REVOKE)
        return "only role 'party' signs for a party";
    if (acknowledges != is_step(statement->document))
        return "a step is acknowledged, and nothing else is";
    if (acknowledges && !g_str_equal(statement->role, PM_SIGNOFF_ACKNOWLEDGER))
        return "only role 'policy' acknowledges";
    return pm_proxy_is_said(statement->comment) ? wrong_proxy(statement) : NULL;
}

char *
pm_statement_format(const PmStatement *statement, GError **error)
{
    g_autofree char *content = pm_signed_digest(statement->content);
    g_autofree char *policy = pm_signed_digest(statement->policy);
    g_autofree char *replaces = pm_signed_digest(statement->replaces);
    const char *values[LINES] = {
        [VERSION] = "1",
        [LEDGER] = statement->ledger,
        [DOCUMENT] = statement->document,
        [CONTENT] = content,
        [POLICY] = policy,
        [VERDICT] = verdict_names[statement->verdict],
        [ROLE] = statement->role,
        [PARTY] = statement->party != NULL ? statement->party : "none",
        [REVIEWER] = statement->reviewer,
        [TIME] = statement->time,
        [REPLACES] = replaces,
        [COMMENT] = statement->comment != NULL ? statement->comment : "none",
    };
    bool says_none =
        g_strcmp0(statement->party, "none") == 0 || g_strcmp0(statement->comment, "none") == 0;
    size_t refused;
    g_autofree char *text = pm_signed_format(lines, LINES, values, &refused);
    if (text == NULL) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "a sign-off can't say '%s: %s'",
                     lines[refused].key, values[refused]);
        return NULL;
    }
    const char *what = says_none ? "'none' is no party and no comment" : missing(statement);
    if (what != NULL) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "a sign-off can't be made: %s", what);
        return NULL;
    }
    return g_steal_pointer(&text);
}

static const char *
unless_none(const char *value)
{
    return g_str_equal(value, "none") ? NULL : value;
}

static PmSignVerdict
verdict_of(const char *value)
{
    PmSignVerdict verdict = PM_SIGN_APPROVE;
    while (!g_str_equal(value, verdict_names[verdict]))
        verdict++;
    return verdict;
}

/* Of another version than ours: then nothing else can be said of it. */
static bool
is_of_version(const char *bytes, size_t length, GError **error)
{
    g_autofree char *line = g_strndup(bytes, MIN(length, strlen(VERSION_KEY ": ") + 11));
    const char *version = line + strlen(VERSION_KEY ": ");
    if (!g_str_has_prefix(line, VERSION_KEY ": "))
        return true;
    size_t digits = strspn(version, "0123456789");
    if (digits == 0 || digits > 9 || *version == '0' || version[digits] != '\n' ||
        strncmp(version, "1\n", 2) == 0)
        return true;
    pm_error_set(error, PM_ERROR_FAILED, NULL,
                 "a sign-off of version %.*s, which is not known here", (int)digits, version);
    return false;
}

static PmStatement
statement_of(const char **values)
{
    return (PmStatement){ .ledger = values[LEDGER],
                          .document = values[DOCUMENT],
                          .content = pm_signed_hex(values[CONTENT]),
                          .policy = pm_signed_hex(values[POLICY]),
                          .verdict = verdict_of(values[VERDICT]),
                          .role = values[ROLE],
                          .party = unless_none(values[PARTY]),
                          .reviewer = values[REVIEWER],
                          .time = values[TIME],
                          .replaces = pm_signed_hex(values[REPLACES]),
                          .comment = unless_none(values[COMMENT]) };
}

bool
pm_signoff_parse(PmArena *arena, const char *bytes, size_t length, PmSignoff *out_signoff,
                 GError **error)
{
    static const PmSignedForm form = { lines, LINES, "a sign-off", PM_SIGNOFF_LIMIT };
    const char *values[LINES];
    PmSignoff signoff = { 0 };
    if (!is_of_version(bytes, length, error) ||
        !pm_signed_parse(arena, &form, bytes, length, values, &signoff.text_length,
                         &signoff.signature, error))
        return false;
    signoff.statement = statement_of(values);
    const char *what = missing(&signoff.statement);
    if (what != NULL) {
        pm_error_set(error, PM_ERROR_UNTRUSTED, NULL, "not a sign-off: %s", what);
        return false;
    }
    PmProxy proxy;
    if (pm_proxy_parse(arena, signoff.statement.comment, &proxy)) {
        PmProxy *kept = pm_arena_new0(arena, PmProxy, 1);
        *kept = proxy;
        signoff.proxy = kept;
    }
    signoff.text = pm_arena_strndup(arena, bytes, signoff.text_length);
    g_autofree char *digest =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, signoff.text_length);
    signoff.digest = pm_arena_strdup(arena, digest);
    *out_signoff = signoff;
    return true;
}

const char *
pm_signoff_speaker(const PmSignoff *signoff)
{
    return signoff->proxy != NULL ? signoff->proxy->person : signoff->statement.reviewer;
}

bool
pm_signoff_is_name(const char *name, char **out_digest)
{
    const char *dot = name + 64;
    if (strlen(name) < 64 || strspn(name, "0123456789abcdef") != 64 ||
        (!g_str_equal(dot, ".signoff") && !g_str_equal(dot, ".content")))
        return false;
    if (out_digest != NULL)
        *out_digest = g_strndup(name, 64);
    return true;
}

char *
pm_signoff_path(const char *folder, const char *digest)
{
    return g_strconcat(folder, digest, ".signoff", NULL);
}

char *
pm_signoff_content_path(const char *folder, const char *content)
{
    return g_strconcat(folder, content, ".content", NULL);
}

char *
pm_signoff_comment(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autoptr(GString) line = g_string_new(NULL);
    for (const char *p = valid; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        bool blank = g_unichar_isspace(c) || pm_text_is_hostile(c);
        if (blank && line->len > 0 && line->str[line->len - 1] != ' ')
            g_string_append_c(line, ' ');
        else if (!blank && line->len < COMMENT_LIMIT - 8)
            g_string_append_unichar(line, c);
    }
    /* the words that end a statement can't be in one */
    while (g_string_replace(line, "-----BEGIN", "----BEGIN", 0) > 0)
        ;
    g_strchomp(line->str);
    return *line->str != '\0' && !g_str_equal(line->str, "none") ? g_strdup(line->str) : NULL;
}
