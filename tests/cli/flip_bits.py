#!/usr/bin/env python3
"""Flip one bit in COUNT places of a repository's object files, one at a time: verify fails, or says what it said before.

usage: flip_bits.py COUNT SEED

It runs in the repository. A pack and its index are damaged in place of loose objects where there are any. What counts
as failing is an exit status of 1, or of 128 with a message; a signal or a sanitizer's report is a fault of ours.
"""
import os
import pathlib
import random
import subprocess
import sys


def verify():
    done = subprocess.run(["git-postmortem", "verify"], capture_output=True, stdin=subprocess.DEVNULL, timeout=120)
    return done.returncode, done.stdout, done.stderr


def judge(fine, now):
    code, out, err = now
    if b"Sanitizer" in err or b"runtime error" in err:
        return "a sanitizer's report"
    if code == 0:
        return None if now == fine else "fine, in other words"
    if code == 1:
        return "the words of success" if b"verified up to" in out and b"NOT" not in out else None
    return None if code == 128 and err.startswith((b"fatal: ", b"error: ")) else f"exit {code}"


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2])
    choose = random.Random(seed)
    files = sorted(p for p in pathlib.Path(".git/objects").rglob("*") if p.is_file() and p.parent.name != "info")
    fine = verify()
    assert fine[0] == 0, fine
    noticed = 0
    for number in range(count):
        path = choose.choice(files)
        before = path.read_bytes()
        # half of them in the header, where a flip does most
        size = len(before) if number % 2 else min(len(before), 40)
        bit = choose.randrange(size * 8)
        damaged = bytearray(before)
        damaged[bit // 8] ^= 1 << bit % 8
        os.chmod(path, 0o644)
        path.write_bytes(damaged)
        now = verify()
        path.write_bytes(before)
        noticed += now[0] != 0
        wrong = judge(fine, now)
        if wrong:
            sys.exit(f"{path}, bit {bit}: {wrong}\n{now[1].decode()}\n{now[2].decode()}")
    assert verify() == fine
    print(f"{count} flips, {noticed} noticed, the others change nothing that verify says")


main()
