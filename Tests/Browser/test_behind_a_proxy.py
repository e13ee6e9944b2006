"""What pages say of a server in front of the journal that lets less through than the journal takes: a real nginx."""

import socket
import subprocess

import pytest
from photos import SELFIE, jpeg, selfie
from playwright.sync_api import expect

CONFIGURATION = """
daemon off;
user root;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    server {{
        listen 127.0.0.1:{port};
        client_max_body_size 500k;
        location / {{
            proxy_pass {journal};
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
        }}
    }}
}}
"""
REFUSAL = "The server in front of the journal refuses uploads this large; docs/deployment.md says how to allow them."


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except ConnectionRefusedError:
        return False
    return True


@pytest.fixture
def journal(journal, tmp_path):
    """The journal, at the address of its front end."""
    folder = tmp_path / "front"
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    configuration = folder / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port, journal=journal.url.rstrip("/")))
    command = ["nginx", "-c", configuration, "-e", folder / "error.log"]
    with subprocess.Popen([str(word) for word in command]) as nginx:
        try:
            while not answers(port):
                assert nginx.poll() is None, (folder / "error.log").read_text()
            journal.url = f"http://127.0.0.1:{port}/"
            yield journal
        finally:
            nginx.terminate()
            nginx.wait(60)


@pytest.fixture
def large(tmp_path):
    """A photo that the journal takes and the front end does not."""
    path = tmp_path / "large.jpg"
    path.write_bytes(jpeg(selfie(sweater=20)) + bytes(3 << 20))
    return path


def test_a_photo_it_does_not_let_through_is_named_and_the_others_come_in(journal, page, large):
    page.get_by_label("Add a photo").set_input_files([large, SELFIE])
    page.get_by_role("radio", name="An entry each").check()
    page.get_by_role("button", name="Add to journal").click()
    expect(page.get_by_role("alert")).to_have_text(f"\u2068large.jpg\u2069: {REFUSAL}\n1 other photo is in your journal.")
    assert len(journal.entries()) == 1


def test_a_photo_for_an_entry_is_refused_in_the_same_words(journal, open_page, large):
    entry = journal.write(note="a walk")
    page = open_page(f"/entries/{entry['id']}")
    page.get_by_text("Add photos").first.click()
    page.get_by_label("Choose photos").set_input_files(large)
    page.get_by_role("button", name="Add photos").click()
    expect(page.get_by_role("alert").filter(has_text=REFUSAL)).to_be_visible()
    page.get_by_label("Choose photos").set_input_files(SELFIE)
    page.get_by_role("button", name="Add photos").click()
    expect(page.locator("figure.photo")).to_be_visible()
    assert [len(entry["photos"]) for entry in journal.entries()] == [1]
