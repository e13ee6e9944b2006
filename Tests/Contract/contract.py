"""Checks the server against its OpenAPI document: contract.py [CASES]

schemathesis sends at least this many requests (default 20), valid and invalid ones, to every operation except /events, then
sequences of valid ones that use earlier responses, and checks every response. At least half of the valid requests to each
operation must succeed. JOURNAL_TEST_SEED selects other requests.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "Browser"))

from journal_under_test import Journal  # noqa: E402
from photos import SELFIE, jpeg, selfie  # noqa: E402

# DELETE moves to the trash, where an entry can still be asked for; see trash_is_told. In a sequence the one bad part of a
# request may be replaced by what was answered before; then nothing is bad about it.
PHASES = [
    ("examples,coverage,fuzzing", "all", "use_after_free"),
    ("stateful", "positive", "use_after_free,negative_data_rejection"),
]


def stored(journal, folder):
    """Ids of entries of every kind."""
    photo = folder / "other.jpg"
    photo.write_bytes(jpeg(selfie(sweater=60)))
    entries = journal.run("add", SELFIE, photo, "--felt", "good", "--tag", "run")
    for words in ("--note=a", "--note=b"):
        entries += journal.run("add", words)
    return [entry["id"] for entry in entries[:2] * 3 + entries]


def send(journal, cases, folder):
    """Sends the requests. The operations of the document, how often each answered with what, and whether all was well."""
    environment = os.environ | {
        "CONTRACT_IDS": json.dumps(stored(journal, folder)),
        "CONTRACT_SEED": os.environ.get("JOURNAL_TEST_SEED", "1"),
        "SCHEMATHESIS_HOOKS": "hooks",
        "PYTHONPATH": str(HERE),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    journal.run("password", typed="correct horse battery staple\n")
    [token] = journal.run("token", "new", "contract")
    bearer = {"Authorization": f"Bearer {token['secret']}"}
    # From a file: schemathesis leaves out the path that it has the document from.
    document = folder / "openapi.json"
    counts, codes = {}, []

    def run(phases, mode, excluded, *chosen):
        statuses = folder / f"statuses-{len(codes)}.json"
        command = [
            Path(sys.executable).parent / "schemathesis", "--config-file", HERE / "schemathesis.toml",
            "run", document, "--url", url, "--header", f"Authorization: {bearer['Authorization']}", *chosen,
            "--checks", "all", "--exclude-checks", excluded, "--phases", phases, "--mode", mode,
            "--max-examples", str(cases), "--seed", str(int(environment["CONTRACT_SEED"]) + len(codes)),
            "--request-timeout", "60", "--no-shrink", "--continue-on-failure", "--suppress-health-check", "all",
            "--warnings", "off", "--output-sanitize", "true",
        ]  # fmt: skip
        done = subprocess.run(command, env=environment | {"CONTRACT_STATUSES": str(statuses)}, cwd=folder, check=False)
        codes.append(done.returncode)
        for name, answered in json.loads(statuses.read_text()).items():
            counts[name] = counts.get(name, Counter()) + Counter(answered)

    with journal.served():
        url = journal.url + "api/v1"
        environment |= {"CONTRACT_URL": url, "CONTRACT_TOKEN": token["secret"]}
        document.write_bytes(urllib.request.urlopen(urllib.request.Request(url + "/openapi.json", headers=bearer)).read())
        paths = json.loads(document.read_text())["paths"]
        methods = ((method, path) for path, item in paths.items() for method in item if method != "parameters")
        operations = [f"{method.upper()} {path}" for method, path in methods if path != "/events"]
        for phases in PHASES:
            run(*phases, "--exclude-path", "/events")
        # Half of the requests should be bad ones, of which some operations have few; good ones make up for them.
        for operation in operations:
            while not any(codes) and total(counts, operation) < cases:
                run("fuzzing", "positive", "use_after_free", "--include-name", operation)
    return operations, counts, not any(codes)


def total(counts, operation):
    return sum(counts.get(f"{kind} {operation}", Counter()).total() for kind in ("good", "bad"))


def main(cases):
    with tempfile.TemporaryDirectory() as name:
        operations, counts, is_good = send(Journal(Path(name), {}), cases, Path(name))
    for operation in operations:
        good, bad = (counts.get(f"{kind} {operation}", Counter()) for kind in ("good", "bad"))
        share = sum(count for status, count in good.items() if status < "400") / max(1, good.total())
        print(f"{operation:28} {100 * share:4.0f} % successes: {dict(good)}  bad: {dict(bad)}")
        if share < 0.5:
            print(f"Less than half of the good requests to {operation} succeeded.")
            is_good = False
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20))
