"""Computes independently what `journal stats --json` and `journal calendar --json` should say, from the journal's tables,
and compares: statistics.py JOURNAL.sqlite FROM TO TAG < output, where the first line is the statistics and the others are
calendars. FROM, TO and TAG may be empty. Prints every difference; the last line is how many numbers were compared.

Uses nothing that the program derived: neither the index by day nor what is stored of an answer with the entry.
"""

import datetime
import json
import sqlite3
import sys
from collections import Counter, defaultdict
from zoneinfo import ZoneInfo

import numpy as np
from scipy import stats

VALENCE = {
    "happy": 0.81, "surprised": 0.40, "angry": -0.51, "sad": -0.63, "fear": -0.64, "disgusted": -0.60,
    "confused": -0.53, "calm": 0.68, "unknown": None,
}  # fmt: skip
ORDER = list(VALENCE)
AVERAGED = {"day": 7, "week": 4, "month": 3}


def read(path, first, last, tag):
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    tags = defaultdict(list)
    for number, name in db.execute("SELECT entry, name FROM tag"):
        tags[number].append(name)
    answers = "SELECT i.entry, faces FROM analysis a JOIN image i ON i.number = a.image WHERE position = 0 ORDER BY a.number"
    faces = {entry: json.loads(faces) for entry, faces in db.execute(answers)}
    entries = []
    for number, time, zone, felt in db.execute("SELECT number, time, zone, felt FROM entry WHERE trashed IS NULL"):
        local = datetime.datetime.fromtimestamp(time // 1000, ZoneInfo(zone))
        if (first and local.date() < first) or (last and local.date() > last) or (tag and tag not in tags[number]):
            continue
        seen, confidence, valence = look(faces.get(number, []))
        mood = (felt - 3) / 2 if felt is not None else valence
        entries.append(
            {"at": local, "day": local.date(), "felt": felt, "seen": seen, "confidence": confidence,
             "valence": valence, "mood": mood, "tags": tags[number]}
        )  # fmt: skip
    return entries


def look(faces):
    if not faces:
        return None, None, None
    face = max(faces, key=lambda face: face["box"]["width"] * face["box"]["height"])
    emotions = face["emotions"]
    seen = max(emotions, key=lambda emotion: (emotions[emotion], -ORDER.index(emotion)))
    known = [(confidence, VALENCE[emotion]) for emotion, confidence in emotions.items() if VALENCE[emotion] is not None]
    weights, valences = np.array(known).T
    return seen, emotions[seen], float(np.average(valences, weights=weights))


def figure(values):
    values = [value for value in values if value is not None]
    low = high = None
    if len(values) > 1:
        low, high = stats.ttest_1samp(values, 0).confidence_interval(0.95) if np.ptp(values) else (values[0],) * 2
    return {"count": len(values), "mean": float(np.mean(values)) if values else None, "low": low, "high": high}


def day_moods(entries):
    days = defaultdict(list)
    for entry in entries:
        days[entry["day"]].append(entry)
    mean = lambda values: float(np.mean(values)) if values else None  # noqa: E731
    return {
        day: {
            "entries": len(of_day),
            "mood": mean([entry["mood"] for entry in of_day if entry["mood"] is not None]),
            "felt": mean([entry["felt"] for entry in of_day if entry["felt"] is not None]),
            "seen": most_frequent([entry["seen"] for entry in of_day if entry["seen"]]),
        }
        for day, of_day in sorted(days.items())
    }


def most_frequent(emotions):
    counts = Counter(emotions)
    return max(counts, key=lambda emotion: (counts[emotion], -ORDER.index(emotion))) if counts else None


def streaks(days, today):
    runs = []
    for day in days:
        if runs and day - runs[-1][1] == datetime.timedelta(1):
            runs[-1][1] = day
        else:
            runs.append([day, day])
    told = lambda run: run and {"days": (run[1] - run[0]).days + 1, "from": str(run[0]), "to": str(run[1])}  # noqa: E731
    longest = max(runs, key=lambda run: (run[1] - run[0], run[1]), default=None)
    current = [run for run in runs if today - run[1] <= datetime.timedelta(1)]
    return {"current": told(current[-1]) if current else None, "longest": told(longest)}


def start(day, period):
    return {"day": day, "week": day - datetime.timedelta(day.weekday()), "month": day.replace(day=1)}[period]


def back(day, period, count):
    if period == "month":
        months = day.year * 12 + day.month - 1 - count
        return datetime.date(months // 12, months % 12 + 1, 1)
    return day - datetime.timedelta(count * (7 if period == "week" else 1))


def trend(days, period):
    groups = defaultdict(list)
    for day, value in days.items():
        groups[start(day, period)].append(value)
    moods = {key: [value["mood"] for value in group if value["mood"] is not None] for key, group in groups.items()}
    means = {key: float(np.mean(values)) for key, values in moods.items() if values}
    points = []
    for key, group in sorted(groups.items()):
        window = [means[place] for place in (back(key, period, n) for n in range(AVERAGED[period])) if place in means]
        points.append(
            {"from": str(key), "entries": sum(value["entries"] for value in group), "days": len(group),
             "mood": means.get(key), "average": float(np.mean(window)) if window else None}
        )  # fmt: skip
    return points


def sign(valence):
    return int(np.sign(valence)) if abs(valence) >= 0.25 else 0


def agreement(entries):
    both = [((entry["felt"] - 3) / 2, entry["valence"]) for entry in entries if entry["felt"] and entry["valence"] is not None]
    agreeing = sum(sign(felt) == sign(seen) for felt, seen in both)
    interval = stats.binomtest(agreeing, len(both)).proportion_ci(0.95, "wilson") if both else (None, None)
    return {
        "entries": len(both), "agreeing": agreeing, "share": agreeing / len(both) if both else None,
        "low": interval[0], "high": interval[1], "gap": figure([felt - seen for felt, seen in both]),
    }  # fmt: skip


def tag_uses(entries, days):
    moods = {day: value["mood"] for day, value in days.items() if value["mood"] is not None}
    counts = Counter(tag for entry in entries for tag in entry["tags"])
    uses = []
    for tag, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        tagged = {entry["day"] for entry in entries if tag in entry["tags"]}
        yes = [mood for day, mood in moods.items() if day in tagged]
        no = [mood for day, mood in moods.items() if day not in tagged]
        effect = None
        if len(yes) >= 5 and len(no) >= 5:
            low, high = stats.ttest_ind(yes, no, equal_var=False).confidence_interval(0.95)
            difference = float(np.mean(yes) - np.mean(no))
            effect = {"with": figure(yes), "without": figure(no), "difference": difference, "low": low, "high": high}
        uses.append({"tag": tag, "entries": count, "effect": effect})
    return uses


def hours(entries):
    cells = defaultdict(list)
    for entry in entries:
        cells[entry["at"].isoweekday(), entry["at"].hour].append(entry["mood"])
    return [
        {"weekday": weekday, "hour": hour, "entries": len(moods), "mood": figure(moods)}
        for (weekday, hour), moods in sorted(cells.items())
    ]


def statistics(entries, today):
    days = day_moods(entries)
    seen = Counter(entry["seen"] for entry in entries if entry["seen"])
    uncertain = Counter(entry["seen"] for entry in entries if entry["seen"] and entry["confidence"] < 50)
    return {
        "from": str(min(days)), "to": str(max(days)), "entries": len(entries), "days": len(days),
        "mood": figure([value["mood"] for value in days.values()]),
        "streaks": streaks(days, today),
        "felt": [{"felt": n, "entries": sum(entry["felt"] == n for entry in entries)} for n in range(1, 6)],
        "seen": [
            {"emotion": emotion, "entries": seen[emotion], "uncertain": uncertain[emotion]}
            for emotion in sorted(seen, key=lambda emotion: (-seen[emotion], ORDER.index(emotion)))
        ],
        "agreement": agreement(entries),
        "weekdays": [
            {"weekday": n, "mood": figure([v["mood"] for day, v in days.items() if day.isoweekday() == n])}
            for n in range(1, 8)
        ],
        "hours": hours(entries),
        "tags": tag_uses(entries, days),
        "trends": {period: trend(days, period) for period in AVERAGED},
    }  # fmt: skip


def calendar(entries, year):
    days = day_moods([entry for entry in entries if entry["day"].year == year])
    return {"year": year, "days": [{"day": str(day)} | value for day, value in days.items()]}


def compare(ours, theirs, path=""):
    """Prints what differs and returns how many values were compared."""
    if isinstance(theirs, dict) and isinstance(ours, dict) and ours.keys() == theirs.keys():
        return sum(compare(ours[key], theirs[key], f"{path}.{key}") for key in theirs)
    if isinstance(theirs, list) and isinstance(ours, list) and len(ours) == len(theirs):
        return sum(compare(a, b, f"{path}[{index}]") for index, (a, b) in enumerate(zip(ours, theirs)))
    number = isinstance(theirs, (int, float)) and isinstance(ours, (int, float))
    if not (abs(ours - theirs) <= 1e-9 if number else ours == theirs):
        print(f"{path}: the program says {ours!r}, worked out apart it is {theirs!r}")
    return 1


def main():
    path, first, last, tag = sys.argv[1:]
    dates = [datetime.date.fromisoformat(text) if text else None for text in (first, last)]
    entries = read(path, *dates, tag)
    answers = [json.loads(line) for line in sys.stdin]
    count = compare(answers[0], statistics(entries, datetime.datetime.now(ZoneInfo("Europe/Paris")).date()), "stats")
    for answer in answers[1:]:
        count += compare(answer, calendar(entries, answer["year"]), "calendar")
    print(count)


main()
