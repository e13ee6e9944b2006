"""A front end and a back end as network namespaces, with the addresses of docs/deployment.md."""

import os
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest

FRONT, BACK = "192.168.0.5", "192.168.1.7"
# Another machine of that network.
ELSEWHERE = "192.168.0.6"


def run(*words, **options):
    return subprocess.run([str(word) for word in words], check=True, capture_output=True, timeout=120, **options).stdout


@contextmanager
def started(*command, **options):
    with subprocess.Popen([str(word) for word in command], **options) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(60)


@contextmanager
def network():
    """The names of both; the front end also has the address of a machine elsewhere."""
    front, back = f"jf{os.getpid()}", f"jb{os.getpid()}"
    try:
        for name in (front, back):
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
        run("ip", "-n", front, "link", "add", "wire", "type", "veth", "peer", "name", "wire", "netns", back)
        for name, addresses in ((front, [FRONT, ELSEWHERE]), (back, [BACK])):
            for address in addresses:
                run("ip", "-n", name, "address", "add", f"{address}/16", "dev", "wire")
            run("ip", "-n", name, "link", "set", "wire", "up")
        yield front, back
    finally:
        for name in (front, back):
            subprocess.run(["ip", "netns", "delete", name], check=False)


@pytest.fixture
def namespaces():
    with network() as names:
        yield names


@pytest.fixture
def readable():
    """A folder that a server may read under another account."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def certificate(folder):
    """Makes a certificate for the front end's name, under the names that Let's Encrypt gives to its files."""
    folder.mkdir()
    run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=front.example",
        "-addext", "subjectAltName=DNS:front.example", "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem")


MODULES = ["alias", "authz_core", "headers", "mime", "mpm_event", "proxy", "proxy_http", "ssl"]


def apache(folder, *sites, listen=(443,)):
    """The configuration of an Apache that has these sites and works in a folder."""
    modules = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in MODULES)
    head = [f"ServerRoot {folder}", f"PidFile {folder}/pid", f"ErrorLog {folder}/error.log", "ServerName front.example", modules,
            "TypesConfig /etc/mime.types", "User nobody", "Group nogroup", *(f"Listen {FRONT}:{port}" for port in listen)]
    return "\n".join([*head, *sites])
