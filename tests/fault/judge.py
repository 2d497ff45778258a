# SPDX-License-Identifier: Apache-2.0
"""What plain git says of a repository: its tip, its index, the files that lie around it, and whether they are sound."""
import hashlib
import os
import subprocess
from pathlib import Path

ZERO = "0" * 40
ENVIRONMENT = {
    "LC_ALL": "C.UTF-8", "TZ": "UTC", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Dana Doe", "GIT_AUTHOR_EMAIL": "dana@example.org",
    "GIT_COMMITTER_NAME": "Dana Doe", "GIT_COMMITTER_EMAIL": "dana@example.org",
    "GIT_AUTHOR_DATE": "2026-01-14T18:00:00Z", "GIT_COMMITTER_DATE": "2026-01-14T18:00:00Z",
    "GIT_OPTIONAL_LOCKS": "0", "GIT_EDITOR": "false", "TERM": "dumb", "COLUMNS": "80",
    # the shim comes before the sanitizer's library; a killed program has leaks
    "ASAN_OPTIONS": "detect_leaks=0:verify_asan_link_order=0",
}
BASE = {**{key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "LD_"))}, **ENVIRONMENT}


class Violation(Exception):
    pass


def expect(condition, what):
    if not condition:
        raise Violation(what)


def run(arguments, cwd, extra=None):
    return subprocess.run(arguments, cwd=cwd, env={**BASE, **(extra or {})}, capture_output=True, text=True,
                          errors="surrogateescape", timeout=120, stdin=subprocess.DEVNULL)


def git(cwd, *arguments, check=True):
    done = run(["git", *arguments], cwd)
    if check and done.returncode != 0:
        raise Violation(f"git {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def git_dir(cwd):
    """.git, or what it points to; of a bare repository, itself."""
    named = Path(cwd) / ".git"
    if not named.exists():
        return Path(cwd)
    return Path(named.read_text().removeprefix("gitdir: ").strip()) if named.is_file() else named


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
    """(path, stage) → (mode, blob)."""
    entries = {}
    for line in git(cwd, "ls-files", "-s", "-z").split("\0")[:-1]:
        about, path = line.split("\t", 1)
        mode, blob, stage = about.split(" ")
        entries[path, stage] = (mode, blob)
    return entries


def files_of(cwd):
    """path → bytes of every file in the working tree. What a commit sets beside a file where it can't be renamed into
    place may be there until the recovery; check_sound() looks for it."""
    found = {}
    for folder, folders, files in os.walk(cwd):
        if ".git" in folders:
            folders.remove(".git")
        for name in files:
            if name == ".git" or name.startswith(".postmortem-"):
                continue
            path = Path(folder, name)
            found[str(path.relative_to(cwd))] = path.read_bytes()
    return found


def blob_of(data):
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def changed(before, after):
    """The keys whose values differ, or that one of the two lacks."""
    return {key for key in set(before) | set(after) if before.get(key) != after.get(key)}


class State:
    def __init__(self, cwd, ref):
        bare = git_dir(cwd) == Path(cwd)
        self.tip = tip(cwd, ref)
        self.index, self.files = ({}, {}) if bare else (index_of(cwd), files_of(cwd))
        self.tree = tree_of(cwd, self.tip)

    def without(self, paths):
        return ({key: value for key, value in self.index.items() if key[0] not in paths},
                {path: value for path, value in self.files.items() if path not in paths})

    def equals(self, other):
        return self.tip == other.tip and self.index == other.index and self.files == other.files


def check_sound(repository):
    """Nothing that fsck finds, and nothing of ours left: locks, journal, staged and temporary files."""
    git(repository, "fsck", "--strict", "--no-dangling", "--no-progress")
    folder = git_dir(repository)
    left = [str(path.relative_to(folder)) for path in folder.rglob("*")
            if path.name.endswith(".lock") or ".postmortem" in path.name or
            (path.parent.name == "postmortem" and path.name != "lock")]
    left = [name for name in left if not name.startswith("objects/")]
    left += [str(path) for path in repository.rglob(".postmortem-*")]
    expect(not left, f"left behind: {' '.join(left)}")
