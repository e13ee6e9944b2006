#include <stdlib.h>

#include "color.h"
#include "decoder.h"
#include "planes.h"

// Bytes in memory, or a file.
typedef struct {
    const uint8_t *data;
    size_t size;
    int file;
} input;

static void open_source(cjpeg_decoder *self, const input *input) {
    jpeg_create_decompress(&self->jpeg);
    cjpeg_watch(self);
    if (input->data)
        jpeg_mem_src(&self->jpeg, input->data, input->size);
    else
        cjpeg_file_source_open(&self->file, &self->jpeg, input->file);
    jpeg_read_header(&self->jpeg, TRUE);
    // The caller checked the sizes it read itself; a header that the library reads differently is not to be trusted.
    if (self->jpeg.image_width != (JDIMENSION)self->request->width ||
        self->jpeg.image_height != (JDIMENSION)self->request->height)
        cjpeg_escape(&self->errors, CJPEG_DAMAGED);
}

// The decoder scales by eighths at almost no cost, but coarsely. Eighths that are powers of two have fast paths, and at
// least twice the target size leaves the fine filter enough to work with.
static unsigned scale_in_eighths(int width, int height, int edge) {
    long longest = width > height ? width : height;
    for (unsigned eighths = 1; eighths < 8; eighths *= 2)
        if (longest * eighths >= 2L * 8 * edge) return eighths;
    return 8;
}

static void set_output(cjpeg_decoder *self) {
    j_decompress_ptr jpeg = &self->jpeg;
    jpeg->scale_num = scale_in_eighths(self->request->width, self->request->height, self->request->edge);
    jpeg->scale_denom = 8;
    jpeg->dct_method = JDCT_ISLOW;
    switch (jpeg->jpeg_color_space) {
    case JCS_GRAYSCALE:
    case JCS_YCbCr:
        jpeg->raw_data_out = TRUE;
        break;
    case JCS_CMYK:
    case JCS_YCCK:
        jpeg->out_color_space = JCS_CMYK;
        self->result->converted_from_cmyk = true;
        break;
    default:
        jpeg->out_color_space = JCS_RGB;
    }
}

// Any sampling factors work: a channel's samples need not be a whole multiple of another's.
static cjpeg_channel channel_of(j_decompress_ptr jpeg, const jpeg_component_info *component) {
    double across = (double)component->h_samp_factor / jpeg->max_h_samp_factor,
           down = (double)component->v_samp_factor / jpeg->max_v_samp_factor,
           scale = (double)component->DCT_scaled_size / DCTSIZE;
    return (cjpeg_channel){
        .width = (int)component->downsampled_width,
        .height = (int)component->downsampled_height,
        .across = jpeg->image_width * across * scale,
        .down = jpeg->image_height * down * scale,
        .row_bytes = (size_t)component->width_in_blocks * (size_t)component->DCT_scaled_size,
        .rows_at_once = component->v_samp_factor * component->DCT_scaled_size,
    };
}

static void watch_losses(cjpeg_decoder *self, int side, int width) {
    // Inks are the complements of colours.
    int grey = self->jpeg.jpeg_color_space == JCS_YCCK ? 127 : 128;
    if (!cjpeg_lost_make(&self->lost, side, width, grey)) cjpeg_escape(&self->errors, CJPEG_OUT_OF_MEMORY);
}

static void read_planes(cjpeg_decoder *self) {
    j_decompress_ptr jpeg = &self->jpeg;
    cjpeg_channel channels[3];
    JSAMPROW rows[3][MAX_SAMP_FACTOR * DCTSIZE];
    JSAMPARRAY components[3] = {rows[0], rows[1], rows[2]};
    int count = jpeg->num_components;
    for (int i = 0; i < count; i++) channels[i] = channel_of(jpeg, &jpeg->comp_info[i]);
    self->canvas = cjpeg_canvas_make(self->request->width, self->request->height, self->request->edge,
                                     self->request->orientation, count, channels);
    if (!self->canvas) cjpeg_escape(&self->errors, CJPEG_OUT_OF_MEMORY);
    watch_losses(self, jpeg->comp_info[0].DCT_scaled_size, channels[0].width);
    int rows_left = channels[0].height;
    JDIMENSION lines = (JDIMENSION)(jpeg->max_v_samp_factor * jpeg->min_DCT_scaled_size);
    while (jpeg->output_scanline < jpeg->output_height) {
        for (int i = 0; i < count; i++)
            for (int k = 0; k < channels[i].rows_at_once; k++) rows[i][k] = cjpeg_canvas_row(self->canvas, i, k);
        jpeg_read_raw_data(jpeg, components, lines);
        for (int k = 0; k < channels[0].rows_at_once && rows_left > 0; k++, rows_left--)
            cjpeg_lost_add(&self->lost, rows[0][k], 1, cjpeg_may_be_lost(self));
        for (int i = 0; i < count; i++) cjpeg_canvas_advance(self->canvas, i, channels[i].rows_at_once);
    }
}

static cjpeg_canvas *canvas_for_scanlines(cjpeg_decoder *self) {
    j_decompress_ptr jpeg = &self->jpeg;
    double scale = jpeg->scale_num / 8.0;
    cjpeg_channel full = {.width = (int)jpeg->output_width,
                          .height = (int)jpeg->output_height,
                          .across = jpeg->image_width * scale,
                          .down = jpeg->image_height * scale,
                          .row_bytes = jpeg->output_width,
                          .rows_at_once = 1};
    return cjpeg_canvas_make(self->request->width, self->request->height, self->request->edge,
                             self->request->orientation, 3, (cjpeg_channel[]){full, full, full});
}

static void read_scanlines(cjpeg_decoder *self) {
    j_decompress_ptr jpeg = &self->jpeg;
    self->canvas = canvas_for_scanlines(self);
    self->row = malloc((size_t)jpeg->output_width * (size_t)jpeg->output_components);
    if (!self->canvas || !self->row) cjpeg_escape(&self->errors, CJPEG_OUT_OF_MEMORY);
    watch_losses(self, jpeg->min_DCT_scaled_size, (int)jpeg->output_width);
    while (jpeg->output_scanline < jpeg->output_height) {
        jpeg_read_scanlines(jpeg, &self->row, 1);
        cjpeg_lost_add(&self->lost, self->row, jpeg->output_components, cjpeg_may_be_lost(self));
        if (jpeg->out_color_space == JCS_CMYK)
            cjpeg_cmyk_to_rgb(self->row, (int)jpeg->output_width, jpeg->saw_Adobe_marker, self->row);
        cjpeg_canvas_add_rgb(self->canvas, self->row);
    }
}

static cjpeg_status decode(cjpeg_decoder *self, const input *input) {
    self->jpeg.err = cjpeg_errors_prepare(&self->errors);
    if (setjmp(self->errors.escape)) return self->errors.status;
    open_source(self, input);
    set_output(self);
    jpeg_start_decompress(&self->jpeg);
    if (self->jpeg.raw_data_out)
        read_planes(self);
    else
        read_scanlines(self);
    cjpeg_check_complete(self);
    return cjpeg_canvas_finish(self->canvas, &self->result->planes);
}

static cjpeg_status decode_input(const input *input, const cjpeg_request *request, cjpeg_decoded *result) {
    *result = (cjpeg_decoded){.share = 1};
    cjpeg_decoder *self = calloc(1, sizeof(cjpeg_decoder));
    if (!self) return CJPEG_OUT_OF_MEMORY;
    self->request = request;
    self->result = result;
    cjpeg_status status = decode(self, input);
    result->scans = self->jpeg.input_scan_number;
    if (status == CJPEG_DAMAGED) snprintf(result->message, sizeof result->message, "%s", self->errors.message);
    cjpeg_canvas_free(self->canvas);
    free(self->row);
    cjpeg_lost_free(&self->lost);
    jpeg_destroy_decompress(&self->jpeg);
    free(self);
    return status;
}

cjpeg_status cjpeg_decode(const uint8_t *data, size_t size, const cjpeg_request *request, cjpeg_decoded *result) {
    return decode_input(&(input){.data = data, .size = size}, request, result);
}

cjpeg_status cjpeg_decode_file(int file, const cjpeg_request *request, cjpeg_decoded *result) {
    return decode_input(&(input){.file = file}, request, result);
}
