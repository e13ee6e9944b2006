"""Measures `journal sync`: sync.py BINARIES FOLDER RESULT.

BINARIES holds `journal`; FOLDER is where the photos and journals are kept from one run to the next. Everything goes to a
real S3 server on loopback, which is emptied before every run. The rivals are s5cmd and the AWS CLI, sending the same
files, as many at a time, and restic, which encrypts them, too. SYNC_PHOTOS is how many photos there are (1000), SYNC_PAIRS
how many runs of each (5).
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import interleaved, ratio, run
from report import Report

COUNT, PAIRS = int(os.environ.get("SYNC_PHOTOS", 1000)), int(os.environ.get("SYNC_PAIRS", 5))
UPLOADS = 16  # how many at a time, in every program
WIDTH, ANALYSIS = 8, 0.150  # how many at a time; seconds that an analysis takes
FAR = 40  # milliseconds that a request and its answer take to a server far away
OFFLINE = 0.3  # seconds in which a sync without a network ends
BYTES = 250_000
HERE = Path(__file__).parent
TOOLS = Path(sys.executable).parent


class Bench:
    def __init__(self, binaries, folder, work, server):
        self.journal, self.folder, self.work = Path(binaries, "journal"), Path(folder), Path(work)
        self.report = Report("sync")
        self.bucket = server.pop("S3_BUCKET")
        self.endpoint = server["AWS_ENDPOINT_URL_S3"]
        settings = self.work / "aws.ini"
        settings.write_text(f"[default]\ns3 =\n  max_concurrent_requests = {UPLOADS}\n", encoding="utf-8")
        self.environment = {
            **server, "AWS_CONFIG_FILE": str(settings), "AWS_DEFAULT_REGION": server["AWS_REGION"],
            "AWS_EC2_METADATA_DISABLED": "true", "RESTIC_PASSWORD": "not a secret",
            "XDG_CACHE_HOME": str(self.work / "cache"),
        }  # fmt: skip
        self.remote = f"s3://{self.bucket}/bench"
        self.peak = 0.0

    def prepare(self):
        """A journal in which all photos wait, one in which they wait to be sent only, and the photos as files."""
        self.waiting, self.sending = self.folder / f"waiting-{COUNT}", self.folder / f"sending-{COUNT}"
        self.files = self.folder / f"files-{COUNT}"
        if self.files.exists():
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        print(f"Making {COUNT} photos of {BYTES // 1000} KB and a journal of them", file=sys.stderr)
        photos = self.folder / "drawn"
        subprocess.run([sys.executable, "-B", HERE / "selfies.py", photos, str(COUNT), str(BYTES)], check=True)
        names = sorted(str(photo) for photo in photos.iterdir())
        for start in range(0, COUNT, 500):
            run([self.journal, "add", "--home", self.waiting, *names[start : start + 500]])
        shutil.copytree(self.waiting, self.sending)
        unfinished = self.files.with_suffix(".unfinished")
        unfinished.mkdir()
        with sqlite3.connect(self.sending / "journal.sqlite") as db:
            db.execute("DELETE FROM job WHERE kind = 'analyze'")
            for number, (jpeg,) in enumerate(db.execute("SELECT jpeg FROM photo")):
                (unfinished / f"{number:04}.jpg").write_bytes(jpeg)
        db.close()
        unfinished.rename(self.files)

    def empty(self):
        rm = [TOOLS / "s5cmd", "--endpoint-url", self.endpoint, "rm", f"s3://{self.bucket}/*"]
        # There is nothing at first, which s5cmd calls a failure.
        subprocess.run(rm, env={**os.environ, **self.environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def sync(self, journal, environment=None, exit_code=0, prefix=(), encrypts=False):
        """What a sync of a fresh copy of the journal costs, once it has a remote."""
        home, recovery = self.work / "home", self.work / "recovery"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(journal, home)
        recovery.unlink(missing_ok=True)
        passphrase = self.work / "passphrase"
        passphrase.write_text("a passphrase of a benchmark\n", encoding="utf-8")
        keys = ["--passphrase-file", passphrase, "--recovery-file", recovery]
        run(
            [self.journal, "remote", "init", "--home", home, self.remote, *(keys if encrypts else ["--plain"])],
            self.environment,
        )
        os.sync()
        command = [*prefix, self.journal, "sync", "--quiet", "--home", home]
        return run(command, self.environment | (environment or {}), exit_code=exit_code)

    def upload(self, environment=None, encrypts=False):
        self.empty()
        cost = self.sync(self.sending, environment, encrypts=encrypts)
        self.peak = max(self.peak, cost.peak)
        return cost

    def restic(self, endpoint=None):
        self.empty()
        shutil.rmtree(self.work / "cache", ignore_errors=True)
        command = ["restic", "--quiet", "-o", f"s3.connections={UPLOADS}", "--repo"]
        run([*command, f"s3:{self.endpoint}/{self.bucket}/restic", "init"], self.environment)
        return run([*command, f"s3:{endpoint or self.endpoint}/{self.bucket}/restic", "backup", self.files], self.environment)

    def encrypting(self):
        pairs = interleaved(lambda: self.upload(encrypts=True), self.restic, PAIRS)
        self.check_arrival(encrypts=True)
        self.times_as_fast("restic, encrypted", "≥ 1.1", pairs)
        self.report.add_ratio(
            "uploading encrypted, CPU against restic", "≤ 0.6", "s", ratio([(a.cpu, b.cpu) for a, b in pairs]))
        pairs = interleaved(lambda: self.upload(encrypts=True), self.upload, PAIRS)
        self.report.add_ratio(
            "uploading encrypted, CPU against unencrypted", "≤ 1.6", "s", ratio([(a.cpu, b.cpu) for a, b in pairs]))
        host, port = self.endpoint.removeprefix("http://").split(":")
        command = [sys.executable, "-B", HERE / "delay.py", str(FAR), host, port]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as delay:
            try:
                url = delay.stdout.readline().strip()
                far = {"AWS_ENDPOINT_URL_S3": url}
                pairs = interleaved(
                    lambda: self.upload(far, encrypts=True), lambda: self.restic(url), PAIRS)
            finally:
                delay.terminate()
        self.times_as_fast(f"restic, encrypted and {FAR} ms away", "≥ 1.0", pairs)

    def s5cmd(self):
        self.empty()
        command = [TOOLS / "s5cmd", "--endpoint-url", self.endpoint, "--numworkers", UPLOADS, "cp", f"{self.files}/*"]
        return run([*command, f"s3://{self.bucket}/bench/"], self.environment)

    def aws(self):
        self.empty()
        command = [TOOLS / "aws", "s3", "cp", "--recursive", "--only-show-errors", self.files]
        return run([*command, f"s3://{self.bucket}/bench/"], self.environment)

    def uploading(self):
        pairs = interleaved(self.upload, self.s5cmd, PAIRS)
        self.check_arrival()
        self.times_as_fast("s5cmd", "≥ 0.95", pairs)
        self.report.add_ratio("uploading, CPU against s5cmd", "≤ 0.8", "s", ratio([(a.cpu, b.cpu) for a, b in pairs]))
        self.times_as_fast("the AWS CLI", "≥ 1.5", interleaved(self.upload, self.aws, PAIRS))

    def times_as_fast(self, rival, goal, pairs):
        result = ratio([(b.wall, a.wall) for a, b in pairs])
        self.report.add(
            f"uploading, times as fast as {rival}, wall clock", goal, "s", result.middle, result.theirs, result.ours,
            result.middle, [result.low, result.high],
        )  # fmt: skip

    def check_arrival(self, encrypts=False):
        """As many objects as photos, the remote's mark, and two with keys, are there after an upload of ours."""
        self.upload(encrypts=encrypts)
        ls = [TOOLS / "s5cmd", "--endpoint-url", self.endpoint, "ls", f"s3://{self.bucket}/*"]
        listing = subprocess.run(
            ls, env={**os.environ, **self.environment}, check=True, stdout=subprocess.PIPE, text=True
        ).stdout
        count = COUNT + (3 if encrypts else 1)
        if len(listing.splitlines()) != count:
            sys.exit(f"{len(listing.splitlines())} objects arrived, not {count}")

    def whole(self):
        """With analyses that take their time, against what it takes when nothing but they takes any."""
        command = [sys.executable, "-B", HERE / "analyzer.py", str(int(ANALYSIS * 1000))]
        bound = COUNT * ANALYSIS / WIDTH
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as analyzer:
            try:
                url = analyzer.stdout.readline().strip()
                costs = []
                for _ in range(PAIRS):
                    self.empty()
                    costs.append(self.sync(self.waiting, {"AWS_ENDPOINT_URL_REKOGNITION": url}))
            finally:
                analyzer.terminate()
        self.peak = max(self.peak, *(cost.peak for cost in costs))
        result = ratio([(bound, cost.wall) for cost in costs])
        self.report.add(
            f"upload and analysis of {ANALYSIS * 1000:.0f} ms, {WIDTH} at a time, share of the bound, wall clock",
            "≥ 0.9", "s", result.middle, result.theirs, bound, result.middle, [result.low, result.high],
        )  # fmt: skip
        self.report.add("peak memory of a sync", "≤ 64", "MiB", self.peak, self.peak)

    def offline(self):
        """How soon it ends where nobody answers, in a network without names, and in one without any route."""
        alone = ["unshare", "-n" if os.geteuid() == 0 else "-rn"]
        self.ends("a refused port", "http://127.0.0.1:9", [])
        self.ends("a name that does not resolve", "http://no-such-host.invalid", alone)
        self.ends("no route", "http://192.0.2.1", alone)

    def ends(self, name, endpoint, prefix):
        environment = {"AWS_ENDPOINT_URL_S3": endpoint, "AWS_ENDPOINT_URL_REKOGNITION": endpoint}
        costs = [self.sync(self.waiting, environment, 75, prefix) for _ in range(PAIRS)]
        result = ratio([(cost.wall, OFFLINE) for cost in costs])
        self.report.add_ratio(f"offline by {name}, against {OFFLINE * 1000:.0f} ms, wall clock", "≤ 1", "s", result)


def main():
    binaries, folder, path = sys.argv[1:]
    with tempfile.TemporaryDirectory(dir=Path(path).parent) as work:
        services = HERE.parent / "Tests/Services/s3"
        subprocess.run([services, "start", f"{work}/s3", str(os.getpid())], check=True)
        try:
            lines = Path(work, "s3/env").read_text(encoding="utf-8").splitlines()
            bench = Bench(binaries, folder, work, dict(line.split("=", 1) for line in lines))
            bench.prepare()
            bench.uploading()
            bench.encrypting()
            bench.whole()
            bench.offline()
        finally:
            subprocess.run([services, "stop", f"{work}/s3"], check=True)
        bench.report.write(path)
        print("\n" + bench.report.table())


if __name__ == "__main__":
    main()
