#include "resample.h"

#include <stdlib.h>

// Rounds up to a whole number of blocks, since the loops work on blocks.
static size_t whole_blocks(size_t columns) { return (columns + CJPEG_BLOCK - 1) / CJPEG_BLOCK * CJPEG_BLOCK; }

bool cjpeg_resampler_make(cjpeg_resampler *resampler, cjpeg_axis across, cjpeg_axis down, size_t row_bytes,
                          int rows_at_once, cjpeg_plane *result) {
    *resampler = (cjpeg_resampler){.loops = cjpeg_loops_for_this_cpu(),
                                   .width = across.input,
                                   .height = down.input,
                                   .row_bytes = whole_blocks(row_bytes),
                                   .result = result};
    if (!cjpeg_kernel_make(&resampler->across, across.input, result->width, across.scale, across.shift) ||
        !cjpeg_kernel_make(&resampler->down, down.input, result->height, down.scale, down.shift))
        return false;
    // Since output rows are produced as early as possible, at most `taps` rows are pending when new ones are written.
    resampler->ring_rows = resampler->down.taps + rows_at_once;
    resampler->ring = malloc((size_t)resampler->ring_rows * resampler->row_bytes);
    resampler->window = malloc((size_t)resampler->down.taps * sizeof(uint8_t *));
    // The horizontal windows of a line shorter than `taps` reach beyond its end, where weights are 0.
    resampler->line = calloc(whole_blocks((size_t)across.input) + (size_t)resampler->across.taps, sizeof(int16_t));
    return resampler->ring && resampler->window && resampler->line;
}

static uint8_t *ring_row(const cjpeg_resampler *resampler, int row) {
    return resampler->ring + (size_t)(row % resampler->ring_rows) * resampler->row_bytes;
}

uint8_t *cjpeg_resampler_row(cjpeg_resampler *resampler, int ahead) {
    return ring_row(resampler, resampler->added + ahead);
}

// The taps that count: trailing zeros of a window are not waited for.
static int used_taps(const int16_t *weights, int taps) {
    while (taps > 1 && weights[taps - 1] == 0) taps--;
    return taps;
}

static void make_row(cjpeg_resampler *resampler, const int16_t *weights, int taps) {
    const cjpeg_kernel *across = &resampler->across, *down = &resampler->down;
    for (int t = 0; t < taps; t++) resampler->window[t] = ring_row(resampler, down->first[resampler->made] + t);
    resampler->loops->blend_rows(resampler->line, resampler->window, weights, taps, resampler->width);
    uint8_t *row = resampler->result->samples + (size_t)resampler->made * resampler->result->stride;
    resampler->loops->filter_line(row, resampler->line, across->first, across->weights, across->taps, across->count);
}

void cjpeg_resampler_advance(cjpeg_resampler *resampler, int count) {
    int left = resampler->height - resampler->added;
    resampler->added += count < left ? count : left;
    while (resampler->made < resampler->down.count) {
        const int16_t *weights =
            resampler->down.weights + (size_t)resampler->made * (size_t)resampler->down.taps;
        int taps = used_taps(weights, resampler->down.taps);
        if (resampler->down.first[resampler->made] + taps > resampler->added) return;
        make_row(resampler, weights, taps);
        resampler->made++;
    }
}

void cjpeg_resampler_free(cjpeg_resampler *resampler) {
    cjpeg_kernel_free(&resampler->across);
    cjpeg_kernel_free(&resampler->down);
    free(resampler->ring);
    free(resampler->window);
    free(resampler->line);
    *resampler = (cjpeg_resampler){0};
}
