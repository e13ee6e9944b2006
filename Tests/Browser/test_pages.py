"""What holds for every page: text stays text, and it fits on a phone, is small and can be used by keyboard."""

import io

import pytest
from pages import PAGES
from photos import SELFIE, jpeg, selfie
from PIL import Image
from playwright.sync_api import expect

HOSTILE = """<script>window.taken = 1</script> "><img src=x onerror="window.taken = 1"> '><b>&lt;"""
HOSTILE_TAG = "<script>t()</script>"


@pytest.fixture
def full(journal, rekognition):
    """Paths of pages with a bit of everything, words without a gap among it."""
    rekognition.answers(next=["InvalidImageFormatException"])
    [failed] = journal.run("add", SELFIE, "--note", "W" * 300, "--tag", "w" * 80, "--felt", "awful")
    [words] = journal.run("add", "--note", "Only words", "--felt", "great", "--at", "2026-03-01")
    [away] = journal.run("add", "--note", "V" * 300, "--tag", "v" * 80)
    # One entry is set aside, which is how the command ends: not with 0.
    with pytest.raises(Exception, match="exit status"):
        journal.run("sync")
    journal.run("remove", away["id"])
    pages = ["/", "/queue", "/search", "/trash", "/trash/empty", "/nowhere", f"/search?search={'W' * 300}"]
    pages += ["/search?felt=1..5", f"/?tag={'w' * 80}", f"/entries/{away['id']}/purge"]
    for entry in [failed, words, away]:
        pages += [f"/entries/{entry['id']}", f"/entries/{entry['id']}/history"]
    return pages


def hostile_photo():
    """A photo whose metadata are markup."""
    photo = selfie(mouth=0.3)
    exif = Image.Exif()
    for tag in [0x010E, 0x013B, 0x9C9B]:  # description, artist, title
        exif[tag] = HOSTILE
    file = io.BytesIO()
    photo.save(file, "JPEG", exif=exif, comment=HOSTILE.encode())
    return file.getvalue()


def test_markup_in_note_tag_file_name_and_exif_is_text_on_every_page(journal, rekognition, open_page):
    rekognition.answers(faces=1)
    page = open_page()
    photo = {"name": f"{HOSTILE}.jpg", "mimeType": "image/jpeg", "buffer": hostile_photo()}
    page.get_by_label("Add a photo").set_input_files(photo)
    expect(page.locator(".chosen span")).to_have_text(photo["name"])
    page.get_by_label("Note").fill(HOSTILE)
    page.get_by_label("Tags").fill(HOSTILE_TAG)
    page.get_by_role("button", name="Add to journal").click()
    card = page.get_by_role("link").filter(has_text=HOSTILE)
    expect(card).to_contain_text(HOSTILE_TAG)
    card.click()
    expect(page.locator(".words")).to_have_text(HOSTILE)
    expect(page.get_by_role("list", name="Tags")).to_have_text(HOSTILE_TAG)
    [entry] = journal.entries()
    page.get_by_text("Edit this entry").click()
    expect(page.get_by_label("Note")).to_have_value(HOSTILE)
    page.get_by_label("Note").fill(HOSTILE + HOSTILE)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".words")).to_have_text(HOSTILE + HOSTILE)
    journal.run("sync")

    paths = [f"/?tag={HOSTILE_TAG}", "/search?search=window", f"/search?search={HOSTILE}"]
    paths += [f"/search?tag={HOSTILE_TAG}", f"/entries/{entry['id']}", f"/entries/{entry['id']}/history"]
    paths += [f"/{page}" for page in PAGES]
    for path in paths:
        page.goto(path, wait_until="networkidle")
        assert untouched(page), path
    page.goto(f"/entries/{entry['id']}")
    page.get_by_role("button", name="Move to trash").click()
    for path in ["/trash", "/trash/empty", f"/entries/{entry['id']}", f"/entries/{entry['id']}/purge"]:
        page.goto(path, wait_until="networkidle")
        expect(page.get_by_text(HOSTILE).first).to_be_visible()
        assert untouched(page), path


def untouched(page):
    return page.evaluate(
        "window.taken === undefined && !document.querySelector('main script, [onerror], img[src=x], main b > :not(bdi), main b > bdi > *')"
    )


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_every_page_is_whole_and_has_a_heading(full, open_page, script):
    page = open_page(java_script_enabled=script)
    for path in full:
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        expect(page.get_by_role("navigation", name="Pages").get_by_role("link")).to_have_count(7)


def test_no_page_scrolls_sideways_on_a_phone(full, open_page):
    page = open_page(viewport={"width": 360, "height": 740})
    for path in full:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") == 360, path


def test_pages_styles_and_scripts_are_small(full, journal, open_page):
    for number in range(60):
        note = "毎日の出来事を書く。" * 30
        journal.write(note=note, tags=["散歩", "友達"], felt=1, takenAt=f"2026-0{1 + number // 28}-{1 + number % 28:02}T10:00:00Z")
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
            if control.is_visible():
                assert control.bounding_box()["height"] >= 44, (path, control.inner_text())


def test_an_entry_is_made_by_keyboard_alone(journal, page):
    expect(page.get_by_role("radio", name="awful")).to_be_attached()
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "felt":
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    chosen = page.locator(".felt label:has(:checked) > span")
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
