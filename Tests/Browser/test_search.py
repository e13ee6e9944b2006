"""Finding entries by words and by filters."""

import datetime

import pytest
from playwright.sync_api import expect

both_ways = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


@both_ways
def test_words_are_found_and_marked(journal, open_page, script):
    journal.write(note="We stayed on the hill until the lamps came on", tags=["sunset"])
    journal.write(note="Rain", tags=["hill"])
    journal.write(note="Nothing of the kind")
    page = open_page(java_script_enabled=script)
    page.get_by_role("link", name="Search").click()
    page.get_by_label("Words").fill("hil")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="2 entries")).to_be_visible()
    expect(page.locator("mark")).to_have_text(["hill", "hill"])
    expect(page.get_by_label("Words")).to_have_value("hil")
    page.locator(".entry").filter(has_text="lamps").click()
    expect(page.locator(".words")).to_contain_text("We stayed")


@both_ways
def test_moods_months_and_parts_of_tags_are_suggested(journal, open_page, script):
    today = datetime.date.today()
    journal.write(felt=1, note="Goodbye at the station", tags=["family"])
    page = open_page("/search", java_script_enabled=script)
    for words, link in [("sad", "Felt awful or bad"), ("awful", "Felt awful"), ("mil", "Tag family"), (f"{today:%B}", "Days:")]:
        page.get_by_label("Words").fill(words)
        page.get_by_role("button", name="Search").click()
        expect(page.get_by_text("Nothing found.")).to_be_visible()
        page.get_by_role("link", name=link).first.click()
        expect(page.locator(".entry")).to_contain_text("Goodbye")


@both_ways
def test_last_months_sad_day_is_found(journal, open_page, script):
    today = datetime.date.today()
    last_month = (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=15)
    journal.write(note="The sad day", felt=1, takenAt=f"{last_month}T12:00:00+01:00")
    journal.write(note="A good day", felt=4, takenAt=f"{last_month}T13:00:00+01:00")
    journal.write(note="Sad long ago", felt=2, takenAt="2020-05-15T12:00:00+02:00")
    page = open_page("/search", java_script_enabled=script)
    page.get_by_label("Felt").select_option("awful or bad")
    page.get_by_role("button", name="Last month").click()
    expect(page.locator(".note")).to_have_text(["The sad day"])
    summary = page.locator("summary")
    expect(summary).to_contain_text("awful or bad")
    summary.click()
    expect(page.get_by_label("From")).to_have_value(str(last_month.replace(day=1)))
    page.get_by_role("link", name="Clear").click()
    expect(page.locator(".entry")).to_have_count(0)


def test_words_and_filters_hold_together(journal, open_page):
    journal.write(note="Rain in spring", felt=2, tags=["work"])
    journal.write(note="Rain in autumn", felt=5, tags=["home"])
    page = open_page("/search?search=rain&tag=home")
    expect(page.locator(".note")).to_have_text(["Rain in autumn"])


@both_ways
def test_more_results_than_a_page_holds(journal, open_page, script):
    for number in range(70):
        journal.write(note=f"Rain, number {number:02}")
    page = open_page("/search?search=rain", java_script_enabled=script)
    expect(page.get_by_role("heading", name="The first 50 entries")).to_be_visible()
    if script:
        page.keyboard.press("End")
        expect(page.locator(".entry")).to_have_count(70)
    else:
        page.get_by_role("link", name="More results").click()
        expect(page.locator(".entry")).to_have_count(20)


@pytest.mark.parametrize("query", ["search=nowhere", "felt=bad", "search=%22"])
def test_nothing_found_says_so(journal, open_page, query):
    journal.write(note="Something", felt=4)
    page = open_page(f"/search?{query}")
    expect(page.get_by_text("Nothing found.")).to_be_visible()


def test_a_filter_that_means_nothing_is_named_and_can_be_mended(open_page):
    page = open_page("/search?from=some+day&felt=good")
    expect(page.get_by_text("“from” is a day: write 2026-05-04")).to_be_visible()
    page.locator("summary").click()
    expect(page.get_by_label("Felt")).to_have_value("good")
