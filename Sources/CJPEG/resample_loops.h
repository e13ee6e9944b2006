#ifndef CJPEG_RESAMPLE_LOOPS_H
#define CJPEG_RESAMPLE_LOOPS_H

#include <stdint.h>

// The two loops in which resizing spends its time. Weights have CJPEG_WEIGHT_BITS fractional bits.

// Vertical: `width` sums over `taps` rows, kept with 6 fractional bits (Lanczos overshoots a byte's range by less than
// a third, which 16 bits hold).
void cjpeg_blend_rows(int16_t *line, const uint8_t *const *rows, const int16_t *weights, int taps, int width);

// Horizontal: `count` sums over windows of the line, rounded and clamped to a byte. `taps` is a multiple of 8.
void cjpeg_filter_line(uint8_t *row, const int16_t *line, const int *first, const int16_t *weights, int taps,
                       int count);

#endif
