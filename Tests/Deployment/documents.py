"""What docs/deployment.md says, for tests that do it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs/deployment.md").read_text()


def block(language, *, under=""):
    """The first block of code in a language below a heading."""
    text = TEXT[TEXT.index(under) :]
    return re.search(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)[1]


def table(*, under):
    """The cells of the first table below a heading, without its head."""
    lines = TEXT[TEXT.index(under) :].splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("| --- "))
    rows = []
    for line in lines[first + 1 :]:
        if not line.startswith("|"):
            return rows
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
