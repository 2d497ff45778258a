#!/usr/bin/env python3
"""chain.py [REVISION]: the links of the chain that a checkpoint names, one a line, as git and SHA-256 give them."""
import hashlib
import subprocess
import sys

FOLDER = b"postmortems/"


def git(*arguments):
    return subprocess.run(["git", *arguments], check=True, capture_output=True).stdout


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def changed(old, new, *paths):
    """(path, mode, blob) of what differs; `old` may be the empty tree."""
    fields = git("diff-tree", "-r", "-z", "--no-renames", old, new, "--", *paths).split(b"\0")
    for meta, path in zip(fields[0::2], fields[1::2]):
        _, mode, _, blob, _ = meta[1:].split(b" ")
        yield path, mode.decode(), blob.decode()


def line(path, mode, blob):
    if mode == "000000":
        what = "000000 gone"
    elif mode == "160000":
        what = f"160000 commit: {blob}"
    else:
        what = f"{mode} sha256: {sha256(git('cat-file', 'blob', blob))}"
    return what.encode() + b"\t" + path + b"\0"


empty = git("hash-object", "-t", "tree", "/dev/null").decode().strip()
link, entered = None, False
old = empty
for commit in git("rev-list", "--first-parent", "--reverse", sys.argv[1] if len(sys.argv) > 1 else "HEAD").decode().split():
    files = {p: (p, m, b) for p, m, b in changed(old, commit, ".postmortem", ".mailmap")}
    has_config = subprocess.run(["git", "cat-file", "-e", f"{commit}:.postmortem/config.yaml"],
                                capture_output=True, check=False).returncode == 0
    if entered or has_config:
        files.update({p: (p, m, b) for p, m, b in changed(old if entered else empty, commit, FOLDER.decode())})
    entered = entered or has_config
    text = b"git-postmortem-link: 1\n"
    text += b"previous: " + (b"none" if link is None else b"sha256:" + link.encode()) + b"\n"
    text += b"commit: sha256:" + sha256(git("cat-file", "commit", commit)).encode() + b"\n"
    text += b"".join(line(*files[path]) for path in sorted(files))
    link = sha256(text)
    print(link)
    old = commit
