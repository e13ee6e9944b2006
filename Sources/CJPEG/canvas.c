#include "include/cjpeg_canvas.h"

#include <stdlib.h>
#include <string.h>

#include "color.h"
#include "planes.h"
#include "resample.h"

struct cjpeg_canvas {
    cjpeg_planes planes;
    cjpeg_resampler resampler[3];
    int orientation;
};

// The position of chroma samples if an odd number of luma samples will be mirrored: JPEG centres them between luma
// samples 0 and 1, 2 and 3, … counted from the upright picture's edge, which is the far edge here.
static double chroma_shift(bool mirrored, int luma_length) { return mirrored && luma_length % 2 == 1 ? -0.5 : 0; }

static bool make_channel(cjpeg_canvas *canvas, int index, const cjpeg_channel *channel) {
    cjpeg_turn turn = cjpeg_turn_for(canvas->orientation);
    int width = canvas->planes.width, height = canvas->planes.height;
    double part = index == 0 ? 1 : 2;  // luma samples to a chroma sample of the result, along each axis
    cjpeg_axis across = {channel->width, channel->across / (width / part),
                         index == 0 ? 0 : chroma_shift(turn.mirror_x, width)};
    cjpeg_axis down = {channel->height, channel->down / (height / part),
                       index == 0 ? 0 : chroma_shift(turn.mirror_y, height)};
    return cjpeg_resampler_make(&canvas->resampler[index], across, down, channel->row_bytes, channel->rows_at_once,
                                &canvas->planes.plane[index]);
}

cjpeg_canvas *cjpeg_canvas_make(int width, int height, int edge, int orientation, int count,
                                const cjpeg_channel *channels) {
    cjpeg_canvas *canvas = calloc(1, sizeof(cjpeg_canvas));
    if (!canvas) return NULL;
    canvas->orientation = orientation;
    int fitted_width, fitted_height;
    cjpeg_fit(width, height, edge, &fitted_width, &fitted_height);
    bool made = cjpeg_planes_make(&canvas->planes, fitted_width, fitted_height, count);
    for (int i = 0; made && i < count; i++) made = make_channel(canvas, i, &channels[i]);
    if (made) return canvas;
    cjpeg_canvas_free(canvas);
    return NULL;
}

cjpeg_canvas *cjpeg_canvas_make_for_rows(int width, int height, int edge, int orientation, bool grey) {
    cjpeg_channel full = {.width = width,
                          .height = height,
                          .across = width,
                          .down = height,
                          .row_bytes = (size_t)width,
                          .rows_at_once = 1};
    return cjpeg_canvas_make(width, height, edge, orientation, grey ? 1 : 3, (cjpeg_channel[]){full, full, full});
}

uint8_t *cjpeg_canvas_row(cjpeg_canvas *canvas, int channel, int ahead) {
    return cjpeg_resampler_row(&canvas->resampler[channel], ahead);
}

void cjpeg_canvas_advance(cjpeg_canvas *canvas, int channel, int count) {
    cjpeg_resampler_advance(&canvas->resampler[channel], count);
}

void cjpeg_canvas_add_rgb(cjpeg_canvas *canvas, const uint8_t *rgb) {
    cjpeg_rgb_to_ycc(rgb, canvas->resampler[0].width, cjpeg_canvas_row(canvas, 0, 0), cjpeg_canvas_row(canvas, 1, 0),
                     cjpeg_canvas_row(canvas, 2, 0));
    for (int i = 0; i < 3; i++) cjpeg_canvas_advance(canvas, i, 1);
}

void cjpeg_canvas_add_grey(cjpeg_canvas *canvas, const uint8_t *grey) {
    memcpy(cjpeg_canvas_row(canvas, 0, 0), grey, (size_t)canvas->resampler[0].width);
    cjpeg_canvas_advance(canvas, 0, 1);
}

cjpeg_status cjpeg_canvas_finish(cjpeg_canvas *canvas, cjpeg_planes *planes) {
    for (int i = 0; i < canvas->planes.count; i++)
        if (canvas->resampler[i].made < canvas->planes.plane[i].height) return CJPEG_DAMAGED;
    cjpeg_status status = cjpeg_planes_orient(&canvas->planes, canvas->orientation);
    if (status != CJPEG_OK) return status;
    *planes = canvas->planes;
    canvas->planes = (cjpeg_planes){0};
    return CJPEG_OK;
}

void cjpeg_canvas_free(cjpeg_canvas *canvas) {
    if (!canvas) return;
    for (int i = 0; i < 3; i++) cjpeg_resampler_free(&canvas->resampler[i]);
    cjpeg_planes_free(&canvas->planes);
    free(canvas);
}

// Planes are resized by adding their rows to a smaller canvas.
cjpeg_status cjpeg_resize(const cjpeg_planes *planes, int edge, cjpeg_planes *result) {
    cjpeg_channel channels[3];
    for (int i = 0; i < planes->count; i++) {
        const cjpeg_plane *plane = &planes->plane[i];
        double part = i == 0 ? 1 : 2;
        channels[i] = (cjpeg_channel){.width = plane->width,
                                      .height = plane->height,
                                      .across = planes->width / part,
                                      .down = planes->height / part,
                                      .row_bytes = (size_t)plane->width,
                                      .rows_at_once = 1};
    }
    cjpeg_canvas *canvas = cjpeg_canvas_make(planes->width, planes->height, edge, 1, planes->count, channels);
    if (!canvas) return CJPEG_OUT_OF_MEMORY;
    for (int i = 0; i < planes->count; i++) {
        const cjpeg_plane *plane = &planes->plane[i];
        for (int y = 0; y < plane->height; y++) {
            memcpy(cjpeg_canvas_row(canvas, i, 0), plane->samples + (size_t)y * plane->stride, (size_t)plane->width);
            cjpeg_canvas_advance(canvas, i, 1);
        }
    }
    cjpeg_status status = cjpeg_canvas_finish(canvas, result);
    cjpeg_canvas_free(canvas);
    return status;
}
