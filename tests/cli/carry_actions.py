# SPDX-License-Identifier: Apache-2.0
"""carry_actions.py SERVICE FILE…: reports without front matter get one, of what they say themselves.

Their list of action items becomes `actions` (one that says "(done)" is done), the first full date of their timeline
becomes `times.started`, and SERVICE is what they are about. The text below stays as it is.
"""
import re
import sys

import yaml

for path in sys.argv[2:]:
    text = open(path, encoding="utf-8", newline="").read()
    items = re.search(r"(?ms)^## Action Items\s*$(.*?)(?=^## |\Z)", text).group(1)
    day, clock = re.search(r"(?m)^\|\s*(\d{4}-\d\d-\d\d) (\d\d:\d\d)\s*\|", text).groups()
    actions = [
        {"id": f"A{number}", "text": item, "status": "done" if item.endswith("(done)") else "open"}
        for number, item in enumerate(re.findall(r"(?m)^- (.*\S)\s*$", items), 1)
    ]
    front = {"services": [sys.argv[1]], "times": {"started": f"{day}T{clock}:00Z"}, "actions": actions}
    with open(path, "w", encoding="utf-8", newline="") as out:
        out.write("---\n" + yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=1000) + "---\n" + text)
