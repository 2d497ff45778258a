# SPDX-License-Identifier: Apache-2.0
"""as_of.py make SEED | ask SUBJECT: a random history of documents, and what was open in it at many moments.

make: a repository here gets some 30 commits on its line, each dated, not all in order, some of them merges. ask: sets
the start of SUBJECT (a path, in the working tree) to moment after moment, and compares what `git postmortem show
--json` says was known with what git and PyYAML say: the files of the commit that `git rev-list -1 --first-parent
--before` names, as `git show` has them. Prints what differs.
"""
import datetime
import json
import random
import re
import subprocess
import sys

import yaml

SERVICES = ["checkout", "payments", "search"]
STATUSES = ["proposed", "open", "doing", "done", "confirmed", "not-doing"]
BEGIN = 1735689600  # 2025-01-01


def git(*words, text=None):
    return subprocess.run(["git", *words], input=text, capture_output=True, text=True, check=True).stdout


def stamp(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def write(document):
    front = {key: document[key] for key in ("schema", "id", "status", "services", "times", "actions")}
    return "---\n" + yaml.safe_dump(front, sort_keys=False) + "---\n\n## Summary\n\nText of " + document["id"] + ".\n"


def change(chance, documents):
    """One edit of one document, or a new one."""
    if len(documents) < 3 or chance.random() < 0.2:
        name = f"2024-1{chance.randrange(3)}-0{chance.randrange(1, 10)}-number-{len(documents)}"
        documents[name] = {
            "schema": 1,
            "id": name,
            "status": "draft",
            "services": chance.sample(SERVICES, chance.randrange(0, 3)),
            "times": {"started": stamp(BEGIN - 86400 * chance.randrange(1, 60))},
            "actions": [],
        }
        return name
    name = chance.choice(sorted(documents))
    document = documents[name]
    what = chance.random()
    if what < 0.1:
        document["status"] = chance.choice(["draft", "withdrawn"])
    elif what < 0.2:
        document["services"] = chance.sample(SERVICES, chance.randrange(1, 3))
    elif what < 0.6 or not document["actions"]:
        number = len(document["actions"]) + 1
        document["actions"].append({"id": f"A{number}", "text": f"Action {number} of {name}", "status": "open"})
    else:
        chance.choice(document["actions"])["status"] = chance.choice(STATUSES)
    return name


def make(seed):
    chance = random.Random(seed)
    config = open(".postmortem/config.yaml").read()
    stream, documents, now, mark, tip = [], {}, BEGIN, 0, None

    def commit(ref, seconds, parents, files):
        nonlocal mark
        mark += 1
        stream.append(f"commit {ref}\nmark :{mark}\ncommitter T <t@example.org> {seconds} +0000\ndata 1\nx")
        stream.extend(("from" if number == 0 else "merge") + f" :{parent}" for number, parent in enumerate(parents))
        for path, text in files:
            stream.append(f"M 100644 inline {path}\ndata {len(text.encode())}\n{text}")
        return mark

    for turn in range(30):
        now += chance.randrange(3600, 86400 * 4)
        seconds = now - (86400 * 3 if chance.random() < 0.1 else 0)  # some clock is wrong
        name = change(chance, documents)
        files = [(f"postmortems/2024/{name}.md", write(documents[name]))]
        if tip is None:
            files.append((".postmortem/config.yaml", config))
        if tip is not None and chance.random() < 0.2:
            side = commit("refs/heads/side", seconds - 3600, [tip], files)
            tip = commit("refs/heads/main", seconds, [tip, side], files)
        else:
            tip = commit("refs/heads/main", seconds, [tip] if tip else [], files)
    git("fast-import", "--quiet", "--force", text="\n".join(stream) + "\n")


def front(text):
    return yaml.safe_load(re.match(r"(?s)---\n(.*?)\n---\n", text).group(1))


def state(commit):
    listed = git("ls-tree", "-r", "--name-only", commit, "postmortems/").split()
    return {path: front(git("show", f"{commit}:{path}")) for path in listed}


def is_open(action):
    return action["status"] in ("proposed", "open", "doing")


def first_with(path, action, until, line, read):
    """The time of the oldest commit up to `until` whose document has the action."""
    old = [commit for commit in line if any(item["id"] == action for item in read(commit).get(path, {}).get("actions", []))]
    return int(git("show", "-s", "--format=%ct", old[0]).strip())


def ask(subject):
    text = open(subject).read()
    services = front(text)["services"]
    states = {}

    def read(commit):
        if commit not in states:
            states[commit] = state(commit)
        return states[commit]

    now = read("HEAD")
    moments = sorted(int(time) for time in git("log", "--first-parent", "--format=%ct").split())
    for moment in moments[3:-1:5] + [moments[5] + 1, moments[9] - 1, moments[-1] + 86400]:
        open(subject, "w").write(re.sub(r"(?m)^  started: .*$", f"  started: '{stamp(moment)}'", text, count=1))
        said = json.loads(git("postmortem", "show", "--json", subject))["known_unfixed"]
        commit = git("rev-list", "-1", "--first-parent", f"--before={moment}", "HEAD").strip()
        line = git("rev-list", "--reverse", "--first-parent", commit).split()
        wanted = set()
        for path, document in read(commit).items():
            if path == subject or document["status"] == "withdrawn" or not set(document["services"]) & set(services):
                continue
            for action in filter(is_open, document["actions"]):
                since = first_with(path, action["id"], commit, line, read)
                later = {item["id"]: item["status"] for item in now[path]["actions"]}[action["id"]]
                wanted.add((path, action["id"], action["status"], later, stamp(since), max(moment - since, 0) // 86400))
        found = {
            (item["path"], item["action"], item["status_then"], item["status_now"], item["since"], item["days_open"])
            for item in said["actions"]
            if item["basis"] == "history"
        }
        if said["commit"] != commit or found != wanted:
            print(stamp(moment), "is", sorted(found - wanted), "should be", sorted(wanted - found), said["commit"], commit)
        print("compared", len(wanted), file=sys.stderr)
    open(subject, "w").write(text)


{"make": make, "ask": ask}[sys.argv[1]](sys.argv[2])
