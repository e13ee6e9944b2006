"""What was measured, as a table for people and as JSON: a list of goals, each met or not."""

import json
import operator

COMPARISONS = {"≤": operator.le, "≥": operator.ge}


class Report:
    def __init__(self):
        self.rows = []

    def add(self, name, goal, unit, value, ours, theirs=None, ratio=None, spread=None):
        """`goal` is "≤ 0.45"; `value` is what has to meet it."""
        comparison, bound = goal.split()
        row = {"name": name, "goal": goal, "unit": unit, "ours": ours, "theirs": theirs, "ratio": ratio}
        row |= {"spread": spread, "met": bool(COMPARISONS[comparison](value, float(bound)))}
        self.rows.append(row)
        print(f"{name}: {'met' if row['met'] else 'NOT MET'}", flush=True)

    def add_ratio(self, name, goal, unit, ratio):
        """A ratio of the measure module; the spread is its pairs' quartiles."""
        self.add(name, goal, unit, ratio.middle, ratio.ours, ratio.theirs, ratio.middle, [ratio.low, ratio.high])

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            json.dump(self.rows, file, indent=1, ensure_ascii=False)
            file.write("\n")

    def table(self):
        lines = [["", "goal", "ours", "theirs", "ratio", "spread", ""]]
        for row in self.rows:
            spread = "–".join(_number(value) for value in row["spread"]) if row["spread"] else ""
            numbers = [_number(row[key]) for key in ("ours", "theirs", "ratio")]
            name = f"{row['name']} ({row['unit']})" if row["unit"] else row["name"]
            lines.append([name, row["goal"], *numbers, spread, "met" if row["met"] else "NOT MET"])
        widths = [max(map(len, column)) for column in zip(*lines)]
        return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)


def _number(value):
    return "" if value is None else f"{value:.4g}"
