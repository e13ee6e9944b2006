"""How close two downscaled pictures are to a Lanczos reference made from the full decode.

quality.py ssim|psnr PHOTO OURS THEIRS … prints two numbers for each three files: SSIM or PSNR (dB) of the luma.
"""

import sys

import numpy as np
from PIL import Image, ImageOps
from scipy.ndimage import gaussian_filter


def luma(image):
    return np.asarray(image.convert("L")).astype(np.float64)


def reference(photo, size):
    upright = ImageOps.exif_transpose(Image.open(photo))
    return luma(upright.resize(size, Image.Resampling.LANCZOS))


def psnr(a, b):
    return 10 * np.log10(255**2 / np.mean((a - b) ** 2))


def ssim(a, b):
    """Wang, Bovik, Sheikh, Simoncelli: Image quality assessment (2004), with their window and constants."""

    def blur(image):
        return gaussian_filter(image, 1.5, truncate=3.5)

    mean_a, mean_b = blur(a), blur(b)
    variance_a, variance_b = blur(a * a) - mean_a**2, blur(b * b) - mean_b**2
    covariance = blur(a * b) - mean_a * mean_b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    likeness = (2 * mean_a * mean_b + c1) * (2 * covariance + c2)
    return np.mean(likeness / ((mean_a**2 + mean_b**2 + c1) * (variance_a + variance_b + c2)))


def main():
    measure = {"ssim": ssim, "psnr": psnr}[sys.argv[1]]
    files = sys.argv[2:]
    for photo, *results in zip(files[::3], files[1::3], files[2::3]):
        images = [Image.open(result) for result in results]
        wanted = reference(photo, images[0].size)
        print(*(measure(wanted, luma(image)) for image in images))


main()
