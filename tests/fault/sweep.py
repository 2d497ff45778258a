#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sweep.py [--seconds S | --long] [--only TEXT] [--list] [--driver PROGRAM | --setup SCRIPT -- COMMAND…]

Hits a writing command at its n-th system call, then lets a recovery, the next run, or the user go on, and asks plain git
whether anything was lost. Without a COMMAND the scenarios below are run with the commit driver. With one, SCRIPT (bash,
run in an empty repository) prepares what COMMAND is run in; {file} in COMMAND is replaced by the folder of the sweep.

A case is SCENARIO/FAULT/WHAT-THEN; --only runs those whose name holds TEXT. With --seconds a sample with a fixed seed is
run until the time is over; --long (or PM_LONG=1) runs all.

After every case it must hold that
  - git fsck --strict finds nothing, and nothing of ours is left (locks, journal, staged and temporary files);
  - the branch is where it was or one commit further, that commit has all of its paths and no other, and for these paths
    index and working tree hold what the branch holds;
  - what the user had staged, changed and not added is as it was;
  - the user's own next commit holds what the user staged and nothing else;
  - a command that said that it succeeded did, and one that said that nothing was changed changed nothing.
"""
import argparse
import hashlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
ZERO = "0" * 40
ENVIRONMENT = {
    "LC_ALL": "C.UTF-8", "TZ": "UTC", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Dana Doe", "GIT_AUTHOR_EMAIL": "dana@example.org",
    "GIT_COMMITTER_NAME": "Dana Doe", "GIT_COMMITTER_EMAIL": "dana@example.org",
    "GIT_OPTIONAL_LOCKS": "0",
    # the shim comes before the sanitizer's library; a killed program has leaks
    "ASAN_OPTIONS": "detect_leaks=0:verify_asan_link_order=0",
}

# what a command says that knows that it cannot know
HONEST = ("could not be taken back", "cannot tell whether")

USERS_WORK = """
echo one >staged.txt; echo one >both.txt; echo one >unstaged.txt; git add -A; git commit -qm base
"""
USERS_CHANGES = """
echo two >staged.txt; echo new >added.txt; echo two >both.txt; git add staged.txt added.txt both.txt
echo three >both.txt; echo two >unstaged.txt; echo loose >untracked.txt
"""
SCENARIOS = {
    # two documents, one of them in a new folder
    "update": ("mkdir docs; seq 1 200 >docs/a.md" + USERS_WORK + USERS_CHANGES,
               "docs/a.md {files}/first docs/2026/b.md {files}/second"),
    # the first commit of all, beside what the user staged
    "unborn": ("echo new >added.txt; git add added.txt; echo loose >untracked.txt",
               "--unborn .postmortem/config.yaml {files}/first docs/a.md {files}/second"),
    # a document with changes of its own, and one that goes
    "dirty": ("mkdir docs; seq 1 200 >docs/a.md; echo gone >docs/b.md" + USERS_WORK +
              "seq 5 300 >docs/a.md; git add docs/a.md; seq 7 300 >docs/a.md" + USERS_CHANGES,
              "--dirty docs/a.md {files}/first docs/b.md -"),
    # a branch that is not checked out
    "elsewhere": ("mkdir docs; seq 1 200 >docs/a.md" + USERS_WORK + "git branch elsewhere" + USERS_CHANGES,
                  "--ref=refs/heads/elsewhere docs/a.md {files}/first docs/2026/b.md {files}/second"),
}


class Violation(Exception):
    pass


def run(arguments, cwd, extra=None, **options):
    return subprocess.run(arguments, cwd=cwd, env={**BASE, **(extra or {})}, capture_output=True, text=True,
                          errors="surrogateescape", timeout=60, **options)


def git(cwd, *arguments, check=True):
    done = run(["git", *arguments], cwd)
    if check and done.returncode != 0:
        raise Violation(f"git {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def tip(cwd, ref):
    done = run(["git", "rev-parse", "-q", "--verify", ref + "^{commit}"], cwd)
    return done.stdout.strip() or ZERO


def tree_of(cwd, commit):
    """path → (mode, blob) of a commit."""
    if commit == ZERO:
        return {}
    entries = {}
    for line in git(cwd, "ls-tree", "-r", "-z", commit).split("\0")[:-1]:
        about, path = line.split("\t", 1)
        mode, _, blob = about.split(" ")
        entries[path] = (mode, blob)
    return entries


def index_of(cwd):
    entries = {}
    for line in git(cwd, "ls-files", "-s", "-z").split("\0")[:-1]:
        about, path = line.split("\t", 1)
        mode, blob, stage = about.split(" ")
        entries[path, stage] = (mode, blob)
    return entries


def files_of(cwd):
    """path → bytes of everything in the working tree; folders, which git does not see, as None."""
    found = {}
    for folder, folders, files in os.walk(cwd):
        if ".git" in folders:
            folders.remove(".git")
        for name in files:
            path = Path(folder, name)
            found[str(path.relative_to(cwd))] = path.read_bytes()
    return found


class State:
    def __init__(self, cwd, ref):
        self.tip, self.index, self.files = tip(cwd, ref), index_of(cwd), files_of(cwd)
        self.tree = tree_of(cwd, self.tip)

    def without(self, paths):
        return ({key: value for key, value in self.index.items() if key[0] not in paths},
                {path: value for path, value in self.files.items() if path not in paths})


def expect(condition, what):
    if not condition:
        raise Violation(what)


def blob_of(data):
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


class Sweep:
    def __init__(self, name, folder, setup, command, recover):
        self.name, self.folder, self.command, self.recover = name, folder, command, recover
        self.ref = "elsewhere" if name == "elsewhere" else "HEAD"
        self.template = folder / f"{name}.template"
        self.template.mkdir()
        git(self.template, "init", "-q", "-b", "main")
        done = run(["bash", "-euc", setup], self.template)
        expect(done.returncode == 0, f"the setup of {name}: {done.stderr}")
        self.before = State(self.template, self.ref)
        self.calls = self.count_calls()

    def copy(self):
        target = Path(tempfile.mkdtemp(dir=self.folder)) / "repository"
        subprocess.run(["cp", "-a", self.template, target], check=True)
        return target

    def drop(self, repository):
        shutil.rmtree(repository.parent)

    def go(self, repository, command, fault=None, log=None):
        extra = {}
        if fault or log:
            extra = {"LD_PRELOAD": SHIM, "PM_FAULT": fault or "", "PM_FAULT_LOG": log or ""}
            extra = {key: value for key, value in extra.items() if value}
        return run(command, repository, extra)

    def count_calls(self):
        """Run without a fault: how many calls of each class, and which paths the command changes."""
        repository = self.copy()
        log = str(repository.parent / "log")
        done = self.go(repository, self.command, log=log)
        expect(done.returncode == 0, f"{self.name} without a fault: {done.stderr}")
        after = State(repository, self.ref)
        self.count = self.check_commit(repository, after)
        self.wanted, self.new_files = after.tree, after.files
        expect(self.count > 0, f"{self.name} changes no path")
        lines = Path(log).read_text().splitlines()
        self.drop(repository)
        return {letter: sum(line[i] == letter for line in lines) for i, letter in enumerate("cwsi")}

    # what must hold

    def ours(self, commit_tree):
        return {path for path in set(self.before.tree) | set(commit_tree)
                if self.before.tree.get(path) != commit_tree.get(path)}

    def check_commit(self, repository, state):
        """One commit further: it is whole, and index and files follow it. The number of its paths."""
        expect(git(repository, "log", "--format=%P", "-1", state.tip).strip() ==
               self.before.tip.replace(ZERO, ""), "the commit's parent is not the old tip")
        self.check_followed(state)
        return len(self.ours(state.tree))

    def check_followed(self, state):
        """Index and files hold what the branch holds, and the user's own is as it was."""
        paths = self.ours(state.tree) if self.ref == "HEAD" else set()
        for path in paths:
            entry, held = state.tree.get(path), state.files.get(path)
            expect(state.index.get((path, "0")) == entry, f"{path}: the index differs from the branch")
            expect((held is None) == (entry is None) and (held is None or blob_of(held) == entry[1]),
                   f"{path}: the working file differs from the branch")
        expect(state.without(paths) == self.before.without(paths), "the user's work changed")

    def check_settled(self, repository, where="either"):
        """After a recovery: wholly before or wholly after. Which of them."""
        state = State(repository, self.ref)
        side = "old" if state.tip == self.before.tip else "new"
        expect(where in ("either", side), f"the branch is {side}, not {where}")
        if side == "old":
            expect(state.index == self.before.index, "the index changed, and the branch did not")
            expect(state.files == self.before.files, "files changed, and the branch did not")
        else:
            expect(self.check_commit(repository, state) == self.count, "the commit lacks paths")
        self.check_sound(repository)
        return side

    def check_sound(self, repository):
        git(repository, "fsck", "--strict", "--no-dangling", "--no-progress")
        git_dir = repository / ".git"
        left = [str(path.relative_to(git_dir)) for path in git_dir.rglob("*")
                if path.name.endswith(".lock") or ".postmortem" in path.name or
                (path.parent.name == "postmortem" and path.name != "lock")]
        left = [name for name in left if not name.startswith("objects/")]
        expect(not left, f"left behind: {' '.join(left)}")

    def check_users_commit(self, repository):
        """The user commits what is staged, and only that goes in."""
        if self.ref != "HEAD":
            return
        state = State(repository, self.ref)
        expected = {path: entry for (path, _), entry in state.index.items()}
        staged = {path for path in set(expected) | set(state.tree) if expected.get(path) != state.tree.get(path)}
        users = {path for (path, _), entry in self.before.index.items() if self.before.tree.get(path) != entry}
        expect(not staged - users, f"the user would commit {' '.join(sorted(staged - users))}")
        if staged:
            git(repository, "commit", "-qm", "user")
            deleted = git(repository, "diff", "--name-only", "--diff-filter=D", "HEAD^", "HEAD",
                          check=state.tip != ZERO).split()
            expect(not deleted, f"the user's commit deletes {deleted}")

    # what happens after the fault

    def then_recover(self, repository, done):
        self.check_answer(repository, done)
        self.settle(repository)
        side = self.check_settled(repository)
        expect(done.returncode != 0 or side == "new", "it said that it succeeded, and did not")
        self.check_users_commit(repository)

    def then_run_again(self, repository, done):
        again = self.go(repository, self.command)
        side = self.check_settled_after_second(repository)
        expect(side == "new", f"the next run did not commit: {again.stderr.strip()}")

    def then_user_commits(self, repository, done):
        """The user takes the lock away by hand, commits, and only then comes the recovery."""
        for lock in (".git/index.lock", ".git/refs/heads/main.lock"):
            (repository / lock).unlink(missing_ok=True)
        before = State(repository, self.ref)
        git(repository, "commit", "-q", "--allow-empty", "-m", "user")
        after = State(repository, self.ref)
        ours = self.targets()
        for path in set(before.tree) | set(after.tree):
            was, now, index = before.tree.get(path), after.tree.get(path), self.before.index.get((path, "0"))
            if path in ours:
                expect(now in (was, self.wanted.get(path), index), f"the user's commit changes {path}")
                expect(was != self.wanted.get(path) or now == was, f"the user's commit takes {path} back")
            else:
                expect(now == index, f"the user's commit has a {path} that was not staged")
        self.settle(repository)
        state = State(repository, self.ref)
        for path in ours:
            entry, held = state.tree.get(path), state.files.get(path)
            sides = (self.before.tree.get(path), self.wanted.get(path), self.before.index.get((path, "0")))
            expect(entry in sides, f"{path}: the branch holds neither before nor after")
            expect(held in (self.before.files.get(path), self.new_files.get(path)),
                   f"{path}: the file holds neither before nor after")
            if self.before.index.get((path, "0")) == self.before.tree.get(path):
                expect(state.index.get((path, "0")) == entry, f"{path}: the index differs from the branch")
                expect((blob_of(held) if held is not None else None) == (entry[1] if entry else None),
                       f"{path}: the file differs from the branch")
        for path, held in self.before.files.items():
            expect(path in ours or state.files.get(path) == held, f"{path}: the user's file changed")
        self.check_sound(repository)

    def then_second_fault(self, repository, done, *seconds):
        for second in seconds:
            self.go(repository, self.recover, fault=second)
        self.settle(repository)
        side = self.check_settled(repository)
        expect(done.returncode != 0 or side == "new", "it said that it succeeded, and did not")
        self.check_users_commit(repository)

    # helpers of these

    def settle(self, repository):
        done = self.go(repository, self.recover)
        expect(done.returncode == 0, f"the recovery: {done.stderr.strip()}")

    def check_answer(self, repository, done):
        """Before any recovery: who says that nothing was changed has changed nothing."""
        expect("Sanitizer" not in done.stderr, done.stderr)
        if done.returncode == 0:
            self.check_commit(repository, State(repository, self.ref))
        elif done.returncode > 0 and not any(words in done.stderr for words in HONEST):
            state = State(repository, self.ref)
            expect(state.tip == self.before.tip and state.index == self.before.index and
                   state.files == self.before.files, f"it refused, and changed something: {done.stderr.strip()}")

    def check_settled_after_second(self, repository):
        """One commit further, or two where the command can be repeated."""
        state = State(repository, self.ref)
        if state.tip == self.before.tip:
            return "old"
        self.check_sound(repository)
        self.check_followed(state)
        expect(len(self.ours(state.tree)) >= self.count, "the commit lacks paths")
        return "new"

    def targets(self):
        """The paths of a command that does the same each time."""
        return self.ours(self.wanted)

    def cases(self, deterministic):
        change, write, space, io = (self.calls[letter] for letter in "cwsi")
        deaths = [f"kill:{n}" for n in range(1, change + 1)] + [f"torn:{n}" for n in range(1, write + 1)]
        errors = [f"short:{n}" for n in range(1, write + 1)]
        errors += [f"enospc{plus}:{n}" for n in range(1, space + 1) for plus in ("", "+")]
        errors += [f"eio{plus}:{n}" for n in range(1, io + 1) for plus in ("", "+")]
        for number, fault in enumerate(deaths + errors):
            yield f"{self.name}/{fault}/recover", self.then_recover, fault, ()
            if number < len(deaths) or number % 3 == 0:
                yield f"{self.name}/{fault}/again", self.then_run_again, fault, ()
            if deterministic and self.ref == "HEAD" and number < len(deaths):
                yield f"{self.name}/{fault}/user", self.then_user_commits, fault, ()
        for number, fault in enumerate(deaths):
            for at in range(1 + number % 4, 40, 4):
                seconds = (f"kill:{at}", f"enospc+:{1 + number % 17}", f"eio:{at * 3 + number % 5}")
                yield f"{self.name}/{fault}/second:{at}", self.then_second_fault, fault, seconds
        # an error, and death on the way back from it
        for n in range(1, io + 1):
            for later in (1, 4, 9):
                fault = f"eio:{n},kill:{change * n // io + later}"
                yield f"{self.name}/{fault}/recover", self.then_recover, fault, ()

    def run_case(self, name, then, fault, seconds):
        repository = self.copy()
        try:
            done = self.go(repository, self.command, fault=fault)
            then(repository, done, *seconds)
            self.drop(repository)
        except Violation as violation:
            print(f"{name}: {violation}\n  kept: {repository}\n  said: {done.stderr.strip()}")
            return False
        return True


def build_shim(folder):
    target = folder / "shim.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-D_GNU_SOURCE", "-o", target, HERE / "shim.c", "-ldl"], check=True)
    return str(target)


def main():
    global BASE, SHIM
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=45)
    parser.add_argument("--long", action="store_true", default=os.environ.get("PM_LONG") == "1")
    parser.add_argument("--only", default="")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--driver", default=os.environ.get("PM_BUILD", "build/developer") + "/tests/commit_driver")
    parser.add_argument("--setup")
    parser.add_argument("--recover", help="the command that recovers; default: the driver's --recover")
    parser.add_argument("command", nargs="*")
    options = parser.parse_args()

    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="pm-sweep-", dir=memory))
    BASE = {**os.environ, **ENVIRONMENT, "HOME": str(folder)}
    SHIM = build_shim(folder)
    driver = str(Path(options.driver).resolve())
    recover = options.recover.split() if options.recover else [driver, "--recover", "."]
    files = folder / "files"
    files.mkdir()
    (files / "first").write_text("".join(f"{n}\n" for n in range(3000)))
    (files / "second").write_text("a new document\n")

    sweeps = []
    if options.command:
        sweeps.append(Sweep("command", folder, Path(options.setup).read_text(), options.command, recover))
    else:
        for name, (setup, words) in SCENARIOS.items():
            flags = [word for word in words.split() if word.startswith("--")]
            pairs = [word.replace("{files}", str(files)) for word in words.split() if not word.startswith("--")]
            sweeps.append(Sweep(name, folder, setup, [driver, *flags, ".", "change", *pairs], recover))
    cases = [(sweep, case) for sweep in sweeps for case in sweep.cases(not options.command) if options.only in case[0]]
    if options.list:
        print("\n".join(case[0] for _, case in cases))
        return 0
    random.Random(20260114).shuffle(cases)
    deadline = time.monotonic() + options.seconds
    whole = options.long or options.only

    def run_one(case):
        if (not whole and time.monotonic() > deadline) or results.count(False) >= 20:
            return
        results.append(case[0].run_case(*case[1]))

    results = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(run_one, cases))
    ran, failed = len(results), results.count(False)
    print(f"{ran} of {len(cases)} cases, {failed} violations")
    if failed == 0:
        shutil.rmtree(folder)
    return 1 if failed or ran == 0 else 0


sys.exit(main())
