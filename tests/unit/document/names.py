# SPDX-License-Identifier: Apache-2.0
"""names.py FILE: lines "title TAB slug". Prints the lines whose slug is not what Unicode says it should be."""
import sys
import unicodedata

LIMIT = 60


def is_word(c):
    return unicodedata.category(c)[0] in "LN" or unicodedata.category(c)[0] == "M"


for line in open(sys.argv[1], encoding="utf-8", newline="\n"):
    title, slug = line.rstrip("\n").split("\t")
    if any(unicodedata.category(c) == "Cn" for c in title):
        continue  # younger than this Python
    slug = "".join(c.lower() if unicodedata.category(c) == "Nl" else c for c in slug)  # GLib leaves Roman numerals
    wrong = []
    if slug != unicodedata.normalize("NFC", slug):
        wrong.append("not NFC")
    if any(not is_word(c) and c != "-" for c in slug):
        wrong.append("an odd character")
    if slug.startswith("-") or slug.endswith("-") or "--" in slug:
        wrong.append("a loose hyphen")
    if len(slug.encode()) > LIMIT:
        wrong.append("too long")
    whole = unicodedata.normalize("NFC", unicodedata.normalize("NFC", title).lower())
    words = "".join(c if is_word(c) else "" if c in "'\u2019" else " " for c in whole).split()
    whole = unicodedata.normalize("NFC", "-".join(words))
    # a mark that follows no letter is left out by us; such titles are judged by the rules above alone
    if not any(unicodedata.category(w[0])[0] == "M" for w in words):
        if len(whole.encode()) <= LIMIT and slug != whole:
            wrong.append("not " + whole)
        if not whole.startswith(slug):
            wrong.append("no beginning of " + whole)
    if wrong:
        print(ascii(title), ascii(slug), ", ".join(wrong))
