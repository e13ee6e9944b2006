"""Parses an export's index.md as CommonMark and compares it with entries.jsonl.

Usage: markdown.py FOLDER. Silent if every note is plain text and nothing else resulted from any note.
"""

import json
import pathlib
import sys
import unicodedata

from markdown_it import MarkdownIt


def letters(text):
    """The text without blanks and line ends, which Markdown may change, and without control characters."""
    return "".join(c for c in text if not c.isspace() and c != "\ufffd" and unicodedata.category(c) != "Cc")


folder = pathlib.Path(sys.argv[1])
entries = [json.loads(line) for line in (folder / "entries.jsonl").read_text("utf-8").split("\n") if line]
tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse((folder / "index.md").read_text("utf-8"))

quoted, outside = [], set()
depth = 0
for token in tokens:
    if token.type == "blockquote_open":
        depth += 1
        quoted.append("")
    elif token.type == "blockquote_close":
        depth -= 1
    elif depth and token.type == "inline":
        assert {child.type for child in token.children} <= {"text", "hardbreak"}, token.content
        quoted[-1] += "".join(child.content for child in token.children)
    elif depth:
        assert token.type in ("paragraph_open", "paragraph_close"), (token.type, token.map)
    else:
        outside.add(token.type)

notes = [entry["note"] for entry in entries if entry["note"] is not None and letters(entry["note"])]
quoted = [text for text in quoted if letters(text)]
assert len(quoted) == len(notes), (len(quoted), len(notes))
for text, note in zip(quoted, notes):
    assert letters(text) == letters(note), (text, note)
assert outside <= {"heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline"}, outside
assert sum(token.type == "heading_open" for token in tokens) == 1 + len(
    {entry["day"][:7] for entry in entries}
) + len({entry["day"] for entry in entries}), "headings"
