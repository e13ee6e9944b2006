"""Cached responses are never for anyone else, and never out of date. docs/security.md names each of these attacks."""

import http.client
import subprocess

import pytest
from photos import SELFIE
from victim import PASSWORD, read_all


@pytest.fixture
def asked(private):
    """A journal whose owner has just asked for all of it, several times; the paths of that."""
    [entry] = private.run("add", str(SELFIE), "--note", "secret words")
    paths = ["/", "/api/v1/entries", "/api/v1/stats", f"/api/v1/entries/{entry['id']}/thumbnail"]
    for path in paths:
        first, *others = [private.ask("GET", path) for _ in range(3)]
        assert first[0] == 200
        for status, headers, body in others:
            assert (status, {**headers, "date": ""}, body) == (200, {**first[1], "date": ""}, first[2]), path
    return private, paths


def test_what_was_just_answered_is_not_shown_to_others(asked):
    private, paths = asked
    for path in paths:
        right = private.ask("GET", path)[2]
        refused = [(421, {"Host": "evil.example"}), (403, {"Sec-Fetch-Site": "cross-site"}),
                   (403, {"X-Forwarded-For": "203.0.113.9"}), (403, {"Via": "1.1 front"})]
        refused += [(406, {"Accept": "text/csv"})] if path.startswith("/api/") else []
        for expected, headers in refused:
            status, _, body = private.ask("GET", path, headers=headers)
            assert status == expected and right not in body and b"secret words" not in body, (path, headers)
        assert private.ask("HEAD", path)[::2] == (200, b"")
        assert private.status("POST", path, headers={"Sec-Fetch-Site": "cross-site"}) in (403, 405)
        assert private.ask("GET", path)[2] == right


def test_another_account_that_sends_the_very_same_is_not_served(asked):
    private, paths = asked
    for path in paths:
        command = ["curl", "--silent", "--max-time", "30", private.url.rstrip("/") + path]
        mine = [subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout for _ in range(2)]
        assert mine[0] and mine[0] == mine[1]
        theirs = ["setpriv", "--reuid=65534", "--clear-groups", *command]
        assert subprocess.run(theirs, stdout=subprocess.PIPE, check=False).stdout == b""


def test_a_password_closes_what_was_open(asked):
    private, paths = asked
    connection = http.client.HTTPConnection(*private.address, timeout=60)

    def status(path):
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, b"secret words" in answer.read()

    for path in paths:
        assert status(path)[0] == 200
    private.run("password", typed=PASSWORD + "\n")
    for path in paths:
        assert status(path) == (401, False)
    connection.close()


def test_the_next_answer_knows_what_was_written(asked):
    private, _ = asked
    for number in range(10):
        for path in ["/", "/api/v1/entries"]:
            before = private.ask("GET", path)[2]
            assert private.ask("GET", path)[2] == before
        [entry] = private.run("add", "--note", f"number {number}")
        for path in ["/", "/api/v1/entries"]:
            assert b"number %d" % number in private.ask("GET", path)[2]
            assert b"number %d" % number in private.ask("GET", path)[2]
        private.run("remove", entry["id"])
        for path in ["/", "/api/v1/entries"]:
            assert b"number %d" % number not in private.ask("GET", path)[2]


def test_several_requests_at_once_are_answered_in_their_order(asked):
    private, paths = asked
    sequence = [*paths, "/healthz", "/api/v1/entries?limit=1", paths[1], "/nowhere", paths[3], "/healthz", *paths]
    requests = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() for path in sequence]
    alone = [[private.raw(request) for _ in range(2)][1].partition(b"\r\n\r\n")[2] for request in requests]
    with private.connect() as connection:
        connection.sendall(b"".join(requests) + b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        together = read_all(connection)
    for body in alone:
        head, _, rest = together.partition(b"\r\n\r\n")
        [length] = [int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
        assert rest[:length] == body
        together = rest[length:]
    assert together.endswith(b"\r\n\r\nok\n") and together.count(b"HTTP/1.1 ") == 1


def test_a_body_behind_what_was_just_asked_is_no_request(asked):
    private, paths = asked
    hidden = b"DELETE /api/v1/entries/0199abcd-ef01-7000-8000-000000000001 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    for path in paths:
        head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n".encode()
        for _ in range(2):
            assert private.raw(head + b"\r\n").count(b"HTTP/1.1 ") == 1
        old = [private.raw(head.replace(b"/1.1", b"/1.0") + b"\r\n") for _ in range(2)]
        assert old[0].count(b"HTTP/1.") == old[1].count(b"HTTP/1.") == 1 and old[0][:15] == old[1][:15]
        assert private.raw(head + b"Content-Length: %d\r\n\r\n" % len(hidden) + hidden).count(b"HTTP/1.1 ") == 1
        assert private.raw(head + b"Connection: close\r\n\r\n" + hidden).count(b"HTTP/1.1 ") == 1
