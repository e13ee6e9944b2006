"""The journal's server and its rivals, each on one core, ready to be asked."""

import contextlib
import getpass
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).parent
PYTHON = Path(sys.executable)

NGINX = """
user {user};
worker_processes 1;
daemon off;
pid {work}/nginx.pid;
error_log {work}/nginx-error.log;
events {{ worker_connections 512; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    open_file_cache max=10000;
    types {{ image/jpeg jpg; text/html html; text/css css; text/javascript js; image/svg+xml svg; }}
    server {{
        listen 127.0.0.1:{port};
        root {files};
    }}
}}
"""


@contextlib.contextmanager
def running(command, environment, core, is_ready):
    """A server on one core for as long as the block lasts; its process."""
    command = ["taskset", "--cpu-list", str(core), *map(str, command)]
    with subprocess.Popen(
        command, env={**os.environ, **environment}, cwd=HERE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            for _ in range(600):
                if is_ready():
                    break
                if process.poll() is not None:
                    sys.exit(f"{' '.join(command)} ended with {process.returncode}")
                time.sleep(0.1)
            yield process
        finally:
            process.terminate()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def get(url, headers=None):
    """The body of an answer, which has to be good."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {}), timeout=120) as answer:
        return answer.read()


def answers(url):
    try:
        get(url)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def journal(binary, home, core):
    """Our own, of a journal: its URL and its process."""
    url = f"http://127.0.0.1:{free_port()}/"
    command = [binary, "serve", "--port", url.split(":")[2].strip("/")]
    environment = {"JOURNAL_HOME": str(home)}
    with running(command, environment, core, lambda: answers(url + "healthz")) as process:
        yield url, process


@contextlib.contextmanager
def flask(home, core):
    """The Flask application under gunicorn, with a worker for the one core and threads that keep connections open."""
    port = free_port()
    command = [PYTHON, "-B", "-m", "gunicorn", "--workers", "1", "--worker-class", "gthread", "--threads", "4"]
    command += ["--keep-alive", "60", "--log-level", "warning", "--bind", f"127.0.0.1:{port}", "flask_rival:app"]
    url = f"http://127.0.0.1:{port}/"
    with running(command, {"RIVAL_JOURNAL": f"{home}/journal.sqlite"}, core, lambda: answers(url)):
        yield url


@contextlib.contextmanager
def datasette(home, core):
    """Datasette as its documentation has it for a file that does not change: opened as immutable, its rows counted before.
    Nobody asked it to suggest facets, which would take it most of its time."""
    port = free_port()
    counts = Path(home, "datasette-counts.json")
    datasette = [PYTHON, "-B", "-m", "datasette"]
    if not counts.exists():
        subprocess.run([*datasette, "inspect", f"{home}/journal.sqlite", "--inspect-file", counts], check=True)
    command = [*datasette, "serve", "--immutable", f"{home}/journal.sqlite", "--inspect-file", counts, "--port", port]
    url = f"http://127.0.0.1:{port}/"
    with running([*command, "--setting", "suggest_facets", "off"], {}, core, lambda: answers(url)):
        yield url


@contextlib.contextmanager
def nginx(files, work, core):
    """nginx with one worker, serving a folder."""
    port = free_port()
    settings = Path(work, "nginx.conf")
    settings.write_text(NGINX.format(user=getpass.getuser(), work=work, port=port, files=files), encoding="utf-8")
    url = f"http://127.0.0.1:{port}/"
    with running(["nginx", "-c", settings], {}, core, lambda: answers(url + "ready.html")):
        yield url


def cpu(process):
    """Seconds of CPU that a process has used, to the nanosecond; those of threads that have ended are not in it."""
    threads = Path(f"/proc/{process.pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text(encoding="ascii").split()[0]) for thread in threads) / 1e9


def memory(process):
    """MiB of memory that a process holds now."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:")) / 1024


def rows(url):
    return json.loads(get(url))
