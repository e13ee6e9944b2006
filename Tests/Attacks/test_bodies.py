"""Request bodies made to do harm. docs/security.md names each of these attacks."""

import io
import json
import os
import resource
import selectors
import socket
import struct
import zlib

import pytest
from photos import SELFIE, jpeg, selfie

MEGABYTE = 1 << 20
JSON = {"Content-Type": "application/json"}


def test_paths_lead_to_nothing_but_the_journal(private):
    for path in ["/../../etc/passwd", "/api/v1/entries/../../../etc/passwd", "/assets/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
                 "/assets/..%2f..%2fetc%2fpasswd", "//etc/passwd", "/entries/%00", "/assets/%ff", "/api/v1/entries/..%5c..",
                 "/journal.sqlite", "/access.json", "/" + "a/" * 3000]:
        status, _, body = private.ask("GET", path)
        assert status in (400, 404, 414), (path, status)
        assert b"root:" not in body and b"SQLite" not in body


def test_nothing_gets_into_the_head_of_an_answer(private):
    for path in ["/sign-in?next=/%0d%0aX-Evil:%201", "/sync?from=%0d%0aX-Evil:%201", "/?added=1%0d%0aX-Evil:%201",
                 "/api/v1/entries?cursor=%0d%0aX-Evil:%201", "/api/v1/entries/%0d%0aX-Evil:%201"]:
        for method in ["GET", "POST"]:
            _, headers, _ = private.ask(method, path)
            assert "x-evil" not in headers
    answer = private.raw(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: b\r\n c\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 ")


def test_what_is_too_large_is_refused_before_it_is_read(private):
    big = {"Content-Length": str(70 * MEGABYTE)}
    for path, kind in [("/api/v1/entries", "image/jpeg"), ("/api/v1/entries", "multipart/form-data; boundary=x"),
                       ("/entries", "multipart/form-data; boundary=x"), ("/api/v1/entries", "application/json")]:
        with private.connect() as connection:
            head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nContent-Length: {70 * MEGABYTE}\r\n\r\n"
            connection.sendall(head.encode())
            # Nothing more is sent, so whoever waited for the body would not answer.
            assert connection.recv(4096).startswith(b"HTTP/1.1 413"), (path, kind)
    body = b'{"note":"' + b"a" * MEGABYTE + b'"}'
    assert private.status("POST", "/api/v1/entries", body, JSON) == 413
    for head in [b"X: " + b"a" * 10_000, b"\r\n".join(b"X-%d: a" % number for number in range(200))]:
        answer = private.raw(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + head + b"\r\n\r\n")
        assert not answer or answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 431"))
    assert private.status("GET", "/healthz") == 200
    assert private.count() == 0


def test_a_password_longer_than_any_is_not_read(locked):
    assert locked.sign_in("a" * 8000)[0] == 401
    status, _, body = locked.sign_in("a" * 8192)
    assert status == 413 and b"1 kB at most" in body


def chunks(path, kind, beginning, piece):
    """A request whose body never ends."""
    yield f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    yield b"%x\r\n%s\r\n" % (len(beginning), beginning)
    while True:
        yield b"%x\r\n%s\r\n" % (len(piece), piece)


@pytest.mark.parametrize(
    "path, kind, beginning",
    [
        ("/api/v1/entries", "image/jpeg", b"\xff\xd8"),
        ("/api/v1/entries", "application/json", b'{"note":"'),
        ("/api/v1/entries", "multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name=photo; filename=a\r\n\r\n'),
        ("/api/v1/entries", "multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name=note\r\n\r\n'),
        ("/api/v1/entries", "multipart/form-data; boundary=x", b"never a boundary"),
        ("/api/v1/sync", "text/plain", b"a"),
    ],
)
def test_a_body_without_end_is_cut_off(private, path, kind, beginning):
    sent = 0
    with private.connect() as connection:
        with pytest.raises((BrokenPipeError, ConnectionResetError)):
            for piece in chunks(path, kind, beginning, b"a" * 65536):
                connection.sendall(piece)
                sent += len(piece)
                assert sent < 200 * MEGABYTE
    assert private.status("GET", "/healthz") == 200
    assert private.count() == 0
    assert not [name for name in os.listdir(private.environment["JOURNAL_HOME"]) if name.startswith(".upload")]


def part(name, content, rest=""):
    return f'--x\r\nContent-Disposition: form-data; name="{name}"{rest}\r\n\r\n'.encode() + content + b"\r\n"


def send_form(journal, *parts):
    status, _, body = journal.ask("POST", "/api/v1/entries", b"".join(parts) + b"--x--\r\n",
                                  {"Content-Type": "multipart/form-data; boundary=x"})
    return status, json.loads(body)


def test_nothing_that_a_form_says_is_lost(private):
    status, entry = send_form(private, part("photo", SELFIE.read_bytes()), part("tags", b"run, old friends"), part("tags", b"sun"))
    assert status == 201 and entry["photo"] and entry["tags"] == ["old friends", "run", "sun"]
    status, entry = send_form(private, part("note", b" \r\nfrom\r\na file\r\n", '; filename="note.txt"'))
    assert status == 201 and entry["note"] == "from\na file"
    refused = {
        "zone": [part("felt", b"4"), part("zone", b"Asia/Tokyo")],
        "felt": [part("felt", b"4"), part("felt", b"2")],
        "note": [part("note", b"caf\xe9")],
        "photo": [part("note", b" \r\n ")],
    }
    for name, parts in refused.items():
        status, problem = send_form(private, *parts)
        assert status == 400 and name in problem["detail"], problem
    assert private.count() == 2


def test_a_note_of_blanks_is_none_whichever_way_it_comes(private):
    kind = {"Content-Type": "application/json"}
    status, _, body = private.ask("POST", "/api/v1/entries", '{"note":" \\n\\u3000"}', kind)
    assert status == 400, body
    private.run("add", "--note", "  ", codes=(64,))
    [entry] = private.run("add", "--note", " words\r\nmore \n")
    assert entry["note"] == "words\nmore"
    status, _, body = private.ask("PATCH", f"/api/v1/entries/{entry['id']}", '{"felt":3,"note":" "}', kind)
    assert status == 200 and json.loads(body)["note"] is None


NOT_JSON = [
    *('{"felt":%s,"note":"a"}' % number for number in ("+4", "04", "4.", ".5", "-.5", "4e", "NaN", "Infinity", "0x4", "1e999", "9" * 400)),
    '{"felt":4,"felt":5}', '{"felt":4,"\\u0066elt":5}', '{"note":"a","no\\u0074e":"a"}', '{"felt":4,"tags":[{"a":1,"a":1}]}',
    '{"note":"\\ud800"}', '{"note":"\\udc00"}', '{"\\ud800":1,"note":"a"}', '{"note":"a"} x', '{"note":"a"}{}', '{"note":"a",}',
    '{"tags":["a",],"note":"a"}', "{'note':'a'}", '{note:"a"}', '{"note":"a"}\0', '{"note":"a\0"}', '{"note":"a\tb"}',
    '{"note":' + "[" * 200_000, '{"tags":' + "[" * 200_000 + "]" * 200_000 + ',"note":"a"}', '{"a":' * 200_000, "", " ", "null", '"a"', "[]",
    b'\xef\xbb\xbf{"note":"a"}', '{"note":"a"}'.encode("utf-16"), '{"note":"a"}'.encode("utf-16-le"), '{"note":"a"}'.encode("utf-32"),
    b'{"note":"\xff"}', b'{"note":"\xed\xa0\x80"}', b'{"note":"\xc0\xae"}',
]


def test_what_is_not_quite_json_is_refused_and_nothing_is_written(private):
    for body in NOT_JSON:
        status, headers, answer = private.ask("POST", "/api/v1/entries", body if isinstance(body, bytes) else body.encode(), JSON)
        assert status == 400 and headers["content-type"] == "application/problem+json", (body[:60], status, answer)
        assert json.loads(answer)["detail"] == "The body is not a JSON object.", body[:60]
    assert private.count() == 0


def test_json_is_read_however_it_is_written(private):
    for body in ('{"felt":4e0}', ' {"felt" : 4.0 }\r\n', '{"f\\u0065lt":40E-1}', '{"note":"\\ud83d\\ude00 \\u00e9"}'):
        status, _, answer = private.ask("POST", "/api/v1/entries", body, JSON)
        entry = json.loads(answer)
        assert status == 201 and (entry["felt"] == 4 or entry["note"] == "😀 é"), (body, answer)
    for felt in ("4.5", "1e5", "-0", "18446744073709551620"):
        status, _, answer = private.ask("POST", "/api/v1/entries", '{"felt":%s}' % felt, JSON)
        assert status == 400 and "felt" in json.loads(answer)["detail"], (felt, answer)
    assert private.count() == 4


def test_photos_that_are_too_large_together_are_refused_as_such(private):
    photo = SELFIE.read_bytes() + b"\0" * (31 * MEGABYTE)
    status, problem = send_form(private, *[part("photo", photo, f'; filename="{n}.jpg"') for n in range(2)])
    assert status == 413 and "one at a time" in problem["detail"]


def memory(pid):
    """The most memory that a process ever had, in bytes."""
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


def test_large_uploads_are_not_held_in_memory(private):
    """Eight at a time of 59 MB each: a real photo with a tail."""
    before = memory(private.pid)
    body = SELFIE.read_bytes() + b"\0" * (59 * MEGABYTE)
    head = f"POST /api/v1/entries HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: image/jpeg\r\nContent-Length: {len(body)}\r\n\r\n"
    connections = [private.connect() for _ in range(8)]
    for connection in connections:
        connection.sendall(head.encode() + body[: 58 * MEGABYTE])
    assert memory(private.pid) - before < 150 * MEGABYTE
    for connection in connections:
        connection.close()
    assert private.status("GET", "/healthz") == 200


def test_slow_clients_are_let_go_and_nobody_waits_for_them(private):
    """A head that never ends, a body that never comes, an answer that nobody reads."""
    private.run("add", SELFIE)
    [entry] = private.run("list")
    beginnings = {
        "nothing": b"",
        "head": b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ",
        "body": b"POST /api/v1/entries HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: image/jpeg\r\nContent-Length: 1000\r\n\r\n\xff\xd8",
    }
    waiting = selectors.DefaultSelector()
    for name, beginning in beginnings.items():
        connection = private.connect()
        connection.sendall(beginning)
        waiting.register(connection, selectors.EVENT_READ, name)
    left = set(beginnings)
    while left:
        events = waiting.select(timeout=90)
        assert events, f"still open: {left}"
        for key, _ in events:
            if not key.fileobj.recv(4096):
                left.discard(key.data)
                waiting.unregister(key.fileobj)
                key.fileobj.close()
        assert private.status("GET", "/healthz") == 200
    assert private.count() == 1


def test_ten_thousand_idle_connections_keep_nobody_out(private):
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 12_000), most))
    assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] >= 11_000, "ulimit -n must allow 11,000 files"
    held = []
    try:
        for number in range(10_000):
            held.append(private.connect())
            if number % 1000 == 999:
                assert private.status("GET", "/api/v1/entries") == 200
        assert private.status("GET", "/") == 200
        assert memory(private.pid) < 200 * MEGABYTE
    finally:
        for connection in held:
            connection.close()


@pytest.mark.parametrize(
    "body",
    [
        b"", b"--x", b"--x--", b"--x\r\n\r\nno name\r\n--x--", b"--x\r\nContent-Disposition: form-data; name=note\r\n\r\nhi",
        b"--x\r\nContent-Disposition: form-data; name=\"note\r\n\r\nhi\r\n--x--", b"\0" * 1000,
        b"--x\r\n" + b"A: b\r\n" * 10_000 + b"\r\n--x--",
        b"--x\r\nContent-Disposition: form-data; name=felt\r\n\r\n9\r\n--x--",
        b"--x\r\nContent-Disposition: form-data; name=note\r\n\r\na\0b\r\n--x--",
        b"--x\r\nContent-Disposition: form-data; name=id\r\n\r\n../../x\r\n--x\r\nContent-Disposition: form-data; name=felt\r\n\r\n1\r\n--x--",
        b"".join(b"--x\r\nContent-Disposition: form-data; name=a%d\r\n\r\n\r\n" % n for n in range(2000)) + b"--x--",
    ],
)
def test_a_malformed_form_is_refused(private, body):
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    for path in ["/api/v1/entries", "/entries"]:
        assert private.status("POST", path, body, kind) == 400
    assert private.count() == 0


def png(width, height):
    """A picture of a few kilobytes that says it is huge, and has the zeros to be so."""
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    deflate = zlib.compressobj(9)
    packed = b"".join(deflate.compress(bytes(width + 1)) for _ in range(height)) + deflate.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def test_a_picture_that_would_burst_is_not_unpacked(private):
    bomb = png(30_000, 20_000)
    assert len(bomb) < MEGABYTE
    status, _, body = private.ask("POST", "/api/v1/entries", bomb, {"Content-Type": "image/png"})
    assert status == 422 and b"pixels" in body
    assert memory(private.pid) < 250 * MEGABYTE
    assert private.count() == 0


def test_ranges_give_parts_of_the_photo_and_nothing_else(private):
    [entry] = private.run("add", SELFIE)
    path = f"/api/v1/entries/{entry['id']}/photo"
    _, headers, photo = private.ask("GET", path)
    size = len(photo)
    assert size == entry["photo"]["bytes"]
    many = "bytes=" + ",".join("0-" for _ in range(1000))
    expected = {
        "bytes=0-9": (206, photo[:10]), "bytes=-10": (206, photo[-10:]), f"bytes={size - 1}-": (206, photo[-1:]),
        f"bytes={size}-": (416, None), "bytes=-0": (416, None), "bytes=99999999999999999999999-": (416, None),
        "bytes=9-5": (200, photo), "bytes=a-b": (200, photo), "bytes=0-9,20-29": (200, photo), many: (200, photo),
        "bytes=0-99999999999999999999": (206, photo),
    }
    for asked, (status, content) in expected.items():
        got = private.ask("GET", path, headers={"Range": asked})
        assert got[0] == status and (content is None or got[2] == content), asked[:40]
    stale = private.ask("GET", path, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert (stale[0], stale[2]) == (200, photo)
    fresh = private.ask("GET", path, headers={"Range": "bytes=0-9", "If-Range": headers["etag"]})
    assert (fresh[0], fresh[2]) == (206, photo[:10])
    assert private.ask("GET", path, headers={"If-None-Match": f'"a", {headers["etag"]}'})[::2] == (304, b"")


def test_a_second_request_is_not_smuggled_in_a_first(private):
    [entry] = private.run("add", "--note", "stays")
    hidden = f"DELETE /api/v1/entries/{entry['id']} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
    heads = [
        b"Content-Length: 4\r\nTransfer-Encoding: chunked", b"Transfer-Encoding: chunked\r\nContent-Length: 4",
        b"Content-Length: 4\r\nContent-Length: 5", b"Content-Length: +4", b"Content-Length: 4, 4", b"Content-Length: 0x4",
        b"Transfer-Encoding: xchunked", b"Transfer-Encoding: gzip, chunked", b"Transfer-Encoding: chunked, identity", b"Transfer-Encoding : chunked",
        b"Transfer-Encoding:\x0bchunked", b"Transfer-Encoding: identity, chunked, chunked",
    ]
    for head in heads:
        answer = private.raw(b"POST /api/v1/sync HTTP/1.1\r\nHost: 127.0.0.1\r\n" + head + b"\r\n\r\n0\r\n\r\n" + hidden)
        answers = answer.count(b"HTTP/1.1 ")
        [now] = private.run("list")
        assert now["trashedAt"] is None and answers <= 2, (head, answer[:200])


def test_what_photos_carry_is_not_kept(private):
    """A script in the file's name, in EXIF and in a comment goes nowhere."""
    script = b"<script>alert(1)</script>"
    photo = jpeg(selfie(sweater=30))
    exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x0e\x01\x02\0" + struct.pack("<II", len(script), 26) + b"\0\0\0\0" + script
    segments = b"".join(b"\xff" + mark + struct.pack(">H", len(data) + 2) + data for mark, data in [(b"\xe1", exif), (b"\xfe", script)])
    body = (b'--x\r\nContent-Disposition: form-data; name="photo"; filename="' + script + b'.jpg"\r\nContent-Type: text/html\r\n\r\n'
            + photo[:2] + segments + photo[2:] + b"\r\n--x--\r\n")
    status, _, answer = private.ask("POST", "/api/v1/entries", body, {"Content-Type": "multipart/form-data; boundary=x"})
    assert status == 201 and script not in answer
    [entry] = private.run("list")
    base = f"/api/v1/entries/{entry['id']}"
    for path in ["/", f"/entries/{entry['id']}", base, base + "/photo", base + "/thumbnail", base + "/history"]:
        status, headers, content = private.ask("GET", path)
        assert status == 200 and script not in content and headers["x-content-type-options"] == "nosniff", path
