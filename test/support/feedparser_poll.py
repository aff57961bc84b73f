"""Polls a feed as programs on feedparser do: one line of JSON for each line that is read."""
import calendar
import json
import sys

import feedparser

address, agent = sys.argv[1:]
last = None


def tell(entry):
    contents = [content.value for content in entry.get("content", [])]
    return {
        "id": entry.get("id"),
        "title": entry.get("title", ""),
        "authors": [author.get("name", "") for author in entry.get("authors", [])],
        "published": calendar.timegm(entry.published_parsed) * 1000,
        "url": entry.get("link"),
        "text": contents[0] if contents else entry.get("summary", ""),
    }


for _ in sys.stdin:
    if last is None:
        last = feedparser.parse(address, agent=agent or None)
    else:
        last = feedparser.parse(address, etag=last.get("etag"), modified=last.get("modified"), agent=agent or None)
    entries = [tell(entry) for entry in last.entries]
    print(json.dumps({"status": last.get("status"), "bozo": bool(last.bozo), "entries": entries}), flush=True)
