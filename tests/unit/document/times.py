# SPDX-License-Identifier: Apache-2.0
"""times.py: lines "text TAB seconds TAB zoned", where seconds is - for what is no time; by datetime."""
import random
from datetime import datetime, timedelta, timezone

random.seed(20260114)



def one():
    year, month, day = random.choice([1, 999, 1970, 2000, 2024, 2026, 9999]), random.randint(0, 13), random.randint(0, 32)
    hour, minute, second = random.randint(0, 24), random.randint(0, 60), random.randint(0, 59)
    seconds = random.random() < 0.8
    zone = random.choice(["", "Z", "z", "+00:00", "-00:00", "+09:00", "-03:30", "+14:00", "-12:00", " +0530", "+0900"])
    text = "%04d-%02d-%02d%s%02d:%02d" % (year, month, day, random.choice("Tt "), hour, minute)
    fraction = ""
    if seconds:
        fraction = random.choice(["", "", ".5", ".123456"])
        text += ":%02d%s" % (second, fraction)
    text += zone
    digits = zone.strip().replace(":", "")
    offset = timedelta(0)
    if len(digits) == 5:
        offset = timedelta(hours=int(digits[1:3]), minutes=int(digits[3:5])) * (-1 if digits[0] == "-" else 1)
    try:
        at = datetime(year, month, day, hour, minute, second if seconds else 0, tzinfo=timezone.utc)
        expected = str(int((at - datetime(1970, 1, 1, tzinfo=timezone.utc)) / timedelta(seconds=1) - offset.total_seconds()))
    except ValueError:
        expected = "-"
    return text, expected, 1 if zone else 0


for _ in range(4000):
    print("%s\t%s\t%d" % one())
