"""Entries with several photos: looking through them, picking a face, adding, removing and destroying."""

import os
import re

import pytest
from photos import SELFIE, friends, jpeg, landscape, selfie
from playwright.sync_api import expect

both_ways = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
HAPPY = {"BoundingBox": {"Left": 0.3, "Top": 0.2, "Width": 0.4, "Height": 0.4}, "Emotions": {"HAPPY": 93.24}}
SAD = {"BoundingBox": {"Left": 0.1, "Top": 0.1, "Width": 0.1, "Height": 0.1}, "Emotions": {"SAD": 81}}


@pytest.fixture
def three_photos(journal):
    """Of three shapes: upright, very wide, wide."""
    return journal.album(SELFIE.read_bytes(), jpeg(friends()), jpeg(landscape()))


def in_view(page):
    """The names of the photos that can be seen in the strip."""
    return page.evaluate(
        """() => {
            const strip = document.querySelector('.strip').getBoundingClientRect();
            return [...document.querySelectorAll('.strip img')].filter((image) => {
                const { left, right } = image.getBoundingClientRect();
                return Math.min(right, strip.right) - Math.max(left, strip.left) > strip.width / 2;
            }).map((image) => image.alt);
        }"""
    )


def expect_in_view(page, name):
    page.wait_for_function(
        """(name) => {
            const strip = document.querySelector('.strip').getBoundingClientRect();
            const photo = document.querySelector(`.strip img[alt="${name}"]`).getBoundingClientRect();
            return Math.abs(photo.left - strip.left) < 1;
        }""",
        arg=name,
    )


@both_ways
@pytest.mark.parametrize("width", [320, 1440])
def test_all_photos_stand_in_a_strip_and_each_has_its_name(journal, three_photos, open_page, width, script):
    page = open_page(f"/entries/{three_photos['id']}", java_script_enabled=script, viewport={"width": width, "height": 800})
    strip = page.get_by_role("group", name="3 photos")
    expect(strip.get_by_role("img")).to_have_count(3)
    for number in (1, 2, 3):
        photo = strip.get_by_role("img", name=f"Photo {number} of 3")
        name = three_photos["photos"][number - 1]["sha256"]
        expect(photo).to_have_attribute("src", re.compile(f"/photos/{name}$"))
        expect(photo).to_have_js_property("complete", True)
        assert photo.evaluate("image => image.naturalWidth") > 0
    # Without a script, too, a number leads to its photo.
    page.get_by_role("link", name="Photo 2 of 3").click()
    expect(strip.get_by_role("img", name="Photo 2 of 3")).to_be_in_viewport(ratio=0.9)
    expect(strip.get_by_role("img", name="Photo 1 of 3")).not_to_be_in_viewport(ratio=0.1)
    if script:
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_arrow_keys_move_from_photo_to_photo(journal, three_photos, open_page):
    page = open_page(f"/entries/{three_photos['id']}", reduced_motion="reduce")
    strip = page.get_by_role("group", name="3 photos")
    strip.focus()
    for key, number in [("ArrowRight", 2), ("ArrowRight", 3), ("ArrowRight", 3), ("ArrowLeft", 2), ("Home", 1), ("End", 3)]:
        page.keyboard.press(key)
        expect_in_view(page, f"Photo {number} of 3")
        expect(page.get_by_role("link", name=f"Photo {number} of 3")).to_have_attribute("aria-current", "true")
    assert in_view(page) == ["Photo 3 of 3"]
    # A change elsewhere renews the page, and not the place.
    journal.change(three_photos["id"], note="Further on")
    expect(page.locator(".words")).to_have_text("Further on")
    expect_in_view(page, "Photo 3 of 3")


def test_a_phone_that_is_turned_shows_the_same_photo(journal, three_photos, open_page):
    page = open_page(
        f"/entries/{three_photos['id']}", viewport={"width": 375, "height": 812}, reduced_motion="reduce"
    )
    page.get_by_role("link", name="Photo 3 of 3").click()
    expect_in_view(page, "Photo 3 of 3")
    for width, height in [(812, 375), (375, 812), (1280, 800)]:
        page.set_viewport_size({"width": width, "height": height})
        expect_in_view(page, "Photo 3 of 3")
        expect(page.get_by_role("link", name="Photo 3 of 3")).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("width", [320, 1440])
def test_nothing_moves_while_photos_arrive(journal, three_photos, open_page, width):
    page = open_page("/calendar", viewport={"width": width, "height": 800})
    page.add_init_script(
        """window.shifts = [];
        new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) => entry.value)))
            .observe({ type: 'layout-shift', buffered: true });"""
    )
    page.route("**/photos/*", lambda route: route.fulfill(response=route.fetch()))
    page.goto(f"/entries/{three_photos['id']}", wait_until="networkidle")
    assert sum(page.evaluate("window.shifts")) < 0.01


@both_ways
def test_the_face_that_counts_may_be_in_any_photo(journal, rekognition, three_photos, open_page, script):
    rekognition.answers(faces=[HAPPY, SAD])
    journal.run("sync")
    journal.run("retry", "--again", three_photos["id"])
    journal.run("sync")
    page = open_page(f"/entries/{three_photos['id']}", java_script_enabled=script)
    expect(page.locator(".strip figcaption")).to_have_text([
        "Photo 1 of 3: happy (93.2 %). This photo counts.", "Photo 2 of 3: happy (93.2 %)", "Photo 3 of 3: happy (93.2 %)"
    ])  # fmt: skip
    expect(page.locator("#photo-2 .box")).to_have_count(2)
    expect(page.get_by_text("Photo 2: 2 faces found: which one is you?")).to_be_visible()
    page.locator(".faces").nth(1).get_by_role("button").nth(1).click()
    expect(page.get_by_text("You look SAD (81.0 %)")).to_be_visible()
    expect(page.locator("#photo-2 figcaption")).to_have_text("Photo 2 of 3: sad (81.0 %). This photo counts.")
    [entry] = journal.entries()
    assert entry["seen"]["face"] == 1 and entry["photos"][1]["seen"]["face"] == 1
    assert entry["photos"][0]["seen"]["face"] == entry["photos"][2]["seen"]["face"] == 0
    if script:
        # The focus stays in the form of the second photo.
        assert page.evaluate("document.activeElement.form.elements.facePhoto.value") == entry["photos"][1]["sha256"]
        page.locator("#photo-1 .box").nth(0).click()
        expect(page.get_by_text("You look HAPPY (93.2 %)")).to_be_visible()


def test_a_card_shows_how_many_photos_there_are(journal, three_photos, page):
    journal.run("add", "--note", "Without")
    page.reload()
    card = page.locator("a.entry").filter(has=page.locator("img.picture"))
    expect(card.get_by_role("img", name="3 photos")).to_be_visible()
    assert card.evaluate("card => getComputedStyle(card, '::after').content").startswith('"+2"')
    expect(page.locator("[data-more]")).to_have_count(1)
    version = three_photos["photo"]["sha256"][:8]
    expect(card.locator("img")).to_have_attribute("src", f"api/v1/entries/{three_photos['id']}/thumbnail?v={version}")
    expect(card.locator("img")).to_have_js_property("complete", True)
    assert card.locator("img").evaluate("image => image.naturalWidth") == 240


@both_ways
def test_photos_are_added_removed_and_brought_back(journal, open_page, tmp_path, script):
    [stored] = journal.run("add", SELFIE)
    (tmp_path / "hills.jpg").write_bytes(jpeg(landscape()))
    (tmp_path / "sad.jpg").write_bytes(jpeg(selfie(mouth=-0.5)))
    page = open_page(f"/entries/{stored['id']}", java_script_enabled=script)
    expect(page.locator(".strip")).to_have_count(0)
    page.locator("summary").filter(has_text="Photos").click()
    page.get_by_label("Choose photos").set_input_files([tmp_path / "hills.jpg", tmp_path / "sad.jpg"])
    page.get_by_role("button", name="Add photos").click()
    expect(page.locator(".notice")).to_have_text("Photos added.")
    expect(page.locator(".strip img")).to_have_count(3)
    before = [photo["sha256"] for photo in journal.entries()[0]["photos"]]

    page.locator("summary").filter(has_text="Photos").click()
    page.get_by_role("button", name="Remove photo 2").click()
    expect(page.locator(".strip img")).to_have_count(2)
    assert [photo["sha256"] for photo in journal.entries()[0]["photos"]] == [before[0], before[2]]
    page.locator(".notice").get_by_role("link", name="history").click()
    expect(page.get_by_role("listitem").filter(has_text="Photo removed")).to_be_visible()
    page.get_by_role("listitem").filter(has_text="1200 × 900").get_by_role("button", name="Bring back").click()
    expect(page.get_by_text("Brought back.")).to_be_visible()
    expect(page.locator(".strip img")).to_have_count(3)
    assert {photo["sha256"] for photo in journal.entries()[0]["photos"]} == set(before)


@both_ways
def test_a_photo_is_destroyed_only_after_a_question(journal, three_photos, open_page, script):
    page = open_page(f"/entries/{three_photos['id']}", java_script_enabled=script)
    page.locator("summary").filter(has_text="Photos").click()
    page.get_by_role("link", name="Delete photo 2 for good").click()
    expect(page.get_by_role("heading", name="Delete this photo for good?")).to_be_visible()
    page.get_by_role("link", name="Keep").click()
    expect(page.locator(".strip img")).to_have_count(3)
    page.locator("summary").filter(has_text="Photos").click()
    page.get_by_role("link", name="Delete photo 2 for good").click()
    page.get_by_role("button", name="Delete for good").click()
    expect(page.locator(".notice")).to_contain_text("1 photo destroyed.")
    expect(page.locator(".strip img")).to_have_count(2)
    gone = three_photos["photos"][1]["sha256"]
    assert gone not in [photo["sha256"] for photo in journal.entries()[0]["photos"]]
    page.goto(f"/entries/{three_photos['id']}/history")
    expect(page.get_by_text("Photo destroyed for good")).to_be_visible()
    expect(page.get_by_role("button", name="Bring back").filter(has_text="Photo")).to_have_count(0)


def photo_files(folder, *ages):
    """Files of different photos, each as many hours old."""
    files = []
    for number, hours in enumerate(ages):
        file = folder / f"{number}.jpg"
        file.write_bytes(jpeg(selfie(sweater=20 * (number + 1))))
        time = 1_790_000_000 - hours * 3600
        os.utime(file, (time, time))
        files.append(file)
    return files


@pytest.mark.parametrize(
    "ages, choice, entries", [((0, 1, 3), "One entry", [3]), ((0, 1, 4), "An entry each", [1, 1, 1])], ids=["a moment", "a day"]
)
def test_photos_of_one_moment_become_one_entry_and_others_one_each(journal, page, tmp_path, ages, choice, entries):
    expect(page.get_by_text("An entry each")).to_be_hidden()
    page.get_by_label("Add a photo").set_input_files(photo_files(tmp_path, *ages))
    expect(page.get_by_role("group", name="3 photos become")).to_be_visible()
    expect(page.get_by_role("radio", name=choice)).to_be_checked()
    page.get_by_role("button", name="Add to journal").click()
    expect(page.get_by_text("1 entry added." if len(entries) == 1 else "3 entries added.")).to_be_visible()
    assert [len(entry["photos"]) for entry in journal.entries()] == entries


@both_ways
@pytest.mark.parametrize("choice, entries", [("One entry", [2]), ("An entry each", [1, 1])])
def test_either_can_be_chosen(journal, open_page, tmp_path, choice, entries, script):
    page = open_page(java_script_enabled=script)
    files = photo_files(tmp_path, 0, 4 if choice == "One entry" else 0)
    page.get_by_label("Add a photo").set_input_files(files)
    page.get_by_role("radio", name=choice).check()
    page.get_by_role("button", name="Add to journal").click()
    expect(page.get_by_role("status").filter(has_text="added.")).to_be_visible()
    assert [len(entry["photos"]) for entry in journal.entries()] == entries


def test_a_photo_of_a_set_that_is_lost_on_its_way_joins_the_others(journal, page, tmp_path):
    page.get_by_label("Add a photo").set_input_files(photo_files(tmp_path, 0, 0, 0))
    page.get_by_label("Note").fill("All three")
    page.route("**/api/v1/entries/*/photos", lambda route: route.abort(), times=1)
    page.get_by_role("button", name="Add to journal").click()
    expect(page.get_by_role("alert")).to_contain_text("1.jpg\u2069: The journal does not answer")
    expect(page.get_by_role("alert")).to_contain_text("2 other photos are in your journal.")
    page.get_by_role("button", name="Add to journal").click()
    expect(page.get_by_role("status").filter(has_text="added.")).to_be_visible()
    assert [len(entry["photos"]) for entry in journal.entries()] == [3]


def test_one_bad_file_of_a_set_keeps_no_good_one_out(journal, open_page, tmp_path):
    (tmp_path / "letter.jpg").write_text("Dear diary")
    good = photo_files(tmp_path, 0, 0)
    for script, said in [(True, "letter.jpg\u2069: This file cannot be added"), (False, "Left out, since it cannot be read")]:
        page = open_page(java_script_enabled=script)
        page.get_by_label("Add a photo").set_input_files([good[0], tmp_path / "letter.jpg", good[1]])
        page.get_by_role("radio", name="One entry").check()
        page.get_by_role("button", name="Add to journal").click()
        expect(page.get_by_text(said)).to_be_visible()
        assert [len(entry["photos"]) for entry in journal.entries()] == [2]
