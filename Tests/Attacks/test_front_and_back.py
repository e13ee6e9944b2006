"""Two machines, as network namespaces: a front end with Apache and a certificate, and the journal behind it."""

import ctypes
import json
import os
import socket
import subprocess
import threading
import uuid
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from journal_under_test import BINARY, StandIn
from photos import SELFIE
from playwright.sync_api import expect, sync_playwright
from victim import PASSWORD, Victim

from documents import block  # noqa: E402
from two_machines import BACK, ELSEWHERE, FRONT, apache, certificate, namespaces, readable, run, started  # noqa: E402, F401

STATIC = """
<VirtualHost *:443>
    ServerName static.example
    SSLEngine on
    SSLCertificateFile {folder}/fullchain.pem
    SSLCertificateKeyFile {folder}/privkey.pem
    DocumentRoot {static}
</VirtualHost>
"""
STATIC_PAGE = """<!doctype html>
<title>A page elsewhere</title>
<form><input name="token" type="password"><input name="photo" type="file"><button>Add</button></form>
<p></p>
<script>
const journal = "https://front.example/journal/api/v1/"

async function ask(path, options) {
    const answer = await fetch(path.startsWith("/") ? new URL(path, journal) : journal + path, options)
    const body = await answer.json()
    if (!answer.ok) throw new Error(`${answer.status} ${body.detail}`)
    return [body, answer.headers]
}

document.forms[0].onsubmit = async event => {
    event.preventDefault()
    const form = new FormData(event.target)
    const headers = {Authorization: `Bearer ${form.get("token")}`}
    form.delete("token")
    const line = document.querySelector("p")
    try {
        const [, added] = await ask("entries", {method: "POST", headers, body: form})
        await ask("sync", {method: "POST", headers})
        const [entry, answered] = await ask(added.get("Location"), {headers})
        line.textContent = `${entry.status} ${entry.seen.emotion} ${answered.get("ETag")}`
    } catch (error) {
        line.textContent = error.message
    }
}
</script>
"""


def lead_out(namespace, url):
    """Makes what listens here on loopback listen there, too, under the same port."""
    port = urlsplit(url).port
    listening = []

    def listen():
        with open(f"/run/netns/{namespace}") as target:
            # Only this thread moves; the socket stays where it was made.
            assert ctypes.CDLL(None, use_errno=True).setns(target.fileno(), 0x40000000) == 0
        listening.append(socket.create_server(("127.0.0.1", port)))

    thread = threading.Thread(target=listen)
    thread.start()
    thread.join()

    def copy(source, target):
        try:
            while piece := source.recv(65536):
                target.sendall(piece)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def serve():
        while True:
            here, _ = listening[0].accept()
            there = socket.create_connection(("127.0.0.1", port))
            for pair in ((here, there), (there, here)):
                threading.Thread(target=copy, args=pair, daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()


@pytest.fixture
def static_page(readable):  # noqa: F811
    """The folder of a page elsewhere."""
    (readable / "page.html").write_text(STATIC_PAGE)
    return readable


@pytest.fixture
def two_machines(tmp_path, namespaces, static_page):  # noqa: F811
    front, back = namespaces
    rekognition = StandIn(os.environ["JOURNAL_TEST_REKOGNITION"]).another()
    settings = dict(line.split("=", 1) for line in Path(os.environ["JOURNAL_TEST_S3"]).read_text().split())
    remote = f"s3://{settings.pop('S3_BUCKET')}/front-{uuid.uuid4()}"
    for url in (settings["AWS_ENDPOINT_URL_S3"], rekognition.url):
        lead_out(back, url)
    journal = Victim(
        tmp_path, settings | {"AWS_ENDPOINT_URL_REKOGNITION": rekognition.url, "JOURNAL_REMOTE": remote}
    )
    journal.choose_remote()
    journal.run("password", typed=PASSWORD + "\n")
    folder = tmp_path / "apache"
    certificate(folder)
    front_end = block("apache", under="### The front end").replace("/etc/letsencrypt/live/front.example", str(folder))
    (folder / "apache.conf").write_text(apache(folder, front_end, STATIC.format(folder=folder, static=static_page)))
    serve = ["ip", "netns", "exec", back, BINARY, "serve", "--json", "--host", BACK, "--trusted-proxy", FRONT,
             "--public-host", "front.example", "--path-prefix", "/journal", "--cors", "https://static.example"]
    with started(*serve, env=journal.environment, stdout=subprocess.PIPE) as server:
        assert json.loads(server.stdout.readline())["url"] == "https://front.example/journal/"
        with started("ip", "netns", "exec", front, "apache2", "-f", folder / "apache.conf", "-DFOREGROUND"):
            journal.curl = lambda path, *options: run(
                "ip", "netns", "exec", front, "curl", "--silent", "--include", "--max-time", "60",
                "--retry", "20", "--retry-connrefused", "--retry-delay", "1",
                "--resolve", f"front.example:443:{FRONT}", "--cacert", folder / "fullchain.pem", *options,
                f"https://front.example/journal/{path}").decode(errors="replace")
            journal.front = front
            yield journal


def test_a_photo_goes_in_and_its_mood_comes_out_through_the_proxy(two_machines, tmp_path):
    jar = ["--cookie", tmp_path / "jar", "--cookie-jar", tmp_path / "jar"]
    browser = [*jar, "--header", "Accept: text/html"]
    assert "Location: /journal/sign-in?next=/" in two_machines.curl("", *browser)
    origin = ["--header", "Origin: https://front.example"]
    answer = two_machines.curl("sign-in", *browser, *origin, "--data-urlencode", f"password={PASSWORD}")
    assert "__Host-journal=" in answer and "Location: /journal/" in answer
    page = two_machines.curl("", *browser)
    assert '<base href="/journal/">' in page and "Nothing here yet." in page
    answer = two_machines.curl("entries", *browser, *origin, "--form", f"photo=@{SELFIE}", "--form", "felt=4")
    assert "303" in answer and "Location: /journal/?added=1" in answer
    assert '"analyzed":1' in two_machines.curl("api/v1/sync", *jar, *origin, "--request", "POST")
    [entry] = two_machines.run("list")
    page = two_machines.curl(f"entries/{entry['id']}", *browser)
    assert entry["status"] == "analyzed" and "You look" in page and "You felt good" in page
    photo = two_machines.curl(f"api/v1/entries/{entry['id']}/photo", *jar)
    assert "200" in photo.splitlines()[0] and "image/jpeg" in photo


def test_a_page_of_another_origin_uses_a_token(two_machines):
    [token] = two_machines.run("token", "new", "static")
    page = ["--header", "Origin: https://static.example", "--header", "Sec-Fetch-Site: cross-site"]
    asked = ["--request", "OPTIONS", "--header", "Access-Control-Request-Method: POST",
             "--header", "Access-Control-Request-Headers: authorization"]
    answer = two_machines.curl("api/v1/entries", *page, *asked).lower()
    assert " 204 " in answer and "access-control-allow-origin: https://static.example" in answer
    bearer = ["--header", f"Authorization: Bearer {token['secret']}"]
    answer = two_machines.curl("api/v1/entries", *page, *bearer, "--form", f"photo=@{SELFIE}")
    assert " 201 " in answer and "location: /journal/api/v1/entries/" in answer.lower()
    assert '"analyzed":1' in two_machines.curl("api/v1/sync", *page, *bearer, "--request", "POST")
    assert '"emotion":' in two_machines.curl("api/v1/entries", *page, *bearer)


@pytest.fixture
def front_browser(two_machines, tmp_path):
    """A real browser on the front end's network, where both names lead to Apache."""
    program = tmp_path / "chromium"
    program.write_text(f'#!/bin/sh\nexec ip netns exec {two_machines.front} /usr/bin/chromium "$@"\n')
    program.chmod(0o755)
    names = f"--host-resolver-rules=MAP front.example {FRONT},MAP static.example {FRONT}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[names])
        yield browser.new_context(ignore_https_errors=True)
        browser.close()


def test_a_page_of_another_origin_shows_a_mood_in_a_real_browser(two_machines, front_browser, tmp_path):
    [token] = two_machines.run("token", "new", "static")
    page = front_browser.new_page()
    page.goto("https://static.example/page.html")
    line = page.locator("p")
    page.locator("[name=token]").fill(token["secret"])
    page.locator("[name=photo]").set_input_files(SELFIE)
    page.get_by_role("button", name="Add").click()
    expect(line).to_contain_text("analyzed", timeout=60_000)
    [entry] = two_machines.run("list")
    assert entry["seen"]["emotion"] in line.text_content() and '"' in line.text_content()
    # What goes wrong is told in the journal's own words, too.
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"no picture")
    page.locator("[name=photo]").set_input_files(broken)
    page.get_by_role("button", name="Add").click()
    expect(line).to_contain_text("422 This file cannot be added")
    two_machines.run("token", "revoke", "static")
    page.get_by_role("button", name="Add").click()
    expect(line).to_contain_text("401 Sign in")


def test_a_page_of_another_origin_has_nothing_of_the_session(two_machines, front_browser):
    two_machines.run("add", SELFIE, "--note", "secret words")
    [entry] = two_machines.run("list")
    page = front_browser.new_page()
    page.goto("https://front.example/journal/sign-in")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("secret words")).to_be_visible()
    page.goto("https://static.example/page.html")
    read = """async path => {
        const answer = await fetch("https://front.example/journal/" + path, {credentials: "include"}).catch(() => null)
        return answer && [answer.status, await answer.text()]
    }"""
    for path in ["", "api/v1/entries", f"api/v1/entries/{entry['id']}/photo"]:
        answer = page.evaluate(read, path)
        assert answer is None or answer[0] in (401, 403) and "secret words" not in answer[1], path
    show = """path => new Promise(done => {
        const image = new Image()
        image.onload = () => done(true)
        image.onerror = () => done(false)
        image.src = "https://front.example/journal/" + path
    })"""
    assert page.evaluate(show, f"api/v1/entries/{entry['id']}/thumbnail") is False


def test_nobody_goes_around_the_proxy_or_through_it_unseen(two_machines):
    direct = ["ip", "netns", "exec", two_machines.front, "curl", "--silent", "--max-time", "20", "--interface", ELSEWHERE,
              f"http://{BACK}:8080/healthz"]
    assert subprocess.run(direct, capture_output=True, check=False).stdout == b""
    [entry] = two_machines.run("add", "--note", "stays")
    [token] = two_machines.run("token", "new", "test")
    hidden = f"0\r\n\r\nDELETE /api/v1/entries/{entry['id']} HTTP/1.1\r\nHost: front.example\r\nAuthorization: Bearer {token['secret']}\r\n\r\n"
    for head in ["Transfer-Encoding: chunked", "Transfer-Encoding: xchunked", "Transfer-Encoding: gzip, chunked"]:
        two_machines.curl("api/v1/sync", "--header", head, "--header", f"Content-Length: {len(hidden)}", "--data-binary", hidden)
        [now] = two_machines.run("list")
        assert now["trashedAt"] is None, head
