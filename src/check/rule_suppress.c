/* SPDX-License-Identifier: Apache-2.0 */
/* Comments that suppress findings, where they do not do what they say. */
#include "check/suppress.h"

#include <string.h>

/* How many mistyped names get a suggestion; a text can be made of nothing else. */
#define MAX_SUGGESTED 64

static void
unused(PmCheck *check)
{
    const PmSuppressions *all = check->suppressions;
    for (size_t i = 0; i < all->count; i++) {
        const PmSuppression *row = &all->items[i];
        if (!row->awake)
            continue;
        PmDiagnostic *found =
            pm_check_report(check, row->place, "there is no finding of %s here to suppress",
                            pm_check_quote(check, row->name));
        if (found != NULL)
            found->help = "a comment of its own covers the next block of text, or the next key "
                          "with its value; one beside something covers that line";
    }
}

static void
reason(PmCheck *check)
{
    const PmSuppressions *all = check->suppressions;
    for (size_t i = 0; i < all->count; i++) {
        const PmSuppression *row = &all->items[i];
        if (row->kind != PM_SUPPRESSION_UNREASONED)
            continue;
        PmDiagnostic *found =
            pm_check_report(check, row->place, "%s is suppressed without a reason, and so is not",
                            pm_check_quote(check, row->name));
        if (found != NULL)
            found->help = "write why behind a colon: 'postmortem-ignore timeline/order: the "
                          "clocks differed'";
    }
}

static void
unknown_check(PmCheck *check)
{
    const PmSuppressions *all = check->suppressions;
    size_t suggested = 0;
    for (size_t i = 0; i < all->count; i++) {
        const PmSuppression *row = &all->items[i];
        if (row->kind != PM_SUPPRESSION_UNKNOWN)
            continue;
        bool named = *row->name != '\0';
        PmDiagnostic *found =
            named ? pm_check_report(check, row->place, "there is no check %s",
                                    pm_check_quote(check, row->name))
                  : pm_check_report(check, row->place, "the comment names no check to suppress");
        if (named && suggested++ < MAX_SUGGESTED)
            pm_check_suggest(check, found, row->name, pm_rule_ids());
    }
}

static void
refused(PmCheck *check)
{
    const PmSuppressions *all = check->suppressions;
    for (size_t i = 0; i < all->count; i++) {
        const PmSuppression *row = &all->items[i];
        if (row->kind != PM_SUPPRESSION_REFUSED)
            continue;
        PmDiagnostic *found =
            pm_check_report(check, row->place, "%s can't be suppressed in a document",
                            pm_check_quote(check, row->name));
        if (found != NULL && g_str_equal(row->name, "secret"))
            found->help = "a secret is suppressed at its place alone, by the check's whole name";
    }
}

#define START "id: x\nkind: near-miss\nstatus: in-review\nimpact: {customers: 0}\n"
#define EMPTY "## Lessons\n"

const PmRule pm_rules_suppress[] = {
    { .id = "suppress/unused",
      .summary = "A comment that suppresses a finding has one to suppress",
      .explanation =
          "'<!-- postmortem-ignore timeline/order: why -->' in the text and '# postmortem-ignore "
          "times/order: why' in the front matter suppress findings of a check, or of several with "
          "commas between them, or of a group such as wording. A comment on lines of its own "
          "covers the next block: a paragraph, heading, table, or a whole list, but of a list that "
          "it stands in the next item. In the front matter it covers the next key, or item of a "
          "list, with its whole value; before the first key it also covers findings that have no "
          "place, such as a section that is missing. A comment beside something covers its line. A "
          "comment in code or in a value is none. One that nothing needs any more hides what "
          "comes later: remove it, or move it to its finding.",
      .failing = PM_EXAMPLE(START, "## Lessons\n\n<!-- postmortem-ignore section/empty: a drill "
                                   "-->\n\nCap the retries.\n"),
      .passing = PM_EXAMPLE(START, "<!-- postmortem-ignore section/empty: a drill -->\n\n" EMPTY),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_SUPPRESSIONS | PM_RULE_FIRM,
      .run = unused },
    { .id = "suppress/reason",
      .summary = "A comment that suppresses a finding says why",
      .explanation =
          "The reason stands behind a colon: 'postmortem-ignore timeline/order: the clocks "
          "differed'. Reviewers sign it along with the text. Without one nothing is suppressed.",
      .failing = PM_EXAMPLE(START, "<!-- postmortem-ignore section/empty -->\n\n" EMPTY),
      .passing = PM_EXAMPLE(START, "<!-- postmortem-ignore section/empty: a drill -->\n\n" EMPTY),
      .severity = PM_STORY,
      .needs = PM_NEEDS_SUPPRESSIONS | PM_RULE_FIRM | PM_RULE_FOREIGN,
      .run = reason },
    { .id = "suppress/unknown-check",
      .summary = "A comment that suppresses a finding names a check that there is",
      .explanation = "A mistyped name suppresses nothing. 'git postmortem explain' lists the "
                     "checks; several are written with commas between them, before the colon.",
      .failing = PM_EXAMPLE(START, "<!-- postmortem-ignore section/emty: a drill -->\n\n" EMPTY),
      .passing = PM_EXAMPLE(START, "<!-- postmortem-ignore section/empty: a drill -->\n\n" EMPTY),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_SUPPRESSIONS | PM_RULE_FIRM | PM_RULE_FOREIGN,
      .run = unknown_check },
    { .id = "suppress/refused",
      .summary = "A comment suppresses no check that must hold",
      .explanation =
          "Some checks no author can take out of a document: what keeps it from being read, its "
          "identity, the form of its facts, who may assess and confirm, and what the gates to "
          "reviewed and closed ask for. There a field says why something is not done: 'accepted' "
          "of a finding, 'reason' and 'no_ticket' of an action; or the policy excuses. The "
          "finding stays. 'git postmortem explain' says of each check whether it can be "
          "suppressed. A secret is suppressed at its place, by the check's own name, and no other "
          "beside it: not by a group, and not for the whole document.",
      .failing = PM_EXAMPLE(START, "<!-- postmortem-ignore action/owner: nobody -->\n\n" EMPTY),
      .passing = PM_EXAMPLE(START, "<!-- postmortem-ignore section/empty: a drill -->\n\n" EMPTY),
      .severity = PM_DOUBT,
      .needs = PM_NEEDS_SUPPRESSIONS | PM_RULE_FIRM | PM_RULE_FOREIGN,
      .run = refused },
    { .id = NULL },
};
