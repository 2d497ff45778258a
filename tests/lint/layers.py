#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""layers.py [ROOT]: hold every #include to the layer graph of src/CMakeLists.txt.

A room includes its own headers and those of the layers that its USES names. A third-party header may stand only in
a room that LINKS the library. Prints one line for each offence; exit 1 when there is one.
"""
import re
import sys
from pathlib import Path

# Header -> the name that pm_package() gives its library. GLib is everybody's standard library.
LIBRARIES = {
    "git2": "git2", "yaml": "yaml", "cmark": "cmark", "cmark_version": "cmark", "openssl": "crypto",
    "pcre2": "pcre2", "jansson": "jansson", "sqlite3": "sqlite3",
    "glib": "glib", "glib-object": "glib", "glib-unix": "glib", "gio": "glib", "gmodule": "glib",
}
# What C and Linux bring along.
SYSTEM = set("""
arpa/inet assert ctype dirent dlfcn endian errno fcntl fenv float fnmatch ftw getopt glob grp inttypes iso646 langinfo
libgen limits locale malloc math netdb netinet/in paths poll pthread pwd regex sched semaphore setjmp signal spawn
stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string strings sysexits syslog termios
time uchar unistd utime wchar wctype wordexp
""".split())
SYSTEM_FOLDERS = {"sys", "linux", "asm", "sanitizer"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include(?:_next)?[ \t]*(.)([^>"\n]*)', re.M)


SHARED = "what unit tests share"


class Graph:
    def __init__(self, text):
        text = re.sub(r"#.*", "", text)
        self.uses, self.links = {SHARED: set()}, {SHARED: set()}
        for call, body in re.findall(r"\b(pm_layer|pm_program)\(([^)]*)\)", text):
            name, *words = body.split()
            self.uses[name], self.links[name], part = set(), set(), None
            for word in words:
                if word in ("USES", "LINKS", "EMBEDS"):
                    part = {"USES": self.uses[name], "LINKS": self.links[name]}.get(word, set())
                elif part is not None:
                    part.add(word)
            if call == "pm_program":
                self.program = name


def offence(root, graph, path, room, bracket, header):
    """Why `path`, with the rights of `room`, may not include `header`, or None."""
    if bracket not in '<"':
        return "a computed include hides what is included"
    if bracket == '"':
        units, beside = (root / "tests" / "unit").resolve(), (path.parent / header).resolve()
        if units in path.resolve().parents and units in beside.parents and beside.is_file():
            return None
        other = header.split("/")[0] if "/" in header else None
        if not (root / "src" / header).is_file():
            return f'"{header}" is no file in src/ (includes are written from there)'
        if other is None:
            return f'"{header}" names no layer'
        if other not in graph.uses:
            return f"'{other}' is no layer of src/CMakeLists.txt"
        if other != room and other not in graph.uses[room]:
            return f"'{room}' doesn't use '{other}'"
        return None
    stem = header.removesuffix(".h")
    library = LIBRARIES.get(stem) or LIBRARIES.get(stem.split("/")[0] if "/" in stem else "")
    if library is None:
        known = stem in SYSTEM or stem.split("/")[0] in SYSTEM_FOLDERS and "/" in stem
        return None if known else f"<{header}> belongs to no library that layers.py knows"
    if library != "glib" and library not in graph.links[room]:
        return f"<{header}> needs '{library}', which '{room}' doesn't link"
    return None


def files(root, graph):
    """Pairs of a file and the room whose rights it has."""
    for path in sorted((root / "src").rglob("*.[ch]")):
        room = path.relative_to(root / "src").parts[0]
        yield path, graph.program if room.endswith((".c", ".h")) else room
    for path in sorted((root / "tests" / "unit").rglob("*.[ch]")):
        room = path.relative_to(root / "tests" / "unit").parts[0]
        yield path, SHARED if room.endswith((".c", ".h")) else room


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2])
    graph = Graph((root / "src" / "CMakeLists.txt").read_text())
    count = 0
    for path, room in files(root, graph):
        text = path.read_text(encoding="utf-8")
        if room not in graph.uses:
            print(f"{path.relative_to(root)}: '{room}' is no layer of src/CMakeLists.txt")
            count += 1
            continue
        for match in INCLUDE.finditer(text):
            why = offence(root, graph, path, room, *match.groups())
            if why:
                line = text.count("\n", 0, match.start()) + 1
                print(f"{path.relative_to(root)}:{line}: {why}")
                count += 1
    sys.exit(1 if count else 0)


main()
