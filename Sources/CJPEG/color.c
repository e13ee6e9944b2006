#include "color.h"

// Weights with 16 fractional bits; each line's add up to 65536 or 0.
void cjpeg_rgb_to_ycc(const uint8_t *restrict rgb, int width, uint8_t *restrict y, uint8_t *restrict cb,
                      uint8_t *restrict cr) {
    const int32_t half = 1 << 15, middle = (128 << 16) + half - 1;
    for (int x = 0; x < width; x++) {
        int32_t r = rgb[3 * x], g = rgb[3 * x + 1], b = rgb[3 * x + 2];
        y[x] = (uint8_t)((19595 * r + 38470 * g + 7471 * b + half) >> 16);
        cb[x] = (uint8_t)((-11059 * r - 21709 * g + 32768 * b + middle) >> 16);
        cr[x] = (uint8_t)((32768 * r - 27439 * g - 5329 * b + middle) >> 16);
    }
}

void cjpeg_cmyk_to_rgb(const uint8_t *cmyk, int width, bool inverted, uint8_t *rgb) {
    uint8_t flip = inverted ? 0 : 255;
    for (int x = 0; x < width; x++) {
        const uint8_t *ink = cmyk + 4 * (int64_t)x;
        int light[3], unblocked = ink[3] ^ flip;
        for (int i = 0; i < 3; i++) light[i] = (ink[i] ^ flip) * unblocked;
        for (int i = 0; i < 3; i++) rgb[3 * (int64_t)x + i] = (uint8_t)((light[i] + 127) / 255);
    }
}
