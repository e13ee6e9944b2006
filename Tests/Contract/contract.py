"""Holds the server to its document: contract.py [CASES]

schemathesis sends every operation but /events that many requests, good and bad, and judges every answer. Of each
operation's good requests at least half must be answered with success.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Browser"))

from journal_under_test import Journal  # noqa: E402
from photos import SELFIE, jpeg, selfie  # noqa: E402


def stored(journal, folder):
    """Ids of entries of every kind."""
    photo = folder / "other.jpg"
    photo.write_bytes(jpeg(selfie(sweater=60)))
    entries = journal.run("add", SELFIE, photo, "--felt", "good", "--tag", "run")
    for words in ("--note=a", "--note=b"):
        entries += journal.run("add", words)
    return [entry["id"] for entry in entries[:2] * 3 + entries]


def main(cases):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        journal = Journal(folder, {})
        statuses = folder / "statuses.json"
        environment = os.environ | {
            "CONTRACT_IDS": json.dumps(stored(journal, folder)),
            "CONTRACT_STATUSES": str(statuses),
            "SCHEMATHESIS_HOOKS": "hooks",
            "PYTHONPATH": str(HERE),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        journal.run("password", typed="correct horse battery staple\n")
        [token] = journal.run("token", "new", "contract")
        with journal.served():
            command = [
                Path(sys.executable).parent / "schemathesis",
                "--config-file", HERE / "schemathesis.toml",
                "run", journal.url + "api/v1/openapi.json",
                "--header", f"Authorization: Bearer {token['secret']}",
                "--checks", "all", "--max-examples", str(cases), "--exclude-path", "/events",
                "--phases", "examples,coverage,fuzzing", "--request-timeout", "60", "--no-shrink", "--continue-on-failure",
                "--suppress-health-check", "all", "--warnings", "off", "--output-sanitize", "true",
            ]  # fmt: skip
            code = subprocess.run(command, env=environment, cwd=folder, check=False).returncode
        counts = json.loads(statuses.read_text())
    poor = []
    for operation in sorted({name.split(" ", 1)[1] for name in counts}):
        good, bad = (counts.get(f"{kind} {operation}", {}) for kind in ("good", "bad"))
        share = sum(count for status, count in good.items() if status < "400") / max(1, sum(good.values()))
        print(f"{operation:40} good: {100 * share:4.0f} % successes {good}  bad: {bad}")
        if share < 0.5:
            poor.append(operation)
    if poor:
        print("Less than half of the good requests succeeded:", ", ".join(poor))
    return code or len(poor)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
