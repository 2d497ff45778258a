/* SPDX-License-Identifier: Apache-2.0 */
/* Who wrote what on the line. */
#include "line.h"

#define PATH "postmortems/x.md"
#define FOLDER "postmortems/x.signoffs/"
#define DIGEST "1111111111111111111111111111111111111111111111111111111111111111"

#define TEXT(status, summary, lesson)                                                              \
    "---\nid: x\nstatus: " status "\n---\n\n## Summary\n\n" summary "\n\n## Lessons\n\n" lesson "\n"

static void
write_as(const Scratch *scratch, const char *person, const char *text)
{
    scratch_write(scratch, PATH, text);
    commit_as(scratch, person, "text");
}

static void
expect_authors(const Scratch *scratch, const char *wanted)
{
    g_auto(Line) line = line_of(scratch);
    g_auto(GStrv) authors = pm_authors_list(line.authors, PATH, pm_steps_count(line.steps) - 1);
    g_autofree char *list = g_strjoinv(" ", authors);
    g_assert_cmpstr(list, ==, wanted);
}

static PmAuthorship
authorship(const Scratch *scratch, const char *email, const char *signoff)
{
    g_auto(Line) line = line_of(scratch);
    return pm_authors_of(line.authors, PATH, pm_steps_count(line.steps) - 1, email, signoff, NULL);
}

static void
whoever_changes_the_text_is_an_author(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_as(&scratch, "dana", TEXT("draft", "It broke.", "None."));
    expect_authors(&scratch, "dana@example.org");
    write_as(&scratch, "erin", TEXT("draft", "It broke.", "Some."));
    expect_authors(&scratch, "dana@example.org erin@example.org");
    write_as(&scratch, "frank", TEXT("in-review", "It broke.", "Some.")); /* a follow-up */
    commit_as(&scratch, "grace", "nothing at all");
    expect_authors(&scratch, "dana@example.org erin@example.org");
    g_assert_cmpint(authorship(&scratch, "ERIN@Example.org", NULL), ==, PM_AUTHORSHIP_SOME);
    g_assert_cmpint(authorship(&scratch, "frank@example.org", NULL), ==, PM_AUTHORSHIP_NONE);
}

static void
who_wrote_later_is_no_author_yet(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_as(&scratch, "dana", TEXT("draft", "It broke.", "None."));
    write_as(&scratch, "erin", TEXT("draft", "It bent.", "None."));
    g_auto(Line) line = line_of(&scratch);
    g_assert_cmpint(pm_authors_of(line.authors, PATH, 0, "erin@example.org", NULL, NULL), ==,
                    PM_AUTHORSHIP_NONE);
    g_assert_cmpint(pm_authors_of(line.authors, PATH, 1, "erin@example.org", NULL, NULL), ==,
                    PM_AUTHORSHIP_SOME);
}

static void
one_person_under_two_addresses_is_one_author(void)
{
    g_auto(Scratch) scratch = scratch_new();
    scratch_write(&scratch, ".mailmap", "Dana <dana@example.org> <d@home>\n");
    scratch_write(&scratch, PATH, TEXT("draft", "It broke.", "None."));
    git_do(&scratch, "add", "-A");
    git_do(&scratch, "commit", "-q", "--author", "D <d@home>", "-m", "text");
    expect_authors(&scratch, "dana@example.org");
    g_assert_cmpint(authorship(&scratch, "dana@example.org", NULL), ==, PM_AUTHORSHIP_SOME);
    g_assert_cmpint(authorship(&scratch, "d@home", NULL), ==, PM_AUTHORSHIP_SOME);
    g_auto(Line) line = line_of(&scratch);
    g_autofree char *adder = pm_authors_adder(line.authors, PATH, 0);
    g_assert_cmpstr(adder, ==, "d@home");
}

static void
the_committer_is_no_author_and_the_co_author_is(void)
{
    g_auto(Scratch) scratch = scratch_new();
    scratch_write(&scratch, PATH, TEXT("draft", "It broke.", "None."));
    commit_as(
        &scratch, "dana",
        "text\n\nCo-authored-by: Erin <erin@example.org>\nco-AUTHORED-by: <frank@example.org>\n"
        "Reviewed-by: Grace <grace@example.org>\n");
    expect_authors(&scratch, "dana@example.org erin@example.org frank@example.org");
}

/* Two sides that changed different sections, merged by somebody else. */
static void
begin_merge(const Scratch *scratch)
{
    write_as(scratch, "dana", TEXT("draft", "It broke.", "None."));
    git_do(scratch, "checkout", "-q", "-b", "side");
    write_as(scratch, "erin", TEXT("draft", "It broke.", "Some."));
    git_do(scratch, "checkout", "-q", "main");
    write_as(scratch, "frank", TEXT("draft", "It bent.", "None."));
    const char *const merge[] = { "git", "merge", "-q", "--no-commit", "--no-ff", "side", NULL };
    git_code(scratch, merge);
}

static void
a_merge_is_written_by_those_whose_text_it_takes(void)
{
    g_auto(Scratch) scratch = scratch_new();
    begin_merge(&scratch);
    write_as(&scratch, "grace", TEXT("draft", "It bent.", "Some."));
    expect_authors(&scratch, "dana@example.org erin@example.org frank@example.org");
}

static void
a_merge_with_a_text_of_its_own_has_an_author(void)
{
    static const char *const evil[] = {
        TEXT("draft", "It bent, a bit.", "Some."),
        TEXT("draft", "It bent.", "None at all."),
        "---\nid: x\nstatus: draft\nseverity: 1\n---\n\n## Summary\n\nIt bent.\n\n## Lessons\n\n"
        "Some.\n",
        "---\nid: x\nstatus: [\n---\n\n## Summary\n\nIt bent.\n\n## Lessons\n\nSome.\n",
        TEXT("draft", "It bent.", "Some.\n\n## More\n\nOf mine."),
    };
    for (size_t i = 0; i < G_N_ELEMENTS(evil); i++) {
        g_auto(Scratch) scratch = scratch_new();
        begin_merge(&scratch);
        write_as(&scratch, "grace", evil[i]);
        if (authorship(&scratch, "grace@example.org", NULL) != PM_AUTHORSHIP_SOME)
            g_error("merge %zu: its author is not seen", i);
    }
}

#define ROWS(rows)                                                                                 \
    TEXT("draft", "It broke.", "None.")                                                            \
    "\n## Timeline\n\n| Time (UTC) | Event |\n| --- | --- |\n| 2026-01-14 16:40 | A deploy |\n" rows

/* Two notes in one place, which lines can't merge, and the driver of documents does. */
static void
who_merges_with_the_driver_is_no_author(void)
{
    static const struct {
        const char *merged, *authors;
    } cases[] = {
        { ROWS("| 16:50 | Erin's |\n| 16:58 | Frank's |\n"),
          "dana@example.org erin@example.org frank@example.org" },
        { ROWS("| 16:50 | Erin's |\n| 16:58 | Frank's, as Grace has it |\n"),
          "dana@example.org erin@example.org frank@example.org grace@example.org" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_auto(Scratch) scratch = scratch_new();
        const char *const merge[] = {
            "git", "merge", "-q", "--no-commit", "--no-ff", "side", NULL
        };
        write_as(&scratch, "dana", ROWS(""));
        git_do(&scratch, "checkout", "-q", "-b", "side");
        write_as(&scratch, "erin", ROWS("| 16:50 | Erin's |\n"));
        git_do(&scratch, "checkout", "-q", "main");
        write_as(&scratch, "frank", ROWS("| 16:58 | Frank's |\n"));
        g_assert_cmpint(git_code(&scratch, merge), !=, 0);
        write_as(&scratch, "grace", cases[i].merged);
        expect_authors(&scratch, cases[i].authors);
    }
}

/* A document that one side does not have: what the merge adds to the other's is its own. */
static void
a_merge_that_edits_what_only_one_side_has_is_seen(void)
{
    g_auto(Scratch) scratch = scratch_new();
    scratch_commit(&scratch, "README", "x\n");
    git_do(&scratch, "checkout", "-q", "-b", "side");
    write_as(&scratch, "erin", TEXT("draft", "It broke.", "Some."));
    git_do(&scratch, "checkout", "-q", "main");
    scratch_commit(&scratch, "README", "y\n");
    git_do(&scratch, "merge", "-q", "--no-commit", "--no-ff", "side");
    write_as(&scratch, "grace", TEXT("draft", "It bent.", "Some."));
    g_assert_cmpint(authorship(&scratch, "grace@example.org", NULL), ==, PM_AUTHORSHIP_SOME);
    g_assert_cmpint(authorship(&scratch, "erin@example.org", NULL), ==, PM_AUTHORSHIP_SOME);
}

static void
who_only_assessed_the_response_is_no_author(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_as(&scratch, "dana", "---\nid: x\n---\ntext\n");
    write_as(&scratch, "erin", "---\nid: x\nresponse: {sufficient: fully}\n---\ntext\n");
    expect_authors(&scratch, "dana@example.org");
    write_as(&scratch, "erin", "---\nid: x\nresponse: {sufficient: not}\n---\ntext, too\n");
    expect_authors(&scratch, "dana@example.org erin@example.org");
}

/* Three parents; of the last two, each changed a line of one section. */
static void
begin_octopus(const Scratch *scratch)
{
    write_as(scratch, "dana", TEXT("draft", "It broke.\n\nAt\n\nsix.", "None."));
    git_do(scratch, "branch", "one");
    git_do(scratch, "checkout", "-q", "-b", "other");
    write_as(scratch, "dana", TEXT("draft", "It broke.\n\nAt\n\nten.", "None."));
    git_do(scratch, "checkout", "-q", "one");
    write_as(scratch, "dana", TEXT("draft", "It bent.\n\nAt\n\nsix.", "None."));
    git_do(scratch, "checkout", "-q", "main");
    scratch_commit(scratch, "README", "x\n");
    merge_as(scratch, "grace", "one", "other");
    g_autofree char *parents =
        git(scratch, "rev-list", "--count", "--max-count=1", "--min-parents=3", "HEAD");
    g_assert_cmpstr(parents, ==, "1");
}

static void
who_merges_many_branches_is_no_author(void)
{
    g_auto(Scratch) scratch = scratch_new();
    begin_octopus(&scratch);
    expect_authors(&scratch, "dana@example.org");
}

static void
a_merge_of_many_branches_with_a_text_of_its_own_has_an_author(void)
{
    g_auto(Scratch) scratch = scratch_new();
    begin_octopus(&scratch);
    scratch_write(&scratch, PATH, TEXT("draft", "It bent.\n\nAt\n\neight.", "None."));
    git_do(&scratch, "commit", "-q", "-a", "--amend", "--no-edit");
    expect_authors(&scratch, "dana@example.org grace@example.org");
}

#define ACTIONS(more)                                                                              \
    "---\nid: x\nactions:\n  - {id: A1, text: Look at it, status: open}\n" more "---\ntext\n"

/* A follow-up for what is signed, and her words for who signs it. */
static void
who_adds_an_action_is_an_author_of_what_has_it(void)
{
    g_auto(Scratch) scratch = scratch_new();
    const char *with = ACTIONS("  - {id: A2, text: Do it all again, status: open}\n");
    write_as(&scratch, "dana", ACTIONS(""));
    write_as(&scratch, "erin", with);
    write_as(&scratch, "frank", ACTIONS("  - {id: A2, text: Do it all again, status: done}\n"));
    expect_authors(&scratch, "dana@example.org erin@example.org");
    g_auto(Line) line = line_of(&scratch);
    g_autoptr(GBytes) signed_with = g_bytes_new_static(with, strlen(with));
    g_autoptr(GBytes) without = g_bytes_new_static(ACTIONS(""), strlen(ACTIONS("")));
    g_assert_cmpint(pm_authors_of(line.authors, PATH, 2, "erin@example.org", NULL, signed_with), ==,
                    PM_AUTHORSHIP_SOME);
    g_assert_cmpint(pm_authors_of(line.authors, PATH, 2, "erin@example.org", NULL, without), ==,
                    PM_AUTHORSHIP_NONE);
    g_assert_cmpint(pm_authors_of(line.authors, PATH, 2, "dana@example.org", NULL, without), ==,
                    PM_AUTHORSHIP_SOME);
    /* what would be taken back to have the signed text again */
    g_auto(GStrv) commits = pm_authors_commits(line.authors, PATH, 1, NULL);
    g_assert_null(commits[0]);
    g_auto(GStrv) theirs = pm_authors_commits(line.authors, PATH, 1, "erin@example.org");
    g_assert_cmpuint(g_strv_length(theirs), ==, 1);
}

static void
who_merges_actions_of_others_is_no_author(void)
{
    const char *again = ACTIONS("  - {id: A2, text: Do it all again, status: open}\n");
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *merged = g_strconcat(again, "and more\n", NULL);
    write_as(&scratch, "dana", ACTIONS(""));
    git_do(&scratch, "checkout", "-q", "-b", "side");
    write_as(&scratch, "erin", again);
    git_do(&scratch, "checkout", "-q", "main");
    write_as(&scratch, "dana", ACTIONS("") "and more\n");
    git_do(&scratch, "merge", "-q", "--no-commit", "-s", "ours", "side");
    write_as(&scratch, "grace", merged);
    expect_authors(&scratch, "dana@example.org erin@example.org");
    /* one that no side has is hers */
    g_autofree char *evil =
        g_strconcat(ACTIONS("  - {id: A2, text: Do it all again, status: open}\n"
                            "  - {id: A3, text: Do it twice, status: open}\n"),
                    "and more\n", NULL);
    scratch_write(&scratch, PATH, evil);
    git_do(&scratch, "commit", "-q", "-a", "--amend", "--no-edit");
    expect_authors(&scratch, "dana@example.org erin@example.org grace@example.org");
}

static char *
statement_of(const char *person)
{
    return g_strdup_printf("git-postmortem-signoff: 1\n"
                           "ledger: 5f0c1c1e-6f0b-4f5e-9a53-0d5c3ad1b2aa\ndocument: x\n"
                           "content: sha256:" DIGEST "\npolicy: sha256:" DIGEST "\n"
                           "verdict: approve\nrole: reviewer\nparty: none\n"
                           "reviewer: %s@example.org\ntime: 2026-01-20T09:14:02Z\n"
                           "replaces: none\ncomment: none\n",
                           person);
}

/* A forge's squash: text and sign-off in one commit, all who had a commit in it as co-authors. */
static void
in_a_squash_a_reviewer_is_no_co_author(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *statement = statement_of("erin");
    scratch_write(&scratch, PATH, TEXT("reviewed", "It broke.", "None."));
    scratch_write(&scratch, FOLDER DIGEST ".signoff", statement);
    commit_as(&scratch, "dana",
              "Squash (#7)\n\nCo-authored-by: Erin <erin@example.org>\n"
              "Co-authored-by: Frank <frank@example.org>\n");
    expect_authors(&scratch, "dana@example.org frank@example.org");
    const char *signoff = FOLDER DIGEST ".signoff";
    g_assert_cmpint(authorship(&scratch, "erin@example.org", signoff), ==, PM_AUTHORSHIP_SQUASHED);
    /* what she signs later is as much of a claim */
    g_assert_cmpint(authorship(&scratch, "erin@example.org", NULL), ==, PM_AUTHORSHIP_SQUASHED);
    g_assert_cmpint(authorship(&scratch, "frank@example.org", signoff), ==, PM_AUTHORSHIP_SOME);
    g_assert_cmpint(authorship(&scratch, "dana@example.org", signoff), ==, PM_AUTHORSHIP_SOME);
    /* in any other commit, a co-author is one */
    scratch_write(&scratch, PATH, TEXT("reviewed", "It bent.", "None."));
    commit_as(&scratch, "dana", "more\n\nCo-authored-by: Erin <erin@example.org>\n");
    g_assert_cmpint(authorship(&scratch, "erin@example.org", signoff), ==, PM_AUTHORSHIP_SOME);
}

static void
a_sign_off_beside_the_text_is_no_squash(void)
{
    g_auto(Scratch) scratch = scratch_new();
    g_autofree char *statement = statement_of("erin");
    const char *signoff = FOLDER DIGEST ".signoff";
    write_as(&scratch, "dana", TEXT("in-review", "It broke.", "None."));
    scratch_write(&scratch, signoff, statement);
    scratch_write(&scratch, PATH, TEXT("reviewed", "It broke.", "None."));
    commit_as(&scratch, "erin", "approve");
    g_assert_cmpint(authorship(&scratch, "erin@example.org", signoff), ==, PM_AUTHORSHIP_NONE);
}

/* The earliest commit that has it, side branches included, also after it was taken away. */
static void
the_adder_is_who_brought_it_first(void)
{
    g_auto(Scratch) scratch = scratch_new();
    const char *signoff = FOLDER DIGEST ".signoff";
    write_as(&scratch, "dana", TEXT("draft", "It broke.", "None."));
    git_do(&scratch, "checkout", "-q", "-b", "side");
    scratch_write(&scratch, signoff, "x\n");
    commit_as(&scratch, "erin", "approve");
    git_do(&scratch, "checkout", "-q", "main");
    git_do(&scratch, "merge", "-q", "--no-ff", "-m", "merge", "side");
    git_do(&scratch, "rm", "-q", signoff);
    commit_as(&scratch, "mallory", "delete");
    scratch_write(&scratch, signoff, "x\n");
    commit_as(&scratch, "mallory", "add again");
    g_auto(Line) line = line_of(&scratch);
    g_autofree char *adder = pm_authors_adder(line.authors, signoff, SIZE_MAX);
    g_assert_cmpstr(adder, ==, "erin@example.org");
    g_autofree char *nobody = pm_authors_adder(line.authors, FOLDER "other.signoff", SIZE_MAX);
    g_assert_null(nobody);
}

/* Whatever dates a branch that is merged later has. */
static void
who_added_it_stays_the_same(void)
{
    g_auto(Scratch) scratch = scratch_new();
    const char *signoff = FOLDER DIGEST ".signoff";
    write_as(&scratch, "dana", TEXT("draft", "It broke.", "None."));
    git_do(&scratch, "checkout", "-q", "-b", "side");
    scratch_write(&scratch, signoff, "x\n");
    commit_as(&scratch, "mallory", "approve");
    git_do(&scratch, "checkout", "-q", "main");
    scratch_write(&scratch, signoff, "x\n");
    commit_as(&scratch, "erin", "approve");
    git_do(&scratch, "merge", "-q", "--no-ff", "-m", "merge", "side");
    g_auto(Line) line = line_of(&scratch);
    g_autofree char *then = pm_authors_adder(line.authors, signoff, 1);
    g_assert_cmpstr(then, ==, "erin@example.org");
    g_autofree char *in_all = pm_authors_adder(line.authors, signoff, 2);
    g_assert_cmpstr(in_all, ==, "mallory@example.org");
}

static void
sign_offs_of_the_policy_have_adders_too(void)
{
    g_auto(Scratch) scratch = scratch_new();
    scratch_write(&scratch, ".postmortem/signoffs/" DIGEST ".signoff", "x\n");
    commit_as(&scratch, "erin", "approve the policy");
    g_auto(Line) line = line_of(&scratch);
    g_autofree char *adder =
        pm_authors_adder(line.authors, ".postmortem/signoffs/" DIGEST ".signoff", SIZE_MAX);
    g_assert_cmpstr(adder, ==, "erin@example.org");
}

static void
a_shallow_clone_is_cut(void)
{
    g_auto(Scratch) scratch = scratch_new();
    write_as(&scratch, "dana", TEXT("draft", "It broke.", "None."));
    write_as(&scratch, "erin", TEXT("draft", "It bent.", "None."));
    git_do(&scratch, "fetch", "-q", "--depth=1", ".", "main:shallow");
    g_autofree char *shallow = scratch_path(&scratch, ".git/shallow");
    g_autofree char *tip = git(&scratch, "rev-parse", "HEAD");
    g_autofree char *text = g_strconcat(tip, "\n", NULL);
    g_assert_true(g_file_set_contents(shallow, text, -1, NULL));
    g_auto(Line) line = line_of(&scratch);
    g_assert_true(pm_steps_is_cut(line.steps));
    g_assert_true(pm_authors_is_cut(line.authors));
    g_assert_cmpuint(pm_steps_count(line.steps), ==, 1);
}

#define TEST(name) g_test_add_func("/ledger/authors/" #name, name)

void test_ledger_authors(void);
void
test_ledger_authors(void)
{
    TEST(whoever_changes_the_text_is_an_author);
    TEST(who_wrote_later_is_no_author_yet);
    TEST(one_person_under_two_addresses_is_one_author);
    TEST(the_committer_is_no_author_and_the_co_author_is);
    TEST(a_merge_is_written_by_those_whose_text_it_takes);
    TEST(a_merge_with_a_text_of_its_own_has_an_author);
    TEST(who_merges_with_the_driver_is_no_author);
    TEST(a_merge_that_edits_what_only_one_side_has_is_seen);
    TEST(who_only_assessed_the_response_is_no_author);
    TEST(who_merges_many_branches_is_no_author);
    TEST(a_merge_of_many_branches_with_a_text_of_its_own_has_an_author);
    TEST(who_adds_an_action_is_an_author_of_what_has_it);
    TEST(who_merges_actions_of_others_is_no_author);
    TEST(in_a_squash_a_reviewer_is_no_co_author);
    TEST(a_sign_off_beside_the_text_is_no_squash);
    TEST(the_adder_is_who_brought_it_first);
    TEST(who_added_it_stays_the_same);
    TEST(sign_offs_of_the_policy_have_adders_too);
    TEST(a_shallow_clone_is_cut);
}
