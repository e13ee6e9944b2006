"""The journal's timeline as a small Flask application would serve it: flask_rival:app under gunicorn, RIVAL_JOURNAL its file.

It is built to be quick where Flask is: one query for the page, a connection that stays open, values the file holds
taken as they are.
"""

import json
import os
import sqlite3
import threading
from datetime import datetime, timedelta, timezone

from flask import Flask, Response, render_template, request

app = Flask(__name__)
connections = threading.local()
PAGE = """
    SELECT e.number, e.id, e.time, e.offset, e.zone, e.day, e.felt, e.note, e.private, e.trashed, e.seen, e.confidence,
        e.valence, e.picked,
        (SELECT json_group_array(name) FROM (SELECT name FROM tag WHERE entry = e.number ORDER BY name)) AS tags,
        i.width, i.height, i.bytes, i.sha256, i.remarks, i.here, a.analyzer, a.time AS analyzed, a.faces, j.state, j.reason
    FROM (SELECT number FROM entry WHERE trashed IS NULL ORDER BY time DESC, number DESC LIMIT ?) p
    JOIN entry e ON e.number = p.number
    LEFT JOIN image i ON i.entry = e.number AND i.position = 0
    LEFT JOIN analysis a ON a.number = e.analysis
    LEFT JOIN job j ON j.image = i.number
    ORDER BY e.time DESC, e.number DESC
"""
STATES = {"waiting": "queued", "failed": "failed", "skipped": "skipped"}
FELT = ["", "awful", "bad", "okay", "good", "great"]


def rows(limit):
    if not hasattr(connections, "db"):
        connections.db = sqlite3.connect(f"file:{os.environ['RIVAL_JOURNAL']}?mode=ro", uri=True)
        connections.db.row_factory = sqlite3.Row
    return connections.db.execute(PAGE, (limit,)).fetchall()


def written(milliseconds, offset):
    zone = timezone(timedelta(seconds=offset))
    return datetime.fromtimestamp(milliseconds / 1000, zone).isoformat(timespec="milliseconds")


def utc(milliseconds):
    return written(milliseconds, 0).replace("+00:00", "Z")


def uuid(blob):
    digits = blob.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def entry(row):
    faces = row["faces"] and json.loads(row["faces"])
    seen = None if faces is None else {
        "emotion": row["seen"],
        "confidence": row["confidence"],
        "valence": row["valence"],
        "analyzer": row["analyzer"],
        "at": utc(row["analyzed"]),
        "face": (row["picked"] or 0) if faces else None,
        "faces": faces,
    }
    photo = row["sha256"] and {
        "width": row["width"],
        "height": row["height"],
        "bytes": row["bytes"],
        "sha256": row["sha256"].hex(),
    }
    remarks = json.loads(row["remarks"]) if photo else []
    return {
        "id": uuid(row["id"]),
        "takenAt": written(row["time"], row["offset"]),
        "zone": row["zone"],
        "day": row["day"],
        "felt": row["felt"],
        "note": row["note"],
        "tags": json.loads(row["tags"]),
        "private": bool(row["private"]),
        "warnings": remarks,
        "photo": photo,
        "photos": [photo | {"remarks": remarks, "seen": seen, "here": bool(row["here"])}] if photo else [],
        "status": STATES.get(row["state"]) or ("analyzed" if faces is not None else "none"),
        "reason": row["reason"],
        "seen": seen,
        "trashedAt": row["trashed"] and utc(row["trashed"]),
    }


@app.get("/entries")
def entries():
    limit = request.args.get("limit", 50, int)
    found = rows(limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    body = {"entries": [entry(row) for row in found[:limit]], "next": last and f"{last['time']}.{last['number']}"}
    return Response(json.dumps(body, separators=(",", ":"), ensure_ascii=False), mimetype="application/json")


@app.get("/")
def timeline():
    days = {}
    for one in map(entry, rows(request.args.get("limit", 50, int))):
        days.setdefault(one["day"], []).append(one)
    return render_template("timeline.html", days=days, felt=FELT)
