"""
Validates each file named on standard input with the code of the W3C Feed Validation Service, a checkout of
github.com/w3c/feedvalidator at $FEEDVALIDATOR. A line is a path, a tab, and the address it is published at.
Prints a JSON line for each error and each warning.
"""
import json
import os
import sys
import warnings

warnings.simplefilter("ignore")
sys.path.insert(0, os.path.join(os.environ["FEEDVALIDATOR"], "src"))

import feedvalidator  # noqa: E402
from feedvalidator.logging import Error, Warning  # noqa: E402

TYPES = {"rss.xml": "application/rss+xml", "atom.xml": "application/atom+xml"}

for line in sys.stdin.read().split("\n"):
    if line:
        path, address = line.split("\t")
        kind = TYPES[os.path.basename(path)] + "; charset=utf-8"
        with open(path, "rb") as file:
            events = feedvalidator.validateStream(file, contentType=kind, base=address)["loggedEvents"]
        for event in events:
            if isinstance(event, (Error, Warning)):
                about = {key: str(value) for key, value in event.params.items()}
                print(json.dumps({"path": path, "remark": type(event).__name__, **about}))
