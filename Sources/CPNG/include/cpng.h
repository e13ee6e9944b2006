#ifndef CPNG_H
#define CPNG_H

// PNG into the same planes as JPEG: rows are added to CJPEG's canvas as libpng produces them. As in CJPEG, no error
// leaves as a longjmp and nothing is kept between calls.

#include "cjpeg.h"

typedef struct {
    cjpeg_decoded picture;
    // The embedded ICC profile, or NULL; the caller frees it.
    uint8_t *profile;
    size_t profile_size;
} cpng_decoded;

// Decodes a PNG as cjpeg_decode does a JPEG (`max_scans` has no meaning here). Transparency is blended with white.
// Interlaced pictures are held in memory, with 3 bytes per pixel, or 4 with transparency; if data is missing, they
// count as shown where at least every second pixel across and down is there.
cjpeg_status cpng_decode(const uint8_t *data, size_t size, const cjpeg_request *request, cpng_decoded *result);

#endif
