/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Secrets in the text. What is committed to git stays in every clone, so these are looked for in
 * every status, in the bytes of the whole file.
 */
#include "check/rule.h"

#include <string.h>

/* Nothing that is looked at in one go is longer. */
#define LONGEST 512

static const char REVOKE[] =
    "revoke it first: what is in git once is in every clone; then take it out";

static void
report_secret(PmCheck *check, size_t start, size_t end, const char *what)
{
    PmDiagnostic *found = pm_check_report(check, (PmSpan){ start, end }, "%s", what);
    if (found != NULL)
        found->help = REVOKE;
}

static void
private_key(PmCheck *check)
{
    static const char begin[] = "-----BEGIN ";
    const PmSource *source = check->document->source;
    const char *end = source->bytes + source->length;
    const char *at = source->bytes;
    while ((at = memmem(at, (size_t)(end - at), begin, strlen(begin))) != NULL) {
        const char *label = at + strlen(begin);
        size_t room = MIN((size_t)(end - label), 64);
        const char *close = memmem(label, room, "-----", 5);
        size_t length = close != NULL ? (size_t)(close - label) : 0;
        if (close != NULL && memmem(label, length, "PRIVATE KEY", strlen("PRIVATE KEY")) != NULL)
            report_secret(check, (size_t)(at - source->bytes), (size_t)(close + 5 - source->bytes),
                          "a private key");
        at = label;
    }
}

typedef enum { UPPER, ALNUM, DASHED } Letters;

/* Tokens that show by their first letters whose they are. */
static const struct {
    const char *prefix;
    size_t rest; /* at least so many more */
    Letters letters;
    const char *what;
} tokens[] = {
    { "AKIA", 16, UPPER, "an access key of Amazon Web Services" },
    { "ASIA", 16, UPPER, "a session key of Amazon Web Services" },
    { "ghp_", 36, ALNUM, "a personal access token of GitHub" },
    { "gho_", 36, ALNUM, "an OAuth token of GitHub" },
    { "ghu_", 36, ALNUM, "a user token of a GitHub app" },
    { "ghs_", 36, ALNUM, "a server token of a GitHub app" },
    { "ghr_", 36, ALNUM, "a refresh token of GitHub" },
    { "github_pat_", 50, DASHED, "a personal access token of GitHub" },
    { "glpat-", 20, DASHED, "a personal access token of GitLab" },
    { "xoxb-", 20, DASHED, "a bot token of Slack" },
    { "xoxp-", 20, DASHED, "a user token of Slack" },
    { "xoxa-", 20, DASHED, "an app token of Slack" },
    { "xoxr-", 20, DASHED, "a refresh token of Slack" },
    { "xoxs-", 20, DASHED, "a session token of Slack" },
    { "AIza", 35, DASHED, "an API key of Google" },
    { "sk_live_", 20, ALNUM, "a live key of Stripe" },
    { "rk_live_", 20, ALNUM, "a live key of Stripe" },
    { "npm_", 36, ALNUM, "an access token of npm" },
    { "dop_v1_", 60, ALNUM, "an access token of DigitalOcean" },
    { "pypi-AgEIcHlwaS5vcmc", 40, DASHED, "an upload token of PyPI" },
};

static bool
is_letter(char c, Letters letters)
{
    if (letters == UPPER)
        return g_ascii_isupper(c) || g_ascii_isdigit(c);
    return g_ascii_isalnum(c) || (letters == DASHED && (c == '-' || c == '_'));
}

/* What documentation shows in place of a secret. */
static bool
is_placeholder(const char *text, size_t length)
{
    static const char *const words[] = { "EXAMPLE", "example",    "xxxx",     "XXXX",
                                         "0000",    "1234567890", "REDACTED", "redacted" };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (memmem(text, length, words[i], strlen(words[i])) != NULL)
            return true;
    return false;
}

/* The token that starts at `at`: its length, 0: none. */
static size_t
token_at(const char *at, size_t room, const char **out_what)
{
    for (size_t i = 0; i < G_N_ELEMENTS(tokens); i++) {
        if (*at != *tokens[i].prefix)
            continue;
        size_t prefix = strlen(tokens[i].prefix);
        if (room < prefix + tokens[i].rest || memcmp(at, tokens[i].prefix, prefix) != 0)
            continue;
        size_t length = prefix;
        while (length < MIN(room, LONGEST) && is_letter(at[length], tokens[i].letters))
            length++;
        bool exact = tokens[i].letters != UPPER || length == prefix + tokens[i].rest;
        if (length - prefix < tokens[i].rest || !exact || is_placeholder(at, length))
            continue;
        *out_what = tokens[i].what;
        return length;
    }
    return 0;
}

static void
token(PmCheck *check)
{
    const PmSource *source = check->document->source;
    bool first[256] = { false }; /* most letters begin no token: looked at, and left behind */
    for (size_t i = 0; i < G_N_ELEMENTS(tokens); i++)
        first[(guchar)*tokens[i].prefix] = true;
    for (size_t i = 0; i < source->length; i++) {
        if (!first[(guchar)source->bytes[i]])
            continue;
        if (i > 0 && (g_ascii_isalnum(source->bytes[i - 1]) || source->bytes[i - 1] == '_'))
            continue; /* inside of a word */
        const char *what = NULL;
        size_t length = token_at(source->bytes + i, source->length - i, &what);
        if (length == 0)
            continue;
        report_secret(check, i, i + length, what);
        i += length - 1;
    }
}

/* Words in the place of a password that are none. */
static bool
is_no_password(const char *text, size_t length)
{
    static const char *const words[] = { "password", "passwd", "pass", "pwd", "secret", "token" };
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (strlen(words[i]) == length && g_ascii_strncasecmp(text, words[i], length) == 0)
            return true;
    bool same = true;
    for (size_t i = 1; i < length; i++)
        same &= text[i] == text[0]; /* xxx, ***, ... */
    return length == 0 || same || strchr("<${[%", *text) != NULL || is_placeholder(text, length);
}

/* user:password@host, from `at` on: where the password ends, 0: no such thing. */
static size_t
password_at(const char *at, size_t room, size_t *out_start)
{
    size_t colon = 0;
    for (size_t i = 0; i < MIN(room, LONGEST); i++) {
        if (at[i] == ':' && colon == 0)
            colon = i;
        if (at[i] == '@' && colon > 0) {
            if (room - i > 7 && memcmp(at + i, "@sha256:", 8) == 0)
                return 0; /* docker://name:tag@sha256:… */
            *out_start = colon + 1;
            return is_no_password(at + colon + 1, i - colon - 1) ? 0 : i;
        }
        if (!g_ascii_isgraph(at[i]) || strchr("/?#\"'<>`@", at[i]) != NULL)
            return 0;
    }
    return 0;
}

static void
url_password(PmCheck *check)
{
    const PmSource *source = check->document->source;
    const char *end = source->bytes + source->length;
    const char *at = source->bytes;
    while ((at = memmem(at, (size_t)(end - at), "://", 3)) != NULL) {
        at += 3;
        size_t start;
        size_t stop = password_at(at, (size_t)(end - at), &start);
        size_t base = (size_t)(at - source->bytes);
        if (stop > 0)
            report_secret(check, base + start, base + stop, "a password in an address");
    }
}

/* Capital and small letters and digits, mixed as people don't mix them. */
static bool
looks_random(const char *text, size_t length)
{
    bool upper = false, lower = false, digit = false;
    size_t changes = 0;
    for (size_t i = 0; i < length; i++) {
        upper |= g_ascii_isupper(text[i]) != 0;
        lower |= g_ascii_islower(text[i]) != 0;
        digit |= g_ascii_isdigit(text[i]) != 0;
        changes += i > 0 && (g_ascii_isdigit(text[i]) != 0) != (g_ascii_isdigit(text[i - 1]) != 0);
    }
    return length >= 20 && upper && lower && digit && changes >= 4 && !is_placeholder(text, length);
}

/* Does a word for a secret end before `end`, with a quote or a few blanks behind it at most? */
static bool
names_secret(const char *text, size_t end)
{
    static const char *const names[] = { "password", "passwd",     "secret",     "token",
                                         "api_key",  "apikey",     "api-key",    "access_key",
                                         "auth_key", "secret_key", "private_key" };
    for (int i = 0; i < 8 && end > 0 && strchr("\"' ", text[end - 1]) != NULL; i++)
        end--;
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        size_t length = strlen(names[i]);
        if (end >= length && g_ascii_strncasecmp(text + end - length, names[i], length) == 0)
            return true;
    }
    return false;
}

/* Behind "api_key": `= value`, `: "value"`; the value's length, 0: none. */
static size_t
value_after(const char *at, size_t room, size_t *out_start)
{
    size_t i = 0, length = 0;
    while (i < MIN(room, 16) && at[i] != '\0' && strchr(":= \"'", at[i]) != NULL)
        i++;
    *out_start = i;
    while (i + length < room && length < LONGEST &&
           (g_ascii_isalnum(at[i + length]) ||
            (at[i + length] != '\0' && strchr("+/_=-", at[i + length]) != NULL)))
        length++;
    return looks_random(at + i, length) ? length : 0;
}

static void
assigned(PmCheck *check)
{
    const PmSource *source = check->document->source;
    for (size_t i = 0; i < source->length; i++) {
        bool assigns = source->bytes[i] == ':' || source->bytes[i] == '=';
        if (!assigns || !names_secret(source->bytes, i))
            continue;
        size_t start, length = value_after(source->bytes + i, source->length - i, &start);
        if (length == 0)
            continue;
        report_secret(check, i + start, i + start + length, "what looks like a secret");
        i += start + length - 1;
    }
}

/* Written in two parts, so that nobody takes these for secrets of ours. */
#define KEY_LINE                                                                                   \
    "-----BEGIN OPENSSH "                                                                          \
    "PRIVATE KEY-----\n"

const PmRule pm_rules_secret[] = {
    { .id = "secret/private-key",
      .summary = "The text holds no private key",
      .explanation =
          "A private key that was committed is known to everybody who has a clone, now or "
          "later. Revoke it before anything else; taking it out of the file does not take "
          "it out of history.",
      .failing = PM_EXAMPLE("id: x\n", KEY_LINE),
      .passing = PM_EXAMPLE("id: x\n", "The private key was rotated.\n"),
      .severity = PM_ALWAYS(ERROR),
      .needs = PM_RULE_FOREIGN,
      .run = private_key },
    { .id = "secret/token",
      .summary = "The text holds no access token",
      .explanation =
          "Tokens of Amazon Web Services, GitHub, GitLab, Slack, Google, Stripe and others "
          "show by their first letters what they are. Revoke the token before anything "
          "else; in a postmortem its last four letters are enough to name it.",
      .failing = PM_EXAMPLE("id: x\n", "They used AKIA"
                                       "Z3QWERTYUIOPASDF.\n"),
      .passing = PM_EXAMPLE("id: x\n", "They used the key that ends in ASDF.\n"),
      .severity = PM_ALWAYS(ERROR),
      .needs = PM_RULE_FOREIGN,
      .run = token },
    { .id = "secret/url-password",
      .summary = "No address holds a password",
      .explanation = "Addresses are copied into logs and tickets with everything that is in them. "
                     "Write the address without its user and password, and change the password.",
      .failing = PM_EXAMPLE("id: x\n", "postgres://admin:"
                                       "tr0ub4dor@db.example.org/payments\n"),
      .passing = PM_EXAMPLE("id: x\n", "postgres://db.example.org/payments\n"),
      .severity = PM_ALWAYS(ERROR),
      .needs = PM_RULE_FOREIGN,
      .run = url_password },
    { .id = "secret/assigned",
      .summary = "Nothing that is called a secret is written out",
      .explanation =
          "A long random text behind 'password', 'token' or 'api_key' most often is one. If "
          "it is none, shorten it, or set this check to none in the config.",
      .failing = PM_EXAMPLE("id: x\n", "api_key = \"q8Zr2Tn5Vb1Xy7Lk3Wd9Hs\"\n"),
      .passing = PM_EXAMPLE("id: x\n", "api_key = \"…9Hs\"\n"),
      .severity = PM_ALWAYS(WARNING),
      .needs = PM_RULE_FOREIGN,
      .run = assigned },
    { .id = NULL },
};
