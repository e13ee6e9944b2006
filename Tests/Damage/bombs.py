#!/usr/bin/env python3
"""Gives the program files that are small and take much memory, and watches how much it takes.

    bombs.py PROGRAM

Whatever is accepted or refused, a process may never take more than 512 MiB: fifty pictures by `add`, eight at once by POST, and
archives of such pictures, of more files than a diary has, and of long names. What is refused is refused in a sentence.
"""

import concurrent.futures
import gzip
import io
import json
import os
import re
import struct
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import zipfile
import zlib

from PIL import Image

MOST = 512 << 20
# Runs a program and prints its exit code and the most memory that it took, in KiB. A process of its own, since a new process
# counts what its parent had at that moment.
LAUNCHER = """
import resource, subprocess, sys
child = subprocess.run(sys.argv[1:], stdout=sys.stderr)
print(child.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width, height, depth, colour, interlaced):
    """A picture of one colour, of any size and a few hundred kilobytes."""
    bits = depth * {0: 1, 2: 3, 6: 4}[colour]
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    packer, data = zlib.compressobj(9), []
    for left, top, across, down in passes if interlaced else [(0, 0, 1, 1)]:
        row = b"\0" + b"\x55" * ((-(-(width - left) // across) * bits + 7) // 8)
        data += [packer.compress(row) for _ in range(-(-(height - top) // down))]
    data.append(packer.flush())
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"".join(data)) + chunk(b"IEND", b"")


def jpeg(width, height, mode="RGB", **options):
    data = io.BytesIO()
    Image.new(mode, (width, height), 90 if mode == "L" else (90, 120, 60)).save(data, "JPEG", quality=50, **options)
    return data.getvalue()


def with_scans(data, count):
    """A progressive picture with its last scan so many times more."""
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * count + b"\xff\xd9"


def pictures():
    """Pictures as large as they are accepted, then some that ask for too much."""
    progressive = jpeg(10_400, 10_500, progressive=True)
    return {
        "interlaced.png": png(9_000, 9_200, 8, 2, True),
        "interlaced-grey.png": png(12_800, 12_900, 8, 0, True),
        "interlaced-16.png": png(9_000, 9_200, 16, 6, True),
        "deep.png": png(11_000, 11_000, 16, 2, False),
        "progressive.jpg": progressive,
        "progressive-scans.jpg": with_scans(jpeg(6_000, 6_000, progressive=True), 50),
        "large.jpg": jpeg(15_800, 15_800),
    }, {
        "too-interlaced.png": png(15_000, 15_000, 16, 6, True),
        "too-progressive.jpg": jpeg(15_800, 15_800, progressive=True),
        "too-many-scans.jpg": with_scans(progressive, 40),
        "far-too-many-scans.jpg": with_scans(jpeg(600, 600, progressive=True), 20_000),
        "too-large.jpg": jpeg(17_000, 17_000, "L"),
        "too-wide.png": png(15_000_000, 16, 16, 6, False),
    }


class Watch:
    """Runs the program, and notes the most memory that it took, and what it said."""

    def __init__(self, program, folder):
        self.program, self.folder, self.homes, self.complaints = program, folder, 0, []

    def home(self):
        self.homes += 1
        return os.path.join(self.folder, f"home-{self.homes}")

    def note(self, what, peak, said=""):
        print(f"{what:60} {peak >> 20:5} MiB  {said[:100]}", flush=True)
        if peak > MOST:
            self.complaints.append(f"{what} took {peak >> 20} MiB")

    def run(self, what, *arguments, codes=(0,)):
        command = [sys.executable, "-c", LAUNCHER, self.program, *arguments, "--home", self.home()]
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
        code, peak = map(int, result.stdout.split())
        said = result.stderr.strip()
        self.note(what, peak << 10, said.splitlines()[-1] if said else "")
        if code not in codes:
            self.complaints.append(f"{what} ended with {code}: {said[-300:]}")

    def write(self, name, data):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(data)
        return path


def post(url, data):
    body = b'--b\r\nContent-Disposition: form-data; name="photo"; filename="p"\r\n\r\n' + data + b"\r\n--b--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=b", "Origin": url.rstrip("/")}
    request = urllib.request.Request(url.rstrip("/") + "/api/v1/entries", data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=900) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def serve(watch, accepted):
    child = subprocess.Popen(
        [watch.program, "serve", "--port", "0", "--json", "--home", watch.home()], stdout=subprocess.PIPE, text=True
    )
    try:
        url = json.loads(child.stdout.readline())["url"]
        bodies = [data + bytes([number]) for number in range(2) for data in accepted.values() if len(data) < 3_000_000][:8]
        with concurrent.futures.ThreadPoolExecutor(8) as senders:
            answers = list(senders.map(lambda data: post(url, data), bodies))
        with open(f"/proc/{child.pid}/status") as status:
            peak = int(re.search(r"VmHWM:\s+(\d+)", status.read())[1]) << 10
        watch.note("eight by POST", peak, str(answers))
        if not all(answer == 201 for answer in answers):
            watch.complaints.append(f"POST was answered {answers}")
    finally:
        child.terminate()
        child.wait()


def day_one(accepted):
    """A Day One export with such photos."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        entries = []
        for number, picture in enumerate(list(accepted.values()) * 2):
            kind = "png" if picture[:1] == b"\x89" else "jpeg"
            photo = {"md5": f"{number:032x}", "identifier": f"{number:032X}", "type": kind}
            entries.append({"uuid": f"{number:032X}", "creationDate": "2017-12-25T03:04:32Z", "photos": [photo]})
            archive.writestr(f"photos/{number:032x}.{kind}", picture + bytes([number]))
        archive.writestr("Journal.json", json.dumps({"metadata": {"version": "1.0"}, "entries": entries}))
    return data.getvalue()


def crowded_zip(count):
    """An archive of so many empty files, whose directory says that there is one."""
    members, directory = bytearray(), bytearray()
    for number in range(count):
        name = b"x/%07d" % number
        place = len(members)
        members += b"PK\3\4" + struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0) + name
        directory += b"PK\1\2" + struct.pack(
            "<HHHHHHIIIHHHHHII", 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, place
        )
        directory += name
    end = b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(directory), len(members), 0)
    return bytes(members) + bytes(directory) + end


def wordy_tar(count, length):
    """A compressed archive of so many files with long names."""
    data = io.BytesIO()
    with gzip.GzipFile(fileobj=data, mode="w", compresslevel=1) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for number in range(count):
                archive.addfile(tarfile.TarInfo(f"{number}/" + "n" * length))
    return data.getvalue()


def main():
    with tempfile.TemporaryDirectory() as folder:
        watch = Watch(sys.argv[1], folder)
        accepted, refused = pictures()
        for name, data in refused.items():
            watch.run(name, "add", watch.write(name, data), codes=(65,))
        fifty = []
        for number in range(50):
            name = list(accepted)[number % len(accepted)]
            # Some bytes behind the end, so that no two are the same.
            fifty.append(watch.write(f"{number}-{name}", accepted[name] + bytes([number])))
        watch.run("fifty by add", "add", "--quiet", *fifty)
        for path in fifty:
            os.remove(path)
        serve(watch, accepted)
        watch.run("an archive of them", "import", watch.write("dayone.zip", day_one(accepted)))
        watch.run("a zip of a million files", "import", watch.write("crowd.zip", crowded_zip(1_000_000)), codes=(65,))
        watch.run("a tar of long names", "import", watch.write("names.tar.gz", wordy_tar(60_000, 4_000)), codes=(65,))
    for complaint in watch.complaints:
        print(complaint)
    return 1 if watch.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
