"""Draws the photos that are measured: photos.py FOLDER. The same versions of the packages give the same bytes.

The scenes follow the dead leaves model (discs of all sizes that cover each other; Lee, Mumford, Huang: Occlusion models
for natural images, 2001), whose statistics are those of photographs, with the grain of a small sensor over them.
"""

import io
import struct
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from scipy.ndimage import gaussian_filter

P12, P48 = (4032, 3024), (8064, 6048)
SMALLEST_DISC, LARGEST_DISC = 1 / 600, 1 / 5  # radius, as a share of the height


def clouds(width, height, random):
    """Smooth noise with as much of it at every scale, about -1 to 1."""
    total = np.zeros((height, width), np.float32)
    for level in range(1, 7):
        coarse = random.standard_normal((3 * 2**level, 4 * 2**level)).astype(np.float32)
        fine = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
        total += np.asarray(fine) / 2**level
    return total


def draw_discs(image, random, count=9000):
    width, height = image.size
    draw = ImageDraw.Draw(image)
    # Radii with density r^-3: every scale covers as much.
    low, high = (SMALLEST_DISC * height) ** -2, (LARGEST_DISC * height) ** -2
    for radius in (low + random.random(count) * (high - low)) ** -0.5:
        x, y = random.random(2) * (width, height)
        light = random.normal(120, 45)
        colour = tuple(int(v) for v in np.clip(light + random.normal(0, 22, 3), 4, 250))
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def scene(size, seed, grain=4.0):
    width, height = size
    random = np.random.default_rng(seed)
    image = Image.new("RGB", size, (150, 170, 200))
    draw_discs(image, random)
    light = clouds(width, height, random)
    pixels = np.asarray(image).astype(np.float32)
    for channel in range(3):
        plane = gaussian_filter(pixels[..., channel], 0.8) + 14 * light  # the lens; uneven light
        noise = gaussian_filter(random.standard_normal(plane.shape, np.float32), 0.6) * 2.1
        pixels[..., channel] = plane + noise * grain * np.sqrt(np.clip(plane, 10, 255) / 128)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def zone_plate(size):
    """Rings that grow finer from the middle to the sides, where they are at the limit of what pixels can show."""
    width, height = size
    x, y = np.arange(width, dtype=np.float32) - width / 2, np.arange(height, dtype=np.float32) - height / 2
    rings = 127.5 + 100 * np.cos(np.pi * (x[None, :] ** 2 + y[:, None] ** 2) / width)
    return Image.fromarray(rings.astype(np.uint8)).convert("RGB")


# How the upright picture is turned to be stored with each orientation (EXIF 2.3, 4.6.4).
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def exif(orientation=1):
    """An orientation, a date and a maker note, as cameras write them."""
    block = Image.Exif()
    block[0x010F], block[0x0112] = "Camera", orientation
    block.get_ifd(0x8769).update({0x9003: "2026:05:04 07:31:22", 0x9011: "+02:00", 0x927C: b"note" * 500})
    return block


class Folder:
    def __init__(self, path):
        self.path = Path(path)
        self.path.mkdir(parents=True, exist_ok=True)

    def write(self, name, data):
        (self.path / name).write_bytes(data)
        print(f"{name:16} {len(data) / 1e6:6.2f} MB", file=sys.stderr)

    def save(self, name, image, **options):
        options = {"quality": 92, "exif": exif()} | options
        if image.mode == "RGB":
            options.setdefault("subsampling", "4:2:0")
        file = io.BytesIO()
        image.save(file, "JPEG", **options)
        self.write(name, file.getvalue())
        return file.getvalue()


def photos(folder):
    first = scene(P12, 1)
    p12 = folder.save("p12.jpg", first)
    folder.save("p12-422.jpg", first, subsampling="4:2:2")
    folder.save("p12-444.jpg", first, subsampling="4:4:4")
    folder.save("p12-grey.jpg", first.convert("L"))
    folder.save("p12-progressive.jpg", first, progressive=True)
    folder.save("p12-restarts.jpg", first, restart_marker_rows=1)
    folder.save("p12-portrait.jpg", first.transpose(Image.Transpose.ROTATE_90))
    for seed in range(2, 6):
        folder.save(f"p12-{seed}.jpg", scene(P12, seed, grain=seed))
    folder.save("zone.jpg", zone_plate(P12), quality=95)
    turned_photos(folder, first)
    return p12


def turned_photos(folder, upright):
    """The same picture as stored with each orientation, of odd sizes so that nothing falls together by chance."""
    upright = upright.resize((2203, 1651), Image.Resampling.LANCZOS)
    upright.save(folder.path / "upright.png")
    for orientation, turn in STORED.items():
        stored = upright if turn is None else upright.transpose(turn)
        folder.save(f"turned-{orientation}.jpg", stored, exif=exif(orientation))


def large_photos(folder):
    scene48 = scene(P48, 6)
    folder.save("p48.jpg", scene48, quality=90)
    width, height = P48
    mosaic = Image.new("RGB", (2 * width, 2 * height))
    for x in (0, width):
        for y in (0, height):
            mosaic.paste(scene48, (x, y))
    folder.save("p200.jpg", mosaic, quality=85)


def scan_bomb():
    """A small file whose last scan is repeated until decoding it takes minutes."""
    file = io.BytesIO()
    Image.new("L", (2048, 2048), 128).save(file, "JPEG", progressive=True)
    jpeg = file.getvalue()
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:-2] + 1500 * jpeg[last:-2] + b"\xff\xd9"


def with_depth_map(jpeg, megabytes):
    """A photo as phones write it in portrait mode: a depth map stands before the picture."""
    content = b"http://ns.adobe.com/xmp/extension/\0" + bytes(64_000)
    segment = b"\xff\xe1" + struct.pack(">H", len(content) + 2) + content
    return jpeg[:2] + megabytes * 1_000_000 // len(segment) * segment + jpeg[2:]


def hostile(folder, p12):
    frame = p12.index(b"\xff\xc0") + 5
    folder.write("hostile-size.jpg", p12[:frame] + struct.pack(">HH", 65500, 65500) + p12[frame + 4 :])
    folder.write("hostile-markers.jpg", p12[:2] + b"\xff\xe1\x00\x02" * 240_000 + p12[2:])
    folder.write("hostile-scans.jpg", scan_bomb())


def main():
    folder = Folder(sys.argv[1])
    p12 = photos(folder)
    folder.write("p12-depth.jpg", with_depth_map(p12, 20))
    hostile(folder, p12)
    large_photos(folder)


if __name__ == "__main__":
    main()
