"""Prints the percentage of each module's lines that the tests ran; `scripts/test --coverage` calls it.

    coverage.py BUILD     BUILD is the folder of a build that counts, with the counts in its folder `profiles`
"""

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOAL = 90


def llvm(tool, *arguments):
    """A tool of the compiler's own LLVM: another version may not read its counts."""
    path = Path(shutil.which("swift")).resolve().with_name(tool)
    return subprocess.run([path, *arguments], check=True, stdout=subprocess.PIPE).stdout


def main():
    build = ROOT / sys.argv[1]
    counts = build / "all.profdata"
    profiles = (build / "profiles").glob("*.profraw")
    # There are thousands, and those of programs that were killed while they wrote are not whole.
    names = build / "profiles.txt"
    names.write_text("".join(f"{profile}\n" for profile in profiles))
    llvm("llvm-profdata", "merge", "-sparse", "--failure-mode=all", f"--input-files={names}", "-o", counts)
    tests = build / "debug/journalPackageTests.xctest"
    options = ["export", "-summary-only", f"-instr-profile={counts}", tests, "-object", build / "debug/journal"]
    [report] = json.loads(llvm("llvm-cov", *options))["data"]
    lines, run = Counter(), Counter()
    rows = []
    for file in report["files"]:
        path = Path(file["filename"])
        if not path.is_relative_to(ROOT / "Sources"):
            continue
        path, summary = path.relative_to(ROOT / "Sources"), file["summary"]["lines"]
        lines[path.parts[0]] += summary["count"]
        run[path.parts[0]] += summary["covered"]
        rows.append((summary["count"] - summary["covered"], summary["percent"], path))
    print("module            lines   run")
    for module in sorted(lines):
        share = 100 * run[module] / lines[module]
        print(f"{module:16} {lines[module]:6} {share:5.1f} %{'' if share >= GOAL else f'  below {GOAL} %'}")
    print("The files with most lines that no test runs:")
    for missing, percent, path in sorted(rows, reverse=True)[:15]:
        print(f"{missing:6} of them in {path} ({percent:.0f} % run)")
    return any(run[module] < GOAL / 100 * lines[module] for module in lines)


if __name__ == "__main__":
    sys.exit(main())
