#!/usr/bin/env python3
"""Damages pictures in every way that files get damaged, and judges what `journal add` makes of each.

    pictures.py PROGRAM [COUNT]

The pictures are drawn here, and have no block whose light is the middle grey that decoders put where they know nothing. So
whatever is flat and of that grey is lost: counted in what the journal stored. A picture of which more than half is lost must be refused; of any other, the share that is told must agree with
the judge's. One that is refused must be changed in half of its blocks, as Pillow decodes it. No file may kill the program. JOURNAL_TEST_SEED moves the damages.
"""

import concurrent.futures
import io
import json
import os
import random
import sqlite3
import struct
import subprocess
import sys
import tempfile
import zlib

import numpy
from PIL import Image, ImageFile

ImageFile.LOAD_TRUNCATED_IMAGES = True
WIDTH, HEIGHT = 608, 448
GREY = 128
# How far the told share, and what is refused, may be from what the judge counts, in shares of the picture: a block or a row of
# blocks at the edge of a damage is half there.
TOLERANCE = 0.06


def scene(mode, seed):
    """A picture without a flat block, and without one of middle grey."""
    chance = numpy.random.default_rng(seed)
    down, across = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    light = 45 + 20 * numpy.sin(across / 23) + 15 * numpy.cos(down / 31)
    light[(across // 80 + down // 64) % 2 == 0] += 140
    light += chance.uniform(-9, 9, light.shape)
    channels = [light + 14 * numpy.sin(down / 40 + turn) for turn in (0, 2, 4)]
    pixels = numpy.clip(numpy.stack(channels, axis=-1), 0, 255).astype(numpy.uint8)
    picture = Image.fromarray(pixels)
    return picture.convert(mode)


def jpeg(picture, **options):
    data = io.BytesIO()
    picture.save(data, "JPEG", quality=88, **options)
    return data.getvalue()


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(picture, interlaced=False, parts=6):
    pixels = numpy.asarray(picture)
    rows = bytearray()
    for left, top, right, down in PASSES if interlaced else [(0, 0, 1, 1)]:
        for row in pixels[top::down, left::right]:
            rows += b"\0" + row.tobytes()
    data = zlib.compress(bytes(rows), 6)
    size = -(-len(data) // parts)
    colour = 2 if pixels.ndim == 3 else 0
    header = struct.pack(">IIBBBBB", picture.width, picture.height, 8, colour, 0, 0, int(interlaced))
    content = b"".join(chunk(b"IDAT", data[start : start + size]) for start in range(0, len(data), size))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + content + chunk(b"IEND", b"")


def segments(data):
    """A JPEG's parts: marker, start and end of each segment with the data that follows it."""
    found, place = [], 2
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] != 0xD9:
        end = place + 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]
        if data[place + 1] == 0xDA:
            while end + 1 < len(data) and not (data[end] == 0xFF and data[end + 1] not in (0, *range(0xD0, 0xD8))):
                end += 1
        found.append((data[place + 1], place, end))
        place = end
    return found


def restarts(data):
    return [at for at in range(len(data) - 1) if data[at] == 0xFF and 0xD0 <= data[at + 1] <= 0xD7]


def body(data):
    """Where the coded picture is."""
    if data[:2] == b"\xff\xd8":
        scans = [part for part in segments(data) if part[0] == 0xDA]
        return scans[0][1] + 14, scans[-1][2]
    return data.index(b"IDAT") + 4, len(data) - 12


def cut(data, chance, tenth):
    start, end = body(data)
    return data[: start + (end - start) * tenth // 10]


def flip(data, chance, count):
    spoilt, (start, end) = bytearray(data), body(data)
    for _ in range(count):
        spoilt[chance.randrange(start, end)] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def overwrite(data, chance, share, content):
    spoilt, (start, end) = bytearray(data), body(data)
    size = int((end - start) * share)
    at = chance.randrange(start, end - size)
    spoilt[at : at + size] = bytes(chance.randrange(256) for _ in range(size)) if content is None else content * size
    return bytes(spoilt)


def take_out(data, chance, share):
    start, end = body(data)
    size = int((end - start) * share)
    at = chance.randrange(start, end - size)
    return data[:at] + data[at + size :]


def spoil_restarts(data, chance, how):
    spoilt, places = bytearray(data), restarts(data)
    if how == "overwrite":
        at = chance.choice(places)
        spoilt[at : at + 2] = b"\x12\x34"
    elif how == "overwrite many":
        for at in chance.sample(places, max(1, len(places) // 3)):
            spoilt[at : at + 2] = b"\x12\x34"
    elif how == "renumber":
        for at in chance.sample(places, max(1, len(places) // 4)):
            spoilt[at + 1] = 0xD0 + chance.randrange(8)
    else:  # remove
        for at in sorted(chance.sample(places, max(1, len(places) // 8)), reverse=True):
            del spoilt[at : at + 2]
    return bytes(spoilt)


def spoil_tables(data, chance, kind):
    spoilt = bytearray(data)
    _, start, end = chance.choice([part for part in segments(data) if part[0] == kind])
    spoilt[chance.randrange(start + 5, end)] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def spoil_scans(data, chance, how):
    parts = segments(data)
    scans = [index for index, part in enumerate(parts) if part[0] == 0xDA]
    pieces = [data[start:end] for _, start, end in parts]
    if how == "remove":
        del pieces[chance.choice(scans)]
    elif how == "keep the first":
        pieces = pieces[: scans[0] + 1]
    elif how == "swap":
        one, other = chance.sample(scans, 2)
        pieces[one], pieces[other] = pieces[other], pieces[one]
    else:  # of another picture's size of coefficients
        at = chance.choice(scans)
        spoilt = bytearray(pieces[at])
        for place in range(20, len(spoilt)):
            if chance.random() < 0.01 and spoilt[place] != 0xFF and spoilt[place - 1] != 0xFF:
                spoilt[place] ^= 1 << chance.randrange(7)
        pieces[at] = bytes(spoilt)
    return data[:2] + b"".join(pieces) + b"\xff\xd9"


def drop_chunk(data, chance):
    places = [at - 4 for at in range(len(data)) if data[at : at + 4] == b"IDAT"]
    at = chance.choice(places)
    size = struct.unpack(">I", data[at : at + 4])[0]
    return data[:at] + data[at + 12 + size :]


def sources():
    colour, grey = scene("RGB", 1), scene("L", 2)
    plain = {
        "420": jpeg(colour, subsampling=2),
        "444": jpeg(colour, subsampling=0),
        "grey": jpeg(grey),
        "restarts": jpeg(colour, subsampling=2, restart_marker_blocks=11),
        "restarts by row": jpeg(grey, restart_marker_rows=1),
    }
    progressive = {
        "progressive": jpeg(colour, progressive=True),
        "progressive grey": jpeg(grey, progressive=True),
        "progressive restarts": jpeg(colour, progressive=True, restart_marker_rows=2),
    }
    pngs = {"png": png(colour), "png grey": png(grey), "png interlaced": png(colour, interlaced=True)}
    return plain, progressive, pngs


def cases(count, seed):
    """So many damaged files, each with a name that says what was done to which."""
    plain, progressive, pngs = sources()
    every = plain | progressive | pngs
    kinds = [(name, f"cut at {tenth} tenths", cut, (tenth,)) for name in every for tenth in range(1, 10)]
    kinds += [(name, f"{flips} bits flipped", flip, (flips,)) for name in every for flips in (1, 3, 20)]
    for name in every:
        for share in (0.02, 0.2, 0.6):
            kinds.append((name, f"{share} zeroed", overwrite, (share, b"\0")))
            kinds.append((name, f"{share} erased", overwrite, (share, b"\xff")))
            kinds.append((name, f"{share} overwritten", overwrite, (share, None)))
            kinds.append((name, f"{share} taken out", take_out, (share,)))
    for name in ("restarts", "restarts by row", "progressive restarts"):
        for how in ("overwrite", "overwrite many", "renumber", "remove"):
            kinds += 2 * [(name, f"restarts: {how}", spoil_restarts, (how,))]
    for name in plain | progressive:
        kinds += 2 * [(name, "another Huffman table", spoil_tables, (0xC4,))]
    for name in progressive:
        for how in ("remove", "keep the first", "swap", "spoil"):
            kinds += 3 * [(name, f"scans: {how}", spoil_scans, (how,))]
    for name in pngs:
        kinds += 2 * [(name, "a chunk dropped", drop_chunk, ())]
    for number in range(count):
        name, what, spoil, arguments = kinds[number % len(kinds)]
        chance = random.Random(f"{seed} {number}")
        data = every[name]
        # Some bytes behind the end, so that no two files are the same.
        yield f"{name}: {what}", data, spoil(data, chance, *arguments) + struct.pack(">I", number)


def light(data):
    with Image.open(io.BytesIO(data)) as picture:
        return numpy.asarray(picture.convert("L"), dtype=numpy.int16)


def lost(pixels):
    """The share of blocks whose light is the middle grey. Of a progressive picture, they may have some detail."""
    blocks = pixels.reshape(HEIGHT // 8, 8, WIDTH // 8, 8)
    return float((abs(blocks.mean(axis=(1, 3)) - GREY) <= 1.5).mean())


def intact(data):
    """How much of a PNG's picture comes before the first chunk that is not what its checksum says, in bytes."""
    place, before, is_intact = 8, 0, True
    while place + 12 <= len(data):
        size = struct.unpack(">I", data[place : place + 4])[0]
        kind, content = data[place + 4 : place + 8], data[place + 8 : place + 8 + size]
        is_intact = is_intact and data[place + 8 + size : place + 12 + size] == struct.pack(">I", zlib.crc32(kind + content))
        before += len(content) if is_intact and kind == b"IDAT" else 0
        place += 12 + size
    return before


def changed(pixels, original):
    """The share of blocks that differ from those of the picture before it was damaged."""
    if pixels.shape != original.shape:
        return 1.0
    blocks = abs(pixels - original).reshape(HEIGHT // 8, 8, WIDTH // 8, 8)
    return float((blocks.mean(axis=(1, 3)) > 5).mean())


def added(program, folder, number, data):
    path = os.path.join(folder, f"{number}.{'png' if data[:1] == bytes([0x89]) else 'jpg'}")
    with open(path, "wb") as file:
        file.write(data)
    home = os.path.join(folder, f"home-{number % 4}")
    while True:
        result = subprocess.run(
            [program, "add", "--json", "--home", home, path], capture_output=True, text=True, timeout=300
        )
        if result.returncode != 75:  # another one is writing
            break
    return home, result


def told(entry):
    """The share that the journal says is there: 1 if it says nothing, None if it does not know."""
    remarks = entry["photos"][0]["remarks"]
    if not remarks:
        return 1
    for remark in remarks:
        if "percent" in remark:
            return remark["percent"] / 100
        if remark["code"] in ("picture.cut.detail", "picture.damaged.detail"):
            return 1
    return None


def judge(data, original, home, result):
    """What is wrong with the program's verdict; None if nothing is."""
    if result.returncode < 0 or result.returncode >= 128:
        return f"died of signal {result.returncode}"
    if result.returncode == 65:
        if data[:1] == b"\x89" and intact(data) <= 0.5 * intact(original):
            return None
        try:
            share = changed(light(data), light(original))
        except Exception:  # Pillow refuses some files altogether
            return None
        refusable = share >= 0.5 - TOLERANCE
        return None if refusable else f"refused, but only {share:.0%} is changed: {result.stderr.strip()}"
    if result.returncode != 0:
        return f"exit {result.returncode}: {result.stderr.strip()}"
    entry = json.loads(result.stdout)
    with sqlite3.connect(f"file:{home}/journal.sqlite?mode=ro", uri=True) as file:
        row = file.execute(
            "SELECT jpeg FROM photo p JOIN image i ON i.number = p.image WHERE i.sha256 = ?",
            [bytes.fromhex(entry["photos"][0]["sha256"])],
        ).fetchone()
    stored = lost(light(row[0]))
    share = told(entry)
    if stored > 0.5 + TOLERANCE:
        return f"stored, though {stored:.0%} is lost (told: {share})"
    if share is None:
        return None if stored <= 0.05 + TOLERANCE else f"{stored:.0%} is lost, and it does not say how much"
    if share == 1 and stored > 0.05:
        return f"called whole, though {stored:.0%} is lost"
    if share < 1 and abs((1 - share) - stored) > TOLERANCE and stored > 0.05:
        return f"{stored:.0%} is lost, but {1 - share:.0%} is told"
    return None


def main():
    program, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 400
    seed = os.environ.get("JOURNAL_TEST_SEED", "1")
    complaints, refused, stored = [], 0, 0
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(4) as workers:
        work = [
            (name, original, data, workers.submit(added, program, folder, number, data))
            for number, (name, original, data) in enumerate(cases(count, seed))
        ]
        for name, original, data, future in work:
            home, result = future.result()
            refused += result.returncode == 65
            stored += result.returncode == 0
            complaint = judge(data, original, home, result)
            if complaint:
                complaints.append(f"{name}: {complaint}")
                if os.environ.get("JOURNAL_TEST_KEEP"):
                    kept = os.path.join(os.environ["JOURNAL_TEST_KEEP"], f"{len(complaints)}")
                    with open(kept, "wb") as file:
                        file.write(data)
    for complaint in complaints:
        print(complaint)
    print(f"{count} damaged pictures: {stored} stored, {refused} refused, {len(complaints)} judged wrongly (seed {seed})")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
