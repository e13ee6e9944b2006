#ifndef CJPEG_FILE_SOURCE_H
#define CJPEG_FILE_SOURCE_H

#include "errors.h"

enum { CJPEG_FILE_BUFFER_BYTES = 1 << 16 };

// libjpeg's input from a file, one buffer at a time. The file's own offset is neither used nor changed.
typedef struct {
    struct jpeg_source_mgr callbacks;
    int file;
    int64_t position;
    uint8_t buffer[CJPEG_FILE_BUFFER_BYTES];
} cjpeg_file_source;

void cjpeg_file_source_open(cjpeg_file_source *source, j_decompress_ptr jpeg, int file);

#endif
