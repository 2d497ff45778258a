#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""race.py [--driver PROGRAM] [--writers 8] [--commits 10]

Writers commit to paths of their own, all at once, while a user adds and commits files in a loop. At the end every commit
that a writer was told of is in the history and holds what was written, every commit of the user is there, in order, the
tip has every file, and index and working tree are clean.

git reads the index before it locks it, and can write an old one back; the pre-commit hook that refuses to delete
documents, which is what hooks install brings, is played by a few lines here.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ENVIRONMENT = {
    "LC_ALL": "C.UTF-8", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Dana Doe", "GIT_AUTHOR_EMAIL": "dana@example.org",
    "GIT_COMMITTER_NAME": "Dana Doe", "GIT_COMMITTER_EMAIL": "dana@example.org",
}
PRE_COMMIT = """#!/bin/sh
test -z "$(git diff --cached --name-only --no-renames --diff-filter=DM HEAD -- docs)"
"""
WRITER = """
for n in $(seq 1 "$3"); do
    echo "writer $2, $n" >"../text.$2"
    tries=0
    until "$1" . "writer $2, $n" "docs/$2.md" "../text.$2" >>"../made.$2" 2>"../error.$2"; do
        tries=$((tries + 1)); [ $tries -lt 20 ] || { cat "../error.$2" >&2; exit 1; }
    done
    sleep "0.0$((RANDOM % 5))"
done
"""
USER = """
n=0
until [ -e ../stop ] && [ $n -ge 10 ]; do
    echo "$n" >"user.$n"
    until git add "user.$n" 2>/dev/null; do sleep 0.01; done
    # an old index that git wrote back is mended as the hook's message says
    until git commit -q -m "user, $n" 2>/dev/null; do git reset -q -- docs 2>/dev/null; sleep 0.01; done
    n=$((n + 1))
done
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--driver", default=os.environ.get("PM_BUILD", "build/developer") + "/tests/commit_driver")
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--commits", type=int, default=40 if os.environ.get("PM_LONG") == "1" else 10)
    options = parser.parse_args()

    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    folder = Path(tempfile.mkdtemp(prefix="pm-race-", dir=memory))
    repository = folder / "repository"
    environment = {**os.environ, **ENVIRONMENT, "HOME": str(folder)}

    def git(*arguments):
        return subprocess.run(["git", *arguments], cwd=repository, env=environment, check=True, capture_output=True,
                              text=True).stdout

    def start(script, *arguments):
        return subprocess.Popen(["bash", "-uc", script, "race", *arguments], cwd=repository, env=environment)

    repository.mkdir()
    git("init", "-q", "-b", "main")
    git("commit", "-q", "--allow-empty", "-m", "base")
    hook = repository / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(PRE_COMMIT)
    hook.chmod(0o755)

    began = time.monotonic()
    user = start(USER)
    writers = [start(WRITER, str(Path(options.driver).resolve()), str(n), str(options.commits))
               for n in range(options.writers)]
    codes = [writer.wait() for writer in writers]
    (folder / "stop").touch()
    user.wait()
    seconds = time.monotonic() - began

    subjects = git("log", "--format=%s", "--reverse").splitlines()[1:]
    problems = [f"writer {n} ended with {code}" for n, code in enumerate(codes) if code != 0]
    history = git("rev-list", "HEAD").split()
    for n in range(options.writers):
        made = [line.split()[0] for line in (folder / f"made.{n}").read_text().splitlines()]
        if len(made) != options.commits or not set(made) <= set(history):
            problems.append(f"writer {n}: {len(set(made) & set(history))} of {options.commits} commits are in the history")
        for k, commit in enumerate(made, 1):
            # its own, or one of the user's that took it along
            if git("show", f"{commit}:docs/{n}.md") != f"writer {n}, {k}\n":
                problems.append(f"{commit} does not hold what writer {n} wrote")
    users = [subject for subject in subjects if subject.startswith("user,")]
    if users != [f"user, {n}" for n in range(len(users))]:
        problems.append("commits of the user are missing")
    missing = [n for n in range(len(users)) if f"user.{n}" not in set(git("ls-files").split())]
    if missing:
        problems.append(f"files of the user are missing: {missing}")
    git("reset", "-q", "--", "docs")
    status = git("status", "--porcelain")
    if status:
        problems.append(f"status: {status}")
    git("fsck", "--strict")
    for problem in problems:
        print(problem)
    print(f"{options.writers} writers, {len(subjects)} commits, {len(users)} of them the user's, in {seconds:.1f} s, "
          f"{len(problems)} problems")
    if problems:
        print(f"kept: {folder}")
        return 1
    shutil.rmtree(folder)
    return 0


sys.exit(main())
