# SPDX-License-Identifier: Apache-2.0
"""The commands that are swept, and the repositories that they are run in. Each repository with a working tree holds work
of the user's that is staged, changed, and not added."""
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
    setup: str           # bash, run after the base's, or in an empty repository; PRELUDE says what it may call
    command: list        # what is hit
    follow: list = None  # another writing command, which recovers first; None: there is none
    ref: str = "HEAD"
    environment: dict = field(default_factory=dict)  # of the command
    base: str = None      # of BASES
    repeats: bool = True  # the same bytes each time
    far: bool = False     # the git directory is on another file system
    bare: bool = False    # hit in a bare clone of it
    remote: bool = False  # the branch is that of the bare repository .git/origin.git, the remote
    toggles: bool = False  # said once more, it takes back what it did
    edits: bool = False   # the user's editor is part of it: what it wrote stays in the file, come what may


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


# git-postmortem by its name, from tests/cli what writes a document and a policy, and:
PRELUDE = r"""
load() { . "$CLI/$1.bash"; }
load review
as() { # PERSON COMMAND…: with their key
    local who=$1
    shift
    GIT_AUTHOR_NAME=$who GIT_AUTHOR_EMAIL=$who@example.org GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=user.signingkey \
        GIT_CONFIG_VALUE_0=$FILES/keys/$who "$@"
}
review() { # LINE: into the part review of the config
    sed -i "s/^review:/review:\n  $1/" .postmortem/config.yaml
}
"""

# name → the base that it begins with, and what is done there
BASES = {
    "ledger": (None, r"""
git config gpg.format ssh
git config user.signingkey "$FILES/keys/dana"
git postmortem -q init 2>/dev/null
git postmortem -q people add erin@example.org --name "Erin Example" --key "$FILES/keys/erin.pub"
git postmortem -q people add dana@example.org --key "$FILES/keys/dana.pub" --role policy
git postmortem -q new "First failure" --template near-miss --severity 4 --started 2026-01-14T09:20:00Z --slug first \
    >/dev/null
""" + USERS_BASE),
    # written by dana; complete, but for what is asked of others
    "written": ("ledger", """
write_document
git postmortem -q commit checkout 2>/dev/null
"""),
    "in review": ("written", "git postmortem -q submit checkout\n"),
    # two change the policy, and have signed nothing yet
    "guarded": ("ledger", """
git postmortem -q people add erin@example.org --role policy
review "change: [{role: policy, count: 2}]"
git postmortem -q commit --policy
"""),
}
LOOSER = """
sed -i "s/signature: required/signature: preferred/" .postmortem/config.yaml
"""
STORY = r"""
f=$(ls postmortems/2026/*-first.md)
sed -i '/^## /,$d' $f
cat >>$f <<'END'
## Summary

A deploy was stopped by hand before it reached production.

## Lessons

The gate that should have stopped it is back.
END
git add $f
echo more >>$f
mkdir ${f%.md}.evidence
seq 1 500 >${f%.md}.evidence/log.txt
"""
# gil of legal uses no git, and erin may record what he says
GIL_WAITS = """
git postmortem -q people add gil@example.org --role legal
git postmortem -q people add erin@example.org --role secretary
review "proxy: [{role: secretary}]"
rules "- require: [{role: legal}]"
git postmortem -q submit checkout
echo "Fine with me." >$FILES/mail.eml
"""
# a pull request's branch, at a remote
PULL_REQUEST = """
git branch elsewhere
git clone -q --bare . .git/origin.git
git remote add origin ./.git/origin.git
git fetch -q origin
git branch -qD elsewhere
"""
ERIN_APPROVES = "as erin git postmortem -q approve checkout >/dev/null\n"


def words(*arguments):
    return ["git-postmortem", *arguments]


AFTER = words("new", "After", "--started", "2026-01-14T12:00:00Z")


def of_drafts(files):
    """The verbs that write documents and the ledger."""
    def edit(*arguments, setup="", **more):
        return Scenario(setup + USERS_CHANGES, words(*arguments), AFTER, base="ledger", **more)

    return {
        "init": Scenario("echo new >added.txt; git add added.txt; echo loose >untracked.txt", words("init"),
                         repeats=False),
        "adopt": Scenario("mkdir docs; echo '# Mail was late' >docs/a.md; echo '# Disk was full' >docs/b.md" +
                          USERS_BASE + USERS_CHANGES, words("init", "--adopt", "docs"), repeats=False),
        "new": edit("new", "Second failure", "--started", "2026-01-15T10:00:00Z"),
        # from a template of the ledger's own, which is committed
        "template": edit("new", "Second failure", "--template", "own", "--started", "2026-01-15T10:00:00Z", setup="""
mkdir .postmortem/templates
git postmortem template show near-miss >.postmortem/templates/own.md
git add .postmortem
git postmortem -q commit --policy
"""),
        "edit": edit("edit", "first", environment={"GIT_EDITOR": "sed -i 's/^severity: 4/severity: 1/'"}, edits=True),
        "set": edit("set", "first", "severity=2", "impact.customers=12"),
        "people": edit("people", "add", "frank@example.org", "--name", "Frank", "--key", f"{files}/keys/frank.pub",
                       "--role", "sre"),
        "finding-add": edit("finding", "add", "first", "Nothing alerted.", "--class", "process-flaw"),
        "finding-accept": edit("finding", "accept", "first", "F1", "It ends in May.", setup="""
git postmortem -q finding add first "Nothing alerted." --class process-flaw
"""),
        "action-add": edit("action", "add", "first", "Alert.", "--owner", "sre"),
        "action-set": edit("action", "set", "first", "A1", "status=doing", setup="""
git postmortem -q action add first Alert. --owner sre 2>/dev/null
"""),
        "assess": edit("assess", "first", "--sufficient", "fully", "--complete", "partly", "--by", "erin@example.org"),
        "undo": edit("undo", "first", setup="git postmortem -q set first severity=2 impact.customers=12\n", toggles=True),
        "submit": Scenario(USERS_CHANGES, words("submit", "checkout"), AFTER, base="written"),
        # partly staged by the user, with a file of evidence beside it
        "commit": edit("commit", "first", setup=STORY),
        # a rule, and a template that git does not know yet
        "policy": edit("commit", "--policy", setup=LOOSER + """
mkdir .postmortem/templates
git postmortem template show near-miss >.postmortem/templates/near-miss.md
git add .postmortem
"""),
        "set-bare": Scenario("", words("set", "first", "severity=2"), AFTER, base="ledger", ref="main", bare=True),
        "new-bare": Scenario("", words("new", "Second failure", "--started", "2026-01-15T10:00:00Z"), AFTER,
                             base="ledger", ref="main", bare=True),
    }


def of_signoffs(files):
    """The verbs that write sign-offs, and the change of a guarded policy."""
    erin = {"GIT_AUTHOR_NAME": "Erin Example", "GIT_AUTHOR_EMAIL": "erin@example.org",
            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.signingkey", "GIT_CONFIG_VALUE_0": f"{files}/keys/erin"}
    on = ("checkout", "--on", "elsewhere", "-m", "Not so.")

    pushed = ("checkout", "--on", "origin/elsewhere", "--push", "-m", "Not so.")
    of_gil = ("checkout", "--for", "gil@example.org")
    with_proof = (*of_gil, "--proof", f"{files}/mail.eml")

    def say(*arguments, setup="", base="in review", environment=erin, **more):
        return Scenario(setup + USERS_CHANGES, words(*arguments), AFTER, base=base, environment=environment, **more)

    def push(verb, follow):
        return Scenario(PULL_REQUEST + USERS_CHANGES, words(verb, *pushed), words(follow, *pushed), base="in review",
                        ref="origin/elsewhere", environment=erin, remote=True)

    return {
        # a signed sign-off, the very bytes that were signed, and the status, which it earns
        "approve": say("approve", "checkout"),
        # the same without the status: another one is waited for
        "approve-first": say("approve", "checkout", setup='rules "- require: [{role: reviewer, count: 2}]"\n'),
        "object": say("object", "checkout", "-m", "The second cause is not named."),
        "revoke": say("revoke", "checkout", "-m", "I saw another text.", setup=ERIN_APPROVES),
        "excuse": say("excuse", "checkout", "--party", "sre", "-m", "They left.",
                      setup='rules "- require: [{role: party, each: true}]"\n'),
        "override": say("override", "checkout", "-m", "The auditor waits.", setup="""
git postmortem -q people add erin@example.org --role vp
review "override: [{role: vp}]"
git postmortem -q commit --policy
"""),
        "acknowledge": say("acknowledge", "reverted", "-m", "The button, by mistake.", environment={},
                           setup=ERIN_APPROVES + "git revert --no-edit HEAD >/dev/null\ngit tag reverted\n"),
        "approve-policy": say("approve", "--policy", setup=LOOSER, base="guarded"),
        "revoke-policy": say("revoke", "--policy", "-m", "Not before Friday.", base="guarded",
                             setup=LOOSER + "as erin git postmortem -q approve --policy >/dev/null 2>&1\n"),
        # what both have signed
        "policy-guarded": say("commit", "--policy", base="guarded", environment={}, setup=LOOSER + """
git postmortem -q approve --policy >/dev/null 2>&1
as erin git postmortem -q approve --policy >/dev/null 2>&1
"""),
        # a revocation of one's approval, and the status that it had earned
        "undo-approval": say("undo", "checkout", setup=ERIN_APPROVES, toggles=True),
        # a word with its proof, and what takes it back
        "approve-for": say("approve", *with_proof, base="written", setup=GIL_WAITS),
        "revoke-for": say("revoke", *of_gil, "-m", "It was another Gil.", base="written", setup=GIL_WAITS +
                          "as erin git postmortem -q approve " + " ".join(with_proof) + " >/dev/null\n"),
        "approve-push": push("approve", "object"),
        "object-push": push("object", "approve"),
        # branches that are not checked out, and those of a bare repository
        "approve-on": Scenario("git branch elsewhere\n" + USERS_CHANGES, words("approve", *on), words("object", *on),
                               base="in review", ref="elsewhere", environment=erin),
        "object-on": Scenario("git branch elsewhere\n" + USERS_CHANGES, words("object", *on), words("approve", *on),
                              base="in review", ref="elsewhere", environment=erin),
        "approve-bare": Scenario("", words("approve", "checkout"), AFTER, base="in review", ref="main", bare=True,
                                 environment=erin),
        "object-bare-on": Scenario("git branch elsewhere\n", words("object", *on), words("approve", *on),
                                   base="in review", ref="elsewhere", bare=True, environment=erin),
    }


def of_follow_up(files):
    """The verbs that write while an incident lasts, and after it was reviewed."""
    add = "git postmortem -q action add first Alert. --owner sre 2>/dev/null\n"
    erin = {"GIT_AUTHOR_NAME": "Erin Example", "GIT_AUTHOR_EMAIL": "erin@example.org"}

    def edit(*arguments, setup="", **more):
        return Scenario(setup + USERS_CHANGES, words(*arguments), AFTER, base="ledger", **more)

    return {
        "note": edit("note", "first", "Writer saturated", "--at", "09:30"),
        # the document and a file beside it
        "attach": edit("attach", "first", f"{files}/keys/erin.pub", "--what", "A key"),
        "finding-set": edit("finding", "set", "first", "F1", "class=process-flaw", setup="""
git postmortem -q finding add first "Nothing alerted." --class technical-lapse
"""),
        "external-add": edit("external", "add", "first", "CSIRT"),
        "attach-url": edit("attach", "first", "https://example.org/graph", "--what", "A graph"),
        "action-done": edit("action", "done", "first", "A1", setup=add),
        "action-drop": edit("action", "drop", "first", "A1", "-m", "Too dear.", setup=add),
        "action-confirm": edit("action", "confirm", "first", "A1", "--proof", "Seen.", environment=erin,
                               setup=add + "git postmortem -q action done first A1\n"),
        "withdraw": edit("withdraw", "first", "-m", "A drill."),
        "reopen": edit("reopen", "first", "-m", "It was none.", setup="git postmortem -q withdraw first -m 'A drill.'\n"),
        "close": Scenario(ERIN_APPROVES + "git postmortem -q action done checkout A1\n"
                          "as erin git postmortem -q action confirm checkout A1 --proof Seen.\n" + USERS_CHANGES,
                          words("close", "checkout"), AFTER, base="in review"),
    }


def of_program(files):
    """The writing verbs of the real program."""
    return of_drafts(files) | of_signoffs(files) | of_follow_up(files)
