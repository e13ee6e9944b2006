"""What was measured, as a table for people and as JSON: for each kind of benchmark a list of goals, each met or not."""

import datetime
import json
import operator
import os
import platform
import re
from pathlib import Path

COMPARISONS = {"≤": operator.le, "≥": operator.ge}


class Report:
    def __init__(self, kind):
        self.kind, self.rows = kind, []

    def add(self, name, goal, unit, value, ours, theirs=None, ratio=None, spread=None):
        """`goal` is "≤ 0.45"; `value` is what has to meet it. What only tells how to take another row has none."""
        row = {"name": name, "goal": goal, "unit": unit, "ours": ours, "theirs": theirs, "ratio": ratio}
        row |= {"spread": spread, "met": meets(value, goal) if goal else None}
        self.rows.append(row)
        print(f"{name}: {outcome(row)}", flush=True)

    def add_ratio(self, name, goal, unit, ratio):
        """A ratio of the measure module; the spread is its pairs' quartiles."""
        self.add(name, goal, unit, ratio.middle, ratio.ours, ratio.theirs, ratio.middle, [ratio.low, ratio.high])

    def write(self, path):
        """Puts these rows in the place of earlier ones of the same kind."""
        results = json.loads(Path(path).read_text(encoding="utf-8")) if Path(path).exists() else {}
        results[self.kind] = {"date": datetime.date.today().isoformat(), "machine": machine(), "rows": self.rows}
        Path(path).write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    def table(self):
        lines = [["", "goal", "ours", "theirs", "ratio", "spread", ""]]
        for row in self.rows:
            spread = "–".join(number(value) for value in row["spread"]) if row["spread"] else ""
            numbers = [number(row[key]) for key in ("ours", "theirs", "ratio")]
            name = f"{row['name']} ({row['unit']})" if row["unit"] else row["name"]
            lines.append([name, row["goal"] or "", *numbers, spread, outcome(row)])
        widths = [max(map(len, column)) for column in zip(*lines)]
        return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)


def meets(value, goal):
    comparison, bound = goal.split()
    return bool(COMPARISONS[comparison](value, float(bound)))


def outcome(row):
    return {True: "met", False: "NOT MET", None: "for comparison"}[row["met"]]


def number(value):
    return "" if value is None else f"{value:.4g}"


def machine():
    """What was measured on, in a line."""
    processor = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    name = processor[1] if processor else platform.machine()
    return f"{os.cpu_count()} × {name}, {memory:.0f} GiB, Linux {platform.release().split('-')[0]}"
