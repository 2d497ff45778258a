#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Commits signed by every kind of key, with every fault of LEDGER section 7 item 2: git verify-commit beside us.

usage: verdicts_suite.py DRIVER AUTHENTICATOR.so STRICTER.tsv FOLDER

A row of STRICTER.tsv (case, our verdict, why) is a case that git calls good and we, on purpose, do not. Every other case
must have git's verdict, and its principal and key; a row without such a case is a fault too. git compares the principal
with nobody; so each SSH case is put to us again as the committer's own, and is good then exactly when git says good and
names the committer.
"""
import base64
import json
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from signed_commits import (CERTIFICATES, ERIN, SSH_KEYS, TIME, Workshop, armoured, blob_of, commit, signed, stamp,
                            taken_apart)

DAY = 24 * 3600
# What git says, told apart by what the signature itself is worth: our verdicts that mean the same.
FITTING = {"good": {"good"}, "no": {"untrusted", "expired", "not-yet-valid", "revoked"}, "bad": {"bad"}}


class Case:
    def __init__(self, name, raw, **rest):
        self.name, self.raw = name, raw
        self.allowed = rest.get("allowed", "")
        self.revoked = rest.get("revoked")  # a list of keys; or …
        self.krl = rest.get("krl")  # … a file
        self.pgp_key = rest.get("pgp_key")  # whose key it must be, for OpenPGP
        self.now = rest.get("now")  # a moment that OpenPGP keys are judged at, by git's gpg too; else today
        self.time = rest.get("time", TIME)
        self.is_openpgp = name.startswith("OpenPGP")
        self.id = None


class Cases(list):
    def __init__(self, shop):
        super().__init__()
        self.shop = shop
        self.jobs = []

    def add(self, name, make, **rest):
        """`make` gives the raw commit; it runs in a pool."""
        self.jobs.append((name, make, rest))

    def build(self):
        with ThreadPoolExecutor(3) as pool:
            for (name, _, rest), raw in zip(self.jobs, pool.map(lambda job: job[1](), self.jobs)):
                self.append(Case(name, raw, **rest))


def ssh_cases(cases):
    shop = cases.shop

    def by(key, name, when=TIME, **rest):
        payload = commit(name, when)
        return lambda: signed(payload, shop.ssh_sign(payload, key, **rest))

    def line(key, who=ERIN, options=""):
        return f"{who} {options}{' ' if options else ''}{shop.key(key)}\n"

    for key in SSH_KEYS:
        cases.add(f"good: {key}", by(key, f"good {key}"), allowed=line(key))
    for key, (_, authority, _) in CERTIFICATES.items():
        cases.add(f"certificate: {key}", by(key, key), allowed=line(authority, "*@example.org", "cert-authority"))
    for algorithm, digest in (("rsa-sha2-256", "sha256"), ("rsa-sha2-512", "sha512"), ("ssh-rsa", "sha1"),
                              ("rsa-sha2-512", "sha256")):
        name = f"RSA: {algorithm} over {digest}"
        cases.add(name, lambda payload=commit(name), a=algorithm, d=digest:
                  signed(payload, shop.rsa_sign(payload, "rsa", a, d)), allowed=line("rsa"))
    for name, options in {"sha256": ["-O", "hashalg=sha256"], "sha512": ["-O", "hashalg=sha512"]}.items():
        cases.add(f"message digest: {name}", by("ed25519", name, options=options), allowed=line("ed25519"))
    for namespace in ("file", "signoff@git-postmortem", "GIT"):
        cases.add(f"namespace of the signature: {namespace}", by("ed25519", namespace, namespace=namespace),
                  allowed=line("ed25519"))

    # one commit by erin's ed25519 key; what differs is who is allowed
    made = by("ed25519", "allowed")
    texts = {
        "nobody": "",
        "another key": line("frank"),
        "the key of another principal": line("ed25519", "frank@example.org"),
        "two keys": line("frank") + line("ed25519"),
        "two principals on one line": line("ed25519", f"{ERIN},frank@example.org"),
        "two principals on two lines": line("ed25519", "frank@example.org") + line("ed25519"),
        "one principal on two lines": line("ed25519") + line("ed25519"),
        "a wildcard": line("ed25519", "*@example.org"),
        "everybody": line("ed25519", "*"),
        "a wildcard and a name": line("ed25519", f"*@example.com,{ERIN}"),
        "a negated principal": line("ed25519", f"!mallory@example.org,{ERIN}"),
        "nothing but negated": line("ed25519", f"!{ERIN}"),
        "a quoted principal": line("ed25519", f'"{ERIN}"'),
        "namespaces git": line("ed25519", options='namespaces="git"'),
        "namespaces without git": line("ed25519", options='namespaces="file,signoff@git-postmortem"'),
        "namespaces with git": line("ed25519", options='namespaces="file,git"'),
        "namespaces by pattern": line("ed25519", options='namespaces="g?t"'),
        "namespaces negated": line("ed25519", options='namespaces="!git,*"'),
        "two namespaces options": line("ed25519", options='namespaces="git",namespaces="git"'),
        "expired": line("ed25519", options='valid-before="20260101"'),
        "not yet valid": line("ed25519", options='valid-after="20260201"'),
        "in its time": line("ed25519", options='valid-after="20260101",valid-before="20260201"'),
        "to the second": line("ed25519", options='valid-after="20260114180000Z",valid-before="20260114180000Z"'),
        "a second late": line("ed25519", options='valid-before="20260114175959Z"'),
        "a second early": line("ed25519", options='valid-after="20260114180001Z"'),
        "to the second, local time": line("ed25519", options='valid-before="20260114233000"'),
        "a second late, local time": line("ed25519", options='valid-before="20260114232959"'),
        "expired, and again for longer": line("ed25519", options='valid-before="20260101"') + line("ed25519"),
        "upside down": line("ed25519", options='valid-after="20260201",valid-before="20260101"'),
        "a certificate authority": line("ed25519", "*@example.org", "cert-authority"),
        "options in capitals": line("ed25519", options='NAMESPACES="git"'),
        "an unknown option": line("ed25519", options="nothing-known"),
        "a bad line before": "what is this\n" + line("ed25519"),
        "an unknown type before": f"{ERIN} ssh-new AAAA\n" + line("ed25519"),
        "comments and blanks": "# x\n\n   \n" + line("ed25519").rstrip("\n") + " erin's key",
        "CRLF": line("ed25519").replace("\n", "\r\n"),
        "tabs": line("ed25519").replace(" ", "\t"),
        "blanks in front": "   " + line("ed25519"),
        "cut off": line("ed25519")[:60],
    }
    for name, text in texts.items():
        cases.add(f"allowed: {name}", made, allowed=text)
    for name, when in {"before": TIME - 400 * DAY, "after": TIME + 400 * DAY}.items():
        cases.add(f"a commit dated {name} the key's time", by("ed25519", f"dated {name}", when=when), time=when,
                  allowed=line("ed25519", options='valid-after="20260101",valid-before="20260201"'))

    authorities = {
        "by name": line("ca", ERIN, "cert-authority"),
        "not for this name": line("ca", "*@example.com", "cert-authority"),
        "not for this namespace": line("ca", "*", 'cert-authority,namespaces="file"'),
        "expired": line("ca", "*", 'cert-authority,valid-before="20260101"'),
        "no authority": line("ca", "*@example.org"),
        "another": line("other-ca", "*@example.org", "cert-authority"),
        "the key itself instead": line("ed25519"),
    }
    for name, text in authorities.items():
        cases.add(f"authority: {name}", by("cert-dated", "authority"), allowed=text)

    for name, krl in krls(shop).items():
        certificate = name in ("serial", "certificate id", "authority")
        cases.add(f"revoked by KRL: {name}", by("cert-dated" if certificate else "ed25519", "revoked"), krl=krl,
                  allowed=line("ca", "*@example.org", "cert-authority") if certificate else line("ed25519"))
    lists = {
        "the key": shop.key("ed25519"), "another key": shop.key("frank"),
        "the key behind a comment": "# old\n\n" + shop.key("ed25519") + " erin\n", "no key at all": "what is this\n",
        "nothing": "",
    }
    for name, text in lists.items():
        cases.add(f"revoked by list: {name}", made, revoked=text, allowed=line("ed25519"))
    cases.add("revoked by list: the key of a certificate", by("cert-dated", "revoked"), revoked=shop.key("ed25519"),
              allowed=line("ca", "*@example.org", "cert-authority"))
    cases.add("revoked by list: the authority", by("cert-dated", "revoked"), revoked=shop.key("ca"),
              allowed=line("ca", "*@example.org", "cert-authority"))

    tampered_ssh(cases, line)


def krls(shop):
    """Key revocation lists by what they name; 'another' names nothing that is used."""
    shop.run("sh", "-c", """
        key() { printf '%s\\n' "$2" >"$1.spec" && ssh-keygen -q -k -f "$1.krl" "$1.spec"; }
        key key "$(cat ed25519.pub)"; key another "$(cat frank.pub)"
        key digest "hash: $(ssh-keygen -lf ed25519.pub | cut -d' ' -f2)"
        key sha1 "sha1: $(cat ed25519.pub)"
        key authority "$(cat ca.pub)"
        printf 'serial: 7\\n' >s; ssh-keygen -q -k -f serial.krl -s ca.pub s
        printf 'id: cert-dated\\n' >i; ssh-keygen -q -k -f id.krl -s ca.pub i
        head -c 60 key.krl >cut.krl""")
    files = {"the key": "key", "another key": "another", "its digest": "digest", "its SHA-1": "sha1",
             "serial": "serial", "certificate id": "id", "authority": "authority", "cut off": "cut"}
    return {name: str(shop.folder / f"{file}.krl") for name, file in files.items()}


def tampered_ssh(cases, line):
    shop = cases.shop
    payload, other = commit("tampered"), commit("another")
    armour = shop.ssh_sign(payload, "ed25519")
    blob = blob_of(armour)

    def tamper(name, change, key="ed25519"):
        cases.add(f"tampered: {name}", change, allowed=line(key))

    tamper("nothing yet", lambda: signed(payload, armour))
    tamper("message", lambda: signed(payload.replace(b"tampered", b"Tampered"), armour))
    tamper("tree", lambda: signed(payload.replace(b"tree 4b", b"tree 5b"), armour))
    tamper("committer", lambda: signed(payload.replace(b"committer Some", b"committer Same"), armour))
    tamper("date", lambda: signed(payload.replace(b"1768413600", b"1768413601"), armour))
    tamper("a line end more", lambda: signed(payload + b"\n", armour))
    tamper("signature of another commit", lambda: signed(other, armour))
    for place in (0, 6, 9, 20, 40, len(blob) - 90, len(blob) - 64, len(blob) - 32, len(blob) - 1):
        flipped = bytearray(blob)
        flipped[place] ^= 1
        tamper(f"byte {place} of the signature", lambda made=armoured(bytes(flipped)): signed(payload, made))
    tamper("signature cut off", lambda: signed(payload, armoured(bytes(blob[:-1]))))
    tamper("signature longer", lambda: signed(payload, armoured(bytes(blob) + b"\0")))
    tamper("nothing in the armour", lambda: signed(payload, armoured(b"")))
    tamper("no END", lambda: signed(payload, armour.replace("-----END SSH SIGNATURE-----\n", "")))
    tamper("text behind END", lambda: signed(payload, armour + "and more\n"))
    tamper("a blank line in the armour", lambda: signed(payload, armour.replace("\n", "\n\n", 1)))
    tamper("the armour on one line", lambda: signed(payload, rewrapped(armour, "")))
    tamper("blanks for line ends in the armour", lambda: signed(payload, rewrapped(armour, " ")))
    tamper("CRLF in the armour", lambda: signed(payload, armour.replace("\n", "\r\n")))
    for key in ("ecdsa-384", "rsa", "sk-ed25519", "sk-ecdsa"):
        made = shop.ssh_sign(payload, key)
        tamper(f"{key}, message", lambda made=made: signed(payload + b"x\n", made), key)
        flipped = blob_of(made)
        flipped[-3] ^= 4
        tamper(f"{key}, signature", lambda made=armoured(bytes(flipped)): signed(payload, made), key)


def rewrapped(armour, between):
    begin, *body, end = armour.rstrip("\n").split("\n")
    return "\n".join([begin, between.join(body), end, ""])


def openpgp_cases(cases):
    shop = cases.shop
    payload = commit("OpenPGP")
    made = {}

    def sign(name, key, when=None, options=()):
        made[name] = shop.openpgp_sign(payload, key, when, options)

    with ThreadPoolExecutor(3) as pool:
        jobs = [(key, key) for key in shop.pgp if key != "pgp-expired"]
        jobs += [("pgp-expired", "pgp-expired", "20250601T000000"), ("text", "pgp-ed25519", None, ["--textmode"]),
                 ("two", "pgp-ed25519+pgp-rsa"),
                 ("ends", "pgp-ed25519", None, ["--default-sig-expire", "7"])]
        list(pool.map(lambda job: sign(*job), jobs))
    shop.revoke_openpgp("pgp-revoked")
    shop.revoke_subkey("pgp-subkey-revoked")
    public = {key: shop.openpgp_key(key) for key in shop.pgp}
    shop.gpg(None, "--delete-secret-and-public-key", shop.pgp["pgp-unknown"])

    def case(name, armour, key, commit=payload, **rest):
        cases.add(f"OpenPGP: {name}", lambda: signed(commit, armour), pgp_key=public[key], **rest)

    for key in shop.pgp:
        if key != "pgp-unknown":
            case(key, made[key], key)
    for key in ("pgp-ended", "pgp-subkey-ended"):
        case(f"{key}, judged at its time", made[key], key, now=TIME + DAY)
    case("pgp-expired, judged before", made["pgp-expired"], "pgp-expired", now=TIME - 100 * DAY)
    case("a key that is in nobody's keyring", made["pgp-unknown"], "pgp-ed25519")
    case("the key of another principal", made["pgp-rsa"], "pgp-ed25519")
    case("signed as text", made["text"], "pgp-ed25519")
    case("signed by two", made["two"], "pgp-ed25519")
    case("the signature has ended", made["ends"], "pgp-ed25519")
    case("the signature has ended, judged at its time", made["ends"], "pgp-ed25519", now=TIME + DAY)
    case("message tampered", made["pgp-ed25519"], "pgp-ed25519", commit=payload + b"x\n")
    case("RSA, message tampered", made["pgp-rsa"], "pgp-rsa", commit=payload + b"x\n")
    lines = made["pgp-rsa"].split("\n")
    lines[6] = lines[6][:30] + ("A" if lines[6][30] != "A" else "B") + lines[6][31:]
    case("signature tampered", "\n".join(lines), "pgp-rsa")
    case("text behind END", made["pgp-ed25519"] + "and more\n", "pgp-ed25519")
    case("a blank in the armour", made["pgp-ed25519"].replace("=\n", "= \n", 1), "pgp-ed25519")
    case("a header in the armour", made["pgp-ed25519"].replace("\n", "\nComment: of two words\n", 1), "pgp-ed25519")
    case("two armours", made["pgp-ed25519"] * 2, "pgp-ed25519")
    case("no key of the reviewer's", made["pgp-ed25519"], "pgp-ed25519")
    cases.jobs[-1][2]["pgp_key"] = None


def write_commits(shop, cases):
    shop.run("git", "init", "-q", "repository")
    for number, case in enumerate(cases):
        (shop.folder / f"raw-{number}").write_bytes(case.raw)
    paths = "".join(f"../raw-{number}\n" for number in range(len(cases)))
    ids = shop.run("git", "-C", "repository", "hash-object", "-t", "commit", "-w", "--stdin-paths",
                   data=paths.encode()).decode().split()
    for case, name in zip(cases, ids):
        case.id = name


def ask_git(shop, number, case):
    """(verdict, principal, key), and whether the committer's name would have been good too."""
    allowed = shop.folder / f"allowed-{number}"
    allowed.write_text(case.allowed, newline="")
    options = ["-c", f"gpg.ssh.allowedSignersFile={allowed}"]
    if case.revoked is not None:
        (shop.folder / f"revoked-{number}").write_text(case.revoked)
    revoked = case.krl or (shop.folder / f"revoked-{number}" if case.revoked is not None else None)
    if revoked:
        options += ["-c", f"gpg.ssh.revocationFile={revoked}"]
    if case.now:
        program = shop.folder / f"gpg-{number}"
        program.write_text(f'#!/bin/sh\nexec gpg --faked-system-time {stamp(case.now)} "$@"\n')
        program.chmod(0o755)
        options += ["-c", f"gpg.program={program}"]
    done = subprocess.run(["git", "-C", "repository", *options, "verify-commit", "--raw", case.id], cwd=shop.folder,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    case.said = said = done.stderr.decode()
    if case.is_openpgp:
        return read_gpg(said, done.returncode)
    found = re.search(r'^Good "git" signature (?:for (.*) )?with \S+ key (\S+)$', said, re.M)
    if done.returncode != 0:
        # "Could not verify signature." is said of a revoked key too
        fits = found or keygen(shop, number, case, "check-novalidate")
        return "no" if fits else "bad", None, found and found.group(2), False
    good = found.group(1) == ERIN or keygen(shop, number, case, "verify", "-f", str(allowed), "-I", ERIN, *(
        ["-r", str(revoked)] if revoked else []), f"-Overify-time={stamp(case.time).replace('T', '')}Z")
    return "good", found.group(1), found.group(2), good


def keygen(shop, number, case, what, *options):
    payload, armour = taken_apart(case.raw)
    (shop.folder / f"sig-{number}").write_text(armour, newline="")
    return subprocess.run(["ssh-keygen", "-Y", what, "-n", "git", *options, "-s", f"sig-{number}"], cwd=shop.folder,
                          input=payload, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def read_gpg(said, code):
    if code == 0:
        return "good", None, re.search(r"^\[GNUPG:\] VALIDSIG .* ([0-9A-F]{40})$", said, re.M).group(1), None
    if re.search(r"^\[GNUPG:\] (EXPKEYSIG|EXPSIG|REVKEYSIG|NO_PUBKEY) ", said, re.M):
        return "no", None, None, None
    return "bad", None, None, None


def question(case, **rest):
    payload, armour = taken_apart(case.raw)
    when = (case.now or int(time.time())) if case.is_openpgp else case.time
    asked = {"payload": base64.b64encode(payload).decode(), "signature": armour, "allowed_signers": case.allowed,
             "namespace": "git", "revoked": case.revoked, "krl": case.krl, "openpgp_key": case.pgp_key, "time": when}
    return json.dumps({**asked, **rest})


def ask_driver(shop, driver, questions):
    lines = shop.run(driver, data="".join(line + "\n" for line in questions).encode()).decode().splitlines()
    return [json.loads(line) for line in lines]


def differs(git, ours):
    """What is wrong with our answer; None: nothing."""
    verdict, principal, key, _ = git
    if ours["verdict"] not in FITTING[verdict]:
        return f"git says {verdict}, we {ours['verdict']}"
    # git may print a pattern that a name of ours stands beside
    if verdict == "good" and principal and not set("*?") & set(principal) and ours["principal"] != principal:
        return f"git says it is {principal}, we {ours['principal']}"
    if key and ours["key"] != key:
        return f"git says the key is {key}, we {ours['key']}"
    return None


def read_stricter(path):
    rows = [line.split("\t") for line in Path(path).read_text().splitlines() if line and not line.startswith("#")]
    return {name: (git, ours) for name, git, ours, _ in rows}


def judge(name, git, ours, listed):
    """What is wrong with one answer. `listed` loses the rows that are used."""
    row = listed.pop(name, None)
    if row is None:
        return differs(git, ours)
    if row[1] == "good" or row != (git[0], ours["verdict"]):
        return f"is listed as {row[0]} to git and {row[1]} to us; git says {git[0]}, we {ours['verdict']}"
    return None


def compare(verdicts, listed):
    for case, git, ours, own in verdicts:
        problem = judge(case.name, git, ours, listed)
        if problem:
            yield f"{case.name}: {problem} ({ours['why']})", case.said
        if own is None:
            continue
        wanted = "good" if git[3] else "no" if git[0] == "good" else git[0]
        if own["verdict"] == ours["verdict"] and (wanted == git[0] or own["verdict"] != "good"):
            continue  # the same answer to the same question, which is judged already
        problem = judge(f"{case.name}, as the committer's own", (wanted, None, git[2], None), own, listed)
        if problem:
            yield f"{case.name}, as the committer's own: {problem} ({own['why']})", case.said
    for name in listed:
        yield f"{name}: is listed, and there is no such case", ""


def main(driver, authenticator, stricter, folder):
    shop = Workshop(folder, authenticator)
    cases = Cases(shop)
    ssh_cases(cases)
    openpgp_cases(cases)
    cases.build()
    write_commits(shop, cases)
    ssh = [case for case in cases if not case.is_openpgp]
    with ThreadPoolExecutor(3) as pool:
        answers = pool.submit(ask_driver, shop, driver, [question(case) for case in cases])
        owns = pool.submit(ask_driver, shop, driver, [question(case, principal=ERIN) for case in ssh])
        gits = list(pool.map(lambda row: ask_git(shop, *row), enumerate(cases)))
        owns = dict(zip((case.name for case in ssh), owns.result()))
        answers = answers.result()
    verdicts = [(case, git, ours, owns.get(case.name)) for case, git, ours in zip(cases, gits, answers)]
    wrong = list(compare(verdicts, read_stricter(stricter)))
    for case, git, ours, own in verdicts:
        print(f"{case.name}: git {git[0]}, we {ours['verdict']}" + (f", of the committer {own['verdict']}" if own else ""))
    for problem, said in wrong:
        print(problem, *said.splitlines(), sep="\n    ")
    print(f"{len(cases)} commits: {sum(git[0] == 'good' for git in gits)} good to git, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
