"""Removing entries, and changing one's mind."""

import pytest
from photos import SELFIE
from playwright.sync_api import expect

both_ways = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


def trashed(journal, *notes):
    ids = [journal.run("add", "--note", note)[0]["id"] for note in notes]
    journal.run("remove", *ids)
    return ids


@both_ways
def test_an_entry_goes_to_the_trash_and_undo_brings_it_back(journal, open_page, script):
    [stored] = journal.run("add", "--note", "Keep me", "--felt", "good")
    page = open_page(f"/entries/{stored['id']}", java_script_enabled=script)
    page.get_by_role("button", name="Move to trash").click()
    notice = page.get_by_role("status").filter(has_text="Moved to the trash.")
    expect(notice).to_be_visible()
    assert journal.entries() == []
    notice.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Back in your journal.")).to_be_visible()
    expect(page.locator(".words")).to_have_text("Keep me")
    assert len(journal.entries()) == 1


@both_ways
def test_the_trash_restores(journal, open_page, script):
    trashed(journal, "One", "Two")
    page = open_page(java_script_enabled=script)
    page.get_by_role("link", name="Trash").click()
    expect(page.locator(".note")).to_have_text(["Two", "One"])
    page.get_by_role("button", name="Restore").last.click()
    expect(page.get_by_text("Back in your journal.")).to_be_visible()
    expect(page.locator(".note")).to_have_text(["Two"])
    assert [entry["note"] for entry in journal.entries()] == ["One"]


def test_an_entry_in_the_trash_says_so_and_cannot_be_edited(journal, open_page):
    [one] = trashed(journal, "One")
    page = open_page(f"/entries/{one}")
    expect(page.get_by_text("In the trash since")).to_be_visible()
    expect(page.get_by_text("Edit this entry")).to_have_count(0)
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("Edit this entry")).to_be_visible()


@both_ways
def test_deleting_for_good_asks_first_and_says_what_it_could_not_reach(journal, rekognition, open_page, script):
    rekognition.answers(faces=1)
    [stored] = journal.run("add", SELFIE, "--note", "Away")
    journal.run("sync")
    journal.run("remove", stored["id"])
    page = open_page("/trash", java_script_enabled=script)
    page.get_by_role("link", name="Delete for good").click()
    expect(page.get_by_role("heading", name="Delete this entry for good?")).to_be_visible()
    page.get_by_role("link", name="Keep").click()
    expect(page.locator(".note")).to_have_text(["Away"])
    page.get_by_role("link", name="Delete for good").click()
    page.get_by_role("button", name="Delete for good").click()
    notice = page.get_by_role("status").filter(has_text="1 entry destroyed.")
    expect(notice).to_contain_text("the next sync deletes them there")
    expect(notice).to_contain_text("Backups and exports that you made yourself still hold what they held.")
    expect(page.get_by_text("The trash is empty.")).to_be_visible()
    assert page.request.get(f"/api/v1/entries/{stored['id']}").status == 404


@both_ways
def test_emptying_spares_what_was_trashed_or_restored_after_the_question(journal, open_page, script):
    one, two = trashed(journal, "One", "Two")
    page = open_page("/trash", java_script_enabled=script)
    page.get_by_role("link", name="Empty the trash").click()
    expect(page.get_by_role("heading", name="Delete 2 entries in the trash for good?")).to_be_visible()
    journal.run("restore", one)
    trashed(journal, "Three")
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("1 entry destroyed.")).to_be_visible()
    expect(page.locator(".note")).to_have_text(["Three"])
    assert [entry["note"] for entry in journal.entries()] == ["One"]


def test_what_is_not_in_the_trash_is_not_destroyed(journal, page):
    [stored] = journal.run("add", "--note", "Mine")
    page.goto(f"/entries/{stored['id']}/purge")
    expect(page.locator(".words")).to_have_text("Mine")
    page.request.post(f"/entries/{stored['id']}/purge")
    assert [entry["note"] for entry in journal.entries()] == ["Mine"]


@both_ways
def test_a_full_trash_goes_on_on_further_pages(journal, open_page, script):
    for number in range(53):
        journal.write(note=f"Number {number:02}")
    journal.run("remove", *[entry["id"] for entry in reversed(journal.run("list", "--limit", "all"))])
    page = open_page("/trash", java_script_enabled=script)
    expect(page.locator(".note")).to_have_count(50)
    page.get_by_role("link", name="Removed earlier").click()
    expect(page.locator(".note")).to_have_count(3)
    page.goto("/trash/empty")
    expect(page.get_by_role("heading", name="Delete 53 entries in the trash for good?")).to_be_visible()
    expect(page.locator(".note")).to_have_count(5)


def test_a_photo_that_is_destroyed_is_not_in_the_browser_any_more(journal, open_page):
    [stored] = journal.run("add", SELFIE)
    page = open_page(f"/entries/{stored['id']}")
    photo = f"api/v1/entries/{stored['id']}/photos/{stored['photo']['sha256']}"
    cached = "path => fetch(path, {cache: 'only-if-cached', mode: 'same-origin'}).then(answer => answer.status, () => 0)"
    expect(page.locator("figure.photo img")).to_have_js_property("complete", True)
    assert page.evaluate(cached, photo) == 200
    journal.run("remove", stored["id"])
    page.goto(f"/entries/{stored['id']}/purge")
    page.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_text("1 entry destroyed.")).to_be_visible()
    assert page.evaluate(cached, photo) != 200
