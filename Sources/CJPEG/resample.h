#ifndef CJPEG_RESAMPLE_H
#define CJPEG_RESAMPLE_H

#include "cjpeg.h"
#include "cjpeg_loops.h"
#include "kernel.h"

// Resizes one channel as its rows arrive, keeping only the rows that are still needed for the result.
typedef struct {
    const cjpeg_loops *loops;
    cjpeg_kernel across;
    cjpeg_kernel down;
    int width;
    int height;
    uint8_t *ring;
    size_t row_bytes;
    int ring_rows;
    const uint8_t **window;
    int16_t *line;
    int added;
    int made;
    cjpeg_plane *result;
} cjpeg_resampler;

typedef struct {
    int input;
    // Input samples per output sample, and the position of the first output (see cjpeg_kernel_make).
    double scale;
    double shift;
} cjpeg_axis;

// `result` is filled as rows arrive and must outlive the resampler. `row_bytes` ≥ across.input is how many bytes of a
// row a writer may touch, `rows_at_once` how many rows it writes before it advances. False if memory runs out
// (cjpeg_resampler_free must be called even then).
bool cjpeg_resampler_make(cjpeg_resampler *resampler, cjpeg_axis across, cjpeg_axis down, size_t row_bytes,
                          int rows_at_once, cjpeg_plane *result);

// Memory for row `ahead`, counted among the rows not yet added.
uint8_t *cjpeg_resampler_row(cjpeg_resampler *resampler, int ahead);

// Adds `count` rows that have been written; rows beyond the channel's height are ignored.
void cjpeg_resampler_advance(cjpeg_resampler *resampler, int count);

void cjpeg_resampler_free(cjpeg_resampler *resampler);

#endif
