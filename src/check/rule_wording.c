/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How it is said: never more than advice. What blame and hindsight do to an investigation is
 * described by Dekker (The Field Guide to Understanding Human Error) and Allspaw (Blameless
 * PostMortems); that an action names what will be different, by the SRE book, chapter 15.
 */
#include "check/rule.h"

#include <string.h>

/* On one line, with single blanks. g_free() */
static char *
folded(const char *text, size_t length)
{
    g_autoptr(GString) out = g_string_new(NULL);
    for (size_t i = 0; i < length; i++)
        if (!g_ascii_isspace(text[i]))
            g_string_append_c(out, text[i]);
        else if (!g_ascii_isspace(text[i - 1])) /* a phrase begins with no blank */
            g_string_append_c(out, ' ');
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* All of one kind; the help comes with the first. */
static void
judge(PmCheck *check, PmWordingKind kind, const char *says, const char *help)
{
    const PmWording *wording = pm_check_wording(check);
    for (size_t i = 0; i < wording->count; i++) {
        const PmWordingHit *hit = &wording->hits[i];
        if (hit->kind != kind)
            continue;
        g_autofree char *written = folded(check->document->source->bytes + hit->span.start,
                                          hit->span.end - hit->span.start);
        PmDiagnostic *found =
            pm_check_report(check, hit->span, "%s %s", pm_check_quote(check, written), says);
        if (found != NULL)
            found->help = help;
        help = NULL;
    }
}

static void
vague_action(PmCheck *check)
{
    judge(check, PM_WORDING_VAGUE, "does not say what will be different",
          "what will exist or behave otherwise, and how will somebody see it? done_when says that");
}

static void
blame(PmCheck *check)
{
    judge(check, PM_WORDING_BLAME, "looks for somebody to blame",
          "what did they see and know then, and what let the slip through? That can be changed");
}

static void
counterfactual(PmCheck *check)
{
    judge(check, PM_WORDING_COUNTERFACTUAL, "tells what did not happen",
          "say what happened and why it made sense then; what is wanted from now on is an action");
}

#define FRONT "id: x\nstatus: in-review\n"

const PmRule pm_rules_wording[] = {
    { .id = "wording/vague-action",
      .summary = "Actions say what will be different",
      .explanation =
          "'Improve monitoring', 'be more careful', 'investigate': nobody can say when such work "
          "is done, so it never is. Name what will exist or behave otherwise; 'done_when' does "
          "too, and silences this. Actions are those of the front matter, and the lists and tables "
          "in a section of that name. English and Korean are known.",
      .failing = PM_EXAMPLE(FRONT "actions:\n  - {id: A1, text: Improve monitoring}\n", "text\n"),
      .passing = PM_EXAMPLE(
          FRONT "actions:\n  - {id: A1, text: Alert when more than 1 % of requests are retries}\n",
          "text\n"),
      .severity = PM_HINT,
      .needs = PM_NEEDS_BODY,
      .run = vague_action },
    { .id = "wording/blame",
      .summary = "The text blames nobody",
      .explanation =
          "Who fears blame tells less, and the next review learns nothing. 'Human error', 'careless' "
          "and 'should have known' end an investigation where it should begin: at what made the slip "
          "likely and what let it through. Quotations and code are passed over.",
      .failing = PM_EXAMPLE(FRONT, "The outage was caused by human error.\n"),
      .passing = PM_EXAMPLE(FRONT, "The form for test and production looks the same.\n"),
      .severity = PM_HINT,
      .needs = PM_NEEDS_BODY,
      .run = blame },
    { .id = "wording/counterfactual",
      .summary = "The text tells what happened, not what should have",
      .explanation =
          "'They should have noticed' describes a world that was not there, and hides why it made "
          "sense to people at the time to do what they did. Say what happened; say as an action what "
          "is wanted from now on. Quotations and code are passed over.",
      .failing = PM_EXAMPLE(FRONT, "The team should have noticed the full disk.\n"),
      .passing = PM_EXAMPLE(FRONT, "No alarm watches the disk; it filled up unseen.\n"),
      .severity = PM_HINT,
      .needs = PM_NEEDS_BODY,
      .run = counterfactual },
    { .id = NULL },
};
