/* SPDX-License-Identifier: Apache-2.0 */
/* The bundle: its digest is what sha256sum and sort give. */
#include "ledger/bundle.h"

#include "../git/scratch.h"

static const char *const files[] = {
    ".postmortem/config.yaml",
    ".postmortem/allowed_signers",
    ".postmortem/templates/b.md",
    ".postmortem/templates/a b.md",
    ".postmortem/templates.md",
    ".postmortem/Z",
    ".postmortem/한글.txt",
    ".postmortem/signoffs/0.signoff",
    ".postmortem/checkpoints/1",
    "postmortems/.gitattributes",
    "postmortems/2026/x.md",
    "postmortems/2026/.gitattributes",
    ".gitattributes",
    ".postmortem.md",
    "src/.postmortem/config.yaml",
};

static Scratch
make_ledger(void)
{
    Scratch scratch = scratch_new();
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *text = g_strdup_printf("this is %s\n", files[i]);
        scratch_write(&scratch, files[i], text);
    }
    scratch_write(&scratch, ".postmortem/empty", "");
    git_do(&scratch, "add", "-A");
    git_do(&scratch, "commit", "-q", "-m", "all");
    return scratch;
}

static char *
manifest_at(const Scratch *scratch, PmRepository *repository, const char *revision, GError **error)
{
    PmOid oid = scratch_oid(scratch, revision);
    g_autoptr(PmContent) content = pm_content_commit(repository, &oid, NULL);
    return pm_bundle_manifest(content, "postmortems/", error);
}

static void
the_manifest_is_what_sha256sum_and_sort_give(void)
{
    g_auto(Scratch) scratch = make_ledger();
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autoptr(GError) error = NULL;
    g_autofree char *manifest = manifest_at(&scratch, repository, "HEAD", &error);
    g_assert_no_error(error);
    const char *const pipeline[] = {
        "sh", "-c",
        "git ls-files -z .postmortem postmortems/.gitattributes | "
        "grep -zv -e ^.postmortem/signoffs/ -e ^.postmortem/checkpoints/ | "
        "LC_ALL=C sort -z | xargs -0 sha256sum",
        NULL
    };
    g_autofree char *wanted = git_output(scratch.path, pipeline);
    g_autofree char *line_end = g_strconcat(wanted, "\n", NULL);
    g_assert_cmpstr(manifest, ==, line_end);
    const char *const digest[] = {
        "sh", "-c",
        "git ls-files -z .postmortem postmortems/.gitattributes | "
        "grep -zv -e ^.postmortem/signoffs/ -e ^.postmortem/checkpoints/ | "
        "LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c1-64",
        NULL
    };
    g_autofree char *theirs = git_output(scratch.path, digest);
    g_autofree char *ours = pm_bundle_digest(manifest, strlen(manifest));
    g_assert_cmpstr(ours, ==, theirs);
}

/* What is in it and what is not: each file is changed alone. */
static void
what_judges_is_in_the_bundle_and_nothing_else(void)
{
    g_auto(Scratch) scratch = make_ledger();
    g_autoptr(PmRepository) repository = scratch_open(&scratch);
    g_autofree char *before = manifest_at(&scratch, repository, "HEAD", NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
        bool within = i < 7 || i == 9;
        scratch_commit(&scratch, files[i], "changed\n");
        g_autofree char *after = manifest_at(&scratch, repository, "HEAD", NULL);
        if (g_str_equal(before, after) == within)
            g_error("%s is %s the bundle", files[i], within ? "not in" : "in");
        g_assert_true(pm_bundle_has(files[i], "postmortems/") == within);
        g_free(before);
        before = g_steal_pointer(&after);
    }
    g_assert_true(pm_bundle_step_may_have(".postmortem/signoffs/0.signoff", "postmortems/"));
    g_assert_false(pm_bundle_step_may_have(".postmortem/checkpoints/1", "postmortems/"));
    g_assert_false(pm_bundle_step_may_have("postmortems/2026/x.md", "postmortems/"));
    /* documents all over the repository: the attributes are those of the root */
    g_assert_true(pm_bundle_has(".gitattributes", ""));
}

static void
what_a_manifest_can_not_say_is_refused(void)
{
    static const struct {
        const char *about, *script;
    } rows[] = {
        { "a link", "ln -s /etc/passwd .postmortem/link" },
        { "a line break in a name", "touch '.postmortem/a\nb'" },
        { "a backslash in a name", "touch '.postmortem/a\\b'" },
        { "a link for the attributes",
          "rm postmortems/.gitattributes; ln -s x postmortems/.gitattributes" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Scratch) scratch = make_ledger();
        g_autofree char *script = g_strconcat(
            rows[i].script, "; git -c core.protectNTFS=false add -A; git commit -qm x", NULL);
        const char *const argv[] = { "sh", "-ec", script, NULL };
        g_free(git_output(scratch.path, argv));
        g_autoptr(PmRepository) repository = scratch_open(&scratch);
        g_autoptr(GError) error = NULL;
        g_autofree char *manifest = manifest_at(&scratch, repository, "HEAD", &error);
        if (manifest != NULL)
            g_error("%s: taken", rows[i].about);
        g_assert_error(error, PM_ERROR, PM_ERROR_UNTRUSTED);
    }
}

#define TEST(name) g_test_add_func("/ledger/bundle/" #name, name)

void test_ledger_bundle(void);
void
test_ledger_bundle(void)
{
    TEST(the_manifest_is_what_sha256sum_and_sort_give);
    TEST(what_judges_is_in_the_bundle_and_nothing_else);
    TEST(what_a_manifest_can_not_say_is_refused);
}
