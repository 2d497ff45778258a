"""fix_oracle.py FOLDER: which values differ between <name>.md and <name>.fixed, as PyYAML reads both (scalars as they
are written, so that no YAML 1.1 type comes in between)."""
import glob
import os
import sys

import yaml


def front(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        text = file.read().replace("\r\n", "\n")
    return yaml.load(text.split("\n---\n")[0].removeprefix("---\n"), Loader=yaml.BaseLoader)


def compare(before, after, place):
    if isinstance(before, dict) and isinstance(after, dict):
        assert [key for key in after if key in before] == list(before), place + ": keys lost or moved"
        for key in after:
            yield from compare(before.get(key), after[key], place + "/" + key)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (left, right) in enumerate(zip(before, after)):
            yield from compare(left, right, "%s/%d" % (place, index))
    elif before != after:
        yield "%s: %s -> %s" % (place, before, after)


for path in sorted(glob.glob(os.path.join(sys.argv[1], "*.md"))):
    name = os.path.basename(path)[:-3]
    if name == "unreadable":
        continue
    for line in compare(front(path), front(path[:-3] + ".fixed"), ""):
        print(name + line)
