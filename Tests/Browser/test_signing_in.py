"""Signing in and out, as a person does it."""

import pytest
from journal_under_test import Journal
from photos import SELFIE
from playwright.sync_api import expect

PASSWORD = "correct horse battery staple"


@pytest.fixture
def journal(tmp_path, settings):
    journal = Journal(tmp_path, settings)
    journal.run("password", typed=PASSWORD + "\n")
    with journal.served():
        yield journal


def sign_in(page, password):
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_page_that_was_asked_for_comes_after_the_password(journal, open_page, script):
    [entry] = journal.run("add", "--note", "Only mine", "--felt", "good")
    page = open_page(f"/entries/{entry['id']}", java_script_enabled=script)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    sign_in(page, "not the password")
    expect(page.get_by_text("That is not the password.")).to_be_visible()
    sign_in(page, PASSWORD)
    expect(page.locator(".words")).to_have_text("Only mine")
    page.get_by_role("link", name="Timeline").click()
    page.get_by_label("Note").fill("Another day")
    page.get_by_role("button", name="Add to journal").click()
    expect(page.get_by_text("1 entry added.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_photo_is_not_in_the_browser_any_more_after_signing_out(journal, open_page):
    [entry] = journal.run("add", SELFIE)
    page = open_page(f"/entries/{entry['id']}")
    sign_in(page, PASSWORD)
    photo = f"api/v1/entries/{entry['id']}/photos/{entry['photo']['sha256']}"
    cached = "path => fetch(path, {cache: 'only-if-cached', mode: 'same-origin'}).then(answer => answer.status, () => 0)"
    expect(page.locator("figure.photo img")).to_have_js_property("complete", True)
    assert page.evaluate(cached, photo) == 200
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert page.evaluate(cached, photo) != 200
    assert page.evaluate("path => fetch(path).then(answer => answer.status)", photo) == 401


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_deleting_for_good_takes_the_password_again(journal, open_page, script):
    [stored] = journal.run("add", "--note", "Away")
    journal.run("remove", stored["id"])
    page = open_page(f"/entries/{stored['id']}/purge", java_script_enabled=script)
    sign_in(page, PASSWORD)
    again, delete = page.get_by_label("Your password, once more"), page.get_by_role("button", name="Delete for good")
    again.fill("not the password")
    delete.click()
    expect(page.get_by_text("That is not the password.")).to_be_visible()
    assert len(journal.run("trash")) == 1
    again.fill(PASSWORD)
    delete.click()
    expect(page.get_by_text("1 entry destroyed.")).to_be_visible()
    assert journal.run("trash") == []
