/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/audit_rule.h"

#include <glib.h>

const PmAuditRule pm_audit_rules[] = {
    { "audit/beginnings", "A history has one ledger",
      "A merge brought in a ledger that began apart from the one before it: a branch that was "
      "squashed, went on, changed the policy and is merged makes one. What one of the two has undone "
      "the other does not show, so somebody must say which one people share: "
      "git postmortem verify --expect, with any commit of it." },
    { "audit/checkpoint", "The history is that of the checkpoint",
      "A checkpoint tells which step of the ledger had which commit, which content, by a chain of "
      "SHA-256, and which policy. Here they are others, or its signature is not that of somebody "
      "whom the ledger knew then: the history was rewritten, the file was changed, or it is of "
      "another ledger. Compare with the clones of others before anything is trusted." },
    { "audit/clock", "The line's clock goes forward",
      "A step has a date that later ones don't reach. When something was is a claim, and the ledger "
      "goes by the latest date that it has seen, so that nobody gains by an early one; one that is "
      "far ahead makes keys that end in between end at once. Role policy may acknowledge the step: "
      "then its date does not count for what comes after." },
    { "audit/object", "The history can be read",
      "A commit or tree of the history is missing, or is not what its name says. git fsck says "
      "more; a fresh clone from where the history is whole mends it." },
    { "audit/rewritten", "The history holds what was known earlier",
      "The commit given by --expect, or one that the reflog of the shared branch has, is no ancestor "
      "of what is verified: the history was rewritten, or this is another one. Compare with the "
      "clones of others before anything is trusted. Where the rewriting was meant and is known to "
      "be harmless, git reflog delete forgets what the branch was." },
    { "audit/turned", "The shared line is the first parent of every merge",
      "A git pull without --rebase makes a merge that begins with one's own line and has the shared "
      "one as its second parent. It was judged along the line that was known; git pull --rebase "
      "keeps the shared line first." },
    { "audit/unchecked", "Nothing is left unchecked",
      "History before a shallow boundary, or a sign-off by a key or a program that is not here, "
      "could not be judged. What was not checked is not fine: fetch the rest, or verify where it "
      "can be checked." },
    { "document/deleted", "Documents are not deleted",
      "A postmortem that is deleted takes its findings and its sign-offs with it. One that is not "
      "wanted is withdrawn, with a reason, and stays. One that was adopted may be moved or deleted "
      "until it is submitted." },
    { "document/evidence", "Evidence stays what was reviewed",
      "The sign-offs are for a document that rests on this file, by its digest. It was changed or "
      "taken away since. git log -- <file> shows where; write it back, or have the new one reviewed." },
    { "document/id-reused", "An id belongs to one document for ever",
      "The id is that of another document, there or deleted. Sign-offs and links name ids, and would "
      "be for either. Give the new document another id." },
    { "document/mode", "A document is a plain file",
      "A symbolic link, a submodule or an executable in a document's place shows something else to "
      "git than to a reader. Put a regular file of mode 644 there." },
    { "document/stale", "A commit does not bring an older version back",
      "What is staged is what an ancestor had, while the file on disk is the current one: git read "
      "the index before another command wrote it. git restore --staged takes the current version." },
    { "document/twin", "A file's name is its own on every system",
      "Names that differ in letter case alone, or in how Unicode writes an accent, are one file on "
      "Windows and macOS: a checkout there has only one of them, and nobody sees which. Give the "
      "new one another name." },
    { "document/unreadable", "A document can be read",
      "It is larger than the limit, or its object is missing, so that nothing of it could be "
      "judged." },
    { "ledger/deleted", "The ledger's configuration stays",
      "Without .postmortem/config.yaml there is no ledger: nothing is judged any more, and every "
      "sign-off names a ledger that nobody finds. The hook refuses such a commit; what was staged is "
      "taken back by git restore --staged --worktree." },
    { "policy/attributes", "What changes bytes at checkout is guarded with the policy",
      "A .gitattributes deeper in the documents' folder beats the one that belongs to the policy, "
      "and can give readers other bytes than those that were signed. Put its lines into the "
      ".gitattributes of the documents' folder." },
    { "policy/documents", "The folder of the documents stays where it is",
      "The configuration names another folder while documents are in the old one, which would be "
      "left behind unseen. Write the old folder back." },
    { "policy/dropped", "A merge keeps the changes of the policy that it brings in",
      "A branch changed the policy, and its merge has the version of before. A branch that went "
      "astray is merged like that; but so is the shared line, by somebody who wants its policy gone. "
      "git postmortem verify --expect, with any commit of the shared line, tells them apart." },
    { "policy/ledger", "The ledger's UUID never changes",
      "Sign-offs name the ledger that they are for. With another UUID every earlier one would be "
      "for another ledger. Write the old one back." },
    { "policy/mixed", "A change of the policy changes nothing else",
      "The policy that judges a step is the one before it. With documents in the same step nobody "
      "could tell which of the two they were written under. Make two commits of it; a pull request "
      "that is squashed becomes one step." },
    { "policy/pin", "The ledger began with the policy that is expected",
      "--policy gives the digest of the first policy, and this ledger began with another. Ask who "
      "gave you the digest." },
    { "policy/schema", "The repository's own schema can be used",
      ".postmortem/schema.json is no JSON Schema that can be evaluated; documents were judged by "
      "the built-in one." },
    { "policy/unapproved", "A change of the policy has the sign-offs that the old one asks for",
      "review.change in the configuration says who may change it. Their sign-offs for exactly the "
      "new content lie in .postmortem/signoffs/, and were not there when it changed." },
    { "policy/unreadable", "The policy can be read",
      "The configuration is gone or has errors; the last one that could be read went on judging. "
      "git postmortem check .postmortem/config.yaml shows what is wrong." },
    { "push/conflict", "A branch can be merged into the shared one",
      "The two changed the same lines, so what a merge of them is nobody knows yet. The branch was "
      "judged from where they parted. git rebase, or git merge, of the shared branch settles it." },
    { "push/deleted", "The branch that holds the ledger stays",
      "With the shared branch everything goes that people signed. Where it is to be another one, "
      "whoever keeps the server says so: git symbolic-ref HEAD, or git config "
      "postmortem.protected." },
    { "push/limit", "What is pushed can be judged",
      "More violations were found than are kept, so that new ones can't be told from old ones. git "
      "postmortem verify shows them." },
    { "push/rewritten", "The history that people share is not rewritten",
      "A forced push takes commits away that others have, and with them what was signed there. git "
      "pull --rebase puts your own commits behind theirs." },
    { "push/shallow", "History is whole where it is judged",
      "In a shallow clone or server nobody knows what came before. git fetch --unshallow gets it." },
    { "push/signoff-lost", "A sign-off that was pushed stays",
      "A branch other than the shared one may be rewritten or deleted, but an approval or objection "
      "that somebody gave there is not dropped with it. Take the commit that has it along, or merge "
      "the branch first." },
    { "push/turned", "The old tip stays on the first-parent line",
      "A git pull without --rebase makes a merge that begins with one's own line. What is judged is "
      "the line of first parents, and the shared one would become a side branch. git pull --rebase "
      "makes it whole." },
    { "signoff/append-only", "Sign-offs are neither changed nor deleted",
      "A sign-off is evidence of what somebody approved. Who changes their mind makes a new one; "
      "the old one stays." },
    { "signoff/content", "A sign-off has beside it the very text that it is for",
      "The .content file is the text that the reviewer saw; without it, or with another, nothing is "
      "proved. It must have been the document, follow-up changes aside, when the sign-off was "
      "added." },
    { "signoff/document", "A sign-off is for the document that it lies beside",
      "It names another one: it was copied. A sign-off counts for one document only." },
    { "signoff/form", "A sign-off has the form that was agreed on",
      "Its statement has certain keys in a certain order, its name is the statement's SHA-256, and "
      "nothing else may lie in the folder. git postmortem approve writes such files; nothing else "
      "should." },
    { "signoff/ledger", "A sign-off is for this ledger",
      "It names the UUID of another one: it was copied from another repository." },
    { "signoff/missing", "A reviewed document has the sign-offs that the policy asks for",
      "One is missing, was revoked, or does not count. git postmortem show says which." },
    { "signoff/objection", "No objection stands against a reviewed document",
      "Somebody objects, and has not taken it back. Talk to them; their own approval in the same "
      "role replaces the objection." },
    { "signoff/outdated", "A sign-off is for the text that it entered the ledger with",
      "The document had changed before the sign-off arrived, by a merge most often. It is for "
      "neither the old nor the new text, and does not count: have the current text signed." },
    { "signoff/own-text", "Nobody approves what they wrote",
      "The reviewer is an author of the text, by the commits that changed it, or by those that wrote "
      "elsewhere what was moved or copied into it. Who added an action wrote that. Somebody else has "
      "to approve; rules of the policy may say authors: true where that is wanted." },
    { "signoff/proof", "What a recorded word rests on stays as it was",
      "A sign-off that somebody recorded for a person who doesn't use git names a file in the "
      "document's folder of evidence, by its digest. It was not there, is another, or was changed or "
      "taken away since. Until it is back as it was, the sign-off does not count." },
    { "signoff/proxy", "The word of others is recorded by who may",
      "Roles that may record the word of people who don't use git are named by review.proxy in the "
      "config before the step; where it names none, nobody may. Nobody records their own." },
    { "signoff/replaces", "A sign-off replaces only an earlier one of the same reviewer and role",
      "It names a statement that is not there, or is somebody else's. Only one's own word can be "
      "taken back." },
    { "signoff/role", "A reviewer held the role when they signed",
      "The policy before the step did not give them this role, or the role may not do this: only "
      "roles of review.override override, and where review.excuse names roles, only these excuse a "
      "party. Add them with git postmortem people add, as a step of its own, and have them sign "
      "again." },
    { "signoff/signature", "A signature is good, and of the reviewer's key",
      "The keys are those that .postmortem/allowed_signers listed for this reviewer before the "
      "step, for the namespace signoff@git-postmortem. The message says what ssh-keygen or gpg "
      "found." },
    { "signoff/stale", "A reviewed document is the text that was approved",
      "Something material changed since; the message says what. A reviewer looks at it again: git "
      "postmortem approve. Tags, tickets and the progress of actions may change freely." },
    { "signoff/unsigned", "A sign-off is signed where that is asked for",
      "Without a signature it rests on who committed it, and was committed by somebody else, or the "
      "policy says signature: required. Configure a key (git config user.signingKey) and sign "
      "again." },
    { "signoff/version", "A sign-off is of a version that this program knows",
      "A newer git-postmortem wrote it. It is neither proved nor refused: update the program to "
      "have it checked." },
    { "status/closure", "A second person confirmed the actions of a closed document",
      "What became of an action is confirmed by somebody else than its owner and than who marked it, "
      "of a role that review.follow_up names, in a commit of their own; and the procedure that an "
      "action of work sop names has changed since the incident. The history says otherwise. Who may "
      "takes the document back (git postmortem reopen), and has it confirmed again." },
    { "status/gate", "A document has what its status asks for",
      "The status was reached although the checks for it did not hold in that step, most often by "
      "editing it by hand. Complete the document: git postmortem check shows what is missing." },
    { "status/signoffs", "A document becomes reviewed by sign-offs",
      "The status was reached without the sign-offs that the policy asks for. git postmortem show "
      "says which are missing." },
    { "status/unknown", "A reviewed document keeps a status",
      "The status can't be read any more. Write back what it was." },
    { 0 },
};

const PmAuditRule *
pm_audit_rule_find(const char *id)
{
    for (const PmAuditRule *rule = pm_audit_rules; rule->id != NULL; rule++)
        if (g_str_equal(rule->id, id))
            return rule;
    return NULL;
}
