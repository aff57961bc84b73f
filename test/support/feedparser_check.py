"""Reads each file named on standard input with feedparser; prints a JSON line for each."""
import json
import sys

import feedparser

for path in sys.stdin.read().split("\n"):
    if path:
        with open(path, "rb") as file:
            feed = feedparser.parse(file, response_headers={"content-type": "application/xml; charset=utf-8"})
        reason = str(feed.get("bozo_exception", ""))
        print(json.dumps({"path": path, "bozo": int(feed.bozo), "reason": reason, "entries": len(feed.entries)}))
