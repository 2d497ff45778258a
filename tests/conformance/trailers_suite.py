#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Commit messages through trailer_driver, judged by git interpret-trailers --parse --no-divider and by git log.

usage: trailers_suite.py history DRIVER REPOSITORY SAMPLE        every commit that the repository can reach
       trailers_suite.py generated DRIVER COUNT SAMPLE [SEED]    hostile messages, made commits of by git fast-import

git log's %(trailers:only,unfold) reads all of them in one process. interpret-trailers takes one message for each start,
so it is asked about SAMPLE of them, spread evenly.
"""
import base64
import json
import random
import subprocess
import sys
import tempfile

LOG = ["log", "--reverse", "--format=%H%x01%(trailers:only,unfold)%x02"]

LINES = [
    "Signed-off-by: A <a@b>", "Signed-off-by: ", "Signed-off-by:", "(cherry picked from commit abc)", "Key: value",
    "Key : v", "Key\t: v", "Key v: v", "Key=v", "-: x", ": x", "a:", "a::b", "9: nine", "_k: v", "k.k: v", "  folded",
    "\tfolded\tx", " k: v", "prose line", "another: line: of: colons", "# comment", "#", "; comment", "Conflicts:",
    "Conflicts: x", "\tpath", "---", "--- a/x", "--", "-- ", "diff --git a/x b/x", "+++ b/x", "@@ -1 +1 @@",
    "# ------------------------ >8 ------------------------", "", "", "", " ", "\t", "\r", "\x0b", "\x0c", "k\x0b: v",
    "한글: 값", "키 : 값", "\ufeffKey: v", "k\u0085: v", "k\u2028: v", "k\u00a0: v", "k: v\r", "k: \r v",
    "k:   spaced   out  ", "Postmortem: 2026-01-14-x", "Postmortem-Event: approve",
    "Postmortem-Signoff: sha256:00", "http://x", "https://x: y", "This reverts commit abc.", "fixup! x", "* title",
]


def squash_of_git(pick):
    """As git merge --squash writes it: whole commits, indented."""
    parts = ["Squashed commit of the following:", ""]
    for _ in range(pick.randint(1, 3)):
        parts += ["commit 0123456789", "Author: A <a@b>", "Date:   Thu Jan 1 00:00:00 1970 +0000", "", "    title", ""]
        parts += ["    " + pick.choice(LINES) for _ in range(pick.randint(1, 4))] + [""]
    return parts


def squash_of_a_forge(pick):
    """Titles and bodies in a row, so that each commit's trailers but the last one's are not last."""
    parts = []
    for _ in range(pick.randint(2, 4)):
        parts += ["* title", "", pick.choice(LINES), "", "Postmortem: x", "Postmortem-Event: edit", ""]
    return parts + [pick.choice(LINES) for _ in range(pick.randint(0, 2))]


def few_kinds_of_lines(pick):
    """Runs of the same few, so that the share of prose in a block, by which git decides, takes every value."""
    kinds = pick.sample(LINES, 4)
    return [pick.choice(kinds) for _ in range(pick.randint(1, 14))]


def real_block_in_odd_company(pick):
    return ["body", "", "Postmortem: x", "Postmortem-Event: edit"] + [pick.choice(LINES) for _ in range(pick.randint(1, 3))]


SHAPES = [squash_of_git, squash_of_a_forge, few_kinds_of_lines, few_kinds_of_lines, real_block_in_odd_company]


def message(pick):
    title = pick.choice(["title\n\n", "title\n\n", "title\n", "t: title\n\n", "x", "title\r\n\r\n", "title\n \n"])
    end = pick.choice(["\n", "\n", "\n", "\r\n"])
    text = title + "".join(line + (end if pick.random() < 0.9 else "\n\n") for line in pick.choice(SHAPES)(pick))
    return text[:-1] if pick.random() < 0.25 else text + "\n" * pick.choice([0, 0, 0, 1, 3])


def run(*argv, data=b"", cwd=None):
    return subprocess.run(argv, input=data, stdout=subprocess.PIPE, check=True, cwd=cwd).stdout


def import_messages(folder, messages):
    run("git", "init", "-q", folder)
    stream = b"".join(b"commit refs/heads/log\ncommitter A <a@b> %d +0000\ndata %d\n%s\n" % (1700000000 + i, len(text), text)
                      for i, text in enumerate(messages))
    run("git", "fast-import", "--quiet", data=stream, cwd=folder)


def read_log(folder, *revisions):
    """id → what git log prints of its trailers."""
    said = run("git", *LOG, *revisions, cwd=folder).decode("utf-8", "surrogateescape")
    rows = (row.lstrip("\n").split("\x01") for row in said.split("\x02")[:-1])
    return {name: trailers for name, trailers in rows}


def read_messages(folder, ids):
    out = run("git", "cat-file", "--batch", data="".join(name + "\n" for name in ids).encode(), cwd=folder)
    found, at = {}, 0
    for name in ids:
        start = out.index(b"\n", at) + 1
        size = int(out[at:start].split()[2])
        found[name] = out[start:start + size].partition(b"\n\n")[2]
        at = start + size + 1
    return found


def ask_driver(driver, messages):
    lines = "".join(json.dumps({"id": name, "message": base64.b64encode(text).decode()}) + "\n"
                    for name, text in messages.items())
    answers = [json.loads(line) for line in run(driver, data=lines.encode()).decode().splitlines()]
    return {answer["id"]: "".join(f"{key}: {value}\n" for key, value in answer["trailers"]) for answer in answers}


def compare(driver, folder, revisions, sample):
    log = read_log(folder, *revisions)
    messages = read_messages(folder, list(log))
    ours = ask_driver(driver, messages)
    wrong = 0

    def judge(who, name, wanted):
        nonlocal wrong
        if ours[name] != wanted:
            wrong += 1
            print(f"{messages[name]!r}: {who} reads {wanted!r}, we {ours[name]!r}")

    for name in log:
        judge("git log", name, log[name])
    spread = list(log)[::max(1, len(log) // sample)]
    for name in spread:
        judge("git interpret-trailers", name, run("git", "interpret-trailers", "--parse", "--no-divider",
                                                  data=messages[name]).decode("utf-8", "surrogateescape"))
    with_trailers = sum(text != "" for text in log.values())
    print(f"{len(log)} messages, {with_trailers} with trailers, {len(spread)} asked of interpret-trailers: {wrong} wrong")
    return 1 if wrong else 0


def main(what, driver, subject, sample, seed="20260114"):
    if what == "history":
        return compare(driver, subject, ["--all"], int(sample))
    pick = random.Random(int(seed))
    with tempfile.TemporaryDirectory() as folder:
        import_messages(folder, [message(pick).encode() for _ in range(int(subject))])
        return compare(driver, folder, ["log"], int(sample))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
