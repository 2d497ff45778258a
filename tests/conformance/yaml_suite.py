#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The yaml-test-suite, and real front matter, through yaml_driver.

usage: yaml_suite.py suite DRIVER DATA EXCEPTIONS.tsv     cases of DATA/yaml-test-suite that fit a front matter
       yaml_suite.py reports DRIVER DATA                  the front matter of DATA's real incident reports

EXCEPTIONS.tsv has a row for each case that is not as the suite wants: id, what the driver does instead (the rule that it
refuses by, 'accepts' or 'differs'), and why. A row without such a case is a fault too.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# Refused in documents of ours; read in foreign ones, where the value must be right.
OURS = {"yaml/anchor", "yaml/alias", "yaml/tag", "yaml/merge-key"}


def ask(driver, questions, *arguments):
    lines = "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in questions)
    done = subprocess.run([driver, *arguments], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [a["id"] for a in answers] == [name for name, _ in questions], "not one answer to each question"
    return answers


def outcome(answer, kind, wanted):
    """None when the answer is as the suite wants it."""
    if kind == "reject":
        return None if "error" in answer else "accepts"
    if "error" in answer:
        return answer["rule"]
    return None if answer["value"] == wanted else "differs"


def suite(driver, data, exceptions):
    runner = data.parent / "tools" / "yts_to_fm.py"
    known = {}
    for line in Path(exceptions).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, instead, why = line.split("\t")
            assert why, name
            known[name] = instead
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, str(runner), str(data / "yaml-test-suite/data"),
                        str(data / "yaml-test-suite/libyaml-0.2.5-results.tsv"), folder],
                       check=True, stdout=subprocess.DEVNULL)
        cases, questions = [], []
        for row in Path(folder, "expected.tsv").read_text().splitlines():
            name, kind, _ = row.split("\t")
            stem = os.path.join(folder, name.replace(":", "-"))
            text = Path(stem + ".md").read_bytes()
            wanted = json.loads(Path(stem + ".json").read_text()) if kind == "json" else None
            cases.append((name, kind, wanted))
            questions.append((name, text[4:text.rindex(b"---\n\n# T")].decode()))
    faults = 0
    for tolerant in ([], ["tolerant"]):
        for (name, kind, wanted), answer in zip(cases, ask(driver, questions, *tolerant)):
            expected = known.get(name)
            if tolerant and expected in OURS:
                expected = None
            got = outcome(answer, kind, wanted)
            # what stands behind an anchor that libyaml cannot read shows in foreign documents alone
            if got != expected and not (tolerant and f"{name} tolerant" in known and known[f"{name} tolerant"] == got):
                faults += 1
                print(f"{name}{' tolerant' if tolerant else ''}: {got or 'passes'}, expected {expected or 'to pass'}:",
                      json.dumps(answer, ensure_ascii=False))
    unknown = {name.split(" ")[0] for name in known} - {name for name, _, _ in cases}
    for name in sorted(unknown):
        faults += 1
        print(f"{name}: there is no such case")
    print(f"{len(cases)} cases, {len(known)} exceptions, {faults} faults")
    return faults


def reports(driver, data):
    folder = data / "postmortems/jenkins-status/content/issues"
    expected = [json.loads(line) for line in
                (data / "postmortems/expected/jenkins.HEAD.frontmatter.ndjson").read_text().splitlines()]
    questions = []
    for report in expected:
        text = (folder / report["file"]).read_bytes().decode("utf-8-sig")
        fence = re.match(r"---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", text, re.S | re.M)
        questions.append((report["file"], fence.group(1)))
    agreed = 0
    for report, answer in zip(expected, ask(driver, questions, "tolerant")):
        if report["ok"] and answer.get("value") == report["fm"]:
            agreed += 1
        else:
            print(report["file"], json.dumps(answer, ensure_ascii=False))
    print(f"{agreed} of {len(expected)} reports agree")
    return len(expected) - agreed


def main():
    what, driver, data = sys.argv[1], sys.argv[2], Path(sys.argv[3]).resolve()
    faults = suite(driver, data, sys.argv[4]) if what == "suite" else reports(driver, data)
    sys.exit(1 if faults else 0)


main()
