# SPDX-License-Identifier: Apache-2.0
"""deadlines.py: lines "from TAB period TAB zone TAB deadline TAB its last second"; by datetime, calendar and zoneinfo."""
import calendar
import random
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

random.seed(20260114)
ZONES = ["UTC", "Europe/Berlin", "Asia/Seoul", "America/New_York", "Pacific/Apia", "Australia/Lord_Howe"]


def months_later(day, count):
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def last_second(day, zone):
    following = day + timedelta(days=1)
    return int(datetime(following.year, following.month, following.day, tzinfo=zone).timestamp()) - 1


for _ in range(3000):
    name = random.choice(ZONES)
    zone = ZoneInfo(name)
    at = datetime(2024, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=random.randrange(4 * 365 * 86400))
    count, unit = random.choice([(4, "h"), (24, "h"), (72, "h"), (999, "h"), (1, "d"), (14, "d"), (2, "w"), (1, "mo"), (11, "mo"), (13, "mo")])
    text = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    if unit == "h":
        then = at + timedelta(hours=count)
        print(text, "%d%s" % (count, unit), name, then.strftime("%Y-%m-%dT%H:%M:%SZ"), int(then.timestamp()), sep="\t")
        continue
    day = at.astimezone(zone).date()
    due = months_later(day, count) if unit == "mo" else day + timedelta(days=count * (7 if unit == "w" else 1))
    print(text, "%d%s" % (count, unit), name, due.isoformat(), last_second(due, zone), sep="\t")
