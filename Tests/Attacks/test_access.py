"""Who is let in. docs/security.md names each of these attacks."""

import json
import os
import signal
import subprocess
import threading
import time
import urllib.parse
from pathlib import Path

import pytest
from photos import SELFIE
from victim import PASSWORD, Victim

PATHS = ["/", "/queue", "/nowhere", "/api/v1/entries", "/api/v1/openapi.json", "/api/v1/events", "/healthz", "/sign-in"]
CHANGES = [("POST", "/entries"), ("POST", "/sync"), ("POST", "/sign-out"), ("POST", "/api/v1/entries"),
           ("POST", "/api/v1/sync"), ("DELETE", "/api/v1/entries/0199abcd-ef01-7000-8000-000000000001")]


def test_a_name_that_was_made_to_point_here_is_not_served(private):
    private.run("add", "--note", "secret words")
    port = private.address[1]
    for host in ["evil.example", f"evil.example:{port}", f"127.0.0.1.evil.example:{port}", "0.0.0.0", "[::]", "a@127.0.0.1"]:
        for path in PATHS:
            status, _, body = private.ask("GET", path, headers={"Host": host})
            assert status == 421, (host, path)
            assert b"secret words" not in body
    assert private.raw(b"GET / HTTP/1.1\r\n\r\n").startswith((b"HTTP/1.1 400", b"HTTP/1.1 421"))
    assert private.status("GET", "/", headers={"Host": f"LOCALHOST:{port}"}) == 200


@pytest.mark.parametrize("kind", ["private", "locked"])
def test_another_site_changes_nothing(kind, request):
    journal = request.getfixturevalue(kind)
    session = journal.session() if kind == "locked" else {}
    before = journal.count()
    origin = journal.url.rstrip("/")
    forged = [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"},
              {"Sec-Fetch-Site": "same-site", "Origin": origin}, {"Origin": origin.replace("http:", "https:")},
              {"Origin": origin + ".evil.example"}]
    for headers in forged:
        for method, path in CHANGES:
            form = {"Content-Type": "application/x-www-form-urlencoded", **headers, **session}
            assert journal.status(method, path, "felt=1", form) == 403, (headers, path)
    assert journal.count() == before
    own = {"Content-Type": "application/json", "Origin": origin, "Sec-Fetch-Site": "same-origin", **session}
    assert journal.status("POST", "/api/v1/entries", '{"felt":1}', own) == 201


def test_another_site_cannot_even_ask(private):
    """How long an answer takes would tell whether a word is in the journal, though the page may not read it."""
    private.run("add", "--note", "secret words")
    for site in ["cross-site", "same-site"]:
        for kind in [{"Mode": "no-cors", "Dest": "empty"}, {"Mode": "no-cors", "Dest": "image"},
                     {"Mode": "navigate", "Dest": "iframe"}, {"Mode": "cors", "Dest": "empty"}]:
            asked = {"Sec-Fetch-Site": site} | {f"Sec-Fetch-{name}": value for name, value in kind.items()}
            for path in ["/api/v1/entries?search=secret", "/api/v1/events", "/"]:
                status, _, body = private.ask("GET", path, headers=asked)
                assert status == 403 and b"secret words" not in body, (path, asked)
        link = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        assert private.status("GET", "/", headers=link) == 200


def as_nobody(journal, *options):
    """What another account of this machine gets."""
    command = ["setpriv", "--reuid=65534", "--clear-groups", "curl", "--silent", "--include", "--max-time", "30",
               *options, journal.url + "api/v1/entries"]
    return subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout


def test_another_account_of_this_machine_is_not_served(private):
    private.run("add", "--note", "secret words")
    assert as_nobody(private) == b""
    assert private.status("GET", "/api/v1/entries") == 200


def test_another_account_that_does_not_wait_for_an_answer_is_not_root(private):
    """A connection that its program has closed looks like root's to whoever asks the kernel, and root serves in this test."""
    [entry] = private.run("add", "--note", "stays")
    request = f"DELETE /api/v1/entries/{entry['id']} HTTP/1.1\\r\\nHost: 127.0.0.1\\r\\n\\r\\n"
    hasty = f"exec 3<>/dev/tcp/127.0.0.1/{private.address[1]}; printf '{request}' >&3"
    os.kill(private.pid, signal.SIGSTOP)
    try:
        subprocess.run(["setpriv", "--reuid=65534", "--clear-groups", "bash", "-c", hasty], check=True)
        ours = f"0100007F:{private.address[1]:04X}"
        while not any(line.split()[2:4] == [ours, "05"] for line in Path("/proc/net/tcp").read_text().splitlines()):
            time.sleep(0.02)  # until the kernel has forgotten whose it was
    finally:
        os.kill(private.pid, signal.SIGCONT)
    # Connections are taken in the order they came, so that one is through when we are.
    assert private.status("GET", "/api/v1/entries") == 200
    [kept] = private.run("list")
    assert kept["trashedAt"] is None


# A kernel that says nothing: no table of sockets, and no answer to the question for one.
SILENT_KERNEL = ["strace", "-f", "-I", "1", "-qq", "-o", "/dev/null", "-e", "trace=sendto", "-e", "inject=sendto:error=EPERM",
                 "unshare", "--mount", "sh", "-c", 'mount -t proc -o subset=pid proc /proc && exec "$@"', "sh"]


def test_where_the_kernel_does_not_say_who_asks_nobody_is_served(tmp_path):
    journal = Victim(tmp_path, {})
    journal.run("add", "--note", "secret words")
    with journal.served(before=SILENT_KERNEL):
        for answer in [as_nobody(journal), journal.raw(b"GET /api/v1/entries HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")]:
            assert b" 403 " in answer and b"set a password" in answer and b"secret words" not in answer
        assert journal.status("GET", "/healthz") == 200


def test_whoever_is_refused_for_want_of_a_password_is_told_why(tmp_path):
    journal = Victim(tmp_path, {})
    journal.run("password", typed=PASSWORD + "\n")
    told = {"Host": "front.example", "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    with journal.served_at_a_known_port("--trusted-proxy", "127.0.0.2", "--public-host", "front.example"):
        journal.run("password", "--remove")
        for source, words in [("127.0.0.2", b"until it has a password"), ("127.0.0.3", b"A proxy asked")]:
            status, _, body = journal.ask("GET", "/api/v1/entries", headers=told, source=(source, 0))
            assert status == 403 and words in body, (source, body)


def test_another_account_needs_the_password_or_a_token(locked):
    locked.run("add", "--note", "secret words")
    assert b" 401 " in as_nobody(locked)
    cookie = locked.session()["Cookie"]
    assert locked.status("GET", "/api/v1/entries", headers={"Cookie": cookie}) == 200
    # Browsers send the cookies of 127.0.0.1 to every port of it, so another account may come to know them.
    assert b" 401 " in as_nobody(locked, "--header", f"Cookie: {cookie}")
    [token] = locked.run("token", "new", "theirs")
    assert b"secret words" in as_nobody(locked, "--header", f"Authorization: Bearer {token['secret']}")


def test_a_proxy_nobody_told_us_of_is_not_served(private):
    private.run("add", "--note", "secret words")
    marks = [{"X-Forwarded-For": "203.0.113.9"}, {"Forwarded": "for=203.0.113.9"}, {"Via": "1.1 front"},
             {"X-Forwarded-Host": "127.0.0.1"}, {"X-Forwarded-Proto": "https"}]
    for headers in marks:
        status, _, body = private.ask("GET", "/", headers=headers)
        assert status == 403 and b"secret words" not in body, headers


def test_without_the_password_there_is_nothing_to_see(locked):
    locked.run("add", SELFIE, "--note", "secret words")
    [entry] = locked.run("list")
    own = f"/api/v1/entries/{entry['id']}"
    for path in [*PATHS[:6], own, own + "/photo", own + "/thumbnail", own + "/history", "/api/v1/trash", "/api/v1/stats"]:
        status, headers, body = locked.ask("GET", path)
        assert status in (401, 404) and b"secret words" not in body and b"\xff\xd8" not in body, path
        page = locked.ask("GET", path, headers={"Accept": "text/html"})
        assert page[0] in (303, 401) and b"secret words" not in page[2], path
    status, headers, _ = locked.ask("GET", "/queue?x=1", headers={"Accept": "text/html"})
    assert (status, headers["location"]) == (303, "/sign-in?next=/queue%3Fx%3D1")
    assert locked.status("GET", "/healthz") == 200
    for forged in ["journal=", "journal=x", "__Host-journal=x", "journal=" + "A" * 43, "journal=;journal=x"]:
        assert locked.status("GET", own, headers={"Cookie": forged}) == 401
    for forged in ["Bearer", "Bearer x", "Basic am91cm5hbDpqb3VybmFs", "Bearer jrnl_" + "A" * 43, ""]:
        assert locked.status("GET", own, headers={"Authorization": forged}) == 401


def test_the_password_opens_and_signing_out_closes(locked):
    status, headers, _ = locked.sign_in()
    assert (status, headers["location"]) == (303, "/queue")
    cookie = headers["set-cookie"]
    assert all(word in cookie for word in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age="]) and "Domain" not in cookie
    session = {"Cookie": cookie.split(";")[0]}
    assert locked.status("GET", "/", headers=session) == 200
    status, headers, _ = locked.ask("POST", "/sign-out", headers=session)
    assert status == 303 and '"cache"' in headers["clear-site-data"] and "Max-Age=0" in headers["set-cookie"]
    assert locked.status("GET", "/", headers=session) == 401


def test_sessions_outlive_the_server_but_not_the_password(tmp_path):
    journal = Victim(tmp_path, {})
    journal.run("password", typed=PASSWORD + "\n")
    with journal.served():
        session = journal.session()
    with journal.served():
        assert journal.status("GET", "/", headers=session) == 200
        journal.run("password", typed="another long password\n")
        assert journal.status("GET", "/", headers=session) == 401
        assert journal.sign_in()[0] == 401
        assert journal.sign_in("another long password")[0] == 303
    kept = (tmp_path / "journal/access.json").read_text()
    assert "another" not in kept and (tmp_path / "journal/access.json").stat().st_mode & 0o777 == 0o600


def test_a_session_that_ended_elsewhere_leaves_nothing_in_its_browser(locked):
    here, elsewhere = locked.session(), locked.session()
    forgetting = ("Max-Age=0", '"cache"')

    def told(answer):
        return answer[1].get("set-cookie", ""), answer[1].get("clear-site-data", "")

    assert told(locked.ask("GET", "/", headers=here)) == ("", "")
    assert locked.status("POST", "/settings/sign-out", headers=elsewhere) == 303
    for path, accept in [("/", "text/html"), ("/queue", "*/*"), ("/api/v1/entries", "application/json")]:
        cookie, cleared = told(locked.ask("GET", path, headers={**here, "Accept": accept}))
        assert forgetting[0] in cookie and forgetting[1] in cleared, path
    answer = locked.ask("POST", "/sign-out", headers={**here, "Accept": "text/html"})
    assert (answer[0], answer[1]["location"]) == (303, "/sign-in")
    assert forgetting[0] in told(answer)[0] and forgetting[1] in told(answer)[1]
    # Whoever brings no cookie, or a token, has no session to lose.
    assert told(locked.ask("GET", "/")) == ("", "")
    assert told(locked.ask("GET", "/", headers={**here, "Authorization": "Bearer x"})) == ("", "")


def test_the_word_of_a_proxy_to_its_own_visitors_hides_no_session(locked):
    session = locked.session()
    for word in ["Basic am91cm5hbDpqb3VybmFs", "Negotiate x", ""]:
        assert locked.status("GET", "/", headers={**session, "Authorization": word}) == 200, word
    for word in ["Bearer", "Bearer x"]:
        assert locked.status("GET", "/", headers={**session, "Authorization": word}) == 401, word


def test_bodies_that_never_come_keep_nobody_out(locked):
    form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 8000\r\n\r\npassword="
    heads = [f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{form}".encode() for path in ["/sign-in", "/api/v1/entries"]]
    session = locked.session()
    held = []
    try:
        # An upload of somebody who is signed in goes on, however many come after it.
        cookie = f"Cookie: {session['Cookie']}\r\n"
        ours = locked.connect()
        ours.sendall(heads[1].replace(b"Content-Type", cookie.encode() + b"Content-Type").replace(b"x-www-form-urlencoded", b"json")
                     .replace(b"8000", b"10").replace(b"password=", b""))
        for number in range(600):
            held.append(locked.connect())
            held[-1].sendall(heads[0])
        assert locked.status("GET", "/", headers=session) == 200
        ours.sendall(b'{"felt":4}')
        assert ours.recv(4096).startswith(b"HTTP/1.1 201")
    finally:
        for connection in held:
            connection.close()


def test_what_fails_in_the_server_is_told_to_its_owner_without_anybody_s_words(tmp_path):
    journal = Victim(tmp_path, {})
    journal.run("add", "--note", "secret words")
    log = tmp_path / "log"
    with journal.served(before=["sh", "-c", 'exec "$@" 2>"$0"', str(log)]):
        (tmp_path / "journal/access.json").write_text("{")
        assert journal.status("GET", "/api/v1/entries?search=secret") == 500
        assert "GET /api/v1/entries: Storage.StoreError" in log.read_text() and "secret" not in log.read_text()


def test_guessing_a_password_gets_slow(locked):
    tries = [locked.sign_in(f"wrong password {number}") for number in range(7)]
    statuses = [status for status, _, _ in tries]
    assert statuses[0] == 401 and 429 in statuses
    assert int(tries[statuses.index(429)][1]["retry-after"]) > 0
    # The right one is not tried either, or the guesser would know it from the others.
    assert locked.sign_in()[0] == 429


def test_another_account_neither_guesses_on_from_other_addresses_nor_locks_the_owner_out(locked):
    def guess(last):
        command = ["setpriv", "--reuid=65534", "--clear-groups", "curl", "--silent", "--output", "/dev/null",
                   "--max-time", "60", "--write-out", "%{http_code}", "--interface", f"127.0.3.{last}",
                   "--data", f"password=wrong+{last}", locked.url + "sign-in"]
        return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout

    assert "429" in [guess(last) for last in range(1, 8)]
    assert locked.sign_in()[0] == 303


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def post(journal, path, who, **fields):
    return journal.status("POST", path, urllib.parse.urlencode(fields), FORM | who)


@pytest.fixture
def doomed(locked):
    """What can be destroyed: two entries in the trash, and an entry with two photos."""
    trashed = [locked.run("add", "--note", note)[0]["id"] for note in ("one", "two")]
    locked.run("remove", *trashed)
    [album] = locked.run("add", SELFIE, "--note", "album")
    return trashed, f"/entries/{album['id']}/photos/{album['photo']['sha256']}/purge"


def test_a_session_alone_destroys_nothing(locked, doomed):
    (one, two), photo = doomed
    session = locked.session()
    actions = [(f"/entries/{one}/purge", {}), ("/trash/empty", {"before": 1 << 52}), (photo, {})]
    for path, fields in actions:
        assert post(locked, path, session, **fields) == 403, path
        assert post(locked, path, session, **fields, password="wrong") == 403, path
        assert b'name="password"' in locked.ask("GET", path, headers=session)[2]
    assert len(locked.run("trash")) == 2 and len(locked.run("list", "--photo")) == 1
    # Given once, the password is not asked for again for a while, but another browser is.
    assert post(locked, f"/entries/{one}/purge", session, password=PASSWORD) == 303
    assert b'name="password"' not in locked.ask("GET", f"/entries/{two}/purge", headers=session)[2]
    assert post(locked, f"/entries/{two}/purge", locked.session()) == 403
    assert post(locked, f"/entries/{two}/purge", session) == 303
    assert post(locked, photo, session) == 303
    assert locked.run("trash") == [] and locked.run("list", "--photo") == []


def test_a_token_destroys_nothing_even_with_the_password(locked, doomed):
    (one, _), photo = doomed
    [token] = locked.run("token", "new", "phone")
    program = {"Authorization": f"Bearer {token['secret']}"}
    for path, fields in [(f"/entries/{one}/purge", {}), ("/trash/empty", {"before": 1 << 52}), (photo, {})]:
        assert post(locked, path, program, **fields, password=PASSWORD) == 403, path
    assert len(locked.run("trash")) == 2 and len(locked.run("list", "--photo")) == 1


def test_guessing_is_as_slow_where_the_password_is_asked_for_again(locked, doomed):
    (one, _), _ = doomed
    session = locked.session()
    guesses = [post(locked, f"/entries/{one}/purge", session, password=f"wrong {number}") for number in range(7)]
    assert guesses[0] == 403 and 429 in guesses
    assert locked.sign_in()[0] == 429


def test_a_session_is_never_one_that_was_there_before(locked):
    chosen = "A" * 43
    status, headers, _ = locked.sign_in(headers={"Cookie": f"journal={chosen}"})
    assert status == 303 and chosen not in headers["set-cookie"]
    assert locked.status("GET", "/", headers={"Cookie": f"journal={chosen}"}) == 401
    first, second = locked.session(), locked.session()
    assert first != second


def test_a_revoked_token_opens_nothing_any_more(locked):
    [token] = locked.run("token", "new", "phone")
    headers = {"Authorization": f"Bearer {token['secret']}"}
    assert locked.status("GET", "/api/v1/entries", headers=headers) == 200
    with locked.connect() as listener:
        listener.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {headers['Authorization']}\r\n\r\n".encode())
        assert b"200 OK" in listener.recv(4096)
        locked.run("token", "revoke", "phone")
        assert locked.status("GET", "/api/v1/entries", headers=headers) == 401
        locked.run("add", "--note", "secret words")
        heard = b""
        while piece := listener.recv(4096):
            heard += piece
        assert b"event: change" not in heard
    assert locked.run("token", "list") == []


def test_a_leading_link_leads_nowhere_else(locked):
    for place in ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/\r\nSet-Cookie: a=b",
                  "evil", "/%0d%0aSet-Cookie:%20a=b"]:
        form = urllib.parse.urlencode({"password": PASSWORD, "next": place})
        status, headers, _ = locked.ask("POST", "/sign-in", form, {"Content-Type": "application/x-www-form-urlencoded"})
        assert status == 303 and headers["location"] in ("/", "/%0d%0aSet-Cookie:%20a=b"), place
        assert headers["set-cookie"].startswith("journal=")


def test_a_server_for_others_wants_a_password_and_encryption(tmp_path):
    journal = Victim(tmp_path, {})
    journal.run("add", "--note", "x")

    def refusal(*options):
        command = [str(word) for word in ["serve", "--port", "0", *options]]
        from journal_under_test import BINARY

        result = subprocess.run([BINARY, *command], env=journal.environment, capture_output=True, check=False, timeout=60)
        return result.returncode, result.stderr.decode()

    for options in [["--host", "0.0.0.0"], ["--public-host", "a.example"], ["--trusted-proxy", "127.0.0.1"],
                    ["--cors", "https://a.example"]]:
        code, words = refusal(*options)
        assert code == 78 and "journal password" in words, options
    journal.run("password", typed=PASSWORD + "\n")
    code, words = refusal("--host", "0.0.0.0")
    assert code == 78 and "--tls-cert" in words
    code, words = refusal("--tls-cert", "/nowhere", "--tls-key", "/nowhere")
    assert code == 78 and "PEM" in words


def test_tls_and_its_cookie(tmp_path):
    import http.client
    import ssl

    names = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    key, certificate = str(tmp_path / "key.pem"), str(tmp_path / "cert.pem")
    subprocess.run(["openssl", "req", "-x509", *names, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    journal = Victim(tmp_path, {})
    journal.run("password", typed=PASSWORD + "\n")
    with journal.served("--tls-cert", certificate, "--tls-key", key):
        assert journal.url.startswith("https://")
        trust = ssl.create_default_context(cafile=certificate)
        connection = http.client.HTTPSConnection("localhost", journal.address[1], timeout=60, context=trust)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/sign-in", "password=" + PASSWORD.replace(" ", "+"), form)
        answer = connection.getresponse()
        answer.read()
        cookie = answer.getheader("Set-Cookie")
        assert answer.status == 303 and cookie.startswith("__Host-journal=") and "Secure" in cookie
        connection.request("GET", "/", headers={"Cookie": cookie.split(";")[0]})
        assert connection.getresponse().read() and connection.sock is not None
        connection.close()


def test_pages_elsewhere_come_in_by_a_token_and_never_by_the_cookie(tmp_path):
    journal = Victim(tmp_path, {})
    journal.run("password", typed=PASSWORD + "\n")
    [token] = journal.run("token", "new", "front")
    front = "https://front.example"
    with journal.served("--cors", front):
        bearer = {"Authorization": f"Bearer {token['secret']}", "Content-Type": "application/json"}
        asked = {"Origin": front, "Access-Control-Request-Method": "POST",
                 "Access-Control-Request-Headers": "authorization, content-type"}
        status, headers, _ = journal.ask("OPTIONS", "/api/v1/entries", headers=asked)
        assert status == 204 and headers["access-control-allow-origin"] == front
        assert "POST" in headers["access-control-allow-methods"] and "Authorization" in headers["access-control-allow-headers"]
        cross = {"Origin": front, "Sec-Fetch-Site": "cross-site"}
        status, headers, _ = journal.ask("POST", "/api/v1/entries", '{"felt":4}', {**bearer, **cross})
        assert status == 201 and headers["access-control-allow-origin"] == front
        assert "access-control-allow-credentials" not in headers and "Origin" in headers["vary"]
        # What went wrong is for that page to read, too.
        for path, body in [("/api/v1/entries/1", None), ("/api/v1/entries", "{")]:
            status, headers, _ = journal.ask("POST" if body else "GET", path, body, {**bearer, **cross})
            assert status in (400, 404) and headers["access-control-allow-origin"] == front
        session = journal.session()
        assert journal.status("POST", "/api/v1/entries", '{"felt":4}', {**session, **cross, "Content-Type": "application/json"}) == 403
        for origin in ["https://evil.example", "https://front.example.evil", "null"]:
            status, headers, _ = journal.ask("OPTIONS", "/api/v1/entries", headers={**asked, "Origin": origin})
            assert status != 204 and "access-control-allow-origin" not in headers
            _, headers, _ = journal.ask("GET", "/api/v1/entries", headers={**bearer, "Origin": origin})
            assert "access-control-allow-origin" not in headers
        # The pages themselves are nobody else's.
        assert "access-control-allow-origin" not in journal.ask("GET", "/", headers={**session, "Origin": front})[1]


def test_a_trusted_proxy_is_believed_and_nobody_else(tmp_path):
    journal = Victim(tmp_path, {})
    journal.run("password", typed=PASSWORD + "\n")
    [token] = journal.run("token", "new", "test")
    bearer = {"Authorization": f"Bearer {token['secret']}"}
    told = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "front.example"}
    options = ["--trusted-proxy", "127.0.0.2", "--public-host", "front.example", "--path-prefix", "/journal"]
    with journal.served_at_a_known_port(*options):
        proxy, other = ("127.0.0.2", 0), ("127.0.0.3", 0)
        status, _, body = journal.ask("GET", "/", headers={**bearer, **told}, source=proxy)
        assert status == 200 and b'<base href="/journal/">' in body
        status, _, body = journal.ask("GET", "/nowhere", headers={**bearer, **told, "Accept": "text/html"}, source=proxy)
        assert status == 404 and b'<base href="/journal/">' in body
        status, headers, _ = journal.ask("GET", "/", headers={**told, "Accept": "text/html"}, source=proxy)
        assert (status, headers["location"]) == (303, "/journal/sign-in?next=/")
        form = {"Content-Type": "application/x-www-form-urlencoded", **told, "Origin": "https://front.example"}
        status, headers, _ = journal.ask("POST", "/sign-in", "password=" + PASSWORD.replace(" ", "+"), form, proxy)
        assert (status, headers["location"]) == (303, "/journal/") and "__Host-journal=" in headers["set-cookie"]
        # A name that is not ours, a connection that was not encrypted, two stories, a prefix that is none.
        assert journal.status("GET", "/", headers={**bearer, **told, "X-Forwarded-Host": "evil.example"}, source=proxy) == 421
        assert journal.status("GET", "/", headers={**bearer, **told, "X-Forwarded-Proto": "http"}, source=proxy) == 403
        assert journal.status("GET", "/", headers={**bearer, "Host": "front.example"}, source=proxy) == 403
        # Only to look whether the server lives, it need not say so.
        assert journal.status("GET", "/healthz", headers={"Host": "front.example"}, source=proxy) == 200
        assert journal.status("GET", "/", headers={**bearer, **told, "Forwarded": "for=1.2.3.4"}, source=proxy) == 400
        for prefix in ['/"><script>', "//evil.example", "/a/../b", "evil"]:
            assert journal.status("GET", "/", headers={**bearer, **told, "X-Forwarded-Prefix": prefix}, source=proxy) == 400
        # The same words from anybody else: the host is the one they asked for, and the address their own.
        assert journal.status("GET", "/", headers={**bearer, **told, "Host": "evil.example"}, source=other) == 421
        for number in range(7):
            forged = {**form, "X-Forwarded-For": f"203.0.113.{number}", "Origin": f"http://127.0.0.1:{journal.port}"}
            status = journal.status("POST", "/sign-in", "password=wrong", forged, other)
        assert status == 429
        for number in range(7):
            status = journal.status("POST", "/sign-in", "password=wrong", {**form, "X-Forwarded-For": f"203.0.113.{number}"}, proxy)
        assert status == 401
