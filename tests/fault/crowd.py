#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""crowd.py [--seconds S] [--processes N] [--documents N] [--clones N]

Many people approve, edit and note at the same time: first all of them in one clone, then spread over several clones that
push to one bare server. Reviewers have ssh keys and sign; editors change keys, and add actions and findings.

In one clone every process begins its next command as soon as it has done one. With several, a clone's people each do
one command at once, then the clone is rebased onto the server's and pushed, over and over. Everybody signs everything, but a
document is edited in one of the clones alone: git asks a person where two lists were longer.

A command that said that it succeeded did, once: each of its commits, sign-offs, findings, actions, texts and keys is at
the end in the history of all, and nothing else is. One that did not says why, and it is one of the reasons below. At the end
git fsck --strict finds nothing, working trees are clean, and git postmortem verify is fine.
"""
import argparse
import json
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

import yaml

from judge import BASE, Violation, check_sound, expect, git, run

HERE = Path(__file__).resolve().parent
# why somebody may be refused who does nothing wrong
REASONS = re.compile(r"""no\ sign-off\ of\ \S+\ waits\ for | you\ have\ signed\ this\ text\ of\ \S+\ already |
                         was\ changed\ \([^)]*\)\ while\ you\ were\ signing | \d\ things?\ (is|are)\ missing |
                         only\ what\ is\ in\ review\ can\ be\ signed\ off""", re.X)
# so many approvals make a document reviewed; one whose text is still to change waits for somebody who never signs
RULES = """  rules:
    - require: [{role: reviewer, count: 3}]
    - when: severity<=2
      require: [{role: vp}]
  roles:
    vp: [nobody@example.org]
"""


class Person:
    def __init__(self, folder, number, reviews):
        self.number, self.reviews = number, reviews
        self.email = f"{'reviewer' if reviews else 'editor'}{number}@example.org"
        self.key = folder / f"key{number}"
        self.environment = {**BASE, "HOME": str(folder), "PATH": f"{PROGRAM.parent}:{BASE['PATH']}",
                            "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.signingkey",
                            "GIT_CONFIG_VALUE_0": str(self.key)}
        for role in ("AUTHOR", "COMMITTER"):
            self.environment |= {f"GIT_{role}_NAME": f"P{number}", f"GIT_{role}_EMAIL": self.email}
            self.environment.pop(f"GIT_{role}_DATE", None)
        if reviews:
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", self.key], check=True)

    def signer(self):
        return f'{self.email} namespaces="signoff@git-postmortem" {self.key.with_suffix(".pub").read_text()}'


class Crowd:
    def __init__(self, folder, options):
        self.folder, self.options = folder, options
        self.people = [Person(folder, n, n % 2 == 0) for n in range(options.processes)]
        self.documents = [f"2026-01-14-failure-{n}" for n in range(options.documents)]
        self.done, self.refused, self.problems, self.number = [], Counter(), [], 0

    def changing(self, document):
        """Is it one of those whose text changes? By findings, which nobody signs without an action; or by its impact."""
        return {1: "finding", 3: "text"}.get(self.documents.index(document) % 4)

    def begin(self, repository):
        """A ledger with its people, and all documents in review."""
        repository.mkdir()
        git(repository, "init", "-q", "-b", "main")
        git(repository, "config", "gpg.format", "ssh")
        dana = {"HOME": str(self.folder), "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "user.signingkey",
                "GIT_CONFIG_VALUE_0": str(self.people[0].key)}
        done = run([PROGRAM, "-q", "init"], repository, dana)
        expect(done.returncode == 0, done.stderr)
        config = repository / ".postmortem/config.yaml"
        text, count = re.subn(r"(?m)^  rules:\n(    .*\n)*", RULES, config.read_text())
        expect(count == 1 and "signature: required" in text, "the config is not what this expects")
        config.write_text(text)
        signers = "".join(person.signer() for person in self.people if person.reviews)
        (repository / ".postmortem/allowed_signers").write_text(signers)
        script = f'load() {{ . {HERE.parent}/cli/$1.bash; }}; load document; write_document'
        run(["bash", "-euc", script], repository)
        text = (repository / "postmortems/2026/2026-01-14-checkout-504.md").read_text()
        for document in self.documents:
            front = {"id: 2026-01-14-checkout-504": f"id: {document}", "status: draft": "status: in-review",
                     "severity: 3": f"severity: {2 if self.changing(document) else 3}"}
            made = text
            for before, after in front.items():
                made = made.replace(before, after, 1)
            (repository / f"postmortems/2026/{document}.md").write_text(made)
        (repository / "postmortems/2026/2026-01-14-checkout-504.md").unlink()
        git(repository, "add", ".postmortem")
        git(repository, "commit", "-qm", "People")
        git(repository, "add", "-A")
        git(repository, "commit", "-qm", "Documents")
        return git(repository, "rev-parse", "HEAD").strip()

    def verb(self, person, own):
        """What this person does next: the words, and what must be found of it."""
        self.number += 1
        number = f"{person.number}-{self.number}"
        if person.reviews:
            document = random.choice(self.documents)
            return document, ["approve", document], ("signoff", person.email)
        document = random.choice(own)
        kind = random.choice(["set", "action", self.changing(document) or "set"])
        if kind == "finding":
            return document, ["finding", "add", document, f"Note {number}.", "--class", "technical-lapse"], \
                ("findings", f"Note {number}.")
        if kind == "text":
            return document, ["set", document, f"impact.text=Text {number}."], ("text", f"Text {number}.")
        if kind == "action":
            return document, ["action", "add", document, f"Do {number}.", "--for", "F1", "--owner", "sre", "--due",
                              "2026-02-01"], ("actions", f"Do {number}.")
        return document, ["set", document, f"x-{number}={self.number}"], (f"x-{number}", self.number)

    def act(self, person, repository, own):
        document, words, mark = self.verb(person, own)
        done = subprocess.run([PROGRAM, *words, "--json"], cwd=repository, env=person.environment, capture_output=True,
                              text=True, stdin=subprocess.DEVNULL, timeout=300)
        if done.returncode == 0:
            answer = json.loads(done.stdout)
            # who has signed already signs nothing more, and moves what others collected apart
            moved = person.reviews and answer["event"] == "set"
            self.done.append((document, ("moved", "") if moved else mark, answer["commit"]))
        elif done.returncode in (1, 128) and (reason := REASONS.search(done.stderr)):
            self.refused[re.sub(r"\S*2026\S*|\d+|\([^)]*\)", "…", reason.group())] += 1
        else:
            self.problems.append(f"{' '.join(words)}: exit {done.returncode}: {done.stderr.strip()}")

    # in one clone

    def one_clone(self):
        repository = self.folder / "one"
        base = self.begin(repository)
        deadline = time.monotonic() + self.options.seconds

        def go_on(person):
            while time.monotonic() < deadline and len(self.problems) < 10:
                self.act(person, repository, self.documents)

        with ThreadPoolExecutor(len(self.people)) as pool:
            list(pool.map(go_on, self.people))
        check_sound(repository)
        lines = git(repository, "rev-list", "--parents", f"{base}..HEAD").splitlines()
        expect(all(len(line.split()) == 2 for line in lines), "the history is not one line")
        made, told = Counter(line.split()[0] for line in lines), Counter(commit for _, _, commit in self.done)
        expect(made == told, f"commits: {len(made)} in the history, {len(told)} that somebody was told of")
        self.judge(repository)

    # in several, which push to a server

    def sync(self, clone):
        """Onto the server's branch, and there; as often as others were faster."""
        for attempt in range(200):
            pulled = run(["git", "pull", "-q", "--rebase"], clone)
            expect(pulled.returncode == 0, f"git pull: {pulled.stderr}")
            pushed = run(["git", "push", "-q", "origin", "main"], clone)
            if pushed.returncode == 0:
                return
            expect("rejected" in pushed.stderr or "failed to push" in pushed.stderr or "cannot lock ref" in pushed.stderr,
                   f"git push: {pushed.stderr}")
            time.sleep(random.random() * min(attempt + 1, 10) / 20)
        raise Violation("nobody let it push")

    def several_clones(self):
        server, count = self.folder / "server.git", self.options.clones
        self.begin(self.folder / "seed")
        git(self.folder, "clone", "-q", "--bare", "seed", "server.git")
        clones = [self.folder / f"clone{n}" for n in range(count)]
        for clone in clones:
            git(self.folder, "clone", "-q", "server.git", clone.name)
            git(clone, "config", "gpg.format", "ssh")
        deadline = time.monotonic() + self.options.seconds

        def go_on(number):
            people = self.people[number * len(self.people) // count:(number + 1) * len(self.people) // count]
            own = self.documents[number::count]
            with ThreadPoolExecutor(len(people)) as pool:
                while time.monotonic() < deadline and len(self.problems) < 10:
                    list(pool.map(lambda person: self.act(person, clones[number], own), people))
                    self.sync(clones[number])

        with ThreadPoolExecutor(count) as pool:
            list(pool.map(go_on, range(count)))
        for clone in clones:
            self.sync(clone)
            check_sound(clone)
            expect(git(clone, "status", "--porcelain") == "", f"{clone} is not clean")
        git(server, "fsck", "--strict", "--no-dangling")
        git(self.folder, "clone", "-q", "--no-local", "server.git", "after")
        self.judge(self.folder / "after")

    def judge(self, repository):
        expect(git(repository, "status", "--porcelain") == "", "index or working tree are not clean")
        wanted = Counter((document, *mark) for document, mark, _ in self.done if mark[0] != "moved")
        found = Counter()
        for document in self.documents:
            path = repository / f"postmortems/2026/{document}.md"
            front = yaml.safe_load(path.read_text().split("---\n")[1])
            found |= Counter({(document, key, value): 1 for key, value in front.items() if key.startswith("x-")})
            for key, first in (("findings", 1), ("actions", 1)):
                ids = [item["id"] for item in front[key]]
                expect(len(ids) == len(set(ids)), f"{document}: {key} share an id: {ids}")
                found.update((document, key, item["text"]) for item in front[key][first:])
            log = git(repository, "log", "-p", "--format=", "--", str(path.relative_to(repository)))
            found.update((document, "text", text) for text in re.findall(r"(?m)^\+  text: (Text .*)$", log))
            for file in path.with_suffix(".signoffs").glob("*.signoff"):
                found[document, "signoff", re.search(r"(?m)^reviewer: (.*)$", file.read_text()).group(1)] += 1
        expect(not wanted - found, f"lost: {dict(wanted - found)}")
        expect(not found - wanted, f"twice, or by nobody: {dict(found - wanted)}")
        done = run([PROGRAM, "verify", "--json"], repository, {"HOME": str(self.folder)})
        expect(done.returncode == 0, f"verify: exit {done.returncode}: {done.stdout[-3000:]}{done.stderr}")


def play(options, name):
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="pm-crowd-", dir=memory))
    crowd, began = Crowd(folder, options), time.monotonic()
    try:
        getattr(crowd, name)()
    except Violation as violation:
        crowd.problems.append(str(violation))
    for problem in crowd.problems:
        print(problem)
    kinds = Counter(re.sub(r"^x-.*", "set", mark[0]) for _, mark, _ in crowd.done)
    print(f"{name.replace('_', ' ')}: {options.processes} at once, {dict(kinds)}, refused {dict(crowd.refused)}, "
          f"{time.monotonic() - began:.1f} s, {len(crowd.problems)} problems")
    if crowd.problems:
        print(f"kept: {folder}")
    else:
        shutil.rmtree(folder)
    return len(crowd.problems) + (len(kinds) < 2)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    long = os.environ.get("PM_LONG") == "1"
    parser.add_argument("--seconds", type=float, default=60 if long else 2)
    parser.add_argument("--processes", type=int, default=64 if long else 8)
    parser.add_argument("--documents", type=int, default=20 if long else 4)
    parser.add_argument("--clones", type=int, default=8 if long else 2)
    options = parser.parse_args()
    return 1 if sum(play(options, name) for name in ("one_clone", "several_clones")) else 0


PROGRAM = Path(os.environ.get("PM_BUILD", "build/developer"), "src/git-postmortem").resolve()
sys.exit(main())
