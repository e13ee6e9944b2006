#include "kernel.h"

#include <math.h>
#include <stdlib.h>

static const double pi = 3.14159265358979323846;
static const double lobes = 3;

// Values of the Lanczos window at `first`, `first` + `step`, … From one to the next, only the angle of its narrower
// sine advances, by a fixed amount, which saves a sine per value; the sine of three times the angle is 3 s - 4 s^3.
static void sample_lanczos(double first, double step, double *values, int count) {
    double sine = sin(pi * first / lobes), cosine = cos(pi * first / lobes);
    double turn_sine = sin(pi * step / lobes), turn_cosine = cos(pi * step / lobes);
    for (int i = 0; i < count; i++) {
        double x = first + i * step, square = sine * sine;
        bool is_peak = fabs(x) < 1e-6;
        values[i] = is_peak ? 1 : fabs(x) < lobes ? lobes * square * (3 - 4 * square) / (pi * x * pi * x) : 0;
        double next = sine * turn_cosine + cosine * turn_sine;
        cosine = cosine * turn_cosine - sine * turn_sine;
        sine = next;
    }
}

static int clamp(int value, int low, int high) { return value < low ? low : value > high ? high : value; }

// The input samples [from, to) that the output sample at `centre` is computed from: at least one, all inside the line.
typedef struct {
    int from;
    int to;
} span;

static span span_around(double centre, double radius, int input) {
    int from = clamp((int)floor(centre - radius - 0.5) + 1, 0, input - 1);
    int to = clamp((int)ceil(centre + radius - 0.5), from + 1, input);
    return (span){from, to};
}

// Integer weights that add up to exactly one, so that flat areas keep their value: the rounding error is added to the
// largest.
static void set_weights(int16_t *weights, const double *exact, int count) {
    const int one = 1 << CJPEG_WEIGHT_BITS;
    double sum = 0;
    for (int i = 0; i < count; i++) sum += exact[i];
    if (sum < 1e-3) {  // nothing but zero crossings in reach
        weights[0] = (int16_t)one;
        return;
    }
    int total = 0, largest = 0;
    for (int i = 0; i < count; i++) {
        weights[i] = (int16_t)lrint(exact[i] / sum * one);
        total += weights[i];
        if (weights[i] > weights[largest]) largest = i;
    }
    weights[largest] = (int16_t)(weights[largest] + one - total);
}

bool cjpeg_kernel_make(cjpeg_kernel *kernel, int input, int count, double scale, double shift) {
    double stretch = scale > 1 ? scale : 1, radius = lobes * stretch;
    int taps = ((int)ceil(2 * radius) + 7) & ~7;
    kernel->count = count;
    kernel->taps = taps;
    kernel->first = malloc((size_t)count * sizeof(int));
    kernel->weights = calloc((size_t)count * (size_t)taps, sizeof(int16_t));
    double *exact = malloc((size_t)taps * sizeof(double));
    if (!kernel->first || !kernel->weights || !exact) {
        free(exact);
        cjpeg_kernel_free(kernel);
        return false;
    }
    for (int i = 0; i < count; i++) {
        double centre = (i + 0.5 + shift) * scale;
        span used = span_around(centre, radius, input);
        sample_lanczos((used.from + 0.5 - centre) / stretch, 1 / stretch, exact, used.to - used.from);
        int first = clamp(used.from, 0, input > taps ? input - taps : 0);
        kernel->first[i] = first;
        set_weights(kernel->weights + (size_t)i * (size_t)taps + (used.from - first), exact, used.to - used.from);
    }
    free(exact);
    return true;
}

void cjpeg_kernel_free(cjpeg_kernel *kernel) {
    free(kernel->first);
    free(kernel->weights);
    *kernel = (cjpeg_kernel){0};
}
