#include "include/cjpeg_loops.h"

#include "kernel.h"

_Static_assert(CJPEG_FILTER_SHIFT == CJPEG_WEIGHT_BITS + CJPEG_LINE_BITS, "weights and lines as elsewhere");

// A sample minus 128 in the upper half of 16 bits, times a weight, rounded: the same product as the instructions of the
// other sets (pmulhrsw, sqrdmulh).
static inline int16_t weighed(uint8_t sample, int16_t weight) {
    int32_t centred = (sample - 128) * 256;
    return (int16_t)((centred * weight + (1 << 14)) >> 15);
}

static void blend_rows(int16_t *restrict line, const uint8_t *const *rows, const int16_t *weights, int taps,
                       int width) {
    for (int x = 0; x < width; x++) line[x] = 0;
    for (int t = 0; t < taps; t++) {
        const uint8_t *restrict row = rows[t];
        int16_t weight = weights[t];
        for (int x = 0; x < width; x++) line[x] = (int16_t)(line[x] + weighed(row[x], weight));
    }
}

static inline uint8_t clamped(int32_t value) { return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value); }

static void filter_line(uint8_t *restrict row, const int16_t *restrict line, const int *restrict first,
                        const int16_t *restrict weights, int taps, int count) {
    for (int i = 0; i < count; i++) {
        const int16_t *samples = line + first[i], *weight = weights + (int64_t)i * taps;
        int32_t sum = CJPEG_FILTER_START;
        for (int t = 0; t < taps; t++) sum += samples[t] * weight[t];
        row[i] = clamped(sum >> CJPEG_FILTER_SHIFT);
    }
}

const cjpeg_loops cjpeg_loops_portable = {blend_rows, filter_line};

const cjpeg_loops *cjpeg_loops_for_this_cpu(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx2") ? &cjpeg_loops_avx2 : &cjpeg_loops_portable;
#elif defined(__aarch64__)
    return &cjpeg_loops_neon;  // every processor of this kind has it
#else
    return &cjpeg_loops_portable;
#endif
}
