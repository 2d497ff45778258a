# SPDX-License-Identifier: Apache-2.0
"""filter.py: lines "query TAB answer" (0 no, 1 unknown, 2 yes) of random queries about the document in filter.c."""
import random

random.seed(2026)
TERMS = {
    "severity<=2": 2, "severity=2": 2, "severity!=2": 0, "severity>2": 0, "severity:SEV1,sev-2": 2, "severity!=1,3": 2,
    "severity!=1,2": 0, "kind:outage": 2, "kind!=outage": 0, "service:checkout": 2, "services:payments-db,other": 2,
    "service:other": 0, "tag:none": 0, "tag!=none": 2, "owner:dana@example.org": 1, "owner!=x": 1, "status:in-review": 2,
    "customers>=300": 2, "customers:unknown": 0, "customers!=unknown": 2, "data_breach=none": 1, "data_breach!=unknown": 0, "data_breach:unknown": 2,
    "started>=2026-01": 2, "started:2026-01-14": 2, "started<2026": 0, "detected:unknown": 2, "detected!=unknown": 0,
    "detected>2026": 1, "resolved>2026": 1, "resolved:unknown": 1, "full": 2, "full:false": 0, "full!=true": 0,
    "team:payments": 2, "team:legal": 0, "class:manual-error": 0, "class!=manual-error": 2, "actions:open": 2,
    "actions:overdue": 2, "actions:none": 0, "checkout": 2, '"returned 504"': 2, "CHECKOUT": 2, "nothing": 0, "id:504": 2,
}


def expression(depth):
    if depth == 0 or random.random() < 0.3:
        return random.choice(list(TERMS.items()))
    kind = random.choice(["and", "or", "not", "side"])
    text, value = expression(depth - 1)
    if kind == "not":
        return random.choice(["not ", "-"]) + bracket(text), 2 - value
    other, second = expression(depth - 1)
    joint = {"and": " and ", "or": " or ", "side": random.choice([" ", "  ", "\t"])}[kind]
    return bracket(text) + joint + bracket(other), max(value, second) if kind == "or" else min(value, second)


def bracket(text):
    return text if text in TERMS else random.choice(["(%s)", "( %s )"]) % text


def chain():
    """Without brackets: `or` binds less than what stands side by side."""
    texts, best = [], 0
    for _ in range(random.randint(1, 4)):
        terms = random.choices(list(TERMS.items()), k=random.randint(1, 3))
        texts.append(random.choice([" ", " and "]).join(text for text, _ in terms))
        best = max(best, min(value for _, value in terms))
    return " or ".join(texts), best


for _ in range(1500):
    print("%s\t%d" % expression(4))
for _ in range(500):
    print("%s\t%d" % chain())
