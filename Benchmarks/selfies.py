"""Makes photos as the journal keeps them: selfies.py FOLDER COUNT BYTES. All are different, 1600 × 1200 pixels, and about as
large as asked for."""

import io
import sys
from pathlib import Path

from photos import scene
from PIL import ImageFilter

SIZE = (1600, 1200)


def encode(image, quality):
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality, optimize=True)
    return file.getvalue()


def main():
    folder, count, size = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    folder.mkdir()
    # One scene, cut out at another place for each photo.
    whole = scene((SIZE[0] + 400, SIZE[1] + 300), 7, grain=1).filter(ImageFilter.GaussianBlur(0.7))
    middle = whole.crop((200, 150, 200 + SIZE[0], 150 + SIZE[1]))
    quality = min(range(40, 96), key=lambda quality: abs(len(encode(middle, quality)) - size))
    for index in range(count):
        x, y = index * 37 % 400, index * 37 // 400 * 3
        photo = whole.crop((x, y, x + SIZE[0], y + SIZE[1]))
        (folder / f"{index:04}.jpg").write_bytes(encode(photo, quality))


main()
