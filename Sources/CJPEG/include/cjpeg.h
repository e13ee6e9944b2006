#ifndef CJPEG_H
#define CJPEG_H

// Pictures as planes, between libjpeg and Swift. libjpeg reports errors by longjmp, which must not cross Swift frames:
// every function here returns a status instead. None keeps state between calls; all may run on any number of threads.
// cjpeg_canvas.h is for other decoders, cjpeg_loops.h for comparing the loops of different processors.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    CJPEG_OK = 0,
    CJPEG_OUT_OF_MEMORY,
    // The bytes are not a decodable JPEG; `message` is the library's error.
    CJPEG_DAMAGED,
    // Less of the picture is there than `least_share`.
    CJPEG_TRUNCATED,
    // Data is invalid, and because of that less of the picture is there than `least_share`.
    CJPEG_LOST,
    // More scans than `max_scans`.
    CJPEG_TOO_MANY_SCANS,
} cjpeg_status;

// One 8-bit channel. `stride` is the number of bytes from row to row: at least the width, rounded up to a multiple of
// 16 so that an encoder can read whole blocks.
typedef struct {
    uint8_t *samples;
    int width;
    int height;
    size_t stride;
} cjpeg_plane;

// A picture as JPEG keeps it: one plane of grey, or Y, Cb, Cr (full range, BT.601) with Cb and Cr at half the width and
// height, rounded up, centred between the luma samples.
typedef struct {
    int width;
    int height;
    int count;
    cjpeg_plane plane[3];
} cjpeg_planes;

void cjpeg_planes_free(cjpeg_planes *planes);

// Decoding: a JPEG of any size to upright planes that fit a square.

typedef struct {
    // The longest side of the result in pixels; a smaller picture keeps its size.
    int edge;
    // The EXIF orientation to undo, 1 to 8.
    int orientation;
    // What the caller read from the headers itself, and has checked against its limits.
    int width;
    int height;
    int max_scans;
    // The smallest share of the picture, 0 to 1, that must be there.
    double least_share;
} cjpeg_request;

typedef struct {
    cjpeg_planes planes;
    // The colours were converted, so a profile of the source no longer describes them.
    bool converted_from_cmyk;
    // Data is missing. If all of the picture is there, only fine detail or colour is incomplete.
    bool incomplete;
    // How much of the picture is there, 0 to 1: its rows before the end of the data, less blocks that nothing is known
    // of, wherever they are.
    double share;
    // Some data was invalid and was skipped.
    bool corrupt;
    // Nothing was odd or left over, and the colours are coded as the planes store them.
    bool flawless;
    // The number of scans started; if decoding failed, the number of the scan that failed or the one before it.
    int scans;
    char message[200];
} cjpeg_decoded;

// On CJPEG_OK the caller frees `result->planes`; otherwise there is nothing to free.
cjpeg_status cjpeg_decode(const uint8_t *data, size_t size, const cjpeg_request *request, cjpeg_decoded *result);

// The same from the start of an open file, which is read as the decoder needs it and never held in memory. Only for a
// JPEG whose first scan is the whole picture.
cjpeg_status cjpeg_decode_file(int file, const cjpeg_request *request, cjpeg_decoded *result);

// A smaller copy that fits a square with sides of `edge`. The caller frees `result` on CJPEG_OK.
cjpeg_status cjpeg_resize(const cjpeg_planes *planes, int edge, cjpeg_planes *result);

// Baseline JPEG with optimised Huffman tables; `profile` may be NULL. Writes into the padding of the planes' rows.
// The caller frees `*data` with free() on CJPEG_OK.
cjpeg_status cjpeg_encode(cjpeg_planes *planes, int quality, const uint8_t *profile, size_t profile_size,
                          uint8_t **data, size_t *size);

#endif
