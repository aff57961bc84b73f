"""Polls a feed as programs on feedparser do: one line of JSON for each line that is read."""
import json
import sys

import feedparser

address = sys.argv[1]
last = None
for _ in sys.stdin:
    if last is None:
        last = feedparser.parse(address)
    else:
        last = feedparser.parse(address, etag=last.get("etag"), modified=last.get("modified"))
    entries = [{"id": entry.get("id"), "title": entry.get("title")} for entry in last.entries]
    print(json.dumps({"status": last.get("status"), "bozo": bool(last.bozo), "entries": entries}), flush=True)
