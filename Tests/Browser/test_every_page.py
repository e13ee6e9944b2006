"""What holds for every page: accessible, small, and not too wide for a phone."""

from importlib.resources import files

import pytest
from pages import PAGES
from photos import SELFIE, friends, jpeg, landscape, selfie
from playwright.sync_api import expect

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def everything(journal, rekognition, tmp_path):
    """A journal in which every page has something to show; the paths of all of them."""
    row = [{"BoundingBox": {"Left": 0.1 + 0.3 * n, "Top": 0.2, "Width": 0.15, "Height": 0.4}} for n in range(3)]
    rekognition.answers(faces=row)
    group = tmp_path / "group.jpg"
    group.write_bytes(jpeg(friends()))
    [entry] = journal.run("add", group, "--felt", "great", "--note", "Up the hill", "--tag", "friends")
    for days in range(12):
        tag = ["--tag", "run"] if days % 2 else []
        journal.run("add", "--felt", 1 + days % 5, "--at", f"{days} days ago", *tag)
    journal.run("sync")
    journal.run("edit", entry["id"], "--felt", "good")
    journal.run("remove", journal.run("add", "--note", "Gone")[0]["id"])
    journal.run("token", "new", "phone")
    journal.run("add", SELFIE)
    album = journal.album(jpeg(selfie(sweater=60)), jpeg(landscape()))
    other = [f"entries/{album['id']}", f"entries/{album['id']}/photos/{album['photo']['sha256']}/purge"]
    return [f"/{path}" for path in [*PAGES, f"entries/{entry['id']}", f"entries/{entry['id']}/history", *other]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing(everything, open_page, scheme, width):
    page = open_page("/", color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    found = []
    for path in everything:
        page.goto(path)
        for details in page.locator("details").all():
            details.evaluate("details => { details.open = true }")
        page.evaluate(AXE)
        for violation in page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]:
            places = [node["target"][0] for node in violation["nodes"][:3]]
            found.append(f"{path}: {violation['id']} ({violation['help']}) at {places}")
    assert found == []


def test_the_sign_in_page_and_the_sheet_of_keys_are_accessible(journal, open_page):
    page = open_page("/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.evaluate(AXE)
    assert page.evaluate("rules => axe.run(document, rules)", RULES)["violations"] == []
    page.get_by_role("button", name="Close").click()
    journal.run("password", typed="correct horse battery staple\n")
    page.goto("/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.evaluate(AXE)
    assert page.evaluate("rules => axe.run(document, rules)", RULES)["violations"] == []


def test_no_page_is_large_or_wider_than_a_phone(everything, journal, open_page):
    page = open_page("/", viewport={"width": 360, "height": 740})
    for path in [*everything, "/sign-in"]:
        if path == "/sign-in":
            journal.run("password", typed="correct horse battery staple\n")
        sizes = {"document": 0, "script": 0, "stylesheet": 0}

        def weigh(response, sizes=sizes):
            if response.request.resource_type in sizes:
                sizes[response.request.resource_type] += len(response.body())

        page.on("response", weigh)
        page.goto(path, wait_until="networkidle")
        page.remove_listener("response", weigh)
        assert 0 < sizes["document"] <= 40_000 and sizes["script"] <= 30_000 and sizes["stylesheet"] <= 15_000, (path, sizes)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_nothing_moves_where_motion_is_not_wanted(everything, open_page):
    page = open_page("/", reduced_motion="reduce")
    for path in everything:
        page.goto(path)
        moving = page.evaluate(
            """() => [...document.querySelectorAll("*")].flatMap(element => [null, "::before", "::after"].map(part => {
                const style = getComputedStyle(element, part)
                const still = style.animationName === "none" && style.scrollBehavior !== "smooth"
                return still && style.transitionDuration.split(", ").every(time => time === "0s") ? null : element.outerHTML
            })).filter(Boolean)"""
        )
        assert moving == [], path


def test_on_paper_there_is_what_was_written_and_nothing_to_press(everything, open_page):
    page = open_page("/")
    page.emulate_media(media="print")
    for path in everything:
        page.goto(path)
        expect(page.locator("nav").filter(visible=True)).to_have_count(0)
        expect(page.locator("button, input, select, textarea").filter(visible=True)).to_have_count(0)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/")
    expect(page.get_by_text("Up the hill")).to_be_visible()


def test_keys_lead_everywhere(everything, journal, page):
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("next entry")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    for key, name in zip("crsqxe", ["Calendar", "Trends", "Search", "Queue", "Trash", "Settings"], strict=True):
        page.keyboard.press("g")
        page.keyboard.press(key)
        page.wait_for_url(f"**/{name.lower()}")
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url("**/entries/*")
    page.keyboard.press("/")
    page.wait_for_url("**/search")
    page.keyboard.press("n")
    page.wait_for_url(lambda url: url == journal.url)
    expect(page.get_by_label("Note")).to_be_focused()
    page.keyboard.type("g")
    expect(page.get_by_label("Note")).to_have_value("g")
    page.keyboard.press("Escape")
    expect(page.get_by_label("Note")).not_to_be_focused()


def test_the_keys_can_be_switched_off(journal, open_page):
    page = open_page("/settings")
    page.get_by_role("button", name="Keys…").click()
    page.get_by_label("Use these keys in this browser").uncheck()
    page.get_by_role("button", name="Close").click()
    page.goto("/")
    page.keyboard.press("?")
    page.keyboard.press("n")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Note")).not_to_be_focused()
    page.goto("/settings")
    page.get_by_role("button", name="Keys…").click()
    page.get_by_label("Use these keys in this browser").check()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
