"""Request heads, and the connections they come on. docs/security.md names each of these attacks."""

import socket

import pytest
from victim import Victim, read_all

HOST = b"Host: 127.0.0.1\r\n"
CHUNKED = b"POST /api/v1/entries HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log"


@pytest.fixture
def logged(tmp_path, log):
    """A journal whose server's errors are kept."""
    with Victim(tmp_path, {}).served(before=["sh", "-c", 'exec "$@" 2>"$0"', str(log)]) as journal:
        yield journal


def whole(journal, data):
    """Everything that comes back until the server itself ends the connection, whose other half stays open."""
    with journal.connect() as connection:
        connection.sendall(data)
        return read_all(connection)


@pytest.mark.parametrize(
    "request_",
    [
        b"GET / HTTP/1.1\r\n" + HOST + b"Host: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: evil.example\r\n" + HOST + b"\r\n",
        b"GET / HTTP/1.1\r\n" + HOST + HOST + b"\r\n",
        b"GET / HTTP/1.0\r\n" + HOST + HOST + b"\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET HTTP://127.0.0.1@evil.example/ HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET https://evil.example HTTP/1.1\r\n" + HOST + b"\r\n",
        b"GET http://127.0.0.1/ HTTP/1.0\r\n\r\n",
    ],
)
def test_a_head_that_names_two_hosts_is_refused(logged, log, request_):
    logged.run("add", "--note", "secret words")
    answer = whole(logged, request_)
    assert answer.startswith(b"HTTP/1.1 400") and b"secret words" not in answer
    assert log.read_text() == ""


@pytest.mark.parametrize("body", [b"zz\r\n{}\r\n", b"1\r\n{}\r\n0\r\n\r\n", b"f" * 20 + b"\r\n{}", b"-1\r\n{}\r\n", b"2\n{}\n0\n\n"])
def test_a_body_in_broken_chunks_is_refused(logged, log, body):
    assert whole(logged, CHUNKED + body).startswith(b"HTTP/1.1 400")
    assert log.read_text() == "" and logged.count() == 0


@pytest.mark.parametrize("path", [b"/healthz", b"/", b"/api/v1/entries", b"/nowhere"])
@pytest.mark.parametrize(
    "version, fields",
    [
        (b"1.0", b""),
        (b"1.0", b"Connection: keep-alive\r\n"),
        (b"1.1", b"Connection: close\r\n"),
        (b"1.1", b"Connection: Close\r\n"),
        (b"1.1", b"Connection: keep-alive, close\r\n"),
        (b"1.1", b"Connection: close, keep-alive\r\n"),
        (b"1.1", b"Connection: keep-alive\r\nConnection: close\r\n"),
    ],
)
def test_a_connection_ends_with_the_answer_that_is_its_last(private, path, version, fields):
    head, body = whole(private, b"GET " + path + b" HTTP/" + version + b"\r\n" + HOST + fields + b"\r\n").split(b"\r\n\r\n", 1)
    assert head.startswith(b"HTTP/" + version) and b"\r\nconnection: close" in head.lower()
    assert version == b"1.1" or b"transfer-encoding" not in head.lower()
    assert body


def test_only_the_last_of_several_requests_ends_the_connection(private):
    get = b"GET /healthz HTTP/1.1\r\n" + HOST
    first, second = whole(private, get + b"\r\n" + get + b"Connection: close\r\n\r\n").split(b"ok\n")[:2]
    assert b"connection: close" not in first.lower() and b"connection: close" in second.lower()
    assert second.startswith(b"HTTP/1.1 200")


def test_an_absolute_target_that_names_us_is_served(private):
    port = private.address[1]
    request = f"GET http://127.0.0.1:{port}/healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    assert whole(private, request.encode()).endswith(b"ok\n")


def test_idle_connections_keep_nobody_out_where_few_files_may_be_open(tmp_path):
    with Victim(tmp_path, {}).served(before=["sh", "-c", 'ulimit -n 64; exec "$@"', "sh"]) as journal:
        held = []
        try:
            for _ in range(200):
                held.append(journal.connect())
            for path in ["/", "/api/v1/entries", "/healthz"]:
                assert journal.status("GET", path) == 200
            assert journal.status("POST", "/api/v1/entries", '{"felt":4}', {"Content-Type": "application/json"}) == 201
        finally:
            for connection in held:
                connection.close()


def test_an_address_may_be_in_brackets(tmp_path):
    with Victim(tmp_path, {}).served("--host", "[::1]") as journal:
        assert journal.url.startswith("http://[::1]:")
        with socket.create_connection(("::1", journal.address[1]), timeout=60) as connection:
            connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: [::1]\r\n\r\n")
            assert read_all(connection).endswith(b"ok\n")
