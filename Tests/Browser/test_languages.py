"""Whatever language a browser and a diary are in: dates of one calendar, and words that keep their direction."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from journal_under_test import ROOT
from pages import PAGES
from photos import SELFIE, jpeg, landscape, selfie
from playwright.sync_api import expect

ASSETS = ROOT / "Sources/JournalHTTP/Assets"
# Hebrew, with Latin words and a mark at the end that would jump to the other side.
NOTE, TAG, TOKEN, FILE = "שלום world!\nand גם English (כן)", "עברית!", "טלפון!", "תמונה!.jpg"


def digits(text):
    """The text with every script's digits as ASCII's."""
    return "".join(str(unicodedata.digit(c)) if unicodedata.digit(c, None) is not None else c for c in text)


@pytest.mark.parametrize("locale", ["fa-IR", "th-TH", "ar-SA", "ja-JP-u-ca-japanese", "he-IL-u-ca-hebrew"])
def test_dates_are_of_the_same_calendar_in_every_language(journal, open_page, locale):
    [entry] = journal.run("add", "--note", "a day", "--at", "2026-06-19 22:10")
    page = open_page(locale=locale)
    for path, place in [("/", ".day h2 time"), (f"/entries/{entry['id']}", "h1 time"), (f"/entries/{entry['id']}/history", "li time >> nth=0")]:
        page.goto(path)
        time = page.locator(place)
        expect(time).to_have_attribute("lang", re.compile(f"^{locale[:2]}"))
        # Written to the right or to the left, it leaves the words around it where they are.
        expect(time).to_have_attribute("dir", "auto")
    page.goto("/")
    written = digits(page.locator(".day h2").inner_text())
    assert "2026" in written and "19" in written, written


@pytest.mark.parametrize(
    "languages, day",
    [
        ('["C"]', "Friday 19 June 2026"),
        ("[]", "Friday 19 June 2026"),
        ("undefined", "Friday 19 June 2026"),
        ('["en-US@posix"]', "Friday, June 19, 2026"),
        ('["POSIX", "C", "de_DE.UTF-8"]', "Freitag, 19. Juni 2026"),
        ('["tlh", "", "de"]', "Freitag, 19. Juni 2026"),
    ],
)
def test_a_language_that_is_none_is_passed_over(journal, open_page, languages, day):
    journal.run("add", "--note", "a day", "--at", "2026-06-19 22:10")
    page = open_page("/healthz")
    page.add_init_script(f"Object.defineProperty(Navigator.prototype, 'languages', {{ get: () => {languages} }})")
    page.goto("/")
    expect(page.locator(".day h2")).to_have_text(day)


@pytest.fixture
def hebrew(journal, tmp_path):
    """A diary in Hebrew, and the paths of the pages that show it."""
    today = datetime.now(UTC)
    for day in range(12):
        good = day % 2 == 1
        journal.write(felt=5 if good else 1, tags=[TAG] if good else [], takenAt=(today - timedelta(days=day)).isoformat())
    [entry] = journal.run("add", SELFIE, "--note", NOTE, "--tag", TAG)
    journal.run("edit", entry["id"], "--note", NOTE + " later", "--untag", TAG)
    journal.run("edit", entry["id"], "--tag", TAG)
    [gone] = journal.run("remove", journal.run("add", "--note", NOTE)[0]["id"])
    journal.run("token", "new", TOKEN)
    word, tag = quote("שלום"), quote(TAG)
    asked = [f"search?search={word}", f"search?tag={tag}", f"?tag={tag}", f"search?search={quote('עברית')}", f"search?from={word}"]
    shown = [f"entries/{entry['id']}", f"entries/{entry['id']}/history", f"entries/{gone['id']}/purge", f"entries/{word}"]
    return [f"/{path}" for path in [*PAGES, *asked, *shown]]


ASTRAY = """() => {
    const hebrew = /[\\u0590-\\u05ff]/, astray = [], seen = []
    const note = (what, node) => astray.push(`${what}: ${node.outerHTML.slice(0, 160)}`)
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const [node, text] = [walker.currentNode.parentElement, walker.currentNode.data]
        if (!hebrew.test(text) || node.localName === "script") continue
        seen.push(text)
        const own = node.closest("[dir], bdi")
        if (own?.dir !== "auto" && own?.localName !== "bdi") note("text", node)
        // Nothing of ours is within, whose direction would be theirs.
        else if (/\\b(Tag|Added|Removed|Note|tag|made|is no)\\b/.test(own.textContent)) note("around", own)
    }
    for (const node of document.querySelectorAll("body *")) {
        for (const name of ["title", "alt", "aria-label", "placeholder", "value"]) {
            const text = node.getAttribute(name) ?? ""
            if (!hebrew.test(text) || ["hidden", "date"].includes(node.type)) continue
            seen.push(text)
            if (node.dir !== "auto" && !/\\u2068[^\\u2069]*[\\u0590-\\u05ff][^\\u2069]*\\u2069/.test(text)) note(name, node)
        }
    }
    const fields = "textarea, input:is([name=note], [name=tags], [name=tag], [name=search])"
    for (const field of document.querySelectorAll(fields)) if (field.type !== "hidden" && field.dir !== "auto") note("field", field)
    return [astray, seen.length]
}"""


def test_what_somebody_wrote_has_its_own_direction_on_every_page(hebrew, open_page):
    page = open_page()
    astray, counts = {}, {}
    for path in hebrew:
        page.goto(path)
        found, counts[path] = page.evaluate(ASTRAY)
        if found:
            astray[path] = found
    assert astray == {}
    silent = [path for path, count in counts.items() if count == 0]
    # These show no words.
    assert set(silent) <= {"/calendar", "/calendar?by=seen", "/search?search=hill", "/queue", "/no-such-page", hebrew[-1]}, silent
    page.goto(next(path for path in hebrew if path.startswith("/entries/")))
    expect(page.locator(".words")).to_have_css("direction", "rtl")
    # Each of a note's lines has its own.
    expect(page.locator(".words")).to_have_css("unicode-bidi", "plaintext")


def test_names_of_files_have_their_own_direction(journal, open_page, tmp_path):
    letter = tmp_path / FILE
    letter.write_text("no picture")
    page = open_page()
    page.locator("[data-add] input[type=file]").set_input_files(letter)
    expect(page.locator(".chosen")).to_contain_text(FILE)
    page.get_by_role("button", name="Add to journal").click()
    expect(page.locator("[data-add] .problem")).to_contain_text(f"\u2068{FILE}\u2069: This file cannot be added")
    names = page.locator(".chosen li span, .chosen .remove").evaluate_all("all => all.map(one => [one.dir, one.ariaLabel])")
    assert names == [["", f"Leave out \u2068{FILE}\u2069"], ["auto", None]]


def test_an_album_is_leafed_through_in_the_direction_of_writing(journal, open_page):
    album = journal.album(jpeg(selfie(sweater=60)), jpeg(landscape()))
    page = open_page("/healthz")
    # Before the page's modules run.
    page.add_init_script("document.addEventListener('readystatechange', () => { document.documentElement.dir = 'rtl' })")
    page.goto(f"/entries/{album['id']}")
    places = page.locator(".places a")
    expect(places.nth(0)).to_have_attribute("aria-current", "true")
    page.locator(".strip").focus()
    page.keyboard.press("ArrowLeft")
    expect(places.nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("ArrowRight")
    expect(places.nth(0)).to_have_attribute("aria-current", "true")
    places.nth(1).click()
    expect(places.nth(1)).to_have_attribute("aria-current", "true")


SIDES = {"margin", "padding", "inset", "border-width", "border-color", "border-style", "scroll-margin", "scroll-padding"}


def physical(source):
    """The declarations that name left or right, or treat them differently; a screen's cut-outs are where they are."""
    source = re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)
    source = re.sub(r"env\(safe-area-inset-(left|right)\)", "env(side)", source)
    for name, value in re.findall(r"([\w-]+)\s*:\s*([^;{}]+)[;}]", source):
        values = re.findall(r"(?:[^\s(]|\([^()]*(?:\([^()]*\)[^()]*)*\))+", value)
        if re.search(r"\b(left|right)\b", f"{name} {value}"):
            yield f"{name}: {value}"
        elif name in SIDES and len(values) == 4 and values[1] != values[3]:
            yield f"{name}: {value}"
        elif name == "border-radius" and len(values) > 1 and "/" not in values and [*values, *values][:2] != [*values, *values][1::-1]:
            yield f"{name}: {value}"


def test_styles_and_scripts_know_no_left_and_right():
    found = {path.name: list(physical(path.read_text())) for path in ASSETS.glob("*.css")}
    assert len(found) > 5 and not any(found.values()), found
    # A drawing's own places, a place in an album and the keys are what they are.
    for path in [*ASSETS.glob("*.js"), *Path(ROOT / "Sources/JournalHTTP").rglob("*.swift")]:
        assert not re.search(r"\.style\.\w*(left|right)|\bstyle=\\?\"", path.read_text(), re.IGNORECASE), path


def test_dates_are_written_in_one_place_and_by_one_calendar():
    for path in ASSETS.glob("*.js"):
        source = path.read_text()
        assert not re.search(r"toLocale(Date)?String", source), path
        for call in re.findall(r"new Intl\.DateTimeFormat\(.*", source):
            assert "calendar: 'gregory'" in call, call
