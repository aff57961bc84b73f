"""
Polls a feed with gPodder's core: one line of JSON, with all episodes that it knows, for each line that is read.
Arguments: the feed's address, a folder of its own.
"""
import json
import os
import sys

address, home = sys.argv[1:]
os.environ["GPODDER_HOME"] = home

# gPodder prints where it keeps its data
out, sys.stdout = sys.stdout, open(os.devnull, "w")

import gpodder  # noqa: E402
import gpodder.core  # noqa: E402

gpodder.prefix = "/usr"
gpodder.ui.cli = True
core = gpodder.core.Core()
podcast = None

for _ in sys.stdin:
    if podcast is None:
        podcast = core.model.load_podcast(address, create=True)
    else:
        podcast.update()
    entries = [
        {
            "id": episode.guid,
            "title": episode.title,
            "published": episode.published * 1000,
            "url": episode.link,
            "text": episode.description_html or episode.description,
            "file": episode.url,
            "duration": episode.total_time,
        }
        for episode in sorted(podcast.get_all_episodes(), key=lambda episode: -episode.published)
    ]
    print(json.dumps({"home": podcast.link, "entries": entries}), file=out, flush=True)
