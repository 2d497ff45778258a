#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""acts_on.py [--colour] [FILE…]: exit 1 and name the first thing in each that a terminal acts on.

By Unicode's own properties: control characters but LF and TAB, what is not UTF-8, whatever turns the direction of
writing, line and paragraph separators, tags, byte-order marks. --colour: SGR sequences are the program's own.
"""
import re
import sys
import unicodedata

TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def acts(char):
    category = unicodedata.category(char)
    return ((category == "Cc" and char not in "\n\t") or category in ("Zl", "Zp")
            or unicodedata.bidirectional(char) in TURNING or char in "\u061c\u200e\u200f\ufeff"
            or 0xE0000 <= ord(char) <= 0xE007F)


def fault(data):
    """What is wrong with it, or None."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"not UTF-8 at byte {error.start}: {data[max(0, error.start - 20):error.start + 20]}"
    for place, char in enumerate(text):
        if acts(char):
            return f"U+{ord(char):04X} in {text[max(0, place - 20):place + 20]!r}"
    return None


def main():
    colour = sys.argv[1:2] == ["--colour"]
    found = False
    for name in sys.argv[2 if colour else 1:] or ["/dev/stdin"]:
        with open(name, "rb") as file:
            data = file.read()
        if colour:
            data = re.sub(rb"\x1b\[[0-9;]*m", b"", data)
        what = fault(data)
        if what is not None:
            print(f"{name}: {what}")
            found = True
    sys.exit(1 if found else 0)


main()
