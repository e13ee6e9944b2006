"""The queue page: what is waiting, why, and what can be done about it."""

import pytest
from photos import SELFIE, jpeg, selfie
from PIL import Image
from playwright.sync_api import expect

both_ways = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


@pytest.fixture
def set_aside(journal, rekognition, tmp_path):
    """Two photos that the analyzer cannot take."""
    rekognition.answers(always="InvalidImageFormatException")
    for number in range(2):
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(jpeg(selfie(0.2, 40 * number, (0.95, 0.95, 1))))
        journal.run("add", path)
    journal.run("sync", codes=(0, 1, 2))
    return journal


@both_ways
def test_what_was_set_aside_says_why_and_is_tried_again_or_skipped(set_aside, rekognition, open_page, script):
    page = open_page("/queue", java_script_enabled=script)
    aside = page.locator("section").filter(has=page.get_by_role("heading", name="Set aside"))
    expect(aside.locator("li")).to_have_count(2)
    expect(aside.locator("li").first).to_contain_text("InvalidImageFormatException")
    aside.get_by_role("button", name="Skip", exact=True).first.click()
    expect(page.get_by_role("heading", name="Skipped")).to_be_visible()
    aside.get_by_role("button", name="Try again").click()
    expect(aside).to_have_count(0)
    waiting = page.locator("section").filter(has=page.get_by_role("heading", name="Waiting"))
    expect(waiting.locator("li")).to_have_count(1)
    page.locator("section").filter(has=page.get_by_role("heading", name="Skipped")).get_by_role("button").click()
    expect(waiting.locator("li")).to_have_count(2)
    rekognition.answers(faces=0)
    page.get_by_role("button", name="Sync now").click()
    expect(page.get_by_text("All done.")).to_be_visible()


@both_ways
def test_an_entry_that_was_set_aside_is_pushed_on_from_its_own_page(set_aside, open_page, script):
    entry = f"/entries/{set_aside.entries()[0]['id']}"
    page = open_page(entry, java_script_enabled=script)
    side = page.locator(".side.failed")
    expect(side).to_contain_text("Rekognition cannot read the photo. Skip it, or add it again from another file.")
    side.get_by_role("button", name="Skip").click()
    expect(page.get_by_role("status").filter(has_text="Skipped.").first).to_be_visible()
    page.locator(".side").filter(has_text="not asked").get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Waiting for a sync.")).to_be_visible()
    assert page.url.split("?")[0].endswith(entry)


@both_ways
def test_what_needs_a_decision_comes_first_however_much_waits(set_aside, open_page, tmp_path, script):
    paths = []
    for number in range(51):
        paths.append(tmp_path / f"small-{number}.jpg")
        paths[-1].write_bytes(jpeg(Image.new("RGB", (64, 64), (5 * number, 80, 120))))
    set_aside.run("add", *paths)
    page = open_page("/queue", java_script_enabled=script)
    aside = page.locator("section").filter(has=page.get_by_role("heading", name="Set aside"))
    expect(aside.locator("li")).to_have_count(2)
    expect(page.locator(".queue li")).to_have_count(50)
    page.get_by_role("link", name="And 3 more.").click()
    expect(page.locator(".queue li")).to_have_count(3)
    expect(page.get_by_role("button", name="Sync now")).to_be_visible()
    page.goto("/queue")
    page.get_by_role("button", name="Try all again").click()
    expect(aside).to_have_count(0)


@both_ways
def test_all_at_once(set_aside, open_page, script):
    page = open_page("/queue", java_script_enabled=script)
    page.get_by_role("button", name="Skip all").click()
    skipped = page.locator("section").filter(has=page.get_by_role("heading", name="Skipped"))
    expect(skipped.locator("li")).to_have_count(2)
    skipped.get_by_role("button", name="Try again").first.click()
    expect(skipped.locator("li")).to_have_count(1)


def test_a_sync_shows_how_far_it_is(journal, rekognition, page, tmp_path):
    for number in range(3):
        path = tmp_path / f"{number}.jpg"
        path.write_bytes(jpeg(selfie(0.2, 40 * number, (0.95, 0.95, 1))))
        journal.run("add", path)
    rekognition.answers(hold=True, faces=0)
    page.goto("/queue")
    expect(page.locator(".queue li")).to_have_count(3)
    page.get_by_role("button", name="Sync now").click()
    expect(page.get_by_role("button", name="Syncing…")).to_be_disabled()
    # One is skipped elsewhere meanwhile, which shows while the sync goes on.
    journal.run("skip", journal.entries()[0]["id"])
    expect(page.get_by_role("heading", name="Skipped")).to_be_visible()
    expect(page.get_by_role("button", name="Syncing…")).to_be_disabled()
    rekognition.answers(faces=0)
    expect(page.get_by_role("heading", name="Waiting")).to_have_count(0)


class TestWithoutRemote:
    @pytest.fixture
    def settings(self, settings):
        return {name: value for name, value in settings.items() if name != "JOURNAL_REMOTE"}

    def test_it_says_that_there_is_nowhere_to_go_to(self, journal, page):
        journal.run("add", SELFIE)
        page.goto("/queue")
        expect(page.get_by_text("No remote is chosen yet")).to_be_visible()


def test_the_focus_goes_on_with_the_next_row(set_aside, open_page):
    page = open_page("/queue")
    page.wait_for_load_state("networkidle")
    rows = page.locator(".queue li a")
    second = rows.nth(1).get_attribute("href")
    page.get_by_role("button", name="Try again").first.press("Enter")
    expect(page.get_by_role("heading", name="Waiting")).to_be_visible()
    assert page.evaluate("document.activeElement.getAttribute('href')") == second
    page.get_by_role("button", name="Skip", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Skipped")).to_be_visible()
    assert page.evaluate("document.activeElement.localName") == "h1"
