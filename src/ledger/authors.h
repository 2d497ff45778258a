/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who wrote a document's material text, and who brought a file in, by the history of all reachable
 * commits, side branches included, through .mailmap (LEDGER section 3).
 */
#pragma once

#include "ledger/steps.h"

typedef struct PmAuthors PmAuthors;

/* Of the documents below `prefix`, and the sign-offs of the policy. `steps` is borrowed. */
PmAuthors *pm_authors_new(PmRepository *repository, const PmOid *tip, const PmSteps *steps,
                          const char *prefix, GError **error);
void pm_authors_free(PmAuthors *authors);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PmAuthors, pm_authors_free)
/* Was anybody asked about, so that all texts of the history were read? */
bool pm_authors_looked(const PmAuthors *authors);
/* Read those that step `first` and later ones brought in, for pm_authors_unread(). */
void pm_authors_look(PmAuthors *authors, size_t first);
bool pm_authors_is_cut(const PmAuthors *authors);
/* The path of a version that was asked for and can't be read, as a blob is missing; or NULL. */
const char *pm_authors_unread(const PmAuthors *authors);

/* The person behind an e-mail: through .mailmap, in lower case, so that one person is one string.
 * g_free() */
char *pm_authors_person(const PmAuthors *authors, const char *email);

typedef enum {
    PM_AUTHORSHIP_NONE,
    PM_AUTHORSHIP_SQUASHED, /* none that is known: a squash tells no more */
    PM_AUTHORSHIP_SOME,
} PmAuthorship;

/*
 * Did this person write any of the material text of the document at `path`, in a commit that step
 * `index` or an earlier one brought in? Authors and Co-authored-by count; a merge counts for what
 * it has from none of its parents. Who only recorded the assessment (`response`) is no author: that
 * is a reviewer's act, and never the owner's.
 *
 * A squash makes one commit of text and sign-offs, and forges name everybody who had a commit in it
 * as co-author: of somebody whose sign-off came in that commit, Co-authored-by tells nothing. Who
 * wrote what is a claim there, for this sign-off and for those that she makes later. `signoff`: the
 * path of the sign-off that is asked about, or NULL. `content`: what it signs, or NULL. Who added
 * an action wrote its words, though it is a follow-up: she is an author of what has it, and not of
 * what was signed without.
 */
PmAuthorship pm_authors_of(PmAuthors *authors, const char *path, size_t index, const char *email,
                           const char *signoff, GBytes *content);
/* The commits from step `first` on in which this person wrote, or in which anybody (NULL) wrote
 * more than an action, for messages: hex digits, newest first where it was never moved.
 * NULL-terminated; g_strfreev() */
char **pm_authors_commits(PmAuthors *authors, const char *path, size_t first, const char *email);
/* All of them, for messages: e-mails, NULL-terminated. g_strfreev() */
char **pm_authors_list(PmAuthors *authors, const char *path, size_t index);

/* The sign-offs that reachable commits added, those of side branches too. Elements char *,
 * borrowed; g_ptr_array_unref(). */
GPtrArray *pm_authors_signoffs(const PmAuthors *authors);
/* Path (char *) below .postmortem/ → GArray of PmOid: the commits that touched it. Borrowed. */
GHashTable *pm_authors_policy(const PmAuthors *authors);
/* The earliest commit that adds `path`, of those that step `index` or an earlier one brought in: a
 * branch that is merged later changes nothing of what was judged. Borrowed; NULL: none. */
const PmOid *pm_authors_addition(const PmAuthors *authors, const char *path, size_t index);
/* The address of its author, as it stands there: .mailmap is anybody's to change. g_free() */
char *pm_authors_adder(PmAuthors *authors, const char *path, size_t index);
