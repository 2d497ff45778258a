# SPDX-License-Identifier: Apache-2.0
"""What another validator says of the built-in schema: front matters of the golden documents, and each of them
with one value replaced or removed. A line of JSON each: [instance, valid]."""
import copy
import glob
import json
import os
import random
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skip: {missing}")
    sys.exit()


random.seed(2026)


class Loader(yaml.SafeLoader):
    """Dates stay text, as in the YAML 1.2 core schema."""


Loader.yaml_implicit_resolvers = {
    letter: [(tag, match) for tag, match in rules if not tag.endswith(":timestamp")]
    for letter, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
REPLACEMENTS = [None, 0, -1, 2.5, True, "x", "", "unknown", "2026-01-14", "2026-01-14T16:58:00Z", [], [3], {}, {"id": "F1"}]


def places(value, path=()):
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from places(member, path + (key,))


def variants(front):
    yield front
    for path in places(front):
        if not path:
            continue
        for replacement in REPLACEMENTS if os.environ.get("PM_LONG") else random.sample(REPLACEMENTS, 4):
            changed = copy.deepcopy(front)
            at = changed
            for key in path[:-1]:
                at = at[key]
            at[path[-1]] = replacement
            yield changed
        changed = copy.deepcopy(front)
        at = changed
        for key in path[:-1]:
            at = at[key]
        del at[path[-1]]
        yield changed


def front_of(path):
    text = open(path, "rb").read().decode("utf-8-sig", "replace")
    parts = text.replace("\r\n", "\n").split("---\n", 2)
    try:
        return yaml.load(parts[1], Loader) if len(parts) == 3 and not parts[0] else None
    except yaml.YAMLError:
        return None


root = sys.argv[1]
schema = json.load(open(os.path.join(root, "templates/postmortem.schema.json"), encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
seen = set()
for path in sorted(glob.glob(os.path.join(root, "tests/golden/check/*/*.md"))):
    front = front_of(path)
    big = os.path.basename(path) in ("security-complete.md", "near-miss.md", "confirmed.md", "unconfirmed.md")
    for instance in variants(front) if big else [front]:
        line = json.dumps(instance, ensure_ascii=False)
        if instance is not None and line not in seen:
            seen.add(line)
            print(f"[{line}, {json.dumps(validator.is_valid(instance))}]")
