#ifndef IMAGE_FIXTURES_H
#define IMAGE_FIXTURES_H

// Test photos of every kind of JPEG and PNG, and a plain decoder to look at results with. Apart from CJPEG on purpose: what is
// tested must not be what checks it.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    FIXTURE_GREY = 1,
    FIXTURE_RGB = 2,
    FIXTURE_YCC = 3,
    FIXTURE_CMYK = 4,
    FIXTURE_YCCK = 5,
} fixture_coding;

typedef struct {
    int width;
    int height;
    // Rows of 1 (grey), 3 (RGB) or 4 bytes (CMYK as stored) a pixel, as the coding wants them.
    const uint8_t *pixels;
    fixture_coding coding;
    int quality;
    // Sampling factors of each component; 0 leaves the library's choice.
    int across[4];
    int down[4];
    bool progressive;
    bool arithmetic;
    // One scan for each component.
    bool separate_scans;
    // Instead of pixels, grey planes at the size each component has by its sampling factors, which need then not divide
    // each other.
    const uint8_t *planes[3];
    // Rows of blocks between restart markers, 0 for none.
    int restart_rows;
    bool without_adobe_marker;
} fixture_photo;

// The JPEG, to be freed with free(); NULL when libjpeg refuses.
uint8_t *fixture_encode(const fixture_photo *photo, size_t *size);

typedef struct {
    int width;
    int height;
    // Rows as PNG wants them for its colour type and depth, 16-bit samples with the high byte first.
    const uint8_t *pixels;
    size_t row_bytes;
    // PNG's numbers: 0 grey, 2 RGB, 3 palette (here the 256 greys), 4 grey and 6 RGB with transparency.
    int colour_type;
    int bit_depth;
    bool interlaced;
    // ICC profile, or NULL.
    const uint8_t *profile;
    size_t profile_size;
} fixture_png;

// The PNG, to be freed with free(); NULL when libpng refuses.
uint8_t *fixture_encode_png(const fixture_png *png, size_t *size);

typedef struct {
    int width;
    int height;
    // 1 (grey) or 3 (RGB) bytes a pixel.
    int channels;
    bool progressive;
    int luma_across;
    int luma_down;
    // To be freed with free().
    uint8_t *pixels;
    // Warnings libjpeg gave.
    long warnings;
} fixture_picture;

// A smooth RGB scene no two of whose turns or mirror images look alike; the same at every size, so that a resized
// picture can be held against one drawn at the new size. `grain` is the largest noise added to a pixel.
void fixture_draw(int width, int height, int grain, uint8_t *rgb);

uint64_t fixture_squared_difference(const uint8_t *a, const uint8_t *b, size_t count);

bool fixture_decode(const uint8_t *data, size_t size, fixture_picture *picture);

#endif
