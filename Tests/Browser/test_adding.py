"""Every way to get a photo into the journal from the browser."""

import base64
import io
import re

import pytest
from PIL import Image
from photos import SELFIE, jpeg, selfie
from playwright.sync_api import expect


def drop(page, *files):
    """Drags files over the page and lets them go, as a browser tells a page of it."""
    transfer = page.evaluate_handle(
        """files => {
            const transfer = new DataTransfer();
            for (const [name, type, base64] of files) {
                const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
                transfer.items.add(new File([bytes], name, { type }));
            }
            return transfer;
        }""",
        [(name, kind, base64.b64encode(content).decode()) for name, kind, content in files],
    )
    page.dispatch_event("main", "dragenter", {"dataTransfer": transfer})
    expect(page.get_by_text("Drop to add to your journal")).to_be_visible()
    page.dispatch_event("main", "dragover", {"dataTransfer": transfer})
    page.dispatch_event("main", "drop", {"dataTransfer": transfer})
    expect(page.get_by_text("Drop to add to your journal")).to_be_hidden()


def shown_photo(page):
    """The width and height of the entry's photo as the browser decoded it."""
    photo = page.locator("figure.photo img")
    expect(photo).to_have_js_property("complete", True)
    return photo.evaluate("image => [image.naturalWidth, image.naturalHeight]")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_chosen_photo_becomes_an_entry_that_shows_it_upright(journal, open_page, script):
    page = open_page(java_script_enabled=script)
    page.get_by_role("radio", name="good").check()
    page.get_by_label("Add a photo").set_input_files(SELFIE)
    page.get_by_label("Note").fill("On the hill")
    page.get_by_label("Tags").fill("friends, outside")
    page.get_by_role("button", name="Add to journal").click()

    expect(page.get_by_role("status").filter(has_text="1 entry added.")).to_be_visible()
    page.get_by_role("link", name="On the hill").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sunday, 21 June 2026")
    expect(page.get_by_text("You felt good")).to_be_visible()
    expect(page.get_by_role("list", name="Tags").get_by_role("listitem")).to_have_text(["friends", "outside"])
    assert shown_photo(page) == [1200, 1600]
    assert [entry["felt"] for entry in journal.entries()] == [4]


def test_a_dropped_photo_is_shown_and_waits_for_the_mood_that_goes_with_it(journal, page):
    drop(page, ("hill.jpg", "image/jpeg", SELFIE.read_bytes()))
    expect(page.locator(".chosen span")).to_have_text("hill.jpg")
    assert journal.entries() == []

    page.get_by_role("radio", name="great").check()
    page.get_by_role("button", name="Add to journal").click()
    expect(page.get_by_text("1 entry added.")).to_be_visible()
    assert [(entry["felt"], entry["photo"]["width"]) for entry in journal.entries()] == [(5, 1200)]


def test_a_photo_may_be_dropped_on_any_page(journal, open_page):
    page = open_page("/queue")
    drop(page, ("hill.jpg", "image/jpeg", SELFIE.read_bytes()))
    expect(page.get_by_text("1 entry added.")).to_be_visible()
    assert len(journal.entries()) == 1


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_photo_that_is_there_already_is_named_as_such_and_leads_to_it(journal, open_page, script):
    journal.run("add", SELFIE)
    page = open_page(java_script_enabled=script)
    page.get_by_label("Add a photo").set_input_files(SELFIE)
    page.get_by_role("button", name="Add to journal").click()
    notice = page.get_by_role("status").filter(has_text="1 photo was here already:")
    notice.get_by_role("link", name="Sunday, 21 June 2026").click()
    expect(page.locator("figure.photo")).to_be_visible()
    assert len(journal.entries()) == 1


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_file_that_is_no_photo_is_refused_in_one_sentence(journal, open_page, script):
    page = open_page(java_script_enabled=script)
    page.get_by_label("Add a photo").set_input_files(
        {"name": "letter.jpg", "mimeType": "image/jpeg", "buffer": b"Dear diary"}
    )
    page.get_by_label("Note").fill("Kept while I look for the photo")
    page.get_by_role("button", name="Add to journal").click()

    sentence = page.get_by_text("This file cannot be added:")
    expect(sentence).to_be_visible()
    assert re.fullmatch(r"(\u2068letter\.jpg\u2069: )?This file cannot be added: [^.]+\.", sentence.inner_text())
    if script:
        expect(page.get_by_label("Note")).to_have_value("Kept while I look for the photo")
    assert journal.entries() == []


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_one_bad_file_keeps_no_good_one_out(journal, open_page, tmp_path, script):
    (tmp_path / "another.jpg").write_bytes(jpeg(selfie(mouth=0.5)))
    (tmp_path / "letter.jpg").write_text("Dear diary")
    page = open_page(java_script_enabled=script)
    page.get_by_label("Add a photo").set_input_files([SELFIE, tmp_path / "letter.jpg", tmp_path / "another.jpg"])
    page.get_by_role("radio", name="An entry each").check()
    page.get_by_role("button", name="Add to journal").click()
    expect(page.get_by_text("letter.jpg\u2069:" if script else "Left out, since it cannot be read")).to_be_visible()
    expect(page.get_by_text("2 other photos are in your journal." if script else "2 entries added.")).to_be_visible()
    doubt = "The time of 1 new entry may be wrong" if script else "1 entry got the current time, since its photo has no date:"
    expect(page.get_by_text(doubt)).to_be_visible()
    assert len(journal.entries()) == 2


def dated(image, time):
    """The file of a photo with a time of its own."""
    exif = Image.Exif()
    exif[0x8769] = {0x9003: time}
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif)
    return file.getvalue()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_it_is_told_when_a_photos_time_may_be_wrong(open_page, tmp_path, script):
    photos = {
        "plain.jpg": jpeg(selfie(sweater=20)), "another.jpg": jpeg(selfie(sweater=40)),
        "IMG_20240131_184500.jpg": jpeg(selfie(sweater=60)), "unset.jpg": dated(selfie(sweater=80), "1980:01:01 00:00:00"),
        "ahead.jpg": dated(selfie(sweater=100), "2099:01:31 18:45:00")}
    for name, content in photos.items():
        (tmp_path / name).write_bytes(content)
    page = open_page(java_script_enabled=script)
    page.get_by_label("Add a photo").set_input_files([SELFIE, *(tmp_path / name for name in photos)])
    page.get_by_role("radio", name="An entry each").check()
    page.get_by_role("button", name="Add to journal").click()
    notice = page.get_by_role("status").filter(has_text="6 entries added.")
    # Six photos, one after the other.
    expect(notice).to_be_visible(timeout=30_000)
    for sentence in [
        "2 entries got the current time, since their photos have no date: ",
        "1 entry got its time from its file's name, since its photo has no date: Wednesday, 31 January 2024",
        "By its photo, 1 entry is from before 1990; was the camera's clock set? Tuesday, 1 January 1980",
        "By its photo, 1 entry lies in the future; was the camera's clock right? Saturday, 31 January 2099",
    ]:
        expect(notice).to_contain_text(sentence)
    notice.get_by_role("link", name="Tuesday, 1 January 1980").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tuesday, 1 January 1980")


def test_it_is_told_beside_unsent_words_too(open_page, tmp_path):
    page = open_page("/search")
    page.get_by_role("searchbox").fill("half a thought")
    drop(page, ("plain.jpg", "image/jpeg", jpeg(selfie(sweater=20))))
    notice = page.get_by_role("status").filter(has_text="The photo is in your journal.")
    expect(notice).to_contain_text("The time of 1 new entry may be wrong: its photo has no date")


def test_an_empty_form_says_what_an_entry_needs(journal, page):
    page.get_by_role("button", name="Add to journal").click()
    expect(page.get_by_role("alert")).to_have_text("Choose a photo, a mood or a note; an entry needs one of them.")
    assert journal.entries() == []


def test_a_photo_may_be_pasted(journal, page):
    transfer = page.evaluate_handle(
        """base64 => {
            const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], 'image.jpg', { type: 'image/jpeg' }));
            return transfer;
        }""",
        base64.b64encode(SELFIE.read_bytes()).decode(),
    )
    page.evaluate(
        "data => document.body.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true}))",
        transfer,
    )
    expect(page.locator(".chosen")).to_contain_text("image.jpg")
    page.get_by_role("button", name="Add to journal").click()
    expect(page.get_by_text("1 entry added.")).to_be_visible()
    assert [entry["photo"]["width"] for entry in journal.entries()] == [1200]


def test_what_was_chosen_by_mistake_is_left_out_again(journal, page, tmp_path):
    (tmp_path / "wrong.jpg").write_bytes(jpeg(selfie(mouth=0.5)))
    page.get_by_label("Add a photo").set_input_files([SELFIE, tmp_path / "wrong.jpg"])
    page.get_by_role("radio", name="bad").check()
    page.get_by_role("radio", name="bad").click()
    page.get_by_role("button", name="Leave out \u2068wrong.jpg\u2069").click()
    expect(page.locator(".chosen li")).to_have_count(1)
    page.get_by_role("button", name="Add to journal").click()
    expect(page.get_by_text("1 entry added.")).to_be_visible()
    assert [entry["felt"] for entry in journal.entries()] == [None]


def test_an_upload_says_how_far_it_is(journal, page, tmp_path):
    (tmp_path / "another.jpg").write_bytes(jpeg(selfie(mouth=0.5)))
    held = []
    page.route("**/api/v1/entries", lambda route: held.append(route))
    page.get_by_label("Add a photo").set_input_files([SELFIE, tmp_path / "another.jpg"])
    page.get_by_role("radio", name="An entry each").check()
    bar = page.get_by_role("progressbar", name="Sent so far")
    # The button says so before the browser begins to send.
    with page.expect_request("**/api/v1/entries"):
        page.get_by_role("button", name="Add to journal").click()
    expect(page.get_by_role("button", name="Adding 1 of 2…")).to_be_disabled()
    expect(bar).to_be_visible()
    with page.expect_request("**/api/v1/entries"):
        held.pop().continue_()
    expect(page.get_by_role("button", name="Adding 2 of 2…")).to_be_disabled()
    size = SELFIE.stat().st_size
    total = size + (tmp_path / "another.jpg").stat().st_size
    assert bar.evaluate("bar => bar.value") >= size / total - 0.001
    held.pop().continue_()
    expect(page.get_by_text("2 entries added.")).to_be_visible()


def test_the_camera_shows_a_mirror_counts_down_and_takes_a_photo(journal, page):
    page.get_by_role("button", name="Camera").click()
    mirror = page.get_by_role("dialog", name="Camera")
    expect(mirror.locator("video")).to_have_css("scale", "-1 1")
    expect(mirror.locator("video")).to_have_js_property("paused", False)
    mirror.get_by_role("button", name="Take photo").click()
    for number in ["3", "2", "1"]:
        expect(mirror.locator(".count")).to_have_text(number)
    expect(mirror).to_be_hidden()
    expect(page.locator(".chosen li")).to_have_count(1)
    page.get_by_role("radio", name="great").check()
    page.get_by_role("button", name="Add to journal").click()
    # It has no date of its own, but was taken just now.
    expect(page.get_by_role("status").filter(has_text="1 entry added.")).to_have_text("1 entry added.")
    [entry] = journal.entries()
    assert entry["felt"] == 5 and entry["photo"]["width"] > 0


def test_a_camera_that_may_not_be_used_says_so(page):
    page.evaluate(
        """() => {
            navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
        }"""
    )
    page.get_by_role("button", name="Camera").click()
    expect(page.get_by_text("The camera cannot be used")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_what_is_typed_outlives_a_look_at_another_page(journal, page):
    page.get_by_role("radio", name="bad").check()
    page.get_by_label("Note").fill("Half a thought")
    page.get_by_role("link", name="Search").click()
    page.get_by_role("link", name="Timeline").click()
    expect(page.get_by_label("Note")).to_have_value("Half a thought")
    expect(page.get_by_role("radio", name="bad")).to_be_checked()
    page.get_by_role("button", name="Add to journal").click()
    expect(page.get_by_text("1 entry added.")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("")


def test_sending_again_after_a_lost_answer_adds_nothing_twice(journal, page):
    lose = True

    def answer(route):
        nonlocal lose
        if lose:
            lose = False
            route.fetch()  # the journal gets it, and the page hears nothing
            route.abort()
        else:
            route.continue_()

    page.route("**/api/v1/entries", answer)
    page.get_by_label("Note").fill("Only once")
    page.get_by_role("button", name="Add to journal").click()
    expect(page.get_by_role("alert")).to_contain_text("The journal does not answer")
    page.get_by_role("button", name="Add to journal").click()
    expect(page.get_by_text("1 entry added.")).to_be_visible()
    assert [entry["note"] for entry in journal.entries()] == ["Only once"]


def test_words_changed_after_a_lost_answer_are_kept_too(journal, page):
    page.route("**/api/v1/entries", lambda route: (route.fetch(), route.abort()), times=1)
    page.get_by_label("Note").fill("First try")
    page.get_by_role("button", name="Add to journal").click()
    expect(page.get_by_role("alert")).to_contain_text("The journal does not answer")
    page.get_by_label("Note").fill("Second try")
    page.get_by_role("button", name="Add to journal").click()
    expect(page.get_by_text("1 entry added.")).to_be_visible()
    assert [entry["note"] for entry in journal.entries()] == ["Second try", "First try"]


@pytest.mark.parametrize("selector", ["textarea", "body"])
def test_words_that_come_with_a_picture_are_pasted_as_words(journal, page, selector):
    """Office programs put a picture beside the words that they copy."""
    transfer = page.evaluate_handle(
        """() => {
            const transfer = new DataTransfer();
            transfer.setData('text/plain', 'words');
            transfer.items.add(new File(['x'], 'image.png', { type: 'image/png' }));
            return transfer;
        }"""
    )
    was_taken = page.evaluate(
        """([selector, data]) => !document.querySelector(selector).dispatchEvent(
            new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))""",
        [selector, transfer],
    )
    assert was_taken == (selector == "body")
    expect(page.locator(".chosen li")).to_have_count(1 if was_taken else 0)


def test_a_photo_that_is_dropped_beside_unsent_words_leaves_them(journal, open_page):
    [stored] = journal.run("add", "--note", "First")
    page = open_page(f"/entries/{stored['id']}")
    page.get_by_text("Edit this entry").click()
    page.get_by_label("Note").fill("Half a thought")
    drop(page, ("hill.jpg", "image/jpeg", SELFIE.read_bytes()))
    notice = page.locator(".notice")
    expect(notice).to_contain_text("The photo is in your journal.")
    expect(page.get_by_label("Note")).to_have_value("Half a thought")
    notice.get_by_role("link", name="See the timeline").click()
    expect(page.locator(".entry")).to_have_count(2)


def test_a_picture_of_our_own_that_is_dragged_is_not_added(journal, page):
    transfer = page.evaluate_handle(
        """() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(['x'], 'image.jpg', { type: 'image/jpeg' }));
            return transfer;
        }"""
    )
    page.dispatch_event("main", "dragstart", {"dataTransfer": transfer})
    page.dispatch_event("main", "dragenter", {"dataTransfer": transfer})
    expect(page.locator("body.dropping")).to_have_count(0)
    page.dispatch_event("main", "drop", {"dataTransfer": transfer})
    page.dispatch_event("main", "dragend", {"dataTransfer": transfer})
    expect(page.locator(".chosen li")).to_have_count(0)
    drop(page, ("hill.jpg", "image/jpeg", SELFIE.read_bytes()))
    expect(page.locator(".chosen li")).to_have_count(1)
