#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sweep.py [--program] [--seconds S [--some N] | --cases N | --long] [--seed S] [--only TEXT] [--list]

Hits a writing command at its n-th system call, then lets a recovery, the next command, or the user go on, and asks plain
git whether anything was lost. What is hit is scenarios.py: one commit by tests/drivers/commit_driver, or, with
--program, the writing verbs of git-postmortem.

A case is SCENARIO/FAULT/WHAT-THEN; --only runs those whose name holds TEXT. With --seconds a sample is run until the
time is over, with --cases that many, and --long runs all, which takes a day. What a sample is of, the seed says; without
one it is the number of the day. --some takes N scenarios alone, the next ones with the next seed, so that each has its
turn.

After every case it must hold that
  - git fsck --strict finds nothing, and nothing of ours is left (locks, journal, staged and temporary files);
  - the branch is where it was or one commit further, that commit has all of its paths and no other, and for these paths
    index and working tree hold what the branch holds;
  - what the user had staged, changed and not added is as it was;
  - the user's own next commit holds what the user staged and nothing else;
  - a command that said that it succeeded did, and one that said that nothing was changed changed nothing.
"""
import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import RLock

import scenarios
from judge import BASE, State, Violation, ZERO, blob_of, changed, check_sound, expect, git, git_dir, run, tip, tree_of

HERE = Path(__file__).resolve().parent
# what a command says that knows that it cannot know
HONEST = ("could not be taken back", "cannot tell whether")


class Workshop:
    """What all sweeps share: a folder, the shim, the programs."""

    def __init__(self, build):
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.folder = Path(tempfile.mkdtemp(prefix="pm-sweep-", dir=memory))
        self.far = Path(tempfile.mkdtemp(prefix="pm-sweep-"))
        self.files, self.shim = self.folder / "files", str(self.folder / "shim.so")
        self.driver = str(Path(build, "tests/commit_driver").resolve())
        self.program = str(Path(build, "src/git-postmortem").resolve())
        self.files.mkdir()
        (self.files / "first").write_text("".join(f"{n}\n" for n in range(3000)))
        (self.files / "second").write_text("a new document\n")
        (self.files / "keys").mkdir()
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-D_GNU_SOURCE", "-o", self.shim, HERE / "shim.c", "-ldl"],
                       check=True)
        for name in ("dana", "erin", "frank"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.files / "keys" / name], check=True)
        self.bases, self.building = {}, RLock()

    def far_away(self):
        """The name of a folder to come, on another file system where there are two."""
        return Path(tempfile.mkdtemp(dir=self.far)) / "git"

    def drop(self):
        shutil.rmtree(self.folder)
        shutil.rmtree(self.far)

    def environment(self):
        return {"HOME": str(self.folder), "PATH": f"{Path(self.program).parent}:{BASE['PATH']}"}

    def set_up(self, repository, script, name):
        done = run(["bash", "-euc", scenarios.PRELUDE + script], repository,
                   {**self.environment(), "FILES": str(self.files), "CLI": str(HERE.parent / "cli")})
        expect(done.returncode == 0, f"the setup of {name}: {done.stdout}{done.stderr}")

    def base(self, name):
        """The repository that scenarios begin with; made once."""
        if name not in self.bases:
            below, script = scenarios.BASES[name]
            folder = self.folder / f"base {name}"
            self.begin(folder, below)
            self.set_up(folder, script, name)
            self.bases[name] = folder
        return self.bases[name]

    def begin(self, folder, base, *options):
        if base is None:
            folder.mkdir()
            git(folder, "init", "-q", "-b", "main", *options)
        else:
            subprocess.run(["cp", "-a", self.base(base), folder], check=True)


class Sweep:
    def __init__(self, name, scenario, workshop, dense):
        self.name, self.scenario, self.workshop, self.dense = name, scenario, workshop, dense
        self.ref = scenario.ref
        self.branch = "refs/heads/" + ("main" if scenario.ref == "HEAD" else scenario.ref)
        self.template = workshop.folder / f"{name}.template"
        with workshop.building:
            workshop.begin(self.template, scenario.base,
                           *([f"--separate-git-dir={workshop.far_away()}"] if scenario.far else []))
        workshop.set_up(self.template, scenario.setup, name)
        if scenario.bare:
            bare = workshop.folder / f"{name}.bare"
            git(self.template, "clone", "-q", "--bare", ".", str(bare))
            git(bare, "config", "gpg.format", "ssh")
            self.template = bare
        self.before = self.state(self.template)
        self.calls = self.count_calls()

    def copy(self):
        target = Path(tempfile.mkdtemp(dir=self.workshop.folder)) / "repository"
        subprocess.run(["cp", "-a", self.template, target], check=True)
        if self.scenario.far:
            elsewhere = self.workshop.far_away()
            subprocess.run(["cp", "-a", git_dir(self.template), elsewhere], check=True)
            (target / ".git").write_text(f"gitdir: {elsewhere}\n")
        return target

    def drop(self, repository):
        if self.scenario.far:
            shutil.rmtree(git_dir(repository))
        shutil.rmtree(repository.parent)

    def go(self, repository, command, fault=None, log=None):
        extra = {**self.workshop.environment(), **self.scenario.environment}
        if fault or log:
            extra |= {"LD_PRELOAD": self.workshop.shim}
            extra |= {"PM_FAULT": fault} if fault else {"PM_FAULT_LOG": log}
        done = run(command, repository, extra)
        expect("Sanitizer" not in done.stderr, done.stderr)
        expect(done.returncode in (0, 1, 128, -9), f"exit {done.returncode}: {done.stderr}")
        return done

    def count_calls(self):
        """Run without a fault: how many calls of each class, and which paths the command changes."""
        repository = self.copy()
        log = str(repository.parent / "log")
        done = self.go(repository, self.scenario.command, log=log)
        expect(done.returncode == 0, f"{self.name} without a fault: {done.stderr}")
        after = self.state(repository)
        self.ours = self.check_commit(repository, after)
        self.wanted, self.new_files = after.tree, after.files
        expect(self.ours, f"{self.name} changes no path")
        lines = Path(log).read_text().splitlines()
        self.drop(repository)
        io = [line for line in lines if line[3] == "i"]
        self.unlocks = [n for n, line in enumerate(io, 1) if " unlink " in line and line.endswith(f"{self.branch}.lock")]
        return {letter: sum(line[i] == letter for line in lines) for i, letter in enumerate("cwsi")}

    def holder(self, repository):
        """The repository whose branch is meant."""
        return repository

    def state(self, repository):
        return State(repository, self.ref)

    def commits_since(self, repository, state):
        return len(git(self.holder(repository), "rev-list", state.tip, f"^{self.before.tip}").split())

    # what must hold

    def look(self, repository):
        """The state. What the user's editor left in a file that is not committed is what was there before."""
        state = self.state(repository)
        for path in self.ours if self.scenario.edits else ():
            if state.tree.get(path) == self.before.tree.get(path) and state.files.get(path) == self.new_files[path]:
                state.files[path] = self.before.files[path]
        return state

    def check_commit(self, repository, state):
        """One commit further: it is whole, and index and files follow it. Its paths."""
        expect(git(self.holder(repository), "log", "--format=%P", "-1", state.tip).strip() ==
               self.before.tip.replace(ZERO, ""), "the commit's parent is not the old tip")
        self.check_followed(state)
        return changed(self.before.tree, state.tree)

    def check_followed(self, state):
        """Index and files hold what the branch holds, and the user's own is as it was."""
        paths = changed(self.before.tree, state.tree) if self.ref == "HEAD" else set()
        for path in paths:
            entry, held = state.tree.get(path), state.files.get(path)
            expect(state.index.get((path, "0")) == entry, f"{path}: the index differs from the branch")
            expect((held is None) == (entry is None) and (held is None or blob_of(held) == entry[1]),
                   f"{path}: the working file differs from the branch")
        expect(state.without(paths) == self.before.without(paths), "the user's work changed")

    def check_settled(self, repository):
        """After a recovery: wholly before or wholly after. Which of them."""
        state = self.look(repository)
        if state.tip == self.before.tip:
            expect(state.index == self.before.index, "the index changed, and the branch did not")
            expect(state.files == self.before.files, "files changed, and the branch did not")
        else:
            expect(self.check_commit(repository, state) == self.ours, "the commit lacks paths, or has others")
        check_sound(repository)
        return "old" if state.tip == self.before.tip else "new"

    def check_users_commit(self, repository):
        """The user commits what is staged, and only that goes in."""
        if self.ref != "HEAD":
            return
        state = self.look(repository)
        staged = changed({path: entry for (path, _), entry in state.index.items()}, state.tree)
        users = {path for (path, _), entry in self.before.index.items() if self.before.tree.get(path) != entry}
        expect(not staged - users, f"the user would commit {' '.join(sorted(staged - users))}")
        if staged:
            git(repository, "commit", "-qm", "user")
            deleted = git(repository, "diff", "--name-only", "--diff-filter=D", "HEAD^", "HEAD",
                          check=state.tip != ZERO).split()
            expect(not deleted, f"the user's commit deletes {deleted}")

    def check_answer(self, repository, done):
        """Before any recovery: who says that nothing was changed has changed nothing."""
        if done.returncode == 0:
            expect(self.check_commit(repository, self.look(repository)) == self.ours, "success with other paths")
        elif done.returncode > 0 and not any(words in done.stderr for words in HONEST):
            expect(self.look(repository).equals(self.before),
                   f"it refused, and changed something: {done.stderr.strip()}")

    # what happens after the fault

    def then_recover(self, repository, done):
        self.check_answer(repository, done)
        self.settle(repository)
        side = self.check_settled(repository)
        expect(done.returncode != 0 or side == "new", "it said that it succeeded, and did not")
        self.check_users_commit(repository)

    def then_again(self, repository, done):
        """The same command once more: one commit further, or two where it can be repeated."""
        again = self.go(repository, self.scenario.command)
        state = self.look(repository)
        expect(state.tip != self.before.tip, f"the next run did not commit: {again.stderr.strip()}")
        check_sound(repository)
        self.check_followed(state)
        if self.scenario.toggles and self.commits_since(repository, state) == 2:
            expect(not changed(self.before.tree, state.tree) & self.ours, "said twice, it is not as it was")
        else:
            expect(len(changed(self.before.tree, state.tree)) >= len(self.ours), "the commit lacks paths")

    def then_next(self, repository, done):
        """Another writing command, which settles what it finds before it does its own."""
        self.check_answer(repository, done)
        following = self.go(repository, self.scenario.follow)
        expect(following.returncode == 0, f"the next command: {following.stderr.strip()}")
        state = self.look(repository)
        commits = git(self.holder(repository), "rev-list", "--reverse", state.tip, f"^{self.before.tip}").split()
        expect(len(commits) in (1, 2), f"{len(commits)} commits by two commands")
        if len(commits) == 2:
            first = tree_of(self.holder(repository), commits[0])
            expect(changed(self.before.tree, first) == self.ours, "the commit lacks paths, or has others")
        expect(done.returncode != 0 or len(commits) == 2, "it said that it succeeded, and did not")
        self.check_followed(state)
        check_sound(repository)
        self.check_users_commit(repository)

    def then_user_forces(self, repository, done):
        """The user takes the locks away by hand, commits, and only then comes the recovery."""
        for lock in ("index.lock", "refs/heads/main.lock", "HEAD.lock"):
            (git_dir(repository) / lock).unlink(missing_ok=True)
        self.then_user(repository, done)

    def then_user(self, repository, done):
        """The user commits before any recovery; where a lock forbids it, nothing has changed by that."""
        before = self.look(repository)
        users = run(["git", "commit", "-q", "--allow-empty", "-m", "user"], repository)
        after = self.look(repository)
        if users.returncode != 0:
            expect(".lock" in users.stderr, f"the user's commit: {users.stderr.strip()}")
            expect(after.equals(before), "the user's commit was refused, and changed something")
            self.then_recover(repository, done)
            return
        for path in set(before.tree) | set(after.tree):
            was, now, index = before.tree.get(path), after.tree.get(path), self.before.index.get((path, "0"))
            if path in self.ours:
                expect(now in (was, index) or self.is_ours(path, now), f"the user's commit changes {path}")
                expect(not self.is_ours(path, was) or now == was, f"the user's commit takes {path} back")
            else:
                expect(now == index, f"the user's commit has a {path} that was not staged")
        self.settle(repository)
        self.check_after_user(self.look(repository))
        check_sound(repository)

    def check_after_user(self, state):
        for path in self.ours:
            entry, held = state.tree.get(path), state.files.get(path)
            staged = self.before.index.get((path, "0"))
            expect(entry in (self.before.tree.get(path), staged) or self.is_ours(path, entry),
                   f"{path}: the branch holds neither before nor after")
            expect(held == self.before.files.get(path) or self.is_our_file(path, held),
                   f"{path}: the file holds neither before nor after")
            if staged == self.before.tree.get(path) and self.before.files.get(path) == self.committed_file(path):
                expect(state.index.get((path, "0")) == entry, f"{path}: the index differs from the branch")
                expect((blob_of(held) if held is not None else None) == (entry[1] if entry else None),
                       f"{path}: the file differs from the branch")
        for path, held in self.before.files.items():
            expect(path in self.ours or state.files.get(path) == held, f"{path}: the user's file changed")

    def then_second_fault(self, repository, done, *seconds):
        """Faults in the recovery, too: the pure one, or that of the next command."""
        command = [self.scenario.follow or self.scenario.command, self.recovery()]
        for number, second in enumerate(seconds):
            self.go(repository, command[number % 2], fault=second)
        self.settle(repository)
        state = self.look(repository)
        expect(done.returncode != 0 or state.tip != self.before.tip, "it said that it succeeded, and did not")
        self.check_followed(state)
        check_sound(repository)
        self.check_users_commit(repository)

    # helpers of these

    def is_ours(self, path, entry):
        if self.scenario.repeats:
            return entry == self.wanted.get(path)
        return entry is not None and path in self.wanted

    def is_our_file(self, path, held):
        if self.scenario.repeats:
            return held == self.new_files.get(path)
        return held is not None and path in self.new_files

    def committed_file(self, path):
        """The file's bytes where they are those of the old tip: None for none, and for others a miss."""
        entry, held = self.before.tree.get(path), self.before.files.get(path)
        return held if entry and held is not None and blob_of(held) == entry[1] else None

    def recovery(self):
        return [self.workshop.driver, "--recover", "."]

    def settle(self, repository):
        done = self.go(repository, self.recovery())
        expect(done.returncode == 0, f"the recovery: {done.stderr.strip()}")

    def cases(self):
        change, write, space, io = (self.calls[letter] for letter in "cwsi")
        deaths = [f"kill:{n}" for n in range(1, change + 1)] + [f"torn:{n}" for n in range(1, write + 1)]
        errors = [f"short:{n}" for n in range(1, write + 1)]
        errors += [f"enospc{plus}:{n}" for n in range(1, space + 1) for plus in ("", "+")]
        errors += [f"eio{plus}:{n}" for n in range(1, io + 1) for plus in ("", "+")]
        for number, fault in enumerate(deaths + errors):
            dies = number < len(deaths)
            yield f"{self.name}/{fault}/recover", self.then_recover, fault, ()
            if dies or number % 3 == 0:
                yield f"{self.name}/{fault}/again", self.then_again, fault, ()
            if self.scenario.follow and (dies or number % 3 == 1):
                yield f"{self.name}/{fault}/next", self.then_next, fault, ()
            if self.ref == "HEAD" and dies:
                yield f"{self.name}/{fault}/forced", self.then_user_forces, fault, ()
            if self.ref == "HEAD" and (dies or number % 9 == 2):
                yield f"{self.name}/{fault}/user", self.then_user, fault, ()
        step = 4 if self.dense else 16
        for number, fault in enumerate(deaths):
            for at in range(1 + number % step, 40, step):
                seconds = (f"kill:{at}", f"enospc+:{1 + number % 17}", f"eio:{at * 3 + number % 5}", f"kill:{number}")
                yield f"{self.name}/{fault}/second:{at}", self.then_second_fault, fault, seconds
        # the ref has moved, and its lock can't be taken away: nobody will be told
        for n in self.unlocks:
            yield f"{self.name}/eio-unlock:{n}/recover", self.then_recover, f"eio:{n}", ()
        # an error, and death on the way back from it
        for n in range(1, io + 1):
            for later in (1, 4, 9) if self.dense else (1 + n % 9,):
                fault = f"eio:{n},kill:{change * n // io + later}"
                yield f"{self.name}/{fault}/recover", self.then_recover, fault, ()

    def run_case(self, name, then, fault, seconds):
        repository = self.copy()
        said = ""
        try:
            done = self.go(repository, self.scenario.command, fault=fault)
            said = done.stderr.strip()
            then(repository, done, *seconds)
            self.drop(repository)
        except (Violation, subprocess.TimeoutExpired) as violation:
            print(f"{name}: {violation}\n  kept: {repository}\n  said: {said}", flush=True)
            return False
        return True


class PushSweep(Sweep):
    """The branch is the remote's, and what is here is not touched by it, but for what git knows of the remote."""

    def holder(self, repository):
        return git_dir(repository) / "origin.git"

    def state(self, repository):
        state = State(repository, "HEAD")
        branch = self.ref.removeprefix("origin/")
        refs = dict(line.split(" ") for line in
                    git(repository, "for-each-ref", "--format=%(refname) %(objectname)").splitlines())
        known = refs.pop(f"refs/remotes/{self.ref}")
        here = (state.tip, refs)
        remote = self.holder(repository)
        git(remote, "fsck", "--strict", "--no-dangling", "--no-progress")
        state.tip = tip(remote, branch)
        state.tree = tree_of(remote, state.tip)
        self.here = getattr(self, "here", here)
        self.old = getattr(self, "old", state.tip)
        expect(here == self.here, "a branch here has moved")
        expect(known == self.old or known in git(remote, "rev-list", state.tip).split(),
               "the remote lacks what is taken for its branch here")
        return state

    def then_again(self, repository, done):
        """Said again, it is there, and both sides agree."""
        super().then_again(repository, done)
        expect(tip(repository, self.ref) == self.look(repository).tip, "here and there differ after the second run")


def one_of_each(cases, seed):
    """Shuffled, and so that a sample has something of each scenario, fault and what comes then."""
    random.Random(seed).shuffle(cases)
    seen, rows = Counter(), []
    for row in cases:
        name = row[1][0]
        kind = re.sub(r"\d+", "", name)
        rows.append((seen[kind], row))
        seen[kind] += 1
    return [row for _, row in sorted(rows, key=lambda pair: pair[0])]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", action="store_true")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--cases", type=int)
    parser.add_argument("--some", type=int)
    parser.add_argument("--seed", type=int, default=int(time.time()) // 86400)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--build", default=os.environ.get("PM_BUILD", "build/developer"))
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()

    began = time.monotonic()
    workshop = Workshop(options.build)
    table = (scenarios.of_program(workshop.files) if options.program else
             scenarios.of_driver(workshop.driver, workshop.files))
    whole = options.long or options.only
    wanted = [name for name in table if name == options.only.split("/")[0]] or list(table)
    if options.some and not whole:
        step = max(1, len(wanted) // options.some)
        wanted = [wanted[(options.seed + n * step) % len(wanted)] for n in range(options.some)]
    with ThreadPoolExecutor(options.jobs) as pool:
        sweeps = list(pool.map(lambda name: (PushSweep if table[name].remote else Sweep)(
            name, table[name], workshop, not options.program), wanted))
    cases = [(sweep, case) for sweep in sweeps for case in sweep.cases() if options.only in case[0]]
    if options.list:
        print("\n".join(case[0] for _, case in cases))
        workshop.drop()
        return 0
    cases = one_of_each(cases, options.seed)
    deadline = began + options.seconds

    def run_one(case):
        # a busy machine may need all the time to set up
        late = options.cases is None and time.monotonic() > deadline and len(results) >= 20
        if (not whole and late) or results.count(False) >= 20:
            return
        results.append(case[0].run_case(*case[1]))
        tally[case[0].name] += 1
        if len(results) % 500 == 0:
            print(f"{len(results)} of {len(cases)}, {results.count(False)} violations", flush=True)

    results, tally = [], Counter()
    with ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(run_one, cases if whole else cases[:options.cases]))
    ran, failed = len(results), results.count(False)
    print(", ".join(f"{name} {count}" for name, count in sorted(tally.items())))
    print(f"{ran} of {len(cases)} cases, {failed} violations, seed {options.seed}, {time.monotonic() - began:.0f} s")
    if failed == 0:
        workshop.drop()
    return 1 if failed or ran == 0 else 0


sys.exit(main())
