#include <math.h>

#include "image_fixtures.h"

static uint8_t clamped(double value) { return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : lrint(value)); }

// Knuth's MMIX generator; the upper bits are the random ones.
static double noise(uint64_t *state, int grain) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return grain == 0 ? 0 : (int)((*state >> 33) % (uint64_t)(2 * grain + 1)) - grain;
}

void fixture_draw(int width, int height, int grain, uint8_t *rgb) {
    uint64_t state = 7;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++, rgb += 3) {
            double u = (x + 0.5) / width, v = (y + 0.5) / height;
            double sun = exp(-((u - 0.25) * (u - 0.25) + (v - 0.3) * (v - 0.3)) * 30), grey = noise(&state, grain);
            rgb[0] = clamped(40 + 150 * u + 40 * sun + grey);
            rgb[1] = clamped(200 - 120 * v + 50 * sun + grey);
            rgb[2] = clamped(60 + 120 * u * v + 60 * sun + grey);
        }
}

uint64_t fixture_squared_difference(const uint8_t *a, const uint8_t *b, size_t count) {
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        int difference = a[i] - b[i];
        sum += (uint64_t)(difference * difference);
    }
    return sum;
}
