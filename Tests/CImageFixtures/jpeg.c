#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "image_fixtures.h"

typedef struct {
    struct jpeg_error_mgr callbacks;
    jmp_buf escape;
} errors;

static void leave(j_common_ptr jpeg) { longjmp(((errors *)jpeg->err)->escape, 1); }

static int channels_of(fixture_coding coding) {
    return coding == FIXTURE_GREY ? 1 : coding == FIXTURE_CMYK || coding == FIXTURE_YCCK ? 4 : 3;
}

static void set_coding(j_compress_ptr jpeg, const fixture_photo *photo) {
    static const J_COLOR_SPACE coded[] = {0, JCS_GRAYSCALE, JCS_RGB, JCS_YCbCr, JCS_CMYK, JCS_YCCK};
    int channels = channels_of(photo->coding);
    jpeg->input_components = channels;
    jpeg->in_color_space = channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
    jpeg_set_defaults(jpeg);
    jpeg_set_colorspace(jpeg, coded[photo->coding]);
    jpeg_set_quality(jpeg, photo->quality, TRUE);
    for (int i = 0; i < channels; i++) {
        if (photo->across[i]) jpeg->comp_info[i].h_samp_factor = photo->across[i];
        if (photo->down[i]) jpeg->comp_info[i].v_samp_factor = photo->down[i];
    }
    if (photo->without_adobe_marker) jpeg->write_Adobe_marker = FALSE;
}

static void set_scans(j_compress_ptr jpeg, const fixture_photo *photo, jpeg_scan_info scans[4]) {
    jpeg->arith_code = photo->arithmetic;
    jpeg->restart_in_rows = photo->restart_rows;
    if (photo->progressive) jpeg_simple_progression(jpeg);
    if (!photo->separate_scans) return;
    for (int i = 0; i < jpeg->num_components; i++)
        scans[i] = (jpeg_scan_info){.comps_in_scan = 1, .component_index = {i}, .Ss = 0, .Se = 63};
    jpeg->scan_info = scans;
    jpeg->num_scans = jpeg->num_components;
}

static void write_pixels(j_compress_ptr jpeg, const uint8_t *pixels) {
    size_t row_bytes = (size_t)jpeg->image_width * (size_t)jpeg->input_components;
    while (jpeg->next_scanline < jpeg->image_height) {
        JSAMPROW row = (JSAMPROW)pixels + jpeg->next_scanline * row_bytes;
        jpeg_write_scanlines(jpeg, &row, 1);
    }
}

// Rows of whole blocks, continued beyond the plane's right and lower edges.
static void pad_rows(const jpeg_component_info *component, const uint8_t *plane, int width, int height, int first,
                     JSAMPARRAY rows) {
    for (int k = 0; k < component->v_samp_factor * DCTSIZE; k++) {
        int y = first + k < height ? first + k : height - 1;
        for (int x = 0; x < (int)component->width_in_blocks * DCTSIZE; x++)
            rows[k][x] = plane[(size_t)y * (size_t)width + (size_t)(x < width ? x : width - 1)];
    }
}

static int part_of(JDIMENSION length, int factor, int largest) {
    return ((int)length * factor + largest - 1) / largest;
}

static void write_planes(j_compress_ptr jpeg, const uint8_t *const planes[3]) {
    JSAMPARRAY rows[3];
    for (int i = 0; i < 3; i++)
        rows[i] = jpeg->mem->alloc_sarray((j_common_ptr)jpeg, JPOOL_IMAGE,
                                          jpeg->comp_info[i].width_in_blocks * DCTSIZE, 4 * DCTSIZE);
    for (int group = 0; jpeg->next_scanline < jpeg->image_height; group++) {
        for (int i = 0; i < 3; i++) {
            const jpeg_component_info *component = &jpeg->comp_info[i];
            pad_rows(component, planes[i], part_of(jpeg->image_width, component->h_samp_factor, jpeg->max_h_samp_factor),
                     part_of(jpeg->image_height, component->v_samp_factor, jpeg->max_v_samp_factor),
                     group * component->v_samp_factor * DCTSIZE, rows[i]);
        }
        jpeg_write_raw_data(jpeg, rows, (JDIMENSION)(jpeg->max_v_samp_factor * DCTSIZE));
    }
}

uint8_t *fixture_encode(const fixture_photo *photo, size_t *size) {
    struct jpeg_compress_struct jpeg;
    errors handler;
    jpeg_scan_info scans[4];
    unsigned char *data = NULL;
    unsigned long length = 0;
    jpeg.err = jpeg_std_error(&handler.callbacks);
    handler.callbacks.error_exit = leave;
    if (setjmp(handler.escape)) {
        jpeg_destroy_compress(&jpeg);
        return NULL;
    }
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &data, &length);
    jpeg.image_width = (JDIMENSION)photo->width;
    jpeg.image_height = (JDIMENSION)photo->height;
    set_coding(&jpeg, photo);
    set_scans(&jpeg, photo, scans);
    jpeg.raw_data_in = photo->planes[0] != NULL;
    jpeg_start_compress(&jpeg, TRUE);
    if (jpeg.raw_data_in)
        write_planes(&jpeg, photo->planes);
    else
        write_pixels(&jpeg, photo->pixels);
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    *size = length;
    return data;
}

bool fixture_decode(const uint8_t *data, size_t size, fixture_picture *picture) {
    struct jpeg_decompress_struct jpeg;
    errors handler;
    *picture = (fixture_picture){0};
    jpeg.err = jpeg_std_error(&handler.callbacks);
    handler.callbacks.error_exit = leave;
    if (setjmp(handler.escape)) {
        jpeg_destroy_decompress(&jpeg);
        free(picture->pixels);
        return false;
    }
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, data, size);
    jpeg_read_header(&jpeg, TRUE);
    picture->luma_across = jpeg.comp_info[0].h_samp_factor;
    picture->luma_down = jpeg.comp_info[0].v_samp_factor;
    picture->progressive = jpeg.progressive_mode;
    jpeg_start_decompress(&jpeg);
    picture->width = (int)jpeg.output_width;
    picture->height = (int)jpeg.output_height;
    picture->channels = jpeg.output_components;
    size_t row_bytes = (size_t)picture->width * (size_t)picture->channels;
    picture->pixels = malloc(row_bytes * (size_t)picture->height);
    while (picture->pixels && jpeg.output_scanline < jpeg.output_height) {
        JSAMPROW row = picture->pixels + jpeg.output_scanline * row_bytes;
        jpeg_read_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_decompress(&jpeg);
    picture->warnings = jpeg.err->num_warnings;
    jpeg_destroy_decompress(&jpeg);
    return picture->pixels != NULL;
}
