"""The calendar and the trends: every number drawn is there as text, and equals the API's."""

import json
import random
import re
import urllib.request

import pytest
from photos import SELFIE
from playwright.sync_api import expect

MOODS = ["awful", "bad", "okay", "good", "great"]
both_ways = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


@pytest.fixture
def year(journal, rekognition):
    """Some weeks before the day it is, with moods, tags and a few faces."""
    chance = random.Random(7)
    faces = [{"Emotions": {"HAPPY": 93.2, "CALM": 6.8}}]
    rekognition.answers(faces=faces)
    today = journal.run("stats")[0]["to"] or journal.run("add", "--felt", "good")[0]["day"]
    journal.run("add", SELFIE, "--felt", "bad", "--at", f"{today} 00:01")
    for days in range(1, 45):
        tags = chance.sample(["run", "work", "rain"], chance.choice([0, 1, 2]))
        felt = chance.randint(1, 5)
        journal.run(
            "add", "--felt", felt, "--at", f"{days} days ago {chance.randint(8, 20)}:30", *[f"--tag={tag}" for tag in tags]
        )
    journal.run("sync")
    return today


def ask(journal, path):
    return json.load(urllib.request.urlopen(f"{journal.url}api/v1/{path}"))


def value(locator):
    """The number behind what is written; `None` where there is none."""
    data = locator.locator("data").first
    return float(data.get_attribute("value")) if data.count() else None


def close(shown, meant):
    return shown is None and meant is None or abs(shown - meant) < 0.0001


@both_ways
def test_every_number_of_the_trends_is_the_apis(journal, year, open_page, script):
    page = open_page("/trends?by=day", java_script_enabled=script)
    first = page.locator(".span time").first.get_attribute("datetime")
    stats = ask(journal, f"stats?from={first}&to={year}")
    assert stats["entries"] > 40

    page.get_by_text("The numbers").click()
    rows = page.locator(".points tbody tr")
    expect(rows).to_have_count(len(stats["trends"]["day"]))
    for row, point in zip(rows.all(), stats["trends"]["day"], strict=True):
        assert row.locator("time").get_attribute("datetime") == point["from"]
        cells = row.locator("td")
        assert close(value(cells.nth(0)), point["mood"]) and close(value(cells.nth(1)), point["average"])
        assert cells.nth(2).inner_text() == str(point["entries"])
    drawn = page.locator(".dot title").all_text_contents()
    assert [text.split(":")[0] for text in drawn] == [p["from"] for p in stats["trends"]["day"] if p["mood"] is not None]

    bars = page.locator(".bars")
    felt = {row.locator("th").inner_text(): value(row) for row in bars.nth(0).locator("tr").all()}
    assert felt == {MOODS[count["felt"] - 1]: count["entries"] for count in stats["felt"]}
    seen = {row.locator("th").inner_text(): value(row) for row in bars.nth(1).locator("tr").all()}
    assert seen == {count["emotion"]: count["entries"] for count in stats["seen"]} == {"happy": 1}
    widths = [float(row.locator("rect").nth(1).get_attribute("width")) for row in bars.nth(0).locator("tr").all()]
    most = max(felt.values())
    assert widths == pytest.approx([100 * count / most for count in felt.values()], abs=0.06)

    hours = {}
    hour_rows = page.locator(".week tbody tr")
    for row in hour_rows.all():
        for weekday, cell in enumerate(row.locator("td").all(), 1):
            if title := cell.get_attribute("title"):
                hours[weekday, int(row.locator("th").inner_text()[:2])] = title
    assert hours.keys() == {(hour["weekday"], hour["hour"]) for hour in stats["hours"]}
    for hour in stats["hours"]:
        mood, entries = re.fullmatch(r"([+−]?[\d.]+), (\d+) entr(?:y|ies)", hours[hour["weekday"], hour["hour"]]).groups()
        assert int(entries) == hour["entries"]
        assert float(mood.replace("−", "-")) == pytest.approx(hour["mood"]["mean"], abs=0.0051)
    means = page.locator(".week tfoot td").all()
    for cell, weekday in zip(means, stats["weekdays"], strict=True):
        assert close(value(cell), weekday["mood"]["mean"])

    effects = sorted((tag for tag in stats["tags"] if tag["effect"]), key=lambda tag: -tag["effect"]["difference"])
    assert effects
    for row, tag in zip(page.locator(".effects tbody tr").all(), effects, strict=True):
        assert row.locator("th").inner_text() == f"#{tag['tag']}"
        shown = [float(data.get_attribute("value")) for data in row.locator("data").all()]
        effect = tag["effect"]
        meant = [effect["difference"], effect["low"], effect["high"], effect["with"]["mean"], effect["without"]["mean"]]
        assert shown == pytest.approx(meant, abs=0.0001)
        assert row.locator(".small").all_inner_texts() == [f"({effect[side]['count']} days)" for side in ["with", "without"]]

    figures = page.locator(".figures dd")
    assert figures.nth(0).inner_text() == f"{stats['days']} days"
    assert close(value(figures.nth(1)), stats["mood"]["mean"])
    assert figures.nth(3).inner_text() == f"{stats['streaks']['longest']['days']} days"
    agreement = page.locator("section").filter(has_text="Felt beside seen")
    shown = [float(data.get_attribute("value")) for data in agreement.locator("data").all()]
    meant = stats["agreement"]
    assert shown == pytest.approx(
        [100 * meant["share"], 100 * meant["low"], 100 * meant["high"], abs(meant["gap"]["mean"])], abs=0.01
    )


def test_trends_go_back_and_forth_in_time(journal, page):
    journal.run("add", "--felt", "great", "--at", "3 years ago", "--note", "Long ago")
    journal.run("add", "--felt", "bad")
    page.get_by_role("link", name="Trends").click()
    page.get_by_role("link", name="Earlier").click()
    expect(page.get_by_text("Nothing to add up yet.")).to_be_visible()
    page.get_by_role("link", name="Earlier").click()
    expect(page.locator(".figures").get_by_text("1 day", exact=True).first).to_be_visible()
    expect(page.get_by_role("link", name="Earlier")).to_have_count(0)
    later = page.get_by_role("link", name="Later")
    for _ in range(2):
        before = page.url
        later.click()
        page.wait_for_url(lambda url, before=before: url != before)
    expect(later).to_have_count(0)
    page.get_by_role("link", name="month").click()
    expect(page.locator(".figures").get_by_text("2 days").first).to_be_visible()


@both_ways
def test_the_calendar_shows_each_day_as_the_api_has_it_and_leads_to_it(journal, year, open_page, script):
    page = open_page("/calendar", java_script_enabled=script)
    days = {}
    for entry in ask(journal, "entries?limit=100")["entries"]:
        if entry["day"].startswith(year[:4]):
            days.setdefault(entry["day"], []).append(entry)
    links = page.locator(".year a")
    expect(links).to_have_count(len(days))
    for view in ["felt", "mood"]:
        page.goto(f"/calendar?by={view}")
        for link in page.locator(".year a").all():
            day = link.get_attribute("href").removeprefix("day/")
            felts = [entry["felt"] for entry in days[day]]
            mean = sum(felts) / len(felts)
            word, number, entries = re.fullmatch(r"(\w+) ([+−]?[\d.]+), (\d+) entr(?:y|ies)", link.get_attribute("title")).groups()
            assert int(entries) == len(felts)
            shown = float(number.replace("−", "-"))
            assert shown == pytest.approx(mean if view == "felt" else (mean - 3) / 2, abs=0.051)
            assert link.inner_text() == {"great": "G"}.get(word, word[0])
    page.get_by_role("link", name="Seen", exact=True).click()
    expect(page.locator(".year a.happy")).to_have_count(1)
    expect(page.locator(".year a.happy")).to_have_text("ha")
    page.locator(".year a.happy").click()
    expect(page.locator(".entry")).to_have_count(len(days[year]))
    assert page.locator(".chips time").first.get_attribute("datetime") == year


def test_the_calendar_goes_from_year_to_year(journal, page):
    journal.run("add", "--felt", "great", "--at", "2024-02-29 12:00")
    page.goto("/calendar?year=2024")
    cell = page.locator(".year a")
    expect(cell).to_have_attribute("href", "day/2024-02-29")
    column = page.get_by_role("columnheader", name="Feb").bounding_box()
    row = page.get_by_role("rowheader", name="29", exact=True).bounding_box()
    box = cell.bounding_box()
    assert abs(box["x"] + box["width"] / 2 - column["x"] - column["width"] / 2) < 3
    assert abs(box["y"] + box["height"] / 2 - row["y"] - row["height"] / 2) < 5
    expect(page.get_by_role("link", name="2023")).to_have_count(0)
    page.get_by_role("link", name="2025").click()
    expect(page.get_by_text("Nothing was written this year.")).to_be_visible()
    page.goto("/calendar?year=99999&by=nonsense")
    expect(page.locator(".year")).to_be_visible()
    assert page.goto("/day/2026-02-30").status == 404
