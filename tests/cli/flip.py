#!/usr/bin/env python3
"""Commits on HEAD that each flip bits of one byte of a file, by git fast-import; prints them, what was flipped beside it.

usage: flip.py FILE STEP MASK…    every STEP-th byte, and the last, with each mask (a number to xor with)
"""
import subprocess
import sys


def run(*argv, data=None):
    return subprocess.run(argv, input=data, stdout=subprocess.PIPE, check=True).stdout


def main(path, step, *masks):
    text = open(path, "rb").read()
    base = run("git", "rev-parse", "HEAD").strip()
    places = sorted({*range(0, len(text), int(step)), len(text) - 1})
    flips = [(place, int(mask, 0)) for place in places for mask in masks]
    stream = b""
    for number, (place, mask) in enumerate(flips, 1):
        changed = bytearray(text)
        changed[place] ^= mask
        stream += (b"commit refs/flips/%d\nmark :%d\ncommitter M <m@x> 1768500000 +0000\ndata 4\nflip\nfrom %s\n"
                   b"M 100644 inline %s\ndata %d\n%s\n"
                   % (number, number, base, path.encode(), len(changed), bytes(changed)))
    run("git", "fast-import", "--quiet", data=stream)
    ids = dict(line.split() for line in run("git", "for-each-ref", "--format=%(refname:lstrip=2) %(objectname)",
                                            "refs/flips").decode().splitlines())
    for number, (place, mask) in enumerate(flips, 1):
        print(ids[str(number)], f"byte {place} ({text[place]:#x}) xor {mask:#x}")


main(*sys.argv[1:])
