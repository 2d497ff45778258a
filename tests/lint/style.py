#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""style.py [ROOT]: calls that we don't make, and printing and exiting where a room must not.

Comments and literals are blanked first, so that prose may name what code may not. Prints one line for each offence;
exit 1 when there is one.
"""
import re
import sys
from pathlib import Path

# Each row: what it is about, the words, whether they count only when called, the files they are banned from.
RULES = [
    ("is banned", "strcpy strcat sprintf vsprintf gets strtok strtok_r atoi atol atoll atof localtime gmtime ctime "
     "asctime system popen alloca g_alloca g_newa tmpnam mktemp", True, r"(src|tests)/"),
    ("is banned", "goto", False, r"(src|tests)/"),
    ("prints outside command/, report/, publish/", "printf fprintf vprintf vfprintf dprintf puts fputs putchar putc "
     "fputc perror g_print g_printerr psignal", True, r"src/(?!(command|report|publish)/)"),
    ("prints outside command/, report/, publish/", "stdout stderr", False,
     r"src/(?!(command|report|publish)/|main\.c$)"),
    # libgit2's own object database reads loose objects without a check of their size
    ("opens an object database outside git/object_store.c and git/open.c",
     "git_odb_open git_odb_add_disk_alternate git_odb_backend_loose git_repository_open git_repository_open_bare "
     "git_repository_open_ext git_repository_init git_submodule_open", True,
     r"src/(?!git/(object_store|loose_object|open)\.c$)"),
    ("ends the program outside main.c", "exit quick_exit abort err errx", True, r"src/(?!main\.c$)"),
]
SKIP = re.compile(r"""/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.S)
LICENSE = "/* SPDX-License-Identifier: Apache-2.0 */\n"


def code_only(text):
    return SKIP.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def offences(name, text):
    if not text.startswith(LICENSE):
        yield 1, "the first line is not the SPDX line"
    code = code_only(text)
    for why, words, called, where in RULES:
        if re.match(where, name):
            pattern = r"\b(?<!->)(?<!\.)(" + "|".join(words.split()) + r")\b" + (r"\s*\(" if called else "")
            for match in re.finditer(pattern, code):
                yield code.count("\n", 0, match.start()) + 1, f"{match.group(1)} {why}"


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2])
    count = 0
    for folder in ("src", "tests"):
        for path in sorted((root / folder).rglob("*.[ch]")):
            name = path.relative_to(root).as_posix()
            for line, why in sorted(offences(name, path.read_text(encoding="utf-8"))):
                print(f"{name}:{line}: {why}")
                count += 1
    sys.exit(1 if count else 0)


main()
