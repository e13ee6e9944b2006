"""Fixtures for all browser tests: a real Chromium, the real binary, a real S3 and the stand-in for Rekognition.

scripts/test starts the services and says where they are; whatever is missing fails the tests.
"""

import os
import uuid
from pathlib import Path

import pytest
from journal_under_test import Journal, StandIn
from playwright.sync_api import sync_playwright

if "JOURNAL_TEST_S3" not in os.environ:
    pytest.exit("These tests need a server of S3 beside them: run scripts/test --browser.", 1)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        # A drawn picture stands for the camera, and whoever is asked lets pages use it.
        camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=camera)
        yield browser
        browser.close()


@pytest.fixture
def rekognition():
    return StandIn(os.environ["JOURNAL_TEST_REKOGNITION"]).another()


@pytest.fixture
def settings(rekognition):
    """The AWS settings of somebody whose credentials are good; a test may change them before it asks for the journal."""
    lines = Path(os.environ["JOURNAL_TEST_S3"]).read_text().split()
    settings = dict(line.split("=", 1) for line in lines)
    bucket = settings.pop("S3_BUCKET")
    return settings | {
        "AWS_ENDPOINT_URL_REKOGNITION": rekognition.url,
        "JOURNAL_REMOTE": f"s3://{bucket}/browser-{uuid.uuid4()}",
    }


@pytest.fixture
def journal(tmp_path, settings):
    journal = Journal(tmp_path, settings)
    if "JOURNAL_REMOTE" in settings:
        journal.choose_remote()
    with journal.served():
        yield journal


@pytest.fixture
def open_page(chromium, journal):
    """Opens a page of the journal in a browser of its own; takes the browser's settings.

    After the test no such page may have asked any other host for anything, broken the content security policy, or
    stumbled in its script.
    """
    complaints = []

    def watch(page):
        page.on("request", lambda request: complain_of_foreign(request.url))
        page.on("pageerror", lambda error: complaints.append(f"the script: {error}"))
        page.on("console", lambda message: complain_of_violation(message.text))

    def complain_of_foreign(url):
        if not url.startswith(("blob:", journal.url)):
            complaints.append(f"asked for {url}")

    def complain_of_violation(text):
        if "Content Security Policy" in text:
            complaints.append(text)

    contexts = []

    def open_page(path="/", **options):
        defaults = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB"}
        context = chromium.new_context(base_url=journal.url, **(defaults | options))
        contexts.append(context)
        context.on("page", watch)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page):
    return open_page()
