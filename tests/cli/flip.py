#!/usr/bin/env python3
"""Commits on HEAD, by git fast-import, that each change one byte of a file; prints them, and beside them the change.

usage: flip.py FILE STEP MASK…    every STEP-th byte, and the last, with each mask (a number to xor with); then the
                                  file with CRLF, and with a byte more in front and behind
"""
import subprocess
import sys


def run(*argv, data=None):
    return subprocess.run(argv, input=data, stdout=subprocess.PIPE, check=True).stdout


def main(path, step, *masks):
    text = open(path, "rb").read()
    base = run("git", "rev-parse", "HEAD").strip()
    places = sorted({*range(0, len(text), int(step)), len(text) - 1})
    changes = []
    for place in places:
        for mask in (int(mask, 0) for mask in masks):
            changed = bytearray(text)
            changed[place] ^= mask
            changes.append((f"byte {place} ({text[place]:#x}) xor {mask:#x}", bytes(changed)))
    changes += [("CRLF", text.replace(b"\n", b"\r\n")), ("a byte in front", b"\n" + text), ("a byte behind", text + b"\n")]
    stream = b""
    for number, (_, changed) in enumerate(changes, 1):
        stream += (b"commit refs/flips/%d\nmark :%d\ncommitter M <m@x> 1768500000 +0000\ndata 4\nflip\nfrom %s\n"
                   b"M 100644 inline %s\ndata %d\n%s\n" % (number, number, base, path.encode(), len(changed), changed))
    run("git", "fast-import", "--quiet", data=stream)
    ids = dict(line.split() for line in run("git", "for-each-ref", "--format=%(refname:lstrip=2) %(objectname)",
                                            "refs/flips").decode().splitlines())
    for number, (what, _) in enumerate(changes, 1):
        print(ids[str(number)], what)


main(*sys.argv[1:])
