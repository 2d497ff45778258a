# SPDX-License-Identifier: Apache-2.0
"""likeness.py FILE: lines "text TAB text TAB closeness", all pairs. Prints those that differ from the definition."""
import math
import re
import sys
import unicodedata


def grams(text):
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    found = set()
    for word in re.findall(r"[^\W_]+", text):
        size = 2 if unicodedata.east_asian_width(word[0]) in "WF" else 3
        word = "\1" + word + "\1"
        found |= {word[i : i + size] for i in range(len(word) - size + 1)}
    return found


rows = [line.rstrip("\n").split("\t") for line in open(sys.argv[1], encoding="utf-8")]
texts = {text: grams(text) for text, _, _ in rows}
count = {}
for of in texts.values():
    for gram in of:
        count[gram] = count.get(gram, 0) + 1


def dot(grams):
    return sum(math.log(1 + len(texts) / count[gram]) ** 2 for gram in grams)


for one, other, given in rows:
    a, b = texts[one], texts[other]
    wanted = dot(a & b) / math.sqrt(dot(a) * dot(b))
    if abs(wanted - float(given)) > 0.001:
        print(one, other, given, "is", round(wanted, 6))
