#!/usr/bin/env python3
"""Random YAML documents, edited by edit_driver and judged by PyYAML.

usage: edit_suite.py DRIVER [COUNT [SEED]]

Each document is written in a mixture of styles, comments, line ends and indentations; each edit is
done twice, raw and read back. The result must hold the value that was asked for, everything else must
be what it was, and no comment line outside of what was edited may be lost by adding to the document.
Prints the first disagreements and exits 1 when there are any.
"""
import copy
import json
import random
import subprocess
import sys

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
WORDS = ["owner", "retry storm", "결제 장애", "e-mail", "x", "a b c", "dana@example.org", "50 %"]


class Writer:
    """Writes a random value in a random shape, and keeps what it means."""

    def __init__(self, rng):
        self.rng = rng
        self.step = rng.choice([2, 2, 2, 4, 3])
        self.dash = rng.choice([0, 0, 2])
        self.gap = rng.choice([1, 1, 1, 3])
        self.comments = rng.random() < 0.6

    def comment(self):
        return "  # note %d" % self.rng.randrange(100) if self.comments and self.rng.random() < 0.3 else ""

    def between(self, lines, indent):
        if self.rng.random() < 0.1:
            lines.append("")
        if self.comments and self.rng.random() < 0.1:
            lines.append(" " * indent + "# line %d" % self.rng.randrange(100))

    def flow(self, depth):
        kind = self.rng.random()
        if depth > 0 and kind < 0.2:
            items = [self.flow(depth - 1) for _ in range(self.rng.randrange(4))]
            return "[" + self.rng.choice([", ", ",", " , "]).join(t for t, _ in items) + "]", [v for _, v in items]
        if depth > 0 and kind < 0.4:
            keys = self.rng.sample("klmnop", self.rng.randrange(4))
            items = [(k, self.flow(depth - 1)) for k in keys]
            space = self.rng.choice(["", " "])
            pairs = [(k, ": " + t) for k, (t, _) in items]
            if items and self.rng.random() < 0.2:
                items[0] = (items[0][0], ("", None))
                pairs[0] = (pairs[0][0], self.rng.choice(["", ": ", " : "]))
            return "{" + space + ", ".join(k + t for k, t in pairs) + space + "}", {k: v for k, (_, v) in items}
        if kind < 0.5:
            return "~", None
        if kind < 0.6:
            number = self.rng.randrange(1000)
            return str(number), number
        word = self.rng.choice(WORDS)
        return self.rng.choice([(word, word), ('"%s"' % word, word), ("'%s, it''s'" % word, word + ", it's")])

    def lines_of_flow(self, indent):
        """A flow collection over several lines, with comments and perhaps a comma at its end."""
        pad = " " * (indent + 2)
        texts = [self.flow(1) for _ in range(self.rng.randrange(1, 4))]
        lines = ["["]
        for i, (text, _) in enumerate(texts):
            comma = "," if i + 1 < len(texts) or self.rng.random() < 0.5 else ""
            lines.append(pad + text + comma + (self.comment() if comma else ""))
        lines.append(" " * (indent + 1) + "]")
        return lines, [v for _, v in texts]

    def block_text(self, indent):
        head = self.rng.choice(["|", "|-", ">", ">-", "|+"])
        words = [self.rng.choice(WORDS) for _ in range(self.rng.randrange(1, 3))]
        lines = [head] + [" " * (indent + self.step) + w for w in words]
        if self.rng.random() < 0.2:
            lines.append("")
        return lines

    def value(self, indent, depth):
        """The lines of a value behind 'key:' or '- '; the first goes on that line."""
        kind = self.rng.random()
        if depth > 0 and kind < 0.2:
            return [self.comment()] + self.mapping(indent + self.step, depth - 1)
        if depth > 0 and kind < 0.4:
            return [self.comment()] + self.sequence(indent + self.dash, depth - 1)
        if kind < 0.5:
            lines = self.block_text(indent)
            return [" " + lines[0]] + lines[1:]
        if kind < 0.6:
            lines, _ = self.lines_of_flow(indent)
            return [" " + lines[0]] + lines[1:]
        if kind < 0.7:
            return [self.comment()]
        if kind < 0.75:
            pad = " " * (indent + self.step)
            return [" several words", pad + "on two lines" + self.comment()]
        return [" " + self.flow(2)[0] + self.comment()]

    def mapping(self, indent, depth):
        lines = []
        for key in self.rng.sample(["owner", "title", "times", "키", "tags", "\"q k\"", "k1"],
                                   self.rng.randrange(1, 5)):
            value = self.value(indent, depth)
            lines += [" " * indent + key + ":" + value[0]] + value[1:]
            self.between(lines, indent)
        return lines

    def sequence(self, indent, depth):
        lines = []
        for _ in range(self.rng.randrange(1, 4)):
            inner = indent + 1 + self.gap
            dash = " " * indent + "-" + " " * self.gap
            if depth > 0 and self.rng.random() < 0.5:
                item = self.mapping(inner, depth - 1)
                while not item[0].strip() or item[0].lstrip().startswith("#"):
                    item = item[1:]
                lines += [dash + item[0].lstrip(" ")] + item[1:]
            elif depth > 0 and self.rng.random() < 0.2:
                item = self.sequence(inner, depth - 1)
                lines += [dash + item[0].lstrip(" ")] + item[1:]
            else:
                lines.append(dash + self.flow(1)[0] + self.comment())
            self.between(lines, indent)
        return lines

    def document(self):
        if self.rng.random() < 0.03:
            return self.rng.choice(["", "# nothing yet\n", "\n"])
        if self.rng.random() < 0.05:
            return "{" + self.rng.choice(["a", '"a b"', "키"]) + ": 1, b: [x], c: " + self.flow(2)[0] + "}\n"
        text = "\n".join(self.mapping(0, 3))
        if self.rng.random() < 0.9:
            text += "\n"
        return text.replace("\n", "\r\n") if self.rng.random() < 0.3 else text


def pointers(value, base=""):
    yield base, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    for key, child in items:
        yield from pointers(child, "%s/%s" % (base, str(key).replace("~", "~0").replace("/", "~1")))


def tokens(pointer):
    return [t.replace("~1", "/").replace("~0", "~") for t in pointer.split("/")[1:]]


def expected(value, step):
    """What the document must hold afterwards; None when the edit makes no sense there."""
    value = copy.deepcopy(value)
    root = {"": value}
    path = [""] + tokens(step["pointer"])
    node = root
    for token in path[:-1]:
        key = int(token) if isinstance(node, list) else token
        if (node.get(key) if isinstance(node, dict) else node[key]) is None:
            node[key] = {}
        node = node[key]
        if not isinstance(node, (dict, list)):
            return None
    last = path[-1]
    if isinstance(node, list):
        last = int(last)
    present = node[last] if isinstance(node, list) else node.get(last)
    if step["kind"] == "remove":
        if isinstance(node, dict) and last not in node:
            return None
        del node[last]
        return root[""] if root[""] != {} else {}
    if step["kind"] == "set":
        node[last] = yaml.load(step["value"], LOADER)
        return root[""]
    if present is None:
        present = node[last] = []
    if not isinstance(present, list):
        return None
    present.append(yaml.load(step["value"], LOADER) if step["kind"] == "append"
                   else {k: yaml.load(v, LOADER) for k, v in step["members"]})
    return root[""]


def random_step(rng, value):
    places = [(p, v) for p, v in pointers(value) if p]
    pointer, found = rng.choice(places) if places else ("/new", None)
    new = "/".join(["", "fresh", "deeper", "deepest"][: rng.randrange(2, 5)])
    kind = rng.choice(["set", "set", "append", "append-map", "remove"])
    if rng.random() < 0.3:
        maps = [p for p, v in pointers(value) if isinstance(v, dict) or v is None]
        pointer = rng.choice(maps or [""]) + new
    elif kind.startswith("append"):
        lists = [p for p, v in places if isinstance(v, list) or v is None]
        pointer = rng.choice(lists) if lists else "/list"
    return {"kind": kind, "pointer": pointer,
            "value": rng.choice(["plain", '"quoted: x"', "7", "[a, \"b, c\"]", "null", "{a: 1}"]),
            "members": [["id", "A1"], ["text", '"two: words"'], ["n", "3"]][: rng.randrange(1, 4)]}


def questions(count, seed):
    for i in range(count):
        rng = random.Random(seed * 1000003 + i)
        text = Writer(rng).document()
        try:
            value = yaml.load(text, LOADER)
        except yaml.YAMLError:
            continue  # the writer's own mistakes are not the question
        if value is None:
            value = {}
        step = random_step(rng, value)
        want = expected(value, step) if isinstance(value, dict) else None
        for raw in (False, True):
            yield {"id": "%d%s" % (i, "raw" if raw else ""), "text": text, "steps": [step], "raw": raw}, want


def judge(question, want, answer):
    if "error" in answer:
        return None if want is None else "refused: " + answer["error"]
    if want is None:
        return "done, though it makes no sense"
    try:
        got = yaml.load(answer["text"], LOADER)
    except yaml.YAMLError as error:
        return "no YAML any more: %s" % error
    if (got or {}) != want:
        return "is %r, not %r" % (got, want)
    before, after = question["text"], answer["text"]
    if "\r\n" in before and "\n" in after.replace("\r\n", ""):
        return "line ends were mixed"
    if question["steps"][0]["kind"].startswith("append"):
        lost = [l for l in before.splitlines() if l.strip().startswith("#") and l not in after.splitlines()]
        if lost:
            return "lost comments: %r" % lost
    return None


def main():
    driver = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    asked = list(questions(count, seed))
    lines = "".join(json.dumps(q, ensure_ascii=False) + "\n" for q, _ in asked)
    done = subprocess.run([driver], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    answers = [json.loads(l) for l in done.stdout.decode().splitlines()]
    assert len(answers) == len(asked), "the driver gave %d answers to %d questions" % (len(answers), len(asked))
    bad = refused = edited = 0
    for (question, want), answer in zip(asked, answers):
        why = judge(question, want, answer)
        edited += "text" in answer
        if why and why.startswith("refused") and not question["raw"] and "without changing something else" in why:
            refused += 1  # read back, and found unsafe: nothing was changed
            continue
        if why:
            bad += 1
            if bad <= 5:
                print(question["id"], json.dumps(question["steps"][0], ensure_ascii=False), why)
                print(question["text"], "=>", answer.get("text"), sep="\n")
    print("%d edits, %d done, %d wrong, %d refused when read back" % (len(asked), edited, bad, refused))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
