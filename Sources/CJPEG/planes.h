#ifndef CJPEG_PLANES_H
#define CJPEG_PLANES_H

#include "cjpeg.h"

// Planes for a picture of the given size, with uninitialised samples. On failure nothing is allocated.
bool cjpeg_planes_make(cjpeg_planes *planes, int width, int height, int count);

// The size that fits a square of `edge`, never larger than the picture, never 0.
void cjpeg_fit(int width, int height, int edge, int *fitted_width, int *fitted_height);

// Turns the planes upright.
cjpeg_status cjpeg_planes_orient(cjpeg_planes *planes, int orientation);

// What an EXIF orientation requires, along the axes of the picture as stored: mirror, then swap the axes.
typedef struct {
    bool mirror_x;
    bool mirror_y;
    bool swap_axes;
} cjpeg_turn;

cjpeg_turn cjpeg_turn_for(int orientation);

#endif
