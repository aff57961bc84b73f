"""
Runs rss2email as people do, with mails into a Maildir: for each line that is read a line of JSON with the new mails.
Arguments: the feed's address, a folder of its own.
"""
import email.header
import json
import mailbox
import os
import subprocess
import sys

address, home = sys.argv[1:]
config = os.path.join(home, "rss2email.cfg")
with open(config, "w") as file:
    file.write(
        f"[DEFAULT]\nfrom = feeds@reader.example\nto = me@reader.example\nforce-from = False\nhtml-mail = True\n"
        f"email-protocol = maildir\nmaildir-path = {home}\nmaildir-mailbox = mails\n"
    )
mails = mailbox.Maildir(os.path.join(home, "mails"))


def r2e(*command):
    base = ["/usr/bin/r2e", "-c", config, "-d", os.path.join(home, "seen.json")]
    done = subprocess.run([*base, *command], capture_output=True, text=True)
    return done.stderr if done.returncode or "error" in done.stderr.lower() else ""


def text(value):
    return str(email.header.make_header(email.header.decode_header(value or "")))


def take():
    taken = []
    for key in sorted(mails.keys()):
        mail = mails[key]
        body = mail.get_payload(decode=True).decode(mail.get_content_charset() or "utf-8")
        author = text(mail["From"])
        taken.append({"title": text(mail["Subject"]), "author": author, "url": mail["X-RSS-URL"], "text": body})
        mails.remove(key)
    return taken


error = r2e("add", "feed", address)
for _ in sys.stdin:
    error = error or r2e("run")
    print(json.dumps({"error": error, "entries": take()}), flush=True)
    error = ""
