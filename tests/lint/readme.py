#!/usr/bin/env python3
"""readme.py [--update]: play the console sessions of README.md for real and compare what they print.

A block ```console holds commands ("$ …", continued by lines that begin with "> ") and their output. All blocks are
played in one shell, in order, from an empty folder, with a clock that stands still. A block behind a comment
<!-- into FILE --> is what the reader writes into that file. A comment <!-- $ COMMAND --> is a command that the reader
need not see: what day it is. What differs from run to run (object ids, digests) is compared by its shape alone.
--update writes what was printed into the README.
"""
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), "..", ".."))
README = os.path.join(ROOT, "README.md")
END = "@@end of output@@"

SETUP = r"""
set -u
export HOME="$PWD" GIT_CONFIG_GLOBAL="$PWD/gitconfig" GIT_CONFIG_NOSYSTEM=1 LC_ALL=C.UTF-8 TZ=UTC COLUMNS=80 TERM=dumb
export GIT_PAGER=cat GIT_EDITOR=false TMPDIR="$PWD"
mkdir empty && cd empty
at() { export GIT_AUTHOR_DATE="$1" GIT_COMMITTER_DATE="$1" SOURCE_DATE_EPOCH=$(date -d "$1" +%s); }
at 2026-03-05T09:00:00Z
"""


def parse(text):
    """The commands of the README: [command lines, output lines or None when hidden, first line, line behind]."""
    lines, steps, fenced, written = text.split("\n"), [], False, None
    for number, line in enumerate(lines):
        hidden = re.fullmatch(r"<!-- (\$|into) (.*) -->", line)
        if hidden and hidden[1] == "into":
            written = ["cat >" + hidden[2] + " <<'" + END + "'"]
        elif hidden:
            steps.append([[hidden[2]], None, number, number + 1])
        elif written and line == "```":
            steps.append([written + [END], None, number, number + 1])
            written = None
        elif written:
            written += [] if line.startswith("```") else [line]
        elif line.startswith("```"):
            fenced = not fenced and line == "```console"
        elif fenced and line.startswith("$ "):
            steps.append([[line[2:]], [], number, number + 1])
        elif fenced and line.startswith("> ") and not steps[-1][1]:
            steps[-1][0].append(line[2:])
            steps[-1][3] = number + 1
        elif fenced:
            steps[-1][1].append(line)
            steps[-1][3] = number + 1
    return lines, steps


def play(steps):
    """What each step really printed."""
    script = SETUP
    for command, _, _, _ in steps:
        script += "{\n" + "\n".join(command) + "\n} 2>&1 </dev/null\nprintf '%s\\n' '" + END + "'\n"
    with tempfile.TemporaryDirectory(prefix="readme.") as folder:
        done = subprocess.run(["bash", "-c", script], cwd=folder, text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              env={"PATH": os.environ["PATH"], "ROOT": ROOT})
    parts = done.stdout.split(END + "\n")
    if len(parts) != len(steps) + 1 or done.stderr:
        sys.exit(f"the session broke off behind step {len(parts) - 1}: {done.stderr}")
    return [part.rstrip("\n").split("\n") if part.strip() else [] for part in parts[:-1]]


def shape(lines):
    """Without what differs from run to run: ids and digests, and the elapsed time."""
    text = "\n".join(line.rstrip() for line in lines).strip("\n")
    text = re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "#", text)
    return re.sub(r"\b[0-9a-f]{7,64}\b|SHA256:[A-Za-z0-9+/]{43}", "#", text)


def main():
    with open(README, encoding="utf-8") as file:
        lines, steps = parse(file.read())
    if not any(step[1] is not None for step in steps):
        sys.exit("README.md has no console session")
    wrong = 0
    for step, printed in reversed(list(zip(steps, play(steps)))):
        command, expected, first, behind = step
        if expected is None or shape(expected) == shape(printed):
            continue
        wrong += 1
        if "--update" in sys.argv:
            blank = [""] if expected and not expected[-1] else []
            lines[first + len(command):behind] = printed + blank
        else:
            print(f"README.md:{first + 1}: $ {command[0]}\n--- it says\n" + "\n".join(expected) +
                  "\n--- it prints\n" + "\n".join(printed))
    if "--update" in sys.argv:
        with open(README, "w", encoding="utf-8") as file:
            file.write("\n".join(lines))
    elif wrong:
        sys.exit(1)


main()
