"""Measures `journal serve`: web.py BINARIES JOURNALS RESULT.

BINARIES holds `journal` and `StoreBench`; JOURNALS is where made-up journals are kept from one run to the next. Every
server has one core to itself and wrk another. What each answers is compared before it is timed; then they are asked in
turn, in pairs. WEB_PAIRS is how many pairs (5), WEB_SECONDS how long each is asked (2).
"""

import base64
import html
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
from contextlib import ExitStack
from pathlib import Path

import servers
from measure import awake, interleaved, ratio
from paint import Paint
from report import Report

PAIRS, SECONDS = int(os.environ.get("WEB_PAIRS", 5)), int(os.environ.get("WEB_SECONDS", 2))
SERVER_CORE, LOAD_CORE = 0, 1
CONNECTIONS = 8
LISTENERS, IDLE_SECONDS = 100, 10
HERE = Path(__file__).parent


class Bench:
    def __init__(self, binaries, journals, work):
        self.journal, self.library = Path(binaries, "journal"), Path(binaries, "StoreBench")
        self.journals, self.work = Path(journals).resolve(), Path(work)
        self.report = Report("web")

    def home(self, name, count):
        """The made-up journal of that name, made on first use."""
        home = self.journals / name
        if not home.exists():
            print(f"Making up a journal of {count} entries", file=sys.stderr)
            unfinished = home.with_suffix(".unfinished")
            subprocess.run(["rm", "-rf", unfinished], check=True)
            subprocess.run([self.library, "fill", unfinished, str(count)], check=True)
            unfinished.rename(home)
        return home

    def files(self, name):
        """A folder for nginx to serve."""
        files = self.work / name
        files.mkdir()
        (files / "ready.html").write_text("ready")
        return files

    def load(self, *urls):
        """What wrk finds out about a server: requests a second, and milliseconds of the median and the 99th percentile, of the
        requests that were sent and with those that wrk adds."""
        paths = self.work / "paths"
        parts = [urllib.parse.urlsplit(url) for url in urls]
        paths.write_text("".join(f"{part.path}?{part.query}\n" if part.query else f"{part.path}\n" for part in parts))
        command = ["taskset", "--cpu-list", str(LOAD_CORE), "wrk", "--threads", "1", "--connections", str(CONNECTIONS)]
        command += ["--duration", f"{SECONDS}s", "--timeout", "60s", "--script", str(HERE / "load.lua"), "--latency"]
        output = subprocess.run(
            [*command, urls[0]],
            env={**os.environ, "WRK_PATHS": str(paths), "WRK_CONNECTIONS": str(CONNECTIONS)},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout
        found = json.loads(output.splitlines()[-1])
        if found["errors"]:
            sys.exit(f"{found['errors']} errors from {urls[0]}")
        # Of one that is slow, the requests that were under way at the end count for less than they took.
        return {**found, "rate": max(found["requests"], 1) / found["seconds"]}

    def compare(self, name, goal, ours, theirs):
        """How many times as many requests a second `ours` answers as `theirs`; each is a list of URLs."""
        found = []

        def ask(urls):
            found.append(self.load(*urls))
            return found[-1]["rate"]

        pairs = interleaved(lambda: ask(ours), lambda: ask(theirs), PAIRS)
        self.report.add_ratio(name, goal, "/s", ratio(pairs))

    def same_list(self, size, ours, rivals):
        """Our list, after a look at whether Flask and Datasette answer with the same."""
        url = f"{ours}api/v1/entries?limit=50"
        entries = servers.rows(url)
        if len(entries["entries"]) != 50 or servers.rows(f"{rivals['flask']}entries?limit=50") != entries:
            sys.exit(f"Flask's list at {size} is not ours")
        table = servers.rows(rivals["datasette json"](50))
        ids = [bytes_of(row[table["columns"].index("id")]).hex() for row in table["rows"]]
        if ids != [entry["id"].replace("-", "") for entry in entries["entries"]]:
            sys.exit("Datasette's rows are not ours")
        return url

    def same_page(self, ours, rivals):
        """How many entries our timeline shows, after a look at whether those of Flask and Datasette show the same."""
        ids = shown(servers.get(ours).decode())
        flask = shown(servers.get(f"{rivals['flask']}?limit={len(ids)}").decode())
        numbers = {row["id"]: row["number"] for row in self.numbers()}
        table = servers.get(rivals["datasette page"](len(ids))).decode()
        theirs = [int(number) for number in re.findall(r'<td class="col-number[^"]*"><a href="[^"]*">(\d+)', table)]
        theirs = theirs or [int(number) for number in re.findall(r'href="/journal/entry/(\d+)">', table)]
        if not ids or flask != ids or theirs != [numbers[identity.replace("-", "")] for identity in ids]:
            sys.exit("Flask's or Datasette's page does not show the entries of our timeline")
        return len(ids)

    def numbers(self):
        with sqlite3.connect(self.home("100k", 100_000) / "journal.sqlite") as db:
            rows = db.execute("SELECT lower(hex(id)), number FROM entry ORDER BY time DESC LIMIT 500").fetchall()
        return [{"id": identity, "number": number} for identity, number in rows]

    def lists_and_pages(self):
        large, small = self.home("100k", 100_000), self.home("1k", 1_000)
        with ExitStack() as stack:
            ours, process = stack.enter_context(servers.journal(self.journal, large, SERVER_CORE))
            little, _ = stack.enter_context(servers.journal(self.journal, small, SERVER_CORE))
            self.idle(process)
            flask = stack.enter_context(servers.flask(large, SERVER_CORE))
            datasette = stack.enter_context(servers.datasette(large, SERVER_CORE))
            rivals = {
                "flask": flask,
                "datasette json": lambda count: datasette_table(datasette, ".json", count),
                "datasette page": lambda count: datasette_table(datasette, "", count),
            }
            entries = self.same_list("100k", ours, rivals)
            count = self.same_page(ours, rivals)
            list_name = "50 entries as JSON at 100k"
            self.compare(f"{list_name}, times Flask's", "≥ 10", [entries], [f"{flask}entries?limit=50"])
            self.compare(f"{list_name}, times Datasette's", "≥ 40", [entries], [rivals["datasette json"](50)])
            page_name = f"timeline of {count} entries at 100k"
            self.compare(f"{page_name}, times Flask's", "≥ 12", [ours], [f"{flask}?limit={count}"])
            self.compare(f"{page_name}, times Datasette's", "≥ 60", [ours], [rivals["datasette page"](count)])
            for name, path in (("list", "api/v1/entries?limit=50"), ("timeline", "")):
                self.first_page(f"first page of the {name}, 100k against 1k, median", ours + path, little + path)
            self.listeners(ours, process)

    def first_page(self, name, large, small):
        pairs = interleaved(lambda: self.load(large)["median"], lambda: self.load(small)["median"], PAIRS)
        self.report.add_ratio(name, "≤ 1.15", "ms", ratio(pairs))

    def spreads(self):
        """How long the slowest of a hundred requests take, and beside them those of nginx with files of the same bytes. The
        cores are kept awake: what a host takes to wake one up, milliseconds at times, says nothing of a server."""
        files = self.files("answers")
        with ExitStack() as stack:
            ours, _ = stack.enter_context(servers.journal(self.journal, self.home("100k", 100_000), SERVER_CORE))
            nginx = stack.enter_context(servers.nginx(files, self.work, SERVER_CORE))
            stack.enter_context(awake(SERVER_CORE, LOAD_CORE))
            for name, path, file in (("list", "api/v1/entries?limit=50", "list.json"), ("timeline", "", "timeline.html")):
                (files / file).write_bytes(servers.get(ours + path))
                self.spread(f"{name} at 100k, 99th percentile against median", ours + path, nginx + file)

    def spread(self, name, ours, nginx):
        pairs = interleaved(lambda: self.load(ours), lambda: self.load(nginx), max(PAIRS, 9))
        self.slowest(name, "≤ 3", [load for load, _ in pairs])
        self.slowest(f"{name}: nginx with a file", None, [load for _, load in pairs])

    def slowest(self, name, goal, loads):
        self.report.add_ratio(name, goal, "ms", ratio([(load["p99"], load["median"]) for load in loads]))
        counted = ratio([(load["wrk_p99"], load["wrk_median"]) for load in loads])
        self.report.add_ratio(f"{name}, with the requests that wrk adds", None, "ms", counted)

    def idle(self, process):
        """What a server costs that nobody asks."""
        time.sleep(5)  # the threads that it was started with end meanwhile
        before = servers.cpu(process)
        time.sleep(IDLE_SECONDS)
        share = (servers.cpu(process) - before) / IDLE_SECONDS
        self.report.add("CPU of an idle server, share of a core", "≤ 0.001", "", share, share)
        memory = servers.memory(process)
        self.report.add("memory of an idle server", "≤ 60", "MiB", memory, memory)

    def listeners(self, ours, process):
        """What 100 open event streams hold, each of which has heard of a change."""
        host, port = urllib.parse.urlsplit(ours).netloc.split(":")
        before = servers.memory(process)
        with ExitStack() as stack:
            listeners = []
            for _ in range(LISTENERS):
                listener = stack.enter_context(socket.create_connection((host, int(port)), timeout=60))
                listener.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
                listeners.append(listener)
            for listener in listeners:
                told = b""
                while b"id: " not in told:
                    told += listener.recv(4096)
            after = servers.memory(process)
        self.report.add(f"memory of {LISTENERS} listeners", "≤ 10", "MiB", after - before, after - before)

    def paint(self):
        """How soon Chromium shows the timeline, and a file of the same bytes with the same styles and scripts."""
        home = self.home("100k", 100_000)
        files = self.files("page")
        with ExitStack() as stack:
            ours, _ = stack.enter_context(servers.journal(self.journal, home, SERVER_CORE))
            nginx = stack.enter_context(servers.nginx(files, self.work, SERVER_CORE))
            page = servers.get(ours).decode()
            (files / "index.html").write_text(page, encoding="utf-8")
            for path in set(re.findall(r'(?:href|src)="(assets/[^"]+)"', page)):
                path = html.unescape(path)
                (files / path).parent.mkdir(parents=True, exist_ok=True)
                (files / path).write_bytes(servers.get(ours + path))
            if servers.get(nginx).decode() != servers.get(ours).decode():
                sys.exit("nginx's page is not ours")
            with Paint() as browser:
                pairs = interleaved(lambda: browser.first(ours), lambda: browser.first(nginx), max(PAIRS, 11))
            self.report.add_ratio(
                "first contentful paint of the timeline, against nginx with a file", "≤ 1.3", "ms", ratio(pairs)
            )


def datasette_table(url, form, count):
    """The table page of the same rows; without the filter it would sort 100,000 rows each time."""
    return f"{url}journal/entry{form}?trashed__isnull=1&_sort_desc=time&_size={count}"


def bytes_of(value):
    """A blob as Datasette writes it."""
    return base64.b64decode(value["encoded"])


def shown(page):
    """The ids of the entries a page links to, in its order."""
    identity = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    return list(dict.fromkeys(re.findall(rf'href="?[^"> ]*entries/({identity})\b', page)))


def main():
    binaries, journals, result = sys.argv[1:]
    if os.cpu_count() < 2:
        sys.exit("The server and the load each need a core.")
    with tempfile.TemporaryDirectory(dir=Path(result).parent) as work:
        bench = Bench(binaries, journals, work)
        bench.lists_and_pages()
        bench.spreads()
        bench.paint()
        bench.report.write(result)
        print("\n" + bench.report.table())


if __name__ == "__main__":
    main()
