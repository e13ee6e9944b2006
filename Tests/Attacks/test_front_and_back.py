"""Two machines: a front end with Apache and a certificate, and the journal behind it. Two network namespaces stand for them."""

import ctypes
import json
import os
import socket
import subprocess
import threading
import uuid
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from journal_under_test import BINARY, StandIn
from photos import SELFIE
from victim import PASSWORD, Victim

MODULES = "/usr/lib/apache2/modules"
APACHE = """
ServerRoot {folder}
PidFile {folder}/pid
ErrorLog {folder}/error.log
ServerName front.example
Listen 10.77.0.5:443
{modules}
User nobody
Group nogroup
<VirtualHost *:443>
    SSLEngine on
    SSLCertificateFile {folder}/cert.pem
    SSLCertificateKeyFile {folder}/key.pem
    RequestHeader set X-Forwarded-Proto https
    RequestHeader unset Forwarded
    ProxyPass /journal/ http://10.77.0.7:8080/ flushpackets=on
</VirtualHost>
"""


def run(*words, **options):
    return subprocess.run([str(word) for word in words], check=True, capture_output=True, timeout=120, **options).stdout


@pytest.fixture
def namespaces():
    front, back = f"jf{os.getpid()}", f"jb{os.getpid()}"
    try:
        for name in (front, back):
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "-n", front, "link", "add", "wire", "type", "veth", "peer", "name", "wire", "netns", back)
        for name, addresses in ((front, ["10.77.0.5/24", "10.77.0.6/24"]), (back, ["10.77.0.7/24"])):
            for address in addresses:
                run("ip", "-n", name, "address", "add", address, "dev", "wire")
            run("ip", "-n", name, "link", "set", "wire", "up")
        yield front, back
    finally:
        for name in (front, back):
            subprocess.run(["ip", "netns", "delete", name], check=False)


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


@contextmanager
def started(*command, **options):
    with subprocess.Popen([str(word) for word in command], **options) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(60)


@pytest.fixture
def two_machines(tmp_path, namespaces):
    front, back = namespaces
    rekognition = StandIn(os.environ["JOURNAL_TEST_REKOGNITION"]).another()
    settings = dict(line.split("=", 1) for line in Path(os.environ["JOURNAL_TEST_S3"]).read_text().split())
    remote = f"s3://{settings.pop('S3_BUCKET')}/front-{uuid.uuid4()}"
    for url in (settings["AWS_ENDPOINT_URL_S3"], rekognition.url):
        lead_out(back, url)
    journal = Victim(
        tmp_path, settings | {"AWS_ENDPOINT_URL_REKOGNITION": rekognition.url, "JOURNAL_REMOTE": remote}
    )
    journal.run("password", typed=PASSWORD + "\n")
    folder = tmp_path / "apache"
    folder.mkdir()
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=front.example",
        "-addext", "subjectAltName=DNS:front.example", "-keyout", folder / "key.pem", "-out", folder / "cert.pem")
    names = ["mpm_event", "authz_core", "headers", "proxy", "proxy_http", "ssl"]
    modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in names)
    (folder / "apache.conf").write_text(APACHE.format(folder=folder, modules=modules))
    serve = ["ip", "netns", "exec", back, BINARY, "serve", "--json", "--host", "10.77.0.7", "--trusted-proxy", "10.77.0.5",
             "--public-host", "front.example", "--path-prefix", "/journal", "--cors", "https://static.example"]
    apache = ["ip", "netns", "exec", front, "apache2", "-f", folder / "apache.conf", "-DFOREGROUND"]
    with started(*serve, env=journal.environment, stdout=subprocess.PIPE) as server:
        assert json.loads(server.stdout.readline())["url"] == "https://front.example/journal/"
        with started(*apache):
            journal.curl = lambda path, *options: run(
                "ip", "netns", "exec", front, "curl", "--silent", "--include", "--max-time", "60",
                "--retry", "20", "--retry-connrefused", "--retry-delay", "1",
                "--resolve", "front.example:443:10.77.0.5", "--cacert", folder / "cert.pem", *options,
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


def test_nobody_goes_around_the_proxy_or_through_it_unseen(two_machines):
    direct = ["ip", "netns", "exec", two_machines.front, "curl", "--silent", "--max-time", "20", "--interface", "10.77.0.6",
              "http://10.77.0.7:8080/healthz"]
    assert subprocess.run(direct, capture_output=True, check=False).stdout == b""
    [entry] = two_machines.run("add", "--note", "stays")
    [token] = two_machines.run("token", "new", "test")
    hidden = f"0\r\n\r\nDELETE /api/v1/entries/{entry['id']} HTTP/1.1\r\nHost: front.example\r\nAuthorization: Bearer {token['secret']}\r\n\r\n"
    for head in ["Transfer-Encoding: chunked", "Transfer-Encoding: xchunked", "Transfer-Encoding: gzip, chunked"]:
        two_machines.curl("api/v1/sync", "--header", head, "--header", f"Content-Length: {len(hidden)}", "--data-binary", hidden)
        [now] = two_machines.run("list")
        assert now["trashedAt"] is None, head
