"""Any change to the journal appears on all open pages by itself."""

from photos import SELFIE
from playwright.sync_api import expect


def test_what_another_process_adds_changes_and_removes_shows_at_once(journal, page):
    expect(page.get_by_text("Nothing here yet.")).to_be_visible()
    [entry] = journal.run("add", "--note", "From a terminal", "--felt", "good")
    expect(page.locator(".note")).to_have_text(["From a terminal"])
    expect(page.get_by_text("Nothing here yet.")).to_have_count(0)
    journal.run("add", SELFIE)
    expect(page.get_by_text("1 entry is waiting for a sync.")).to_be_visible()
    journal.run("edit", entry["id"], "--note", "Changed there")
    expect(page.locator(".note")).to_have_text(["Changed there"])
    journal.run("remove", entry["id"])
    expect(page.locator(".note")).to_have_count(0)


def test_a_mood_comes_onto_the_open_page_of_its_entry_and_leaves_the_queue(journal, rekognition, open_page):
    rekognition.answers(faces=[{"Emotions": {"HAPPY": 93.2, "CALM": 6.8}}])
    [entry] = journal.run("add", SELFIE, "--felt", "good")
    page = open_page(f"/entries/{entry['id']}")
    queue = page.context.new_page()
    queue.goto("/queue")
    expect(queue.locator(".queue li")).to_have_count(1)
    journal.run("sync")
    expect(queue.get_by_text("All done.")).to_be_visible()
    page.bring_to_front()
    expect(page.get_by_text("You look HAPPY (93.2 %)")).to_be_visible()


def test_the_pages_of_a_browser_listen_together(journal, open_page):
    first = open_page("/healthz")
    listening = []
    first.context.on("request", lambda request: listening.append(request) if request.url.endswith("/events") else None)
    with first.context.expect_event("request", lambda request: request.url.endswith("/events")):
        first.goto("/")
    others = [first.context.new_page() for _ in range(3)]
    for page in others:
        page.goto("/")
        page.wait_for_load_state("networkidle")
    assert len(listening) == 1
    journal.run("add", "--note", "For all of you")
    for page in [first, *others]:
        page.bring_to_front()
        expect(page.locator(".note")).to_have_text(["For all of you"])
    # When the page that listened goes, another takes its place.
    with first.context.expect_event("request", lambda request: request.url.endswith("/events")):
        first.close()
    journal.run("add", "--note", "Still there")
    for page in others:
        page.bring_to_front()
        expect(page.locator(".note")).to_have_text(["Still there", "For all of you"])


def test_what_happened_while_the_network_was_away_is_shown_when_it_is_back(journal, page):
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    journal.run("add", "--note", "Meanwhile")
    page.context.set_offline(False)
    expect(page.locator(".note")).to_have_text(["Meanwhile"], timeout=20_000)


def test_what_could_not_be_fetched_at_first_is_shown_later(journal, page):
    page.wait_for_load_state("networkidle")
    page.route(page.url, lambda route: route.abort())
    with page.expect_event("requestfailed"):
        journal.run("add", "--note", "At last")
    page.unroute(page.url)
    expect(page.locator(".note")).to_have_text(["At last"], timeout=20_000)


def test_what_is_being_typed_stays(journal, page):
    note = page.get_by_label("Note")
    note.fill("Not yet")
    journal.run("add", "--note", "From a terminal")
    expect(page.locator(".entry .note")).to_have_text(["From a terminal"])
    expect(note).to_have_value("Not yet")


def test_a_list_that_has_grown_keeps_what_came_to_its_end(journal, page):
    for number in range(60):
        journal.write(note=f"Number {number:02}", takenAt=f"2026-0{1 + number // 28}-{1 + number % 28:02}T12:00:00+01:00")
    page.goto("/")
    page.locator(".more").scroll_into_view_if_needed()
    expect(page.locator(".entry")).to_have_count(60)
    [newest] = journal.run("list", "--limit", "1")
    journal.run("edit", newest["id"], "--note", "Changed")
    journal.run("add", "--note", "Newer", "--at", "2026-06-01 12:00")
    expect(page.locator(".note").first).to_have_text("Newer")
    expect(page.locator(".note").nth(1)).to_have_text("Changed")
    expect(page.locator(".entry")).to_have_count(61)


def test_the_focus_stays_where_it_is(journal, open_page):
    [entry] = journal.run("add", "--felt", "good", "--note", "Before")
    page = open_page(f"/entries/{entry['id']}")
    page.get_by_role("button", name="great").focus()
    journal.run("edit", entry["id"], "--note", "After")
    expect(page.locator(".words")).to_have_text("After")
    expect(page.get_by_role("button", name="great")).to_be_focused()


def test_what_happened_after_the_stream_was_refused_is_shown_when_it_is_taken(journal, open_page):
    page = open_page("/healthz")
    refused = []

    def refuse_once(route):
        if refused:
            return route.continue_()
        refused.append(route)
        return route.fulfill(status=503)

    page.route("**/events", refuse_once)
    page.goto("/", wait_until="networkidle")
    assert refused
    journal.run("add", "--note", "Meanwhile")
    expect(page.locator(".note")).to_have_text(["Meanwhile"], timeout=20_000)


def test_a_part_that_somebody_was_busy_in_is_renewed_when_they_leave_it(journal, open_page):
    [entry] = journal.run("add", "--felt", "good", "--note", "Before")
    page = open_page(f"/entries/{entry['id']}")
    page.wait_for_load_state("networkidle")
    page.locator("summary", has_text="Edit").click()
    field = page.get_by_label("Note")
    field.fill("Not yet")
    with page.expect_response(lambda response: response.url.endswith(entry["id"])):
        journal.run("edit", entry["id"], "--felt", "great")
    expect(field).to_have_value("Not yet")
    page.locator("summary", has_text="Edit").click()
    expect(page.get_by_text("You felt good")).to_be_visible()
    # What is not sent yet is not thrown away, open or closed.
    page.locator("summary", has_text="Edit").click()
    expect(field).to_have_value("Not yet")
    field.fill("Before")
    page.locator("summary", has_text="Edit").click()
    expect(page.get_by_text("You felt great")).to_be_visible()


def test_what_waits_no_more_shows_on_the_open_page_of_its_entry(journal, open_page):
    [entry] = journal.run("add", SELFIE)
    page = open_page(f"/entries/{entry['id']}")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("Waiting for a sync.")).to_be_visible()
    journal.run("skip", entry["id"])
    expect(page.get_by_text("This photo will not be analysed.")).to_be_visible()


def test_whoever_looks_at_an_entry_that_is_destroyed_is_led_away(journal, open_page):
    [entry] = journal.run("add", "--note", "Gone soon")
    page = open_page(f"/entries/{entry['id']}")
    page.wait_for_load_state("networkidle")
    journal.run("remove", entry["id"], "--forever", "--yes")
    expect(page.get_by_text("Nothing here yet.")).to_be_visible()


def test_the_trash_and_an_empty_search_show_what_comes_and_goes(journal, open_page):
    page = open_page("/trash")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("The trash is empty.")).to_be_visible()
    [entry] = journal.run("add", "--note", "Hill", "--tag", "sun")
    journal.run("remove", entry["id"])
    expect(page.locator(".note")).to_have_text(["Hill"])
    expect(page.get_by_role("link", name="Empty the trash")).to_be_visible()
    page.goto("/search?tag=sun", wait_until="networkidle")
    expect(page.get_by_text("Nothing found.")).to_be_visible()
    journal.run("restore", entry["id"])
    expect(page.locator(".note")).to_have_text(["Hill"])
    expect(page.get_by_role("heading", name="1 entry")).to_be_visible()
