"""What every report format must say of some findings, worked out from the bytes of the documents alone.

The file named last holds rows, then the reports: "document NAME BYTES", "finding SEVERITY RULE START END MESSAGE" and
"fix START END TEXT" of the document before, "report FORMAT LENGTH" followed by so many bytes. Texts are hex, "-" is none.
Prints "ok" and the number of reports; else what is wrong. Numbers of sections are those of SARIF 2.1.0.
"""
import hashlib
import json
import re
import sys
import urllib.parse
import xml.etree.ElementTree as xml

HOSTILE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")


def unhex(text):
    return b"" if text == "-" else bytes.fromhex(text)


def shown(raw):
    """As json_string() and the like may give it: one U+FFFD for each byte that is not UTF-8."""
    return re.sub("[\udc80-\udcff]", "\ufffd", raw.decode("utf-8", "surrogateescape"))


def visible(raw):
    """As a terminal shows it."""
    def escape(match):
        c = ord(match.group())
        if 0xdc80 <= c <= 0xdcff:
            return "\\x%02x" % (c - 0xdc00)
        return "\\x%02x" % c if c <= 0xff else "\\u%04x" % c if c <= 0xffff else "\\U%08x" % c
    return re.sub(HOSTILE.pattern[:-1] + "\t\n\udc80-\udcff]", escape, raw.decode("utf-8", "surrogateescape"))


def place(data, offset):
    """Line, and column in code points, UTF-16 units and bytes, all from 1."""
    mark = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    lines = re.split(b"\r\n|\n|\r", data[mark:max(offset, mark)])
    last = lines[-1].decode("utf-8", "surrogateescape")
    utf16 = len(last.encode("utf-16-le", "surrogatepass")) // 2
    return {"line": len(lines), "code": len(last) + 1, "utf16": utf16 + 1, "byte": len(lines[-1]) + 1}


def line_at(data, offset):
    """The text of the line, trimmed; of a long line what is within 512 bytes."""
    mark = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    at = place(data, offset)
    line = re.split(b"\r\n|\n|\r", data[mark:])[at["line"] - 1]
    return line[max(0, at["byte"] - 1 - 512):at["byte"] - 1 + 512].strip(b" \t")


def offset_of(data, line, column, unit):
    """The way back: the byte at a line and column."""
    mark = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    starts = [mark] + [m.end() for m in re.finditer(b"\r\n|\n|\r", data) if m.end() > mark]
    rest = data[starts[line - 1]:]
    if unit == "byte":
        return starts[line - 1] + column - 1
    return starts[line - 1] + len(rest.decode()[:column - 1].encode())


class Case:
    def __init__(self, path):
        self.findings, self.documents, self.reports = [], [], []
        with open(path, "rb") as file:
            for row in file:
                word, *rest = row.decode().split()
                if word == "document":
                    self.documents.append((unhex(rest[0]), unhex(rest[1])))
                elif word == "finding":
                    self.findings.append({"document": self.documents[-1], "severity": rest[0], "rule": rest[1],
                                          "start": int(rest[2]), "end": int(rest[3]), "message": unhex(rest[4]),
                                          "fixes": []})
                elif word == "fix":
                    self.findings[-1]["fixes"].append((int(rest[0]), int(rest[1]), unhex(rest[2])))
                elif word == "report":
                    self.reports.append((rest[0], file.read(int(rest[1])).decode()))
        seen = {}
        for finding in self.findings:
            name, data = finding["document"]
            finding["from"], finding["to"] = place(data, finding["start"]), place(data, finding["end"])
            parts = [finding["rule"].encode(), name, finding["message"], line_at(data, finding["start"])]
            common = b"".join(part + b"\0" for part in parts)
            count = seen[common] = seen.get(common, -1) + 1
            full = common + (b"%d\0" % count if count else b"")
            finding["fingerprint"] = hashlib.sha256(full).hexdigest()


def same(what, got, wanted):
    if isinstance(got, dict) and isinstance(wanted, dict) and got.keys() == wanted.keys():
        for key in wanted:
            same(f"{what}: {key}", got[key], wanted[key])
    elif got != wanted:
        sys.exit(f"{what}: {got!r} instead of {wanted!r}")


def each(case, format, got):
    same(f"{format}: findings", len(got), len(case.findings))
    return zip(got, case.findings)


def check_members(case, format, findings):
    for got, f in each(case, format, findings):
        same(format, {key: got.get(key) for key in ("line", "column", "utf16_column", "byte_column", "end_line",
                                                   "end_column", "end_utf16_column", "end_byte_column", "byte_offset",
                                                   "end_byte_offset", "path", "message", "rule", "severity",
                                                   "fingerprint", "fixable")},
             {"line": f["from"]["line"], "column": f["from"]["code"], "utf16_column": f["from"]["utf16"],
              "byte_column": f["from"]["byte"], "end_line": f["to"]["line"], "end_column": f["to"]["code"],
              "end_utf16_column": f["to"]["utf16"], "end_byte_column": f["to"]["byte"], "byte_offset": f["start"],
              "end_byte_offset": f["end"], "path": shown(f["document"][0]), "message": shown(f["message"]),
              "rule": f["rule"], "severity": f["severity"], "fingerprint": f["fingerprint"],
              "fixable": bool(f["fixes"])})
        same(f"{format}: edits", [(e["byte_offset"], e["end_byte_offset"], e["text"]) for e in got.get("edits", [])],
             [(start, end, shown(new)) for start, end, new in f["fixes"]])


def check_json(case, text):
    report = json.loads(text)
    same("json: members", [*report], ["version", "findings", "summary"])
    check_members(case, "json", report["findings"])


def check_ndjson(case, text):
    rows = [json.loads(line) for line in text.splitlines()]
    same("ndjson: the last line", [*rows[-1]], ["version", "summary"])
    check_members(case, "ndjson", rows[:-1])


def line_of(f):
    name = visible(f["document"][0])
    return f"{name}:{f['from']['line']}:{f['from']['code']}: {f['severity']}: {visible(f['message'])} [{f['rule']}]"


def check_concise(case, text):
    same("concise", text.split("\n"), [line_of(f) for f in case.findings] + [""])


def check_human(case, text):
    lines = set(text.split("\n"))
    for f in case.findings:
        same("human has " + line_of(f), line_of(f) in lines, True)


def spliced(f):
    data, shift = f["document"][1], 0
    for start, end, new in f["fixes"]:
        data, shift = data[:start + shift] + new + data[end + shift:], shift + len(new) - (end - start)
    return data


def respliced(f, edits):
    data = f["document"][1]
    for start, end, new in reversed(edits):
        data = data[:start] + new.encode() + data[end:]
    return data


def check_region(data, region):
    """3.30: text and bytes are the same range; 3.30.2: no byte-order mark in it."""
    mark = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    start, length = region["byteOffset"], region["byteLength"]
    ours = [offset_of(data, region[line], region[column], "code")
            for line, column in (("startLine", "startColumn"), ("endLine", "endColumn"))]
    same("sarif: bytes of a region", [start, start + length], ours)
    same("sarif: a region within the text", mark <= start <= start + length <= len(data), True)
    count = len(re.split(b"\r\n|\n|\r", data)) - bool(re.search(b"[\r\n]$", data))
    same("sarif: lines that exist", region["endLine"] <= count, True)
    if "snippet" in region:
        same("sarif: a snippet", region["snippet"], {"text": shown(data[start:start + length])})
    return start, start + length


def check_artifact(run, artifact, name):
    uri = artifact["uri"]
    same("sarif: a URI reference (RFC 3986)", bool(re.fullmatch(r"(file://)?([A-Za-z0-9._~/-]|%[0-9A-F]{2})+", uri)), True)
    same("sarif: a path", urllib.parse.unquote_to_bytes(uri.removeprefix("file://")), name)
    same("sarif: 3.4.4 uriBaseId", artifact.get("uriBaseId", "%SRCROOT%") in run["originalUriBaseIds"], True)


def check_message(message):
    """3.11.5, 3.11.6: no placeholder and no link is in it; returns what a viewer shows."""
    text = message["text"]
    same("sarif: placeholders in " + text, re.findall("[{}]", text.replace("{{", "").replace("}}", "")), [])
    same("sarif: links in " + text, re.findall(r"(?<!\\)\]\(", text), [])
    return text.replace("{{", "{").replace("}}", "}").replace("\\](", "](")


def check_sarif(case, text):
    log = json.loads(text)
    same("sarif: 3.13.2 version", log["version"], "2.1.0")
    same("sarif: 3.13.4 runs", len(log["runs"]), 1)
    run = log["runs"][0]
    driver, rules = run["tool"]["driver"], run["tool"]["driver"]["rules"]
    same("sarif: 3.19.8 name", driver["name"], "git-postmortem")
    same("sarif: 3.19.12 semanticVersion", bool(re.fullmatch(r"\d+\.\d+\.\d+", driver["semanticVersion"])), True)
    same("sarif: 3.14.17 columnKind", run["columnKind"], "unicodeCodePoints")
    same("sarif: 3.14.19 newlineSequences", run["newlineSequences"], ["\r\n", "\n", "\r"])
    same("sarif: 3.49.3 ids", sorted(rule["id"] for rule in rules), sorted({f["rule"] for f in case.findings}))
    for rule in rules:
        for key in ("shortDescription", "fullDescription", "help"):
            if key in rule:
                check_message(rule[key])
    for got, f in each(case, "sarif", run["results"]):
        same("sarif: 3.27.6 ruleIndex", (got["ruleId"], rules[got["ruleIndex"]]["id"]), (f["rule"], f["rule"]))
        same("sarif: 3.27.10 level", got["level"], {"advice": "note"}.get(f["severity"], f["severity"]))
        same("sarif: 3.27.11 message", check_message(got["message"]).startswith(shown(f["message"])), True)
        same("sarif: 3.27.17 partialFingerprints", got["partialFingerprints"], {"findingHash/v1": f["fingerprint"]})
        physical = got["locations"][0]["physicalLocation"]
        name, data = f["document"]
        check_artifact(run, physical["artifactLocation"], name)
        mark = 3 if data.startswith(b"\xef\xbb\xbf") else 0
        if not re.search(b"\xff", data):
            start, end = check_region(data, physical["region"])
            same("sarif: a region", (start, end), (max(f["start"], mark), max(f["end"], mark)))
            if "contextRegion" in physical:
                outer = check_region(data, physical["contextRegion"])
                same("sarif: 3.29.5 contextRegion", outer[0] <= start and end <= outer[1], True)
        if f["fixes"]:
            change = got["fixes"][0]["artifactChanges"][0]
            check_artifact(run, change["artifactLocation"], name)
            edits = [(*check_region(data, r["deletedRegion"]), r.get("insertedContent", {"text": ""})["text"])
                     for r in change["replacements"]]
            same("sarif: fixed", respliced(f, edits), spliced(f))
        else:
            same("sarif: fixes", "fixes" in got, False)


def read_command(line):
    """As the runner's ActionCommand.cs does."""
    line = line.lstrip()
    head, found, data = line[2:].partition("::") if line.startswith("::") else ("", "", "")
    if not found:
        return ("old", {}, "") if re.search(r"##\[.*\]", line) else None
    name, _, properties = head.partition(" ")

    def decode(value, *more):
        for code, character in (("%0D", "\r"), ("%0A", "\n"), *more, ("%25", "%")):
            value = value.replace(code, character)
        return value
    pairs = (pair.split("=", 1) for pair in properties.strip().split(",") if pair)
    return name, {key: decode(value, ("%3A", ":"), ("%2C", ",")) for key, value in pairs}, decode(data)


def check_github(case, text):
    kinds = {"error": "error", "warning": "warning", "advice": "notice"}
    lines, counts = iter(text.split("\n")), dict.fromkeys(kinds, 0)
    for f in case.findings:
        line = next(lines)
        command = read_command(line)
        counts[f["severity"]] += 1
        name = visible(f["document"][0]).replace("##[", "##\\x5b")
        message = "\n".join("\t".join(visible(part) for part in line.split(b"\t"))
                            for line in re.split(b"\r?\n", f["message"])).replace("##[", "##\\x5b")
        if counts[f["severity"]] > 10:
            same("github: " + line, (command, line), (None, "not annotated: " + line_of(f).replace("##[", "##\\x5b")))
            continue
        wanted = {"file": name, "line": f["from"]["line"], "endLine": f["to"]["line"], "title": f["rule"]}
        if f["from"]["line"] == f["to"]["line"]:
            wanted.update(col=f["from"]["code"], endColumn=f["to"]["code"])
        same("github: " + line, command[:2], (kinds[f["severity"]], {key: str(value) for key, value in wanted.items()}))
        same("github: message", command[2][:len(message)], message)
    rest = [*lines]
    same("github: commands after the findings", [line for line in rest if read_command(line)], [])
    same("github: summary", rest[0].startswith(f"errors: {counts['error']}, warnings: {counts['warning']}, "), True)
    over = sum(max(0, count - 10) for count in counts.values())
    same("github: the rest", [line for line in rest if line.startswith(f"not annotated: {over} ")] != [], over > 0)


def check_gitlab(case, text):
    report = json.loads(text)
    for got, f in each(case, "gitlab", report):
        severity = {"error": "major", "warning": "minor", "advice": "info"}[f["severity"]]
        same("gitlab", got, {"description": shown(f["message"]), "check_name": f["rule"], "severity": severity,
                             "fingerprint": f["fingerprint"], "location": {
                                 "path": shown(f["document"][0]),
                                 "lines": {"begin": f["from"]["line"], "end": f["to"]["line"]}}})
    same("gitlab: fingerprints", len({got["fingerprint"] for got in report}), len(report))


def check_rdjson(case, text):
    """The fields and their types are those of reviewdog.proto."""
    def edges(range):
        return [(range[edge]["line"], range[edge]["column"]) for edge in ("start", "end")]
    report = json.loads(text)
    worst = max((f["severity"] for f in case.findings), key=["advice", "warning", "error"].index, default=None)
    names = {None: "UNKNOWN_SEVERITY", "advice": "INFO", "warning": "WARNING", "error": "ERROR"}
    same("rdjson", (report["source"], report["severity"]), ({"name": "git-postmortem"}, names[worst]))
    for got, f in each(case, "rdjson", report["diagnostics"]):
        same("rdjson: fields", {*got} - {"message", "location", "severity", "code", "suggestions"}, set())
        same("rdjson", (got["location"]["path"], got["severity"], got["code"], got["message"].split("\n")[0]),
             (shown(f["document"][0]), names[f["severity"]], {"value": f["rule"]}, shown(f["message"]).split("\n")[0]))
        same("rdjson: range", edges(got["location"]["range"]),
             [(f[edge]["line"], f[edge]["byte"]) for edge in ("from", "to")])
        edits = [(*(offset_of(f["document"][1], *edge, "byte") for edge in edges(s["range"])), s["text"])
                 for s in got.get("suggestions", [])]
        same("rdjson: fixed", respliced(f, edits), spliced(f))


def check_junit(case, text):
    def clean(text):
        return text.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")
    root = xml.fromstring(text.encode())
    same("junit: root", root.tag, "testsuites")
    same("junit: suites", len(root), len(case.documents))
    for suite in root:
        bad = suite.findall("testcase/failure")
        same("junit: counts", (suite.get("tests"), suite.get("failures"), suite.get("errors")),
             (str(len(suite.findall("testcase"))), str(len(bad)), "0"))
    cases = [c for c in root.iter("testcase") if c.get("name") != "no findings"]
    for got, f in each(case, "junit", cases):
        same("junit", (got.get("classname"), got.get("name")),
             (clean(visible(f["document"][0])), clean(f["rule"] + ": " + visible(f["message"]))))
        same("junit: outcome", got[0].tag, "failure" if f["severity"] == "error" else "system-out")
        same("junit: text", got[0].text.split("\n")[0], clean(line_of(f)))


case = Case(sys.argv[1])
for name, text in case.reports:
    same(name + ": safe for a terminal", HOSTILE.findall(text), [])
    globals()["check_" + name](case, text)
print("ok", len(case.reports))
