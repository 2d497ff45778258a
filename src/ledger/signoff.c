/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/signoff.h"

#include "base/text.h"
#include "ledger/proxy.h"

#include <string.h>

#define COMMENT_LIMIT 4000
#define ARMOUR "-----BEGIN " /* ends the statement */
#define ARMOUR_END "-----END "
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
is_hex(const char *text)
{
    return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

bool
pm_statement_is_clean(const char *text)
{
    if (*text == '\0' || !g_utf8_validate(text, -1, NULL) || *text == ' ' ||
        text[strlen(text) - 1] == ' ' || strstr(text, "-----BEGIN") != NULL)
        return false;
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
        if (pm_text_is_hostile(g_utf8_get_char(p)) || *p == '\n' || *p == '\t')
            return false;
    return true;
}

static bool
is_version(const char *text)
{
    return g_str_equal(text, "1");
}

static bool
is_uuid(const char *text)
{
    return g_uuid_string_is_valid(text) && strpbrk(text, "ABCDEF") == NULL;
}

static bool
is_digest(const char *text)
{
    return g_str_has_prefix(text, "sha256:") && is_hex(text + strlen("sha256:"));
}

static bool
is_digest_or_none(const char *text)
{
    return g_str_equal(text, "none") || is_digest(text);
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
is_name(const char *text)
{
    return pm_statement_is_clean(text) && strchr(text, ' ') == NULL;
}

bool
pm_statement_is_email(const char *text)
{
    const char *at = strchr(text, '@');
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
        if (g_unichar_type(g_utf8_get_char(p)) == G_UNICODE_FORMAT)
            return false; /* zero-width: looks like another's address */
    return is_name(text) && at != NULL && at != text && at[1] != '\0' &&
           strchr(at + 1, '@') == NULL && strpbrk(text, "<>,*?!\"") == NULL && text[0] != '-';
}

static bool
is_time(const char *text)
{
    if (strlen(text) != strlen("2026-01-20T09:14:02Z") || text[10] != 'T' || text[19] != 'Z')
        return false;
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, NULL);
    if (time == NULL)
        return false;
    g_autofree char *again = g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ");
    return g_str_equal(again, text);
}

static bool
is_comment(const char *text)
{
    return pm_statement_is_clean(text) && strlen(text) <= COMMENT_LIMIT;
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

static const struct {
    const char *key;
    bool (*accepts)(const char *value);
} lines[LINES] = {
    [VERSION] = { VERSION_KEY, is_version },
    [LEDGER] = { "ledger", is_uuid },
    [DOCUMENT] = { "document", pm_statement_is_clean }, /* adopted ids have blanks */
    [CONTENT] = { "content", is_digest },
    [POLICY] = { "policy", is_digest },
    [VERDICT] = { "verdict", is_verdict },
    [ROLE] = { "role", is_name },
    [PARTY] = { "party", pm_statement_is_clean }, /* organisations have blanks */
    [REVIEWER] = { "reviewer", pm_statement_is_email },
    [TIME] = { "time", is_time },
    [REPLACES] = { "replaces", is_digest_or_none },
    [COMMENT] = { "comment", is_comment },
};

static bool
is_step(const char *document)
{
    size_t prefix = strlen(PM_SIGNOFF_STEP);
    return g_str_has_prefix(document, PM_SIGNOFF_STEP) && strlen(document) == prefix + 40 &&
           strspn(document + prefix, "0123456789abcdef") == 40;
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

static char *
digest_value(const char *hex)
{
    return hex == NULL ? g_strdup("none") : g_strconcat("sha256:", hex, NULL);
}

char *
pm_statement_format(const PmStatement *statement, GError **error)
{
    g_autofree char *content = digest_value(statement->content);
    g_autofree char *policy = digest_value(statement->policy);
    g_autofree char *replaces = digest_value(statement->replaces);
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
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t i = 0; i < LINES; i++) {
        if (!lines[i].accepts(values[i])) {
            pm_error_set(error, PM_ERROR_USAGE, NULL, "a sign-off can't say '%s: %s'", lines[i].key,
                         values[i]);
            return NULL;
        }
        g_string_append_printf(text, "%s: %s\n", lines[i].key, values[i]);
    }
    const char *what = says_none ? "'none' is no party and no comment" : missing(statement);
    if (what != NULL) {
        pm_error_set(error, PM_ERROR_USAGE, NULL, "a sign-off can't be made: %s", what);
        return NULL;
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Cut the value of line `index` out of `*at`; NULL when the line is not as it must be. */
static const char *
take_line(PmArena *arena, const char **at, size_t index)
{
    const char *end = strchr(*at, '\n');
    size_t key = strlen(lines[index].key);
    if (end == NULL || strncmp(*at, lines[index].key, key) != 0 ||
        strncmp(*at + key, ": ", 2) != 0 || end < *at + key + 2)
        return NULL;
    const char *value = pm_arena_strndup(arena, *at + key + 2, (size_t)(end - *at) - key - 2);
    *at = end + 1;
    return lines[index].accepts(value) ? value : NULL;
}

static const char *
hex_of(const char *value)
{
    return g_str_equal(value, "none") ? NULL : value + strlen("sha256:");
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

static bool
refuse(GError **error, const char *what)
{
    pm_error_set(error, PM_ERROR_UNTRUSTED, NULL, "not a sign-off: %s", what);
    return false;
}

/* Of another version than ours: then nothing else can be said of it. */
static bool
is_of_version(const char *text, GError **error)
{
    const char *version = text + strlen(VERSION_KEY ": ");
    if (!g_str_has_prefix(text, VERSION_KEY ": "))
        return true;
    size_t digits = strspn(version, "0123456789");
    if (digits == 0 || digits > 9 || *version == '0' || version[digits] != '\n' ||
        strncmp(version, "1\n", 2) == 0)
        return true;
    pm_error_set(error, PM_ERROR_FAILED, NULL,
                 "a sign-off of version %.*s, which is not known here", (int)digits, version);
    return false;
}

/*
 * One armour and nothing else: BEGIN and END of one label, each a line, printable ASCII between
 * them.
 */
static bool
is_armour(const char *text)
{
    const char *label = text + strlen(ARMOUR);
    const char *line_end = strchr(text, '\n');
    size_t length = strlen(text);
    if (!g_str_has_prefix(text, ARMOUR) || line_end == NULL || line_end - label < 6 ||
        strncmp(line_end - 5, "-----", 5) != 0)
        return false;
    g_autofree char *end =
        g_strdup_printf("\n" ARMOUR_END "%.*s\n", (int)(line_end - label), label);
    if (!g_str_has_suffix(text, end) || strstr(line_end, "\n-----") != text + length - strlen(end))
        return false;
    for (const char *p = text; *p != '\0'; p++)
        if (*p != '\n' && !g_ascii_isprint(*p))
            return false;
    return true;
}

static bool
parse_lines(PmArena *arena, const char **at, const char **values, GError **error)
{
    for (size_t i = 0; i < LINES; i++) {
        values[i] = take_line(arena, at, i);
        if (values[i] == NULL) {
            g_autofree char *what =
                g_strdup_printf("its line %zu is no '%s: …'", i + 1, lines[i].key);
            return refuse(error, what);
        }
    }
    return true;
}

static PmStatement
statement_of(const char **values)
{
    return (PmStatement){ .ledger = values[LEDGER],
                          .document = values[DOCUMENT],
                          .content = hex_of(values[CONTENT]),
                          .policy = hex_of(values[POLICY]),
                          .verdict = verdict_of(values[VERDICT]),
                          .role = values[ROLE],
                          .party = unless_none(values[PARTY]),
                          .reviewer = values[REVIEWER],
                          .time = values[TIME],
                          .replaces = hex_of(values[REPLACES]),
                          .comment = unless_none(values[COMMENT]) };
}

bool
pm_signoff_parse(PmArena *arena, const char *bytes, size_t length, PmSignoff *out_signoff,
                 GError **error)
{
    if (length > PM_SIGNOFF_LIMIT)
        return refuse(error, "larger than 16 KiB");
    if (memchr(bytes, '\0', length) != NULL || !g_utf8_validate_len(bytes, length, NULL))
        return refuse(error, "not UTF-8 text");
    const char *text = pm_arena_strndup(arena, bytes, length);
    const char *at = text;
    const char *values[LINES];
    if (!is_of_version(text, error) || !parse_lines(arena, &at, values, error))
        return false;
    if (*at != '\0' && !is_armour(at))
        return refuse(error, "what follows the statement is not exactly one signature");
    PmSignoff signoff = { .statement = statement_of(values),
                          .text_length = (size_t)(at - text),
                          .signature = *at != '\0' ? at : NULL };
    const char *what = missing(&signoff.statement);
    if (what != NULL)
        return refuse(error, what);
    PmProxy proxy;
    if (pm_proxy_parse(arena, signoff.statement.comment, &proxy)) {
        PmProxy *kept = pm_arena_new0(arena, PmProxy, 1);
        *kept = proxy;
        signoff.proxy = kept;
    }
    signoff.text = pm_arena_strndup(arena, text, signoff.text_length);
    g_autofree char *digest =
        g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)text, signoff.text_length);
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
