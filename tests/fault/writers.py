#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""writers.py [--writers 16] [--rounds 1]

Writers of the real program, all at once on one clone: each scaffolds documents of one and the same title, sets keys of
its own in a document that all share, and in one that is its own. At the end every command said that it succeeded, every
commit is in one straight history with exactly its paths, no id was given twice, every value is in its document, index
and working tree are clean, and git fsck finds nothing.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

from judge import BASE, Violation, check_sound, expect, git, run


def front_matter(path):
    return yaml.safe_load(path.read_text().split("---\n")[1])


def work(program, repository, number, rounds):
    """One writer: a list of commands, one after the other, in a process of its own."""
    lines = ["set -eu"]
    for n in range(rounds):
        lines += [f'"$P" -q new "Same title" --started 2026-01-15T10:00:00Z >../out.{number}',
                  f'"$P" -q set 2026-01-14-shared x-writer-{number}={n}',
                  f'"$P" -q set 2026-01-14-own-{number} severity={1 + (n + number) % 5} x-round={n}']
    return subprocess.Popen(["bash", "-c", "\n".join(lines)], cwd=repository, stderr=subprocess.PIPE, text=True,
                            env={**BASE, "P": program, "HOME": str(repository.parent)})


def judge(repository, base, writers, rounds):
    expect(git(repository, "status", "--porcelain") == "", "index or working tree are not clean")
    check_sound(repository)
    commits = [line.split() for line in git(repository, "rev-list", "--parents", f"{base}..HEAD").splitlines()]
    expect(len(commits) == writers * rounds * 3, f"{len(commits)} commits, {writers * rounds * 3} commands")
    expect(all(len(line) == 2 for line in commits), "the history is not one line")
    for commit, _ in commits:
        paths = git(repository, "diff-tree", "-r", "--name-only", "--no-commit-id", commit).split()
        expect(len(paths) == 1, f"{commit} has {paths}")
    documents = sorted((repository / "postmortems").rglob("*.md"))
    fronts = {path.stem: front_matter(path) for path in documents}
    expect(all(name == front["id"] for name, front in fronts.items()), "an id is not its file's name")
    wanted = {"2026-01-15-same-title"} | {f"2026-01-15-same-title-{n}" for n in range(2, writers * rounds + 1)}
    found = {name for name in fronts if "same-title" in name}
    expect(found == wanted, f"ids: {sorted(found ^ wanted)} too many or missing")
    for number in range(writers):
        expect(fronts["2026-01-14-shared"].get(f"x-writer-{number}") == rounds - 1, f"writer {number}'s key is lost")
        own = fronts[f"2026-01-14-own-{number}"]
        expect(own["x-round"] == rounds - 1 and own["severity"] == 1 + (rounds - 1 + number) % 5,
               f"writer {number}'s own document")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=os.environ.get("PM_BUILD", "build/developer"))
    parser.add_argument("--writers", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=5 if os.environ.get("PM_LONG") == "1" else 1)
    options = parser.parse_args()

    program = str(Path(options.build, "src/git-postmortem").resolve())
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="pm-writers-", dir=memory))
    repository = folder / "repository"
    repository.mkdir()
    git(repository, "init", "-q", "-b", "main")
    titles = ["shared", *(f"own {n}" for n in range(options.writers))]
    script = ["set -eu", '"$P" -q init']
    script += [f'"$P" -q new "{title}" --no-commit --started 2026-01-14T10:00:00Z >/dev/null' for title in titles]
    done = run(["bash", "-c", "\n".join([*script, "git add -A", "git commit -qm documents"])], repository,
               {"P": program, "HOME": str(folder)})
    if done.returncode != 0:
        sys.exit(f"setup: {done.stderr}")
    base = git(repository, "rev-parse", "HEAD").strip()

    began = time.monotonic()
    running = [work(program, repository, number, options.rounds) for number in range(options.writers)]
    problems = [f"writer {number}: exit {process.returncode}: {messages.strip()}"
                for number, process in enumerate(running)
                for messages in [process.communicate()[1]] if process.returncode != 0 or messages]
    try:
        judge(repository, base, options.writers, options.rounds)
    except Violation as violation:
        problems.append(str(violation))
    for problem in problems:
        print(problem)
    print(f"{options.writers} writers, {options.writers * options.rounds * 3} commands in "
          f"{time.monotonic() - began:.1f} s, {len(problems)} problems")
    if problems:
        print(f"kept: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


sys.exit(main())
