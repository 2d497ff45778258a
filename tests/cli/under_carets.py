#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""under_carets.py RULE <findings: print what stands under the carets of each finding of this rule, a line each.

Columns are counted as a terminal shows them, by Python's own tables: wide characters two, combining ones none.
"""
import re
import sys
import unicodedata


def cells(text):
    """The text as a list with one item a column; a wide character takes two, a combining one joins the one before."""
    out = []
    for char in text:
        if out and unicodedata.combining(char):
            out[-1] += char
        else:
            out.append(char)
            if unicodedata.east_asian_width(char) in "WF":
                out.append("")
    return out


def main():
    lines = sys.stdin.read().split("\n")
    for number, line in enumerate(lines):
        if f"[{sys.argv[1]}]" not in line:
            continue
        shown, carets = lines[number + 1], lines[number + 2]
        head = shown.index("|")
        assert re.fullmatch(r" *\d+ ", shown[:head]) and carets[:head].strip() == "" and carets[head] == "|", shown
        first = carets.index("^")
        last = carets.rindex("^")
        print("".join(cells(shown)[first:last + 1]))


main()
