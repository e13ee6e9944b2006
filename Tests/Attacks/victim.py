"""The real binary serving its own journal, and ways to send it requests that no browser would send."""

import http.client
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

sys.path[:0] = [str(Path(__file__).resolve().parents[1] / name) for name in ("Browser", "Deployment")]

from journal_under_test import Journal  # noqa: E402

PASSWORD = "correct horse battery staple"


class Victim(Journal):
    """A journal that is served, and asked over sockets."""

    port = None

    @property
    def address(self):
        """Where it listens, whatever name it is known by."""
        parts = urlsplit(self.url)
        return ("127.0.0.1", self.port) if self.port else (parts.hostname, parts.port)

    def served_at_a_known_port(self, *options):
        """As `served`, for a journal whose URL is that of a proxy."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        return self.served("--port", str(self.port), *options)

    def ask(self, method, path, body=None, headers=None, source=None):
        """One request, with whatever headers: the status, the headers in lower case, and the body."""
        connection = http.client.HTTPConnection(*self.address, timeout=60, source_address=source)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def status(self, *arguments, **named):
        return self.ask(*arguments, **named)[0]

    def connect(self):
        return socket.create_connection(self.address, timeout=90)

    def raw(self, data):
        """Everything that comes back for some bytes, until the server ends the connection."""
        with self.connect() as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            return read_all(connection)

    def sign_in(self, password=PASSWORD, headers=None):
        """The answer to a password, as `ask` gives it."""
        form = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self.ask("POST", "/sign-in", f"password={password.replace(' ', '+')}&next=/queue", form)

    def session(self):
        """The header that a browser sends once it is signed in."""
        status, headers, _ = self.sign_in()
        assert status == 303, status
        return {"Cookie": headers["set-cookie"].split(";")[0]}

    def count(self):
        return len(self.run("list", "--limit", "100000"))


def read_all(connection):
    answer = b""
    try:
        while piece := connection.recv(65536):
            answer += piece
    except ConnectionResetError:
        pass
    return answer
