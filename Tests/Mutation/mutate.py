"""Makes small changes to the source, one at a time, and reports those that no test notices; scripts/mutate calls it.

    mutate.py TREE COUNT SEED     TREE is a copy of the repository that may be changed
    mutate.py TREE                resumes an interrupted run
"""

import json
import os
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

from sites import Site, sites, support, written

# The tests that cover a folder: first the quick ones of the module, then those that run the program.
ROOMS = {
    "Sources/Storage": ["StorageTests", "ExchangeTests|JournalCLITests|JournalHTTPTests"],
    "Sources/AWS": ["AWSTests|SyncTests", "JournalCLITests"],
    "Sources/Sync": ["SyncTests", "JournalCLITests"],
    "Sources/JournalHTTP/Access": ["JournalHTTPTests", "JournalCLITests", "pytest"],
    "Sources/JournalHTTP/Connections": ["JournalHTTPTests", "JournalCLITests", "pytest"],
    "Sources/JournalHTTP/SignIn": ["JournalHTTPTests", "JournalCLITests", "pytest"],
}
SPARE = 1.7  # so many times as many are drawn as are needed, since not every change compiles
LIMIT = 900  # seconds after which a change is noticed: something goes on for ever


def drawn(tree, count, seed):
    """Changes, as many of each room, in an order that chance decides."""
    chance = random.Random(seed)
    found = []
    for room in ROOMS:
        there = []
        for path in sorted((tree / room).rglob("*.swift")):
            there += sites(str(path.relative_to(tree)), path.read_text(encoding="utf-8"))
        chance.shuffle(there)
        print(f"{room}: {len(there)} places", flush=True)
        found.append(there[: round(count * SPARE / len(ROOMS))])
    return [site for turn in zip(*found) for site in turn]


def write(tree, originals, numbered):
    """The source with these changes in it, asleep."""
    for path, text in originals.items():
        here = sorted((pair for pair in numbered if pair[1].path == path), key=lambda pair: -pair[1].start)
        for number, site in here:
            text = text[: site.start] + written(site, number) + text[site.end :]
        (tree / path).write_text(text, encoding="utf-8")
    for module in {Path(path).parts[1] for path in originals}:
        mine = [(number, site) for number, site in numbered if Path(site.path).parts[1] == module]
        (tree / "Sources" / module / "Mutants.swift").write_text(support(mine, tree), encoding="utf-8")


def compiled(tree, numbered):
    """Those that compile, built into the program and its tests."""
    originals = {site.path: (tree / site.path).read_text(encoding="utf-8") for _, site in numbered}
    while True:
        write(tree, originals, numbered)
        build = subprocess.run(
            ["swift", "build", "--build-tests"], cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if build.returncode == 0:
            return numbered
        errors = re.findall(rf"{re.escape(str(tree))}/(Sources/\S+?\.swift):(\d+):\d+: error: (.*)", build.stdout)
        refused = {number for path, line, _ in errors for number in causes(path, int(line), numbered)}
        kept = [pair for pair in numbered if pair[0] not in refused]
        if not refused:
            sys.exit(f"The build failed for another reason: {errors or build.stdout[-3000:]}")
        print(f"{len(numbered) - len(kept)} do not compile", flush=True)
        numbered = kept


def causes(path, line, numbered):
    """The numbers of the changes that an error is about: those on its line, or else those next to it. A function's end misses
    what is no longer returned, and the beginning of an expression stands for all of it."""
    away = [(abs(site.line - line), number) for number, site in numbered if site.path == path]
    return [number for distance, number in away if distance == min(away)[0]]


def failing(tree, tests):
    """The first test that fails and what it said, or None."""
    if tests == "pytest":
        command = [os.environ["JOURNAL_TEST_PYTHON"], "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "Tests/Attacks"]
    else:
        command = ["swift", "test", "--skip-build", "--filter", rf"^({tests})\."]
    process = subprocess.Popen(
        command, cwd=tree, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    signal.signal(signal.SIGALRM, lambda *_: os.killpg(process.pid, signal.SIGKILL))
    signal.alarm(LIMIT)
    try:
        said = []
        for line in process.stdout:
            said.append(line)
            if match := re.search(r'✘ Test (\w+(?=\()|".*?").* (?:recorded|failed)|^FAILED (\S+)', line):
                return match[1] or match[2], line.strip()
        code = process.wait()
        return None if code == 0 else (f"the end with {code}", "".join(said)[-2000:])
    finally:
        signal.alarm(0)
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()


def check(tree, number, site):
    (tree / "awake").write_text(str(number), encoding="utf-8")
    room = next(room for room in ROOMS if site.path.startswith(room + "/"))
    for tests in ROOMS[room]:
        if failed := failing(tree, tests):
            return failed
    return None, None


def begun(tree, count, seed):
    """What a run is about, built and found well while nothing is changed; written down, so that it can be gone on with."""
    numbered = compiled(tree, list(enumerate(drawn(tree, count, seed))))[:count]
    (tree / "awake").write_text("-1", encoding="utf-8")
    for tests in dict.fromkeys(tests for rooms in ROOMS.values() for tests in rooms):
        if failed := failing(tree, tests):
            sys.exit(f"{failed[0]} fails although nothing is changed: {failed[1]}")
    run = {"seed": seed, "changes": [{**site._asdict(), "number": number} for number, site in numbered]}
    write_down(tree, run)
    return run


def write_down(tree, run):
    (tree / "mutations.json").write_text(json.dumps(run, indent=1, ensure_ascii=False), encoding="utf-8")


def main():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that tests under way are ended, too
    tree = Path(sys.argv[1]).resolve()
    if len(sys.argv) > 2:
        run = begun(tree, *map(int, sys.argv[2:]))
    else:
        run = json.loads((tree / "mutations.json").read_text(encoding="utf-8"))
    for change in run["changes"]:
        if "caught" not in change:
            change["caught"], change["said"] = check(tree, change["number"], Site(*(change[field] for field in Site._fields)))
            write_down(tree, run)
        outcome = f"caught by {change['caught']}" if change["caught"] else "SURVIVED"
        place = f"{change['path']}:{change['line']}"
        print(f"{place}: {change['kind']} {change['before']} → {change['after']}: {outcome}", flush=True)
    results, seed = run["changes"], run["seed"]
    counts = Counter((result["kind"], bool(result["caught"])) for result in results)
    for kind in sorted({kind for kind, _ in counts}):
        print(f"{kind}: {counts[kind, True]} of {counts[kind, True] + counts[kind, False]} caught")
    caught = sum(bool(result["caught"]) for result in results)
    print(f"{caught} of {len(results)} caught, seed {seed}")


if __name__ == "__main__":
    main()
