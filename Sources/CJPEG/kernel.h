#ifndef CJPEG_KERNEL_H
#define CJPEG_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

enum { CJPEG_WEIGHT_BITS = 14 };

// The weights that turn a line of input into `count` samples: output i is the sum over t < taps of weights[i * taps +
// t] × input[first[i] + t], divided by 2^CJPEG_WEIGHT_BITS. `taps` is a multiple of 8; windows are inside the line
// unless it is shorter than `taps`, and weights beyond its end are 0.
typedef struct {
    int count;
    int taps;
    int *first;
    int16_t *weights;
} cjpeg_kernel;

// Lanczos with three lobes (C. Lanczos's sigma factors as a window; Duchon 1979). `scale` is input samples per output
// sample; the first output sample is at (0.5 + shift) × scale. False if memory runs out.
bool cjpeg_kernel_make(cjpeg_kernel *kernel, int input, int count, double scale, double shift);

void cjpeg_kernel_free(cjpeg_kernel *kernel);

#endif
