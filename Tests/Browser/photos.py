"""Test photos: the drawn selfie in other moods, clothes and company."""

import io
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

SELFIE = Path(__file__).resolve().parents[2] / "Examples/selfie.jpg"
SKIN, LIPS = "#e9a583", "#b5524a"


def selfie(mouth=None, sweater=0, light=(1, 1, 1)):
    """The selfie, upright.

    mouth: None leaves the smile, else how far a closed one is curved, 1 up to -1 down;
    sweater: turns the sweater's hue by so many 256ths; light: factors for red, green and blue.
    """
    with Image.open(SELFIE) as stored:
        image = ImageOps.exif_transpose(stored).convert("RGB")
    if mouth is not None:
        close_mouth(image, mouth)
    if sweater:
        image = dye(image, sweater)
    return ImageChops.multiply(image, Image.new("RGB", image.size, tuple(int(255 * part) for part in light)))


def close_mouth(image, curve):
    chin = Image.new("L", image.size)
    ImageDraw.Draw(chin).ellipse([585, 962, 955, 1142], fill=255)
    image.paste(SKIN, mask=chin.filter(ImageFilter.GaussianBlur(22)))
    draw = ImageDraw.Draw(image)
    for step in range(-100, 101):
        x, y = 770 + 1.15 * step, 1050 + 42 * curve * (1 - (step / 100) ** 2) - 20 * curve
        radius = 4 + 9 * (1 - (step / 100) ** 2)
        draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=LIPS)


def dye(image, turn):
    """Turns the hue of what is teal below the chin."""
    hue, saturation, value = image.convert("HSV").split()
    teal = hue.point(lambda h: 255 if 118 <= h <= 142 else 0).filter(ImageFilter.MaxFilter(5))
    ImageDraw.Draw(teal).rectangle([0, 0, image.width, 1300], fill=0)
    turned = Image.merge("HSV", [hue.point(lambda h: (h + turn) % 256), saturation, value]).convert("RGB")
    return Image.composite(turned, image, teal.filter(ImageFilter.GaussianBlur(2)))


def friends():
    """Three people in one wide picture."""
    people = [selfie(0.6, 90), selfie(), selfie(-0.4, 170)]
    picture = Image.new("RGB", (1512, 672))
    for index, person in enumerate(people):
        picture.paste(person.resize((504, 672)), (504 * index, 0))
    return picture


def landscape():
    """Hills at dusk, and nobody."""
    picture = Image.linear_gradient("L").resize((1200, 900))
    picture = ImageOps.colorize(picture, "#6f8fb8", "#f4c9a0")
    draw = ImageDraw.Draw(picture)
    draw.ellipse([820, 380, 980, 540], fill="#fff0cf")
    draw.polygon([(0, 600), (300, 470), (700, 620), (1200, 500), (1200, 900), (0, 900)], fill="#8a7b92")
    draw.polygon([(0, 740), (500, 640), (1200, 760), (1200, 900), (0, 900)], fill="#5a5a70")
    return picture


def jpeg(image):
    file = io.BytesIO()
    image.save(file, "JPEG", quality=88)
    return file.getvalue()
