#include "full_decode.h"

#include <stdio.h>

#include <jpeglib.h>

bool full_decode(const uint8_t *data, size_t size) {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&jpeg);
    jpeg_mem_src(&jpeg, data, size);
    jpeg_read_header(&jpeg, TRUE);
    jpeg.raw_data_out = TRUE;
    jpeg_start_decompress(&jpeg);
    JSAMPARRAY planes[MAX_COMPONENTS];
    for (int i = 0; i < jpeg.num_components; i++) {
        const jpeg_component_info *component = &jpeg.comp_info[i];
        planes[i] = jpeg.mem->alloc_sarray((j_common_ptr)&jpeg, JPOOL_IMAGE, component->width_in_blocks * DCTSIZE,
                                           (JDIMENSION)component->v_samp_factor * DCTSIZE);
    }
    JDIMENSION lines = (JDIMENSION)jpeg.max_v_samp_factor * DCTSIZE;
    while (jpeg.output_scanline < jpeg.output_height) jpeg_read_raw_data(&jpeg, planes, lines);
    bool is_clean = errors.num_warnings == 0;
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    return is_clean;
}
