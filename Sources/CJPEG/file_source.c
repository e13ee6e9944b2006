#include "file_source.h"

#include <errno.h>
#include <unistd.h>

#include <jerror.h>

static ssize_t read_some(cjpeg_file_source *source) {
    ssize_t count;
    do {
        count = pread(source->file, source->buffer, sizeof source->buffer, (off_t)source->position);
    } while (count < 0 && errno == EINTR);
    return count;
}

// Supplies an end marker past the end of the file, like libjpeg's own sources.
static boolean fill(j_decompress_ptr jpeg) {
    cjpeg_file_source *source = (cjpeg_file_source *)jpeg->src;
    ssize_t count = read_some(source);
    if (count < 0) ERREXIT(jpeg, JERR_FILE_READ);
    source->position += count;
    if (count == 0) {
        WARNMS(jpeg, JWRN_JPEG_EOF);
        source->buffer[0] = 0xFF;
        source->buffer[1] = JPEG_EOI;
        count = 2;
    }
    source->callbacks.next_input_byte = source->buffer;
    source->callbacks.bytes_in_buffer = (size_t)count;
    return TRUE;
}

static void skip(j_decompress_ptr jpeg, long count) {
    cjpeg_file_source *source = (cjpeg_file_source *)jpeg->src;
    if (count <= 0) return;
    size_t held = source->callbacks.bytes_in_buffer, wanted = (size_t)count;
    if (wanted > held) source->position += (int64_t)(wanted - held);
    size_t part = wanted < held ? wanted : held;
    source->callbacks.next_input_byte += part;
    source->callbacks.bytes_in_buffer -= part;
}

static void do_nothing(j_decompress_ptr jpeg) { (void)jpeg; }

void cjpeg_file_source_open(cjpeg_file_source *source, j_decompress_ptr jpeg, int file) {
    source->callbacks = (struct jpeg_source_mgr){.init_source = do_nothing,
                                                 .fill_input_buffer = fill,
                                                 .skip_input_data = skip,
                                                 .resync_to_restart = jpeg_resync_to_restart,
                                                 .term_source = do_nothing};
    source->file = file;
    source->position = 0;
    jpeg->src = &source->callbacks;
}
