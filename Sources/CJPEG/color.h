#ifndef CJPEG_COLOR_H
#define CJPEG_COLOR_H

#include <stdbool.h>
#include <stdint.h>

// Full-range BT.601, as JFIF defines it.
void cjpeg_rgb_to_ycc(const uint8_t *rgb, int width, uint8_t *y, uint8_t *cb, uint8_t *cr);

// Inks over white paper, without a profile: each colour is what the ink and the black let through. Adobe's programs
// store ink inverted (0 is full ink). `cmyk` and `rgb` may be the same memory.
void cjpeg_cmyk_to_rgb(const uint8_t *cmyk, int width, bool inverted, uint8_t *rgb);

#endif
