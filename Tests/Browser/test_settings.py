"""The settings page: where photos go, who may see the journal, and how to end that."""

import pytest
from journal_under_test import Journal
from photos import SELFIE
from playwright.sync_api import expect

PASSWORD = "correct horse battery staple"
both_ways = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])


def test_it_says_where_photos_go_and_what_went(journal, rekognition, page):
    rekognition.answers(faces=0)
    page.goto("/settings")
    expect(page.get_by_text("Nothing has left this machine.")).to_be_visible()
    expect(page.get_by_text("Only your own account on the machine that serves.")).to_be_visible()
    expect(page.locator("main")).to_contain_text(journal.environment["JOURNAL_REMOTE"])
    expect(page.locator("main")).to_contain_text(journal.environment["JOURNAL_HOME"])
    [entry] = journal.run("add", SELFIE)
    journal.run("sync")
    page.reload()
    expect(page.locator("main")).to_contain_text("They are not encrypted there")
    left = page.locator("section").filter(has_text="What left this machine").get_by_role("listitem")
    expect(left).to_contain_text(["shown to Amazon Rekognition", "sent to s3://"])
    left.first.get_by_role("link").click()
    page.wait_for_url(f"**/entries/{entry['id']}")


@both_ways
def test_when_the_day_ends(journal, open_page, script):
    page = open_page("/settings", java_script_enabled=script)
    ends = page.get_by_label("Ends at")
    expect(ends).to_have_value("00:00")
    ends.fill("03:30")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved: your day ends at 3:30.")).to_be_visible()
    expect(page.get_by_label("Ends at")).to_have_value("03:30")
    assert journal.run("settings")[0]["dayEnd"] == "03:30"


class TestWithPassword:
    @pytest.fixture
    def journal(self, tmp_path, settings):
        journal = Journal(tmp_path, settings)
        journal.run("password", typed=PASSWORD + "\n")
        with journal.served():
            yield journal

    def sign_in(self, page):
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()

    @both_ways
    def test_a_token_is_revoked(self, journal, open_page, script):
        [token] = journal.run("token", "new", "phone <b>")
        page = open_page("/settings", java_script_enabled=script)
        self.sign_in(page)
        key = {"Authorization": f"Bearer {token['secret']}", "Cookie": ""}
        assert page.request.get("/api/v1/entries", headers=key).status == 200
        expect(page.get_by_text("phone <b>")).to_be_visible()
        page.get_by_role("button", name="Revoke \u2068phone <b>\u2069").click()
        expect(page.get_by_text("Revoked: that token no longer works.")).to_be_visible()
        assert journal.run("token", "list") == []

    @both_ways
    def test_signing_out_everywhere_ends_the_other_browsers_too(self, journal, open_page, script):
        other = open_page("/")
        self.sign_in(other)
        expect(other.get_by_role("button", name="Add to journal")).to_be_visible()
        page = open_page("/settings", java_script_enabled=script)
        self.sign_in(page)
        expect(page.get_by_text("2 browsers are signed in.")).to_be_visible()
        page.get_by_role("button", name="Sign out everywhere").click()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        other.goto("/")
        expect(other.get_by_role("heading", name="Sign in")).to_be_visible()
