#!/usr/bin/env python3
"""Draws selfie.jpg, the journal's example photo: nobody's face, but all that a phone's picture brings along.

    draw_selfie.py [FILE]     (needs numpy and Pillow; draws the same bytes each time)

The pixels are stored lying on their side, as phones store them, with an EXIF orientation that sets them upright, a
capture time with its offset, and a position. The journal shows the picture upright and dated, and forgets the place.
"""

import sys
from pathlib import Path

import numpy
from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1512, 2016
FINE = 2  # shapes are drawn this much larger and scaled down, which smooths their edges

SKIN, SKIN_SHADE, BLUSH = "#eeb48f", "#c97f60", "#e8785f"
HAIR, HAIR_SHADE, HAIR_LIGHT = "#4b2a2b", "#2c1620", "#8a4b3c"
SWEATER, SWEATER_SHADE, SWEATER_LIGHT = "#2f7f86", "#1b5563", "#55a9a6"


def rgb(color):
    return numpy.array([int(color[i : i + 2], 16) for i in (1, 3, 5)], dtype=numpy.float32)


def at(text):
    """The points of an outline, written as in SVG: "640,250 700,160"."""
    return [tuple(map(float, pair.split(","))) for pair in text.split()]


def spline(points, closed=True, steps=24):
    """A smooth curve through the points (Catmull-Rom)."""
    points = numpy.array(points, dtype=numpy.float32)
    ends = (points[-1:], points[:2]) if closed else (points[:1], points[-1:])
    padded = numpy.concatenate([ends[0], points, ends[1]])
    t = numpy.linspace(0, 1, steps, endpoint=False)[:, None]
    curve = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:]):
        curve.append(b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a))))
    return numpy.concatenate(curve if closed else curve + [points[-1:]])


def mirrored(right):
    """A closed outline from its right half, given top to bottom around the middle of the face."""
    return right + [(2 * MIDDLE - x, y) for x, y in reversed(right) if x != MIDDLE]


def mask_of(draw_on):
    image = Image.new("L", (WIDTH * FINE, HEIGHT * FINE))
    draw_on(ImageDraw.Draw(image))
    return numpy.asarray(image.resize((WIDTH, HEIGHT), Image.Resampling.BOX), dtype=numpy.float32) / 255


def shape(points):
    outline = [tuple(point) for point in spline(points) * FINE]
    return mask_of(lambda draw: draw.polygon(outline, fill=255))


def ellipse(x, y, rx, ry):
    box = [(x - rx) * FINE, (y - ry) * FINE, (x + rx) * FINE, (y + ry) * FINE]
    return mask_of(lambda draw: draw.ellipse(box, fill=255))


def stroke(points, width, taper=True):
    """A brush line, thin at its ends."""
    curve = spline(points, closed=False, steps=60) * FINE
    swell = numpy.sin(numpy.linspace(0, numpy.pi, len(curve))) ** 0.6 if taper else numpy.ones(len(curve))

    def draw_on(draw):
        for (x, y), amount in zip(curve, swell):
            r = max(width * FINE / 2 * amount, FINE)
            draw.ellipse([x - r, y - r, x + r, y + r], fill=255)

    return mask_of(draw_on)


def blurred(mask, radius):
    image = Image.fromarray((mask * 255).astype(numpy.uint8)).filter(ImageFilter.GaussianBlur(radius))
    return numpy.asarray(image, dtype=numpy.float32) / 255


def moved(mask, dx, dy):
    return numpy.roll(mask, (dy, dx), axis=(0, 1))


class Canvas:
    def __init__(self):
        self.pixels = numpy.zeros((HEIGHT, WIDTH, 3), dtype=numpy.float32)

    def paint(self, mask, color, strength=1.0):
        amount = (mask * strength)[..., None]
        self.pixels = self.pixels * (1 - amount) + (rgb(color) if isinstance(color, str) else color) * amount

    def shade(self, mask, color, dx, dy, radius, strength):
        """Darkens (or lights) the side of a shape that lies away from (dx, dy)."""
        self.paint(mask * (1 - blurred(moved(mask, dx, dy), radius)), color, strength)


MIDDLE = 770
canvas = Canvas()


def draw_background():
    down = numpy.linspace(0, 1, HEIGHT, dtype=numpy.float32)
    sky = ["#7fb7c9", "#a9cfcd", "#f6dcb4", "#f8bd8d", "#ee9a7c"]
    stops = [0, 0.25, 0.5, 0.72, 1]
    ramp = numpy.stack([numpy.interp(down, stops, [rgb(c)[i] for c in sky]) for i in range(3)], axis=1)
    canvas.pixels[:] = ramp[:, None, :]
    sun = ellipse(1200, 700, 190, 190)
    canvas.paint(blurred(sun, 120), "#fff1c9", 0.75)
    canvas.paint(sun, "#fff3d2", 0.95)
    for x, y, size, strength in [(210, 330, 1.0, 0.75), (1250, 215, 0.8, 0.6), (70, 760, 0.7, 0.55)]:
        for dx, dy, r in [(-120, 20, 60), (-50, -22, 82), (45, -8, 70), (125, 22, 52)]:
            canvas.paint(
                blurred(ellipse(x + dx * size, y + dy * size, r * size * 1.25, r * size * 0.62), 9), "#fffaf0", strength
            )
    far = shape(at("-200,1130 120,985 400,1090 760,960 1130,1085 1420,960 1750,1080 1750,2300 -200,2300"))
    canvas.paint(far, "#b98f93")
    canvas.shade(far, "#e9b79d", 0, 60, 50, 0.7)
    near = shape(at("-200,1300 160,1175 520,1290 900,1220 1300,1190 1750,1330 1750,2300 -200,2300"))
    canvas.paint(near, "#7c6a86")
    canvas.shade(near, "#d99a8b", 0, 55, 45, 0.6)
    light = numpy.random.default_rng(7)
    for _ in range(26):  # lamps far away, out of focus
        x, y, r = light.uniform(0, WIDTH), light.uniform(1230, 1640), light.uniform(12, 34)
        canvas.paint(blurred(ellipse(x, y, r, r), 3), "#ffe3a6", light.uniform(0.15, 0.4))


def draw_hair_behind():
    bun = shape(at("640,250 700,160 800,130 890,175 930,270 880,360 770,390 665,350"))
    canvas.paint(bun, HAIR)
    canvas.shade(bun, HAIR_SHADE, -40, -45, 45, 0.9)
    for offset in (0, 45, 90):
        canvas.paint(bun * stroke([(680 + offset, 340), (665 + offset, 260), (740 + offset, 175)], 7), HAIR_LIGHT, 0.55)
    back = shape(mirrored(at("770,310 930,335 1075,450 1130,640 1125,830 1100,1010 1040,1130 930,1190 770,1200")))
    canvas.paint(back, HAIR)
    canvas.shade(back, HAIR_SHADE, 0, -90, 90, 1.0)


def draw_body():
    neck = shape(at("625,1080 915,1080 905,1300 965,1440 770,1560 575,1440 635,1300"))
    canvas.paint(neck, SKIN)
    canvas.shade(neck, SKIN_SHADE, -45, 0, 45, 0.5)
    canvas.paint(neck * blurred(ellipse(770, 1195, 235, 150), 38), SKIN_SHADE, 0.75)
    body = shape(
        at(
            "590,1370 645,1480 770,1535 895,1480 950,1370 1160,1465 1330,1560 1440,1760 1500,2120 60,2120 "
            "110,1760 215,1560 385,1465"
        )
    )
    canvas.paint(blurred(moved(body, 0, -14), 30), "#3d2a3a", 0.28)
    canvas.paint(body, SWEATER)
    canvas.shade(body, SWEATER_SHADE, -110, -60, 110, 0.9)
    canvas.shade(body, SWEATER_LIGHT, 30, 45, 45, 0.55)
    for side in (-1, 1):
        canvas.paint(
            body * stroke([(770 + side * 430, 1700), (770 + side * 455, 1850), (770 + side * 440, 2060)], 12),
            SWEATER_SHADE,
            0.7,
        )
    canvas.paint(body * mask_of(draw_stitches), SWEATER_LIGHT, 0.33)
    collar = stroke(at("596,1378 640,1480 770,1540 900,1480 944,1378"), 58, taper=False)
    canvas.paint(blurred(moved(collar, 0, 16), 12), SWEATER_SHADE, 0.8)
    canvas.paint(collar, "#f2c14e")
    canvas.shade(collar, "#c98a2c", 0, -16, 12, 0.8)


def draw_stitches(draw):
    for row in range(9):
        for column in range(-9, 10):
            x, y = MIDDLE + column * 74 + (row % 2) * 37, 1610 + row * 52
            stitch = [(x - 15, y - 11), (x, y), (x + 15, y - 11)]
            draw.line([(FINE * a, FINE * b) for a, b in stitch], fill=255, width=6 * FINE, joint="curve")


def draw_head():
    for side in (-1, 1):
        x = MIDDLE + side * 318
        ear = shape([(x - 45, 720), (x, 690), (x + 45, 725), (x + 38, 810), (x, 865), (x - 38, 830)])
        canvas.paint(ear, SKIN)
        canvas.shade(ear, SKIN_SHADE, 0, -22, 18, 0.7)
        canvas.paint(stroke([(x - 14, 742), (x + side * 16, 765), (x + side * 4, 815)], 9), SKIN_SHADE, 0.7)
        canvas.paint(ellipse(x + side * 4, 890, 21, 21), "#f2c14e")
        canvas.paint(blurred(ellipse(x + side * 4 - 6, 883, 8, 8), 2), "#fff4cf", 0.9)
    face = shape(mirrored(at("770,400 930,430 1050,560 1086,740 1066,900 1000,1060 890,1170 770,1205")))
    canvas.paint(face, SKIN)
    canvas.shade(face, SKIN_SHADE, -70, -50, 75, 0.62)
    canvas.shade(face, "#ffdcb8", 55, 40, 65, 0.55)
    for side in (-1, 1):
        canvas.paint(face * blurred(ellipse(MIDDLE + side * 195, 905, 88, 62), 36), BLUSH, 0.55)
    freckles = numpy.random.default_rng(4)
    for _ in range(30):
        side = freckles.choice([-1, 1])
        x, y = MIDDLE + side * freckles.normal(165, 52), freckles.normal(872, 22)
        r = freckles.uniform(3, 5.2)
        canvas.paint(face * ellipse(x, y, r, r), "#b7684c", 0.5)
    return face


def draw_eyes():
    for side in (-1, 1):
        x, y = MIDDLE + side * 150, 775
        white = shape(
            [
                (x - 76, y + 12),
                (x - 42, y - 24),
                (x + 2, y - 36),
                (x + 44, y - 24),
                (x + 76, y + 12),
                (x + 40, y + 26),
                (x, y + 30),
                (x - 40, y + 26),
            ]
        )
        canvas.paint(blurred(moved(white, 0, -8), 20), SKIN_SHADE, 0.45)
        canvas.paint(white, "#fffaf3")
        canvas.paint(white * ellipse(x + 4, y, 45, 45), "#3d6b57")
        canvas.paint(white * ellipse(x + 4, y + 10, 33, 30), "#69a17a", 0.75)
        canvas.paint(white * ellipse(x + 4, y, 22, 22), "#1d1a20")
        canvas.shade(white, "#5a4550", 0, 24, 14, 0.65)
        canvas.paint(ellipse(x - 11, y - 16, 12, 12), "#ffffff")
        canvas.paint(ellipse(x + 20, y + 15, 6, 6), "#ffffff", 0.8)
        canvas.paint(
            stroke([(x - 80, y + 14), (x - 44, y - 25), (x + 2, y - 38), (x + 46, y - 25), (x + 80, y + 14)], 19),
            HAIR_SHADE,
        )
        outer = x + side * 80
        for lift, reach in ((10, 38), (-6, 34), (-18, 26)):
            canvas.paint(
                stroke(
                    [
                        (outer - side * 14, y + lift),
                        (outer + side * 8, y + lift - 6),
                        (outer + side * reach * 0.75, y + lift - 24),
                    ],
                    11,
                ),
                HAIR_SHADE,
            )
        canvas.paint(stroke([(x - 50, y + 40), (x, y + 50), (x + 50, y + 40)], 6), SKIN_SHADE, 0.55)
        canvas.paint(
            stroke([(MIDDLE + side * 74, 693), (MIDDLE + side * 155, 662), (MIDDLE + side * 238, 694)], 25), HAIR
        )


def draw_nose_and_mouth(face):
    canvas.paint(face * blurred(stroke(at("796,800 812,875 806,925"), 30), 14), SKIN_SHADE, 0.4)
    canvas.paint(blurred(stroke([(764, 800), (764, 900)], 22), 10), "#ffe2c4", 0.6)
    canvas.paint(stroke(at("724,930 745,948 772,952 800,948 820,930"), 12), "#b5654c", 0.85)
    mouth = shape(at("628,1002 700,1010 770,1016 842,1010 912,1002 872,1072 820,1104 770,1112 720,1104 668,1072"))
    canvas.paint(blurred(moved(mouth, 0, 22), 22), SKIN_SHADE, 0.4)
    canvas.paint(mouth, "#8d2f35")
    canvas.paint(mouth * shape(at("600,985 770,1000 940,985 905,1046 770,1066 635,1046")), "#fffaf2")
    canvas.paint(mouth * blurred(ellipse(770, 1122, 78, 34), 4), "#e2736b")
    canvas.paint(stroke(at("622,998 700,1008 745,1010 770,1016 795,1010 842,1008 918,998"), 15), "#c4524c")
    canvas.paint(stroke(at("668,1075 720,1108 770,1117 820,1108 872,1075"), 20), "#cf5f57")
    canvas.paint(blurred(stroke(at("735,1117 770,1121 805,1117"), 8), 3), "#f4a79a", 0.8)
    for side in (-1, 1):
        canvas.paint(
            stroke([(MIDDLE + side * 150, 982), (MIDDLE + side * 163, 1000), (MIDDLE + side * 157, 1020)], 9),
            SKIN_SHADE,
            0.9,
        )


def draw_fringe(face):
    fringe = shape(
        at(
            "450,820 425,640 480,460 610,345 770,310 940,345 1070,465 1115,640 1092,825 1062,700 1015,590 "
            "925,520 845,485 760,560 640,620 530,665 478,740"
        )
    )
    canvas.paint(face * blurred(moved(fringe, 6, 30), 20), SKIN_SHADE, 0.6)
    canvas.paint(fringe, HAIR)
    canvas.shade(fringe, HAIR_SHADE, -40, -30, 45, 0.75)
    for points, width in [
        (at("845,480 720,420 560,520 470,680"), 15),
        (at("850,470 700,385 560,440"), 10),
        (at("855,478 960,440 1050,560 1085,690"), 13),
        (at("840,470 650,500 540,620"), 8),
    ]:
        canvas.paint(fringe * blurred(stroke(points, width), 3), HAIR_LIGHT, 0.6)
    for side, tail in ((-1, 60), (1, 0)):  # a loose lock on either side
        x = MIDDLE + side * 322
        lock = shape(
            [
                (x - 26, 640),
                (x + 26, 640),
                (x + side * 30 + 10, 830),
                (x + side * 12, 1000 + tail),
                (x - side * 22, 1080 + tail),
                (x - side * 6, 950),
                (x + side * 4 - 12, 800),
            ]
        )
        canvas.paint(blurred(moved(lock, -8, 10), 12), SKIN_SHADE, 0.35)
        canvas.paint(lock, HAIR)
        canvas.paint(
            lock * blurred(stroke([(x + 4, 660), (x + side * 16, 840), (x - side * 4, 1010)], 9), 3), HAIR_LIGHT, 0.5
        )


def draw():
    draw_background()
    draw_hair_behind()
    draw_body()
    face = draw_head()
    draw_eyes()
    draw_nose_and_mouth(face)
    draw_fringe(face)
    glow = blurred(ellipse(1270, 720, 420, 520), 200)
    canvas.paint(glow, "#ffd9a0", 0.16)
    return Image.fromarray(canvas.pixels.clip(0, 255).astype(numpy.uint8))


def metadata():
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Example", "Drawn Phone 1"  # Make, Model
    exif[0x0112] = 6  # Orientation: turn clockwise to see it upright
    exif[0x0132] = "2026:06:21 19:42:10"  # DateTime
    exif.get_ifd(0x8769).update(
        {
            0x9003: "2026:06:21 19:42:10",
            0x9004: "2026:06:21 19:42:10",  # DateTimeOriginal, DateTimeDigitized
            0x9010: "+02:00",
            0x9011: "+02:00",
            0x9012: "+02:00",  # their offsets from UTC
            0x9291: "250",
            0x9292: "250",  # and their milliseconds
        }
    )
    exif.get_ifd(0x8825).update(
        {  # the Jardin du Luxembourg in Paris
            0: b"\x02\x03\x00\x00",
            1: "N",
            2: (48.0, 50.0, 47.4),
            3: "E",
            4: (2.0, 20.0, 12.8),
            5: b"\x00",
            6: 46.0,
        }
    )
    return exif


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("selfie.jpg")
    upright = draw()
    upright.transpose(Image.Transpose.ROTATE_90).save(
        target, quality=85, subsampling="4:2:0", optimize=True, exif=metadata()
    )
