"""The real binary with its own folder, as on a person's machine."""

import json
import os
import socket
import subprocess
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("JOURNAL_TEST_PROGRAM", ROOT / ".build/debug/journal"))
# A server that stops answering fails the test that asks it, and holds up nobody else's.
socket.setdefaulttimeout(120)
# Where a build that counts the lines that run leaves its counts.
COUNTS = {name: os.environ[name] for name in ["LLVM_PROFILE_FILE"] if name in os.environ}


class Journal:
    """A journal in `home`; only what is in `settings` reaches it from outside."""

    def __init__(self, home, settings):
        self.url = None
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "TZ": "Europe/Paris",
            "JOURNAL_HOME": str(home / "journal"),
            "AWS_EC2_METADATA_DISABLED": "true",
            **COUNTS,
            **settings,
        }

    def run(self, *arguments, typed="", codes=(0,)):
        """A command's JSON: the value of each line it printed; it ends with one of the codes."""
        command = [BINARY, *map(str, arguments), "--json"]
        result = subprocess.run(command, env=self.environment, input=typed.encode(), stdout=subprocess.PIPE)
        if result.returncode not in codes:
            result.check_returncode()
        return [json.loads(line) for line in result.stdout.splitlines()]

    def choose_remote(self):
        """Makes the remote that the settings name the journal's own, a plain one."""
        self.run("remote", "init", "--plain", self.environment["JOURNAL_REMOTE"])
        return self

    def entries(self):
        return json.load(urllib.request.urlopen(f"{self.url}api/v1/entries"))["entries"]

    def write(self, **fields):
        """Adds an entry without a photo over HTTP, which is quicker than a process for many of them."""
        return self.send("POST", "api/v1/entries", fields)

    def change(self, identity, **fields):
        """Changes an entry over HTTP."""
        return self.send("PATCH", f"api/v1/entries/{identity}", fields)

    def send(self, method, path, fields):
        body, kind = json.dumps(fields).encode(), {"Content-Type": "application/json"}
        return json.load(urllib.request.urlopen(urllib.request.Request(self.url + path, body, kind, method=method)))

    def album(self, *photos):
        """An entry that has all of these photos, each the bytes of a file."""
        entry = self.send_photo("entries", photos[0])
        for photo in photos[1:]:
            entry = self.send_photo(f"entries/{entry['id']}/photos", photo)
        return entry

    def send_photo(self, path, photo):
        request = urllib.request.Request(f"{self.url}api/v1/{path}", photo, {"Content-Type": "image/jpeg"}, method="POST")
        return json.load(urllib.request.urlopen(request))

    @contextmanager
    def served(self, *options, before=()):
        """Serves the journal at `url` for as long as the block runs; `before` stands before its command."""
        command = [*before, BINARY, "serve", "--port", "0", "--json", *options]
        with subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE) as server:
            try:
                self.url = json.loads(server.stdout.readline())["url"]
                self.process, self.pid = server, server.pid
                yield self
            finally:
                server.terminate()
                try:
                    server.wait(60)
                except subprocess.TimeoutExpired:
                    server.kill()
                    raise


class StandIn:
    """The stand-in for Rekognition at a URL."""

    def __init__(self, url):
        self.url = url

    def answers(self, **scenario):
        """What it does from now on; see Tests/Services/rekognition.py."""
        self.control("PUT", scenario)

    def another(self):
        """An independent one for a single test."""
        return StandIn(self.control("POST")["url"])

    def control(self, method, value=None):
        body = json.dumps(value).encode() if value is not None else None
        return json.load(urllib.request.urlopen(urllib.request.Request(f"{self.url}/control", body, method=method)))
