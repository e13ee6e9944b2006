#include "include/cjpeg_loops.h"

#if defined(__aarch64__)

#include <arm_neon.h>

enum { LANES = 8, VECTORS = CJPEG_BLOCK / LANES };

static inline int16x8_t centred(const uint8_t *row) {
    uint16x8_t upper = vshll_n_u8(vld1_u8(row), 8);
    return vreinterpretq_s16_u16(veorq_u16(upper, vdupq_n_u16(0x8000)));
}

static void blend_rows(int16_t *line, const uint8_t *const *rows, const int16_t *weights, int taps, int width) {
    for (int x = 0; x < width; x += CJPEG_BLOCK) {
        int16x8_t sum[VECTORS];
        for (int i = 0; i < VECTORS; i++) sum[i] = vdupq_n_s16(0);
        for (int t = 0; t < taps; t++)
            for (int i = 0; i < VECTORS; i++) {
                int16x8_t product = vqrdmulhq_n_s16(centred(rows[t] + x + i * LANES), weights[t]);
                sum[i] = vaddq_s16(sum[i], product);
            }
        for (int i = 0; i < VECTORS; i++) vst1q_s16(line + x + i * LANES, sum[i]);
    }
}

// The products of one window, in four sums.
static inline int32x4_t window(const int16_t *samples, const int16_t *weights, int taps) {
    int32x4_t sum = vdupq_n_s32(0);
    for (int t = 0; t < taps; t += LANES) {
        int16x8_t sample = vld1q_s16(samples + t), weight = vld1q_s16(weights + t);
        sum = vmlal_s16(sum, vget_low_s16(sample), vget_low_s16(weight));
        sum = vmlal_high_s16(sum, sample, weight);
    }
    return sum;
}

static inline int32x4_t four(const int16_t *line, const int *first, const int16_t *weights, int taps) {
    int32x4_t sum[4];
    for (int i = 0; i < 4; i++) sum[i] = window(line + first[i], weights + (int64_t)i * taps, taps);
    int32x4_t all = vpaddq_s32(vpaddq_s32(sum[0], sum[1]), vpaddq_s32(sum[2], sum[3]));
    return vshrq_n_s32(vaddq_s32(all, vdupq_n_s32(CJPEG_FILTER_START)), CJPEG_FILTER_SHIFT);
}

static void filter_line(uint8_t *row, const int16_t *line, const int *first, const int16_t *weights, int taps,
                        int count) {
    int i = 0;
    for (; i + LANES <= count; i += LANES) {
        const int16_t *weight = weights + (int64_t)i * taps;
        int32x4_t low = four(line, first + i, weight, taps);
        int32x4_t high = four(line, first + i + 4, weight + 4 * (int64_t)taps, taps);
        vst1_u8(row + i, vqmovun_s16(vcombine_s16(vqmovn_s32(low), vqmovn_s32(high))));
    }
    cjpeg_loops_portable.filter_line(row + i, line, first + i, weights + (int64_t)i * taps, taps, count - i);
}

const cjpeg_loops cjpeg_loops_neon = {blend_rows, filter_line};

#endif
