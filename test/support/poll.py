"""Polls a feed once, as a reader built on feedparser does, and prints what it saw."""
import calendar
import json
import sys

import feedparser

known = json.load(sys.stdin)
feed = feedparser.parse(known["url"], etag=known.get("etag"), modified=known.get("modified"))


def entry(found):
    contents = [content.value for content in found.get("content", [])]
    return {
        "id": found.id,
        "title": found.get("title", ""),
        "authors": [author.get("name", "") for author in found.get("authors", [])],
        "published": calendar.timegm(found.published_parsed) * 1000,
        "url": found.link,
        "text": contents[0] if contents else found.get("summary", ""),
    }


json.dump(
    {
        "status": feed.status,
        "href": feed.href,
        "bozo": bool(feed.bozo),
        "etag": feed.get("etag"),
        "modified": feed.get("modified"),
        "entries": [entry(found) for found in feed.entries],
    },
    sys.stdout,
)
