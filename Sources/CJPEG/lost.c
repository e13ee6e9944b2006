#include "lost.h"

#include <stdlib.h>
#include <string.h>

static int blocks_across(const cjpeg_lost *lost) { return (lost->width + lost->side - 1) / lost->side; }

bool cjpeg_lost_make(cjpeg_lost *lost, int side, int width, int grey) {
    *lost = (cjpeg_lost){.side = side, .width = width, .grey = grey};
    lost->sums = calloc((size_t)blocks_across(lost), sizeof *lost->sums);
    return lost->sums != NULL;
}

// Half a level up or down is rounding.
static bool is_grey(const cjpeg_lost *lost, int block) {
    int left = lost->width - block * lost->side, across = left < lost->side ? left : lost->side;
    long samples = (long)across * lost->rows, difference = lost->sums[block] - samples * lost->grey;
    return 2 * labs(difference) <= samples;
}

static void end_blocks(cjpeg_lost *lost, bool counts) {
    int count = blocks_across(lost);
    lost->blocks += count;
    for (int block = 0; block < count; block++) {
        bool is_lost = is_grey(lost, block);
        lost->lost_anywhere += is_lost;
        lost->lost += is_lost && counts;
    }
    memset(lost->sums, 0, (size_t)count * sizeof *lost->sums);
    lost->rows = 0;
}

static long sum(const uint8_t *samples, int count, int step) {
    long sum = 0;
    for (int i = 0; i < count; i++) sum += samples[(size_t)i * (size_t)step];
    return sum;
}

void cjpeg_lost_add(cjpeg_lost *lost, const uint8_t *row, int step, bool counts) {
    for (int block = 0, x = 0; x < lost->width; block++, x += lost->side) {
        int left = lost->width - x;
        lost->sums[block] += sum(row + (size_t)x * (size_t)step, left < lost->side ? left : lost->side, step);
    }
    lost->rows++;
    if (lost->rows == lost->side) end_blocks(lost, counts);
}

double cjpeg_lost_rest(cjpeg_lost *lost, bool anywhere) {
    const double chance = 0.05;
    if (lost->rows > 0) end_blocks(lost, true);
    double share = lost->blocks == 0 ? 0 : (double)(anywhere ? lost->lost_anywhere : lost->lost) / (double)lost->blocks;
    return share < chance ? 1 : 1 - share;
}

void cjpeg_lost_free(cjpeg_lost *lost) {
    free(lost->sums);
    lost->sums = NULL;
}
