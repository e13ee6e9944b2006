#ifndef CJPEG_LOST_H
#define CJPEG_LOST_H

#include <stdbool.h>
#include <stdint.h>

// Counts blocks of a damaged picture that nothing is known of. The decoder leaves them without coefficients, or, where
// a later scan has some, without the first one: their mean is the middle grey. A sound block may have it by chance.
typedef struct {
    // Samples along a block's side, and to a row of the picture.
    int side;
    int width;
    // The sample value of the middle grey.
    int grey;
    // Sums over the rows of the current row of blocks, one for each block, and how many rows there were.
    long *sums;
    int rows;
    long blocks;
    long lost;
    long lost_anywhere;
} cjpeg_lost;

// False if there is no memory.
bool cjpeg_lost_make(cjpeg_lost *lost, int side, int width, int grey);

// Takes the next row of samples, each `step` bytes from the one before.
//
// - counts: whether its blocks may be lost, since damage has been noticed; a sound picture may be as grey as it likes.
void cjpeg_lost_add(cjpeg_lost *lost, const uint8_t *row, int step, bool counts);

// The share of the picture, 0 to 1, that is there. Small losses do not count, since they may be chance.
//
// - anywhere: whether blocks are lost wherever they are, since it is not known where damage begins.
double cjpeg_lost_rest(cjpeg_lost *lost, bool anywhere);

void cjpeg_lost_free(cjpeg_lost *lost);

#endif
