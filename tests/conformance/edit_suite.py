#!/usr/bin/env python3
"""Random YAML documents, edited by edit_driver and judged by PyYAML.

usage: edit_suite.py DRIVER [COUNT [SEED]]

Each document is written in a mixture of styles, comments, line ends and indentations; each edit is
done twice, raw and read back. The result must hold the value that was asked for, everything else must
be what it was. All bytes but those of the value, of the key that comes with it, or of the lines that
go, must be as before; PyYAML's marks say where these are. An edit that has a reverse edit is undone by
it, to the byte. Prints the first disagreements and exits 1 when there are any.
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


def place_of(root, path):
    """The keys (or None, of an item) and values that PyYAML composed on the way to `path`."""
    way = [(None, root)]
    for token in path:
        node = way[-1][1]
        if isinstance(node, yaml.MappingNode):
            found = [(k, v) for k, v in node.value if k.value == token]
        elif isinstance(node, yaml.SequenceNode):
            found = [(None, v) for i, v in enumerate(node.value) if str(i) == token]
        else:
            found = []
        if not found:
            break
        way.append(found[0])
    return way


def start_of(text, key, node):
    """Behind the key, or behind the dash or the bracket that an item follows."""
    if key is not None:
        at = key.end_mark.index
        while at < len(text) and text[at] in " \r\n" and node.start_mark.index > at:
            at += 1
        return at + text.startswith(":", at)
    at = node.start_mark.index
    while at > 0 and text[at - 1] in " \r\n":
        at -= 1
    return at


def end_of(node):
    """Of a block collection, where its last leaf ends: PyYAML says where the next token begins."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return end_of(last[1] if isinstance(last, tuple) else last)
    return node.end_mark.index


def has_only(before, after, start, end):
    """Is all of `before` outside of [start, end) as it was?"""
    return (after.startswith(before[:start]) and after.endswith(before[end:])
            and len(after) >= start + len(before) - end)


def is_insertion(short, long):
    """Is `long` the other one with something more in one place?"""
    same = 0
    while same < len(short) and short[same] == long[same]:
        same += 1
    return long.endswith(short[same:]) and len(long) >= len(short)


def is_empty(node):
    return isinstance(node, yaml.ScalarNode) or not node.value


def lines_of(text, start, end):
    """Whole lines around what is there, with the comments below it that are its own: they stand further in."""
    first = text.rfind("\n", 0, start) + 1
    column = start - first
    last = text.find("\n", max(end - 1, start)) + 1 or len(text)
    at = last
    while at < len(text):
        line = text[at:text.find("\n", at) + 1 or len(text)]
        bare = line.lstrip(" ").rstrip("\r\n")
        if bare and (bare[0] != "#" or len(line) - len(line.lstrip(" ")) <= column):
            break
        at += len(line)
        last = at if bare else last
    while "+" in text[:start] and text[last:last + 1] in ("\r", "\n"):  # they would become part of "|+" above
        last += 1
    while text.startswith(" ", last):  # behind the dash of an item, the next key comes up
        last += 1
    return first, last


def wrong_bytes(question, after):
    """What else an edit changed, or None."""
    before, step = question["text"], question["steps"][0]
    root = yaml.compose(before, LOADER)
    if root is None:
        return None if is_insertion(before, after) else "more than an insertion into nothing"
    path = tokens(step["pointer"])
    way = place_of(root, path)
    key, node = way[-1]
    there = len(way) > len(path)
    if step["kind"] == "set" and there or is_empty(node) and step["kind"] != "remove":
        start = start_of(before, key, node)
        end = max(start, end_of(node))
        if "\n" in before[start:end]:  # the comment of its last line is its own
            end = max(end, lines_of(before, start, end)[1])
        # what replaces nothing may stand behind the comment of its line, or below it
        return (None if has_only(before, after, start, end) or is_insertion(before[:start] + before[end:], after)
                else "bytes outside of the value")
    if step["kind"] != "remove":
        whole = is_insertion(before, after)
        # a block text without a last line end is to keep its value: "|" becomes "|-"
        last = before.rstrip("\r\n").splitlines()[-1] if before.strip() else ""
        bare = not before.endswith("\n")
        return None if whole or bare and last.startswith(" ") else "more than an insertion"
    parent = way[-2][1]
    if len(parent.value) == 1:
        start, end = start_of(before, *way[-2]), end_of(parent)
    else:
        start = key.start_mark.index if key is not None else start_of(before, None, node) - 1
        end = end_of(node)
        if not is_insertion(after, before):
            return "more than a deletion"
    return None if has_only(before, after, *lines_of(before, start, end)) else "bytes of other lines"


def reverse_of(question):
    """The step that takes the edit back, to the byte; None where none does."""
    before, step = question["text"], question["steps"][0]
    root = yaml.compose(before, LOADER)
    path = tokens(step["pointer"])
    # what was written behind a last line without an end leaves it one; front matter has its fence there
    way = place_of(root, path) if root is not None and before.endswith("\n") else []
    if len(way) > len(path):
        node = way[-1][1]
        if step["kind"] == "append" or step["kind"] == "append-map":
            lines = "\n" in before[node.start_mark.index:node.end_mark.index]
            if is_empty(node) or node.flow_style and lines:  # a comma at the end may stay
                return None
            return {"kind": "remove", "pointer": "%s/%d" % (step["pointer"], len(node.value))}
        raw = before[node.start_mark.index:node.end_mark.index]
        plain = isinstance(node, yaml.ScalarNode) and node.style in (None, '"', "'") and raw and "\n" not in raw
        return {"kind": "set", "pointer": step["pointer"], "value": raw} if step["kind"] == "set" and plain else None
    if len(way) == len(path) and step["kind"] == "set" and not is_empty(way[-1][1]):
        parent = way[-1][1]
        last = parent.value[-1][1] if isinstance(parent, yaml.MappingNode) else None
        if parent.flow_style and last is not None and last.start_mark.index == last.end_mark.index:
            return None  # "{a: }" has one of the two blanks that it needs
        return {"kind": "remove", "pointer": step["pointer"]}
    return None


def ask(driver, asked):
    lines = "".join(json.dumps(q, ensure_ascii=False) + "\n" for q in asked)
    done = subprocess.run([driver], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    answers = [json.loads(l) for l in done.stdout.decode().splitlines()]
    assert len(answers) == len(asked), "the driver gave %d answers to %d questions" % (len(answers), len(asked))
    return answers


def undo_all(driver, done):
    """Of each (question, text): why its reverse edit did not bring back what was there, or None."""
    asked = []
    for question, text in done:
        step = reverse_of(question)
        if step is not None:
            asked.append(({"id": question["id"], "text": text, "steps": [step], "raw": False}, question))
    answers = ask(driver, [q for q, _ in asked])
    return [(back, "undone, it is %r" % answer.get("text", answer.get("error")))
            if answer.get("text") != question["text"] else (back, None)
            for (back, question), answer in zip(asked, answers)]


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
    return wrong_bytes(question, after)


def main():
    driver = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    asked = list(questions(count, seed))
    answers = ask(driver, [q for q, _ in asked])
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
    undone = undo_all(driver, [(q, a["text"]) for (q, _), a in zip(asked, answers) if "text" in a and not q["raw"]])
    for question, why in undone:
        if why:
            bad += 1
            if bad <= 5:
                print(question["id"], json.dumps(question["steps"][0], ensure_ascii=False), why)
                print(question["text"])
    print("%d edits, %d done, %d undone, %d wrong, %d refused when read back"
          % (len(asked), edited, len(undone), bad, refused))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
