"""From "Sync now" to the mood on the page."""

import pytest
from photos import SELFIE
from playwright.sync_api import expect

# A face that fills the drawn one, happy.
HAPPY = {
    "BoundingBox": {"Left": 0.29, "Top": 0.2, "Width": 0.43, "Height": 0.41},
    "AgeRange": {"Low": 28, "High": 36},
    "Smile": {"Value": True, "Confidence": 98.24},
    "Emotions": {"CALM": 4.4, "HAPPY": 93.24, "SAD": 2.36},
}


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_sync_now_shows_the_mood_with_its_confidence_and_every_attribute(journal, rekognition, open_page, script):
    rekognition.answers(faces=[HAPPY])
    journal.run("add", SELFIE, "--felt", "good")
    page = open_page(java_script_enabled=script)
    page.get_by_role("button", name="Sync now").click()
    expect(page.get_by_text("Synced: 1 entry analysed.")).to_be_visible()

    page.get_by_text("seen happy 93.2 %").click()
    expect(page.get_by_text("You felt good")).to_be_visible()
    expect(page.get_by_text("You look HAPPY (93.2 %)")).to_be_visible()
    attributes = page.get_by_role("table").filter(has_text="Attribute").get_by_role("row")
    expect(attributes).to_contain_text(
        ["Attribute", "AgeRange", "Smile", "Eyeglasses", "Sunglasses", "Gender", "Beard", "Mustache", "EyesOpen"]
        + ["MouthOpen", "FaceOccluded"]
    )
    expect(attributes.filter(has_text="Smile")).to_contain_text("yes98.2 %")
    expect(attributes.filter(has_text="AgeRange")).to_contain_text("28–36")
    emotions = page.get_by_role("table").filter(has_text="Emotion").get_by_role("rowheader")
    expect(emotions).to_have_text(["happy", "calm", "sad"])


def test_sync_now_says_that_it_works(journal, rekognition, page):
    rekognition.answers(faces=0)
    journal.run("add", SELFIE)
    page.reload()
    # The page is gone when Playwright looks again, so the page itself notes what it showed.
    page.evaluate(
        """() => addEventListener('submit', ({ target }) => {
            const button = target.querySelector('button');
            sessionStorage.setItem('shown', `${button.textContent} ${button.disabled}`);
        })"""
    )
    page.get_by_role("button", name="Sync now").click()
    expect(page.get_by_text("Synced: 1 entry analysed.")).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('shown')") == "Syncing… true"
    expect(page.get_by_text("nobody seen")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_box_lies_over_the_face_at_every_size(journal, rekognition, open_page, width):
    rekognition.answers(faces=[HAPPY])
    [entry] = journal.run("add", SELFIE)
    journal.run("sync")
    page = open_page(f"/entries/{entry['id']}", viewport={"width": width, "height": 740})
    photo = page.locator("figure.photo img").bounding_box()
    face = page.locator("figure.photo .counts rect").bounding_box()
    line = 4  # half of it lies outside of the face
    expected = {
        "x": photo["x"] + 0.29 * photo["width"] - line / 2,
        "y": photo["y"] + 0.2 * photo["height"] - line / 2,
        "width": 0.43 * photo["width"] + line,
        "height": 0.41 * photo["height"] + line,
    }
    assert face == pytest.approx(expected, abs=1)


def test_what_is_set_aside_says_why_and_can_be_tried_again(journal, rekognition, page):
    rekognition.answers(next=["InvalidImageFormatException"])
    journal.run("add", SELFIE)
    page.reload()
    page.get_by_role("button", name="Sync now").click()
    expect(page.get_by_text("1 entry was set aside.")).to_be_visible()
    page.get_by_role("link", name="See the queue").click()
    expect(page.get_by_role("listitem")).to_contain_text("Request has invalid image format")
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("button", name="Sync now").click()
    expect(page.locator(".notice")).to_have_text("Synced: 1 entry analysed.")
    expect(page.get_by_text("All done.")).to_be_visible()


class TestOffline:
    @pytest.fixture
    def settings(self, settings):
        # Nothing listens on the first port; connections are refused at once.
        return settings | {"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1", "AWS_MAX_ATTEMPTS": "1"}

    def test_the_page_says_what_waits_and_why(self, journal, open_page):
        [entry] = journal.run("add", SELFIE)
        page = open_page(f"/entries/{entry['id']}")
        page.get_by_role("button", name="Sync now").click()
        notice = page.get_by_role("status").filter(has_text="1 entry is still waiting.")
        expect(notice).to_contain_text("127.0.0.1")
        expect(page.get_by_text("not known yet")).to_be_visible()
        page.reload()
        expect(notice).to_be_hidden()
