#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "image_fixtures.h"

typedef struct {
    uint8_t *data;
    size_t size;
} output;

static void append(png_structp png, png_bytep data, size_t count) {
    output *to = png_get_io_ptr(png);
    uint8_t *longer = realloc(to->data, to->size + count);
    if (!longer) png_error(png, "no memory");
    memcpy(longer + to->size, data, count);
    to->data = longer;
    to->size += count;
}

static void ignore_flush(png_structp png) { (void)png; }

static void write_header(png_structp png, png_infop info, const fixture_png *picture) {
    png_set_IHDR(png, info, (png_uint_32)picture->width, (png_uint_32)picture->height, picture->bit_depth,
                 picture->colour_type, picture->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_color greys[256];
    for (int i = 0; i < 256; i++) greys[i] = (png_color){(png_byte)i, (png_byte)i, (png_byte)i};
    if (picture->colour_type == PNG_COLOR_TYPE_PALETTE) png_set_PLTE(png, info, greys, 256);
    if (picture->profile)
        png_set_iCCP(png, info, "profile", PNG_COMPRESSION_TYPE_BASE, picture->profile,
                     (png_uint_32)picture->profile_size);
    png_write_info(png, info);
}

static void write_picture(png_structp png, png_infop info, const fixture_png *picture, output *to) {
    if (setjmp(png_jmpbuf(png))) {
        free(to->data);
        to->data = NULL;
        return;
    }
    png_set_write_fn(png, to, append, ignore_flush);
    png_set_benign_errors(png, 1);
    write_header(png, info, picture);
    int passes = png_set_interlace_handling(png);
    for (int pass = 0; pass < passes; pass++)
        for (int y = 0; y < picture->height; y++)
            png_write_row(png, picture->pixels + (size_t)y * picture->row_bytes);
    png_write_end(png, info);
}

uint8_t *fixture_encode_png(const fixture_png *picture, size_t *size) {
    output to = {0};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    write_picture(png, info, picture, &to);
    png_destroy_write_struct(&png, &info);
    *size = to.size;
    return to.data;
}
