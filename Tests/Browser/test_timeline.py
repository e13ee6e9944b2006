"""The timeline: it loads more by itself, accepts filters, and uses the visitor's locale."""

import datetime

import pytest
from photos import SELFIE
from playwright.sync_api import expect

both_ways = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


@pytest.fixture
def many(journal):
    """120 entries, two a day but for the first and the last, so that pages end within days; numbered from the oldest."""
    for number in range(120):
        day = datetime.date(2026, 1, 1) + datetime.timedelta((number + 1) // 2)
        journal.write(note=f"Number {number:03}", takenAt=f"{day}T1{(number + 1) % 2}:00:00+01:00")
    return journal


def scroll_to_the_end(page):
    """As somebody does who goes on for a while where nothing more comes."""
    for _ in range(500):
        if not page.locator(".more").count():
            break
        page.mouse.wheel(0, 4000)
        page.wait_for_timeout(20)


def numbers(page):
    return [int(text[-3:]) for text in page.locator(".note").all_inner_texts()]


@pytest.mark.parametrize("locale", ["en-GB", "en-US"])
def test_the_list_goes_on_as_one_scrolls_and_is_found_again_as_it_was(many, open_page, locale):
    page = open_page(locale=locale)
    page.wait_for_load_state("networkidle")
    expect(page.locator(".entry")).to_have_count(50)
    scroll_to_the_end(page)
    assert numbers(page) == list(reversed(range(120)))
    days = page.locator(".day h2 time").evaluate_all("times => times.map(time => time.dateTime)")
    assert len(days) == len(set(days)) == 61

    last = page.get_by_text("Number 000")
    last.scroll_into_view_if_needed()
    last.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.go_back()
    expect(page.locator(".entry")).to_have_count(120)
    expect(last).to_be_in_viewport()


def test_a_list_that_is_written_anew_while_its_rest_is_fetched_has_no_gap(many, page):
    page.goto("/", wait_until="networkidle")
    held = []
    page.route("**/?before=*", lambda route: held.append(route) if not held else route.continue_())
    with page.expect_request("**/?before=*"):
        page.locator(".more").scroll_into_view_if_needed()
    many.write(note="Number 120", takenAt="2026-06-01T10:00:00+01:00")
    expect(page.locator(".note").first).to_have_text("Number 120")
    held[0].continue_()
    scroll_to_the_end(page)
    assert numbers(page) == list(reversed(range(121)))


def test_a_list_in_another_language_stays_as_long_as_nothing_in_it_changed(many, open_page):
    [photo] = many.run("add", SELFIE, "--at", "2020-01-01")
    page = open_page("/healthz", locale="de-DE")
    held = []
    page.route(many.url, lambda route: held.append(route) if route.request.resource_type == "fetch" and not held else route.continue_())
    with page.expect_request(lambda request: request.resource_type == "fetch" and request.url == many.url):
        page.goto("/")
    page.locator(".entries").evaluate("list => { list.firstElementChild.mark = 'as it was' }")
    held[0].continue_()
    expect(page.get_by_text("1 entry is waiting for a sync.")).to_be_visible()
    many.run("skip", photo["id"])
    expect(page.get_by_text("1 entry is waiting for a sync.")).to_have_count(0)
    assert page.locator(".entries").evaluate("list => list.firstElementChild.mark") == "as it was"


def test_the_list_goes_on_without_script(many, open_page):
    page = open_page(java_script_enabled=False)
    seen = numbers(page)
    for _ in range(2):
        page.get_by_role("link", name="Older entries").click()
        seen += numbers(page)
    assert seen == list(reversed(range(120)))
    expect(page.get_by_role("link", name="Older entries")).to_have_count(0)
    page.get_by_role("link", name="Back to today").click()
    expect(page.get_by_role("button", name="Add to journal")).to_be_visible()


@pytest.mark.parametrize(
    "query, found",
    [
        ("felt=good", ["Sea"]),
        ("felt=4..5", ["Sea", "Hill"]),
        ("tag=run", ["Hill", "Rain"]),
        ("tag=run&tag=sun", ["Hill"]),
        ("from=2026-02-01&to=2026-02-28", ["Hill"]),
        ("from=2026-02", ["Sea", "Hill"]),
        ("status=none&felt=awful", ["Rain"]),
        ("private=true", ["Rain"]),
        ("felt=okay", []),
    ],
)
def test_the_timeline_takes_the_filters_of_the_api(journal, open_page, query, found):
    journal.write(note="Rain", felt=1, tags=["run"], takenAt="2026-01-05T10:00:00+01:00", private=True)
    journal.write(note="Hill", felt=5, tags=["run", "sun"], takenAt="2026-02-05T10:00:00+01:00")
    journal.write(note="Sea", felt=4, tags=["sun"], takenAt="2026-03-05T10:00:00+01:00")
    page = open_page(f"/?{query}")
    expect(page.locator(".note")).to_have_text(found)
    expect(page.get_by_role("link", name="Change the filter")).to_be_visible()


def test_a_filter_that_means_nothing_is_refused_in_one_sentence(open_page):
    page = open_page("/?felt=splendid")
    expect(page.get_by_text("“felt” is a mood: awful, bad, okay, good, great")).to_be_visible()


def test_a_filter_holds_for_older_entries(journal, open_page):
    for number in range(60):
        journal.write(note=f"Number {number:03}", felt=2, takenAt=f"2026-01-01T10:{number:02}:00+01:00")
    journal.write(note="Number 999", felt=5, takenAt="2025-01-01T10:00:00+01:00")
    page = open_page("/?felt=bad", java_script_enabled=False)
    page.get_by_role("link", name="Older entries").click()
    assert numbers(page) == list(reversed(range(10)))


def test_thumbnails_load_when_they_are_near(journal, open_page):
    journal.run("add", SELFIE, "--at", "2020-01-01")
    for day in range(1, 29):
        journal.write(note="Later", felt=3, takenAt=f"2026-01-{day:02}T10:00:00+01:00")
    page = open_page(viewport={"width": 1280, "height": 600})
    page.wait_for_load_state("networkidle")
    thumbnail = page.locator("img.picture")
    expect(thumbnail).to_have_js_property("complete", False)
    thumbnail.scroll_into_view_if_needed()
    expect(thumbnail).to_have_js_property("naturalWidth", 240)


@pytest.mark.parametrize(
    "locale, script, day, lines, clock, percent",
    [
        ("en-GB", True, "Friday 19 June 2026", ["Friday", "19", "June 2026"], "22:10", "93.2 %"),
        ("de-DE", True, "Freitag, 19. Juni 2026", ["Freitag,", "19", "Juni 2026"], "22:10", "93,2 %"),
        ("en-US", True, "Friday, June 19, 2026", ["Friday, June", "19", "2026"], "10:10 PM", "93.2%"),
        ("de-DE", False, "Friday 19 June 2026", ["Friday", "19", "June 2026"], "22:10", "93.2 %"),
    ],
)
def test_dates_and_numbers_are_written_as_the_visitor_does(
    journal, rekognition, open_page, locale, script, day, lines, clock, percent
):
    rekognition.answers(faces=[{"BoundingBox": {"Left": 0, "Top": 0, "Width": 1, "Height": 1}, "Emotions": {"HAPPY": 93.2}}])
    [stored] = journal.run("add", SELFIE, "--at", "2026-06-19 22:10")
    journal.run("sync")
    page = open_page(locale=locale, java_script_enabled=script)
    expect(page.locator(".day h2")).to_have_text(day)
    assert [line.strip() for line in page.locator(".day h2").inner_text().splitlines()] == lines
    expect(page.locator(".marks time")).to_have_text(clock)
    expect(page.locator(".marks data")).to_have_text(percent)
    page.goto(f"/entries/{stored['id']}")
    expect(page.get_by_text(f"You look HAPPY ({percent})")).to_be_visible()
    if locale == "de-DE" and script:
        expect(page).to_have_title("Freitag, 19. Juni 2026 · journal")
