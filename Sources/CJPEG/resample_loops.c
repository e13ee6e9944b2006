#include "resample_loops.h"

#include "kernel.h"

// Two builds of a loop, chosen when the program is loaded; needs the ifunc of ELF and glibc. Elsewhere the compiler's
// baseline (NEON on arm64) serves.
#if defined(__x86_64__) && defined(__ELF__) && defined(__GLIBC__) && defined(__has_attribute)
#if __has_attribute(target_clones)
#define FOR_EACH_CPU __attribute__((target_clones("avx2", "default")))
#endif
#endif
#ifndef FOR_EACH_CPU
#define FOR_EACH_CPU
#endif

enum { LINE_BITS = 6, BLEND_SHIFT = CJPEG_WEIGHT_BITS - LINE_BITS, FILTER_SHIFT = CJPEG_WEIGHT_BITS + LINE_BITS };

// Adds four rows at a time: the products of a pair of 16-bit values and their sum are one instruction, and the sums go
// to memory and back half as often. Rows beyond the last weigh nothing.
FOR_EACH_CPU
void cjpeg_blend_rows(int16_t *restrict line, const uint8_t *const *rows, const int16_t *weights, int taps,
                      int width) {
    enum { block = 256 };
    int32_t sum[block];
    for (int start = 0; start < width; start += block) {
        int count = width - start < block ? width - start : block;
        for (int i = 0; i < count; i++) sum[i] = 1 << (BLEND_SHIFT - 1);
        for (int t = 0; t < taps; t += 4) {
            int left = taps - t;
            int32_t a = weights[t], b = left > 1 ? weights[t + 1] : 0, c = left > 2 ? weights[t + 2] : 0,
                    d = left > 3 ? weights[t + 3] : 0;
            const uint8_t *restrict p = rows[t] + start;
            const uint8_t *restrict q = left > 1 ? rows[t + 1] + start : p;
            const uint8_t *restrict r = left > 2 ? rows[t + 2] + start : p;
            const uint8_t *restrict s = left > 3 ? rows[t + 3] + start : p;
            for (int i = 0; i < count; i++) sum[i] += (p[i] * a + q[i] * b) + (r[i] * c + s[i] * d);
        }
        for (int i = 0; i < count; i++) line[start + i] = (int16_t)(sum[i] >> BLEND_SHIFT);
    }
}

static inline uint8_t clamped(int32_t value) { return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value); }

// With `taps` a constant where it is called, the inner loop has no loop left.
__attribute__((always_inline)) static inline void filter(uint8_t *restrict row, const int16_t *restrict line,
                                                         const int *restrict first, const int16_t *restrict weights,
                                                         int taps, int count) {
    for (int i = 0; i < count; i++) {
        const int16_t *samples = line + first[i], *weight = weights + (int64_t)i * taps;
        int32_t sum = 1 << (FILTER_SHIFT - 1);
        for (int t = 0; t < taps; t++) sum += samples[t] * weight[t];
        row[i] = clamped(sum >> FILTER_SHIFT);
    }
}

FOR_EACH_CPU
void cjpeg_filter_line(uint8_t *restrict row, const int16_t *restrict line, const int *restrict first,
                       const int16_t *restrict weights, int taps, int count) {
    switch (taps) {
    case 8: filter(row, line, first, weights, 8, count); break;
    case 16: filter(row, line, first, weights, 16, count); break;
    case 24: filter(row, line, first, weights, 24, count); break;
    default: filter(row, line, first, weights, taps, count); break;
    }
}
