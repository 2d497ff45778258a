/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Secrets in the text. What is committed to git stays in every clone, so these are looked for in
 * every status, in the bytes of the whole file.
 */
#include "check/rule.h"
#include "check/token.h"

#include <string.h>

const char pm_secret_help[] =
    "revoke it first: what is in git once is in every clone; then take it out";

static void
report_secret(PmCheck *check, size_t start, size_t end, const char *what)
{
    PmDiagnostic *found = pm_check_report(check, (PmSpan){ start, end }, "%s", what);
    if (found != NULL)
        found->help = pm_secret_help;
}

/* A file of PuTTY: the lines of the private part follow "Private-Lines: 14". */
static void
putty_key(PmCheck *check)
{
    static const char head[] = "PuTTY-User-Key-File-", lines[] = "Private-Lines: ";
    const PmSource *source = check->document->source;
    const char *begin = memmem(source->bytes, source->length, head, strlen(head));
    if (begin == NULL)
        return;
    size_t start = (size_t)(begin - source->bytes);
    size_t room = MIN(source->length - start, 64 * 1024);
    if (memmem(begin, room, lines, strlen(lines)) != NULL)
        report_secret(check, start, start + strlen(head), "a private key of PuTTY");
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
    putty_key(check);
}

static void
token(PmCheck *check)
{
    const PmSource *source = check->document->source;
    PmToken found;
    for (size_t at = 0; pm_token_next(source->bytes, source->length, at, &found);
         at = found.span.end)
        report_secret(check, found.span.start, found.span.end, found.what);
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
      .needs = PM_RULE_FOREIGN | PM_RULE_NARROW,
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
      .needs = PM_RULE_FOREIGN | PM_RULE_NARROW,
      .run = token },
    { .id = NULL },
};
