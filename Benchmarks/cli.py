"""Measures how soon the command line answers: cli.py BINARIES RESULT.

BINARIES holds `journal`. What the machine takes to start any program at all is taken off by starting `true` in turn with it.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from measure import interleaved, ratio, run
from report import Report

PAIRS = 101


def more_than_true(report, name, goal, command, home):
    pairs = interleaved(lambda: run(command, {"JOURNAL_HOME": home}), lambda: run(["/bin/true"]), PAIRS)
    result = ratio([(ours.wall * 1e3, theirs.wall * 1e3) for ours, theirs in pairs])
    report.add(f"{name}, more than /bin/true, wall clock", goal, "ms", result.ours - result.theirs, result.ours, result.theirs)


def main():
    binaries, result = sys.argv[1:]
    journal = Path(binaries, "journal")
    report = Report("cli")
    with tempfile.TemporaryDirectory() as home:
        # An entry that comes and goes leaves an empty journal.
        run([journal, "add", "--felt", "good"], {"JOURNAL_HOME": home})
        listed = subprocess.run([journal, "list", "--home", home], check=True, capture_output=True, text=True).stdout
        run([journal, "remove", "--forever", "--yes", listed.split()[0]], {"JOURNAL_HOME": home})

        more_than_true(report, "journal --version", "≤ 12", [journal, "--version"], home)
        more_than_true(report, "list of an empty journal", "≤ 20", [journal, "list"], home)
    report.write(result)
    print(report.table())


if __name__ == "__main__":
    main()
