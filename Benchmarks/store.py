"""Measures the journal's store: store.py BINARIES JOURNALS RESULT PHOTO...

BINARIES holds `journal` and `StoreBench`; JOURNALS is where made-up journals are kept from one run to the next. The PHOTOs
are those of the journal whose size is looked at. The rivals
are the `sqlite3` program running an equivalent query, and jrnl.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import interleaved, ratio, run
from report import Report

SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1m": 1_000_000}
WITH_PHOTOS = 20_000
PAIRS, FEW_PAIRS = 31, 5
HERE = Path(__file__).parent

EQUIVALENT = """
    SELECT hex(e.id), e.time, e.zone, e.day, e.felt, e.note, e.private, e.trashed,
        (SELECT json_group_array(name) FROM (SELECT name FROM tag WHERE entry = e.number ORDER BY name)),
        i.width, i.height, i.bytes, hex(i.sha256), i.remarks, a.analyzer, a.time, a.faces, j.state, j.reason
    FROM (SELECT number FROM entry WHERE trashed IS NULL ORDER BY time DESC, number DESC LIMIT 50) p
    JOIN entry e ON e.number = p.number
    LEFT JOIN image i ON i.entry = e.number AND i.position = 0
    LEFT JOIN analysis a ON a.number = e.analysis
    LEFT JOIN job j ON j.image = i.number
    ORDER BY e.time DESC, e.number DESC;
"""


class Bench:
    def __init__(self, binaries, journals, work):
        self.journal, self.library = Path(binaries, "journal"), Path(binaries, "StoreBench")
        self.journals, self.work = Path(journals), Path(work)
        self.report = Report("store")

    def home(self, size):
        """The made-up journal of a size, made on first use."""
        home = self.journals / size
        if not home.exists():
            print(f"Making up a journal of {SIZES[size]} entries", file=sys.stderr)
            self.fill(home, SIZES[size])
        return home

    def fill(self, home, count, *photos):
        unfinished = home.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        subprocess.run([self.library, "fill", unfinished, str(count), *photos], check=True)
        unfinished.rename(home)

    def list(self, size):
        return run([self.journal, "list", "--limit", "50"], {"JOURNAL_HOME": str(self.home(size))})

    def listing(self):
        """The whole process: by CPU against itself, where nothing else counts, and by wall clock against others."""
        pairs = interleaved(lambda: self.list("100k"), lambda: self.list("1k"), PAIRS)
        self.report.add_ratio("list, 100k against 1k, CPU", "≤ 1.15", "s", ratio([(a.cpu, b.cpu) for a, b in pairs]))
        self.report.add_ratio("list, 100k against 1k, wall clock", "≤ 1.15", "s", ratio([(a.wall, b.wall) for a, b in pairs]))
        pairs = interleaved(lambda: self.list("100k"), lambda: self.sqlite3("100k"), PAIRS)
        result = ratio([(a.wall * 1e3, b.wall * 1e3) for a, b in pairs])
        self.report.add(
            "list at 100k, more than sqlite3, wall clock", "≤ 15", "ms", result.ours - result.theirs, result.ours,
            result.theirs,
        )  # fmt: skip

    def sqlite3(self, size):
        return run(["sqlite3", "-readonly", self.home(size) / "journal.sqlite", EQUIVALENT])

    def against_jrnl(self):
        settings = self.jrnl_settings()
        pairs = interleaved(lambda: self.list("10k"), lambda: self.jrnl(settings), FEW_PAIRS)
        result = ratio([(b.wall, a.wall) for a, b in pairs])
        self.report.add(
            "list at 10k, times as fast as jrnl, wall clock", "≥ 15", "s", result.middle, result.theirs, result.ours,
            result.middle, [result.low, result.high],
        )  # fmt: skip

    def jrnl(self, settings):
        return run([Path(sys.executable).with_name("jrnl"), "--config-file", settings, "-n", "50"], {"HOME": str(self.work)})

    def jrnl_settings(self):
        """The same entries as jrnl keeps them, and the settings it makes of its own at its first run."""
        text, settings = self.work / "jrnl.txt", self.work / "jrnl.yaml"
        with sqlite3.connect(self.home("10k") / "journal.sqlite") as db, open(text, "w", encoding="utf-8") as file:
            query = """
                SELECT strftime('%Y-%m-%d %H:%M', time / 1000 + offset, 'unixepoch'), felt, note,
                    (SELECT group_concat('@' || name, ' ') FROM tag WHERE entry = number)
                FROM entry ORDER BY time
            """
            for time, felt, note, tags in db.execute(query):
                file.write(f"[{time}] {felt or 'seen'}. {note or ''} {tags or ''}\n\n")
        settings.write_text(
            "\n".join(
                [
                    "version: v4.6", f"journals: {{default: {{journal: {text}}}}}", "editor: ''", "encrypt: false",
                    "template: false", "default_hour: 9", "default_minute: 0", "timeformat: '%Y-%m-%d %H:%M'",
                    "tagsymbols: '@'", "highlight: true", "linewrap: 79", "indent_character: '|'",
                    "colors: {body: none, date: none, tags: none, title: none}", "",
                ]
            ),
            encoding="utf-8",
        )  # fmt: skip
        return settings

    def calls(self):
        """In one process, by CPU: the least of several runs."""
        small, large, huge = (self.measured(size) for size in ("1k", "100k", "1m"))
        first, last = huge["first page"], huge["last page"]
        self.report.add(
            "timeline at 1M, first against last page", "≤ 1.2", "ms", max(first, last) / min(first, last), first, last,
            max(first, last) / min(first, last),
        )  # fmt: skip
        self.report.add("search, 100 hits of 100k", "≤ 3", "ms", large["search"], large["search"])
        self.report.add(
            "search, 100 hits, 100k against 1k", "≤ 1.5", "ms", large["search"] / small["search"], large["search"],
            small["search"], large["search"] / small["search"],
        )  # fmt: skip
        self.report.add("year calendar at 100k", "≤ 10", "ms", large["calendar"], large["calendar"])
        self.report.add("trends of ten years at 100k", "≤ 60", "ms", large["trends"], large["trends"])
        self.report.add("all statistics at 100k", "≤ 150", "ms", large["statistics"], large["statistics"])

    def measured(self, size):
        output = subprocess.run(
            [self.library, "measure", self.home(size)], check=True, stdout=subprocess.PIPE, text=True
        ).stdout
        rows = [line.split("\t") for line in output.splitlines()]
        if any(int(found) == 0 for _, _, found in rows):
            sys.exit(f"A query found nothing: {rows}")
        return {name: float(milliseconds) for name, milliseconds, _ in rows}

    def crowd(self):
        """Four processes at once, each of which adds one entry after the other."""
        home = self.work / "crowd"
        loop = 'for i in $(seq 500); do "$0" add --quiet --felt good --note "entry $1 $i" >/dev/null || exit; done'
        writers = [
            subprocess.Popen(
                ["bash", "-c", loop, self.journal, str(number)], env={**os.environ, "JOURNAL_HOME": str(home)},
                stderr=subprocess.PIPE, text=True,
            )
            for number in range(4)
        ]  # fmt: skip
        errors = [writer.communicate()[1] for writer in writers]
        print("".join(errors), end="", file=sys.stderr)
        with sqlite3.connect(home / "journal.sqlite") as db:
            ((count,),) = db.execute("SELECT count(DISTINCT note) FROM entry")
        count -= sum(writer.returncode != 0 for writer in writers)
        self.report.add("entries added by 4 processes at once, 500 each", "≥ 2000", "", count, count)

    def size(self, photos):
        home = self.work / "photos"
        print(f"Making up a journal of {WITH_PHOTOS} entries with photos", file=sys.stderr)
        self.fill(home, WITH_PHOTOS, *photos)
        with sqlite3.connect(home / "journal.sqlite") as db:
            (payload,) = db.execute(
                """
                SELECT (SELECT sum(length(jpeg)) FROM photo) + (SELECT sum(length(jpeg)) FROM thumbnail)
                    + (SELECT sum(length(raw)) FROM analysis)
                """
            ).fetchone()
        file = (home / "journal.sqlite").stat().st_size
        self.report.add(
            f"{WITH_PHOTOS // 1000}k entries with photos, file over payload", "≤ 1.03", "B", file / payload, file,
            payload, file / payload,
        )  # fmt: skip


def main():
    binaries, journals, result, *photos = sys.argv[1:]
    with tempfile.TemporaryDirectory(dir=Path(result).parent) as work:
        bench = Bench(binaries, journals, work)
        bench.listing()
        bench.against_jrnl()
        bench.calls()
        bench.crowd()
        bench.size(photos)
        bench.report.write(result)
        print("\n" + bench.report.table())


if __name__ == "__main__":
    main()
