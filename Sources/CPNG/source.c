#include "source.h"

#include <string.h>

enum { SIGNATURE_BYTES = 8, CHUNK_HEADER_BYTES = 8, CHECKSUM_BYTES = 4 };

cpng_source cpng_source_open(const uint8_t *data, size_t size) {
    return (cpng_source){.data = data, .size = size, .left = size < SIGNATURE_BYTES ? size : SIGNATURE_BYTES};
}

static bool matters(const uint8_t *type) {
    static const char *const types[] = {"IHDR", "PLTE", "tRNS", "iCCP", "IDAT", "IEND"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (memcmp(type, types[i], 4) == 0) return true;
    return false;
}

static bool enter_next_chunk(cpng_source *source) {
    while (source->size - source->position >= CHUNK_HEADER_BYTES) {
        const uint8_t *header = source->data + source->position;
        size_t length = (size_t)header[0] << 24 | (size_t)header[1] << 16 | (size_t)header[2] << 8 | header[3];
        size_t whole = CHUNK_HEADER_BYTES + length + CHECKSUM_BYTES, rest = source->size - source->position;
        source->left = whole < rest ? whole : rest;
        if (matters(header + 4)) return true;
        source->position += source->left;
    }
    source->left = 0;
    return false;
}

bool cpng_source_read(cpng_source *source, uint8_t *to, size_t count) {
    while (count > 0) {
        if (source->left == 0 && !enter_next_chunk(source)) return false;
        size_t part = count < source->left ? count : source->left;
        memcpy(to, source->data + source->position, part);
        source->position += part;
        source->left -= part;
        to += part;
        count -= part;
    }
    return true;
}
