#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The JSON-Schema-Test-Suite as front matter: jsts_to_fm.py makes a Markdown file of each instance, the program judges
them by `check --schema`, all of a schema at once. Remote documents, which the program never fetches, are bundled into
the schema (core, section 9.3).
usage: front_matter_suite.py PROGRAM DATA_DIR EACH [SET]
EACH: of every so many schemas one. Prints what disagrees, and "agreed A/B, S schemas, R with remotes"."""
import json, pathlib, subprocess, sys, tempfile

program, data, each = sys.argv[1], pathlib.Path(sys.argv[2]), int(sys.argv[3])
chosen = sys.argv[4] if len(sys.argv) > 4 else "required"
suite = data / "json-schema-test-suite"
HOST = "http://localhost:1234/"
CONTROL = "a control character in a value is our own finding, whatever a schema says of it"
DIALECT = "a dialect of one's own would have to be fetched"
EXCEPTIONS = {
    "const.json/14/0": CONTROL,
    "dependentRequired.json/3/0": CONTROL,
    "enum.json/4/1": CONTROL,
    "enum.json/13/0": CONTROL,
    "properties.json/3/0": CONTROL,
    "required.json/3/0": CONTROL,
    "vocabulary.json/0/0": DIALECT,
    "vocabulary.json/0/1": DIALECT,
    "vocabulary.json/0/2": DIALECT,
    "vocabulary.json/1/0": DIALECT,
    "vocabulary.json/1/1": DIALECT,
}


def remotes():
    for path in sorted((suite / "remotes").rglob("*.json")):
        uri = HOST + path.relative_to(suite / "remotes").as_posix()
        node = json.loads(path.read_text())
        older = uri.startswith(HOST + "draft") and not uri.startswith(HOST + "draft2020-12/")
        if isinstance(node, dict) and not older and "2020-12" in node.get("$schema", "2020-12"):
            yield uri, node


def bundled(path, documents):
    schema, text = json.loads(path.read_text()), path.read_text()
    definitions = schema.setdefault("$defs", {})
    for uri, node in documents:
        if pathlib.PurePosixPath(uri).name not in text:
            continue
        own = node.get("$id", uri)
        definitions[uri] = {**node, "$id": own}
        if own != uri:  # it is found by the name that it is fetched by, too
            definitions[uri + " fetched"] = {"$id": uri, "$ref": own}
        text += json.dumps(node)  # what it names itself is needed, too
    path.write_text(json.dumps(schema))


def verdicts(schema, documents):
    """The documents of which a finding says where they are wrong; None when there was no verdict."""
    command = [program, "check", "--format", "concise", "--schema", str(schema), *documents]
    run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    if run.returncode not in (0, 1):
        return None, run.stderr
    bad = {line.split(":", 1)[0] for line in run.stdout.splitlines() if ": error: " in line}
    return {name: name not in bad for name in documents}, run.stdout


with tempfile.TemporaryDirectory() as folder:
    out = pathlib.Path(folder)
    subprocess.run([sys.executable, str(data.parent / "tools" / "jsts_to_fm.py"),
                    str(suite / "tests-draft2020-12"), folder, "--set", chosen],
                   check=True, stderr=subprocess.DEVNULL)
    groups = {}
    for line in (out / "expected.tsv").read_text().splitlines():
        document, schema, expected, name = line.split("\t")
        groups.setdefault(schema, []).append((str(out / document), expected == "valid", name))
    documents, agreed, asked, remote, excepted = list(remotes()), 0, 0, 0, 0
    picked = list(groups.items())[::each]
    for schema, cases in picked:
        path = out / schema
        if HOST in path.read_text():
            remote += 1
            bundled(path, documents)
        got, said = verdicts(path, [case[0] for case in cases])
        for document, expected, name in cases:
            same = got is not None and got[document] == expected
            if name in EXCEPTIONS:
                excepted += 1
            else:
                asked += 1
                agreed += same
            if same == (name in EXCEPTIONS):
                print("UNEXPECTED", name, "should be", "valid:" if expected else "invalid:", said.strip()[:300])
                agreed -= same
    print("agreed %d/%d, %d excepted, %d schemas, %d with remotes" % (agreed, asked, excepted, len(picked), remote))
    sys.exit(0 if agreed == asked else 1)
