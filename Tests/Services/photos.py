#!/usr/bin/env python3
"""Draws small photos, all different, for tests that send many: photos.py FOLDER FIRST COUNT

Photo number N is always the same: FOLDER/photo-N.jpg, 160 × 120 pixels, a few kilobytes.
"""

import random
import sys

from PIL import Image

folder, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for number in range(first, first + count):
    noise = random.Random(number).randbytes(20 * 15 * 3)
    Image.frombytes("RGB", (20, 15), noise).resize((160, 120)).save(f"{folder}/photo-{number}.jpg", quality=85)
