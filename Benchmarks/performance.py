"""Writes what was measured, and why each number is what it is, for people: performance.py RESULT DOCUMENT.

RESULT is what the benchmarks wrote. The explanations are in explanations.toml, by kind of benchmark and name of row; a goal
that is not met needs one.
"""

import json
import sys
import tomllib
from pathlib import Path

from report import number, outcome

KINDS = ["pictures", "store", "cli", "sync", "web"]
EXPLANATIONS = Path(__file__).with_name("explanations.toml")


def cells(row):
    ours = number(row["ours"]) + (f" {row['unit']}" if row["unit"] else "")
    theirs = number(row["theirs"])
    ratio = number(row["ratio"])
    if row["spread"]:
        ratio += f" ({'–'.join(map(number, row['spread']))})"
    return [row["name"], row["goal"] or "", ours, theirs, ratio, outcome(row).replace("NOT MET", "**not met**")]


def section(kind, measured, explanations):
    lines = [f"## {explanations['title']}", "", explanations["about"].strip(), ""]
    lines += [f"Measured on {measured['date']} with `scripts/bench {kind}`; {measured['machine']}.", ""]
    lines += ["| | goal | ours | theirs | ratio (quartiles) | |", "| --- | --- | --- | --- | --- | --- |"]
    lines += ["| " + " | ".join(cells(row)) + " |" for row in measured["rows"]]
    notes = {row["name"]: explanations.get("rows", {}).get(row["name"]) for row in measured["rows"]}
    missing = [row["name"] for row in measured["rows"] if row["met"] is False and not notes[row["name"]]]
    if missing:
        sys.exit(f"{EXPLANATIONS.name} does not say why these are not met: {', '.join(missing)}")
    lines += [""] + [f"- **{name}**: {' '.join(note.split())}" for name, note in notes.items() if note]
    return "\n".join(lines).rstrip() + "\n"


def main():
    result, document = map(Path, sys.argv[1:])
    results = json.loads(result.read_text(encoding="utf-8"))
    explanations = tomllib.loads(EXPLANATIONS.read_text(encoding="utf-8"))
    parts = [explanations["introduction"].strip() + "\n"]
    parts += [section(kind, results[kind], explanations[kind]) for kind in KINDS if kind in results]
    document.write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
