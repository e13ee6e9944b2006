#!/usr/bin/env python3
"""Makes pictures of every page, for a phone and a desktop, light and dark, in .build/screenshots, and of some of them those
of the README in docs.

    swift build && scripts/setup --tests && .build/test-python/bin/python Tests/Browser/screenshots.py

It fills a journal of its own with drawn photos, syncs it with a folder and the stand-in for Rekognition, and throws both
away afterwards.
"""

import os
import random
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from journal_under_test import ROOT, Journal, StandIn
from photos import SELFIE, friends, jpeg, landscape, selfie
from PIL import Image
from playwright.sync_api import sync_playwright

KEYS = {"AWS_ACCESS_KEY_ID": "AKIDSCREENSHOTS", "AWS_SECRET_ACCESS_KEY": "screenshots", "AWS_REGION": "us-east-1"}


@contextmanager
def rekognition():
    command = [sys.executable, "-B", ROOT / "Tests/Services/rekognition.py"]
    environment = os.environ | KEYS
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield StandIn(process.stdout.readline().strip())
        finally:
            process.terminate()


def face(column=0, columns=1, **emotions):
    """What is seen of one drawn person in a row of several."""
    box = {"Left": (column + 0.29) / columns, "Top": 0.2, "Width": 0.43 / columns, "Height": 0.41}
    seen = {"Value": emotions.get("HAPPY", 0) > 50, "Confidence": 98.4}
    no = {"Value": False, "Confidence": 97.3}
    return {
        "BoundingBox": box,
        "AgeRange": {"Low": 28, "High": 36},
        "Gender": {"Value": "Female", "Confidence": 99.1},
        "Smile": seen,
        "MouthOpen": seen,
        "Eyeglasses": no,
        "Beard": no,
        "Emotions": emotions,
    }


def year(journal):
    """What came before: moods that weekends and some tags lift."""
    chance = random.Random(4)
    lifts = {"run": 0.7, "friends": 1, "sea": 1.2, "work": -0.7, "rain": -0.4, "late": -0.9}
    for day in range(1, 167):
        if chance.random() < 0.2:
            continue
        moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day - 1, hours=chance.randint(7, 21))
        tags = chance.sample(list(lifts), chance.choice([0, 1, 1, 2]))
        mood = 3.2 + sum(lifts[tag] for tag in tags) + 0.5 * (moment.weekday() > 4) + chance.gauss(0, 0.7)
        journal.write(felt=max(1, min(5, round(mood))), tags=tags, takenAt=moment.isoformat())


def fill(journal, stand_in, folder):
    """A week in the life of nobody."""
    answers = {}

    def add(photo, faces, *arguments):
        path = folder / "photo.jpg"
        path.write_bytes(photo)
        [entry] = journal.run("add", path, *arguments)
        answers[entry["photo"]["sha256"]] = {"faces": faces}
        return entry["id"]

    year(journal)
    journal.run("add", "--felt", "okay", "--note", "Rain all day. Read until it was dark.", "--at", "2026-06-17 21:05")
    add(jpeg(landscape()), [], "--felt", "good", "--at", "2026-06-18 20:51")
    row = [face(0, 3, CALM=71, HAPPY=29), face(1, 3, HAPPY=97.1, CALM=2.9), face(2, 3, SAD=62, CALM=38)]
    row[1]["BoundingBox"]["Height"] += 0.02
    trio = "Ana and Mirela over for dinner. We laughed so much that the soup went cold."
    add(jpeg(friends()), row, "--felt", "great", "--note", trio, "--tag", "friends", "--at", "2026-06-19 22:10")
    tired = selfie(-1, 120, (0.75, 0.8, 0.95))
    sad = face(SAD=58.7, CALM=29.2, FEAR=7, CONFUSED=5.1)
    note = ["--note", "Slept badly; the meeting went as expected.", "--tag", "work"]
    add(jpeg(tired), [sad], "--felt", "bad", *note, "--at", "2026-06-20 18:05")
    calm = selfie(0.2, 40, (0.95, 0.95, 1))
    add(jpeg(calm), [face(CALM=81.5, SAD=9, HAPPY=6, CONFUSED=3.5)], "--felt", "good", "--at", "2026-06-21 08:14")
    happy = face(HAPPY=93.2, CALM=3.1, SURPRISED=2.2, CONFUSED=0.8, ANGRY=0.3, FEAR=0.2, SAD=0.1, DISGUSTED=0.1)
    sunset = "Sunset from the hill behind the house. We stayed until the lamps came on below."
    best = add(
        SELFIE.read_bytes(), [happy], "--felt", "great", "--note", sunset, "--tag", "friends", "--tag", "outside"
    )
    stand_in.answers(images=answers)
    journal.run("sync")
    waiting = selfie(0.7, 20, (1, 0.92, 0.85))
    add(jpeg(waiting), [], "--felt", "good", "--note", "On the train, no signal.", "--at", "2026-06-21 21:15")
    return best


def shoot(browser, journal, best):
    """Every page, and the README's."""
    target = ROOT / ".build/screenshots"
    target.mkdir(parents=True, exist_ok=True)
    paths = {
        "timeline": "/", "entry": f"/entries/{best}", "history": f"/entries/{best}/history", "calendar": "/calendar",
        "trends": "/trends?until=2026-06-21", "search": "/search?search=dinner", "queue": "/queue", "trash": "/trash",
        "settings": "/settings", "nothing": "/nothing",
    }  # fmt: skip
    for device, width, height in [("phone", 360, 740), ("desktop", 1280, 1000)]:
        for scheme in ["light", "dark"]:
            view = {"viewport": {"width": width, "height": height}, "color_scheme": scheme, "locale": "en-GB"}
            page = browser.new_page(base_url=journal.url, **view)
            for name, path in paths.items():
                page.goto(path, wait_until="load")
                page.wait_for_load_state("networkidle")
                page.screenshot(path=target / f"{name}-{device}-{scheme}.png")
                if device == "desktop" and scheme == "light" and name in ["timeline", "entry", "calendar"]:
                    keep(page, name)
            page.close()
    print(f"All pages are in {target.relative_to(ROOT)}.")


def keep(page, name):
    target = ROOT / "docs" / f"{name}.png"
    page.screenshot(path=target)
    with Image.open(target) as image:
        image.convert("RGB").quantize(256, Image.Quantize.FASTOCTREE).save(target, optimize=True)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1024} KB")


def main():
    (ROOT / "docs").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, rekognition() as stand_in, sync_playwright() as playwright:
        folder = Path(name)
        (folder / "remote").mkdir()
        settings = KEYS | {
            "AWS_ENDPOINT_URL_REKOGNITION": stand_in.url,
            "JOURNAL_REMOTE": f"folder:{folder / 'remote'}",
        }
        journal = Journal(folder, settings).choose_remote()
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        with journal.served():
            best = fill(journal, stand_in, folder)
            shoot(browser, journal, best)
        browser.close()


if __name__ == "__main__":
    main()
