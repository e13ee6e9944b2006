"""What holds for every page: text stays text, it fits on a phone, it is small and can be used by keyboard."""

import pytest
from photos import SELFIE
from playwright.sync_api import expect

HOSTILE = """<script>document.title = "taken"</script> "><img src=x onerror="document.title='taken'"> '><b>"""


@pytest.fixture
def full(journal, rekognition):
    """Paths of pages with a bit of everything, words without a gap among it."""
    rekognition.answers(next=["InvalidImageFormatException"])
    [failed] = journal.run("add", SELFIE, "--note", "W" * 300, "--tag", "w" * 80, "--felt", "awful")
    [words] = journal.run("add", "--note", "Only words", "--felt", "great", "--at", "2026-03-01")
    # One entry is set aside, which is how the command ends: not with 0.
    with pytest.raises(Exception, match="exit status"):
        journal.run("sync")
    return ["/", "/queue", f"/entries/{failed['id']}", f"/entries/{words['id']}", "/nowhere"]


def test_markup_in_a_note_and_a_tag_is_shown_as_text(journal, open_page):
    page = open_page()
    page.get_by_label("Note").fill(HOSTILE)
    page.get_by_label("Tags").fill("<script>alert(1)</script>")
    page.get_by_role("button", name="Add to journal").click()
    card = page.get_by_role("link").filter(has_text=HOSTILE)
    expect(card).to_contain_text("#<script>alert(1)</script>")
    card.click()
    expect(page.locator(".words")).to_have_text(HOSTILE)
    expect(page.get_by_role("list", name="Tags")).to_have_text("<script>alert(1)</script>")
    assert page.title() != "taken"
    assert page.locator("main script, main img[src=x], main b").count() == 0


def test_no_page_scrolls_sideways_on_a_phone(full, open_page):
    page = open_page(viewport={"width": 360, "height": 740})
    for path in full:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 360, path


def test_pages_style_and_script_are_small(full, journal, open_page):
    words = ["--note", "毎日の出来事を書く。" * 30, "--tag", "散歩", "--tag", "友達", "--felt", "awful"]
    for day in range(1, 26):
        journal.run("add", *words, "--at", f"2026-01-{day:02}")
    page = open_page("/healthz")
    page.route("**", lambda route: route.continue_())  # so that nothing comes from the browser's cache
    responses = []
    page.on("response", lambda response: responses.append(response))
    for path in full:
        page.goto(path, wait_until="networkidle")
        sizes = dict.fromkeys(["document", "stylesheet", "script"], 0)
        for response in responses:
            if response.request.resource_type in sizes:
                sizes[response.request.resource_type] += len(response.body())
        responses.clear()
        assert sizes["document"] <= 40_000, path
        assert 0 < sizes["stylesheet"] <= 15_000, path
        assert 0 < sizes["script"] <= 30_000, path


def test_buttons_links_and_fields_are_large_enough_to_touch(full, open_page):
    page = open_page(viewport={"width": 360, "height": 740})
    for path in full:
        page.goto(path)
        for control in page.locator("nav a, .brand, button, .button, .entry, textarea, label:has(input)").all():
            assert control.bounding_box()["height"] >= 44, (path, control.inner_text())


def test_an_entry_is_made_by_keyboard_alone(journal, page):
    expect(page.get_by_role("radio", name="awful")).to_be_attached()
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "felt":
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    chosen = page.locator("label:has(:checked) > span")
    assert chosen.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "note":
            break
    page.keyboard.type("By keyboard")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 entry added.")).to_be_visible()
    assert [(entry["felt"], entry["note"]) for entry in journal.entries()] == [(2, "By keyboard")]


def test_an_unknown_address_leads_back_to_the_timeline(open_page):
    page = open_page("/nowhere")
    expect(page.get_by_text("There is no page at this address.")).to_be_visible()
    page.get_by_role("link", name="Back to the timeline").click()
    expect(page.get_by_text("Nothing here yet.")).to_be_visible()
