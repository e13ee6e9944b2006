"""Measures how photos are taken in: pictures.py BINARIES PHOTOS RESULT.

BINARIES holds `journal` and `PictureBench`, PHOTOS what photos.py drew. The rival is vipsthumbnail, which makes one image
of the same size and quality and stores nothing.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import interleaved, ratio, run
from report import Report

PAIRS, BATCH_PAIRS, BATCH = 11, 3, 100
HERE = Path(__file__).parent
SAME_SCENE = ["p12", "p12-422", "p12-444", "p12-grey", "p12-progressive", "p12-restarts", "p12-portrait"]
SHOTS = ["p12-2", "p12-3", "p12-4", "p12-5"]


class Bench:
    def __init__(self, binaries, photos, work):
        self.journal, self.library = Path(binaries, "journal"), Path(binaries, "PictureBench")
        self.photos, self.work = Path(photos), Path(work)
        self.report = Report("pictures")
        self.fresh = self.work / "fresh"
        run([self.journal, "add", "--felt", "okay"], {"JOURNAL_HOME": str(self.fresh)})

    def photo(self, name):
        return self.photos / f"{name}.jpg"

    def add(self, photos, cpus=None, exit_code=0):
        """What `journal add` of the photos to a fresh journal costs."""
        home = self.work / "home"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(self.fresh, home)
        os.sync()
        return run([self.journal, "add", "--quiet", *photos], {"JOURNAL_HOME": str(home)}, cpus, exit_code)

    def thumbnail(self, photo, folder="theirs"):
        options = "[Q=85,optimize_coding]"
        (self.work / folder).mkdir(exist_ok=True)
        return run(["vipsthumbnail", "-s", "1600", "-o", f"{self.work / folder}/%s.jpg{options}", photo])

    def against_thumbnailer(self, name):
        photo = self.photo(name)
        return interleaved(lambda: self.add([photo]), lambda: self.thumbnail(photo), PAIRS)

    def speed(self):
        """12 megapixels by CPU and wall clock, larger ones by CPU; the peak is the highest of all."""
        pairs = self.against_thumbnailer("p12")
        self.report.add_ratio("12 MP, CPU", "≤ 0.45", "s", ratio([(a.cpu, b.cpu) for a, b in pairs]))
        self.report.add_ratio("12 MP, wall clock", "≤ 0.60", "s", ratio([(a.wall, b.wall) for a, b in pairs]))
        self.peak("12 MP, peak memory", pairs)
        for name, goal in (("p48", "≤ 0.60"), ("p200", "≤ 0.80")):
            pairs = self.against_thumbnailer(name)
            self.report.add_ratio(f"{name[1:]} MP, CPU", goal, "s", ratio([(a.cpu, b.cpu) for a, b in pairs]))
            self.peak(f"{name[1:]} MP, peak memory", pairs)
        pairs = [(self.add([self.photo("p12-depth")]), self.thumbnail(self.photo("p12-depth")))]
        self.peak("12 MP with a depth map of 20 MB, peak memory", pairs)

    def peak(self, name, pairs):
        ours, theirs = (max(cost.peak for cost in side) for side in zip(*pairs))
        self.report.add(name, "≤ 40", "MiB", ours, ours, theirs, ours / theirs)

    def floor(self):
        """The library's call against a full decode to planes, in one process."""
        output = self.output([self.library, "pairs", self.photo("p12"), PAIRS])
        pairs = [tuple(map(float, line.split())) for line in output.splitlines()]
        self.report.add_ratio("library call against a full decode, CPU", "≤ 2.0", "s", ratio(pairs))

    def quality(self):
        scores = self.scores("ssim", SAME_SCENE + SHOTS)
        ours, theirs = (statistics.median(side) for side in zip(*scores))
        self.report.add("SSIM-Y, median photo, ours − theirs", "≥ 0", "", ours - theirs, ours, theirs)
        worst = min(scores, key=lambda score: score[0] - score[1])
        self.report.add("SSIM-Y, worst photo, ours − theirs", "≥ -0.0005", "", worst[0] - worst[1], *worst)
        ((ours, theirs),) = self.scores("psnr", ["zone"])
        self.report.add("zone plate", "≥ 38", "dB", ours, ours, theirs)

    def scores(self, measure, names):
        photos = [self.photo(name) for name in names]
        for photo in photos:
            self.thumbnail(photo)
        theirs = [self.work / "theirs" / photo.name for photo in photos]
        return self.compare(measure, zip(photos, self.display(photos), theirs))

    def orientation(self):
        """Each orientation against the picture drawn upright, and against the photo that needed no turn."""
        upright = self.photos / "upright.png"
        first, *turned = self.display([self.photo(f"turned-{orientation}") for orientation in range(1, 9)])
        scores = self.compare("psnr", [(upright, one, first) for one in turned])
        ours, plain = min(scores)
        self.report.add("orientation, worst PSNR − upright's", "≥ -0.3", "dB", ours - plain, ours, plain)

    def display(self, photos):
        ours = self.work / "ours"
        ours.mkdir(exist_ok=True)
        self.output([self.library, "display", *(part for photo in photos for part in (photo, ours / photo.name))])
        return [ours / photo.name for photo in photos]

    def compare(self, measure, triples):
        files = [file for triple in triples for file in triple]
        lines = self.output([sys.executable, HERE / "quality.py", measure, *files]).splitlines()
        return [tuple(map(float, line.split())) for line in lines]

    def batch(self):
        """The same command on two cores and on one, where one photo comes after the other."""
        one, two = sorted(os.sched_getaffinity(0))[:2]
        photos = self.many_photos()
        pairs = interleaved(lambda: self.add(photos, {one}), lambda: self.add(photos, {one, two}), BATCH_PAIRS)
        result = ratio([(alone.wall, both.wall) for alone, both in pairs])
        self.report.add(
            f"{BATCH} photos of 12 MP, one core against two, wall clock", "≥ 1.8", "s", result.middle,
            result.theirs, result.ours, result.middle, [result.low, result.high],
        )  # fmt: skip

    def many_photos(self):
        """Different photos: each gets a comment of its own."""
        folder = self.work / "many"
        folder.mkdir()
        for index in range(BATCH):
            jpeg = self.photo((["p12"] + SHOTS)[index % (1 + len(SHOTS))]).read_bytes()
            (folder / f"{index}.jpg").write_bytes(jpeg[:2] + b"\xff\xfe\x00\x05%03d" % index + jpeg[2:])
        return sorted(folder.iterdir())

    def hostile(self):
        for name in ("hostile-markers", "hostile-scans", "hostile-size"):
            costs = [self.add([self.photo(name)], exit_code=65) for _ in range(PAIRS)]
            wall, peak = statistics.median(cost.wall for cost in costs), max(cost.peak for cost in costs)
            self.report.add(f"{name} refused, wall clock", "≤ 0.1", "s", wall, wall)
            self.report.add(f"{name} refused, peak memory", "≤ 40", "MiB", peak, peak)

    @staticmethod
    def output(command):
        return subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True).stdout


def main():
    binaries, photos, result = sys.argv[1:]
    with tempfile.TemporaryDirectory(dir=Path(result).parent) as work:
        bench = Bench(binaries, photos, work)
        bench.speed()
        bench.floor()
        bench.quality()
        bench.orientation()
        bench.batch()
        bench.hostile()
        bench.report.write(result)
        print("\n" + bench.report.table())


if __name__ == "__main__":
    main()
