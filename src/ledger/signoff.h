/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sign-off record, version 1 (LEDGER section 3). This is permanent data in people's
 * repositories: what it looks like and what it means never changes; another form is another
 * version.
 *
 *     git-postmortem-signoff: 1
 *     ledger: <UUID>
 *     document: <id> | .postmortem | step:<commit>
 *     content: sha256:<hex>
 *     policy: sha256:<hex>
 *     verdict: approve | object | revoke | excuse | override | acknowledge
 *     role: <role>
 *     party: <team> | none
 *     reviewer: <e-mail>
 *     time: <RFC 3339, UTC, seconds>
 *     replaces: sha256:<hex> | none
 *     comment: <one line> | none
 *     -----BEGIN SSH SIGNATURE-----   (only when it is signed)
 *     …
 *
 * The statement is every byte before "-----BEGIN": UTF-8, LF, these keys in this order, one line
 * each, no control or bidi characters, and no value that holds "-----BEGIN". Parsing and printing
 * give the same bytes. After it comes nothing, or exactly one armour and its line end.
 *
 * What a verdict needs is form too:
 *
 *     approve, object, override   party for role `party`, else none; override gives its reason
 *     excuse                      the party that need not sign, and the reason
 *     revoke                      the earlier statement in `replaces`
 *     acknowledge                 of `step:<commit>`, by role `policy`, with the reason
 *
 * A comment that begins as the word of somebody else does (proxy.h) is that: it has that form, and
 * stands in an approval of a document.
 */
#pragma once

#include "base/arena.h"
#include "base/error.h"

#define PM_SIGNOFF_LIMIT (16 * 1024)
#define PM_SIGNOFF_NAMESPACE "signoff@git-postmortem"
#define PM_SIGNOFF_POLICY ".postmortem"  /* as `document`: the bundle */
#define PM_SIGNOFF_STEP "step:"          /* and a commit: what is acknowledged */
#define PM_SIGNOFF_ACKNOWLEDGER "policy" /* the role that may */

typedef enum {
    PM_SIGN_APPROVE,
    PM_SIGN_OBJECT,
    PM_SIGN_REVOKE,
    PM_SIGN_EXCUSE,
    PM_SIGN_OVERRIDE,
    PM_SIGN_ACKNOWLEDGE,
    PM_SIGN_COUNT,
} PmSignVerdict;
const char *pm_sign_verdict_name(PmSignVerdict verdict);

typedef struct {
    const char *ledger;
    const char *document;
    const char *content; /* 64 hex digits */
    const char *policy;  /* 64 hex digits */
    PmSignVerdict verdict;
    const char *role;
    const char *party; /* NULL: none */
    const char *reviewer;
    const char *time;     /* "2026-01-20T09:14:02Z" */
    const char *replaces; /* 64 hex digits; NULL: none */
    const char *comment;  /* one line; NULL: none */
} PmStatement;

/* The word of somebody who doesn't use git, and that the reviewer of the statement recorded. */
typedef struct {
    const char *person;  /* whose word it is: an e-mail */
    const char *proof;   /* a file below the document's folder of evidence, "mail.eml" */
    const char *digest;  /* SHA-256 of that file, hex */
    const char *comment; /* one line; NULL: none */
} PmProxy;

typedef struct {
    PmStatement statement;
    const PmProxy *proxy; /* NULL: the reviewer's own word */
    const char *text;     /* the statement's bytes, as signed */
    size_t text_length;
    const char *signature; /* armour, or NULL when it is unsigned */
    const char *digest;    /* SHA-256 of the statement, hex: the file's name */
} PmSignoff;

/*
 * The statement's text. PM_ERROR_USAGE says which value can't be said in one clean line. g_free()
 */
char *pm_statement_format(const PmStatement *statement, GError **error);

/*
 * Read a .signoff file; strict. PM_ERROR_UNTRUSTED says what is wrong with its form;
 * PM_ERROR_FAILED that it is of a version that is not known here. Lives in `arena`.
 */
bool pm_signoff_parse(PmArena *arena, const char *bytes, size_t length, PmSignoff *out_signoff,
                      GError **error);

/* Whose word it is: the reviewer's, or of who it was recorded for. NULL: of a version that we don't
 * know. */
const char *pm_signoff_speaker(const PmSignoff *signoff);

/*
 * Is this the name of a file that may be in a folder of sign-offs: 64 hex digits and ".signoff" or
 * ".content"? `*out_digest` (may be NULL) is those digits; g_free().
 */
bool pm_signoff_is_name(const char *name, char **out_digest);

/* `folder` ("….signoffs/") and digest to the two paths. g_free() */
char *pm_signoff_path(const char *folder, const char *digest);
char *pm_signoff_content_path(const char *folder, const char *content);
/*
 * Text of any origin as a comment: one line, clean, at most 4,000 bytes; NULL when nothing is left,
 * and for "none", which says the same. g_free()
 */
char *pm_signoff_comment(const char *text);
