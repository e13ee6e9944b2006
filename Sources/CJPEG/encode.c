#include <stdlib.h>
#include <string.h>

#include "errors.h"

#include <jerror.h>

typedef struct {
    struct jpeg_destination_mgr callbacks;
    uint8_t *data;
    size_t capacity;
} growing_buffer;

typedef struct {
    struct jpeg_compress_struct jpeg;
    cjpeg_errors errors;
    growing_buffer buffer;
} encoder;

static void grow(j_compress_ptr jpeg) {
    growing_buffer *buffer = (growing_buffer *)jpeg->dest;
    size_t used = buffer->capacity, capacity = used ? used * 2 : 1 << 18;
    uint8_t *data = realloc(buffer->data, capacity);
    if (!data) ERREXIT1(jpeg, JERR_OUT_OF_MEMORY, 0);
    buffer->data = data;
    buffer->capacity = capacity;
    buffer->callbacks.next_output_byte = data + used;
    buffer->callbacks.free_in_buffer = capacity - used;
}

// Called when the buffer is full, whatever its counters say.
static boolean grow_full(j_compress_ptr jpeg) {
    grow(jpeg);
    return TRUE;
}

static void leave_as_is(j_compress_ptr jpeg) { (void)jpeg; }

static void write_to_memory(encoder *self) {
    self->buffer.callbacks.init_destination = grow;
    self->buffer.callbacks.empty_output_buffer = grow_full;
    self->buffer.callbacks.term_destination = leave_as_is;
    self->jpeg.dest = &self->buffer.callbacks;
}

static void configure(j_compress_ptr jpeg, const cjpeg_planes *planes, int quality) {
    jpeg->image_width = (JDIMENSION)planes->width;
    jpeg->image_height = (JDIMENSION)planes->height;
    jpeg->input_components = planes->count;
    jpeg->in_color_space = planes->count == 1 ? JCS_GRAYSCALE : JCS_YCbCr;
    jpeg_set_defaults(jpeg);  // 4:2:0, as the planes are
    jpeg_set_quality(jpeg, quality, TRUE);
    jpeg->dct_method = JDCT_ISLOW;
    jpeg->optimize_coding = TRUE;
    jpeg->raw_data_in = TRUE;
}

// Whole blocks are encoded: beyond the right edge, its colour is repeated, which costs the fewest bits.
static void extend_right_edge(const cjpeg_plane *plane) {
    size_t width = (size_t)plane->width;
    for (int y = 0; y < plane->height; y++) {
        uint8_t *row = plane->samples + (size_t)y * plane->stride;
        memset(row + width, row[width - 1], plane->stride - width);
    }
}

static void write_rows(j_compress_ptr jpeg, const cjpeg_planes *planes) {
    JSAMPROW rows[3][2 * DCTSIZE];
    JSAMPARRAY components[3] = {rows[0], rows[1], rows[2]};
    for (int group = 0; jpeg->next_scanline < jpeg->image_height; group++) {
        for (int i = 0; i < planes->count; i++) {
            const cjpeg_plane *plane = &planes->plane[i];
            int count = jpeg->comp_info[i].v_samp_factor * DCTSIZE;
            for (int k = 0; k < count; k++) {
                int y = group * count + k;
                if (y >= plane->height) y = plane->height - 1;
                rows[i][k] = plane->samples + (size_t)y * plane->stride;
            }
        }
        jpeg_write_raw_data(jpeg, components, (JDIMENSION)(jpeg->max_v_samp_factor * DCTSIZE));
    }
}

static cjpeg_status encode(encoder *self, cjpeg_planes *planes, int quality, const uint8_t *profile,
                           size_t profile_size) {
    self->jpeg.err = cjpeg_errors_prepare(&self->errors);
    if (setjmp(self->errors.escape)) return self->errors.status;
    jpeg_create_compress(&self->jpeg);
    write_to_memory(self);
    configure(&self->jpeg, planes, quality);
    for (int i = 0; i < planes->count; i++) extend_right_edge(&planes->plane[i]);
    jpeg_start_compress(&self->jpeg, TRUE);
    if (profile && profile_size > 0) jpeg_write_icc_profile(&self->jpeg, profile, (unsigned)profile_size);
    write_rows(&self->jpeg, planes);
    jpeg_finish_compress(&self->jpeg);
    return CJPEG_OK;
}

cjpeg_status cjpeg_encode(cjpeg_planes *planes, int quality, const uint8_t *profile, size_t profile_size,
                          uint8_t **data, size_t *size) {
    encoder *self = calloc(1, sizeof(encoder));
    if (!self) return CJPEG_OUT_OF_MEMORY;
    cjpeg_status status = encode(self, planes, quality, profile, profile_size);
    if (status == CJPEG_OK) {
        *data = self->buffer.data;
        *size = self->buffer.capacity - self->buffer.callbacks.free_in_buffer;
    } else {
        free(self->buffer.data);
    }
    jpeg_destroy_compress(&self->jpeg);
    free(self);
    return status;
}
