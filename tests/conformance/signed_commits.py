# SPDX-License-Identifier: Apache-2.0
"""Keys of every kind, and commits signed with them, made by ssh-keygen, gpg and openssl in a folder of their own.

A commit is a raw object. What it is called is its message, so no two are the same.
"""
import base64
import hashlib
import os
import re
import struct
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
TIME = 1768413600  # 2026-01-14T18:00:00Z
ERIN = "erin@example.org"

SSH_KEYS = {
    "ed25519": ["-t", "ed25519"],
    "frank": ["-t", "ed25519"],
    "ecdsa-256": ["-t", "ecdsa", "-b", "256"],
    "ecdsa-384": ["-t", "ecdsa", "-b", "384"],
    "ecdsa-521": ["-t", "ecdsa", "-b", "521"],
    "rsa": ["-t", "rsa", "-b", "2048", "-m", "PEM"],
    "rsa-1024": ["-t", "rsa", "-b", "1024"],
    "sk-ed25519": ["-t", "ed25519-sk"],
    "sk-ecdsa": ["-t", "ecdsa-sk"],
    "sk-no-touch": ["-t", "ed25519-sk", "-O", "no-touch-required"],
    "ca": ["-t", "ed25519"],
    "ca-ecdsa": ["-t", "ecdsa"],
    "ca-sk": ["-t", "ed25519-sk"],
    "other-ca": ["-t", "ed25519"],
}

# Name: subject, authority, what else ssh-keygen -s is told.
CERTIFICATES = {
    "cert-ed25519": ("ed25519", "ca", ["-n", ERIN]),
    "cert-ecdsa-256": ("ecdsa-256", "ca", ["-n", ERIN]),
    "cert-ecdsa-521": ("ecdsa-521", "ca-ecdsa", ["-n", ERIN]),
    "cert-rsa": ("rsa", "ca", ["-n", ERIN]),
    "cert-sk-ed25519": ("sk-ed25519", "ca", ["-n", ERIN]),
    "cert-sk-ecdsa": ("sk-ecdsa", "ca-sk", ["-n", ERIN]),
    "cert-dated": ("ed25519", "ca", ["-n", ERIN, "-V", "20260101:20270101", "-z", "7"]),
    "cert-expired": ("ed25519", "ca", ["-n", ERIN, "-V", "20250101:20260101"]),
    "cert-not-yet": ("ed25519", "ca", ["-n", ERIN, "-V", "20260201:20270101"]),
    "cert-of-two": ("ed25519", "ca", ["-n", ERIN + ",frank@example.org"]),
    "cert-of-nobody": ("ed25519", "ca", []),
    "cert-of-a-host": ("ed25519", "ca", ["-h", "-n", ERIN]),
    "cert-by-another": ("ed25519", "other-ca", ["-n", ERIN]),
    "cert-forced": ("ed25519", "ca", ["-n", ERIN, "-O", "force-command=true"]),
}

# Name: gpg --quick-gen-key's algorithm, usage, end; a subkey likewise or None; when it was made.
OPENPGP_KEYS = {
    "pgp-rsa": (["rsa2048", "sign", "never"], None, "20250101T000000"),
    "pgp-ed25519": (["ed25519", "sign", "never"], None, "20250101T000000"),
    "pgp-nistp256": (["nistp256", "sign", "never"], None, "20250101T000000"),
    "pgp-subkey": (["ed25519", "cert", "never"], ["ed25519", "sign", "never"], "20250101T000000"),
    "pgp-rsa-subkey": (["rsa2048", "cert", "never"], ["rsa2048", "sign", "never"], "20250101T000000"),
    "pgp-expired": (["ed25519", "sign", "20251231T000000"], None, "20250101T000000"),
    "pgp-ended": (["ed25519", "sign", "20260201T000000"], None, "20250101T000000"),
    "pgp-subkey-ended": (["ed25519", "cert", "never"], ["ed25519", "sign", "20260201T000000"], "20250101T000000"),
    "pgp-revoked": (["ed25519", "sign", "never"], None, "20250101T000000"),
    "pgp-subkey-revoked": (["ed25519", "cert", "never"], ["ed25519", "sign", "never"], "20250101T000000"),
    "pgp-unknown": (["ed25519", "sign", "never"], None, "20250101T000000"),
}


def stamp(time):
    """What gpg --faked-system-time takes."""
    return subprocess.run(["date", "-u", "-d", f"@{time}", "+%Y%m%dT%H%M%S"], stdout=subprocess.PIPE,
                          check=True).stdout.decode().strip()


def commit(name, time=TIME, email=ERIN):
    who = f"Somebody <{email}> {time} +0000"
    return f"tree {TREE}\nauthor {who}\ncommitter {who}\n\n{name}\n".encode()


def signed(payload, armour):
    """The commit with a gpgsig header, as git writes it: behind the committer."""
    head, _, message = payload.partition(b"\n\n")
    lines = armour.rstrip("\n").split("\n")
    return head + b"\ngpgsig " + "\n ".join(lines).encode() + b"\n\n" + message


def taken_apart(raw):
    """(payload, armour), as git reads a signed commit: without the header, and the header alone."""
    head, blank, message = raw.partition(b"\n\n")
    kept, armour, inside = [], [], False
    for line in head.split(b"\n"):
        inside = line.startswith(b"gpgsig ") or (inside and line.startswith(b" "))
        if inside:
            armour.append(line.partition(b" ")[2])
        else:
            kept.append(line)
    return b"\n".join(kept) + blank + message, b"\n".join(armour).decode() + "\n"


class Workshop:
    def __init__(self, folder, authenticator):
        self.folder = Path(folder)
        self.gpg_home = self.folder / "gnupg"
        self.gpg_home.mkdir(mode=0o700)
        # certificates and dates without a zone are in local time: far from UTC, so that it shows
        self.environment = dict(os.environ, SSH_SK_PROVIDER=authenticator, GNUPGHOME=str(self.gpg_home),
                                HOME=str(self.folder), TZ="Asia/Kolkata", LC_ALL="C")
        os.environ.update(self.environment)
        self.armours = {}
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(self.make_ssh_key, SSH_KEYS))
            list(pool.map(self.certify, CERTIFICATES))
        self.pgp = {name: self.make_openpgp_key(name) for name in OPENPGP_KEYS}

    def run(self, *argv, data=b"", check=True):
        done = subprocess.run(argv, cwd=self.folder, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if check and done.returncode != 0:
            raise SystemExit(f"{' '.join(argv)}: {done.stderr.decode()}")
        return done.stdout

    def make_ssh_key(self, name):
        self.run("ssh-keygen", "-q", "-N", "", "-C", name, "-f", name, *SSH_KEYS[name])

    def certify(self, name):
        subject, authority, options = CERTIFICATES[name]
        (self.folder / name).write_bytes((self.folder / subject).read_bytes())
        (self.folder / name).chmod(0o600)
        (self.folder / f"{name}.pub").write_bytes((self.folder / f"{subject}.pub").read_bytes())
        self.run("ssh-keygen", "-q", "-s", authority, "-I", name, *options, f"{name}.pub")

    def key(self, name):
        """'TYPE BASE64' of a public key."""
        return " ".join((self.folder / f"{name}.pub").read_text().split()[:2])

    def gpg(self, when, *arguments, data=b""):
        time = ["--faked-system-time", when] if when else []
        return self.run("gpg", "--batch", "--quiet", "--yes", "--pinentry-mode", "loopback", "--passphrase", "", *time,
                        *arguments, data=data)

    def make_openpgp_key(self, name):
        """The fingerprint."""
        primary, subkey, made = OPENPGP_KEYS[name]
        said = self.gpg(made, "--status-fd", "1", "--quick-gen-key", f"{name} <{ERIN}>", *primary).decode()
        fingerprint = re.search(r"KEY_CREATED \w ([0-9A-F]+)", said).group(1)
        if subkey:
            self.gpg(made, "--quick-add-key", fingerprint, *subkey)
        return fingerprint

    def revoke_openpgp(self, name):
        made = (self.gpg_home / "openpgp-revocs.d" / f"{self.pgp[name]}.rev").read_text()
        self.gpg(None, "--import", data=made.replace("\n:-----", "\n-----").encode())

    def revoke_subkey(self, name):
        self.gpg(None, "--command-fd", "0", "--edit-key", self.pgp[name], data=b"key 1\nrevkey\ny\n1\n\ny\nsave\n")

    def openpgp_key(self, name):
        return self.gpg(None, "--armor", "--export", self.pgp[name]).decode()

    def ssh_sign(self, payload, key, namespace="git", options=()):
        """Through the certificate, where the key has one."""
        public = f"{key}-cert.pub" if key in CERTIFICATES else key
        return self.run("ssh-keygen", "-Y", "sign", "-q", "-n", namespace, *options, "-f", public, data=payload).decode()

    def rsa_sign(self, payload, key, algorithm, digest):
        """Any RSA signature that SSHSIG has a name for; ssh-keygen itself makes rsa-sha2-512 alone."""
        def string(value):
            return struct.pack(">I", len(value)) + value
        told = b"SSHSIG" + string(b"git") + string(b"") + string(b"sha512") + string(hashlib.sha512(payload).digest())
        made = self.run("openssl", "dgst", f"-{digest}", "-sign", key, data=told)
        blob = (b"SSHSIG" + struct.pack(">I", 1) + string(base64.b64decode(self.key(key).split()[1])) + string(b"git")
                + string(b"") + string(b"sha512") + string(string(algorithm.encode()) + string(made)))
        return armoured(blob)

    def openpgp_sign(self, payload, key, when=None, options=()):
        users = [argument for name in key.split("+") for argument in ("-u", self.pgp[name])]
        return self.gpg(when or stamp(TIME), *users, *options, "--armor", "--detach-sign", data=payload).decode()


def armoured(blob):
    text = base64.b64encode(blob).decode()
    lines = [text[i:i + 70] for i in range(0, len(text), 70)]
    return "\n".join(["-----BEGIN SSH SIGNATURE-----", *lines, "-----END SSH SIGNATURE-----", ""])


def blob_of(armour):
    return bytearray(base64.b64decode("".join(armour.split("\n")[1:-2])))
