#!/usr/bin/env python3
"""Random documents, changed by the writing verbs; PyYAML and git judge what changed.

usage: verbs_suite.py [COUNT [SEED]]     (git postmortem is the one on PATH)

Each case is a document of its own (comments, quotes, flow and block style, line ends, a byte-order mark,
Korean, anchors, missing keys, no front matter at all) and one verb. Of the result must hold:

* as PyYAML reads it, the keys that the verb is for have what was asked, and all others what they had;
* of the lines that git calls deleted, each belongs to such a key, and keeps its comment;
* all comments and the whole body are there, in their order; line ends and the mark at the front stay;
* a note changes the body alone, and adds to it alone;
* where there is no front matter, the verb is refused, and nothing is changed;
* every fifth case is committed, and `undo` brings back the document to the byte.
"""
import copy
import os
import random
import re
import subprocess
import sys
import tempfile

import yaml

FOLDER = "postmortems/2026"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def run(words, stdin=b"", **more):
    return subprocess.run(words, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, **more)


def git(*words):
    done = run(["git", *words])
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout


class Document:
    """A random one, as bytes in .text; .keys are those that it has."""

    def __init__(self, rng, name):
        self.rng, self.name, self.comments = rng, name, 0
        self.bare = rng.random() < 0.03
        self.anchored = False
        lines = [] if self.bare else ["---"] + self.front() + ["---"]
        text = "\n".join(lines + self.body())
        if rng.random() < 0.8:
            text += "\n"
        if rng.random() < 0.2:
            text = text.replace("\n", "\r\n")
        self.text = (b"\xef\xbb\xbf" if rng.random() < 0.1 else b"") + text.encode()

    def comment(self, chance=0.3):
        if self.rng.random() > chance:
            return ""
        self.comments += 1
        return " " * self.rng.randrange(1, 4) + "# c%d 주석" % self.comments

    def quoted(self, words):
        return self.rng.choice([words, '"%s"' % words, "'%s'" % words])

    def words(self):
        return self.quoted(self.rng.choice(["retry storm", "결제 장애", "a b c", "50 % of it"]))

    def value(self):
        if self.rng.random() < 0.2:
            return self.rng.choice(["|", ">-"]) + "\n  %s\n  %s" % (self.words(), self.words())
        return self.words() + self.comment()

    def list_of(self, key, words):
        found = self.rng.sample(words, self.rng.randrange(len(words) + 1))
        if not found:
            return key + ": " + self.rng.choice(["[]", ""]) + self.comment()
        if self.rng.random() < 0.5:
            return key + ": [" + self.rng.choice([", ", ","]).join(found) + "]" + self.comment()
        dash = self.rng.choice(["- ", "  - "])
        return "\n".join([key + ":" + self.comment()] + [dash + word + self.comment() for word in found])

    def items(self, key, letter, more):
        count = self.rng.randrange(4)
        if count == 0:
            return key + ": " + self.rng.choice(["[]", ""]) + self.comment()
        dash, lines = self.rng.choice(["", "  "]), [key + ":" + self.comment()]
        for i in range(1, count + 1):
            if self.rng.random() < 0.2:
                lines.append(dash + "- {id: %s%d, text: %s}%s" % (letter, i, self.quoted("x y"), self.comment()))
                continue
            members = [("id", "%s%d" % (letter, i)), ("text", self.words())] + more
            tail = members[1:]
            self.rng.shuffle(tail)
            for k, (name, value) in enumerate([members[0]] + tail):
                lines.append(dash + ("- " if k == 0 else "  ") + name + ": " + value + self.comment())
            if self.rng.random() < 0.2:
                lines.append(dash + "  " + self.comment(1).strip())
        return "\n".join(lines)

    def times(self):
        if self.rng.random() < 0.3:
            return 'times: {started: "2026-01-14T10:00:00Z"}' + self.comment()
        return "\n".join(["times:" + self.comment(), "  started: 2026-01-14T10:00:00Z" + self.comment(),
                          "  detected:" + self.comment(), "  resolved: 2026-01-14T12:00:00Z"])

    def front(self):
        keys = [("title", lambda: "title: " + self.value()), ("owner", lambda: "owner: sre" + self.comment()),
                ("severity", lambda: "severity: %d" % self.rng.randrange(1, 5) + self.comment()),
                ("tags", lambda: self.list_of("tags", ["net", "db", "재시도"])),
                ("services", lambda: self.list_of("services", ["pay", "web"])),
                ("times", self.times),
                ("findings", lambda: self.items("findings", "F", [("class", "technical-lapse")])),
                ("actions", lambda: self.items("actions", "A", [("status", "open"), ("owner", "web"), ("for", "[F1]")])),
                ("evidence", lambda: self.items("evidence", "E", [("what", "a graph")]))]
        keys = [(k, make) for k, make in keys if k == "times" or self.rng.random() < 0.85]
        self.rng.shuffle(keys)
        lines = ["schema: 1", "id: " + self.name, "status: draft"]
        for _, make in keys:
            if self.rng.random() < 0.15:
                lines.append(self.comment(1).strip())
            lines += make().split("\n")
        self.anchored = self.rng.random() < 0.1
        if self.anchored:
            lines += ["x-one: &one {a: 1}", "x-two: *one"]
        return lines

    def body(self):
        lines = ["", "# 장애 --- 보고", ""]
        kind = self.rng.random()
        if kind < 0.8:
            lines += [self.rng.choice(["## Timeline", "## 타임라인"]), ""]
        if kind < 0.6:
            lines += ["| Time (UTC) | Event |", "| --- | --- |"]
            lines += ["| 10:%02d | 경보 %d |" % (m, m) for m in sorted(self.rng.sample(range(60), self.rng.randrange(4)))]
        elif kind < 0.8:
            lines += ["- 10:%02d 경보 %d" % (m, m) for m in sorted(self.rng.sample(range(60), self.rng.randrange(1, 4)))]
        return lines + self.rng.choice([[], ["", "## Lessons", "", "```", "---", "| 10:00 | x |", "```"]])


def parsed(data):
    """The front matter, or None; and the body, as bytes."""
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    if not text.startswith("---\n"):
        return None, text
    front, body = text[4:].split("\n---", 1)
    return yaml.load(front + "\n", LOADER), body


def next_id(front, key, letter):
    used = [int(item["id"][1:]) for item in front.get(key) or []]
    return letter + str(max(used, default=0) + 1)


def changed(front, pointer, value):
    """`front` with that value; the parents are made."""
    front = copy.deepcopy(front)
    node, path = front, pointer.split(".")
    for key in path[:-1]:
        if node.get(key) is None:
            node[key] = {}
        node = node[key]
    if value is None:
        node.pop(path[-1], None)
    else:
        node[path[-1]] = value
    return front


class Case:
    """words: of the verb; judge(old, new) → what is wrong with the new front matter, or None; keys: whose lines
    may go; output: of a note, what is piped in"""

    def __init__(self, words, keys, judge, stdin=b"", output=None):
        self.words, self.keys, self.judge, self.stdin, self.output = words, keys, judge, stdin, output


def is_exactly(want):
    return lambda old, new: None if new == want(old) else "is %r" % (new,)


def set_case(name, rng, front):
    choices = [("severity", "severity=3", 3), ("owner", "owner=pay-team", "pay-team"),
               ("title", "title=결제: 다시 # 아님", "결제: 다시 # 아님"), ("summary", "summary=Two words.", "Two words."),
               ("owner", "owner=", None), ("impact.customers", "impact.customers=305", 305),
               ("tags", "tags=a,b", ["a", "b"])]
    key, word, value = rng.choice(choices)
    return Case(["set", name, word], [key.split(".")[-1]], is_exactly(lambda old: changed(old, key, value)))


def list_case(name, rng, front):
    key = rng.choice(["tags", "services"])
    has = front.get(key) or []
    if has and rng.random() < 0.4:
        gone = rng.choice(has)
        rest = [w for w in has if w != gone]
        def judge(old, new):
            return None if changed(old, key, None) == changed(new, key, None) and (new.get(key) or []) == rest else new
        return Case(["set", name, "%s-=%s" % (key, gone)], [key, gone], judge)
    return Case(["set", name, key + "+=새로"], [key], is_exactly(lambda old: changed(old, key, has + ["새로"])))


def time_case(name, rng, front):
    def judge(old, new):
        got = str(new["times"].pop("detected"))
        old = copy.deepcopy(old)
        old["times"].pop("detected", None)
        return None if old == new and got.startswith("2026-01-14") and "10:12" in got else "is %r" % (new,)
    return Case(["set", name, "times.detected=10:12"], ["detected", "times"], judge)


def item_case(key, letter, words, wanted):
    def make(name, rng, front):
        new_id = next_id(front, key, letter)
        def judge(old, new):
            items = new.get(key) or []
            if changed(old, key, None) != changed(new, key, None) or items[:-1] != (old.get(key) or []):
                return "is %r" % (new,)
            last = items[-1]
            return None if last["id"] == new_id and wanted.items() <= last.items() else "the item is %r" % (last,)
        return Case(words(name), [key], judge)
    return make


def member_case(key, letter, words, wanted, also=()):
    """`words` change one item; `wanted` is what it has then, `also` what else it may have."""
    def make(name, rng, front):
        items = front.get(key) or []
        if not items:
            return None
        place = rng.randrange(len(items))
        def judge(old, new):
            got = copy.deepcopy(new)
            item, before = got[key][place], old[key][place]
            bad = {k: item.get(k) for k, v in wanted.items() if (v not in str(item.get(k)) if isinstance(v, str) else item.get(k) != v)}
            rest = lambda one: {k: v for k, v in one.items() if k not in wanted and k not in also}
            if bad or rest(item) != rest(before):
                return "the item is %r" % (item,)
            got[key][place] = before
            return None if got == old else "is %r" % (new,)
        return Case(words(name, items[place]["id"]), list(wanted) + list(also), judge)
    return make


def assess_case(name, rng, front):
    def judge(old, new):
        got = new.get("response") or {}
        right = got.get("sufficient") == "fully" and got.get("complete") == "partly" and got.get("by") == "erin@example.org"
        return None if right and changed(old, "response", None) == changed(new, "response", None) else "is %r" % (new,)
    return Case(["assess", name, "--sufficient", "fully", "--complete", "partly", "--by", "erin@example.org"], ["response"], judge)


def withdraw_case(name, rng, front):
    def judge(old, new):
        rest = lambda one: {k: v for k, v in one.items() if k not in ("status", "withdrawn")}
        right = new["status"] == "withdrawn" and "Not one" in str(new["withdrawn"])
        return None if right and rest(old) == rest(new) else "is %r" % (new,)
    return Case(["withdraw", name, "-m", "Not one."], ["status", "withdrawn"], judge)


def note_case(name, rng, front):
    output = rng.choice(["", "", "one\ntwo\n", "| 10:00 | x |\n```\n---\n<<<<<<< a\n\n## Lessons\n"])
    words = ["note", name, "쓰기 포화 | `x`", "--at", "2026-01-14T10:%02d:00Z" % rng.randrange(60)]
    return Case(words, [], is_exactly(lambda old: old), output.encode(), output)


MAKERS = [
    set_case, set_case, list_case, time_case, assess_case, withdraw_case, note_case, note_case,
    item_case("findings", "F", lambda name: ["finding", "add", name, "그것은: 새 것", "--class", "process-flaw"],
              {"text": "그것은: 새 것", "class": "process-flaw"}),
    item_case("actions", "A", lambda name: ["action", "add", name, "Cap retries.", "--owner", "sre"],
              {"text": "Cap retries.", "owner": "sre"}),
    item_case("evidence", "E", lambda name: ["attach", name, "https://example.org/a?b=c#d", "--what", "a dashboard"],
              {"what": "a dashboard", "at": "https://example.org/a?b=c#d"}),
    item_case("evidence", "E", lambda name: ["attach", name, "graph.txt", "--what", "a graph"], {"what": "a graph"}),
    member_case("findings", "F", lambda name, item: ["finding", "accept", name, item, "The vendor mends it."],
                {"accepted": "The vendor mends it."}),
    member_case("findings", "F", lambda name, item: ["finding", "set", name, item, "class=manual-error"],
                {"class": "manual-error"}),
    member_case("actions", "A", lambda name, item: ["action", "set", name, item, "status=doing", "ticket=OPS-7"],
                {"status": "doing", "ticket": "OPS-7"}),
    member_case("actions", "A", lambda name, item: ["action", "done", name, item], {"status": "done"}, ["done", "done_at", "done_by"]),
    member_case("actions", "A", lambda name, item: ["action", "drop", name, item, "-m", "Too dear."],
                {"status": "not-doing", "reason": "Too dear."}, ["dropped_at", "dropped_by"]),
]


def comments_of(data):
    return re.findall(r"# c\d+", data.decode())


def wrong_lines(case, gone):
    """Of the lines that git calls deleted, one that the verb has nothing to do with."""
    key = None
    for line in (line.rstrip("\r") for line in gone):
        bare = re.sub(r"# c\d+.*", "", line)
        if any(re.search(r"(^|[\s{,-])\"?%s\"?\s*(:|$)" % re.escape(key), bare) for key in case.keys):
            key = line
        elif case.words[0] in ("finding", "action") and "{id:" in bare:
            key = None
        elif not (key and case.words[0] == "set" and re.match(r" |- ", line)):  # more of its old value
            return "took a line away: %r" % line
    return None


def wrong_comments(old, new, gone):
    """All are there but those of items that a list of words lost, in their order."""
    within = [c for line in gone if re.match(r" *- ", line) for c in comments_of(line.encode())]
    return [c for c in comments_of(old) if c not in within or c in comments_of(new)] != comments_of(new)


def judge(case, old, new, gone):
    front, body = parsed(old)
    new_front, new_body = parsed(new)
    why = case.judge(front, new_front)
    if why:
        return why
    if wrong_comments(old, new, gone if re.match("tags|services", case.words[-1]) else []):
        return "comments are lost, or in another order"
    if old.startswith(b"\xef\xbb\xbf") != new.startswith(b"\xef\xbb\xbf"):
        return "the byte-order mark"
    if (b"\r\n" in old) != (b"\r\n" in new) or b"\r\n" in old and b"\n" in new.replace(b"\r\n", b""):
        return "line ends were mixed"
    if case.output is None:
        return "the body changed" if body != new_body else wrong_lines(case, gone)
    if front is not None and old.split(b"\n---")[0] != new.split(b"\n---")[0]:
        return "a note changed the front matter"
    lines = iter(new_body.split("\n"))
    lost = [line for line in body.rstrip("\n").split("\n") if not is_among(line, lines)]
    if lost:
        return "the body lost %r" % lost
    if case.output and case.output not in new_body and case.output not in re.sub(r"(?m)^  ", "", new_body):
        return "the output is not there"
    return None if "쓰기 포화" in new_body else "the note is not there"


def is_among(line, lines):
    """Also where the row has got its day, for the new one stands before it."""
    return any(line == other or line == other.replace("2026-01-14 ", "") for other in lines)


def make_repository(rng, count):
    git("init", "-q", "-b", "main")
    git("config", "user.name", "Dana")
    git("config", "user.email", "dana@example.org")
    git("config", "core.autocrlf", "false")
    assert run(["git", "postmortem", "init", "-q"]).returncode == 0
    with open("graph.txt", "w", encoding="utf-8") as file:
        file.write("1 2 3\n")
    os.makedirs(FOLDER, exist_ok=True)
    documents = []
    for i in range(count):
        name = "2026-01-14-case-%d" % i
        documents.append(Document(rng, name))
        with open("%s/%s.md" % (FOLDER, name), "wb") as file:
            file.write(documents[-1].text)
    git("add", "-A")
    git("commit", "-qm", "Documents", "--no-verify")
    return documents


def content(path):
    with open(path, "rb") as file:
        return file.read()


def play(document, case, commit):
    """What is wrong, or None; "refused" where the verb said no and left everything alone."""
    path = "%s/%s.md" % (FOLDER, document.name)
    tip = git("rev-parse", "HEAD")
    done = run(["git", "postmortem", *case.words] + ([] if commit else ["--no-commit"]), case.stdin)
    new = content(path)
    commit = git("rev-parse", "HEAD") != tip  # a key that is not there can be removed, and nothing is committed
    if done.returncode != 0:
        if new != document.text or git("status", "--porcelain", "--untracked-files=no"):
            return "exit %d, and the document changed" % done.returncode
        return "refused" if done.returncode in (1, 128, 129) and done.stderr else "exit %d: %s" % (done.returncode, done.stderr)
    lines = git("diff", "-U0", "--no-color", "--no-renames", "HEAD~1" if commit else "HEAD", "--", path).decode().split("\n")
    why = ("changed what has no front matter" if document.bare and case.output is None
           else judge(case, document.text, new, [line[1:] for line in lines if re.match("-(?!-- )", line)]))
    if commit:
        back = run(["git", "postmortem", "undo", document.name])
        if why is None and (back.returncode != 0 or content(path) != document.text):
            why = "undo: %s" % (back.stderr.decode() or "other bytes")
    git("reset", "-q", "--hard")
    return why


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rng = random.Random(seed)
    told, done, refused, bad = {}, 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for i, document in enumerate(make_repository(rng, count)):
            front = parsed(document.text)[0] or {}
            case = None
            for k in range(len(MAKERS)):  # each verb as often as the next; another one where it does not apply
                case = MAKERS[(i + k) % len(MAKERS)](document.name, rng, front)
                if case:
                    break
            # undo brings back nothing that verbs other than note can't read
            why = play(document, case, i % 5 == 0 and not document.anchored)
            if why == "refused":
                refused += 1
                told.setdefault(tuple(case.words[:2] if case.words[0] in ("action", "finding") else case.words[:1]), []).append(i)
            elif why:
                bad += 1
                if bad <= 5:
                    print("case %d: %s\n%r\n%s" % (i, why, case.words, document.text.decode() if bad <= 2 else ""))
            else:
                done += 1
        os.chdir("/")
    print("%d cases, %d done, %d refused, %d wrong" % (count, done, refused, bad))
    if refused:
        print("refused: %r" % told)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
