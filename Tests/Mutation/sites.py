"""Finds what can be changed in Swift source, and writes the changed source.

All changes go into one build, in which each is inactive until its number is set: a comparison becomes a separate operator, a
constant a choice of two, a call conditional. Comparisons in strings, which contain our SQL, are changed, too.
"""

import re
from typing import NamedTuple

CODE, COMMENT, STRING, QUERY = range(4)
OPPOSITES = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
SQL_OPPOSITES = {**OPPOSITES, "=": "<>", "IS NULL": "IS NOT NULL", "IS NOT NULL": "IS NULL", "DESC": "ASC", "AND": "OR"}


class Site(NamedTuple):
    path: str
    line: int  # from 1
    start: int  # offsets in the file
    end: int
    kind: str  # comparison, constant, call, query
    before: str
    after: str


def states(text):
    """What each character belongs to."""
    kinds, place = bytearray(len(text)), 0
    while place < len(text):
        end = None
        if text.startswith("//", place):
            kind, end = COMMENT, text.find("\n", place)
        elif text.startswith("/*", place):
            kind, end = COMMENT, text.find("*/", place) + 2
        elif opening := re.compile(r'(#*)("""|")').match(text, place):
            # Elsewhere, what is put into a string may become an argument of the query.
            kind = QUERY if text[:place].rstrip().endswith("sql:") else STRING
            end = _string_end(text, opening)
        if end is None:
            place += 1
            continue
        end = len(text) if end < place else end
        kinds[place:end] = bytes([kind]) * (end - place)
        place = end
    return kinds


def _string_end(text, opening):
    closing = opening[2] + opening[1]
    place, depth = opening.end(), 0
    while place < len(text):
        if not opening[1] and text.startswith("\\(", place):
            depth, place = depth + 1, place + 2
        elif text[place] == "\\" and not opening[1]:
            place += 2
        elif depth and text[place] in "()":
            depth, place = depth + (1 if text[place] == "(" else -1), place + 1
        elif depth == 0 and text.startswith(closing, place):
            return place + len(closing)
        else:
            place += 1
    return place


def sites(path, text):
    kinds = states(text)
    lines, offset = text.split("\n"), 0
    for number, line in enumerate(lines, 1):
        at = bytes(kinds[offset : offset + len(line)])
        code = "".join(letter if kind == CODE else "·" for letter, kind in zip(line, at))
        query = "".join(letter if kind == QUERY else "·" for letter, kind in zip(line, at))
        for start, end, kind, before, after in [*_in_code(lines, number - 1, line, code), *_in_query(query)]:
            yield Site(path, number, offset + start, offset + end, kind, before, after)
        offset += len(line) + 1


def _in_code(lines, index, line, code):
    words = code.strip()
    if words.startswith(("#", "@", "case ", "import ", "func ", "operator ")):
        return
    for match in re.finditer(r"(?<= )(==|!=|<=|>=|<|>)(?= )", code):
        yield match.start(), match.end(), "comparison", match[1], OPPOSITES[match[1]]
    for match in re.finditer(r"(?<![\w.$-])(\d[\d_]*|true|false)(?![\w.:])", code):
        yield match.start(), match.end(), "constant", match[1], _other(match[1])
    before, after = lines[index - 1].strip() if index else "", lines[index + 1].strip() if index + 1 < len(lines) else ""
    call = re.fullmatch(r"\s*((?:try )?(?:await )?[a-z_][\w.?!]*\(.*\))", code)
    if call and call[1].count("(") == call[1].count(")") and re.search(r"[{};]$|^$|\)$", before):
        if not after.startswith((".", "}.", "?", ":", "&&", "||", "+")) and "super." not in code:
            yield len(line) - len(line.lstrip()), len(line), "call", line.strip(), "(dropped)"


def _in_query(query):
    for match in re.finditer(r'(?<= )(<=|>=|<|>|=|IS NOT NULL|IS NULL|DESC|AND)(?= |$|")', query):
        yield match.start(), match.end(), "query", match[1], SQL_OPPOSITES[match[1]]


def _other(constant):
    if constant in ("true", "false"):
        return "false" if constant == "true" else "true"
    number = int(constant.replace("_", ""))
    # One more of a large bound, which nobody could tell, says nothing about the tests.
    return str(number + 1 if number < 10 else 2 * number)


def operator(number, comparison):
    """An operator that is no other's: its number is in its letters."""
    return comparison + "".join("⊕⊗"[number >> bit & 1] for bit in range(9))


def written(site, number):
    """What stands in the source instead."""
    match site.kind:
        case "comparison":
            return operator(number, site.before)
        case "constant":
            return f"mutant({number}, {site.before}, {site.after})"
        case "call":
            return f"if mutant({number}, true, false) {{ {site.before} }}"
        case "query":
            return f'\\(mutant({number}, "{site.before}", "{site.after}"))'


def support(numbered, folder):
    """The source that a module needs to have mutants: which one is awake says a file or nothing."""
    source = [
        "import Foundation",
        f'private let awake = (try? String(contentsOfFile: "{folder}/awake", encoding: .utf8)).flatMap {{ Int($0) }} ?? -1',
        "func mutant<Value>(_ number: Int, _ now: Value, _ then: Value) -> Value { awake == number ? then : now }",
    ]
    for number, site in numbered:
        if site.kind == "comparison":
            name, constraint = operator(number, site.before), "Equatable" if site.before in ("==", "!=") else "Comparable"
            source += [
                f"infix operator {name}: ComparisonPrecedence",
                f"func {name}<Value: {constraint}>(one: Value, other: Value) -> Bool {{",
                f"    mutant({number}, one {site.before} other, one {site.after} other)",
                "}",
            ]
            if constraint == "Equatable":
                source += [
                    f"func {name}<Value>(one: Value?, other: _OptionalNilComparisonType) -> Bool {{",
                    f"    mutant({number}, one {site.before} other, one {site.after} other)",
                    "}",
                ]
    return "\n".join(source) + "\n"
