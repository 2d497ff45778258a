# SPDX-License-Identifier: Apache-2.0
"""What another validator says of configs: whole ones, and each with one value replaced, added or removed. Lines of JSON
(which is YAML): [config, valid]."""
import copy
import json
import os
import random
import sys

try:
    import jsonschema
except ImportError as missing:
    print(f"skip: {missing}")
    sys.exit()

random.seed(2026)
WHOLE = {
    "schema": 1, "ledger": "5f0c1c1e-6f0b-4f5e-9a53-0d5c3ad1b2aa", "documents": "docs/postmortems",
    "layout": "{year}/{month}/{id}.md", "timezone": "Asia/Seoul", "language": "ko",
    "defaults": {"kind": "outage", "severity": 3, "owner": "dana@example.org", "template": "outage"},
    "severities": {"1": "down", "2": ["slow", "degraded"]}, "services": ["checkout", "결제"], "tags": ["db"],
    "ignore": ["drafts/*"], "people": [{"email": "dana@example.org", "name": "Dana Doe"}],
    "teams": {"sre": {"organisation": "Example", "members": ["dana@example.org", "erin@example.org"]}, "ops": {}},
    "fields": {"times.started": "start_time", "title": "/meta/title"},
    "checks": {"levels": {"timeline": "advice", "timeline/order": {"draft": "none", "closed": "error"}, "schema/$ref": "error"},
               "paths": [{"path": "postmortems/2019/**", "levels": {"link/dead": "none"}}]},
    "sections": [{"id": "comms", "title": "Comms", "aliases": ["고객 안내"], "for": ["outage"], "from": "reviewed"},
                 {"id": "lessons", "aliases": ["Home"]}, {"id": "response", "required": False}],
    "limits": {"document": 65536}, "x-own": {"a": [1]},
    "review": {
        "signature": "preferred", "roles": {"security": ["erin@example.org"]},
        "rules": [{"require": [{"role": "reviewer"}]},
                  {"when": "severity<=2", "require": [{"role": "party", "each": True, "count": 2, "authors": False}]}],
        "change": [{"role": "policy"}], "follow_up": [{"role": "security"}], "override": [],
    },
}
VALUES = [None, 0, 1, -1, 2.5, 1e9, True, "", "x", "..", "/x", "a/../b", ".git", "a\\b", "a b", "{id}.md", "a@b.c", "a,b@c",
          "off", "K", "ko-KR", "Etc/GMT+9", "wärm", "x" * 300, [], ["x"], ["x", "x"], ["a@b.c", "a@b.c"], [3], {}, {"x": 1}]
KEYS = ["x-a", "x", "members", "0", "6", "times.started", "reviewer", "party", "a/b", "결제", "reviewed"]


def places(value, path=()):
    yield path
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from places(member, path + (key,))


def at(config, path):
    for key in path:
        config = config[key]
    return config


def variants():
    yield WHOLE
    yield {"schema": 1, "ledger": WHOLE["ledger"]}
    for value in VALUES:
        yield value
    for path in places(WHOLE):
        if path:
            for value in VALUES if os.environ.get("PM_LONG") else random.sample(VALUES, 7):
                changed = copy.deepcopy(WHOLE)
                at(changed, path[:-1])[path[-1]] = value
                yield changed
            changed = copy.deepcopy(WHOLE)
            del at(changed, path[:-1])[path[-1]]
            yield changed
        if isinstance(at(WHOLE, path), dict):
            for key in KEYS:
                for value in random.sample(["x", 1, {}, ["a@b.c"]], 2):
                    changed = copy.deepcopy(WHOLE)
                    at(changed, path)[key] = value
                    yield changed


with open(os.path.join(sys.argv[1], "templates/config.schema.json"), encoding="utf-8") as file:
    schema = json.load(file)
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
for config in variants():
    print(json.dumps([config, validator.is_valid(config)], ensure_ascii=True))
