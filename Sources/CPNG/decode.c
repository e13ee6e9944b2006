#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "cjpeg_canvas.h"
#include "cpng.h"
#include "source.h"

enum { MAX_PROFILE_BYTES = 1 << 20 };

// One decode. Resources to release are kept here, because variables of the function that a longjmp returns to would be
// lost.
typedef struct {
    png_structp png;
    png_infop info;
    cpng_source source;
    const cjpeg_request *request;
    cpng_decoded *result;
    cjpeg_canvas *canvas;
    int channels;
    size_t row_bytes;
    // One row, or all of an interlaced picture.
    uint8_t *rows;
    int rows_added;
    // How many passes of an interlaced picture have been read.
    int pass;
    int rows_of_pass;
    bool is_interlaced;
    bool has_ended;
    cjpeg_status status;
} decoder;

static _Noreturn void escape(decoder *self, cjpeg_status status) {
    self->status = status;
    png_longjmp(self->png, 1);
}

static _Noreturn void fatal(png_structp png, png_const_charp message) {
    decoder *self = png_get_error_ptr(png);
    snprintf(self->result->picture.message, sizeof self->result->picture.message, "%s", message);
    escape(self, CJPEG_DAMAGED);
}

static void ignore_warning(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

static void read_bytes(png_structp png, png_bytep to, size_t count) {
    decoder *self = png_get_io_ptr(png);
    if (cpng_source_read(&self->source, to, count)) return;
    self->has_ended = true;
    png_error(png, "the file ends early");
}

static void take_profile(decoder *self) {
    png_charp name;
    int compression;
    png_bytep profile;
    png_uint_32 size;
    if (!png_get_iCCP(self->png, self->info, &name, &compression, &profile, &size)) return;
    self->result->profile = malloc(size);
    if (!self->result->profile) escape(self, CJPEG_OUT_OF_MEMORY);
    memcpy(self->result->profile, profile, size);
    self->result->profile_size = size;
}

// Whatever the file holds, the rows read have 8 bits: grey or RGB, each with or without transparency.
static void set_output(decoder *self) {
    png_set_expand(self->png);
    png_set_scale_16(self->png);
    png_set_interlace_handling(self->png);
    png_read_update_info(self->png, self->info);
    self->channels = png_get_channels(self->png, self->info);
    self->row_bytes = png_get_rowbytes(self->png, self->info);
}

static void open_picture(decoder *self) {
    const cjpeg_request *request = self->request;
    png_set_chunk_malloc_max(self->png, MAX_PROFILE_BYTES);
    png_read_info(self->png, self->info);
    if (png_get_image_width(self->png, self->info) != (png_uint_32)request->width ||
        png_get_image_height(self->png, self->info) != (png_uint_32)request->height)
        png_error(self->png, "its headers contradict each other");
    self->is_interlaced = png_get_interlace_type(self->png, self->info) != PNG_INTERLACE_NONE;
    take_profile(self);
    set_output(self);
    self->canvas = cjpeg_canvas_make_for_rows(request->width, request->height, request->edge, request->orientation,
                                              self->channels < 3);
    if (!self->canvas) escape(self, CJPEG_OUT_OF_MEMORY);
}

static uint8_t over_white(uint8_t colour, uint8_t opacity) {
    return (uint8_t)((colour * opacity + 255 * (255 - opacity) + 127) / 255);
}

// Blends the row with white, in place: the result takes no more room than the source.
static void drop_transparency(uint8_t *row, int width, int channels) {
    int colours = channels - 1;
    for (size_t x = 0; x < (size_t)width; x++) {
        const uint8_t *pixel = row + x * (size_t)channels;
        uint8_t opacity = pixel[colours];
        for (int i = 0; i < colours; i++) row[x * (size_t)colours + (size_t)i] = over_white(pixel[i], opacity);
    }
}

static void add_opaque_row(decoder *self, const uint8_t *row) {
    if (self->channels < 3)
        cjpeg_canvas_add_grey(self->canvas, row);
    else
        cjpeg_canvas_add_rgb(self->canvas, row);
    self->rows_added++;
}

static void add_row(decoder *self, uint8_t *row) {
    if (self->channels % 2 == 0) drop_transparency(row, self->request->width, self->channels);
    add_opaque_row(self, row);
}

static void read_rows(decoder *self) {
    self->rows = malloc(self->row_bytes);
    if (!self->rows) escape(self, CJPEG_OUT_OF_MEMORY);
    while (self->rows_added < self->request->height) {
        png_read_row(self->png, self->rows, NULL);
        add_row(self, self->rows);
    }
}

static uint8_t *held_row(const decoder *self, int y) { return self->rows + (size_t)y * self->row_bytes; }

// The rows of an interlaced picture are complete only after its last pass; until then, each pixel stands in for the
// missing ones around it.
static void read_interlaced(decoder *self) {
    int height = self->request->height;
    self->rows = calloc((size_t)height, self->row_bytes);
    if (!self->rows) escape(self, CJPEG_OUT_OF_MEMORY);
    for (; self->pass < PNG_INTERLACE_ADAM7_PASSES; self->pass++)
        for (self->rows_of_pass = 0; self->rows_of_pass < height; self->rows_of_pass++)
            png_read_row(self->png, NULL, held_row(self, self->rows_of_pass));
}

static void add_held_rows(decoder *self) {
    while (self->rows_added < self->request->height) add_row(self, held_row(self, self->rows_added));
}

static cjpeg_status read_picture(decoder *self) {
    if (setjmp(png_jmpbuf(self->png))) return self->status;
    png_set_read_fn(self->png, self, read_bytes);
    open_picture(self);
    if (self->is_interlaced)
        read_interlaced(self);
    else
        read_rows(self);
    return CJPEG_OK;
}

// After the fifth pass of an interlaced picture, every second pixel across and down is there.
static double share_shown(const decoder *self) {
    enum { telling_pass = 4 };
    if (!self->is_interlaced) return (double)self->rows_added / self->request->height;
    if (self->pass != telling_pass) return self->pass > telling_pass;
    return (double)self->rows_of_pass / self->request->height;
}

// Fills missing parts with grey, as in a JPEG that ends early.
static void add_missing_rows(decoder *self) {
    memset(self->rows, 128, self->row_bytes);
    while (self->rows_added < self->request->height) add_opaque_row(self, self->rows);
}

static cjpeg_status accept_what_is_there(decoder *self) {
    cjpeg_decoded *picture = &self->result->picture;
    picture->share = share_shown(self);
    if (!self->rows || picture->share < self->request->least_share)
        return self->has_ended ? CJPEG_TRUNCATED : self->rows ? CJPEG_LOST : CJPEG_DAMAGED;
    picture->incomplete = true;
    picture->corrupt = !self->has_ended;
    if (!self->is_interlaced) add_missing_rows(self);
    return CJPEG_OK;
}

static cjpeg_status decode(decoder *self) {
    self->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, self, fatal, ignore_warning);
    self->info = self->png ? png_create_info_struct(self->png) : NULL;
    if (!self->info) return CJPEG_OUT_OF_MEMORY;
    cjpeg_status status = read_picture(self);
    if (status == CJPEG_DAMAGED) status = accept_what_is_there(self);
    if (status != CJPEG_OK) return status;
    if (self->is_interlaced) add_held_rows(self);
    return cjpeg_canvas_finish(self->canvas, &self->result->picture.planes);
}

cjpeg_status cpng_decode(const uint8_t *data, size_t size, const cjpeg_request *request, cpng_decoded *result) {
    *result = (cpng_decoded){.picture = {.share = 1}};
    decoder self = {.source = cpng_source_open(data, size), .request = request, .result = result};
    cjpeg_status status = decode(&self);
    if (status != CJPEG_OK) {
        free(result->profile);
        result->profile = NULL;
    }
    cjpeg_canvas_free(self.canvas);
    free(self.rows);
    png_destroy_read_struct(&self.png, &self.info, NULL);
    return status;
}
