#ifndef CJPEG_LOOPS_H
#define CJPEG_LOOPS_H

#include <stdint.h>

// The two loops in which resizing spends its time, one set for each kind of processor; all sets give the same bits. Weights
// have CJPEG_WEIGHT_BITS fractional bits and add up to one.

enum {
    // Columns are blended in whole blocks: rows and lines need room for them, whatever that memory contains.
    CJPEG_BLOCK = 64,
    // A line holds samples minus 128, with this many fractional bits: Lanczos overshoots a byte's range by less than a
    // third, which fits 16 bits.
    CJPEG_LINE_BITS = 7,
};

typedef struct {
    // Vertical: `width` sums over `taps` rows. Each product is rounded, which adds up to less than a tenth of a level.
    void (*blend_rows)(int16_t *line, const uint8_t *const *rows, const int16_t *weights, int taps, int width);
    // Horizontal: `count` sums over windows of the line, rounded and clamped to a byte. `taps` is a multiple of 8.
    void (*filter_line)(uint8_t *row, const int16_t *line, const int *first, const int16_t *weights, int taps,
                        int count);
} cjpeg_loops;

// The fastest set that this processor can run.
const cjpeg_loops *cjpeg_loops_for_this_cpu(void);

extern const cjpeg_loops cjpeg_loops_portable;
#if defined(__x86_64__)
extern const cjpeg_loops cjpeg_loops_avx2;
#elif defined(__aarch64__)
extern const cjpeg_loops cjpeg_loops_neon;
#endif

// The start value and shift with which a sum of the horizontal loop becomes a rounded sample.
enum {
    CJPEG_FILTER_SHIFT = 14 + CJPEG_LINE_BITS,
    CJPEG_FILTER_START = (128 << CJPEG_FILTER_SHIFT) + (1 << (CJPEG_FILTER_SHIFT - 1)),
};

#endif
