"""The front ends of docs/deployment.md, as they stand there, before the back end of docs/deployment.md.

Only the folder of the certificate is another one, and a proxy's configuration has what its package would put around the block.
"""

import io
import json
import os
import re
import shlex
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from documents import ROOT, block
from PIL import Image
from two_machines import BACK, ELSEWHERE, FRONT, apache, certificate, network, run, started

sys.path[:0] = [str(ROOT / "Tests" / name) for name in ("Attacks", "Browser")]

from journal_under_test import BINARY  # noqa: E402
from photos import SELFIE  # noqa: E402
from victim import PASSWORD, Victim  # noqa: E402

NGINX = """
daemon off;
user root;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
access_log off;
client_body_temp_path {folder}/bodies;
proxy_temp_path {folder}/answers;
{site}
}}
"""
CADDY = """
{{
    admin off
    local_certs
    skip_install_trust
    storage file_system {folder}
}}
{site}
"""


def configured(name, folder):
    """The command of a front end that has the documented block, and the certificate by which it is known."""
    configuration, trusted = folder / "configuration", folder / "certificate/fullchain.pem"
    certificate(folder / "certificate")
    site = block(name, under="### The front end")
    if name == "caddy":
        text, trusted = CADDY.format(folder=folder, site=site), folder / "pki/authorities/local/root.crt"
        command = ["env", f"HOME={folder}", "caddy", "run", "--adapter", "caddyfile", "--config", configuration]
    else:
        assert site.count("/etc/letsencrypt/live/front.example/") == 2
        site = site.replace("/etc/letsencrypt/live/front.example", str(folder / "certificate"))
        if name == "apache":
            text, command = apache(folder, site), ["apache2", "-f", configuration, "-DFOREGROUND"]
        else:
            text, command = NGINX.format(folder=folder, site=site), ["nginx", "-c", configuration, "-e", folder / "error.log"]
    configuration.write_text(text)
    return command, trusted


class FrontEnd:
    """A front end, and how a visitor reaches it."""

    def __init__(self, namespace, trusted, folder):
        self.namespace, self.trusted = namespace, ["--cacert", trusted]
        self.jar = folder / "jar"
        self.visitor = ["--cookie", self.jar, "--cookie-jar", self.jar, "--header", "Origin: https://front.example",
                        "--header", "Expect:"]

    def command(self, url, *options):
        return ["ip", "netns", "exec", self.namespace, "curl", "--silent", "--max-time", "60",
                "--resolve", f"front.example:443:{FRONT}", "--resolve", f"front.example:80:{FRONT}", *self.trusted, *options, url]

    def curl(self, path, *options, accept="text/html", check=True):
        command = self.command(f"https://front.example{path}", "--include", *self.visitor, "--header", f"Accept: {accept}", *options)
        answer = subprocess.run(command, check=check, stdout=subprocess.PIPE, timeout=120).stdout
        return answer.decode(errors="replace").replace("\r\n", "\n")

    def sign_in(self):
        return self.curl("/journal/sign-in", "--data-urlencode", f"password={PASSWORD}")


def header(answer, name):
    head = answer.split("\n\n")[0].splitlines()
    return [line.split(": ", 1)[1] for line in head if line.lower().startswith(f"{name}: ")]


@pytest.fixture(scope="module", params=["apache", "nginx", "caddy"])
def front_end(request, tmp_path_factory):
    """A front end before a journal that is served as the documented unit does."""
    home = tmp_path_factory.mktemp(request.param)
    journal = Victim(home, {})
    journal.run("password", typed=PASSWORD + "\n")
    unit = block("ini", under="### The back end")
    program, *options = shlex.split(re.search(r"^ExecStart=((?:.*\\\n)*.*)$", unit, re.MULTILINE)[1].replace("\\\n", " "))
    assert program == "/usr/bin/journal"
    folder = home / "front"
    folder.mkdir()
    command, trusted = configured(request.param, folder)
    within = ["ip", "netns", "exec"]
    with ExitStack() as parts:
        front, back = parts.enter_context(network())
        # The journal ends before its front end, which would wait for the end of its events.
        parts.enter_context(started(*within, front, *command, stderr=subprocess.DEVNULL))
        serve = [*within, back, BINARY, *options, "--json"]
        server = parts.enter_context(started(*serve, env=journal.environment, stdout=subprocess.PIPE))
        assert json.loads(server.stdout.readline())["url"] == "https://front.example/journal/"
        front_end = FrontEnd(front, trusted, home)
        front_end.journal = journal
        run(*front_end.command("https://front.example/", "--retry", "60", "--retry-all-errors", "--retry-delay", "1", "--insecure"))
        yield front_end


def large_photo():
    """A JPEG of more megabytes than proxies let through of themselves."""
    noise = Image.frombytes("RGB", (1500, 1100), os.urandom(1500 * 1100 * 3))
    data = io.BytesIO()
    noise.save(data, "JPEG", quality=95)
    return data.getvalue()


def test_a_diary_is_kept_through_the_documented_front_end(front_end, tmp_path):
    # The prefix without its slash leads to the one with it.
    found = run(*front_end.command("https://front.example/journal", "--include")).decode()
    assert found.split()[1] == "301"
    assert header(found.replace("\r\n", "\n"), "location")[0] in ("/journal/", "https://front.example/journal/")
    assert header(front_end.curl("/journal/"), "location") == ["/journal/sign-in?next=/"]
    answer = front_end.sign_in()
    assert header(answer, "location") == ["/journal/"] and "__Host-journal=" in header(answer, "set-cookie")[0]
    page = front_end.curl("/journal/")
    assert '<base href="/journal/">' in page and "Nothing here yet." in page

    # Events are passed on as they happen.
    stream = front_end.command(
        "https://front.example/journal/api/v1/events", "--no-buffer", *front_end.visitor, "--header", "Accept: text/event-stream")
    with started(*stream, stdout=subprocess.PIPE) as events:
        assert events.stdout.readline() == b"retry: 2000\n"
        # Each of them, while nothing else comes that could push it on.
        for note in ["from the command line", "and again"]:
            [entry] = front_end.journal.run("add", "--note", note)
            told = b"".join(iter(events.stdout.readline, b"event: change\n")) and [events.stdout.readline() for _ in range(2)]
            assert entry["id"].encode() in told[1]

    # A photo of more than nginx's 1 MB.
    photo = tmp_path / "large.jpg"
    photo.write_bytes(large_photo())
    assert photo.stat().st_size > 1 << 20
    answer = front_end.curl("/journal/entries", "--form", f"photo=@{photo}", "--form", "felt=4")
    # It has no date.
    assert re.fullmatch(r"/journal/\?added=1&doubted=now_[0-9a-f-]+", *header(answer, "location"))
    [entry] = front_end.journal.run("list", "--photo")
    photo = front_end.curl(f"/journal/api/v1/entries/{entry['id']}/photo", accept="image/jpeg")
    assert header(photo, "content-type") == ["image/jpeg"]


def test_the_largest_form_that_the_journal_takes_passes(front_end, tmp_path):
    front_end.sign_in()
    photo, words = tmp_path / "largest.jpg", tmp_path / "words.txt"
    with photo.open("wb") as file:
        file.write(Path(SELFIE).read_bytes())
        file.truncate(60 << 20)
    words.write_bytes(b"x" * ((1 << 20) - 4096))
    options = ["--form", f"photo=@{photo}", "--form", f"other=@{words}"]
    answer = front_end.curl("/journal/api/v1/entries", *options, accept="application/json")
    assert answer.split()[1] == "201"


def test_the_journal_itself_says_what_is_too_large(front_end, tmp_path):
    front_end.sign_in()
    photo = tmp_path / "huge.jpg"
    with photo.open("wb") as file:
        file.write(Path(SELFIE).read_bytes())
        file.truncate((60 << 20) + 1)
    # The answer may come before the end of the body, and curl complains that it could not send that. Over HTTP/2, Debian 12's curl
    # may then drop the body of the answer, which the front end has sent.
    options = ["--http1.1", "--data-binary", f"@{photo}", "--header", "Content-Type: image/jpeg"]
    answer = front_end.curl("/journal/api/v1/entries", *options, accept="application/json", check=False)
    assert answer.split()[1] == "413" and "60 MB" in answer


def test_what_a_visitor_claims_is_not_passed_on(front_end):
    claims = {
        "Forwarded": "for=203.0.113.1;host=evil.example;proto=http", "X-Forwarded-For": "203.0.113.1", "X-Forwarded-Proto": "http",
        "X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil"}
    said = [word for name, value in claims.items() for word in ("--header", f"{name}: {value}")]
    front_end.jar.unlink(missing_ok=True)
    assert header(front_end.curl("/journal/", *said), "location") == ["/journal/sign-in?next=/"]
    assert header(front_end.curl("/journal/sign-in", *said, "--data-urlencode", f"password={PASSWORD}"), "location") == ["/journal/"]
    assert '<base href="/journal/">' in front_end.curl("/journal/", *said)
    # Nobody goes around the front end.
    around = ["ip", "netns", "exec", front_end.namespace, "curl", "--silent", "--max-time", "20", "--interface", ELSEWHERE, f"http://{BACK}:8080/healthz"]
    assert subprocess.run(around, capture_output=True, check=False).stdout == b""
