#include "include/cjpeg_loops.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2")))

// 32 columns of a block. Unpacking moves their bytes into the upper halves of 16 bits, in an order that is restored at
// the end: 0–7 and 16–23 in `low`, 8–15 and 24–31 in `high`.
typedef struct {
    __m256i low;
    __m256i high;
} half_block;

AVX2 static inline void add_row(half_block *sum, const uint8_t *row, __m256i weight) {
    __m256i centred = _mm256_xor_si256(_mm256_loadu_si256((const __m256i *)row), _mm256_set1_epi8(-128));
    __m256i low = _mm256_unpacklo_epi8(_mm256_setzero_si256(), centred);
    __m256i high = _mm256_unpackhi_epi8(_mm256_setzero_si256(), centred);
    sum->low = _mm256_add_epi16(sum->low, _mm256_mulhrs_epi16(low, weight));
    sum->high = _mm256_add_epi16(sum->high, _mm256_mulhrs_epi16(high, weight));
}

AVX2 static inline void store(int16_t *line, half_block sum) {
    _mm256_storeu_si256((__m256i *)line, _mm256_permute2x128_si256(sum.low, sum.high, 0x20));
    _mm256_storeu_si256((__m256i *)(line + 16), _mm256_permute2x128_si256(sum.low, sum.high, 0x31));
}

AVX2 static void blend_rows(int16_t *line, const uint8_t *const *rows, const int16_t *weights, int taps, int width) {
    for (int x = 0; x < width; x += CJPEG_BLOCK) {
        half_block left = {0}, right = {0};
        for (int t = 0; t < taps; t++) {
            __m256i weight = _mm256_set1_epi16(weights[t]);
            add_row(&left, rows[t] + x, weight);
            add_row(&right, rows[t] + x + CJPEG_BLOCK / 2, weight);
        }
        store(line + x, left);
        store(line + x + CJPEG_BLOCK / 2, right);
    }
}

// The products of one window, in four sums.
AVX2 static inline __m128i window(const int16_t *samples, const int16_t *weights, int taps) {
    __m128i sum = _mm_setzero_si128();
    for (int t = 0; t < taps; t += 8) {
        __m128i sample = _mm_loadu_si128((const __m128i *)(samples + t));
        __m128i weight = _mm_loadu_si128((const __m128i *)(weights + t));
        sum = _mm_add_epi32(sum, _mm_madd_epi16(sample, weight));
    }
    return sum;
}

// Four samples, as 32 bits each. If `taps` is a constant at the call, the loop disappears.
AVX2 __attribute__((always_inline)) static inline __m128i four(const int16_t *line, const int *first,
                                                               const int16_t *weights, int taps) {
    __m128i sum[4];
    for (int i = 0; i < 4; i++) sum[i] = window(line + first[i], weights + (int64_t)i * taps, taps);
    __m128i all = _mm_hadd_epi32(_mm_hadd_epi32(sum[0], sum[1]), _mm_hadd_epi32(sum[2], sum[3]));
    return _mm_srai_epi32(_mm_add_epi32(all, _mm_set1_epi32(CJPEG_FILTER_START)), CJPEG_FILTER_SHIFT);
}

AVX2 __attribute__((always_inline)) static inline int filter_eights(uint8_t *row, const int16_t *line,
                                                                    const int *first, const int16_t *weights,
                                                                    int taps, int count) {
    int i = 0;
    for (; i + 8 <= count; i += 8) {
        const int16_t *weight = weights + (int64_t)i * taps;
        __m128i low = four(line, first + i, weight, taps);
        __m128i high = four(line, first + i + 4, weight + 4 * (int64_t)taps, taps);
        __m128i words = _mm_packs_epi32(low, high);
        _mm_storel_epi64((__m128i *)(row + i), _mm_packus_epi16(words, words));
    }
    return i;
}

AVX2 static void filter_line(uint8_t *row, const int16_t *line, const int *first, const int16_t *weights, int taps,
                             int count) {
    int done;
    switch (taps) {
    case 8: done = filter_eights(row, line, first, weights, 8, count); break;
    case 16: done = filter_eights(row, line, first, weights, 16, count); break;
    case 24: done = filter_eights(row, line, first, weights, 24, count); break;
    default: done = filter_eights(row, line, first, weights, taps, count); break;
    }
    cjpeg_loops_portable.filter_line(row + done, line, first + done, weights + (int64_t)done * taps, taps,
                                     count - done);
}

const cjpeg_loops cjpeg_loops_avx2 = {blend_rows, filter_line};

#endif
