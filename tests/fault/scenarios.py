# SPDX-License-Identifier: Apache-2.0
"""The commands that are swept, and the repositories that they are run in. Each repository holds work of the user's that
is staged, changed, and not added."""
from dataclasses import dataclass, field

USERS_BASE = """
echo one >staged.txt; echo one >both.txt; echo one >unstaged.txt; git add -A; git commit -qm base
"""
USERS_CHANGES = """
echo two >staged.txt; echo new >added.txt; echo two >both.txt; git add staged.txt added.txt both.txt
echo three >both.txt; echo two >unstaged.txt; echo loose >untracked.txt
"""


@dataclass
class Scenario:
    setup: str           # bash, run in an empty repository; $P is the program, $FILES a folder of files
    command: list        # what is hit
    follow: list = None  # another writing command, which recovers first; None: there is none
    ref: str = "HEAD"
    environment: dict = field(default_factory=dict)  # of the command
    repeats: bool = True  # the same bytes each time
    far: bool = False     # the git directory is on another file system


def of_driver(driver, files):
    """One commit through pm_git_commit()."""
    first, second = f"{files}/first", f"{files}/second"

    def change(*words):
        options = [word for word in words if word.startswith("--")]
        return [driver, *options, ".", "change", *words[len(options):]]

    return {
        # two documents, one of them in a new folder
        "update": Scenario("mkdir docs; seq 1 200 >docs/a.md" + USERS_BASE + USERS_CHANGES,
                           change("docs/a.md", first, "docs/2026/b.md", second)),
        # the first commit of all, beside what the user staged
        "unborn": Scenario("echo new >added.txt; git add added.txt; echo loose >untracked.txt",
                           change("--unborn", ".postmortem/config.yaml", first, "docs/a.md",
                                  second)),
        # a document with changes of its own, and one that goes
        "dirty": Scenario("mkdir docs; seq 1 200 >docs/a.md; echo gone >docs/b.md" + USERS_BASE +
                          "seq 5 300 >docs/a.md; git add docs/a.md; seq 7 300 >docs/a.md" + USERS_CHANGES,
                          change("--dirty", "docs/a.md", first, "docs/b.md", "-")),
        # nothing can be renamed from the git directory into the working tree
        "far": Scenario("mkdir docs; seq 1 200 >docs/a.md; echo gone >docs/b.md" + USERS_BASE + USERS_CHANGES,
                        change("docs/a.md", first, "docs/b.md", "-", "docs/2026/c.md", second), far=True),
        # a branch that is not checked out
        "elsewhere": Scenario("mkdir docs; seq 1 200 >docs/a.md" + USERS_BASE + "git branch elsewhere" + USERS_CHANGES,
                              change("--ref=refs/heads/elsewhere", "docs/a.md", first, "docs/2026/b.md",
                                     second), ref="elsewhere"),
    }


LEDGER = """
git config gpg.format ssh
$P -q init --documents docs >/dev/null 2>&1
$P -q people add erin@example.org --name "Erin Example" --key $FILES/erin.pub
$P -q new "First failure" --template near-miss --severity 4 --started 2026-01-14T09:20:00Z --slug first >/dev/null
"""
STORY = """
f=$(ls docs/2026/*-first.md)
sed -i '/^## /,$d' $f
cat >>$f <<'END'
## Summary

A deploy was stopped by hand before it reached production.

## Lessons

The gate that should have stopped it is back.
END
"""
SUBMITTED = STORY + """
$P -q commit first
$P -q set first summary="A deploy was stopped by hand." times.detected=2026-01-14T09:21:00Z \\
    times.responded=2026-01-14T09:22:00Z times.mitigated=2026-01-14T09:25:00Z times.resolved=2026-01-14T09:30:00Z \\
    times.disclosed=unknown detected_by=staff impact.customers=0 impact.data_breach=none impact.text=None.
$P -q submit first
"""


def of_program(program, files):
    """The writing verbs of the real program."""
    erin = {"GIT_AUTHOR_NAME": "Erin Example", "GIT_AUTHOR_EMAIL": "erin@example.org",
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.signingkey", "GIT_CONFIG_VALUE_0": f"{files}/erin"}
    after = [program, "new", "After", "--started", "2026-01-14T12:00:00Z"]
    return {
        "init": Scenario("echo new >added.txt; git add added.txt; echo loose >untracked.txt",
                         [program, "init"], repeats=False),
        "new": Scenario(LEDGER + USERS_BASE + USERS_CHANGES,
                        [program, "new", "Second failure", "--started", "2026-01-15T10:00:00Z"], after),
        "set": Scenario(LEDGER + USERS_BASE + USERS_CHANGES,
                        [program, "set", "first", "severity=2", "impact.customers=12"], after),
        # a signed sign-off, the very bytes that were signed, and the status, which it earns
        "approve": Scenario(LEDGER + SUBMITTED + USERS_BASE + USERS_CHANGES,
                            [program, "approve", "first"], after, environment=erin),
        # partly staged by the user, with a file of evidence beside it
        "commit": Scenario(LEDGER + USERS_BASE + STORY + "git add $f; echo more >>$f; mkdir ${f%.md}.evidence\n"
                           "seq 1 500 >${f%.md}.evidence/log.txt" + USERS_CHANGES,
                           [program, "commit", "first"], after),
    }
