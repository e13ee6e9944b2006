"""An entry's page: which face counts, and everything that its author can change."""

import json

import pytest
from photos import SELFIE
from playwright.sync_api import expect

LARGE = {
    "BoundingBox": {"Left": 0.29, "Top": 0.2, "Width": 0.43, "Height": 0.41},
    "Emotions": {"CALM": 4.4, "HAPPY": 93.24, "SAD": 2.36},
}
SMALL = {"BoundingBox": {"Left": 0.1, "Top": 0.1, "Width": 0.1, "Height": 0.1}, "Emotions": {"SAD": 81}}
MIDDLE = {"BoundingBox": {"Left": 0.75, "Top": 0.5, "Width": 0.2, "Height": 0.2}, "Emotions": {"ANGRY": 62.3, "CALM": 37}}

both_ways = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


def entry(journal, index=0):
    return journal.entries()[index]


@pytest.fixture
def three_faces(journal, rekognition):
    rekognition.answers(faces=[SMALL, LARGE, MIDDLE])
    [stored] = journal.run("add", SELFIE, "--felt", "okay")
    journal.run("sync")
    return f"/entries/{stored['id']}"


@both_ways
def test_of_several_faces_the_largest_counts_until_one_is_picked_by_its_button(journal, three_faces, open_page, script):
    page = open_page(three_faces, java_script_enabled=script)
    expect(page.get_by_text("You look HAPPY (93.2 %)")).to_be_visible()
    expect(page.get_by_text("3 faces found: which one is you?")).to_be_visible()
    choices = page.locator(".faces button")
    expect(choices).to_have_text(["1 sad (81.0 %)", "2 happy (93.2 %)", "3 angry (62.3 %)"])
    expect(choices.nth(1)).to_have_attribute("aria-pressed", "true")

    choices.nth(2).click()
    expect(page.get_by_text("You look ANGRY (62.3 %)")).to_be_visible()
    expect(choices.nth(2)).to_have_attribute("aria-pressed", "true")
    assert entry(journal)["seen"]["face"] == 2


def test_a_face_is_picked_by_a_click_on_its_box(journal, three_faces, open_page):
    page = open_page(three_faces)
    page.get_by_role("button", name="Face 1").first.click()
    expect(page.get_by_text("You look SAD (81.0 %)")).to_be_visible()
    assert entry(journal)["seen"]["face"] == 0
    # The boxes of the answered page are alive, too.
    page.locator(".photo .box").nth(2).click()
    expect(page.get_by_text("You look ANGRY (62.3 %)")).to_be_visible()


def test_a_face_is_picked_by_the_keyboard(journal, three_faces, open_page):
    page = open_page(three_faces)
    page.locator(".photo .box").nth(2).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("You look ANGRY (62.3 %)")).to_be_visible()
    assert entry(journal)["seen"]["face"] == 2


@pytest.mark.parametrize(
    "faces, sentence",
    [
        ([], "Nobody in this picture"),
        ([LARGE | {"Emotions": {"HAPPY": 41.5, "CALM": 40}}], "Uncertain: you may look HAPPY (41.5 %)"),
        ([LARGE | {"Emotions": {"UNKNOWN": 90}}], "Your mood is hard to read here"),
    ],
)
def test_what_the_face_does_not_say_is_said(journal, rekognition, open_page, faces, sentence):
    rekognition.answers(faces=faces)
    [stored] = journal.run("add", SELFIE)
    journal.run("sync")
    page = open_page(f"/entries/{stored['id']}")
    expect(page.locator(".side.seen .big")).to_have_text(sentence)


@both_ways
def test_another_mood_is_one_tap_away_and_can_be_taken_back(journal, open_page, script):
    [stored] = journal.run("add", "--felt", "bad")
    page = open_page(f"/entries/{stored['id']}", java_script_enabled=script)
    page.get_by_role("button", name="great").click()
    expect(page.get_by_text("You felt great")).to_be_visible()
    assert entry(journal)["felt"] == 5
    expect(page.get_by_role("button", name="great")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("How did you feel?")).to_be_visible()
    assert entry(journal)["felt"] is None


@both_ways
def test_words_tags_time_and_privacy_are_edited_where_they_stand(journal, open_page, script):
    [stored] = journal.run("add", "--note", "First", "--tag", "run", "--at", "2026-06-20 10:00")
    page = open_page(f"/entries/{stored['id']}", java_script_enabled=script)
    page.get_by_text("Edit this entry").click()
    page.get_by_label("Note").fill("First line\nSecond line")
    page.get_by_label("Tags", exact=False).last.fill("run, two words")
    page.get_by_label("When").fill("2026-06-19T23:30")
    page.get_by_label("Time zone").fill("America/New_York")
    page.get_by_role("checkbox", name="Private").check()
    page.get_by_role("button", name="Save").click()

    expect(page.locator(".notice")).to_have_text("Saved.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Friday, 19 June 2026")
    expect(page.locator(".when")).to_contain_text("private: never leaves this machine")
    changed = entry(journal)
    assert (changed["note"], changed["tags"]) == ("First line\nSecond line", ["run", "two words"])
    assert (changed["takenAt"], changed["zone"]) == ("2026-06-19T23:30:00.000-04:00", "America/New_York")
    assert changed["private"] is True


@both_ways
def test_a_form_that_was_open_for_long_overwrites_nothing_written_elsewhere(journal, open_page, script):
    [stored] = journal.run("add", "--note", "Old", "--tag", "run", "--felt", "okay", "--at", "2026-06-20 10:00")
    page = open_page(f"/entries/{stored['id']}", java_script_enabled=script)
    page.get_by_text("Edit this entry").click()
    page.get_by_label("Tags", exact=False).last.fill("run, swim")
    journal.run("edit", stored["id"], "--note", "From the terminal", "--tag", "sun", "--at", "2026-06-18 09:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("From the terminal").first).to_be_visible()
    changed = entry(journal)
    assert (changed["note"], changed["tags"], changed["day"]) == ("From the terminal", ["run", "sun", "swim"], "2026-06-18")


@both_ways
def test_a_time_zone_that_is_none_is_refused_in_one_sentence(journal, open_page, script):
    [stored] = journal.run("add", "--note", "Here")
    page = open_page(f"/entries/{stored['id']}", java_script_enabled=script)
    page.get_by_text("Edit this entry").click()
    page.get_by_label("Note").fill("Still here")
    page.get_by_label("Time zone").fill("Middle-earth")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("“Middle-earth” is not a time zone; write one such as Europe/Paris or +02:00.")).to_be_visible()
    if script:
        expect(page.get_by_label("Note")).to_have_value("Still here")
    assert entry(journal)["note"] == "Here"


@both_ways
def test_what_was_written_over_comes_back_from_the_history(journal, open_page, script):
    [stored] = journal.run("add", "--note", "As it was", "--felt", "good")
    journal.run("edit", stored["id"], "--note", "As it became")
    page = open_page(f"/entries/{stored['id']}", java_script_enabled=script)
    page.get_by_role("link", name="History").click()
    line = page.get_by_role("listitem").filter(has_text="As it was")
    line.get_by_role("button", name="Bring back").click()
    expect(page.get_by_text("Brought back.")).to_be_visible()
    expect(page.locator(".words")).to_have_text("As it was")
    assert entry(journal)["note"] == "As it was"


def test_an_entry_is_edited_by_keyboard_alone(journal, open_page):
    [stored] = journal.run("add", "--note", "By hand")
    page = open_page(f"/entries/{stored['id']}")
    expect(page.get_by_role("button", name="good")).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "4":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("You felt good")).to_be_visible()
    # The focus stays where it was, on the answered page.
    assert page.evaluate("document.activeElement.value") == "4"
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.localName") == "summary":
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("By keyboard")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Save":
            break
    page.keyboard.press("Enter")
    expect(page.locator(".words")).to_have_text("By keyboard")
    assert (entry(journal)["felt"], entry(journal)["note"]) == (4, "By keyboard")


def test_whoever_is_further_down_hears_what_became_of_a_change(journal, three_faces, open_page):
    page = open_page(three_faces, viewport={"width": 360, "height": 640})
    page.get_by_text("Edit this entry").click()
    expect(page.get_by_label("Note")).to_be_in_viewport()
    page.get_by_label("Note").fill("On the jetty")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".words")).to_have_text("On the jetty")
    expect(page.locator(".live.toast")).to_have_text("Saved.")
    expect(page.locator(".live.toast")).to_be_in_viewport()


def test_what_is_being_typed_outlives_a_tap_on_a_mood(journal, open_page):
    [stored] = journal.run("add", "--note", "First", "--felt", "bad")
    page = open_page(f"/entries/{stored['id']}")
    page.get_by_text("Edit this entry").click()
    page.get_by_label("Note").fill("Half a thought")
    page.get_by_label("Tags", exact=False).last.fill("run")
    page.get_by_role("button", name="great").click()
    expect(page.get_by_text("You felt great")).to_be_visible()
    expect(page.get_by_label("Note")).to_have_value("Half a thought")
    page.get_by_role("button", name="bad").click()
    expect(page.get_by_text("You felt bad")).to_be_visible()
    sent = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".words")).to_have_text("Half a thought")
    assert (entry(journal)["note"], entry(journal)["tags"], entry(journal)["felt"]) == ("Half a thought", ["run"], 2)
    assert len(sent) == 1


def test_a_tap_that_is_lost_on_its_way_is_sent_again_whole(journal, open_page):
    [stored] = journal.run("add", "--felt", "bad")
    page = open_page(f"/entries/{stored['id']}")
    page.route("**/edit", lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_())
    page.get_by_role("button", name="great").click()
    expect(page.get_by_text("You felt great")).to_be_visible()
    assert entry(journal)["felt"] == 5


def test_a_form_that_says_nothing_of_an_entry_is_refused(journal, page):
    [stored] = journal.run("add", "--felt", "bad")
    for form in [{}, {"mood": "5"}]:
        answer = page.request.post(f"/entries/{stored['id']}/edit", form=form, headers={"Accept": "text/html"})
        assert answer.status == 400 and "nothing was changed" in answer.text()


@both_ways
def test_a_note_with_other_line_breaks_does_not_count_as_changed(journal, open_page, tmp_path, script):
    written = {"date": "2026-01-01", "time": "10:00", "title": "One", "body": "Two\r\nThree", "tags": []}
    (tmp_path / "jrnl.json").write_text(json.dumps({"entries": [written], "tags": {}}))
    journal.run("import", tmp_path / "jrnl.json")
    stored = entry(journal)
    assert "Two\r\nThree" in stored["note"]
    page = open_page(f"/entries/{stored['id']}", java_script_enabled=script)
    page.get_by_text("Edit this entry").click()
    page.get_by_label("Tags", exact=False).last.fill("run")
    journal.run("edit", stored["id"], "--note", "From the terminal")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".notice")).to_have_text("Saved.")
    assert (entry(journal)["note"], entry(journal)["tags"]) == ("From the terminal", ["run"])


@both_ways
def test_another_zone_keeps_the_seconds(journal, open_page, script):
    stored = journal.write(note="Here", takenAt="2026-06-20T10:00:07.250+02:00", zone="Europe/Paris")
    page = open_page(f"/entries/{stored['id']}", java_script_enabled=script)
    page.get_by_text("Edit this entry").click()
    page.get_by_label("Time zone").fill("America/New_York")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".notice")).to_have_text("Saved.")
    assert entry(journal)["takenAt"] == "2026-06-20T10:00:07.250-04:00"


@both_ways
def test_a_long_history_goes_on_on_further_pages(journal, open_page, script):
    stored = journal.write(felt=1)
    for number in range(60):
        journal.change(stored["id"], felt=1 + (number + 1) % 5)
    page = open_page(f"/entries/{stored['id']}/history", java_script_enabled=script)
    expect(page.locator(".history li")).to_have_count(50)
    page.get_by_role("link", name="And 12 more.").click()
    expect(page.locator(".history li")).to_have_count(12)
    expect(page.locator(".history li").last).to_contain_text("Taken")
