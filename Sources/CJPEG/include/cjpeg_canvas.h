#ifndef CJPEG_CANVAS_H
#define CJPEG_CANVAS_H

// Decoders add rows to a canvas and get upright, resized planes from it. A decoder holds a few rows at a time, never a
// whole picture.

#include "cjpeg.h"

typedef struct cjpeg_canvas cjpeg_canvas;

// How one channel of the source is placed on the picture.
typedef struct {
    int width;
    int height;
    // Samples of this channel across and down the whole picture; fractional if the last one is only partly on it.
    double across;
    double down;
    // Bytes a row may need while it is written (decoders write whole blocks), and rows written at once.
    size_t row_bytes;
    int rows_at_once;
} cjpeg_channel;

// A canvas for a picture of `width` × `height` pixels (before it is turned upright). `count` is 1 (grey) or 3 (Y, Cb,
// Cr). NULL if memory runs out.
cjpeg_canvas *cjpeg_canvas_make(int width, int height, int edge, int orientation, int count,
                                const cjpeg_channel *channels);

// A canvas filled by `cjpeg_canvas_add_rgb` or `cjpeg_canvas_add_grey`.
cjpeg_canvas *cjpeg_canvas_make_for_rows(int width, int height, int edge, int orientation, bool grey);

// The memory for the channel's row `ahead` (0 ..< rows_at_once), counted among the rows not yet added.
uint8_t *cjpeg_canvas_row(cjpeg_canvas *canvas, int channel, int ahead);

// Adds the next `count` rows that have been written; rows below the channel's height are ignored.
void cjpeg_canvas_advance(cjpeg_canvas *canvas, int channel, int count);

void cjpeg_canvas_add_rgb(cjpeg_canvas *canvas, const uint8_t *rgb);
void cjpeg_canvas_add_grey(cjpeg_canvas *canvas, const uint8_t *grey);

// Returns the upright planes once every row was added. The canvas must be freed in any case.
cjpeg_status cjpeg_canvas_finish(cjpeg_canvas *canvas, cjpeg_planes *planes);

void cjpeg_canvas_free(cjpeg_canvas *canvas);

#endif
